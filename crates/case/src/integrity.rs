//! Whether the book is whole: SQLite's own check, the layout with its triggers, and each row of
//! ground state against the line of the journal that tells of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};

use rusqlite::Connection;
use serde::Deserialize;

use crate::{Case, CaseError, JournalHead, journal, schema};

/// How a head that was noted elsewhere fits the journal of this folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Past {
    /// The journal goes through it: nothing before it was changed.
    Holds,
    /// The journal ends before it: an older copy, or its end was cut off.
    Older { lines: u64 },
    /// Another line stands there: another history.
    Other,
}

/// What ground state holds, as text to be compared.
#[derive(Default)]
struct Ground {
    items: BTreeMap<String, u64>,
    verdicts: BTreeMap<[String; 5], u64>,
}

#[derive(Deserialize)]
struct Line {
    act: String,
    seq: u64,
    #[serde(default)]
    actor: serde_json::Value,
    #[serde(default)]
    item: serde_json::Value,
    #[serde(default)]
    bytes: serde_json::Value,
    #[serde(default)]
    sighting: serde_json::Value,
    #[serde(default)]
    value: serde_json::Value,
    #[serde(default)]
    at: serde_json::Value,
    #[serde(default)]
    reason: serde_json::Value,
    #[serde(default)]
    from: serde_json::Value,
    #[serde(default)]
    to: serde_json::Value,
}

impl Case {
    /// Everything that is wrong with the database, in words; empty where it is whole.
    ///
    /// # Errors
    /// When it can't be read at all, or the journal can't.
    pub fn check_database(&self) -> Result<Vec<String>, CaseError> {
        let mut found = pages(&self.db)?;
        if !found.is_empty() {
            return Ok(found);
        }
        found.extend(layout(&self.db)?);
        found.extend(self.against_journal()?);
        Ok(found)
    }

    /// Compares the journal with a head that was noted earlier and elsewhere, for example in a
    /// dossier: by this an old copy that was put in the place of a newer one is found.
    ///
    /// # Errors
    /// When the journal can't be read.
    pub fn check_past(&self, head: &JournalHead) -> Result<Past, CaseError> {
        let scan = journal::scan(&self.dir.join(journal::FILE), head.seq)?;
        Ok(match scan.asked {
            None => Past::Older { lines: scan.lines },
            Some(hash) if hash == head.hash => Past::Holds,
            Some(_) => Past::Other,
        })
    }

    fn against_journal(&self) -> Result<Vec<String>, CaseError> {
        // The rows first: a writer beside us adds to both, and the journal is ahead, if anything.
        let book = rows(&self.db)?;
        let recorded: u64 = self
            .db
            .query_row("SELECT seq FROM journal_head", [], |row| row.get(0))?;
        let told = self.told(recorded)?;
        let mut found = Vec::new();
        for (id, bytes) in &book.items {
            match told.items.get(id) {
                None => found.push(format!("item {id} stands in no line of the journal")),
                Some(n) if n != bytes => {
                    found.push(format!("item {id} has {bytes} bytes, in the journal {n}"))
                }
                Some(_) => {}
            }
        }
        let lost = told.items.keys().filter(|id| !book.items.contains_key(*id));
        found.extend(lost.map(|id| format!("item {id} was added, says the journal, and is gone")));
        let keys: BTreeSet<_> = book.verdicts.keys().chain(told.verdicts.keys()).collect();
        for key in keys {
            if book.verdicts.get(key) != told.verdicts.get(key) {
                let [sighting, by, value, at, _] = key;
                found.push(format!(
                    "the verdict {value} on {sighting} by {by} at {at} is not the same in case.db and journal"
                ));
            }
        }
        Ok(found)
    }

    /// What the journal tells of, as far as the database took it up.
    fn told(&self, recorded: u64) -> Result<Ground, CaseError> {
        let path = self.dir.join(journal::FILE);
        let trouble = |e| CaseError::io(&path, e);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Ground::default()),
            Err(e) => return Err(trouble(e)),
        };
        let mut lines = Vec::new();
        let mut void = BTreeSet::new();
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(trouble)?;
            // What is no line of ours is the chain's business.
            let Ok(line) = serde_json::from_slice::<Line>(&line) else {
                continue;
            };
            match line.act.as_str() {
                "add" | "verdict" if line.seq <= recorded => lines.push(line),
                "void" => {
                    if let (Some(a), Some(b)) = (line.from.as_u64(), line.to.as_u64()) {
                        void.extend(a..=b.min(recorded));
                    }
                }
                _ => {}
            }
        }
        lines.retain(|line| !void.contains(&line.seq));
        let mut told = Ground::default();
        for line in lines {
            let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
            if line.act == "add" {
                let bytes = line.bytes.as_u64().unwrap_or_default();
                told.items.insert(text(&line.item), bytes);
            } else {
                let key = [
                    &line.sighting,
                    &line.actor,
                    &line.value,
                    &line.at,
                    &line.reason,
                ];
                *told.verdicts.entry(key.map(text)).or_default() += 1;
            }
        }
        Ok(told)
    }
}

fn rows(db: &Connection) -> Result<Ground, CaseError> {
    let mut ground = Ground::default();
    let mut items = db.prepare("SELECT id, bytes FROM items")?;
    let mut rows = items.query([])?;
    while let Some(row) = rows.next()? {
        ground.items.insert(row.get(0)?, row.get(1)?);
    }
    let mut verdicts = db.prepare("SELECT sighting, by, value, at, reason FROM verdicts")?;
    let mut rows = verdicts.query([])?;
    while let Some(row) = rows.next()? {
        let key = [
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ];
        *ground.verdicts.entry(key).or_default() += 1;
    }
    Ok(ground)
}

/// SQLite's own check of pages, indices and foreign keys.
fn pages(db: &Connection) -> Result<Vec<String>, CaseError> {
    let mut found = Vec::new();
    let mut check = db.prepare("PRAGMA integrity_check(20)")?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            found.push(line);
        }
    }
    let mut keys = db.prepare("PRAGMA foreign_key_check")?;
    let mut rows = keys.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        found.push(format!("a row of {table} points to none of {parent}"));
    }
    Ok(found)
}

/// Tables, indices and triggers against those of a new case: without its triggers ground state
/// could have been changed.
fn layout(db: &Connection) -> Result<Vec<String>, CaseError> {
    let mut fresh = Connection::open_in_memory()?;
    schema::migrate(&mut fresh)?;
    let (here, new) = (definitions(db)?, definitions(&fresh)?);
    let names: BTreeSet<_> = here.keys().chain(new.keys()).collect();
    Ok(names
        .into_iter()
        .filter_map(|name| match (here.get(name), new.get(name)) {
            (Some(a), Some(b)) if a == b => None,
            (None, _) => Some(format!("the {name} is missing")),
            (_, None) => Some(format!("the {name} is not one of ours")),
            _ => Some(format!("the {name} was changed")),
        })
        .collect())
}

fn definitions(db: &Connection) -> Result<BTreeMap<String, String>, CaseError> {
    let mut all = db.prepare(
        "SELECT type || ' ' || name, sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )?;
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
