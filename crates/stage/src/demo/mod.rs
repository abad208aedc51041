//! The demo's made-up case: makers, products, interfaces, documents and footage, all generated,
//! with the ground truth of everything. Names, places and data are fictional.

mod archive;
mod brochure;
mod chrome;
mod distractors;
mod footage;
mod generations;
mod icons;
mod look;
mod makers;
mod monitoring;
mod passages;
mod post;
mod programme;
mod records;
mod registers;
mod scenery;
mod views;
mod widgets;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use brochure::{DemoDocument, DemoFigure, FigureKind};
pub use generations::{InterfaceVersion, interface_versions};
pub use records::{DemoRecord, demo_records, write_demo_records};

use crate::StageError;
use crate::film::film_only;
use crate::plan::Picture;
use crate::random::Difficulty;
use crate::truth::{Truth, write_json};

use footage::VideoSpec;
use makers::{PRODUCTS, Product, by_slug};
use programme::VIDEOS;
use views::View;

/// What is true of the demo's case; also written to `truth.json` in its folder.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemoTruth {
    pub products: Vec<DemoProduct>,
    pub documents: Vec<DemoDocument>,
    /// Ids of interfaces that stand in footage but in no document.
    pub distractors: Vec<String>,
    pub videos: Vec<DemoVideo>,
}

/// A made-up product.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemoProduct {
    pub maker: String,
    pub name: String,
    pub version: String,
    pub language: String,
    /// Ids of its views' pictures.
    pub pictures: Vec<String>,
    /// Whether any video shows it.
    pub filmed: bool,
}

/// A video of the demo with its ground truth.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemoVideo {
    /// Relative to the case's folder.
    pub file: PathBuf,
    /// Names of the products that it shows; empty for three videos.
    pub products: Vec<String>,
    /// How badly it is filmed.
    pub difficulty: Difficulty,
    pub truth: Truth,
}

impl DemoTruth {
    /// # Errors
    /// When the file cannot be read or is not a demo's ground truth.
    pub fn read(path: &Path) -> Result<Self, StageError> {
        let text = std::fs::read(path).map_err(|e| StageError::io(path, e))?;
        serde_json::from_slice(&text).map_err(|source| StageError::Json {
            file: path.to_owned(),
            source,
        })
    }

    /// The product that a picture belongs to; `None` for distractors.
    pub fn product_of(&self, picture: &str) -> Option<&DemoProduct> {
        self.products
            .iter()
            .find(|p| p.pictures.iter().any(|x| x == picture))
    }
}

/// Makes the demo's case: `footage/*.mp4` with yt-dlp style `.info.json` beside them,
/// `documents/<Maker>/…` and `truth.json`; with `only`, the videos with these ids. `progress` is told what is being made, and how many
/// steps of how many are done.
///
/// # Errors
/// When `ffmpeg` is missing or a file cannot be written.
pub fn write_demo_case(
    dir: &Path,
    only: Option<&[&str]>,
    progress: &mut dyn FnMut(&str, usize, usize),
) -> Result<DemoTruth, StageError> {
    let wanted = |spec: &&VideoSpec| only.is_none_or(|ids| ids.contains(&spec.id));
    // One step a document, one a hundredth of each video.
    let videos_wanted = VIDEOS.iter().filter(wanted).count();
    let total = PRODUCTS.len() + POSTS.len() + 100 * videos_wanted;
    let documents = write_documents(dir, total, progress)?;
    let pictures = filmed_pictures();
    let footage = folder(&dir.join("footage"))?;
    let mut videos = Vec::new();
    for (n, spec) in VIDEOS.iter().filter(wanted).enumerate() {
        let name = format!("{} [{}]", spec.title, spec.id);
        let file = footage.join(format!("{name}.mp4"));
        let done = PRODUCTS.len() + POSTS.len() + 100 * n;
        let plan = spec.plan(7000 + n as u64, &pictures);
        let truth = film_only(&plan, &file, &mut |frame, frames| {
            progress(spec.title, done + 100 * frame / frames.max(1), total);
        })?;
        write_origin(spec, &footage.join(format!("{name}.info.json")), &truth)?;
        videos.push(DemoVideo {
            file: Path::new("footage").join(format!("{name}.mp4")),
            products: products_of(spec),
            difficulty: spec.difficulty,
            truth,
        });
    }
    let truth = DemoTruth {
        products: products(),
        documents,
        distractors: distractors::NAMES.map(str::to_owned).into(),
        videos,
    };
    write_json(&truth, &dir.join("truth.json"))?;
    Ok(truth)
}

