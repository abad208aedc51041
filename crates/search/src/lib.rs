//! Finding references on frames, and proving it by geometry: the index proposes frames; there,
//! descriptors → correspondences → homography → plausible quad → number of false alarms → pixels;
//! then sightings over time. And finding words and names in text that was read.
//!
//! What doesn't live here: describing pictures (`describe`), decoding, databases.

pub mod confirm;
pub mod copies;
mod correspond;
mod dots;
mod evidence;
mod field;
mod find;
mod geometry;
pub mod group;
pub mod index;
pub mod names;
pub mod refset;
pub mod scope;
mod shared;
mod spot;
mod telling;
pub mod track;
pub mod vocabulary;
pub mod words;

pub use confirm::{Confirmation, confirm};
pub use evidence::agreeing;
pub use find::same_place;
pub use group::{FrameMatches, group, join};
pub use refset::{ReferenceInput, ReferenceSet};
pub use scope::{FrameMatch, NextBest, Pixels, SearchOptions, SearchScope};
