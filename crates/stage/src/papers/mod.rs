//! Made-up documents in five languages and several layouts, with the truth about what each
//! sentence says: for the accuracy bench of passages and facts.
//!
//! The sentences are in `data/sentences.tsv`. All makers and products in them are invented. What
//! doesn't live here: pictures on pages (the demo's brochures have those).

mod flow;
mod long;
mod print;
mod scans;
mod text;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{Dice, StageError};
pub use long::write_long_manual;
pub use scans::{MadeScan, write_scans};
use text::{Said, Words, said, words};

/// How a document is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperLayout {
    /// A brochure in one column.
    Brochure,
    /// A manual in two columns, justified by words parted at the end of lines.
    Columns,
    /// A datasheet: items with bullets.
    Datasheet,
    /// Few large lines a page.
    Slides,
    /// Forms without pages of their own: a word processor's,
    Docx,
    /// slides,
    Pptx,
    /// a saved page,
    Html,
    /// plain text.
    Text,
}

impl PaperLayout {
    /// Whether its pages are made by whoever reads it.
    pub fn is_flow(self) -> bool {
        matches!(self, Self::Docx | Self::Pptx | Self::Html | Self::Text)
    }
}

/// What a sentence says of one function.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaperClaim {
    pub function: String,
    /// `affirmed`, `negated` or `unclear`.
    pub polarity: String,
    pub conditional: bool,
}

/// A sentence as it was printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaperSentence {
    /// From 1; 0 where whoever reads it makes the pages.
    pub page: u32,
    pub text: String,
    /// Empty where it says nothing of any function.
    pub claims: Vec<PaperClaim>,
}

/// A document and the truth about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaperTruth {
    pub file: PathBuf,
    pub language: String,
    pub layout: PaperLayout,
    pub kind: String,
    pub product: String,
    pub maker: String,
    pub version: String,
    pub date: String,
    pub sentences: Vec<PaperSentence>,
}

const LAYOUTS: [PaperLayout; 8] = [
    PaperLayout::Brochure,
    PaperLayout::Columns,
    PaperLayout::Datasheet,
    PaperLayout::Slides,
    PaperLayout::Docx,
    PaperLayout::Pptx,
    PaperLayout::Html,
    PaperLayout::Text,
];

/// Prints every language in every layout into a folder; the same seed prints the same documents.
/// Each holds all sentences of its language, in an order that the seed decides.
///
/// # Errors
/// When the folder can't be written.
pub fn write_papers(folder: &Path, seed: u64) -> Result<Vec<PaperTruth>, StageError> {
    std::fs::create_dir_all(folder).map_err(|e| StageError::io(folder, e))?;
    let mut truths = Vec::new();
    for (n, language) in ["en", "fr", "ru", "kk", "zh"].iter().enumerate() {
        for (m, layout) in LAYOUTS.iter().enumerate() {
            let dice = Dice::new(seed).fork((10 * n + m) as u64);
            truths.push(paper(folder, language, *layout, dice)?);
        }
    }
    Ok(truths)
}

fn paper(
    folder: &Path,
    language: &str,
    layout: PaperLayout,
    mut dice: Dice,
) -> Result<PaperTruth, StageError> {
    let w = words(language)?;
    let mut sentences = said(language)?;
    shuffle(&mut sentences, &mut dice);
    let version = format!("{}.{}", dice.whole(1, 9), dice.whole(0, 9));
    let (day, month, year) = (dice.whole(1, 28), dice.below(12), dice.whole(2019, 2024));
    // The file's name tells nothing: the page has to.
    let name = format!("{language}-{}", dice.below(100_000));
    let (kind, title) = w.kind(layout);
    let date = format!("{year:04}-{:02}-{day:02}", month + 1);
    let front = Front {
        product: w.product,
        title,
        version: w.version.replace('#', &version),
        edition: w.edition(day, month, year),
        maker: w.maker,
    };
    let (bytes, pages, ending) = if layout.is_flow() {
        let (bytes, ending) = flow::write(&w, layout, &front, &sentences, &mut dice);
        (bytes, vec![0; sentences.len()], ending)
    } else {
        let (bytes, pages) = print::print(&w, layout, &front, &sentences, &mut dice);
        (bytes, pages, "pdf")
    };
    let file = PathBuf::from(format!("{name}.{ending}"));
    let path = folder.join(&file);
    std::fs::write(&path, bytes).map_err(|e| StageError::io(&path, e))?;
    let sentences = sentences
        .into_iter()
        .zip(pages)
        .map(|(s, page)| PaperSentence {
            page,
            text: s.text.to_owned(),
            claims: s.claims,
        })
        .collect();
    Ok(PaperTruth {
        file,
        language: language.to_owned(),
        layout,
        kind: kind.to_owned(),
        product: w.product.to_owned(),
        maker: w.maker.to_owned(),
        version,
        date,
        sentences,
    })
}

/// What a title page says.
struct Front<'a> {
    product: &'a str,
    title: &'a str,
    version: String,
    edition: String,
    maker: &'a str,
}

fn shuffle(list: &mut [Said], dice: &mut Dice) {
    for n in (1..list.len()).rev() {
        list.swap(n, dice.below(n + 1));
    }
}

impl Words {
    fn kind(&self, layout: PaperLayout) -> (&'static str, &'static str) {
        match layout {
            PaperLayout::Brochure | PaperLayout::Slides | PaperLayout::Pptx => {
                ("brochure", self.brochure)
            }
            PaperLayout::Columns | PaperLayout::Docx | PaperLayout::Html => ("manual", self.manual),
            PaperLayout::Datasheet | PaperLayout::Text => ("datasheet", self.datasheet),
        }
    }

    fn edition(&self, day: i64, month: usize, year: i64) -> String {
        self.edition
            .replace("DAY", &day.to_string())
            .replace("MONTH", self.months[month])
            .replace("YEAR", &year.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_prints_one_set_of_documents() {
        let (a, b) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
        let (first, second) = (
            write_papers(a.path(), 3).expect("printed"),
            write_papers(b.path(), 3).expect("printed"),
        );
        assert_eq!(first, second);
        assert_eq!(first.len(), 40);
        for truth in &first {
            let read = |dir: &Path| std::fs::read(dir.join(&truth.file)).expect("there");
            assert_eq!(read(a.path()), read(b.path()), "{:?}", truth.file);
            assert!(truth.sentences.iter().any(|s| s.claims.is_empty()));
            let flows = truth.layout.is_flow();
            assert!(truth.sentences.iter().all(|s| (s.page == 0) == flows));
        }
    }
}
