//! Registering upright views of one flat thing on its own pixels, to a part of a pixel.
//!
//! Inverse compositional Gauss–Newton on all eight entries of the homography (Baker and Matthews
//! 2004), over blocks that each have their own brightness and contrast; a block that something
//! hides, or whose content changed, loses its say. What doesn't live here: finding the thing.

use model::{Homography, Point, Quad, Size};

use crate::Luma;
use crate::homography::solve;

/// Side of a block, in pixels of the view.
const BLOCK: usize = 16;
/// Least standard deviation of a block that counts, in grey levels.
const PLAIN: f32 = 2.5;
/// Blocks by which a view is moved at most; all tell how far it agrees in the end.
const MOST_MOVING: usize = 480;
/// Blocks that a view needs.
const LEAST_BLOCKS: usize = 6;
/// Steps of the corners shorter than this, in pixels of the view, end it.
const STILL: f64 = 0.01;

/// Grey levels of an upright view; `NAN` where nothing is known.
#[derive(Clone, Debug)]
pub struct View {
    pub width: usize,
    pub height: usize,
    pub data: Vec<f32>,
}

/// What others are registered on.
pub struct Template {
    size: Size,
    blocks: Vec<Block>,
    /// Numbers of the blocks by which frames are moved: of all that lie beside each other, the one
    /// with most contrast.
    moving: Vec<usize>,
    columns: usize,
    rows: usize,
}

struct Block {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    /// Grey levels less their mean.
    values: Vec<f32>,
    deviation: f32,
    /// Of blocks by which frames are moved.
    slopes: Option<Slopes>,
}

struct Slopes {
    /// What the eight entries of a small homography do to each value, less the mean.
    jacobian: Vec<[f32; 8]>,
    hessian: [[f64; 8]; 8],
}

/// A view on a frame.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Frame from view pixels.
    pub map: Homography,
    /// Mean correlation of the blocks, by their say.
    pub correlation: f64,
    /// Correlation of each block of the view, row by row; `NAN` where a block is plain.
    pub blocks: Vec<f32>,
    pub columns: usize,
    pub rows: usize,
}

impl View {
    /// What a frame shows under a map from view pixels to the frame, by cubic interpolation.
    pub fn of(frame: &Luma, map: &Homography, size: Size) -> Self {
        let (width, height) = (size.width as usize, size.height as usize);
        let mut data = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let at = mapped(map, x as f64 + 0.5, y as f64 + 0.5);
                data.push(at.and_then(|p| cubic(frame, p)).unwrap_or(f32::NAN));
            }
        }
        Self {
            width,
            height,
            data,
        }
    }
}

impl Template {
    /// `None` where the view is too small or too plain.
    pub fn new(view: &View) -> Option<Self> {
        let (columns, rows) = (view.width / BLOCK, view.height / BLOCK);
        if columns == 0 || rows == 0 {
            return None;
        }
        let mut blocks = Vec::new();
        for r in 0..rows {
            for c in 0..columns {
                let (x, y) = (c * view.width / columns, r * view.height / rows);
                let (x1, y1) = ((c + 1) * view.width / columns, (r + 1) * view.height / rows);
                if let Some(block) = Block::of(view, x, y, x1 - x, y1 - y) {
                    blocks.push(block);
                }
            }
        }
        if blocks.len() < LEAST_BLOCKS {
            return None;
        }
        let many = blocks.len().div_ceil(MOST_MOVING);
        let mut moving = Vec::new();
        for group in 0..blocks.len().div_ceil(many) {
            let from = group * many;
            let of = from..(from + many).min(blocks.len());
            let strongest = of.max_by(|a, b| blocks[*a].deviation.total_cmp(&blocks[*b].deviation));
            if let Some(n) = strongest {
                blocks[n].slopes = blocks[n].steepness(view);
                moving.extend(blocks[n].slopes.is_some().then_some(n));
            }
        }
        Some(Self {
            moving,
            size: Size {
                width: view.width as u32,
                height: view.height as u32,
            },
            blocks,
            columns,
            rows,
        })
    }

