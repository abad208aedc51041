//! How people work on the case: options, taking verdicts back, settling disagreements, and the
//! queue of what waits for a verdict, ordered by what a verdict would change most.

use std::collections::{BTreeMap, BTreeSet};

use case::Case;
use model::{
    Act, EvidenceRef, PassageStanding, Polarity, Standing, Subject, Verdict, VerdictValue,
};

use crate::book::Book;
use crate::evidence::Evidence;
use crate::impact::{Change, Impact};
use crate::matrix::{Level, matrix};
use crate::{ReviewError, author, folded};

/// Options with their values, the usual one first, and what they do.
pub const OPTIONS: &[(&str, &[&str], &str)] = &[
    (
        "second-reading",
        &["off", "findings", "all"],
        "whose evidence counts only after two people judged it",
    ),
    (
        "blind",
        &["off", "on"],
        "whether verdicts of others are hidden from who has not judged yet",
    ),
    (
        "queue",
        &["impact", "time"],
        "the order of what waits: what a verdict would change most, or as it was proposed",
    ),
];

/// The value of an option now.
pub fn option<'a>(book: &'a Book, name: &str) -> Option<&'a str> {
    let set = book.options.get(name).map(String::as_str);
    let usual = || {
        OPTIONS
            .iter()
            .find(|(n, ..)| *n == name)
            .map(|(_, v, _)| v[0])
    };
    set.or_else(usual)
}

/// Sets an option.
///
/// # Errors
/// When there is no such option or value, nobody is named, or the case can't be written.
pub fn set_option(
    case: &mut Case,
    name: &str,
    value: &str,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let Some((_, values, _)) = OPTIONS.iter().find(|(n, ..)| *n == name) else {
        let names: Vec<&str> = OPTIONS.iter().map(|(n, ..)| *n).collect();
        return Err(ReviewError::Misfit(format!(
            "there is no option {name:?}; there are {}",
            names.join(", ")
        )));
    };
    if !values.contains(&value) {
        return Err(ReviewError::Misfit(format!(
            "{name} is {}, not {value:?}",
            values.join(", ")
        )));
    }
    let act = Act::Set {
        value: value.to_owned(),
    };
    Ok(case.state(Subject::Option, name, &act, &by, &reason)?)
}

/// Takes back all of a person's own verdicts on a sighting, so that they no longer count; answers
/// how many.
///
/// # Errors
/// When there is no such sighting, the person has judged nothing on it, nobody is named, or the
/// case can't be written.
pub fn withdraw(
    case: &mut Case,
    sighting: &str,
    by: &str,
    reason: &str,
) -> Result<usize, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let id = case.resolve_sighting(sighting)?;
    let numbers = case.verdict_numbers(&id, &by)?;
    if numbers.is_empty() {
        return Err(ReviewError::Misfit(format!(
            "{by} has no verdict on {id} that counts"
        )));
    }
    case.batch(|case| {
        for position in &numbers {
            let act = Act::TakeBack {
                position: *position,
            };
            case.state(Subject::Proposal, &id, &act, &by, &reason)?;
        }
        Ok::<_, ReviewError>(numbers.len())
    })
}

/// Settles a proposal on which people judge differently, of any kind that is judged. The
/// arbiter is none of them.
///
/// # Errors
/// When nobody disagrees on it, the arbiter is one of those who judged, no reason is given, nobody
/// is named, or the case can't be written.
pub fn arbitrate(
    case: &mut Case,
    proposal: &str,
    value: VerdictValue,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    if reason.is_empty() {
        return Err(ReviewError::Misfit(
            "an arbiter says why: give a reason".to_owned(),
        ));
    }
    let (id, people, split) = disagreement(case, proposal)?;
    if !split {
        return Err(ReviewError::Misfit(format!(
            "people do not judge {id} differently: there is nothing to settle"
        )));
    }
    if people.iter().any(|p| folded(p) == folded(&by)) {
        return Err(ReviewError::Misfit(format!(
            "{by} has judged {id}, and an arbiter is a third person"
        )));
    }
    let act = Act::Judge {
        value: Some(value),
        arbiter: true,
    };
    Ok(case.state(Subject::Proposal, &id, &act, &by, &reason)?)
}

