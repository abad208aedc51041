//! Each row of ground state against the line of the journal that tells of it, both ways: a row
//! without its line was put in behind the journal's back, a line without its row was lost.
//!
//! A new ground table is one more entry in [`TABLES`]; a test holds the list to the layout.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use model::ContentHash;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use crate::{Case, CaseError, canonical, journal};

/// A ground table, and where its columns stand in the lines of some acts.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) acts: &'static [&'static str],
    pub(crate) columns: &'static [(&'static str, In)],
}

/// Where a line has what a column holds.
#[derive(Clone, Copy)]
pub(crate) enum In {
    /// Under this key.
    Key(&'static str),
    /// Under this key, as a value of which the column has the text.
    Json(&'static str),
    /// The name, or the value, of the key that is one of these.
    NameOf(&'static [&'static str]),
    ValueOf(&'static [&'static str]),
}
use In::{Json, Key, NameOf, ValueOf};

const NAMED: &[&str] = &["reference", "document"];

pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "items",
        acts: &["add"],
        columns: &[("id", Key("item")), ("bytes", Key("bytes"))],
    },
    Table {
        name: "origins",
        acts: &["add", "add-origin"],
        columns: &[("item", Key("item")), ("origin", Json("origin"))],
    },
    Table {
        name: "verdicts",
        acts: &["verdict"],
        columns: &[
            ("sighting", Key("sighting")),
            ("value", Key("value")),
            ("by", Key("actor")),
            ("at", Key("at")),
            ("reason", Key("reason")),
            ("about", Json("about")),
        ],
    },
    Table {
        name: "reference_names",
        acts: &["name"],
        columns: &[
            ("target", NameOf(NAMED)),
            ("id", ValueOf(NAMED)),
            ("product", Key("product")),
            ("by", Key("actor")),
        ],
    },
    Table {
        name: "corrections",
        acts: &["correct"],
        columns: &[
            ("reading", Key("reading")),
            ("line", Key("line")),
            ("text", Key("text")),
            ("by", Key("actor")),
            ("at", Key("at")),
            ("reason", Key("reason")),
            ("about", Json("about")),
        ],
    },
    Table {
        name: "passage_verdicts",
        acts: &["passage-verdict"],
        columns: &[
            ("passage", Key("passage")),
            ("value", Key("value")),
            ("correction", Json("correction")),
            ("by", Key("actor")),
            ("at", Key("at")),
            ("reason", Key("reason")),
            ("about", Json("about")),
        ],
    },
    Table {
        name: "observations",
        acts: &["observe"],
        columns: &[
            ("sighting", Key("sighting")),
            ("function", Key("function")),
            ("seen", Key("seen")),
            ("by", Key("actor")),
            ("at", Key("at")),
            ("reason", Key("reason")),
        ],
    },
    Table {
        name: "said_facts",
        acts: &["say-fact"],
        columns: &[
            ("item", Key("item")),
            ("field", Key("field")),
            ("value", Key("value")),
            ("by", Key("actor")),
            ("at", Key("at")),
            ("reason", Key("reason")),
        ],
    },
    Table {
        name: "product_acts",
        acts: &["product"],
        columns: &[
            ("position", Key("position")),
            // The line's own `act` has the plain name.
            ("act", Key("act_")),
            ("target", Key("target")),
            ("value", Key("value")),
            ("by", Key("actor")),
            ("reason", Key("reason")),
        ],
    },
    Table {
        name: "cut_references",
        acts: &["cut-reference"],
        columns: &[
            ("id", Key("reference")),
            ("address", Key("address")),
            ("product", Key("product")),
            ("by", Key("actor")),
            ("reason", Key("reason")),
        ],
    },
    Table {
        name: "gaps",
        acts: &["gap"],
        columns: &[
            ("name", Key("name")),
            ("why", Key("why")),
            ("url", Key("url")),
            ("record", Key("record")),
            ("at", Key("at")),
        ],
    },
    Table {
        name: "sensitivities",
        acts: &["sensitivity"],
        columns: &[
            ("item", Key("item")),
            ("level", Key("level")),
            ("by", Key("actor")),
            ("at", Key("at")),
            ("reason", Key("reason")),
        ],
    },
    Table {
        name: "drawn_screens",
        acts: &["draw-screen"],
        columns: &[("drawn", Json("drawn"))],
    },
    Table {
        name: "bookmarks",
        acts: &["bookmark"],
        columns: &[
            ("video", Key("video")),
            ("address", Key("address")),
            ("does", Key("does")),
            ("note", Key("note")),
            ("by", Key("actor")),
            ("at", Key("at")),
        ],
    },
    Table {
        name: "statements",
        acts: &["state"],
        columns: &[
            ("position", Key("position")),
            ("subject", Key("subject")),
            ("id", Key("id")),
            ("act", Key("does")),
            ("detail", Json("detail")),
            ("by", Key("actor")),
            ("reason", Key("reason")),
        ],
    },
];

