//! Several aligned views of one surface made into one: each view is shifted by what its own pixels
//! say, brightness is evened, and every pixel is the mean of the middle half of its values, which
//! leaves out what only some views show (a passer-by, a glare, a block of the codec).

use crate::{Luma, parallel};

/// Shift of `view` against `base` in pixels, by least squares on gradients (Lucas and Kanade
/// 1981), a few rounds: what the base shows at a place, the view shows at the place plus the shift.
/// `None` where there is no texture to tell it or it is more than two pixels.
pub fn shift_between(base: &Luma, view: &Luma) -> Option<(f64, f64)> {
    let (w, h) = (base.width as usize, base.height as usize);
    if base.size() != view.size() || w < 16 || h < 16 {
        return None;
    }
    let (mut dx, mut dy) = (0.0f64, 0.0f64);
    for _ in 0..4 {
        let (mut a, mut b, mut c, mut e, mut f) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let step = 2;
        let mut y = 4;
        while y + 4 < h {
            let mut x = 4;
            while x + 4 < w {
                let i = y * w + x;
                let gx = f64::from(base.data[i + 1]) - f64::from(base.data[i - 1]);
                let gy = f64::from(base.data[i + w]) - f64::from(base.data[i - w]);
                let strength = gx.abs() + gy.abs();
                if strength > 12.0 {
                    let v = bilinear(view, x as f64 + dx, y as f64 + dy);
                    let d = v - f64::from(base.data[i]);
                    // Differences that no small shift explains are something else.
                    if d.abs() < 1.5 * strength + 10.0 {
                        let (gx, gy) = (gx / 2.0, gy / 2.0);
                        a += gx * gx;
                        b += gx * gy;
                        c += gy * gy;
                        e += gx * d;
                        f += gy * d;
                    }
                }
                x += step;
            }
            y += step;
        }
        let det = a * c - b * b;
        if det < 1e3 {
            return None;
        }
        let (sx, sy) = ((c * e - b * f) / det, (a * f - b * e) / det);
        dx -= sx;
        dy -= sy;
        if dx.abs() > 3.0 || dy.abs() > 3.0 {
            return None;
        }
        if sx.abs() + sy.abs() < 0.02 {
            break;
        }
    }
    Some((dx, dy))
}

fn bilinear(l: &Luma, x: f64, y: f64) -> f64 {
    let (w, h) = (l.width as usize, l.height as usize);
    let x = x.clamp(0.0, (w - 1) as f64);
    let y = y.clamp(0.0, (h - 1) as f64);
    let (x0, y0) = (x as usize, y as usize);
    let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
    let (fx, fy) = (x - x0 as f64, y - y0 as f64);
    let at = |x: usize, y: usize| f64::from(l.data[y * w + x]);
    let top = at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx;
    let bottom = at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx;
    top * (1.0 - fy) + bottom * fy
}

/// One picture of views of one size. Brightness of each is evened to the first's. The same for
/// every number of threads.
///
/// `None` where there is no view.
pub fn stacked(views: &[Luma], threads: usize) -> Option<Luma> {
    let first = views.first()?;
    let size = first.size();
    let mean =
        |l: &Luma| l.data.iter().map(|v| f64::from(*v)).sum::<f64>() / l.data.len().max(1) as f64;
    let base = mean(first);
    let offsets: Vec<i16> = views
        .iter()
        .map(|v| (base - mean(v)).round() as i16)
        .collect();
    let pixels = first.data.len();
    let band = pixels.div_ceil(4 * threads.max(1)).max(1);
    let bands = parallel::map(threads, pixels.div_ceil(band), |n| {
        middles(views, &offsets, n * band..((n + 1) * band).min(pixels))
    });
    Some(Luma::new(size.width, size.height, bands.concat()))
}

/// Mean of the middle half of the values of some pixels.
fn middles(views: &[Luma], offsets: &[i16], pixels: std::ops::Range<usize>) -> Vec<u8> {
    let n = views.len();
    let (low, high) = (n / 4, n - n / 4);
    let mut values = vec![0u8; n];
    pixels
        .map(|i| {
            for ((value, view), offset) in values.iter_mut().zip(views).zip(offsets) {
                *value = (i16::from(view.data[i]) + offset).clamp(0, 255) as u8;
            }
            values.sort_unstable();
            let middle = &values[low..high];
            let sum: u32 = middle.iter().map(|v| u32::from(*v)).sum();
            let count = middle.len() as u32;
            ((sum + count / 2) / count) as u8
        })
        .collect()
}
