//! Work that was done, and writing what it brought.

use model::{
    ContentHash, DerivedKey, FootageCopy, ItemId, ItemKind, Provenance, Reference, Sighting, Step,
};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

use crate::acts::Entry;
use crate::screens::write_screens;
use crate::{
    Case, CaseError, Failure, Output, StepDone, VideoRecord, Work, WorkRow, WorkState, canonical,
    pages, passages, readings, rows,
};

impl Case {
    /// What became of a piece of work; `None` where it was not done.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn work(&self, key: &DerivedKey) -> Result<Option<WorkRow>, CaseError> {
        let mut one = self.db.prepare_cached(
            "SELECT step, version, item, state, reason, seconds FROM work WHERE key = ?1",
        )?;
        let mut found = one.query([key.0.to_hex()])?;
        let Some(row) = found.next()? else {
            return Ok(None);
        };
        let (step, version): (String, u32) = (row.get(0)?, row.get(1)?);
        let (item, state): (Option<String>, String) = (row.get(2)?, row.get(3)?);
        let reason: Option<String> = row.get(4)?;
        Ok(Some(WorkRow {
            step: Step::new(&step, version),
            item: item.map(|hex| rows::id(&hex)).transpose()?,
            state: if state == "done" {
                WorkState::Done
            } else {
                WorkState::Failed(reason.unwrap_or_default())
            },
            seconds: row.get(5)?,
        }))
    }

    /// What an [`Output::Other`] held; `None` where the work wasn't done or brought something
    /// else.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn other(&self, key: &DerivedKey) -> Result<Option<Value>, CaseError> {
        let text: Option<Option<String>> = self
            .db
            .prepare_cached("SELECT output FROM work WHERE key = ?1")?
            .query_row([key.0.to_hex()], |row| row.get(0))
            .optional()?;
        text.flatten()
            .map(|json| rows::parsed("an output", &json))
            .transpose()
    }

    /// Records a piece of work and what it brought, in one transaction, in place of what the same
    /// step wrote for the same item before (see [`Output`]).
    ///
    /// # Errors
    /// When the output doesn't fit the item, or the case can't be written.
    pub fn finish(&mut self, work: &Work, output: &Output) -> Result<(), CaseError> {
        self.act(|db| {
            let position = replace_work(db, work, output)?;
            let brought = match output {
                Output::Failed(reason) => json!({ "failed": reason }),
                Output::Kind { kind, note } => {
                    write_kind(db, position, &item_of(work)?, *kind, note)?;
                    json!({ "kind": kind, "note": note })
                }
                Output::Video(video) => {
                    write_video(db, position, &item_of(work)?, video)?;
                    json!({ "frames": video.frames, "shots": video.shots.len(),
                            "keyframes": video.keyframes.len(), "damage": video.damage.len() })
                }
                Output::References {
                    references,
                    pages,
                    notes,
                } => {
                    write_references(db, position, &item_of(work)?, references, *pages, notes)?;
                    json!({ "references": references.len(), "pages": pages })
                }
                Output::Pages(read) => {
                    pages::write_pages(db, position, &item_of(work)?, read)?;
                    json!({ "pages": read.len() })
                }
                Output::Facts(facts) => {
                    pages::write_facts(db, position, &item_of(work)?, facts)?;
                    json!({ "facts": facts.len() })
                }
                Output::Passages(found) => {
                    passages::write_passages(db, position, &item_of(work)?, found)?;
                    json!({ "passages": found.len() })
                }
                Output::Sightings(sightings) => {
                    write_sightings(db, position, &item_of(work)?, sightings)?;
                    json!({ "sightings": sightings.len() })
                }
                Output::Copies(copies) => {
                    write_copies(db, position, copies)?;
                    json!({ "copies": copies.len() })
                }
                Output::Readings(found) => {
                    readings::write_readings(db, position, &item_of(work)?, found)?;
                    json!({ "readings": found.len() })
                }
                Output::DocumentText(lines) => {
                    readings::write_document_lines(db, position, &item_of(work)?, lines)?;
                    json!({ "lines": lines.len() })
                }
                Output::Screens(screens) => {
                    write_screens(db, position, &item_of(work)?, screens)?;
                    json!({ "screens": screens.len() })
                }
                Output::Other(value) => value.clone(),
            };
            Ok(((), Some(entry(work, brought))))
        })
    }

    /// Work that failed and was not done since, in the order it was tried.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn failures(&self) -> Result<Vec<Failure>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT item, step, version, reason FROM work WHERE state = 'failed' ORDER BY position",
        )?;
        let mut found = all.query([])?;
        let mut failures = Vec::new();
        while let Some(row) = found.next()? {
            let item: Option<String> = row.get(0)?;
            let (step, version): (String, u32) = (row.get(1)?, row.get(2)?);
            let reason: Option<String> = row.get(3)?;
            failures.push(Failure {
                item: item.map(|hex| rows::id(&hex)).transpose()?,
                step: Step::new(&step, version),
                reason: reason.unwrap_or_default(),
            });
        }
        Ok(failures)
    }

    /// Every step that was done at least once, with its parameters, in the order in which they
    /// were first needed. A step that was done with several versions or parameters comes several
    /// times.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn steps_done(&self) -> Result<Vec<StepDone>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT step, version, parameters FROM work WHERE state = 'done'
             GROUP BY step, version, parameters ORDER BY min(position)",
        )?;
        let mut found = all.query([])?;
        let mut steps = Vec::new();
        while let Some(row) = found.next()? {
            let (step, version): (String, u32) = (row.get(0)?, row.get(1)?);
            let parameters = rows::parsed("parameters", &row.get::<_, String>(2)?)?;
            steps.push((Step::new(&step, version), parameters));
        }
        Ok(steps)
    }

    /// Throws away everything that can be made again; what people did stays.
    ///
    /// # Errors
    /// When the case can't be written.
    pub fn forget_derived(&mut self) -> Result<(), CaseError> {
        self.act(|db| {
            let n = db.execute("DELETE FROM work", [])?;
            Ok((
                (),
                Some(Entry::new("forget-derived", json!({ "works": n }))),
            ))
        })
    }
}

