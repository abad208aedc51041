//! What is followed: the upright view of a quad at a few sizes, cut into cells with their gradients.

use model::{Homography, Point, Quad};

use super::levels::Levels;

/// Longest side of the finest view, and of the one for the first search.
const FINE: f64 = 224.0;
const MIDDLE: f64 = 80.0;
const COARSE: f64 = 40.0;
/// Shortest side of a view that can be followed.
const LEAST: u32 = 12;
/// Side of a cell.
const CELL: u32 = 12;
/// Least standard deviation of a cell that counts, in grey levels.
const PLAIN: f32 = 3.5;
/// Cells with texture that a template needs.
const LEAST_CELLS: usize = 6;

pub struct Template {
    /// From the middle to the finest.
    pub levels: Vec<Level>,
    coarse: View,
}

/// A view that alignment works on.
pub struct Level {
    pub view: View,
    pub cells: Vec<Cell>,
    pub is_fine: bool,
    /// Whether it comes right after the search for the shift.
    pub is_first: bool,
}

/// Grey levels of an upright view.
pub struct View {
    pub width: u32,
    pub height: u32,
    pub data: Vec<f32>,
}

/// A textured piece of a view.
pub struct Cell {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    /// Grey levels less their mean, row by row.
    pub values: Vec<f32>,
    /// Standard deviation of the grey levels.
    pub deviation: f32,
    /// What the eight entries of a small homography do to each value, less the mean.
    pub jacobian: Vec<[f32; 8]>,
    /// Sum of the outer products of `jacobian`.
    pub hessian: [[f32; 8]; 8],
}

impl Template {
    pub fn new(frame: &Levels, map: &Homography, quad: &Quad) -> Option<Self> {
        let coarse = View::of(frame, map, quad, COARSE)?;
        let mut levels = Vec::new();
        for (side, is_fine) in [(MIDDLE, false), (FINE, true)] {
            let view = View::of(frame, map, quad, side)?;
            let longest = view.width.max(view.height);
            let is_last = is_fine || f64::from(longest) < MIDDLE - 1.0;
            let cells = view.cells();
            if cells.len() >= LEAST_CELLS {
                let is_first = levels.is_empty();
                levels.push(Level {
                    is_first,
                    view,
                    cells,
                    is_fine: is_last,
                });
            }
            if is_last {
                break;
            }
        }
        let fine = levels.last()?.is_fine;
        fine.then_some(Self { levels, coarse })
    }

    pub fn fine(&self) -> &Level {
        &self.levels[self.levels.len() - 1]
    }

    pub fn coarse(&self) -> &View {
        &self.coarse
    }
}

impl Level {
    /// Rounds of alignment.
    pub const fn rounds(&self) -> u32 {
        if self.is_fine { 8 } else { 6 }
    }
}

impl View {
    /// The view of a quad with at most this longest side, and never larger than it is filmed.
    fn of(frame: &Levels, map: &Homography, quad: &Quad, most: f64) -> Option<Self> {
        let (w, h) = (quad.apparent_width(), quad.apparent_height());
        let factor = (most / w.max(h)).min(1.0);
        let side = |v: f64| (v * factor).round() as u32;
        let (width, height) = (side(w), side(h));
        if !(w.is_finite() && h.is_finite()) || width < LEAST || height < LEAST {
            return None;
        }
        let sampler = frame.sampler(1.0 / factor);
        let map = sampler.scaled(map);
        let mut view = Self {
            width,
            height,
            data: Vec::with_capacity((width * height) as usize),
        };
        for y in 0..height {
            for x in 0..width {
                let at = view.place(f64::from(x), f64::from(y));
                let value = map.map(at).and_then(|p| sampler.at(p));
                // Off the frame nothing is known; such cells are left out.
                view.data.push(value.unwrap_or(f32::NAN));
            }
        }
        Some(view)
    }

    /// The template coordinates of a pixel's centre.
    pub fn place(&self, x: f64, y: f64) -> Point {
        Point::new(
            2.0 * (x + 0.5) / f64::from(self.width) - 1.0,
            2.0 * (y + 0.5) / f64::from(self.height) - 1.0,
        )
    }

    fn at(&self, x: u32, y: u32) -> f32 {
        self.data[(y * self.width + x) as usize]
    }

    fn cells(&self) -> Vec<Cell> {
        let columns = (self.width / CELL).max(1);
        let rows = (self.height / CELL).max(1);
        (0..rows)
            .flat_map(|r| (0..columns).map(move |c| (c, r)))
            .filter_map(|(c, r)| {
                let (x, y) = (c * self.width / columns, r * self.height / rows);
                let (x1, y1) = ((c + 1) * self.width / columns, (r + 1) * self.height / rows);
                self.cell(x, y, x1 - x, y1 - y)
            })
            .collect()
    }

    fn cell(&self, x: u32, y: u32, width: u32, height: u32) -> Option<Cell> {
        let places = || (y..y + height).flat_map(move |y| (x..x + width).map(move |x| (x, y)));
        let mut values: Vec<f32> = places().map(|(x, y)| self.at(x, y)).collect();
        let n = values.len() as f32;
        let mean = values.iter().sum::<f32>() / n;
        values.iter_mut().for_each(|v| *v -= mean);
        let deviation = (values.iter().map(|v| v * v).sum::<f32>() / n).sqrt();
        if !deviation.is_finite() || deviation < PLAIN {
            return None;
        }
        let mut jacobian: Vec<[f32; 8]> = places().map(|(x, y)| self.jacobian(x, y)).collect();
        if jacobian.iter().flatten().any(|v| !v.is_finite()) {
            return None;
        }
        let mut mean = [0.0; 8];
        for row in &jacobian {
            (0..8).for_each(|k| mean[k] += row[k] / n);
        }
        let mut hessian = [[0.0; 8]; 8];
        for row in &mut jacobian {
            (0..8).for_each(|k| row[k] -= mean[k]);
            for i in 0..8 {
                for k in 0..8 {
                    hessian[i][k] += row[i] * row[k];
                }
            }
        }
        Some(Cell {
            x,
            y,
            width,
            height,
            values,
            deviation,
            jacobian,
            hessian,
        })
    }

    /// Derivative of the view at a pixel by the entries of the homography I + ΔP that moves it.
    fn jacobian(&self, x: u32, y: u32) -> [f32; 8] {
        let (left, right) = (x.saturating_sub(1), (x + 1).min(self.width - 1));
        let (up, down) = (y.saturating_sub(1), (y + 1).min(self.height - 1));
        let slope = |a: f32, b: f32, steps: u32| (b - a) / steps.max(1) as f32;
        let gx = slope(self.at(left, y), self.at(right, y), right - left) * self.width as f32 / 2.0;
        let gy = slope(self.at(x, up), self.at(x, down), down - up) * self.height as f32 / 2.0;
        let p = self.place(f64::from(x), f64::from(y));
        let (u, v) = (p.x as f32, p.y as f32);
        let along = gx * u + gy * v;
        [
            gx * u,
            gx * v,
            gx,
            gy * u,
            gy * v,
            gy,
            -u * along,
            -v * along,
        ]
    }
}
