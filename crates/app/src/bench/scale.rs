//! The scale run: how long the index takes over ever more hours, and what of a small truth it still
//! proposes among them. Nothing is decoded or decided but what makes the case searchable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use collect::Given;
use model::{AddedAs, ItemId};
use pipeline::{Archive, Event, Observer, Pool, Segment, Settings, Unit};
use serde_json::{Value, json};

use super::claims::{blank_claims, films};
use super::count::{Claim, Count, count};
use super::ground::Ground;
use super::machine::Phases;
use super::material::{RandomRun, claim_folder, of_random};
use super::report::{
    Style, extend, head, of, phases, profile, rounded, row, table, tier_words, tiers,
};
use super::run::{BenchError, open_desk};
use super::showing::median;

/// Hours at which searches are measured, up to what was asked for.
const STEPS: [u32; 5] = [0, 1, 10, 100, 1000];
/// Segments that are opened at once, whatever their content.
const OPENED: usize = 1000;

/// A scale run.
pub struct ScalePlan<'a> {
    pub run: RandomRun,
    /// Videos whose frames are varied too.
    pub videos: Vec<PathBuf>,
    /// Most made-up hours.
    pub hours: u32,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
}

/// Searches over so many made-up hours beside the films.
struct Reach {
    hours: u32,
    features: u64,
    bytes: u64,
    /// Milliseconds of each query.
    millis: Vec<f64>,
    /// Milliseconds of asking for copies of each shot's frame.
    copies: Vec<f64>,
    count: Count,
}

/// What a scale run measured.
pub struct Scale {
    options: Value,
    threads: usize,
    frames_per_hour: u32,
    reaches: Vec<Reach>,
    opening: f64,
    phases: Vec<(String, super::machine::Cost)>,
}

/// Films, watches, makes hours, and asks for every reference.
///
/// # Errors
/// When the material or the case can't be made, or the disk is too small for the hours.
pub fn run_scale(plan: &ScalePlan<'_>, observer: &mut dyn Observer) -> Result<Scale, BenchError> {
    let mut options = plan.run.options();
    options["bench"] = "scale".into();
    options["videos"] = plan.videos.len().into();
    claim_folder(plan.dir, &options)?;
    let made = plan.dir.join("made-up");
    let mut heard = Phases::new(observer);
    let ground = of_random(&made, plan.run, &mut |_, _| {})?;
    let mut desk = open_desk(
        &plan.dir.join("case"),
        plan.program.clone(),
        plan.settings.clone(),
    )?;
    let given = Given::default();
    let footage: Vec<PathBuf> = ground.films.iter().map(|f| f.file.clone()).collect();
    desk.add(&footage, AddedAs::Footage, &given, &mut heard)?;
    desk.add(&plan.videos, AddedAs::Footage, &given, &mut heard)?;
    desk.add(
        &[made.join("documents")],
        AddedAs::Document,
        &given,
        &mut heard,
    )?;
    desk.make_searchable(&mut heard)?;
    let archive = desk.archive(&mut heard)?;
    let films = films(&desk.case, &ground)?;
    let references: Vec<_> = archive.probes.iter().map(|(r, _)| r.clone()).collect();
    let blanks = blank_claims(&desk.case, &ground, &references)?;
    let seconds = pipeline::Summary::of(&desk.case)?.watched_seconds;
    let keyframes: usize = archive.segments.iter().map(|(_, s)| s.frames().len()).sum();
    let pool = pool(&archive, &films, &ground);
    let frames_per_hour = (keyframes as f64 / seconds.max(1.0) * 3600.0) as u32;
    let hours = made_up_hours(plan, &pool, frames_per_hour, &mut heard)?;
    let mut scale = Scale {
        options,
        threads: plan.settings.threads,
        frames_per_hour,
        reaches: Vec::new(),
        opening: opening(&hours)?,
        phases: Vec::new(),
    };
    for step in STEPS.into_iter().filter(|s| *s <= plan.hours) {
        let made = open_all(&hours[..step as usize])?;
        heard.on(Event::Phase {
            name: "ask",
            total: Some(archive.probes.len() as u64),
            unit: Unit::Files,
        });
        let asked = Asked {
            archive: &archive,
            films: &films,
            blanks: &blanks,
            threads: plan.settings.threads,
        };
        scale.reaches.push(asked.reach(&made, &ground, &mut heard));
        heard.on(Event::PhaseDone);
    }
    scale.phases = heard.done;
    Ok(scale)
}

