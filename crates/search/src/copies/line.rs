//! Frames of two shots along a line of time: reading the common part at a grid, comparing it, and
//! seeking the line on which they agree most.

use model::Size;
use pixels::Luma;

use super::place::Placed;
use super::{AGREES, LEAST, Strip};

/// Columns and rows at which the common part of two frames is read, and of the blocks within.
const GRID: (usize, usize) = (32, 18);
const BLOCK: (usize, usize) = (8, 6);
const VALUES: usize = GRID.0 * GRID.1;
/// Root mean square of change that can be compared, in grey levels.
const CHANGES: f32 = 1.5;
/// Seconds over which change is looked at.
const STEP: f64 = 0.4;
/// Fewer frames of `a` are tried first.
const TRIED: usize = 150;

/// Where one column or row of samples lies: the two pixels around it, and the share of the second.
#[derive(Clone, Copy)]
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

impl Between {
    /// At a coordinate of pixels' centres, the ends held.
    fn at(v: f64, pixels: u32) -> Self {
        let last = pixels.saturating_sub(1) as usize;
        let v = (v as f32).clamp(0.0, last as f32);
        let first = v as usize;
        Self {
            first,
            second: (first + 1).min(last),
            share: v - first as f32,
        }
    }

    fn mix(self, values: &[u8]) -> f32 {
        let [a, b] = [self.first, self.second].map(|i| f32::from(values[i]));
        a * (1.0 - self.share) + b * self.share
    }
}

/// Reads the common part of a thumb at the grid's places, each the mean of four samples: it covers
/// several pixels.
fn read(thumb: &Luma, frame: Size, part: [f64; 4], mirrored: bool) -> Vec<f32> {
    let (w, h) = (f64::from(frame.width), f64::from(frame.height));
    let (tw, th) = (f64::from(thumb.width), f64::from(thumb.height));
    let [l, t, r, b] = part;
    let axis = |n: usize, k: usize| (k as f64 + 0.5) / (2 * n) as f64;
    let columns: [Between; 2 * GRID.0] = std::array::from_fn(|gx| {
        let x = (l + (r - l) * axis(GRID.0, gx)) / w;
        let x = (if mirrored { 1.0 - x } else { x }) * tw - 0.5;
        Between::at(x, thumb.width)
    });
    let mut out = vec![0f32; VALUES];
    for gy in 0..2 * GRID.1 {
        let y = (t + (b - t) * axis(GRID.1, gy)) / h * th - 0.5;
        let y = Between::at(y, thumb.height);
        let rows = (thumb.row(y.first as u32), thumb.row(y.second as u32));
        let places = &mut out[gy / 2 * GRID.0..][..GRID.0];
        for (place, both) in places.iter_mut().zip(columns.as_chunks::<2>().0) {
            for x in both {
                let (top, bottom) = (x.mix(rows.0), x.mix(rows.1));
                *place += (top * (1.0 - y.share) + bottom * y.share) / 4.0;
            }
        }
    }
    out
}

/// Values of one frame: as they are less each block's mean, and of unit contrast in each block.
pub struct Row {
    pub seconds: f64,
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
    pub fn likeness(&self, other: &Row) -> f32 {
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
pub struct Line {
    pub offset: f64,
    pub speed: f64,
}

pub struct Pair {
    pub a: Vec<Row>,
    pub b: Vec<Row>,
}

impl Pair {
    pub fn new(a: &Strip, b: &Strip, placed: &Placed, mirrored: bool) -> Option<Self> {
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
    pub fn line(&self) -> Option<Line> {
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
    pub fn along(&self, line: Line) -> Vec<Option<usize>> {
        self.a
            .iter()
            .map(|r| self.at_b((r.seconds - line.offset) / line.speed))
            .collect()
    }

    /// Whether a part of the line is worth a closer look.
    pub fn agrees_along(&self, line: Line) -> bool {
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
    pub fn motion(&self, along: &[Option<usize>], from: usize, to: usize) -> Option<f32> {
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
pub fn run(likeness: &[Option<f32>]) -> Option<(usize, usize)> {
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
