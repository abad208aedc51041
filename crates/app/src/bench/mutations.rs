//! The mutation run: real files changed at random, preserved and looked into one by one. What is
//! counted: that the program lives on, and that every file is accounted for.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use case::Case;
use collect::Given;
use decode::{DecodeError, Decoder, Flow, Limits};
use model::{AddedAs, ContentHash, ItemKind};
use pipeline::{Event, Observer, Settings, Silent, Unit};
use serde_json::{Value, json};
use stage::Mutator;

use super::report::Style;
use super::run::{BenchError, open_desk};

/// Files of one case; it is thrown away after them.
const BATCH: usize = 250;
/// Larger samples are left out: many changes tell more than long ones.
const LARGEST: u64 = 900 << 10;
/// Frames of a video that are looked at.
const FRAMES: u32 = 12;

/// A mutation run.
pub struct MutationPlan<'a> {
    pub seed: u64,
    pub count: usize,
    pub samples: PathBuf,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
}

/// What became of the files.
#[derive(Default)]
pub struct Mutations {
    options: Value,
    samples: usize,
    files: usize,
    /// Panics of the program itself; a crash would leave no result at all.
    deaths: usize,
    /// Files of which nothing is known at the end.
    lost: usize,
    /// Journals or databases that were not whole at the end of a batch.
    not_whole: usize,
    outcomes: BTreeMap<String, usize>,
    seconds: f64,
}

/// Makes the files and brings them in, batch by batch.
///
/// # Errors
/// When there are no samples, or the folder can't be written.
pub fn run_mutations(
    plan: &MutationPlan<'_>,
    observer: &mut dyn Observer,
) -> Result<Mutations, BenchError> {
    let begun = Instant::now();
    let samples = samples(&plan.samples);
    if samples.is_empty() {
        let what = format!("no samples in {}", plan.samples.display());
        return Err(BenchError::Other(what));
    }
    let mut found = Mutations {
        options: json!({"bench": "mutations", "seed": plan.seed, "count": plan.count}),
        samples: samples.len(),
        ..Mutations::default()
    };
    observer.on(Event::Phase {
        name: "mutations",
        total: Some(plan.count as u64),
        unit: Unit::Files,
    });
    let mut done = 0;
    while done < plan.count {
        let batch = BATCH.min(plan.count - done);
        run_batch(plan, &samples, (done, batch), &mut found)?;
        done += batch;
        observer.on(Event::Advance(batch as u64));
    }
    observer.on(Event::PhaseDone);
    found.seconds = begun.elapsed().as_secs_f64();
    Ok(found)
}

/// Name and bytes of what is changed, by folder and name.
fn samples(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => folders.push(path),
                Ok(meta) if meta.len() <= LARGEST => paths.push(path),
                _ => {}
            }
        }
    }
    paths.sort();
    let mut all: Vec<(String, Vec<u8>)> = paths
        .iter()
        .filter_map(|p| Some((p.file_name()?.to_str()?.to_owned(), std::fs::read(p).ok()?)))
        .filter(|(name, _)| !name.ends_with(".md"))
        .collect();
    // Records and saved pages, which the samples have none of.
    let texts = [
        (
            "v.info.json",
            r#"{"_type":"video","id":"x","webpage_url":"https://e.org","formats":[{"height":1080}]}"#,
        ),
        (
            "a.warc",
            "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://e.org/a\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n",
        ),
        (
            "p.html",
            "<!DOCTYPE html><html><title>x</title><body>text</body></html>",
        ),
        ("list.txt", "#EXTM3U\nhttp://127.0.0.1/x.ts\n"),
        (
            "s.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"http://127.0.0.1/\"/></svg>",
        ),
    ];
    all.extend(texts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
    all
}

