//! Visual words (Sivic and Zisserman 2003) in a tree of two levels (Nistér and Stewénius 2006),
//! and binary signatures within each word (Hamming embedding: Jégou, Douze and Schmid 2008).
//!
//! The vocabulary is a file of the repository, trained on generated pictures by
//! `contrechamp train-vocabulary`; `train` makes one. What doesn't live here: postings (`index`).

mod file;
mod train;
mod turn;

use std::sync::OnceLock;

use pixels::features::DESCRIPTOR;

pub use file::VocabularyError;
pub use train::{TrainOptions, train};

use crate::dots::Packed;
use turn::{BITS, turned};

/// Cells of the first level, and words of each.
pub const COARSE: usize = 128;
pub const FINE: usize = 128;
/// Words in all.
pub const WORDS: usize = COARSE * FINE;

/// A quantiser of descriptors: 16,384 words and, within each, 64 thresholds.
pub struct Vocabulary {
    coarse: Packed,
    fine: Packed,
    /// Bytes of the centres as they are in the file: coarse cells, then words.
    centres: Vec<u8>,
    /// [`BITS`] for every word.
    thresholds: Vec<i16>,
}

/// A word with the signature that a descriptor has in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// Below [`WORDS`].
    pub word: u16,
    pub signature: u64,
}

/// Words among which a descriptor's nearest ones are sought, a part of those in the first level's
/// nearest cells.
const CELLS: usize = 3;

impl Vocabulary {
    /// The vocabulary that comes with the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Vocabulary> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            Self::from_bytes(include_bytes!("../../data/vocabulary.bin"))
                .unwrap_or_else(|_| Self::blank())
        })
    }

    /// CRC-32 of its bytes: what was indexed with another one is stale.
    pub fn digest(&self) -> u32 {
        crc32fast::hash(&self.to_bytes())
    }

    /// Every descriptor is of the first word. Only a damaged build has it.
    fn blank() -> Self {
        Self::from_parts(
            vec![0; (COARSE + WORDS) * DESCRIPTOR],
            vec![0; WORDS * BITS],
        )
    }

    fn from_parts(centres: Vec<u8>, thresholds: Vec<i16>) -> Self {
        let (coarse, fine) = centres.split_at(COARSE * DESCRIPTOR);
        Self {
            coarse: Packed::new(std::iter::once(coarse)),
            fine: Packed::new(fine.chunks_exact(FINE * DESCRIPTOR)),
            centres,
            thresholds,
        }
    }

    /// The nearest words of a descriptor, nearest first, at most `most` (and 8) of them, each with
    /// the signature in that word.
    pub fn words(&self, descriptor: &[u8], most: usize) -> Vec<Word> {
        let turned = turned(descriptor);
        self.nearest(descriptor, most)
            .into_iter()
            .map(|word| Word {
                word,
                signature: self.signature(word, &turned),
            })
            .collect()
    }

    fn nearest(&self, descriptor: &[u8], most: usize) -> Vec<u16> {
        let cells = if most == 1 { 2 } else { CELLS };
        let mut dots = Vec::with_capacity(FINE);
        self.coarse.all(0, descriptor, &mut dots);
        let mut found: Vec<(i32, u16)> = Vec::with_capacity(cells * most);
        for (_, cell) in top(&dots, cells) {
            self.fine.all(cell, descriptor, &mut dots);
            let words = top(&dots, most.min(8));
            found.extend(
                words
                    .into_iter()
                    .map(|(d, w)| (d, (cell * FINE + w) as u16)),
            );
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(most.min(8));
        found.into_iter().map(|(_, w)| w).collect()
    }

    fn signature(&self, word: u16, turned: &[i32; BITS]) -> u64 {
        let thresholds = &self.thresholds[usize::from(word) * BITS..][..BITS];
        turned
            .iter()
            .zip(thresholds)
            .enumerate()
            .fold(0, |bits, (i, (v, t))| {
                bits | (u64::from(*v > i32::from(*t)) << i)
            })
    }
}

/// The largest values with their places, largest first; of equals the first.
fn top(values: &[i32], most: usize) -> Vec<(i32, usize)> {
    let mut best: Vec<(i32, usize)> = Vec::with_capacity(most + 1);
    for (i, &v) in values.iter().enumerate() {
        if best.len() == most && best.last().is_some_and(|b| v <= b.0) {
            continue;
        }
        let at = best.partition_point(|b| b.0 >= v);
        best.insert(at, (v, i));
        best.truncate(most);
    }
    best
}
