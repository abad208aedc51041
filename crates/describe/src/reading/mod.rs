//! Text on pictures: finds lines on upright views, reads them with every recogniser at hand, lets
//! views and recognisers vote on each character, and says how sure it is or why it cannot read.
//!
//! What lives here: lines, recognisers, votes, confidence, facts in text. What doesn't: which
//! frames are read, how views are merged, where readings are kept, searching in them.

mod accents;
mod choose;
mod confidence;
mod confined;
mod engine;
pub mod facts;
mod hocr;
mod learned;
mod line;
mod look;
mod segment;
mod settle;
mod tesseract;
mod tiff;
mod turn;
mod vote;
mod words;

use model::{Homography, Limit, Quad, ReadLine, RivalText, Turn, Writing};
use pixels::{Luma, tidy};

pub use confined::{CHILD_ARG, Launch, child_main};
pub use engine::{Engine, Seen, Sight};
pub use learned::{DETECTOR, Learned, RECOGNISER};
pub use line::steps;
use look::{Work, cut_out};
use settle::settled;
pub use tesseract::Tesseract;

/// Raised whenever the same views may give other text on the same recognisers.
pub const READING_VERSION: u32 = 9;

/// Views of so many pixels for one of the video are merged, or made finer: smooth, with soft letters,
/// of which the network that finds lines passes over those of little contrast. It gets such a view
/// sharpened by so much at the size of one pixel of the video.
const FINER: f64 = 1.4;
const SHARPER: f64 = 2.0;
/// Lines below this confidence may be of a writing that no recogniser here knows.
const DOUBTFUL: f32 = 0.75;
/// How sure the script detector must be for a line that was read to be none.
const CLEARLY: f64 = 2.0;

/// Views of one surface on one grid: the best first (merged, where there are several frames).
pub struct Sheet<'a> {
    pub views: Vec<&'a Luma>,
    /// Displayed frame from the views' pixels.
    pub frame_from_view: Homography,
    /// Pixels of the views a pixel of the video.
    pub scale: f64,
    /// What the file has for each pixel of a frame.
    pub bits_per_pixel: Option<f64>,
    /// Parts of the views that are left out: they are read elsewhere.
    pub covered: &'a [Quad],
}

/// How much is read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ReadOptions {
    pub most_lines: usize,
    /// Views after the first that vote.
    pub most_votes: usize,
    pub threads: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            most_lines: 160,
            most_votes: 1,
            threads: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}

/// The recognisers that are at hand.
#[derive(Debug)]
pub struct Reader {
    tesseract: Option<Tesseract>,
    learned: Option<Learned>,
    missing: Vec<String>,
}

/// What was read of a sheet.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SheetText {
    pub lines: Vec<ReadLine>,
    /// Why nothing is readable, where nothing is.
    pub limit: Option<Limit>,
    /// How the text lies, where it is not upright.
    pub turned: Option<Turn>,
}

impl Reader {
    /// Takes what is installed.
    pub fn open(launch: &Launch) -> Self {
        let (tesseract, mut missing) = Tesseract::ask(launch);
        let learned = match learned::folder() {
            Some(folder) => match Learned::load(&folder) {
                Ok(learned) => Some(learned),
                Err(e) => {
                    missing.push(format!("the learned recogniser can't be used: {e}"));
                    None
                }
            },
            None => {
                missing.push(format!("the learned recogniser for Latin and Chinese is not installed (files {DETECTOR} and {RECOGNISER}; scripts/setup.sh fetches them)"));
                None
            }
        };
        Self {
            tesseract,
            learned,
            missing,
        }
    }

    /// With these recognisers only.
    pub fn with(tesseract: Option<Tesseract>, learned: Option<Learned>) -> Self {
        Self {
            tesseract,
            learned,
            missing: Vec::new(),
        }
    }