/// Prints the demo's documents only, `documents/<Maker>/…` in `dir`; what is true of them comes
/// back with no videos, for a bench that films clips of its own.
///
/// # Errors
/// When a file cannot be written.
pub fn write_demo_documents(dir: &Path) -> Result<DemoTruth, StageError> {
    let total = PRODUCTS.len() + POSTS.len();
    Ok(DemoTruth {
        products: products(),
        documents: write_documents(dir, total, &mut |_, _, _| {})?,
        distractors: distractors::NAMES.map(str::to_owned).into(),
        videos: Vec::new(),
    })
}

/// Views that the products might have and that stand in no document, each with its product's
/// name: the maker's frame round a content of its own.
pub fn unprinted_pictures() -> Vec<(String, Picture)> {
    let of = |p: &Product| -> Vec<(String, Picture)> {
        let views = View::ALL.iter().filter(|v| !p.views.contains(v));
        views.map(|v| (p.name.to_owned(), p.picture(*v))).collect()
    };
    PRODUCTS.iter().flat_map(of).collect()
}

/// Every picture of the demo: all views of all products, then the distractors.
pub fn demo_pictures() -> Vec<Picture> {
    let views = PRODUCTS
        .iter()
        .flat_map(|p| p.views.iter().map(|v| p.picture(*v)));
    views
        .chain(
            distractors::NAMES
                .iter()
                .filter_map(|n| distractors::picture(n)),
        )
        .collect()
}

/// Posts: product, view, handle and words, as JPEG or not.
const POSTS: [(&str, View, [&str; 2], bool); 2] = [
    (
        "qonyr",
        View::Map,
        [
            "@taskoren.tech · 4 h",
            "Жарсу қаласының жаңа орталығы іске қосылды. Бүкіл қала бір бетте!",
        ],
        false,
    ),
    (
        "meshwork",
        View::Live,
        [
            "@dastreon · 2 d",
            "Sixty-four feeds, one console. Meshwork 12 is out today, come and see it at stand 14.",
        ],
        true,
    ),
];

fn folder(path: &Path) -> Result<PathBuf, StageError> {
    std::fs::create_dir_all(path).map_err(|e| StageError::io(path, e))?;
    Ok(path.to_owned())
}

fn write_documents(
    dir: &Path,
    total: usize,
    progress: &mut dyn FnMut(&str, usize, usize),
) -> Result<Vec<DemoDocument>, StageError> {
    let mut documents = Vec::new();
    for product in &PRODUCTS {
        let relative = Path::new("documents").join(product.maker.slug);
        folder(&dir.join(&relative))?;
        progress(product.name, documents.len(), total);
        documents.push(brochure::print(product, dir, &relative)?);
    }
    for (slug, view, words, jpeg) in POSTS {
        let product = by_slug(slug);
        let relative = Path::new("documents").join(product.maker.slug);
        progress(product.name, documents.len(), total);
        documents.push(post::post(product, view, words, dir, &relative, jpeg)?);
    }
    Ok(documents)
}

fn products() -> Vec<DemoProduct> {
    PRODUCTS
        .iter()
        .map(|p| DemoProduct {
            maker: p.maker.name.to_owned(),
            name: p.name.to_owned(),
            version: p.version.to_owned(),
            language: p.language.to_owned(),
            pictures: p.views.iter().map(|v| p.picture_id(*v)).collect(),
            filmed: p.filmed,
        })
        .collect()
}

