//! Whether two shots show one recording: small pictures of all their frames, seen through the map
//! that features propose, must agree along one line of time, and change alike.
//!
//! What doesn't live here: proposing pairs (the index does), decoding.

use model::{FrameTime, Homography, Point, Quad, Size};
use pixels::Luma;

/// Columns and rows at which the common part of two frames is read, and of the blocks within.
const GRID: (usize, usize) = (32, 18);
const BLOCK: (usize, usize) = (8, 6);
const VALUES: usize = GRID.0 * GRID.1;

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

/// How two frames lie on each other: scaled and shifted along the axes, as editing does.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Placed {
    sx: f64,
    sy: f64,
    x: f64,
    y: f64,
}

/// Largest skew of an edge, in parts of the other side, and largest difference of opposite edges.
const SKEW: f64 = 0.06;
/// Scales and proportions that editing makes.
const SCALES: (f64, f64) = (0.12, 8.0);
const STRETCH: f64 = 1.8;
/// Least part of the smaller frame that is common.
const LEAST_COMMON: f64 = 0.2;
/// Least similarity of two frames that agree, least median of a copy, and of one in which nothing
/// moves.
const AGREES: f32 = 0.45;
const LEAST: f32 = 0.6;
const LEAST_STILL: f32 = 0.92;
/// Least correlation of what changes, and root mean square of change that can be compared.
const LEAST_MOTION: f32 = 0.5;
const CHANGES: f32 = 1.5;
/// Seconds over which change is looked at.
const STEP: f64 = 0.4;
/// Frames and seconds that have to agree.
const LEAST_GLIMPSES: usize = 8;
const LEAST_SECONDS: f64 = 0.4;
/// Fewer frames of `a` are tried first.
const TRIED: usize = 150;

/// Whether a map is one that editing makes, turned into that; `None` where the picture is turned,
/// in perspective, or hardly common.
fn placed(map: &Homography, a: Size, b: Size) -> Option<Placed> {
    let q = map.map_quad(&Quad::of_size(a))?;
    let [p0, p1, p2, p3] = q.0;
    let (w, h) = (q.apparent_width(), q.apparent_height());
    let straight = (p0.y - p1.y).abs() < SKEW * h
        && (p3.y - p2.y).abs() < SKEW * h
        && (p0.x - p3.x).abs() < SKEW * w
        && (p1.x - p2.x).abs() < SKEW * w;
    let upright = p1.x > p0.x && p3.y > p0.y;
    let (left, right) = ((p0.x + p3.x) / 2.0, (p1.x + p2.x) / 2.0);
    let (top, bottom) = ((p0.y + p1.y) / 2.0, (p3.y + p2.y) / 2.0);
    let placed = Placed {
        sx: (right - left) / f64::from(a.width),
        sy: (bottom - top) / f64::from(a.height),
        x: left,
        y: top,
    };
    let fits = (SCALES.0..=SCALES.1).contains(&placed.sx)
        && (1.0 / STRETCH..=STRETCH).contains(&(placed.sx / placed.sy));
    (straight && upright && fits && placed.common(a, b).is_some()).then_some(placed)
}

/// Whether a proposed map between two frames can be that of a copy.
pub fn is_edit(map: &Homography, a: Size, b: Size) -> bool {
    placed(map, a, b).is_some()
}

impl Placed {
    fn map(&self) -> Homography {
        Homography([self.sx, 0.0, self.x, 0.0, self.sy, self.y, 0.0, 0.0, 1.0])
    }

    /// The common part in pixels of `a`: left, top, right, bottom.
    fn common(&self, a: Size, b: Size) -> Option<[f64; 4]> {
        let (aw, ah) = (f64::from(a.width), f64::from(a.height));
        let (bw, bh) = (f64::from(b.width), f64::from(b.height));
        let left = (-self.x / self.sx).max(0.0);
        let top = (-self.y / self.sy).max(0.0);
        let right = ((bw - self.x) / self.sx).min(aw);
        let bottom = ((bh - self.y) / self.sy).min(ah);
        let area = (right - left).max(0.0) * (bottom - top).max(0.0);
        let smaller = (aw * ah).min(bw * bh / (self.sx * self.sy));
        (area > LEAST_COMMON * smaller).then_some([left, top, right, bottom])
    }

    fn area(&self, a: Size, b: Size) -> (u64, u64) {
        let Some([l, t, r, d]) = self.common(a, b) else {
            return (0, 0);
        };
        let area = (r - l) * (d - t);
        (
            area.round() as u64,
            (area * self.sx * self.sy).round() as u64,
        )
    }
}

