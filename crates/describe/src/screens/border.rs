//! The border of a screen to a part of a pixel: lines fitted to the steepest places across each
//! side, and how much of each side is seen to be an edge.

use model::{Point, Quad};
use pixels::Luma;

/// Part of a side at each end that is left out: corners are round, and neighbours meet there.
const ENDS: f64 = 0.05;
/// Which side of an edge is the brighter one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Polarity {
    BrightInside,
    DarkInside,
    Either,
}

/// How edges are looked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Look {
    pub polarity: Polarity,
    /// How far from each side, in pixels.
    pub reach: f64,
    /// Least slope across an edge, in grey levels a pixel.
    pub least: f64,
    /// Samples along a side, at most.
    pub samples: usize,
}

impl Look {
    pub const fn new(polarity: Polarity, reach: f64) -> Self {
        Self {
            polarity,
            reach,
            least: 2.5,
            samples: 64,
        }
    }
}

/// A border that was fitted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Border {
    pub quad: Quad,
    /// Part of each side (top, right, bottom, left) that is an edge on the fitted line, 0 to 1.
    pub support: [f64; 4],
    /// Standard error of the corners, in pixels: the largest.
    pub uncertainty: f64,
}

/// Moves the sides of a quad onto the edges near them; sides of `fixed` stay.
/// `None` where fewer than two free sides have an edge or the result is no quad.
pub fn fit(picture: &Luma, quad: &Quad, look: Look, fixed: [bool; 4]) -> Option<Border> {
    let mut sides = [None; 4];
    let mut support = [0.0; 4];
    for k in 0..4 {
        let (p, q) = (quad.0[k], quad.0[(k + 1) % 4]);
        if fixed[k] {
            sides[k] = Some(Side::through(p, q));
            continue;
        }
        let found = edge_points(picture, p, q, look);
        let (side, share) = Side::fit(&found, p, q)?;
        support[k] = share;
        sides[k] = Some(side);
    }
    let sides: [Side; 4] = [sides[0]?, sides[1]?, sides[2]?, sides[3]?];
    let held = (0..4).filter(|&k| !fixed[k] && support[k] >= 0.3).count();
    let free = fixed.iter().filter(|f| !**f).count();
    if held < 2.min(free) {
        return None;
    }
    let mut corners = quad.0;
    for (k, corner) in corners.iter_mut().enumerate() {
        *corner = sides[(k + 3) % 4].crossing(&sides[k])?;
    }
    let quad = Quad(corners);
    let uncertainty = sides.iter().map(|s| s.error).fold(0.05, f64::max);
    quad.is_convex_clockwise().then_some(Border {
        quad,
        support,
        uncertainty,
    })
}

/// A side as a line.
#[derive(Clone, Copy)]
struct Side {
    origin: Point,
    dx: f64,
    dy: f64,
    /// Standard error at its ends, in pixels.
    error: f64,
}

impl Side {
    fn through(p: Point, q: Point) -> Self {
        let length = p.distance(q).max(1e-9);
        Self {
            origin: p,
            dx: (q.x - p.x) / length,
            dy: (q.y - p.y) / length,
            error: 0.5,
        }
    }

    /// A robust line through what was found across a side, as its offset and turn from it, and the
    /// share of samples on it. Where there is next to nothing it stays where it was.
    fn fit(found: &[Option<Found>], p: Point, q: Point) -> Option<(Self, f64)> {
        let length = p.distance(q);
        if !(length.is_finite() && length > 4.0) {
            return None;
        }
        let mut stays = Self::through(p, q);
        let seen: Vec<Found> = found.iter().flatten().copied().collect();
        if seen.len() < 5 || 5 * seen.len() < found.len() {
            stays.error = 2.0;
            return Some((stays, 0.0));
        }
        // The line that most samples lie on, among those through two of them.
        let (mut best, mut most) = ((0.0, 0.0), 0.0);
        let step = (seen.len() / 8).max(1);
        for i in (0..seen.len()).step_by(step) {
            for j in (i + 1..seen.len()).step_by(step) {
                let (a, b) = (seen[i], seen[j]);
                if (b.along - a.along).abs() < 0.2 {
                    continue;
                }
                let turn = (b.across - a.across) / (b.along - a.along);
                let offset = a.across - turn * a.along;
                let votes: f64 = (seen.iter())
                    .map(|f| {
                        let e = f.across - offset - turn * f.along;
                        let e2 = e * e / 0.36;
                        f.step.min(30.0) / (1.0 + e2 * e2)
                    })
                    .sum();
                if votes > most {
                    (best, most) = ((offset, turn), votes);
                }
            }
        }
        let (mut offset, mut turn) = best;
        let mut error = 1.0;
        for _ in 0..6 {
            let (mut n, mut x, mut y, mut xx, mut xy, mut rest) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for f in &seen {
                let e = (f.across - offset - turn * f.along) / 1.2;
                let w = if e.abs() < 1.0 {
                    (1.0 - e * e).powi(2)
                } else {
                    0.0
                };
                n += w;
                x += w * f.along;
                y += w * f.across;
                xx += w * f.along * f.along;
                xy += w * f.along * f.across;
                rest += w * (1.2 * e).powi(2);
            }
            let spread = n * xx - x * x;
            if n < 3.0 || spread < 1e-6 * n * n {
                break;
            }
            turn = (n * xy - x * y) / spread;
            offset = (y - turn * x) / n;
            // At the ends of the side the turn counts fully.
            error = (rest / n / n * (1.0 + n * n * 0.25 / spread)).sqrt();
        }
        let on = seen
            .iter()
            .filter(|f| (f.across - offset - turn * f.along).abs() < 1.2)
            .count();
        let share = on as f64 / found.len() as f64;
        let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
        let end = |p: Point, t: f64| {
            let d = offset + turn * t;
            Point::new(p.x + nx * d, p.y + ny * d)
        };
        let mut side = Self::through(end(p, 0.0), end(q, 1.0));
        side.error = error;
        Some((side, share))
    }

