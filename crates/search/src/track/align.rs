//! Aligning a template with a frame: a search for the shift, then Gauss–Newton on all entries.

use model::{Homography, Point};
use pixels::homography::solve;

use super::levels::Levels;
use super::template::{Cell, Level, View};

/// A template on a frame.
pub struct Fit {
    pub map: Homography,
    /// For each cell of the level.
    pub cells: Vec<Seen>,
}

/// A cell on a frame.
#[derive(Clone, Copy, Default)]
pub struct Seen {
    /// Correlation with the template, −1 to 1; 0 off the frame.
    pub correlation: f32,
    /// Standard deviation over the template's.
    pub contrast: f32,
    /// Mean squared difference of neighbours.
    pub detail: f32,
}

/// Least correlation of a cell that agrees.
const AGREES: f32 = 0.5;
/// Steps shorter than this, in pixels of the level, end the alignment.
const STILL: f64 = 0.02;

impl Seen {
    pub fn agrees(&self) -> bool {
        self.correlation >= AGREES
    }

    /// Say in the next round.
    fn weight(&self) -> f32 {
        ((self.correlation - 0.2) / 0.5).clamp(0.0, 1.0)
    }
}

impl Fit {
    /// Median contrast of the cells that agree; 0 where none does.
    pub fn contrast(&self) -> f32 {
        self.median(|c| c.contrast)
    }

    /// Mean detail of the cells that agree; 0 where none does.
    pub fn detail(&self) -> f32 {
        let agreeing = self.cells.iter().filter(|c| c.agrees());
        let (sum, n) = agreeing.fold((0.0, 0), |(s, n), c| (s + c.detail, n + 1));
        sum / n.max(1) as f32
    }

    fn median(&self, of: impl Fn(&Seen) -> f32) -> f32 {
        let agreeing = self.cells.iter().filter(|c| c.agrees());
        let mut values: Vec<f32> = agreeing.map(of).collect();
        values.sort_by(f32::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    }
}

/// Rounds of Gauss–Newton from a map (frame from template); with 0 rounds, only what it is worth.
/// `None` where it becomes degenerate.
pub fn align(
    level: &Level,
    frame: &Levels,
    start: Homography,
    rounds: u32,
    projective: bool,
) -> Option<Fit> {
    let mut map = start;
    let mut cells = vec![Seen::default(); level.cells.len()];
    for round in 0..=rounds {
        let sampler = frame.sampler(step(&map, &level.view)?);
        let to_sample = sampler.scaled(&map);
        let (mut a, mut b) = ([[0f64; 8]; 8], [0f64; 8]);
        for (cell, seen) in level.cells.iter().zip(&mut cells) {
            let read = |p: Point| to_sample.map(p).and_then(|p| sampler.at(p));
            let Some(values) = cell.read(&level.view, read) else {
                *seen = Seen::default();
                continue;
            };
            *seen = cell.compare(&values);
            // After the search for whole pixels everything may be off by more than its texture.
            let weight = match (level.is_first, round) {
                (true, 0) => 1.0,
                _ => seen.weight(),
            };
            if round < rounds && weight > 0.0 {
                cell.add(&values, seen, weight, &mut a, &mut b);
            }
        }
        if round == rounds {
            break;
        }
        let Some(delta) = step_of(a, b, projective) else {
            break;
        };
        let moved = Homography([
            1.0 + delta[0],
            delta[1],
            delta[2],
            delta[3],
            1.0 + delta[4],
            delta[5],
            delta[6],
            delta[7],
            1.0,
        ]);
        let before = map.map_quad(&super::unit())?;
        map = normalised(&map.after(&moved.inverse()?))?;
        let after = map.map_quad(&super::unit())?;
        if before.corner_error(&after) < STILL * step(&map, &level.view)? {
            // Nothing will move any more: judge what is there.
            return align(level, frame, map, 0, projective);
        }
    }
    Some(Fit { map, cells })
}

fn normalised(map: &Homography) -> Option<Homography> {
    let last = map.0[8];
    (last.is_finite() && last > 1e-9).then(|| Homography(map.0.map(|v| v / last)))
}

/// Full pixels of the frame that one pixel of a view steps over.
fn step(map: &Homography, view: &View) -> Option<f64> {
    let quad = map.map_quad(&super::unit())?;
    let step = quad.apparent_width() / f64::from(view.width);
    step.is_finite().then_some(step)
}

/// The small homography that explains the difference, damped.
fn step_of(mut a: [[f64; 8]; 8], b: [f64; 8], projective: bool) -> Option<[f64; 8]> {
    for (k, row) in a.iter_mut().enumerate() {
        let loose = if k >= 6 && !projective { 1e6 } else { 1e-3 };
        row[k] += loose * row[k] + 1e-6;
    }
    solve(a, b)
}

impl Cell {
    /// Values on the frame; `None` where any part is off it.
    fn read(&self, view: &View, read: impl Fn(Point) -> Option<f32>) -> Option<Vec<f32>> {
        let mut out = Vec::with_capacity(self.values.len());
        for y in self.y..self.y + self.height {
            for x in self.x..self.x + self.width {
                out.push(read(view.place(f64::from(x), f64::from(y)))?);
            }
        }
        let mean = out.iter().sum::<f32>() / out.len() as f32;
        out.iter_mut().for_each(|v| *v -= mean);
        Some(out)
    }