fn run_batch(
    plan: &MutationPlan<'_>,
    samples: &[(String, Vec<u8>)],
    (from, count): (usize, usize),
    found: &mut Mutations,
) -> Result<(), BenchError> {
    let folder = plan.dir.join("batch");
    let trouble = |source| BenchError::Io {
        path: folder.clone(),
        source,
    };
    let _ = std::fs::remove_dir_all(&folder);
    let (files, case) = (folder.join("files"), folder.join("case"));
    std::fs::create_dir_all(&files).map_err(trouble)?;
    let bytes: Vec<Vec<u8>> = samples.iter().map(|(_, b)| b.clone()).collect();
    let mut paths = Vec::new();
    let mut hashes = BTreeSet::new();
    for n in from..from + count {
        let which = n % samples.len();
        let mut mutator = Mutator::new(plan.seed ^ (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let changed = mutator.one_of(&bytes[which..=which]);
        hashes.insert(ContentHash::of(&changed));
        let path = files.join(format!("{n:06}-{}", samples[which].0));
        std::fs::write(&path, changed).map_err(trouble)?;
        paths.push(path);
    }
    let mut desk = open_desk(&case, plan.program.clone(), plan.settings.clone())?;
    let report = desk.add(
        std::slice::from_ref(&files),
        AddedAs::Either,
        &Given::default(),
        &mut Silent,
    )?;
    let kept: BTreeSet<ContentHash> = desk.case.items()?.iter().map(|row| row.id.0).collect();
    let refused = report.problems.len();
    found.files += count;
    found.lost += hashes
        .iter()
        .filter(|h| !kept.contains(*h))
        .count()
        .saturating_sub(refused);
    look_into(plan, &paths, found);
    let case: &Case = &desk.case;
    let whole = case.check_journal().is_ok() && case.check_database()?.is_empty();
    found.not_whole += usize::from(!whole);
    drop(desk);
    std::fs::remove_dir_all(&folder).map_err(trouble)
}

/// Looks into each file on all threads, and counts what came of it.
fn look_into(plan: &MutationPlan<'_>, paths: &[PathBuf], found: &mut Mutations) {
    let limits = Limits {
        cpu: Duration::from_secs(20),
        cpu_second_bytes: u64::MAX,
        stall: Duration::from_secs(20),
        sandbox: plan.settings.limits.sandbox,
        ..Limits::default()
    };
    let decoder = Decoder::new(plan.program.clone(), limits);
    let (next, told) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..plan.settings.threads.max(1) {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = catch_unwind(AssertUnwindSafe(|| look(&decoder, path)));
                    let mut told = told
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    told.push(outcome.ok());
                }
            });
        }
    });
    let told = told
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    found.lost += paths.len() - told.len();
    for outcome in told {
        match outcome {
            Some(what) => *found.outcomes.entry(what).or_default() += 1,
            None => found.deaths += 1,
        }
    }
}

/// What became of a file, in a few words.
fn look(decoder: &Decoder, path: &Path) -> String {
    let kind = match decoder.identify(path) {
        Ok(found) => found.kind,
        Err(e) => return format!("identify: {}", words(&e)),
    };
    let (name, looked) = match kind {
        ItemKind::Picture => ("picture", decoder.picture(path).map(drop)),
        ItemKind::Document => ("document", decoder.document(path, &mut |_| {}).map(drop)),
        ItemKind::Video => {
            let mut left = FRAMES;
            let watched = decoder.watch(path, 1, &mut |_| {
                left = left.saturating_sub(1);
                if left == 0 {
                    Flow::Stop
                } else {
                    Flow::Continue
                }
            });
            ("video", watched.map(drop))
        }
        ItemKind::Sidecar => return "record: understood".to_owned(),
        ItemKind::Other => ("other", decoder.unpack(path, &mut |_| {}).map(drop)),
    };
    match looked {
        Ok(()) => format!("{name}: read"),
        Err(e) => format!("{name}: {}", words(&e)),
    }
}

fn words(e: &DecodeError) -> &'static str {
    match e {
        DecodeError::Crashed { .. } => "the child crashed, and was told of",
        DecodeError::Hung { .. } => "the child hung, and was stopped",
        DecodeError::OutOfMemory { .. } => "too much memory, stopped",
        DecodeError::TooLong { .. } => "too much time, stopped",
        DecodeError::Forbidden { .. } => "stopped for a forbidden call",
        DecodeError::TooLarge { .. } => "beyond a limit, refused",
        DecodeError::Damaged { .. } => "damaged, said so",
        DecodeError::NotUnderstood { .. } => "not understood, said so",
        DecodeError::Encrypted { .. } => "encrypted, said so",
        DecodeError::Unconfined { .. } => "no lock-down",
        DecodeError::Io { .. } => "could not be read",
    }
}

impl Mutations {
    /// Whether nothing died, was lost or torn.
    pub fn is_whole(&self) -> bool {
        self.deaths + self.lost + self.not_whole == 0
    }

    pub fn json(&self, now: &str) -> Value {
        json!({
            "at": now, "options": self.options, "samples": self.samples, "files": self.files,
            "deaths": self.deaths, "lost": self.lost, "cases_not_whole": self.not_whole,
            "outcomes": self.outcomes, "seconds": self.seconds,
        })
    }

    pub fn table(&self, _: Style) -> String {
        let mut text = format!(
            "{} changed files of {} samples in {:.0} s: {} deaths of the program, {} files unaccounted for, {} cases not whole\n",
            self.files, self.samples, self.seconds, self.deaths, self.lost, self.not_whole
        );
        text.push_str("\n| what became of it | files |\n| --- | --- |\n");
        for (what, n) in &self.outcomes {
            text.push_str(&format!("| {what} | {n} |\n"));
        }
        text
    }
}
