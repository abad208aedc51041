//! Text on pictures: finds lines on upright views, reads them with every recogniser at hand, lets
//! views and recognisers vote on each character, and says how sure it is or why it cannot read.
//!
//! What lives here: lines, recognisers, votes, confidence, facts in text. What doesn't: which
//! frames are read, how views are merged, where readings are kept, searching in them.

mod choose;
mod confidence;
mod engine;
pub mod facts;
mod hocr;
mod learned;
mod line;
mod segment;
mod settle;
mod tesseract;
mod tiff;
mod turn;
mod vote;

use model::{Homography, Limit, Quad, ReadLine, Turn, Writing};
use pixels::{Luma, parallel};

pub use engine::{Engine, Seen, Sight};
pub use learned::{DETECTOR, Learned, RECOGNISER};
use line::LinePicture;
use settle::settled;
pub use tesseract::Tesseract;

/// Raised whenever the same views may give other text on the same recognisers.
pub const READING_VERSION: u32 = 2;

/// Views of one surface on one grid: the best first (merged, where there are several frames).
pub struct Sheet<'a> {
    pub views: Vec<&'a Luma>,
    /// Displayed frame from the views' pixels.
    pub frame_from_view: Homography,
    /// Pixels of the views a pixel of the video.
    pub scale: f64,
    /// What the file has for each pixel of a frame.
    pub bits_per_pixel: Option<f64>,
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
            most_votes: 3,
            threads: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}

/// A line that is supported this well on the first view needs no votes of others.
const CLEAR: f32 = 0.97;

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

/// A line on its way: where it is, what each view shows, and what was seen.
struct Work {
    quad: Quad,
    first: LinePicture,
    sights: Vec<Sight>,
    support: [f32; 4],
}

impl Reader {
    /// Takes what is installed.
    pub fn open() -> Self {
        let (tesseract, mut missing) = Tesseract::ask();
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
            let models: Vec<&str> = t.writings.iter().map(|w| tesseract::model_of(*w)).collect();
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
            .then(|| tesseract::whole(writing, picture))?
    }

    /// Finds the lines of a view.
    pub fn lines(&self, view: &Luma, options: &ReadOptions) -> Vec<Quad> {
        let learned = self
            .learned
            .as_ref()
            .and_then(|l| l.lines(view, options.most_lines).ok());
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
        let quads = self.lines(view, options);
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
        let mut works = cut_out(view, quads);
        self.see(&mut works, options);
        let turned = self.turned(view, &works, options);
        if let Some(turn) = turned {
            let upright: Vec<Quad> = works.iter().map(|w| turn::upright(turn, &w.quad)).collect();
            works = cut_out(view, &upright);
            self.see(&mut works, options);
        }
        let supports: Vec<[f32; 4]> = works.iter().map(|w| w.support).collect();
        let around = choose::around(&supports);
        let writings: Vec<Option<Writing>> = supports
            .iter()
            .map(|s| choose::of_line(s, &around))
            .collect();
        let more = self.see_again(sheet, &works, &writings, options);
        let mut lines = Vec::new();
        for ((work, writing), more) in works.iter().zip(&writings).zip(more) {
            lines.extend(settled(sheet, work, *writing, more));
        }
        self.mark_right_to_left(view, &works, &mut lines);
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

    /// How the text lies, where next to nothing can be read as it is and much more turned.
    fn turned(&self, view: &Luma, works: &[Work], options: &ReadOptions) -> Option<Turn> {
        let best = |w: &Work| w.support.iter().copied().fold(0.0f32, f32::max);
        let known: Vec<f32> = works.iter().map(best).collect();
        if !turn::is_doubtful(&known) {
            return None;
        }
        let quads: Vec<Quad> = works.iter().map(|w| w.quad).collect();
        let telling = turn::telling(&quads);
        let mean = |v: &[f32]| v.iter().sum::<f32>() / v.len().max(1) as f32;
        let now = mean(&telling.iter().map(|i| known[*i]).collect::<Vec<_>>());
        Turn::ALL
            .into_iter()
            .map(|turn| {
                let upright: Vec<Quad> = telling
                    .iter()
                    .map(|i| turn::upright(turn, &quads[*i]))
                    .collect();
                let mut works = cut_out(view, &upright);
                self.see(&mut works, options);
                (mean(&works.iter().map(best).collect::<Vec<_>>()), turn)
            })
            .filter(|(support, _)| *support > now + 0.2)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, turn)| turn)
    }

    /// Says of lines that can't be read that they run from right to left, where Tesseract's
    /// script detector finds so.
    fn mark_right_to_left(&self, view: &Luma, works: &[Work], lines: &mut [ReadLine]) {
        let unread = lines.iter().filter(|l| !l.is_readable()).count();
        let Some(tesseract) = &self.tesseract else {
            return;
        };
        if unread < 3 || 2 * unread < works.len() {
            return;
        }
        if tesseract.script(view).is_some_and(|s| turn::runs_left(&s)) {
            for line in lines.iter_mut().filter(|l| !l.is_readable()) {
                line.limit = Some(Limit::RightToLeft);
            }
        }
    }

    /// What every recogniser that may know the script sees on the first view.
    fn see(&self, works: &mut [Work], options: &ReadOptions) {
        if let Some(learned) = &self.learned {
            let seen = parallel::map(options.threads, works.len(), |i| {
                learned.read(&works[i].first.luma).ok()
            });
            for (work, sight) in works.iter_mut().zip(seen) {
                work.sights.extend(sight);
            }
        }
        if let Some(tesseract) = &self.tesseract {
            let asked: Vec<(Writing, Vec<usize>)> = tesseract
                .writings
                .iter()
                .map(|w| {
                    let wanted = |i: &usize| asks(self.learned.is_some(), &works[*i], *w);
                    (*w, (0..works.len()).filter(wanted).collect())
                })
                .collect();
            let pictures: Vec<&Luma> = works.iter().map(|w| &w.first.luma).collect();
            let seen = ask(tesseract, &asked, &pictures, options.threads);
            for (i, sight) in seen {
                works[i].sights.push(sight);
            }
        }
        for work in works.iter_mut() {
            work.sights.retain(|s| !s.chars.is_empty());
            work.support = choose::support(&work.sights);
        }
    }

    /// What the recogniser of the line's writing sees on the other views.
    fn see_again(
        &self,
        sheet: &Sheet<'_>,
        works: &[Work],
        writings: &[Option<Writing>],
        options: &ReadOptions,
    ) -> Vec<Vec<Sight>> {
        let mut out: Vec<Vec<Sight>> = works.iter().map(|_| Vec::new()).collect();
        for view in sheet.views.iter().skip(1).take(options.most_votes) {
            // Where the first view is clear, others only cost time.
            let doubtful = |i: usize| works[i].support.iter().all(|s| *s < CLEAR);
            let cut = parallel::map(options.threads, works.len(), |i| {
                doubtful(i)
                    .then(|| line::cut(view, &works[i].quad, learned::LINE_HEIGHT))
                    .flatten()
            });
            if let Some(learned) = &self.learned {
                let wanted =
                    |i: usize| matches!(writings[i], Some(Writing::Latin | Writing::Chinese));
                let seen = parallel::map(options.threads, works.len(), |i| {
                    let picture = cut[i].as_ref().filter(|_| wanted(i))?;
                    learned.read(&picture.luma).ok()
                });
                for (i, sight) in seen.into_iter().enumerate() {
                    out[i].extend(sight);
                }
            }
            if let Some(tesseract) = &self.tesseract {
                let asked: Vec<(Writing, Vec<usize>)> = tesseract
                    .writings
                    .iter()
                    .filter(|w| w.is_cyrillic() || self.learned.is_none())
                    .map(|w| {
                        let here = |i: &usize| writings[*i] == Some(*w) && cut[*i].is_some();
                        (*w, (0..works.len()).filter(here).collect())
                    })
                    .collect();
                let blank = Luma::filled(8, 8, 255);
                let pictures: Vec<&Luma> = cut
                    .iter()
                    .map(|c| c.as_ref().map_or(&blank, |c| &c.luma))
                    .collect();
                for (i, sight) in ask(tesseract, &asked, &pictures, options.threads) {
                    out[i].push(sight);
                }
            }
        }
        out
    }
}

