//! Pure image mathematics: pictures in memory, warping, resizing, measures, quads, NFA.
//!
//! What doesn't live here: files, codecs, videos, OpenCV. Everything is deterministic.

pub mod image;

pub use image::{Luma, Rgb};
