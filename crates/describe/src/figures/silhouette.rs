//! What stands on a ground, as shapes: of each its body's colour, and the largest hole in it.

use model::{Point, Quad};
use pixels::Rgb;

/// Colours that differ from the ground by more in a channel stand on it.
const APART: u8 = 14;
/// Shapes cover so much of the picture at least.
const LEAST: f64 = 0.03;
/// Smaller holes are specks, in pixels: lamps, letters of a maker's name.
const SPECK: usize = 400;
/// Colours of a body that differ by no more are one,
const ONE: u8 = 14;
/// and by no more than this where the body is even; dark views differ little from dark bodies.
const EVEN: u8 = 4;
/// The body's own unrest, that of so many of its pixels, counts so many times on top of that.
const UNREST: (f64, u8) = (0.8, 2);
/// Its colour is looked for so many pixels inwards of its edge, where nothing is smoothed, and where
/// rims are narrow.
const DEPTHS: [isize; 2] = [4, 2];

/// A hole in a body of one colour.
pub struct Hole {
    /// The body's, and by how much it differs in itself at most.
    pub colour: [u8; 3],
    pub unrest: u8,
    /// Roughly round the hole, in pixels.
    pub quad: Quad,
}

/// The largest hole of each shape on a ground; and where the body has more holes, what goes round
/// all of them: a view with areas as dark as the body falls into several. Those first whose body is
/// told from what is shown by little.
pub fn holes(picture: &Rgb, ground: [u8; 3]) -> Vec<Hole> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let field = Field { w, h };
    let pixel = |at: usize| [0, 1, 2].map(|k| picture.data[3 * at + k]);
    let stands: Vec<bool> = (0..w * h)
        .map(|at| away(pixel(at), ground) > APART)
        .collect();
    let mut ground = vec![false; w * h];
    field.outside(&mut ground, &|at| stands[at]);
    let mut seen = vec![false; w * h];
    let mut found = Vec::new();
    for start in 0..w * h {
        if seen[start] || !stands[start] {
            continue;
        }
        let shape = field.fill(start, &mut seen, &|at| stands[at]);
        if (shape.len() as f64) < LEAST * (w * h) as f64 {
            continue;
        }
        let (low, high) = (shape.iter().min(), shape.iter().max());
        let (Some(low), Some(high)) = (low, high) else {
            continue;
        };
        let mut bodies: Vec<([u8; 3], u8)> = Vec::new();
        for depth in DEPTHS {
            let body = body_colour((&shape, &ground), field, depth, &pixel);
            let other = |b: &([u8; 3], u8)| bodies.iter().all(|o| away(o.0, b.0) > ONE);
            bodies.extend(body.filter(other));
        }
        let tries = bodies.iter().flat_map(|(c, least)| {
            let wider = (*least < ONE).then_some((*c, ONE));
            std::iter::once((*c, *least)).chain(wider)
        });
        for (colour, unrest) in tries {
            // Everything that the body does not enclose is outside.
            let body = |at: usize| stands[at] && away(pixel(at), colour) <= unrest;
            let mut outside = vec![false; w * h];
            field.outside(&mut outside, &body);
            let rows = low / w..=high / w;
            let quads = enclosed(rows, field, &outside, &body);
            found.extend(quads.into_iter().map(|quad| Hole {
                colour,
                unrest,
                quad,
            }));
        }
    }
    found.sort_by_key(|h| h.unrest == ONE);
    found
}

/// The four neighbours of a pixel, of so many that stand in rows of `w`.
pub fn neighbours(at: usize, w: usize, all: usize) -> impl Iterator<Item = usize> {
    let x = at % w;
    [
        (x > 0).then(|| at - 1),
        (x + 1 < w).then_some(at + 1),
        at.checked_sub(w),
        (at + w < all).then_some(at + w),
    ]
    .into_iter()
    .flatten()
}

#[derive(Clone, Copy)]
struct Field {
    w: usize,
    h: usize,
}

impl Field {
    fn beside(self, at: usize) -> impl Iterator<Item = usize> {
        neighbours(at, self.w, self.w * self.h)
    }

    /// All pixels that are connected with this one.
    fn fill(self, start: usize, seen: &mut [bool], of: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut all = vec![start];
        seen[start] = true;
        let mut next = 0;
        while next < all.len() {
            for at in self.beside(all[next]) {
                if !seen[at] && of(at) {
                    seen[at] = true;
                    all.push(at);
                }
            }
            next += 1;
        }
        all
    }

