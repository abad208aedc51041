//! `demo`: films a small made-up case, investigates it by the verbs that everybody has, and opens its
//! dossier. What people state in it is in `story`.

mod evidence;
mod findings;
mod script;
mod story;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use case::Case;
use clap::Args;
use collect::Given;
use model::AddedAs;
use pipeline::{Event, Observer, Unit};

use super::add::add_paths;
use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::progress::Progress;
use super::report::{analysed, closing};

/// Film a small made-up case, investigate it, and open its dossier.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp demo\n\nA second run goes on where the first one was."
)]
pub struct Demo {
    /// Where to put the made-up files and the case
    #[arg(long, value_name = "DIR", default_value = "contrechamp-demo")]
    dir: PathBuf,
    /// Don't open the dossier in a browser
    #[arg(long)]
    no_open: bool,
    /// Film only the videos that the investigation speaks of
    #[arg(long, hide = true)]
    short: bool,
    #[command(flatten)]
    work: WorkArgs,
}

impl Demo {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut progress = Progress::new();
        let made = self.dir.join("made-up");
        film(&made, self.short, &mut progress)?;
        stage::demo::write_demo_records(&made).map_err(|e| Failure::on_the_way(e.to_string()))?;
        let folder = self.dir.join("case");
        let case = if Case::is_case(&folder) {
            Case::open(&folder, case::Access::Write)?
        } else {
            Case::create(&folder, "demo: a made-up case")?
        };
        let mut desk = desk(case, self.work.settings())?;
        let given = Given::default();
        for (name, kind) in [
            ("footage", AddedAs::Footage),
            ("documents", AddedAs::Document),
            ("records", AddedAs::Document),
        ] {
            add_paths(&mut desk, &[made.join(name)], kind, &given, &mut progress)?;
        }
        analysed(&mut desk, &mut progress)?;
        // People's verbs open the case themselves, and one writes at a time.
        drop(desk);
        work(&folder, &self.dir.join("commands.txt"), &mut progress)?;
        let mut case = Case::open(&folder, case::Access::Write)?;
        let (outcome, dossier) = closing(&mut case, &[], false)?;
        if !self.no_open {
            open_in_browser(&dossier);
        }
        Ok(outcome)
    }
}

/// Lets people work the case, as far as a former run did not.
fn work(case: &Path, list: &Path, progress: &mut Progress) -> Result<(), Failure> {
    progress.on(Event::Phase {
        name: "people's work",
        total: None,
        unit: Unit::Files,
    });
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    story::tell(&mut script::Script::open(case, list)?, now.date())?;
    progress.on(Event::PhaseDone);
    Ok(())
}

/// Films the case unless an earlier run did; `truth.json` is written last.
fn film(made: &Path, short: bool, progress: &mut Progress) -> Result<(), Failure> {
    if made.join("truth.json").exists() {
        return Ok(());
    }
    progress.on(Event::Phase {
        name: "film",
        total: Some(1000),
        unit: Unit::Thousandths,
    });
    let mut told = 0;
    let only = short.then_some(story::VIDEOS.as_slice());
    stage::demo::write_demo_case(made, only, &mut |what, done, total| {
        let reached: u64 = 1000 * done as u64 / (total as u64).max(1);
        progress.on(Event::Doing(what));
        progress.on(Event::Advance(reached.saturating_sub(told)));
        told = told.max(reached);
    })
    .map_err(|e| Failure::on_the_way(e.to_string()))?;
    progress.on(Event::PhaseDone);
    Ok(())
}

/// Opens a page or address where there is a screen; says nothing where there is none.
pub fn open_in_browser(page: impl AsRef<std::ffi::OsStr>) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some()
    {
        "xdg-open"
    } else {
        return;
    };
    // No opener is no failure: the path was printed.
    let _ = Command::new(opener)
        .arg(page.as_ref())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
