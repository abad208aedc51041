//! Progress with an estimate on stderr: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pipeline::{Event, Observer, Unit};

/// Between lines when stderr is not a terminal.
const EVERY: Duration = Duration::from_secs(10);

/// Shows a run, and counts its problems.
pub struct Progress {
    bar: Option<ProgressBar>,
    terminal: bool,
    phase: String,
    unit: Unit,
    total: Option<u64>,
    done: u64,
    begun: Instant,
    told: Instant,
    pub problems: u64,
}

impl Progress {
    pub fn new() -> Self {
        let now = Instant::now();
        Self {
            bar: None,
            terminal: std::io::stderr().is_terminal(),
            phase: String::new(),
            unit: Unit::Files,
            total: None,
            done: 0,
            begun: now,
            told: now,
            problems: 0,
        }
    }

    /// A line above the bar.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            // A closed stderr must not end the run.
            None => drop(writeln!(std::io::stderr(), "{line}")),
        }
    }

    fn begin(&mut self, name: &str, total: Option<u64>, unit: Unit) {
        name.clone_into(&mut self.phase);
        self.unit = unit;
        self.total = total;
        self.done = 0;
        self.begun = Instant::now();
        self.told = self.begun;
        if !self.terminal {
            let counted = total.filter(|_| unit != Unit::Thousandths);
            let all = counted.map_or(String::new(), |t| format!(" ({})", amount(t, unit)));
            self.say(&format!("{name}{all} …"));
            return;
        }
        let target = ProgressDrawTarget::stderr_with_hz(8);
        let bar = ProgressBar::with_draw_target(total, target);
        let counts = match unit {
            Unit::Bytes => "{decimal_bytes}/{decimal_total_bytes}",
            Unit::FootageMillis | Unit::Thousandths => "{percent}%",
            _ => "{human_pos}/{human_len}",
        };
        let template =
            format!("{{prefix:>18}} {{bar:24}} {counts}  {{elapsed}} · {{eta}} left  {{wide_msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.set_prefix(name.to_owned());
        self.bar = Some(bar);
    }

    fn advance(&mut self, n: u64) {
        self.done += n;
        if let Some(bar) = &self.bar {
            bar.inc(n);
        } else if !self.terminal && self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let line = self.plain_line();
            self.say(&line);
        }
    }

    fn plain_line(&self) -> String {
        let Some(total) = self.total.filter(|t| *t > 0) else {
            return format!("{}: {} so far", self.phase, amount(self.done, self.unit));
        };
        let share = (self.done as f64 / total as f64).min(1.0);
        let left = if share > 0.01 {
            let seconds = self.begun.elapsed().as_secs_f64() * (1.0 - share) / share;
            format!(", about {} left", seconds_in_words(seconds))
        } else {
            String::new()
        };
        if self.unit == Unit::Thousandths {
            return format!("{}: {:.0} %{left}", self.phase, 100.0 * share);
        }
        format!(
            "{}: {} of {} ({:.0} %){left}",
            self.phase,
            amount(self.done, self.unit),
            amount(total, self.unit),
            100.0 * share
        )
    }
}

impl Observer for Progress {
    fn on(&mut self, event: Event<'_>) {
        match event {
            Event::Phase { name, total, unit } => self.begin(name, total, unit),
            Event::Advance(n) => self.advance(n),
            Event::Doing(what) => {
                if let Some(bar) = &self.bar {
                    bar.set_message(printable(what));
                }
            }
            Event::Problem { name, what } => {
                self.problems += 1;
                self.say(&format!(
                    "problem: {}: {}",
                    printable(name),
                    printable(what)
                ));
            }
            Event::PhaseDone => {
                if let Some(bar) = self.bar.take() {
                    bar.finish_and_clear();
                }
                let took = seconds_in_words(self.begun.elapsed().as_secs_f64());
                self.say(&format!("{}: done in {took}", self.phase));
            }
        }
    }
}

/// File names are hostile: no control character reaches the terminal.
pub fn printable(text: &str) -> String {
    collect::printable(text)
}

fn amount(n: u64, unit: Unit) -> String {
    match unit {
        Unit::Bytes => indicatif::DecimalBytes(n).to_string(),
        Unit::FootageMillis => format!("{} of footage", seconds_in_words(n as f64 / 1000.0)),
        Unit::Files => format!("{n} files"),
        Unit::Keyframes => format!("{n} keyframes"),
        Unit::Frames => format!("{n} frames"),
        Unit::Shots => format!("{n} shots"),
        Unit::Thousandths => format!("{} %", n / 10),
        Unit::Sightings => format!("{n} sightings"),
        Unit::Surfaces => format!("{n} screens and frames"),
    }
}

/// `1 h 02 min`, `3 min 05 s`, `4.2 s`.
pub fn seconds_in_words(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    if seconds < 10.0 {
        format!("{seconds:.1} s")
    } else if whole < 60 {
        format!("{whole} s")
    } else if whole < 3600 {
        format!("{} min {:02} s", whole / 60, whole % 60)
    } else {
        format!("{} h {:02} min", whole / 3600, whole / 60 % 60)
    }
}
