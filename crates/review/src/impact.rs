//! What a verdict on a sighting would change: what rests on it, and what its product lacks.
//!
//! Read once for the whole case and kept up to date by the verdict, so that tens of thousands of
//! proposals are put into order while somebody reviews them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use case::{Case, SightingRow};
use model::{EvidenceRef, Family, ItemId, Standing, VerdictValue};

use crate::ReviewError;
use crate::book::Book;
use crate::evidence::Evidence;

/// Something that a verdict would change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// A finding rests on it.
    Finding(String),
    /// A relation rests on it.
    Relation(String),
    /// Nothing of this product is accepted yet.
    First(String),
    /// This product is accepted, but in no footage of this source.
    FurtherSource(String),
    /// A copy of the same footage is judged already.
    Copy,
    /// This product is accepted in this source already.
    Again(String),
    /// A function would be denied.
    Denied(String),
    /// A function would be claimed or documented.
    Claimed(String),
    /// A function that is claimed may be documented.
    Documented(String),
}

impl Change {
    /// The more, the more it matters. A finding outweighs everything else together.
    pub const fn weight(&self) -> u32 {
        match self {
            Self::Finding(_) => 16,
            Self::Relation(_) => 8,
            Self::First(_) => 6,
            Self::Denied(_) => 5,
            Self::FurtherSource(_) => 4,
            Self::Claimed(_) => 3,
            Self::Documented(_) => 2,
            Self::Again(_) => 1,
            Self::Copy => 0,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finding(id) => write!(f, "finding {id} rests on it"),
            Self::Relation(id) => write!(f, "relation {id} rests on it"),
            Self::First(product) => {
                write!(f, "it would be the first accepted sighting of {product}")
            }
            Self::FurtherSource(product) => {
                write!(f, "it would be a further source for {product}")
            }
            Self::Copy => f.write_str("a copy of its footage is judged already"),
            Self::Again(product) => write!(f, "{product} is accepted in this source already"),
            Self::Denied(function) => write!(f, "{function} would be denied"),
            Self::Claimed(function) => write!(f, "{function} would be claimed or documented"),
            Self::Documented(function) => write!(f, "{function} may be documented"),
        }
    }
}

/// What rests on each proposal, and what is accepted of each product.
#[derive(Clone, Debug)]
pub struct Impact {
    cited: BTreeMap<EvidenceRef, Vec<Change>>,
    sources: HashMap<ItemId, ItemId>,
    /// Sightings whose footage appears again elsewhere.
    copied: BTreeSet<String>,
    /// Accepted sightings by product and source.
    accepted: BTreeMap<String, BTreeMap<ItemId, BTreeSet<String>>>,
}

impl Impact {
    /// Reads it from the case.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn read(case: &Case) -> Result<Self, ReviewError> {
        let book = Book::read(case)?;
        let evidence = Evidence::read(case, &book)?;
        Self::of(case, &book, &evidence)
    }

    /// The same, of what the caller has read.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn of(case: &Case, book: &Book, evidence: &Evidence) -> Result<Self, ReviewError> {
        let families = Family::of(&crate::proposals::copies(case, book)?);
        let rows = evidence.sightings.values();
        let copied = rows
            .clone()
            .filter(|r| families.iter().any(|f| f.holds(&r.sighting)))
            .map(|r| r.id.clone());
        let videos = rows.clone().map(|r| r.sighting.video);
        let mut impact = Self {
            cited: cited(book),
            sources: videos.map(|v| (v, evidence.source(v))).collect(),
            copied: copied.collect(),
            accepted: BTreeMap::new(),
        };
        for row in rows {
            impact.judged(row);
        }
        Ok(impact)
    }

    /// Takes in the verdicts on a sighting as they are now.
    pub fn judged(&mut self, row: &SightingRow) {
        let source = self.source(row.sighting.video);
        let of_product = self
            .accepted
            .entry(row.sighting.product.clone())
            .or_default();
        let ids = of_product.entry(source).or_default();
        if Standing::of(&row.verdicts) == Standing::Agreed(VerdictValue::Yes) {
            ids.insert(row.id.clone());
        } else {
            ids.remove(&row.id);
        }
        if ids.is_empty() {
            of_product.remove(&source);
        }
    }

    /// What a verdict on a sighting would change: what a yes would add to its product, and what
    /// rests on it.
    pub fn on(&self, row: &SightingRow) -> Vec<Change> {
        let product = &row.sighting.product;
        let source = self.source(row.sighting.video);
        let others = |ids: &BTreeSet<String>| ids.len() > usize::from(ids.contains(&row.id));
        let accepted = self.accepted.get(product);
        let anywhere = accepted.is_some_and(|a| a.values().any(others));
        let here = accepted.and_then(|a| a.get(&source)).is_some_and(others);
        let own = match (anywhere, here) {
            (false, _) => Change::First(product.clone()),
            (true, false) => Change::FurtherSource(product.clone()),
            (true, true) if self.copied.contains(&row.id) => Change::Copy,
            (true, true) => Change::Again(product.clone()),
        };
        let mut changes = vec![own];
        changes.extend_from_slice(self.cited(&EvidenceRef::Sighting(row.id.clone())));
        changes
    }

    /// How much that is, together.
    pub fn weight(&self, row: &SightingRow) -> u32 {
        self.on(row).iter().map(Change::weight).sum()
    }

    /// What rests on a proposal.
    pub fn cited(&self, of: &EvidenceRef) -> &[Change] {
        self.cited.get(of).map_or(&[], Vec::as_slice)
    }

    fn source(&self, video: ItemId) -> ItemId {
        self.sources.get(&video).copied().unwrap_or(video)
    }
}

/// Findings and relations that rest on a proposal.
fn cited(book: &Book) -> BTreeMap<EvidenceRef, Vec<Change>> {
    let mut cited: BTreeMap<EvidenceRef, Vec<Change>> = BTreeMap::new();
    for finding in book.findings.values() {
        for c in &finding.citations {
            let of = cited.entry(c.what.of.clone()).or_default();
            of.push(Change::Finding(finding.id.clone()));
        }
    }
    for relation in book.relations.values() {
        for c in &relation.citations {
            let of = cited.entry(c.what.of.clone()).or_default();
            of.push(Change::Relation(relation.id.clone()));
        }
    }
    cited
}
