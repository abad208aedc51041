//! Training the index's vocabulary on pictures that a caller makes. The vocabulary of the program
//! is a file of the `search` room; this makes another one.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use pixels::Luma;
use search::vocabulary::{TrainOptions, train};

use crate::{PipelineError, parallel};

/// Descriptors that are collected before training, at most.
const MOST_DESCRIPTORS: usize = 1_600_000;

/// Learns a vocabulary from `count` pictures and gives its bytes. `picture` makes the one with a
/// number, on any thread; `progress` is told a share between 0 and 1. The result does not depend
/// on the number of threads.
///
/// # Errors
/// When a picture can't be described, or all of them together have too few features.
pub fn train_vocabulary(
    count: usize,
    picture: &(dyn Fn(usize) -> Result<Luma, String> + Sync),
    threads: usize,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Vec<u8>, PipelineError> {
    let each = (MOST_DESCRIPTORS / count.max(1)).max(1);
    let (failed, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let parts = parallel::map(threads, count, |number| {
        // The pictures after one that failed are not needed.
        if failed.load(Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        let part = described(number, each, picture);
        failed.fetch_or(part.is_err(), Ordering::Relaxed);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        progress(0.5 * done as f64 / count as f64);
        part
    });
    let parts: Vec<Vec<u8>> = parts
        .into_iter()
        .collect::<Result<_, String>>()
        .map_err(PipelineError::Train)?;
    let options = TrainOptions {
        threads,
        ..TrainOptions::default()
    };
    train(&parts.concat(), &options, &|share| {
        progress(0.5 + 0.5 * share)
    })
    .map(|vocabulary| vocabulary.to_bytes())
    .ok_or_else(|| PipelineError::Train("the pictures have too few features".to_owned()))
}

/// At most `each` descriptors of a picture, taken at even steps.
fn described(
    number: usize,
    each: usize,
    picture: &(dyn Fn(usize) -> Result<Luma, String> + Sync),
) -> Result<Vec<u8>, String> {
    let options = describe::FeatureOptions::default();
    let features = describe::features(&picture(number)?, &options)
        .map_err(|e| format!("picture {number}: {e}"))?;
    let step = features.len().div_ceil(each).max(1);
    Ok((0..features.len())
        .step_by(step)
        .flat_map(|i| features.descriptor(i).to_vec())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_fails_ends_the_training_with_its_reason() {
        let picture = |number: usize| {
            if number % 2 == 1 {
                return Err(format!("picture {number} is missing"));
            }
            Ok(Luma::from_fn(64, 64, |x, y| (x * y % 251) as u8))
        };
        let trained = train_vocabulary(40, &picture, 2, &|_| {});
        let why = trained.err().map(|e| e.to_string()).unwrap_or_default();
        assert!(why.contains("is missing"), "{why}");
    }
}
