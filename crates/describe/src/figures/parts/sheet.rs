//! The ground of a picture and what stands on it: tight boxes between bands of ground.

use pixels::Rgb;

use super::super::silhouette::neighbours;
use super::LEAST;
use super::gutter::{Lines, gutter};
use super::unrest::is_clean;

/// Grounds are at least so light, or at most so dark.
const LIGHT: u8 = 225;
const DARK: u8 = 56;
/// Colours that differ by no more are the ground, where it is of one colour only,
const SAME: u8 = 3;
/// and where JPEG went over it.
const SAME_UNCLEAN: u8 = 24;
/// What differs by more is never JPEG's unrest.
const STRONG: u8 = 56;
/// Specks of JPEG that a band of ground may have: one pixel in so many.
const SPECKS: usize = 150;
/// Grounds between pictures are at least so wide.
const GAP: usize = 4;
/// How often pictures are parted, rows and columns in turn.
const DEEPEST: u32 = 8;
/// JPEG's unrest reaches so far from an edge.
const BLOCK: usize = 8;
/// So many pixels on end at an edge are of a bar of the view, as a title has it.
pub const BAR: usize = 9;
/// Lines of drawings are no wider, with JPEG's unrest;
const LINE: usize = 14;
/// and no more than this share of what lies inside of them stands on the ground.
const EMPTY: f64 = 0.25;
/// More pieces are no composite but a page of writing.
const MOST: usize = 6_000;

/// A box in pixels; `x1` and `y1` lie outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    pub x0: usize,
    pub y0: usize,
    pub x1: usize,
    pub y1: usize,
}

impl Bounds {
    pub const fn width(&self) -> usize {
        self.x1 - self.x0
    }

    pub const fn height(&self) -> usize {
        self.y1 - self.y0
    }

    pub const fn area(&self) -> usize {
        self.width() * self.height()
    }

    /// With x and y changed for each other.
    pub const fn turned(&self) -> Self {
        Self {
            x0: self.y0,
            y0: self.x0,
            x1: self.y1,
            y1: self.x1,
        }
    }

    pub fn holds(&self, other: &Self) -> bool {
        self.x0 <= other.x0 && self.y0 <= other.y0 && self.x1 >= other.x1 && self.y1 >= other.y1
    }

    pub fn around(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Whether it may be a picture: views are wide, or stand on end.
    pub fn is_large(&self) -> bool {
        let (short, long) = (LEAST.1, LEAST.0);
        self.width().min(self.height()) >= short && self.width().max(self.height()) >= long
    }

    /// x, y, width, height.
    pub fn as_place(&self) -> [u32; 4] {
        [self.x0, self.y0, self.width(), self.height()].map(|v| v as u32)
    }
}

/// What stands between bands of ground.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    pub bounds: Bounds,
    /// Share of each side (top, right, bottom, left) that stands out from the ground.
    pub sides: [f64; 4],
    /// Sides along which there is but a line, with the ground on both of its sides.
    pub thin: [bool; 4],
}

pub struct Sheet<'a> {
    pub picture: &'a Rgb,
    pub ground: [u8; 3],
    pub clean: bool,
    /// There are soft shadows.
    pub shadows: bool,
    /// 0 the ground, 1 perhaps JPEG's unrest, 2 not the ground.
    pub marked: Vec<u8>,
}

impl<'a> Sheet<'a> {
    /// `None` where the corners are not of one light or dark colour.
    pub fn of(picture: &'a Rgb) -> Option<Self> {
        let (w, h) = (picture.width - 1, picture.height - 1);
        let corners = [(0, 0), (w, 0), (0, h), (w, h)].map(|(x, y)| picture.get(x, y));
        let ground = corners[0];
        let alike = corners.iter().all(|c| away(c, ground) <= 8);
        let light = ground.iter().all(|v| *v >= LIGHT);
        let dark = ground.iter().all(|v| *v <= DARK);
        if !alike || !(light || dark) {
            return None;
        }
        let clean = is_clean(picture, ground);
        let same = if clean { SAME } else { SAME_UNCLEAN };
        let mark = |p: &[u8]| match away(p, ground) {
            d if d <= same => 0,
            d if !clean && d <= STRONG => 1,
            _ => 2,
        };
        let mut sheet = Self {
            picture,
            ground,
            clean,
            shadows: false,
            marked: picture.data.chunks_exact(3).map(mark).collect(),
        };
        sheet.pass_shadows();
        Some(sheet)
    }

