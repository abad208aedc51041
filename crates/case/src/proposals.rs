//! What the machine proposes, read back: videos, documents, references, sightings.

use std::collections::{BTreeMap, HashMap};

use model::{FootageCopy, ItemId, Reference, ReferenceId, Size, Verdict, common_name};

use crate::{Case, CaseError, DocumentRecord, Keyframe, SightingRow, VideoRecord, rows};
use model::Shot;

impl Case {
    /// What watching a video brought; `None` where it was not watched.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn video(&self, item: ItemId) -> Result<Option<VideoRecord>, CaseError> {
        let id = item.0.to_hex();
        let mut one = self.db.prepare_cached(
            "SELECT facts, frames, first, last, damage FROM videos WHERE item = ?1",
        )?;
        let mut found = one.query([&id])?;
        let Some(row) = found.next()? else {
            return Ok(None);
        };
        let text = |i: usize| row.get::<_, String>(i);
        Ok(Some(VideoRecord {
            facts: rows::parsed("a video's facts", &text(0)?)?,
            frames: row.get(1)?,
            first: rows::parsed("a time stamp", &text(2)?)?,
            last: rows::parsed("a time stamp", &text(3)?)?,
            damage: rows::parsed("a video's damage", &text(4)?)?,
            shots: self.shots(&id)?,
            keyframes: self.keyframes(&id)?,
        }))
    }

    fn shots(&self, video: &str) -> Result<Vec<Shot>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT first, last, transition FROM shots WHERE item = ?1 ORDER BY number",
        )?;
        let mut found = all.query([video])?;
        let mut shots = Vec::new();
        while let Some(row) = found.next()? {
            shots.push(Shot {
                first: rows::parsed("a shot", &row.get::<_, String>(0)?)?,
                last: rows::parsed("a shot", &row.get::<_, String>(1)?)?,
                transition: rows::named("a transition", &row.get::<_, String>(2)?)?,
            });
        }
        Ok(shots)
    }

    fn keyframes(&self, video: &str) -> Result<Vec<Keyframe>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT at, shot, why, sharpness FROM keyframes WHERE item = ?1 ORDER BY number",
        )?;
        let mut found = all.query([video])?;
        let mut keyframes = Vec::new();
        while let Some(row) = found.next()? {
            keyframes.push(Keyframe {
                at: rows::parsed("a keyframe", &row.get::<_, String>(0)?)?,
                shot: row.get(1)?,
                why: row.get(2)?,
                sharpness: row.get::<_, Option<f64>>(3)?.unwrap_or(f64::NAN),
            });
        }
        Ok(keyframes)
    }

    /// Footage that appears again, in the order in which it was found.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn copies(&self) -> Result<Vec<FootageCopy>, CaseError> {
        let mut all = self
            .db
            .prepare_cached("SELECT copy FROM copies ORDER BY work, number")?;
        let mut found = all.query([])?;
        let mut copies = Vec::new();
        while let Some(row) = found.next()? {
            copies.push(rows::parsed("a copy", &row.get::<_, String>(0)?)?);
        }
        Ok(copies)
    }

    /// Pages and notes of a document; `None` where it was not read.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn document(&self, item: ItemId) -> Result<Option<DocumentRecord>, CaseError> {
        let mut one = self
            .db
            .prepare_cached("SELECT pages, notes FROM documents WHERE item = ?1")?;
        let mut found = one.query([item.0.to_hex()])?;
        let Some(row) = found.next()? else {
            return Ok(None);
        };
        Ok(Some(DocumentRecord {
            pages: row.get(0)?,
            notes: rows::parsed("a document's notes", &row.get::<_, String>(1)?)?,
        }))
    }

    /// All references, documents in the order they were added: one for each picture, with all its
    /// sources, and named as people said where they did.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn references(&self) -> Result<Vec<Reference>, CaseError> {
        let mut sources: HashMap<(String, u32), Vec<_>> = HashMap::new();
        let mut all = self.db.prepare_cached(
            "SELECT item, number, source FROM reference_sources ORDER BY item, number, place",
        )?;
        let mut found = all.query([])?;
        while let Some(row) = found.next()? {
            let source = rows::parsed("a reference's source", &row.get::<_, String>(2)?)?;
            let of = (row.get(0)?, row.get(1)?);
            sources.entry(of).or_default().push(source);
        }
        let mut all = self.db.prepare_cached(
            "SELECT r.item, r.number, r.id, r.width, r.height, r.product, r.poor
             FROM document_references AS r LEFT JOIN items ON items.id = r.item
             ORDER BY items.position IS NULL, items.position, r.item, r.number",
        )?;
        let mut found = all.query([])?;
        let mut place: HashMap<ReferenceId, usize> = HashMap::new();
        let mut references: Vec<Reference> = Vec::new();
        while let Some(row) = found.next()? {
            let id = ReferenceId(rows::id(&row.get::<_, String>(2)?)?.0);
            let of = (row.get(0)?, row.get(1)?);
            let here = sources.remove(&of).unwrap_or_default();
            let known = place.get(&id).and_then(|i| references.get_mut(*i));
            if let Some(known) = known {
                known.sources.extend(here);
                let product: String = row.get(5)?;
                // A picture in the documents of several products, such as their maker's logo,
                // goes by what their names share.
                if let Some(name) = common_name([known.product.as_str(), &product]) {
                    known.product = name;
                }
                continue;
            }
            place.insert(id, references.len());
            references.push(Reference {
                id,
                size: Size {
                    width: row.get(3)?,
                    height: row.get(4)?,
                },
                product: row.get(5)?,
                sources: here,
                poor: row.get(6)?,
            });
        }
        for cut in self.cut_references()? {
            let known = place.get(&cut.id).and_then(|i| references.get_mut(*i));
            if let Some(known) = known {
                known.sources.push(cut.source);
                continue;
            }
            place.insert(cut.id, references.len());
            references.push(Reference {
                id: cut.id,
                size: cut.size,
                product: cut.product,
                sources: vec![cut.source],
                poor: cut.poor,
            });
        }
        let names = self.product_names()?;
        for reference in &mut references {
            if let Some(name) = names.of_reference(reference) {
                reference.product = name;
            }
        }
        Ok(references)
    }

    /// All sightings with their verdicts, videos in the order they were added.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn sightings(&self) -> Result<Vec<SightingRow>, CaseError> {
        let products: HashMap<ReferenceId, String> = self
            .references()?
            .into_iter()
            .map(|r| (r.id, r.product))
            .collect();
        let mut verdicts: BTreeMap<String, Vec<Verdict>> = BTreeMap::new();
        for (sighting, verdict) in self.all_verdicts()? {
            verdicts.entry(sighting).or_default().push(verdict);
        }
        let mut all = self.db.prepare_cached(
            "SELECT s.id, s.sighting FROM sightings AS s LEFT JOIN items ON items.id = s.video
             ORDER BY items.position IS NULL, items.position, s.video, s.number",
        )?;
        let mut found = all.query([])?;
        let mut answer = Vec::new();
        while let Some(row) = found.next()? {
            let id: String = row.get(0)?;
            let mut sighting: model::Sighting =
                rows::parsed("a sighting", &row.get::<_, String>(1)?)?;
            // A name that stands for several products is not that of the reference.
            if sighting.one_of.is_empty()
                && let Some(product) = products.get(&sighting.reference)
            {
                product.clone_into(&mut sighting.product);
            }
            answer.push(SightingRow {
                verdicts: verdicts.remove(&id).unwrap_or_default(),
                id,
                sighting,
            });
        }
        Ok(answer)
    }
}
