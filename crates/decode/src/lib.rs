//! Videos, documents and pictures to exactly addressed frames, pages, figures and words.
//!
//! Everything hostile is parsed in a child process of our own binary, which gets one read-only
//! descriptor. What lives here: the child, the way to it, and the pictures it answers with.
//! What doesn't: what frames and figures mean, and where files are kept.

mod child;
mod decoder;
mod error;
mod frame;
mod glimpse;
mod limits;
mod memory;
mod paint;
mod reel;
mod session;
mod unpack;
mod wire;

pub use confine::{Attempt, Confinement, Gap, Level, Outcome, Policy};

pub use child::child_main;
pub use decoder::{Decoder, DocumentEnd, Flow, Identified, Page, PageFigure, Picture, Watched};
pub use error::DecodeError;
pub use frame::{Frame, Still};
pub use glimpse::Glimpse;
pub use limits::Limits;
pub use memory::give_back_large_buffers;
pub use reel::{FrameTimes, Reel, Way};
pub use unpack::{Unpacked, UnpackedPart};
pub use wire::Part;

/// Hidden first argument by which our binary is started as the decoding child; a program that
/// uses [`Decoder`] on itself calls [`child_main`] when its first argument is this.
pub const CHILD_ARG: &str = "decode-child";

/// The note of a file that is a PDF; documents of every other form have no layout of their own.
pub const PDF: &str = "PDF document";
