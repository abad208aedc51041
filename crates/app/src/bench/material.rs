//! Makes the material of a run: films and documents with their ground truth. What was made before
//! by the same seed and options is used again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use stage::demo::{self, DemoTruth, FigureKind};
use stage::{Dice, Difficulty, Picture, RandomOptions, StageError, WidthTier};

use super::ground::{Figure, Film, Ground, Printed};

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
        Err(_) => demo::write_demo_case(made, &mut |what, done, total| {
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

/// What a random run films.
#[derive(Clone, Copy, Debug)]
pub struct RandomRun {
    pub seed: u64,
    pub clips: usize,
    pub seconds: f64,
}

/// The demo's documents, and clips by seed over tiers and difficulties, in `made`.
///
/// # Errors
/// When a clip can't be filmed or a file can't be written.
pub fn of_random(made: &Path, run: RandomRun, told: Told<'_>) -> Result<Ground, MaterialError> {
    let truth = demo::write_demo_documents(made)?;
    let mut ground = printed(&truth, made);
    let unprinted = demo::unprinted_pictures();
    for (product, picture) in &unprinted {
        ground.products.insert(picture.id.clone(), product.clone());
    }
    let footage = folder(&made.join("footage"))?;
    let cast = Cast::new(run.seed, &truth, unprinted);
    for n in 0..run.clips {
        let clip = clip_of(n, run.clips);
        let mut d = Dice::new(run.seed).fork(1000 + n as u64);
        let shown = cast.pictures(clip.shows, &mut d);
        let options = RandomOptions {
            tier: clip.tier,
            difficulty: clip.difficulty,
            seconds: run.seconds,
            broadcast: n % 2 == 0,
            ..RandomOptions::default()
        };
        let plan = stage::random_clip(d.next_u64(), &shown, &options);
        let name = format!("clip-{:03}-{}.mp4", n + 1, clip.word());
        let file = footage.join(&name);
        let film = stage::film_once(&plan, &file, &mut |frame, frames| {
            let part = 1000 * frame as u64 / (frames as u64).max(1);
            told((1000 * n as u64 + part) / run.clips.max(1) as u64, &name);
        })?;
        ground.films.push(Film {
            file,
            difficulty: Some(clip.difficulty),
            truth: Some(film),
        });
    }
    Ok(ground)
}

/// What the screens of a clip show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shows {
    Products,
    Distractors,
    Nothing,
}

/// What one clip is like.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Clip {
    tier: Option<WidthTier>,
    difficulty: Difficulty,
    shows: Shows,
}

impl Clip {
    fn word(self) -> String {
        let tier = match self.tier {
            Some(WidthTier::Large) => "large",
            Some(WidthTier::Medium) => "medium",
            Some(WidthTier::Small) => "small",
            None => "mixed",
        };
        let how = difficulty_word(self.difficulty);
        match self.shows {
            Shows::Products => format!("{tier}-{how}"),
            Shows::Distractors => format!("distractors-{how}"),
            Shows::Nothing => format!("nothing-{how}"),
        }
    }
}

pub fn difficulty_word(d: Difficulty) -> &'static str {
    match d {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

/// Clip `n` of `clips`: about one in six shows no product (distractors and empty rooms in turn, at
/// the end), the others go through all tiers, then through the difficulties.
fn clip_of(n: usize, clips: usize) -> Clip {
    let empty = if clips < 4 { 0 } else { (clips / 6).max(1) };
    let hows = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];
    let k = n + empty;
    if k >= clips {
        let k = k - clips;
        return Clip {
            tier: None,
            difficulty: hows[(k / 2) % 3],
            shows: [Shows::Distractors, Shows::Nothing][k % 2],
        };
    }
    Clip {
        tier: Some(WidthTier::ALL[n % 3]),
        difficulty: hows[(n / 3) % 3],
        shows: Shows::Products,
    }
}

/// The pictures that a run may film.
struct Cast {
    printed: Vec<Picture>,
    unprinted: Vec<Picture>,
    distractors: Vec<Picture>,
}

