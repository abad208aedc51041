//! The shape of displays: they are made in a few proportions, so of several places of a side, a
//! title bar's edge, the picture's and the bezel's, at most one gives a quad of such a shape.
//! Perspective is taken out as by Zhang and He (2007) for each of a range of focal lengths; where
//! these do not agree, as on oblique views, the shape says nothing. It never decides alone: there
//! has to be an edge and the quad has to look like a display, or something has to cover the side.
//! What doesn't live here: what displays look like.

use model::{Homography, Point, Quad, Size};
use pixels::Luma;
use pixels::plausible::proportions_for;

use super::border::{self, Look, Polarity};
use super::{proposed, strip};

/// Width over height of displays as they are made.
const MADE: [f64; 5] = [5.0 / 4.0, 4.0 / 3.0, 16.0 / 10.0, 16.0 / 9.0, 64.0 / 27.0];
/// Shortest, usual and longest focal length that are reckoned with, in frame widths.
const FOCAL: [f64; 3] = [0.8, 1.1, 2.0];
/// Logarithm of what they may make of one quad's proportions for its shape to say something.
const MOST_SPAN: f64 = 0.1;
/// Up to which logarithm proportions are those of a display, and from which they are not; and the
/// errors of a side, in pixels, that are allowed for.
const FITS: (f64, f64) = (0.008, 0.6);
const ODD: (f64, f64) = (0.015, 1.0);
/// Most by which a side is moved, as part of the width.
const MOST_MOVED: f64 = 0.08;

/// How far beyond its ends a side's edge is looked for, as parts of its length: not as near as the
/// bezel is wide. At so many places; least step across, in grey levels a pixel, and share of them.
const BEYOND: (f64, f64) = (0.07, 0.18);
const SAMPLES: usize = 16;
const LEAST_STEP: f64 = 1.5;
const LEAST_SHARE: f64 = 0.75;
/// The stretch of a side that is next to another one, as parts of its length, and parts of it that
/// are edges where it is seen and where it is not.
const NEXT: (f64, f64) = (0.02, 0.07);
const SEEN: f64 = 0.7;
const UNSEEN: f64 = 0.4;

/// Part of its score that a quad of a display's shape has to have to take the place of another one
/// that has none.
const LEAST_PART: f64 = 0.85;
/// Least part of a side that is an edge there, unless it lay on the edge of a caption.
const CLEAR_EDGE: f64 = 0.6;
/// What proportions that are off, as a logarithm, count for against the score.
const OFF: f64 = 4.0;

/// What the proportions of a quad say of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Those of a display, or nearly.
    Fits,
    /// Neither sure to be nor not to be, or not to be told.
    Open,
    Odd,
}

/// What the proportions of a quad on a frame say.
pub fn of(quad: &Quad, frame: Size) -> Shape {
    let all = FOCAL.map(|f| proportions_for(quad, frame, f));
    if all.contains(&None) {
        return Shape::Open;
    }
    let all = all.into_iter().flatten().map(f64::ln);
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), r| {
        (l.min(r), h.max(r))
    });
    let upright = high < 0.0;
    if upright || high - low > MOST_SPAN {
        return Shape::Open;
    }
    let off = |made: &f64| (low - made.ln()).max(made.ln() - high).max(0.0);
    let off = MADE.iter().map(off).fold(f64::INFINITY, f64::min);
    let height = quad.apparent_height().max(1.0);
    if off <= FITS.0 + FITS.1 / height {
        Shape::Fits
    } else if off >= ODD.0 + ODD.1 / height {
        Shape::Odd
    } else {
        Shape::Open
    }
}

/// How far the proportions of a quad are from those of a display for a usual focal length, as a
/// logarithm.
fn off(quad: &Quad, frame: Size) -> f64 {
    let ratio = proportions_for(quad, frame, FOCAL[1]);
    ratio.map_or(1.0, |r| {
        let off = MADE.iter().map(|made| (r / made).ln().abs());
        off.fold(f64::INFINITY, f64::min)
    })
}

