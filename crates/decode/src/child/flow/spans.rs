//! Merged cells of tables: what stands in a cell that goes over several rows is said in each of
//! them, so that a row can be read by itself, and cells after a wide one keep their columns.

use std::collections::BTreeMap;

use super::blocks::{BlockMark, Builder, LONG_CELL};

/// Columns and rows that a cell may go over.
const MOST: usize = 200;

/// The merged cells of one table.
#[derive(Default)]
pub struct Spans {
    column: usize,
    open: Option<Open>,
    /// By column: rows to come, columns, and words.
    down: BTreeMap<usize, (usize, usize, String)>,
}

struct Open {
    mark: BlockMark,
    rows: usize,
    columns: usize,
}

impl Spans {
    /// A row begins.
    pub fn row(&mut self) {
        self.column = 0;
        self.open = None;
    }

    /// A cell begins that goes over so many rows and columns.
    pub fn begin(&mut self, builder: &mut Builder, rows: usize, columns: usize) {
        self.go_on(builder);
        self.open = Some(Open {
            mark: builder.mark(),
            rows: rows.clamp(1, MOST),
            columns: columns.clamp(1, MOST),
        });
    }

    /// How many columns the open cell goes over, where that is said inside of it.
    pub fn widen(&mut self, columns: usize) {
        if let Some(open) = &mut self.open {
            open.columns = columns.clamp(1, MOST);
        }
    }

    /// The open cell ends; the next one is in the column after it.
    pub fn end(&mut self, builder: &mut Builder) {
        let Some(open) = self.open.take() else {
            builder.cell_end();
            return;
        };
        let words = builder.since(open.mark).trim();
        if open.rows > 1 && !words.is_empty() && words.chars().count() <= LONG_CELL {
            let words = words.to_owned();
            let kept = (open.rows - 1, open.columns, words);
            self.down.insert(self.column, kept);
        }
        self.pass(builder, open.columns);
    }

    /// The row ends: cells from above may stand at its end.
    pub fn row_end(&mut self, builder: &mut Builder) {
        if self.open.is_some() {
            self.end(builder);
        }
        if self.column > 0 {
            self.go_on(builder);
        }
        self.column = 0;
    }

    /// Of a document that says for each row whether a cell goes on: the words of the open cell are
    /// those of the one above, or the first of others below.
    pub fn merge(&mut self, builder: &mut Builder, begins: bool, goes_on: bool) {
        let Some(open) = &self.open else { return };
        let words = builder.since(open.mark).trim().to_owned();
        match (begins, goes_on) {
            (true, _) if words.chars().count() <= LONG_CELL => {
                self.down.insert(self.column, (1, open.columns, words));
            }
            (false, true) if words.is_empty() => {
                if let Some((_, _, above)) = self.down.get(&self.column) {
                    builder.words(&above.clone());
                }
            }
            _ => {
                self.down.remove(&self.column);
            }
        }
        let columns = open.columns;
        self.open = None;
        self.pass(builder, columns);
    }

    fn go_on(&mut self, builder: &mut Builder) {
        while let Some((rows, columns, words)) = self.down.remove(&self.column) {
            builder.words(&words);
            if rows > 1 {
                self.down.insert(self.column, (rows - 1, columns, words));
            }
            self.pass(builder, columns);
        }
    }

    fn pass(&mut self, builder: &mut Builder, columns: usize) {
        for _ in 0..columns {
            builder.cell_end();
        }
        self.column += columns;
    }
}