    fn compare(&self, values: &[f32]) -> Seen {
        let n = values.len() as f32;
        let (mut both, mut own) = (0.0, 0.0);
        for (v, t) in values.iter().zip(&self.values) {
            both += v * t;
            own += v * v;
        }
        let deviation = (own / n).sqrt();
        let neighbours = values.windows(2).map(|w| (w[1] - w[0]) * (w[1] - w[0]));
        Seen {
            correlation: both / n / (deviation.max(1.0) * self.deviation),
            contrast: deviation / self.deviation,
            detail: neighbours.sum::<f32>() / n,
        }
    }

    /// Adds the cell's say to the normal equations.
    fn add(
        &self,
        values: &[f32],
        seen: &Seen,
        weight: f32,
        a: &mut [[f64; 8]; 8],
        b: &mut [f64; 8],
    ) {
        // Brought to the template's contrast, but a plain cell is not blown up.
        let gain = 1.0 / seen.contrast.clamp(0.4, 2.5);
        let mut sum = [0f32; 8];
        for ((v, t), j) in values.iter().zip(&self.values).zip(&self.jacobian) {
            let e = gain * v - t;
            for (sum, j) in sum.iter_mut().zip(j) {
                *sum += j * e;
            }
        }
        // A cell of much contrast has no more say than one of little.
        let weight = f64::from(weight / (self.deviation * self.deviation));
        for (b, sum) in b.iter_mut().zip(sum) {
            *b += weight * f64::from(sum);
        }
        for (a, own) in a.iter_mut().flatten().zip(self.hessian.as_flattened()) {
            *a += weight * f64::from(*own);
        }
    }
}

/// Least correlation of a whole view with what it is taken for.
const LEAST: f32 = 0.35;
/// Correlation above which nothing further away is looked at.
const SURE: f32 = 0.85;

/// Moves a map to where the coarse view agrees best, trying shifts of whole pixels of the view:
/// near ones first, then further, the more so the longer it was not seen. `None` where nothing
/// resembles it.
pub fn search(view: &View, frame: &Levels, guess: &Homography, hidden: u32) -> Option<Homography> {
    let near = scan(view, frame, guess, 3)?;
    let best = if near.0 >= SURE && !near.2 {
        near
    } else {
        let far = scan(view, frame, guess, 12 + 2 * hidden.min(8) as i32)?;
        if far.0 > near.0 { far } else { near }
    };
    (best.0 >= LEAST).then_some(best.1)
}

/// Best correlation over shifts, the moved map, and whether it lies on the rim.
fn scan(
    view: &View,
    frame: &Levels,
    guess: &Homography,
    reach: i32,
) -> Option<(f32, Homography, bool)> {
    let sampler = frame.sampler(step(guess, view)?);
    let to_sample = sampler.scaled(guess);
    let (w, h) = (view.width as i32, view.height as i32);
    let wide = (w + 2 * reach) as usize;
    let mut around = Vec::with_capacity(wide * (h + 2 * reach) as usize);
    for y in -reach..h + reach {
        for x in -reach..w + reach {
            let at = view.place(f64::from(x), f64::from(y));
            let value = to_sample.map(at).and_then(|p| sampler.at(p));
            around.push(value.unwrap_or(f32::NAN));
        }
    }
    let mut best: Option<(f32, i32, i32)> = None;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let rows = (0..h).map(|y| {
                let begin = (y + dy + reach) as usize * wide + (dx + reach) as usize;
                (
                    &view.data[(y * w) as usize..][..w as usize],
                    &around[begin..][..w as usize],
                )
            });
            if let Some(c) = correlation(rows)
                && best.is_none_or(|b| c > b.0)
            {
                best = Some((c, dx, dy));
            }
        }
    }
    let (c, dx, dy) = best?;
    let shift = Homography([
        1.0,
        0.0,
        2.0 * f64::from(dx) / f64::from(w),
        0.0,
        1.0,
        2.0 * f64::from(dy) / f64::from(h),
        0.0,
        0.0,
        1.0,
    ]);
    let rim = dx.abs() == reach || dy.abs() == reach;
    Some((c, normalised(&guess.after(&shift))?, rim))
}

/// Correlation over what both have; `None` where that is less than a third, or plain.
fn correlation<'a>(rows: impl Iterator<Item = (&'a [f32], &'a [f32])>) -> Option<f32> {
    let (mut n, mut all) = (0.0f32, 0usize);
    let [mut sa, mut sb, mut aa, mut bb, mut ab] = [0f32; 5];
    for (a, b) in rows {
        all += a.len();
        for (&a, &b) in a.iter().zip(b) {
            // Not a number: off the frame, then or now.
            let known = if a.is_nan() || b.is_nan() { 0.0 } else { 1.0 };
            let (a, b) = if known > 0.0 { (a, b) } else { (0.0, 0.0) };
            n += known;
            sa += a;
            sb += b;
            aa += a * a;
            bb += b * b;
            ab += a * b;
        }
    }
    if n < 0.33 * all as f32 || n < 16.0 {
        return None;
    }
    let (va, vb) = (aa - sa * sa / n, bb - sb * sb / n);
    let least = 2.0 * n;
    (va > least && vb > least).then(|| (ab - sa * sb / n) / (va * vb).sqrt())
}
