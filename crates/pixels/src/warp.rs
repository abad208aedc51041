//! Warping by homographies: bilinear where the picture grows, averaged samples over a pyramid
//! where it shrinks, so that a screenshot filmed small does not alias.

use model::{Homography, Point, Quad, Size};

use crate::{Luma, Rgb, resize};

/// Most samples along one axis of a target pixel; beyond that a smaller pyramid level is read.
const MOST_SAMPLES: f64 = 3.0;

/// Warps luma into a picture of `size`. What lies outside the source, or beyond its horizon, is
/// `fill`; edge pixels are mixed with it by their covered share.
pub fn warp_luma(source: &Luma, target_from_source: &Homography, size: Size, fill: u8) -> Luma {
    let levels = pyramid(source.clone(), |l| {
        let half = half(l.size())?;
        Some(resize::luma(l, half))
    });
    let levels: Vec<Plane<'_, 1>> = levels
        .iter()
        .map(|l| Plane::new(&l.data, l.size()))
        .collect();
    Luma::new(
        size.width,
        size.height,
        warp(&levels, target_from_source, size, [fill]),
    )
}

/// Warps RGB into a picture of `size`, see [`warp_luma`].
pub fn warp_rgb(source: &Rgb, target_from_source: &Homography, size: Size, fill: [u8; 3]) -> Rgb {
    let levels = pyramid(source.clone(), |l| {
        let half = half(l.size())?;
        Some(resize::rgb(l, half))
    });
    let levels: Vec<Plane<'_, 3>> = levels
        .iter()
        .map(|l| Plane::new(&l.data, l.size()))
        .collect();
    Rgb::new(
        size.width,
        size.height,
        warp(&levels, target_from_source, size, fill),
    )
}

/// The content of a quad, seen straight from the front, black where the quad leaves the picture.
/// `None` when the quad is degenerate.
pub fn rectify_rgb(source: &Rgb, quad: &Quad, size: Size) -> Option<Rgb> {
    let h = Homography::between(quad, &Quad::of_size(size))?;
    Some(warp_rgb(source, &h, size, [0; 3]))
}

/// Luma counterpart of [`rectify_rgb`].
pub fn rectify_luma(source: &Luma, quad: &Quad, size: Size) -> Option<Luma> {
    let h = Homography::between(quad, &Quad::of_size(size))?;
    Some(warp_luma(source, &h, size, 0))
}

/// What surrounds a quad, cut out of a picture with a margin in pixels, and the quad in its pixels:
/// warping it is warping less. `None` where nothing of it is on the picture.
pub fn cropped(source: &Luma, quad: &Quad, margin: f64) -> Option<(Luma, Quad)> {
    let [x0, y0, x1, y1] = quad.bounds();
    let inside = |v: f64, most: u32| v.clamp(0.0, f64::from(most)) as u32;
    let (left, top) = (
        inside((x0 - margin).floor(), source.width),
        inside((y0 - margin).floor(), source.height),
    );
    let (right, bottom) = (
        inside((x1 + margin).ceil(), source.width),
        inside((y1 + margin).ceil(), source.height),
    );
    if right <= left || bottom <= top {
        return None;
    }
    let columns = left as usize..right as usize;
    let data: Vec<u8> = (top..bottom)
        .flat_map(|y| source.row(y)[columns.clone()].iter().copied())
        .collect();
    let moved = |p: Point| Point::new(p.x - f64::from(left), p.y - f64::from(top));
    Some((
        Luma::new(right - left, bottom - top, data),
        Quad(quad.0.map(moved)),
    ))
}

fn half(size: Size) -> Option<Size> {
    (size.width >= 4 && size.height >= 4).then_some(Size {
        width: size.width.div_ceil(2),
        height: size.height.div_ceil(2),
    })
}

fn pyramid<T>(first: T, smaller: impl Fn(&T) -> Option<T>) -> Vec<T> {
    let mut levels = vec![first];
    while let Some(next) = levels.last().and_then(&smaller) {
        levels.push(next);
    }
    levels
}

struct Plane<'a, const C: usize> {
    data: &'a [u8],
    width: i64,
    height: i64,
}

impl<'a, const C: usize> Plane<'a, C> {
    fn new(data: &'a [u8], size: Size) -> Self {
        Self {
            data,
            width: i64::from(size.width),
            height: i64::from(size.height),
        }
    }

    fn pixel(&self, x: i64, y: i64) -> &[u8] {
        let (x, y) = (x.clamp(0, self.width - 1), y.clamp(0, self.height - 1));
        &self.data[C * (y * self.width + x) as usize..][..C]
    }

