//! What evidence is worth now: whether people accept it, whether it is still there, and how many
//! sources there really are. Copies of one recording, and files of one publisher, are one source.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use case::{Case, ItemRow, Observation, PassageRow, ReadingRow, SightingRow};
use model::investigation::VideoOf;
use model::{
    Address, Citation, EvidenceRef, ItemId, Part, Party, PassageStanding, Phrase, Standing,
    Timestamp, Verdict, VerdictValue,
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

    fn sighting(&self, of: &EvidenceRef, id: &str) -> Shown {
        let Some(row) = self.sightings.get(id) else {
            let form = "sighting {0}, which is no longer proposed";
            return gone(of, Phrase::new(form, [id.to_owned().into()]));
        };
        let s = &row.sighting;
        Shown {
            of: of.clone(),
            worth: self.counted(Standing::of(&row.verdicts), readers(&row.verdicts)),
            item: Some(s.video),
            footage: true,
            words: Phrase::new(
                "{0} at {1} in {2}",
                [
                    s.product.clone().into(),
                    s.best.at.time.clock().into(),
                    self.item_name(&s.video).into(),
                ],
            ),
            quote: None,
            address: Some(s.best_address().to_string()),
            page: None,
            time: Some(s.best.at.time),
        }
    }

    fn passage(&self, of: &EvidenceRef, id: &str) -> Shown {
        let Some(row) = self.passages.get(id) else {
            let form = "passage {0}, which is no longer proposed";
            return gone(of, Phrase::new(form, [id.to_owned().into()]));
        };
        let p = &row.passage;
        let readers = people(row.verdicts.iter().map(|v| v.by.as_str())).len();
        let worth = match row.standing() {
            PassageStanding::Accepted(_) if self.two_readers && readers < 2 => Worth::Open,
            PassageStanding::Accepted(_) => Worth::Accepted,
            PassageStanding::Rejected => Worth::Rejected,
            PassageStanding::CannotTell => Worth::CannotTell,
            PassageStanding::Split => Worth::Split,
            PassageStanding::Open => Worth::Open,
        };
        Shown {
            of: of.clone(),
            worth,
            item: Some(p.item),
            footage: false,
            words: Phrase::new(
                PAGE,
                [self.item_name(&p.item).into(), p.page.to_string().into()],
            ),
            quote: Some(p.quote.clone()),
            address: Some(p.address().to_string()),
            page: Some(p.page),
            time: None,
        }
    }

    /// A reading is accepted when a person says what its line reads, or judges it with yes.
    fn reading(&self, book: &Book, of: &EvidenceRef, id: &str, line: usize) -> Shown {
        let row = self.readings.get(id);
        let Some((row, read)) = row.and_then(|r| Some((r, r.reading.lines.get(line)?))) else {
            let form = "line {0} of reading {1}, which is no longer there";
            return gone(
                of,
                Phrase::new(form, [line.to_string().into(), id.to_owned().into()]),
            );
        };
        let said = row.corrections.iter().rev().find(|c| c.line == line);
        let verdicts = book.judged.get(&of.to_string());
        let standing = Standing::of(verdicts.map_or(&[][..], Vec::as_slice));
        let worth = match (said, standing) {
            (Some(c), Standing::Open) if c.text.is_empty() => Worth::Rejected,
            (Some(c), Standing::Open) => {
                let same = row.corrections.iter();
                let same = same.filter(|o| o.line == line && o.text == c.text);
                let agree = people(same.map(|o| o.by.as_str())).len();
                self.counted(Standing::Agreed(VerdictValue::Yes), agree)
            }
            (_, standing) => self.counted(standing, verdicts.map_or(0, |v| readers(v))),
        };
        let text = said.map_or(&read.text, |c| &c.text);
        Shown {
            of: of.clone(),
            worth,
            item: Some(row.reading.video),
            footage: true,
            words: Phrase::new(
                "text on a screen at {0} in {1}",
                [
                    row.reading.best.time.clock().into(),
                    self.item_name(&row.reading.video).into(),
                ],
            ),
            quote: Some(text.clone()),
            address: Some(row.reading.line_address(read).to_string()),
            page: None,
            time: Some(row.reading.best.time),
        }
    }

    /// A place that a person cites is accepted by that, while it is there, nobody rejects it and
    /// one reader is enough.
    fn place(&self, book: &Book, of: &EvidenceRef, text: &str) -> Shown {
        let Ok(address) = text.parse::<Address>() else {
            let form = "{0}, which is no address";
            return gone(of, Phrase::new(form, [text.to_owned().into()]));
        };
        let prefix = match &address {
            Address::Moment(m) => &m.item,
            Address::Page(p) => &p.item,
        };
        let mut fits = self.items.keys().filter(|i| prefix.matches(i));
        let (Some(item), None) = (fits.next(), fits.next()) else {
            let form = "{0}, whose item is not in the case";
            return gone(of, Phrase::new(form, [text.to_owned().into()]));
        };
        if let Some(why) = self.outside(item, &address) {
            let parts = [text.to_owned().into(), why.into()];
            return gone(of, Phrase::new("{0}: {1}", parts));
        }
        let verdicts = book.judged.get(&of.to_string());
        let worth = self.place_worth(item, &address, verdicts.map_or(&[][..], Vec::as_slice));
        let name = self.item_name(item);
        let (words, page, time) = match &address {
            Address::Moment(m) => {
                let parts = [name.into(), m.time.clock().into()];
                (Phrase::new("{0} at {1}", parts), None, Some(m.time))
            }
            Address::Page(p) => {
                let parts = [name.into(), p.page.to_string().into()];
                (Phrase::new(PAGE, parts), Some(p.page), None)
            }
        };
        Shown {
            of: of.clone(),
            worth,
            item: Some(*item),
            footage: matches!(address, Address::Moment(_)),
            words,
            quote: None,
            address: Some(text.to_owned()),
            page,
            time,
        }
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

    fn relation(&self, book: &Book, of: &EvidenceRef, id: &str) -> Shown {
        let Some(relation) = book.relations.get(id) else {
            let form = "relation {0}, which was removed";
            return gone(of, Phrase::new(form, [id.to_owned().into()]));
        };
        let f = &relation.fields;
        let proofs = self.proofs(book, relation);
        Shown {
            of: of.clone(),
            worth: self.relation_worth(book, relation),
            item: proofs.iter().find_map(|p| p.item),
            footage: proofs.iter().any(|p| p.footage),
            words: Phrase::new(
                "{0} {1} {2}",
                [
                    self.party_name(book, &f.from).into(),
                    Part::Word(f.kind.words()),
                    self.party_name(book, &f.to).into(),
                ],
            ),
            quote: None,
            address: None,
            page: None,
            time: None,
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

    /// Finds what a text names: an address, a prefix of an id, or `kind:id`.
    ///
    /// # Errors
    /// When it names nothing, or several things.
    pub fn named(&self, book: &Book, text: &str) -> Result<EvidenceRef, ReviewError> {
        let text = text.trim();
        let none = |why: &str| ReviewError::NoEvidence(text.to_owned(), why.to_owned());
        if text.contains('@') || text.contains("/p") {
            let address: Address = text.parse().map_err(|e| none(&format!("{e}")))?;
            let of = EvidenceRef::Address(address.to_string());
            let shown = self.look(book, &of);
            return match shown.worth {
                Worth::Gone => Err(none(&shown.words.to_string())),
                _ => Ok(of),
            };
        }
        let (kind, rest) = text.split_once(':').unwrap_or(("", text));
        let (kind, rest) = if rest.parse::<usize>().is_ok() && !kind.is_empty() && !is_kind(kind) {
            ("reading", text)
        } else {
            (kind, rest)
        };
        let (id, line) = match rest.split_once(':') {
            Some((id, line)) => (
                id,
                line.parse()
                    .map_err(|_| none("a line is a number, from 0"))?,
            ),
            None => (rest, 0),
        };
        let digits = id.to_ascii_lowercase();
        if digits.len() < 4 {
            return Err(none("give at least four digits of an id"));
        }
        let mut fits = Vec::new();
        if kind.is_empty() || kind == "sighting" {
            fits.extend(starting(&self.sightings, &digits).map(EvidenceRef::Sighting));
        }
        if kind.is_empty() || kind == "passage" {
            fits.extend(starting(&self.passages, &digits).map(EvidenceRef::Passage));
        }
        if kind.is_empty() || kind == "reading" {
            let readings = starting(&self.readings, &digits);
            fits.extend(readings.map(|id| EvidenceRef::Reading(id, line)));
        }
        if kind.is_empty() || kind == "relation" {
            fits.extend(starting(&book.relations, &digits).map(EvidenceRef::Relation));
        }
        let mut fits = fits.into_iter();
        match (fits.next(), fits.next()) {
            (None, _) => Err(none(
                "no sighting, passage, reading or relation has this id, and it is no address",
            )),
            (Some(of), None) => match self.look(book, &of).worth {
                Worth::Gone => Err(none("the reading has no such line")),
                _ => Ok(of),
            },
            (Some(a), Some(b)) => Err(none(&format!("it fits {a} and {b}; give more digits"))),
        }
    }
}

/// How many people gave these verdicts.
fn readers(verdicts: &[Verdict]) -> usize {
    people(verdicts.iter().map(|v| v.by.as_str())).len()
}

fn is_kind(word: &str) -> bool {
    ["sighting", "passage", "reading", "relation"].contains(&word)
}

fn starting<'a, T>(
    all: &'a BTreeMap<String, T>,
    digits: &'a str,
) -> impl Iterator<Item = String> + use<'a, T> {
    all.range(digits.to_owned()..)
        .map(|(id, _)| id)
        .take_while(move |id| id.starts_with(digits))
        .cloned()
}

fn gone(of: &EvidenceRef, words: Phrase) -> Shown {
    Shown {
        of: of.clone(),
        worth: Worth::Gone,
        item: None,
        footage: false,
        words,
        quote: None,
        address: None,
        page: None,
        time: None,
    }
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
