//! Clips by seed over tiers and difficulties, beside the demo's documents.

use std::path::Path;

use model::FrameRate;
use serde_json::{Value, json};
use stage::demo::{self, DemoTruth};
use stage::{Dice, Difficulty, Displays, Picture, RandomOptions, WidthTier};

use super::{MaterialError, Told, difficulty_word, folder, printed};
use crate::bench::ground::{Film, Ground};

/// What a random run films.
#[derive(Clone, Copy, Debug)]
pub struct RandomRun {
    pub seed: u64,
    pub clips: usize,
    pub seconds: f64,
    pub displays: Displays,
}

impl RandomRun {
    pub fn options(&self) -> Value {
        let mut options = json!({"bench": "random", "seed": self.seed, "clips": self.clips,
            "seconds": self.seconds});
        // Folders of before know nothing of it.
        if self.displays != Displays::Monitors {
            options["displays"] = json!(self.displays);
        }
        options
    }
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
            displays: run.displays,
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

/// Footage that shows none of the products, in clips of a minute.
#[derive(Clone, Copy, Debug)]
pub struct NeverRun {
    pub seed: u64,
    pub minutes: u32,
    /// Frames a second: keyframes are at most one a second apart, so that more cost time only.
    pub rate: u32,
}

impl NeverRun {
    pub fn options(&self) -> Value {
        json!({"bench": "never", "seed": self.seed, "minutes": self.minutes, "rate": self.rate})
    }
}

/// The demo's documents, and minutes of rooms whose screens show distractors or made-up desktops
/// in `made`.
///
/// # Errors
/// When a clip can't be filmed or a file can't be written.
pub fn of_never(made: &Path, run: NeverRun, told: Told<'_>) -> Result<Ground, MaterialError> {
    let truth = demo::write_demo_documents(made)?;
    let mut ground = printed(&truth, made);
    let footage = folder(&made.join("footage"))?;
    let cast = Cast::new(run.seed, &truth, Vec::new());
    let rate = FrameRate::new(run.rate, 1).map_err(|e| MaterialError::Rate(e.to_string()))?;
    for n in 0..run.minutes {
        let mut d = Dice::new(run.seed).fork(5000 + u64::from(n));
        let shows = [Shows::Distractors, Shows::Nothing][n as usize % 2];
        let shown = cast.pictures(shows, &mut d);
        let options = RandomOptions {
            difficulty: [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard]
                [n as usize / 2 % 3],
            seconds: 60.0,
            rate,
            broadcast: n % 4 < 2,
            ..RandomOptions::default()
        };
        let name = format!("minute-{:03}.mp4", n + 1);
        let file = footage.join(&name);
        let plan = stage::random_clip(d.next_u64(), &shown, &options);
        let film = stage::film_once(&plan, &file, &mut |_, _| {})?;
        told(
            1000 * u64::from(n + 1) / u64::from(run.minutes.max(1)),
            &name,
        );
        ground.films.push(Film {
            file,
            difficulty: Some(options.difficulty),
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
}
