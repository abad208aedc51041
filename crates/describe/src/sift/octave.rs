//! One octave of the scale space: its blurred planes, and the extrema of their differences (Lowe
//! 2004, sections 3 and 4).

use std::collections::TryReserveError;

use super::plane::{Kernel, Plane, blur};

/// Intervals an octave is divided into.
pub const INTERVALS: usize = 3;
/// Planes of an octave.
const LAYERS: usize = INTERVALS + 3;
/// Gaussian scale of an octave's first plane, in its pixels.
pub const SIGMA: f32 = 1.6;
/// Pixels along the border in which no extremum is sought.
const BORDER: usize = 5;
/// Rows that go through all planes together, so that they stay in the cache.
const BAND: usize = 48;
/// Steps that an extremum may be moved by its own fit.
const MOVES: usize = 5;

/// Planes 1 to [`INTERVALS`], from which keypoints are described.
pub struct Octave {
    pub kept: Vec<Plane>,
}

/// An extremum of the scale space.
#[derive(Clone, Copy, Debug)]
pub struct Extremum {
    /// Pixels of the octave, whose centres are whole numbers.
    pub x: f32,
    pub y: f32,
    /// Plane of the octave that it is described on, from 1.
    pub layer: usize,
    /// Gaussian scale in pixels of the octave.
    pub sigma: f32,
    /// Absolute contrast, of a range of 1.
    pub contrast: f32,
}

/// What an extremum must have.
#[derive(Clone, Copy)]
pub struct Limits {
    pub contrast: f32,
    pub edge: f32,
}

/// The kernels between an octave's planes.
pub struct Kernels([Kernel; LAYERS - 1]);

impl Kernels {
    pub fn new() -> Self {
        let scale = |layer: usize| SIGMA * 2f32.powf(layer as f32 / INTERVALS as f32);
        Self(std::array::from_fn(|i| {
            let (before, after) = (scale(i), scale(i + 1));
            Kernel::gaussian((after * after - before * before).sqrt())
        }))
    }
}

/// Builds an octave from its first plane; gives also the first plane of the next.
///
/// # Errors
/// When there is not enough memory.
pub fn build(
    first: Plane,
    kernels: &Kernels,
    limits: Limits,
) -> Result<(Octave, Vec<Extremum>, Plane), TryReserveError> {
    let (width, height) = (first.width, first.height);
    let mut planes = vec![first];
    for _ in 1..LAYERS {
        planes.push(Plane::new(width, height)?);
    }
    let raw = fill(&mut planes, kernels, limits);
    let extrema = raw
        .into_iter()
        .filter_map(|at| refine(&planes, at, limits))
        .collect();
    let next = planes[INTERVALS].halved()?;
    planes.truncate(INTERVALS + 1);
    planes.remove(0);
    Ok((Octave { kept: planes }, extrema, next))
}

/// Layer, column and row of an extremum before it is refined.
type Raw = (usize, usize, usize);

/// Fills the planes band by band and finds extrema as soon as their rows are there.
fn fill(planes: &mut [Plane], kernels: &Kernels, limits: Limits) -> Vec<Raw> {
    let (width, height) = (planes[0].width, planes[0].height);
    let mut done = [0usize; LAYERS];
    let mut differences = Differences::new(width);
    let mut found = Vec::new();
    let mut examined = 0;
    while done[LAYERS - 1] < height {
        done[0] = (done[0] + BAND).min(height);
        for layer in 1..LAYERS {
            let kernel = &kernels.0[layer - 1];
            let ready = if done[layer - 1] == height {
                height
            } else {
                done[layer - 1].saturating_sub(kernel.radius())
            };
            if ready > done[layer] {
                let (before, after) = planes.split_at_mut(layer);
                blur(
                    &before[layer - 1],
                    &mut after[0],
                    done[layer]..ready,
                    kernel,
                );
                done[layer] = ready;
            }
        }
        let ready = done[LAYERS - 1];
        while examined < ready {
            differences.push(planes, examined);
            examined += 1;
            // The row before the last has both its neighbours now.
            let row = examined.saturating_sub(2);
            if row >= BORDER && row + BORDER < height {
                differences.extrema(row, limits, &mut found);
            }
        }
    }
    found
}

/// Differences of neighbouring planes, of the last three rows.
struct Differences {
    width: usize,
    /// By layer, then by row modulo 3.
    rows: Vec<[Vec<f32>; 3]>,
    marks: Vec<u32>,
}

