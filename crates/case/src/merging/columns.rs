//! Rows of ground tables as they are, column by column, and the numbers in them by which acts speak
//! of other acts.

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, ToSql};
use serde_json::{Map, Value};

use crate::told::{Table, cell_as_told};
use crate::{CaseError, canonical};

/// A row of a ground table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) position: i64,
    names: Vec<String>,
    cells: Vec<Cell>,
}

impl Row {
    pub(crate) fn get(&self, name: &str) -> Option<&Cell> {
        let at = self.names.iter().position(|n| n == name)?;
        self.cells.get(at)
    }

    pub(crate) fn set(&mut self, name: &str, value: Cell) {
        if let Some(at) = self.names.iter().position(|n| n == name) {
            self.cells[at] = value;
        }
    }

    fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }

    /// What its line says, as `told` compares them.
    pub(crate) fn says(&self, table: &Table) -> Value {
        let columns = table.columns.iter().map(|(name, place)| {
            let value = match *name {
                "position" => self.position.into(),
                _ => self
                    .get(name)
                    .map_or(Value::Null, |cell| cell_as_told(cell.into(), *place)),
            };
            ((*name).to_owned(), value)
        });
        Value::Object(columns.collect())
    }
}

/// All rows of a ground table, in the order in which they came.
pub(crate) fn rows_in_order(db: &Connection, table: &Table) -> Result<Vec<Row>, CaseError> {
    let mut all = db.prepare(&format!("SELECT * FROM {} ORDER BY position", table.name))?;
    let names: Vec<String> = all.column_names().map(str::to_owned).collect();
    let at = names.iter().position(|n| n == "position").unwrap_or(0);
    let mut found = all.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut cells = Vec::new();
        for i in (0..names.len()).filter(|i| *i != at) {
            cells.push(row.get(i)?);
        }
        let mut names = names.clone();
        names.remove(at);
        rows.push(Row {
            position: row.get(at)?,
            names,
            cells,
        });
    }
    Ok(rows)
}

/// Adds a row behind the others; answers its number.
pub(crate) fn insert(db: &Connection, table: &Table, row: &Row) -> Result<i64, CaseError> {
    let marks = vec!["?"; row.names.len()].join(", ");
    let (name, columns) = (table.name, row.names.join(", "));
    let text = format!("INSERT INTO {name} ({columns}) VALUES ({marks})");
    let cells = row.cells.iter().map(|c| c as &dyn ToSql);
    db.prepare_cached(&text)?
        .execute(rusqlite::params_from_iter(cells))?;
    Ok(db.last_insert_rowid())
}

/// Columns that make a row of some tables one that is there once.
fn key(table: &Table) -> &'static [&'static str] {
    match table.name {
        "items" => &["id"],
        "origins" => &["item", "origin"],
        "gaps" => &["name", "why", "record"],
        _ => &[],
    }
}

/// Whether a table that holds everything once has this already.
pub(crate) fn is_known(db: &Connection, table: &Table, row: &Row) -> bool {
    let key = key(table);
    if key.is_empty() {
        return false;
    }
    let same: Vec<String> = key.iter().map(|k| format!("{k} IS ?")).collect();
    let text = format!("SELECT 1 FROM {} WHERE {}", table.name, same.join(" AND "));
    let cells = key
        .iter()
        .map(|k| row.get(k).cloned().unwrap_or(Cell::Null));
    let found = db
        .prepare_cached(&text)
        .and_then(|mut ask| ask.exists(rusqlite::params_from_iter(cells.collect::<Vec<_>>())));
    // Where it can't be asked, adding it says why.
    found.unwrap_or(false)
}

/// A number in a row by which it speaks of another act.
pub(crate) struct Number {
    /// The table of that act.
    pub(crate) table: &'static str,
    pub(crate) position: i64,
    place: Place,
}

enum Place {
    /// The column and key `target`, as text.
    Target,
    /// `position` within the act of the column and key `detail`.
    Detail,
}

impl Number {
    /// Puts another number in its place.
    pub(crate) fn set(&self, here: i64, row: &mut Row, line: &mut Map<String, Value>) {
        match &self.place {
            Place::Target => {
                row.set("target", Cell::Text(here.to_string()));
                line.insert("target".to_owned(), here.to_string().into());
            }
            Place::Detail => {
                if let Some(detail) = line.get_mut("detail") {
                    detail["detail"]["position"] = here.into();
                    row.set("detail", Cell::Text(canonical::text(detail)));
                }
            }
        }
    }
}

/// The numbers by which a row speaks of other acts.
pub(crate) fn numbers(table: &Table, row: &Row, line: &Map<String, Value>) -> Vec<Number> {
    match table.name {
        "product_acts" if row.text("act") == "undo" => row
            .text("target")
            .parse()
            .ok()
            .map(|position| Number {
                table: "product_acts",
                position,
                place: Place::Target,
            })
            .into_iter()
            .collect(),
        "statements" => {
            let word = row.text("act");
            if !matches!(word, "undo" | "take-back") {
                return Vec::new();
            }
            // Verdicts on proposals are taken back by their own number.
            let of_verdicts = word == "take-back" && row.text("subject") == "proposal";
            let position = line
                .get("detail")
                .and_then(|d| d.get("detail")?.get("position"));
            let position = position.and_then(Value::as_i64);
            position
                .map(|position| Number {
                    table: if of_verdicts {
                        "verdicts"
                    } else {
                        "statements"
                    },
                    position,
                    place: Place::Detail,
                })
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}
