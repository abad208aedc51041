//! `bench scale` and `bench features`: the index among ever more hours, and detectors of others.

use stage::Displays;

use super::args::{Random, ScaleArgs};
use super::{Failure, Outcome, Progress, is_there, now, own_program};
use crate::bench::{self, DetectorPlan, RandomRun, ScalePlan};

impl Random {
    pub(super) fn plan(&self) -> RandomRun {
        RandomRun {
            seed: self.common.seed,
            clips: usize::from(self.clips),
            seconds: self.seconds,
            displays: Displays::Monitors,
        }
    }

    pub(super) fn features(&self) -> Result<Outcome, Failure> {
        let common = &self.common;
        let peers = common.peers()?.ok_or_else(|| {
            Failure::usage(
                "OpenCV is asked through --peers PYTHON, which was not given",
                "name a Python in which crates/app/peers/requirements.txt is installed",
            )
        })?;
        let plan = DetectorPlan {
            run: self.plan(),
            dir: &common.dir,
            program: own_program()?,
            settings: common.work.settings(),
            peers,
        };
        let detectors = bench::run_detectors(&plan, &mut Progress::new())?;
        common.tell(&detectors.json(&now()), &|style| detectors.table(style))?;
        Ok(Outcome::Done)
    }
}

impl ScaleArgs {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        for video in &self.videos {
            is_there(video)?;
        }
        let common = &self.clips.common;
        let plan = ScalePlan {
            run: self.clips.plan(),
            videos: self.videos,
            hours: self.hours,
            dir: &common.dir,
            program: own_program()?,
            settings: common.work.settings(),
        };
        let scale = bench::run_scale(&plan, &mut Progress::new())?;
        common.tell(&scale.json(&now()), &|style| scale.table(style))?;
        Ok(Outcome::Done)
    }
}
