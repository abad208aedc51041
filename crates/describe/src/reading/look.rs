//! Which recogniser is asked for which line. Each costs time, so the learned one looks first, and
//! Tesseract only at lines with words that it leaves open, writing by writing.

use model::{Quad, Writing};
use pixels::{Luma, parallel};

use super::accents;
use super::choose::{self, Candidate};
use super::engine::{Engine, Sight};
use super::line::{self, LinePicture};
use super::words::{self, Stretch};
use super::{ReadOptions, Reader, Sheet, Tesseract, learned};

/// Small letters of fewer pixels of the video are looked at by nobody: nothing that was read there
/// was right, or sure enough to be told.
const LEAST_X_HEIGHT: f64 = 4.0;
/// Worth below which another view is asked, and below which that is no use.
const DOUBTFUL: f32 = 0.972;
const HOPELESS: f32 = 0.75;
/// Lines that one process of Tesseract gets at most, and from which on another is worth its start:
/// it loads its libraries and its model first.
const PART: usize = 40;
const FEW: usize = 16;
/// Small letters of fewer pixels of the video are not tried in other turns, nor for other scripts:
/// they are doubtful as they lie.
const LEAST_TO_TURN: f64 = 6.0;

/// A line on its way: where it is, what the first view shows, and what was seen.
pub struct Work {
    pub quad: Quad,
    pub first: LinePicture,
    pub stretches: Vec<Stretch>,
    pub words: Vec<Vec<Candidate>>,
    /// Recognisers that were asked.
    asked: Vec<Engine>,
    /// In pixels of the video.
    x_height: f64,
}

/// Lines of a view, made ready; those of which nothing can be seen are left out.
pub fn cut_out(view: &Luma, quads: &[Quad], scale: f64) -> Vec<Work> {
    quads
        .iter()
        .filter_map(|quad| {
            let first = line::cut(view, quad, learned::LINE_HEIGHT)?;
            let stretches = words::stretches(&first.luma, None);
            Some(Work {
                quad: *quad,
                x_height: first.x_height / scale.max(0.01),
                words: vec![Vec::new(); stretches.len()],
                stretches,
                first,
                asked: Vec::new(),
            })
        })
        .collect()
}

impl Work {
    /// Whether its letters are large enough to be looked at.
    pub fn is_large(&self) -> bool {
        self.x_height >= LEAST_X_HEIGHT
    }

    /// Whether they are large enough to tell how they lie.
    pub fn tells_its_turn(&self) -> bool {
        tells_its_turn(self.x_height)
    }

    /// Whether nobody looked at it, as too small.
    pub fn is_left_out(&self) -> bool {
        !self.is_large() && self.words.iter().all(Vec::is_empty)
    }

    /// Parts it into words anew, now that it is known how many letters it has.
    fn part(&mut self, letters: usize) {
        self.stretches = words::stretches(&self.first.luma, Some(letters));
        self.words = vec![Vec::new(); self.stretches.len()];
    }

    fn add(&mut self, sight: &Sight) {
        let parts = words::split(sight, &self.stretches);
        for (word, chars) in self.words.iter_mut().zip(parts) {
            word.extend(Candidate::new(sight.engine, chars));
        }
    }

    /// Worth of its words on average, by letters: how well the line is read as it lies; and how many
    /// letters these are.
    pub fn support(&self) -> (f32, f32) {
        let (mut sum, mut letters) = (0.0, 0.0f32);
        for word in &self.words {
            if let Some(n) = choose::best(word, &[0.0; 4]) {
                let n = &word[n];
                sum += n.worth * n.chars.len() as f32;
                letters += n.chars.len() as f32;
            }
        }
        let worth = if letters > 0.0 { sum / letters } else { 0.0 };
        (worth, letters)
    }

    fn any(&self, wanted: impl Fn(&[Candidate]) -> bool) -> bool {
        self.words.iter().any(|w| wanted(w))
    }
}

