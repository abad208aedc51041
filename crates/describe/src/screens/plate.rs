//! A followed display seen straight from the front and through time: its place and what surrounds
//! it, upright, from many frames, and of these one quiet picture. Passers-by, noise and blocks of
//! the codec are in it no more, so that edges too faint for one frame decide where its sides are.
//! What doesn't live here: following, and what a display shows.

use model::{Homography, Point, Quad, Size};
use pixels::{Luma, plausible, stack};

use super::crop::Crops;
use super::shape::{self, Shape};
use super::{bezel, border, rim, ring, score_on, sight, weigh};

/// What surrounds the display, on each side, as part of its width.
const MARGIN: f64 = 0.27;
/// Narrowest and widest display on a plate, in pixels.
const WIDTHS: (f64, f64) = (140.0, 480.0);
/// Views that are kept; of more, every other one is let go.
const MOST: usize = 24;
/// Views that make a plate.
const LEAST: usize = 4;
/// Slope inwards, in grey levels a pixel, below which a side is so faint that it may lie elsewhere,
/// and the standard error of the corners then, as a part of the width.
const FAINT: f64 = 0.6;
const UNSURE: f64 = 0.02;

/// Log odds by which a quad is less exact where its bezel's ring has it, for it to stay where it was.
const LESS_EXACT: f64 = 0.2;

/// Views of one display, brought together by its quads.
pub struct Plate {
    size: Size,
    /// Where the display lies on the plate, and where it lay on the first frame, of this size.
    place: Quad,
    first: Quad,
    frame: Size,
    views: Vec<Luma>,
    /// Every so many views one is kept.
    every: usize,
    heard: usize,
}

/// What all views together say of a display.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settled {
    pub quad: Quad,
    /// Whether at least two sides show a bezel of one width.
    pub ring: bool,
    /// How much it looks like a display there, 0 to 1.
    pub score: f64,
    /// Standard error of the corners because a side is faint, as a part of the width.
    pub unsure: f64,
}

impl Plate {
    /// For a display that begins with a quad on a frame; `None` where no camera sees one so.
    pub fn new(quad: &Quad, frame: Size) -> Option<Self> {
        let ratio = plausible::proportions(quad, frame)?;
        let seen = quad.apparent_width().max(ratio * quad.apparent_height());
        let width = seen.clamp(WIDTHS.0, WIDTHS.1).round();
        let height = (width / ratio).round();
        let margin = (MARGIN * width).round();
        let at = |x: f64, y: f64| Point::new(margin + x, margin + y);
        Some(Self {
            size: Size {
                width: (width + 2.0 * margin) as u32,
                height: (height + 2.0 * margin) as u32,
            },
            place: Quad([
                at(0.0, 0.0),
                at(width, 0.0),
                at(width, height),
                at(0.0, height),
            ]),
            first: *quad,
            frame,
            views: Vec::new(),
            every: 1,
            heard: 0,
        })
    }

    /// Adds what a frame shows of it.
    pub fn add(&mut self, frame: &Luma, quad: &Quad) {
        self.heard += 1;
        if !self.heard.is_multiple_of(self.every) {
            return;
        }
        let Some(map) = Homography::between(&self.place, quad) else {
            return;
        };
        if let Some(view) = upright(frame, &map, self.size) {
            self.views.push(view);
        }
        if self.views.len() > MOST {
            let mut n = 0;
            self.views.retain(|_| {
                n += 1;
                n % 2 == 1
            });
            self.every *= 2;
        }
    }

