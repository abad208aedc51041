//! Makes the material of a run: films and documents with their ground truth. What was made before
//! by the same seed and options is used again.

mod random;
mod real;

use std::path::{Path, PathBuf};

use serde_json::Value;
use stage::demo::{self, DemoTruth, FigureKind};
use stage::{Difficulty, StageError};

use super::ground::{Figure, Film, Ground, Printed};

pub use random::{NeverRun, RandomRun, of_never, of_random};
pub use real::{RealRun, of_real};

/// Told thousandths of the filming done, and what is being made.
pub type Told<'a> = &'a mut dyn FnMut(u64, &str);

/// Why there is no material.
#[derive(Debug, thiserror::Error)]
pub enum MaterialError {
    #[error(transparent)]
    Stage(#[from] StageError),
    #[error("{path}: {source}")]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path} holds the material of another run ({known}); name another --dir, or remove it")]
    Other { path: PathBuf, known: String },
    #[error("no rate of frames: {0}")]
    Rate(String),
    #[error("there is no picture to film in {0}; give a folder of PNG or JPEG files")]
    NoPictures(PathBuf),
}

/// Holds a folder to one seed and one set of options, so that no run mixes two.
///
/// # Errors
/// When the folder belongs to other options or can't be written.
pub fn claim_folder(dir: &Path, options: &Value) -> Result<(), MaterialError> {
    let note = dir.join("bench.json");
    let fault = |path: &Path, source| MaterialError::Io {
        path: path.to_owned(),
        source,
    };
    std::fs::create_dir_all(dir).map_err(|e| fault(dir, e))?;
    match std::fs::read_to_string(&note) {
        Ok(known) if serde_json::from_str::<Value>(&known).ok().as_ref() == Some(options) => Ok(()),
        Ok(known) => Err(MaterialError::Other {
            path: dir.to_owned(),
            known: known.trim().to_owned(),
        }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            std::fs::write(&note, format!("{options}\n")).map_err(|e| fault(&note, e))
        }
        Err(e) => Err(fault(&note, e)),
    }
}

/// The demo's case in `made`.
///
/// # Errors
/// When it can't be filmed or written.
pub fn of_demo(made: &Path, told: Told<'_>) -> Result<Ground, MaterialError> {
    let note = made.join("truth.json");
    // It is written last: what it tells of is there.
    let truth = match DemoTruth::read(&note) {
        Ok(truth) => truth,
        Err(_) => demo::write_demo_case(made, None, &mut |what, done, total| {
            told(1000 * done as u64 / (total as u64).max(1), what);
        })?,
    };
    let mut ground = printed(&truth, made);
    for video in truth.videos {
        ground.films.push(Film {
            file: made.join(&video.file),
            difficulty: Some(video.difficulty),
            truth: Some(video.truth),
        });
    }
    Ok(ground)
}

/// The demo's documents and products, without films.
fn printed(truth: &DemoTruth, made: &Path) -> Ground {
    let documents = truth.documents.iter().map(|d| Printed {
        file: made.join(&d.file),
        product: d.product.clone(),
        figures: d
            .figures
            .iter()
            .map(|f| Figure {
                page: f.page,
                picture: f.picture.clone(),
                size: (f.width, f.height),
                whole: f.kind != FigureKind::Post,
            })
            .collect(),
    });
    let products = truth.products.iter();
    Ground {
        films: Vec::new(),
        documents: documents.collect(),
        products: products
            .flat_map(|p| p.pictures.iter().map(|id| (id.clone(), p.name.clone())))
            .collect(),
    }
}

pub fn difficulty_word(d: Difficulty) -> &'static str {
    match d {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

/// The files of a folder by name, without hidden ones; a file stands for itself.
///
/// # Errors
/// When the folder can't be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, MaterialError> {
    let fault = |source| MaterialError::Io {
        path: folder.to_owned(),
        source,
    };
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn folder(path: &Path) -> Result<PathBuf, MaterialError> {
    std::fs::create_dir_all(path).map_err(|source| MaterialError::Io {
        path: path.to_owned(),
        source,
    })?;
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_belongs_to_one_seed() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |seed| RandomRun {
            seed,
            clips: 2,
            seconds: 3.0,
            displays: stage::Displays::Monitors,
        };
        claim_folder(folder.path(), &run(1).options()).expect("new");
        claim_folder(folder.path(), &run(1).options()).expect("again");
        let other = claim_folder(folder.path(), &run(2).options());
        assert!(matches!(other, Err(MaterialError::Other { .. })));
    }
}
