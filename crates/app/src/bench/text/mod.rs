//! The text run: films pages of known text in four writings, reads them merged, from the best
//! single frame, and as `analyse` reads them, and counts wrong characters.

mod count;
mod table;

use std::path::{Path, PathBuf};

use collect::Given;
use model::{AddedAs, FrameTime, ItemId, Moment, MomentAddress, Reading, TrackedFrame, Writing};
use pipeline::{Desk, Event, Observer, Reader, Settings, Unit};
use serde_json::{Value, json};
use stage::{PageWriting, TextOptions, Truth};

pub use count::{Counted, Page};

use super::machine::{Cost, Phases};
use super::material::{MaterialError, claim_folder};
use super::run::{BenchError, open_desk, throw_away};

/// A text run.
pub struct TextPlan<'a> {
    pub seed: u64,
    /// Clips of each writing.
    pub clips: usize,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub afresh: bool,
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
}

impl How {
    pub const ALL: [Self; 4] = [Self::Merged, Self::Single, Self::Analysed, Self::Tesseract];

    pub const fn words(self) -> &'static str {
        match self {
            Self::Merged => "merged, true quads",
            Self::Single => "best single frame, true quad",
            Self::Analysed => "as analyse reads",
            Self::Tesseract => "Tesseract alone on the frame",
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
}

/// A filmed page.
struct Clip {
    file: PathBuf,
    writing: Writing,
    x_height: f64,
    truth: Truth,
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

const fn named(writing: PageWriting) -> Writing {
    match writing {
        PageWriting::Latin => Writing::Latin,
        PageWriting::Russian => Writing::Russian,
        PageWriting::Kazakh => Writing::Kazakh,
        PageWriting::Chinese => Writing::Chinese,
    }
}

/// Films, reads and counts.
///
/// # Errors
/// When there is no material or the case can't be written.
pub fn run_text(plan: &TextPlan<'_>, observer: &mut dyn Observer) -> Result<Texts, BenchError> {
    let options = json!({"bench": "text", "seed": plan.seed, "clips": plan.clips});
    claim_folder(plan.dir, &options)?;
    let (clips, skipped) = film(plan, observer)?;
    let folder = plan.dir.join("case");
    if plan.afresh {
        throw_away(&folder)?;
    }
    let mut heard = Phases::new(observer);
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    let files: Vec<PathBuf> = clips.iter().map(|c| c.file.clone()).collect();
    desk.add(&files, AddedAs::Footage, &Given::default(), &mut heard)?;
    desk.analyse(&mut heard)?;
    let phases = std::mem::take(&mut heard.done);
    drop(heard);
    let reader = desk.reader();
    let names: Vec<String> = NAMES.iter().map(|n| (*n).to_owned()).collect();
    let mut counted = Counted::new(names);
    observer.on(Event::Phase {
        name: "read with true quads",
        total: Some(clips.len() as u64),
        unit: Unit::Files,
    });
    for clip in &clips {
        count_clip(&desk, &reader, clip, &mut counted)?;
        observer.on(Event::Advance(1));
    }
    observer.on(Event::PhaseDone);
    Ok(Texts {
        options,
        counted,
        missing: reader.missing().to_vec(),
        skipped,
        phases,
    })
}

fn film(
    plan: &TextPlan<'_>,
    observer: &mut dyn Observer,
) -> Result<(Vec<Clip>, Vec<String>), BenchError> {
    let folder = plan.dir.join("made-up");
    std::fs::create_dir_all(&folder).map_err(|source| BenchError::Io {
        path: folder.clone(),
        source,
    })?;
    observer.on(Event::Phase {
        name: "film",
        total: Some((plan.clips * PageWriting::ALL.len()) as u64),
        unit: Unit::Files,
    });
    let (mut clips, mut skipped) = (Vec::new(), Vec::new());
    for (w, writing) in PageWriting::ALL.into_iter().enumerate() {
        if !writing.can_be_drawn() {
            skipped.push(format!(
                "{writing:?}: no typeface is installed (Debian: fonts-wqy-zenhei)"
            ));
            continue;
        }
        for n in 0..plan.clips {
            // Evenly over 6 to 14 pixels.
            let x_height = 6.0 + 8.0 * (n as f64 + 0.5) / plan.clips as f64;
            let options = TextOptions {
                writing,
                x_height,
                names: NAMES.iter().map(|n| (*n).to_owned()).collect(),
            };
            let seed = plan
                .seed
                .wrapping_mul(1000)
                .wrapping_add((100 * w + n) as u64);
            let clip = stage::text_clip(seed, &options).map_err(MaterialError::from)?;
            let file = folder.join(format!("text-{writing:?}-{n:02}.mp4").to_lowercase());
            let truth =
                stage::film_once(&clip, &file, &mut |_, _| {}).map_err(MaterialError::from)?;
            clips.push(Clip {
                file,
                writing: named(writing),
                x_height,
                truth,
            });
            observer.on(Event::Advance(1));
        }
    }
    observer.on(Event::PhaseDone);
    Ok((clips, skipped))
}

fn count_clip(
    desk: &Desk,
    reader: &Reader,
    clip: &Clip,
    counted: &mut Counted,
) -> Result<(), BenchError> {
    let Some(item) = item_of(desk, &clip.file)? else {
        return Ok(());
    };
    let (Some(video), Some(picture)) = (desk.case.video(item)?, clip.truth.pictures.first()) else {
        return Ok(());
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
    let Some(best) = best_of(&video, &track) else {
        return Ok(());
    };
    let page = |quad| Page {
        lines: &picture.lines,
        size: picture.size,
        quad,
        writing: clip.writing,
        x_height: clip.x_height,
    };
    let truth_at = |r: &Reading| {
        track
            .iter()
            .find(|f| f.at.time == r.best.time)
            .map(|f| f.quad)
    };
    let merged = desk.read_track(reader, &item, &track, best, 40)?;
    let single = desk.read_track(reader, &item, &track, best, 1)?;
    for (how, reading) in [(How::Merged, merged), (How::Single, single)] {
        if let Some(quad) = truth_at(&reading) {
            counted.add(how, &page(quad), &[reading]);
        }
    }
    let readings: Vec<Reading> = desk
        .case
        .readings()?
        .into_iter()
        .map(|r| r.reading)
        .filter(|r| r.video == item)
        .collect();
    // The reading that holds most of the page; there may be none.
    let fullest = readings.iter().max_by_key(|r| {
        let screen = !matches!(r.from, model::ReadFrom::Frame);
        (screen, r.lines.iter().map(|l| l.text.len()).sum::<usize>())
    });
    let quad = fullest.and_then(truth_at);
    let analysed: Vec<Reading> = fullest
        .filter(|_| quad.is_some())
        .cloned()
        .into_iter()
        .collect();
    counted.add(
        How::Analysed,
        &page(quad.unwrap_or(track[0].quad)),
        &analysed,
    );
    let moment = Moment {
        item,
        stream: video.facts.stream,
        time: best.time,
    };
    let alone = desk.tesseract_alone(reader, &MomentAddress::new(&moment, None), clip.writing)?;
    if let Some(lines) = alone {
        counted.add_plain(How::Tesseract, &page(track[0].quad), &lines);
    }
    counted.seconds += video.last.micros_since(video.first) as f64 / 1e6;
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
