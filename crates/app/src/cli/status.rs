//! `status`: what is in the case and what is left to do.

use case::Access;
use clap::Args;
use pipeline::Summary;

use super::door::{Failure, Outcome};
use super::report::{print_failures, print_summary};
use super::{CaseArg, Print};

/// Say what is in the case and what is left to do.
#[derive(Args)]
#[command(after_help = "Example:\n  contrechamp status --case almaty")]
pub struct Status {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
}

impl Status {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        let summary = Summary::of(&case)?;
        if !self.print.json {
            println!("case        {}", case.name());
        }
        print_summary(&summary, self.print.json);
        if !self.print.json {
            let waiting = case
                .items()?
                .iter()
                .filter(|row| row.kind.is_none())
                .count();
            let judged = case
                .sightings()?
                .iter()
                .filter(|s| !s.verdicts.is_empty())
                .count();
            println!(
                "left        {waiting} items not analysed, {} sightings not judged",
                summary.sightings - judged as u64
            );
            let conflicts = review::conflicts::open_conflicts(&case)?;
            if conflicts > 0 {
                println!("conflicts   {conflicts}: see contrechamp list conflicts");
            }
        }
        print_failures(&case, &[], self.print.json)
    }
}
