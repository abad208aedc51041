//! The picture of a followed display from its bezel's outer edge, on the quiet picture of all
//! frames: where no side is right enough for `ring` to tell the bezel's width, as with dark
//! interfaces of which all sides lie some way inside, the outer edge is still seen, and the first
//! depth from there at which all sides rise together is the picture's own.
//! What doesn't live here: single frames.

use model::Quad;
use pixels::Luma;

use super::border::{self, Look, Polarity, sample};
use super::{bezel, plate};

/// Samples along a side, without its ends.
const SAMPLES: usize = 48;
/// How far outside and inside a side the bezel's outer edge is looked for, as parts of the width.
const OUTSIDE: f64 = 0.14;
const INSIDE: f64 = 0.03;
/// Least slope of that edge, in grey levels a pixel, and part of the side that has to have it.
const LEAST_SLOPE: f64 = 1.2;
const LEAST_SHARE: f64 = 0.6;
/// Slope from which an edge is no clearer.
const CLEAR: f64 = 8.0;
/// Least sum of the slopes of four sides at the picture's own edge: less than on a single frame,
/// because there is next to no noise.
const LEAST_SUM: f64 = 1.2;
/// By how much the four sides have to rise more there than where they are thought to be.
const LEAST_GAIN: f64 = 0.4;

/// The quad of the picture; `None` where the bezel's outer edge is not seen on every free side, or
/// the sides are as good where they are.
pub fn inside(picture: &Luma, thought: &Quad, cut: [bool; 4]) -> Option<Quad> {
    let width = thought.apparent_width();
    let mut by = [0.0; 4];
    for k in (0..4).filter(|&k| !cut[k]) {
        by[k] = outer_edge(picture, thought, k, width)?;
    }
    let outer = plate::shifted(thought, by)?;
    let look = Look {
        least: 1.0,
        ..Look::new(Polarity::DarkInside, 1.5)
    };
    let outer = border::fit(picture, &outer, look, cut)?.quad;
    let (rough, depth) = bezel::inner_from(picture, &outer, cut, LEAST_SUM)?;
    let look = Look {
        least: 0.8,
        ..Look::new(Polarity::BrightInside, (0.3 * depth).clamp(1.0, 3.0))
    };
    let fine = border::fit(picture, &rough, look, cut).map_or(rough, |b| b.quad);
    let rises = |quad: &Quad| -> f64 {
        let slopes = bezel::own(picture, quad, cut);
        slopes.iter().map(|s| s.clamp(-1.0, 1.0)).sum()
    };
    (rises(&fine) >= rises(thought) + LEAST_GAIN).then_some(fine)
}

/// How far inwards of a side (negative: outwards) the clearest edge from bright to dark runs, in
/// pixels.
fn outer_edge(picture: &Luma, quad: &Quad, side: usize, width: f64) -> Option<f64> {
    let (p, q) = (quad.0[side], quad.0[(side + 1) % 4]);
    let length = p.distance(q).max(1e-9);
    let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
    let at = |s: usize, depth: f64| {
        let t = 0.05 + 0.9 * s as f64 / (SAMPLES - 1) as f64;
        let (x, y) = (p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
        sample(picture, x + nx * depth, y + ny * depth)
    };
    let mut best: Option<(f64, f64)> = None;
    let mut depth = INSIDE * width;
    while depth > -OUTSIDE * width {
        let falls: Vec<f64> = (0..SAMPLES)
            .filter_map(|s| Some(0.5 * (at(s, depth - 1.0)? - at(s, depth + 1.0)?)))
            .collect();
        let edge = falls.iter().filter(|f| **f >= LEAST_SLOPE).count() as f64;
        if edge >= LEAST_SHARE * SAMPLES as f64 {
            let sum: f64 = falls.iter().map(|f| f.clamp(0.0, CLEAR)).sum();
            if best.is_none_or(|b| sum > 1.1 * b.1) {
                best = Some((depth, sum));
            }
        }
        depth -= 0.5;
    }
    best.map(|b| b.0)
}
