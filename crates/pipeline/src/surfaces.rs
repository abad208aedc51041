//! What of a video is read, and the keys of what was read: screens, and frames that stand for
//! their shots.

use std::path::Path;

use case::VideoRecord;
use describe::reading::{READING_VERSION, Reader};
use model::{ContentHash, FrameTime, ItemId, Provenance, Quad, Sighting, Step, TrackedFrame};

use crate::watch::watch_provenance;

/// Raised whenever other surfaces may be read, or views made otherwise.
const READ_VERSION: u32 = 1;
/// Whole frames are read once in so many seconds of a shot, at least once a shot.
const FRAME_EVERY: f64 = 8.0;
/// Whole frames of one video that are read at most: one for so many seconds of it.
const FRAME_BUDGET: f64 = 4.0;
/// Something to be read.
pub(crate) enum Surface {
    Frame(FrameTime),
    Sighting(Box<Sighting>, Vec<TrackedFrame>),
}

/// Frames that stand for their shots: the sharpest keyframe of every few seconds.
pub(crate) fn whole_frames(record: &VideoRecord) -> Vec<FrameTime> {
    let seconds = record.last.micros_since(record.first) as f64 / 1e6;
    let most = (seconds / FRAME_BUDGET).ceil().max(1.0) as usize;
    let mut best: std::collections::BTreeMap<(u32, i64), (f64, FrameTime)> = Default::default();
    for k in &record.keyframes {
        let since = record
            .shots
            .get(k.shot as usize)
            .map_or(0.0, |s| k.at.time.micros_since(s.first.time) as f64 / 1e6);
        let slot = (k.shot, (since / FRAME_EVERY) as i64);
        let sharp = if k.sharpness.is_finite() {
            k.sharpness
        } else {
            0.0
        };
        let known = best.get(&slot);
        if known.is_none_or(|b| sharp > b.0) {
            best.insert(slot, (sharp, k.at));
        }
    }
    let mut frames: Vec<FrameTime> = best.into_values().map(|(_, at)| at).collect();
    // Too many: evenly fewer.
    if frames.len() > most {
        let step = frames.len() as f64 / most as f64;
        frames = (0..most)
            .map(|i| frames[(i as f64 * step) as usize])
            .collect();
    }
    frames
}

/// Whether two quads lie over each other.
pub(crate) fn near(a: &Quad, b: &Quad) -> bool {
    let size = a.apparent_width().min(b.apparent_width());
    a.corner_error(b) < 0.3 * size
}

/// What the file has for each pixel of a frame.
pub(crate) fn bits_per_pixel(object: &Path, record: &VideoRecord) -> Option<f64> {
    let bytes = std::fs::metadata(object).ok()?.len() as f64;
    let size = record.facts.coded;
    let pixels = f64::from(size.width) * f64::from(size.height) * record.frames as f64;
    (pixels > 0.0).then(|| 8.0 * bytes / pixels)
}

pub(crate) fn read_provenance(
    item: &ItemId,
    sightings: &[&Sighting],
    reader: &Reader,
) -> Provenance {
    let known = serde_json::to_vec(sightings).unwrap_or_default();
    Provenance::new(
        Step::new("read", READ_VERSION),
        vec![
            item.0,
            ContentHash::of(&known),
            watch_provenance(item).key().0,
        ],
    )
    .with("reading", READING_VERSION)
    .with("engines", reader.engines())
}

pub(crate) fn surface_provenance(item: &ItemId, surface: &Surface, reader: &Reader) -> Provenance {
    let base = Provenance::new(Step::new("read-surface", READ_VERSION), vec![item.0])
        .with("reading", READING_VERSION)
        .with("engines", reader.engines());
    match surface {
        Surface::Frame(at) => base.with("frame", at.time.to_string()),
        Surface::Sighting(s, track) => {
            let rows: Vec<String> = track.iter().map(|f| f.quad.rounded().to_string()).collect();
            let hash = ContentHash::of(rows.join(" ").as_bytes());
            base.with("sighting", s.best_address().to_string())
                .with("track", hash.to_hex())
        }
    }
}
