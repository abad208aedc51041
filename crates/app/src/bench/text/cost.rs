//! What reading costs beside the rest of `analyse`, on footage that shows displays full of text in
//! half of its shots. Processor times: the clock's depend on what else the machine does.

use std::path::PathBuf;

use pipeline::{Observer, Settings};
use stage::{PageWriting, Picture, RandomOptions, TextOptions};

use super::{NAMES, TextPlan, analysed};
use crate::bench::machine::Cost;
use crate::bench::material::MaterialError;
use crate::bench::run::BenchError;

/// Length of the footage.
const SECONDS: f64 = 24.0;
/// Small letters of the pages, in pixels of a display 1280 wide.
const X_HEIGHTS: [f64; 4] = [12.0, 15.0, 18.0, 22.0];

/// What the phases of one run cost.
#[derive(Clone, PartialEq, Debug)]
pub struct HalfCost {
    pub seconds: f64,
    pub phases: Vec<(String, Cost)>,
    /// What was read: surfaces with text, and lines that are readable.
    pub surfaces: usize,
    pub lines: usize,
}

impl HalfCost {
    /// Processor time of phases, of this process and its children; `None` where it is not known.
    fn sum(&self, wanted: impl Fn(&str) -> bool) -> Option<f64> {
        let of = self.phases.iter().filter(|(name, _)| wanted(name));
        of.map(|(_, cost)| cost.cpu).sum()
    }

    pub fn reading(&self) -> Option<f64> {
        self.sum(|name| name == "read text")
    }

    pub fn screens(&self) -> Option<f64> {
        self.sum(|name| name == "screens")
    }

    /// Of all else.
    pub fn rest(&self) -> Option<f64> {
        self.sum(|name| !matches!(name, "read text" | "screens"))
    }
}

/// Films such footage and analyses it once.
///
/// # Errors
/// When it can't be filmed or the case can't be written.
pub fn half(plan: &TextPlan<'_>, observer: &mut dyn Observer) -> Result<HalfCost, BenchError> {
    let mut pages: Vec<Picture> = Vec::new();
    for (n, x_height) in X_HEIGHTS.into_iter().enumerate() {
        let writing = PageWriting::ALL[n % PageWriting::ALL.len()];
        if writing.can_be_drawn() {
            let options = TextOptions {
                writing,
                x_height,
                names: NAMES.iter().map(|n| (*n).to_owned()).collect(),
            };
            let page = stage::text_page(plan.seed.wrapping_add(n as u64), &options, x_height);
            pages.push(page.map_err(MaterialError::from)?);
        }
    }
    let options = RandomOptions {
        seconds: SECONDS,
        ..RandomOptions::default()
    };
    let clip = stage::half_clip(plan.seed, &pages, &options);
    let folder = plan.dir.join("made-up");
    std::fs::create_dir_all(&folder).map_err(|source| BenchError::Io {
        path: folder.clone(),
        source,
    })?;
    let file: PathBuf = folder.join("half.mp4");
    stage::film_once(&clip, &file, &mut |_, _| {}).map_err(MaterialError::from)?;
    let settings: Settings = plan.settings.clone();
    let (desk, phases) = analysed(plan, "case-half", &[file], settings, observer)?;
    let readings = desk.case.readings()?;
    let lines = |r: &case::ReadingRow| r.reading.lines.iter().filter(|l| l.is_readable()).count();
    Ok(HalfCost {
        seconds: SECONDS,
        phases,
        surfaces: readings.len(),
        lines: readings.iter().map(lines).sum(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parted_into_reading_displays_and_the_rest() {
        let cost = |cpu| Cost {
            wall: 1.0,
            cpu: Some(cpu),
        };
        let phase = |name: &str, cpu| (name.to_owned(), cost(cpu));
        let half = HalfCost {
            seconds: 1.0,
            phases: vec![
                phase("watch", 4.0),
                phase("screens", 2.0),
                phase("read text", 3.0),
                phase("look for copies", 1.0),
            ],
            surfaces: 0,
            lines: 0,
        };
        assert_eq!(half.reading(), Some(3.0));
        assert_eq!(half.screens(), Some(2.0));
        assert_eq!(half.rest(), Some(5.0));
    }
}
