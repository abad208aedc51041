//! Text: readings of footage, lines of documents, people's corrections, and finding lines that may
//! hold a query. Which of them do is decided by who asked.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::folding::skeleton;
use model::{BoxPx, Correction, ItemId, Reading};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::acts::Entry;
use crate::{Case, CaseError, canonical, rows};

/// A reading and what people say of its lines.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadingRow {
    /// Twelve hex digits; the same proposal has the same id after every rebuild.
    pub id: String,
    pub reading: Reading,
    /// In the order they were given.
    pub corrections: Vec<Correction>,
}

/// A line of a document.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DocumentLine {
    /// From 1.
    pub page: u32,
    /// On the page, in points, y down.
    pub bounds: BoxPx,
    pub text: String,
}

/// Where a line of text comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum TextOf {
    /// A line of a reading; a guess is one that the machine doesn't call readable.
    Reading {
        id: String,
        line: usize,
        guess: bool,
    },
    /// What a person says of a line of a reading.
    Correction { id: String, line: usize },
    Document {
        item: ItemId,
        page: u32,
        bounds: BoxPx,
    },
}

/// A line that may hold what is looked for.
#[derive(Clone, PartialEq, Debug)]
pub struct TextRow {
    pub of: TextOf,
    pub text: String,
    /// 0 to 1; documents and people's words have 1.
    pub confidence: f64,
}

