//! Two copies of a case that were worked on apart, made one: what the other copy's people said is
//! added behind what was said here, as they said it, each act with the line of the other journal
//! that it was.
//!
//! An act is known by the hash of the line that first told of it, so that merging again, or both
//! ways, adds nothing twice. Neither chain is rewritten. What doesn't live here: the bytes of
//! originals, where both copies say different things (`conflicts`).

mod book;
mod columns;
mod kept;
mod knowing;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;

use model::ContentHash;
use rusqlite::types::Value as Cell;
use serde_json::{Map, Value, json};

use crate::acts::Entry;
use crate::told::TABLES;
use crate::{Case, CaseError, JournalHead, canonical};
pub(crate) use book::merged_of;
use book::{Book, Told, said};
use columns::{Row, insert, numbers};
pub(crate) use kept::{is_kept_name, kept_journals};
pub use knowing::unknown_when;
use knowing::{Knowing, Less};

pub(crate) const ACT: &str = "merge";
/// What a person says of a conflict: an act without a row, which merges bring all the same.
pub(crate) const SETTLE: &str = "settle";
/// Why a merge says how sensitive an item is, until people agree.
pub const STRICTER: &str = "the stricter of what two copies of the case say";
/// The key of a line that tells which line of the other journal it was.
const MERGED: &str = "merged";

/// A line of the journal with the hash by which it is known in every copy.
pub type KnownLine = (ContentHash, Map<String, Value>);

/// A file that was kept: its name in the case folder, and its SHA-256.
type Kept = (String, ContentHash);

/// What a merge brought.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    /// Where the other journal ended.
    pub head: Option<JournalHead>,
    /// Acts that were added, by the name of the act.
    pub acts: BTreeMap<String, u64>,
    /// Acts that said what is said here already.
    pub same: u64,
    /// Seals and torn ends that only the other copy had.
    pub files: u64,
}

impl Case {
    /// Acts of the other copy that would be added, without adding them.
    ///
    /// # Errors
    /// When the two are no copies of one case, or either is not whole.
    pub fn merge_preview(&self, other: &Case) -> Result<Merged, CaseError> {
        let (_, theirs, new) = self.apart(other)?;
        let mut merged = Merged::default();
        for at in new {
            *merged.acts.entry(theirs.acts[at].act.clone()).or_default() += 1;
        }
        merged.files = kept::wanted(&self.dir, &other.dir)?.len() as u64;
        Ok(merged)
    }

    /// Adds what another copy of this case says and this one does not, and keeps the other's
    /// journal beside ours. All of it is added, or nothing.
    ///
    /// # Errors
    /// When the two are no copies of one case, either is not whole, or the case can't be written.
    pub fn merge(&mut self, other: &Case, by: &str) -> Result<Merged, CaseError> {
        crate::people::named_person(by)?;
        let (ours, theirs, new) = self.apart(other)?;
        let wanted = kept::wanted(&self.dir, &other.dir)?;
        if new.is_empty() && wanted.is_empty() {
            return Ok(Merged::default());
        }
        let journal = kept::keep_journal(&self.dir, &other.dir)?;
        let files = kept::keep_files(&self.dir, &journal.0, &wanted)?;
        let kept = (&journal, files.as_slice());
        let merged = self.merge_acts(other, (&ours, &theirs, new), kept, by);
        if merged.is_err() {
            // Nothing speaks of them.
            for (name, _) in files.iter().chain([&journal]) {
                let _ = fs::remove_file(self.dir.join(name));
            }
        }
        merged
    }

    fn merge_acts(
        &mut self,
        other: &Case,
        (ours, theirs, new): (&Book, &Book, Vec<usize>),
        (journal, files): (&Kept, &[Kept]),
        by: &str,
    ) -> Result<Merged, CaseError> {
        let head = other.journal_head()?;
        let apart = ranges(ours, &theirs.known);
        let (mut knowing, mut less) = (Knowing::new(ours, theirs), Less::default());
        let mut work = Merging {
            positions: ours.positions(),
            numbers: numbered(theirs),
            ids: renamed(ours, theirs),
            same: Vec::new(),
            merged: Merged {
                head: Some(head),
                files: files.len() as u64,
                ..Merged::default()
            },
            ours,
        };
        self.batch(|case| {
            let before = case.sensitivities()?;
            for at in new {
                let told = &theirs.acts[at];
                let before = case.journal_head()?.seq;
                work.bring(case, told)?;
                let line = case.journal_head()?.seq;
                if line > before {
                    less.note(line, knowing.unknown_to(told));
                }
            }
            // Until people agree, the stricter word counts: what went out can't be called back.
            let after = case.sensitivities()?;
            for (item, level) in before {
                if after.get(&item).is_some_and(|now| level > *now) {
                    case.set_sensitivity(item, level, by, STRICTER)?;
                }
            }
            let same: Vec<String> = work.same.iter().map(ContentHash::to_hex).collect();
            let detail = json!({ "head": head, "acts": work.merged.acts, "same": same,
                                 "apart": apart, "less": less.told(),
                                 "journal": journal.0, "sha256": journal.1, "files": files });
            case.act(|_| Ok(((), Some(Entry::new(ACT, detail).by(by)))))
        })?;
        Ok(work.merged)
    }

