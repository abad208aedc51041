//! The capability matrix: product by function, each cell at its level on the ladder, computed from
//! what people accepted and from nothing else.
//!
//! C0 unknown · C1 claimed · C2 documented in a manual · C3 its conditions known, too · C4 its
//! control visible at the site · C5 seen in use; Cx denied. A contradiction is shown, never
//! resolved. What was read and is silent differs from what was not read.

use std::collections::{BTreeMap, BTreeSet};

use case::{Case, Observation, PassageRow, Seen, SightingRow};
use model::{
    DocumentField, DocumentKind, ItemId, PassageReading, PassageStanding, Polarity, Taxonomy,
    VerdictValue,
};

use crate::book::Book;
use crate::documents::{Document, documents};
use crate::evidence::Evidence;
use crate::products::products_with;
use crate::{ReviewError, standing};

/// How far a capability is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    Unknown,
    Claimed,
    Documented,
    ConditionsKnown,
    ControlVisible,
    SeenInUse,
}

/// Why nothing is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Silence {
    /// Something is known.
    None,
    /// Passages wait for a verdict, or people judge them differently.
    Open,
    /// Documents were read, and nothing was found in them.
    Silent,
    /// Documents are there, and none of them has words that could be read.
    NotRead,
    /// The case has no document of the product.
    NoDocument,
}

/// An accepted passage behind a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    pub passage: String,
    pub document: ItemId,
    pub page: u32,
    pub address: String,
    pub quote: String,
    pub level: Level,
    pub polarity: Polarity,
    pub conditions: Vec<String>,
    pub kind: Option<DocumentKind>,
    pub version: Option<String>,
    pub edition: Option<String>,
    pub date: Option<String>,
}

/// An accepted sighting on which a person sees the function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenOn {
    pub sighting: String,
    pub seen: Seen,
    pub by: String,
    pub reason: String,
}

/// Product and function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    pub product: String,
    pub function: String,
    pub level: Level,
    /// An accepted passage says that it can't, or that it is switched off.
    pub denied: bool,
    pub silence: Silence,
    pub said: Vec<Said>,
    pub seen: Vec<SeenOn>,
    /// Passages that nobody has judged, or that people judge differently.
    pub open: Vec<String>,
    /// The product's documents whose words were read, and those without readable words.
    pub documents_read: u32,
    pub documents_not_read: u32,
    /// Pages without words in documents that were read.
    pub pages_without_words: u32,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "C0",
            Self::Claimed => "C1",
            Self::Documented => "C2",
            Self::ConditionsKnown => "C3",
            Self::ControlVisible => "C4",
            Self::SeenInUse => "C5",
        }
    }
}

impl Silence {
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Open => Some("open"),
            Self::Silent => Some("silent"),
            Self::NotRead => Some("not-read"),
            Self::NoDocument => Some("no-document"),
        }
    }
}

impl Cell {
    /// Both said that it can and that it can't: by whom and in which edition is in `said`.
    pub fn contradiction(&self) -> bool {
        self.denied && self.level > Level::Unknown
    }

    /// As it is shown: `C2`, `Cx`, `C2 + Cx`.
    pub fn shown(&self) -> String {
        match (self.level, self.denied) {
            (Level::Unknown, true) => "Cx".to_owned(),
            (level, true) => format!("{} + Cx", level.word()),
            (level, false) => level.word().to_owned(),
        }
    }
}

/// Every product with every function, products by name, functions in the order of the capability
/// file. Negatives are left out.
///
/// # Errors
/// When the case can't be read.
pub fn matrix(case: &Case) -> Result<Vec<Cell>, ReviewError> {
    let evidence = Evidence::read(case, &Book::read(case)?)?;
    matrix_with(case, &evidence)
}

/// The same, of evidence that the caller has read.
///
/// # Errors
/// When the case can't be read.
pub fn matrix_with(case: &Case, evidence: &Evidence) -> Result<Vec<Cell>, ReviewError> {
    let taxonomy = Taxonomy::shipped()?;
    let documents = documents(case)?;
    let by_item: BTreeMap<ItemId, &Document> = documents.iter().map(|d| (d.item, d)).collect();
    let passages = case.passages()?;
    let sightings = accepted(evidence);
    let rows = evidence.sightings.values().map(AsRef::as_ref);
    let mut cells = Vec::new();
    for product in products_with(case, rows)? {
        if product.negative {
            continue;
        }
        let own: Vec<&Document> = documents
            .iter()
            .filter(|d| d.product == product.name)
            .collect();
        for function in &taxonomy.functions {
            let mut cell = empty(&product.name, &function.id, &own);
            for row in &passages {
                if let Some(document) = by_item.get(&row.passage.item)
                    && document.product == product.name
                {
                    add_passage(&mut cell, row, document);
                }
            }
            add_sightings(&mut cell, &sightings, &evidence.observations);
            settle(&mut cell, &own);
            cells.push(cell);
        }
    }
    Ok(cells)
}

