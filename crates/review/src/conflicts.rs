//! Where two copies of a case said different things of one thing before they were merged. Both
//! words are kept; the one that came with the merge stands last and counts, until a person says the
//! thing again, or says that it is right as it stands.
//!
//! What doesn't live here: different verdicts of different people, which are no conflict of copies
//! but a disagreement (`working`).

use std::collections::{BTreeMap, BTreeSet};

use case::Case;
use model::ContentHash;
use serde_json::{Map, Value, json};

use crate::{ReviewError, author, folded};

/// Acts that say what a thing is: a later one takes the place of an earlier one.
const ACTS: [&str; 9] = [
    "merge",
    "settle",
    "verdict",
    "correct",
    "passage-verdict",
    "name",
    "say-fact",
    "sensitivity",
    "product",
];
const STATEMENTS: [&str; 9] = [
    "edit-entity",
    "merge-entity",
    "remove-entity",
    "edit-relation",
    "remove-relation",
    "edit-finding",
    "set-state",
    "set",
    "judge",
];

/// One thing of which two copies say different things.
#[derive(Clone, PartialEq, Debug)]
pub struct Conflict {
    /// Twelve hex digits.
    pub id: String,
    /// What it is about, such as `fact 7f3a… version`.
    pub about: String,
    pub here: Word,
    pub there: Word,
    /// Who settled it, where somebody did.
    pub settled: Option<Settled>,
}

/// What one copy says.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    /// Line of the journal.
    pub seq: u64,
    pub by: String,
    /// When it was said, in its own copy; ISO 8601, UTC.
    pub at: String,
    /// The value, or the act as JSON.
    pub says: String,
}

/// How a conflict ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    pub by: String,
    pub at: String,
    /// Whether the thing was said again; else somebody let it stand.
    pub said_again: bool,
}

/// A line that says what a thing is.
struct Said<'a> {
    of: ContentHash,
    line: &'a Map<String, Value>,
    key: String,
    value: Value,
}

impl Said<'_> {
    fn of(of: ContentHash, line: &Map<String, Value>) -> Option<Said<'_>> {
        let text = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default();
        let number = |key: &str| line.get(key).and_then(Value::as_u64).unwrap_or_default();
        let value = |key: &str| line.get(key).cloned().unwrap_or(Value::Null);
        let by = folded(text("actor"));
        let (key, value) = match text("act") {
            "verdict" => (
                format!("verdict of {by} on sighting {}", text("sighting")),
                value("value"),
            ),
            "passage-verdict" => (
                format!("verdict of {by} on passage {}", text("passage")),
                json!([value("value"), value("correction")]),
            ),
            "correct" => (
                format!(
                    "correction of line {} of reading {}",
                    number("line") + 1,
                    text("reading")
                ),
                value("text"),
            ),
            "name" => {
                let reference = line.contains_key("reference");
                let kind = if reference { "reference" } else { "document" };
                (
                    format!("product of {kind} {}", text(kind)),
                    value("product"),
                )
            }
            "say-fact" => (
                format!("{} of document {}", text("field"), text("item")),
                value("value"),
            ),
            "sensitivity" => (
                format!("sensitivity of item {}", text("item")),
                value("level"),
            ),
            "product" if text("act_") != "undo" => (
                format!("product {}", text("target")),
                json!([value("act_"), value("value")]),
            ),
            "state" if STATEMENTS.contains(&text("does")) => {
                let what = match text("does") {
                    "set-state" => "state of ".to_owned(),
                    "judge" => format!("verdict of {by} on "),
                    _ => String::new(),
                };
                (
                    format!("{what}{} {}", text("subject"), text("id")),
                    value("detail"),
                )
            }
            _ => return None,
        };
        Some(Said {
            of,
            line,
            key,
            value,
        })
    }

    /// Whether a merge said it, until people agree.
    fn is_for_the_time_being(&self) -> bool {
        let reason = self.line.get("reason").and_then(Value::as_str);
        reason == Some(case::STRICTER)
    }

    fn can_be_repeated(&self) -> bool {
        let text = |key: &str| self.line.get(key).and_then(Value::as_str);
        match text("act") {
            Some("product") => false,
            Some("state") => !matches!(
                text("does"),
                Some("merge-entity" | "remove-entity" | "remove-relation")
            ),
            _ => true,
        }
    }

    fn seq(&self) -> u64 {
        self.line.get("seq").and_then(Value::as_u64).unwrap_or(0)
    }

    fn word(&self) -> Word {
        let text = |from: &Value, key: &str| {
            from.get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let whole = Value::Object(self.line.clone());
        let merged = self.line.get("merged");
        Word {
            seq: self.seq(),
            by: text(&whole, "actor"),
            at: merged.map_or_else(|| text(&whole, "ts"), |m| text(m, "ts")),
            says: match &self.value {
                Value::String(plain) => plain.clone(),
                other => other.to_string(),
            },
        }
    }
}

