//! Direction and descriptor of a keypoint. The descriptor is Lowe's (2004, section 6), sampled on a
//! grid that turns and grows with the keypoint instead of on the octave's pixels: fewer samples,
//! and weights that are the same for every keypoint.

use std::f32::consts::{FRAC_PI_2, PI, TAU};
use std::sync::OnceLock;

use pixels::features::{DESCRIPTOR, DESCRIPTOR_LENGTH, DESCRIPTOR_MOST};

use super::octave::Extremum;
use super::plane::Plane;

/// Bins of a descriptor along each side, and of directions.
const BINS: usize = 4;
const DIRECTIONS: usize = 8;
/// Samples along each side of a patch.
const GRID: usize = 24;
/// With the neighbours that differences need.
const PADDED: usize = GRID + 2;
/// Side of a bin in units of the keypoint's scale.
const BIN: f32 = 3.0;
/// Largest share that one element may have before the others count again.
const CLIPPED: f32 = 0.2;
/// Bins of the histogram of directions.
const TURNS: usize = 36;
/// A direction this near to the strongest is one too.
const SECOND: f32 = 0.8;

/// Directions of a keypoint in radians in [0, 2π), from +x towards +y (Lowe 2004, section 5).
pub fn directions(plane: &Plane, at: &Extremum) -> Vec<f32> {
    let spread = 1.5 * at.sigma;
    let radius = (3.0 * spread).round() as isize;
    // Large keypoints lie on smooth planes: every second pixel says as much.
    let step = if at.sigma > 2.2 { 2 } else { 1 };
    let weights: Vec<f32> = (0..=radius)
        .map(|d| (-((d * d) as f32) / (2.0 * spread * spread)).exp())
        .collect();
    let (cx, cy) = (at.x.round() as isize, at.y.round() as isize);
    let (width, height) = (plane.width as isize, plane.height as isize);
    let mut bins = [0f32; TURNS];
    for dy in (-radius..=radius).step_by(step) {
        let y = cy + dy;
        if y < 1 || y + 1 >= height {
            continue;
        }
        let (above, here, below) = (
            plane.row(y as usize - 1),
            plane.row(y as usize),
            plane.row(y as usize + 1),
        );
        let of_row = weights[dy.unsigned_abs()];
        for dx in (-radius..=radius).step_by(step) {
            let x = cx + dx;
            if x < 1 || x + 1 >= width {
                continue;
            }
            let x = x as usize;
            let (gx, gy) = (here[x + 1] - here[x - 1], below[x] - above[x]);
            let turn = turn_of(gy, gx) * (TURNS as f32 / TAU);
            let bin = (turn + 0.5) as usize % TURNS;
            bins[bin] += of_row * weights[dx.unsigned_abs()] * (gx * gx + gy * gy).sqrt();
        }
    }
    peaks(&smoothed(&bins))
}

fn smoothed(bins: &[f32; TURNS]) -> [f32; TURNS] {
    let at = |i: usize, d: usize| bins[(i + d) % TURNS];
    std::array::from_fn(|i| {
        let i = i + TURNS - 2;
        (at(i, 0) + at(i, 4)) / 16.0 + (at(i, 1) + at(i, 3)) / 4.0 + at(i, 2) * 6.0 / 16.0
    })
}

fn peaks(bins: &[f32; TURNS]) -> Vec<f32> {
    let most = bins.iter().copied().fold(0f32, f32::max);
    if most <= 0.0 {
        return vec![0.0];
    }
    let mut found = Vec::new();
    for i in 0..TURNS {
        let (left, here) = (bins[(i + TURNS - 1) % TURNS], bins[i]);
        let right = bins[(i + 1) % TURNS];
        if here > left && here > right && here >= SECOND * most {
            let shift = 0.5 * (left - right) / (left - 2.0 * here + right);
            let turn = ((i as f32 + shift) * TAU / TURNS as f32).rem_euclid(TAU);
            // A hair below no turn is rounded up to a whole one.
            found.push(if turn < TAU { turn } else { 0.0 });
        }
    }
    found
}

/// Describes a keypoint turned by `angle`; `None` where there is nothing to describe.
pub fn descriptor(plane: &Plane, at: &Extremum, angle: f32) -> Option<[u8; DESCRIPTOR]> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: AVX2 is there.
        return finished(unsafe { histogram_avx2(plane, at, angle) });
    }
    finished(histogram(plane, at, angle))
}

type Histogram = [[[f32; DIRECTIONS]; BINS]; BINS];

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn histogram_avx2(plane: &Plane, at: &Extremum, angle: f32) -> Histogram {
    histogram(plane, at, angle)
}

/// Weights of a grid line for each bin, and of the Gaussian over the patch.
struct Weights {
    bins: [[f32; BINS]; GRID],
    gaussian: [f32; GRID],
}

fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let place = |i: usize| ((i as f32 + 0.5) / GRID as f32 - 0.5) * (BINS + 1) as f32;
        let centre = |b: usize| b as f32 - (BINS as f32 - 1.0) / 2.0;
        Weights {
            bins: std::array::from_fn(|i| {
                std::array::from_fn(|b| (1.0 - (place(i) - centre(b)).abs()).max(0.0))
            }),
            gaussian: std::array::from_fn(|i| (-place(i) * place(i) / 8.0).exp()),
        }
    })
}

