//! Merging registered frames of one flat thing on a grid finer than theirs, by a robust estimator.
//!
//! Each frame is read at the grid's places by cubic interpolation, brought to the reference's
//! brightness and contrast, and each place takes Tukey's biweight mean (Beaton and Tukey 1974) of
//! its readings around their median: what moves, glares or hides the thing on some frames has no
//! say. Nothing is made up: each value is a weighted mean of pixels that were filmed. The same for
//! every number of threads.

use model::{Homography, Point, Size};

use crate::Luma;
use crate::register::{Registered, cubic, kernel};

/// Biweight's limit, in robust standard deviations.
const LIMIT: f32 = 4.7;
/// Least standard deviation of readings, in grey levels: rounding and noise that is left.
const LEAST_SPREAD: f32 = 2.0;
/// Correlation of a block at and below which it has no say, and from which it has all of it.
const BLOCK_FROM: f32 = 0.35;
const BLOCK_TO: f32 = 0.75;

/// A frame to be merged.
pub struct Part<'a> {
    pub frame: &'a Luma,
    /// Frame from pixels of the view on which it was registered.
    pub registered: &'a Registered,
    /// What it counts: larger and sharper frames more.
    pub weight: f32,
}

/// A merged view.
#[derive(Clone, PartialEq, Debug)]
pub struct Merged {
    pub luma: Luma,
    /// Standard error of each pixel in grey levels, in quarters: 4 is one grey level; 255 where
    /// nothing was seen.
    pub uncertainty: Luma,
    /// Sum of the weights of the readings that count, over all of them, 0 to 255.
    pub weight: Luma,
    /// Pixels of it to one of the view on which the frames were registered.
    pub scale: f64,
}

