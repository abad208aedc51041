//! What the case answers and is told: plain records.

use std::collections::BTreeMap;

use model::{
    Damage, DocumentFact, DocumentField, FootageCopy, FrameTime, ItemId, ItemKind, Origin, Passage,
    PassageStanding, PassageVerdict, Provenance, Reading, Reference, ReferenceId, ReferenceSource,
    Screen, Shot, Sighting, Size, Step, Timestamp, Verdict, VideoFacts, Word,
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
    /// Every page of a document, with its words.
    Pages(Vec<PageRecord>),
    /// What a document is, as far as is proposed.
    Facts(Vec<DocumentFact>),
    /// All of one document.
    Passages(Vec<Passage>),
    /// All of one video.
    Sightings(Vec<Sighting>),
    /// Footage of one video that earlier ones show too.
    Copies(Vec<FootageCopy>),
    /// All text that was read on one video.
    Readings(Vec<Reading>),
    /// Text of a document, line by line.
    DocumentText(Vec<DocumentLine>),
    /// All of one video.
    Screens(Vec<Screen>),
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

impl DocumentRecord {
    /// Whether its pages are those of a layout that this program makes.
    pub fn is_laid_out(&self) -> bool {
        self.notes.iter().any(|n| n == model::OUR_LAYOUT)
    }
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

/// A page of a document with its words, in the order of its content.
#[derive(Clone, PartialEq, Debug)]
pub struct PageRecord {
    /// From 1.
    pub number: u32,
    /// Width and height in points, as displayed.
    pub size_points: (f64, f64),
    pub words: Vec<Word>,
}

/// What a person says that a document is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SaidFact {
    pub item: ItemId,
    pub field: DocumentField,
    /// `None` takes back what was said before.
    pub value: Option<String>,
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
}

/// A proposed passage and what people said of it.
#[derive(Clone, PartialEq, Debug)]
pub struct PassageRow {
    /// Twelve hex digits, made from document, page, quote and function: the same proposal has the
    /// same id after every rebuild.
    pub id: String,
    pub passage: Passage,
    /// In the order they were given.
    pub verdicts: Vec<PassageVerdict>,
}

impl PassageRow {
    pub fn standing(&self) -> PassageStanding {
        PassageStanding::of(&self.passage, &self.verdicts)
    }
}

/// What of a function a person sees on a sighting.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// Its control: a button, a tab, a list.
    Control,
    /// That it is used.
    InUse,
    /// Takes the same person's earlier word back.
    Withdrawn,
}

/// What a person says to see on a sighting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Observation {
    pub sighting: String,
    /// Id in the capability file.
    pub function: String,
    pub seen: Seen,
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
}

/// An act on products.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProductChange {
    Rename {
        from: String,
        to: String,
    },
    /// Two names of one product.
    Merge {
        from: String,
        into: String,
    },
    /// A reference belongs to another product.
    Reference {
        id: ReferenceId,
        product: String,
    },
    /// A document, and what was cut from it, belongs to another product.
    Document {
        item: ItemId,
        product: String,
    },
    /// A look-alike or generic part, which proves nothing.
    Negative {
        product: String,
    },
    Positive {
        product: String,
    },
    /// Of an earlier act, by its number.
    Undo {
        position: i64,
    },
}

/// An act on products with its author.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProductAct {
    /// Its number, by which it is undone.
    pub position: i64,
    pub change: ProductChange,
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
    pub undone: bool,
}

/// A reference that a person cut by hand.
#[derive(Clone, PartialEq, Debug)]
pub struct CutReference {
    pub id: ReferenceId,
    /// Page or moment with a quad, from which it can be cut again.
    pub address: String,
    pub size: Size,
    pub product: String,
    pub source: ReferenceSource,
    /// Why it can't be looked for; `None` where it can.
    pub poor: Option<String>,
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
}
