//! Straight edges of a picture: pixels of like gradient grown into regions, each a line segment
//! (after Grompone von Gioi et al. 2010, LSD), with the side on which it is brighter.

use model::Point;
use pixels::Luma;

/// Least gradient that is an edge, in grey levels a pixel.
const LEAST_SLOPE: f32 = 3.5;
/// Largest turn within a region, radians.
const TOLERANCE: f32 = 0.39;
/// Largest root mean square distance of a region's pixels from its line.
const THICKEST: f64 = 3.2;
/// Segments that are kept at most: the longest.
const MOST: usize = 3000;

/// A straight edge. Brighter on the right of the way from `a` to `b` (y down).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Segment {
    pub a: Point,
    pub b: Point,
    /// Mean gradient across it, grey levels a pixel.
    pub slope: f64,
}

impl Segment {
    pub fn length(&self) -> f64 {
        self.a.distance(self.b)
    }
}

/// Gradients at the corners between pixels: entry (x, y) lies at the point (x + 1, y + 1).
pub(super) struct Gradient {
    pub width: usize,
    pub height: usize,
    pub gx: Vec<f32>,
    pub gy: Vec<f32>,
}

impl Gradient {
    pub fn of(picture: &Luma) -> Self {
        let (w, h) = (picture.width as usize, picture.height as usize);
        let smooth = smoothed(picture);
        let (width, height) = (w.saturating_sub(1), h.saturating_sub(1));
        let (mut gx, mut gy) = (vec![0.0; width * height], vec![0.0; width * height]);
        for y in 0..height {
            let (up, down) = (&smooth[y * w..][..w], &smooth[(y + 1) * w..][..w]);
            for x in 0..width {
                let (p, q, r, s) = (up[x], up[x + 1], down[x], down[x + 1]);
                gx[y * width + x] = 0.5 * (q + s - p - r);
                gy[y * width + x] = 0.5 * (r + s - p - q);
            }
        }
        Self {
            width,
            height,
            gx,
            gy,
        }
    }
}

/// Binomial smoothing, 1 2 1 both ways.
fn smoothed(picture: &Luma) -> Vec<f32> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let mut across = vec![0f32; w * h];
    for y in 0..h {
        let row = &picture.data[y * w..][..w];
        let out = &mut across[y * w..][..w];
        for x in 0..w {
            let (l, r) = (row[x.saturating_sub(1)], row[(x + 1).min(w - 1)]);
            out[x] = 0.25 * f32::from(l) + 0.5 * f32::from(row[x]) + 0.25 * f32::from(r);
        }
    }
    let mut out = vec![0f32; w * h];
    for y in 0..h {
        let (up, down) = (y.saturating_sub(1), (y + 1).min(h - 1));
        for x in 0..w {
            out[y * w + x] =
                0.25 * across[up * w + x] + 0.5 * across[y * w + x] + 0.25 * across[down * w + x];
        }
    }
    out
}

/// The straight edges of at least this length, longest first.
pub fn segments(picture: &Luma, least: f64) -> Vec<Segment> {
    if picture.width < 8 || picture.height < 8 {
        return Vec::new();
    }
    let g = Gradient::of(picture);
    let slopes: Vec<f32> =
        g.gx.iter()
            .zip(&g.gy)
            .map(|(x, y)| (x * x + y * y).sqrt())
            .collect();
    let mut used: Vec<bool> = slopes.iter().map(|s| *s < LEAST_SLOPE).collect();
    let mut found = Vec::new();
    let mut region = Vec::new();
    for seed in by_slope(&slopes) {
        if used[seed] {
            continue;
        }
        grow(&g, &slopes, &mut used, seed, &mut region);
        if (region.len() as f64) < least {
            continue;
        }
        if let Some(segment) = line_of(&g, &slopes, &region)
            && segment.length() >= least
        {
            found.push(segment);
        }
    }
    found.sort_by(|a, b| {
        (b.length().total_cmp(&a.length()))
            .then(a.a.x.total_cmp(&b.a.x))
            .then(a.a.y.total_cmp(&b.a.y))
    });
    found.truncate(MOST);
    found
}

/// Edge pixels, steepest first, in steps of one grey level.
fn by_slope(slopes: &[f32]) -> Vec<usize> {
    let mut buckets: Vec<Vec<u32>> = vec![Vec::new(); 182];
    for (i, &s) in slopes.iter().enumerate() {
        if s >= LEAST_SLOPE {
            buckets[(s as usize).min(181)].push(i as u32);
        }
    }
    let steep = buckets.into_iter().rev().flatten();
    steep.map(|i| i as usize).collect()
}

