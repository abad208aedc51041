//! People who pass between camera and screens: soft dark shapes of head and shoulders, from
//! behind, without any detail.

use model::{Point, Size};

use crate::plan::PersonPlan;
use crate::raster::{Frame, blend};

/// A shape ready to be laid over frames.
pub(crate) struct Person {
    plan: PersonPlan,
    size: Size,
    frames: u32,
    width: usize,
    height: usize,
    alpha: Vec<u8>,
}

impl Person {
    pub(crate) fn new(plan: &PersonPlan, size: Size, frames: u32) -> Self {
        let w = (plan.width * f64::from(size.width)).clamp(4.0, 4096.0);
        let width = w as usize;
        let height = (1.1 * w) as usize;
        let soft = (0.012 * w).max(1.0);
        let alpha = (0..width * height)
            .map(|i| {
                let x = ((i % width) as f64 + 0.5) / w - 0.5;
                let y = ((i / width) as f64 + 0.5) / w;
                let d = shape(x, y) * w;
                ((0.5 - d / soft).clamp(0.0, 1.0) * 255.0) as u8
            })
            .collect();
        Self {
            plan: *plan,
            size,
            frames,
            width,
            height,
            alpha,
        }
    }

    /// Left and top of the shape on a frame.
    fn place(&self, frame: u32) -> (i64, i64) {
        let t = f64::from(frame) / f64::from(self.frames.saturating_sub(1).max(1));
        let at = |k: usize| self.plan.from[k] + (self.plan.to[k] - self.plan.from[k]) * t;
        // Walking: a slight rise and fall.
        let bob = 0.006 * (f64::from(frame) * 0.42).sin() * (self.plan.to[0] - self.plan.from[0]);
        let x = at(0) * f64::from(self.size.width) - self.width as f64 / 2.0;
        let y = (at(1) + bob) * f64::from(self.size.height);
        (x.round() as i64, y.round() as i64)
    }

    /// Weight of 255 at a place of the shape; below the shoulders the body goes on.
    fn alpha_at(&self, x: i64, y: i64) -> u8 {
        if x < 0 || y < 0 || x >= self.width as i64 {
            return 0;
        }
        self.alpha[(y as usize).min(self.height - 1) * self.width + x as usize]
    }

    pub(crate) fn covers(&self, p: Point, frame: u32) -> bool {
        let (left, top) = self.place(frame);
        self.alpha_at(p.x as i64 - left, p.y as i64 - top) > 127
    }

    pub(crate) fn draw(&self, frame: &mut Frame, index: u32) {
        let (left, top) = self.place(index);
        let colour = self.plan.colour.map(u32::from);
        let (from, to) = (
            left.clamp(0, frame.width as i64),
            (left + self.width as i64).clamp(0, frame.width as i64),
        );
        for y in top.max(0)..frame.height as i64 {
            // Hair is darker than clothes; light falls from above.
            let depth = (y - top) as f64 / self.width as f64;
            let k = if depth < 0.27 {
                150
            } else {
                256 + ((0.6 - depth) * 60.0) as i64
            };
            let lit = colour.map(|c| (c * k.max(60) as u32 / 256).min(255));
            for x in from..to {
                let a = u32::from(self.alpha_at(x - left, y - top));
                if a > 0 {
                    let i = 3 * (y as usize * frame.width + x as usize);
                    blend(&mut frame.rgb[i..i + 3], lit, a);
                }
            }
        }
    }
}

/// Signed distance to head, neck and shoulders; 1 is the width of the shoulders, y from the top.
fn shape(x: f64, y: f64) -> f64 {
    let head = ((x / 0.135).hypot((y - 0.19) / 0.18) - 1.0) * 0.135;
    let neck = (x.abs() - 0.085).max(0.3 - y).max(y - 0.6);
    let (qx, qy) = (x.abs() - 0.47 + 0.2, 0.46 - y + 0.2);
    let round = qx.max(0.0).hypot(qy.max(0.0)) + qx.max(qy).min(0.0) - 0.2;
    // Shoulders fall a little to the sides.
    let shoulders = round.max(0.42 + 0.35 * x.abs() - y);
    head.min(neck).min(shoulders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_what_it_paints() {
        let size = Size {
            width: 200,
            height: 120,
        };
        let plan = PersonPlan {
            from: [0.2, 0.3],
            to: [0.8, 0.35],
            width: 0.3,
            colour: [40, 40, 50],
        };
        let p = Person::new(&plan, size, 20);
        for index in [0, 7, 19] {
            let mut f = Frame::new(200, 120);
            f.rgb.fill(255);
            p.draw(&mut f, index);
            for y in 0..120 {
                for x in 0..200 {
                    let dark = f.rgb[3 * (y * 200 + x)] < 128;
                    let at = Point::new(x as f64 + 0.5, y as f64 + 0.5);
                    let v = i32::from(f.rgb[3 * (y * 200 + x)]);
                    if (v - 145).abs() > 40 {
                        assert_eq!(dark, p.covers(at, index), "{x} {y}");
                    }
                }
            }
            assert!(f.rgb.iter().any(|v| *v < 100));
        }
    }
}
