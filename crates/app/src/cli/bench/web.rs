//! `bench web`: its options.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Failure, Outcome, Progress, ended, is_there, now, own_program};
use crate::bench::{self, WebPlan};

#[derive(Args)]
pub struct Web {
    #[command(flatten)]
    common: Common,
    /// Length of the clip in seconds
    #[arg(long, value_name = "S", default_value_t = 40, value_parser = clap::value_parser!(u32).range(12..=3600))]
    seconds: u32,
    /// Presses of the key that steps back
    #[arg(long, value_name = "N", default_value_t = 400)]
    held: u16,
    /// Random steps that are compared
    #[arg(long, value_name = "N", default_value_t = 1000)]
    steps: u32,
    /// The case whose pages are timed (default: the clip's)
    #[arg(long, value_name = "DIR")]
    pages_of: Option<PathBuf>,
}

impl Web {
    pub fn run(self) -> Result<Outcome, Failure> {
        if let Some(case) = &self.pages_of {
            is_there(case)?;
        }
        let plan = WebPlan {
            dir: &self.common.dir,
            program: own_program()?,
            settings: self.common.work.settings(),
            seconds: self.seconds,
            held: usize::from(self.held),
            steps: self.steps as usize,
            seed: self.common.seed,
            case: self.pages_of.clone(),
        };
        let web = bench::run_web(&plan, &mut Progress::new())?;
        self.common
            .tell(&web.json(&now()), &|style| web.table(style))?;
        Ok(ended(web.is_exact()))
    }
}
