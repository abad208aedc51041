//! Figures of made-up documents: whether views, logos and others are told apart, how well the
//! confidence fits, composites taken apart at their bounds, and screens of devices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::Case;
use model::{BoxPx, FigureKind, Quad, Reference, ReferenceId, ReferenceKind};
use pixels::Rgb;
use serde_json::{Value, json};
use stage::figures::{
    FigureTruth, Shapes, made_composites, made_devices, made_figures, made_no_devices,
};
use stage::office::{self, Piece};

use super::count::Share;
use super::report::{percent, row, share_json};
use super::run::BenchError;

/// Figures of each kind.
const EACH: usize = 40;
/// Composites of two to four views.
const COMPOSITES: usize = 30;
/// Devices, and pictures that show none.
const DEVICES: usize = 30;
const NO_DEVICES: usize = 60;
/// A corner of a device's screen may be off by so many pixels.
const CORNER: f64 = 6.0;
/// Steps of confidence in the table.
const STEPS: usize = 10;
const SHOWN: u32 = 400;

/// A view of a composite: left, top, width and height, and whether its sides can be seen.
type View = ([u32; 4], bool);

/// What was printed.
pub struct Drawn {
    figures: Vec<(ReferenceId, FigureTruth, String)>,
    /// Composites: the picture's name, and its views.
    composites: Vec<(String, Vec<View>)>,
    /// Pictures, and the screen of the device that they show.
    devices: Vec<(String, Option<Quad>)>,
}

/// What was told of it.
#[derive(Default)]
pub struct Figures {
    /// Truth and proposal.
    table: BTreeMap<(FigureTruth, &'static str), u64>,
    /// Of each step of confidence: proposals, those that are right, and the sum of confidences.
    steps: [(u64, u64, f64); STEPS],
    /// Views of composites found at their bounds, and all; of those whose sides can be seen, too.
    parted: (u64, u64),
    seen: (u64, u64),
    /// Parts that are no view.
    beyond: u64,
    devices: (u64, u64),
    /// Pictures without a device of which a screen was taken, and all of them.
    false_devices: (u64, u64),
}

fn png(rgb: &Rgb) -> Result<Vec<u8>, BenchError> {
    publish::encode_png(rgb).map_err(|e| BenchError::Other(e.to_string()))
}

/// Prints figures into documents of a word processor.
pub fn write(folder: &Path, seed: u64) -> Result<(Vec<PathBuf>, Drawn), BenchError> {
    let other = |e: &dyn std::fmt::Display| BenchError::Other(e.to_string());
    let mut drawn = Drawn {
        figures: Vec::new(),
        composites: Vec::new(),
        devices: Vec::new(),
    };
    let mut files = Vec::new();
    let mut keep = |name: String, pieces: &[Piece]| -> Result<(), BenchError> {
        let path = folder.join(name);
        std::fs::write(&path, office::docx("Figures", pieces)).map_err(|e| other(&e))?;
        files.push(path);
        Ok(())
    };
    let figures = made_figures(seed, EACH)?;
    for (n, some) in figures.chunks(20).enumerate() {
        let mut pieces = Vec::new();
        for figure in some {
            let told = (
                pipeline::reference_id(&figure.rgb),
                figure.truth,
                figure.what.clone(),
            );
            drawn.figures.push(told);
            pieces.push(Piece::Picture(png(&figure.rgb)?, SHOWN));
            pieces.push(Piece::Text("Words between the pictures.".to_owned()));
        }
        keep(format!("figures-{n}.docx"), &pieces)?;
    }
    let mut picture = |name: &str, rgb: &Rgb| -> Result<(), BenchError> {
        let path = folder.join(name);
        std::fs::write(&path, png(rgb)?).map_err(|e| other(&e))?;
        files.push(path);
        Ok(())
    };
    for (n, made) in made_composites(seed, COMPOSITES, Shapes::Any)?
        .into_iter()
        .enumerate()
    {
        let name = format!("composite-{n}.png");
        picture(&name, &made.rgb)?;
        let places = made.places.into_iter().zip(made.seen).collect();
        drawn.composites.push((name, places));
    }
    let devices = made_devices(seed, DEVICES)?;
    let others = made_no_devices(seed, NO_DEVICES)?;
    for (n, made) in devices.into_iter().chain(others).enumerate() {
        let name = format!("device-{n}.png");
        picture(&name, &made.rgb)?;
        drawn.devices.push((name, made.quad));
    }
    Ok((files, drawn))
}

/// Counts what a case says of them.
pub fn count(case: &Case, drawn: &Drawn, wrong: &mut Vec<String>) -> Result<Figures, BenchError> {
    let other = |e: pipeline::PipelineError| BenchError::Other(e.to_string());
    let proposals = pipeline::figure_proposals(case).map_err(other)?;
    let mut figures = Figures::default();
    for (id, truth, what) in &drawn.figures {
        let proposal = proposals.get(id);
        let word = proposal.map_or("not read", |p| p.kind.word());
        *figures.table.entry((*truth, word)).or_default() += 1;
        let right = word == name(*truth);
        if let Some(p) = proposal.filter(|p| p.kind != FigureKind::Unclear) {
            figures.step(p.confidence, right);
        }
        if !right {
            wrong.push(format!(
                "a figure ({what}) is {}, proposed {word}",
                name(*truth)
            ));
        }
    }
    let references = case.references()?;
    let of_file = |file: &str| -> Vec<&Reference> {
        let is_of = |r: &&Reference| {
            r.sources.iter().any(|s| {
                let row = case.item(s.item).ok().flatten();
                row.is_some_and(|row| row.origins.iter().any(|o| o.path.ends_with(file)))
            })
        };
        references.iter().filter(is_of).collect()
    };
    for (file, places) in &drawn.composites {
        figures.count_composite(&of_file(file), places);
    }
    for (file, quad) in &drawn.devices {
        figures.count_device((file, quad.as_ref()), &of_file(file), wrong);
    }
    Ok(figures)
}

fn name(truth: FigureTruth) -> &'static str {
    match truth {
        FigureTruth::Interface => "interface",
        FigureTruth::Logo => "logo",
        FigureTruth::Neither => "neither",
    }
}

