//! An investigation as exporters see it: plain records of what people state and what it rests on,
//! without the case behind it.

use std::collections::BTreeMap;

use crate::{
    Absence, EntityFields, FindingFields, FindingState, FootageCopy, FrameRate, FrameTime,
    Generation, InformationGrade, ItemId, ItemKind, Origin, Phrase, Quad, RelationFields, Reply,
    RivalExplanation, Side, Size, SourceGrade, VerdictValue, Wording,
};

/// What is printed on every export of a case that one person works.
pub const ONE_PERSON: &str = "not reviewed by a second person";

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Investigation {
    pub case_name: String,
    /// ISO 8601, UTC.
    pub made_at: String,
    pub software: String,
    /// Fewer than two people have judged or stated anything.
    pub one_person: bool,
    pub items: Vec<SourceItem>,
    /// Stretches of footage that show one recording, without those that people rejected.
    pub copies: Vec<FootageCopy>,
    pub products: Vec<String>,
    pub entities: Vec<EntityEntry>,
    pub relations: Vec<RelationEntry>,
    pub findings: Vec<FindingEntry>,
    pub ladders: Vec<LadderEntry>,
    /// Cells of the capability matrix of which anything is known.
    pub matrix: Vec<MatrixEntry>,
    pub marks: Vec<Mark>,
    /// What people say of pictures, by `sighting:ID` or `reference:ID`.
    pub pictures: BTreeMap<String, PictureSaid>,
}

/// What may be shown of a picture.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PictureSaid {
    /// Places that are covered, in pixels of the displayed frame, or of the reference.
    pub masks: Vec<Quad>,
    /// Who looked at all of it and lets it be shown; `None`: only its screen may be.
    pub whole: Option<String>,
}

/// A file of the case.
#[derive(Clone, PartialEq, Debug)]
pub struct SourceItem {
    pub item: ItemId,
    pub kind: ItemKind,
    /// Its path as it was added.
    pub name: String,
    pub bytes: u64,
    pub origins: Vec<Origin>,
    pub video: Option<VideoOf>,
    pub document: Option<DocumentOf>,
    /// One of all items that are one source with it.
    pub source: ItemId,
}

#[derive(Clone, PartialEq, Debug)]
pub struct VideoOf {
    pub size: Size,
    pub frames: u64,
    pub first: FrameTime,
    pub last: FrameTime,
    /// Where frames are evenly spaced; else frame numbers mean nothing to an editor.
    pub rate: Option<FrameRate>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DocumentOf {
    pub title: Option<String>,
    pub maker: Option<String>,
    pub kind: Option<String>,
    pub version: Option<String>,
    pub edition: Option<String>,
    pub product: Option<String>,
    pub date: Option<String>,
    pub pages: u32,
}

#[derive(Clone, PartialEq, Debug)]
pub struct EntityEntry {
    pub id: String,
    pub fields: EntityFields,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RelationEntry {
    pub id: String,
    pub fields: RelationFields,
    pub from_name: String,
    pub to_name: String,
    /// `accepted`, `open` …
    pub worth: &'static str,
    pub evidence: Vec<EvidenceEntry>,
}

/// A piece of evidence as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct EvidenceEntry {
    /// As it is named: `sighting:ID`, an address …
    pub of: String,
    pub worth: &'static str,
    pub words: Phrase,
    pub quote: Option<String>,
    pub address: Option<String>,
    pub item: Option<ItemId>,
    pub page: Option<u32>,
    pub side: Side,
    pub source: Option<SourceGrade>,
    pub information: Option<InformationGrade>,
    pub note: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct FindingEntry {
    pub id: String,
    pub fields: FindingFields,
    pub party_names: Vec<String>,
    pub state: FindingState,
    pub was: Option<FindingState>,
    pub offered: Option<Wording>,
    pub sources: usize,
    pub evidence: Vec<EvidenceEntry>,
    pub rivals: Vec<RivalExplanation>,
    pub absences: Vec<Absence>,
    /// With the party's name.
    pub replies: Vec<(String, Reply)>,
    /// Why it can't be published, in words; empty where it can.
    pub keeps_back: Vec<Phrase>,
    pub authors: Vec<String>,
    /// State, alias and time of each state that was given.
    pub states: Vec<(FindingState, String, String)>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct LadderEntry {
    pub company: String,
    pub place: String,
    pub level: &'static str,
    /// Level, its meaning, why, and addresses or names of the proofs.
    pub steps: Vec<LadderStep>,
    /// Levels below without proof, with their meanings.
    pub missing: Vec<(&'static str, &'static str)>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct LadderStep {
    pub level: &'static str,
    pub means: &'static str,
    pub why: Phrase,
    pub proofs: Vec<EvidenceEntry>,
}

/// What is known of a product and a function.
#[derive(Clone, PartialEq, Debug)]
pub struct MatrixEntry {
    pub product: String,
    /// Id in the capability file, and its name there.
    pub function: String,
    pub name: String,
    /// `C0` to `C5`, or `Cx`.
    pub level: String,
    /// Documents affirm and deny it.
    pub contradiction: bool,
    /// Licences, editions and the like that documents name.
    pub conditions: Vec<String>,
    pub proofs: Vec<EvidenceEntry>,
}

/// A sighting that nobody rejected, on its video.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    pub id: String,
    pub item: ItemId,
    pub stream: u32,
    pub product: String,
    pub first: FrameTime,
    pub last: FrameTime,
    pub best: FrameTime,
    pub quad: Quad,
    /// Quads of proved frames, in order of time.
    pub track: Vec<(FrameTime, Quad)>,
    pub verdict: Option<VerdictValue>,
    /// Ids of findings that rest on it.
    pub findings: Vec<String>,
    /// Which version's views fit it, where several versions' documents are in the case.
    pub generation: Option<Generation>,
}

impl Investigation {
    /// Relations for which nothing is cited.
    pub fn unproved(&self) -> usize {
        self.relations
            .iter()
            .filter(|r| r.evidence.is_empty())
            .count()
    }

    /// Files of which neither a web address nor a date of publication is on record.
    pub fn without_origin(&self) -> usize {
        let told = |o: &Origin| o.url.is_some() || o.published.is_some();
        let items = self.items.iter();
        items.filter(|i| !i.origins.iter().any(told)).count()
    }

    pub fn item(&self, id: &ItemId) -> Option<&SourceItem> {
        self.items.iter().find(|i| i.item == *id)
    }
}

impl SourceItem {
    /// The file's own name, without folders.
    pub fn file_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name)
    }

    /// Address of the post or page that it came from.
    pub fn url(&self) -> Option<&str> {
        self.origins.iter().find_map(|o| o.url.as_deref())
    }
}

impl Mark {
    /// One line on it: product, and what people say of it.
    pub fn label(&self) -> String {
        let said = match self.verdict {
            None => "proposed, not judged",
            Some(VerdictValue::Yes) => "accepted",
            Some(VerdictValue::No) => "rejected",
            Some(VerdictValue::CannotTell) => "can't tell",
        };
        format!("{} ({said})", self.product)
    }
}
