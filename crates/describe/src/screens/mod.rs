//! Filmed displays on a frame: bright or distinct quads with straight edges, proposed with a score.
//!
//! Straight edges (`segments`) become lines (`lines`), lines become quads (`quads`), whose sides
//! are fitted to a part of a pixel (`border`). They are held against what displays look like
//! (`judge`, `trees`), and two small networks look at them (`sight`, `sides`, `weigh`). Those that
//! are taken (`choice`) get the sides that their bezel runs along (`strip`) or that give them a
//! display's shape (`shape`), and tiles of a wall lie where most tiles have them (`wall`, `plane`,
//! `lattice`). What was followed is looked at once more through time (`plate`, `ring`). What
//! doesn't live here: following, what a display shows.

mod bezel;
pub mod border;
mod choice;
pub mod crop;
mod judge;
mod lattice;
mod lines;
mod longer;
mod net;
mod plane;
mod plate;
mod quads;
mod rim;
mod ring;
mod segments;
mod shape;
mod sides;
mod sight;
mod strip;
mod trees;
pub mod wall;
mod weigh;

use crop::Crops;
use model::{Point, Quad, Size};
use pixels::{Luma, plausible, resize};
use serde::{Deserialize, Serialize};

pub use border::{Border, Look, Polarity};
use choice::chosen;
pub use choice::is_pane;
pub use judge::{Measures, NAMES, stands_upright};
pub use plate::{Plate, Settled};
use quads::{Candidate, Search};
use shape::Shape;

/// Scores of quads that are worth trying with other sides.
const LEAST_UNSURE: f64 = 0.06;
const MOST_UNSURE: f64 = 0.5;
/// Least score of quads that are lengthened, and how many are at most.
const LEAST_LENGTHENED: f64 = 0.06;
const MOST_LENGTHENED: usize = 10;

/// How displays are looked for; part of every key.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScreenOptions {
    /// Longest side of the picture on which quads are sought; borders are fitted on the frame.
    pub longest: u32,
    /// Least score, 0 to 1.
    pub least_score: f64,
    /// Displays of one frame at most: the best.
    pub most: usize,
    /// Quads that are tried again with other sides, at most: the best of those below `least_score`
    /// and some above.
    pub tried_again: usize,
    /// Whether the networks look at quads too, and walls are laid where most of their tiles agree.
    pub looked_at: bool,
}

impl Default for ScreenOptions {
    fn default() -> Self {
        Self {
            longest: 1280,
            least_score: 0.25,
            most: 24,
            tried_again: 16,
            looked_at: true,
        }
    }
}

/// A quad that looks like a display.
#[derive(Clone, PartialEq, Debug)]
pub struct ProposedScreen {
    /// In pixels of the frame. Where a side is cut, it ends at the frame's edge.
    pub quad: Quad,
    /// How much it looks like a display, 0 to 1.
    pub score: f64,
    /// The same by what was measured alone, as the trees weigh it.
    pub by_trees: f64,
    /// Sides (top, right, bottom, left) beyond which it goes on out of the frame.
    pub cut: [bool; 4],
    /// Standard error of the corners, in pixels.
    pub uncertainty: f64,
    pub measures: Measures,
}

impl ProposedScreen {
    /// Whether what surrounds it is light: its picture is not the brighter side of all its edges.
    pub fn in_light_bezel(&self) -> bool {
        trees::is_light(&self.measures)
    }
}

/// The displays on a frame, best first.
pub fn screens(frame: &Luma, options: &ScreenOptions) -> Vec<ProposedScreen> {
    among(frame, all(frame, options), options)
}

/// The displays among the quads that were judged on a frame ([`all`]), best first.
pub fn among(
    frame: &Luma,
    mut found: Vec<ProposedScreen>,
    options: &ScreenOptions,
) -> Vec<ProposedScreen> {
    let again = tried_again(frame, &found, options);
    found.extend(again);
    let crops = options.looked_at.then(|| Crops::new(frame));
    if let Some(crops) = &crops {
        found = weigh::weighed(frame, crops, found);
    }
    found.retain(|p| p.score >= options.least_score);
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    if crops.is_some() {
        found = lattice::uncomposed(found);
    }
    let others = crops.as_ref().map(|crops| (crops, found.clone()));
    let kept = chosen(frame.size(), found, options);
    let others = others.as_ref().map(|(c, o)| (*c, &o[..]));
    let screens = settled(frame, kept, others);
    match &crops {
        Some(crops) => lattice::completed(frame, crops, screens, options),
        None => screens,
    }
}

