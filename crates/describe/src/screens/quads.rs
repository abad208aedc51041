//! From lines to quads: corners where two lines meet, on the frame or where both run out of it,
//! chained round with at most one corner missing. What is a screen and what is not is `judge`'s to say.

use model::{Point, Quad, Size};

use super::lines::Line;

/// Shortest side of a quad, in pixels.
const LEAST_SIDE: f64 = 36.0;
/// How far from a corner an edge is looked for, in pixels.
const RAY: f64 = 44.0;
/// How far beyond the frame a corner may lie, in parts of its sides, and how near to the frame's edge
/// what meets there has to come, in pixels.
const BEYOND: f64 = 0.2;
const RUNS_OUT: f64 = 10.0;
/// Least length of it that has to be edge.
const LEAST_RAY: f64 = 9.0;
/// Least part of the sides, on average, that has to be edge.
const LEAST_COVER: f64 = 0.55;
/// Quads that are handed on at most.
const MOST: usize = 700;

/// Four sides that meet.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub quad: Quad,
    /// Whether the inside is the brighter side.
    pub bright: bool,
    /// Sides (top, right, bottom, left) that are the frame's own edge.
    pub cut: [bool; 4],
    /// Part of the sides that is edge, 0 to 1.
    pub cover: f64,
}

/// Where two lines meet and both go on.
#[derive(Clone, Copy)]
struct Corner {
    /// Place along the line on whose list it stands.
    along: f64,
    /// Way of that line's edge from here: +1 or -1.
    way: f64,
    other: usize,
    /// Place along the other line, and its way.
    other_along: f64,
    other_way: f64,
    /// Whether what they enclose is brighter along each.
    bright: Option<bool>,
}

/// A search over the lines of a frame.
pub struct Search {
    lines: Vec<Line>,
    /// Index of the first of the frame's own edges.
    borders: usize,
    corners: Vec<Vec<Corner>>,
    size: Size,
}

impl Search {
    pub fn new(mut lines: Vec<Line>, size: Size) -> Self {
        let borders = lines.len();
        let (w, h) = (f64::from(size.width), f64::from(size.height));
        for (x, y, dx, dy, length) in [
            (0.0, 0.0, 1.0, 0.0, w),
            (w, 0.0, 0.0, 1.0, h),
            (w, h, -1.0, 0.0, w),
            (0.0, h, 0.0, -1.0, h),
        ] {
            lines.push(Line {
                origin: Point::new(x, y),
                dx,
                dy,
                parts: vec![(0.0, length, true)],
                support: length,
            });
        }
        let mut corners = vec![Vec::new(); lines.len()];
        for i in 0..lines.len() {
            for j in i + 1..lines.len() {
                if i < borders {
                    meet(&lines, borders, i, j, &mut corners);
                    if j < borders {
                        meet_beyond(&lines, size, i, j, &mut corners);
                    }
                }
            }
        }
        Self {
            lines,
            borders,
            corners,
            size,
        }
    }

