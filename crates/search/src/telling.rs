//! Telling siblings apart: two products of one maker share a window frame, and a small plate in it
//! says which one it is. Where references differ in a small island within what they share, the
//! frame's pixels say which of them it shows, or that it cannot be seen.
//!
//! What doesn't live here: finding the shared parts (`shared`), the overlay as a whole (`confirm`).

use model::{Homography, Size};
use pixels::measure::correlation;
use pixels::{Luma, resize, warp};

/// Longest side at which references are compared with each other, in pixels.
const SIDE: f64 = 640.0;
/// Cells along the longest side.
const CELLS: u32 = 32;
/// Most cells of an island: a larger difference is other contents, not a plate.
const MOST_ISLAND: usize = 12;
/// Grey levels between the darkest and the lightest of a cell that shows anything.
const LEAST_CONTRAST: f32 = 12.0;
/// Correlation under which two cells show different things.
const OTHER: f64 = 0.5;
/// How well a frame must show a sibling's plate, and how much better than the matched one's: a
/// contradiction must be clearer than noise in a small block makes it.
const SHOWN: f64 = 0.7;
const MARGIN: f64 = 0.3;
/// Least width and height of a plate in pixels of the frame.
const LEAST_PLATE: (u32, u32) = (10, 6);
/// How far a plate may be off, in pixels.
const SLACK: i32 = 2;

/// What the plates of two siblings say of a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// The references differ in no plate: nothing is said against the one that matched.
    NoPlate,
    /// Some plate is the matched one's and none the sibling's.
    Matched,
    /// Some plate is the sibling's.
    Sibling,
    /// They differ in plates that this frame does not show clearly.
    Unclear,
}

/// Where two references differ in small islands within what they share.
#[derive(Clone, Debug)]
pub struct Plates {
    /// Size at which they were compared.
    size: Size,
    blocks: Vec<Block>,
}

impl Plates {
    /// `sibling_from_reference` maps the shared part.
    pub fn of(reference: &Luma, sibling: &Luma, sibling_from_reference: &Homography) -> Self {
        let size = bounded(reference.size(), 1.0);
        let pair = Pair::new(reference, sibling, sibling_from_reference, size);
        Self {
            size,
            blocks: pair.map_or_else(Vec::new, |p| p.plates()),
        }
    }
}

/// A reference and its sibling as a frame may show them.
pub struct Siblings<'a> {
    pub reference: &'a Luma,
    pub sibling: &'a Luma,
    pub sibling_from_reference: &'a Homography,
}

impl Siblings<'_> {
    /// Compares what a frame shows at the plates with both references. `seen`: apparent size.
    pub fn tell(
        &self,
        plates: &Plates,
        frame: &Luma,
        frame_from_reference: &Homography,
        seen: Size,
    ) -> Told {
        if plates.blocks.is_empty() {
            return Told::NoPlate;
        }
        let factor = f64::from(seen.width) / f64::from(plates.size.width.max(1));
        let size = bounded(plates.size, factor.min(1.0));
        let own = self.reference.size();
        let map = self.sibling_from_reference;
        let small = Pair::new(self.reference, self.sibling, map, size);
        let shown = view(frame, frame_from_reference, own, size);
        let (Some(small), Some(shown)) = (small, shown) else {
            return Told::Unclear;
        };
        let (mut matched, mut other) = (0, 0);
        for plate in &plates.blocks {
            let block = plate.scaled(plates.size, size);
            if block.width < LEAST_PLATE.0 || block.height < LEAST_PLATE.1 {
                continue;
            }
            let like = |picture: &Luma| block.best(picture, &shown);
            // Where either shows nothing, noise would decide.
            let (Some(a), Some(b)) = (like(&small.reference), like(&small.sibling)) else {
                continue;
            };
            matched += u32::from(a >= SHOWN && a - b >= MARGIN);
            other += u32::from(b >= SHOWN && b - a >= MARGIN);
        }
        match (matched, other) {
            (_, 1..) => Told::Sibling,
            (1.., 0) => Told::Matched,
            (0, 0) => Told::Unclear,
        }
    }
}

/// A size times a factor, its longest side within bounds.
fn bounded(size: Size, factor: f64) -> Size {
    let longest = f64::from(size.width.max(size.height).max(1));
    let factor = factor.min(SIDE / longest);
    let side = |v: u32| (f64::from(v) * factor).round().max(1.0) as u32;
    Size {
        width: side(size.width),
        height: side(size.height),
    }
}

/// A picture as it is seen through a map from the reference's pixels, at a size of the reference.
fn view(picture: &Luma, from_reference: &Homography, own: Size, size: Size) -> Option<Luma> {
    let scale = Homography::scale(
        f64::from(size.width) / f64::from(own.width.max(1)),
        f64::from(size.height) / f64::from(own.height.max(1)),
    );
    let to_view = scale.after(&from_reference.inverse()?);
    Some(warp::warp_luma(picture, &to_view, size, 0))
}

