//! What the camera does to a finished frame: defocus, motion blur, refresh band, flicker and
//! sensor noise. All in fixed point on 8-bit frames, in place.

use crate::dice::Dice;
use crate::raster::{Frame, Sprite};

/// Gaussian blur of a standard deviation in pixels; nothing below 0.2.
pub(crate) fn defocus(frame: &mut Frame, sigma: f64) {
    if sigma < 0.2 {
        return;
    }
    let kernel = gaussian(sigma);
    let r = kernel.len() / 2;
    let stride = 3 * frame.width;
    // 255 * 256 + 128 fits 16 bits.
    let mut sum = vec![0u16; stride];
    let mut middle = vec![0u8; frame.rgb.len()];
    for y in 0..frame.height {
        sum.fill(128);
        for (k, weight) in kernel.iter().enumerate() {
            let sy = (y + k).saturating_sub(r).min(frame.height - 1);
            let row = &frame.rgb[sy * stride..][..stride];
            for (s, v) in sum.iter_mut().zip(row) {
                *s += u16::from(*v) * weight;
            }
        }
        for (o, s) in middle[y * stride..][..stride].iter_mut().zip(&sum) {
            *o = (s >> 8) as u8;
        }
    }
    let mut padded = vec![0u8; stride + 6 * r];
    for y in 0..frame.height {
        let row = &middle[y * stride..][..stride];
        pad(&mut padded, row, r);
        sum.fill(128);
        for (k, weight) in kernel.iter().enumerate() {
            for (s, v) in sum.iter_mut().zip(&padded[3 * k..]) {
                *s += u16::from(*v) * weight;
            }
        }
        for (o, s) in frame.rgb[y * stride..][..stride].iter_mut().zip(&sum) {
            *o = (s >> 8) as u8;
        }
    }
}

/// Repeats a row's end pixels `r` times on both sides.
fn pad(padded: &mut [u8], row: &[u8], r: usize) {
    let n = row.len();
    padded[3 * r..3 * r + n].copy_from_slice(row);
    for i in 0..r {
        padded[3 * i..3 * i + 3].copy_from_slice(&row[..3]);
        let o = 3 * r + n + 3 * i;
        padded[o..o + 3].copy_from_slice(&row[n - 3..]);
    }
}

/// Weights in 256ths that sum to 256.
fn gaussian(sigma: f64) -> Vec<u16> {
    let r = (2.2 * sigma).ceil().clamp(1.0, 30.0) as i64;
    let raw: Vec<f64> = (-r..=r)
        .map(|i| (-(i * i) as f64 / (2.0 * sigma * sigma)).exp())
        .collect();
    let total: f64 = raw.iter().sum();
    let mut k: Vec<u16> = raw
        .iter()
        .map(|v| (v / total * 256.0).round() as u16)
        .collect();
    let rest = 256 - i32::from(k.iter().sum::<u16>());
    let middle = &mut k[r as usize];
    *middle = (i32::from(*middle) + rest).max(0) as u16;
    k
}

/// Averages the frame along a motion of (dx, dy) pixels, centred, as an open shutter does.
pub(crate) fn motion_blur(frame: &mut Frame, dx: f64, dy: f64) {
    let steps = (dx.abs().max(dy.abs())).round().min(48.0) as usize;
    if steps == 0 {
        return;
    }
    let offsets: Vec<(i64, i64)> = (0..=steps)
        .map(|k| {
            // From −1/2 to 1/2, exactly symmetric, or the blur would shift edges.
            let t = (2.0 * k as f64 - steps as f64) / (2.0 * steps as f64);
            ((dx * t).round() as i64, (dy * t).round() as i64)
        })
        .collect();
    let reach = offsets
        .iter()
        .map(|o| o.0.unsigned_abs())
        .max()
        .unwrap_or(0) as usize;
    let stride = 3 * frame.width;
    let wide = stride + 6 * reach;
    let mut source = vec![0u8; wide * frame.height];
    for y in 0..frame.height {
        let row = &frame.rgb[y * stride..][..stride];
        pad(&mut source[y * wide..][..wide], row, reach);
    }
    let n = offsets.len() as u32;
    let inverse = 65536 / n + 1;
    let mut sum = vec![0u16; stride];
    for y in 0..frame.height {
        sum.fill((n / 2) as u16);
        for (ox, oy) in &offsets {
            let sy = (y as i64 + oy).clamp(0, frame.height as i64 - 1) as usize;
            let sx = (reach as i64 + ox) as usize * 3;
            let row = &source[sy * wide + sx..][..stride];
            for (s, v) in sum.iter_mut().zip(row) {
                *s += u16::from(*v);
            }
        }
        for (o, s) in frame.rgb[y * stride..][..stride].iter_mut().zip(&sum) {
            *o = ((u32::from(*s) * inverse) >> 16).min(255) as u8;
        }
    }
}

