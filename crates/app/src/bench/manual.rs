//! A long manual with many figures: what reading it takes in time and memory.

use std::path::{Path, PathBuf};

use collect::Given;
use model::{AddedAs, FigureKind};
use pipeline::{Observer, Settings};
use serde_json::{Value, json};

use super::machine::{Cost, MemoryWatch, Peak, Phases};
use super::material::claim_folder;
use super::report::{Style, cost_words, extend, head, phases, row, table};
use super::run::{BenchError, open_desk, throw_away};

pub struct ManualPlan<'a> {
    pub seed: u64,
    pub pages: u32,
    pub figures: u32,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
}

/// What it took.
pub struct Manual {
    options: Value,
    bytes: u64,
    pages: u32,
    words: u64,
    references: usize,
    interfaces: usize,
    passages: usize,
    peak: Option<Peak>,
    phases: Vec<(String, Cost)>,
}

/// Prints the manual where it is not there yet, and reads it into a fresh case.
///
/// # Errors
/// When it can't be printed or the case can't be written.
pub fn run_manual(
    plan: &ManualPlan<'_>,
    observer: &mut dyn Observer,
) -> Result<Manual, BenchError> {
    let options = json!({
        "bench": "manual", "seed": plan.seed, "pages": plan.pages, "figures": plan.figures,
    });
    claim_folder(plan.dir, &options)?;
    let file = plan.dir.join("Heron Desk manual.pdf");
    if !file.exists() {
        stage::write_long_manual(plan.pages, plan.figures, plan.seed, &file)?;
    }
    let folder = plan.dir.join("case");
    throw_away(&folder)?;
    let watch = MemoryWatch::start();
    let mut heard = Phases::new(observer);
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    let files = [file.clone()];
    desk.add(&files, AddedAs::Document, &Given::default(), &mut heard)?;
    desk.analyse(&mut heard)?;
    let peak = watch.stop();
    let documents = review::documents::documents(&desk.case);
    let documents = documents.map_err(|e| BenchError::Other(e.to_string()))?;
    let kinds = pipeline::figure_proposals(&desk.case)?;
    Ok(Manual {
        options,
        bytes: std::fs::metadata(&file).map_or(0, |m| m.len()),
        pages: documents.iter().filter_map(|d| d.pages).sum(),
        words: documents.iter().map(|d| d.words).sum(),
        references: desk.case.references()?.len(),
        interfaces: kinds
            .values()
            .filter(|p| p.kind == FigureKind::Interface)
            .count(),
        passages: desk.case.passages()?.len(),
        peak,
        phases: heard.done,
    })
}

impl Manual {
    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let peak = self
            .peak
            .map(|p| json!({"own": p.own, "child": p.child, "together": p.together}));
        let more = json!({
            "bytes": self.bytes, "pages": self.pages, "words": self.words,
            "references": self.references, "interfaces": self.interfaces,
            "passages": self.passages, "peak_bytes": peak, "phases": phases(&self.phases),
        });
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut rows = vec![
            row("pages", self.pages.to_string()),
            row("megabytes", (self.bytes / 1_000_000).to_string()),
            row("words", self.words.to_string()),
            row("references", self.references.to_string()),
            row("proposed as interface views", self.interfaces.to_string()),
            row("passages", self.passages.to_string()),
        ];
        if let Some(peak) = self.peak {
            let words = |bytes: u64| format!("{} MB", bytes / 1_000_000);
            rows.push(row("largest memory, program", words(peak.own)));
            rows.push(row("largest memory, child", words(peak.child)));
            rows.push(row("largest memory, together", words(peak.together)));
        }
        let costs = self.phases.iter();
        rows.extend(costs.map(|(name, cost)| row(name, cost_words(*cost))));
        let mut t = String::new();
        table(&mut t, style, &["", ""], &rows);
        t
    }
}
