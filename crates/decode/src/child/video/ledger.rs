//! The record of what was lost while decoding.

use model::{Damage, TimeBase, Timestamp};

/// More is only counted.
const MOST: usize = 1000;

pub struct Ledger {
    base: TimeBase,
    records: Vec<Damage>,
    count: u64,
    last: Option<i64>,
}

impl Ledger {
    pub fn new(base: TimeBase) -> Self {
        Self {
            base,
            records: Vec::new(),
            count: 0,
            last: None,
        }
    }

    /// A good frame was shown at this time.
    pub fn shown(&mut self, pts: i64) {
        self.last = Some(pts);
    }

    pub fn lost(&mut self, what: String) {
        self.count += 1;
        if self.records.len() < MOST {
            let after = self.last.map(|pts| Timestamp::new(pts, self.base));
            self.records.push(Damage { after, what });
        }
    }

    pub fn first(&self) -> Option<&str> {
        self.records.first().map(|d| d.what.as_str())
    }

    /// The records, and how many there would be without the bound.
    pub fn into_records(self) -> (Vec<Damage>, u64) {
        (self.records, self.count)
    }
}
