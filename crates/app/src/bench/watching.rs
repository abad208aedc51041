//! The speed run: decoding with nothing done, against watching, against the whole analysis.

use std::path::{Path, PathBuf};

use collect::Given;
use decode::{Decoder, Flow};
use model::{AddedAs, FrameRate, Size};
use pipeline::{Event, Observer, Settings, Summary, Unit};
use serde_json::{Value, json};
use stage::{Difficulty, RandomOptions, demo};

use super::machine::{Clock, Cost, MemoryWatch, Peak, Phases, bytes_by_kind};
use super::material::claim_folder;
use super::report::{
    Style, cost_json, cost_words, extend, head, peak, peak_words, phases, profile, rounded, row,
    table,
};
use super::run::{BenchError, open_desk, throw_away};

/// The phase that reads the documents.
const DOCUMENTS: &str = "read documents";
/// Kinds of derived files that grow with the footage.
const OF_FOOTAGE: [&str; 2] = ["features", "index"];

/// A speed run.
pub struct WatchPlan<'a> {
    /// Videos to watch; a clip is filmed where there are none.
    pub videos: Vec<PathBuf>,
    pub seed: u64,
    /// Length of the clip that is filmed.
    pub seconds: f64,
    /// The clip is repeated to this length, without encoding it again.
    pub hours: Option<f64>,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
}

/// What a speed run measured.
pub struct Speed {
    options: Value,
    decode: Measured,
    analyse: Measured,
    phases: Vec<(String, Cost)>,
    frames: u64,
    summary: Summary,
    derived: Vec<(String, u64)>,
}

struct Measured {
    cost: Cost,
    peak: Option<Peak>,
}

