//! Picture files: upright, on white, and with a clear reason where they can't be read.

mod common;

use std::path::PathBuf;

use common::{decoder, ffmpeg, folder, samples};
use decode::DecodeError;
use image::{ImageFormat, Rgb as Pixel, RgbImage, Rgba, RgbaImage};
use model::{ItemKind, Size};
use tempfile::TempDir;

fn drawing(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Pixel([(x * 3) as u8, (y * 5) as u8, 90])
    })
}

fn saved(folder: &TempDir, name: &str, image: &RgbImage, format: ImageFormat) -> PathBuf {
    // The name says nothing about the format.
    let path = folder.path().join(name);
    image
        .save_with_format(&path, format)
        .unwrap_or_else(|e| panic!("{e}"));
    path
}

#[test]
fn lossless_formats_give_the_pixels_that_were_saved() {
    let folder = folder();
    let image = drawing(70, 50);
    for format in [
        ImageFormat::Png,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
        ImageFormat::WebP,
    ] {
        let path = saved(&folder, "picture.mp4", &image, format);
        let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(found.kind, ItemKind::Picture, "{}", found.note);
        assert!(found.note.contains("70 × 50"), "{}", found.note);
        let got = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(got.rgb.data, *image.as_raw(), "{format:?}");
    }
}

#[test]
fn transparent_is_white() {
    let folder = folder();
    let path = folder.path().join("a.png");
    let image = RgbaImage::from_fn(4, 1, |x, _| Rgba([0, 100, 200, (x * 85) as u8]));
    image.save(&path).unwrap_or_else(|e| panic!("{e}"));
    let got = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(got.rgb.get(0, 0), [255; 3]);
    assert_eq!(got.rgb.get(3, 0), [0, 100, 200]);
    assert_eq!(got.rgb.get(1, 0), [170, 203, 237]);
}

/// A JPEG with an EXIF segment that holds nothing but an orientation.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = (exif.len() + 2) as u16;
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(length.to_be_bytes());
    out.extend(exif);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn exif_orientation_is_applied() {
    let folder = folder();
    // Red on the left, blue on the right.
    let image = RgbImage::from_fn(64, 32, |x, _| {
        Pixel(if x < 32 { [255, 0, 0] } else { [0, 0, 255] })
    });
    let plain = saved(&folder, "plain.jpg", &image, ImageFormat::Jpeg);
    let jpeg = std::fs::read(plain).unwrap_or_default();
    // (orientation, size, is the top-left red)
    for (orientation, size, red) in [
        (1, (64, 32), true),
        (3, (64, 32), false),
        (6, (32, 64), true),
        (8, (32, 64), false),
    ] {
        let path = folder.path().join("turned.jpg");
        std::fs::write(&path, with_orientation(&jpeg, orientation))
            .unwrap_or_else(|e| panic!("{e}"));
        let got = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(
            got.rgb.size(),
            Size {
                width: size.0,
                height: size.1
            }
        );
        assert_eq!(got.rgb.get(2, 2)[0] > 128, red, "orientation {orientation}");
    }
}

#[test]
fn cut_pictures_are_named_as_damaged() {
    let folder = folder();
    let image = drawing(300, 300);
    for (name, format) in [
        ("a.png", ImageFormat::Png),
        ("a.jpg", ImageFormat::Jpeg),
        ("a.bmp", ImageFormat::Bmp),
    ] {
        let path = saved(&folder, name, &image, format);
        let bytes = std::fs::read(&path).unwrap_or_default();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(
            decoder().identify(&path).map(|f| f.kind).ok(),
            Some(ItemKind::Picture)
        );
        let error = decoder().picture(&path).expect_err(name);
        assert!(matches!(error, DecodeError::Damaged { .. }), "{error:?}");
        let message = error.to_string();
        assert!(
            message.contains(name) && message.contains("cut off"),
            "{message}"
        );
    }
}

fn png_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let covered = [&kind[..], body].concat();
    let crc = covered.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| {
            if c & 1 == 1 {
                0xedb8_8320 ^ (c >> 1)
            } else {
                c >> 1
            }
        })
    });
    let length = (body.len() as u32).to_be_bytes();
    [&length[..], &covered, &(!crc).to_be_bytes()].concat()
}

#[test]
fn thirty_thousand_squared_is_too_large() {
    let folder = folder();
    let path = folder.path().join("huge.png");
    let side = 30_000u32.to_be_bytes();
    let header = [&side[..], &side, &[8, 2, 0, 0, 0]].concat();
    let png = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png_chunk(b"IHDR", &header),
        png_chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"),
        png_chunk(b"IEND", b""),
    ]
    .concat();
    std::fs::write(&path, png).unwrap_or_else(|e| panic!("{e}"));
    let error = decoder().picture(&path).expect_err("too large");
    let message = error.to_string();
    assert!(matches!(error, DecodeError::TooLarge { .. }), "{error:?}");
    assert!(
        message.contains("huge.png")
            && message.contains("30000")
            && message.contains("120 megapixels")
            && message.contains("scale"),
        "{message}"
    );
    let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.kind, ItemKind::Picture);
}

#[test]
fn a_gif_gives_its_first_frame_with_a_note() {
    let folder = folder();
    let path = folder.path().join("a.gif");
    ffmpeg("-f lavfi -i testsrc=size=80x60:rate=5:duration=1", &path);
    let got = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(
        got.rgb.size(),
        Size {
            width: 80,
            height: 60
        }
    );
    assert!(
        got.notes.iter().any(|n| n.contains("first frame")),
        "{:?}",
        got.notes
    );
}

#[test]
fn what_is_no_picture_is_not_understood() {
    let folder = folder();
    let path = folder.path().join("a.png");
    std::fs::write(&path, b"not a picture at all").unwrap_or_else(|e| panic!("{e}"));
    let error = decoder().picture(&path).expect_err("text");
    assert!(
        matches!(error, DecodeError::NotUnderstood { .. }),
        "{error:?}"
    );
}

#[test]
fn real_screenshots_are_read() {
    let Some(samples) = samples() else { return };
    let path = samples.join("interfaces/go2rtc-net.png");
    let got = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
    let direct = image::open(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(
        (got.rgb.width, got.rgb.height),
        (direct.width(), direct.height())
    );
}
