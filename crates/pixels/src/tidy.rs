//! Steps that make a picture easier to read and say so: each is deterministic, takes no account of
//! what is written, and is declared in the recipe of what it gives.

use model::Size;

use crate::{Luma, resize};

/// Unsharp masking: the picture plus `amount` times what a Gaussian of `sigma` pixels takes away.
/// No pixel changes by more than 60 grey levels.
pub fn sharpen(picture: &Luma, sigma: f64, amount: f64) -> Luma {
    let soft = gaussian(picture, sigma);
    let data = picture.data.iter().zip(&soft).map(|(&v, s)| {
        let more = amount as f32 * (f32::from(v) - s);
        (f32::from(v) + more.clamp(-60.0, 60.0) + 0.5).clamp(0.0, 255.0) as u8
    });
    Luma::new(picture.width, picture.height, data.collect())
}

/// Background flattening: each pixel over the local mean brightness (averaged over `reach` pixels),
/// times the mean of the whole. Takes away glare and uneven light.
pub fn flatten(picture: &Luma, reach: u32) -> Luma {
    if picture.data.is_empty() {
        return picture.clone();
    }
    let small = Size {
        width: (picture.width / reach.max(1)).max(2),
        height: (picture.height / reach.max(1)).max(2),
    };
    // Averaged to a few pixels and grown again by cubic interpolation.
    let ground = resize::luma(&resize::luma(picture, small), picture.size());
    let mean = picture.data.iter().map(|&v| f32::from(v)).sum::<f32>() / picture.data.len() as f32;
    let data = picture.data.iter().zip(&ground.data).map(|(&v, &g)| {
        let flat = f32::from(v) - f32::from(g) + mean;
        (flat + 0.5).clamp(0.0, 255.0) as u8
    });
    Luma::new(picture.width, picture.height, data.collect())
}

/// Contrast stretch: the darkest and brightest parts per `cut` go to 0 and 255, straight between.
pub fn stretch(picture: &Luma, cut: f64) -> Luma {
    let counts = crate::measure::histogram(picture);
    let least = (picture.data.len() as f64 * cut) as u64;
    let find = |levels: &mut dyn Iterator<Item = usize>| {
        let mut sum = 0u64;
        for level in levels {
            sum += u64::from(counts[level]);
            if sum > least {
                return level as f32;
            }
        }
        0.0
    };
    let low = find(&mut (0..256));
    let high = find(&mut (0..256).rev());
    if high <= low {
        return picture.clone();
    }
    let gain = 255.0 / (high - low);
    let data = picture.data.iter();
    let data = data.map(|&v| ((f32::from(v) - low) * gain + 0.5).clamp(0.0, 255.0) as u8);
    Luma::new(picture.width, picture.height, data.collect())
}

/// Adds a row times a weight.
fn add(target: &mut [f32], source: &[f32], weight: f32) {
    for (t, s) in target.iter_mut().zip(source) {
        *t += weight * s;
    }
}

fn gaussian(picture: &Luma, sigma: f64) -> Vec<f32> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let radius = (3.0 * sigma).ceil().clamp(1.0, 64.0) as i64;
    let mut kernel: Vec<f32> = (-radius..=radius)
        .map(|k| (-0.5 * (k as f64 / sigma.max(1e-3)).powi(2)).exp() as f32)
        .collect();
    let sum: f32 = kernel.iter().sum();
    kernel.iter_mut().for_each(|k| *k /= sum);
    let at = |v: i64, n: usize| v.clamp(0, n as i64 - 1) as usize;
    let mut across = vec![0f32; w * h];
    let mut out = vec![0f32; w * h];
    if w == 0 || h == 0 {
        return out;
    }
    // Whole rows for each weight: many pixels in one go.
    let mut row = vec![0f32; w + 2 * radius as usize];
    for (y, target) in across.chunks_exact_mut(w).enumerate() {
        let source = picture.row(y as u32);
        for (k, v) in row.iter_mut().enumerate() {
            *v = f32::from(source[at(k as i64 - radius, w)]);
        }
        for (k, c) in kernel.iter().enumerate() {
            add(target, &row[k..k + w], *c);
        }
    }
    for (y, target) in out.chunks_exact_mut(w).enumerate() {
        for (k, c) in (-radius..=radius).zip(&kernel) {
            let from = at(y as i64 + k, h) * w;
            add(target, &across[from..from + w], *c);
        }
    }
    out
}
