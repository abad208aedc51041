//! Whether two shots show one recording: small pictures of all their frames, seen through the map
//! that features propose, must agree along one line of time, and change alike.
//!
//! What doesn't live here: proposing pairs (the index does), decoding.

mod line;
mod place;

use model::{FrameTime, Homography, Size};
use pixels::Luma;

use line::{Line, Pair, run};
use place::{Placed, placed};
pub use place::{details, is_edit, mirror, whole_frames};

/// A frame of a shot: its time and a small picture of it.
pub struct Glimpse {
    pub at: FrameTime,
    pub thumb: Luma,
}

/// A shot as it is compared.
pub struct Strip {
    /// Size of the displayed frames.
    pub size: Size,
    pub glimpses: Vec<Glimpse>,
}

/// Where two shots agree.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Alignment {
    /// Numbers of the first and last glimpse that agree, in each.
    pub a: (usize, usize),
    pub b: (usize, usize),
    /// Frame of `b` from that of `a` (mirrored first where that was asked).
    pub b_from_a: Homography,
    pub speed: f64,
    pub likeness: f32,
    pub motion: Option<f32>,
    /// Pixels of a frame that the common part covers, in each.
    pub pixels: (u64, u64),
}
/// Least similarity of two frames that agree, least median of a copy, and of one in which nothing
/// moves.
const AGREES: f32 = 0.45;
const LEAST: f32 = 0.6;
const LEAST_STILL: f32 = 0.92;
/// Least correlation of what changes.
const LEAST_MOTION: f32 = 0.5;
/// Frames and seconds that have to agree.
const LEAST_GLIMPSES: usize = 8;
const LEAST_SECONDS: f64 = 0.4;

/// Some frames of two shots that are one moment each along a line.
struct Moments {
    a: Strip,
    b: Strip,
    mirrored: bool,
}

/// Moments that are looked at for improving a map.
const MOMENTS: usize = 6;

impl Moments {
    fn along(pair: &Pair, a: &Strip, b: &Strip, mirrored: bool, line: Line) -> Self {
        let along = pair.along(line);
        let both = along.iter().enumerate();
        let both: Vec<(usize, usize)> = both.filter_map(|(i, j)| Some((i, (*j)?))).collect();
        let every = both.len().div_ceil(MOMENTS).max(1);
        let (of_a, of_b): (Vec<usize>, Vec<usize>) = both.into_iter().step_by(every).unzip();
        let chosen = |of: &Strip, which: &[usize]| Strip {
            size: of.size,
            glimpses: which
                .iter()
                .map(|&i| Glimpse {
                    at: of.glimpses[i].at,
                    thumb: of.glimpses[i].thumb.clone(),
                })
                .collect(),
        };
        Self {
            a: chosen(a, &of_a),
            b: chosen(b, &of_b),
            mirrored,
        }
    }

    /// Mean likeness of the moments.
    fn worth(&self, p: &Placed) -> f32 {
        Pair::new(&self.a, &self.b, p, self.mirrored).map_or(0.0, |pair| {
            let each = pair.a.iter().zip(&pair.b).map(|(x, y)| x.likeness(y));
            each.sum::<f32>() / pair.a.len().max(1) as f32
        })
    }

    /// Improves where two shots lie on each other, by steps of these parts of the frame: shifts
    /// only, or scales too.
    fn settled(&self, start: Placed, steps: &[f64], scales: bool) -> (f32, Placed) {
        let (w, h) = (f64::from(self.a.size.width), f64::from(self.a.size.height));
        let mut best = (self.worth(&start), start);
        for &size in steps {
            for _ in 0..3 {
                let p = best.1;
                let (bw, bh) = (size * w * p.sx, size * h * p.sy);
                let grown = |by: f64, x: bool, y: bool| Placed {
                    sx: p.sx * if x { 1.0 + by } else { 1.0 },
                    sy: p.sy * if y { 1.0 + by } else { 1.0 },
                    // About the middle of the frame.
                    x: p.x - if x { by * p.sx * w / 2.0 } else { 0.0 },
                    y: p.y - if y { by * p.sy * h / 2.0 } else { 0.0 },
                };
                let tries = [
                    Placed { x: p.x + bw, ..p },
                    Placed { x: p.x - bw, ..p },
                    Placed { y: p.y + bh, ..p },
                    Placed { y: p.y - bh, ..p },
                    grown(size, true, true),
                    grown(-size, true, true),
                    grown(size, true, false),
                    grown(-size, true, false),
                    grown(size, false, true),
                    grown(-size, false, true),
                ];
                let next = tries
                    .into_iter()
                    .take(if scales { 10 } else { 4 })
                    .map(|p| (self.worth(&p), p))
                    .max_by(|x, y| x.0.total_cmp(&y.0));
                match next {
                    Some(next) if next.0 > best.0 => best = next,
                    _ => break,
                }
            }
        }
        best
    }
}

