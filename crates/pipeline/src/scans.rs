//! Pages without a text layer: their words are read from their pictures, so that facts, passages
//! and search work on them. What was read of each page is kept by itself, so that a killed run goes
//! on where it was.

use std::path::Path;

use case::{ItemRow, PageRecord};
use describe::reading::{ReadOptions, Reader, Sheet};
use model::{BoxPx, Homography, ItemKind, Provenance, ReadLine, Step, Word};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::surfaces::read_by;
use crate::{Event, Observer, PipelineError};

/// Raised whenever a page's words may be placed otherwise.
const SCANS_VERSION: u32 = 1;
/// Kind and ending of what was read of one page, under `derived/`.
const KEPT: (&str, &str) = ("scans", "json");
/// Pixels a point: 200 dots an inch.
const SCALE: f64 = 200.0 / 72.0;
/// Lines of a page; more than any page of text has.
const MOST_LINES: usize = 400;
/// Lines that are less sure are no words of a document.
const LEAST: f32 = 0.35;
/// A page on which the file names fewer words, and says that it lacks characters, is read too.
const FEW: usize = 10;

/// What was read of a page.
#[derive(Serialize, Deserialize)]
struct Scan {
    words: Vec<Word>,
    /// Of each line: how sure, and how many words.
    lines: Vec<(f32, usize)>,
}

/// A reader that is opened when the first page needs it.
#[derive(Default)]
pub(crate) struct Lazy(Option<Reader>);

impl Lazy {
    pub(crate) fn get(&mut self, desk: &Desk) -> &Reader {
        self.0.get_or_insert_with(|| desk.reader())
    }
}

/// Whether a page's picture has to be read for its words.
pub(crate) fn is_scan(words: &[Word], notes: &[String]) -> bool {
    let lacking = |n: &String| n.contains("have no text in the file");
    words.is_empty() || words.len() < FEW && notes.iter().any(lacking)
}

/// Whether what was read of a page says more than its file does.
fn is_better(read: &[Word], named: &[Word]) -> bool {
    read.len() > named.len()
}

/// Pages are read again where other engines or languages are installed since.
pub(crate) fn provenance(row: &ItemRow, reader: &Reader) -> Provenance {
    let step = Step::new("scans", SCANS_VERSION);
    read_by(Provenance::new(step, vec![row.id.0]), reader)
}

impl Desk {
    /// Whether a document has pages without words that were not read from their pictures, and can
    /// be.
    pub(crate) fn are_scans_due(
        &self,
        row: &ItemRow,
        wordless: u32,
        reader: &mut Lazy,
    ) -> Result<bool, PipelineError> {
        let asked = row.kind == Some(ItemKind::Document) && wordless > 0 && self.settings.read_text;
        if !asked || !reader.get(self).can_read() {
            return Ok(false);
        }
        self.is_due(&provenance(row, reader.get(self)).key())
    }

    /// Reads the words of some pages from their pictures; answers what is to be noted, or `None`
    /// where it could not be tried.
    pub(crate) fn read_scans(
        &self,
        (row, object): (&ItemRow, &Path),
        pages: &mut [PageRecord],
        scans: &[u32],
        reader: &mut Lazy,
        observer: &mut dyn Observer,
    ) -> Result<Option<String>, PipelineError> {
        if scans.is_empty() || !self.settings.read_text || !reader.get(self).can_read() {
            return Ok(None);
        }
        let reader = reader.get(self);
        let path = crate::documents::path_of(row);
        let (mut read, mut sure, mut of) = (0usize, 0.0, 0usize);
        for page in pages.iter_mut().filter(|p| scans.contains(&p.number)) {
            observer.on(Event::Doing(&format!("{path}, page {}", page.number)));
            let Some(scan) = self.scan(row, object, page, reader)? else {
                continue;
            };
            // What the file names is exact: it gives way only to more.
            if !is_better(&scan.words, &page.words) {
                continue;
            }
            for (confidence, words) in &scan.lines {
                sure += f64::from(*confidence) * *words as f64;
                of += words;
            }
            read += 1;
            page.words = scan.words;
        }
        Ok((read > 0).then(|| {
            format!(
                "{read} pages have no text layer, or one that lacks characters: their words were read from their pictures and are about {:.0} % sure; look at the page before you quote",
                100.0 * sure / of.max(1) as f64
            )
        }))
    }

