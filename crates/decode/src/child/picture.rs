//! Picture files: decoded within limits, turned upright, put on white.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek, SeekFrom};

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};
use pixels::Rgb;

use super::{Outlet, Trouble, drawing};
use crate::Limits;
use crate::wire::{Failure, Reply};

pub fn read(file: &File, limits: &Limits, outlet: &mut Outlet) -> Result<(), Trouble> {
    if let Some(drawn) = drawing_of(file)? {
        let drawing::Drawn { rgb, notes } = drawn;
        outlet.reply(&Reply::Picture {
            width: rgb.width,
            height: rgb.height,
            notes,
        })?;
        return Ok(outlet.raw(&rgb.data)?);
    }
    let mut notes = Vec::new();
    let whole = || whole(file);
    let rgb = decode(from_start(file)?, whole, limits, &mut notes)?;
    outlet.reply(&Reply::Picture {
        width: rgb.width,
        height: rgb.height,
        notes,
    })?;
    Ok(outlet.raw(&rgb.data)?)
}

/// Size of a drawing (SVG) in the pixels in which it is drawn; `None` for all else.
pub fn drawing_size(file: &File) -> Option<Result<(u32, u32), String>> {
    let text = drawing_text(file).ok()??;
    Some(text.and_then(|t| drawing::shown(&t).map(drawing::pixels_alone)))
}

fn drawing_of(file: &File) -> Result<Option<drawing::Drawn>, Failure> {
    let Some(text) = drawing_text(file)? else {
        return Ok(None);
    };
    let drawn = text.and_then(|text| {
        let size = drawing::pixels_alone(drawing::shown(&text)?);
        drawing::draw(text, size)
    });
    let unfit = |why| Failure::NotUnderstood(format!("{why}; export a copy to PNG and add that"));
    drawn.map(Some).map_err(unfit)
}

/// The text of a drawing, or why it is too much; `None` where the file is none.
fn drawing_text(file: &File) -> Result<Option<Result<String, String>>, Failure> {
    let mut head = [0; 64];
    let read = from_start(file)?.read(&mut head);
    let read = read.map_err(|e| Failure::Read(e.to_string()))?;
    if !head[..read].contains(&b'<') && !drawing::is_packed(&head) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    from_start(file)?
        .take(drawing::LARGEST as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::Read(e.to_string()))?;
    Ok(drawing::is_svg(&bytes).then(|| drawing::text_of(&bytes)))
}

/// A picture that is written into another file.
pub fn from_bytes(bytes: &[u8], limits: &Limits) -> Result<Rgb, Failure> {
    let whole = || Ok(bytes.to_vec());
    decode(Cursor::new(bytes), whole, limits, &mut Vec::new())
}

/// Format and size as the header says, without decoding.
pub fn header(file: &File) -> Result<(ImageFormat, u32, u32), Failure> {
    let (format, decoder) = open(from_start(file)?)?;
    let (width, height) = decoder.dimensions();
    Ok((format, width, height))
}

/// A name of the format for people.
pub fn format_name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Gif => "GIF",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Tiff => "TIFF",
        ImageFormat::WebP => "WebP",
        _ => "picture",
    }
}

fn from_start(mut file: &File) -> Result<BufReader<&File>, Failure> {
    file.seek(SeekFrom::Start(0))
        .map_err(|e| Failure::Read(e.to_string()))?;
    Ok(BufReader::new(file))
}

fn open<'a, R: BufRead + Seek + 'a>(
    source: R,
) -> Result<(ImageFormat, impl ImageDecoder + 'a), Failure> {
    let mut reader = ImageReader::new(source)
        .with_guessed_format()
        .map_err(|e| Failure::Read(e.to_string()))?;
    // Sizes are checked before decoding; the process bounds the memory.
    reader.no_limits();
    let format = reader.format().ok_or_else(|| {
        Failure::NotUnderstood(
            "it is none of PNG, JPEG, GIF, BMP, TIFF, WebP and SVG; convert a copy to PNG and add that"
                .to_owned(),
        )
    })?;
    let decoder = reader
        .into_decoder()
        .map_err(|e| failure(&e, format_name(format)))?;
    Ok((format, decoder))
}

fn decode<R: BufRead + Seek>(
    source: R,
    whole: impl FnOnce() -> Result<Vec<u8>, Failure>,
    limits: &Limits,
    notes: &mut Vec<String>,
) -> Result<Rgb, Failure> {
    let (format, mut decoder) = open(source)?;
    let name = format_name(format);
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.picture_pixels {
        return Err(Failure::TooLarge {
            what: format!(
                "its {width} × {height} pixels ({} megapixels)",
                pixels.div_ceil(1_000_000)
            ),
            limit: format!("{} megapixels", limits.picture_pixels / 1_000_000),
        });
    }
    if pixels == 0 {
        return Err(Failure::Damaged(format!("a {name} of no size")));
    }
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|e| failure(&e, name))?;
    // The JPEG decoder fills what is missing with grey and says nothing.
    if format == ImageFormat::Jpeg && !has_end_of_jpeg(&whole()?) {
        return Err(Failure::Damaged(truncated(name)));
    }
    picture.apply_orientation(orientation);
    if format == ImageFormat::Gif {
        notes.push("a GIF: only its first frame is read".to_owned());
    }
    Ok(on_white(&picture))
}

fn truncated(name: &str) -> String {
    format!("the {name} is cut off before its end; fetch it again from where it came from")
}

fn whole(file: &File) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    from_start(file)?
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::Read(e.to_string()))?;
    Ok(bytes)
}

/// Whether an end-of-image marker follows the last scan's start.
fn has_end_of_jpeg(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|w| w == marker);
    let scan = last([0xff, 0xda]);
    last([0xff, 0xd9]) > scan
}

fn failure(error: &ImageError, name: &str) -> Failure {
    match error {
        ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            Failure::Damaged(truncated(name))
        }
        ImageError::IoError(e) => Failure::Damaged(format!("the {name} can't be read: {e}")),
        ImageError::Limits(_) => Failure::OutOfMemory,
        ImageError::Unsupported(e) => Failure::NotUnderstood(format!(
            "a {name} of a kind that is not supported ({e}); convert a copy to PNG and add that"
        )),
        e if e.to_string().contains("nexpected end") => Failure::Damaged(truncated(name)),
        e => Failure::Damaged(format!(
            "the {name} can't be decoded ({e}); fetch it again from where it came from"
        )),
    }
}

fn on_white(picture: &DynamicImage) -> Rgb {
    let (width, height) = (picture.width(), picture.height());
    if !picture.color().has_alpha() {
        return Rgb::new(width, height, picture.to_rgb8().into_raw());
    }
    let data = picture
        .to_rgba8()
        .into_raw()
        .chunks_exact(4)
        .flat_map(|p| {
            let alpha = u32::from(p[3]);
            [p[0], p[1], p[2]]
                .map(|c| ((u32::from(c) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
        })
        .collect();
    Rgb::new(width, height, data)
}