/// Everything on which merged copies differed, the settled ones too, in the order of the merges. Of
/// several open ones on one thing only the newest is told. Copies that were merged both ways tell
/// of the same conflicts by the same ids.
///
/// # Errors
/// When the journal can't be read.
pub fn conflicts(case: &Case) -> Result<Vec<Conflict>, ReviewError> {
    let mut acts = ACTS.to_vec();
    acts.push("state");
    let lines = case.known_acts(&acts)?;
    let mut found: Vec<Conflict> = Vec::new();
    let mut words: BTreeMap<String, Vec<Said<'_>>> = BTreeMap::new();
    // What came with the merge that ends the next stretch of merged lines: words on things, and
    // words on conflicts.
    let mut brought: BTreeSet<String> = BTreeSet::new();
    let mut notes = Vec::new();
    for (of, line) in &lines {
        let act = line.get("act").and_then(Value::as_str).unwrap_or_default();
        let is_merged = line.contains_key("merged");
        match act {
            "merge" => {
                for key in std::mem::take(&mut brought) {
                    arrived(&mut found, &words, &key, line);
                }
                let notes = std::mem::take(&mut notes);
                notes.into_iter().for_each(|n| settle_by(&mut found, n));
            }
            "settle" if is_merged => notes.push(line),
            "settle" => settle_by(&mut found, line),
            _ => {
                let by_a_person = |s: &Said<'_>| !s.is_for_the_time_being();
                let Some(said) = Said::of(*of, line).filter(by_a_person) else {
                    continue;
                };
                if is_merged {
                    brought.insert(said.key.clone());
                } else {
                    say_again(&mut found, &said);
                }
                words.entry(said.key.clone()).or_default().push(said);
            }
        }
    }
    Ok(found)
}

/// The last word on a thing that came with a merge, against the last one here that was not known
/// where it was said.
fn arrived(
    found: &mut Vec<Conflict>,
    words: &BTreeMap<String, Vec<Said<'_>>>,
    key: &str,
    merge: &Map<String, Value>,
) {
    let Some((there, before)) = words.get(key).and_then(|all| all.split_last()) else {
        return;
    };
    let unknown = case::unknown_when(merge, there.seq());
    let is_unknown = |s: &&Said<'_>| unknown.iter().any(|[a, b]| (*a..=*b).contains(&s.seq()));
    match before.iter().rev().find(is_unknown) {
        Some(here) if here.value != there.value => {
            found.retain(|c| c.about != key || c.settled.is_some());
            let mut acts = [here.of, there.of].map(|of| of.to_hex());
            acts.sort();
            let id = format!("{}\n{}\n{key}", acts[0], acts[1]);
            found.push(Conflict {
                id: ContentHash::of(id.as_bytes()).to_hex()[..12].to_owned(),
                about: key.to_owned(),
                here: here.word(),
                there: there.word(),
                settled: None,
            });
        }
        Some(_) => {}
        // Who said it knew what was said here.
        None => say_again(found, there),
    }
}