/// Decodes everything once, then makes a new case of it beside the demo's documents. What was
/// measured before is measured again; what was filmed before is used again.
///
/// # Errors
/// When there is no material, a video can't be decoded at all, or the case can't be written.
pub fn run_watch(plan: &WatchPlan<'_>, observer: &mut dyn Observer) -> Result<Speed, BenchError> {
    let given: Vec<String> = plan
        .videos
        .iter()
        .filter_map(|v| Some(v.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let options = json!({"bench": "watch", "seed": plan.seed, "seconds": plan.seconds,
        "hours": plan.hours, "videos": given});
    claim_folder(plan.dir, &options)?;
    let made = plan.dir.join("made-up");
    demo::write_demo_documents(&made)?;
    let videos = if plan.videos.is_empty() {
        vec![film(plan, &made, observer)?]
    } else {
        plan.videos.clone()
    };
    let (decode, frames) = decode_only(plan, &videos, observer)?;
    let folder = plan.dir.join("case");
    throw_away(&folder)?;
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    let mut heard = Phases::new(observer);
    let given = Given::default();
    desk.add(&videos, AddedAs::Footage, &given, &mut heard)?;
    let documents = [made.join("documents")];
    desk.add(&documents, AddedAs::Document, &given, &mut heard)?;
    let memory = MemoryWatch::start();
    let clock = Clock::start();
    desk.analyse(&mut heard)?;
    let analyse = Measured {
        cost: clock.read(),
        peak: memory.stop(),
    };
    Ok(Speed {
        options,
        decode,
        analyse,
        phases: heard.done,
        frames,
        summary: Summary::of(&desk.case)?,
        derived: bytes_by_kind(&folder.join("derived")),
    })
}

/// A clip of 1920 × 1080, repeated where that was asked for.
fn film(
    plan: &WatchPlan<'_>,
    made: &Path,
    observer: &mut dyn Observer,
) -> Result<PathBuf, BenchError> {
    observer.on(Event::Phase {
        name: "film",
        total: Some(1000),
        unit: Unit::Thousandths,
    });
    let options = RandomOptions {
        difficulty: Difficulty::Medium,
        size: Size {
            width: 1920,
            height: 1080,
        },
        rate: FrameRate::new(25, 1).map_err(|e| BenchError::Other(e.to_string()))?,
        seconds: plan.seconds,
        ..RandomOptions::default()
    };
    let clip = made.join("clip.mp4");
    let planned = stage::random_clip(plan.seed, &demo::demo_pictures(), &options);
    let mut told = 0;
    stage::film_once(&planned, &clip, &mut |frame, frames| {
        let reached = 1000 * frame as u64 / (frames as u64).max(1);
        observer.on(Event::Advance(reached.saturating_sub(told)));
        told = told.max(reached);
    })?;
    let long = made.join("long.mp4");
    let film = match plan.hours {
        None => clip,
        Some(_) if long.is_file() => long,
        Some(hours) => {
            stage::repeat_video(&clip, 3600.0 * hours, &long)?;
            long
        }
    };
    observer.on(Event::PhaseDone);
    Ok(film)
}

/// Every frame through the child and shared memory, and nothing done with it.
fn decode_only(
    plan: &WatchPlan<'_>,
    videos: &[PathBuf],
    observer: &mut dyn Observer,
) -> Result<(Measured, u64), BenchError> {
    let decoder = Decoder::new(plan.program.clone(), plan.settings.limits.clone());
    observer.on(Event::Phase {
        name: "decode only",
        total: None,
        unit: Unit::FootageMillis,
    });
    let memory = MemoryWatch::start();
    let clock = Clock::start();
    let mut frames = 0;
    for video in videos {
        let mut told = 0;
        let watched = decoder.watch(video, plan.settings.threads, &mut |frame| {
            if frame.at.frame % 250 == 0 {
                let millis = u64::try_from(frame.at.time.in_units_of(1000)).unwrap_or(0);
                observer.on(Event::Advance(millis.saturating_sub(told)));
                told = told.max(millis);
            }
            Flow::Continue
        })?;
        frames += watched.frames;
    }
    let measured = Measured {
        cost: clock.read(),
        peak: memory.stop(),
    };
    observer.on(Event::PhaseDone);
    Ok((measured, frames))
}

impl Speed {
    pub fn is_whole(&self) -> bool {
        self.summary.failures == 0
    }

    fn phase(&self, name: &str) -> Option<Cost> {
        let found = self.phases.iter().find(|(n, _)| n == name);
        found.map(|(_, cost)| *cost)
    }

    /// Wall time of the analysis without what does not depend on the footage.
    fn footage_only(&self) -> Cost {
        let documents = self.phase(DOCUMENTS);
        let Cost { wall, cpu } = self.analyse.cost;
        Cost {
            wall: wall - documents.map_or(0.0, |d| d.wall),
            cpu: cpu.map(|c| c - documents.and_then(|d| d.cpu).unwrap_or(0.0)),
        }
    }

    /// Bytes that are kept of an hour of footage, by kind; what documents left is not among it.
    fn bytes_per_hour(&self) -> impl Iterator<Item = (&str, f64)> {
        let hours = self.summary.watched_seconds / 3600.0;
        let all = self.derived.iter();
        let all = all.filter(|(kind, _)| OF_FOOTAGE.contains(&kind.as_str()));
        all.map(move |(kind, bytes)| (kind.as_str(), *bytes as f64 / hours))
    }

    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let of = |m: &Measured| {
            let mut value = cost_json(m.cost);
            value["peak"] = peak(m.peak);
            value
        };
        let watch = self.phase("watch");
        let more = json!({
            "frames": self.frames, "footage_seconds": rounded(self.summary.watched_seconds, 2),
            "keyframes": self.summary.keyframes,
            "decode_only": of(&self.decode), "analyse": of(&self.analyse),
            "phases": phases(&self.phases),
            "decode_over_watch": watch.map(|w| rounded(self.decode.cost.wall / w.wall, 3)),
            "decode_over_analyse": rounded(self.decode.cost.wall / self.analyse.cost.wall, 3),
            "decode_over_analyse_without_documents":
                rounded(self.decode.cost.wall / self.footage_only().wall, 3),
            "derived_bytes_per_hour": self.bytes_per_hour()
                .map(|(kind, bytes)| (kind.to_owned(), rounded(bytes, 0)))
                .collect::<std::collections::BTreeMap<_, _>>(),
        });
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let seconds = self.summary.watched_seconds;
        let line = |name: &str, cost: Cost, peak: Option<Peak>| {
            vec![
                name.to_owned(),
                cost_words(cost),
                format!("{:.1} ×", seconds / cost.wall),
                format!("{:.2}", self.decode.cost.wall / cost.wall),
                peak.map_or_else(|| "–".to_owned(), peak_words),
            ]
        };
        let mut rows = vec![line("decode only", self.decode.cost, self.decode.peak)];
        for (name, cost) in &self.phases {
            rows.push(line(&format!("phase: {name}"), *cost, None));
        }
        let footage = self.footage_only();
        rows.push(line("analyse, without documents", footage, None));
        rows.push(line("analyse, whole", self.analyse.cost, self.analyse.peak));
        let mut t = String::new();
        let heads = [
            "",
            "time",
            "footage ÷ time",
            "decode only ÷ this",
            "peak memory",
        ];
        table(&mut t, style, &heads, &rows);
        let mut rows = vec![
            row(
                "footage",
                format!(
                    "{seconds:.0} s, {} frames, {} keyframes",
                    self.frames, self.summary.keyframes
                ),
            ),
            row(
                "how",
                format!("version {}, {} build", env!("CARGO_PKG_VERSION"), profile()),
            ),
        ];
        for (kind, bytes) in self.bytes_per_hour() {
            let text = format!("{:.1} MB for an hour of footage", bytes / 1e6);
            rows.push(row(&format!("derived: {kind}"), text));
        }
        table(&mut t, style, &["", ""], &rows);
        t
    }
}
