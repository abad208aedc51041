//! Given pictures, printed and filmed before given videos.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{MaterialError, Told, files, folder};
use crate::bench::ground::{Figure, Film, Ground, Printed};

/// Given pictures, filmed over given videos, and where they come from.
#[derive(Clone, Debug)]
pub struct RealRun {
    pub seed: u64,
    pub pictures: PathBuf,
    pub videos: PathBuf,
    /// Pictures with one of these in their name are printed, each for itself, and not filmed.
    pub unfilmed: Vec<String>,
}

impl RealRun {
    /// With what was given, by name and length: other files are another run.
    ///
    /// # Errors
    /// When a folder can't be read.
    pub fn options(&self, documents: Option<&Path>) -> Result<Value, MaterialError> {
        let of = |folder: &Path| -> Result<Vec<Value>, MaterialError> {
            let all = files(folder)?.into_iter();
            Ok(all
                .map(|f| {
                    let name = f.file_name().unwrap_or_default().to_string_lossy();
                    json!([name, f.metadata().map_or(0, |m| m.len())])
                })
                .collect())
        };
        Ok(
            json!({"bench": "real", "seed": self.seed, "unfilmed": self.unfilmed, "given": {
                "pictures": of(&self.pictures)?, "videos": of(&self.videos)?,
                "documents": documents.map_or(Ok(Vec::new()), of)?,
            }}),
        )
    }
}

/// Given pictures in a PDF a product and on screens before given videos, in `made`; the videos as
/// they are are part of the films.
///
/// # Errors
/// When a picture or video can't be read, filmed or printed.
pub fn of_real(made: &Path, run: &RealRun, told: Told<'_>) -> Result<Ground, MaterialError> {
    let pictures: Vec<PathBuf> = files(&run.pictures)?
        .into_iter()
        .filter(|p| {
            let kind = p.extension().unwrap_or_default().to_ascii_lowercase();
            ["png", "jpg", "jpeg", "webp", "bmp"]
                .iter()
                .any(|k| kind == *k)
        })
        .collect();
    let mut products: BTreeMap<String, Vec<(String, PathBuf)>> = BTreeMap::new();
    let mut filmed = Vec::new();
    for path in pictures {
        let id = stem(&path);
        if run.unfilmed.iter().any(|w| id.contains(w.as_str())) {
            products.entry(id.clone()).or_default().push((id, path));
        } else {
            let product = first_word(&id).to_owned();
            filmed.push((id.clone(), path.clone()));
            products.entry(product).or_default().push((id, path));
        }
    }
    if filmed.is_empty() {
        return Err(MaterialError::NoPictures(run.pictures.clone()));
    }
    let mut ground = Ground::default();
    let documents = folder(&made.join("documents"))?;
    for (product, pictures) in products {
        let file = documents.join(format!("{product} manual.pdf"));
        told(0, &product);
        let printed = print(&product, &pictures, file)?;
        for (id, _) in pictures {
            ground.products.insert(id, product.clone());
        }
        ground.documents.push(printed);
    }
    let videos = files(&run.videos)?;
    let footage = made.join("footage");
    let mut on = |done: usize, total: usize| {
        told(
            1000 * done as u64 / (total as u64).max(1),
            "clips over real videos",
        );
    };
    for clip in stage::film_real_pictures(&filmed, &videos, &footage, run.seed, &mut on)? {
        ground.films.push(Film {
            file: clip.file,
            difficulty: Some(clip.difficulty),
            truth: Some(clip.truth),
        });
    }
    ground.films.extend(videos.into_iter().map(|file| Film {
        file,
        difficulty: None,
        truth: None,
    }));
    Ok(ground)
}

/// Prints a product's pictures, a page each after the title page.
fn print(
    product: &str,
    pictures: &[(String, PathBuf)],
    file: PathBuf,
) -> Result<Printed, MaterialError> {
    let mut pages = Vec::new();
    let mut figures = Vec::new();
    for (n, (id, path)) in pictures.iter().enumerate() {
        let rgb = stage::read_picture(path)?;
        figures.push(Figure {
            page: n as u32 + 2,
            picture: id.clone(),
            size: (rgb.width, rgb.height),
            whole: true,
        });
        pages.push((id.clone(), rgb));
    }
    if !file.is_file() {
        stage::pictures_to_pdf(product, &pages, &file)?;
    }
    Ok(Printed {
        file,
        product: product.to_owned(),
        figures,
    })
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// The word before the first separator.
fn first_word(stem: &str) -> &str {
    stem.split(['-', '_', ' ', '.'])
        .find(|w| !w.is_empty())
        .unwrap_or(stem)
}