    /// Registers a frame, from a map from view pixels to the frame that is right to a few pixels;
    /// `None` where it becomes degenerate or next to nothing agrees.
    pub fn register(&self, frame: &Luma, start: &Homography, rounds: u32) -> Option<Registered> {
        let mut map = *start;
        for _ in 0..rounds {
            let (mut a, mut b) = ([[0f64; 8]; 8], [0f64; 8]);
            let mut n = 0.0;
            for block in self.moving.iter().map(|i| &self.blocks[*i]) {
                let Some(seen) = block.read(frame, &map) else {
                    continue;
                };
                let (correlation, contrast) = block.compare(&seen);
                let weight = say(correlation);
                n += weight;
                if weight > 0.0 {
                    block.add(&seen, contrast, weight, &mut a, &mut b);
                }
            }
            if !enough(n, self.moving.len()) {
                return None;
            }
            for (k, row) in a.iter_mut().enumerate() {
                row[k] += 1e-4 * row[k] + 1e-9;
            }
            let delta = solve(a, b)?;
            let next = self.composed(&map, &delta)?;
            let whole = Quad::of_size(self.size);
            let moved = map.map_quad(&whole)?.corner_error(&next.map_quad(&whole)?);
            map = next;
            if moved < STILL {
                break;
            }
        }
        self.agreement(frame, map)
    }

    /// How far each block agrees under a map; `None` where next to nothing does.
    fn agreement(&self, frame: &Luma, map: Homography) -> Option<Registered> {
        let mut correlations = vec![f32::NAN; self.columns * self.rows];
        let (mut sum, mut n) = (0.0, 0.0);
        for block in &self.blocks {
            let Some(seen) = block.read(frame, &map) else {
                continue;
            };
            let (correlation, _) = block.compare(&seen);
            correlations[self.slot(block)] = correlation;
            let weight = say(correlation);
            sum += weight * f64::from(correlation);
            n += weight;
        }
        enough(n, self.blocks.len()).then(|| self.done(map, sum / n, correlations))
    }

    fn done(&self, map: Homography, correlation: f64, blocks: Vec<f32>) -> Registered {
        Registered {
            map,
            correlation,
            blocks,
            columns: self.columns,
            rows: self.rows,
        }
    }

    fn slot(&self, block: &Block) -> usize {
        let c = (block.x * self.columns).div_ceil(self.size.width as usize);
        let r = (block.y * self.rows).div_ceil(self.size.height as usize);
        r.min(self.rows - 1) * self.columns + c.min(self.columns - 1)
    }

    /// A map after the inverse of a small homography in normalised coordinates.
    fn composed(&self, map: &Homography, delta: &[f64; 8]) -> Option<Homography> {
        let small = Homography([
            1.0 + delta[0],
            delta[1],
            delta[2],
            delta[3],
            1.0 + delta[4],
            delta[5],
            delta[6],
            delta[7],
            1.0,
        ]);
        let (w, h) = (f64::from(self.size.width), f64::from(self.size.height));
        let normal = Homography([2.0 / w, 0.0, -1.0, 0.0, 2.0 / h, -1.0, 0.0, 0.0, 1.0]);
        let back = normal.inverse()?;
        let step = back.after(&small.inverse()?).after(&normal);
        let next = map.after(&step);
        let last = next.0[8];
        (last.is_finite() && last.abs() > 1e-9).then(|| Homography(next.0.map(|v| v / last)))
    }
}