/// A proposal's whole id, who judged it, and whether they differ.
fn disagreement(
    case: &Case,
    proposal: &str,
) -> Result<(String, BTreeSet<String>, bool), ReviewError> {
    if let Ok(id) = case.resolve_sighting(proposal) {
        let verdicts = case.verdicts(&id)?;
        let people = verdicts.iter().map(|v| v.by.clone()).collect();
        return Ok((id, people, Standing::of(&verdicts) == Standing::Split));
    }
    if let Ok(id) = case.resolve_passage(proposal) {
        let row = case.passages()?.into_iter().find(|r| r.id == id);
        let verdicts = row
            .as_ref()
            .map(|r| r.verdicts.as_slice())
            .unwrap_or_default();
        let people = verdicts.iter().map(|v| v.by.clone()).collect();
        let split = row
            .as_ref()
            .is_some_and(|r| r.standing() == PassageStanding::Split);
        return Ok((id, people, split));
    }
    let book = Book::read(case)?;
    let id = match crate::proposals::whole_name(case, proposal)? {
        Some(id) => id,
        None => {
            let evidence = Evidence::read(case, &book)?;
            evidence.named(&book, proposal)?.to_string()
        }
    };
    let verdicts: &[Verdict] = book.judged.get(&id).map_or(&[], Vec::as_slice);
    let people = verdicts.iter().map(|v| v.by.clone()).collect();
    Ok((id, people, Standing::of(verdicts) == Standing::Split))
}

/// Something that waits for a verdict.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    pub of: EvidenceRef,
    pub words: String,
    pub address: Option<String>,
    /// `open`, `second-reading` or `split`.
    pub why: &'static str,
    /// The more, the more a verdict would change.
    pub weight: u32,
    /// What it would change.
    pub changes: Vec<Change>,
    /// Others' verdicts that the reader may see.
    pub verdicts: Vec<(String, String)>,
    /// How many are hidden, because reading is blind.
    pub hidden: usize,
}

/// What waits for a verdict of `reader` (of anybody, where `None`), first what a verdict would
/// change most.
///
/// # Errors
/// When the case can't be read.
pub fn queue(case: &Case, reader: Option<&str>) -> Result<Vec<Waiting>, ReviewError> {
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    let blind = option(&book, "blind") == Some("on");
    let again = option(&book, "second-reading").unwrap_or("off");
    let impact = Impact::of(case, &book, &evidence)?;
    let cells = cells(case)?;
    let mut queue = Vec::new();
    for row in case.sightings()? {
        let of = EvidenceRef::Sighting(row.id.clone());
        let judged: Vec<(String, String)> = row
            .verdicts
            .iter()
            .map(|v| (v.by.clone(), value_word(v.value).to_owned()))
            .collect();
        let split = Standing::of(&row.verdicts) == Standing::Split;
        let cited = !impact.cited(&of).is_empty();
        let Some(why) = waits(&judged, split, again, cited, reader) else {
            continue;
        };
        let changes = impact.on(&row);
        queue.push(waiting(
            &evidence, &book, of, why, changes, judged, reader, blind,
        ));
    }
    for row in case.passages()? {
        let of = EvidenceRef::Passage(row.id.clone());
        let judged: Vec<(String, String)> = row
            .verdicts
            .iter()
            .map(|v| (v.by.clone(), passage_word(v.value).to_owned()))
            .collect();
        let split = row.standing() == PassageStanding::Split;
        let cited = !impact.cited(&of).is_empty();
        let Some(why) = waits(&judged, split, again, cited, reader) else {
            continue;
        };
        let mut changes = impact.cited(&of).to_vec();
        if let (Some(function), Some(document)) = (
            row.passage.function.as_deref(),
            evidence.documents.get(&row.passage.item),
        ) {
            let at = cells.get(&(document.product.clone(), function.to_owned()));
            changes.extend(at.and_then(|c| passage_change(row.passage.polarity, *c, function)));
        }
        queue.push(waiting(
            &evidence, &book, of, why, changes, judged, reader, blind,
        ));
    }
    if option(&book, "queue") == Some("impact") {
        queue.sort_by_key(|w| std::cmp::Reverse(w.weight));
    }
    Ok(queue)
}

