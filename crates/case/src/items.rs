//! Items and where they came from.

use std::collections::HashMap;

use model::{
    Credentials, ItemId, ItemKind, ItemPrefix, Origin, SIGNER_TRUST, SignerTrust, credentials_of,
};
use rusqlite::{OptionalExtension, Row};
use serde_json::json;

use crate::acts::Entry;
use crate::{Added, Case, CaseError, ItemRow, canonical, rows};

const COLUMNS: &str =
    "SELECT items.id, items.bytes, items.added_at, item_kinds.kind, item_kinds.note
                       FROM items LEFT JOIN item_kinds ON item_kinds.item = items.id";

impl Case {
    /// Adds an item with one account of where it came from; what is known already is not added
    /// twice. The bytes are the vault's.
    ///
    /// # Errors
    /// When the case can't be written.
    pub fn add_item(
        &mut self,
        item: ItemId,
        bytes: u64,
        origin: &Origin,
    ) -> Result<Added, CaseError> {
        let id = item.0.to_hex();
        let account = canonical::of("the origin", origin)?;
        self.act(|db| {
            let now = rows::now();
            let known: Option<u64> = db
                .prepare_cached("SELECT bytes FROM items WHERE id = ?1")?
                .query_row([&id], |row| row.get(0))
                .optional()?;
            match known {
                None => {
                    db.prepare_cached(
                        "INSERT INTO items (id, bytes, added_at) VALUES (?1, ?2, ?3)",
                    )?
                    .execute((&id, bytes, &now))?;
                }
                Some(n) if n != bytes => {
                    return Err(CaseError::Misfit(format!(
                        "item {item} was added with {n} bytes, now it is said to have {bytes}"
                    )));
                }
                Some(_) => {}
            }
            let new_origin = db
                .prepare_cached(
                    "INSERT INTO origins (item, origin, added_at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (item, origin) DO NOTHING",
                )?
                .execute((&id, &account, &now))?;
            let (added, act) = match (known, new_origin) {
                (None, _) => (Added::NewItem, "add"),
                (Some(_), 0) => return Ok((Added::Known, None)),
                (Some(_), _) => (Added::NewOrigin, "add-origin"),
            };
            let detail = json!({ "item": item, "bytes": bytes, "origin": origin });
            let entry = Entry::new(act, detail);
            let entry = match &origin.collected_by {
                Some(alias) => entry.by(alias),
                None => entry,
            };
            Ok((added, Some(entry)))
        })
    }

    /// All items, in the order they were added.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn items(&self) -> Result<Vec<ItemRow>, CaseError> {
        let mut origins: HashMap<String, Vec<Origin>> = HashMap::new();
        let mut all = self
            .db
            .prepare_cached("SELECT item, origin FROM origins ORDER BY position")?;
        let mut found = all.query([])?;
        while let Some(row) = found.next()? {
            let origin = rows::parsed("an origin", row.get_ref(1)?.as_str().map_err(column)?)?;
            origins.entry(row.get(0)?).or_default().push(origin);
        }
        let mut items = self
            .db
            .prepare_cached(&format!("{COLUMNS} ORDER BY items.position"))?;
        let mut found = items.query([])?;
        let mut answer = Vec::new();
        while let Some(row) = found.next()? {
            let id: String = row.get(0)?;
            let mut item = item_row(row, &id)?;
            item.origins = origins.remove(&id).unwrap_or_default();
            answer.push(item);
        }
        Ok(answer)
    }

    /// One item; `None` where the case doesn't have it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn item(&self, item: ItemId) -> Result<Option<ItemRow>, CaseError> {
        let id = item.0.to_hex();
        let mut one = self
            .db
            .prepare_cached(&format!("{COLUMNS} WHERE items.id = ?1"))?;
        let mut found = one.query([&id])?;
        let Some(row) = found.next()? else {
            return Ok(None);
        };
        let mut answer = item_row(row, &id)?;
        let mut origins = self
            .db
            .prepare_cached("SELECT origin FROM origins WHERE item = ?1 ORDER BY position")?;
        let mut found = origins.query([&id])?;
        while let Some(row) = found.next()? {
            let text = row.get_ref(0)?.as_str().map_err(column)?;
            answer.origins.push(rows::parsed("an origin", text)?);
        }
        Ok(Some(answer))
    }

    /// Content Credentials that were found in an item; `None` where there are none, or it was not
    /// looked.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn credentials(&self, item: ItemId) -> Result<Option<Credentials>, CaseError> {
        let found = self.other(&credentials_of(&item).key())?;
        let found = found.filter(|value| !value.is_null());
        found
            .map(|value| rows::parsed("Content Credentials", &value.to_string()))
            .transpose()
    }

    /// How the signer of an item's Content Credentials stands to the list that was given last;
    /// `None` where none was.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn signer_trust(&self, item: ItemId) -> Result<Option<SignerTrust>, CaseError> {
        let found: Option<Option<String>> = self
            .db
            .prepare_cached(
                "SELECT output FROM work WHERE item = ?1 AND step = ?2 AND state = 'done'
                 ORDER BY position DESC LIMIT 1",
            )?
            .query_row([&item.0.to_hex(), SIGNER_TRUST], |row| row.get(0))
            .optional()?;
        let found = found.flatten().filter(|text| text != "null");
        found
            .map(|text| rows::parsed("a signer's standing", &text))
            .transpose()
    }

    /// The item whose SHA-256 starts with these digits.
    ///
    /// # Errors
    /// When no item does, or several do (up to ten are named).
    pub fn resolve(&self, prefix: &ItemPrefix) -> Result<ItemId, CaseError> {
        // Hex digits sort before `g`, so this is the range of the prefix.
        let mut range = self.db.prepare_cached(
            "SELECT id FROM items WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT 10",
        )?;
        let ids: Vec<String> = range
            .query_map([prefix.as_str()], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        match ids.as_slice() {
            [] => Err(CaseError::NoSuchItem(prefix.to_string())),
            [id] => rows::id(id),
            several => Err(CaseError::AmbiguousItem {
                prefix: prefix.to_string(),
                candidates: several
                    .iter()
                    .map(|id| rows::id(id))
                    .collect::<Result<_, _>>()?,
            }),
        }
    }
}

fn item_row(row: &Row<'_>, id: &str) -> Result<ItemRow, CaseError> {
    let kind: Option<String> = row.get(3)?;
    let kind: Option<ItemKind> = kind
        .map(|name| rows::named("an item's kind", &name))
        .transpose()?;
    Ok(ItemRow {
        id: rows::id(id)?,
        bytes: row.get(1)?,
        added_at: row.get(2)?,
        kind,
        note: row.get(4)?,
        origins: Vec::new(),
    })
}

/// A column that isn't the text it should be; STRICT tables rule it out unless damaged.
pub(crate) fn column(error: rusqlite::types::FromSqlError) -> CaseError {
    CaseError::Unreadable {
        what: "a column",
        detail: error.to_string(),
    }
}
