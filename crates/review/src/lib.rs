//! What people say of the machine's proposals: verdicts and corrections, added beside each other
//! and never changed; and what follows from them: the capability matrix.
//!
//! What lives here: who may say what, and which word counts. What doesn't: storage (`case`),
//! screens and pages.

pub mod blocks;
pub mod book;
pub mod candidates;
pub mod conflicts;
pub mod coverage;
pub mod documents;
pub mod entities;
pub mod evidence;
pub mod findings;
pub mod generations;
pub mod impact;
pub mod import;
mod import_tables;
pub mod investigation;
pub mod ladder;
pub mod matrix;
mod names;
pub mod passages;
pub mod pictures;
pub mod products;
pub mod proposals;
pub mod working;

use std::collections::BTreeSet;

use case::{Case, CaseError};
use model::capability::TaxonomyError;
use model::{Correction, DrawnScreen, Standing, Verdict, VerdictValue};

/// Longest alias and reason, in characters: people's words, not files.
const LONGEST_ALIAS: usize = 100;
const LONGEST_REASON: usize = 10_000;

/// Why a verdict was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    #[error("a person's word needs the alias of the person who gives it")]
    Nobody,
    #[error("{what} has {length} characters; up to {longest} are kept")]
    TooLong {
        what: &'static str,
        length: usize,
        longest: usize,
    },
    #[error("a correction says what a passage really says: give it with the verdict yes")]
    CorrectionWithoutYes,
    #[error("no function {0:?} is in the capability file; `list functions` shows them all")]
    NoSuchFunction(String),
    #[error("there is no product {0:?}; `list products` shows them all")]
    NoSuchProduct(String),
    #[error("{0:?} is a product already; use `product merge` to join two names of one product")]
    NameTaken(String),
    #[error("{0:?} is no kind of document: brochure, manual, datasheet, post, contract or letter")]
    NoSuchKind(String),
    #[error("there is no entity {0:?}; `list entities` shows them all, and `add` makes one")]
    NoSuchEntity(String),
    #[error("{text:?} fits several entities: {fits}; give an id")]
    AmbiguousEntity { text: String, fits: String },
    #[error("there is no relation {0:?}; `list relations` shows them all")]
    NoSuchRelation(String),
    #[error("there is no finding {0:?}; `list findings` shows them all")]
    NoSuchFinding(String),
    #[error("{0:?} is no evidence of this case: {1}")]
    NoEvidence(String, String),
    #[error(
        "{what} was changed by {by} at {at} meanwhile; look at it as it is now, and say it again"
    )]
    Changed {
        what: String,
        by: String,
        at: String,
    },
    #[error("{what} is used by {users}; take it out of them first, or merge it")]
    InUse { what: String, users: String },
    #[error("finding {finding} can't become {state}: {}", why.join("; "))]
    Blocked {
        finding: String,
        state: &'static str,
        why: Vec<String>,
    },
    #[error("{0}")]
    Misfit(String),
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// A verdict as it was taken, and the sighting's whole id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub sighting: String,
    pub verdict: Verdict,
}

/// Adds a person's verdict on a sighting, dated now, beside the earlier ones. `sighting` is its
/// id or the first digits of it, `by` an alias; the reason may be empty.
///
/// # Errors
/// When there is no such sighting or several, nobody is named, a text is too long, or the case
/// can't be written.
pub fn give_verdict(
    case: &mut Case,
    sighting: &str,
    value: VerdictValue,
    by: &str,
    reason: &str,
) -> Result<Taken, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let sighting = case.resolve_sighting(sighting)?;
    let verdict = Verdict {
        value,
        by,
        at: now(),
        reason,
        arbiter: false,
    };
    case.add_verdict(&sighting, &verdict)?;
    Ok(Taken { sighting, verdict })
}

/// Adds what a person reads on a line, dated now, beside the machine's reading and earlier ones.
/// `reading` is its id or the first digits of it, `line` counts from 0.
///
/// # Errors
/// When there is no such reading or line, nobody is named, a text is too long, or the case can't
/// be written.
pub fn correct(
    case: &mut Case,
    reading: &str,
    line: usize,
    text: &str,
    by: &str,
    reason: &str,
) -> Result<Correction, ReviewError> {
    let (by, reason, text) = (by.trim(), reason.trim(), text.trim());
    if by.is_empty() {
        return Err(ReviewError::Nobody);
    }
    must_fit("the alias", by, LONGEST_ALIAS)?;
    must_fit("the reason", reason, LONGEST_REASON)?;
    must_fit("the text", text, LONGEST_REASON)?;
    let correction = Correction {
        reading: case.reading(reading)?.id,
        line,
        text: text.to_owned(),
        by: by.to_owned(),
        at: format!("{:.0}", jiff::Timestamp::now()),
        reason: reason.to_owned(),
    };
    case.add_correction(&correction)?;
    Ok(correction)
}

/// Keeps four corners that a person drew on a frame, dated now; answers their id.
///
/// # Errors
/// When nobody is named, a text is too long, or the case can't be written.
pub fn draw_screen(case: &mut Case, mut drawn: DrawnScreen) -> Result<String, ReviewError> {
    drawn.by = drawn.by.trim().to_owned();
    drawn.note = drawn.note.trim().to_owned();
    if drawn.by.is_empty() {
        return Err(ReviewError::Nobody);
    }
    must_fit("the alias", &drawn.by, LONGEST_ALIAS)?;
    must_fit("the note", &drawn.note, LONGEST_REASON)?;
    drawn.at = format!("{:.0}", jiff::Timestamp::now());
    Ok(case.draw_screen(&drawn)?)
}

/// All verdicts on a sighting, in the order they were given; `sighting` may be shortened.
///
/// # Errors
/// When there is no such sighting or several.
pub fn history(case: &Case, sighting: &str) -> Result<Vec<Verdict>, ReviewError> {
    let id = case.resolve_sighting(sighting)?;
    Ok(case.verdicts(&id)?)
}

/// The verdict that counts: each person's latest, where all of them agree. Where they don't, a
/// sighting is in dispute and can't be told; `None` where nobody has judged.
pub fn standing(verdicts: &[Verdict]) -> Option<VerdictValue> {
    Standing::of(verdicts).counts_as()
}

/// The alias and reason of a person's word, without blanks around them.
fn author(by: &str, reason: &str) -> Result<(String, String), ReviewError> {
    let (by, reason) = (by.trim(), reason.trim());
    if by.is_empty() {
        return Err(ReviewError::Nobody);
    }
    must_fit("the alias", by, LONGEST_ALIAS)?;
    must_fit("the reason", reason, LONGEST_REASON)?;
    Ok((by.to_owned(), reason.to_owned()))
}

/// An alias as people are told apart by it: `k7` and ` K7` are one person.
fn folded(alias: &str) -> String {
    alias.trim().to_lowercase()
}

/// The people behind aliases.
fn people<'a>(aliases: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    aliases.into_iter().map(folded).collect()
}

/// ISO 8601, UTC, to the second.
fn now() -> String {
    format!("{:.0}", jiff::Timestamp::now())
}

fn must_fit(what: &'static str, text: &str, longest: usize) -> Result<(), ReviewError> {
    let length = text.chars().count();
    if length > longest {
        return Err(ReviewError::TooLong {
            what,
            length,
            longest,
        });
    }
    Ok(())
}
