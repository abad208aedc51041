//! Luma pictures as lossless PNG, one plane or two.

use std::io::{Cursor, Error, Result};

use pixels::Luma;

use crate::png_files::MOST_PIXELS;

/// One plane.
pub fn encode(picture: &Luma) -> Result<Vec<u8>> {
    write(picture, png::ColorType::Grayscale, &picture.data)
}

/// Two planes of one size, as grey and alpha.
pub fn encode_two(first: &Luma, second: &Luma) -> Result<Vec<u8>> {
    let both = first.data.iter().zip(&second.data);
    let data: Vec<u8> = both.flat_map(|(a, b)| [*a, *b]).collect();
    write(first, png::ColorType::GrayscaleAlpha, &data)
}

fn write(of: &Luma, colour: png::ColorType, data: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, of.width, of.height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut w| w.write_image_data(data))
        .map_err(Error::other)?;
    Ok(bytes)
}

/// Pictures of one size as an animated PNG without end; each is shown for so many thousandths of a
/// second.
pub fn encode_clip(pictures: &[Luma], millis: u16) -> Result<Vec<u8>> {
    let Some(first) = pictures.first() else {
        return Err(Error::other("a clip without frames"));
    };
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, first.width, first.height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let whole = |mut encoder: png::Encoder<'_, &mut Vec<u8>>| {
        encoder.set_animated(pictures.len() as u32, 0)?;
        encoder.set_frame_delay(millis, 1000)?;
        let mut writer = encoder.write_header()?;
        for p in pictures {
            writer.write_image_data(&p.data)?;
        }
        writer.finish()
    };
    whole(encoder).map_err(Error::other)?;
    Ok(bytes)
}

/// What [`encode`] wrote. It is ours, but the disk may have changed it.
pub fn decode(bytes: &[u8]) -> std::result::Result<Luma, String> {
    let (w, h, data) = read(bytes, png::ColorType::Grayscale, 1)?;
    Ok(Luma::new(w, h, data))
}

/// What [`encode_two`] wrote.
pub fn decode_two(bytes: &[u8]) -> std::result::Result<(Luma, Luma), String> {
    let (w, h, data) = read(bytes, png::ColorType::GrayscaleAlpha, 2)?;
    let plane = |k: usize| Luma::new(w, h, data.iter().skip(k).step_by(2).copied().collect());
    Ok((plane(0), plane(1)))
}

fn read(
    bytes: &[u8],
    colour: png::ColorType,
    planes: usize,
) -> std::result::Result<(u32, u32, Vec<u8>), String> {
    let damaged = |e: &dyn std::fmt::Display| format!("a derived picture is damaged: {e}");
    let mut reader = png::Decoder::new(Cursor::new(bytes))
        .read_info()
        .map_err(|e| damaged(&e))?;
    let info = reader.info();
    if u64::from(info.width) * u64::from(info.height) > MOST_PIXELS {
        return Err(damaged(&"its size is more than any picture of ours has"));
    }
    let size = reader
        .output_buffer_size()
        .ok_or_else(|| damaged(&"its size"))?;
    let mut data = vec![0; size];
    let info = reader.next_frame(&mut data).map_err(|e| damaged(&e))?;
    let wanted = planes * info.width as usize * info.height as usize;
    if info.color_type != colour || data.len() < wanted {
        return Err(damaged(&"another kind of picture"));
    }
    data.truncate(wanted);
    Ok((info.width, info.height, data))
}