/// Reads the common part of a thumb at the grid's places.
fn read(thumb: &Luma, frame: Size, part: [f64; 4], mirrored: bool) -> Vec<f32> {
    let (w, h) = (f64::from(frame.width), f64::from(frame.height));
    let (tw, th) = (f64::from(thumb.width), f64::from(thumb.height));
    let [l, t, r, b] = part;
    // A place of the grid is the mean of four samples: it covers several pixels.
    let axis = |n: usize, k: usize| (k as f64 + 0.5) / (2 * n) as f64;
    let mut out = vec![0f32; VALUES];
    for gy in 0..2 * GRID.1 {
        let y = (t + (b - t) * axis(GRID.1, gy)) / h * th - 0.5;
        for gx in 0..2 * GRID.0 {
            let x = (l + (r - l) * axis(GRID.0, gx)) / w;
            let x = (if mirrored { 1.0 - x } else { x }) * tw - 0.5;
            out[gy / 2 * GRID.0 + gx / 2] += sample(thumb, x, y) / 4.0;
        }
    }
    out
}

fn sample(p: &Luma, x: f64, y: f64) -> f32 {
    let (w, h) = (p.width as usize, p.height as usize);
    let x = (x as f32).clamp(0.0, (w - 1) as f32);
    let y = (y as f32).clamp(0.0, (h - 1) as f32);
    let (x0, y0) = (x as usize, y as usize);
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let v = |x: usize, y: usize| f32::from(p.data[y.min(h - 1) * w + x.min(w - 1)]);
    let top = v(x0, y0) * (1.0 - fx) + v(x0 + 1, y0) * fx;
    let bottom = v(x0, y0 + 1) * (1.0 - fx) + v(x0 + 1, y0 + 1) * fx;
    top * (1.0 - fy) + bottom * fy
}

/// Values of one frame: as they are less each block's mean, and of unit contrast in each block.
struct Row {
    seconds: f64,
    plain: Vec<f32>,
    unit: Vec<f32>,
    /// Blocks with texture.
    blocks: u32,
}

impl Row {
    fn new(seconds: f64, values: &[f32]) -> Self {
        let mut plain = vec![0f32; VALUES];
        let mut unit = vec![0f32; VALUES];
        let (mut blocks, mut at) = (0, 0);
        for by in (0..GRID.1).step_by(BLOCK.1) {
            for bx in (0..GRID.0).step_by(BLOCK.0) {
                let n = BLOCK.0 * BLOCK.1;
                let of = |k: usize| values[(by + k / BLOCK.0) * GRID.0 + bx + k % BLOCK.0];
                let mean = (0..n).map(of).sum::<f32>() / n as f32;
                let norm = (0..n).map(|k| (of(k) - mean).powi(2)).sum::<f32>().sqrt();
                let textured = norm > 2.0 * (n as f32).sqrt();
                blocks += u32::from(textured);
                for k in 0..n {
                    plain[at + k] = of(k) - mean;
                    unit[at + k] = if textured { plain[at + k] / norm } else { 0.0 };
                }
                at += n;
            }
        }
        Self {
            seconds,
            plain,
            unit,
            blocks,
        }
    }

    /// Mean correlation of the blocks, those that are plain in one frame only counting nothing.
    fn likeness(&self, other: &Row) -> f32 {
        let blocks = self.blocks.max(other.blocks);
        if blocks < 3 {
            return 0.0;
        }
        dot(&self.unit, &other.unit) / blocks as f32
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0f32; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    sums.iter().sum()
}

/// A line of time: seconds of `a` at second 0 of `b`, and those that pass in one of `b`.
#[derive(Clone, Copy, Debug)]
struct Line {
    offset: f64,
    speed: f64,
}

struct Pair {
    a: Vec<Row>,
    b: Vec<Row>,
}

impl Pair {
    fn new(a: &Strip, b: &Strip, placed: &Placed, mirrored: bool) -> Option<Self> {
        let part = placed.common(a.size, b.size)?;
        let [l, t, r, d] = part;
        let in_b = [
            placed.x + placed.sx * l,
            placed.y + placed.sy * t,
            placed.x + placed.sx * r,
            placed.y + placed.sy * d,
        ];
        let rows = |s: &Strip, part: [f64; 4], mirrored: bool| {
            let begin = s.glimpses.first().map(|g| g.at.time);
            s.glimpses
                .iter()
                .map(|g| {
                    let since = begin.map_or(0, |b| g.at.time.micros_since(b));
                    Row::new(since as f64 / 1e6, &read(&g.thumb, s.size, part, mirrored))
                })
                .collect()
        };
        Some(Self {
            a: rows(a, part, mirrored),
            b: rows(b, in_b, false),
        })
    }

