//! How a derived picture came about, as JSON beside it: source, steps in order, hashes, software.

use model::{ContentHash, ItemId, Moment, Quad};
use pixels::Rgb;
use serde_json::{Value, json};

/// The step that gave a displayed frame.
pub fn decoded(moment: &Moment, frame: &Rgb) -> Value {
    json!({
        "op": "decode", "stream": moment.stream, "time": moment.time.to_string(),
        "seconds": moment.time.seconds(), "width": frame.width, "height": frame.height,
        "pixel_sha256": ContentHash::of(&frame.data),
        "colour": "displayed 8-bit RGB after rotation and sample aspect ratio",
    })
}

/// The step that gave the upright view of a quad.
pub fn rectified(quad: &Quad, view: &Rgb) -> Value {
    json!({
        "op": "rectify", "quad": quad.to_string(), "width": view.width, "height": view.height,
        "resampling": "projective, bilinear, averaged where it shrinks",
    })
}

/// The whole recipe of a picture whose file is `png`, made for `end_use`.
pub fn recipe(png: &[u8], picture: &Rgb, source: &ItemId, steps: &[Value], end_use: &str) -> Value {
    json!({
        "derived_sha256": ContentHash::of(png),
        "pixel_sha256": ContentHash::of(&picture.data),
        "source_sha256": source,
        "software": concat!("contrechamp ", env!("CARGO_PKG_VERSION")),
        "steps": steps,
        "end_use": end_use,
    })
}
