//! The text run: reads filmed pages of known text merged, from the best single frame, and as
//! `analyse` reads them, and counts wrong characters. What is filmed is in `films`, what reading
//! costs beside the rest in `cost`.

mod cost;
mod count;
mod decoys;
mod films;
mod table;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use collect::Given;
use model::{AddedAs, FrameTime, ItemId, Moment, MomentAddress, Reading, TrackedFrame};
use pipeline::{Desk, Event, Observer, Reader, Settings, Unit};
use serde_json::{Value, json};
use stage::Filmed;

pub use cost::HalfCost;
pub use count::{Counted, Page};
use decoys::Decoyed;
use films::{Clip, film};

use super::machine::{Cost, Phases};
use super::material::claim_folder;
use super::run::{BenchError, open_desk, throw_away};

/// A text run.
pub struct TextPlan<'a> {
    pub seed: u64,
    /// Clips of each writing.
    pub clips: usize,
    /// What is measured; all where empty.
    pub only: Vec<TextPart>,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub afresh: bool,
}

/// A part of a text run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum TextPart {
    /// Pages with letters of 6 to 14 px.
    Pages,
    /// Pages with letters of 4 to 7 px, filmed badly; with true quads only.
    Hard,
    /// Footage with displays in half of its shots: what reading costs.
    Cost,
}

impl TextPlan<'_> {
    fn has(&self, part: TextPart) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// How a page was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum How {
    /// Merged over frames, with the true quads.
    Merged,
    /// The best single frame, with its true quad.
    Single,
    /// As `analyse` read it: found, followed and merged by itself.
    Analysed,
    /// Tesseract by itself on the whole frame, told the writing.
    Tesseract,
    /// Pages that were filmed badly: merged, and the best single frame, with the true quads.
    HardMerged,
    HardSingle,
}

impl How {
    pub const ALL: [Self; 6] = [
        Self::Merged,
        Self::Single,
        Self::Analysed,
        Self::Tesseract,
        Self::HardMerged,
        Self::HardSingle,
    ];

    /// Whether confidence is held against it, and names are spotted on it.
    const fn is_merged(self) -> bool {
        matches!(self, Self::Merged | Self::HardMerged)
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::Merged => "merged, true quads",
            Self::Single => "best single frame, true quad",
            Self::Analysed => "as analyse reads",
            Self::Tesseract => "Tesseract alone on the frame",
            Self::HardMerged => "filmed badly, 4–7 px: merged, true quads",
            Self::HardSingle => "filmed badly, 4–7 px: best single frame, true quad",
        }
    }
}

/// What a text run found.
pub struct Texts {
    options: Value,
    counted: Counted,
    missing: Vec<String>,
    skipped: Vec<String>,
    phases: Vec<(String, Cost)>,
    half: Option<HalfCost>,
    decoyed: Decoyed,
}

/// Made-up products whose names stand on the pages.
const NAMES: [&str; 6] = [
    "Vantaline",
    "Кордон Обзор",
    "Қалқан",
    "Nordwacht",
    "Сегмент",
    "Argus Wall",
];

/// Films, reads and counts.
///
/// # Errors
/// When there is no material or the case can't be written.
pub fn run_text(plan: &TextPlan<'_>, observer: &mut dyn Observer) -> Result<Texts, BenchError> {
    let options = json!({"bench": "text", "seed": plan.seed, "clips": plan.clips});
    claim_folder(plan.dir, &options)?;
    let names: Vec<String> = NAMES.iter().map(|n| (*n).to_owned()).collect();
    let mut texts = Texts {
        options,
        counted: Counted::new(names),
        missing: Vec::new(),
        skipped: Vec::new(),
        phases: Vec::new(),
        half: None,
        decoyed: Decoyed::default(),
    };
    if plan.has(TextPart::Pages) {
        texts.pages(plan, observer)?;
    }
    if plan.has(TextPart::Hard) {
        texts.hard(plan, observer)?;
    }
    texts.decoyed = texts.counted.decoyed();
    if plan.has(TextPart::Cost) {
        texts.half = Some(cost::half(plan, observer)?);
    }
    Ok(texts)
}

