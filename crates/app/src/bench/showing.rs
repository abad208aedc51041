//! Showings: a picture on one screen through one shot, read off a film's ground truth.

use model::{Point, Quad};
use stage::{CutKind, Difficulty, Truth, TruthScreen, WidthTier};

use super::ground::Ground;

/// Part of the content that has to be seen for a frame to count.
const LEAST_VISIBLE: f64 = 0.5;
/// Weight of the shot in a cross-fade from which a frame counts.
const LEAST_OPACITY: f64 = 0.9;
/// Frames that have to count for a showing to be one that should be found.
const LEAST_FRAMES: usize = 5;

/// A picture on one screen through one shot.
#[derive(Clone, Debug)]
pub struct Showing {
    /// Number of the film.
    pub film: usize,
    /// Number of the shot in its film.
    pub shot: usize,
    pub picture: String,
    /// `None` for a distractor.
    pub product: Option<String>,
    /// Whether any printed document shows the picture.
    pub printed: bool,
    pub difficulty: Option<Difficulty>,
    /// Every frame on which the screen is, in order.
    pub frames: Vec<Seen>,
    /// Median apparent width over the frames that count, in pixels.
    pub width: f64,
    /// How far the screen is turned away, in degrees, as its proportions tell; the median.
    pub turned: f64,
    /// Part of the content that is seen, 0 to 1; the median.
    pub seen: f64,
    /// Standard deviation of the defocus in pixels.
    pub defocus: f64,
    /// Bit rate of its film.
    pub kbps: u32,
}

/// A screen on one frame.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub frame: u64,
    pub quad: Quad,
    pub width: f64,
    pub visible: f64,
    pub counts: bool,
}

impl Showing {
    pub fn tier(&self) -> Option<WidthTier> {
        WidthTier::of(self.width)
    }

    /// Whether it should be found: a product's printed picture, seen well for long enough.
    pub fn is_expected(&self) -> bool {
        self.product.is_some() && self.printed && self.is_visible()
    }

    /// Whether it is seen well for long enough.
    pub fn is_visible(&self) -> bool {
        self.frames.iter().filter(|s| s.counts).count() >= LEAST_FRAMES
    }

    /// The screen on this frame.
    pub fn on(&self, frame: u64) -> Option<&Seen> {
        let i = self.frames.binary_search_by_key(&frame, |s| s.frame).ok()?;
        self.frames.get(i)
    }

    /// First and last frame that count.
    pub fn extent(&self) -> Option<(u64, u64)> {
        let mut counted = self.frames.iter().filter(|s| s.counts);
        let first = counted.next()?.frame;
        Some((first, counted.next_back().map_or(first, |s| s.frame)))
    }
}

impl Seen {
    /// Whether a quad's centre lies on the screen, or less than a twentieth of its width beside it.
    pub fn holds(&self, p: Point) -> bool {
        let c = self.quad.centre();
        let grown = Quad(
            self.quad
                .0
                .map(|q| Point::new(c.x + 1.1 * (q.x - c.x), c.y + 1.1 * (q.y - c.y))),
        );
        grown.contains(p)
    }
}

/// All showings of all films, those that are too short or hidden included.
pub fn showings(ground: &Ground) -> Vec<Showing> {
    let mut all = Vec::new();
    for (film, f) in ground.films.iter().enumerate() {
        let Some(truth) = &f.truth else { continue };
        for mut showing in of_film(truth) {
            showing.film = film;
            showing.difficulty = f.difficulty;
            showing.product = ground.products.get(&showing.picture).cloned();
            showing.printed = ground.is_printed(&showing.picture);
            all.push(showing);
        }
    }
    all
}

fn of_film(truth: &Truth) -> Vec<Showing> {
    let mut found: Vec<(usize, Showing)> = Vec::new();
    for frame in &truth.frames {
        for screen in &frame.screens {
            let shot = shot_of(truth, frame.frame, screen);
            let seen = Seen {
                frame: frame.frame,
                quad: screen.quad,
                width: screen.apparent_width,
                visible: screen.visible,
                counts: screen.visible >= LEAST_VISIBLE && screen.opacity > LEAST_OPACITY,
            };
            let known = found.iter_mut().rev().find(|(number, s)| {
                *number == screen.screen && s.shot == shot && s.picture == screen.picture
            });
            match known {
                Some((_, showing)) => showing.frames.push(seen),
                None => found.push((screen.screen, begun(shot, screen, seen))),
            }
        }
    }
    found
        .into_iter()
        .map(|(_, mut showing)| {
            measure(&mut showing, truth);
            showing
        })
        .collect()
}

fn begun(shot: usize, screen: &TruthScreen, seen: Seen) -> Showing {
    Showing {
        film: 0,
        shot,
        picture: screen.picture.clone(),
        product: None,
        printed: false,
        difficulty: None,
        frames: vec![seen],
        width: 0.0,
        turned: 0.0,
        seen: 0.0,
        defocus: 0.0,
        kbps: 0,
    }
}

/// The shot that a screen belongs to: during a cross-fade two shots are on one frame, and their
/// weights tell which is which.
fn shot_of(truth: &Truth, frame: u64, screen: &TruthScreen) -> usize {
    let shot = truth
        .shots
        .partition_point(|s| s.first <= frame)
        .saturating_sub(1);
    let fade = truth
        .cuts
        .iter()
        .find(|c| c.kind == CutKind::Fade && (c.frame..c.frame + c.length).contains(&frame));
    let Some(fade) = fade else { return shot };
    let new = (frame - fade.frame + 1) as f64 / (fade.length + 1) as f64;
    if (screen.opacity - new).abs() <= (screen.opacity - (1.0 - new)).abs() {
        shot
    } else {
        shot.saturating_sub(1)
    }
}

fn measure(showing: &mut Showing, truth: &Truth) {
    let counted: Vec<&Seen> = showing.frames.iter().filter(|s| s.counts).collect();
    let used = if counted.is_empty() {
        showing.frames.iter().collect()
    } else {
        counted
    };
    showing.width = median(used.iter().map(|s| s.width));
    showing.seen = median(used.iter().map(|s| s.visible));
    showing.defocus = truth.shots.get(showing.shot).map_or(0.0, |s| s.defocus);
    showing.kbps = truth.bitrate_kbps;
    let size = truth.pictures.iter().find(|p| p.id == showing.picture);
    showing.turned = size.map_or(f64::NAN, |p| {
        let aspect = f64::from(p.size.width) / f64::from(p.size.height.max(1));
        median(used.iter().map(|s| {
            let seen = s.quad.apparent_width() / s.quad.apparent_height();
            (seen / aspect).min(1.0).acos().to_degrees()
        }))
    });
}

/// The middle value (the upper one of two); not a number where there is none.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
