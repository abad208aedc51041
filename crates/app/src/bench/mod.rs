//! The bench: makes material with ground truth, has it investigated as any case is, and counts
//! what came out. What doesn't live here: how anything is found, and words of the command line.

mod beside;
mod browser;
mod claims;
mod copying;
mod count;
mod cuts;
mod cutting;
mod described;
mod detectors;
mod figures;
mod ground;
mod large;
mod likeness;
mod machine;
mod manual;
mod material;
mod mutations;
mod papers;
mod peers;
mod report;
mod run;
mod scale;
mod screens;
mod showing;
mod text;
mod watching;
mod web;
mod workbench;

pub use copying::{CopyPlan, run_copies};
pub use cutting::{CutPlan, run_cuts};
pub use detectors::{DetectorPlan, run_detectors};
pub use large::Extent;
pub use manual::{ManualPlan, run_manual};
pub use material::{MaterialError, NeverRun, RandomRun, RealRun};
pub use mutations::{MutationPlan, run_mutations};
pub use papers::{PaperPlan, run_papers};
pub use peers::Peers;
pub use report::Style;
pub use run::{BenchError, Kind, Plan, run};
pub use scale::{ScalePlan, run_scale};
pub use screens::{ScreenPlan, run_screens};
pub use text::{TextPlan, run_text};
pub use watching::{WatchPlan, run_watch};
pub use web::{WebPlan, run_web};
pub use workbench::{WorkbenchPlan, run_workbench};