/// Lines of a view, made ready; those of which nothing can be seen are left out.
fn cut_out(view: &Luma, quads: &[Quad]) -> Vec<Work> {
    quads
        .iter()
        .filter_map(|quad| {
            Some(Work {
                quad: *quad,
                first: line::cut(view, quad, learned::LINE_HEIGHT)?,
                sights: Vec::new(),
                support: [0.0; 4],
            })
        })
        .collect()
}

/// Whether Tesseract is asked for a line in a writing. Where the learned recogniser is sure of
/// letters that no Cyrillic letter looks like, nobody else is asked.
fn asks(learned: bool, work: &Work, writing: Writing) -> bool {
    let Some(sight) = work.sights.iter().find(|s| s.engine == Engine::Learned) else {
        return !learned || writing != Writing::Chinese;
    };
    let clear = choose::is_clear(sight);
    match writing {
        _ if clear => false,
        // The learned one reads Chinese better, and what it can't make out at all is not Latin.
        Writing::Chinese => false,
        Writing::Latin => choose::plausible(sight) > 0.6,
        _ => true,
    }
}

/// Runs Tesseract for several writings at once.
fn ask(
    tesseract: &Tesseract,
    asked: &[(Writing, Vec<usize>)],
    pictures: &[&Luma],
    threads: usize,
) -> Vec<(usize, Sight)> {
    let jobs: Vec<(Writing, &[usize])> = asked
        .iter()
        .flat_map(|(w, lines)| lines.chunks(40).map(|part| (*w, part)))
        .collect();
    let seen = parallel::map(threads, jobs.len(), |j| {
        let (writing, lines) = jobs[j];
        let part: Vec<&Luma> = lines.iter().map(|i| pictures[*i]).collect();
        tesseract.read(writing, &part)
    });
    let mut out = Vec::new();
    for ((_, lines), sights) in jobs.iter().zip(seen) {
        for (i, sight) in lines.iter().zip(sights) {
            out.extend(sight.map(|s| (*i, s)));
        }
    }
    out.sort_by_key(|(i, s)| (*i, s.engine));
    out
}
