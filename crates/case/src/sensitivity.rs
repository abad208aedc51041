//! How far items may go, as people say; the latest word on an item counts.

use std::collections::BTreeMap;

use model::{ItemId, Sensitivity};
use serde_json::json;

use crate::acts::Entry;
use crate::people::named_person;
use crate::{Case, CaseError, rows};

impl Case {
    /// Says how far an item may go.
    ///
    /// # Errors
    /// When the case doesn't have the item, nobody is named, or the case can't be written.
    pub fn set_sensitivity(
        &mut self,
        item: ItemId,
        level: Sensitivity,
        by: &str,
        reason: &str,
    ) -> Result<(), CaseError> {
        named_person(by)?;
        if self.item(item)?.is_none() {
            return Err(CaseError::NoSuchItem(item.to_string()));
        }
        self.act(|db| {
            let (level, at) = (rows::name("the level", &level)?, rows::now());
            db.execute(
                "INSERT INTO sensitivities (item, level, by, at, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
                (item.0.to_hex(), &level, by, &at, reason),
            )?;
            let detail = json!({ "item": item, "level": level, "at": at, "reason": reason });
            Ok(((), Some(Entry::new("sensitivity", detail).by(by))))
        })
    }

    /// What was said of items; all others are [`Sensitivity::Internal`].
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn sensitivities(&self) -> Result<BTreeMap<ItemId, Sensitivity>, CaseError> {
        let mut all = self
            .db
            .prepare_cached("SELECT item, level FROM sensitivities ORDER BY position")?;
        let mut found = all.query([])?;
        let mut levels = BTreeMap::new();
        while let Some(row) = found.next()? {
            let level = rows::named("a level", &row.get::<_, String>(1)?)?;
            levels.insert(rows::id(&row.get::<_, String>(0)?)?, level);
        }
        Ok(levels)
    }
}
