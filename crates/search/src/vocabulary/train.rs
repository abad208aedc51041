//! Training: spherical k-means in two levels, then the median of every bit's coordinate in every
//! word. The same descriptors in the same order give the same vocabulary.

use pixels::features::{DESCRIPTOR, DESCRIPTOR_LENGTH, DESCRIPTOR_MOST};

use super::turn::{BITS, turned};
use super::{COARSE, FINE, Vocabulary, WORDS};
use crate::dots::Packed;

/// How long to train.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrainOptions {
    /// Rounds of k-means on each level.
    pub rounds: usize,
    /// Descriptors from which the first level is learnt, taken at even steps.
    pub coarse_sample: usize,
    /// Threads; they don't change the result.
    pub threads: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            rounds: 12,
            coarse_sample: 200_000,
            threads: 1,
        }
    }
}

/// Words with fewer members take the thresholds of their whole cell.
const LEAST_MEMBERS: usize = 24;

/// Learns a vocabulary from descriptors, [`DESCRIPTOR`] bytes each; `progress` is told a share
/// between 0 and 1. `None` where there are fewer descriptors than words.
pub fn train(
    descriptors: &[u8],
    options: &TrainOptions,
    progress: &(dyn Fn(f64) + Sync),
) -> Option<Vocabulary> {
    let count = descriptors.len() / DESCRIPTOR;
    if count < WORDS {
        return None;
    }
    let at = |i: usize| &descriptors[i * DESCRIPTOR..][..DESCRIPTOR];
    let step = (count / options.coarse_sample.max(COARSE)).max(1);
    let sample: Vec<u8> = (0..count)
        .step_by(step)
        .flat_map(|i| at(i).to_vec())
        .collect();
    let coarse = k_means(&sample, COARSE, options.rounds);
    progress(0.2);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); COARSE];
    let packed = Packed::new(std::iter::once(coarse.as_slice()));
    for i in 0..count {
        members[nearest(&packed, at(i))].push(i as u32);
    }
    progress(0.3);
    let cells = in_parallel(options.threads, COARSE, &|cell| {
        let own: Vec<u8> = members[cell]
            .iter()
            .flat_map(|&i| at(i as usize).to_vec())
            .collect();
        let centres = k_means(&own, FINE, options.rounds);
        let thresholds = thresholds(&own, &centres);
        progress(0.3 + 0.7 * (cell + 1) as f64 / COARSE as f64);
        (centres, thresholds)
    });
    let mut centres = coarse;
    let mut all = Vec::with_capacity(WORDS * BITS);
    for (fine, thresholds) in cells {
        centres.extend(fine);
        all.extend(thresholds);
    }
    Some(Vocabulary::from_parts(centres, all))
}

/// Results of `work` for 0 up to `count`, in order.
fn in_parallel<T: Send>(
    threads: usize,
    count: usize,
    work: &(dyn Fn(usize) -> T + Sync),
) -> Vec<T> {
    let threads = threads.clamp(1, count.max(1));
    let mut parts: Vec<Vec<(usize, T)>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|t| {
                scope.spawn(move || (t..count).step_by(threads).map(|i| (i, work(i))).collect())
            })
            .collect();
        handles
            .into_iter()
            .map(|h| {
                h.join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    });
    let mut all: Vec<(usize, T)> = parts.drain(..).flatten().collect();
    all.sort_by_key(|(i, _)| *i);
    all.into_iter().map(|(_, t)| t).collect()
}

fn nearest(centres: &Packed, descriptor: &[u8]) -> usize {
    let mut dots = Vec::with_capacity(FINE);
    centres.all(0, descriptor, &mut dots);
    super::top(&dots, 1).first().map_or(0, |t| t.1)
}

/// Centres of `k` cells; those that nothing falls into are zero, which is never nearest.
fn k_means(descriptors: &[u8], k: usize, rounds: usize) -> Vec<u8> {
    let count = descriptors.len() / DESCRIPTOR;
    let mut centres = vec![0u8; k * DESCRIPTOR];
    if count == 0 {
        return centres;
    }
    for c in 0..k.min(count) {
        let i = c * count / k.min(count);
        centres[c * DESCRIPTOR..][..DESCRIPTOR]
            .copy_from_slice(&descriptors[i * DESCRIPTOR..][..DESCRIPTOR]);
    }
    for _ in 0..rounds.max(1) {
        let packed = Packed::new(std::iter::once(centres.as_slice()));
        let mut sums = vec![0f32; k * DESCRIPTOR];
        let mut counts = vec![0usize; k];
        for d in descriptors.chunks_exact(DESCRIPTOR) {
            let c = nearest(&packed, d);
            counts[c] += 1;
            for (s, &v) in sums[c * DESCRIPTOR..][..DESCRIPTOR].iter_mut().zip(d) {
                *s += f32::from(v);
            }
        }
        for c in 0..k {
            let sum = &sums[c * DESCRIPTOR..][..DESCRIPTOR];
            let centre = &mut centres[c * DESCRIPTOR..][..DESCRIPTOR];
            if counts[c] > 0 {
                to_length(sum, centre);
            } else {
                // An empty cell begins again at some descriptor, another one each round.
                let i = (c * 7919 + counts.iter().max().unwrap_or(&0)) % count;
                centre.copy_from_slice(&descriptors[i * DESCRIPTOR..][..DESCRIPTOR]);
            }
        }
    }
    centres
}

/// Scales a vector to a descriptor's length.
fn to_length(sum: &[f32], out: &mut [u8]) {
    let length = sum.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
    for (o, v) in out.iter_mut().zip(sum) {
        *o = (v / length * DESCRIPTOR_LENGTH + 0.5).min(f32::from(DESCRIPTOR_MOST)) as u8;
    }
}

/// Medians of the turned coordinates, [`BITS`] for every word of a cell.
fn thresholds(own: &[u8], centres: &[u8]) -> Vec<i16> {
    let packed = Packed::new(std::iter::once(centres));
    let mut of_word: Vec<Vec<[i32; BITS]>> = vec![Vec::new(); FINE];
    let mut of_cell = Vec::new();
    for d in own.chunks_exact(DESCRIPTOR) {
        let coordinates = turned(d);
        of_word[nearest(&packed, d)].push(coordinates);
        of_cell.push(coordinates);
    }
    let of_cell = medians(&of_cell);
    of_word
        .iter()
        .flat_map(|members| {
            if members.len() < LEAST_MEMBERS {
                of_cell
            } else {
                medians(members)
            }
        })
        .collect()
}

fn medians(rows: &[[i32; BITS]]) -> [i16; BITS] {
    let mut out = [0; BITS];
    let mut column = Vec::with_capacity(rows.len());
    for (bit, o) in out.iter_mut().enumerate() {
        column.clear();
        column.extend(rows.iter().map(|r| r[bit]));
        if !column.is_empty() {
            let middle = column.len() / 2;
            let (_, median, _) = column.select_nth_unstable(middle);
            *o = (*median).clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
        }
    }
    out
}
