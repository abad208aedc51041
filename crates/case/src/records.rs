//! What the case answers and is told: plain records.

use std::collections::BTreeMap;

use model::{
    Damage, FootageCopy, FrameTime, ItemId, ItemKind, Origin, Provenance, Reading, Reference, Shot,
    Sighting, Step, Timestamp, Verdict, VideoFacts,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::DocumentLine;

/// What adding an item brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Added {
    NewItem,
    /// The item was known, this account of where it came from was not.
    NewOrigin,
    /// Both were known; nothing was written.
    Known,
}

/// An item with all that is known of where it came from.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemRow {
    pub id: ItemId,
    pub bytes: u64,
    /// ISO 8601, UTC.
    pub added_at: String,
    /// `None` until it was identified.
    pub kind: Option<ItemKind>,
    /// One line on what it is, or why it wasn't understood.
    pub note: Option<String>,
    /// In the order they were added.
    pub origins: Vec<Origin>,
}

/// How a piece of work ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WorkState {
    Done,
    /// With the reason.
    Failed(String),
}

/// A piece of work that was done.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkRow {
    pub step: Step,
    pub item: Option<ItemId>,
    pub state: WorkState,
    pub seconds: f64,
}

/// A step that was done, with its parameters.
pub type StepDone = (Step, BTreeMap<String, Value>);

/// A piece of work to be recorded.
#[derive(Clone, PartialEq, Debug)]
pub struct Work {
    pub provenance: Provenance,
    /// The item that the work was on, where it was on one.
    pub item: Option<ItemId>,
    /// How long it took.
    pub seconds: f64,
}

/// What a piece of work brought. It takes the place of what the same step wrote for the same item
/// before; [`Output::Other`] only of what has the same key, and of failures.
#[derive(Clone, PartialEq, Debug)]
pub enum Output {
    /// With the reason.
    Failed(String),
    Kind {
        kind: ItemKind,
        note: String,
    },
    Video(VideoRecord),
    /// References of one document item, each with its sources on that item.
    References {
        references: Vec<Reference>,
        pages: u32,
        notes: Vec<String>,
    },
    /// All of one video.
    Sightings(Vec<Sighting>),
    /// Footage of one video that earlier ones show too.
    Copies(Vec<FootageCopy>),
    /// All text that was read on one video.
    Readings(Vec<Reading>),
    /// Text of a document, line by line.
    DocumentText(Vec<DocumentLine>),
    Other(Value),
}

/// A frame chosen for description.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Keyframe {
    pub at: FrameTime,
    /// Number of its shot, from 0.
    pub shot: u32,
    /// Why it was chosen, in words.
    pub why: String,
    /// In the unit of the step that chose it; higher is sharper.
    pub sharpness: f64,
}

/// What watching a video brought.
#[derive(Clone, PartialEq, Debug)]
pub struct VideoRecord {
    pub facts: VideoFacts,
    /// Frames that were decoded.
    pub frames: u64,
    pub first: Timestamp,
    pub last: Timestamp,
    pub damage: Vec<Damage>,
    pub shots: Vec<Shot>,
    pub keyframes: Vec<Keyframe>,
}

/// What reading a document brought, beside its references.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentRecord {
    pub pages: u32,
    pub notes: Vec<String>,
}

/// A proposal and what people said of it.
#[derive(Clone, PartialEq, Debug)]
pub struct SightingRow {
    /// Twelve hex digits, made from video, reference, first and last moment: the same proposal has
    /// the same id after every rebuild.
    pub id: String,
    /// With the product as people named it, where they did.
    pub sighting: Sighting,
    /// In the order they were given.
    pub verdicts: Vec<Verdict>,
}

/// A piece of work that failed and was not done since.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    pub item: Option<ItemId>,
    pub step: Step,
    pub reason: String,
}