    /// Says once more what a line of the journal says, in the words of who said it, with some keys
    /// more in the line; it then stands behind what was said since.
    ///
    /// # Errors
    /// When no row came of that line, or the case can't be written.
    pub fn say_once_more(&mut self, seq: u64, beside: Map<String, Value>) -> Result<(), CaseError> {
        let all = Book::read(self)?.acts;
        let told = all.into_iter().find(|t| t.seq == seq && !t.rows.is_empty());
        let told = told.ok_or_else(|| {
            CaseError::Misfit(format!("line {seq} of the journal said nothing of a thing"))
        })?;
        let actor = told.text("actor").to_owned();
        let mut line = detail_of(said(&told.line));
        line.extend(beside);
        self.act(|db| {
            for (table, row) in &told.rows {
                let position = insert(db, &TABLES[*table], row)?;
                if line.contains_key("position") {
                    line.insert("position".to_owned(), position.into());
                }
            }
            Ok((
                (),
                Some(Entry::new(&told.act, Value::Object(line)).by(&actor)),
            ))
        })
    }

    /// Lines of some acts, in order, each with the hash by which it is known in every copy: that of
    /// the line that told of it first.
    ///
    /// # Errors
    /// When the journal can't be read.
    pub fn known_acts(&self, acts: &[&str]) -> Result<Vec<KnownLine>, CaseError> {
        let lines = self.told_lines()?.into_iter();
        let wanted = lines.filter(|(_, line)| {
            let act = line.get("act").and_then(Value::as_str);
            act.is_some_and(|act| acts.contains(&act))
        });
        let known = wanted.map(|(hash, line)| (merged_of(&line).unwrap_or(hash), line));
        Ok(known.collect())
    }

    /// Both books, and the places of the other's acts that this copy has not.
    fn apart(&self, other: &Case) -> Result<(Book, Book, Vec<usize>), CaseError> {
        for case in [self, other] {
            case.check_journal()?;
            if let Some(what) = case.check_database()?.into_iter().next() {
                return Err(CaseError::Misfit(format!(
                    "{} is not whole: {what}; `verify` says more",
                    case.dir.display()
                )));
            }
        }
        let (ours, theirs) = (Book::read(self)?, Book::read(other)?);
        if ours.first.is_none() || ours.first != theirs.first {
            return Err(CaseError::Misfit(format!(
                "{} is no copy of this case: their journals begin differently; add its files with `add`, and its entities with `export ftm` and `import ftm`",
                other.dir.display()
            )));
        }
        let is_new = |t: &Told| t.travels() && !ours.known.contains(&t.of);
        let new = (0..theirs.acts.len()).filter(|&i| is_new(&theirs.acts[i]));
        let new = new.collect();
        Ok((ours, theirs, new))
    }
}

/// What a line says, as an act's detail again.
fn detail_of(mut line: Map<String, Value>) -> Map<String, Value> {
    line.remove("act");
    // A clash with the journal's own keys was given an underscore, and gets it again.
    if let Some(plain) = line.remove("act_") {
        line.insert("act".to_owned(), plain);
    }
    line
}

/// Stretches of our journal whose acts the other copy does not know: what was done here meanwhile.
fn ranges(ours: &Book, known: &HashSet<ContentHash>) -> Vec<[u64; 2]> {
    let unknown = |t: &&Told| t.travels() && !known.contains(&t.of);
    knowing::joined(ours.acts.iter().filter(unknown).map(|t| t.seq))
}

/// Ids in the other copy of things that have another id here, because an earlier merge, this way or
/// that, gave them one.
fn renamed(ours: &Book, theirs: &Book) -> HashMap<String, String> {
    let adds = |t: &&Told| t.adds_thing();
    let here: HashMap<ContentHash, &str> = ours
        .acts
        .iter()
        .filter(adds)
        .map(|t| (t.of, t.text("id")))
        .collect();
    let pairs = theirs.acts.iter().filter(adds).filter_map(|t| {
        let (there, here) = (t.text("id"), here.get(&t.of)?);
        (there != *here).then(|| (there.to_owned(), (*here).to_owned()))
    });
    pairs.collect()
}

/// Acts by table and number, of which others may speak.
fn numbered(book: &Book) -> HashMap<(usize, i64), ContentHash> {
    let acts = book.acts.iter();
    acts.flat_map(|t| {
        t.rows
            .iter()
            .map(move |(i, row)| ((*i, row.position), t.of))
    })
    .collect()
}

struct Merging<'a> {
    ours: &'a Book,
    /// Number here, by table and act.
    positions: HashMap<(usize, ContentHash), i64>,
    /// Act, by table and number in the other copy.
    numbers: HashMap<(usize, i64), ContentHash>,
    /// New ids of things whose id is taken here by something else.
    ids: HashMap<String, String>,
    same: Vec<ContentHash>,
    merged: Merged,
}