/// Frames on which nothing is to be found.
fn pool(archive: &Archive, films: &BTreeMap<ItemId, usize>, ground: &Ground) -> Pool {
    let mut pool = Pool::default();
    for (item, segment) in &archive.segments {
        let truth = films
            .get(item)
            .and_then(|n| ground.films[*n].truth.as_ref());
        let shows = |frame: u64| {
            truth.is_some_and(|t| {
                let here = t.frames.iter().filter(|f| f.frame == frame);
                here.flat_map(|f| &f.screens)
                    .any(|s| ground.products.contains_key(&s.picture))
            })
        };
        pool.add(segment, |at| !shows(at.frame));
    }
    pool
}

fn made_up_hours(
    plan: &ScalePlan<'_>,
    pool: &Pool,
    frames: u32,
    observer: &mut dyn Observer,
) -> Result<Vec<PathBuf>, BenchError> {
    observer.on(Event::Phase {
        name: "make hours",
        total: Some(u64::from(plan.hours)),
        unit: Unit::Files,
    });
    let folder = plan.dir.join("hours");
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| BenchError::Io { path, source }
    };
    std::fs::create_dir_all(&folder).map_err(io(&folder))?;
    let mut all = Vec::new();
    for hour in 0..plan.hours {
        let path = folder.join(format!("{frames}-{hour:04}.segment"));
        if !path.is_file() {
            let aside = path.with_extension("part");
            let file = std::fs::File::create(&aside).map_err(io(&aside))?;
            let mut out = std::io::BufWriter::new(file);
            let seed = plan.run.seed << 32 | u64::from(hour);
            pool.write(frames, seed, &mut out).map_err(io(&aside))?;
            std::io::Write::flush(&mut out).map_err(io(&aside))?;
            std::fs::rename(&aside, &path).map_err(io(&path))?;
        }
        all.push(path);
        observer.on(Event::Advance(1));
    }
    observer.on(Event::PhaseDone);
    Ok(all)
}

fn open_all(paths: &[PathBuf]) -> Result<Vec<Segment>, BenchError> {
    let opened = paths.iter().map(|path| {
        let segment = Segment::open(path).map_err(|e| BenchError::Other(e.to_string()))?;
        // Read once, so that what is measured is warm.
        segment
            .check()
            .map_err(|e| BenchError::Other(e.to_string()))?;
        Ok(segment)
    });
    opened.collect()
}

/// Seconds to open a thousand segments; those that are there, again and again.
fn opening(paths: &[PathBuf]) -> Result<f64, BenchError> {
    let begun = Instant::now();
    let opened: Result<Vec<Segment>, _> = paths
        .iter()
        .cycle()
        .take(if paths.is_empty() { 0 } else { OPENED })
        .map(|p| Segment::open(p))
        .collect();
    opened.map_err(|e| BenchError::Other(e.to_string()))?;
    Ok(begun.elapsed().as_secs_f64())
}

struct Asked<'a> {
    archive: &'a Archive,
    films: &'a BTreeMap<ItemId, usize>,
    blanks: &'a [Claim],
    threads: usize,
}