impl Differences {
    fn new(width: usize) -> Self {
        let rows = (0..LAYERS - 1)
            .map(|_| std::array::from_fn(|_| vec![0f32; width]))
            .collect();
        Self {
            width,
            rows,
            marks: vec![0; width],
        }
    }

    fn push(&mut self, planes: &[Plane], y: usize) {
        for (layer, rows) in self.rows.iter_mut().enumerate() {
            let (a, b) = (planes[layer].row(y), planes[layer + 1].row(y));
            for ((out, a), b) in rows[y % 3].iter_mut().zip(a).zip(b) {
                *out = b - a;
            }
        }
    }

    /// Extrema of row `y`, whose neighbours are the last and the last but two.
    fn extrema(&mut self, y: usize, limits: Limits, found: &mut Vec<Raw>) {
        if self.width <= 2 * BORDER {
            return;
        }
        // Half of the contrast that the fit must have: the fit finds more than the grid shows.
        let least = 0.5 * 255.0 * limits.contrast / INTERVALS as f32;
        let (above, here, below) = ((y + 2) % 3, y % 3, (y + 1) % 3);
        for layer in 1..=INTERVALS {
            let rows = &self.rows[layer];
            let cross = Cross {
                above: &rows[above],
                here: &rows[here],
                below: &rows[below],
                finer: &self.rows[layer - 1][here],
                coarser: &self.rows[layer + 1][here],
            };
            mark(&cross, least, &mut self.marks);
            for (i, marks) in self.marks.chunks(16).enumerate() {
                if marks.iter().fold(0, |a, m| a | m) == 0 {
                    continue;
                }
                for (k, _) in marks.iter().enumerate().filter(|(_, m)| **m != 0) {
                    let x = 16 * i + k;
                    let inside = x >= BORDER && x + BORDER < self.width;
                    if inside && self.is_extremum(layer, x, here) {
                        found.push((layer, x, y));
                    }
                }
            }
        }
    }

    fn is_extremum(&self, layer: usize, x: usize, here: usize) -> bool {
        let value = self.rows[layer][here][x];
        let around = self.rows[layer - 1..=layer + 1]
            .iter()
            .flat_map(|rows| rows.iter().flat_map(|row| &row[x - 1..=x + 1]));
        if value > 0.0 {
            around.copied().all(|v| value >= v)
        } else {
            around.copied().all(|v| value <= v)
        }
    }
}

/// A row of differences with the rows that touch it.
struct Cross<'a> {
    above: &'a [f32],
    here: &'a [f32],
    below: &'a [f32],
    finer: &'a [f32],
    coarser: &'a [f32],
}

/// Marks pixels that are no less, or no more, than the six that touch them.
fn mark(cross: &Cross<'_>, least: f32, marks: &mut [u32]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: AVX2 is there.
        return unsafe { mark_avx2(cross, least, marks) };
    }
    mark_row(cross, least, marks);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn mark_avx2(cross: &Cross<'_>, least: f32, marks: &mut [u32]) {
    mark_row(cross, least, marks);
}

#[inline(always)]
fn mark_row(cross: &Cross<'_>, least: f32, marks: &mut [u32]) {
    let n = marks.len();
    let inner = n - 2;
    let left = &cross.here[..inner];
    let here = &cross.here[1..n - 1];
    let right = &cross.here[2..n];
    let (above, below) = (&cross.above[1..n - 1], &cross.below[1..n - 1]);
    let (finer, coarser) = (&cross.finer[1..n - 1], &cross.coarser[1..n - 1]);
    let out = &mut marks[1..n - 1];
    for i in 0..inner {
        let v = here[i];
        let most = left[i].max(right[i]).max(above[i]).max(below[i]);
        let most = most.max(finer[i]).max(coarser[i]);
        let fewest = left[i].min(right[i]).min(above[i]).min(below[i]);
        let fewest = fewest.min(finer[i]).min(coarser[i]);
        let peak = (v > least) & (v >= most);
        let pit = (v < -least) & (v <= fewest);
        out[i] = u32::from(peak | pit);
    }
}