/// A desk with these films, analysed.
fn analysed(
    plan: &TextPlan<'_>,
    name: &str,
    files: &[PathBuf],
    settings: Settings,
    observer: &mut dyn Observer,
) -> Result<(Desk, Vec<(String, Cost)>), BenchError> {
    let folder = plan.dir.join(name);
    if plan.afresh {
        throw_away(&folder)?;
    }
    let mut heard = Phases::new(observer);
    let mut desk = open_desk(&folder, plan.program.clone(), settings)?;
    desk.add(files, AddedAs::Footage, &Given::default(), &mut heard)?;
    desk.analyse(&mut heard)?;
    Ok((desk, heard.done))
}

impl Texts {
    fn pages(
        &mut self,
        plan: &TextPlan<'_>,
        observer: &mut dyn Observer,
    ) -> Result<(), BenchError> {
        let (clips, skipped) = film(plan, Filmed::Usually, observer)?;
        let files: Vec<PathBuf> = clips.iter().map(|c| c.file.clone()).collect();
        let (desk, phases) = analysed(plan, "case", &files, plan.settings.clone(), observer)?;
        self.phases = phases;
        self.skipped = skipped;
        let reader = desk.reader();
        self.missing = reader.missing().to_vec();
        each(&clips, observer, &mut |clip| {
            count_clip(&desk, &reader, clip, &mut self.counted)
        })
    }

    /// Pages that were filmed badly, where single frames don't suffice.
    fn hard(&mut self, plan: &TextPlan<'_>, observer: &mut dyn Observer) -> Result<(), BenchError> {
        let (clips, skipped) = film(plan, Filmed::Badly, observer)?;
        let files: Vec<PathBuf> = clips.iter().map(|c| c.file.clone()).collect();
        let settings = Settings {
            read_text: false,
            ..plan.settings.clone()
        };
        let (desk, _) = analysed(plan, "case-hard", &files, settings, observer)?;
        self.skipped = skipped;
        let reader = desk.reader();
        self.missing = reader.missing().to_vec();
        each(&clips, observer, &mut |clip| {
            if let Some(known) = Known::of(&desk, clip)? {
                let hows = [How::HardMerged, How::HardSingle];
                known.by_true_quads(&desk, &reader, hows, &mut self.counted)?;
                self.counted.seconds += known.seconds();
            }
            Ok(())
        })
    }
}

fn each(
    clips: &[Clip],
    observer: &mut dyn Observer,
    work: &mut dyn FnMut(&Clip) -> Result<(), BenchError>,
) -> Result<(), BenchError> {
    observer.on(Event::Phase {
        name: "read with true quads",
        total: Some(clips.len() as u64),
        unit: Unit::Files,
    });
    for clip in clips {
        work(clip)?;
        observer.on(Event::Advance(1));
    }
    observer.on(Event::PhaseDone);
    Ok(())
}

/// A filmed page in a case, with its true quads.
struct Known<'a> {
    clip: &'a Clip,
    item: ItemId,
    video: case::VideoRecord,
    picture: &'a stage::TruthPicture,
    track: Vec<TrackedFrame>,
    best: FrameTime,
}

impl<'a> Known<'a> {
    /// `None` where the case does not have it, or nothing of it is seen.
    fn of(desk: &Desk, clip: &'a Clip) -> Result<Option<Self>, BenchError> {
        let Some(item) = item_of(desk, &clip.file)? else {
            return Ok(None);
        };
        let (Some(video), Some(picture)) = (desk.case.video(item)?, clip.truth.pictures.first())
        else {
            return Ok(None);
        };
        // Frames of a made-up clip come at even times.
        let base = video.first.time_base;
        let first = video.first.pts.0;
        let step = (video.last.pts.0 - first) / (video.frames.max(2) as i64 - 1);
        let track: Vec<TrackedFrame> = clip
            .truth
            .frames
            .iter()
            .filter_map(|f| {
                let screen = f.screens.first()?;
                Some(TrackedFrame {
                    at: FrameTime {
                        time: model::Timestamp::new(first + step * f.frame as i64, base),
                        frame: f.frame,
                    },
                    quad: screen.quad,
                    visible: screen.visible as f32,
                    proved: false,
                })
            })
            .collect();
        let best = best_of(&video, &track);
        Ok(best.map(|best| Self {
            clip,
            item,
            video,
            picture,
            track,
            best,
        }))
    }

