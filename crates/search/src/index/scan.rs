//! Reading the postings of a query's words: signatures that are alike are votes, and frames with
//! many votes are worth a look.
//!
//! What doesn't live here: whether votes agree with each other (`vote`).

use super::posting::Column;
use super::probe::Probe;
use super::segment::Segment;
use super::vote::VoteOptions;
use crate::vocabulary::Word;

/// One vote: a feature of the query for a posting.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub frame: u32,
    pub feature: u32,
    pub place: u32,
    pub bits: u8,
}

impl Hit {
    /// A vote's weight falls with the bits in which the signatures differ.
    pub fn weight(&self) -> f32 {
        weight(self.bits)
    }
}

/// How sharply it falls was chosen by recall among ever more hours (docs/decisions/0019 and 0020): the more
/// footage, the more is alike by chance.
fn weight(bits: u8) -> f32 {
    let d = f32::from(bits) / 9.0;
    (-d * d).exp()
}

/// All votes of a segment, and what each frame got.
pub struct Votes {
    hits: Vec<Hit>,
    /// Weight and number of each frame's votes.
    sums: Vec<(f32, u32)>,
}

impl Votes {
    /// Reads the postings of the probe's words. Votes for frames that a damaged segment does not
    /// have count nowhere.
    pub fn of(segment: &Segment, probe: &Probe, options: &VoteOptions) -> Self {
        let mut hits = Vec::new();
        for same in probe.words.chunk_by(|a, b| a.0.word == b.0.word) {
            let column = segment.of_word(same[0].0.word);
            read(&column, same, options.most_bits, &mut hits);
        }
        let weights: [f32; 65] = std::array::from_fn(|bits| weight(bits as u8));
        let mut sums = vec![(0f32, 0u32); segment.frames().len()];
        for hit in &hits {
            if let Some((sum, count)) = sums.get_mut(hit.frame as usize) {
                *sum += weights[usize::from(hit.bits).min(64)];
                *count += 1;
            }
        }
        Self { hits, sums }
    }

    /// The votes of the frames that reach the bar, in order of frames, features and likeness.
    pub fn in_order(&self, bar: f32) -> Vec<Hit> {
        // Where each frame's votes begin; then each vote goes to its place.
        let mut ends: Vec<usize> = Vec::with_capacity(self.sums.len());
        let mut total = 0;
        for (sum, count) in &self.sums {
            ends.push(total);
            total += if *sum >= bar { *count as usize } else { 0 };
        }
        let nothing = Hit {
            frame: 0,
            feature: 0,
            place: 0,
            bits: 0,
        };
        let mut out = vec![nothing; total];
        for hit in &self.hits {
            let frame = hit.frame as usize;
            if self.sums.get(frame).is_some_and(|s| s.0 >= bar) {
                out[ends[frame]] = *hit;
                ends[frame] += 1;
            }
        }
        for of_frame in out.chunk_by_mut(|a, b| a.frame == b.frame) {
            of_frame.sort_unstable_by_key(|h| (h.feature, h.bits));
        }
        out
    }
}

/// What a frame's votes must weigh, so that at most `most_frames` of all are looked at.
pub fn bar(votes: &[Votes], options: &VoteOptions) -> f32 {
    let sums = votes.iter().flat_map(|v| &v.sums);
    let mut worth: Vec<f32> = sums
        .map(|s| s.0)
        .filter(|s| *s >= options.least_score)
        .collect();
    let most = options.most_frames.max(1);
    if worth.len() <= most {
        return options.least_score;
    }
    let (_, nth, _) = worth.select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a));
    *nth
}

/// Postings whose signatures are compared together, before anything else is read of them.
const BLOCK: usize = 32;

/// Comparing four signatures at once takes a dozen instructions where the processor can.
fn read(column: &Column<'_>, same: &[(Word, u32)], most_bits: u32, hits: &mut Vec<Hit>) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("popcnt")
    {
        // SAFETY: the processor has both.
        return unsafe { read_avx2(column, same, most_bits, hits) };
    }
    read_plain(column, same, most_bits, hits);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn read_avx2(column: &Column<'_>, same: &[(Word, u32)], most_bits: u32, hits: &mut Vec<Hit>) {
    read_plain(column, same, most_bits, hits);
}

#[inline(always)]
fn read_plain(column: &Column<'_>, same: &[(Word, u32)], most_bits: u32, hits: &mut Vec<Hit>) {
    column.blocks::<BLOCK>(
        |signatures| {
            same.iter().any(|(word, _)| {
                let least = signatures.iter().fold(u32::MAX, |least, s| {
                    least.min((u64::from_le_bytes(*s) ^ word.signature).count_ones())
                });
                least <= most_bits
            })
        },
        |number, frame, signature| {
            for (word, feature) in same {
                let bits = (word.signature ^ signature).count_ones();
                if bits <= most_bits {
                    hits.push(Hit {
                        frame,
                        feature: *feature,
                        place: column.place(number),
                        bits: bits as u8,
                    });
                }
            }
        },
    );
}