    fn crossing(&self, other: &Side) -> Option<Point> {
        let cross = self.dx * other.dy - self.dy * other.dx;
        if cross.abs() < 0.1 {
            return None;
        }
        let (x, y) = (
            other.origin.x - self.origin.x,
            other.origin.y - self.origin.y,
        );
        let t = (x * other.dy - y * other.dx) / cross;
        Some(Point::new(
            self.origin.x + t * self.dx,
            self.origin.y + t * self.dy,
        ))
    }
}

/// The steepest place across a side at one sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Part of the side, 0 to 1.
    pub along: f64,
    /// Pixels inwards from it.
    pub across: f64,
    pub step: f64,
}

/// The steepest place across the way from `p` to `q` (inside on its right, y down) at each sample;
/// `None` where there is no edge or no picture.
pub(super) fn edge_points(picture: &Luma, p: Point, q: Point, look: Look) -> Vec<Option<Found>> {
    let length = p.distance(q).max(1e-9);
    let samples = ((length / 2.0) as usize).clamp(10, look.samples);
    let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
    let around = look.reach.ceil() as i32 + 1;
    let mut profile = Vec::new();
    (0..samples)
        .map(|k| {
            let along = ENDS + (1.0 - 2.0 * ENDS) * k as f64 / (samples - 1) as f64;
            let (x, y) = (p.x + along * (q.x - p.x), p.y + along * (q.y - p.y));
            profile.clear();
            for d in -around..=around {
                let d = f64::from(d);
                profile.push(sample(picture, x + nx * d, y + ny * d)?);
            }
            steepest(&profile, around, look).map(|(across, step)| Found {
                along,
                across,
                step,
            })
        })
        .collect()
}

/// Offset and slope of the steepest place of a profile of whole pixels.
fn steepest(profile: &[f64], around: i32, look: Look) -> Option<(f64, f64)> {
    // Slopes over two pixels, at whole offsets.
    let slope = |k: usize| {
        let s = 0.5 * (profile[k + 1] - profile[k - 1]);
        match look.polarity {
            Polarity::BrightInside => s,
            Polarity::DarkInside => -s,
            Polarity::Either => s.abs(),
        }
    };
    let mut best: Option<(usize, f64)> = None;
    for k in 1..profile.len() - 1 {
        // Of equal slopes the nearest: an edge that is there already stays.
        let off = (k as i32 - around).abs();
        let v = slope(k) * (1.0 - 0.03 * f64::from(off) / f64::from(around));
        if best.is_none_or(|b| v > b.1) {
            best = Some((k, v));
        }
    }
    let (k, _) = best?;
    let here = slope(k);
    if here < look.least {
        return None;
    }
    let (mut before, mut after) = (here, here);
    if k >= 2 {
        before = slope(k - 1);
    }
    if k + 2 < profile.len() {
        after = slope(k + 1);
    }
    let bend = before - 2.0 * here + after;
    let shift = if bend < -1e-6 {
        (0.5 * (before - after) / bend).clamp(-0.6, 0.6)
    } else {
        0.0
    };
    Some(((k as i32 - around) as f64 + shift, here))
}

/// Bilinear value; `None` off the picture.
pub(super) fn sample(picture: &Luma, x: f64, y: f64) -> Option<f64> {
    let (w, h) = (f64::from(picture.width), f64::from(picture.height));
    if !(x >= 0.0 && y >= 0.0 && x <= w && y <= h) {
        return None;
    }
    let (x, y) = ((x - 0.5).clamp(0.0, w - 1.0), (y - 0.5).clamp(0.0, h - 1.0));
    let (x0, y0) = (x as u32, y as u32);
    let (x1, y1) = (
        (x0 + 1).min(picture.width - 1),
        (y0 + 1).min(picture.height - 1),
    );
    let (fx, fy) = (x - f64::from(x0), y - f64::from(y0));
    let v = |x, y| f64::from(picture.get(x, y));
    let top = v(x0, y0) + (v(x1, y0) - v(x0, y0)) * fx;
    let bottom = v(x0, y1) + (v(x1, y1) - v(x0, y1)) * fx;
    Some(top + (bottom - top) * fy)
}