impl Figures {
    fn step(&mut self, confidence: f32, right: bool) {
        let at = (f64::from(confidence) * STEPS as f64) as usize;
        let step = &mut self.steps[at.min(STEPS - 1)];
        step.0 += 1;
        step.1 += u64::from(right);
        step.2 += f64::from(confidence);
    }

    fn count_composite(&mut self, found: &[&Reference], places: &[View]) {
        let sources = found.iter().flat_map(|r| &r.sources);
        // The picture itself begins at its corner.
        let mut cut: Vec<BoxPx> = sources
            .map(|s| s.bounds)
            .filter(|b| b.x > 0.0 || b.y > 0.0)
            .collect();
        for (place, seen) in places {
            let [x, y, w, h] = place.map(f64::from);
            let near = |a: f64, b: f64| (a - b).abs() <= 3.0;
            let fits = |b: &BoxPx| {
                near(b.x, x) && near(b.y, y) && near(b.right(), x + w) && near(b.bottom(), y + h)
            };
            let at = cut.iter().position(fits);
            let hit = u64::from(at.is_some());
            if let Some(at) = at {
                cut.swap_remove(at);
            }
            self.parted = (self.parted.0 + hit, self.parted.1 + 1);
            if *seen {
                self.seen = (self.seen.0 + hit, self.seen.1 + 1);
            }
        }
        self.beyond += cut.len() as u64;
    }

