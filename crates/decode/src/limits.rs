//! What the child may use before it is stopped.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Limits of one look into one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Private memory of the child in bytes; its threads' stacks count.
    pub memory_bytes: u64,
    /// Pixels of one frame of a video.
    pub frame_pixels: u64,
    /// Pixels of a picture file.
    pub picture_pixels: u64,
    /// Pixels of a figure on a page; larger ones come scaled down, with a note.
    pub figure_pixels: u64,
    /// Pages of one document that are read.
    pub pages: u32,
    /// Frames of one video that are read.
    pub frames: u64,
    /// A child that says nothing for so long hangs, and is stopped.
    pub stall: Duration,
    /// Threads for exact single frames ([`crate::Decoder::frames_at`]).
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 3 << 30,
            frame_pixels: 8192 * 8192,
            picture_pixels: 120_000_000,
            figure_pixels: 40_000_000,
            pages: 5_000,
            frames: 20_000_000,
            stall: Duration::from_secs(60),
            threads: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}
