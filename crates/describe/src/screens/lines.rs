//! Segments that lie on one line, as one: an edge that is crossed or fades is one side of a screen.

use model::Point;

use super::segments::Segment;

/// Distance from the line up to which a segment is part of it, in pixels.
const OFF: f64 = 1.5;
/// Lines that are kept at most: those with most support.
const MOST: usize = 420;

/// A line with the stretches of it that are edges.
#[derive(Clone, Debug)]
pub struct Line {
    pub origin: Point,
    /// Unit direction.
    pub dx: f64,
    pub dy: f64,
    /// Begin and end of each stretch along the direction, in order; `true` where the right side
    /// (y down) is the brighter one.
    pub parts: Vec<(f64, f64, bool)>,
    /// Length of all stretches.
    pub support: f64,
}

impl Line {
    pub fn at(&self, along: f64) -> Point {
        Point::new(
            self.origin.x + along * self.dx,
            self.origin.y + along * self.dy,
        )
    }

    pub fn along(&self, p: Point) -> f64 {
        (p.x - self.origin.x) * self.dx + (p.y - self.origin.y) * self.dy
    }

    /// Distance to the right of the line (y down).
    pub fn right_of(&self, p: Point) -> f64 {
        self.dx * (p.y - self.origin.y) - self.dy * (p.x - self.origin.x)
    }

    /// Begin and end of what is edge.
    pub fn extent(&self) -> (f64, f64) {
        let first = self.parts.first().map_or(0.0, |p| p.0);
        let last = self.parts.iter().map(|p| p.1).fold(first, f64::max);
        (first, last)
    }

    /// Lengths between two places along it that are edges, with the right side brighter and darker.
    pub fn covered(&self, from: f64, to: f64) -> (f64, f64) {
        let (from, to) = (from.min(to), from.max(to));
        let mut lengths = (0.0, 0.0);
        for &(a, b, right) in &self.parts {
            let both = (b.min(to) - a.max(from)).max(0.0);
            if right {
                lengths.0 += both;
            } else {
                lengths.1 += both;
            }
        }
        lengths
    }

    /// Where two lines cross; `None` where they are nearly parallel.
    pub fn crossing(&self, other: &Line) -> Option<Point> {
        let cross = self.dx * other.dy - self.dy * other.dx;
        if cross.abs() < 0.17 {
            return None;
        }
        let (x, y) = (
            other.origin.x - self.origin.x,
            other.origin.y - self.origin.y,
        );
        Some(self.at((x * other.dy - y * other.dx) / cross))
    }
}

/// Joins segments (longest first) into lines, those with most support first.
pub fn lines(segments: &[Segment], least: f64) -> Vec<Line> {
    let mut taken = vec![false; segments.len()];
    let mut out = Vec::new();
    for (i, seed) in segments.iter().enumerate() {
        if taken[i] {
            continue;
        }
        taken[i] = true;
        let line = gather(seed, segments, &mut taken, i);
        if line.support >= least {
            out.push(line);
        }
    }
    out.sort_by(|a, b| b.support.total_cmp(&a.support));
    out.truncate(MOST);
    out
}

fn gather(seed: &Segment, segments: &[Segment], taken: &mut [bool], first: usize) -> Line {
    let mut line = through(&[*seed]);
    let mut members = vec![*seed];
    // Twice: the line of all members is better than that of the first.
    for _ in 0..2 {
        for (k, s) in segments.iter().enumerate().skip(first + 1) {
            if taken[k] {
                continue;
            }
            let (da, db) = (line.right_of(s.a).abs(), line.right_of(s.b).abs());
            let (ta, tb) = (line.along(s.a), line.along(s.b));
            let (low, high) = line.extent();
            // What lies a long way off has to lie on the line the more exactly.
            let gap = (ta.min(tb) - high).max(low - ta.max(tb)).max(0.0);
            let steep = (da - db).abs() / s.length() > 0.12;
            if da.max(db) > OFF || steep || gap > 0.8 * (high - low) + 20.0 {
                continue;
            }
            taken[k] = true;
            members.push(*s);
            line = through(&members);
        }
    }
    line
}

/// The line through the ends of segments, by their lengths.
fn through(members: &[Segment]) -> Line {
    let (mut n, mut mx, mut my) = (0.0, 0.0, 0.0);
    for s in members {
        let w = s.length();
        n += 2.0 * w;
        mx += w * (s.a.x + s.b.x);
        my += w * (s.a.y + s.b.y);
    }
    let origin = Point::new(mx / n, my / n);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for s in members {
        for p in [s.a, s.b] {
            let (x, y, w) = (p.x - origin.x, p.y - origin.y, s.length());
            xx += w * x * x;
            xy += w * x * y;
            yy += w * y * y;
        }
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let mut line = Line {
        origin,
        dx: angle.cos(),
        dy: angle.sin(),
        parts: Vec::new(),
        support: 0.0,
    };
    for s in members {
        let (a, b) = (line.along(s.a), line.along(s.b));
        line.parts.push((a.min(b), a.max(b), b > a));
        line.support += (b - a).abs();
    }
    line.parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    line
}
