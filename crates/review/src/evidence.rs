//! What evidence is worth now: whether people accept it, whether it is still there, and how many
//! sources there really are. Copies of one recording, and files of one publisher, are one source.

mod naming;
mod shown;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use case::{Case, ItemRow, Observation, PassageRow, ReadingRow, SightingRow};
use model::investigation::VideoOf;
use model::{
    Address, Citation, EvidenceRef, ItemId, Party, Phrase, Standing, Timestamp, Verdict,
    VerdictValue,
};

use crate::book::{Book, Relation};
use crate::documents::{Document, documents};
use crate::investigation::video_of;
use crate::{ReviewError, people};

/// How a page of a file is named.
const PAGE: &str = "{0}, page {1}";

/// Where a piece of evidence stands after all that people said of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Worth {
    /// People accept it.
    Accepted,
    /// Nobody has judged it, or it waits for a second reader.
    Open,
    CannotTell,
    /// People judge it differently.
    Split,
    Rejected,
    /// It is no longer in the case: removed, or no longer proposed.
    Gone,
}

impl Worth {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Open => "open",
            Self::CannotTell => "cannot-tell",
            Self::Split => "split",
            Self::Rejected => "rejected",
            Self::Gone => "gone",
        }
    }
}

/// What a piece of evidence is, as far as the case still knows.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    pub of: EvidenceRef,
    pub worth: Worth,
    /// The item that it is on; `None` for relations and what is gone.
    pub item: Option<ItemId>,
    /// Whether the item is footage (else a document or picture).
    pub footage: bool,
    /// One line on what it is.
    pub words: Phrase,
    /// Quoted text, where there is any.
    pub quote: Option<String>,
    /// Where it can be looked at.
    pub address: Option<String>,
    /// Page of a document.
    pub page: Option<u32>,
    pub time: Option<Timestamp>,
}

/// The case's evidence, read once.
#[derive(Clone)]
pub struct Evidence {
    pub sightings: BTreeMap<String, Arc<SightingRow>>,
    pub passages: BTreeMap<String, PassageRow>,
    pub readings: BTreeMap<String, ReadingRow>,
    pub items: BTreeMap<ItemId, ItemRow>,
    pub documents: BTreeMap<ItemId, Document>,
    pub observations: Vec<Observation>,
    /// Watched videos.
    pub videos: Arc<HashMap<ItemId, VideoOf>>,
    /// Pages of documents.
    pages: HashMap<ItemId, u32>,
    sources: HashMap<ItemId, ItemId>,
    /// Whether a proposal counts only after two people.
    two_readers: bool,
}

impl Evidence {
    /// # Errors
    /// When the case can't be read.
    pub fn read(case: &Case, book: &Book) -> Result<Self, ReviewError> {
        let mut videos = HashMap::new();
        for row in case.items()? {
            if let Some(video) = case.video(row.id)? {
                videos.insert(row.id, video_of(&video));
            }
        }
        let sightings = case.sightings()?.into_iter().map(Arc::new);
        Self::with(case, book, sightings, Arc::new(videos))
    }

