//! The bench: makes material with ground truth, has it investigated as any case is, and counts
//! what came out. What doesn't live here: how anything is found, and words of the command line.

mod claims;
mod count;
mod ground;
mod machine;
mod material;
mod report;
mod run;
mod showing;
mod watching;

pub use material::{MaterialError, RandomRun, RealRun};
pub use report::Style;
pub use run::{BenchError, Kind, Plan, run};
pub use watching::{WatchPlan, run_watch};
