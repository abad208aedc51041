//! Resizing: area averaging where an axis shrinks, Catmull–Rom cubic where it grows.
//!
//! Both axes are treated apart, so a picture may shrink in one and grow in the other.

use model::Size;

use crate::{Luma, Rgb};

/// Resizes a luma picture. An empty source or target gives a black picture of the target's size.
pub fn luma(source: &Luma, to: Size) -> Luma {
    if source.size() == to {
        return source.clone();
    }
    Luma::new(
        to.width,
        to.height,
        resample::<1>(&source.data, source.size(), to),
    )
}

/// Resizes an RGB picture in its stored (gamma) values. An empty source or target gives a black
/// picture of the target's size.
pub fn rgb(source: &Rgb, to: Size) -> Rgb {
    if source.size() == to {
        return source.clone();
    }
    Rgb::new(
        to.width,
        to.height,
        resample::<3>(&source.data, source.size(), to),
    )
}

/// The size with this width that keeps the proportions; never less than 1 × 1.
pub fn size_for_width(size: Size, width: u32) -> Size {
    let height = f64::from(size.height) * f64::from(width) / f64::from(size.width.max(1));
    Size {
        width: width.max(1),
        height: (height.round() as u32).max(1),
    }
}

/// Weights of source positions for one target position; they sum to one.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

fn taps(from: u32, to: u32) -> Vec<Taps> {
    let scale = f64::from(from) / f64::from(to);
    (0..to)
        .map(|i| {
            if scale > 1.0 {
                area_taps(f64::from(i) * scale, f64::from(i + 1) * scale, from)
            } else {
                cubic_taps((f64::from(i) + 0.5) * scale - 0.5, from)
            }
        })
        .collect()
}

/// Share of each source pixel that lies between two positions.
fn area_taps(begin: f64, end: f64, from: u32) -> Taps {
    let last = from as usize - 1;
    let first = (begin.floor() as usize).min(last);
    let stop = ((end - 1e-9).floor() as usize).clamp(first, last);
    let cover = |k: usize| (end.min(k as f64 + 1.0) - begin.max(k as f64)).max(0.0);
    let total: f64 = (first..=stop).map(cover).sum();
    let weights = (first..=stop).map(|k| (cover(k) / total) as f32).collect();
    Taps { first, weights }
}

/// Catmull–Rom weights around a position; beyond the edge the edge pixel is repeated.
fn cubic_taps(at: f64, from: u32) -> Taps {
    let last = i64::from(from) - 1;
    let base = at.floor() as i64;
    let t = at - at.floor();
    let kernel = [
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    ];
    let (lo, hi) = ((base - 1).clamp(0, last), (base + 2).clamp(0, last));
    let mut weights = vec![0.0f32; (hi - lo + 1) as usize];
    for (k, w) in kernel.into_iter().enumerate() {
        let position = (base - 1 + k as i64).clamp(0, last);
        weights[(position - lo) as usize] += w as f32;
    }
    Taps {
        first: lo as usize,
        weights,
    }
}

/// Vertical pass first, into one row of floats, which vectorises well; then along the row.
fn resample<const C: usize>(data: &[u8], from: Size, to: Size) -> Vec<u8> {
    let (w, out_w) = (from.width as usize, to.width as usize);
    let mut out = vec![0u8; C * out_w * to.height as usize];
    if data.is_empty() || out.is_empty() {
        return out;
    }
    let columns = taps(from.width, to.width);
    let mut row = vec![0.0f32; C * w];
    for (y, tap) in taps(from.height, to.height).into_iter().enumerate() {
        row.fill(0.0);
        for (k, &weight) in tap.weights.iter().enumerate() {
            let source = &data[(tap.first + k) * C * w..][..C * w];
            for (sum, &v) in row.iter_mut().zip(source) {
                *sum += weight * f32::from(v);
            }
        }
        let target = &mut out[y * C * out_w..][..C * out_w];
        for (pixel, tap) in target.chunks_exact_mut(C).zip(&columns) {
            let mut sum = [0.0f32; C];
            let source = row[C * tap.first..].chunks_exact(C);
            for (&weight, v) in tap.weights.iter().zip(source) {
                for c in 0..C {
                    sum[c] += weight * v[c];
                }
            }
            for c in 0..C {
                pixel[c] = (sum[c] + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    }
    out
}