    /// Where its sides lie by the ring of its bezel, or else by its outer edge, from where they are
    /// thought to lie: both in the unit square of the quads that the views were brought together
    /// by. It stays where it is thought to be where the views show neither. `None` where they are
    /// too few.
    pub fn settled(&self, thought: &Quad, cut: [bool; 4], threads: usize) -> Option<Settled> {
        if self.views.len() < LEAST {
            return None;
        }
        let picture = stack::stacked(&self.views, threads)?;
        let unit = Quad::of_size(Size {
            width: 1,
            height: 1,
        });
        let quad = Homography::between(&unit, &self.place)?.map_quad(thought)?;
        let shifts = ring::shifts(&picture, &quad, cut);
        let moved = match shifts {
            Some(shifts) => shifted(&quad, shifts),
            None => rim::inside(&picture, &quad, cut),
        };
        let moved = moved.filter(Quad::is_convex_clockwise).unwrap_or(quad);
        let moved = match cut {
            [false, false, false, false] => self.of_its_shape(&picture, quad, moved),
            _ => moved,
        };
        let crops = Crops::new(&picture);
        // Phones' rings of bezel and fingers are told better by their edges.
        let upright = self.place.apparent_height() > self.place.apparent_width();
        let moved = match sight::look(&crops, &[quad, moved])[..] {
            [Some(before), Some(after)] if !upright && before.exact > after.exact + LESS_EXACT => {
                quad
            }
            _ => moved,
        };
        let (moved, sight) = weigh::refined(&picture, &crops, &moved, cut);
        let faint = bezel::own(&picture, &moved, cut)[0] < FAINT;
        let by_trees = score_on(&picture, &moved, cut);
        Some(Settled {
            quad: Homography::between(&self.place, &unit)?.map_quad(&moved)?,
            ring: shifts.is_some(),
            score: sight.map_or(by_trees, |s| weigh::together(by_trees, &s)),
            unsure: if faint { UNSURE } else { 0.0 },
        })
    }

    /// Where a display's sides lie by its proportions too, from where they were thought to lie and
    /// were moved to, all on the plate.
    fn of_its_shape(&self, picture: &Luma, thought: Quad, moved: Quad) -> Quad {
        let Some(map) = Homography::between(&self.place, &self.first) else {
            return moved;
        };
        let shape = |quad: &Quad| {
            let on_frame = map.map_quad(quad);
            on_frame.map_or(Shape::Open, |q| shape::of(&q, self.frame))
        };
        match (shape(&thought), shape(&moved)) {
            (Shape::Fits, Shape::Odd) => thought,
            (_, Shape::Odd) => {
                let score = score_on(picture, &moved, [false; 4]);
                shape::better(picture, &moved, score).unwrap_or(moved)
            }
            _ => moved,
        }
    }
}

/// A quad whose sides are moved inwards, in pixels.
pub(super) fn shifted(quad: &Quad, by: [f64; 4]) -> Option<Quad> {
    let line = |k: usize| {
        let (p, q) = (quad.0[k], quad.0[(k + 1) % 4]);
        let length = p.distance(q).max(1e-9);
        let (dx, dy) = ((q.x - p.x) / length, (q.y - p.y) / length);
        (Point::new(p.x - dy * by[k], p.y + dx * by[k]), dx, dy)
    };
    let mut corners = quad.0;
    for (k, corner) in corners.iter_mut().enumerate() {
        let ((p, ax, ay), (q, bx, by)) = (line((k + 3) % 4), line(k));
        let cross = ax * by - ay * bx;
        if cross.abs() < 0.1 {
            return None;
        }
        let t = ((q.x - p.x) * by - (q.y - p.y) * bx) / cross;
        *corner = Point::new(p.x + t * ax, p.y + t * ay);
    }
    Some(Quad(corners))
}

/// What a map (frame from picture) shows, bilinear; beyond the frame its edge goes on, so that it
/// makes no edge of its own.
fn upright(frame: &Luma, map: &Homography, size: Size) -> Option<Luma> {
    let (w, h) = (f64::from(frame.width), f64::from(frame.height));
    let mut data = Vec::with_capacity(size.width as usize * size.height as usize);
    for y in 0..size.height {
        for x in 0..size.width {
            let p = map.map(Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5))?;
            let v = border::sample(frame, p.x.clamp(0.0, w), p.y.clamp(0.0, h))?;
            data.push((v + 0.5) as u8);
        }
    }
    Some(Luma::new(size.width, size.height, data))
}
