//! `verdict`: a person's yes, no or can't tell on a sighting.

use case::{Access, CaseError};
use clap::{Args, ValueEnum};
use model::VerdictValue;
use review::ReviewError;

use super::CaseArg;
use super::door::{Failure, Outcome};

#[derive(Clone, Copy, ValueEnum)]
enum Value {
    Yes,
    No,
    CannotTell,
}

/// Give a verdict on a sighting; which one counts is in `review::standing`.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp verdict --case almaty 4f0c9a1b77d2 yes --by k7 --reason 'same tool bar, same map'"
)]
pub struct GiveVerdict {
    #[command(flatten)]
    case: CaseArg,
    /// The sighting's id, or its first digits (see `list sightings`)
    sighting: String,
    #[arg(value_enum)]
    value: Value,
    /// Who judges (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl GiveVerdict {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let value = match self.value {
            Value::Yes => VerdictValue::Yes,
            Value::No => VerdictValue::No,
            Value::CannotTell => VerdictValue::CannotTell,
        };
        review::give_verdict(&mut case, &self.sighting, value, &self.by, &self.reason).map_err(
            |e| match e {
                ReviewError::Case(CaseError::NoSuchSighting(_)) => {
                    Failure::from(e).hint("see: contrechamp list sightings")
                }
                _ => Failure::from(e),
            },
        )?;
        println!("noted; earlier verdicts are kept");
        Ok(Outcome::Done)
    }
}