/// How much the edges on which the free sides lie go on beyond their ends, 0 to 1: at most, and in
/// the mean. Lines of an interface do, a picture's own edge ends.
pub fn going_on(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> (f64, f64) {
    let ends: Vec<f64> = (0..4)
        .filter(|&k| !cut[k])
        .flat_map(|k| beyond(picture, quad, k))
        .collect();
    let most = ends.iter().copied().fold(0.0, f64::max);
    (most, ends.iter().sum::<f64>() / ends.len().max(1) as f64)
}

/// The quad of a display's shape that looks most like a display, of those that share three sides
/// with one; `None` where none scores nearly as much. If a side lies on the edge of a caption or the
/// like it is this one that lies elsewhere, even if it is not seen. A quad that a bezel of one width
/// surrounds is right, whatever its shape.
pub fn better(picture: &Luma, quad: &Quad, score: f64) -> Option<Quad> {
    let look = Look {
        least: 1.2,
        ..Look::new(Polarity::Either, 1.5)
    };
    if strip::surrounds(picture, quad) {
        return None;
    }
    let size = picture.size();
    // Captions and desks run level; what is upright and goes on is a neighbour or a passer-by.
    let foreign: Vec<usize> = [0, 2]
        .into_iter()
        .filter(|&k| goes_on(picture, quad, k))
        .collect();
    let straight = match foreign[..] {
        [side] => squared(quad, size, side),
        _ => None,
    };
    let seen = (rivals(picture, quad).into_iter())
        .filter(|r| straight.is_none() || !foreign.contains(&r.side));
    let covered = straight.iter().flat_map(|q| rivals(picture, q));
    let tried = seen.chain(covered.filter(|r| foreign.contains(&r.side)));
    let judged = tried.filter_map(|r| {
        let clear = foreign.contains(&r.side) || r.edge >= CLEAR_EDGE;
        let own = clear && !goes_on(picture, &r.quad, r.side);
        let border = border::fit(picture, &r.quad, look, [false; 4])?;
        let found = proposed(picture, [false; 4], &border)?;
        let fits = of(&found.quad, size) == Shape::Fits;
        let worth = found.score + r.edge - OFF * off(&found.quad, size);
        (own && fits && found.score >= LEAST_PART * score).then_some((worth, found.quad))
    });
    let best = judged.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|b| b.1).or_else(|| match foreign[..] {
        [side] => completed(picture, quad, side),
        _ => None,
    })
}

/// A quad of a display's shape that shares three sides with another one.
struct Rival {
    quad: Quad,
    /// The side that lies elsewhere, and how much of it is an edge there, 0 to 1.
    side: usize,
    edge: f64,
}

/// Quads of a display's shape that share three sides with one, with an edge near the fourth.
fn rivals(picture: &Luma, quad: &Quad) -> Vec<Rival> {
    let all = FOCAL.map(|f| proportions_for(quad, picture.size(), f));
    let [Some(a), Some(b), Some(c)] = all else {
        return Vec::new();
    };
    let (low, high) = (a.min(b).min(c), a.max(b).max(c));
    let width = quad.apparent_width();
    let reach = (0.004 * width).clamp(1.5, 4.0);
    let looks = [Polarity::BrightInside, Polarity::Either].map(|polarity| Look {
        least: 1.2,
        ..Look::new(polarity, reach)
    });
    let mut found: Vec<Rival> = Vec::new();
    for (made, side) in MADE.iter().flat_map(|m| (0..4).map(move |s| (m, s))) {
        let most = most_moved(side, b);
        let from = inwards(side, high, *made).max(-most);
        let to = inwards(side, low, *made).min(most);
        if from > to {
            continue;
        }
        let long = if level(side) { width / b } else { width };
        let count = ((to - from) * long / (2.0 * reach)).ceil();
        let others = std::array::from_fn(|k| k != side);
        for n in 0..=count as usize {
            let by = from + (to - from) * n as f64 / count.max(1.0);
            let Some(there) = moved(quad, side, by) else {
                continue;
            };
            for border in looks
                .iter()
                .filter_map(|l| border::fit(picture, &there, *l, others))
            {
                let known = |r: &Rival| r.quad.corner_error(&border.quad) < 0.5;
                if !found.iter().any(known) && of(&border.quad, picture.size()) == Shape::Fits {
                    found.push(Rival {
                        quad: border.quad,
                        side,
                        edge: border.support[side],
                    });
                }
            }
        }
    }
    found
}

/// The quad with a side where it makes a shape of a display, where what covers it is known to: it
/// then lies further in if next to nothing is seen of one of the sides that meet it, because these
/// end under what covers them, and further out if they are seen up to there. `None` where neither
/// is sure.
fn completed(picture: &Luma, quad: &Quad, side: usize) -> Option<Quad> {
    let frame = picture.size();
    let out = match ends(picture, quad, side) {
        (a, b) if a >= SEEN && b >= SEEN => true,
        (a, b) if a.min(b) <= UNSEEN => false,
        _ => return None,
    };
    let quad = squared(quad, frame, side)?;
    let ratio = proportions_for(&quad, frame, FOCAL[1])?;
    let ways = MADE.iter().map(|made| inwards(side, ratio, *made));
    let by = (ways.filter(|by| (*by < 0.0) == out)).min_by(|a, b| a.abs().total_cmp(&b.abs()))?;
    (by.abs() <= most_moved(side, ratio))
        .then(|| moved(&quad, side, by))
        .flatten()
}

