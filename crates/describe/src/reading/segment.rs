//! Where lines of text are on an upright view, without any learned model: connected strokes of one
//! polarity, joined to lines. Text must run level; on whole frames that holds for captions.

use model::{Point, Quad, Size};
use pixels::{Luma, resize};

/// Heights of a line, in pixels of the view.
const HEIGHTS: (f64, f64) = (6.0, 110.0);

/// A box of a part in pixels of the view: left, top, right, bottom.
type Part = [f64; 4];

/// Lines of an upright view from top to bottom. `small` is the size of the smallest letters to
/// be looked for, in pixels of the view.
pub fn lines(view: &Luma, most: usize) -> Vec<Quad> {
    let mut found: Vec<Part> = Vec::new();
    let mut scaled = view.clone();
    let mut factor = 1.0;
    for _ in 0..3 {
        for light in [false, true] {
            let parts = strokes(&scaled, light);
            for line in joined(parts) {
                found.push(line.map(|v| v * factor));
            }
        }
        if scaled.width < 160 || scaled.height < 90 {
            break;
        }
        let half = Size {
            width: scaled.width / 2,
            height: scaled.height / 2,
        };
        scaled = resize::luma(&scaled, half);
        factor *= 2.0;
    }
    let mut kept = settled(view, found);
    kept.truncate(most);
    kept.sort_by(|a, b| {
        (a[1] + a[3])
            .total_cmp(&(b[1] + b[3]))
            .then(a[0].total_cmp(&b[0]))
    });
    kept.into_iter().map(quad).collect()
}

fn quad([x0, y0, x1, y1]: Part) -> Quad {
    Quad([
        Point::new(x0, y0),
        Point::new(x1, y0),
        Point::new(x1, y1),
        Point::new(x0, y1),
    ])
}

/// Boxes of connected pixels that are clearly lighter (or darker) than their surroundings.
fn strokes(view: &Luma, light: bool) -> Vec<Part> {
    let (w, h) = (view.width as usize, view.height as usize);
    let sums = Sums::new(view);
    let reach = 14;
    let mut mask = vec![false; w * h];
    for y in 0..h {
        for x in 0..w {
            let (mean, deviation) = sums.around(x, y, reach);
            let v = f64::from(view.data[y * w + x]);
            let away = if light { v - mean } else { mean - v };
            mask[y * w + x] = deviation > 5.0 && away > 0.35 * deviation;
        }
    }
    connected(&mut mask, w, h)
}

/// Bounding boxes of 8-connected parts whose size letters can have.
fn connected(mask: &mut [bool], w: usize, h: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut stack = Vec::new();
    for start in 0..w * h {
        if !mask[start] {
            continue;
        }
        mask[start] = false;
        stack.push(start);
        let (mut x0, mut y0, mut x1, mut y1, mut area) = (w, h, 0, 0, 0usize);
        while let Some(i) = stack.pop() {
            let (x, y) = (i % w, i / w);
            (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x), y1.max(y));
            area += 1;
            for ny in y.saturating_sub(1)..(y + 2).min(h) {
                for nx in x.saturating_sub(1)..(x + 2).min(w) {
                    if mask[ny * w + nx] {
                        mask[ny * w + nx] = false;
                        stack.push(ny * w + nx);
                    }
                }
            }
        }
        let (wide, tall) = ((x1 - x0 + 1) as f64, (y1 - y0 + 1) as f64);
        let fill = area as f64 / (wide * tall);
        let letters = (4.0..=40.0).contains(&tall)
            && wide <= 14.0 * tall
            && wide >= 1.0
            && (fill > 0.12)
            && !(fill > 0.92 && wide * tall > 200.0);
        if letters {
            parts.push([x0 as f64, y0 as f64, x1 as f64 + 1.0, y1 as f64 + 1.0]);
        }
    }
    parts
}