const fn value_word(value: VerdictValue) -> &'static str {
    match value {
        VerdictValue::Yes => "yes",
        VerdictValue::No => "no",
        VerdictValue::CannotTell => "cannot-tell",
    }
}

const fn passage_word(value: model::PassageVerdictValue) -> &'static str {
    match value {
        model::PassageVerdictValue::Yes => "yes",
        model::PassageVerdictValue::No => "no",
        model::PassageVerdictValue::CannotTell => "cannot-tell",
        model::PassageVerdictValue::Withdrawn => "withdrawn",
    }
}

/// Why a proposal waits for this reader; `None` where it does not.
fn waits(
    judged: &[(String, String)],
    split: bool,
    again: &str,
    is_cited: bool,
    reader: Option<&str>,
) -> Option<&'static str> {
    let people = crate::people(judged.iter().map(|(by, _)| by.as_str()));
    if reader.is_some_and(|r| people.contains(&folded(r))) {
        return None;
    }
    let twice = again == "all" || (again == "findings" && is_cited);
    match people.len() {
        0 => Some("open"),
        _ if split => Some("split"),
        1 if twice => Some("second-reading"),
        _ => None,
    }
}

#[allow(clippy::too_many_arguments)]
fn waiting(
    evidence: &Evidence,
    book: &Book,
    of: EvidenceRef,
    why: &'static str,
    changes: Vec<Change>,
    judged: Vec<(String, String)>,
    reader: Option<&str>,
    blind: bool,
) -> Waiting {
    let shown = evidence.look(book, &of);
    let is_own = |(by, _): &(String, String)| reader.is_some_and(|r| folded(r) == folded(by));
    let hide = blind && why != "split" && !judged.iter().any(is_own);
    let weight =
        1 + changes.iter().map(Change::weight).sum::<u32>() + if why == "split" { 4 } else { 0 };
    Waiting {
        words: shown.words.to_string(),
        address: shown.address,
        why,
        weight,
        changes,
        hidden: if hide { judged.len() } else { 0 },
        verdicts: if hide { Vec::new() } else { judged },
        of,
    }
}

/// Level, and whether it is denied, by product and function.
type Cells = BTreeMap<(String, String), (Level, bool)>;

fn cells(case: &Case) -> Result<Cells, ReviewError> {
    let cells = matrix(case)?.into_iter();
    Ok(cells
        .map(|c| ((c.product, c.function), (c.level, c.denied)))
        .collect())
}

fn passage_change(
    polarity: Polarity,
    (level, denied): (Level, bool),
    function: &str,
) -> Option<Change> {
    let function = function.to_owned();
    Some(match polarity {
        Polarity::Negated if !denied => Change::Denied(function),
        Polarity::Affirmed if level == Level::Unknown => Change::Claimed(function),
        Polarity::Affirmed if level == Level::Claimed => Change::Documented(function),
        _ => return None,
    })
}

/// Everybody who has judged or stated anything, by their folded aliases.
///
/// # Errors
/// When the case can't be read.
pub fn people(case: &Case) -> Result<BTreeSet<String>, ReviewError> {
    let mut people = Book::read(case)?.people;
    for row in case.sightings()? {
        people.extend(row.verdicts.into_iter().map(|v| v.by));
    }
    for row in case.passages()? {
        people.extend(row.verdicts.into_iter().map(|v| v.by));
    }
    Ok(crate::people(people.iter().map(String::as_str)))
}

/// The same, of what the caller has read.
pub fn people_of(book: &Book, evidence: &Evidence) -> BTreeSet<String> {
    let seen = evidence.sightings.values().flat_map(|row| &row.verdicts);
    let read = evidence.passages.values().flat_map(|row| &row.verdicts);
    let judges = seen.map(|v| &v.by).chain(read.map(|v| &v.by));
    crate::people(judges.chain(&book.people).map(String::as_str))
}