impl Cast {
    /// Two thirds of the products, by seed; the others stand in documents only.
    fn new(seed: u64, truth: &DemoTruth, unprinted: Vec<(String, Picture)>) -> Self {
        let names = filmed(seed, truth);
        let mut cast = Self {
            printed: Vec::new(),
            unprinted: Vec::new(),
            distractors: Vec::new(),
        };
        for picture in demo::demo_pictures() {
            match truth.product_of(&picture.id) {
                Some(p) if names.contains(&p.name.as_str()) => cast.printed.push(picture),
                Some(_) => {}
                None => cast.distractors.push(picture),
            }
        }
        let kept = unprinted
            .into_iter()
            .filter(|(p, _)| names.contains(&p.as_str()));
        cast.unprinted = kept.map(|(_, picture)| picture).collect();
        cast
    }

    /// The pictures of one clip, in random order: of eight, six are printed, one is a view that no
    /// document has, one a distractor.
    fn pictures(&self, shows: Shows, d: &mut Dice) -> Vec<Picture> {
        let mut shown = match shows {
            Shows::Nothing => Vec::new(),
            Shows::Distractors => some(&self.distractors, self.distractors.len(), d),
            Shows::Products => {
                let mut shown = some(&self.printed, 12, d);
                shown.extend(some(&self.unprinted, 2, d));
                shown.extend(some(&self.distractors, 2, d));
                shown
            }
        };
        shuffle(&mut shown, d);
        shown
    }
}

/// Names of the products that a seed films.
fn filmed(seed: u64, truth: &DemoTruth) -> Vec<&str> {
    let mut names: Vec<&str> = truth.products.iter().map(|p| p.name.as_str()).collect();
    shuffle(&mut names, &mut Dice::new(seed).fork(1));
    names.truncate((2 * names.len()).div_ceil(3));
    names
}

fn some(of: &[Picture], n: usize, d: &mut Dice) -> Vec<Picture> {
    let mut all = of.to_vec();
    shuffle(&mut all, d);
    all.truncate(n);
    all
}

fn shuffle<T>(list: &mut [T], d: &mut Dice) {
    for i in (1..list.len()).rev() {
        list.swap(i, d.below(i + 1));
    }
}

/// Given pictures, filmed over given videos, and where they come from.
#[derive(Clone, Debug)]
pub struct RealRun {
    pub seed: u64,
    pub pictures: PathBuf,
    pub videos: PathBuf,
    /// Pictures with one of these in their name are printed, each for itself, and not filmed.
    pub unfilmed: Vec<String>,
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

impl RandomRun {
    pub fn options(&self) -> Value {
        json!({"bench": "random", "seed": self.seed, "clips": self.clips, "seconds": self.seconds})
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_go_through_tiers_and_difficulties_and_some_show_no_product() {
        let clips: Vec<Clip> = (0..12).map(|n| clip_of(n, 12)).collect();
        for tier in WidthTier::ALL {
            for difficulty in [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard] {
                let wanted = Clip {
                    tier: Some(tier),
                    difficulty,
                    shows: Shows::Products,
                };
                assert!(clips.contains(&wanted), "{}", wanted.word());
            }
        }
        let of = |shows| clips.iter().filter(|c| c.shows == shows).count();
        assert_eq!((of(Shows::Distractors), of(Shows::Nothing)), (1, 1));
        assert!((0..2).all(|n| clip_of(n, 2).shows == Shows::Products));
    }

    #[test]
    fn some_products_are_never_filmed_and_a_clip_mixes_what_it_shows() {
        let folder = tempfile::tempdir().expect("a folder");
        let truth = demo::write_demo_documents(folder.path()).expect("prints");
        let cast = Cast::new(5, &truth, demo::unprinted_pictures());
        let shown = cast.pictures(Shows::Products, &mut Dice::new(1));
        let of_product = |p: &&Picture| truth.product_of(&p.id).is_some();
        assert_eq!(shown.iter().filter(of_product).count(), 12);
        assert_eq!(shown.len(), 16);
        let names = filmed(5, &truth);
        assert!(names.len() < truth.products.len());
        for p in &cast.printed {
            let product = truth.product_of(&p.id).expect("is printed");
            assert!(names.contains(&product.name.as_str()), "{}", p.id);
        }
        assert_ne!(names, filmed(6, &truth));
    }

    #[test]
    fn a_folder_belongs_to_one_seed() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |seed| RandomRun {
            seed,
            clips: 2,
            seconds: 3.0,
        };
        claim_folder(folder.path(), &run(1).options()).expect("new");
        claim_folder(folder.path(), &run(1).options()).expect("again");
        let other = claim_folder(folder.path(), &run(2).options());
        assert!(matches!(other, Err(MaterialError::Other { .. })));
    }
}