#[inline(always)]
fn histogram(plane: &Plane, at: &Extremum, angle: f32) -> Histogram {
    let weights = weights();
    let patch = sampled(plane, at, angle);
    let mut bins: Histogram = [[[0.0; DIRECTIONS]; BINS]; BINS];
    let mut magnitudes = [0f32; GRID];
    let mut turns = [0f32; GRID];
    for v in 0..GRID {
        let (above, here, below) = (&patch[v], &patch[v + 1], &patch[v + 2]);
        for u in 0..GRID {
            let gx = here[u + 2] - here[u];
            let gy = below[u + 1] - above[u + 1];
            magnitudes[u] = (gx * gx + gy * gy).sqrt() * weights.gaussian[u];
            turns[u] = turn_of(gy, gx) * (DIRECTIONS as f32 / TAU);
        }
        let mut line = [[0f32; DIRECTIONS]; BINS];
        for u in 0..GRID {
            let mut shares = [0f32; DIRECTIONS];
            for (d, share) in shares.iter_mut().enumerate() {
                let away = (turns[u] - d as f32).abs();
                let away = away.min(DIRECTIONS as f32 - away);
                *share = (1.0 - away).max(0.0) * magnitudes[u];
            }
            for (bin, weight) in line.iter_mut().zip(&weights.bins[u]) {
                if *weight > 0.0 {
                    for (b, s) in bin.iter_mut().zip(&shares) {
                        *b += weight * s;
                    }
                }
            }
        }
        for (row, weight) in bins.iter_mut().zip(&weights.bins[v]) {
            let weight = weight * weights.gaussian[v];
            if weight > 0.0 {
                for (to, from) in row.iter_mut().flatten().zip(line.iter().flatten()) {
                    *to += weight * from;
                }
            }
        }
    }
    bins
}

/// The patch and its surroundings, upright.
#[inline(always)]
fn sampled(plane: &Plane, at: &Extremum, angle: f32) -> [[f32; PADDED]; PADDED] {
    let step = (BINS + 1) as f32 * BIN * at.sigma / GRID as f32;
    let (sin, cos) = angle.sin_cos();
    let (ux, uy) = (cos * step, sin * step);
    let first = -((PADDED - 1) as f32) / 2.0;
    let mut patch = [[0f32; PADDED]; PADDED];
    for (v, row) in patch.iter_mut().enumerate() {
        let v = first + v as f32;
        let (x0, y0) = (at.x - uy * v, at.y + ux * v);
        for (u, out) in row.iter_mut().enumerate() {
            let u = first + u as f32;
            *out = plane.sample(x0 + ux * u, y0 + uy * u);
        }
    }
    patch
}

/// Normalised, clipped, and as square roots of shares (RootSIFT: Arandjelović and Zisserman 2012).
fn finished(bins: Histogram) -> Option<[u8; DESCRIPTOR]> {
    let values = bins.as_flattened().as_flattened();
    let norm = values.iter().map(|v| v * v).sum::<f32>().sqrt();
    if !norm.is_finite() || norm <= 1e-6 {
        return None;
    }
    let most = CLIPPED * norm;
    let sum: f32 = values.iter().map(|v| v.min(most)).sum();
    let mut out = [0u8; DESCRIPTOR];
    for (o, v) in out.iter_mut().zip(values) {
        let value = (v.min(most) / sum).sqrt() * DESCRIPTOR_LENGTH;
        *o = (value + 0.5).min(f32::from(DESCRIPTOR_MOST)) as u8;
    }
    Some(out)
}

/// Angle of a vector in [0, 2π), to a thousandth of a radian: a minimax polynomial of the smaller
/// over the larger side.
#[inline(always)]
fn turn_of(y: f32, x: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    let ratio = ax.min(ay) / (ax.max(ay) + 1e-20);
    let r2 = ratio * ratio;
    let slope = ((-0.046_496_475 * r2 + 0.159_314_22) * r2 - 0.327_622_76) * r2 * ratio + ratio;
    let eighth = if ay > ax { FRAC_PI_2 - slope } else { slope };
    let half = if x < 0.0 { PI - eighth } else { eighth };
    if y < 0.0 { TAU - half } else { half }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_right_to_a_thousandth_all_around() {
        for i in 0..3600u32 {
            let wanted = i as f32 * TAU / 3600.0;
            let turn = turn_of(7.0 * wanted.sin(), 7.0 * wanted.cos());
            let away = (turn - wanted).abs();
            assert!(away.min(TAU - away) < 1e-3, "{turn} is not {wanted}");
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn avx2_gives_the_same_histogram() {
        if !std::arch::is_x86_feature_detected!("avx2") {
            println!("skipped: this processor has no AVX2");
            return;
        }
        let plane = super::super::plane::tests::patterned(90, 70);
        for i in 0..40u8 {
            let at = Extremum {
                x: 20.0 + 1.3 * f32::from(i),
                y: 15.7 + f32::from(i),
                layer: 1,
                sigma: 1.6 + 0.05 * f32::from(i),
                contrast: 0.1,
            };
            let angle = 0.17 * f32::from(i);
            // SAFETY: AVX2 is there.
            let fast = unsafe { histogram_avx2(&plane, &at, angle) };
            assert_eq!(fast, histogram(&plane, &at, angle));
            assert!(fast.as_flattened().as_flattened().iter().sum::<f32>() > 0.0);
        }
    }
}
