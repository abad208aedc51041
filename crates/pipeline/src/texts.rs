//! Text as it is asked for: lines of documents, finding words in all text of a case, names of
//! products that stand on screens, and facts that date and place footage.

use std::collections::{BTreeMap, BTreeSet};

use case::{DocumentLine, ReadingRow, TextOf};
use model::{
    BoxPx, Fact, ItemId, LogNfa, MomentAddress, PageAddress, Point, Provenance, Quad, Reading,
    Step, Word,
};
use search::words::Hit;

use crate::PipelineError;
use crate::desk::Desk;

/// Raised whenever the same document may give other lines.
const TEXT_VERSION: u32 = 4;
/// Lines that are looked at closely for one query.
const MOST_CANDIDATES: usize = 3000;

/// A line that holds what was looked for.
#[derive(Clone, PartialEq, Debug)]
pub struct FoundText {
    pub text: String,
    /// Where it comes from.
    pub of: TextOf,
    /// The item, and where on it: `show` makes a picture of it.
    pub item: ItemId,
    pub address: String,
    pub hit: Hit,
    /// Of the reading, 0 to 1.
    pub confidence: f64,
    /// What the list is sorted by.
    pub score: f64,
}

/// A name of the case's documents on a screen, as a proposal.
#[derive(Clone, PartialEq, Debug)]
pub struct Mention {
    pub name: String,
    /// Id of the reading, and its line from 0.
    pub reading: String,
    pub line: usize,
    pub video: ItemId,
    pub address: MomentAddress,
    pub seen: String,
    /// It stands in a rival reading of the line.
    pub in_rival: bool,
    pub likelihood: f64,
    pub log10_nfa: LogNfa,
}

/// A fact with where it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadFact {
    pub fact: Fact,
    pub reading: String,
    pub line: usize,
    pub video: ItemId,
    pub address: MomentAddress,
    pub confidence: f32,
}

pub(crate) fn text_provenance(item: &ItemId) -> Provenance {
    Provenance::new(Step::new("document-text", TEXT_VERSION), vec![item.0])
}

/// Words of a page as lines: those that follow each other at one height.
pub(crate) fn page_lines(page: u32, words: &[Word]) -> Vec<DocumentLine> {
    let mut lines: Vec<DocumentLine> = Vec::new();
    for word in words {
        let b = word.bounds;
        if let Some(line) = lines.last_mut() {
            let over = line.bounds.bottom().min(b.bottom()) - line.bounds.y.max(b.y);
            let gap = b.x - line.bounds.right();
            let tall = line.bounds.height.min(b.height).max(0.1);
            if over > 0.5 * tall && gap > -0.5 * tall && gap < 3.0 * tall && line.text.len() < 2000
            {
                line.text.push(' ');
                line.text.push_str(&word.text);
                line.bounds = united(&line.bounds, &b);
                continue;
            }
        }
        lines.push(DocumentLine {
            page,
            bounds: b,
            text: word.text.clone(),
        });
    }
    lines
}

fn united(a: &BoxPx, b: &BoxPx) -> BoxPx {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    BoxPx {
        x,
        y,
        width: a.right().max(b.right()) - x,
        height: a.bottom().max(b.bottom()) - y,
    }
}

fn box_quad(b: &BoxPx) -> Quad {
    Quad([
        Point::new(b.x, b.y),
        Point::new(b.right(), b.y),
        Point::new(b.right(), b.bottom()),
        Point::new(b.x, b.bottom()),
    ])
}

impl Desk {
    /// Every line of footage and documents that holds a text, best first.
    ///
    /// # Errors
    /// When the query holds no letter or digit, or the case can't be read.
    pub fn find_text(&self, query: &str) -> Result<Vec<FoundText>, PipelineError> {
        let readings = self.case.readings()?.into_iter();
        let readings = readings.map(|r| (r.id.clone(), r)).collect();
        Ok(self.find_text_in(query, &readings, MOST_CANDIDATES)?.0)
    }