/// A reference and its sibling, which is brought over it, at one size.
struct Pair {
    reference: Luma,
    sibling: Luma,
}

impl Pair {
    fn new(reference: &Luma, sibling: &Luma, map: &Homography, size: Size) -> Option<Self> {
        let sibling = view(sibling, map, reference.size(), size)?;
        Some(Self {
            reference: resize::luma(reference, size),
            sibling,
        })
    }

    /// Islands of difference within what is the same.
    fn plates(&self) -> Vec<Block> {
        let Size { width, height } = self.reference.size();
        let side = width.max(height).div_ceil(CELLS).max(8);
        let (columns, rows) = ((width / side) as usize, (height / side) as usize);
        let block = |c: usize, r: usize| Block {
            x: c as u32 * side,
            y: r as u32 * side,
            width: side,
            height: side,
        };
        let differs: Vec<bool> = (0..columns * rows)
            .map(|i| {
                let block = block(i % columns, i / columns);
                block.differs(&self.reference, &self.sibling)
            })
            .collect();
        islands(&differs, columns)
            .into_iter()
            .filter(|island| island.len() <= MOST_ISLAND)
            .filter_map(|island| {
                let blocks = island.iter().map(|i| block(i % columns, i / columns));
                blocks.reduce(Block::join)
            })
            .collect()
    }
}

/// Connected parts (eight neighbours) of a grid's marked cells.
fn islands(marked: &[bool], columns: usize) -> Vec<Vec<usize>> {
    let mut left = marked.to_vec();
    let mut out = Vec::new();
    for start in 0..left.len() {
        if !std::mem::take(&mut left[start]) {
            continue;
        }
        let (mut island, mut next) = (vec![start], 0);
        while next < island.len() {
            let (c, r) = (island[next] % columns, island[next] / columns);
            next += 1;
            for dr in r.saturating_sub(1)..=r + 1 {
                for dc in c.saturating_sub(1)..=(c + 1).min(columns - 1) {
                    let i = dr * columns + dc;
                    if i < left.len() && std::mem::take(&mut left[i]) {
                        island.push(i);
                    }
                }
            }
        }
        out.push(island);
    }
    out
}

/// A part of a picture in its pixels.
#[derive(Clone, Copy, Debug)]
struct Block {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

impl Block {
    fn join(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }

    fn scaled(&self, from: Size, to: Size) -> Self {
        let (fx, fy) = (
            f64::from(to.width) / f64::from(from.width.max(1)),
            f64::from(to.height) / f64::from(from.height.max(1)),
        );
        let at = |v: u32, f: f64| (f64::from(v) * f).round() as u32;
        Self {
            x: at(self.x, fx),
            y: at(self.y, fy),
            width: at(self.width, fx).max(4),
            height: at(self.height, fy).max(4),
        }
    }

    fn values(&self, picture: &Luma, dx: i32, dy: i32) -> Vec<f32> {
        let clamp = |v: i32, n: u32| v.clamp(0, n as i32 - 1) as u32;
        (0..self.height as i32)
            .flat_map(|y| (0..self.width as i32).map(move |x| (x, y)))
            .map(|(x, y)| {
                f32::from(picture.get(
                    clamp(self.x as i32 + x + dx, picture.width),
                    clamp(self.y as i32 + y + dy, picture.height),
                ))
            })
            .collect()
    }

    /// Whether two pictures show clearly different things here.
    fn differs(&self, a: &Luma, b: &Luma) -> bool {
        let here = self.values(a, 0, 0);
        let there = self.values(b, 0, 0);
        let (flat_a, flat_b) = (is_flat(&here), is_flat(&there));
        match (flat_a, flat_b) {
            (true, true) => false,
            (true, false) | (false, true) => true,
            (false, false) => self.best(a, b).unwrap_or(0.0) < OTHER,
        }
    }

    /// Best correlation over small shifts; `None` where either shows nothing.
    fn best(&self, wanted: &Luma, shown: &Luma) -> Option<f64> {
        let reference = self.values(wanted, 0, 0);
        if is_flat(&reference) {
            return None;
        }
        let mut best: Option<f64> = None;
        for dy in -SLACK..=SLACK {
            for dx in -SLACK..=SLACK {
                let here = correlation(&reference, &self.values(shown, dx, dy));
                best = match (best, here) {
                    (Some(b), Some(h)) => Some(b.max(h)),
                    (b, h) => b.or(h),
                };
                if best.is_some_and(|b| b > 0.995) {
                    return best;
                }
            }
        }
        best.filter(|b| b.is_finite())
    }
}

fn is_flat(values: &[f32]) -> bool {
    let (least, most) = values
        .iter()
        .fold((255.0f32, 0.0f32), |(a, b), &v| (a.min(v), b.max(v)));
    most - least < LEAST_CONTRAST
}
