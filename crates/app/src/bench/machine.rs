//! What a run used of the machine: wall time, processor time, memory, of this process and of its
//! decoding children. Read from `/proc`; where there is none, only wall time is known.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use pipeline::{Event, Observer};
use serde_json::{Value, json};

/// Ticks of processor time a second, as Linux tells programs on every platform it runs on.
const TICKS: f64 = 100.0;
/// Between looks at memory.
const EVERY: Duration = Duration::from_millis(50);

/// The machine in numbers that name nobody.
pub fn machine() -> Value {
    let memory = std::fs::read_to_string("/proc/meminfo").ok();
    let memory = memory.and_then(|t| kilobytes(&t, "MemTotal:"));
    json!({
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "memory_bytes": memory.map(|k| k * 1024),
        "system": std::env::consts::OS,
        "processor": std::env::consts::ARCH,
    })
}

/// Wall and processor time, in seconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cost {
    pub wall: f64,
    /// Of this process and of children that have ended; `None` where it can't be known.
    pub cpu: Option<f64>,
}

/// A stretch of time that is being measured.
pub struct Clock {
    begun: Instant,
    cpu: Option<f64>,
}

impl Clock {
    pub fn start() -> Self {
        Self {
            begun: Instant::now(),
            cpu: cpu_seconds(),
        }
    }

    pub fn read(&self) -> Cost {
        Cost {
            wall: self.begun.elapsed().as_secs_f64(),
            cpu: cpu_seconds().zip(self.cpu).map(|(now, then)| now - then),
        }
    }
}

/// Processor time of this process and its ended children so far.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    ticks(&stat).map(|t| t as f64 / TICKS)
}

/// Fields 14 to 17 of `/proc/PID/stat`; the name before them may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let after = stat.rsplit_once(')')?.1;
    let fields: Vec<u64> = after
        .split_whitespace()
        .skip(11)
        .take(4)
        .map_while(|f| f.parse().ok())
        .collect();
    (fields.len() == 4).then(|| fields.iter().sum())
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|l| l.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The largest memory in bytes, so far, that was resident at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Peak {
    pub own: u64,
    /// Of the largest child.
    pub child: u64,
    /// Of this process and all its children at once; shared pages are counted in each.
    pub together: u64,
}

#[derive(Default)]
struct Seen {
    own: AtomicU64,
    child: AtomicU64,
    together: AtomicU64,
    over: AtomicBool,
}

/// Looks at the memory of this process and its children until it is stopped.
pub struct MemoryWatch {
    seen: Arc<Seen>,
    thread: Option<JoinHandle<()>>,
}

impl MemoryWatch {
    pub fn start() -> Self {
        let seen = Arc::new(Seen::default());
        let theirs = Arc::clone(&seen);
        let thread = std::thread::spawn(move || {
            while !theirs.over.load(Ordering::Relaxed) {
                look(&theirs);
                std::thread::sleep(EVERY);
            }
        });
        Self {
            seen,
            thread: Some(thread),
        }
    }

    /// Stops; `None` where memory can't be seen.
    pub fn stop(mut self) -> Option<Peak> {
        self.end();
        let of = |n: &AtomicU64| n.load(Ordering::Relaxed);
        let peak = Peak {
            own: of(&self.seen.own),
            child: of(&self.seen.child),
            together: of(&self.seen.together),
        };
        (peak.own > 0).then_some(peak)
    }

    fn end(&mut self) {
        self.seen.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A look that panicked has told so itself; the run is not worse for it.
            let _ = thread.join();
        }
    }
}

impl Drop for MemoryWatch {
    fn drop(&mut self) {
        self.end();
    }
}

fn look(seen: &Seen) {
    let Some(own) = resident(Path::new("/proc/self/status")) else {
        return;
    };
    let mut together = own;
    let command = |pid: &str| std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let own_command = command("self");
    for pid in children() {
        // Until it has begun its own program, a child shares this process's memory.
        if command(&pid.to_string()) == own_command {
            continue;
        }
        // It may have ended meanwhile.
        let status = format!("/proc/{pid}/status");
        let child = resident(Path::new(&status)).unwrap_or(0);
        together += child;
        seen.child.fetch_max(child, Ordering::Relaxed);
    }
    seen.own.fetch_max(own, Ordering::Relaxed);
    seen.together.fetch_max(together, Ordering::Relaxed);
}

