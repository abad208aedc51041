//! Figures of made-up documents: whether views, logos and others are told apart, and composites
//! taken apart at their bounds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::Case;
use model::{FigureKind, ReferenceId, Size};
use pixels::Rgb;
use serde_json::{Value, json};
use stage::figures::{FigureTruth, composite, made_figures};
use stage::office::{self, Piece};

use super::count::Share;
use super::report::{percent, row, share_json};
use super::run::BenchError;

/// Figures of each kind.
const EACH: usize = 40;
/// Composites of two and four views.
const COMPOSITES: usize = 12;
const SHOWN: u32 = 400;

/// What was printed.
pub struct Drawn {
    figures: Vec<(ReferenceId, FigureTruth, String)>,
    /// Parts of composites: the document's name, and the sizes of its views.
    composites: Vec<(String, Vec<Size>)>,
}

/// What was told of it.
#[derive(Default)]
pub struct Figures {
    /// Truth and proposal.
    table: BTreeMap<(FigureTruth, &'static str), u64>,
    parted: (u64, u64),
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
    let views: Vec<&Rgb> = figures
        .iter()
        .filter(|f| f.truth == FigureTruth::Interface && f.rgb.width >= 420)
        .map(|f| &f.rgb)
        .collect();
    for n in 0..COMPOSITES {
        let many = if n % 2 == 0 { 2 } else { 4 };
        let parts: Vec<&Rgb> = (0..many)
            .map(|k| views[(3 * n + k) % views.len()])
            .collect();
        let (rgb, _) = composite(&parts, 20);
        let name = format!("composite-{n}.docx");
        keep(name.clone(), &[Piece::Picture(png(&rgb)?, 600)])?;
        let sizes = parts.iter().map(|p| p.size()).collect();
        drawn.composites.push((name, sizes));
    }
    Ok((files, drawn))
}

/// Counts what a case says of them.
pub fn count(case: &Case, drawn: &Drawn, wrong: &mut Vec<String>) -> Result<Figures, BenchError> {
    let other = |e: pipeline::PipelineError| BenchError::Other(e.to_string());
    let proposals = pipeline::figure_proposals(case).map_err(other)?;
    let mut figures = Figures::default();
    for (id, truth, what) in &drawn.figures {
        let kind = proposals.get(id).map(|p| p.kind);
        let word = kind.map_or("not read", FigureKind::word);
        *figures.table.entry((*truth, word)).or_default() += 1;
        if word != name(*truth) {
            wrong.push(format!(
                "a figure ({what}) is {}, proposed {word}",
                name(*truth)
            ));
        }
    }
    let references = case.references()?;
    for (file, sizes) in &drawn.composites {
        let of_file = references.iter().filter(|r| {
            r.sources.iter().any(|s| {
                let row = case.item(s.item).ok().flatten();
                row.is_some_and(|row| row.origins.iter().any(|o| o.path.ends_with(file)))
            })
        });
        let mut found: Vec<Size> = of_file.map(|r| r.size).collect();
        for size in sizes {
            figures.parted.1 += 1;
            let near = |a: u32, b: u32| a.abs_diff(b) <= 3;
            let fits = |f: &Size| near(f.width, size.width) && near(f.height, size.height);
            if let Some(at) = found.iter().position(fits) {
                found.swap_remove(at);
                figures.parted.0 += 1;
            }
        }
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
            "table": table,
        })
    }

    pub fn rows(&self) -> Vec<Vec<String>> {
        vec![
            row("figures: right of those decided", percent(self.right())),
            row("figures: unclear", percent(self.unclear())),
            row(
                "views of composites of the right size within 3 px",
                percent(Share::new(self.parted.0, self.parted.1)),
            ),
        ]
    }
}