impl Case {
    /// All readings, videos in the order they were added.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn readings(&self) -> Result<Vec<ReadingRow>, CaseError> {
        self.readings_where("?1 IS NOT NULL", "")
    }

    /// The readings of one video, in order.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn readings_of(&self, video: &ItemId) -> Result<Vec<ReadingRow>, CaseError> {
        self.readings_where("r.video = ?1", &video.0.to_hex())
    }

    fn readings_where(&self, which: &str, value: &str) -> Result<Vec<ReadingRow>, CaseError> {
        let mut corrections: HashMap<String, Vec<Correction>> = HashMap::new();
        for c in self.corrections()? {
            corrections.entry(c.reading.clone()).or_default().push(c);
        }
        let mut all = self.db.prepare_cached(&format!(
            "SELECT r.id, r.reading FROM readings AS r LEFT JOIN items ON items.id = r.video
             WHERE {which} ORDER BY items.position IS NULL, items.position, r.video, r.number"
        ))?;
        let mut found = all.query([value])?;
        let mut readings = Vec::new();
        while let Some(row) = found.next()? {
            let id: String = row.get(0)?;
            readings.push(ReadingRow {
                reading: rows::parsed("a reading", &row.get::<_, String>(1)?)?,
                corrections: corrections.remove(&id).unwrap_or_default(),
                id,
            });
        }
        Ok(readings)
    }

    /// The reading whose id starts with these digits (at least four).
    ///
    /// # Errors
    /// When no reading does, or several do.
    pub fn reading(&self, prefix: &str) -> Result<ReadingRow, CaseError> {
        let digits = prefix.to_ascii_lowercase();
        let plain = digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let mut found: Vec<ReadingRow> = if plain {
            // Hex digits sort before `g`, so this is the range of the prefix.
            self.readings_where("r.id >= ?1 AND r.id < ?1 || 'g'", &digits)?
        } else {
            Vec::new()
        };
        match (found.pop(), found.is_empty()) {
            (None, _) => Err(CaseError::NoSuchReading(prefix.to_owned())),
            (Some(row), true) => Ok(row),
            (Some(last), false) => Err(CaseError::AmbiguousReading {
                prefix: prefix.to_owned(),
                candidates: found.into_iter().chain([last]).map(|r| r.id).collect(),
            }),
        }
    }

    /// What people say of lines, in the order in which they said it; the readings may be gone.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn corrections(&self) -> Result<Vec<Correction>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT reading, line, text, by, at, reason FROM corrections ORDER BY position",
        )?;
        let found = all.query_map([], |row| {
            Ok(Correction {
                reading: row.get(0)?,
                line: row.get(1)?,
                text: row.get(2)?,
                by: row.get(3)?,
                at: row.get(4)?,
                reason: row.get(5)?,
            })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Adds a person's reading of a line beside the machine's and earlier ones.
    ///
    /// # Errors
    /// When there is no such reading or line, nobody is named, or the case can't be written.
    pub fn add_correction(&mut self, correction: &Correction) -> Result<(), CaseError> {
        let row = self.reading(&correction.reading)?;
        let Some(line) = row.reading.lines.get(correction.line) else {
            return Err(CaseError::Misfit(format!(
                "reading {} has {} lines; the first is line 1",
                row.id,
                row.reading.lines.len()
            )));
        };
        if correction.by.trim().is_empty() {
            return Err(CaseError::Misfit(
                "a person's word needs the alias of the person".to_owned(),
            ));
        }
        let about = json!({
            "address": row.reading.line_address(line).to_string(), "video": row.reading.video,
            "text": line.text, "confidence": line.confidence, "rivals": line.rivals,
        });
        let c = correction.clone();
        self.act(move |db| {
            db.execute(
                "INSERT INTO corrections (reading, line, text, by, at, reason, about)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    &row.id,
                    c.line,
                    &c.text,
                    &c.by,
                    &c.at,
                    &c.reason,
                    canonical::text(&about),
                ),
            )?;
            add_text(db, None, "correction", &row.id, c.line, &c.text, 1.0, None)?;
            let detail = json!({ "reading": row.id, "line": c.line, "text": c.text,
                                 "reason": c.reason, "at": c.at, "about": about });
            Ok(((), Some(Entry::new("correct", detail).by(&c.by))))
        })
    }

    /// Lines that may hold a folded text, likeliest first: those whose skeleton holds it, up to
    /// `most`; where they are fewer, those too that share words or runs of three characters with it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn texts_like(&self, folded: &str, most: usize) -> Result<Vec<TextRow>, CaseError> {
        // One look at the database, not one for each line.
        let alone = self.db.is_autocommit();
        let _look = alone.then(|| self.db.unchecked_transaction()).transpose()?;
        let mut positions: Vec<i64> = Vec::new();
        if !folded.is_empty() {
            let mut all = self.db.prepare_cached(
                "SELECT position FROM texts WHERE skeleton LIKE ?1 ORDER BY confidence DESC LIMIT ?2",
            )?;
            let found = all.query_map((format!("%{folded}%"), most), |row| row.get(0))?;
            positions = found.collect::<Result<_, _>>()?;
        }
        if positions.len() < most {
            positions.extend(Shared::with(&self.db, folded)?.most(2 * most));
        }
        let mut seen = HashSet::new();
        positions.retain(|p| seen.insert(*p));
        let mut out = Vec::with_capacity(positions.len());
        let mut one = self.db.prepare_cached(
            "SELECT kind, owner, line, text, confidence, place FROM texts WHERE position = ?1",
        )?;
        for position in positions {
            let mut found = one.query([position])?;
            let Some(row) = found.next()? else { continue };
            let (kind, owner, line): (String, String, usize) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let of = match kind.as_str() {
                "document" => {
                    let place: DocumentLine =
                        rows::parsed("a line of a document", &row.get::<_, String>(5)?)?;
                    TextOf::Document {
                        item: rows::id(&owner)?,
                        page: place.page,
                        bounds: place.bounds,
                    }
                }
                "correction" => TextOf::Correction { id: owner, line },
                kind => TextOf::Reading {
                    id: owner,
                    line,
                    guess: kind == "guess",
                },
            };
            out.push(TextRow {
                of,
                text: row.get(3)?,
                confidence: row.get(4)?,
            });
        }
        Ok(out)
    }
}

/// Lines by how much of a text they share, what is rare counting more: a logarithm of how many times
/// fewer lines have it than there are (Spärck Jones 1972). A line's length does not count: small
/// edits leave runs of characters as they are on long lines, too.
struct Shared {
    lines: f64,
    weights: HashMap<i64, f64>,
}

