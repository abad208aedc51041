//! One display on its way through a shot: by what it shows, and by its border where that changes.

use std::sync::Arc;

use describe::screens::border::{self, Border};
use describe::screens::{Look, Polarity};
use model::{FrameTime, HeldBy, Homography, Quad, ScreenSource, Size};
use pixels::plausible;
use search::track::{Follower, Levels};

/// Time without seeing it after which it is given up, in microseconds.
const PATIENCE: i64 = 1_500_000;
/// Least share of its content that has to be seen.
const SEEN: f32 = 0.4;
/// Frames between two looks at the border of what is followed by content.
const CHECK: u64 = 5;

/// A frame on which it was held.
#[derive(Clone, Copy)]
pub struct Frame {
    pub at: FrameTime,
    pub quad: Quad,
    pub visible: f32,
    pub detail: f32,
    pub held: HeldBy,
    /// The template by which it was held; quads of one are exact to each other.
    pub template: u32,
}

/// Where a border was seen, against where the template's quad lay.
#[derive(Clone, Copy)]
pub struct Check {
    pub template: u32,
    pub lay: Quad,
    pub border: Border,
    pub weight: f64,
}

/// A display that is being followed.
pub struct Trail {
    pub from: ScreenSource,
    pub cut: [bool; 4],
    pub frames: Vec<Frame>,
    pub checks: Vec<Check>,
    /// Scores of the keyframes on which it was proposed.
    pub scores: Vec<f64>,
    /// Whether a better quad of the same display took its place.
    pub superseded: bool,
    follower: Option<Follower>,
    template: u32,
    last: Option<FrameTime>,
    quad: Quad,
    over: bool,
}

impl Trail {
    /// Begins on a frame, whose border is taken from it where it is not a person's.
    pub fn new(
        at: FrameTime,
        levels: &Levels,
        quad: Quad,
        cut: [bool; 4],
        from: ScreenSource,
    ) -> Self {
        let frame = Frame {
            at,
            quad,
            visible: 1.0,
            detail: 0.0,
            held: HeldBy::Anchor,
            template: 0,
        };
        let mut trail = Self {
            from,
            cut,
            frames: Vec::new(),
            checks: Vec::new(),
            scores: Vec::new(),
            superseded: false,
            follower: Follower::new(levels, &quad),
            template: 0,
            last: Some(at),
            quad,
            over: false,
        };
        let held = trail.follower.as_ref().and_then(|f| f.at_start(levels));
        trail.frames.push(Frame {
            detail: held.map_or(0.0, |h| h.detail),
            ..frame
        });
        trail
    }

    pub const fn is_over(&self) -> bool {
        self.over
    }

    pub fn end(&mut self) {
        self.over = true;
        self.follower = None;
    }

    /// Mean score of the keyframes on which it was proposed.
    pub fn mean_score(&self) -> f64 {
        self.scores.iter().sum::<f64>() / self.scores.len().max(1) as f64
    }

    /// Where it was last.
    pub const fn quad(&self) -> &Quad {
        &self.quad
    }

    /// Whether it was held on the frame before or this one.
    pub fn held_at(&self, at: FrameTime) -> bool {
        self.last.is_some_and(|l| l.frame == at.frame)
    }

    /// Adds what a keyframe's proposal says of the border.
    pub fn proposed(&mut self, at: FrameTime, quad: Quad, uncertainty: f64, score: f64) {
        self.scores.push(score);
        let Some(frame) = self.frames.iter_mut().find(|f| f.at.frame == at.frame) else {
            return;
        };
        frame.held = HeldBy::Anchor;
        self.checks.push(Check {
            template: frame.template,
            lay: frame.quad,
            border: Border {
                quad,
                support: [score; 4],
                uncertainty,
            },
            weight: 3.0 * score,
        });
    }

    /// Looks for it on the next frame, in either direction of time.
    pub fn step(&mut self, at: FrameTime, levels: &Levels) {
        if self.over {
            return;
        }
        let held = self.follower.as_mut().and_then(|f| f.step(levels));
        let held = held.filter(|h| h.visible >= SEEN && self.follows(&h.quad, levels.size()));
        if let Some(h) = held {
            self.push(at, h.quad, h.visible, h.detail, HeldBy::Content);
            if at.frame.is_multiple_of(CHECK) && self.is_proposal() {
                self.check(levels, h.quad, 1.0);
            }
            return;
        }
        if let Some(border) = self.by_border(levels) {
            // What it shows has changed: that is what is followed from here.
            self.template += 1;
            self.follower = Follower::new(levels, &border.quad);
            let seen = border.support.iter().sum::<f64>() / 4.0;
            self.push(at, border.quad, seen as f32, 0.0, HeldBy::Border);
            self.check(levels, border.quad, 1.0);
            return;
        }
        let since = (self.last).map_or(i64::MAX, |l| at.time.micros_since(l.time).abs());
        if since > PATIENCE {
            self.end();
        }
    }