impl Merging<'_> {
    fn bring(&mut self, case: &mut Case, told: &Told) -> Result<(), CaseError> {
        if self.is_same_thing(told) {
            self.has_same(told);
            return Ok(());
        }
        let mut line = said(&told.line);
        let mut act = told.act.clone();
        let mut rows = Vec::new();
        for (table, row) in &told.rows {
            let mut row = row.clone();
            self.renumber(*table, &mut row, &mut line)?;
            self.rename(*table, &mut row, &mut line);
            rows.push((*table, row));
        }
        // A file that both copies have, by accounts that may differ.
        rows.retain(|(table, row)| !columns::is_known(&case.db, &TABLES[*table], row));
        if rows.is_empty() && !told.rows.is_empty() {
            self.has_same(told);
            return Ok(());
        }
        if act == "add" && rows.len() == 1 {
            act = "add-origin".to_owned();
        }
        let actor = told.text("actor").to_owned();
        let mut line = detail_of(line);
        // What came from a third copy keeps the line that it was there.
        let first = || json!({ "line": told.of.to_hex(), "seq": told.seq, "ts": told.text("ts") });
        let origin = told.line.get(MERGED).cloned().unwrap_or_else(first);
        line.insert(MERGED.to_owned(), origin);
        let positions = &mut self.positions;
        case.act(|db| {
            for (table, row) in &rows {
                let position = insert(db, &TABLES[*table], row)?;
                positions.insert((*table, told.of), position);
                if line.contains_key("position") {
                    line.insert("position".to_owned(), position.into());
                }
            }
            Ok(((), Some(Entry::new(&act, Value::Object(line)).by(&actor))))
        })?;
        *self.merged.acts.entry(told.act.clone()).or_default() += 1;
        Ok(())
    }

    fn has_same(&mut self, told: &Told) {
        self.same.push(told.of);
        self.merged.same += 1;
    }

    /// Whether both copies added one thing, alike to the letter; its number here is noted. Where an
    /// id was given to two different things, the other's gets a new one.
    fn is_same_thing(&mut self, told: &Told) -> bool {
        if !told.adds_thing() {
            return false;
        }
        let (does, id) = (told.text("does"), told.text("id"));
        let taken = self
            .ours
            .acts
            .iter()
            .find(|t| t.act == "state" && t.text("id") == id && t.text("does") == does);
        let Some(taken) = taken else { return false };
        if taken.line.get("detail") == told.line.get("detail") {
            for (table, row) in &taken.rows {
                self.positions.insert((*table, told.of), row.position);
            }
            return true;
        }
        let name = format!("{id}\n{}", told.of);
        let new = ContentHash::of(name.as_bytes()).to_hex()[..12].to_owned();
        self.ids.insert(id.to_owned(), new);
        false
    }

    /// Numbers of other acts that an act speaks of, as they are here.
    fn renumber(
        &self,
        table: usize,
        row: &mut Row,
        line: &mut Map<String, Value>,
    ) -> Result<(), CaseError> {
        for number in numbers(&TABLES[table], row, line) {
            let here = self.here(number.table, number.position)?;
            number.set(here, row, line);
        }
        Ok(())
    }

    fn here(&self, table: &str, position: i64) -> Result<i64, CaseError> {
        let place = TABLES.iter().position(|t| t.name == table).unwrap_or(0);
        let of = self.numbers.get(&(place, position));
        let here = of.and_then(|of| self.positions.get(&(place, *of)));
        here.copied().ok_or_else(|| {
            CaseError::Misfit(format!(
                "an act of the other copy speaks of number {position} of {table}, which it does not have"
            ))
        })
    }

    fn rename(&self, table: usize, row: &mut Row, line: &mut Map<String, Value>) {
        if TABLES[table].name != "statements" || self.ids.is_empty() {
            return;
        }
        let mut whole = Value::Object(std::mem::take(line));
        rename_in(&mut whole, &self.ids);
        if let Value::Object(renamed) = whole {
            *line = renamed;
        }
        let text = |key: &str| line.get(key).cloned().unwrap_or(Value::Null);
        if let Value::String(id) = text("id") {
            row.set("id", Cell::Text(id));
        }
        row.set("detail", Cell::Text(canonical::text(&text("detail"))));
    }
}

/// Puts new ids in the place of old ones: whole texts, and what follows a colon.
fn rename_in(value: &mut Value, ids: &HashMap<String, String>) {
    match value {
        Value::String(text) => {
            let (kind, id) = match text.split_once(':') {
                Some((kind, id)) => (Some(kind), id),
                None => (None, text.as_str()),
            };
            if let Some(new) = ids.get(id) {
                *text = kind.map_or_else(|| new.clone(), |kind| format!("{kind}:{new}"));
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|v| rename_in(v, ids)),
        Value::Object(all) => all.values_mut().for_each(|v| rename_in(v, ids)),
        _ => {}
    }
}