fn settle_by(found: &mut [Conflict], line: &Map<String, Value>) {
    let text = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default();
    let takes_back = line.get("undo").and_then(Value::as_bool) == Some(true);
    for conflict in found.iter_mut().filter(|c| c.id == text("conflict")) {
        conflict.settled = (!takes_back).then(|| Settled {
            by: text("actor").to_owned(),
            at: text("ts").to_owned(),
            said_again: false,
        });
    }
}

fn say_again(found: &mut [Conflict], said: &Said<'_>) {
    let word = said.word();
    for conflict in found.iter_mut().filter(|c| c.about == said.key) {
        conflict.settled = Some(Settled {
            by: word.by.clone(),
            at: word.at.clone(),
            said_again: true,
        });
    }
}

/// Says that a conflict is right as it stands, or takes that back.
///
/// # Errors
/// When there is no such conflict, it is in that state already, nobody is named, or the case can't
/// be written.
pub fn settle(
    case: &mut Case,
    conflict: &str,
    undo: bool,
    by: &str,
    reason: &str,
) -> Result<Conflict, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let all = conflicts(case)?;
    let fits: Vec<&Conflict> = all
        .iter()
        .filter(|c| conflict.len() >= 4 && c.id.starts_with(conflict))
        .collect();
    let one = match fits.as_slice() {
        [one] => (*one).clone(),
        _ => {
            return Err(ReviewError::Misfit(format!(
                "there is no one conflict {conflict:?}; `list conflicts` shows them all"
            )));
        }
    };
    match (&one.settled, undo) {
        (Some(s), false) => {
            return Err(ReviewError::Misfit(format!(
                "conflict {} was settled by {} at {} already",
                one.id, s.by, s.at
            )));
        }
        (None, true) => {
            return Err(ReviewError::Misfit(format!("conflict {} is open", one.id)));
        }
        (Some(s), true) if s.said_again => {
            return Err(ReviewError::Misfit(format!(
                "conflict {} was settled by saying the thing again; undo that instead",
                one.id
            )));
        }
        _ => {}
    }
    let standing = standing_word(case, &one.about)?;
    case.set_actor(&by)?;
    case.batch::<(), ReviewError>(|case| {
        // Where the copies are merged again, the other word stands last in the other one: this one
        // has to come behind it there, too.
        if let Some(seq) = standing.filter(|_| !undo) {
            let mut beside = Map::new();
            beside.insert("settles".to_owned(), json!(one.id));
            beside.insert("settled_by".to_owned(), json!(by));
            case.say_once_more(seq, beside)?;
        }
        let detail =
            json!({ "conflict": one.id, "about": one.about, "reason": reason, "undo": undo });
        Ok(case.note_act("settle", detail)?)
    })?;
    let all = conflicts(case)?;
    Ok(all.into_iter().find(|c| c.id == one.id).unwrap_or(one))
}

/// The line with the last word on a thing, where that can be said once more: what was removed,
/// merged or renamed is done once.
fn standing_word(case: &Case, about: &str) -> Result<Option<u64>, ReviewError> {
    let mut acts = ACTS.to_vec();
    acts.push("state");
    let lines = case.known_acts(&acts)?;
    let said = lines.iter().filter_map(|(of, line)| Said::of(*of, line));
    let last = said.rev().find(|s| s.key == about);
    Ok(last.filter(Said::can_be_repeated).map(|s| s.seq()))
}

/// Conflicts that nobody has settled.
///
/// # Errors
/// When the journal can't be read.
pub fn open_conflicts(case: &Case) -> Result<usize, ReviewError> {
    let open = conflicts(case)?.into_iter().filter(|c| c.settled.is_none());
    Ok(open.map(|c| c.id).collect::<BTreeSet<_>>().len())
}
