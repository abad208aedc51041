//! The pages of a text run as clips, with what truly stands on them.

use std::path::PathBuf;

use model::Writing;
use pipeline::{Event, Observer, Unit};
use stage::{Filmed, PageWriting, TextOptions, Truth};

use super::{NAMES, TextPlan};
use crate::bench::material::MaterialError;
use crate::bench::run::BenchError;

/// A filmed page.
pub struct Clip {
    pub file: PathBuf,
    pub writing: Writing,
    /// Of small letters, in pixels of the frame.
    pub x_height: f64,
    pub truth: Truth,
}

const fn named(writing: PageWriting) -> Writing {
    match writing {
        PageWriting::Latin => Writing::Latin,
        PageWriting::Russian => Writing::Russian,
        PageWriting::Kazakh => Writing::Kazakh,
        PageWriting::Chinese => Writing::Chinese,
    }
}

/// Films the pages of a run; the second part is what could not be.
///
/// # Errors
/// When they can't be filmed or written.
pub fn film(
    plan: &TextPlan<'_>,
    filmed: Filmed,
    observer: &mut dyn Observer,
) -> Result<(Vec<Clip>, Vec<String>), BenchError> {
    let folder = plan.dir.join("made-up");
    std::fs::create_dir_all(&folder).map_err(|source| BenchError::Io {
        path: folder.clone(),
        source,
    })?;
    observer.on(Event::Phase {
        name: "film",
        total: Some((plan.clips * PageWriting::ALL.len()) as u64),
        unit: Unit::Files,
    });
    let (name, [from, to], number) = match filmed {
        Filmed::Usually => ("text", [6.0, 14.0], 0),
        Filmed::Badly => ("hard", [4.0, 7.0], 500),
    };
    let (mut clips, mut skipped) = (Vec::new(), Vec::new());
    for (w, writing) in PageWriting::ALL.into_iter().enumerate() {
        if !writing.can_be_drawn() {
            skipped.push(format!(
                "{writing:?}: no typeface is installed (Debian: fonts-wqy-zenhei)"
            ));
            continue;
        }
        for n in 0..plan.clips {
            // Evenly over the range.
            let x_height = from + (to - from) * (n as f64 + 0.5) / plan.clips as f64;
            let options = TextOptions {
                writing,
                x_height,
                names: NAMES.iter().map(|n| (*n).to_owned()).collect(),
            };
            let seed = plan
                .seed
                .wrapping_mul(1000)
                .wrapping_add((number + 100 * w + n) as u64);
            let clip = stage::text_clip(seed, &options, filmed).map_err(MaterialError::from)?;
            let file = folder.join(format!("{name}-{writing:?}-{n:02}.mp4").to_lowercase());
            let truth =
                stage::film_once(&clip, &file, &mut |_, _| {}).map_err(MaterialError::from)?;
            clips.push(Clip {
                file,
                writing: named(writing),
                x_height,
                truth,
            });
            observer.on(Event::Advance(1));
        }
    }
    observer.on(Event::PhaseDone);
    Ok((clips, skipped))
}