    fn push(&mut self, at: FrameTime, quad: Quad, visible: f32, detail: f32, held: HeldBy) {
        self.quad = quad;
        self.last = Some(at);
        self.frames.push(Frame {
            at,
            quad,
            visible,
            detail,
            held,
            template: self.template,
        });
    }

    /// Whether a quad can come after the last one.
    fn follows(&self, quad: &Quad, size: Size) -> bool {
        let near = self.quad.centre().distance(quad.centre());
        quad.is_convex_clockwise()
            && near < self.quad.apparent_width().max(40.0)
            && plausible::visible_share(quad, size) > 0.15
    }

    /// People's corners and proved references need no border.
    const fn is_proposal(&self) -> bool {
        matches!(self.from, ScreenSource::Proposed)
    }

    fn check(&mut self, levels: &Levels, quad: Quad, weight: f64) {
        let look = Look {
            least: 1.5,
            samples: 40,
            ..Look::new(Polarity::BrightInside, 3.0)
        };
        if let Some(border) = border::fit(levels.full(), &quad, look, self.fixed(levels.size())) {
            self.checks.push(Check {
                template: self.template,
                lay: quad,
                border,
                weight,
            });
        }
    }

    /// The border near where it was last, where enough of it is seen and it is no other shape.
    fn by_border(&self, levels: &Levels) -> Option<Border> {
        let look = Look {
            least: 2.0,
            samples: 40,
            ..Look::new(Polarity::BrightInside, 7.0)
        };
        let fixed = self.fixed(levels.size());
        let border = border::fit(levels.full(), &self.quad, look, fixed)?;
        let free: Vec<f64> = (0..4)
            .filter(|&k| !fixed[k])
            .map(|k| border.support[k])
            .collect();
        let mean = free.iter().sum::<f64>() / free.len().max(1) as f64;
        let growth = border.quad.signed_area() / self.quad.signed_area().max(1.0);
        let near = border.quad.corner_error(&self.quad) < 12.0;
        let least = free.iter().copied().fold(1.0, f64::min);
        (free.len() >= 3 && mean > 0.6 && least > 0.3 && near && (0.85..1.18).contains(&growth))
            .then_some(border)
    }

    /// Sides that have no border on the frame.
    fn fixed(&self, size: Size) -> [bool; 4] {
        let (w, h) = (f64::from(size.width), f64::from(size.height));
        std::array::from_fn(|k| {
            let (p, q) = (self.quad.0[k], self.quad.0[(k + 1) % 4]);
            let middle = ((p.x + q.x) / 2.0, (p.y + q.y) / 2.0);
            let off = middle.0 < 3.0 || middle.1 < 3.0 || middle.0 > w - 3.0 || middle.1 > h - 3.0;
            self.cut[k] || off
        })
    }

    /// Follows it back through kept frames, latest first.
    pub fn back<'a>(&mut self, kept: impl Iterator<Item = &'a (FrameTime, Arc<Levels>)>) {
        let Some(start) = self.frames.first().copied() else {
            return;
        };
        let mut kept = kept.peekable();
        if kept.peek().is_none() {
            return;
        }
        let mut way = Self {
            from: self.from.clone(),
            cut: self.cut,
            frames: Vec::new(),
            checks: Vec::new(),
            scores: Vec::new(),
            superseded: false,
            follower: self.follower.take(),
            // Templates on the way back are apart from those on the way forth, but for the first.
            template: 0,
            last: Some(start.at),
            quad: start.quad,
            over: false,
        };
        for (at, levels) in kept {
            way.step(*at, levels);
            if way.is_over() {
                break;
            }
        }
        const APART: u32 = 1 << 16;
        let apart = |t: u32| if t == 0 { 0 } else { t + APART };
        self.frames.extend(way.frames.into_iter().map(|f| Frame {
            template: apart(f.template),
            ..f
        }));
        self.checks.extend(way.checks.into_iter().map(|c| Check {
            template: apart(c.template),
            ..c
        }));
    }

    /// The follower for the way forth, after the way back has used up the first.
    pub fn restart(&mut self, levels: &Levels) {
        self.follower = Follower::new(levels, &self.quad);
    }
}

/// A quad seen from another: unit square coordinates of `lay`.
pub fn within(lay: &Quad, quad: &Quad) -> Option<Quad> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    Homography::between(lay, &unit)?.map_quad(quad)
}