fn grow(g: &Gradient, slopes: &[f32], used: &mut [bool], seed: usize, region: &mut Vec<usize>) {
    region.clear();
    region.push(seed);
    used[seed] = true;
    let (mut sx, mut sy) = (g.gx[seed] / slopes[seed], g.gy[seed] / slopes[seed]);
    let least = TOLERANCE.cos();
    let mut next = 0;
    while next < region.len() {
        let at = region[next];
        next += 1;
        let (x, y) = (at % g.width, at / g.width);
        let norm = (sx * sx + sy * sy).sqrt().max(1e-6);
        let (dx, dy) = (sx / norm, sy / norm);
        for v in y.saturating_sub(1)..=(y + 1).min(g.height - 1) {
            for u in x.saturating_sub(1)..=(x + 1).min(g.width - 1) {
                let i = v * g.width + u;
                if used[i] {
                    continue;
                }
                let (ux, uy) = (g.gx[i] / slopes[i], g.gy[i] / slopes[i]);
                if ux * dx + uy * dy >= least {
                    used[i] = true;
                    region.push(i);
                    sx += ux;
                    sy += uy;
                }
            }
        }
    }
}

/// The line through a region's pixels, weighted by slope; `None` where they are no line.
fn line_of(g: &Gradient, slopes: &[f32], region: &[usize]) -> Option<Segment> {
    let place = |i: usize| ((i % g.width) as f64 + 1.0, (i / g.width) as f64 + 1.0);
    let (mut sum, mut mx, mut my, mut gx, mut gy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for &i in region {
        let (w, (x, y)) = (f64::from(slopes[i]), place(i));
        sum += w;
        mx += w * x;
        my += w * y;
        gx += f64::from(g.gx[i]);
        gy += f64::from(g.gy[i]);
    }
    let (mx, my) = (mx / sum, my / sum);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for &i in region {
        let (w, (x, y)) = (f64::from(slopes[i]), place(i));
        let (x, y) = (x - mx, y - my);
        xx += w * x * x;
        xy += w * x * y;
        yy += w * y * y;
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let thickness = 0.5 * ((xx + yy) - ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt());
    if (thickness.max(0.0) / sum).sqrt() > THICKEST {
        return None;
    }
    let (mut dx, mut dy) = (angle.cos(), angle.sin());
    // Brighter on the right: the gradient is the direction turned clockwise (y down).
    if -dy * gx + dx * gy < 0.0 {
        (dx, dy) = (-dx, -dy);
    }
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for &i in region {
        let (x, y) = place(i);
        let along = (x - mx) * dx + (y - my) * dy;
        low = low.min(along);
        high = high.max(along);
    }
    Some(Segment {
        a: Point::new(mx + low * dx, my + low * dy),
        b: Point::new(mx + high * dx, my + high * dy),
        slope: sum / region.len() as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_a_bright_square_have_their_places_and_bright_sides() {
        let picture = Luma::from_fn(120, 100, |x, y| {
            if (30..90).contains(&x) && (20..80).contains(&y) {
                180
            } else {
                40
            }
        });
        let found = segments(&picture, 20.0);
        assert_eq!(found.len(), 4, "{found:?}");
        for s in &found {
            assert!((s.length() - 60.0).abs() < 4.0, "{s:?}");
            // The centre of the square is on the right of each.
            let (dx, dy) = (s.b.x - s.a.x, s.b.y - s.a.y);
            let cross = dx * (50.0 - s.a.y) - dy * (60.0 - s.a.x);
            assert!(cross > 0.0, "{s:?}");
            let (mx, my) = ((s.a.x + s.b.x) / 2.0, (s.a.y + s.b.y) / 2.0);
            let near = [30.0, 90.0].iter().any(|v| (mx - v).abs() < 0.3)
                || [20.0, 80.0].iter().any(|v| (my - v).abs() < 0.3);
            assert!(near, "{s:?}");
        }
    }

    #[test]
    fn a_plain_or_tiny_picture_has_none() {
        assert!(segments(&Luma::filled(64, 64, 90), 10.0).is_empty());
        assert!(segments(&Luma::filled(1, 1, 90), 10.0).is_empty());
        assert!(segments(&Luma::filled(0, 0, 0), 10.0).is_empty());
    }
}