fn accepted(evidence: &Evidence) -> Vec<&SightingRow> {
    let rows = evidence.sightings.values().map(AsRef::as_ref);
    rows.filter(|r| standing(&r.verdicts) == Some(VerdictValue::Yes))
        .collect()
}

fn empty(product: &str, function: &str, own: &[&Document]) -> Cell {
    let count = |read: bool| own.iter().filter(|d| d.is_read() == read).count();
    let read = own.iter().filter(|d| d.is_read());
    Cell {
        product: product.to_owned(),
        function: function.to_owned(),
        level: Level::Unknown,
        denied: false,
        silence: Silence::None,
        said: Vec::new(),
        seen: Vec::new(),
        open: Vec::new(),
        documents_read: u32::try_from(count(true)).unwrap_or(u32::MAX),
        documents_not_read: u32::try_from(count(false)).unwrap_or(u32::MAX),
        pages_without_words: read.map(|d| d.wordless).sum(),
    }
}

fn add_passage(cell: &mut Cell, row: &PassageRow, document: &Document) {
    match row.standing() {
        PassageStanding::Accepted(reading) => {
            if reading.function.as_deref() == Some(cell.function.as_str()) {
                cell.said.push(said(row, reading, document));
            }
        }
        PassageStanding::Open | PassageStanding::Split | PassageStanding::CannotTell => {
            if row.passage.function.as_deref() == Some(cell.function.as_str()) {
                cell.open.push(row.id.clone());
            }
        }
        PassageStanding::Rejected => {}
    }
}

fn said(row: &PassageRow, reading: PassageReading, document: &Document) -> Said {
    let kind = document.kind();
    let level = match (reading.polarity, kind) {
        (Polarity::Affirmed, Some(DocumentKind::Manual)) => Level::Documented,
        (Polarity::Affirmed, _) => Level::Claimed,
        (Polarity::Negated | Polarity::Unclear, _) => Level::Unknown,
    };
    let known = |field| document.known(field).map(str::to_owned);
    Said {
        passage: row.id.clone(),
        document: document.item,
        page: row.passage.page,
        address: row.passage.address().to_string(),
        quote: row.passage.quote.clone(),
        level,
        polarity: reading.polarity,
        conditions: reading.conditions,
        kind,
        version: known(DocumentField::Version),
        edition: known(DocumentField::Edition),
        date: known(DocumentField::Date),
    }
}

fn add_sightings(cell: &mut Cell, sightings: &[&SightingRow], observations: &[Observation]) {
    let own: BTreeSet<&str> = sightings
        .iter()
        .filter(|r| r.sighting.one_of.is_empty() && r.sighting.product == cell.product)
        .map(|r| r.id.as_str())
        .collect();
    for o in observations {
        if o.function == cell.function && own.contains(o.sighting.as_str()) {
            cell.seen.push(SeenOn {
                sighting: o.sighting.clone(),
                seen: o.seen,
                by: o.by.clone(),
                reason: o.reason.clone(),
            });
        }
    }
}

/// The level from what is behind the cell. Conditions lift what a manual documents to C3; what a
/// brochure claims stays a claim, whatever it is conditional on.
fn settle(cell: &mut Cell, own: &[&Document]) {
    let documented = cell.said.iter().map(|s| s.level).max();
    let mut level = documented.unwrap_or(Level::Unknown);
    let conditional = |s: &Said| s.polarity == Polarity::Affirmed && !s.conditions.is_empty();
    if level == Level::Documented && cell.said.iter().any(conditional) {
        level = Level::ConditionsKnown;
    }
    for seen in &cell.seen {
        level = level.max(match seen.seen {
            Seen::InUse => Level::SeenInUse,
            Seen::Control => Level::ControlVisible,
            Seen::Withdrawn => Level::Unknown,
        });
    }
    cell.level = level;
    cell.denied = cell.said.iter().any(|s| s.polarity == Polarity::Negated);
    cell.silence = if level > Level::Unknown || cell.denied {
        Silence::None
    } else if !cell.open.is_empty() || !cell.said.is_empty() {
        Silence::Open
    } else if own.is_empty() {
        Silence::NoDocument
    } else if cell.documents_read == 0 {
        Silence::NotRead
    } else {
        Silence::Silent
    };
}