    /// The same for somebody who types: with the readings that the caller has read, weighing no
    /// more than so many lines that may hold the text; and whether there may be more.
    ///
    /// # Errors
    /// As [`Desk::find_text`].
    pub fn find_text_in(
        &self,
        query: &str,
        readings: &BTreeMap<String, ReadingRow>,
        most: usize,
    ) -> Result<(Vec<FoundText>, bool), PipelineError> {
        let folded = model::folding::skeleton(query);
        if folded.is_empty() {
            return Err(PipelineError::Wanted(format!(
                "{query:?} holds no letter or digit to look for"
            )));
        }
        let wanted = search::words::Query::new(query);
        let mut found = Vec::new();
        let rows = self.case.texts_like(&folded, most)?;
        let more = rows.len() >= most;
        for row in rows {
            let Some(hit) = wanted.look(&row.text) else {
                continue;
            };
            let place = match &row.of {
                TextOf::Document { item, page, bounds } => {
                    let address = PageAddress::new(item, *page, Some(&box_quad(bounds)));
                    Some((*item, address.to_string()))
                }
                TextOf::Reading { id, line, .. } | TextOf::Correction { id, line } => {
                    readings.get(id).and_then(|r| {
                        let line = r.reading.lines.get(*line)?;
                        Some((r.reading.video, r.reading.line_address(line).to_string()))
                    })
                }
            };
            // A correction of a reading that is no longer made has no place to be shown.
            let Some((item, address)) = place else {
                continue;
            };
            let score = hit.score * (0.3 + 0.7 * row.confidence);
            found.push(FoundText {
                text: row.text,
                of: row.of,
                item,
                address,
                hit,
                confidence: row.confidence,
                score,
            });
        }
        found.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| a.address.cmp(&b.address))
        });
        Ok((found, more))
    }

    /// Names of the case's products on every screen, least likely by chance first.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn mentions(&self) -> Result<Vec<Mention>, PipelineError> {
        mentions(&self.case)
    }
}

/// Names of the case's products on every screen, least likely by chance first.
///
/// # Errors
/// When the case can't be read.
pub fn mentions(case: &case::Case) -> Result<Vec<Mention>, PipelineError> {
    let names = names_of(case.references()?.into_iter().map(|r| r.product));
    let readings: Vec<Reading> = case.readings()?.into_iter().map(|r| r.reading).collect();
    Ok(spot_names(&names, &readings))
}

/// Names in readings, least likely by chance first.
pub fn spot_names(names: &[String], readings: &[Reading]) -> Vec<Mention> {
    let letters: u64 = readings
        .iter()
        .flat_map(|r| &r.lines)
        .map(search::names::letters)
        .sum();
    let mut mentions: Vec<Mention> = Vec::new();
    for reading in readings {
        let id = reading.id();
        for (number, line) in reading.lines.iter().enumerate() {
            for s in search::names::spot(names, line, letters) {
                mentions.push(Mention {
                    name: names[s.name].clone(),
                    reading: id.clone(),
                    line: number,
                    video: reading.video,
                    address: reading.line_address(line),
                    seen: s.seen,
                    in_rival: s.in_rival,
                    likelihood: s.likelihood,
                    log10_nfa: s.log10_nfa,
                });
            }
        }
    }
    mentions.sort_by(|a, b| a.log10_nfa.0.total_cmp(&b.log10_nfa.0));
    mentions
}

/// Whole names, and those words of them that are no everyday words.
fn names_of(products: impl Iterator<Item = String>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for product in products {
        let words: Vec<&str> = product.split_whitespace().collect();
        if words.len() > 1 {
            for word in &words {
                let letters = word.chars().filter(|c| c.is_alphabetic()).count();
                if letters >= 6 {
                    names.insert((*word).to_owned());
                }
            }
        }
        names.insert(product);
    }
    names.into_iter().collect()
}

/// Clocks, dates, cameras and places on all screens, in the order of the readings.
///
/// # Errors
/// When the case can't be read.
pub fn facts(case: &case::Case) -> Result<Vec<ReadFact>, PipelineError> {
    let mut all = Vec::new();
    for row in case.readings()? {
        for (number, line) in row.reading.lines.iter().enumerate() {
            for fact in describe::reading::facts::facts(&line.text) {
                let of = line.chars.get(fact.span.0..fact.span.1).unwrap_or_default();
                let sure = of.iter().map(|c| c.confidence).fold(1.0f32, f32::min);
                all.push(ReadFact {
                    fact,
                    reading: row.id.clone(),
                    line: number,
                    video: row.reading.video,
                    address: row.reading.line_address(line),
                    confidence: sure,
                });
            }
        }
    }
    Ok(all)
}
