//! One line of text cut out of a view and made ready for a recogniser: as sharp as letters of its
//! size can be, flat ground, full contrast, dark on light, at the height that recognisers are used to.

use model::{Point, Quad, Size};
use pixels::{Luma, resize, tidy, warp};

/// A line as recognisers get it.
#[derive(Clone, Debug)]
pub struct LinePicture {
    /// Dark on light, `height` high.
    pub luma: Luma,
    pub light_on_dark: bool,
    /// Grey levels between text and ground in the view.
    pub contrast: f64,
    /// Pixels of the view over which the edge of a stroke is spread.
    pub edge: f64,
    /// Height of small letters, in pixels of the view.
    pub x_height: f64,
}

/// Share of the line's height that is added above and below, and at both ends.
const MARGIN: f64 = 0.22;
/// Least width in heights that a recogniser gets.
const LONGEST: f64 = 60.0;

/// Soft letters are sharpened by unsharp masking with a Gaussian of so much of their height,
const SOFT: f64 = 0.2;
/// where an edge is spread over more than the first part of it, by all of the amount from the
/// second on.
const SPREAD: (f64, f64) = (0.2, 0.4);
const AMOUNT: f64 = 3.5;

/// What [`cut`] does to a line before anybody reads it, as it stands in what a reading was made by.
pub fn steps() -> String {
    let (from, to) = SPREAD;
    format!(
        "lines: unsharp mask (Gaussian {SOFT} of the height of small letters, amount 0 to {AMOUNT} for edges of {from} to {to} of it), ground flattened, contrast stretched, dark on light"
    )
}

/// Cuts a line out of a view. `None` where nothing of it can be seen.
pub fn cut(view: &Luma, quad: &Quad, height: u32) -> Option<LinePicture> {
    let tall = quad.apparent_height();
    let wide = quad.apparent_width();
    if !(tall >= 3.0 && wide >= 3.0) || wide > LONGEST * tall {
        return None;
    }
    let padded = grown(quad, MARGIN * tall);
    let (tall, wide) = (padded.apparent_height(), padded.apparent_width());
    // Read at the view's own scale first, so that the ground is estimated on true pixels.
    let own = Size {
        width: (wide.ceil() as u32).max(4),
        height: (tall.ceil() as u32).max(4),
    };
    let (around, padded) = warp::cropped(view, &padded, 4.0)?;
    let raw = warp::rectify_luma(&around, &padded, own)?;
    let dark_share = share_of_dark(&raw);
    let light_on_dark = dark_share > 0.5;
    let upright = if light_on_dark { inverted(&raw) } else { raw };
    let (contrast, edge) = strokes(&upright);
    if contrast < 4.0 {
        return None;
    }
    let x_height = small_letters(&upright);
    let flat = flattened(&sharpened(upright, edge, x_height));
    let width = (f64::from(own.width) * f64::from(height) / f64::from(own.height)).round();
    let luma = resize::luma(
        &flat,
        Size {
            width: (width as u32).max(8),
            height,
        },
    );
    Some(LinePicture {
        luma,
        light_on_dark,
        contrast,
        edge,
        x_height,
    })
}

/// The quad with all sides moved outwards.
pub fn grown(quad: &Quad, by: f64) -> Quad {
    let [a, b, c, d] = quad.0;
    let along = unit(b, a);
    let down = unit(d, a);
    let shift = |p: Point, x: f64, y: f64| {
        Point::new(
            p.x + by * (x * along.x + y * down.x),
            p.y + by * (x * along.y + y * down.y),
        )
    };
    Quad([
        shift(a, -1.0, -1.0),
        shift(b, 1.0, -1.0),
        shift(c, 1.0, 1.0),
        shift(d, -1.0, 1.0),
    ])
}

fn unit(to: Point, from: Point) -> Point {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let n = x.hypot(y).max(1e-9);
    Point::new(x / n, y / n)
}

fn inverted(l: &Luma) -> Luma {
    Luma::new(l.width, l.height, l.data.iter().map(|v| 255 - v).collect())
}

/// Threshold that splits the grey levels best (Otsu 1979).
pub fn otsu(data: &[u8]) -> u8 {
    let mut histogram = [0u64; 256];
    for &v in data {
        histogram[v as usize] += 1;
    }
    let total: u64 = data.len() as u64;
    let sum: u64 = (0..256u64).map(|i| i * histogram[i as usize]).sum();
    let (mut below, mut below_sum) = (0u64, 0u64);
    let mut best = (0.0f64, 127u8);
    for level in 0..255u64 {
        below += histogram[level as usize];
        below_sum += level * histogram[level as usize];
        let above = total - below;
        if below == 0 || above == 0 {
            continue;
        }
        let (w0, w1) = (below as f64, above as f64);
        let gap = below_sum as f64 / w0 - (sum - below_sum) as f64 / w1;
        let between = w0 * w1 * gap * gap;
        if between > best.0 {
            best = (between, level as u8);
        }
    }
    best.1
}

