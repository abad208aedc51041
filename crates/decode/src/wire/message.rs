//! What parent and child say to each other.

use model::{BoxPx, Credentials, Damage, ItemKind, ReferenceKind, Size, Trust, VideoFacts, Word};
use serde::{Deserialize, Serialize};

use crate::Limits;

/// Parent to child, once.
#[derive(Serialize, Deserialize, Debug)]
pub struct Request {
    pub task: Task,
    pub limits: Limits,
}

#[derive(Serialize, Deserialize, Debug)]
pub enum Task {
    Identify,
    /// Content Credentials in it.
    Credentials,
    /// Their signer against certificates in DER.
    SignerTrust {
        list: Vec<Vec<u8>>,
    },
    Watch {
        threads: usize,
    },
    /// As `Watch`, but only thumbnails come; the parent answers each with [`DONE`], or before
    /// that with [`WANTED`], and gets the whole frame.
    Glimpse {
        threads: usize,
    },
    /// Times as PTS, numerator and denominator of the time base.
    FramesAt {
        stream: u32,
        times: Vec<(i64, u32, u32)>,
    },
    /// First and last times of runs of frames, each as PTS, numerator and denominator.
    Spans {
        stream: u32,
        threads: usize,
        spans: Vec<[(i64, u32, u32); 2]>,
    },
    /// Times of all frames as the packets say them.
    Times {
        stream: u32,
    },
    Document,
    /// One page as a picture: its number from 1, and pixels a point.
    Sheet {
        page: u32,
        scale: f64,
    },
    Picture,
    /// Saved pages and archives of them taken apart.
    Unpack,
    /// Only tells how far the lock-down goes.
    Confinement,
    /// Tries what must not work.
    Attempt(confine::Attempt),
}

/// Child to parent.
#[derive(Serialize, Deserialize, Debug)]
pub enum Reply {
    /// Before everything else: how far the lock-down goes.
    Confined(confine::Confinement),
    Attempted(confine::Outcome),
    /// Work goes on, there is just nothing to tell.
    Alive,
    Identified(Found),
    Credentials(Option<Box<Credentials>>),
    /// How the signer stands to the list, and whether the time stamp's authority leads to it.
    SignerTrust(Option<(Trust, bool)>),
    Facts(VideoFacts),
    /// Frames need slots of at least so many bytes; the parent answers with a ring.
    NeedRing {
        slot_bytes: u64,
    },
    Frame(FrameHead),
    /// `width * height` raw bytes follow.
    Glimpse(GlimpseHead),
    Watched(WatchedHead),
    FramesDone {
        missing: Vec<usize>,
    },
    /// Some more of a stream's times, in ticks of its time base.
    Times(Vec<i64>),
    /// Times at which decoding can begin.
    Starts(Vec<i64>),
    Page(PageHead),
    /// `width * height * 3` raw bytes follow.
    Figure(FigureHead),
    PageEnd,
    DocumentEnd {
        pages: u32,
        title: Option<String>,
        notes: Vec<String>,
    },
    /// `width * height * 3` raw bytes follow.
    Picture {
        width: u32,
        height: u32,
        notes: Vec<String>,
    },
    /// `bytes` raw bytes follow.
    Entry(EntryHead),
    /// Something that an archive lists, or states, and that is not there or not so.
    Missing {
        name: String,
        why: String,
    },
    Unpacked {
        form: String,
        notes: Vec<String>,
    },
    Failed(Failure),
}

/// Something taken out of an archive.
#[derive(Serialize, Deserialize, Debug)]
pub struct EntryHead {
    pub url: Option<String>,
    pub mime: String,
    pub at: Option<String>,
    pub title: Option<String>,
    pub part: Part,
    pub notes: Vec<String>,
    pub bytes: u64,
}

/// What something is to its archive.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// A page.
    Page,
    /// A picture of a page.
    PageView,
    /// A picture, video or document of a page.
    #[default]
    Media,
    /// The file itself: what it says of itself.
    Itself,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Found {
    pub kind: ItemKind,
    pub note: String,
    pub facts: Option<VideoFacts>,
}

/// How the planes of a frame lie in its slot: one after the other, rows tightly packed.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Gray,
    /// Y, U, V; chroma is smaller by these powers of two, rounded up.
    Yuv {
        log2_x: u8,
        log2_y: u8,
    },
    Rgb,
}

/// A frame whose planes are in a slot, followed by its thumbnail.
#[derive(Serialize, Deserialize, Debug, Clone)]
pub struct FrameHead {
    pub slot: u8,
    /// Which of the asked times or spans it answers, for [`Task::FramesAt`] and [`Task::Spans`].
    pub index: usize,
    pub pts: i64,
    pub number: u64,
    pub stored: Size,
    pub layout: Layout,
    pub sample_aspect: (u32, u32),
    /// Clockwise, degrees.
    pub rotation: u16,
    pub full_range: bool,
    /// Luma weights of red and blue.
    pub weights: (f32, f32),
    pub thumb: Size,
}

/// A frame of which the parent sees the thumbnail.
#[derive(Serialize, Deserialize, Debug, Clone, Copy)]
pub struct GlimpseHead {
    pub pts: i64,
    pub number: u64,
    pub thumb: Size,
}

/// The parent has done with the oldest frame that it was shown and has not answered.
pub const DONE: u8 = 0;
/// It wants the whole of that frame, and will give the slot back before it answers again.
pub const WANTED: u8 = 1;

#[derive(Serialize, Deserialize, Debug)]
pub struct WatchedHead {
    pub damage: Vec<Damage>,
    pub damage_count: u64,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct PageHead {
    pub number: u32,
    pub size_points: (f64, f64),
    pub words: Vec<Word>,
    pub notes: Vec<String>,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct FigureHead {
    pub bounds: BoxPx,
    pub kind: ReferenceKind,
    pub width: u32,
    pub height: u32,
}

/// Why the child gives up, in the child's words; the parent adds the file.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    OutOfMemory,
    TooLarge {
        what: String,
        limit: String,
    },
    Encrypted,
    Damaged(String),
    NotUnderstood(String),
    Read(String),
    /// The system can't hold the child back enough, and nobody allowed to go on.
    Unconfined(String),
}

impl Layout {
    /// Bytes of all planes of a picture of this size; `None` when it can't be.
    pub fn bytes(self, size: Size) -> Option<usize> {
        let luma = size.width as usize * size.height as usize;
        match self {
            Self::Gray => Some(luma),
            Self::Rgb => luma.checked_mul(3),
            Self::Yuv { log2_x, log2_y } => {
                let chroma = self.chroma(size)?;
                debug_assert!(log2_x <= 4 && log2_y <= 4);
                luma.checked_add(2 * chroma.width as usize * chroma.height as usize)
            }
        }
    }

    /// Size of a chroma plane, where there is one.
    pub fn chroma(self, size: Size) -> Option<Size> {
        match self {
            Self::Yuv { log2_x, log2_y } if log2_x <= 4 && log2_y <= 4 => Some(Size {
                width: size.width.div_ceil(1 << log2_x),
                height: size.height.div_ceil(1 << log2_y),
            }),
            _ => None,
        }
    }
}