/// Merges frames on a grid `scale` times as fine as the view of `view` pixels; the first is the
/// reference for brightness and contrast. `None` without frames or with an empty grid.
pub fn merge(parts: &[Part<'_>], view: Size, scale: f64, threads: usize) -> Option<Merged> {
    let size = Size {
        width: (f64::from(view.width) * scale).round() as u32,
        height: (f64::from(view.height) * scale).round() as u32,
    };
    if parts.is_empty() || size.width == 0 || size.height == 0 {
        return None;
    }
    let tones = tones(parts, view);
    let (w, h) = (size.width as usize, size.height as usize);
    let mut out = vec![[0u8; 3]; w * h];
    let threads = threads.clamp(1, 64);
    let rows = h.div_ceil(threads);
    std::thread::scope(|scope| {
        for (n, band) in out.chunks_mut(rows * w).enumerate() {
            let tones = &tones;
            scope.spawn(move || fill(band, n * rows, w, parts, tones, view, scale));
        }
    });
    let plane = |k: usize| Luma::new(size.width, size.height, out.iter().map(|v| v[k]).collect());
    Some(Merged {
        luma: plane(0),
        uncertainty: plane(1),
        weight: plane(2),
        scale,
    })
}

fn fill(
    band: &mut [[u8; 3]],
    first: usize,
    width: usize,
    parts: &[Part<'_>],
    tones: &[(f32, f32)],
    view: Size,
    scale: f64,
) {
    let all: f32 = parts.iter().map(|p| p.weight).sum();
    // Readings of a row: all parts of a place beside each other.
    let none = (0.0f32, 0.0f32);
    let mut row = vec![none; width * parts.len()];
    let mut spots = Spots::default();
    let mut readings: Vec<(f32, f32)> = Vec::with_capacity(parts.len());
    for (n, line) in band.chunks_mut(width).enumerate() {
        let y = ((first + n) as f64 + 0.5) / scale;
        for (k, (part, tone)) in parts.iter().zip(tones).enumerate() {
            let says = Says::of(part.registered, y, view);
            let spots = spots.of(&says, width, scale);
            let places = RowOf::new(&part.registered.map, y);
            for (x, reading) in row[k..].iter_mut().step_by(parts.len()).enumerate() {
                let say = part.weight * says.between(spots[x]);
                let x = (x as f64 + 0.5) / scale;
                *reading = none;
                if say > 0.0
                    && let Some(p) = places.at(x)
                    && let Some(v) = value(part.frame, p)
                {
                    *reading = (tone.0 * v + tone.1, say);
                }
            }
        }
        for (out, of) in line.iter_mut().zip(row.chunks(parts.len())) {
            readings.clear();
            readings.extend(of.iter().filter(|r| r.1 > 0.0));
            *out = match estimate(&mut readings) {
                Some((value, error, say)) => [
                    (value + 0.5).clamp(0.0, 255.0) as u8,
                    (4.0 * error + 0.5).clamp(0.0, 254.0) as u8,
                    (255.0 * say / all.max(1e-9) + 0.5).clamp(0.0, 255.0) as u8,
                ],
                None => [0, 255, 0],
            };
        }
    }
}

/// The places on a frame of one row of the view.
struct RowOf {
    /// What grows with the place along the row, and what does not.
    along: [f64; 3],
    begin: [f64; 3],
}

impl RowOf {
    fn new(map: &Homography, y: f64) -> Self {
        let h = &map.0;
        Self {
            along: [h[0], h[3], h[6]],
            begin: [h[1] * y + h[2], h[4] * y + h[5], h[7] * y + h[8]],
        }
    }

    /// `None` beyond the horizon.
    #[inline]
    fn at(&self, x: f64) -> Option<Point> {
        let of = |k: usize| self.along[k] * x + self.begin[k];
        let w = of(2);
        (w > 1e-12).then(|| {
            let inverse = 1.0 / w;
            Point {
                x: of(0) * inverse,
                y: of(1) * inverse,
            }
        })
    }
}

/// Catmull–Rom value at a point, as [`cubic`] but for rounding: rows first, because four pixels
/// beside each other are weighed in one go. `None` off the picture.
#[inline]
fn value(picture: &Luma, p: Point) -> Option<f32> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let inside = p.x >= 1.5 && p.y >= 1.5 && p.x < w as f64 - 2.5 && p.y < h as f64 - 2.5;
    if !inside {
        return cubic(picture, p);
    }
    let (x, y) = ((p.x - 0.5) as f32, (p.y - 0.5) as f32);
    let (x0, y0) = (x as usize, y as usize);
    let (kx, ky) = (kernel(x - x0 as f32), kernel(y - y0 as f32));
    let mut sums = [0.0f32; 4];
    let mut first = (y0 - 1) * w + x0 - 1;
    for weight in ky {
        let four: &[u8; 4] = picture.data.get(first..first + 4)?.try_into().ok()?;
        let four = four.map(f32::from);
        for (sum, v) in sums.iter_mut().zip(four) {
            *sum += weight * v;
        }
        first += w;
    }
    Some((kx[0] * sums[0] + kx[1] * sums[1]) + (kx[2] * sums[2] + kx[3] * sums[3]))
}

/// Biweight mean of values with weights, its standard error, and the weight that counted. Leaves
/// them sorted.
fn estimate(readings: &mut [(f32, f32)]) -> Option<(f32, f32, f32)> {
    sort(readings);
    let (at, mut middle) = median(readings)?;
    let spread = (1.483 * deviation(readings, at, middle)).max(LEAST_SPREAD);
    let (mut n, mut n2, mut rest) = (0.0, 0.0, 0.0);
    let part = 1.0 / (LIMIT * spread);
    for _ in 0..2 {
        let mut sum = 0.0;
        (n, n2, rest) = (0.0, 0.0, 0.0);
        for (v, w) in readings.iter() {
            let u = (v - middle) * part;
            if u.abs() < 1.0 {
                let k = w * (1.0 - u * u) * (1.0 - u * u);
                sum += k * v;
                n += k;
                n2 += k * k;
                rest += k * (v - middle) * (v - middle);
            }
        }
        if n <= 0.0 {
            return None;
        }
        middle = sum / n;
    }
    // Of as many independent readings as the weights amount to.
    let count = (n * n / n2.max(1e-12)).max(1.0);
    let variance = (rest / n).max(0.25 * LEAST_SPREAD * LEAST_SPREAD);
    Some((middle, (variance / count).sqrt(), n))
}

/// Sorts by value. Few are sorted fastest by putting each where it belongs.
fn sort(readings: &mut [(f32, f32)]) {
    if readings.len() > 32 {
        readings.sort_by(|a, b| a.0.total_cmp(&b.0));
        return;
    }
    for i in 1..readings.len() {
        let own = readings[i];
        let mut k = i;
        while k > 0 && readings[k - 1].0 > own.0 {
            readings[k] = readings[k - 1];
            k -= 1;
        }
        readings[k] = own;
    }
}

/// Weighted median of sorted values, and where it stands.
fn median(sorted: &[(f32, f32)]) -> Option<(usize, f32)> {
    let total: f32 = sorted.iter().map(|v| v.1).sum();
    let mut sum = 0.0;
    for (n, (v, w)) in sorted.iter().enumerate() {
        sum += w;
        if 2.0 * sum >= total {
            return Some((n, *v));
        }
    }
    sorted.last().map(|v| (sorted.len() - 1, v.0))
}

/// Weighted median of how far sorted values are from the one that stands at a place: they grow
/// towards both ends.
fn deviation(sorted: &[(f32, f32)], at: usize, middle: f32) -> f32 {
    let total: f32 = sorted.iter().map(|v| v.1).sum();
    let (mut below, mut above) = (at, at);
    let (mut sum, mut off) = (0.0, 0.0);
    while 2.0 * sum < total {
        let down = below.checked_sub(1).map(|n| middle - sorted[n].0);
        let up = sorted.get(above).map(|v| v.0 - middle);
        match (down, up) {
            (Some(d), Some(u)) if d < u => {
                below -= 1;
                (sum, off) = (sum + sorted[below].1, d);
            }
            (Some(d), None) => {
                below -= 1;
                (sum, off) = (sum + sorted[below].1, d);
            }
            (_, Some(u)) => {
                (sum, off) = (sum + sorted[above].1, u);
                above += 1;
            }
            (None, None) => break,
        }
    }
    off
}

/// What the blocks of one row of places have to say, by how they agreed: between blocks it goes
/// over evenly.
struct Says {
    blocks: Vec<f32>,
    width: f64,
}

impl Says {
    fn of(r: &Registered, y: f64, view: Size) -> Self {
        let y = y / f64::from(view.height) * r.rows as f64 - 0.5;
        let y = y.clamp(0.0, r.rows as f64 - 1.0);
        let y0 = y as usize;
        let y1 = (y0 + 1).min(r.rows - 1);
        let f = (y - y0 as f64) as f32;
        let say = |x: usize, y: usize| {
            let c = r.blocks[y * r.columns + x];
            if c.is_nan() {
                // A plain block can't agree; it has the say of a fair one.
                0.6
            } else {
                ((c - BLOCK_FROM) / (BLOCK_TO - BLOCK_FROM)).clamp(0.0, 1.0)
            }
        };
        let blocks = (0..r.columns).map(|x| say(x, y0) + (say(x, y1) - say(x, y0)) * f);
        Self {
            blocks: blocks.collect(),
            width: f64::from(view.width),
        }
    }

    fn at(&self, x: f64) -> f32 {
        self.between(self.spot(x))
    }

    /// The block before a place, and how far it is from there to the next.
    fn spot(&self, x: f64) -> (usize, f32) {
        let last = self.blocks.len() - 1;
        let x = (x / self.width * self.blocks.len() as f64 - 0.5).clamp(0.0, last as f64);
        (x as usize, (x - (x as usize) as f64) as f32)
    }

    #[inline]
    fn between(&self, (x0, part): (usize, f32)) -> f32 {
        let (a, b) = (
            self.blocks[x0],
            self.blocks[(x0 + 1).min(self.blocks.len() - 1)],
        );
        a + (b - a) * part
    }
}

/// The spots of a row's places, which are the same in every row and for all parts that were
/// registered by as many blocks.
#[derive(Default)]
struct Spots {
    blocks: usize,
    all: Vec<(usize, f32)>,
}

impl Spots {
    fn of(&mut self, says: &Says, width: usize, scale: f64) -> &[(usize, f32)] {
        if self.blocks != says.blocks.len() {
            self.blocks = says.blocks.len();
            let places = (0..width).map(|x| (x as f64 + 0.5) / scale);
            self.all = places.map(|x| says.spot(x)).collect();
        }
        &self.all
    }
}

/// Gain and offset that bring each part to the first one's brightness and contrast: from medians
/// and quartiles over a grid of places that both show.
fn tones(parts: &[Part<'_>], view: Size) -> Vec<(f32, f32)> {
    const GRID: usize = 48;
    let read = |part: &Part<'_>| -> Vec<Option<f32>> {
        let place = |k: usize, n: u32| (k as f64 + 0.5) / GRID as f64 * f64::from(n);
        (0..GRID * GRID)
            .map(|i| {
                let at = Point::new(place(i % GRID, view.width), place(i / GRID, view.height));
                (Says::of(part.registered, at.y, view).at(at.x) > 0.5)
                    .then(|| part.registered.map.map(at))
                    .flatten()
                    .and_then(|p| cubic(part.frame, p))
            })
            .collect()
    };
    let Some(first) = parts.first().map(read) else {
        return Vec::new();
    };
    parts
        .iter()
        .map(|part| {
            let both: Vec<(f32, f32)> = read(part)
                .into_iter()
                .zip(&first)
                .filter_map(|(a, b)| Some((a?, (*b)?)))
                .collect();
            tone(&both)
        })
        .collect()
}

/// Robust straight line from the first values to the second.
fn tone(both: &[(f32, f32)]) -> (f32, f32) {
    if both.len() < 64 {
        return (1.0, 0.0);
    }
    let (mut gain, mut offset) = (1.0f32, 0.0f32);
    for round in 0..4 {
        let [mut n, mut x, mut y, mut xx, mut xy] = [0f64; 5];
        for &(a, b) in both {
            let e = (gain * a + offset - b) / if round == 0 { 40.0 } else { 15.0 };
            let w = f64::from(1.0 / (1.0 + e * e));
            let (a, b) = (f64::from(a), f64::from(b));
            n += w;
            x += w * a;
            y += w * b;
            xx += w * a * a;
            xy += w * a * b;
        }
        let spread = n * xx - x * x;
        let k = if spread > 16.0 * n * n {
            ((n * xy - x * y) / spread).clamp(0.6, 1.7)
        } else {
            1.0
        };
        (gain, offset) = (k as f32, ((y - k * x) / n) as f32);
    }
    (gain, offset)
}

/// View pixels to frame pixels of a quad that the view fills.
pub fn frame_from_view(quad: &model::Quad, view: Size) -> Option<Homography> {
    Homography::between(&model::Quad::of_size(view), quad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::mapped;

    #[test]
    fn a_frame_is_read_as_by_plain_cubic_interpolation() {
        let frame = Luma::from_fn(37, 29, |x, y| ((x * 53 + y * 91 + x * y) % 251) as u8);
        let map = Homography([0.83, 0.07, 1.2, -0.04, 0.79, 2.1, 3e-4, -2e-4, 1.0]);
        let mut seen = 0;
        for (x, y) in (0..45).flat_map(|y| (0..50).map(move |x| (f64::from(x), f64::from(y)))) {
            let place = mapped(&map, x, y).expect("before the horizon");
            let own = RowOf::new(&map, y).at(x).expect("before the horizon");
            assert!((place.x - own.x).abs() < 1e-9 && (place.y - own.y).abs() < 1e-9);
            match (cubic(&frame, place), value(&frame, own)) {
                (Some(a), Some(b)) => assert!((a - b).abs() < 0.01, "{a} {b} at {place:?}"),
                (a, b) => assert_eq!(a.is_some(), b.is_some(), "at {place:?}"),
            }
            seen += usize::from(value(&frame, own).is_some());
        }
        assert!(seen > 500, "{seen}");
    }
}