/// Text covers less than half of its line: the rarer side of the threshold is text.
fn share_of_dark(l: &Luma) -> f64 {
    let level = otsu(&l.data);
    let dark = l.data.iter().filter(|v| **v <= level).count();
    dark as f64 / l.data.len().max(1) as f64
}

/// Grey levels between text and ground, and pixels over which an edge is spread.
fn strokes(l: &Luma) -> (f64, f64) {
    let mut sorted = l.data.clone();
    sorted.sort_unstable();
    let at = |share: f64| f64::from(sorted[((sorted.len() - 1) as f64 * share) as usize]);
    let contrast = at(0.9) - at(0.04);
    let mut steps: Vec<u8> = Vec::new();
    for y in 0..l.height {
        let row = l.row(y);
        steps.extend(row.windows(2).map(|p| p[0].abs_diff(p[1])));
    }
    steps.sort_unstable();
    let steep = steps
        .get((steps.len().saturating_sub(1) as f64 * 0.97) as usize)
        .map_or(1.0, |s| f64::from((*s).max(1)));
    (contrast, contrast / steep)
}

/// Height of small letters: the densest band of rows.
fn small_letters(l: &Luma) -> f64 {
    let level = otsu(&l.data);
    let ink: Vec<f64> = (0..l.height)
        .map(|y| l.row(y).iter().filter(|v| **v <= level).count() as f64)
        .collect();
    let most = ink.iter().copied().fold(0.0, f64::max);
    let band = ink.iter().filter(|n| **n > 0.45 * most).count();
    band as f64
}

/// What its own softness asks for; the letters of a sharp line would only become thicker.
fn sharpened(line: Luma, edge: f64, x_height: f64) -> Luma {
    let soft = (edge / x_height.max(1.0) - SPREAD.0) / (SPREAD.1 - SPREAD.0);
    if soft <= 0.0 {
        return line;
    }
    tidy::sharpen(&line, SOFT * x_height, AMOUNT * soft.min(1.0))
}

/// Flat ground and full contrast along the line: each column is stretched between the light and
/// dark levels around it.
fn flattened(l: &Luma) -> Luma {
    let (w, h) = (l.width as usize, l.height as usize);
    let reach = (1.5 * h as f64) as usize + 1;
    let level = |from: usize, to: usize, share: f64, sorted: &mut Vec<u8>| {
        sorted.clear();
        for y in 0..h {
            sorted.extend_from_slice(&l.data[y * w + from..y * w + to]);
        }
        let i = ((sorted.len() - 1) as f64 * share) as usize;
        *sorted.select_nth_unstable(i).1
    };
    let mut sorted = Vec::new();
    // Levels at every few columns, interpolated between.
    let step = (h / 3).max(2);
    let knots: Vec<(f64, f64)> = (0..=w.div_ceil(step))
        .map(|k| {
            let x = (k * step).min(w - 1);
            let (from, to) = (x.saturating_sub(reach), (x + reach + 1).min(w));
            let light = level(from, to, 0.75, &mut sorted);
            let dark = level(from, to, 0.03, &mut sorted);
            (f64::from(light), f64::from(dark))
        })
        .collect();
    let whole_light = f64::from(level(0, w, 0.75, &mut sorted));
    let whole_dark = f64::from(level(0, w, 0.03, &mut sorted));
    let least = (0.35 * (whole_light - whole_dark)).max(6.0);
    let mut out = Luma::filled(l.width, l.height, 255);
    for x in 0..w {
        let k = x / step;
        let t = (x % step) as f64 / step as f64;
        let (a, b) = (knots[k], knots[(k + 1).min(knots.len() - 1)]);
        let light = a.0 * (1.0 - t) + b.0 * t;
        let dark = (a.1 * (1.0 - t) + b.1 * t).min(light - least);
        for y in 0..h {
            let v = (f64::from(l.data[y * w + x]) - dark) / (light - dark);
            out.data[y * w + x] = (255.0 * v.clamp(0.0, 1.0)).round() as u8;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_letters_are_sharpened_and_sharp_ones_are_left() {
        // Strokes of three pixels with gaps of three, as high as small letters of 14 pixels.
        let stroke = |x: u32, y: u32| (x / 3).is_multiple_of(2) && (8..22).contains(&y);
        let data = (0..30).flat_map(|y| (0..60).map(move |x| if stroke(x, y) { 40 } else { 200 }));
        let sharp = Luma::new(60, 30, data.collect());
        assert_eq!(sharpened(sharp.clone(), 1.4, 14.0), sharp);
        let small = Size {
            width: 24,
            height: 12,
        };
        let soft = resize::luma(&resize::luma(&sharp, small), sharp.size());
        let step = |l: &Luma| {
            let row = &l.row(15)[12..48];
            let most = |v: Option<&u8>| f64::from(*v.unwrap());
            most(row.iter().max()) - most(row.iter().min())
        };
        let made = sharpened(soft.clone(), 6.0, 14.0);
        assert!(
            step(&made) > 1.2 * step(&soft),
            "{} {}",
            step(&made),
            step(&soft)
        );
    }
}
