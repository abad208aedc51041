//! A journal with the rows of ground tables that its lines made, and by which hash each act is known.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::ContentHash;
use serde_json::{Map, Value};

use super::columns::{Row, rows_in_order};
use super::{ACT, MERGED, SETTLE};
use crate::told::{TABLES, told_entry};
use crate::{Case, CaseError};

/// Keys of a line that are not part of what was said.
const OWN: [&str; 5] = ["actor", "prev", "seq", "ts", MERGED];

/// An act that a journal tells of.
pub(super) struct Told {
    pub(super) seq: u64,
    /// The hash of the line that told of it first, in whichever copy.
    pub(super) of: ContentHash,
    pub(super) act: String,
    pub(super) line: Map<String, Value>,
    /// What it put into tables, by their place in [`TABLES`].
    pub(super) rows: Vec<(usize, Row)>,
}

impl Told {
    /// Whether it adds a thing that later acts name by its id.
    pub(super) fn adds_thing(&self) -> bool {
        let does = self.text("does");
        self.act == "state" && matches!(does, "add-entity" | "add-relation" | "new-finding")
    }

    /// Whether a merge brings it: acts that put something into tables, and words on conflicts.
    pub(super) fn travels(&self) -> bool {
        !self.rows.is_empty() || self.act == SETTLE
    }

    pub(super) fn text(&self, key: &str) -> &str {
        self.line
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// A journal with the rows that its lines made.
pub(super) struct Book {
    pub(super) acts: Vec<Told>,
    pub(super) known: HashSet<ContentHash>,
    /// Number of the line from which on an act was known in this copy.
    pub(super) since: HashMap<ContentHash, u64>,
    /// Lines that tell of merges, by number.
    pub(super) merges: BTreeMap<u64, Map<String, Value>>,
    pub(super) first: Option<ContentHash>,
}

impl Book {
    /// Reads a case's journal beside its tables.
    pub(super) fn read(case: &Case) -> Result<Self, CaseError> {
        let mut tables = Vec::new();
        for table in TABLES {
            tables.push(rows_in_order(&case.db, table)?.into_iter());
        }
        let mut book = Self {
            acts: Vec::new(),
            known: HashSet::new(),
            since: HashMap::new(),
            merges: BTreeMap::new(),
            first: None,
        };
        for (hash, line) in case.told_lines()? {
            book.first.get_or_insert(hash);
            book.known.insert(hash);
            let of = merged_of(&line).unwrap_or(hash);
            book.known.insert(of);
            let seq = line.get("seq").and_then(Value::as_u64).unwrap_or(0);
            book.since.entry(of).or_insert(seq);
            let act = line.get("act").and_then(Value::as_str).unwrap_or_default();
            let act = act.to_owned();
            if act == ACT {
                let same = line.get("same").and_then(Value::as_array);
                for same in same.into_iter().flatten().filter_map(hash_of) {
                    book.known.insert(same);
                    book.since.entry(same).or_insert(seq);
                }
                book.merges.insert(seq, line.clone());
            }
            let mut rows = Vec::new();
            for (i, table) in TABLES.iter().enumerate() {
                if table.acts.contains(&act.as_str()) {
                    let row = tables[i].next();
                    let fits = |r: &Row| r.says(table) == told_entry(table, &line);
                    let row = row.filter(fits).ok_or_else(|| CaseError::Misfit(format!(
                        "{}: line {} of the journal and table {} do not agree; `verify` says more",
                        case.dir.display(),
                        line.get("seq").unwrap_or(&Value::Null),
                        table.name,
                    )))?;
                    rows.push((i, row));
                }
            }
            book.acts.push(Told {
                seq,
                of,
                act,
                line,
                rows,
            });
        }
        Ok(book)
    }

    /// Number of the row of each act, for acts that others refer to by it.
    pub(super) fn positions(&self) -> HashMap<(usize, ContentHash), i64> {
        let mut positions = HashMap::new();
        for told in &self.acts {
            for (table, row) in &told.rows {
                positions.insert((*table, told.of), row.position);
            }
        }
        positions
    }
}

/// The hash of the line that told first of what a line tells, where that was in another copy.
pub(crate) fn merged_of(line: &Map<String, Value>) -> Option<ContentHash> {
    line.get(MERGED)?.get("line").and_then(hash_of)
}

pub(super) fn hash_of(value: &Value) -> Option<ContentHash> {
    value.as_str()?.parse().ok()
}

/// What is said, without when, by whom it was written down and where it came from.
pub(super) fn said(line: &Map<String, Value>) -> Map<String, Value> {
    let mut said = line.clone();
    said.retain(|key, _| !OWN.contains(&key.as_str()));
    said
}