    pub fn is_dark(&self) -> bool {
        self.ground[0] <= DARK
    }

    fn mark(&self, x: usize, y: usize) -> u8 {
        self.marked[y * self.picture.width as usize + x]
    }

    /// Everything that stands on the ground, in tight boxes; none where there is too much.
    pub fn pieces(&self) -> Vec<Piece> {
        let (w, h) = (self.picture.width as usize, self.picture.height as usize);
        let mut boxes = Vec::new();
        let whole = Bounds {
            x0: 0,
            y0: 0,
            x1: w,
            y1: h,
        };
        self.part(whole, 0, &mut boxes);
        if boxes.len() > MOST {
            return Vec::new();
        }
        let piece = |bounds| {
            let bounds = self.tight(bounds);
            Piece {
                bounds,
                sides: self.sides(&bounds),
                thin: self.thin(&bounds),
            }
        };
        boxes.into_iter().map(piece).collect()
    }

    /// Parts a region where bands of ground go through it.
    fn part(&self, b: Bounds, depth: u32, into: &mut Vec<Bounds>) {
        if into.len() > MOST {
            return;
        }
        let row = |r: usize| is_ground((b.x0..b.x1).map(|x| self.mark(x, b.y0 + r)), b.width());
        let column = |c: usize| is_ground((b.y0..b.y1).map(|y| self.mark(b.x0 + c, y)), b.height());
        let rows = stretches(b.height(), &row);
        let columns = stretches(b.width(), &column);
        let (Some((top, _)), Some((_, bottom))) = (rows.first(), rows.last()) else {
            return;
        };
        let (Some((left, _)), Some((_, right))) = (columns.first(), columns.last()) else {
            return;
        };
        if rows.len() == 1 && columns.len() == 1 || depth >= DEEPEST {
            let one = Bounds {
                x0: b.x0 + left,
                y0: b.y0 + top,
                x1: b.x0 + right,
                y1: b.y0 + bottom,
            };
            match self.halves(&one).filter(|_| depth < DEEPEST) {
                Some([first, second]) => {
                    self.part(first, depth + 1, into);
                    self.part(second, depth + 1, into);
                }
                None => into.push(one),
            }
            return;
        }
        // The ground goes through rows first, as pictures and captions stand below each other.
        if rows.len() > 1 {
            for (top, bottom) in rows {
                let (y0, y1) = (b.y0 + top, b.y0 + bottom);
                self.part(Bounds { y0, y1, ..b }, depth + 1, into);
            }
        } else {
            for (left, right) in columns {
                let (x0, x1) = (b.x0 + left, b.x0 + right);
                self.part(Bounds { x0, x1, ..b }, depth + 1, into);
            }
        }
    }

    /// The two sides of a gutter where shadows meet.
    fn halves(&self, b: &Bounds) -> Option<[Bounds; 2]> {
        if !self.shadows {
            return None;
        }
        let of = |lines| gutter(self.picture, self.ground, b, lines);
        if let Some((x1, x0)) = of(Lines::Columns) {
            return Some([Bounds { x1, ..*b }, Bounds { x0, ..*b }]);
        }
        let (y1, y0) = of(Lines::Rows)?;
        Some([Bounds { y1, ..*b }, Bounds { y0, ..*b }])
    }

