//! The plain rim round a screen, side by side: where it ends, how wide it is, and whether it is one of
//! a device. What is shown within it isn't looked at here.

use model::{Point, Quad};
use pixels::Rgb;

use super::super::silhouette::{away, middle};

/// Places along a side at which its rim is looked at.
pub const SAMPLES: usize = 40;
/// Colours of a rim that differ by no more in a channel are one.
const ONE: u8 = 18;
/// Rims are so wide at least, in parts of the screen's shorter side and in pixels,
const LEAST_RIM: (f64, f64) = (0.014, 3.5);
/// and so wide at most, in parts of its longer side.
const MOST_RIM: f64 = 0.2;

pub fn longer(quad: &Quad) -> f64 {
    quad.apparent_width().max(quad.apparent_height())
}

pub fn least_rim(quad: &Quad) -> f64 {
    let shorter = quad.apparent_width().min(quad.apparent_height());
    (LEAST_RIM.0 * shorter).max(LEAST_RIM.1)
}

/// Places along and across a side of a quad.
pub struct Along {
    p: Point,
    q: Point,
    /// Outwards, of length 1.
    out: (f64, f64),
}

impl Along {
    pub fn of(quad: &Quad, k: usize) -> Self {
        let (p, q) = (quad.0[k], quad.0[(k + 1) % 4]);
        let length = p.distance(q).max(1e-9);
        // Clockwise, the outside is on the left.
        let out = ((q.y - p.y) / length, -(q.x - p.x) / length);
        Self { p, q, out }
    }

    /// Part of the side at a sample; the corners may be round.
    pub fn at(sample: usize) -> f64 {
        0.03 + 0.94 * (sample as f64 + 0.5) / SAMPLES as f64
    }

    pub fn point(&self, t: f64, outwards: f64) -> Point {
        Point::new(
            self.p.x + t * (self.q.x - self.p.x) + self.out.0 * outwards,
            self.p.y + t * (self.q.y - self.p.y) + self.out.1 * outwards,
        )
    }

    pub fn colour(&self, picture: &Rgb, sample: usize, outwards: f64) -> Option<[u8; 3]> {
        pixel(picture, self.point(Self::at(sample), outwards))
    }
}

/// The plain rim round a screen.
pub struct Rim {
    pub narrow: f64,
    pub wide: f64,
}

impl Rim {
    pub fn of(picture: &Rgb, quad: &Quad, ground: [u8; 3]) -> Option<Self> {
        let long = longer(quad);
        let mut sides = Vec::new();
        for k in 0..4 {
            // A device stands on its lower side.
            let beyond = (k != 2).then_some(ground);
            sides.push(Side::of(picture, &Along::of(quad, k), long, beyond)?);
        }
        let first = sides[0].colour;
        if sides.iter().any(|s| away(s.colour, first) > ONE) {
            return None;
        }
        // Keyboards and stands go on below.
        let upper = [&sides[0], &sides[1], &sides[3]];
        let wide = upper.iter().map(|s| s.width).fold(0.0, f64::max);
        let narrow = sides.iter().map(|s| s.width).fold(f64::INFINITY, f64::min);
        // A device is alike at its left and right; a window's title is at its top, and a telephone's
        // earpiece.
        let (left, right) = (sides[3].width, sides[1].width);
        let alike = left.max(right) <= 2.2 * left.min(right) + 2.0;
        let fits = narrow >= least_rim(quad) && wide <= MOST_RIM * long;
        let upright = quad.apparent_height() > quad.apparent_width();
        let most = if upright { 4.0 } else { 2.6 };
        let title = sides[0].width > most * left.max(right);
        (alike && fits && !title).then_some(Self { narrow, wide })
    }
}

/// The rim at one side.
pub struct Side {
    colour: [u8; 3],
    /// In pixels.
    pub width: f64,
}

impl Side {
    /// `None` where what is beside the screen is not of one colour, or does not end before the
    /// picture, or before something else than `beyond`.
    pub fn of(picture: &Rgb, along: &Along, long: f64, beyond: Option<[u8; 3]>) -> Option<Self> {
        let near = (0.006 * long).clamp(2.2, 4.0);
        let beside: Vec<[u8; 3]> = (0..SAMPLES)
            .filter_map(|s| along.colour(picture, s, near))
            .collect();
        let colour = middle(&beside)?;
        // A dark ground may differ by little from a dark rim.
        let of_rim =
            |c: &[u8; 3]| beyond.is_none_or(|ground| apart(*c, colour) < apart(*c, ground));
        let is_rim = |s: usize, d: f64| {
            let c = along.colour(picture, s, d);
            c.is_some_and(|c| away(c, colour) <= ONE && of_rim(&c))
        };
        let most = MOST_RIM * long + 4.0;
        let ends = |s: usize| {
            let mut d = near;
            while d < most && is_rim(s, d) {
                d += 0.5;
            }
            // Where it goes on out of the picture it does not end.
            let ends = d < most || beyond.is_none();
            along.colour(picture, s, d).filter(|_| ends).map(|_| d)
        };
        let mut widths: Vec<f64> = (0..SAMPLES).filter_map(ends).collect();
        widths.sort_by(f64::total_cmp);
        let width = *widths.get(widths.len() / 2)?;
        let steady = widths
            .iter()
            .filter(|w| (*w - width).abs() <= 0.35 * width + 2.0);
        let mut fine = steady.count() as f64 >= 0.6 * SAMPLES as f64;
        // No writing in it, and one colour.
        for part in [0.3, 0.5, 0.7] {
            let even = (0..SAMPLES).filter(|s| is_rim(*s, (part * width).max(near)));
            fine &= even.count() as f64 >= 0.92 * SAMPLES as f64;
        }
        if let Some(ground) = beyond {
            let on_ground = |s: &usize| {
                let c = along.colour(picture, *s, 1.35 * width + 4.0);
                c.is_none_or(|c| away(c, ground) <= 2 * ONE)
            };
            fine &= (0..SAMPLES).filter(on_ground).count() as f64 >= 0.8 * SAMPLES as f64;
            fine &= away(colour, ground) > ONE / 2;
        }
        fine.then_some(Self { colour, width })
    }
}

fn pixel(picture: &Rgb, p: Point) -> Option<[u8; 3]> {
    let (x, y) = (p.x.floor(), p.y.floor());
    let inside =
        x >= 0.0 && y >= 0.0 && x < f64::from(picture.width) && y < f64::from(picture.height);
    inside.then(|| picture.get(x as u32, y as u32))
}

/// How far two colours are apart, squared.
fn apart(a: [u8; 3], b: [u8; 3]) -> u32 {
    let steps = a.into_iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)));
    steps.map(|d| d * d).sum()
}
