//! What a dossier is made of: plain records that the caller fills. No rendering, no files.
//!
//! Every text may be hostile (names, titles, publishers, readings): it is escaped when rendered,
//! so callers hand it over unchanged.

use std::path::PathBuf;

use super::words::Tongue;
use model::investigation::Investigation;
use model::{
    BoxPx, Credentials, Followed, FrameRate, FrameTime, Generation, ItemId, ItemKind, LogNfa,
    MomentAddress, Origin, PageAddress, Quad, ReferenceId, ReferenceKind, SignerTrust, Size,
    Standing, Timestamp, Verdict, VerdictValue,
};

/// Whether people judged a sighting with no: it shows something else, and no picture of it goes
/// out.
pub fn is_rejected(verdicts: &[Verdict]) -> bool {
    Standing::of(verdicts).counts_as() == Some(VerdictValue::No)
}

/// A picture for the page, PNG or JPEG. Its pixels are written anew, so that nothing else of the
/// file is published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Picture {
    /// For small dossiers and tests: everything stays in memory until it is written.
    Bytes(Vec<u8>),
    /// Read when its turn comes, so that hundreds of frames need the memory of one.
    File(PathBuf),
}

/// Everything that one dossier shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Dossier {
    pub case_name: String,
    /// When the dossier was made: ISO 8601, UTC. Shown as it stands.
    pub made_at: String,
    /// Name and version of the program, for example `contrechamp 0.1.0`.
    pub software: String,
    /// Number of the journal's last entry and its hash, at the time the dossier was made.
    pub journal_head: Option<(u64, String)>,
    pub summary: Summary,
    /// Products with at least one sighting, in the order of the page.
    pub products: Vec<ProductSection>,
    /// Every item of the case, also those without any sighting.
    pub items: Vec<ItemEntry>,
    /// Products that were looked for and have no sighting.
    pub not_found: Vec<ProductNotFound>,
    pub failures: Vec<FailureEntry>,
    /// What was done, in order, with versions and parameters: the method's repeatable part.
    pub steps: Vec<StepEntry>,
    /// Remarks on the whole case, one paragraph each.
    pub notes: Vec<String>,
    /// Items are held back, and the page says so.
    pub withheld: bool,
    /// Somebody asked for what could tell who a source is, and it is in.
    pub sensitive: bool,
    /// What the page is written in.
    pub tongue: Tongue,
    /// What people state; `None` where only the machine's proposals are shown.
    pub investigation: Option<Investigation>,
}

impl Dossier {
    /// Pictures that it may show: three a sighting, one a reference.
    pub fn pictures(&self) -> u64 {
        let found = self.products.iter();
        let found = found.map(|p| p.sightings.len() * 3 + p.references.len());
        let missing = self.not_found.iter().map(|p| p.references.len());
        found.chain(missing).sum::<usize>() as u64
    }
}

/// Counts over the whole case.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    pub items: u64,
    pub videos: u64,
    pub documents: u64,
    pub pictures: u64,
    pub other: u64,
    /// Footage that was watched, in seconds.
    pub watched_seconds: f64,
    /// Frames that were decoded.
    pub frames: u64,
    /// Frames on which references were looked for.
    pub keyframes: u64,
    pub references: u64,
    pub products: u64,
    pub sightings: u64,
}

/// A product with its references and where it was seen.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProductSection {
    pub product: String,
    pub references: Vec<ReferenceEntry>,
    pub sightings: Vec<SightingEntry>,
}

/// A reference picture and every place that it was taken from.
#[derive(Clone, PartialEq, Debug)]
pub struct ReferenceEntry {
    pub id: ReferenceId,
    pub picture: Picture,
    /// Of the reference in pixels.
    pub size: Size,
    pub sources: Vec<SourceEntry>,
    /// Why it could not be looked for, where it could not.
    pub poor: Option<String>,
    /// Whether its picture may be on the page: a filmed screen shows it, or a person let it.
    pub shown: bool,
    /// Places that are covered, in its pixels.
    pub masks: Vec<Quad>,
}