impl Block {
    fn of(view: &View, x: usize, y: usize, width: usize, height: usize) -> Option<Self> {
        let at = |x: usize, y: usize| view.data[y * view.width + x];
        let places = || (y..y + height).flat_map(move |v| (x..x + width).map(move |u| (u, v)));
        let mut values: Vec<f32> = places().map(|(u, v)| at(u, v)).collect();
        let n = values.len() as f32;
        let mean = values.iter().sum::<f32>() / n;
        values.iter_mut().for_each(|v| *v -= mean);
        let deviation = (values.iter().map(|v| v * v).sum::<f32>() / n).sqrt();
        if !deviation.is_finite() || deviation < PLAIN {
            return None;
        }
        Some(Self {
            x,
            y,
            width,
            height,
            values,
            deviation,
            slopes: None,
        })
    }

    /// `None` beside what is not known.
    fn steepness(&self, view: &View) -> Option<Slopes> {
        let (x, y, width, height) = (self.x, self.y, self.width, self.height);
        let at = |x: usize, y: usize| view.data[y * view.width + x];
        let places = || (y..y + height).flat_map(move |v| (x..x + width).map(move |u| (u, v)));
        let n = self.values.len() as f32;
        let (w, h) = (view.width as f32, view.height as f32);
        let mut jacobian: Vec<[f32; 8]> = places()
            .map(|(u, v)| {
                let (l, r) = (u.saturating_sub(1), (u + 1).min(view.width - 1));
                let (t, b) = (v.saturating_sub(1), (v + 1).min(view.height - 1));
                let gx = (at(r, v) - at(l, v)) / (r - l).max(1) as f32 * w / 2.0;
                let gy = (at(u, b) - at(u, t)) / (b - t).max(1) as f32 * h / 2.0;
                let (p, q) = (
                    2.0 * (u as f32 + 0.5) / w - 1.0,
                    2.0 * (v as f32 + 0.5) / h - 1.0,
                );
                let along = gx * p + gy * q;
                [
                    gx * p,
                    gx * q,
                    gx,
                    gy * p,
                    gy * q,
                    gy,
                    -p * along,
                    -q * along,
                ]
            })
            .collect();
        if jacobian.iter().flatten().any(|v| !v.is_finite()) {
            return None;
        }
        let mut means = [0f32; 8];
        for row in &jacobian {
            (0..8).for_each(|k| means[k] += row[k] / n);
        }
        let mut hessian = [[0f64; 8]; 8];
        for row in &mut jacobian {
            (0..8).for_each(|k| row[k] -= means[k]);
            for i in 0..8 {
                for k in 0..8 {
                    hessian[i][k] += f64::from(row[i] * row[k]);
                }
            }
        }
        Some(Slopes { jacobian, hessian })
    }

    /// Values on the frame less their mean; `None` where any is off it.
    fn read(&self, frame: &Luma, map: &Homography) -> Option<Vec<f32>> {
        let mut out = Vec::with_capacity(self.values.len());
        for y in self.y..self.y + self.height {
            for x in self.x..self.x + self.width {
                let p = mapped(map, x as f64 + 0.5, y as f64 + 0.5)?;
                out.push(linear(frame, p)?);
            }
        }
        let mean = out.iter().sum::<f32>() / out.len() as f32;
        out.iter_mut().for_each(|v| *v -= mean);
        Some(out)
    }

    /// Correlation, and contrast over the template's.
    fn compare(&self, seen: &[f32]) -> (f32, f32) {
        let n = seen.len() as f32;
        let (mut both, mut own) = (0.0, 0.0);
        for (v, t) in seen.iter().zip(&self.values) {
            both += v * t;
            own += v * v;
        }
        let deviation = (own / n).sqrt();
        (
            both / n / (deviation.max(0.7) * self.deviation),
            deviation / self.deviation,
        )
    }

