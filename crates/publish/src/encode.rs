//! Pictures in memory to PNG and JPEG bytes. Reading pictures is not done here.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use pixels::image::Rgb;

/// Why a picture could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    #[error(
        "a picture of {width} × {height} pixels needs {needed} bytes of RGB, but {got} were given"
    )]
    Size {
        width: u32,
        height: u32,
        needed: u64,
        got: usize,
    },
    #[error("a picture of {width} × {height} pixels could not be written as {format}: {source}")]
    Encoder {
        width: u32,
        height: u32,
        format: &'static str,
        source: image::ImageError,
    },
}

/// Lossless PNG of an sRGB picture, without metadata. The same pixels give the same bytes.
///
/// # Errors
/// When the picture is empty or its data does not fit its size.
pub fn encode_png(picture: &Rgb) -> Result<Vec<u8>, EncodeError> {
    let mut out = Cursor::new(Vec::new());
    write(picture, PngEncoder::new(&mut out), "PNG")?;
    Ok(out.into_inner())
}

/// Baseline JPEG of an sRGB picture, without metadata; `quality` from 1 to 100, others are moved
/// to the nearer end.
///
/// # Errors
/// When the picture is empty, larger than 65,535 pixels a side, or its data does not fit its size.
pub fn encode_jpeg(picture: &Rgb, quality: u8) -> Result<Vec<u8>, EncodeError> {
    let mut out = Cursor::new(Vec::new());
    let encoder = JpegEncoder::new_with_quality(&mut out, quality.clamp(1, 100));
    write(picture, encoder, "JPEG")?;
    Ok(out.into_inner())
}

/// The encoders panic on data of another length, so the length is checked first.
fn write(
    picture: &Rgb,
    encoder: impl ImageEncoder,
    format: &'static str,
) -> Result<(), EncodeError> {
    let (width, height) = (picture.width, picture.height);
    let needed = u64::from(width) * u64::from(height) * 3;
    if needed == 0 || needed != picture.data.len() as u64 {
        return Err(EncodeError::Size {
            width,
            height,
            needed,
            got: picture.data.len(),
        });
    }
    encoder
        .write_image(&picture.data, width, height, ExtendedColorType::Rgb8)
        .map_err(|source| EncodeError::Encoder {
            width,
            height,
            format,
            source,
        })
}
