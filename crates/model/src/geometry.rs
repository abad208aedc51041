//! Points, quads and homographies in pixels of the displayed frame.
//!
//! Displayed means after rotation and sample aspect ratio. The first corner of a quad is the
//! content's top left, the others follow clockwise. Estimation lives in `pixels` and `search`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Width and height in pixels.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// A position in pixels; (0, 0) is the outer corner of the top-left pixel, whose centre is
/// (0.5, 0.5). Serialised as `[x, y]`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(into = "[f64; 2]", from = "[f64; 2]")]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Four corners, clockwise from the content's top left. Serialised as four `[x, y]`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quad(pub [Point; 4]);

/// A projective map between two pictures, row-major, target-from-source. Not necessarily scaled
/// to `h[8] == 1`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Homography(pub [f64; 9]);

/// Why a text is not a quad.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuadError {
    #[error(
        "a quad is eight numbers x1,y1,…,x4,y4 in displayed pixels, clockwise from the content's top left; got {0} of them"
    )]
    Count(usize),
    #[error("{0:?} is not a finite number within ±1,000,000 pixels")]
    Number(String),
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub fn distance(self, other: Point) -> f64 {
        // Not `hypot`: pixels are no numbers whose squares overflow, and this is called a great deal.
        let (dx, dy) = (self.x - other.x, self.y - other.y);
        (dx * dx + dy * dy).sqrt()
    }
}

impl From<[f64; 2]> for Point {
    fn from([x, y]: [f64; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f64; 2] {
    fn from(p: Point) -> Self {
        [p.x, p.y]
    }
}

impl Quad {
    /// The whole of a picture.
    pub fn of_size(size: Size) -> Self {
        let (w, h) = (f64::from(size.width), f64::from(size.height));
        Self([
            Point::new(0.0, 0.0),
            Point::new(w, 0.0),
            Point::new(w, h),
            Point::new(0.0, h),
        ])
    }

    /// A box of x, y, width and height.
    pub fn of_box([x, y, width, height]: [f64; 4]) -> Self {
        Self([
            Point::new(x, y),
            Point::new(x + width, y),
            Point::new(x + width, y + height),
            Point::new(x, y + height),
        ])
    }

    /// Signed area in square pixels: positive when the corners run clockwise on screen (y down).
    pub fn signed_area(&self) -> f64 {
        (0..4)
            .map(|i| {
                let (a, b) = (self.0[i], self.0[(i + 1) % 4]);
                (a.x * b.y - b.x * a.y) / 2.0
            })
            .sum()
    }

    /// Strictly convex and not mirrored: every turn is clockwise on screen.
    pub fn is_convex_clockwise(&self) -> bool {
        (0..4).all(|i| {
            let [a, b, c] = [0, 1, 2].map(|k| self.0[(i + k) % 4]);
            (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0.0
        })
    }

    /// Apparent width: the mean of the top and bottom edges, in pixels.
    pub fn apparent_width(&self) -> f64 {
        (self.0[0].distance(self.0[1]) + self.0[3].distance(self.0[2])) / 2.0
    }

    /// Apparent height: the mean of the left and right edges, in pixels.
    pub fn apparent_height(&self) -> f64 {
        (self.0[0].distance(self.0[3]) + self.0[1].distance(self.0[2])) / 2.0
    }

    pub fn centre(&self) -> Point {
        let sum = self
            .0
            .iter()
            .fold((0.0, 0.0), |s, p| (s.0 + p.x, s.1 + p.y));
        Point::new(sum.0 / 4.0, sum.1 / 4.0)
    }

    /// Whether a point lies inside or on the edge of a convex clockwise quad.
    pub fn contains(&self, p: Point) -> bool {
        (0..4).all(|i| {
            let (a, b) = (self.0[i], self.0[(i + 1) % 4]);
            (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) >= 0.0
        })
    }

    /// Axis-aligned bounds: smallest x, smallest y, largest x, largest y.
    pub fn bounds(&self) -> [f64; 4] {
        self.0.iter().fold(
            [
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ],
            |b, p| [b[0].min(p.x), b[1].min(p.y), b[2].max(p.x), b[3].max(p.y)],
        )
    }

    /// Largest distance between corresponding corners, in pixels; infinite where a corner is not
    /// a number.
    pub fn corner_error(&self, other: &Quad) -> f64 {
        (0..4)
            .map(|i| self.0[i].distance(other.0[i]))
            .map(|d| if d.is_nan() { f64::INFINITY } else { d })
            .fold(0.0, f64::max)
    }

    /// Rounded to hundredths of a pixel, the precision of the text form.
    pub fn rounded(&self) -> Self {
        Self(self.0.map(|p| Point::new(hundredths(p.x), hundredths(p.y))))
    }
}

fn hundredths(v: f64) -> f64 {
    // `+ 0.0` turns a negative zero into a plain one, so that equal quads print alike.
    (v * 100.0).round() / 100.0 + 0.0
}

impl fmt::Display for Quad {
    /// `x1,y1,x2,y2,x3,y3,x4,y4` with at most two decimals. It parses back where all numbers are
    /// finite and within ±1,000,000 pixels.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, p) in self.rounded().0.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            write!(f, "{comma}{},{}", p.x, p.y)?;
        }
        Ok(())
    }
}

impl FromStr for Quad {
    type Err = QuadError;

