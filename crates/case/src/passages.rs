//! Passages as they are proposed, what people say of them, and what people see on sightings.

use std::collections::{BTreeMap, HashSet};

use model::{
    ContentHash, ItemId, Passage, PassageVerdict, PassageVerdictValue, Verdict, VerdictValue,
};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

use crate::acts::Entry;
use crate::people::named_person;
use crate::{Case, CaseError, Observation, PassageRow, Seen, canonical, rows};

impl Case {
    /// All passages with their verdicts, documents in the order they were added, each in reading
    /// order.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn passages(&self) -> Result<Vec<PassageRow>, CaseError> {
        let mut verdicts: BTreeMap<String, Vec<PassageVerdict>> = BTreeMap::new();
        for (passage, verdict) in self.passage_verdicts("")? {
            verdicts.entry(passage).or_default().push(verdict);
        }
        let mut all = self.db.prepare_cached(
            "SELECT p.id, p.passage FROM passages AS p LEFT JOIN items ON items.id = p.item
             ORDER BY items.position IS NULL, items.position, p.item, p.number",
        )?;
        let mut found = all.query([])?;
        let mut answer = Vec::new();
        while let Some(row) = found.next()? {
            let id: String = row.get(0)?;
            answer.push(PassageRow {
                passage: rows::parsed("a passage", &row.get::<_, String>(1)?)?,
                verdicts: verdicts.remove(&id).unwrap_or_default(),
                id,
            });
        }
        Ok(answer)
    }

    /// The whole id of the passage that starts with these digits (at least four).
    ///
    /// # Errors
    /// When no passage does, or several do.
    pub fn resolve_passage(&self, prefix: &str) -> Result<String, CaseError> {
        let none = || CaseError::NoSuchPassage(prefix.to_owned());
        let digits = prefix.to_ascii_lowercase();
        if digits.len() < 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(none());
        }
        let mut range = self.db.prepare_cached(
            "SELECT id FROM passages WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT 10",
        )?;
        let ids: Vec<String> = range
            .query_map([&digits], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        match <[String; 1]>::try_from(ids) {
            Ok([id]) => Ok(id),
            Err(ids) if ids.is_empty() => Err(none()),
            Err(candidates) => Err(CaseError::AmbiguousPassage {
                prefix: prefix.to_owned(),
                candidates,
            }),
        }
    }

    /// Adds a verdict on a passage beside the earlier ones; `passage` may be shortened.
    ///
    /// # Errors
    /// When there is no such passage, nobody gave the verdict, or the case can't be written.
    pub fn add_passage_verdict(
        &mut self,
        passage: &str,
        verdict: &PassageVerdict,
    ) -> Result<String, CaseError> {
        let id = self.resolve_passage(passage)?;
        named_person(&verdict.by)?;
        self.act(|db| {
            let proposal: String = db
                .query_row("SELECT passage FROM passages WHERE id = ?1", [&id], |r| {
                    r.get(0)
                })
                .optional()?
                .ok_or_else(|| CaseError::NoSuchPassage(id.clone()))?;
            let about: Value = rows::parsed("a passage", &proposal)?;
            let value = rows::name("the verdict", &verdict.value)?;
            let correction = verdict
                .correction
                .as_ref()
                .map(|c| canonical::of("the correction", c))
                .transpose()?;
            db.execute(
                "INSERT INTO passage_verdicts (passage, value, correction, by, at, reason, about)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    &id,
                    &value,
                    &correction,
                    &verdict.by,
                    &verdict.at,
                    &verdict.reason,
                    &proposal,
                ),
            )?;
            let detail = json!({ "passage": id, "value": value, "correction": verdict.correction,
                                 "reason": verdict.reason, "at": verdict.at, "about": about });
            let entry = Entry::new("passage-verdict", detail).by(&verdict.by);
            Ok((id.clone(), Some(entry)))
        })
    }

    /// Verdicts on passages that are no longer proposed, for example since the capability file
    /// changed: the passage's id, the passage as it was judged, and the verdict.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn verdicts_without_passage(&self) -> Result<Vec<(String, PassageVerdict)>, CaseError> {
        self.passage_verdicts("WHERE passage NOT IN (SELECT id FROM passages)")
    }

    fn passage_verdicts(&self, which: &str) -> Result<Vec<(String, PassageVerdict)>, CaseError> {
        let mut all = self.db.prepare_cached(&format!(
            "SELECT passage, value, correction, by, at, reason FROM passage_verdicts {which}
             ORDER BY position"
        ))?;
        let mut found = all.query([])?;
        let mut verdicts = Vec::new();
        while let Some(row) = found.next()? {
            let correction: Option<String> = row.get(2)?;
            let verdict = PassageVerdict {
                value: rows::named("a verdict", &row.get::<_, String>(1)?)?,
                correction: correction
                    .map(|json| rows::parsed("a correction", &json))
                    .transpose()?,
                by: row.get(3)?,
                at: row.get(4)?,
                reason: row.get(5)?,
                arbiter: false,
            };
            verdicts.push((row.get::<_, String>(0)?, verdict));
        }
        let judged: HashSet<String> = verdicts.iter().map(|(id, _)| id.clone()).collect();
        for (id, arbiters) in self.settled()?.arbiters {
            if judged.contains(&id) {
                verdicts.extend(
                    arbiters
                        .into_iter()
                        .map(|v| (id.clone(), as_passage_verdict(v))),
                );
            }
        }
        Ok(verdicts)
    }

    /// Says what a person sees of a function on a sighting; `sighting` may be shortened.
    ///
    /// # Errors
    /// When there is no such sighting, nobody is named, or the case can't be written.
    pub fn observe(&mut self, observation: &Observation) -> Result<(), CaseError> {
        let id = self.resolve_sighting(&observation.sighting)?;
        named_person(&observation.by)?;
        self.act(|db| {
            let about: String = db
                .query_row("SELECT sighting FROM sightings WHERE id = ?1", [&id], |r| {
                    r.get(0)
                })
                .optional()?
                .ok_or_else(|| CaseError::NoSuchSighting(id.clone()))?;
            let mut about: Value = rows::parsed("a sighting", &about)?;
            if let Some(entries) = about.as_object_mut() {
                entries.remove("track");
            }
            let seen = rows::name("what was seen", &observation.seen)?;
            db.execute(
                "INSERT INTO observations (sighting, function, seen, by, at, reason, about)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    &id,
                    &observation.function,
                    &seen,
                    &observation.by,
                    &observation.at,
                    &observation.reason,
                    canonical::text(&about),
                ),
            )?;
            let detail = json!({ "sighting": id, "function": observation.function, "seen": seen,
                                 "reason": observation.reason, "at": observation.at });
            Ok(((), Some(Entry::new("observe", detail).by(&observation.by))))
        })
    }

    /// What people saw on sightings, in the order in which they said it; each person's latest
    /// word on a sighting and function, without what was taken back.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn observations(&self) -> Result<Vec<Observation>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT sighting, function, seen, by, at, reason FROM observations ORDER BY position",
        )?;
        let mut found = all.query([])?;
        let mut latest: Vec<Observation> = Vec::new();
        while let Some(row) = found.next()? {
            let said = Observation {
                sighting: row.get(0)?,
                function: row.get(1)?,
                seen: rows::named("what was seen", &row.get::<_, String>(2)?)?,
                by: row.get(3)?,
                at: row.get(4)?,
                reason: row.get(5)?,
            };
            latest.retain(|o| {
                (&o.sighting, &o.function, &o.by) != (&said.sighting, &said.function, &said.by)
            });
            latest.push(said);
        }
        latest.retain(|o| o.seen != Seen::Withdrawn);
        Ok(latest)
    }
}