    /// Quads, those with most edge round them first.
    pub fn quads(&self) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for base in 0..self.borders {
            let corners = &self.corners[base];
            for first in corners.iter().filter(|c| c.way > 0.0) {
                for second in corners.iter().filter(|c| c.way < 0.0) {
                    if second.along - first.along >= LEAST_SIDE
                        && agree(first.bright, second.bright)
                    {
                        self.close(base, first, second, &mut found);
                    }
                }
            }
        }
        found.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        thinned(found)
    }

    /// Quads over a side `base` with two corners.
    fn close(&self, base: usize, first: &Corner, second: &Corner, found: &mut Vec<Candidate>) {
        let (left, right) = (&self.lines[first.other], &self.lines[second.other]);
        let line = &self.lines[base];
        // Both go to the same side of the base.
        let side = |l: &Line, way: f64| (line.dx * l.dy - line.dy * l.dx) * way;
        let (a, b) = (side(left, first.other_way), side(right, second.other_way));
        if a * b <= 0.0 || first.other == second.other {
            return;
        }
        let bright = first.bright.or(second.bright);
        let (low, high) = line.covered(first.along, second.along);
        let base_cover = by_side(low, high, a > 0.0, bright) / (second.along - first.along);
        if base_cover < 0.4 {
            return;
        }
        // The fourth side meets at least one of the two.
        let ends = self.corners[first.other]
            .iter()
            .filter(|c| (c.along - first.other_along) * first.other_way >= LEAST_SIDE)
            .filter(|c| c.way == -first.other_way && agree(c.bright, bright))
            .map(|c| c.other)
            .chain(
                self.corners[second.other]
                    .iter()
                    .filter(|c| (c.along - second.other_along) * second.other_way >= LEAST_SIDE)
                    .filter(|c| c.way == -second.other_way && agree(c.bright, bright))
                    .map(|c| c.other),
            );
        let mut last = usize::MAX;
        for end in ends {
            if end == base || end == last || end == first.other || end == second.other {
                continue;
            }
            last = end;
            let sides = [base, second.other, end, first.other];
            if let Some(candidate) = self.candidate(sides, a > 0.0, bright) {
                found.push(candidate);
            }
        }
    }

    /// The quad of four lines in order round it, clockwise (y down) where `clockwise`.
    fn candidate(
        &self,
        sides: [usize; 4],
        clockwise: bool,
        bright: Option<bool>,
    ) -> Option<Candidate> {
        let line = |k: usize| &self.lines[sides[k % 4]];
        let mut corners = [Point::new(0.0, 0.0); 4];
        for (k, corner) in corners.iter_mut().enumerate() {
            // Between side k - 1 and side k.
            *corner = line(k + 3).crossing(line(k))?;
        }
        let mut cover = [0.0; 4];
        let mut cut = sides.map(|s| s >= self.borders);
        if cut.iter().filter(|c| **c).count() > 2 {
            return None;
        }
        for k in 0..4 {
            let (p, q) = (corners[k], corners[(k + 1) % 4]);
            let length = p.distance(q);
            if length < LEAST_SIDE {
                return None;
            }
            if cut[k] {
                cover[k] = 0.6;
                continue;
            }
            let l = line(k);
            let (a, b) = (l.along(p), l.along(q));
            let (right, left) = l.covered(a, b);
            // Clockwise, the inside is on the right of the way round.
            let inside_right = (b > a) == clockwise;
            cover[k] = (by_side(right, left, inside_right, bright) / length).min(1.0);
        }
        let mut sorted = cover;
        sorted.sort_by(f64::total_cmp);
        let mean = cover.iter().sum::<f64>() / 4.0;
        if mean < LEAST_COVER || sorted[1] < 0.35 || sorted[0] < 0.12 {
            return None;
        }
        if !clockwise {
            corners = [corners[1], corners[0], corners[3], corners[2]];
            cut = [cut[0], cut[3], cut[2], cut[1]];
        }
        let (quad, cut) = from_top_left(corners, cut);
        let near = |p: &Point| near(*p, self.size, BEYOND);
        (quad.is_convex_clockwise() && quad.0.iter().all(near)).then_some(Candidate {
            quad,
            bright: bright.unwrap_or(true),
            cut,
            cover: mean,
        })
    }
}