impl Shared {
    /// Lines that share words or runs of three characters with a folded text.
    fn with(db: &Connection, folded: &str) -> Result<Self, CaseError> {
        let sql = "SELECT coalesce(max(position), 0) FROM texts";
        let last: i64 = db.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        let mut shared = Self {
            lines: last as f64,
            weights: HashMap::new(),
        };
        let chars: Vec<char> = folded.chars().collect();
        let runs = chars.windows(3).filter(|w| !w.contains(&' '));
        let runs: BTreeSet<String> = runs.map(|w| w.iter().collect()).collect();
        for run in &runs {
            let sql = "SELECT rowid FROM text_grams WHERE text_grams MATCH ?1";
            shared.add(db, sql, run)?;
        }
        let words: BTreeSet<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        for word in words {
            let sql = "SELECT rowid FROM text_words WHERE text_words MATCH ?1";
            shared.add(db, sql, word)?;
        }
        Ok(shared)
    }

    /// Counts the lines that have a word or run of characters.
    fn add(&mut self, db: &Connection, sql: &str, part: &str) -> Result<(), CaseError> {
        let mut all = db.prepare_cached(sql)?;
        let found = all.query_map([format!("\"{part}\"")], |row| row.get(0))?;
        let found: Vec<i64> = found.collect::<Result<_, _>>()?;
        let weight = (1.0 + self.lines / found.len().max(1) as f64).ln();
        for position in found {
            *self.weights.entry(position).or_default() += weight;
        }
        Ok(())
    }

    /// The lines that share most, the earlier first where they share alike.
    fn most(self, count: usize) -> impl Iterator<Item = i64> {
        let mut all: Vec<(i64, f64)> = self.weights.into_iter().collect();
        let likelier =
            |a: &(i64, f64), b: &(i64, f64)| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
        if all.len() > count {
            all.select_nth_unstable_by(count, likelier);
            all.truncate(count);
        }
        all.sort_unstable_by(likelier);
        all.into_iter().map(|(position, _)| position)
    }
}

pub(crate) fn write_readings(
    db: &Connection,
    work: i64,
    video: &ItemId,
    readings: &[Reading],
) -> Result<(), CaseError> {
    db.execute("DELETE FROM readings WHERE video = ?1", [video.0.to_hex()])?;
    let mut rows_of = db.prepare_cached(
        "INSERT OR IGNORE INTO readings (id, work, number, video, reading) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, reading) in readings.iter().enumerate() {
        if reading.video != *video {
            return Err(CaseError::Misfit(format!(
                "a reading of {} was recorded for video {video}",
                reading.video
            )));
        }
        let id = reading.id();
        let text = canonical::of("a reading", reading)?;
        // JSON has no infinities: what can't be read back must not be written.
        rows::parsed::<Reading>("a reading", &text)?;
        if rows_of.execute((&id, work, number, video.0.to_hex(), text))? == 0 {
            continue;
        }
        for (n, line) in reading.lines.iter().enumerate() {
            let guess = line.rivals.first().map(|r| r.text.as_str());
            let (kind, text) = match (line.is_readable(), guess) {
                (true, _) => ("reading", line.text.as_str()),
                (false, Some(guess)) => ("guess", guess),
                (false, None) => continue,
            };
            let sure = f64::from(line.confidence);
            add_text(db, Some(work), kind, &id, n, text, sure, None)?;
        }
    }
    Ok(())
}

pub(crate) fn write_document_lines(
    db: &Connection,
    work: i64,
    item: &ItemId,
    lines: &[DocumentLine],
) -> Result<(), CaseError> {
    for (n, line) in lines.iter().enumerate() {
        let place = canonical::of("a line of a document", line)?;
        let id = item.0.to_hex();
        add_text(
            db,
            Some(work),
            "document",
            &id,
            n,
            &line.text,
            1.0,
            Some(place),
        )?;
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)]
fn add_text(
    db: &Connection,
    work: Option<i64>,
    kind: &str,
    owner: &str,
    line: usize,
    text: &str,
    confidence: f64,
    place: Option<String>,
) -> Result<(), CaseError> {
    let folded = skeleton(text);
    if folded.is_empty() {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO texts (work, kind, owner, line, text, skeleton, confidence, place)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((work, kind, owner, line, text, folded, confidence, place))?;
    Ok(())
}
