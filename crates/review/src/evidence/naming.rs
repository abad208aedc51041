//! Which piece of evidence a text names: an id or its first digits, a relation, a reading with a line,
//! or an address.

use std::collections::BTreeMap;

use model::{Address, EvidenceRef};

use super::{Evidence, Worth};
use crate::ReviewError;
use crate::book::Book;

impl Evidence {
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