fn entry(work: &Work, brought: Value) -> Entry {
    let Provenance {
        step,
        parameters,
        inputs,
    } = &work.provenance;
    Entry::new(
        "work",
        json!({
            "step": step.name, "version": step.version, "parameters": parameters,
            "inputs": inputs, "item": work.item, "key": work.provenance.key(),
            "seconds": work.seconds, "brought": brought,
        }),
    )
}

fn item_of(work: &Work) -> Result<ItemId, CaseError> {
    work.item.ok_or_else(|| {
        CaseError::Misfit(format!(
            "what {} brought belongs to an item, but none was named",
            work.provenance.step
        ))
    })
}

/// Writes the row of the work; answers its position.
fn replace_work(db: &Connection, work: &Work, output: &Output) -> Result<i64, CaseError> {
    let Provenance {
        step,
        parameters,
        inputs,
    } = &work.provenance;
    let key = work.provenance.key().0.to_hex();
    let item = work.item.map(|i| i.0.to_hex());
    let side_by_side = matches!(output, Output::Other(_));
    db.prepare_cached(
        "DELETE FROM work WHERE key = ?1 OR
           (step = ?2 AND item IS ?3 AND (state = 'failed' OR NOT ?4))",
    )?
    .execute((&key, &step.name, &item, side_by_side))?;
    let (state, reason, other) = match output {
        Output::Failed(reason) => ("failed", Some(reason.as_str()), None),
        Output::Other(value) => ("done", None, Some(canonical::text(value))),
        _ => ("done", None, None),
    };
    let seconds = if work.seconds.is_finite() {
        work.seconds
    } else {
        0.0
    };
    db.prepare_cached(
        "INSERT INTO work (key, step, version, parameters, inputs, item, state, reason, started, seconds, output)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(rusqlite::params![
        key,
        step.name,
        step.version,
        canonical::of("the parameters", parameters)?,
        canonical::of("the inputs", inputs)?,
        item,
        state,
        reason,
        rows::seconds_ago(seconds),
        seconds,
        other,
    ])?;
    Ok(db.last_insert_rowid())
}

fn write_kind(
    db: &Connection,
    work: i64,
    item: &ItemId,
    kind: ItemKind,
    note: &str,
) -> Result<(), CaseError> {
    let id = item.0.to_hex();
    db.execute("DELETE FROM item_kinds WHERE item = ?1", [&id])?;
    db.prepare_cached("INSERT INTO item_kinds (item, work, kind, note) VALUES (?1, ?2, ?3, ?4)")?
        .execute((&id, work, rows::name("the kind", &kind)?, note))?;
    Ok(())
}