/// A line of the journal with its SHA-256.
pub(crate) type Line = (ContentHash, Map<String, Value>);

/// How many rows, or lines, say the same.
type Counted = BTreeMap<String, u64>;

impl Case {
    /// Where ground state and journal differ, in words.
    pub(crate) fn against_journal(&self) -> Result<Vec<String>, CaseError> {
        // The rows first: a writer beside us adds to both, and the journal is ahead, if anything.
        let mut rows = Vec::new();
        for table in TABLES {
            rows.push(rows_of(&self.db, table)?);
        }
        let recorded: u64 = self
            .db
            .query_row("SELECT seq FROM journal_head", [], |row| row.get(0))?;
        let told = told(&self.dir.join(journal::FILE), recorded)?;
        let mut found = Vec::new();
        for ((table, rows), told) in TABLES.iter().zip(&rows).zip(&told) {
            let keys: BTreeSet<_> = rows.keys().chain(told.keys()).collect();
            for key in keys {
                let (here, there) = (rows.get(key), told.get(key));
                if here != there {
                    found.push(differs(table, key, here, there));
                }
            }
        }
        Ok(found)
    }
}

impl Case {
    /// The journal's lines of some acts, in order, as far as the case took them up.
    ///
    /// # Errors
    /// When the journal can't be read.
    pub fn told_acts(&self, acts: &[&str]) -> Result<Vec<Map<String, Value>>, CaseError> {
        let recorded = self.journal_head()?.seq;
        let path = self.dir.join(journal::FILE);
        let void = void_lines(&path, recorded)?;
        let mut told = Vec::new();
        for_each_line(&path, &mut |line| {
            let seq = line.get("seq").and_then(Value::as_u64).unwrap_or(0);
            let act = line.get("act").and_then(Value::as_str).unwrap_or_default();
            if acts.contains(&act) && seq <= recorded && !void.contains(&seq) {
                told.push(line.clone());
            }
        })?;
        Ok(told)
    }

    /// Every line of the journal that the case took up, in order, with its SHA-256.
    pub(crate) fn told_lines(&self) -> Result<Vec<Line>, CaseError> {
        let recorded = self.journal_head()?.seq;
        let path = self.dir.join(journal::FILE);
        let void = void_lines(&path, recorded)?;
        let mut lines = Vec::new();
        for_each_line(&path, &mut |line| {
            let seq = line.get("seq").and_then(Value::as_u64).unwrap_or(0);
            if seq <= recorded && !void.contains(&seq) {
                // Keys are sorted and there are no blanks: the line has one spelling.
                let mut text = canonical::text(&Value::Object(line.clone()));
                text.push('\n');
                lines.push((ContentHash::of(text.as_bytes()), line.clone()));
            }
        })?;
        Ok(lines)
    }

    /// The SHA-256 of a line of the journal, with its newline; `None` where it is shorter.
    ///
    /// # Errors
    /// When the journal can't be read.
    pub fn line_hash(&self, seq: u64) -> Result<Option<ContentHash>, CaseError> {
        Ok(journal::scan(&self.dir.join(journal::FILE), seq)?.asked)
    }

    /// The same of the journal of a copy that was merged, by its number: `journal.merged-N`.
    ///
    /// # Errors
    /// When that journal can't be read.
    pub fn merged_line_hash(
        &self,
        number: u32,
        seq: u64,
    ) -> Result<Option<ContentHash>, CaseError> {
        let path = self.dir.join(format!("journal.merged-{number}"));
        Ok(journal::scan(&path, seq)?.asked)
    }
}

fn differs(table: &Table, key: &str, rows: Option<&u64>, lines: Option<&u64>) -> String {
    let short: String = key.chars().take(300).collect();
    let what = match (rows, lines) {
        (Some(_), None) => "is in case.db, but in no line of the journal".to_owned(),
        (None, Some(_)) => "is in the journal, but not in case.db".to_owned(),
        (rows, lines) => format!(
            "is in case.db {} times, in the journal {} times",
            rows.unwrap_or(&0),
            lines.unwrap_or(&0)
        ),
    };
    format!("{}: {short} {what}", table.name)
}