/// Darkens displays by a band that rolls down the frame, and everything by the flicker's gain.
pub(crate) fn flicker(frame: &mut Frame, gain: f64, band: f64, phase: f64) {
    if (gain - 1.0).abs() < 0.002 && band <= 0.0 {
        return;
    }
    let whole = (gain * 256.0) as u32;
    for y in 0..frame.height {
        let t = (y as f64 / frame.height as f64 * 1.4 + phase).rem_euclid(1.0);
        // A raised cosine over a third of the period.
        let dip = if t < 0.33 {
            0.5 - 0.5 * (t / 0.33 * std::f64::consts::TAU).cos()
        } else {
            0.0
        };
        let lost = (band * dip * 256.0) as u32;
        let row = &mut frame.rgb[3 * y * frame.width..][..3 * frame.width];
        let display = &frame.display[y * frame.width..][..frame.width];
        for (p, d) in row.chunks_exact_mut(3).zip(display) {
            let k = whole * (65280 - lost * u32::from(*d)) / 65280;
            for v in p {
                *v = ((u32::from(*v) * k) >> 8).min(255) as u8;
            }
        }
    }
}

/// A table of sensor noise, read from another place for each row and frame.
pub(crate) struct Grain(Vec<i8>);

const GRAIN: usize = 1 << 16;

impl Grain {
    /// Normal noise with a deviation of 24 units; long enough for rows of 4096 pixels.
    pub(crate) fn new(dice: &Dice) -> Self {
        let mut d = dice.fork(77);
        let data = (0..GRAIN + 3 * 4096)
            .map(|_| (d.gauss() * 24.0).round().clamp(-127.0, 127.0) as i8)
            .collect();
        Self(data)
    }

    /// Adds noise of a standard deviation in grey levels.
    pub(crate) fn add(&self, frame: &mut Frame, sigma: f64, mut dice: Dice) {
        let k = (sigma / 24.0 * 256.0) as i32;
        if k <= 0 {
            return;
        }
        for row in frame.rgb.chunks_exact_mut(3 * frame.width) {
            let from = dice.below(GRAIN);
            for (v, g) in row.iter_mut().zip(&self.0[from..]) {
                *v = (i32::from(*v) + ((i32::from(*g) * k + 128) >> 8)).clamp(0, 255) as u8;
            }
        }
    }
}

/// A soft highlight with a bright core and a wide halo, a little longer than wide.
pub(crate) fn highlight(dice: &mut Dice) -> Sprite {
    let side = 96;
    let (long, turn) = (dice.range(1.0, 2.4), dice.range(-0.9, 0.9));
    let (s, c) = f64::sin_cos(turn);
    let data = (0..side * side)
        .map(|i| {
            let x = (i % side) as f64 / side as f64 * 2.0 - 1.0;
            let y = (i / side) as f64 / side as f64 * 2.0 - 1.0;
            let (u, v) = ((c * x + s * y), (c * y - s * x) * long);
            let d2 = u * u + v * v;
            let edge = (1.0 - (x * x).max(y * y)).max(0.0);
            let light = 0.75 * (-d2 * 26.0).exp() + 0.35 * (-d2 * 5.0).exp();
            (light * edge.min(0.3) / 0.3 * 255.0).min(255.0) as u8
        })
        .collect();
    Sprite { side, data }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step_frame() -> Frame {
        let mut f = Frame::new(64, 16);
        for y in 0..16 {
            for x in 32..64 {
                f.rgb[3 * (y * 64 + x)..][..3].fill(200);
            }
        }
        f
    }

    fn edge(f: &Frame) -> f64 {
        // Where the step's integral says that the edge is.
        let row = &f.rgb[3 * 8 * 64..][..3 * 64];
        64.0 - row.iter().step_by(3).map(|v| f64::from(*v)).sum::<f64>() / 200.0
    }

    #[test]
    fn blurs_leave_edges_where_they_are() {
        for (sigma, dx, dy) in [
            (1.5, 0.0, 0.0),
            (0.0, 7.0, 0.0),
            (0.0, -6.0, 3.0),
            (3.0, 5.0, 5.0),
        ] {
            let mut f = step_frame();
            defocus(&mut f, sigma);
            motion_blur(&mut f, dx, dy);
            assert!((edge(&f) - 32.0).abs() < 0.2, "{} {sigma} {dx}", edge(&f));
            assert!(f.rgb != step_frame().rgb);
        }
    }

    #[test]
    fn blurring_a_plain_frame_changes_nothing() {
        let mut f = Frame::new(40, 30);
        f.rgb.fill(255);
        let before = f.rgb.clone();
        defocus(&mut f, 2.3);
        motion_blur(&mut f, 11.0, -4.0);
        assert_eq!(f.rgb, before);
    }

    #[test]
    fn noise_has_the_asked_deviation() {
        let dice = Dice::new(1);
        let mut f = Frame::new(256, 256);
        f.rgb.fill(128);
        Grain::new(&dice).add(&mut f, 4.0, dice.fork(3));
        let n = f.rgb.len() as f64;
        let mean = f.rgb.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
        let var = f
            .rgb
            .iter()
            .map(|v| (f64::from(*v) - mean).powi(2))
            .sum::<f64>()
            / n;
        assert!((mean - 128.0).abs() < 0.2 && (var.sqrt() - 4.0).abs() < 0.4);
    }
}