/// While the camera pans, an earlier moment looks like a shift of the picture. The right moment
/// agrees best once the picture was shifted for each.
fn timed(
    pair: &Pair,
    a: &Strip,
    b: &Strip,
    start: (Placed, Line),
    mirrored: bool,
) -> (Placed, Line) {
    let (mut place, mut line) = start;
    for (reach, step) in [(1.6, 0.16), (0.16, 0.04)] {
        let around = line;
        let count = (reach / step) as i32;
        let tried = (-count..=count).map(|k| {
            let line = Line {
                offset: around.offset + f64::from(k) * step,
                ..around
            };
            let moments = Moments::along(pair, a, b, mirrored, line);
            let (worth, place) = moments.settled(place, &[0.01, 0.005, 0.0025], false);
            // Fewer moments agree more easily.
            let whole = moments.a.glimpses.len() >= MOMENTS.min(a.glimpses.len());
            (if whole { worth } else { 0.0 }, place, line)
        });
        if let Some(best) = tried.max_by(|x, y| x.0.total_cmp(&y.0))
            && best.0 > 0.0
        {
            (place, line) = (best.1, best.2);
        }
    }
    (place, line)
}

/// Where two shots show one recording, by a map that was proposed between two of their frames (the
/// frame of `b` from that of `a`, mirrored first where that is asked); `None` where they don't.
pub fn align(a: &Strip, b: &Strip, map: &Homography, mirrored: bool) -> Option<Alignment> {
    let start = placed(map, a.size, b.size)?;
    let pair = Pair::new(a, b, &start, mirrored)?;
    let line = pair.line()?;
    let moments = Moments::along(&pair, a, b, mirrored, line);
    let (_, place) = moments.settled(start, &[0.02, 0.01, 0.005, 0.0025], true);
    let pair = Pair::new(a, b, &place, mirrored)?;
    let line = pair.line()?;
    if !pair.agrees_along(line) {
        return None;
    }
    let (place, line) = timed(&pair, a, b, (place, line), mirrored);
    let pair = Pair::new(a, b, &place, mirrored)?;
    let along = pair.along(line);
    let likeness: Vec<Option<f32>> = along
        .iter()
        .zip(&pair.a)
        .map(|(j, row)| j.map(|j| row.likeness(&pair.b[j])))
        .collect();
    let (from, to) = run(&likeness)?;
    let seconds = pair.a[to].seconds - pair.a[from].seconds;
    let shorter = pair.a.last()?.seconds.min(pair.b.last()?.seconds);
    if to - from + 1 < LEAST_GLIMPSES.min(pair.a.len()) || seconds < LEAST_SECONDS.min(shorter) {
        return None;
    }
    let mut agreeing: Vec<f32> = likeness[from..=to].iter().flatten().copied().collect();
    agreeing.sort_by(f32::total_cmp);
    let median = *agreeing.get(agreeing.len() / 2)?;
    let motion = pair.motion(&along, from, to);
    let proved = match motion {
        Some(m) => median >= LEAST && m >= LEAST_MOTION,
        None => median >= LEAST_STILL,
    };
    let first = along[from..=to].iter().flatten().min()?;
    let last = along[from..=to].iter().flatten().max()?;
    proved.then(|| Alignment {
        a: (from, to),
        b: (*first, *last),
        b_from_a: place.map(),
        speed: line.speed,
        likeness: median,
        motion,
        pixels: place.area(a.size, b.size),
    })
}
