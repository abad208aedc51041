//! Where the camera is and looks on each frame, where things stand in the room, and how a plane
//! in the room maps to the frame. Metres; x right, y down, z forward from the camera's place at
//! the middle of the shot.

use model::{Point, Quad, Size};

use crate::dice::Dice;
use crate::plan::{CameraPlan, ScreenPlan};

pub(crate) type V3 = [f64; 3];

pub(crate) fn add(a: V3, b: V3) -> V3 {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(crate) fn sub(a: V3, b: V3) -> V3 {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn scaled(a: V3, k: f64) -> V3 {
    a.map(|v| v * k)
}

pub(crate) fn dot(a: V3, b: V3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn cross(a: V3, b: V3) -> V3 {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

pub(crate) fn unit(a: V3) -> V3 {
    scaled(a, 1.0 / dot(a, a).sqrt())
}

/// A parallelogram in the room: the picture's top-left corner and its two sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patch {
    pub origin: V3,
    pub u: V3,
    pub v: V3,
}

impl Patch {
    pub(crate) fn at(&self, u: f64, v: f64) -> V3 {
        add(self.origin, add(scaled(self.u, u), scaled(self.v, v)))
    }

    /// A part of it, from left and top to right and bottom, 0 to 1.
    pub(crate) fn part(&self, [left, top, right, bottom]: [f64; 4]) -> Self {
        Self {
            origin: self.at(left, top),
            u: scaled(self.u, right - left),
            v: scaled(self.v, bottom - top),
        }
    }

    /// Moved along its own sides by metres and turned about its centre in its plane, in radians.
    pub(crate) fn moved(&self, along: f64, across: f64, turn: f64) -> Self {
        let (eu, ev) = (unit(self.u), unit(self.v));
        let (sin, cos) = turn.sin_cos();
        let turned = |w: V3| {
            let (a, b) = (dot(w, eu), dot(w, ev));
            add(scaled(eu, cos * a - sin * b), scaled(ev, sin * a + cos * b))
        };
        let shift = add(scaled(eu, along), scaled(ev, across));
        let middle = add(self.at(0.5, 0.5), shift);
        let (u, v) = (turned(self.u), turned(self.v));
        Self {
            origin: sub(middle, scaled(add(u, v), 0.5)),
            u,
            v,
        }
    }

    /// The same plane with a margin around, given in fractions of `u`'s length.
    pub(crate) fn grown(&self, margin: f64) -> Self {
        let m = margin * dot(self.u, self.u).sqrt();
        let (du, dv) = (scaled(unit(self.u), m), scaled(unit(self.v), m));
        Self {
            origin: sub(sub(self.origin, du), dv),
            u: add(self.u, scaled(du, 2.0)),
            v: add(self.v, scaled(dv, 2.0)),
        }
    }
}

/// A camera at one instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pose {
    place: V3,
    right: V3,
    down: V3,
    ahead: V3,
    focal: f64,
    centre: [f64; 2],
}

/// The motion of a camera through one shot.
#[derive(Clone, Debug)]
pub(crate) struct CameraPath {
    plan: CameraPlan,
    size: Size,
    frames: f64,
    rate: f64,
    /// Frequency (Hz), phase and weight of each unrest wave, for pan, tilt and roll.
    waves: [[(f64, f64, f64); 3]; 3],
}

impl CameraPath {
    pub(crate) fn new(plan: CameraPlan, size: Size, frames: u32, rate: f64, dice: &Dice) -> Self {
        let mut d = dice.fork(11);
        let waves = std::array::from_fn(|_| {
            [(0.35, 0.7), (1.1, 0.25), (2.7, 0.1)]
                .map(|(hz, weight)| (hz * d.range(0.7, 1.3), d.range(0.0, 6.3), weight))
        });
        Self {
            plan,
            size,
            frames: f64::from(frames),
            rate,
            waves,
        }
    }

    /// The camera at a frame of the shot (fractions allowed, for the open shutter).
    pub(crate) fn pose(&self, frame: f64) -> Pose {
        let p = &self.plan;
        let t = frame / (self.frames - 1.0).max(1.0) - 0.5;
        let seconds = frame / self.rate;
        let unrest = |axis: usize| {
            self.waves[axis]
                .iter()
                .map(|(hz, phase, k)| k * (std::f64::consts::TAU * hz * seconds + phase).sin())
                .sum::<f64>()
                * p.shake
        };
        let pan = (p.pan * t + unrest(0)).to_radians();
        let tilt = (p.tilt * t + unrest(1)).to_radians();
        let roll = (p.roll * t + 0.5 * unrest(2)).to_radians();
        let ahead = [pan.sin() * tilt.cos(), tilt.sin(), pan.cos() * tilt.cos()];
        let flat = [pan.cos(), 0.0, -pan.sin()];
        let low = cross(ahead, flat);
        let right = add(scaled(flat, roll.cos()), scaled(low, roll.sin()));
        let down = cross(ahead, right);
        let (w, h) = (f64::from(self.size.width), f64::from(self.size.height));
        Pose {
            place: [p.truck * t, p.pedestal * t, p.dolly * t],
            right,
            down,
            ahead,
            focal: w / 2.0 / (p.fov.to_radians() / 2.0).tan(),
            centre: [w / 2.0, h / 2.0],
        }
    }

    /// The camera at the middle of the shot without unrest: where plans are exact.
    pub(crate) fn middle(&self) -> Pose {
        let mut calm = self.clone();
        calm.plan.shake = 0.0;
        calm.pose((self.frames - 1.0).max(1.0) / 2.0)
    }
}

impl Pose {
    /// Position on the frame; `None` behind the camera.
    pub(crate) fn project(&self, p: V3) -> Option<Point> {
        let d = sub(p, self.place);
        let z = dot(d, self.ahead);
        (z > 1e-3).then(|| {
            Point::new(
                self.centre[0] + self.focal * dot(d, self.right) / z,
                self.centre[1] + self.focal * dot(d, self.down) / z,
            )
        })
    }

    /// Corners of a patch, clockwise from its origin; `None` when any is behind the camera.
    pub(crate) fn quad(&self, p: &Patch) -> Option<Quad> {
        Some(Quad([
            self.project(p.origin)?,
            self.project(p.at(1.0, 0.0))?,
            self.project(p.at(1.0, 1.0))?,
            self.project(p.at(0.0, 1.0))?,
        ]))
    }

    /// The map from frame pixels (x, y, 1) to (u, v, 1) / depth of a patch; `None` when the patch
    /// is seen exactly from its edge.
    pub(crate) fn patch_from_frame(&self, p: &Patch) -> Option<[f64; 9]> {
        let column = |d: V3| {
            let z = dot(d, self.ahead);
            [
                self.focal * dot(d, self.right) + self.centre[0] * z,
                self.focal * dot(d, self.down) + self.centre[1] * z,
                z,
            ]
        };
        let (a, b, c) = (column(p.u), column(p.v), column(sub(p.origin, self.place)));
        let det = dot(a, cross(b, c));
        if det.abs() < 1e-9 {
            return None;
        }
        let rows = [cross(b, c), cross(c, a), cross(a, b)];
        Some(std::array::from_fn(|i| rows[i / 3][i % 3] / det))
    }

    /// Distance along the view axis.
    pub(crate) fn depth(&self, p: V3) -> f64 {
        dot(sub(p, self.place), self.ahead)
    }

    /// Stands a screen in the room so that it looks as planned from here; `None` when it cannot
    /// be done (too wide for its angle: an edge would be behind the camera).
    pub(crate) fn stand(&self, plan: &ScreenPlan) -> Option<Patch> {
        let [cx, cy] = self.centre;
        let ray = unit(add(
            add(
                scaled(self.right, (plan.centre[0] * 2.0 - 1.0) * cx / self.focal),
                scaled(self.down, (plan.centre[1] * 2.0 - 1.0) * cy / self.focal),
            ),
            self.ahead,
        ));
        let right = unit(cross(self.down, ray));
        let down = cross(ray, right);
        let (sy, cyaw) = plan.yaw.to_radians().sin_cos();
        let (sp, cp) = plan.pitch.to_radians().sin_cos();
        let (sr, cr) = plan.roll.to_radians().sin_cos();
        // Turn about the vertical, then about the screen's own horizontal, then in its plane.
        let u = add(scaled(right, cyaw), scaled(ray, sy));
        let n = sub(scaled(ray, cyaw), scaled(right, sy));
        let v = add(scaled(down, cp), scaled(n, sp));
        let (u, v) = (
            add(scaled(u, cr), scaled(v, sr)),
            sub(scaled(v, cr), scaled(u, sr)),
        );
        let rgb = &plan.picture.rgb;
        let w = plan.physical_width;
        let own = f64::from(rgb.height) / f64::from(rgb.width);
        let h = w * plan.aspect.unwrap_or(own);
        let (u, v) = (scaled(u, w), scaled(v, h));
        let place = |distance: f64| {
            let middle = add(self.place, scaled(ray, distance));
            Patch {
                origin: sub(middle, scaled(add(u, v), 0.5)),
                u,
                v,
            }
        };
        // Apparent width falls with distance: bisect in the logarithm.
        let (mut near, mut far) = (0.05f64 * w, 2000.0 * w);
        for _ in 0..60 {
            let d = (near * far).sqrt();
            match self.quad(&place(d)).map(|q| q.apparent_width()) {
                Some(width) if width <= plan.width_px => far = d,
                _ => near = d,
            }
        }
        let patch = place((near * far).sqrt());
        let width = self.quad(&patch)?.apparent_width();
        ((width - plan.width_px).abs() < 0.01 * plan.width_px).then(|| patch.part(plan.part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Picture;
    use pixels::Rgb;

    #[test]
    fn screens_stand_where_they_were_planned() {
        let size = Size {
            width: 1280,
            height: 720,
        };
        let mut dice = Dice::new(5);
        for _ in 0..200 {
            let mut s = ScreenPlan::new(
                Picture::new("p", Rgb::filled(160, 90, [0; 3])),
                dice.range(120.0, 500.0),
            );
            s.centre = [dice.range(0.2, 0.8), dice.range(0.2, 0.8)];
            (s.yaw, s.pitch) = (dice.range(-60.0, 60.0), dice.range(-20.0, 20.0));
            let mut camera = CameraPlan::STILL;
            camera.pan = 7.0;
            let path = CameraPath::new(camera, size, 50, 25.0, &dice);
            let pose = path.middle();
            let patch = pose.stand(&s).expect("a place");
            let quad = pose.quad(&patch).expect("in front");
            assert!((quad.apparent_width() - s.width_px).abs() < 1.0);
            assert!(quad.is_convex_clockwise());
            let c = pose.project(patch.at(0.5, 0.5)).expect("in front");
            assert!((c.x - s.centre[0] * 1280.0).abs() < 0.01);
            assert!((c.y - s.centre[1] * 720.0).abs() < 0.01);
            // The inverse map takes the centre back to the middle of the picture.
            let m = pose.patch_from_frame(&patch).expect("not edge on");
            let [a, b, w] =
                std::array::from_fn(|i| m[3 * i] * c.x + m[3 * i + 1] * c.y + m[3 * i + 2]);
            assert!((a / w - 0.5).abs() < 1e-6 && (b / w - 0.5).abs() < 1e-6 && w > 0.0);
        }
    }
}