pub(crate) fn write_passages(
    db: &Connection,
    work: i64,
    item: &ItemId,
    passages: &[Passage],
) -> Result<(), CaseError> {
    let id = item.0.to_hex();
    db.execute("DELETE FROM passages WHERE item = ?1", [&id])?;
    let mut rows = db.prepare_cached(
        "INSERT INTO passages (id, work, number, item, passage) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut taken = std::collections::HashSet::new();
    for (number, passage) in passages.iter().enumerate() {
        if passage.item != *item {
            return Err(CaseError::Misfit(format!(
                "a passage of {} was recorded for document {item}",
                passage.item
            )));
        }
        let mut nth = 0;
        let mut name = passage_id(passage, nth);
        while !taken.insert(name.clone()) {
            nth += 1;
            name = passage_id(passage, nth);
        }
        let text = canonical::of("a passage", passage)?;
        // JSON has no infinities: what can't be read back must not be written.
        crate::rows::parsed::<Passage>("a passage", &text)?;
        rows.execute((name, work, number, &id, text))?;
    }
    Ok(())
}

/// Twelve hex digits of the SHA-256 of document, page, quote and function: the same sentence has
/// the same id after the capability file changed. The second of several alike on one page is told
/// apart by its order.
fn passage_id(passage: &Passage, nth: u32) -> String {
    let name = json!({ "item": passage.item, "page": passage.page, "quote": passage.quote,
                       "function": passage.function, "nth": nth });
    let hash = ContentHash::of(canonical::text(&name).as_bytes());
    hash.to_hex()[..12].to_owned()
}

fn as_passage_verdict(verdict: Verdict) -> PassageVerdict {
    PassageVerdict {
        value: match verdict.value {
            VerdictValue::Yes => PassageVerdictValue::Yes,
            VerdictValue::No => PassageVerdictValue::No,
            VerdictValue::CannotTell => PassageVerdictValue::CannotTell,
        },
        correction: None,
        by: verdict.by,
        at: verdict.at,
        reason: verdict.reason,
        arbiter: verdict.arbiter,
    }
}