    fn count_device(
        &mut self,
        (file, quad): (&str, Option<&Quad>),
        found: &[&Reference],
        wrong: &mut Vec<String>,
    ) {
        let mut sources = found.iter().flat_map(|r| &r.sources);
        match quad {
            Some(quad) => {
                let hit = sources.filter_map(|s| s.shown_on.as_ref());
                let hit = hit.into_iter().any(|s| s.quad.corner_error(quad) <= CORNER);
                self.devices = (self.devices.0 + u64::from(hit), self.devices.1 + 1);
                if !hit {
                    wrong.push(format!("{file}: the device's screen was not found"));
                }
            }
            None => {
                let any = sources.any(|s| s.kind == ReferenceKind::Screen);
                let (some, all) = self.false_devices;
                self.false_devices = (some + u64::from(any), all + 1);
                if any {
                    wrong.push(format!(
                        "{file}: it shows no device, and a screen was taken"
                    ));
                }
            }
        }
    }

    /// Mean distance between confidence and truth, weighed by proposals.
    fn calibration_error(&self) -> f64 {
        let all: u64 = self.steps.iter().map(|s| s.0).sum();
        let off = self.steps.iter().filter(|s| s.0 > 0);
        off.map(|(_, right, sum)| (sum - *right as f64).abs() / all.max(1) as f64)
            .sum()
    }

    fn share(&self, of: impl Fn(&FigureTruth, &str) -> bool, all: impl Fn(&str) -> bool) -> Share {
        let mut counts = (0, 0);
        for ((truth, word), n) in &self.table {
            counts.0 += if of(truth, word) { *n } else { 0 };
            counts.1 += if all(word) { *n } else { 0 };
        }
        Share::new(counts.0, counts.1)
    }

    fn right(&self) -> Share {
        self.share(|t, w| name(*t) == w, |w| w != "unclear")
    }

    fn unclear(&self) -> Share {
        self.share(|_, w| w == "unclear", |_| true)
    }

    pub fn json(&self) -> Value {
        let table: Vec<Value> = self
            .table
            .iter()
            .map(|((truth, word), n)| json!({"is": name(*truth), "proposed": word, "count": n}))
            .collect();
        json!({
            "right_of_decided": share_json(self.right()),
            "unclear": share_json(self.unclear()),
            "views_of_composites": share_json(Share::new(self.parted.0, self.parted.1)),
            "views_of_composites_seen": share_json(Share::new(self.seen.0, self.seen.1)),
            "parts_beyond": self.beyond,
            "screens_of_devices": share_json(Share::new(self.devices.0, self.devices.1)),
            "false_devices": share_json(Share::new(self.false_devices.0, self.false_devices.1)),
            "calibration_error": self.calibration_error(),
            "reliability": self.reliability(),
            "table": table,
        })
    }

    /// Of each step of confidence: how many, mean confidence, share that is right.
    fn reliability(&self) -> Vec<Value> {
        let some = self.steps.iter().filter(|s| s.0 > 0);
        some.map(|(n, right, sum)| {
            let share = |v: f64| (1000.0 * v / *n as f64).round() / 1000.0;
            json!({"count": n, "confidence": share(*sum), "right": share(*right as f64)})
        })
        .collect()
    }

    pub fn rows(&self) -> Vec<Vec<String>> {
        vec![
            row("figures: right of those decided", percent(self.right())),
            row("figures: unclear", percent(self.unclear())),
            row(
                "views of composites at their bounds within 3 px",
                percent(Share::new(self.parted.0, self.parted.1)),
            ),
            row(
                "of those whose four sides differ from the ground",
                percent(Share::new(self.seen.0, self.seen.1)),
            ),
            row(
                "parts of composites that are no view",
                self.beyond.to_string(),
            ),
            row(
                "screens of devices within 6 px",
                percent(Share::new(self.devices.0, self.devices.1)),
            ),
            row(
                "pictures without a device of which a screen is taken",
                percent(Share::new(self.false_devices.0, self.false_devices.1)),
            ),
            row(
                "expected calibration error of figures' confidence",
                format!("{:.3}", self.calibration_error()),
            ),
        ]
    }
}
