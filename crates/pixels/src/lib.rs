//! Pure image mathematics: pictures in memory, warping, resizing, measures, quads, NFA.
//!
//! What doesn't live here: files, codecs, videos. Everything is deterministic.

pub mod draw;
pub mod features;
pub mod homography;
pub mod image;
pub mod measure;
pub mod merge;
pub mod nfa;
pub mod parallel;
pub mod plausible;
pub mod register;
pub mod resize;
pub mod spread;
pub mod stack;
pub mod tidy;
pub mod warp;

pub use features::{Feature, Features, FeaturesError};
pub use image::{Luma, Rgb};
