//! `sensitivity`: how far an item may go.

use case::Access;
use clap::{Args, ValueEnum};
use model::{ItemPrefix, Sensitivity};
use serde_json::json;

use super::door::{Failure, Outcome};
use super::{CaseArg, Print};

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    /// Anyone may have it
    Open,
    /// Those who work on the case and whom they hand it to; what was not said otherwise is this
    Internal,
    /// It could tell who a source is: it goes into no bag, dossier or export, nor does what was made of it
    SourceIdentifying,
}

/// Say how far an item may go.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp sensitivity --case almaty 7f3a9c2b4d1e source-identifying --by k7\n\n\
It holds for everything that `export` makes. The case folder itself keeps everything that was said of an \
item, in case.db and in the journal: protect it with an encrypted disk."
)]
pub struct SaySensitivity {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// The item's id, or its first digits (see `list items`)
    item: String,
    #[arg(value_enum)]
    level: Level,
    /// Who says so (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl SaySensitivity {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let prefix: ItemPrefix = self.item.parse().map_err(|e| {
            Failure::usage(
                format!("{:?} is no item: {e}", self.item),
                "see: contrechamp list items",
            )
        })?;
        let item = case.resolve(&prefix)?;
        let (level, word) = match self.level {
            Level::Open => (Sensitivity::Open, "open"),
            Level::Internal => (Sensitivity::Internal, "internal"),
            Level::SourceIdentifying => (Sensitivity::SourceIdentifying, "source-identifying"),
        };
        case.set_sensitivity(item, level, &self.by, &self.reason)?;
        if self.print.json {
            let said = json!({"item": item, "level": word, "by": self.by});
            println!("{said}");
        } else {
            println!("{} is {word}", item.short());
        }
        Ok(Outcome::Done)
    }
}
