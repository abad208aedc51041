//! Reads sightings off a case and says, by the documents that their references came from, which
//! true products they name. Names are never compared by eye.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use case::{Case, CaseError, ItemRow};
use model::{ItemId, Reference, ReferenceSource, Sighting, track};
use vault::Derived;

use super::count::Claim;
use super::ground::{Figure, Ground, Printed};

/// Tolerance when a reference is compared with the proportions of a printed figure.
const ASPECT: f64 = 0.04;

/// All sightings of the case as claims about the ground.
///
/// # Errors
/// When the case can't be read.
pub fn claims(case: &Case, ground: &Ground) -> Result<Vec<Claim>, CaseError> {
    let items = case.items()?;
    let known = Known::of(&items, ground);
    let references = case.references()?;
    let mut by_name: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for r in &references {
        let products = known.products(r);
        by_name.entry(&r.product).or_default().extend(products);
    }
    let derived = Derived::open(case.dir()).ok();
    let mut claims = Vec::new();
    for row in case.sightings()? {
        let s = row.sighting;
        let Some(film) = known.films.get(&s.video).copied() else {
            continue;
        };
        let reference = references.iter().find(|r| r.id == s.reference);
        let mut products = reference.map(|r| known.products(r)).unwrap_or_default();
        for name in &s.one_of {
            products.extend(by_name.get(name.as_str()).into_iter().flatten().cloned());
        }
        claims.push(Claim {
            id: row.id,
            film,
            named: named(&s),
            products,
            wholes: reference.map(|r| known.wholes(r)).unwrap_or_default(),
            reference: reference.map_or_else(String::new, |r| known.words(r, &items)),
            first: s.first.frame,
            last: s.last.frame,
            best: (s.best.at.frame, s.best.quad),
            frames: followed(&derived, &s),
            moments: moments(&s),
            inliers: s.best.inliers,
            log10_nfa: s.best.log10_nfa.0,
        });
    }
    Ok(claims)
}

/// For each reference a claim that says nothing of where it is: for others' sightings of it.
///
/// # Errors
/// When the case can't be read.
pub fn blank_claims(
    case: &Case,
    ground: &Ground,
    references: &[Reference],
) -> Result<Vec<Claim>, CaseError> {
    let items = case.items()?;
    let known = Known::of(&items, ground);
    let nowhere = model::Quad([model::Point::new(0.0, 0.0); 4]);
    let blank = |r: &Reference| Claim {
        id: String::new(),
        film: 0,
        named: r.product.clone(),
        products: known.products(r),
        wholes: known.wholes(r),
        reference: known.words(r, &items),
        first: 0,
        last: 0,
        best: (0, nowhere),
        moments: Vec::new(),
        frames: Vec::new(),
        inliers: 0,
        log10_nfa: 0.0,
    };
    Ok(references.iter().map(blank).collect())
}

/// Which items of the case are which films of the ground.
///
/// # Errors
/// When the case can't be read.
pub fn films(case: &Case, ground: &Ground) -> Result<BTreeMap<ItemId, usize>, CaseError> {
    Ok(Known::of(&case.items()?, ground).films)
}

fn named(s: &Sighting) -> String {
    if s.one_of.is_empty() {
        s.product.clone()
    } else {
        s.one_of.join(" or ")
    }
}

/// Quads of all frames on which enough of it was seen; none where it was not followed.
fn followed(derived: &Option<Derived>, s: &Sighting) -> Vec<(u64, model::Quad)> {
    let (kind, ending) = track::TRACKS;
    let read = |d: &Derived| d.get(kind, &track::track_file(s).key(), ending).ok()?;
    let file = derived.as_ref().and_then(read);
    let file = file.and_then(|bytes| serde_json::from_slice::<track::TrackFile>(&bytes).ok());
    file.iter()
        .flat_map(track::TrackFile::frames)
        .filter(|f| f.proved || f.visible >= 0.5)
        .map(|f| (f.at.frame, f.quad))
        .collect()
}

fn moments(s: &Sighting) -> Vec<(u64, model::Quad)> {
    let track = s.track.iter().map(|m| (m.at.frame, m.quad));
    track.chain([(s.best.at.frame, s.best.quad)]).collect()
}

/// Which items are which films and documents of the ground.
struct Known<'a> {
    films: BTreeMap<ItemId, usize>,
    documents: BTreeMap<ItemId, &'a Printed>,
}

impl<'a> Known<'a> {
    fn of(items: &[ItemRow], ground: &'a Ground) -> Self {
        let mut known = Self {
            films: BTreeMap::new(),
            documents: BTreeMap::new(),
        };
        for row in items {
            if let Some(n) = ground.films.iter().position(|f| is_file(row, &f.file)) {
                known.films.insert(row.id, n);
            }
            if let Some(d) = ground.documents.iter().find(|d| is_file(row, &d.file)) {
                known.documents.insert(row.id, d);
            }
        }
        known
    }

    fn document(&self, source: &ReferenceSource) -> Option<&'a Printed> {
        self.documents.get(&source.item).copied()
    }

    fn products(&self, reference: &Reference) -> BTreeSet<String> {
        let documents = reference.sources.iter().filter_map(|s| self.document(s));
        documents.map(|d| d.product.clone()).collect()
    }

    fn wholes(&self, reference: &Reference) -> BTreeSet<String> {
        let mut wholes = BTreeSet::new();
        for source in &reference.sources {
            let Some(document) = self.document(source) else {
                continue;
            };
            let size = (reference.size.width, reference.size.height);
            let alike: Vec<&Figure> = document
                .figures
                .iter()
                .filter(|f| f.whole && f.page == source.page && is_alike(f.size, size))
                .collect();
            let exact = alike.iter().any(|f| f.size == size);
            let kept = alike.iter().filter(|f| !exact || f.size == size);
            wholes.extend(kept.map(|f| f.picture.clone()));
        }
        wholes
    }

    /// File and page of the reference's first source.
    fn words(&self, reference: &Reference, items: &[ItemRow]) -> String {
        let Some(source) = reference.sources.first() else {
            return reference.id.short();
        };
        let row = items.iter().find(|row| row.id == source.item);
        let path = row
            .and_then(|row| row.origins.first())
            .map_or_else(|| source.item.short(), |o| o.path.clone());
        let more = match reference.sources.len() {
            0 | 1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        format!("{path} p. {}{more}", source.page)
    }
}

/// Whether an item is this file: its path as added ends the file's, and its length is the same.
fn is_file(row: &ItemRow, file: &Path) -> bool {
    row.origins.iter().any(|o| file.ends_with(&o.path))
        && file.metadata().is_ok_and(|m| m.len() == row.bytes)
}

fn is_alike(a: (u32, u32), b: (u32, u32)) -> bool {
    let aspect = |(w, h): (u32, u32)| f64::from(w) / f64::from(h.max(1));
    (aspect(a) / aspect(b) - 1.0).abs() < ASPECT
}