fn write_video(
    db: &Connection,
    work: i64,
    item: &ItemId,
    video: &VideoRecord,
) -> Result<(), CaseError> {
    let id = item.0.to_hex();
    db.execute("DELETE FROM videos WHERE item = ?1", [&id])?;
    db.execute(
        "INSERT INTO videos (item, work, facts, frames, first, last, damage)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            &id,
            work,
            canonical::of("the facts", &video.facts)?,
            video.frames,
            canonical::of("the first time", &video.first)?,
            canonical::of("the last time", &video.last)?,
            canonical::of("the damage", &video.damage)?,
        ),
    )?;
    let mut shots = db.prepare_cached(
        "INSERT INTO shots (item, number, first, last, transition) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, shot) in video.shots.iter().enumerate() {
        shots.execute((
            &id,
            number,
            canonical::of("a shot", &shot.first)?,
            canonical::of("a shot", &shot.last)?,
            rows::name("the transition", &shot.transition)?,
        ))?;
    }
    let mut keyframes = db.prepare_cached(
        "INSERT INTO keyframes (item, number, at, shot, why, sharpness)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (number, k) in video.keyframes.iter().enumerate() {
        let at = canonical::of("a keyframe", &k.at)?;
        keyframes.execute((&id, number, at, k.shot, &k.why, k.sharpness))?;
    }
    Ok(())
}

fn write_references(
    db: &Connection,
    work: i64,
    item: &ItemId,
    references: &[Reference],
    pages: u32,
    notes: &[String],
) -> Result<(), CaseError> {
    let document = item.0.to_hex();
    db.execute("DELETE FROM documents WHERE item = ?1", [&document])?;
    db.execute(
        "INSERT INTO documents (item, work, pages, notes) VALUES (?1, ?2, ?3, ?4)",
        (&document, work, pages, canonical::of("the notes", &notes)?),
    )?;
    let mut rows = db.prepare_cached(
        "INSERT INTO document_references (item, number, id, width, height, product, poor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut sources = db.prepare_cached(
        "INSERT INTO reference_sources (item, number, place, source) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (number, r) in references.iter().enumerate() {
        rows.execute((
            &document,
            number,
            r.id.0.to_hex(),
            r.size.width,
            r.size.height,
            &r.product,
            &r.poor,
        ))?;
        for (place, source) in r.sources.iter().enumerate() {
            if source.item != *item {
                return Err(CaseError::Misfit(format!(
                    "reference {} of document {item} names a source on {}",
                    r.id, source.item
                )));
            }
            let source = canonical::of("a source", source)?;
            sources.execute((&document, number, place, source))?;
        }
    }
    Ok(())
}

fn write_sightings(
    db: &Connection,
    work: i64,
    video: &ItemId,
    sightings: &[Sighting],
) -> Result<(), CaseError> {
    db.execute("DELETE FROM sightings WHERE video = ?1", [video.0.to_hex()])?;
    let mut rows = db.prepare_cached(
        "INSERT INTO sightings (id, work, number, video, reference, sighting)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut taken = std::collections::HashSet::new();
    for (number, sighting) in sightings.iter().enumerate() {
        if sighting.video != *video {
            return Err(CaseError::Misfit(format!(
                "a sighting in {} was recorded for video {video}",
                sighting.video
            )));
        }
        let mut nth = 0;
        let mut id = sighting_id(sighting, nth)?;
        while !taken.insert(id.clone()) {
            nth += 1;
            id = sighting_id(sighting, nth)?;
        }
        let text = canonical::of("a sighting", sighting)?;
        // JSON has no infinities: what can't be read back must not be written.
        rows_readable(&text)?;
        rows.execute((
            id,
            work,
            number,
            sighting.video.0.to_hex(),
            sighting.reference.0.to_hex(),
            text,
        ))?;
    }
    Ok(())
}

fn write_copies(db: &Connection, work: i64, copies: &[FootageCopy]) -> Result<(), CaseError> {
    let mut rows =
        db.prepare_cached("INSERT INTO copies (work, number, copy) VALUES (?1, ?2, ?3)")?;
    for (number, copy) in copies.iter().enumerate() {
        let text = canonical::of("a copy", copy)?;
        // JSON has no infinities: what can't be read back must not be written.
        rows::parsed::<FootageCopy>("a copy", &text)?;
        rows.execute((work, number, text))?;
    }
    Ok(())
}

fn rows_readable(json: &str) -> Result<(), CaseError> {
    serde_json::from_str::<Sighting>(json)
        .map(|_| ())
        .map_err(|e| CaseError::Misfit(format!("a sighting holds a number that is none: {e}")))
}

/// Twelve hex digits of the SHA-256 of video, reference, first and last moment. The second of
/// several alike (one reference on two screens at once) is told apart by its order.
fn sighting_id(sighting: &Sighting, nth: u32) -> Result<String, CaseError> {
    let mut name = json!({
        "video": sighting.video, "reference": sighting.reference,
        "first": sighting.first, "last": sighting.last,
    });
    if let (1.., Some(entries)) = (nth, name.as_object_mut()) {
        entries.insert("nth".to_owned(), nth.into());
    }
    let hash = ContentHash::of(canonical::text(&name).as_bytes());
    Ok(hash.to_hex()[..12].to_owned())
}