impl Asked<'_> {
    fn reach(&self, hours: &[Segment], ground: &Ground, observer: &mut dyn Observer) -> Reach {
        let mut claims = Vec::new();
        let mut millis = Vec::new();
        for (number, blank) in self.blanks.iter().enumerate() {
            let begun = Instant::now();
            let found = self.archive.ask(number, hours, self.threads);
            millis.push(1000.0 * begun.elapsed().as_secs_f64());
            let here = found.iter().filter_map(|(number, candidate)| {
                let (item, _) = self.archive.segments.get(*number)?;
                Some((*self.films.get(item)?, candidate))
            });
            claims.extend(here.map(|(film, candidate)| {
                let best = (candidate.at.frame, candidate.quad);
                Claim {
                    film,
                    first: best.0,
                    last: best.0,
                    best,
                    moments: vec![best],
                    inliers: candidate.inliers,
                    log10_nfa: candidate.log10_nfa.0,
                    ..blank.clone()
                }
            }));
            observer.on(Event::Advance(1));
        }
        let copies = (0..self.archive.shots()).map(|shot| {
            let begun = Instant::now();
            std::hint::black_box(self.archive.ask_for_copies(shot, hours));
            1000.0 * begun.elapsed().as_secs_f64()
        });
        let copies = copies.collect();
        let own = self.archive.segments.iter().map(|(_, s)| s);
        Reach {
            hours: hours.len() as u32,
            features: own.chain(hours).map(|s| s.postings() as u64).sum(),
            bytes: (13 * hours.iter().map(Segment::postings).sum::<usize>()) as u64,
            millis,
            copies,
            count: count(ground, claims),
        }
    }
}

impl Reach {
    fn middle(&self) -> f64 {
        median(self.millis.iter().copied())
    }

    fn mean(&self) -> f64 {
        self.millis.iter().sum::<f64>() / self.millis.len().max(1) as f64
    }

    fn most(&self) -> f64 {
        self.millis.iter().copied().fold(0.0, f64::max)
    }
}

impl Scale {
    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let reaches = self.reaches.iter().map(|r| {
            json!({"hours": r.hours, "features": r.features, "bytes_of_hours": r.bytes,
                "queries": r.millis.len(), "median_ms": rounded(r.middle(), 1),
                "copies_median_ms": rounded(median(r.copies.iter().copied()), 1),
                "mean_ms": rounded(r.mean(), 1), "max_ms": rounded(r.most(), 1),
                "proposed": tiers(&r.count)})
        });
        let more = json!({
            "threads": self.threads, "keyframes_per_hour": self.frames_per_hour,
            "reaches": reaches.collect::<Vec<_>>(),
            "open_1000_segments_s": rounded(self.opening, 3),
            "phases": phases(&self.phases),
        });
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        let tiers: Vec<_> = tier_words().filter(|(tier, _)| tier.is_some()).collect();
        let mut heads = vec![
            "made-up hours",
            "features",
            "median",
            "mean",
            "longest",
            "copies of a frame",
        ];
        heads.extend(tiers.iter().map(|(_, words)| *words));
        let mut rows = Vec::new();
        for r in &self.reaches {
            let mut cells = vec![
                r.hours.to_string(),
                format!("{:.1} million", r.features as f64 / 1e6),
                format!("{:.0} ms", r.middle()),
                format!("{:.0} ms", r.mean()),
                format!("{:.0} ms", r.most()),
                format!("{:.0} ms", median(r.copies.iter().copied())),
            ];
            for (tier, _) in &tiers {
                cells.push(of(r.count.recall(|s| s.tier() == *tier).0));
            }
            rows.push(cells);
        }
        table(&mut t, style, &heads, &rows);
        let queries = self.reaches.first().map_or(0, |r| r.millis.len());
        let bytes = self.reaches.iter().find(|r| r.hours > 0);
        let rows = vec![
            row("queries at each step", queries.to_string()),
            row("threads", self.threads.to_string()),
            row("keyframes of an hour", self.frames_per_hour.to_string()),
            row(
                "index of an hour",
                bytes.map_or_else(String::new, |r| {
                    format!("{:.0} MB", r.bytes as f64 / f64::from(r.hours) / 1e6)
                }),
            ),
            row(
                "opening 1,000 segments",
                format!("{:.0} ms", 1000.0 * self.opening),
            ),
            row(
                "how",
                format!("version {}, {} build", env!("CARGO_PKG_VERSION"), profile()),
            ),
        ];
        table(&mut t, style, &["", ""], &rows);
        t
    }
}
