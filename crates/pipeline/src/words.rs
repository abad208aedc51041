//! Training the index's vocabulary on pictures that a caller makes. The vocabulary of the program
//! is a file of the `search` room; this makes another one.

use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use pixels::Luma;
use search::vocabulary::{TrainOptions, train};

use crate::PipelineError;

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
    let next = Mutex::new(0);
    let (send, receive) = sync_channel::<(usize, Result<Vec<u8>, String>)>(8);
    let mut parts: Vec<Vec<u8>> = vec![Vec::new(); count];
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let send = send.clone();
            let next = &next;
            scope.spawn(move || {
                loop {
                    let number = {
                        let mut next = next.lock().unwrap_or_else(|e| e.into_inner());
                        *next += 1;
                        *next - 1
                    };
                    if number >= count
                        || send
                            .send((number, described(number, each, picture)))
                            .is_err()
                    {
                        return;
                    }
                }
            });
        }
        drop(send);
        for (done, (number, part)) in receive.iter().enumerate() {
            parts[number] = part.map_err(PipelineError::Train)?;
            progress(0.5 * (done + 1) as f64 / count as f64);
        }
        Ok::<(), PipelineError>(())
    })?;
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
