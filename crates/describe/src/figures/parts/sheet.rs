//! The ground of a picture and what stands on it: tight boxes between bands of ground.

use pixels::Rgb;

use super::super::silhouette::neighbours;
use super::LEAST;
use super::gutter::{Lines, gutter};
use super::unrest::{UNREST, is_clean};

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
const BAR: usize = 9;
/// Lines of drawings are no wider, with JPEG's unrest;
const LINE: usize = 14;
/// and no more than this share of what lies inside of them stands on the ground.
const EMPTY: f64 = 0.25;
/// What is left of a shadow beside an edge has no more on a line that is no shade, and stands out on
/// no more of it,
const LEFT: f64 = 0.12;
const PARTLY: f64 = 0.5;
/// and a hard edge follows, in so much of a line.
const HARD: f64 = 0.6;
/// Shades are as grey as the ground, up to JPEG's unrest, and no darker than it by more.
const SHADE: (i32, i32) = (18, 110);
/// There are shadows where one in so many pixels beside the ground is soft.
const SOFT: usize = 6;
/// More pieces are no composite but a page of writing.
const MOST: usize = 6_000;
/// Shadows are so wide at most, in pixels,
const SHADOW: usize = 28;
/// and get darker by no more from one pixel to the next.
const STEP: u8 = 30;
/// Lines stand out from the ground beside them by more.
const OF_LINE: u8 = 45;

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
    picture: &'a Rgb,
    ground: [u8; 3],
    clean: bool,
    /// There are soft shadows.
    shadows: bool,
    /// 0 the ground, 1 perhaps JPEG's unrest, 2 not the ground.
    marked: Vec<u8>,
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
            let (mut run, mut longest, mut marked) = (0, 0, 0);
            for mark in marks {
                run = if mark == 2 { run + 1 } else { 0 };
                longest = longest.max(run);
                marked += usize::from(mark > 0);
            }
            match longest >= BAR {
                true => 1.0,
                false => marked as f64 / length as f64,
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

    /// Without what is left of a shadow outside of a hard edge.
    fn bared(&self, b: Bounds) -> Bounds {
        if b.width() < 4 * SHADOW || b.height() < 4 * SHADOW {
            return b;
        }
        let w = self.picture.width as usize;
        let line = |pixels: &mut dyn Iterator<Item = usize>, length: usize| {
            let (mut marked, mut hard) = (0usize, 0usize);
            let (mut run, mut longest) = (0, 0);
            for at in pixels {
                let stands = self.marked[at] > 0;
                let is_hard = stands && !self.is_shade(at);
                run = if is_hard { run + 1 } else { 0 };
                longest = longest.max(run);
                marked += usize::from(stands);
                hard += usize::from(is_hard);
            }
            let [hard, marked] = [hard, marked].map(|n| n as f64 / length as f64);
            Edge {
                hard,
                marked,
                bar: longest >= BAR,
            }
        };
        let across = |y: usize| line(&mut (b.x0..b.x1).map(|x| y * w + x), b.width());
        let down = |x: usize| line(&mut (b.y0..b.y1).map(|y| y * w + x), b.height());
        Bounds {
            x0: b.x0 + remains(&|n| down(b.x0 + n)),
            y0: b.y0 + remains(&|n| across(b.y0 + n)),
            x1: b.x1 - remains(&|n| down(b.x1 - 1 - n)),
            y1: b.y1 - remains(&|n| across(b.y1 - 1 - n)),
        }
    }

    /// Whether a pixel may be of a shadow: as the ground, but darker.
    fn is_shade(&self, at: usize) -> bool {
        let darker =
            |k: usize| i32::from(self.ground[k]) - i32::from(self.picture.data[3 * at + k]);
        let all = [darker(0), darker(1), darker(2)];
        let (least, most) = (all.into_iter().min(), all.into_iter().max());
        least.zip(most).is_some_and(|(least, most)| {
            least >= -SHADE.0 && most <= SHADE.1 && most - least <= SHADE.0
        })
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

    /// Takes soft shadows round views for ground: from the ground inwards in small steps, each away
    /// from the ground's colour, until something begins at an edge or is flat.
    fn pass_shadows(&mut self) {
        let mut edge: Vec<usize> = (0..self.marked.len())
            .filter(|at| self.marked[*at] == 0)
            .collect();
        self.shadows = self.has_shadows(&edge);
        if !self.shadows {
            return;
        }
        let mut outer = self.outer();
        for _ in 0..SHADOW {
            let mut next = Vec::new();
            for at in edge {
                for side in self.beside(at) {
                    let line = || (self.clean || !outer[at]) && self.is_line(side, &outer);
                    if self.marked[side] > 0 && self.goes_on(at, side) && !line() {
                        self.marked[side] = 0;
                        outer[side] = outer[at];
                        next.push(side);
                    }
                }
            }
            edge = next;
        }
    }

    /// The ground that is connected with the picture's border.
    fn outer(&self) -> Vec<bool> {
        let (w, h) = (self.picture.width as usize, self.picture.height as usize);
        let sides = (0..h).flat_map(|y| [y * w, y * w + w - 1]);
        let border = (0..w).chain((h - 1) * w..h * w).chain(sides);
        let mut open: Vec<usize> = border.filter(|at| self.marked[*at] == 0).collect();
        let mut outer = vec![false; w * h];
        for at in &open {
            outer[*at] = true;
        }
        while let Some(at) = open.pop() {
            for side in self.beside(at) {
                if self.marked[side] == 0 && !outer[side] {
                    outer[side] = true;
                    open.push(side);
                }
            }
        }
        outer
    }

    /// The four neighbours of a pixel.
    fn beside(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        neighbours(at, self.picture.width as usize, self.marked.len())
    }

    /// Whether much of what stands on the ground begins in small steps that go on.
    fn has_shadows(&self, ground: &[usize]) -> bool {
        let (mut soft, mut all) = (0usize, 0usize);
        for &from in ground {
            for to in self.beside(from).filter(|to| self.marked[*to] > 0) {
                all += 1;
                // Nothing lies beyond the picture's edge.
                let Some(far) = (3 * to).checked_sub(2 * from) else {
                    continue;
                };
                let colour = |at: usize| self.picture.data.get(3 * at..3 * at + 3);
                let (Some(a), Some(b), Some(c)) = (colour(from), colour(to), colour(far)) else {
                    continue;
                };
                let on = (2..=2 * STEP).contains(&away_from(b, c));
                soft += usize::from(away_from(a, b) <= STEP && on);
            }
        }
        soft * SOFT > all
    }

    /// Whether a pixel goes on with the shadow that its neighbour is part of.
    fn goes_on(&self, from: usize, to: usize) -> bool {
        let w = self.picture.width as usize;
        let pixel = |at: usize| &self.picture.data[3 * at..3 * at + 3];
        let (a, b) = (pixel(from), pixel(to));
        let further = away(b, self.ground).saturating_add(UNREST / 2) >= away(a, self.ground);
        // A panel of nearly the ground's colour is flat; a shadow is not.
        let least = if self.clean { 3 } else { 6 };
        let reach = [2, 2 * w];
        let sloped = reach.into_iter().any(|n| {
            let before = to.checked_sub(n).map(|at| away_from(pixel(at), b) >= least);
            let after = (to + n < self.marked.len()).then(|| away_from(pixel(to + n), b) >= least);
            before.unwrap_or(true) || after.unwrap_or(true)
        });
        further && sloped && away_from(a, b) <= STEP
    }

    /// Whether a pixel stands out from the ground right beside it: of a line round a view, or a
    /// shadow's darkest end. Where JPEG smoothed both, only what is as light as the ground inside of
    /// a view ends there.
    fn is_line(&self, at: usize, outer: &[bool]) -> bool {
        let pixel = |at: usize| &self.picture.data[3 * at..3 * at + 3];
        let least = away(pixel(at), self.ground).saturating_sub(OF_LINE);
        let near = |n: usize| (self.clean || outer[n]) && away(pixel(n), self.ground) < least;
        self.beside(at).any(near)
    }
}

fn away_from(a: &[u8], b: &[u8]) -> u8 {
    a.iter()
        .zip(b)
        .map(|(a, b)| a.abs_diff(*b))
        .max()
        .unwrap_or(0)
}

pub fn away(p: &[u8], ground: [u8; 3]) -> u8 {
    let steps = p.iter().zip(ground).map(|(a, b)| a.abs_diff(b));
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

/// How many lines from the outside have but the rest of a shadow, up to a hard edge; 0 where no hard
/// edge follows. A bar of the view is no rest of a shadow.
fn remains(line: &dyn Fn(usize) -> Edge) -> usize {
    let begins = |n: &usize| {
        let edge = line(*n);
        edge.hard >= LEFT || edge.marked >= PARTLY
    };
    let Some(at) = (0..SHADOW).find(begins) else {
        return 0;
    };
    match (at..at + 3).any(|n| line(n).hard >= HARD) {
        true => (0..at).find(|n| line(*n).bar).unwrap_or(at),
        false => 0,
    }
}

/// A line along a side: the shares of it that are no shade, and that stand out at all, and whether
/// much of it on end is no shade.
struct Edge {
    hard: f64,
    marked: f64,
    bar: bool,
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