/// Parts of the two sides that meet one that are edges next to it.
fn ends(picture: &Luma, quad: &Quad, side: usize) -> (f64, f64) {
    let (before, after) = ((side + 3) % 4, (side + 1) % 4);
    let part = |n: usize| NEXT.0 + (NEXT.1 - NEXT.0) * n as f64 / (SAMPLES - 1) as f64;
    (
        share(picture, quad, before, &|n| 1.0 - part(n)),
        share(picture, quad, after, &part),
    )
}

/// The quad with a side at right angles to those that meet it, through its own middle.
fn squared(quad: &Quad, frame: Size, side: usize) -> Option<Quad> {
    let focal = FOCAL[1] * f64::from(frame.width.max(frame.height));
    let (cx, cy) = (f64::from(frame.width) / 2.0, f64::from(frame.height) / 2.0);
    let at = |k: usize| {
        let p = quad.0[k % 4];
        [(p.x - cx) / focal, (p.y - cy) / focal, 1.0]
    };
    let line = |k: usize| cross(at(k), at(k + 1));
    let (before, after, opposite) = (line(side + 3), line(side + 1), line(side + 2));
    // Where those that meet it would meet is a direction; what is at right angles to it and lies on
    // the opposite side's plane is the direction of both.
    let along = cross(opposite, cross(before, after));
    let (p, q) = (at(side), at(side + 1));
    let middle = [0.5 * (p[0] + q[0]), 0.5 * (p[1] + q[1]), 1.0];
    let there = cross(along, middle);
    let point = |c: [f64; 3]| {
        (c[2].abs() > 1e-12).then(|| Point::new(cx + focal * c[0] / c[2], cy + focal * c[1] / c[2]))
    };
    let mut corners = quad.0;
    corners[side] = point(cross(before, there))?;
    corners[(side + 1) % 4] = point(cross(there, after))?;
    let quad = Quad(corners);
    quad.is_convex_clockwise().then_some(quad)
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// Whether the edge on which a side lies goes on beyond one of its ends: it may then be that of a
/// caption, or of what stands before the display.
fn goes_on(picture: &Luma, quad: &Quad, side: usize) -> bool {
    let beyond = beyond(picture, quad, side);
    beyond.iter().any(|share| *share >= LEAST_SHARE)
}

/// Parts of the places beyond each end of a side at which its edge goes on.
fn beyond(picture: &Luma, quad: &Quad, side: usize) -> [f64; 2] {
    let part = |n: usize| BEYOND.0 + (BEYOND.1 - BEYOND.0) * n as f64 / (SAMPLES - 1) as f64;
    [
        share(picture, quad, side, &|n| -part(n)),
        share(picture, quad, side, &|n| 1.0 + part(n)),
    ]
}

/// Part of some places along a side (in its lengths, and on beyond its ends) at which there is an
/// edge of one way.
fn share(picture: &Luma, quad: &Quad, side: usize, place: &dyn Fn(usize) -> f64) -> f64 {
    let (p, q) = (quad.0[side], quad.0[(side + 1) % 4]);
    let length = p.distance(q).max(1e-9);
    let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
    let step = |t: f64, off: f64| {
        let (x, y) = (p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
        let at = |d: f64| border::sample(picture, x + nx * (off + d), y + ny * (off + d));
        Some(0.5 * (at(1.0)? - at(-1.0)?))
    };
    let edges = [-1.0, 0.0, 1.0].map(|off| {
        let steps: Vec<f64> = (0..SAMPLES).filter_map(|n| step(place(n), off)).collect();
        let edge = |way: f64| steps.iter().filter(|s| way * **s >= LEAST_STEP).count();
        edge(1.0).max(edge(-1.0))
    });
    edges.into_iter().max().unwrap_or(0) as f64 / SAMPLES as f64
}

const fn level(side: usize) -> bool {
    side.is_multiple_of(2)
}

/// How far inwards a side lies when a ratio becomes another one, as part of the height or the width.
fn inwards(side: usize, ratio: f64, made: f64) -> f64 {
    match level(side) {
        true => 1.0 - ratio / made,
        false => 1.0 - made / ratio,
    }
}

fn most_moved(side: usize, ratio: f64) -> f64 {
    match level(side) {
        true => MOST_MOVED * ratio,
        false => MOST_MOVED,
    }
}

/// A quad with one side moved inwards in its own plane, by a part of the height or the width.
fn moved(quad: &Quad, side: usize, by: f64) -> Option<Quad> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let mut edges = [0.0, 1.0, 1.0, 0.0];
    edges[side] += if side == 0 || side == 3 { by } else { -by };
    let [top, right, bottom, left] = edges;
    Homography::between(&unit, quad)?.map_quad(&Quad([
        Point::new(left, top),
        Point::new(right, top),
        Point::new(right, bottom),
        Point::new(left, bottom),
    ]))
}