fn agree(a: Option<bool>, b: Option<bool>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// Of the lengths with the right and the left side brighter, the one that is bright (or dark)
/// inside.
fn by_side(right: f64, left: f64, inside_right: bool, bright: Option<bool>) -> f64 {
    match bright {
        Some(bright) if bright == inside_right => right,
        Some(_) => left,
        None => right.max(left),
    }
}

fn worth(c: &Candidate) -> f64 {
    // A long edge is less likely by chance.
    c.cover * c.quad.signed_area().max(1.0).sqrt().ln()
}

/// Adds the corners at which two lines meet.
fn meet(lines: &[Line], borders: usize, i: usize, j: usize, corners: &mut [Vec<Corner>]) {
    let (a, b) = (&lines[i], &lines[j]);
    let Some(p) = a.crossing(b) else { return };
    let (ta, tb) = (a.along(p), b.along(p));
    let reach = |l: &Line, t: f64| {
        let (low, high) = l.extent();
        let slack = (0.15 * (high - low)).clamp(6.0, 40.0);
        t >= low - slack && t <= high + slack
    };
    if !reach(a, ta) || (j < borders && !reach(b, tb)) {
        return;
    }
    for way in [1.0, -1.0] {
        for other_way in [1.0, -1.0] {
            let Some(own) = ray(a, ta, way) else { continue };
            // Where the inside lies: to the right of a, if b goes there.
            let b_right = (a.dx * b.dy - a.dy * b.dx) * other_way > 0.0;
            let bright = if own.1 { Some(own.0 == b_right) } else { None };
            let (other_bright, sure) = if j >= borders {
                (bright, true)
            } else {
                let Some(other) = ray(b, tb, other_way) else {
                    continue;
                };
                let a_right = (b.dx * a.dy - b.dy * a.dx) * way > 0.0;
                (other.1.then_some(other.0 == a_right), true)
            };
            if !sure || !agree(bright, other_bright) {
                continue;
            }
            add(
                corners,
                (i, ta, way),
                (j, tb, other_way),
                bright.or(other_bright),
            );
        }
    }
}

/// Adds the corner at which two lines meet that both run out of the frame before they do.
fn meet_beyond(lines: &[Line], size: Size, i: usize, j: usize, corners: &mut [Vec<Corner>]) {
    let (a, b) = (&lines[i], &lines[j]);
    let Some(p) = a.crossing(b) else { return };
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    if near(p, size, 0.0) || !near(p, size, BEYOND) {
        return;
    }
    // Place of the corner, end of the edge at the frame's, and the way back from it.
    let end = |l: &Line| {
        let (low, high) = l.extent();
        let along = l.along(p);
        let (end, way) = if along > high {
            (high, -1.0)
        } else {
            (low, 1.0)
        };
        let (x, y) = (l.origin.x + end * l.dx, l.origin.y + end * l.dy);
        let off = x.min(w - x).min(y).min(h - y);
        ((along - end) * way < 0.0 && off < RUNS_OUT).then_some((along, end, way))
    };
    let (Some((ta, ea, wa)), Some((tb, eb, wb))) = (end(a), end(b)) else {
        return;
    };
    let (Some(own), Some(other)) = (ray(a, ea, wa), ray(b, eb, wb)) else {
        return;
    };
    let b_right = (a.dx * b.dy - a.dy * b.dx) * wb > 0.0;
    let a_right = (b.dx * a.dy - b.dy * a.dx) * wa > 0.0;
    let bright = own.1.then_some(own.0 == b_right);
    let other_bright = other.1.then_some(other.0 == a_right);
    if !agree(bright, other_bright) {
        return;
    }
    add(corners, (i, ta, wa), (j, tb, wb), bright.or(other_bright));
}

/// Adds a corner to both its lines, of each of which the place and the way from there are given.
fn add(
    corners: &mut [Vec<Corner>],
    one: (usize, f64, f64),
    two: (usize, f64, f64),
    bright: Option<bool>,
) {
    for ((line, along, way), (other, other_along, other_way)) in [(one, two), (two, one)] {
        corners[line].push(Corner {
            along,
            way,
            other,
            other_along,
            other_way,
            bright,
        });
    }
}

/// Whether a point is on the frame or no further away than so many parts of its sides.
fn near(p: Point, size: Size, parts: f64) -> bool {
    let within = |v: f64, of: u32| {
        let of = f64::from(of);
        v > -parts * of && v < (1.0 + parts) * of
    };
    within(p.x, size.width) && within(p.y, size.height)
}

/// Whether a line's edge goes on from a place: whether its right side is the brighter one, and
/// whether that is sure; `None` where there is no edge.
fn ray(line: &Line, from: f64, way: f64) -> Option<(bool, bool)> {
    let (right, left) = line.covered(from, from + way * RAY);
    let most = right.max(left);
    (most >= LEAST_RAY).then_some((right > left, most > 2.0 * right.min(left)))
}

/// Turns a clockwise quad so that it begins at the corner that is most to the top left.
fn from_top_left(corners: [Point; 4], cut: [bool; 4]) -> (Quad, [bool; 4]) {
    let upright = |k: usize| {
        let (p, q) = (corners[k], corners[(k + 1) % 4]);
        // How much the side from here goes to the right.
        (q.x - p.x) / p.distance(q).max(1e-9) - {
            let (r, s) = (corners[(k + 2) % 4], corners[(k + 3) % 4]);
            (s.x - r.x) / r.distance(s).max(1e-9)
        }
    };
    let first = (0..4)
        .max_by(|&a, &b| upright(a).total_cmp(&upright(b)))
        .unwrap_or(0);
    let turned = |k: usize| (first + k) % 4;
    (
        Quad([0, 1, 2, 3].map(|k| corners[turned(k)])),
        [0, 1, 2, 3].map(|k| cut[turned(k)]),
    )
}

/// Without those that are nearly another one with more edge.
fn thinned(sorted: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::new();
    for c in sorted {
        if kept.len() >= MOST {
            break;
        }
        let same = |k: &Candidate| {
            k.bright == c.bright && (0..4).all(|i| k.quad.0[i].distance(c.quad.0[i]) < 2.5)
        };
        if !kept.iter().any(same) {
            kept.push(c);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use pixels::Luma;

    use super::super::{lines, segments};
    use super::*;

    #[test]
    fn two_corners_may_lie_out_of_the_frame() {
        let (w, h) = (640u32, 360u32);
        let truth = Quad([
            Point::new(120.0, 60.0),
            Point::new(600.0, -40.0),
            Point::new(590.0, 400.0),
            Point::new(128.0, 280.0),
        ]);
        let pixel = |n: u32| {
            let at = Point::new(f64::from(n % w) + 0.5, f64::from(n / w) + 0.5);
            if truth.contains(at) { 200 } else { 30 }
        };
        let picture = Luma::new(w, h, (0..w * h).map(pixel).collect());
        let lines = lines::lines(&segments::segments(&picture, 11.0), 22.0);
        let found = Search::new(lines, picture.size()).quads();
        let whole = found.iter().filter(|c| c.cut == [false; 4]);
        let nearest = whole
            .map(|c| c.quad.corner_error(&truth))
            .fold(f64::INFINITY, f64::min);
        assert!(nearest < 4.0, "off by {nearest} px");
    }
}
