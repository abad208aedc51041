//! Pages of documents with their words, and what each document is.

use std::collections::HashMap;

use model::{BoxPx, DocumentFact, DocumentField, DocumentPlace, ItemId, Word};
use rusqlite::Connection;
use serde_json::json;

use crate::acts::Entry;
use crate::people::named_person;
use crate::{Case, CaseError, PageRecord, SaidFact, canonical, rows};

/// How much of a document was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageCount {
    pub pages: u32,
    /// Of them, those without any words.
    pub wordless: u32,
    pub words: u64,
}

/// A word as it is stored: text, x, y, width, height in hundredths of a point.
type Stored = (String, f64, f64, f64, f64);

impl Case {
    /// The pages of a document that were read, in order; empty where it was not read.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn pages(&self, item: ItemId) -> Result<Vec<PageRecord>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT number, width, height, words FROM pages WHERE item = ?1 ORDER BY number",
        )?;
        let mut found = all.query([item.0.to_hex()])?;
        let mut pages = Vec::new();
        while let Some(row) = found.next()? {
            let words: Vec<Stored> = rows::parsed("a page's words", &row.get::<_, String>(3)?)?;
            pages.push(PageRecord {
                number: row.get(0)?,
                size_points: (row.get(1)?, row.get(2)?),
                words: words.into_iter().map(word).collect(),
            });
        }
        Ok(pages)
    }

    /// Pages, wordless pages and words of each document that was read.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn page_counts(&self) -> Result<HashMap<ItemId, PageCount>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT item, count(*), sum(json_array_length(words) = 0),
                    sum(json_array_length(words))
             FROM pages GROUP BY item",
        )?;
        let mut found = all.query([])?;
        let mut counts = HashMap::new();
        while let Some(row) = found.next()? {
            let count = PageCount {
                pages: row.get(1)?,
                wordless: row.get(2)?,
                words: row.get(3)?,
            };
            counts.insert(rows::id(&row.get::<_, String>(0)?)?, count);
        }
        Ok(counts)
    }

    /// What is proposed of each document, the best of a field first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn document_facts(&self) -> Result<HashMap<ItemId, Vec<DocumentFact>>, CaseError> {
        let mut all = self
            .db
            .prepare_cached("SELECT item, fact FROM document_facts ORDER BY item, work, number")?;
        let mut found = all.query([])?;
        let mut facts: HashMap<ItemId, Vec<DocumentFact>> = HashMap::new();
        while let Some(row) = found.next()? {
            let item = rows::id(&row.get::<_, String>(0)?)?;
            let fact = rows::parsed("a document's fact", &row.get::<_, String>(1)?)?;
            facts.entry(item).or_default().push(fact);
        }
        Ok(facts)
    }

    /// What people said that documents are, in the order in which they said it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn said_facts(&self) -> Result<Vec<SaidFact>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT item, field, value, by, at, reason FROM said_facts ORDER BY position",
        )?;
        let mut found = all.query([])?;
        let mut said = Vec::new();
        while let Some(row) = found.next()? {
            said.push(SaidFact {
                item: rows::id(&row.get::<_, String>(0)?)?,
                field: rows::named("a field", &row.get::<_, String>(1)?)?,
                value: row.get(2)?,
                by: row.get(3)?,
                at: row.get(4)?,
                reason: row.get(5)?,
            });
        }
        Ok(said)
    }

    /// Says what a document is, or takes back what was said of the field; the latest word counts.
    ///
    /// # Errors
    /// When the case doesn't have the document, nobody is named, or the case can't be written.
    pub fn say_fact(&mut self, said: &SaidFact) -> Result<(), CaseError> {
        named_person(&said.by)?;
        if self.item(said.item)?.is_none() {
            return Err(CaseError::NoSuchItem(said.item.to_string()));
        }
        self.act(|db| {
            let field = rows::name("the field", &said.field)?;
            db.execute(
                "INSERT INTO said_facts (item, field, value, by, at, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    said.item.0.to_hex(),
                    &field,
                    &said.value,
                    &said.by,
                    &said.at,
                    &said.reason,
                ),
            )?;
            let detail = json!({ "item": said.item, "field": field, "value": said.value,
                                 "reason": said.reason, "at": said.at });
            Ok(((), Some(Entry::new("say-fact", detail).by(&said.by))))
        })
    }
}

impl SaidFact {
    /// What it says in the form of a proposal.
    pub fn as_fact(&self) -> Option<DocumentFact> {
        self.value.clone().map(|value| DocumentFact {
            field: self.field,
            value,
            place: DocumentPlace::Whole,
            why: format!("said by {}", self.by),
        })
    }
}

/// The value of a field that counts: what a person last said, or the best proposal.
pub fn fact_of<'a>(
    item: ItemId,
    field: DocumentField,
    proposed: &'a HashMap<ItemId, Vec<DocumentFact>>,
    said: &'a [SaidFact],
) -> Option<&'a str> {
    let word = said
        .iter()
        .rev()
        .find(|s| s.item == item && s.field == field)
        .and_then(|s| s.value.as_deref());
    word.or_else(|| {
        let mut of_item = proposed.get(&item)?.iter();
        of_item.find(|f| f.field == field).map(|f| f.value.as_str())
    })
}

fn word((text, x, y, width, height): Stored) -> Word {
    Word {
        text,
        bounds: BoxPx {
            x,
            y,
            width,
            height,
        },
    }
}

pub(crate) fn write_pages(
    db: &Connection,
    work: i64,
    item: &ItemId,
    pages: &[PageRecord],
) -> Result<(), CaseError> {
    let id = item.0.to_hex();
    db.execute("DELETE FROM pages WHERE item = ?1", [&id])?;
    let mut rows = db.prepare_cached(
        "INSERT INTO pages (item, number, work, width, height, words)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let hundredths = |v: f64| (v * 100.0).round() / 100.0;
    for page in pages {
        let words: Vec<Stored> = page
            .words
            .iter()
            .map(|w| {
                let b = &w.bounds;
                let [x, y, width, height] = [b.x, b.y, b.width, b.height].map(hundredths);
                (w.text.clone(), x, y, width, height)
            })
            .collect();
        let words = canonical::of("the words", &words)?;
        let (width, height) = page.size_points;
        rows.execute((&id, page.number, work, width, height, words))?;
    }
    Ok(())
}

pub(crate) fn write_facts(
    db: &Connection,
    work: i64,
    item: &ItemId,
    facts: &[DocumentFact],
) -> Result<(), CaseError> {
    let mut rows = db.prepare_cached(
        "INSERT INTO document_facts (work, number, item, fact) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (number, fact) in facts.iter().enumerate() {
        let text = canonical::of("a fact", fact)?;
        rows.execute((work, number, item.0.to_hex(), text))?;
    }
    Ok(())
}
