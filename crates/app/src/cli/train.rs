//! `train-vocabulary`: learns the index's visual words on generated pictures.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

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
        let threads = self.work.settings().threads;
        let told = Mutex::new((0, progress));
        let tell = |share: f64| {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            let now = (1000.0 * share) as u64;
            let more = now.saturating_sub(told.0);
            told.0 += more;
            told.1.on(Event::Advance(more));
        };
        let bytes = pipeline::train_vocabulary(self.pictures, &picture, threads, &tell)?;
        let (_, mut progress) = told.into_inner().unwrap_or_else(PoisonError::into_inner);
        progress.on(Event::PhaseDone);
        std::fs::write(&self.out, &bytes)
            .map_err(|e| Failure::on_the_way(format!("{}: {e}", self.out.display())))?;
        println!("{} bytes: {}", bytes.len(), self.out.display());
        Ok(Outcome::Done)
    }
}