/// Joins letters that stand beside each other.
fn joined(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by(|a, b| a[0].total_cmp(&b[0]));
    // More parts than any screen has letters: texture. Joining them all would take minutes.
    parts.truncate(20_000);
    let mut group: Vec<usize> = (0..parts.len()).collect();
    for (i, a) in parts.iter().copied().enumerate() {
        for (j, b) in parts.iter().copied().enumerate().skip(i + 1) {
            let gap = b[0] - a[2];
            let (ha, hb) = (a[3] - a[1], b[3] - b[1]);
            if b[0] - a[2] > 2.2 * ha.max(40.0) {
                break;
            }
            let tall = ha.max(hb);
            let over = a[3].min(b[3]) - a[1].max(b[1]);
            if gap < 1.05 * tall && over > 0.5 * ha.min(hb) && tall < 2.4 * ha.min(hb) {
                let (x, y) = (root(&mut group, i), root(&mut group, j));
                group[y] = x;
            }
        }
    }
    let mut lines: std::collections::BTreeMap<usize, (Part, usize, f64)> = Default::default();
    for (i, p) in parts.iter().copied().enumerate() {
        let r = root(&mut group, i);
        let entry = lines.entry(r).or_insert((p, 0, 0.0));
        let [x0, y0, x1, y1] = entry.0;
        entry.0 = [x0.min(p[0]), y0.min(p[1]), x1.max(p[2]), y1.max(p[3])];
        entry.1 += 1;
        entry.2 += p[2] - p[0];
    }
    lines
        .into_values()
        .filter(|([x0, y0, x1, y1], count, covered)| {
            let (wide, tall) = (x1 - x0, y1 - y0);
            (HEIGHTS.0..=HEIGHTS.1).contains(&tall)
                && wide > 1.2 * tall
                && (*count >= 3 || wide > 2.0 * tall)
                && *covered > 0.3 * wide
        })
        .map(|(line, _, _)| line)
        .collect()
}

fn root(group: &mut [usize], mut i: usize) -> usize {
    while group[i] != i {
        group[i] = group[group[i]];
        i = group[i];
    }
    i
}

/// Of lines that lie over each other, the one whose pixels differ most from the ground.
fn settled(view: &Luma, found: Vec<Part>) -> Vec<Part> {
    let mut scored: Vec<(f64, Part)> = found
        .into_iter()
        .map(|p| (worth(view, p), p))
        .filter(|(s, _)| *s > 0.0)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Part> = Vec::new();
    for (_, p) in scored {
        let area = |q: &Part| (q[2] - q[0]) * (q[3] - q[1]);
        let covered = kept.iter().any(|k| {
            let w = p[2].min(k[2]) - p[0].max(k[0]);
            let h = p[3].min(k[3]) - p[1].max(k[1]);
            w > 0.0 && h > 0.0 && w * h > 0.35 * area(&p).min(area(k))
        });
        if !covered {
            kept.push(p);
        }
    }
    kept
}

/// Contrast times the root of the width: long lines of strong letters first.
fn worth(view: &Luma, [x0, y0, x1, y1]: Part) -> f64 {
    let (w, h) = (f64::from(view.width), f64::from(view.height));
    let (x0, x1) = (x0.clamp(0.0, w) as u32, x1.clamp(0.0, w) as u32);
    let (y0, y1) = (y0.clamp(0.0, h) as u32, y1.clamp(0.0, h) as u32);
    let mut steps = 0u64;
    let mut count = 0u64;
    for y in y0..y1 {
        let row = &view.row(y)[x0 as usize..x1 as usize];
        steps += row
            .windows(2)
            .map(|p| u64::from(p[0].abs_diff(p[1])))
            .sum::<u64>();
        count += row.len() as u64;
    }
    let busy = steps as f64 / count.max(1) as f64;
    if busy < 1.0 {
        return 0.0;
    }
    let tall = f64::from(y1 - y0).max(1.0);
    // Steps a pixel of height: letters of any size score alike.
    busy * tall.sqrt() * (f64::from(x1 - x0) / tall).sqrt()
}

/// Sums of values and squares over boxes.
struct Sums {
    width: usize,
    height: usize,
    values: Vec<u64>,
    squares: Vec<u64>,
}

impl Sums {
    fn new(l: &Luma) -> Self {
        let (w, h) = (l.width as usize, l.height as usize);
        let mut values = vec![0u64; (w + 1) * (h + 1)];
        let mut squares = values.clone();
        for y in 0..h {
            let (mut a, mut b) = (0u64, 0u64);
            for x in 0..w {
                let v = u64::from(l.data[y * w + x]);
                a += v;
                b += v * v;
                let i = (y + 1) * (w + 1) + x + 1;
                values[i] = values[i - w - 1] + a;
                squares[i] = squares[i - w - 1] + b;
            }
        }
        Self {
            width: w,
            height: h,
            values,
            squares,
        }
    }

    /// Mean and standard deviation of the box around a pixel.
    fn around(&self, x: usize, y: usize, reach: usize) -> (f64, f64) {
        let (x0, x1) = (x.saturating_sub(reach), (x + reach + 1).min(self.width));
        let (y0, y1) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
        let n = ((x1 - x0) * (y1 - y0)) as f64;
        let stride = self.width + 1;
        let over = |s: &[u64]| {
            (s[y1 * stride + x1] + s[y0 * stride + x0] - s[y0 * stride + x1] - s[y1 * stride + x0])
                as f64
        };
        let mean = over(&self.values) / n;
        let variance = over(&self.squares) / n - mean * mean;
        (mean, variance.max(0.0).sqrt())
    }
}
