//! Names of the derived pictures that several rooms need: the hand that makes them and the one
//! that publishes them agree here on their provenance, and so on their keys.

use crate::{FrameTime, ItemId, Provenance, Quad, ReferenceId, Step};

/// The pixels of a reference as cut from its document, kept as PNG.
pub fn reference_picture(reference: &ReferenceId) -> Provenance {
    Provenance::new(Step::new("reference-picture", 1), vec![reference.0])
}

/// The whole displayed frame a proof is shown on, as PNG.
pub fn frame_picture(video: &ItemId, stream: u32, at: &FrameTime) -> Provenance {
    Provenance::new(Step::new("frame-picture", 1), vec![video.0])
        .with("stream", stream)
        .with("time", at.time.to_string())
}

/// The quad of a frame, rectified to the reference's shape, as PNG.
pub fn rectified_picture(
    video: &ItemId,
    stream: u32,
    at: &FrameTime,
    quad: &Quad,
    reference: &ReferenceId,
) -> Provenance {
    Provenance::new(
        Step::new("rectified-picture", 1),
        vec![video.0, reference.0],
    )
    .with("stream", stream)
    .with("time", at.time.to_string())
    .with("quad", quad.to_string())
}