    fn from_str(text: &str) -> Result<Self, QuadError> {
        let numbers = text
            .split([',', ';', ' '])
            .filter(|t| !t.is_empty())
            .map(|t| {
                t.parse::<f64>()
                    .ok()
                    .filter(|v| v.is_finite() && v.abs() <= 1e6)
                    .ok_or_else(|| QuadError::Number(t.to_owned()))
            })
            .collect::<Result<Vec<f64>, _>>()?;
        let n: [f64; 8] = numbers
            .try_into()
            .map_err(|v: Vec<f64>| QuadError::Count(v.len()))?;
        let corner = |i: usize| Point::new(n[2 * i], n[2 * i + 1]);
        Ok(Self([corner(0), corner(1), corner(2), corner(3)]).rounded())
    }
}

impl Homography {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);

    pub fn scale(sx: f64, sy: f64) -> Self {
        Self([sx, 0.0, 0.0, 0.0, sy, 0.0, 0.0, 0.0, 1.0])
    }

    /// Maps a point of the source; `None` where it goes to or beyond the horizon (w ≤ 0).
    pub fn map(&self, p: Point) -> Option<Point> {
        let h = &self.0;
        let w = h[6] * p.x + h[7] * p.y + h[8];
        (w > 1e-12).then(|| {
            Point::new(
                (h[0] * p.x + h[1] * p.y + h[2]) / w,
                (h[3] * p.x + h[4] * p.y + h[5]) / w,
            )
        })
    }

    /// Image of a quad; `None` when any corner goes to or beyond the horizon.
    pub fn map_quad(&self, q: &Quad) -> Option<Quad> {
        Some(Quad([
            self.map(q.0[0])?,
            self.map(q.0[1])?,
            self.map(q.0[2])?,
            self.map(q.0[3])?,
        ]))
    }

    /// `self ∘ first`: first apply `first`, then `self`.
    pub fn after(&self, first: &Homography) -> Self {
        let (a, b) = (&self.0, &first.0);
        Self(std::array::from_fn(|i| {
            let (r, c) = (i / 3, i % 3);
            (0..3).map(|k| a[3 * r + k] * b[3 * k + c]).sum()
        }))
    }

    /// The inverse map, signed so that points in front stay in front; `None` when singular.
    pub fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let cof = |r: usize, c: usize| {
            let (r1, r2) = ((r + 1) % 3, (r + 2) % 3);
            let (c1, c2) = ((c + 1) % 3, (c + 2) % 3);
            m[3 * r1 + c1] * m[3 * r2 + c2] - m[3 * r1 + c2] * m[3 * r2 + c1]
        };
        // What the determinant's six terms amount to without cancelling: a small picture far from
        // the origin is not singular, three corners on a line are.
        let terms: f64 = (0..6)
            .map(|k| {
                let (c, turn) = (k % 3, k / 3);
                m[c] * m[3 + (c + 1 + turn) % 3] * m[6 + (c + 2 - turn) % 3]
            })
            .map(f64::abs)
            .sum();
        let det: f64 = (0..3).map(|c| m[c] * cof(0, c)).sum();
        if !det.is_finite() || det.abs() <= 1e-13 * terms {
            return None;
        }
        Some(Self(std::array::from_fn(|i| cof(i % 3, i / 3) / det)))
    }

    /// The map that takes the four corners of `from` to those of `to`; `None` when either is
    /// degenerate (three corners on a line). Scaled so that w is 1 at the centre of `from`, hence
    /// positive in all of a convex `from`.
    pub fn between(from: &Quad, to: &Quad) -> Option<Self> {
        // Unit square to quad in closed form (Heckbert 1989), twice.
        let a = Self::from_unit_square(from)?;
        let b = Self::from_unit_square(to)?;
        b.inverse()?;
        let h = b.after(&a.inverse()?);
        // Not by h[8]: the source's origin may lie on or beyond the horizon, and dividing by a
        // negative number would put the quad itself there.
        let c = from.centre();
        let w = h.0[6] * c.x + h.0[7] * c.y + h.0[8];
        let scaled = h.0.map(|v| v / w);
        scaled.iter().all(|v| v.is_finite()).then_some(Self(scaled))
    }

    fn from_unit_square(q: &Quad) -> Option<Self> {
        let [p0, p1, p2, p3] = q.0;
        let (sx, sy) = (p0.x - p1.x + p2.x - p3.x, p0.y - p1.y + p2.y - p3.y);
        let (dx1, dy1) = (p1.x - p2.x, p1.y - p2.y);
        let (dx2, dy2) = (p3.x - p2.x, p3.y - p2.y);
        let det = dx1 * dy2 - dx2 * dy1;
        if det.abs() < 1e-9 {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / det;
        let h = (dx1 * sy - sx * dy1) / det;
        Some(Self([
            p1.x - p0.x + g * p1.x,
            p3.x - p0.x + h * p3.x,
            p0.x,
            p1.y - p0.y + g * p1.y,
            p3.y - p0.y + h * p3.y,
            p0.y,
            g,
            h,
            1.0,
        ]))
    }
}