/// Quads that look little like displays as they lie, with the sides that their bezel runs along: a
/// dark title bar makes a poor border of what is a display otherwise.
fn tried_again(
    frame: &Luma,
    found: &[ProposedScreen],
    options: &ScreenOptions,
) -> Vec<ProposedScreen> {
    let unsure = found
        .iter()
        .filter(|p| (LEAST_UNSURE..MOST_UNSURE).contains(&p.score));
    let tried = unsure.take(options.tried_again);
    tried
        .filter_map(|p| {
            let (quad, width) = strip::better(frame, &p.quad, p.cut)?;
            let look = Look {
                least: 1.2,
                ..Look::new(Polarity::Either, (0.3 * width).clamp(1.5, 3.0))
            };
            let border = border::fit(frame, &quad, look, p.cut)?;
            let again = proposed(frame, p.cut, &border)?;
            (again.score > p.score).then_some(again)
        })
        .collect()
}

/// How much a quad looks like a display on a quiet picture of it, 0 to 1; 0 where it has no border.
fn score_on(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> f64 {
    let look = Look {
        least: 1.2,
        ..Look::new(Polarity::Either, 1.5)
    };
    border::fit(picture, quad, look, cut)
        .and_then(|b| proposed(picture, cut, &b))
        .map_or(0.0, |p| p.score)
}

/// Each with the sides that fit its bezel best, or those that give it a display's shape.
fn settled(
    frame: &Luma,
    mut screens: Vec<ProposedScreen>,
    others: Option<(&Crops, &[ProposedScreen])>,
) -> Vec<ProposedScreen> {
    for screen in &mut screens {
        let shape = |quad: &Quad| match screen.cut {
            [false, false, false, false] => shape::of(quad, frame.size()),
            _ => Shape::Open,
        };
        let mut quad = screen.quad;
        if let Some((better, width)) = strip::better(frame, &quad, screen.cut) {
            let look = Look {
                least: 1.2,
                ..Look::new(Polarity::Either, (0.3 * width).clamp(1.5, 3.0))
            };
            let better = border::fit(frame, &better, look, screen.cut).map_or(better, |b| b.quad);
            // A side that lay where a display of its shape has it stays.
            if shape(&quad) != Shape::Fits || shape(&better) != Shape::Odd {
                quad = better;
            }
        }
        if shape(&quad) == Shape::Odd {
            quad = shape::better(frame, &quad, screen.by_trees).unwrap_or(quad);
        }
        if let Some((crops, others)) = others {
            let others = others.iter().filter(|o| o.cut == screen.cut);
            quad = weigh::rightest(frame, crops, (quad, screen.cut), others);
        }
        screen.quad = quad;
    }
    screens
}

/// Every quad that was judged, for measuring and training.
pub fn all(frame: &Luma, options: &ScreenOptions) -> Vec<ProposedScreen> {
    let size = frame.size();
    let factor = f64::from(options.longest) / f64::from(size.width.max(size.height).max(1));
    if factor < 1.0 {
        let small = Size {
            width: (f64::from(size.width) * factor).round().max(1.0) as u32,
            height: (f64::from(size.height) * factor).round().max(1.0) as u32,
        };
        let scaled = resize::luma(frame, small);
        judged(&scaled, frame)
    } else {
        judged(frame, frame)
    }
}

/// Quads of a picture, fitted and judged on the frame that it is a smaller copy of.
fn judged(small: &Luma, frame: &Luma) -> Vec<ProposedScreen> {
    let segments = segments::segments(small, 11.0);
    let lines = lines::lines(&segments, 22.0);
    let candidates = Search::new(lines, small.size()).quads();
    let (sx, sy) = (
        f64::from(frame.width) / f64::from(small.width.max(1)),
        f64::from(frame.height) / f64::from(small.height.max(1)),
    );
    let mut found = Vec::new();
    for mut candidate in candidates {
        let scaled = candidate.quad.0.map(|p| Point::new(p.x * sx, p.y * sy));
        candidate.quad = Quad(scaled);
        found.extend(fitted(frame, &candidate, 3.0 * sx.max(sy)));
        found.extend(within(frame, &candidate, 3.0 * sx.max(sy)));
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.extend(lengthened(frame, &found));
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// Upright quads that reach further than those that look a little like displays, with which they
/// share three sides.
fn lengthened(frame: &Luma, found: &[ProposedScreen]) -> Vec<ProposedScreen> {
    let mut tried: Vec<&ProposedScreen> = Vec::new();
    for p in found.iter().take_while(|p| p.score >= LEAST_LENGTHENED) {
        let same = |t: &&ProposedScreen| plausible::overlap_ratio(&t.quad, &p.quad) > 0.85;
        let whole = p.cut == [false; 4];
        if tried.len() < MOST_LENGTHENED && whole && !tried.iter().any(same) {
            tried.push(p);
        }
    }
    tried
        .into_iter()
        .flat_map(|p| longer::longer(frame, &p.quad))
        .filter_map(|quad| {
            let fit = |polarity| fit_twice(frame, &quad, polarity, 2.5, [false; 4]);
            let border = fit(Polarity::BrightInside).or_else(|| fit(Polarity::Either))?;
            proposed(frame, [false; 4], &border)
        })
        .collect()
}

fn fitted(frame: &Luma, candidate: &Candidate, reach: f64) -> Option<ProposedScreen> {
    let polarity = if candidate.bright {
        Polarity::BrightInside
    } else {
        Polarity::DarkInside
    };
    let fine = fit_twice(frame, &candidate.quad, polarity, reach, candidate.cut)?;
    proposed(frame, candidate.cut, &fine)
}

/// Roughly first, which most quads do not survive.
fn fit_twice(
    frame: &Luma,
    quad: &Quad,
    polarity: Polarity,
    reach: f64,
    cut: [bool; 4],
) -> Option<Border> {
    let look = Look {
        samples: 20,
        ..Look::new(polarity, reach)
    };
    let rough = border::fit(frame, quad, look, cut)?;
    let mut support: Vec<f64> = (0..4)
        .filter(|&k| !cut[k])
        .map(|k| rough.support[k])
        .collect();
    support.sort_by(f64::total_cmp);
    let mean = support.iter().sum::<f64>() / support.len().max(1) as f64;
    if mean < 0.45 || support.get(1).is_none_or(|s| *s < 0.25) {
        return None;
    }
    border::fit(frame, &rough.quad, Look::new(polarity, 2.0), cut)
}

fn proposed(frame: &Luma, cut: [bool; 4], border: &Border) -> Option<ProposedScreen> {
    let measures = judge::measure(frame, cut, border)?;
    let upright = judge::stands_upright(frame.size(), cut, &border.quad);
    let score = trees::score(&measures, upright);
    Some(ProposedScreen {
        quad: border.quad,
        score,
        by_trees: score,
        cut,
        uncertainty: border.uncertainty,
        measures,
    })
}

/// A quad may be a display's bezel: looks for the picture's own edge inside, at one depth on all
/// sides.
fn within(frame: &Luma, candidate: &Candidate, reach: f64) -> Option<ProposedScreen> {
    let light = candidate.bright;
    let (outwards, inwards) = match light {
        true => (Polarity::BrightInside, Polarity::Either),
        false => (Polarity::DarkInside, Polarity::BrightInside),
    };
    let outer = fit_twice(frame, &candidate.quad, outwards, reach, candidate.cut)?;
    if light && !bezel::is_light(frame, &outer.quad, candidate.cut) {
        return None;
    }
    let (inner, depth) = match light {
        true => bezel::inner_of_light(frame, &outer.quad, candidate.cut)?,
        false => bezel::inner(frame, &outer.quad, candidate.cut)?,
    };
    let look = Look {
        least: 1.2,
        ..Look::new(inwards, (0.3 * depth).clamp(1.5, 6.0))
    };
    let rough = border::fit(frame, &inner, look, candidate.cut).map_or(inner, |b| b.quad);
    let look = Look { reach: 1.5, ..look };
    let fine = border::fit(frame, &rough, look, candidate.cut).unwrap_or(Border {
        quad: inner,
        support: [0.0; 4],
        uncertainty: 0.5 * depth,
    });
    // What was seen is the bezel's outer edge; where the inner one is seen too, the better.
    let seen = Border {
        support: std::array::from_fn(|k| outer.support[k].max(fine.support[k])),
        ..fine
    };
    let found = proposed(frame, candidate.cut, &seen)?;
    // What is bright in a dark ring is no bezel.
    (!light || found.in_light_bezel()).then_some(found)
}
