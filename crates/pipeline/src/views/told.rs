//! The recipe of a merged view: written when it is made, read when it is taken from the shelf.

use case::ScreenRow;
use model::{ContentHash, Homography, ItemId, Size};
use pixels::merge::Merged;
use pixels::register::Registered;
use serde_json::{Value, json};

use super::{Cut, MERGE_VERSION, MergedView};
use crate::gray;
use crate::laying::weight_of;

pub(super) fn frame_step(cut: &Cut, registered: &Registered, worth: f64) -> Value {
    let back = Homography([
        1.0,
        0.0,
        f64::from(cut.origin.0),
        0.0,
        1.0,
        f64::from(cut.origin.1),
        0.0,
        0.0,
        1.0,
    ]);
    json!({
        "time": cut.at.to_string(), "seconds": cut.at.seconds(), "luma_sha256": cut.hash,
        "frame_from_view": back.after(&registered.map).0,
        "correlation": (registered.correlation * 1000.0).round() / 1000.0,
        "weight": weight_of(worth),
    })
}

pub(super) fn recipe(
    row: &ScreenRow,
    merged: &Merged,
    (view, scale, per_pixel): (Size, f64, f64),
    frames: Vec<Value>,
) -> Value {
    let source: &ItemId = &row.screen.video;
    json!({
        "source_sha256": source,
        "screen": row.id,
        "pixel_sha256": ContentHash::of(&merged.luma.data),
        "software": concat!("contrechamp ", env!("CARGO_PKG_VERSION")),
        "view_pixels_per_video_pixel": (per_pixel * 1000.0).round() / 1000.0,
        "width": merged.luma.width, "height": merged.luma.height,
        "steps": [
            {"op": "decode", "stream": row.screen.stream, "frames": frames.len(),
             "colour": "the stored luma plane, displayed; nothing changed"},
            {"op": "register", "version": MERGE_VERSION, "view": [view.width, view.height],
             "on": "the screen's own pixels: all eight entries of the homography, over blocks of 16 pixels; the largest, sharpest, least compressed frame first, then the merge of all",
             "literature": "Baker and Matthews 2004, Lucas-Kanade 20 years on"},
            {"op": "merge", "version": MERGE_VERSION, "scale": scale, "frames": frames,
             "interpolation": "Catmull-Rom", "tone": "gain and offset to the first frame",
             "estimator": "Tukey's biweight, limit 4.7 robust standard deviations",
             "literature": "Beaton and Tukey 1974; Farsiu et al. 2004, robust multiframe super resolution (shift and add)"}
        ],
        "end_use": "reading",
        "note": "every value is a weighted mean of pixels that were filmed; nothing was sharpened or made up",
    })
}

pub(super) fn read_back(png: &[u8], error: &[u8], recipe: &[u8]) -> Option<MergedView> {
    let luma = gray::decode(png).ok()?;
    let (uncertainty, weight) = gray::decode_two(error).ok()?;
    let recipe: Value = serde_json::from_slice(recipe).ok()?;
    let hash = recipe["pixel_sha256"].as_str()?;
    let step = &recipe["steps"][2];
    if ContentHash::of(&luma.data).to_hex() != hash || uncertainty.size() != luma.size() {
        return None;
    }
    Some(MergedView {
        per_pixel: recipe["view_pixels_per_video_pixel"].as_f64()?,
        frames: step["frames"].as_array()?.len(),
        merged: Merged {
            scale: step["scale"].as_f64()?,
            luma,
            uncertainty,
            weight,
        },
        recipe,
    })
}
