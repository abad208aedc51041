//! PNGs of pictures that are kept under `derived/`, written and read back.

use pixels::Rgb;

/// Of a picture that is read back: a case from elsewhere may claim any size.
pub(crate) const MOST_PIXELS: u64 = 1 << 27;

/// Lossless PNG of a picture.
pub(crate) fn encode_png(picture: &Rgb) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut w| w.write_image_data(&picture.data))
        .map_err(std::io::Error::other)?;
    Ok(bytes)
}

/// Two pictures of one size as an animated PNG that shows each for half a second, without end.
pub(crate) fn encode_png_pair(first: &Rgb, second: &Rgb) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, first.width, first.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let write = |mut encoder: png::Encoder<'_, &mut Vec<u8>>| {
        encoder.set_animated(2, 0)?;
        encoder.set_frame_delay(1, 2)?;
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&first.data)?;
        writer.write_image_data(&second.data)?;
        writer.finish()
    };
    write(encoder).map_err(std::io::Error::other)?;
    Ok(bytes)
}

/// A picture that [`encode_png`] wrote. It is ours, but the disk may have changed it.
pub(crate) fn decode_png(bytes: &[u8]) -> Result<Rgb, String> {
    let damaged = |e: &dyn std::fmt::Display| format!("a derived picture is damaged: {e}");
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
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
    let wanted = 3 * info.width as usize * info.height as usize;
    if info.color_type != png::ColorType::Rgb || data.len() < wanted {
        return Err(damaged(&"not 8-bit RGB"));
    }
    data.truncate(wanted);
    Ok(Rgb::new(info.width, info.height, data))
}
