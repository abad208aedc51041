//! What a quad shows together with what surrounds it, upright and small: what the network of
//! `sight` sees of it. What doesn't live here: what that means.

use model::{Homography, Point, Quad, Size};
use pixels::{Luma, resize};

use super::border;

/// Cells of a crop.
pub const WIDTH: usize = 80;
pub const HEIGHT: usize = 60;
/// What surrounds the quad on each side, as part of its own width and height.
pub const MARGIN: f64 = 0.25;
/// Places of a strip along a side and across it, and how far it reaches to each side, as a part of
/// the quad's width.
pub const ALONG: usize = 32;
pub const ACROSS: usize = 48;
pub const REACH: f64 = 0.12;
/// Part of a side at each end that is left out.
const ENDS: f64 = 0.04;
/// Times that a frame is halved.
const HALVES: usize = 4;
/// Most samples of a cell along an axis.
const MOST_SAMPLES: usize = 4;

/// Grey levels of a crop, row by row, 1 to 255; 0 off the frame.
pub type Crop = Vec<u8>;

/// A frame, ready to be cropped.
pub struct Crops {
    /// The frame and its halves.
    levels: Vec<Luma>,
}

impl Crops {
    pub fn new(frame: &Luma) -> Self {
        let mut levels = vec![frame.clone()];
        for _ in 0..HALVES {
            let Some(last) = levels.last() else { break };
            let half = Size {
                width: last.width / 2,
                height: last.height / 2,
            };
            if half.width < 2 || half.height < 2 {
                break;
            }
            levels.push(resize::luma(last, half));
        }
        Self { levels }
    }

    /// Size of the frame.
    pub fn size(&self) -> Size {
        self.levels.first().map_or(
            Size {
                width: 0,
                height: 0,
            },
            Luma::size,
        )
    }

    /// The crop of a quad; `None` where it has no upright view.
    pub fn crop(&self, quad: &Quad) -> Option<Crop> {
        let map = Homography::between(&unit(), quad)?;
        let whole = 1.0 + 2.0 * MARGIN;
        let cells = (WIDTH, HEIGHT);
        let size = (
            whole * quad.apparent_width() / WIDTH as f64,
            whole * quad.apparent_height() / HEIGHT as f64,
        );
        let place = |x: f64, y: f64| {
            let part = |v: f64, of: usize| whole * v / of as f64 - MARGIN;
            map.map(Point::new(part(x, WIDTH), part(y, HEIGHT)))
        };
        self.cells(cells, size, &place)
    }

    /// What lies across a side (0 top, 1 right, 2 bottom, 3 left): a row for each place along it,
    /// clockwise, from outside to inside.
    pub fn strip(&self, quad: &Quad, side: usize) -> Option<Crop> {
        let map = Homography::between(&unit(), quad)?;
        let (width, height) = (quad.apparent_width(), quad.apparent_height());
        let level = side.is_multiple_of(2);
        let (length, deep) = match level {
            true => (width, REACH * width / height.max(1.0)),
            false => (height, REACH),
        };
        let size = (
            2.0 * REACH * width / ACROSS as f64,
            (1.0 - 2.0 * ENDS) * length / ALONG as f64,
        );
        let place = |x: f64, y: f64| {
            let across = deep * (2.0 * x / ACROSS as f64 - 1.0);
            let along = ENDS + (1.0 - 2.0 * ENDS) * y / ALONG as f64;
            map.map(on_side(side, along, across))
        };
        self.cells((ACROSS, ALONG), size, &place)
    }

    /// Mean grey levels of cells, of which each is about so many pixels wide and high.
    fn cells(
        &self,
        (columns, rows): (usize, usize),
        cell: (f64, f64),
        place: &dyn Fn(f64, f64) -> Option<Point>,
    ) -> Option<Crop> {
        let level = cell.0.min(cell.1).max(1.0).log2() as usize;
        let level = level.min(self.levels.len().checked_sub(1)?);
        let frame = self.levels.first()?.size();
        let picture = &self.levels[level];
        let scale = (
            f64::from(picture.width) / f64::from(frame.width.max(1)),
            f64::from(picture.height) / f64::from(frame.height.max(1)),
        );
        let count = |cell: f64, scale: f64| {
            let samples = (cell * scale / 1.5).ceil().max(1.0) as usize;
            samples.min(MOST_SAMPLES)
        };
        let (nx, ny) = (count(cell.0, scale.0), count(cell.1, scale.1));
        let mut out = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (mut sum, mut seen) = (0.0, 0usize);
                for n in 0..nx * ny {
                    let at = |cell: usize, n: usize, of: usize| {
                        cell as f64 + (n as f64 + 0.5) / of as f64
                    };
                    let value = place(at(column, n % nx, nx), at(row, n / nx, ny))
                        .and_then(|p| border::sample(picture, p.x * scale.0, p.y * scale.1));
                    if let Some(value) = value {
                        sum += value;
                        seen += 1;
                    }
                }
                out.push(match 2 * seen >= nx * ny && seen > 0 {
                    true => (sum / seen as f64).round().clamp(1.0, 255.0) as u8,
                    false => 0,
                });
            }
        }
        Some(out)
    }
}

/// The place at a part of a side of the unit square, clockwise, and so far inwards.
pub fn on_side(side: usize, along: f64, inwards: f64) -> Point {
    match side {
        0 => Point::new(along, inwards),
        1 => Point::new(1.0 - inwards, along),
        2 => Point::new(1.0 - along, 1.0 - inwards),
        _ => Point::new(inwards, 1.0 - along),
    }
}

pub(super) fn unit() -> Quad {
    Quad::of_size(Size {
        width: 1,
        height: 1,
    })
}