    /// Marks what is connected with the picture's border without the body.
    fn outside(self, marked: &mut [bool], body: &dyn Fn(usize) -> bool) {
        let (w, h) = (self.w, self.h);
        let rim = (0..w).flat_map(|x| [x, (h - 1) * w + x]);
        let rim: Vec<usize> = rim
            .chain((0..h).flat_map(|y| [y * w, y * w + w - 1]))
            .collect();
        for start in rim {
            if !marked[start] && !body(start) {
                self.fill(start, marked, &|at| !body(at));
            }
        }
    }
}

/// The commonest colour at a shape's edge, in its upper part: stands and keyboards are below; and
/// how much it differs in itself.
fn body_colour(
    (shape, ground): (&[usize], &[bool]),
    field: Field,
    depth: isize,
    pixel: &dyn Fn(usize) -> [u8; 3],
) -> Option<([u8; 3], u8)> {
    let w = field.w;
    let (top, low) = (shape.iter().min()? / w, shape.iter().max()? / w);
    let upper = top + (low - top) * 6 / 10;
    let mut counts = std::collections::HashMap::new();
    let mut all = Vec::new();
    for &at in shape.iter().filter(|at| **at / w <= upper) {
        for side in field.beside(at).filter(|n| ground[*n]) {
            let inwards = depth * (at as isize - side as isize) + at as isize;
            let inwards = usize::try_from(inwards).ok();
            if let Some(n) = inwards.filter(|n| ground.get(*n) == Some(&false)) {
                let c = pixel(n);
                let entry = counts.entry(c.map(|v| v >> 4)).or_insert((0u32, c));
                entry.0 += 1;
                all.push(c);
            }
        }
    }
    let (_, commonest) = counts.into_values().max_by_key(|(n, c)| (*n, *c))?;
    all.retain(|c| away(*c, commonest) <= ONE);
    let colour = middle(&all)?;
    let mut steps: Vec<u8> = all.iter().map(|c| away(*c, colour)).collect();
    steps.sort_unstable();
    let own = steps.get((UNREST.0 * steps.len() as f64) as usize)?;
    Some((colour, (EVEN + UNREST.1 * own).min(ONE)))
}

/// The median of each channel.
pub fn middle(colours: &[[u8; 3]]) -> Option<[u8; 3]> {
    let channel = |k: usize| {
        let mut all: Vec<u8> = colours.iter().map(|c| c[k]).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied()
    };
    Some([channel(0)?, channel(1)?, channel(2)?])
}

/// The corners of the largest part that the body encloses, and of all parts that are no specks.
fn enclosed(
    rows: std::ops::RangeInclusive<usize>,
    field: Field,
    outside: &[bool],
    body: &dyn Fn(usize) -> bool,
) -> Vec<Quad> {
    let w = field.w;
    let mut seen = outside.to_vec();
    let mut holes: Vec<Vec<usize>> = Vec::new();
    for start in rows.start() * w..(rows.end() + 1) * w {
        if !seen[start] && !body(start) {
            let hole = field.fill(start, &mut seen, &|at| !body(at));
            holes.extend((hole.len() >= SPECK).then_some(hole));
        }
    }
    let Some(largest) = holes.iter().max_by_key(|h| h.len()) else {
        return Vec::new();
    };
    let mut quads: Vec<Quad> = corners(largest, w).into_iter().collect();
    if holes.len() > 1 {
        quads.extend(corners(&holes.concat(), w));
    }
    quads
}

/// The outermost pixels towards the four corners.
fn corners(pixels: &[usize], w: usize) -> Option<Quad> {
    let place = |at: usize| ((at % w) as f64 + 0.5, (at / w) as f64 + 0.5);
    let most = |of: &dyn Fn((f64, f64)) -> f64| {
        let at = pixels
            .iter()
            .max_by(|a, b| of(place(**a)).total_cmp(&of(place(**b))))?;
        let (x, y) = place(*at);
        Some(Point::new(x, y))
    };
    Some(Quad([
        most(&|(x, y)| -x - y)?,
        most(&|(x, y)| x - y)?,
        most(&|(x, y)| x + y)?,
        most(&|(x, y)| y - x)?,
    ]))
}

/// Largest difference of a channel.
pub fn away(a: [u8; 3], b: [u8; 3]) -> u8 {
    a.iter()
        .zip(b)
        .map(|(a, b)| a.abs_diff(b))
        .max()
        .unwrap_or(0)
}