    /// What is not installed, and how to get it.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    pub fn can_read(&self) -> bool {
        self.tesseract.is_some() || self.learned.is_some()
    }

    /// The recognisers by name and version, as they stand in keys.
    pub fn engines(&self) -> Vec<String> {
        let mut names = Vec::new();
        if let Some(t) = &self.tesseract {
            let models = t.writings.iter().map(|w| tesseract::model_of(*w));
            let models: Vec<&str> = models
                .chain(t.french.then_some(tesseract::FRENCH))
                .collect();
            names.push(format!("{} ({})", t.version, models.join(" ")));
        }
        if self.learned.is_some() {
            names.push("PP-OCRv4 (rten)".to_owned());
        }
        names
    }

    /// What Tesseract by itself makes of a whole picture; for comparing.
    pub fn tesseract_alone(&self, writing: Writing, picture: &Luma) -> Option<Vec<String>> {
        let tesseract = self.tesseract.as_ref()?;
        tesseract
            .writings
            .contains(&writing)
            .then(|| tesseract.whole(writing, picture))?
    }

    /// Finds the lines of a view that has so many pixels for one of the video.
    pub fn lines(&self, view: &Luma, scale: f64, options: &ReadOptions) -> Vec<Quad> {
        let learned = self.learned.as_ref().and_then(|l| {
            let sharp = (scale >= FINER).then(|| tidy::sharpen(view, scale, SHARPER));
            let view = sharp.as_ref().unwrap_or(view);
            l.lines(view, scale, options.most_lines).ok()
        });
        learned.unwrap_or_else(|| segment::lines(view, options.most_lines))
    }

    /// Reads a sheet: finds its lines on the first view, and reads them on all.
    pub fn read(&self, sheet: &Sheet<'_>, options: &ReadOptions) -> SheetText {
        let Some(view) = sheet.views.first() else {
            return SheetText::default();
        };
        if !self.can_read() {
            return SheetText {
                lines: Vec::new(),
                limit: Some(Limit::NoRecogniser),
                turned: None,
            };
        }
        let mut quads = self.lines(view, sheet.scale, options);
        quads.retain(|q| !sheet.covered.iter().any(|c| c.contains(q.centre())));
        self.read_lines(sheet, &quads, options)
    }

    /// Reads lines whose places on the views are known.
    pub fn read_lines(
        &self,
        sheet: &Sheet<'_>,
        quads: &[Quad],
        options: &ReadOptions,
    ) -> SheetText {
        let Some(view) = sheet.views.first() else {
            return SheetText::default();
        };
        let mut works = cut_out(view, quads, sheet.scale);
        self.see(&mut works, options);
        let turned = self.turned(sheet, view, &works, options);
        if let Some(turn) = turned {
            let upright: Vec<Quad> = works.iter().map(|w| turn::upright(turn, &w.quad)).collect();
            works = cut_out(view, &upright, sheet.scale);
            self.see(&mut works, options);
        }
        let around = choose::around(works.iter().flat_map(|w| &w.words).map(Vec::as_slice));
        self.see_again(sheet, &mut works, &around, options);
        let mut lines: Vec<ReadLine> = works
            .iter()
            .filter_map(|w| settled(sheet, w, &around))
            .collect();
        self.mark_right_to_left(view, &mut lines);
        let limit = if lines.iter().any(ReadLine::is_readable) {
            None
        } else {
            lines.first().and_then(|l| l.limit.clone())
        };
        SheetText {
            lines,
            limit,
            turned,
        }
    }

    /// How the text lies, where it is read much better turned than as it is.
    fn turned(
        &self,
        sheet: &Sheet<'_>,
        view: &Luma,
        works: &[Work],
        options: &ReadOptions,
    ) -> Option<Turn> {
        let works: Vec<&Work> = works.iter().filter(|w| w.tells_its_turn()).collect();
        let supported: Vec<(f32, f32)> = works.iter().map(|w| w.support()).collect();
        if !turn::is_doubtful(&supported) {
            return None;
        }
        let known: Vec<f32> = supported.iter().map(|s| s.0).collect();
        let quads: Vec<Quad> = works.iter().map(|w| w.quad).collect();
        let telling = turn::telling(&quads, &known);
        let now: Vec<f32> = telling.iter().map(|i| known[*i]).collect();
        Turn::ALL
            .into_iter()
            .filter_map(|turn| {
                let upright: Vec<Quad> = telling
                    .iter()
                    .map(|i| turn::upright(turn, &quads[*i]))
                    .collect();
                let mut works = cut_out(view, &upright, sheet.scale);
                self.see(&mut works, options);
                let support: Vec<f32> = works.iter().map(|w| w.support().0).collect();
                let sum = support.iter().sum::<f32>();
                turn::is_turned(&now, &support).then_some((sum, turn))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, turn)| turn)
    }

    /// Says of lines that can't be read, or only doubtfully, that they run from right to left, where
    /// Tesseract's script detector finds so: recognisers make letters of their own of such lines.
    fn mark_right_to_left(&self, view: &Luma, lines: &mut [ReadLine]) {
        let doubtful = |l: &ReadLine| !l.is_readable() || l.confidence < DOUBTFUL;
        let Some(tesseract) = &self.tesseract else {
            return;
        };
        let large: Vec<&ReadLine> = lines
            .iter()
            .filter(|l| look::tells_its_turn(l.x_height.into()))
            .collect();
        let count = large.iter().filter(|l| doubtful(l)).count();
        if count < 3 || 2 * count < large.len() {
            return;
        }
        let Some((script, sure)) = tesseract.script(view) else {
            return;
        };
        if !turn::runs_left(&script) {
            return;
        }
        for line in lines.iter_mut().filter(|l| doubtful(l)) {
            if line.is_readable() && sure >= CLEARLY {
                // What was read stays as what it is: a guess.
                line.rivals.insert(
                    0,
                    RivalText {
                        text: std::mem::take(&mut line.text),
                        confidence: line.confidence,
                    },
                );
            }
            if !line.is_readable() {
                line.limit = Some(Limit::RightToLeft);
            }
        }
    }
}