    /// Bilinear value at a position whose pixel centres are at halves.
    fn sample(&self, x: f64, y: f64) -> [f64; C] {
        let (x, y) = (x - 0.5, y - 0.5);
        let (x0, y0) = (x.floor(), y.floor());
        let (fx, fy) = (x - x0, y - y0);
        let (x0, y0) = (x0 as i64, y0 as i64);
        let (a, b) = (self.pixel(x0, y0), self.pixel(x0 + 1, y0));
        let (c, d) = (self.pixel(x0, y0 + 1), self.pixel(x0 + 1, y0 + 1));
        std::array::from_fn(|k| {
            let top = f64::from(a[k]) * (1.0 - fx) + f64::from(b[k]) * fx;
            let bottom = f64::from(c[k]) * (1.0 - fx) + f64::from(d[k]) * fx;
            top * (1.0 - fy) + bottom * fy
        })
    }
}

fn warp<const C: usize>(
    levels: &[Plane<'_, C>],
    target_from_source: &Homography,
    size: Size,
    fill: [u8; C],
) -> Vec<u8> {
    let mut out = fill.repeat(size.width as usize * size.height as usize);
    let Some(inverse) = target_from_source.inverse() else {
        return out;
    };
    if levels.first().is_none_or(|l| l.width == 0 || l.height == 0) {
        return out;
    }
    let source = Quad::of_size(Size {
        width: levels[0].width as u32,
        height: levels[0].height as u32,
    });
    let [x0, y0, x1, y1] = touched(target_from_source, &source, size);
    for y in y0..y1 {
        for x in x0..x1 {
            let i = C * (y as usize * size.width as usize + x as usize);
            let value = target_pixel(levels, &inverse, x, y, fill);
            out[i..i + C].copy_from_slice(&value);
        }
    }
    out
}

/// Target pixels that the source can reach: all of them when it crosses the horizon.
fn touched(h: &Homography, source: &Quad, size: Size) -> [u32; 4] {
    match h.map_quad(source) {
        Some(q) => {
            let [x0, y0, x1, y1] = q.bounds();
            let (w, h) = (f64::from(size.width), f64::from(size.height));
            [
                (x0 - 1.0).clamp(0.0, w) as u32,
                (y0 - 1.0).clamp(0.0, h) as u32,
                (x1 + 2.0).clamp(0.0, w) as u32,
                (y1 + 2.0).clamp(0.0, h) as u32,
            ]
        }
        None => [0, 0, size.width, size.height],
    }
}

fn target_pixel<const C: usize>(
    levels: &[Plane<'_, C>],
    inverse: &Homography,
    x: u32,
    y: u32,
    fill: [u8; C],
) -> [u8; C] {
    let centre = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
    let (w, h) = (levels[0].width as f64, levels[0].height as f64);
    let Some(stretch) = footprint(inverse, centre) else {
        return fill;
    };
    // Read a level on which at most `MOST_SAMPLES` samples an axis cover the footprint.
    let level = ((stretch / MOST_SAMPLES).log2().ceil().max(0.0) as usize).min(levels.len() - 1);
    let plane = &levels[level];
    let (sx, sy) = (plane.width as f64 / w, plane.height as f64 / h);
    let n = ((stretch * sx.max(sy)).ceil().clamp(2.0, MOST_SAMPLES + 1.0)) as u32;
    let (mut sum, mut inside) = ([0.0; C], 0u32);
    for j in 0..n {
        for i in 0..n {
            let p = Point::new(
                f64::from(x) + (f64::from(i) + 0.5) / f64::from(n),
                f64::from(y) + (f64::from(j) + 0.5) / f64::from(n),
            );
            let Some(s) = inverse.map(p) else { continue };
            if s.x < 0.0 || s.y < 0.0 || s.x >= w || s.y >= h {
                continue;
            }
            inside += 1;
            let v = plane.sample(s.x * sx, s.y * sy);
            for c in 0..C {
                sum[c] += v[c];
            }
        }
    }
    let outside = f64::from(n * n - inside);
    std::array::from_fn(|c| {
        let total = sum[c] + outside * f64::from(fill[c]);
        (total / f64::from(n * n)).round().clamp(0.0, 255.0) as u8
    })
}

/// Longer side, in source pixels, of what one target pixel covers; `None` beyond the horizon.
fn footprint(inverse: &Homography, at: Point) -> Option<f64> {
    let m = &inverse.0;
    let w = m[6] * at.x + m[7] * at.y + m[8];
    let s = inverse.map(at)?;
    let dx = ((m[0] - s.x * m[6]) / w).hypot((m[3] - s.y * m[6]) / w);
    let dy = ((m[1] - s.x * m[7]) / w).hypot((m[4] - s.y * m[7]) / w);
    let longest = dx.max(dy);
    longest.is_finite().then_some(longest)
}