    fn add(
        &self,
        seen: &[f32],
        contrast: f32,
        weight: f64,
        a: &mut [[f64; 8]; 8],
        b: &mut [f64; 8],
    ) {
        let Some(slopes) = &self.slopes else {
            return;
        };
        let gain = 1.0 / contrast.clamp(0.4, 2.5);
        let mut sum = [0f32; 8];
        for ((v, t), j) in seen.iter().zip(&self.values).zip(&slopes.jacobian) {
            let e = gain * v - t;
            for (s, j) in sum.iter_mut().zip(j) {
                *s += j * e;
            }
        }
        let weight = weight / f64::from(self.deviation * self.deviation);
        for (b, s) in b.iter_mut().zip(sum) {
            *b += weight * f64::from(s);
        }
        for (row, own) in a.iter_mut().zip(&slopes.hessian) {
            for (a, h) in row.iter_mut().zip(own) {
                *a += weight * h;
            }
        }
    }
}

/// What a block has to say, by its correlation.
fn say(correlation: f32) -> f64 {
    f64::from(((correlation - 0.2) / 0.5).clamp(0.0, 1.0))
}

/// Whether so much of so many blocks is enough.
fn enough(say: f64, blocks: usize) -> bool {
    say >= 0.1 * blocks as f64 && say >= 3.0
}

/// Bilinear value at a point; `None` off the picture.
fn linear(picture: &Luma, p: Point) -> Option<f32> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let (x, y) = (p.x as f32 - 0.5, p.y as f32 - 0.5);
    if !(x >= 0.0 && y >= 0.0 && x <= (w - 1) as f32 && y <= (h - 1) as f32) {
        return None;
    }
    let (x0, y0) = (x as usize, y as usize);
    let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let v = |x: usize, y: usize| f32::from(picture.data[y * w + x]);
    let top = v(x0, y0) + (v(x1, y0) - v(x0, y0)) * fx;
    let bottom = v(x0, y1) + (v(x1, y1) - v(x0, y1)) * fx;
    Some(top + (bottom - top) * fy)
}

/// Catmull–Rom value at a point; `None` off the picture.
pub fn cubic(picture: &Luma, p: Point) -> Option<f32> {
    let (w, h) = (i64::from(picture.width), i64::from(picture.height));
    if !(p.x >= 0.0 && p.y >= 0.0 && p.x <= w as f64 && p.y <= h as f64) {
        return None;
    }
    // Of numbers from one half on, cutting off the fraction is the floor.
    let (x, y) = ((p.x + 0.5) as f32, (p.y + 0.5) as f32);
    let (x0, y0) = (x as i64, y as i64);
    let (kx, ky) = (kernel(x - x0 as f32), kernel(y - y0 as f32));
    let (x0, y0) = (x0 - 1, y0 - 1);
    let mut sum = 0.0;
    if x0 >= 1 && y0 >= 1 && x0 + 2 < w && y0 + 2 < h {
        let mut first = ((y0 - 1) * w + x0 - 1) as usize;
        for wy in ky {
            let v = &picture.data[first..first + 4];
            let line = kx[0] * f32::from(v[0])
                + kx[1] * f32::from(v[1])
                + kx[2] * f32::from(v[2])
                + kx[3] * f32::from(v[3]);
            sum += wy * line;
            first += w as usize;
        }
        return Some(sum);
    }
    for (j, wy) in ky.iter().enumerate() {
        let row = (y0 - 1 + j as i64).clamp(0, h - 1) * w;
        let mut line = 0.0;
        for (i, wx) in kx.iter().enumerate() {
            let column = (x0 - 1 + i as i64).clamp(0, w - 1);
            line += wx * f32::from(picture.data[(row + column) as usize]);
        }
        sum += wy * line;
    }
    Some(sum)
}

/// [`Homography::map`], where many points are mapped.
pub(crate) fn mapped(map: &Homography, x: f64, y: f64) -> Option<Point> {
    let h = &map.0;
    let w = h[6] * x + h[7] * y + h[8];
    (w > 1e-12).then(|| Point {
        x: (h[0] * x + h[1] * y + h[2]) / w,
        y: (h[3] * x + h[4] * y + h[5]) / w,
    })
}

pub(crate) fn kernel(t: f32) -> [f32; 4] {
    [
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    ]
}
