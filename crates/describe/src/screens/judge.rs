//! Whether a quad looks like a display: what its border, its surroundings and its inside are like,
//! weighed by `trees`.

use model::{Homography, Point, Quad, Size};
use pixels::{Luma, plausible};

use super::bezel::{self, Outer};
use super::border::{Border, sample};
use super::shape;

/// Number of measures.
pub const MEASURES: usize = 33;

/// Which of them says how dark the ring is.
pub const RING_DARK: usize = 3;

/// What was measured of a quad, in the order of `NAMES`.
pub type Measures = [f64; MEASURES];

/// What the measures are.
pub const NAMES: [&str; MEASURES] = [
    "least side's edge",
    "second least side's edge",
    "mean edge",
    "ring is dark",
    "ring is even",
    "inside brighter than ring",
    "outside brighter than ring",
    "bezel's outer edge, least side",
    "bezel's outer edge, second least side",
    "bezel's outer edge, all sides",
    "own slope, second least side",
    "detail inside",
    "detail inside over outside",
    "lines inside",
    "proportions",
    "size",
    "cut sides",
    "light bezel's outer edge, least side",
    "light bezel's outer edge, second least side",
    "light bezel's outer edge, all sides",
    "own step either way, least side",
    "own step either way, second least side",
    "inside darker than ring",
    "bezel's width",
    "bezel's outer edge, least share",
    "bezel's sides are apart",
    "bezel is uneven",
    "light bezel's width",
    "light bezel's outer edge, least share",
    "light bezel's sides are apart",
    "light bezel is uneven",
    "edges go on, most",
    "edges go on, mean",
];

/// Width over height below which a display stands upright.
const UPRIGHT: f64 = 0.9;
/// Points at which a side's surroundings are looked at.
const SAMPLES: usize = 24;

/// Whether a quad is judged as an upright display: the whole of it lies on the frame, and it is
/// higher than wide.
pub fn stands_upright(frame: Size, cut: [bool; 4], quad: &Quad) -> bool {
    let ratio = plausible::proportions(quad, frame);
    cut == [false; 4] && ratio.is_some_and(|r| r < UPRIGHT)
}

/// Measures of a quad whose border was fitted; `None` where no camera could see a display so, or
/// too little of it lies on the frame.
pub fn measure(picture: &Luma, cut: [bool; 4], border: &Border) -> Option<Measures> {
    let quad = &border.quad;
    let ratio = plausible::proportions(quad, picture.size())?;
    if plausible::visible_share(quad, picture.size()) < 0.2 {
        return None;
    }
    let free: Vec<f64> = (0..4)
        .filter(|&k| !cut[k])
        .map(|k| border.support[k])
        .collect();
    let mut sorted = free.clone();
    sorted.sort_by(f64::total_cmp);
    let mean = free.iter().sum::<f64>() / free.len().max(1) as f64;
    let around = Around::of(picture, quad, &cut)?;
    let inside = inside(picture, quad)?;
    let [bezel, light] = bezel::outer(picture, quad, cut);
    let goes_on = shape::going_on(picture, quad, cut);
    let steps = bezel::own_steps(picture, quad, cut);
    let own = bezel::own(picture, quad, cut);
    let side = quad.apparent_width().max(quad.apparent_height());
    let cuts = cut.iter().filter(|c| **c).count() as f64;
    // Displays have proportions from 4:3 to 21:9, or stand upright, from 9:16 to 9:20; beyond the
    // frame's edge there may be more of any.
    let odd = match ratio < UPRIGHT && cuts == 0.0 {
        true => (2.0 * ratio).ln().abs(),
        false => (ratio / 1.6).ln().abs(),
    };
    Some([
        sorted.first().copied().unwrap_or(0.0),
        sorted.get(1).copied().unwrap_or(0.0),
        mean,
        1.0 - around.ring / 255.0,
        1.0 / (1.0 + around.spread / 8.0),
        ((inside.bright - around.ring) / 64.0).clamp(-1.0, 2.0),
        ((around.outside - around.ring) / 64.0).clamp(-1.0, 2.0),
        bezel.slopes[0].clamp(-2.0, 6.0),
        bezel.slopes[1].clamp(-2.0, 6.0),
        total(bezel),
        own[1].clamp(-4.0, 6.0),
        (inside.detail / 8.0).min(2.0),
        ((inside.detail + 1.0) / (around.detail + 1.0))
            .ln()
            .clamp(-2.0, 2.0),
        inside.lines,
        if cuts > 0.0 { 0.3 } else { odd.min(1.5) },
        (side / 300.0).ln().clamp(-2.0, 1.5),
        cuts,
        light.slopes[0].clamp(-2.0, 6.0),
        light.slopes[1].clamp(-2.0, 6.0),
        total(light),
        steps[0].min(6.0),
        steps[1].min(6.0),
        ((around.ring - inside.dark) / 64.0).clamp(-1.0, 2.0),
        bezel.width,
        bezel.share,
        (bezel.apart / 32.0).min(4.0),
        (bezel.uneven / 8.0).min(4.0),
        light.width,
        light.share,
        (light.apart / 32.0).min(4.0),
        (light.uneven / 8.0).min(4.0),
        goes_on.0,
        goes_on.1,
    ])
}

