//! A frame at several sizes, each made when it is first read.

use std::sync::OnceLock;

use model::{Homography, Point, Size};
use pixels::{Luma, resize};

/// Smallest of the sizes: an eighth.
const MOST: usize = 4;

/// A frame's luma and halves of it.
pub struct Levels {
    full: Luma,
    smaller: [OnceLock<Luma>; MOST - 1],
}

impl Levels {
    pub fn new(full: Luma) -> Self {
        Self {
            full,
            smaller: std::array::from_fn(|_| OnceLock::new()),
        }
    }

    /// The displayed frame's luma.
    pub const fn full(&self) -> &Luma {
        &self.full
    }

    /// Size of the displayed frame.
    pub fn size(&self) -> Size {
        self.full.size()
    }

    /// Bytes of the full picture.
    pub fn bytes(&self) -> usize {
        self.full.data.len()
    }

    fn level(&self, number: usize) -> &Luma {
        if number == 0 {
            return &self.full;
        }
        self.smaller[number - 1].get_or_init(|| {
            let above = self.level(number - 1);
            let half = Size {
                width: above.width.div_ceil(2),
                height: above.height.div_ceil(2),
            };
            resize::luma(above, half)
        })
    }

    /// The level on which steps of so many full pixels are steps of about one.
    fn for_step(&self, step: f64) -> usize {
        (step.max(1.0).log2() + 0.3)
            .floor()
            .clamp(0.0, (MOST - 1) as f64) as usize
    }

    /// A way to read positions that lie about `step` full pixels apart.
    pub(super) fn sampler(&self, step: f64) -> Sampler<'_> {
        let level = self.level(self.for_step(step));
        Sampler {
            sx: f64::from(level.width) / f64::from(self.full.width.max(1)),
            sy: f64::from(level.height) / f64::from(self.full.height.max(1)),
            level,
        }
    }
}

/// Reads a level at positions in full pixels, bilinearly.
pub(super) struct Sampler<'a> {
    level: &'a Luma,
    sx: f64,
    sy: f64,
}

impl Sampler<'_> {
    /// The map from any coordinates to samples, from that to full pixels.
    pub fn scaled(&self, map: &Homography) -> Homography {
        Homography::scale(self.sx, self.sy).after(map)
    }

    /// Value at a sample position; `None` off the frame.
    pub fn at(&self, p: Point) -> Option<f32> {
        let (w, h) = (self.level.width as usize, self.level.height as usize);
        let (x, y) = (p.x as f32 - 0.5, p.y as f32 - 0.5);
        if !(x >= -0.5 && y >= -0.5 && x <= w as f32 - 0.5 && y <= h as f32 - 0.5) {
            return None;
        }
        let (x, y) = (x.max(0.0), y.max(0.0));
        let x0 = (x as usize).min(w - 1);
        let y0 = (y as usize).min(h - 1);
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
        let data = &self.level.data;
        let v = |x: usize, y: usize| f32::from(data[y * w + x]);
        let top = v(x0, y0) + (v(x1, y0) - v(x0, y0)) * fx;
        let bottom = v(x0, y1) + (v(x1, y1) - v(x0, y1)) * fx;
        Some(top + (bottom - top) * fy)
    }
}