    /// The glimpse of `b` nearest to a second, where one is near enough.
    fn at_b(&self, seconds: f64) -> Option<usize> {
        let next = self.b.partition_point(|r| r.seconds < seconds);
        let (before, after) = (next.checked_sub(1), (next < self.b.len()).then_some(next));
        let away = |i: &usize| (self.b[*i].seconds - seconds).abs();
        let step = self.b.last()?.seconds / (self.b.len() - 1).max(1) as f64;
        [before, after]
            .into_iter()
            .flatten()
            .min_by(|x, y| away(x).total_cmp(&away(y)))
            .filter(|i| away(i) <= 0.75 * step.max(0.02))
    }

    /// The best line, by a table of the likeness of some frames of `a` to all of `b`.
    fn line(&self) -> Option<Line> {
        let every = self.a.len().div_ceil(TRIED).max(1);
        let tried: Vec<usize> = (0..self.a.len()).step_by(every).collect();
        let table: Vec<Vec<f32>> = tried
            .iter()
            .map(|&i| self.b.iter().map(|b| self.a[i].likeness(b)).collect())
            .collect();
        let end = self.b.last()?.seconds;
        let step = (end / (self.b.len() - 1).max(1) as f64).max(0.02);
        // For looking up: the glimpse of `b` at every step of time.
        let count = (end / step).round() as usize + 1;
        let slots: Vec<Option<usize>> = (0..count).map(|k| self.at_b(k as f64 * step)).collect();
        let worth = |line: Line| {
            let mut sum = 0f32;
            for (row, &i) in table.iter().zip(&tried) {
                let slot = ((self.a[i].seconds - line.offset) / line.speed / step).round();
                if slot < 0.0 || slot >= count as f64 {
                    continue;
                }
                if let Some(j) = slots[slot as usize] {
                    sum += (row[j] - AGREES).max(-0.3);
                }
            }
            // Of lines that say the same, the one without a change of speed.
            sum * (1.0 - 0.05 * line.speed.ln().abs()) as f32
        };
        let whole_a = self.a.last()?.seconds;
        let mut best: Option<(f32, Line)> = None;
        let mut consider = |line: Line| {
            let w = worth(line);
            if best.is_none_or(|b| w > b.0) {
                best = Some((w, line));
            }
        };
        // A second says little of speed: the shorter it is, the less is looked for.
        let most = (20.0 * end.min(whole_a)).clamp(0.0, 70.0) as i32;
        for k in -most..=most {
            let speed = (f64::from(k) * 0.01).exp();
            let mut offset = -end * speed;
            while offset <= whole_a {
                consider(Line { offset, speed });
                offset += step;
            }
        }
        let (_, coarse) = best?;
        let mut best: Option<(f32, Line)> = None;
        for k in -5..=5 {
            for n in -4..=4 {
                let line = Line {
                    speed: coarse.speed * (1.0 + 0.002 * f64::from(k)),
                    offset: coarse.offset + 0.5 * step * f64::from(n),
                };
                let w = worth(line);
                if best.is_none_or(|b| w > b.0) {
                    best = Some((w, line));
                }
            }
        }
        best.map(|b| b.1)
    }

    /// For every glimpse of `a`, that of `b` on the line.
    fn along(&self, line: Line) -> Vec<Option<usize>> {
        self.a
            .iter()
            .map(|r| self.at_b((r.seconds - line.offset) / line.speed))
            .collect()
    }

    /// Whether a part of the line is worth a closer look.
    fn agrees_along(&self, line: Line) -> bool {
        let along = self.along(line);
        let pairs = along.iter().zip(&self.a);
        let likeness: Vec<Option<f32>> = pairs
            .map(|(j, row)| j.map(|j| row.likeness(&self.b[j])))
            .collect();
        run(&likeness).is_some_and(|(from, to)| {
            let mut run: Vec<f32> = likeness[from..=to].iter().flatten().copied().collect();
            run.sort_by(f32::total_cmp);
            run.get(run.len() / 2).is_some_and(|m| *m >= LEAST)
        })
    }