fn rows_of(db: &Connection, table: &Table) -> Result<Counted, CaseError> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let mut all = db.prepare(&format!("SELECT {} FROM {}", names.join(", "), table.name))?;
    let mut found = all.query([])?;
    let mut counted = Counted::new();
    while let Some(row) = found.next()? {
        let mut entry = Map::new();
        for (i, (name, place)) in table.columns.iter().enumerate() {
            let value = cell_as_told(row.get_ref(i)?, *place);
            entry.insert((*name).to_owned(), value);
        }
        *counted.entry(canonical::text(&entry.into())).or_default() += 1;
    }
    Ok(counted)
}

/// A column's value as a line of the journal has it.
pub(crate) fn cell_as_told(cell: ValueRef<'_>, place: In) -> Value {
    match cell {
        ValueRef::Integer(n) => n.into(),
        ValueRef::Real(n) => n.into(),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            match place {
                // What is no JSON is compared as the text that it is, and differs.
                Json(_) => serde_json::from_str(&text).unwrap_or(text.into()),
                _ => text.into(),
            }
        }
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
    }
}

/// What the journal tells of, a count for each of [`TABLES`], as far as the database took it up.
fn told(path: &Path, recorded: u64) -> Result<Vec<Counted>, CaseError> {
    let void = void_lines(path, recorded)?;
    let mut told: Vec<Counted> = TABLES.iter().map(|_| Counted::new()).collect();
    for_each_line(path, &mut |line| {
        let seq = line.get("seq").and_then(Value::as_u64).unwrap_or(0);
        if seq > recorded || void.contains(&seq) {
            return;
        }
        let act = line.get("act").and_then(Value::as_str).unwrap_or_default();
        for (table, counted) in TABLES.iter().zip(&mut told) {
            if table.acts.contains(&act) {
                let entry = told_entry(table, line);
                *counted.entry(canonical::text(&entry)).or_default() += 1;
            }
        }
    })?;
    Ok(told)
}

pub(crate) fn told_entry(table: &Table, line: &Map<String, Value>) -> Value {
    let named = |keys: &[&str]| {
        let mut all = line.iter();
        all.find(|(key, _)| keys.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
    };
    let columns = table.columns.iter().map(|(name, place)| {
        let value = match place {
            Key(key) | Json(key) => line.get(*key).cloned(),
            NameOf(keys) => named(keys).map(|(key, _)| key.into()),
            ValueOf(keys) => named(keys).map(|(_, value)| value),
        };
        ((*name).to_owned(), value.unwrap_or(Value::Null))
    });
    Value::Object(columns.collect())
}

/// Lines that were written, but not taken up.
fn void_lines(path: &Path, recorded: u64) -> Result<BTreeSet<u64>, CaseError> {
    let mut void = BTreeSet::new();
    for_each_line(path, &mut |line| {
        if line.get("act").and_then(Value::as_str) == Some("void") {
            let number = |key| line.get(key).and_then(Value::as_u64);
            if let (Some(from), Some(to)) = (number("from"), number("to")) {
                void.extend(from..=to.min(recorded));
            }
        }
    })?;
    Ok(void)
}

/// Passes over what is no line of ours: that is the chain's business.
fn for_each_line(path: &Path, take: &mut dyn FnMut(&Map<String, Value>)) -> Result<(), CaseError> {
    let trouble = |e| CaseError::io(path, e);
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(trouble(e)),
    };
    for line in BufReader::new(file).split(b'\n') {
        if let Ok(Value::Object(line)) = serde_json::from_slice(&line.map_err(trouble)?) {
            take(&line);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ground table is one that refuses changes. `case_meta` holds what the journal's first line
    /// tells, and nothing that people say.
    #[test]
    fn every_ground_table_is_compared_with_the_journal() {
        let mut db = Connection::open_in_memory().expect("a database");
        crate::schema::migrate(&mut db).expect("the layout");
        let mut all = db
            .prepare("SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%_no_update'")
            .expect("a query");
        let ground: BTreeSet<String> = all
            .query_map([], |row| row.get(0))
            .expect("rows")
            .collect::<Result<_, _>>()
            .expect("names");
        let compared = TABLES.iter().map(|t| t.name.to_owned());
        let compared: BTreeSet<String> = compared.chain(["case_meta".to_owned()]).collect();
        assert_eq!(ground, compared, "add the new table to TABLES in told.rs");
    }
}
