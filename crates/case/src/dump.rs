//! The book as lines of JSON, a file a table, and back: what a bag holds of the database.
//!
//! What goes in is an allow-list of tables. What tells of withheld items is left out row by row:
//! a row is left out when it names one of them, or anything that was made of it.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use model::ItemId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter, types};
use serde_json::{Map, Value};

use crate::lock::WriterLock;
use crate::{Case, CaseError, canonical, journal, open, schema};

/// Tables that are written out, each in the order of its rows.
const KEPT: &[&str] = &[
    "case_meta",
    "items",
    "origins",
    "sensitivities",
    "verdicts",
    "reference_names",
    "corrections",
    "passage_verdicts",
    "observations",
    "said_facts",
    "product_acts",
    "cut_references",
    "drawn_screens",
    "gaps",
    "bookmarks",
    "statements",
    "work",
    "item_kinds",
    "videos",
    "shots",
    "keyframes",
    "documents",
    "document_references",
    "reference_sources",
    "sightings",
    "copies",
    "readings",
    "texts",
    "pages",
    "document_facts",
    "passages",
    "screens",
];

/// Tables that are not: the journal says its own head, and indices of words are made again.
#[cfg(test)]
const LEFT_OUT: &[&str] = &["journal_head", "text_words", "text_grams"];

/// A step that only serves adding the same folder again on the same machine: its inputs are hashes
/// of paths there.
const LOCAL_STEP: &str = "preserve";
/// No row of ours comes near.
const LONGEST: u64 = 64 << 20;
/// So many digits name an item or anything made of it in texts and addresses.
const DIGITS: usize = 12;

/// What must not leave: the first digits of the ids of withheld items, and of everything that was
/// made of them.
#[derive(Clone, Debug, Default)]
pub struct Withheld(HashSet<String>);

impl Withheld {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text names any of it.
    pub fn is_named_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        // Ids are told in lower case, and people type them as they like.
        let text = text.to_ascii_lowercase();
        let runs = text.split(|c: char| !c.is_ascii_hexdigit());
        runs.filter(|run| run.len() >= DIGITS)
            .any(|run| (0..=run.len() - DIGITS).any(|at| self.0.contains(&run[at..at + DIGITS])))
    }

    fn add(&mut self, id: &str) {
        if let Some(digits) = id.get(..DIGITS) {
            self.0.insert(digits.to_owned());
        }
    }
}

impl Case {
    /// Everything that names these items, or what was made of them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn withheld(&self, items: &BTreeSet<ItemId>) -> Result<Withheld, CaseError> {
        let mut withheld = Withheld::default();
        if items.is_empty() {
            return Ok(withheld);
        }
        for item in items {
            withheld.add(&item.0.to_hex());
        }
        // References of the items first: what was found of them names only the reference.
        for table in [
            "document_references",
            "cut_references",
            "sightings",
            "readings",
            "screens",
            "passages",
        ] {
            let mut named = Vec::new();
            each_row(&self.db, table, &mut |row| {
                if withheld.is_named_in(&canonical::text(&Value::Object(row.clone())))
                    && let Some(Value::String(id)) = row.get("id")
                {
                    named.push(id.clone());
                }
                Ok::<(), CaseError>(())
            })?;
            named.iter().for_each(|id| withheld.add(id));
        }
        Ok(withheld)
    }

    /// Hands out every row that may leave, with its table's name; answers how many may not.
    ///
    /// # Errors
    /// Those of `take`, or when the database can't be read.
    pub fn dump<E: From<CaseError>>(
        &self,
        withheld: &Withheld,
        take: &mut dyn FnMut(&'static str, &str) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut left_out = 0;
        for table in KEPT {
            each_row(&self.db, table, &mut |row| {
                if *table == "work" && row.get("step").is_some_and(|s| s == LOCAL_STEP) {
                    return Ok(());
                }
                let text = canonical::text(&Value::Object(row));
                if withheld.is_named_in(&text) {
                    left_out += 1;
                    return Ok(());
                }
                take(table, &text)
            })?;
        }
        Ok(left_out)
    }

    /// The layout of the tables; a dump can be read back by programs that know it.
    pub const fn layout() -> i64 {
        schema::LAYOUT
    }

    /// Makes a case in an empty or new folder of what [`Case::dump`] gave and of a whole journal,
    /// and opens it for writing. A run killed meanwhile leaves no case.
    ///
    /// `tables` holds the file of each table.
    ///
    /// # Errors
    /// When the folder can't be used, the layout is not known, a file is not what it should be, or
    /// the journal's chain does not hold.
    pub fn restore(
        dir: &Path,
        layout: i64,
        tables: &[(String, PathBuf)],
        journal: &Path,
    ) -> Result<Self, CaseError> {
        if !(1..=schema::LAYOUT).contains(&layout) {
            return Err(CaseError::Newer {
                dir: dir.to_owned(),
                found: layout,
                known: schema::LAYOUT,
            });
        }
        let scan = journal::scan(journal, 0)?;
        if let Some((line, what)) = scan.broken {
            return Err(CaseError::JournalBroken { line, what });
        }
        let dir = open::empty_folder(dir)?;
        let lock = WriterLock::take(&dir)?;
        open::put_in_place(&dir, &mut |aside| {
            let mut db = Connection::open(aside)?;
            schema::migrate_to(&mut db, layout)?;
            db.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
            fill(&mut db, tables)?;
            db.execute(
                "UPDATE journal_head SET seq = ?1, hash = ?2, bytes = ?3",
                (scan.head.seq, scan.head.hash.to_hex(), scan.bytes),
            )?;
            let target = dir.join(journal::FILE);
            fs::copy(journal, &target)
                .and_then(|_| File::open(&target)?.sync_all())
                .map_err(|e| CaseError::io(&target, e))
        })?;
        Self::open_for_writing(dir, lock)
    }
}