fn products_of(spec: &VideoSpec) -> Vec<String> {
    let mut names: Vec<String> = spec
        .pictures()
        .filter_map(|id| {
            PRODUCTS
                .iter()
                .find(|p| id.starts_with(&format!("{}/", p.slug)))
        })
        .map(|p| p.name.to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn filmed_pictures() -> BTreeMap<String, Picture> {
    let wanted: std::collections::BTreeSet<&str> =
        VIDEOS.iter().flat_map(VideoSpec::pictures).collect();
    let views = PRODUCTS
        .iter()
        .flat_map(|p| p.views.iter().map(move |v| (p, *v)))
        .filter(|(p, v)| wanted.contains(p.picture_id(*v).as_str()))
        .map(|(p, v)| p.picture(v));
    let others = distractors::NAMES
        .iter()
        .filter(|n| wanted.contains(*n))
        .filter_map(|n| distractors::picture(n));
    views.chain(others).map(|p| (p.id.clone(), p)).collect()
}

/// The sidecar that yt-dlp writes, as far as a publisher gave anything.
fn write_origin(spec: &VideoSpec, path: &Path, truth: &Truth) -> Result<(), StageError> {
    let seconds = truth.frames.len() as f64 / truth.rate.approx();
    let mut info = serde_json::json!({
        "_type": "video",
        "id": spec.id,
        "title": spec.title,
        "description": spec.description,
        "webpage_url": format!("https://video.example/watch/{}", spec.id),
        "extractor": "example",
        "ext": "mp4",
        "epoch": spec.epoch,
        "duration": (seconds * 100.0).round() / 100.0,
        "width": truth.size.width,
        "height": truth.size.height,
        "fps": (truth.rate.approx() * 1000.0).round() / 1000.0,
    });
    if !spec.uploader.is_empty() {
        let slug: String = spec.uploader.to_lowercase().replace(' ', "-");
        info["uploader"] = spec.uploader.into();
        info["channel"] = spec.uploader.into();
        info["uploader_url"] = format!("https://video.example/@{slug}").into();
    }
    if let Some(date) = spec.upload_date {
        info["upload_date"] = date.into();
    }
    write_json(&info, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footage_shows_only_pictures_that_exist() {
        let pictures = filmed_pictures();
        for spec in &VIDEOS {
            for id in spec.pictures() {
                assert!(pictures.contains_key(id), "{id}");
            }
        }
    }

    #[test]
    fn the_case_is_as_varied_as_promised() {
        let makers: std::collections::BTreeSet<&str> =
            PRODUCTS.iter().map(|p| p.maker.name).collect();
        assert!(makers.len() >= 4);
        let filmed: std::collections::BTreeSet<String> =
            VIDEOS.iter().flat_map(products_of).collect();
        assert!(filmed.len() >= 6);
        for p in &PRODUCTS {
            assert_eq!(p.filmed, filmed.contains(p.name), "{}", p.name);
            assert!(p.views.len() >= 2);
        }
        let without = VIDEOS.iter().filter(|v| products_of(v).is_empty()).count();
        assert!(VIDEOS.len() >= 8 && without == 3);
    }

    #[test]
    fn documents_print_every_view_that_footage_shows() {
        let folder = tempfile::tempdir().expect("a folder");
        let documents = write_documents(folder.path(), 1, &mut |_, _, _| {}).expect("prints");
        let printed: std::collections::BTreeSet<&str> = documents
            .iter()
            .flat_map(|d| d.figures.iter().map(|f| f.picture.as_str()))
            .collect();
        for id in VIDEOS.iter().flat_map(VideoSpec::pictures) {
            let distractor = distractors::NAMES.contains(&id);
            assert_ne!(printed.contains(id), distractor, "{id}");
        }
        for d in &documents {
            let bytes = std::fs::read(folder.path().join(&d.file)).expect("is there");
            let pdf = d.file.extension().is_some_and(|e| e == "pdf");
            assert_eq!(bytes.starts_with(b"%PDF-"), pdf);
            assert!(d.figures.iter().all(|f| (1..=d.pages).contains(&f.page)));
        }
        let kinds: Vec<FigureKind> = documents
            .iter()
            .flat_map(|d| d.figures.iter().map(|f| f.kind))
            .collect();
        for kind in [
            FigureKind::Jpeg,
            FigureKind::Lossless,
            FigureKind::Vector,
            FigureKind::Post,
        ] {
            assert!(kinds.contains(&kind), "{kind:?}");
        }
    }

    #[test]
    fn a_post_is_named_after_its_product() {
        let folder = tempfile::tempdir().expect("a folder");
        let truth = write_demo_documents(folder.path()).expect("prints");
        assert!(truth.videos.is_empty());
        for d in &truth.documents {
            let name = d.file.file_stem().unwrap_or_default().to_string_lossy();
            assert!(name.starts_with(&d.product), "{name}: {}", d.product);
            for f in &d.figures {
                let of = truth.product_of(&f.picture).map(|p| p.name.as_str());
                assert_eq!(of, Some(d.product.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn unprinted_pictures_stand_in_no_document() {
        let all = products();
        let unprinted = unprinted_pictures();
        assert!(unprinted.len() > 20);
        for (product, picture) in &unprinted {
            assert!(all.iter().any(|p| p.name == *product));
            assert!(all.iter().all(|p| !p.pictures.contains(&picture.id)));
        }
    }

    #[test]
    fn no_text_leaves_its_window() {
        for p in demo_pictures() {
            assert!(p.lines.len() > 20, "{}", p.id);
            for line in &p.lines {
                assert!(
                    line.bounds.x >= 0.0 && line.bounds.right() <= f64::from(p.rgb.width) + 1.0,
                    "{}: {:?}",
                    p.id,
                    line
                );
            }
        }
    }
}