    fn seconds(&self) -> f64 {
        self.video.last.micros_since(self.video.first) as f64 / 1e6
    }

    fn page(&self, quad: model::Quad) -> Page<'a> {
        Page {
            lines: &self.picture.lines,
            size: self.picture.size,
            quad,
            writing: self.clip.writing,
            x_height: self.clip.x_height,
        }
    }

    fn truth_at(&self, r: &Reading) -> Option<model::Quad> {
        let at = self.track.iter().find(|f| f.at.time == r.best.time);
        at.map(|f| f.quad)
    }

    /// Reads it merged and from its best single frame.
    fn by_true_quads(
        &self,
        desk: &Desk,
        reader: &Reader,
        hows: [How; 2],
        counted: &mut Counted,
    ) -> Result<(), BenchError> {
        for (how, frames) in hows.into_iter().zip([usize::MAX, 1]) {
            let reading = desk.read_track(reader, &self.item, &self.track, self.best, frames)?;
            if let Some(quad) = self.truth_at(&reading) {
                counted.add(how, &self.page(quad), &[reading]);
            }
        }
        Ok(())
    }
}

fn count_clip(
    desk: &Desk,
    reader: &Reader,
    clip: &Clip,
    counted: &mut Counted,
) -> Result<(), BenchError> {
    let Some(known) = Known::of(desk, clip)? else {
        return Ok(());
    };
    known.by_true_quads(desk, reader, [How::Merged, How::Single], counted)?;
    let readings: Vec<Reading> = desk
        .case
        .readings()?
        .into_iter()
        .map(|r| r.reading)
        .filter(|r| r.video == known.item)
        .collect();
    // The reading that holds most of the page; there may be none.
    let fullest = readings.iter().max_by_key(|r| {
        let screen = !matches!(r.from, model::ReadFrom::Frame);
        (screen, r.lines.iter().map(|l| l.text.len()).sum::<usize>())
    });
    let quad = fullest.and_then(|r| known.truth_at(r));
    let analysed: Vec<Reading> = fullest
        .filter(|_| quad.is_some())
        .cloned()
        .into_iter()
        .collect();
    let shown = known.track[0].quad;
    counted.add(How::Analysed, &known.page(quad.unwrap_or(shown)), &analysed);
    let moment = Moment {
        item: known.item,
        stream: known.video.facts.stream,
        time: known.best.time,
    };
    let alone = desk.tesseract_alone(reader, &MomentAddress::new(&moment, None), clip.writing)?;
    if let Some(lines) = alone {
        counted.add_plain(How::Tesseract, &known.page(shown), &lines);
    }
    counted.seconds += known.seconds();
    Ok(())
}

/// The sharpest keyframe on which the page is seen.
fn best_of(video: &case::VideoRecord, track: &[TrackedFrame]) -> Option<FrameTime> {
    let seen = |at: &FrameTime| track.iter().any(|f| f.at.time == at.time);
    let sharpest = video
        .keyframes
        .iter()
        .filter(|k| seen(&k.at))
        .max_by(|a, b| a.sharpness.total_cmp(&b.sharpness));
    sharpest
        .map(|k| k.at)
        .or_else(|| track.get(track.len() / 2).map(|f| f.at))
}

fn item_of(desk: &Desk, file: &Path) -> Result<Option<ItemId>, BenchError> {
    let name = file
        .file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    for row in desk.case.items()? {
        if row.origins.iter().any(|o| o.path.ends_with(&name)) {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}
