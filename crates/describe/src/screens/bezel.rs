//! The picture of a display within its bezel: one depth on all sides, sought where all four sides
//! together are steepest, because one alone is often too faint.

use model::{Homography, Point, Quad, Size};
use pixels::Luma;
use pixels::plausible::proportions;

use super::border::sample;

/// Thinnest and thickest bezel, as parts of the width.
const THINNEST: f64 = 0.005;
const THICKEST: f64 = 0.06;
/// Samples along a side.
const SAMPLES: usize = 28;
/// No side counts for more than this slope, in grey levels a pixel, so that no bar of an interface
/// passes for an edge of all four.
const MOST_SLOPE: f64 = 4.0;
/// Part of the steepest sum that the first one has to reach.
const FIRST: f64 = 0.5;
/// Least sum of the slopes of four sides.
const LEAST_SUM: f64 = 2.4;
/// The same of steps of either way, which noise makes too.
const LEAST_STEPS: f64 = 4.0;
/// Grey level from which a bezel may be a light one.
const LIGHT: f64 = 110.0;
/// Parts of a side whose steps may have ways of their own.
const PARTS: usize = 4;
/// Least slope at which a place of a side has a bezel's outer edge, in grey levels a pixel.
const LEAST_STEP: f64 = 1.5;

/// A quad whose sides lie further in (or out, where negative) in its own plane.
struct Plane {
    map: Homography,
    ratio: f64,
    cut: [bool; 4],
}

