//! Candidates for entities: organisation names that documents and readings hold, matched to known
//! ones across scripts. Proposals only: a person adds, merges or rejects.

use std::collections::BTreeMap;

use case::Case;
use model::{ContentHash, EntityKind, ItemId, PageAddress, Point, Quad, Standing, Word};

use crate::ReviewError;
use crate::book::Book;
use crate::names::{self, Found};

/// Least likeness at which a known entity is shown beside a candidate.
const ALIKE: f64 = 0.88;
/// Most places that are kept of a candidate.
const MOST_PLACES: usize = 50;

/// Where a name stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub item: ItemId,
    pub address: String,
    /// The line that it stands in.
    pub text: String,
}

/// A known entity that a candidate may be.
#[derive(Clone, PartialEq, Debug)]
pub struct Like {
    pub entity: String,
    pub name: String,
    pub likeness: f64,
    pub why: &'static str,
}

/// An organisation name that may be an entity.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// Twelve hex digits, the same after every rebuild.
    pub id: String,
    pub name: String,
    pub form: String,
    pub spellings: Vec<String>,
    /// In Latin letters, as it is compared.
    pub latin: String,
    pub places: Vec<Place>,
    /// The likest first.
    pub like: Vec<Like>,
    /// What people said of it, for example that it is no organisation.
    pub standing: Standing,
}

/// All candidates, the most often named first. Those that people rejected come last.
///
/// # Errors
/// When the case can't be read.
pub fn candidates(case: &Case) -> Result<Vec<Candidate>, ReviewError> {
    let book = Book::read(case)?;
    let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
    for row in case.items()? {
        for page in case.pages(row.id)? {
            for line in lines(&page.words) {
                let text = joined(&line);
                for name in names::names(&text) {
                    let quad = around(&line);
                    let address = PageAddress::new(&row.id, page.number, quad.as_ref());
                    note(&mut found, name, row.id, address.to_string(), &text);
                }
            }
        }
    }
    for row in case.readings()? {
        for (number, line) in row.reading.lines.iter().enumerate() {
            let said = row.corrections.iter().rev().find(|c| c.line == number);
            let text = said.map_or(&line.text, |c| &c.text);
            for name in names::names(text) {
                let address = row.reading.line_address(line).to_string();
                note(&mut found, name, row.reading.video, address, text);
            }
        }
    }
    let known: Vec<(String, String, String)> = book
        .entities
        .values()
        .filter(|e| matches!(e.fields.kind, EntityKind::Company | EntityKind::Body))
        .flat_map(|e| {
            let names = e.fields.names();
            names.map(|n| (e.id.clone(), n.to_owned(), names::latin(n)))
        })
        .collect();
    let mut all: Vec<Candidate> = found.into_values().collect();
    for c in &mut all {
        c.like = like(&c.latin, &c.spellings, &known);
        let verdicts = book.judged.get(&format!("candidate:{}", c.id));
        c.standing = Standing::of(verdicts.map_or(&[], Vec::as_slice));
    }
    all.sort_by_key(|c| {
        let rejected = c.standing == Standing::Agreed(model::VerdictValue::No);
        (rejected, std::cmp::Reverse(c.places.len()), c.name.clone())
    });
    Ok(all)
}

fn note(
    found: &mut BTreeMap<String, Candidate>,
    name: Found,
    item: ItemId,
    address: String,
    text: &str,
) {
    // Spellings in one script differ in quotes and case; other scripts are other candidates, which
    // likeness shows side by side, since only a person joins them.
    let key = model::folding::skeleton(&name.bare);
    if key.is_empty() {
        return;
    }
    let c = found.entry(key.clone()).or_insert_with(|| Candidate {
        id: ContentHash::of(format!("candidate\n{key}").as_bytes()).to_hex()[..12].to_owned(),
        name: name.bare.clone(),
        form: name.form.clone(),
        spellings: Vec::new(),
        latin: names::latin(&name.bare),
        places: Vec::new(),
        like: Vec::new(),
        standing: Standing::Open,
    });
    if !c.spellings.contains(&name.name) {
        c.spellings.push(name.name);
    }
    if c.places.len() < MOST_PLACES {
        c.places.push(Place {
            item,
            address,
            text: text.to_owned(),
        });
    }
}

fn like(latin: &str, spellings: &[String], known: &[(String, String, String)]) -> Vec<Like> {
    let mut best: BTreeMap<&str, Like> = BTreeMap::new();
    for (entity, name, other) in known {
        let likeness = names::likeness(latin, other);
        let better = best
            .get(entity.as_str())
            .is_none_or(|l| l.likeness < likeness);
        if likeness < ALIKE || !better {
            continue;
        }
        let why = if spellings.iter().any(|s| s == name) {
            "written alike"
        } else if likeness >= 1.0 {
            "the same letters after transliteration"
        } else {
            "nearly the same letters after transliteration"
        };
        let like = Like {
            entity: entity.clone(),
            name: name.clone(),
            likeness,
            why,
        };
        best.insert(entity, like);
    }
    let mut like: Vec<Like> = best.into_values().collect();
    like.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    like.truncate(5);
    like
}

/// Words in lines: a word that does not overlap the line's height, or goes back left, begins
/// another. A name that breaks over two lines is missed.
fn lines(words: &[Word]) -> Vec<Vec<&Word>> {
    let mut lines: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        let goes_on = lines.last().and_then(|l| l.last()).is_some_and(|last| {
            let (a, b) = (&last.bounds, &word.bounds);
            let middle = b.y + b.height / 2.0;
            middle > a.y && middle < a.y + a.height && b.x >= a.x
        });
        match lines.last_mut() {
            Some(line) if goes_on => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    lines
}

fn joined(line: &[&Word]) -> String {
    let words: Vec<&str> = line.iter().map(|w| w.text.as_str()).collect();
    words.join(" ")
}

fn around(line: &[&Word]) -> Option<Quad> {
    let first = line.first()?.bounds;
    let b = line.iter().skip(1).fold(first, |a, w| a.around(&w.bounds));
    Some(Quad([
        Point::new(b.x, b.y),
        Point::new(b.right(), b.y),
        Point::new(b.right(), b.bottom()),
        Point::new(b.x, b.bottom()),
    ]))
}