/// Whether small letters of so many pixels of the video tell how a line lies.
pub fn tells_its_turn(x_height: f64) -> bool {
    x_height >= LEAST_TO_TURN
}

/// The most that a word is worth in some writings.
fn most(word: &[Candidate], of: impl Fn(Writing) -> bool) -> f32 {
    word.iter()
        .filter(|c| of(c.writing()) && c.has_letters())
        .map(|c| c.worth)
        .fold(0.0, f32::max)
}

/// Whether the learned recogniser leaves open what a word is.
fn is_open(word: &[Candidate]) -> bool {
    let learned = |c: &&Candidate| c.engine == Engine::Learned;
    !word.iter().filter(learned).any(choose::is_clear)
}

/// Whether letters of its own tell that a word is Kazakh.
fn is_kazakh(word: &[Candidate]) -> bool {
    let best = choose::best(word, &[0.0; 4]).map(|n| &word[n]);
    best.is_some_and(|c| {
        c.writing() == Writing::Kazakh && c.worth > 0.97 && choose::has_kazakh_letter(&c.chars)
    })
}

impl Reader {
    /// What every recogniser that may know a line's writing sees on the first view.
    pub(super) fn see(&self, works: &mut [Work], options: &ReadOptions) {
        if let Some(learned) = &self.learned {
            let seen = parallel::map(options.threads, works.len(), |i| {
                works[i]
                    .is_large()
                    .then(|| learned.read(&works[i].first.luma).ok())
                    .flatten()
            });
            for (work, sight) in works.iter_mut().zip(seen) {
                work.asked.push(Engine::Learned);
                if let Some(sight) = sight {
                    work.part(sight.chars.iter().filter(|c| c.ch != ' ').count());
                    work.add(&sight);
                }
            }
        }
        let Some(tesseract) = &self.tesseract else {
            return;
        };
        let has = |w: Writing| tesseract.writings.contains(&w);
        if self.learned.is_none() {
            for writing in tesseract.writings.iter().copied() {
                ask(tesseract, writing, works, options, &|_| true);
            }
            return;
        }
        let cyrillic = if has(Writing::Russian) {
            Writing::Russian
        } else {
            Writing::Kazakh
        };
        if has(cyrillic) {
            let open = |w: &Work| w.is_large() && w.any(is_open);
            ask(tesseract, cyrillic, works, options, &open);
        }
        if has(Writing::Latin) {
            let words = works.iter().flat_map(|w| &w.words).map(Vec::as_slice);
            // What the learned recogniser reads of French is sure and lacks marks.
            let french = tesseract.french && accents::is_french(words);
            let open = |w: &Work| {
                let open = |word: &[Candidate]| {
                    is_open(word) && most(word, Writing::is_cyrillic) < choose::SURE
                };
                w.is_large() && (french || w.any(open))
            };
            let of_latin = match french {
                true => tesseract.in_french(),
                false => tesseract.clone(),
            };
            ask(&of_latin, Writing::Latin, works, options, &open);
            if french {
                let words = works.iter_mut().flat_map(|w| &mut w.words);
                words.for_each(|word| accents::restore(word));
            }
        }
        if has(Writing::Kazakh) && cyrillic != Writing::Kazakh {
            let open = |w: &Work| {
                let open = |word: &[Candidate]| {
                    let own = most(word, Writing::is_cyrillic);
                    let other = most(word, |w| !w.is_cyrillic());
                    is_open(word) && own > 0.85 && own < choose::RUSSIAN && own > other - 0.02
                };
                w.is_large() && w.any(open)
            };
            ask(tesseract, Writing::Kazakh, works, options, &open);
            // On a sheet with Kazakh on it, every other line may be Kazakh too.
            if works.iter().any(|w| w.any(is_kazakh)) {
                let left = |w: &Work| {
                    w.is_large()
                        && w.any(is_open)
                        && !w.asked.contains(&Engine::Tesseract(Writing::Kazakh))
                };
                ask(tesseract, Writing::Kazakh, works, options, &left);
            }
        }
    }

