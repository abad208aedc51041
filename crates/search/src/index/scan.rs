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

fn weight(bits: u8) -> f32 {
    let d = f32::from(bits) / 16.0;
    (-d * d).exp()
}

/// The votes of the frames that got most of them, in order of frames, features and likeness.
pub fn scan(segment: &Segment, probe: &Probe, options: &VoteOptions) -> Vec<Hit> {
    let mut hits = Vec::new();
    for same in probe.words.chunk_by(|a, b| a.0.word == b.0.word) {
        let column = segment.of_word(same[0].0.word);
        read(&column, same, options.most_bits, &mut hits);
    }
    in_order(hits, segment.frames().len(), options)
}

/// Counting bits takes one instruction where the processor has it, a dozen where not.
fn read(column: &Column<'_>, same: &[(Word, u32)], most_bits: u32, hits: &mut Vec<Hit>) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("popcnt") {
        // SAFETY: the instruction is there.
        return unsafe { read_popcnt(column, same, most_bits, hits) };
    }
    read_plain(column, same, most_bits, hits);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn read_popcnt(column: &Column<'_>, same: &[(Word, u32)], most_bits: u32, hits: &mut Vec<Hit>) {
    read_plain(column, same, most_bits, hits);
}

#[inline(always)]
fn read_plain(column: &Column<'_>, same: &[(Word, u32)], most_bits: u32, hits: &mut Vec<Hit>) {
    column.each(|number, frame, signature| {
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
    });
}

/// The votes of at most `most_frames` frames, those with the largest sums and none below the least
/// score, in order. Votes for frames that a damaged segment does not have go.
fn in_order(hits: Vec<Hit>, frames: usize, options: &VoteOptions) -> Vec<Hit> {
    let weights: [f32; 65] = std::array::from_fn(|bits| weight(bits as u8));
    let mut sums = vec![(0f32, 0u32); frames];
    for hit in &hits {
        if let Some((sum, count)) = sums.get_mut(hit.frame as usize) {
            *sum += weights[usize::from(hit.bits).min(64)];
            *count += 1;
        }
    }
    let mut worth: Vec<f32> = sums.iter().map(|s| s.0).collect();
    let most = options.most_frames.max(1);
    let mut bar = options.least_score;
    if worth.len() > most {
        let (_, nth, _) = worth.select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a));
        bar = bar.max(*nth);
    }
    // Where each frame's votes begin; then each vote goes to its place.
    let mut ends: Vec<usize> = Vec::with_capacity(frames);
    let mut total = 0;
    for (sum, count) in &sums {
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
    for hit in hits {
        let frame = hit.frame as usize;
        if sums.get(frame).is_some_and(|s| s.0 >= bar) {
            out[ends[frame]] = hit;
            ends[frame] += 1;
        }
    }
    for of_frame in out.chunk_by_mut(|a, b| a.frame == b.frame) {
        of_frame.sort_unstable_by_key(|h| (h.feature, h.bits));
    }
    out
}