/// Fits a parabola to the surroundings of an extremum, moves it, and throws it away where it has
/// too little contrast or lies along an edge.
fn refine(planes: &[Plane], (mut layer, mut x, mut y): Raw, limits: Limits) -> Option<Extremum> {
    let (width, height) = (planes[0].width, planes[0].height);
    for _ in 0..MOVES {
        let fit = Fit::new(planes, layer, x, y);
        let [dx, dy, ds] = fit.offset()?;
        if dx.abs() < 0.5 && dy.abs() < 0.5 && ds.abs() < 0.5 {
            return fit.accept([dx, dy, ds], (layer, x, y), limits);
        }
        let moved = |at: usize, d: f32, low: usize, high: usize| {
            let to = at as f32 + d.round();
            (to >= low as f32 && to <= high as f32).then_some(to as usize)
        };
        x = moved(x, dx, BORDER, width - BORDER - 1)?;
        y = moved(y, dy, BORDER, height - BORDER - 1)?;
        layer = moved(layer, ds, 1, INTERVALS)?;
    }
    None
}

/// Gradient and Hessian of the differences at a pixel, in grey levels of a range of 1.
struct Fit {
    value: f32,
    gradient: [f32; 3],
    xx: f32,
    yy: f32,
    ss: f32,
    xy: f32,
    xs: f32,
    ys: f32,
}

impl Fit {
    fn new(planes: &[Plane], layer: usize, x: usize, y: usize) -> Self {
        let d = |dl: isize, dx: isize, dy: isize| {
            let layer = layer.wrapping_add_signed(dl);
            let (x, y) = (x.wrapping_add_signed(dx), y.wrapping_add_signed(dy));
            (planes[layer + 1].at(x, y) - planes[layer].at(x, y)) / 255.0
        };
        let value = d(0, 0, 0);
        let twice = 2.0 * value;
        Self {
            value,
            gradient: [
                0.5 * (d(0, 1, 0) - d(0, -1, 0)),
                0.5 * (d(0, 0, 1) - d(0, 0, -1)),
                0.5 * (d(1, 0, 0) - d(-1, 0, 0)),
            ],
            xx: d(0, 1, 0) + d(0, -1, 0) - twice,
            yy: d(0, 0, 1) + d(0, 0, -1) - twice,
            ss: d(1, 0, 0) + d(-1, 0, 0) - twice,
            xy: 0.25 * (d(0, 1, 1) - d(0, -1, 1) - d(0, 1, -1) + d(0, -1, -1)),
            xs: 0.25 * (d(1, 1, 0) - d(1, -1, 0) - d(-1, 1, 0) + d(-1, -1, 0)),
            ys: 0.25 * (d(1, 0, 1) - d(1, 0, -1) - d(-1, 0, 1) + d(-1, 0, -1)),
        }
    }

    /// Column, row and layer of the parabola's extremum from here.
    fn offset(&self) -> Option<[f32; 3]> {
        let [gx, gy, gs] = self.gradient;
        let (a, b, c) = (self.xx, self.xy, self.xs);
        let (e, f, i) = (self.yy, self.ys, self.ss);
        let (m0, m1, m2) = (e * i - f * f, c * f - b * i, b * f - c * e);
        let determinant = a * m0 + b * m1 + c * m2;
        let solved = [
            m0 * gx + m1 * gy + m2 * gs,
            m1 * gx + (a * i - c * c) * gy + (b * c - a * f) * gs,
            m2 * gx + (b * c - a * f) * gy + (a * e - b * b) * gs,
        ]
        .map(|v| -v / determinant);
        let sane = |v: &f32| v.is_finite() && v.abs() < 1e6;
        solved.iter().all(sane).then_some(solved)
    }

    fn accept(&self, offset: [f32; 3], (layer, x, y): Raw, limits: Limits) -> Option<Extremum> {
        let slope: f32 = self.gradient.iter().zip(offset).map(|(g, o)| g * o).sum();
        let contrast = (self.value + 0.5 * slope).abs();
        if contrast * (INTERVALS as f32) < limits.contrast {
            return None;
        }
        let (trace, determinant) = (self.xx + self.yy, self.xx * self.yy - self.xy * self.xy);
        let edge = limits.edge;
        if determinant <= 0.0 || trace * trace * edge >= (edge + 1.0) * (edge + 1.0) * determinant {
            return None;
        }
        let place = layer as f32 + offset[2];
        Some(Extremum {
            x: x as f32 + offset[0],
            y: y as f32 + offset[1],
            layer,
            sigma: SIGMA * 2f32.powf(place / INTERVALS as f32),
            contrast,
        })
    }
}
