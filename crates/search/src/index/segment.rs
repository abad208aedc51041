//! A segment at rest, mapped into memory and read without trust.
//!
//! ```text
//! "CCINDX03"  u32 width, height, frames   u64 postings
//! per frame: i64 pts, u32 num, u32 den, u64 frame, u32 features, u32 shared
//! u32 CRC-32 of all that
//! u32 × (words + 1): where each word's postings begin
//! postings, by word: signatures, places, steps (see `posting`)
//! u32 CRC-32 of directory and postings
//! ```
//! Little-endian. The first sum is checked on opening, the second by [`Segment::check`].

use std::fs::File;
use std::path::{Path, PathBuf};

use memmap2::Mmap;
use model::{FrameTime, Size, TimeBase, Timestamp};

use super::posting::{Column, MOST_FRAMES, POSTING, Places};
use crate::vocabulary::WORDS;

pub const MAGIC: &[u8; 8] = b"CCINDX03";
/// Bytes before the frames.
pub const HEADER: usize = 8 + 3 * 4 + 8;
/// Bytes of a frame.
pub const FRAME: usize = 8 + 4 + 4 + 8 + 4 + 4;
const DIRECTORY: usize = 4 * (WORDS + 1);
/// Largest side of a frame that is believed.
const MOST_SIDE: u32 = 1 << 16;

/// Why a segment can't be used; it is derived, so analysing again rebuilds it.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    #[error("{path}: {source}", path = path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path}: this index segment is damaged ({what}); analyse again to rebuild it", path = path.display())]
    Damaged { path: PathBuf, what: &'static str },
}

/// A described frame of a segment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct IndexedFrame {
    pub at: FrameTime,
    /// Features that were found on it.
    pub features: u32,
    /// Those of them that one of the frames before shows already: they are kept with the first
    /// frame of the shot that shows them only.
    pub shared: u32,
}

impl IndexedFrame {
    /// Whether what the frame before shows is likely to be seen here too.
    pub const fn continues(&self) -> bool {
        self.shared * 5 > self.features
    }
}

/// An opened segment.
pub struct Segment {
    path: PathBuf,
    map: Mmap,
    size: Size,
    places: Places,
    frames: Vec<IndexedFrame>,
    directory: usize,
    postings: usize,
}

impl Segment {
    /// Opens a segment and checks its head and its length.
    ///
    /// # Errors
    /// When it can't be read, is something else, or is damaged.
    pub fn open(path: &Path) -> Result<Self, SegmentError> {
        let io = |source| SegmentError::Io {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(io)?;
        // SAFETY: segments are written aside and renamed, and never changed afterwards; the
        // values read from the map are checked wherever they are used as an index.
        let map = unsafe { Mmap::map(&file) }.map_err(io)?;
        let damaged = |what| SegmentError::Damaged {
            path: path.to_owned(),
            what,
        };
        let head = map.get(..HEADER).ok_or(damaged("it is too short"))?;
        if &head[..8] != MAGIC {
            return Err(damaged("another kind of file or version"));
        }
        let (width, height) = (u32_at(head, 8), u32_at(head, 12));
        let size = Size { width, height };
        let count = u32_at(head, 16);
        let postings = usize::try_from(u64_at(head, 20)).map_err(|_| damaged("its length"))?;
        if count > MOST_FRAMES || width.max(height) > MOST_SIDE {
            return Err(damaged("an impossible head"));
        }
        let sum_at = HEADER + FRAME * count as usize;
        let directory = sum_at + 4;
        let length = postings
            .checked_mul(POSTING)
            .and_then(|n| n.checked_add(directory + DIRECTORY + 4));
        if length != Some(map.len()) {
            return Err(damaged("it ends early or goes on too long"));
        }
        if crc32fast::hash(&map[..sum_at]) != u32_at(&map, sum_at) {
            return Err(damaged("the checksum of its head is wrong"));
        }
        let frames = map[HEADER..sum_at]
            .chunks_exact(FRAME)
            .map(frame)
            .collect::<Option<Vec<_>>>()
            .ok_or(damaged("an impossible time base"))?;
        Ok(Self {
            path: path.to_owned(),
            size,
            places: Places::new(size),
            frames,
            directory,
            postings,
            map,
        })
    }

    /// Checks every byte.
    ///
    /// # Errors
    /// When the checksum is wrong.
    pub fn check(&self) -> Result<(), SegmentError> {
        let end = self.map.len() - 4;
        if crc32fast::hash(&self.map[self.directory..end]) == u32_at(&self.map, end) {
            Ok(())
        } else {
            Err(SegmentError::Damaged {
                path: self.path.clone(),
                what: "the checksum of its postings is wrong",
            })
        }
    }

    /// Size of the displayed frames.
    pub const fn size(&self) -> Size {
        self.size
    }

    /// How places of its frames are packed.
    pub(super) const fn places(&self) -> &Places {
        &self.places
    }

    pub fn frames(&self) -> &[IndexedFrame] {
        &self.frames
    }

    /// Features that are kept; a word that was not seen for hundreds of frames counts one more.
    pub const fn postings(&self) -> usize {
        self.postings
    }

    /// Postings of one word, in order of frames; none where the directory is damaged.
    pub(super) fn of_word(&self, word: u16) -> Column<'_> {
        let at = |word: usize| u32_at(&self.map, self.directory + 4 * word) as usize;
        let (from, to) = (at(usize::from(word)), at(usize::from(word) + 1));
        let first = self.directory + DIRECTORY;
        Column::new(if from <= to && to <= self.postings {
            &self.map[first + from * POSTING..first + to * POSTING]
        } else {
            &[]
        })
    }
}

fn frame(bytes: &[u8]) -> Option<IndexedFrame> {
    let base = TimeBase::new(u32_at(bytes, 8), u32_at(bytes, 12)).ok()?;
    Some(IndexedFrame {
        at: FrameTime {
            time: Timestamp::new(u64_at(bytes, 0) as i64, base),
            frame: u64_at(bytes, 16),
        },
        features: u32_at(bytes, 24),
        shared: u32_at(bytes, 28),
    })
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
