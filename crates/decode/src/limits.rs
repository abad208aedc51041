//! What the child may use before it is stopped.

use std::time::Duration;

use confine::{Needs, Policy};
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
    /// Processor time that any file gets, of all threads together.
    pub cpu: Duration,
    /// A second of processor time more for every so many bytes of the file.
    pub cpu_second_bytes: u64,
    /// What to do where the system can't hold the child back.
    pub sandbox: Policy,
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
            // A recording of a still screen takes a quarter hour for 45 MB; a bomb is small.
            cpu: Duration::from_secs(1800),
            cpu_second_bytes: 10_000,
            sandbox: Policy::Required,
            stall: Duration::from_secs(60),
            threads: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}

impl Limits {
    /// What the child needs for a file of this size: the descriptors that it gets, and no path.
    pub(crate) fn needs(&self, file_bytes: u64) -> Needs {
        let more = Duration::from_secs(file_bytes / self.cpu_second_bytes.max(1));
        Needs::descriptors_only(self.memory_bytes, self.cpu.saturating_add(more))
    }
}
