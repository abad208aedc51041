//! What is looked for, ready to be compared with segments.

use model::Size;
use pixels::{Feature, Features};

use crate::vocabulary::{Vocabulary, Word};

/// Words that a feature of the query is looked up under: soft assignment on the query's side
/// only (Jégou, Douze and Schmid 2010), so that the index stays small.
const SOFT: usize = 4;
/// Features of the query that are looked up under one word, evenly chosen: letters and frames of an
/// interface fill few words with many features, which tell least and take the most time
/// (burstiness: Jégou, Douze and Schmid 2009).
const MOST_OF_WORD: usize = 16;

/// A picture to look for: its features, each under several words.
#[derive(Clone)]
pub struct Probe {
    size: Size,
    points: Vec<Feature>,
    /// Word, signature in it and number of the feature, in order of words.
    pub(super) words: Vec<(Word, u32)>,
}

impl Probe {
    /// `features`: as they were described, in the pixels of the reference.
    pub fn new(features: &Features) -> Self {
        let vocabulary = Vocabulary::shipped();
        let mut words: Vec<(Word, u32)> = (0..features.len())
            .flat_map(|i| {
                let words = vocabulary.words(features.descriptor(i), SOFT);
                words.into_iter().map(move |w| (w, i as u32))
            })
            .collect();
        words.sort_by_key(|(w, i)| (w.word, *i));
        let words = words
            .chunk_by(|a, b| a.0.word == b.0.word)
            .flat_map(|same| same.iter().step_by(same.len().div_ceil(MOST_OF_WORD)))
            .copied()
            .collect();
        Self {
            size: features.size(),
            points: features.points().to_vec(),
            words,
        }
    }

    pub const fn size(&self) -> Size {
        self.size
    }

    pub fn points(&self) -> &[Feature] {
        &self.points
    }
}