/// Hands out the rows of a table, each as an object of its columns.
fn each_row<E: From<CaseError>>(
    db: &Connection,
    table: &str,
    take: &mut dyn FnMut(Map<String, Value>) -> Result<(), E>,
) -> Result<(), E> {
    let sql = |e: rusqlite::Error| E::from(CaseError::from(e));
    let columns = columns(db, table)?;
    let order = if columns.iter().any(|c| c == "position") {
        "position".to_owned()
    } else {
        columns.join(", ")
    };
    let select = format!(
        "SELECT {} FROM {table} ORDER BY {order}",
        columns.join(", ")
    );
    let mut all = db.prepare(&select).map_err(sql)?;
    let mut found = all.query([]).map_err(sql)?;
    while let Some(row) = found.next().map_err(sql)? {
        let mut entry = Map::new();
        for (i, name) in columns.iter().enumerate() {
            let value = match row.get_ref(i).map_err(sql)? {
                ValueRef::Integer(n) => n.into(),
                ValueRef::Real(n) => n.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                ValueRef::Null | ValueRef::Blob(_) => Value::Null,
            };
            entry.insert(name.clone(), value);
        }
        take(entry)?;
    }
    Ok(())
}

fn columns(db: &Connection, table: &str) -> Result<Vec<String>, CaseError> {
    let mut info = db.prepare_cached("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = info.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn fill(db: &mut Connection, tables: &[(String, PathBuf)]) -> Result<(), CaseError> {
    let all = db.transaction()?;
    all.pragma_update(None, "defer_foreign_keys", true)?;
    for (table, path) in tables {
        if !KEPT.contains(&table.as_str()) {
            return Err(CaseError::Misfit(format!(
                "there is no table {table:?} in a case"
            )));
        }
        fill_table(&all, table, path)?;
    }
    all.commit()?;
    Ok(())
}

fn fill_table(db: &Connection, table: &str, path: &Path) -> Result<(), CaseError> {
    let columns = columns(db, table)?;
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let mut insert = db.prepare(&format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        places.join(", ")
    ))?;
    let misfit =
        |n: usize, what: String| CaseError::Misfit(format!("{}: line {n}: {what}", path.display()));
    open::must_be_plain(path)?;
    let file = File::open(path).map_err(|e| CaseError::io(path, e))?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for n in 1.. {
        line.clear();
        let read = std::io::Read::take(&mut reader, LONGEST)
            .read_until(b'\n', &mut line)
            .map_err(|e| CaseError::io(path, e))?;
        if read == 0 {
            break;
        }
        let row: Map<String, Value> =
            serde_json::from_slice(&line).map_err(|e| misfit(n, e.to_string()))?;
        let values = columns.iter().map(|c| match row.get(c) {
            Some(Value::String(text)) => Ok(types::Value::Text(text.clone())),
            Some(Value::Number(number)) => number
                .as_i64()
                .map(types::Value::Integer)
                .or_else(|| number.as_f64().map(types::Value::Real))
                .ok_or_else(|| misfit(n, format!("{c} is out of range"))),
            Some(Value::Null) | None => Ok(types::Value::Null),
            Some(_) => Err(misfit(n, format!("{c} is no plain value"))),
        });
        let values: Vec<_> = values.collect::<Result<_, _>>()?;
        insert
            .execute(params_from_iter(values))
            .map_err(|e| misfit(n, e.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_goes_into_a_bag_or_is_left_out_for_a_reason() {
        let mut db = Connection::open_in_memory().expect("a database");
        schema::migrate(&mut db).expect("the layout");
        let mut all = db
            .prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            )
            .expect("a query");
        let mut tables: BTreeSet<String> = all
            .query_map([], |row| row.get(0))
            .expect("rows")
            .collect::<Result<_, _>>()
            .expect("names");
        tables.retain(|t| !LEFT_OUT.iter().any(|out| t.starts_with(out)));
        let kept: BTreeSet<String> = KEPT.iter().map(|t| (*t).to_owned()).collect();
        assert_eq!(
            tables, kept,
            "say in dump.rs whether a bag holds the new table"
        );
    }

    #[test]
    fn what_is_withheld_is_found_in_any_text() {
        let mut withheld = Withheld::default();
        withheld.add(&"0123456789abcdef".repeat(4));
        for text in [
            "0123456789ab@0:5:1/25",
            r#"{"item":"0123456789abcdef0123"}"#,
            "xffff0123456789ab",
            "0123456789ABCDEF",
        ] {
            assert!(withheld.is_named_in(text), "{text}");
        }
        for text in ["0123456789a", "1123456789abcdef", "", "é"] {
            assert!(!withheld.is_named_in(text), "{text}");
        }
    }
}
