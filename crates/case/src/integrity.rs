//! Whether the book is whole: SQLite's own check, the layout with its triggers, and (in `told`) each
//! row of ground state against the line of the journal that tells of it.

use std::collections::{BTreeMap, BTreeSet};

use model::ContentHash;
use rusqlite::Connection;

use crate::{Case, CaseError, JournalHead, journal, merging, schema};

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
        found.extend(self.kept_journals()?);
        Ok(found)
    }

    /// Journals of copies that were merged, where they are here, against the hash in our journal.
    fn kept_journals(&self) -> Result<Vec<String>, CaseError> {
        let mut found = Vec::new();
        for (name, hash) in merging::kept_journals(self)? {
            if !merging::is_kept_name(&name) {
                found.push(format!("{name:?} is no name of what a merge keeps"));
                continue;
            }
            let path = self.dir.join(&name);
            match std::fs::read(&path) {
                Ok(bytes) if ContentHash::of(&bytes) != hash => found.push(format!(
                    "{name} is not what was kept of the copy that was merged: its SHA-256 is another"
                )),
                // A bag leaves it out; what it said is in our own journal, line by line.
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(CaseError::io(&path, e));
                }
                _ => {}
            }
        }
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