fn resident(status: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    kilobytes(&text, "VmRSS:").map(|k| k * 1024)
}

/// Children of all threads.
fn children() -> Vec<u32> {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return Vec::new();
    };
    threads
        .filter_map(Result::ok)
        .filter_map(|t| std::fs::read_to_string(t.path().join("children")).ok())
        .flat_map(|text| {
            let ids: Vec<u32> = text
                .split_whitespace()
                .filter_map(|w| w.parse().ok())
                .collect();
            ids
        })
        .collect()
}

/// Bytes of all files below a folder, for each of its folders by name; empty where it is not.
pub fn bytes_by_kind(folder: &Path) -> Vec<(String, u64)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut kinds: Vec<(String, u64)> = entries
        .filter_map(Result::ok)
        .filter(|e| e.path().is_dir())
        .map(|e| {
            let name = e.file_name().to_string_lossy().into_owned();
            (name, bytes_below(&e.path()))
        })
        .collect();
    kinds.sort();
    kinds
}

fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .filter_map(Result::ok)
        .map(|e| match e.file_type() {
            Ok(kind) if kind.is_dir() => bytes_below(&e.path()),
            Ok(kind) if kind.is_file() => e.metadata().map_or(0, |m| m.len()),
            _ => 0,
        })
        .sum()
}

/// Hears a run for two: passes on what happens, and notes what each phase cost.
pub struct Phases<'a> {
    inner: &'a mut dyn Observer,
    now: Option<(String, Clock)>,
    pub done: Vec<(String, Cost)>,
    /// Files that failed, with the reason.
    pub problems: Vec<(String, String)>,
}

impl<'a> Phases<'a> {
    pub fn new(inner: &'a mut dyn Observer) -> Self {
        Self {
            inner,
            now: None,
            done: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn close(&mut self) {
        let Some((name, clock)) = self.now.take() else {
            return;
        };
        let cost = clock.read();
        let known = self.done.iter_mut().find(|(n, _)| *n == name);
        match known {
            Some((_, sum)) => {
                sum.wall += cost.wall;
                sum.cpu = sum.cpu.zip(cost.cpu).map(|(a, b)| a + b);
            }
            None => self.done.push((name, cost)),
        }
    }
}

impl Observer for Phases<'_> {
    fn on(&mut self, event: Event<'_>) {
        match &event {
            Event::Phase { name, .. } => {
                self.close();
                self.now = Some(((*name).to_owned(), Clock::start()));
            }
            Event::PhaseDone => self.close(),
            Event::Problem { name, what } => {
                self.problems.push(((*name).to_owned(), (*what).to_owned()));
            }
            _ => {}
        }
        self.inner.on(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_any_name() {
        let stat = "12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 100 20 3 4 20 0 1";
        assert_eq!(ticks(stat), Some(127));
        assert_eq!(ticks("12 (x) S 1 2"), None);
    }

    #[test]
    fn a_phase_that_comes_twice_is_summed() {
        let mut silent = pipeline::Silent;
        let mut phases = Phases::new(&mut silent);
        for name in ["preserve", "watch", "preserve"] {
            phases.on(Event::Phase {
                name,
                total: None,
                unit: pipeline::Unit::Files,
            });
            phases.on(Event::PhaseDone);
        }
        let names: Vec<&str> = phases.done.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["preserve", "watch"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_and_processor_time_are_seen() {
        let clock = Clock::start();
        let watch = MemoryWatch::start();
        let mut filled = vec![1u8; 64 << 20];
        while clock.read().cpu.expect("is told") < 0.15 {
            filled.iter_mut().for_each(|b| *b = b.wrapping_add(1));
        }
        std::hint::black_box(&filled);
        let peak = watch.stop().expect("is told");
        assert!(peak.own > 64 << 20 && peak.together >= peak.own);
    }
}