    /// Without JPEG's unrest round an edge: up to the first line that stands out as the edge does.
    fn tight(&self, b: Bounds) -> Bounds {
        let b = if self.shadows { self.bared(b) } else { b };
        if self.clean || b.width() < 4 * BLOCK || b.height() < 4 * BLOCK {
            return b;
        }
        let line = |marks: &mut dyn Iterator<Item = u8>, length: usize| {
            let marks: Vec<u8> = marks.collect();
            match longest(marks.iter().map(|m| *m == 2)) >= BAR {
                true => 1.0,
                false => share(marks.into_iter(), length),
            }
        };
        let across = |y: usize| line(&mut (b.x0..b.x1).map(|x| self.mark(x, y)), b.width());
        let down = |x: usize| line(&mut (b.y0..b.y1).map(|y| self.mark(x, y)), b.height());
        Bounds {
            x0: b.x0 + unrest(&|n| down(b.x0 + n)),
            y0: b.y0 + unrest(&|n| across(b.y0 + n)),
            x1: b.x1 - unrest(&|n| down(b.x1 - 1 - n)),
            y1: b.y1 - unrest(&|n| across(b.y1 - 1 - n)),
        }
    }

    fn sides(&self, b: &Bounds) -> [f64; 4] {
        // The outermost line may be smoothed into the ground.
        let across = |y: usize| share((b.x0..b.x1).map(|x| self.mark(x, y)), b.width());
        let down = |x: usize| share((b.y0..b.y1).map(|y| self.mark(x, y)), b.height());
        let (low, right) = (b.y1 - 1, b.x1 - 1);
        [
            across(b.y0).max(across((b.y0 + 1).min(low))),
            down(right).max(down(right.saturating_sub(1).max(b.x0))),
            across(low).max(across(low.saturating_sub(1).max(b.y0))),
            down(b.x0).max(down((b.x0 + 1).min(right))),
        ]
    }

    /// Sides inside of which the ground begins again soon.
    fn thin(&self, b: &Bounds) -> [bool; 4] {
        if b.width() < 4 * LINE || b.height() < 4 * LINE {
            return [false; 4];
        }
        let across = |y: usize| share((b.x0..b.x1).map(|x| self.mark(x, y)), b.width());
        let down = |x: usize| share((b.y0..b.y1).map(|y| self.mark(x, y)), b.height());
        let inwards = 4..LINE;
        [
            inwards.clone().any(|n| across(b.y0 + n) < EMPTY),
            inwards.clone().any(|n| down(b.x1 - 1 - n) < EMPTY),
            inwards.clone().any(|n| across(b.y1 - 1 - n) < EMPTY),
            inwards.clone().any(|n| down(b.x0 + n) < EMPTY),
        ]
    }

    /// The four neighbours of a pixel.
    pub fn beside(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        neighbours(at, self.picture.width as usize, self.marked.len())
    }
}

pub fn away(p: &[u8], ground: [u8; 3]) -> u8 {
    away_from(p, &ground)
}

/// Largest difference of a channel of two pixels.
pub fn away_from(a: &[u8], b: &[u8]) -> u8 {
    let steps = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b));
    steps.max().unwrap_or(0)
}

/// How many lines from the outside stand out less than those inside of them.
fn unrest(line: &dyn Fn(usize) -> f64) -> usize {
    let shares: Vec<f64> = (0..BLOCK).map(line).collect();
    let most = shares.iter().copied().fold(0.0, f64::max);
    let edge = |s: &f64| *s >= 0.35 * most;
    if most < 0.6 {
        return 0;
    }
    shares.iter().position(edge).unwrap_or(0)
}

fn is_ground(marks: impl Iterator<Item = u8>, length: usize) -> bool {
    let mut specks = 0;
    for mark in marks {
        match mark {
            0 => {}
            1 => specks += 1,
            _ => return false,
        }
    }
    specks <= length / SPECKS
}

fn share(marks: impl Iterator<Item = u8>, of: usize) -> f64 {
    marks.filter(|m| *m > 0).count() as f64 / of.max(1) as f64
}

/// The longest run of what is so.
pub fn longest(all: impl Iterator<Item = bool>) -> usize {
    let (mut run, mut longest) = (0, 0);
    for is_so in all {
        run = if is_so { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Stretches between bands of ground that are wide enough; narrow ones belong to a stretch.
fn stretches(length: usize, is_ground: &dyn Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for at in (0..length).filter(|at| !is_ground(*at)) {
        match found.last_mut() {
            Some((_, end)) if at - *end < GAP => *end = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}
