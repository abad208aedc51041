//! What a search is asked and what it answers: options, the extent of the whole search, matches.

use std::sync::Arc;

use model::{FrameTime, Homography, LogNfa, Match, Quad, ReferenceId, Rival};
use pixels::Luma;
use pixels::plausible::Limits;
use serde::{Deserialize, Serialize};

use crate::Confirmation;

/// The extent of the whole search, which every match is judged against: the more is looked at,
/// the more a match must show.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct SearchScope {
    /// Frames that are or will be looked at in the whole case.
    pub frames: u64,
    /// References that are looked for on each.
    pub references: u64,
    /// False matches to be expected in the whole case (0.1 unless asked otherwise).
    pub false_alarms: f64,
}

/// How to search.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SearchOptions {
    /// Most descriptor distance (RootSIFT, between 0 and √2) of a correspondence.
    pub most_distance: f64,
    /// Most ratio of the distance to that of the next-best spot of the same reference.
    pub own_ratio: f64,
    /// Most ratio of the distance to that of the best feature of any other product.
    pub rival_ratio: f64,
    /// Most sightings of one reference on one frame.
    pub instances: usize,
    /// What a camera can show.
    pub limits: Limits,
    /// Judge matches on pixels too, where the caller has them.
    pub confirm: bool,
}

/// Pixels of the frame at hand and of the references, for confirmation.
pub struct Pixels<'a> {
    pub frame: &'a Luma,
    /// A reference's picture; `None` where it cannot be had.
    pub reference: &'a dyn Fn(&ReferenceId) -> Option<Arc<Luma>>,
}

/// A reference proved on a frame.
#[derive(Clone, PartialEq, Debug)]
pub struct FrameMatch {
    pub reference: ReferenceId,
    /// The reference's own product.
    pub product: String,
    /// Products that the evidence speaks for, in order of the alphabet: one, or several where what
    /// agrees stands in the documents of all of them.
    pub products: Vec<String>,
    pub quad: Quad,
    /// Displayed frame from reference pixels.
    pub frame_from_reference: Homography,
    /// Spatially distinct correspondences that agree, none of them shared with another product
    /// than those that are named.
    pub inliers: u32,
    pub log10_nfa: LogNfa,
    pub confirmation: Option<Confirmation>,
    /// Another view of the product at the same place, whose evidence is counted too: alone, this
    /// one would be beyond the budget.
    pub supported_by: Option<ReferenceId>,
    /// The best other product at the same place, where there was anything.
    pub next_best: Option<NextBest>,
}

/// The best explanation of the same place by another product.
#[derive(Clone, PartialEq, Debug)]
pub struct NextBest {
    pub reference: ReferenceId,
    pub product: String,
    pub inliers: u32,
    pub log10_nfa: LogNfa,
}

impl SearchScope {
    /// log10 of the number of tests: pairs of frame and reference, at least one.
    pub fn log10_tests(&self) -> f64 {
        (self.frames.max(1) as f64 * self.references.max(1) as f64).log10()
    }

    /// log10 of the accepted number of false alarms.
    pub fn log10_budget(&self) -> f64 {
        if self.false_alarms > 0.0 && self.false_alarms.is_finite() {
            self.false_alarms.log10()
        } else {
            -1.0
        }
    }
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            most_distance: 0.80,
            own_ratio: 0.88,
            rival_ratio: 0.95,
            instances: 6,
            limits: Limits::default(),
            confirm: true,
        }
    }
}

impl FrameMatch {
    /// The record that is kept.
    pub fn at(&self, at: FrameTime) -> Match {
        Match {
            reference: self.reference,
            at,
            quad: self.quad,
            frame_from_reference: self.frame_from_reference,
            inliers: self.inliers,
            log10_nfa: self.log10_nfa,
            supported_by: self.supported_by,
            next_best: self.next_best.as_ref().map(|rival| Rival {
                product: rival.product.clone(),
                inliers: rival.inliers,
            }),
        }
    }
}
