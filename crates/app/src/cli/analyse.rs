//! `analyse`: everything the machine can do for what was added.

use std::path::PathBuf;

use case::Access;
use clap::Args;
use pipeline::{Settings, Summary};
use seal::CertificateList;

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
    /// Hold those who signed Content Credentials against this list of certificates (PEM)
    ///
    /// None comes with the program; the one of the C2PA conformance programme, or one of your own.
    #[arg(long, value_name = "FILE", env = "CONTRECHAMP_TRUSTED_SIGNERS")]
    trusted_signers: Option<PathBuf>,
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
        let list = self.trusted_signers.as_deref().map(CertificateList::read);
        let list = list
            .transpose()
            .map_err(|e| Failure::unusable(e.to_string()))?;
        let case = self.case.open(Access::Write)?;
        let settings = Settings {
            trusted_signers: list,
            ..self.work.settings()
        };
        let mut desk = desk(case, settings)?;
        let mut progress = Progress::new();
        desk.analyse(&mut progress)?;
        let summary = Summary::of(&desk.case)?;
        print_summary(&summary, self.print.json);
        print_failures(&desk.case, &[], self.print.json)
    }
}