/// Slopes of all sides of a bezel's outer edge.
fn total(outer: Outer) -> f64 {
    outer.slopes.iter().map(|s| s.clamp(-2.0, 6.0)).sum()
}

/// What stands round a quad.
struct Around {
    /// Median of the ring right outside, and its mean absolute deviation.
    ring: f64,
    spread: f64,
    /// Median some way outside.
    outside: f64,
    /// Mean step between neighbours some way outside.
    detail: f64,
}

impl Around {
    fn of(picture: &Luma, quad: &Quad, cut: &[bool; 4]) -> Option<Self> {
        let size = quad.apparent_width().max(quad.apparent_height());
        let bezel = (0.022 * size).clamp(2.5, 16.0);
        let (mut ring, mut outside) = (Vec::new(), Vec::new());
        let (mut steps, mut count) = (0.0, 0.0);
        for k in (0..4).filter(|&k| !cut[k]) {
            let (p, q) = (quad.0[k], quad.0[(k + 1) % 4]);
            let length = p.distance(q).max(1e-9);
            let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
            let mut before: Option<f64> = None;
            for s in 0..SAMPLES {
                let t = 0.06 + 0.88 * (s as f64 + 0.5) / SAMPLES as f64;
                let (x, y) = (p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
                let at = |d: f64| sample(picture, x - nx * d, y - ny * d);
                if let Some(v) = at(2.0f64.min(0.6 * bezel).max(1.5)) {
                    ring.push(v);
                }
                let far = at(2.6 * bezel + 3.0);
                if let Some(v) = far {
                    outside.push(v);
                    if let Some(b) = before {
                        steps += (v - b).abs();
                        count += 1.0;
                    }
                }
                before = far;
            }
        }
        if ring.len() < SAMPLES {
            return None;
        }
        let middle = median(&mut ring);
        let spread = ring.iter().map(|v| (v - middle).abs()).sum::<f64>() / ring.len() as f64;
        Some(Self {
            ring: middle,
            spread,
            outside: if outside.is_empty() {
                middle
            } else {
                median(&mut outside)
            },
            detail: steps / f64::max(count, 1.0),
        })
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// What a quad shows.
struct Inside {
    /// Upper quartile: a dark interface has bright letters.
    bright: f64,
    /// Lower quartile.
    dark: f64,
    /// Mean step between neighbours.
    detail: f64,
    /// Part of steps that run along the quad's own sides: interfaces are made of boxes.
    lines: f64,
}

fn inside(picture: &Luma, quad: &Quad) -> Option<Inside> {
    const GRID: usize = 28;
    let unit = Quad([
        Point::new(0.0, 0.0),
        Point::new(1.0, 0.0),
        Point::new(1.0, 1.0),
        Point::new(0.0, 1.0),
    ]);
    let map = Homography::between(&unit, quad)?;
    let mut values = Vec::with_capacity(GRID * GRID);
    let (mut steps, mut straight, mut count) = (0.0, 0.0, 0.0);
    for j in 0..GRID {
        for i in 0..GRID {
            let at = |x: f64, y: f64| {
                let p = map.map(Point::new(x, y))?;
                sample(picture, p.x, p.y)
            };
            let (x, y) = (
                0.04 + 0.92 * (i as f64 + 0.5) / GRID as f64,
                0.04 + 0.92 * (j as f64 + 0.5) / GRID as f64,
            );
            let d = 0.25 / GRID as f64;
            let Some(here) = at(x, y) else { continue };
            values.push(here);
            if let (Some(l), Some(r), Some(u), Some(b)) =
                (at(x - d, y), at(x + d, y), at(x, y - d), at(x, y + d))
            {
                let (gx, gy) = ((r - l).abs(), (b - u).abs());
                steps += gx.max(gy);
                if gx.max(gy) > 3.0 * gx.min(gy) {
                    straight += gx.max(gy);
                }
                count += 1.0;
            }
        }
    }
    if values.len() < GRID {
        return None;
    }
    values.sort_by(f64::total_cmp);
    Some(Inside {
        bright: values[values.len() * 3 / 4],
        dark: values[values.len() / 4],
        detail: steps / f64::max(count, 1.0),
        lines: straight / f64::max(steps, 1.0),
    })
}