    /// Asks those who saw most on the first view for words in doubt on other views.
    pub(super) fn see_again(
        &self,
        sheet: &Sheet<'_>,
        works: &mut [Work],
        around: &[f32; 4],
        options: &ReadOptions,
    ) {
        for view in sheet.views.iter().skip(1).take(options.most_votes) {
            let again: Vec<Option<(Luma, Vec<Engine>)>> =
                parallel::map(options.threads, works.len(), |i| {
                    let engines = doubted(&works[i], around);
                    if engines.is_empty() {
                        return None;
                    }
                    let cut = line::cut(view, &works[i].quad, learned::LINE_HEIGHT)?;
                    Some((cut.luma, engines))
                });
            let wants = |i: usize, engine: Engine| {
                let (luma, engines) = again[i].as_ref()?;
                engines.contains(&engine).then_some(luma)
            };
            let mut sights: Vec<(usize, Sight)> = Vec::new();
            if let Some(learned) = &self.learned {
                let seen = parallel::map(options.threads, works.len(), |i| {
                    learned.read(wants(i, Engine::Learned)?).ok()
                });
                sights.extend(
                    seen.into_iter()
                        .enumerate()
                        .filter_map(|(i, s)| Some((i, s?))),
                );
            }
            if let Some(tesseract) = &self.tesseract {
                for writing in tesseract.writings.iter().copied() {
                    let lines: Vec<(usize, &Luma)> = (0..works.len())
                        .filter_map(|i| Some((i, wants(i, Engine::Tesseract(writing))?)))
                        .collect();
                    sights.extend(read_all(tesseract, writing, &lines, options.threads));
                }
            }
            for (i, sight) in sights {
                works[i].add(&sight);
            }
        }
    }
}

/// Who is asked again: those whose words are the best but not beyond doubt.
fn doubted(work: &Work, around: &[f32; 4]) -> Vec<Engine> {
    let mut engines = Vec::new();
    for word in work.words.iter().filter(|_| work.is_large()) {
        let Some(n) = choose::best(word, around) else {
            continue;
        };
        let best = &word[n];
        if (HOPELESS..DOUBTFUL).contains(&best.worth) && !engines.contains(&best.engine) {
            engines.push(best.engine);
        }
    }
    engines
}

/// Asks Tesseract for the lines that are wanted.
fn ask(
    tesseract: &Tesseract,
    writing: Writing,
    works: &mut [Work],
    options: &ReadOptions,
    wanted: &dyn Fn(&Work) -> bool,
) {
    let lines: Vec<(usize, &Luma)> = works
        .iter()
        .enumerate()
        .filter(|(_, w)| wanted(w))
        .map(|(i, w)| (i, &w.first.luma))
        .collect();
    let numbers: Vec<usize> = lines.iter().map(|(i, _)| *i).collect();
    let sights = read_all(tesseract, writing, &lines, options.threads);
    for i in numbers {
        works[i].asked.push(Engine::Tesseract(writing));
    }
    for (i, sight) in sights {
        works[i].add(&sight);
    }
}

/// Lines in even parts, each in a process of its own.
fn read_all(
    tesseract: &Tesseract,
    writing: Writing,
    lines: &[(usize, &Luma)],
    threads: usize,
) -> Vec<(usize, Sight)> {
    let part = lines.len().div_ceil(threads.max(1)).clamp(FEW, PART);
    let parts: Vec<&[(usize, &Luma)]> = lines.chunks(part).collect();
    let seen = parallel::map(threads, parts.len(), |p| {
        let pictures: Vec<&Luma> = parts[p].iter().map(|(_, l)| *l).collect();
        tesseract.read(writing, &pictures)
    });
    let mut out = Vec::new();
    for (part, sights) in parts.iter().zip(seen) {
        for ((i, _), sight) in part.iter().zip(sights) {
            out.extend(sight.map(|s| (*i, s)));
        }
    }
    out
}
