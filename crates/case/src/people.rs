//! What people said: verdicts on sightings, and names of products given one by one. Nothing of it is ever changed;
//! a later word stands beside the earlier one.

use std::collections::HashSet;

use model::{ItemId, ReferenceId, Verdict};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use crate::acts::Entry;
use crate::{Case, CaseError, canonical, rows};

impl Case {
    /// The whole id of the sighting that starts with these digits (at least four).
    ///
    /// # Errors
    /// When no sighting does, or several do.
    pub fn resolve_sighting(&self, prefix: &str) -> Result<String, CaseError> {
        let none = || CaseError::NoSuchSighting(prefix.to_owned());
        let digits = prefix.to_ascii_lowercase();
        if digits.len() < 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(none());
        }
        let mut range = self.db.prepare_cached(
            "SELECT id FROM sightings WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT 10",
        )?;
        let mut ids: Vec<String> = range
            .query_map([&digits], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        match (ids.pop(), ids.is_empty()) {
            (None, _) => Err(none()),
            (Some(id), true) => Ok(id),
            (Some(last), false) => {
                ids.push(last);
                Err(CaseError::AmbiguousSighting {
                    prefix: prefix.to_owned(),
                    candidates: ids,
                })
            }
        }
    }

    /// Adds a verdict beside the earlier ones; `sighting` may be shortened.
    ///
    /// # Errors
    /// When there is no such sighting, nobody gave the verdict, or the case can't be written.
    pub fn add_verdict(&mut self, sighting: &str, verdict: &Verdict) -> Result<(), CaseError> {
        let id = self.resolve_sighting(sighting)?;
        named_person(&verdict.by)?;
        self.act(|db| {
            let proposal: String = db
                .query_row("SELECT sighting FROM sightings WHERE id = ?1", [&id], |r| {
                    r.get(0)
                })
                .optional()?
                .ok_or_else(|| CaseError::NoSuchSighting(id.clone()))?;
            let mut about: Value = rows::parsed("a sighting", &proposal)?;
            if let Some(entries) = about.as_object_mut() {
                entries.remove("track");
            }
            let value = rows::name("the verdict", &verdict.value)?;
            db.execute(
                "INSERT INTO verdicts (sighting, value, by, at, reason, about)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    &id,
                    &value,
                    &verdict.by,
                    &verdict.at,
                    &verdict.reason,
                    canonical::text(&about),
                ),
            )?;
            let detail = json!({ "sighting": id, "value": value, "reason": verdict.reason,
                                 "at": verdict.at, "about": about });
            Ok(((), Some(Entry::new("verdict", detail).by(&verdict.by))))
        })
    }

    /// All verdicts on a sighting, in the order they were given. The whole id; the sighting
    /// itself may be gone.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn verdicts(&self, sighting: &str) -> Result<Vec<Verdict>, CaseError> {
        let all = self.all_verdicts()?;
        let of_it = all.into_iter().filter(|(id, _)| id == sighting);
        Ok(of_it.map(|(_, verdict)| verdict).collect())
    }

    /// Verdicts on sightings that are no longer proposed, for example since a step's new version
    /// sees their first moment elsewhere: id and verdict.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn verdicts_without_sighting(&self) -> Result<Vec<(String, Verdict)>, CaseError> {
        self.read_verdicts("WHERE sighting NOT IN (SELECT id FROM sightings)")
    }

    pub(crate) fn all_verdicts(&self) -> Result<Vec<(String, Verdict)>, CaseError> {
        self.read_verdicts("")
    }

    fn read_verdicts(&self, which: &str) -> Result<Vec<(String, Verdict)>, CaseError> {
        let mut all = self.db.prepare_cached(&format!(
            "SELECT sighting, value, by, at, reason, position FROM verdicts {which} ORDER BY position"
        ))?;
        let settled = self.settled()?;
        let mut found = all.query([])?;
        let mut verdicts = Vec::new();
        while let Some(row) = found.next()? {
            if settled.taken_back.contains(&row.get(5)?) {
                continue;
            }
            let verdict = Verdict {
                value: rows::named("a verdict", &row.get::<_, String>(1)?)?,
                by: row.get(2)?,
                at: row.get(3)?,
                reason: row.get(4)?,
                arbiter: false,
            };
            verdicts.push((row.get::<_, String>(0)?, verdict));
        }
        // An arbiter decides only between verdicts, so a proposal without any has none.
        let judged: HashSet<String> = verdicts.iter().map(|(id, _)| id.clone()).collect();
        for (id, arbiters) in settled.arbiters {
            if judged.contains(&id) {
                verdicts.extend(arbiters.into_iter().map(|v| (id.clone(), v)));
            }
        }
        Ok(verdicts)
    }

    /// The numbers of a person's verdicts on a sighting that still count.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn verdict_numbers(&self, sighting: &str, by: &str) -> Result<Vec<i64>, CaseError> {
        let mut of = self.db.prepare_cached(
            "SELECT position FROM verdicts WHERE sighting = ?1 AND by = ?2 ORDER BY position",
        )?;
        let all: Vec<i64> = of
            .query_map([sighting, by], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let settled = self.settled()?;
        Ok(all
            .into_iter()
            .filter(|p| !settled.taken_back.contains(p))
            .collect())
    }

    /// Says which product a reference shows.
    ///
    /// # Errors
    /// When there is no such reference, the name or the person is empty, or the case can't be
    /// written.
    pub fn name_reference(
        &mut self,
        reference: ReferenceId,
        product: &str,
        by: &str,
    ) -> Result<(), CaseError> {
        let id = reference.0.to_hex();
        let known = self
            .db
            .prepare_cached("SELECT 1 FROM document_references WHERE id = ?1")?
            .exists([&id])?;
        if !known {
            return Err(CaseError::NoSuchReference(reference));
        }
        self.add_name("reference", &id, product, by)
    }

    /// Says which product all references of a document show, but those named by themselves.
    ///
    /// # Errors
    /// When the case doesn't have the document, the name or the person is empty, or the case
    /// can't be written.
    pub fn name_document(
        &mut self,
        document: ItemId,
        product: &str,
        by: &str,
    ) -> Result<(), CaseError> {
        if self.item(document)?.is_none() {
            return Err(CaseError::NoSuchItem(document.to_string()));
        }
        self.add_name("document", &document.0.to_hex(), product, by)
    }

    fn add_name(
        &mut self,
        target: &str,
        id: &str,
        product: &str,
        by: &str,
    ) -> Result<(), CaseError> {
        named_person(by)?;
        let product = product.trim();
        if product.is_empty() {
            return Err(CaseError::Misfit("a product needs a name".to_owned()));
        }
        self.act(|db| {
            db.execute(
                "INSERT INTO reference_names (target, id, product, by, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                (target, id, product, by, rows::now()),
            )?;
            let detail = json!({ target: id, "product": product });
            Ok(((), Some(Entry::new("name", detail).by(by))))
        })
    }
}

pub(crate) fn named_person(by: &str) -> Result<(), CaseError> {
    if by.trim().is_empty() {
        return Err(CaseError::Misfit(
            "a person's word needs the alias of the person".to_owned(),
        ));
    }
    Ok(())
}
