//! What exports and archives tell of and do not hold: a gap is shown, not passed over.

use model::ItemId;
use serde_json::json;

use crate::acts::Entry;
use crate::{Case, CaseError, rows};

/// Something that a record tells of and that is not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// Path, address or id, as the record has it.
    pub name: String,
    pub why: String,
    pub url: Option<String>,
    /// The item that tells of it, where it was kept.
    pub record: Option<ItemId>,
}

impl Case {
    /// Adds a gap; one that is known is not added again. Answers whether it is new.
    ///
    /// # Errors
    /// When the case can't be written.
    pub fn add_gap(&mut self, gap: &Gap) -> Result<bool, CaseError> {
        let record = gap.record.map(|r| r.0.to_hex());
        self.act(|db| {
            let known = db
                .prepare_cached("SELECT 1 FROM gaps WHERE name = ?1 AND why = ?2 AND record IS ?3")?
                .exists((&gap.name, &gap.why, &record))?;
            if known {
                return Ok((false, None));
            }
            let at = rows::now();
            db.execute(
                "INSERT INTO gaps (name, why, url, record, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                (&gap.name, &gap.why, &gap.url, &record, &at),
            )?;
            let detail = json!({ "name": gap.name, "why": gap.why, "url": gap.url,
                                 "record": gap.record, "at": at });
            Ok((true, Some(Entry::new("gap", detail))))
        })
    }

    /// All gaps, in the order in which they were found.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn gaps(&self) -> Result<Vec<Gap>, CaseError> {
        let mut all = self
            .db
            .prepare_cached("SELECT name, why, url, record FROM gaps ORDER BY position")?;
        let mut found = all.query([])?;
        let mut gaps = Vec::new();
        while let Some(row) = found.next()? {
            let record: Option<String> = row.get(3)?;
            gaps.push(Gap {
                name: row.get(0)?,
                why: row.get(1)?,
                url: row.get(2)?,
                record: record.map(|r| rows::id(&r)).transpose()?,
            });
        }
        Ok(gaps)
    }
}