impl Plane {
    fn of(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> Option<Self> {
        let unit = Quad::of_size(Size {
            width: 1,
            height: 1,
        });
        Some(Self {
            ratio: proportions(quad, picture.size())?,
            map: Homography::between(&unit, quad)?,
            cut,
        })
    }

    /// The quad at a depth, in widths. Cut sides stay where they are.
    fn at(&self, depth: f64) -> Option<Quad> {
        let by = |k: usize, depth: f64| if self.cut[k] { 0.0 } else { depth };
        let (left, top) = (by(3, depth), by(0, depth * self.ratio));
        let (right, bottom) = (1.0 - by(1, depth), 1.0 - by(2, depth * self.ratio));
        self.map.map_quad(&Quad([
            Point::new(left, top),
            Point::new(right, top),
            Point::new(right, bottom),
            Point::new(left, bottom),
        ]))
    }

    /// How much of its outer edge a bezel has, and how even it is. `way` is that of the edge.
    fn band(&self, picture: &Luma, found: Outer, way: f64) -> Option<Outer> {
        let edge = self.at(-found.width)?;
        let within = [0.35, 0.5, 0.65].map(|part| self.at(-part * found.width));
        let (mut share, mut uneven, mut low, mut high) = (1.0f64, 0.0f64, 255.0f64, 0.0f64);
        for side in (0..4).filter(|&k| !self.cut[k]) {
            let slopes = slopes_along(picture, &edge, side);
            let has = slopes.iter().flatten().filter(|s| way * **s >= LEAST_STEP);
            share = share.min(has.count() as f64 / SAMPLES as f64);
            let mut values: Vec<f64> = (within.iter().flatten())
                .flat_map(|quad| along(quad, side))
                .filter_map(|(p, _)| sample(picture, p.x, p.y))
                .collect();
            values.sort_by(f64::total_cmp);
            let level = *values.get(values.len() / 2)?;
            let off: f64 = values.iter().map(|v| (v - level).abs()).sum();
            uneven = uneven.max(off / values.len() as f64);
            (low, high) = (low.min(level), high.max(level));
        }
        Some(Outer {
            share,
            apart: (high - low).max(0.0),
            uneven,
            ..found
        })
    }
}

/// The quad of the picture within a bezel's outer edge, and the bezel's width in pixels: at the
/// first depth at which the four sides rise together.
pub fn inner(picture: &Luma, outer: &Quad, cut: [bool; 4]) -> Option<(Quad, f64)> {
    inner_from(picture, outer, cut, LEAST_SUM)
}

/// As [`inner`], from a least sum of the slopes of four sides on.
pub fn inner_from(picture: &Luma, outer: &Quad, cut: [bool; 4], least: f64) -> Option<(Quad, f64)> {
    let width = outer.apparent_width();
    let plane = Plane::of(picture, outer, cut)?;
    let mut sums: Vec<(f64, f64)> = Vec::new();
    for depth in depths(width) {
        let quad = plane.at(depth)?;
        let slopes = slopes(picture, &quad, cut);
        let sum: f64 = slopes.iter().map(|s| s.clamp(-1.0, MOST_SLOPE)).sum();
        sums.push((depth, sum));
    }
    let most = sums.iter().map(|s| s.1).fold(0.0, f64::max);
    let least = least.max(FIRST * most);
    // A bezel is even: what rises first on all sides is the picture, and what is steeper further in
    // belongs to what it shows.
    let first = (0..sums.len()).find(|&i| {
        let near = &sums[i.saturating_sub(2)..(i + 3).min(sums.len())];
        sums[i].1 >= least && near.iter().all(|s| s.1 <= sums[i].1)
    })?;
    let depth = sums[first].0;
    Some((plane.at(depth)?, depth * width))
}

/// The quad of the picture within a light bezel's outer edge, and the bezel's width in pixels: at
/// the first depth at which there is an edge along all sides together, of whatever is brighter, even
/// by turns along one side: a light bezel lies between what is darker and what is as light.
pub fn inner_of_light(picture: &Luma, outer: &Quad, cut: [bool; 4]) -> Option<(Quad, f64)> {
    let width = outer.apparent_width();
    let plane = Plane::of(picture, outer, cut)?;
    let mut sums: Vec<(f64, f64)> = Vec::new();
    for depth in depths(width) {
        let quad = plane.at(depth)?;
        let steps = steps(picture, &quad, cut);
        let sum: f64 = steps.iter().map(|s| s.min(MOST_SLOPE)).sum();
        sums.push((depth, sum));
    }
    let most = sums.iter().map(|s| s.1).fold(0.0, f64::max);
    let least = LEAST_STEPS.max(FIRST * most);
    // Not where it only falls from the outer edge.
    let first = (1..sums.len()).find(|&i| {
        let near = &sums[i.saturating_sub(2)..(i + 3).min(sums.len())];
        sums[i].1 >= least && sums[i].1 > sums[i - 1].1 && near.iter().all(|s| s.1 <= sums[i].1)
    })?;
    let depth = sums[first].0;
    Some((plane.at(depth)?, depth * width))
}

/// Whether what lies right inside a quad is as light as a light bezel: its median.
pub fn is_light(picture: &Luma, outer: &Quad, cut: [bool; 4]) -> bool {
    let mut values = Vec::new();
    for k in (0..4).filter(|&k| !cut[k]) {
        let (p, q) = (outer.0[k], outer.0[(k + 1) % 4]);
        let length = p.distance(q).max(1e-9);
        let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
        for s in 0..SAMPLES {
            let t = 0.04 + 0.92 * s as f64 / (SAMPLES - 1) as f64;
            let (x, y) = (p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
            values.extend(sample(picture, x + 2.5 * nx, y + 2.5 * ny));
        }
    }
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).is_some_and(|v| *v > LIGHT)
}

/// What lies around a picture as far as the outer edge of a bezel.
#[derive(Clone, Copy, Default)]
pub struct Outer {
    /// Slopes of that edge, least first.
    pub slopes: [f64; 4],
    /// Least part of a side that has it.
    pub share: f64,
    /// How far outside the picture it runs, as a part of the width.
    pub width: f64,
    /// Grey levels by which the sides' own levels lie apart at most, and the mean deviation along
    /// that side which is least even.
    pub apart: f64,
    pub uneven: f64,
}

/// The outer edge of a dark bezel (outwards, to a brighter wall) and of a light one (inwards, from a
/// darker wall): each at the depth outside a picture at which its four sides together are steepest;
/// zeros where there is nothing.
pub fn outer(picture: &Luma, inner: &Quad, cut: [bool; 4]) -> [Outer; 2] {
    let mut best = [(0.0, 0.0, [0.0; 4]); 2];
    let Some(plane) = Plane::of(picture, inner, cut) else {
        return [Outer::default(); 2];
    };
    let ways = [-1.0, 1.0];
    for depth in depths(inner.apparent_width()) {
        let Some(quad) = plane.at(-depth) else {
            continue;
        };
        let inwards = slopes(picture, &quad, cut);
        for (best, way) in best.iter_mut().zip(ways) {
            let slopes = inwards.map(|s| way * s);
            let sum: f64 = slopes.iter().map(|s| s.clamp(-1.0, MOST_SLOPE)).sum();
            if sum > best.0 {
                *best = (sum, depth, slopes);
            }
        }
    }
    std::array::from_fn(|n| {
        let (_, width, slopes) = best[n];
        let found = Outer {
            slopes: least_first(slopes),
            width,
            ..Outer::default()
        };
        match width > 0.0 {
            true => plane.band(picture, found, ways[n]).unwrap_or(found),
            false => found,
        }
    })
}

/// Slopes inwards of a quad's sides, least first.
pub fn own(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> [f64; 4] {
    least_first(slopes(picture, quad, cut))
}

/// Steps of either way across a quad's sides, least first.
pub fn own_steps(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> [f64; 4] {
    least_first(steps(picture, quad, cut))
}

fn least_first(mut sides: [f64; 4]) -> [f64; 4] {
    sides.sort_by(f64::total_cmp);
    sides
}

/// Slopes inwards of a quad's sides; of cut sides what is usual.
fn slopes(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> [f64; 4] {
    std::array::from_fn(|k| if cut[k] { 0.6 } else { slope(picture, quad, k) })
}

/// Steps of either way across a quad's sides; of cut sides what is usual.
fn steps(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> [f64; 4] {
    std::array::from_fn(|k| if cut[k] { 1.2 } else { step(picture, quad, k) })
}

/// Depths that are tried, in widths.
fn depths(width: f64) -> impl Iterator<Item = f64> {
    let first = THINNEST.max(1.8 / width);
    let step = (0.6 / width).max(0.0012);
    let count = ((THICKEST - first) / step).max(0.0) as usize;
    (0..count).map(move |k| first + step * k as f64)
}

/// Mean slope inwards across a side, over two pixels.
fn slope(picture: &Luma, quad: &Quad, side: usize) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for slope in slopes_along(picture, quad, side).into_iter().flatten() {
        sum += slope;
        n += 1.0;
    }
    sum / f64::max(n, 1.0)
}

/// Mean over the parts of a side of how much each rises or falls.
fn step(picture: &Luma, quad: &Quad, side: usize) -> f64 {
    let slopes = slopes_along(picture, quad, side);
    let parts = slopes.chunks(SAMPLES / PARTS).map(|part| {
        let seen = part.iter().flatten().count();
        part.iter().flatten().sum::<f64>().abs() / seen.max(1) as f64
    });
    parts.sum::<f64>() / PARTS as f64
}

/// Slopes inwards along a side, over two pixels; `None` off the picture.
fn slopes_along(picture: &Luma, quad: &Quad, side: usize) -> [Option<f64>; SAMPLES] {
    along(quad, side).map(|(p, (nx, ny))| {
        let inside = sample(picture, p.x + nx, p.y + ny)?;
        let outside = sample(picture, p.x - nx, p.y - ny)?;
        // What is very bright at one place is not the whole side.
        Some((0.5 * (inside - outside)).clamp(-8.0, 8.0))
    })
}

/// Places along a side, and its unit normal inwards.
fn along(quad: &Quad, side: usize) -> [(Point, (f64, f64)); SAMPLES] {
    let (p, q) = (quad.0[side], quad.0[(side + 1) % 4]);
    let length = p.distance(q).max(1e-9);
    let normal = (-(q.y - p.y) / length, (q.x - p.x) / length);
    std::array::from_fn(|k| {
        let t = 0.04 + 0.92 * k as f64 / (SAMPLES - 1) as f64;
        let at = Point::new(p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
        (at, normal)
    })
}
