//! Planes of 32-bit floats, and blurring them: the one hot loop of describing. AVX2 where the
//! processor has it, with the same operations in the same order, so results are equal everywhere.

use std::cell::RefCell;
use std::collections::TryReserveError;
use std::ops::Range;

/// Columns that are worked on at once; rows are padded to a multiple.
const BLOCK: usize = 32;

/// Buffers of dropped planes that a thread keeps until it ends: those of a frame's first octave. A
/// fresh buffer of such a size is mapped and cleared page by page, a fifth of the time of describing.
const SPARE: usize = 8;
/// Least length of a buffer that is kept: references are smaller, and described on threads that go
/// on with other things.
const LEAST_SPARE: usize = 3 << 20;

thread_local! {
    static SPARES: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// A spare buffer of at least this length, not much larger, with any values.
fn spare(length: usize) -> Option<Vec<f32>> {
    SPARES.with_borrow_mut(|spares| {
        let fits = |v: &Vec<f32>| v.len() >= length && v.len() / 2 <= length;
        let best = (0..spares.len())
            .filter(|&i| fits(&spares[i]))
            .min_by_key(|&i| spares[i].len())?;
        Some(spares.swap_remove(best))
    })
}

impl Drop for Plane {
    fn drop(&mut self) {
        let data = std::mem::take(&mut self.data);
        if data.len() < LEAST_SPARE {
            return;
        }
        // While a thread ends its spares are gone already.
        let _ = SPARES.try_with(|spares| {
            let mut spares = spares.borrow_mut();
            if spares.len() < SPARE {
                spares.push(data);
            }
        });
    }
}

/// A picture of grey levels as floats.
pub struct Plane {
    pub width: usize,
    pub height: usize,
    stride: usize,
    data: Vec<f32>,
}

impl Plane {
    /// A plane of any values.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn new(width: usize, height: usize) -> Result<Self, TryReserveError> {
        let stride = width.next_multiple_of(BLOCK);
        let data = match spare(stride * height) {
            Some(data) => data,
            None => {
                let mut data = Vec::new();
                data.try_reserve_exact(stride * height)?;
                data.resize(stride * height, 0.0);
                data
            }
        };
        Ok(Self {
            width,
            height,
            stride,
            data,
        })
    }

    /// A row without its padding.
    pub fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.stride..][..self.width]
    }

    pub fn row_mut(&mut self, y: usize) -> &mut [f32] {
        &mut self.data[y * self.stride..][..self.width]
    }

    fn padded(&self, y: usize) -> &[f32] {
        &self.data[y * self.stride..][..self.stride]
    }

    /// The value at a place inside the plane.
    pub fn at(&self, x: usize, y: usize) -> f32 {
        self.data[y * self.stride + x]
    }

    /// Bilinear interpolation at a place in pixels, whose centres are whole numbers; beyond the
    /// border its nearest value.
    pub fn sample(&self, x: f32, y: f32) -> f32 {
        let x = x.clamp(0.0, (self.width - 1) as f32);
        let y = y.clamp(0.0, (self.height - 1) as f32);
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let above = self.at(x0, y0) + fx * (self.at(x1, y0) - self.at(x0, y0));
        let below = self.at(x0, y1) + fx * (self.at(x1, y1) - self.at(x0, y1));
        above + fy * (below - above)
    }

    /// Every second pixel of every second row.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn halved(&self) -> Result<Self, TryReserveError> {
        let mut half = Self::new(self.width / 2, self.height / 2)?;
        for y in 0..half.height {
            let row = self.row(2 * y);
            for (out, two) in half.row_mut(y).iter_mut().zip(row.chunks(2)) {
                *out = two[0];
            }
        }
        Ok(half)
    }
}

/// A Gaussian, its centre first; the other half is the same.
pub struct Kernel(Vec<f32>);

impl Kernel {
    /// Three standard deviations (pixels) wide to each side.
    pub fn gaussian(sigma: f32) -> Self {
        let radius = (3.0 * sigma).ceil().max(1.0) as usize;
        let weight = |i: usize| (-((i * i) as f32) / (2.0 * sigma * sigma)).exp();
        let sum = weight(0) + 2.0 * (1..=radius).map(weight).sum::<f32>();
        Self((0..=radius).map(|i| weight(i) / sum).collect())
    }

    pub fn radius(&self) -> usize {
        self.0.len() - 1
    }
}

