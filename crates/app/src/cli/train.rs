//! `train-vocabulary`: learns the index's visual words on generated pictures.

use std::path::PathBuf;

use clap::Args;
use pipeline::{Event, Observer, Unit};
use stage::{Difficulty, RandomOptions, demo, random_clip, render_frame};

use super::analyse::WorkArgs;
use super::door::{Failure, Outcome};
use super::progress::Progress;

/// Learn the index's visual words on generated pictures. Only for who works on the program: its
/// vocabulary is built in, and another one makes every index stale.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp train-vocabulary --out crates/search/data/vocabulary.bin\n\n\
The same pictures and seed give the same file, to the last byte."
)]
pub struct TrainVocabulary {
    /// Where to write the vocabulary
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Generated pictures to learn from
    #[arg(long, default_value_t = 700, value_name = "N")]
    pictures: usize,
    /// Decides the pictures
    #[arg(long, default_value_t = 90_001, value_name = "N")]
    seed: u64,
    #[command(flatten)]
    work: WorkArgs,
}

impl TrainVocabulary {
    pub fn run(self) -> Result<Outcome, Failure> {
        let shown = demo::demo_pictures();
        let mut progress = Progress::new();
        progress.on(Event::Phase {
            name: "train",
            total: Some(1000),
            unit: Unit::Thousandths,
        });
        let picture = |number: usize| {
            let seed = self.seed.wrapping_add(number as u64);
            let options = RandomOptions {
                difficulty: [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard][number % 3],
                seconds: 0.2,
                ..RandomOptions::default()
            };
            let plan = random_clip(seed, &shown, &options);
            let frame = render_frame(&plan, 0).map_err(|e| e.to_string())?;
            Ok(frame.to_luma())
        };
        let told = std::sync::atomic::AtomicU64::new(0);
        let threads = self.work.settings().threads;
        let bytes = std::thread::scope(|scope| {
            let worker = scope.spawn(|| {
                pipeline::train_vocabulary(self.pictures, &picture, threads, &|share| {
                    told.store(
                        (1000.0 * share) as u64,
                        std::sync::atomic::Ordering::Relaxed,
                    );
                })
            });
            let mut shown = 0;
            while !worker.is_finished() {
                std::thread::sleep(std::time::Duration::from_millis(200));
                let now = told.load(std::sync::atomic::Ordering::Relaxed);
                progress.on(Event::Advance(now.saturating_sub(shown)));
                shown = shown.max(now);
            }
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })?;
        progress.on(Event::PhaseDone);
        std::fs::write(&self.out, &bytes)
            .map_err(|e| Failure::unusable(format!("{}: {e}", self.out.display())))?;
        println!("{} bytes: {}", bytes.len(), self.out.display());
        Ok(Outcome::Done)
    }
}
