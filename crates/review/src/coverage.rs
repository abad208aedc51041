//! How far was looked: what a case has examined, in one sentence for what was not found.

use case::Case;

use crate::ReviewError;

/// Footage, frames and documents that were examined.
///
/// # Errors
/// When the case can't be read.
pub fn of_case(case: &Case) -> Result<String, ReviewError> {
    let (mut videos, mut frames, mut keyframes, mut seconds) = (0u64, 0u64, 0u64, 0f64);
    let (mut documents, mut pages) = (0u64, 0u64);
    for row in case.items()? {
        if let Some(video) = case.video(row.id)? {
            videos += 1;
            frames += video.frames;
            keyframes += video.keyframes.len() as u64;
            seconds += video.last.micros_since(video.first) as f64 / 1e6;
        }
        if let Some(document) = case.document(row.id)? {
            documents += 1;
            pages += u64::from(document.pages);
        }
    }
    Ok(format!(
        "{keyframes} keyframes chosen from {frames} frames of {videos} videos ({:.0} min); {pages} pages of {documents} documents. What is smaller than about 150 pixels, blurred, oblique or between keyframes can be missed.",
        seconds / 60.0
    ))
}
