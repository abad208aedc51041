//! `import`: what other programs exported, and bags, brought in offline.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::door::{Failure, Outcome};
use super::{CaseArg, Print, bag};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// A bag that `export bag` made; it becomes a new case
    Bag,
}

/// Bring in what other programs exported. Nothing is fetched.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp import bag almaty-bag-2026-11-25 --case almaty-again"
)]
pub struct Import {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// What it is
    #[arg(value_enum)]
    from: From,
    /// The folder or file
    path: PathBuf,
    /// Who brings it in (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: Option<String>,
}

impl Import {
    pub fn run(self) -> Result<Outcome, Failure> {
        match self.from {
            From::Bag => {
                let dir = self.case.case.ok_or_else(|| {
                    Failure::usage(
                        "a bag becomes a new case, and no folder was named",
                        "contrechamp import bag BAG --case NEW",
                    )
                })?;
                bag::import(&self.path, &dir, self.by.as_deref(), self.print.json)
            }
        }
    }
}