    /// Correlation of what changes along a line, between numbers of `a`.
    fn motion(&self, along: &[Option<usize>], from: usize, to: usize) -> Option<f32> {
        let (mut ab, mut aa, mut bb, mut n) = (0f32, 0f32, 0f32, 0usize);
        let mut i = from;
        while i < to {
            let next = (i + 1..=to).find(|&k| self.a[k].seconds - self.a[i].seconds >= STEP);
            let Some(k) = next else { break };
            if let (Some(j), Some(l)) = (along[i], along[k]) {
                let of = |x: &Row, y: &Row| -> Vec<f32> {
                    y.plain.iter().zip(&x.plain).map(|(y, x)| y - x).collect()
                };
                let (da, db) = (of(&self.a[i], &self.a[k]), of(&self.b[j], &self.b[l]));
                ab += dot(&da, &db);
                aa += dot(&da, &da);
                bb += dot(&db, &db);
                n += VALUES;
            }
            i = k;
        }
        let least = n as f32 * CHANGES * CHANGES;
        (n > 0 && aa > least && bb > 0.1 * least).then(|| ab / (aa * bb).sqrt())
    }
}

/// The longest run along a line of which most agrees: numbers of `a`.
fn run(likeness: &[Option<f32>]) -> Option<(usize, usize)> {
    let mut best: Option<(f32, usize, usize)> = None;
    let (mut sum, mut from) = (0f32, 0);
    for (i, l) in likeness.iter().enumerate() {
        let Some(l) = l else {
            (sum, from) = (0.0, i + 1);
            continue;
        };
        sum += l - AGREES;
        if sum <= 0.0 {
            (sum, from) = (0.0, i + 1);
        } else if best.is_none_or(|b| sum > b.0) {
            best = Some((sum, from, i));
        }
    }
    best.map(|(_, from, to)| (from, to))
}

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

/// Width at which the detail of two copies is compared, in pixels of the common part.
const DETAIL: u32 = 960;

/// How much detail frames of two copies show of their common part: mean squared difference of
/// neighbouring pixels, both brought to one size. What was enlarged or compressed more shows less.
/// `None` where the map is no edit.
pub fn details(
    (a, b): (&Luma, &Luma),
    b_from_a: &Homography,
    mirrored: bool,
) -> Option<(f32, f32)> {
    let placed = placed(b_from_a, a.size(), b.size())?;
    let [l, t, r, d] = placed.common(a.size(), b.size())?;
    let in_b = [
        placed.x + placed.sx * l,
        placed.y + placed.sy * t,
        placed.x + placed.sx * r,
        placed.y + placed.sy * d,
    ];
    let width = f64::from(a.width);
    let in_a = if mirrored {
        [width - r, t, width - l, d]
    } else {
        [l, t, r, d]
    };
    let height = (f64::from(DETAIL) * (d - t) / (r - l)).clamp(16.0, 4096.0) as u32;
    let size = Size {
        width: DETAIL,
        height,
    };
    Some((detail(a, in_a, size), detail(b, in_b, size)))
}

fn detail(frame: &Luma, [l, t, r, d]: [f64; 4], size: Size) -> f32 {
    let (sx, sy) = (
        f64::from(size.width) / (r - l),
        f64::from(size.height) / (d - t),
    );
    let map = Homography([sx, 0.0, -l * sx, 0.0, sy, -t * sy, 0.0, 0.0, 1.0]);
    let view = pixels::warp::warp_luma(frame, &map, size, 0);
    let mut sum = 0u64;
    for y in 1..size.height {
        let (above, row) = (view.row(y - 1), view.row(y));
        for x in 1..size.width as usize {
            let across = i64::from(row[x]) - i64::from(row[x - 1]);
            let down = i64::from(row[x]) - i64::from(above[x]);
            sum += (across * across + down * down) as u64;
        }
    }
    sum as f32 / (size.width * size.height).max(1) as f32
}

/// A picture mirrored left to right, in the coordinates of a frame of this width.
pub fn mirror(width: u32) -> Homography {
    Homography([-1.0, 0.0, f64::from(width), 0.0, 1.0, 0.0, 0.0, 0.0, 1.0])
}

/// Where a point of `a` lies in `b`.
pub fn to_b(copy: &model::FootageCopy, a: Size, p: Point) -> Option<Point> {
    let p = if copy.mirrored {
        mirror(a.width).map(p)?
    } else {
        p
    };
    copy.b_from_a.map(p)
}
