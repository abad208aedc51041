//! `analyse`: everything the machine can do for what was added.

use case::Access;
use clap::Args;
use pipeline::{Settings, Summary};

use super::door::{Failure, Outcome, desk};
use super::progress::Progress;
use super::report::{print_failures, print_summary};
use super::{CaseArg, Print};

/// How the machine works.
#[derive(Args, Clone)]
pub struct WorkArgs {
    /// Threads to use (default: all cores)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Try again what failed before
    #[arg(long)]
    retry_failed: bool,
    /// Leave reading text for a later run: it takes longest
    #[arg(long)]
    no_text: bool,
}

/// Do everything the machine can for what was added.
#[derive(Args)]
#[command(after_help = "Example:\n  contrechamp analyse --case almaty")]
pub struct Analyse {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    #[command(flatten)]
    work: WorkArgs,
}

impl WorkArgs {
    pub fn settings(&self) -> Settings {
        let usual = Settings::default();
        Settings {
            threads: self.threads.map_or(usual.threads, usize::from),
            retry_failed: self.retry_failed,
            read_text: !self.no_text,
            ..usual
        }
    }
}

impl Analyse {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Write)?;
        let mut desk = desk(case, self.work.settings())?;
        let mut progress = Progress::new();
        desk.analyse(&mut progress)?;
        let summary = Summary::of(&desk.case)?;
        print_summary(&summary, self.print.json);
        print_failures(&desk.case, &[], self.print.json)
    }
}
