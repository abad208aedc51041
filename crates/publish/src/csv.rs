//! Tables as CSV (RFC 4180): quoted where needed, lines end with CR LF, and no cell begins a
//! formula in a spreadsheet.

/// A table in the making.
pub struct Table {
    columns: usize,
    text: String,
}

impl Table {
    pub fn new(names: &[&str]) -> Self {
        let mut table = Self {
            columns: names.len(),
            text: String::new(),
        };
        table.line(names.iter().map(|n| (*n).to_owned()));
        table
    }

    /// Adds a row; cells beyond the columns are left out, missing ones are empty.
    pub fn row(&mut self, cells: &[String]) {
        let columns = self.columns;
        let empty = std::iter::repeat_n(String::new(), columns.saturating_sub(cells.len()));
        let all: Vec<String> = cells.iter().take(columns).cloned().chain(empty).collect();
        self.line(all.into_iter());
    }

    fn line(&mut self, cells: impl Iterator<Item = String>) {
        let quoted: Vec<String> = cells.map(|c| cell(&c)).collect();
        self.text.push_str(&quoted.join(","));
        self.text.push_str("\r\n");
    }

    /// With the mark that tells spreadsheets that it is UTF-8.
    pub fn text(self) -> String {
        format!("\u{feff}{}", self.text)
    }
}

fn cell(text: &str) -> String {
    // A spreadsheet would run it; a number stays one.
    let formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let safe = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}
