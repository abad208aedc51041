//! The index: one immutable segment for every watched item, and what it proposes for a reference.
//!
//! A segment holds every described frame's features as visual words, signatures and quantised
//! geometry, sorted by word: nothing of other items, so that adding one touches no other. It
//! proposes; what is there is proved elsewhere (`find`). What doesn't live here: descriptors.

mod build;
mod novel;
mod posting;
mod probe;
mod scan;
mod segment;
mod varied;
mod vote;

pub use build::{Quantised, SegmentBuilder};
pub use probe::Probe;
pub use segment::{IndexedFrame, Segment, SegmentError};
pub use varied::Pool;
pub use vote::{Candidate, VoteOptions, ask};