    /// The same, with the sightings and videos that the caller has read: of a large case that is
    /// nearly all of it.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn with(
        case: &Case,
        book: &Book,
        sightings: impl IntoIterator<Item = Arc<SightingRow>>,
        videos: Arc<HashMap<ItemId, VideoOf>>,
    ) -> Result<Self, ReviewError> {
        let items: BTreeMap<ItemId, ItemRow> =
            case.items()?.into_iter().map(|r| (r.id, r)).collect();
        let documents: BTreeMap<ItemId, Document> =
            documents(case)?.into_iter().map(|d| (d.item, d)).collect();
        let mut pages = HashMap::new();
        for id in items.keys() {
            if let Some(document) = case.document(*id)? {
                pages.insert(*id, document.pages);
            }
        }
        let sources = sources(case, book, &items)?;
        Ok(Self {
            sightings: by_id(sightings, |r| r.id.clone()),
            passages: by_id(case.passages()?, |r| r.id.clone()),
            readings: by_id(case.readings()?, |r| r.id.clone()),
            observations: case.observations()?,
            two_readers: book.options.get("second-reading").map(String::as_str) == Some("all"),
            items,
            documents,
            videos,
            pages,
            sources,
        })
    }

    /// One item for all items that are one source with it.
    pub fn source(&self, item: ItemId) -> ItemId {
        self.sources.get(&item).copied().unwrap_or(item)
    }

    /// How many sources these items really are.
    pub fn independent(&self, items: impl IntoIterator<Item = ItemId>) -> usize {
        let sources: BTreeSet<ItemId> = items.into_iter().map(|i| self.source(i)).collect();
        sources.len()
    }

    /// What people call an item: its path as it was added.
    pub fn item_name(&self, item: &ItemId) -> String {
        let row = self.items.get(item);
        row.and_then(|r| r.origins.first())
            .map_or_else(|| item.short(), |o| o.path.clone())
    }

    /// What a piece of evidence shows and is worth now.
    pub fn look(&self, book: &Book, of: &EvidenceRef) -> Shown {
        match of {
            EvidenceRef::Sighting(id) => self.sighting(of, id),
            EvidenceRef::Passage(id) => self.passage(of, id),
            EvidenceRef::Reading(id, line) => self.reading(book, of, id, *line),
            EvidenceRef::Address(address) => self.place(book, of, address),
            EvidenceRef::Relation(id) => self.relation(book, of, id),
        }
    }

    /// Whether a relation rests on accepted evidence, and nobody rejects it.
    pub fn relation_worth(&self, book: &Book, relation: &Relation) -> Worth {
        match Standing::of(&relation.verdicts) {
            Standing::Agreed(VerdictValue::No) => return Worth::Rejected,
            Standing::Agreed(VerdictValue::CannotTell) => return Worth::CannotTell,
            Standing::Split => return Worth::Split,
            Standing::Open | Standing::Agreed(VerdictValue::Yes) => {}
        }
        let worths = relation.citations.iter().map(|c| match &c.what.of {
            // A relation does not prove a relation: a ring of them would prove itself.
            EvidenceRef::Relation(_) => Worth::Open,
            of => self.look(book, of).worth,
        });
        worths.min().unwrap_or(Worth::Open)
    }

    /// The accepted citations of a relation.
    pub fn proofs<'a>(&'a self, book: &'a Book, relation: &'a Relation) -> Vec<Shown> {
        if self.relation_worth(book, relation) != Worth::Accepted {
            return Vec::new();
        }
        let citations = relation.citations.iter();
        let shown = citations.map(|c| self.look(book, &c.what.of));
        shown.filter(|s| s.worth == Worth::Accepted).collect()
    }

    fn counted(&self, standing: Standing, readers: usize) -> Worth {
        match standing {
            Standing::Agreed(VerdictValue::Yes) if self.two_readers && readers < 2 => Worth::Open,
            Standing::Agreed(VerdictValue::Yes) => Worth::Accepted,
            Standing::Agreed(VerdictValue::No) => Worth::Rejected,
            Standing::Agreed(VerdictValue::CannotTell) => Worth::CannotTell,
            Standing::Split => Worth::Split,
            Standing::Open => Worth::Open,
        }
    }

    /// What a place is worth that a person cites, after what people said of it as `judged`. Where
    /// it is the proof of a sighting, it is worth no more than the sighting.
    fn place_worth(&self, item: &ItemId, address: &Address, judged: &[Verdict]) -> Worth {
        let is_at = |row: &&Arc<SightingRow>| {
            let Address::Moment(cited) = address else {
                return false;
            };
            let mut best = row.sighting.best_address();
            best.item = cited.item.clone();
            row.sighting.video == *item && best.to_string() == cited.to_string()
        };
        let proposed = self.sightings.values().filter(is_at).map(|row| {
            let mut all = row.verdicts.clone();
            all.extend(judged.iter().cloned());
            all.sort_by(|a, b| a.at.cmp(&b.at));
            self.counted(Standing::of(&all), readers(&all))
        });
        proposed
            .max()
            .unwrap_or_else(|| match Standing::of(judged) {
                Standing::Open if self.two_readers => Worth::Open,
                Standing::Open => Worth::Accepted,
                standing => self.counted(standing, readers(judged)),
            })
    }

    /// Why an address points at nothing of its item; `None` where it points at something.
    pub fn outside(&self, item: &ItemId, address: &Address) -> Option<Phrase> {
        match address {
            Address::Page(p) => match self.pages.get(item) {
                Some(pages) if p.page > *pages => {
                    Some(Phrase::new("it has {0} pages", [pages.to_string().into()]))
                }
                None if p.page > 1 => Some(Phrase::plain("it is no document that was read")),
                _ => None,
            },
            Address::Moment(m) => match self.videos.get(item) {
                None => Some(Phrase::plain("it is no video that was watched")),
                Some(v) if m.time < v.first.time || m.time > v.last.time => Some(Phrase::new(
                    "it lasts from {0} to {1}",
                    [v.first.time.clock().into(), v.last.time.clock().into()],
                )),
                Some(_) => None,
            },
        }
    }

    /// What a party is called, items by their paths.
    pub fn party_name(&self, book: &Book, party: &Party) -> String {
        match party {
            Party::Item(item) => self.item_name(item),
            party => book.name(party),
        }
    }

    /// The items behind a citation: its own, or those of the relation's proofs.
    pub fn items_behind(&self, book: &Book, citation: &Citation) -> Vec<ItemId> {
        match &citation.of {
            EvidenceRef::Relation(id) => book.relations.get(id).map_or_else(Vec::new, |r| {
                let proofs = self.proofs(book, r);
                proofs.into_iter().filter_map(|p| p.item).collect()
            }),
            of => self.look(book, of).item.into_iter().collect(),
        }
    }
}

