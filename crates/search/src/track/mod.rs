//! Following a flat picture from a frame on which it was proved, frame by frame: the filmed screen
//! itself is the template, aligned anew on each frame, so that nothing drifts.
//!
//! Alignment is inverse compositional (Baker and Matthews 2004) over cells of the template, each
//! with its own brightness and contrast; cells that do not agree with the frame, because something
//! stands before them or their content changed, lose their say. What doesn't live here: decoding,
//! and which frames are asked for.

mod align;
mod levels;
mod template;

use model::{Homography, Point, Quad};
use pixels::plausible;

pub use levels::Levels;
use template::Template;

use align::{Fit, align, search};

/// What a frame shows of what is followed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Held {
    pub quad: Quad,
    /// Share of the textured cells that lie on the frame and agree with the template, 0 to 1.
    pub visible: f32,
    /// Contrast compared with the template's; less than 1 while it fades.
    pub contrast: f32,
    /// Detail that is seen, as mean squared difference of neighbouring pixels of the upright view;
    /// comparable between frames of one track.
    pub detail: f32,
}

/// Follows one picture.
pub struct Follower {
    template: Template,
    /// Frame from the template's coordinates, −1 to 1 both ways.
    map: Homography,
    /// How far the centre went from the frame before to the last one.
    velocity: (f64, f64),
    /// Frames since it was last held.
    hidden: u32,
}

/// Least share of cells that agree for a place to be believed.
const LEAST_SHARE: f32 = 0.25;
/// Cells that must agree, however few there are.
const LEAST_CELLS: usize = 4;

impl Follower {
    /// Takes what stands in a quad of a frame as what is followed; `None` where it is too small or
    /// too plain to be told from its surroundings.
    pub fn new(frame: &Levels, quad: &Quad) -> Option<Self> {
        let map = Homography::between(&unit(), quad)?;
        let template = Template::new(frame, &map, quad)?;
        Some(Self {
            template,
            map,
            velocity: (0.0, 0.0),
            hidden: 0,
        })
    }

    /// What the frame that it was made of shows: all of it, but for what is off the frame.
    pub fn at_start(&self, frame: &Levels) -> Option<Held> {
        let fit = align(self.template.fine(), frame, self.map, 0, false)?;
        self.judged(&fit, frame)
    }

    /// Looks for it on the next frame (in either direction of time); `None` where it is not seen.
    /// After frames without it, it is sought further and further around.
    pub fn step(&mut self, frame: &Levels) -> Option<Held> {
        let moved = self.moved(frame);
        let found = moved.and_then(|start| {
            let mut fit = None;
            let mut map = start;
            for level in &self.template.levels {
                let found = align(level, frame, map, level.rounds(), level.is_fine)?;
                map = found.map;
                fit = Some(found);
            }
            let fit = fit?;
            let held = self.judged(&fit, frame)?;
            Some((fit.map, held))
        });
        match found {
            Some((map, held)) => {
                let (before, now) = (self.centre(), held.quad.centre());
                self.velocity = match (self.hidden, before) {
                    (0, Some(before)) => (now.x - before.x, now.y - before.y),
                    _ => (0.0, 0.0),
                };
                self.map = map;
                self.hidden = 0;
                Some(held)
            }
            None => {
                self.hidden += 1;
                self.velocity = (0.0, 0.0);
                None
            }
        }
    }

    /// Says where it is thought to be on the frame before the next one, where something else was
    /// followed in between.
    pub fn put(&mut self, quad: &Quad) {
        if let Some(map) = Homography::between(&unit(), quad) {
            self.map = map;
            self.velocity = (0.0, 0.0);
            self.hidden = 0;
        }
    }

    fn centre(&self) -> Option<Point> {
        self.map.map(Point::new(0.0, 0.0))
    }

    /// The last map, moved to where the whole picture agrees best.
    fn moved(&self, frame: &Levels) -> Option<Homography> {
        let by =
            |x: f64, y: f64| Homography([1.0, 0.0, x, 0.0, 1.0, y, 0.0, 0.0, 1.0]).after(&self.map);
        let guess = by(self.velocity.0, self.velocity.1);
        search(self.template.coarse(), frame, &guess, self.hidden)
    }

    fn judged(&self, fit: &Fit, frame: &Levels) -> Option<Held> {
        let quad = fit.map.map_quad(&unit())?;
        let agreeing = fit.cells.iter().filter(|c| c.agrees()).count();
        let visible = agreeing as f32 / fit.cells.len().max(1) as f32;
        let sane = quad.is_convex_clockwise()
            && plausible::visible_share(&quad, frame.size()) > 0.05
            && self.is_near(&quad);
        let held = sane && agreeing >= LEAST_CELLS && visible >= LEAST_SHARE;
        held.then(|| Held {
            quad,
            visible,
            contrast: fit.contrast(),
            detail: fit.detail(),
        })
    }

    /// Whether a quad can follow the last one: nothing grows by half in a few frames.
    fn is_near(&self, quad: &Quad) -> bool {
        let Some(before) = self.map.map_quad(&unit()) else {
            return false;
        };
        let most = 1.2f64.powi(1 + self.hidden.min(8) as i32);
        let growth = (quad.signed_area() / before.signed_area().max(1.0)).max(1e-9);
        let turn = |q: &Quad| (q.0[1].y - q.0[0].y).atan2(q.0[1].x - q.0[0].x);
        let turned = (turn(quad) - turn(&before) + std::f64::consts::PI)
            .rem_euclid(2.0 * std::f64::consts::PI)
            - std::f64::consts::PI;
        growth < most * most && growth > 1.0 / (most * most) && turned.abs() < 0.35
    }
}

/// The template's own corners.
pub(crate) fn unit() -> Quad {
    Quad([
        Point::new(-1.0, -1.0),
        Point::new(1.0, -1.0),
        Point::new(1.0, 1.0),
        Point::new(-1.0, 1.0),
    ])
}
