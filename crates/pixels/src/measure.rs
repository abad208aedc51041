//! Measures of pictures: sharpness, differences, histograms, local correlation.

use crate::Luma;

/// Sharpness: mean squared 4-neighbour Laplacian over the variance of luma. Comparable between
/// frames of one shot; 0 for a flat or tiny picture. Noise raises it, as it raises every measure
/// of this kind.
pub fn sharpness(picture: &Luma) -> f64 {
    let (w, h) = (picture.width as usize, picture.height as usize);
    if w < 3 || h < 3 {
        return 0.0;
    }
    let mut energy = 0u64;
    for y in 1..h as u32 - 1 {
        let (up, row, down) = (picture.row(y - 1), picture.row(y), picture.row(y + 1));
        energy += laplacian_energy(up, row, down);
    }
    let n = ((w - 2) * (h - 2)) as f64;
    let (mean, variance) = mean_and_variance(picture);
    // A dark, flat frame has next to no variance; the constant keeps its noise from winning.
    let floor = 4.0 + 0.02 * mean;
    energy as f64 / n / (variance + floor)
}

fn laplacian_energy(up: &[u8], row: &[u8], down: &[u8]) -> u64 {
    let w = row.len();
    let (left, right) = (&row[..w - 2], &row[2..]);
    let mut sum = 0u64;
    // Chunks keep the inner sum in 32 bits, which vectorises.
    for start in (0..w - 2).step_by(256) {
        let end = (start + 256).min(w - 2);
        let part: u32 = (start..end)
            .map(|i| {
                let around = i32::from(left[i])
                    + i32::from(right[i])
                    + i32::from(up[i + 1])
                    + i32::from(down[i + 1]);
                let v = 4 * i32::from(row[i + 1]) - around;
                (v * v) as u32
            })
            .sum();
        sum += u64::from(part);
    }
    sum
}

/// Mean and variance of luma; zeros for an empty picture.
pub fn mean_and_variance(picture: &Luma) -> (f64, f64) {
    if picture.data.is_empty() {
        return (0.0, 0.0);
    }
    let (mut sum, mut squares) = (0u64, 0u64);
    for chunk in picture.data.chunks(4096) {
        sum += u64::from(chunk.iter().map(|&v| u32::from(v)).sum::<u32>());
        squares += u64::from(
            chunk
                .iter()
                .map(|&v| u32::from(v) * u32::from(v))
                .sum::<u32>(),
        );
    }
    let n = picture.data.len() as f64;
    let mean = sum as f64 / n;
    (mean, (squares as f64 / n - mean * mean).max(0.0))
}

/// Mean absolute difference of two pictures in grey levels; `None` when their sizes differ or
/// they are empty.
pub fn mean_absolute_difference(a: &Luma, b: &Luma) -> Option<f64> {
    if a.size() != b.size() || a.data.is_empty() {
        return None;
    }
    let sum: u64 = a
        .data
        .chunks(4096)
        .zip(b.data.chunks(4096))
        .map(|(a, b)| {
            let part: u32 = a
                .iter()
                .zip(b)
                .map(|(&a, &b)| u32::from(a.abs_diff(b)))
                .sum();
            u64::from(part)
        })
        .sum();
    Some(sum as f64 / a.data.len() as f64)
}

/// Counts of the 256 grey levels.
pub fn histogram(picture: &Luma) -> [u32; 256] {
    let mut counts = [0; 256];
    for &v in &picture.data {
        counts[usize::from(v)] += 1;
    }
    counts
}

/// Zero-mean normalised correlation of two equally long series, between −1 and 1; `None` when
/// either has next to no contrast (a standard deviation under one grey level).
pub fn correlation(a: &[f32], b: &[f32]) -> Option<f64> {
    let n = a.len().min(b.len());
    if n < 2 {
        return None;
    }
    let mean = |v: &[f32]| v[..n].iter().map(|&v| f64::from(v)).sum::<f64>() / n as f64;
    let (ma, mb) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (&a, &b) in a[..n].iter().zip(&b[..n]) {
        let (x, y) = (f64::from(a) - ma, f64::from(b) - mb);
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    let least = n as f64;
    (aa >= least && bb >= least).then(|| ab / (aa * bb).sqrt())
}

/// How much a codec's 8-pixel blocks show: mean step across their borders over the mean step
/// elsewhere, along rows. About 1 where none do. `origin` is the place of the picture's first pixel
/// in the frame that was coded.
pub fn blockiness(picture: &Luma, origin: (u32, u32)) -> f64 {
    let (mut on, mut off) = ((0u64, 0u64), (0u64, 0u64));
    for y in 0..picture.height {
        for (x, pair) in picture.row(y).windows(2).enumerate() {
            let step = u64::from(pair[0].abs_diff(pair[1]));
            let sum = if (x as u32 + 1 + origin.0).is_multiple_of(8) {
                &mut on
            } else {
                &mut off
            };
            *sum = (sum.0 + step, sum.1 + 1);
        }
    }
    let mean = |s: (u64, u64)| s.0 as f64 / s.1.max(1) as f64;
    (mean(on) + 0.5) / (mean(off) + 0.5)
}