/// How many people gave these verdicts.
fn readers(verdicts: &[Verdict]) -> usize {
    people(verdicts.iter().map(|v| v.by.as_str())).len()
}

fn by_id<T>(rows: impl IntoIterator<Item = T>, id: impl Fn(&T) -> String) -> BTreeMap<String, T> {
    rows.into_iter().map(|r| (id(&r), r)).collect()
}

/// For each item that shares its source with others, one item that stands for them all.
fn sources(
    case: &Case,
    book: &Book,
    items: &BTreeMap<ItemId, ItemRow>,
) -> Result<HashMap<ItemId, ItemId>, ReviewError> {
    let mut joined: HashMap<ItemId, ItemId> = HashMap::new();
    fn root(joined: &HashMap<ItemId, ItemId>, item: ItemId) -> ItemId {
        let mut at = item;
        while let Some(next) = joined.get(&at).filter(|n| **n != at) {
            at = *next;
        }
        at
    }
    let mut pairs: Vec<(ItemId, ItemId)> = Vec::new();
    for copy in crate::proposals::copies(case, book)? {
        pairs.push((copy.a.video, copy.b.video));
    }
    let mut publishers: HashMap<String, ItemId> = HashMap::new();
    for row in items.values() {
        for origin in &row.origins {
            let Some(publisher) = origin.publisher.as_deref() else {
                continue;
            };
            let name = publisher.trim().to_lowercase();
            if !name.is_empty() {
                let first = *publishers.entry(name).or_insert(row.id);
                pairs.push((first, row.id));
            }
        }
    }
    for (a, b) in pairs {
        let (a, b) = (root(&joined, a), root(&joined, b));
        if a != b {
            joined.insert(a.max(b), a.min(b));
        }
    }
    let members: Vec<ItemId> = joined.keys().copied().collect();
    Ok(members
        .into_iter()
        .map(|item| (item, root(&joined, item)))
        .collect())
}
