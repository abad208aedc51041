//! What the record of a watched video says beyond its own fields.

use case::VideoRecord;
use model::{FrameRate, Timestamp};

/// From the first decoded frame to the last.
pub fn watched_seconds(video: &VideoRecord) -> f64 {
    video.last.micros_since(video.first) as f64 / 1e6
}

/// The claimed rate, where the frames that were decoded bear it out to half a frame.
pub fn constant_rate(video: &VideoRecord) -> Option<FrameRate> {
    let rate = video.facts.claimed_rate?;
    let frames = watched_seconds(video) * rate.approx();
    ((frames - (video.frames.checked_sub(1)? as f64)).abs() < 0.5).then_some(rate)
}

/// Damage within two seconds before a moment.
pub fn damage_near(video: &VideoRecord, at: Timestamp) -> Option<String> {
    video
        .damage
        .iter()
        .find(|d| {
            d.after
                .is_some_and(|t| (0..2_000_000).contains(&at.micros_since(t)))
        })
        .map(|d| d.what.clone())
}