/// One place that a reference was taken from.
#[derive(Clone, PartialEq, Debug)]
pub struct SourceEntry {
    pub file_name: String,
    /// The document or picture; its SHA-256 is shown whole.
    pub item: ItemId,
    /// From 1; a plain image has page 1.
    pub page: u32,
    /// On the page, in points of a document or pixels of an image.
    pub bounds: BoxPx,
    pub kind: ReferenceKind,
    pub page_address: PageAddress,
}

/// One sighting: a proposal with everything that is needed to judge it.
#[derive(Clone, PartialEq, Debug)]
pub struct SightingEntry {
    /// The case's own id of it.
    pub id: String,
    pub video_name: String,
    pub item: ItemId,
    /// Where the video comes from; `None` when nothing is on record.
    pub origin: Option<Origin>,
    pub first: FrameTime,
    pub last: FrameTime,
    /// What following it frame by frame gave, where it was followed.
    pub followed: Option<Followed>,
    /// Names of other videos that show the same recording at this moment.
    pub copies: Vec<String>,
    /// The moment that the pictures show.
    pub best: FrameTime,
    /// Only when the stream's rate is constant: timecodes are shown then, and only then.
    pub rate: Option<FrameRate>,
    /// At the best moment, in pixels of the displayed frame.
    pub quad: Quad,
    /// Of the displayed frame; `frame_picture` may be smaller, with the same shape.
    pub frame_size: Size,
    pub frame_picture: Picture,
    /// Who looked at the whole frame and let it be shown; `None`: only the quad is.
    pub whole: Option<String>,
    /// Places of the frame that are covered, in pixels of the displayed frame.
    pub masks: Vec<Quad>,
    /// The same of the reference, in its pixels.
    pub reference_masks: Vec<Quad>,
    /// The screen of the frame, warped to the reference's shape.
    pub rectified_picture: Picture,
    pub reference: ReferenceId,
    pub reference_picture: Picture,
    /// The document page or file that the reference comes from.
    pub reference_source: Option<SourceEntry>,
    pub inliers: u32,
    pub log10_nfa: LogNfa,
    /// Products that the evidence does not tell apart; empty where one is proposed.
    pub one_of: Vec<String>,
    /// Another view of the product whose evidence is counted too.
    pub supported_by: Option<ReferenceId>,
    /// The product that came second on this frame, with its inliers.
    pub next_best: Option<(String, u32)>,
    /// Which version's views fit it, where several versions are documented.
    pub generation: Option<Generation>,
    /// How the pictures were made, as (what, how): decoder, steps, hash of the decoded pixels.
    pub recipe: Vec<(String, String)>,
    /// Exact address of the best moment, with the quad.
    pub address: MomentAddress,
    /// Oldest first; empty while nobody has judged.
    pub verdicts: Vec<Verdict>,
    /// What was lost near this moment while decoding.
    pub damage_note: Option<String>,
}

/// An item of the case.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemEntry {
    pub name: String,
    pub item: ItemId,
    pub kind: ItemKind,
    pub bytes: u64,
    /// Of a video, where it is known.
    pub duration: Option<Timestamp>,
    /// Every account of where it came from; two when the same file was collected twice.
    pub origins: Vec<Origin>,
    pub note: Option<String>,
    /// Content Credentials in it, and how who signed them stands to a person's list.
    pub credentials: Option<Credentials>,
    pub signer_trust: Option<SignerTrust>,
}

/// A product that was looked for in vain.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProductNotFound {
    pub product: String,
    pub references: Vec<ReferenceEntry>,
    /// What was looked at and what limits the answer, in words.
    pub coverage: String,
}

/// Something that could not be done.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FailureEntry {
    pub item: Option<ItemId>,
    /// File name, or what else failed.
    pub name: String,
    /// The step that failed, for example `decode`.
    pub step: String,
    pub reason: String,
    pub what_to_do: String,
}

/// A step of the method.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct StepEntry {
    /// With its version, for example `keyframes v3`.
    pub name: String,
    /// In plain words, one or two sentences.
    pub what: String,
    /// As (name, value).
    pub parameters: Vec<(String, String)>,
}