    /// `None` where the page can't be drawn; it stays without words.
    fn scan(
        &self,
        row: &ItemRow,
        object: &Path,
        page: &PageRecord,
        reader: &Reader,
    ) -> Result<Option<Scan>, PipelineError> {
        let (kind, ending) = KEPT;
        let key = provenance(row, reader).with("page", page.number).key();
        let kept = self.derived.get(kind, &key, ending)?;
        if let Some(scan) = kept.and_then(|b| serde_json::from_slice(&b).ok()) {
            return Ok(Some(scan));
        }
        let Ok(picture) = self.decoder.page_picture(object, page.number, SCALE) else {
            return Ok(None);
        };
        let luma = picture.rgb.to_luma();
        let sheet = Sheet {
            views: vec![&luma],
            frame_from_view: Homography::IDENTITY,
            scale: 1.0,
            bits_per_pixel: None,
            covered: &[],
        };
        let options = ReadOptions {
            most_lines: MOST_LINES,
            threads: self.settings.threads,
            ..ReadOptions::default()
        };
        let mut lines = reader.read(&sheet, &options).lines;
        lines.retain(|l| l.is_readable() && l.confidence >= LEAST);
        let points = page.size_points.0 / f64::from(picture.rgb.width.max(1));
        let scan = scan_of(&in_order(lines), points);
        // Plain records always become JSON.
        let text = serde_json::to_vec(&scan).unwrap_or_default();
        self.derived.put(kind, &key, ending, &text)?;
        Ok(Some(scan))
    }
}

/// Lines from top to bottom, those at one height from left to right.
fn in_order(mut lines: Vec<ReadLine>) -> Vec<ReadLine> {
    let middle = |l: &ReadLine| l.quad.centre().y;
    lines.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut rows: Vec<Vec<ReadLine>> = Vec::new();
    for line in lines {
        let [_, top, _, bottom] = line.quad.bounds();
        let half = 0.5 * (bottom - top);
        match rows.last_mut() {
            Some(row) if middle(&line) - middle(&row[0]) < half => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.quad.centre().x.total_cmp(&b.quad.centre().x));
    }
    rows.concat()
}

fn scan_of(lines: &[ReadLine], points: f64) -> Scan {
    let mut scan = Scan {
        words: Vec::new(),
        lines: Vec::new(),
    };
    for line in lines {
        let before = scan.words.len();
        scan.words.extend(words(line, points));
        scan.lines
            .push((line.confidence, scan.words.len() - before));
    }
    scan
}

/// A line's words, each in its share of the line's box.
fn words(line: &ReadLine, points: f64) -> Vec<Word> {
    let [x0, y0, x1, y1] = line.quad.bounds().map(|v| v * points);
    let all = line.text.chars().count().max(1) as f64;
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    for piece in line.text.split(' ') {
        let count = piece.chars().count();
        let text = piece.trim();
        if !text.is_empty() {
            let share = |n: usize| x0 + (x1 - x0) * n as f64 / all;
            words.push(Word {
                text: text.to_owned(),
                bounds: BoxPx {
                    x: share(at),
                    y: y0,
                    width: share(at + count) - share(at),
                    height: y1 - y0,
                },
            });
        }
        at += count + 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_file_give_way_only_to_more() {
        let word = Word {
            text: "Heron".to_owned(),
            bounds: BoxPx {
                x: 0.0,
                y: 0.0,
                width: 1.0,
                height: 1.0,
            },
        };
        let words = vec![word; 3];
        assert!(is_better(&words, &[]) && is_better(&words, &words[..2]));
        assert!(!is_better(&words, &words) && !is_better(&[], &[]));
    }
}
