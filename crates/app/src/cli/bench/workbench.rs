//! `bench workbench`: its options.

use clap::Args;

use super::{Common, Failure, Outcome, Progress, ended, now, own_program};
use crate::bench::{self, Extent, WorkbenchPlan};

#[derive(Args)]
pub struct Workbench {
    #[command(flatten)]
    common: Common,
    /// Hours of footage
    #[arg(long, value_name = "H", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=2000))]
    hours: u32,
    /// Proposals that wait for a person
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    proposals: u32,
}

impl Workbench {
    pub fn run(self) -> Result<Outcome, Failure> {
        let plan = WorkbenchPlan {
            dir: &self.common.dir,
            program: own_program()?,
            extent: Extent {
                hours: self.hours,
                proposals: self.proposals,
            },
        };
        let measured = bench::run_workbench(&plan, &mut Progress::new())?;
        self.common
            .tell(&measured.json(&now()), &|style| measured.table(style))?;
        Ok(ended(true))
    }
}