/// Blurs some rows of a plane into another of its size; beyond the border it is mirrored.
pub fn blur(from: &Plane, to: &mut Plane, rows: Range<usize>, kernel: &Kernel) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
        // SAFETY: AVX2 and FMA are there.
        return unsafe { blur_avx2(from, to, rows, kernel) };
    }
    blur_rows(from, to, rows, kernel);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn blur_avx2(from: &Plane, to: &mut Plane, rows: Range<usize>, kernel: &Kernel) {
    blur_rows(from, to, rows, kernel);
}

#[inline(always)]
fn blur_rows(from: &Plane, to: &mut Plane, rows: Range<usize>, kernel: &Kernel) {
    let (radius, stride, width) = (kernel.radius(), from.stride, from.width);
    let mut line = vec![0f32; stride + 2 * radius];
    for y in rows {
        let centre = from.padded(y);
        let pairs: Vec<(&[f32], &[f32], f32)> = (1..=radius)
            .map(|i| {
                let above = mirrored(y as isize - i as isize, from.height);
                let below = mirrored((y + i) as isize, from.height);
                (from.padded(above), from.padded(below), kernel.0[i])
            })
            .collect();
        for x in (0..stride).step_by(BLOCK) {
            let mut sums = scaled(block(centre, x), kernel.0[0]);
            for (above, below, weight) in &pairs {
                add(&mut sums, block(above, x), block(below, x), *weight);
            }
            line[radius + x..][..BLOCK].copy_from_slice(&sums);
        }
        for i in 1..=radius {
            line[radius - i] = line[radius + mirrored(-(i as isize), width)];
            let beyond = width - 1 + i;
            line[radius + beyond] = line[radius + mirrored(beyond as isize, width)];
        }
        let out = &mut to.data[y * stride..][..stride];
        for x in (0..stride).step_by(BLOCK) {
            let mut sums = scaled(block(&line, radius + x), kernel.0[0]);
            for (i, weight) in kernel.0.iter().enumerate().skip(1) {
                let (left, right) = (radius + x - i, radius + x + i);
                add(&mut sums, block(&line, left), block(&line, right), *weight);
            }
            out[x..][..BLOCK].copy_from_slice(&sums);
        }
    }
}

#[inline(always)]
fn block(row: &[f32], x: usize) -> &[f32; BLOCK] {
    match row[x..].first_chunk() {
        Some(block) => block,
        None => &[0.0; BLOCK],
    }
}

#[inline(always)]
fn scaled(values: &[f32; BLOCK], weight: f32) -> [f32; BLOCK] {
    let mut out = [0f32; BLOCK];
    for (o, v) in out.iter_mut().zip(values) {
        *o = v * weight;
    }
    out
}

#[inline(always)]
fn add(sums: &mut [f32; BLOCK], a: &[f32; BLOCK], b: &[f32; BLOCK], weight: f32) {
    for i in 0..BLOCK {
        // Fused everywhere, so that it rounds the same everywhere; in software where it must be.
        sums[i] = (a[i] + b[i]).mul_add(weight, sums[i]);
    }
}

/// Reflection about the outermost pixels, however small the plane.
fn mirrored(at: isize, length: usize) -> usize {
    let last = length as isize - 1;
    if last <= 0 {
        return 0;
    }
    let folded = at.rem_euclid(2 * last);
    (if folded > last {
        2 * last - folded
    } else {
        folded
    }) as usize
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A plane in which no two places look alike.
    pub fn patterned(width: usize, height: usize) -> Plane {
        let mut plane = Plane::new(width, height).expect("there is memory");
        for y in 0..height {
            for (x, v) in plane.row_mut(y).iter_mut().enumerate() {
                *v = ((x * x * 7 + y * y * 13 + x * y * 5) % 256) as f32;
            }
        }
        plane
    }

    #[test]
    fn avx2_blurs_to_the_same_values_and_evenness_stays() {
        for (width, height) in [(1, 1), (3, 40), (75, 9), (200, 33)] {
            let from = patterned(width, height);
            let kernel = Kernel::gaussian(2.3);
            let blurred = |f: fn(&Plane, &mut Plane, Range<usize>, &Kernel), from: &Plane| {
                let mut to = Plane::new(width, height).expect("there is memory");
                f(from, &mut to, 0..height, &kernel);
                (0..height)
                    .flat_map(|y| to.row(y).to_vec())
                    .collect::<Vec<f32>>()
            };
            assert_eq!(blurred(blur, &from), blurred(blur_rows, &from));
            let mut even = Plane::new(width, height).expect("there is memory");
            (0..height).for_each(|y| even.row_mut(y).fill(80.0));
            let same = blurred(blur, &even);
            assert!(same.iter().all(|v| (v - 80.0).abs() < 1e-3), "{same:?}");
        }
    }
}
