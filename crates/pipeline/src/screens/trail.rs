//! One display on its way through a shot: by what it shows, and by its border where that changes.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use describe::screens::Plate;
use describe::screens::border::{self, Border};
use describe::screens::{Look, Polarity};
use model::{FrameTime, HeldBy, Quad, ScreenSource, Size};
use pixels::plausible;
use search::track::{Follower, Levels};

use super::place::laid_on;

/// Time without seeing it after which it is given up, in microseconds.
const PATIENCE: i64 = 1_500_000;
/// Least share of its content that has to be seen.
const SEEN: f32 = 0.4;
/// Most by which sides of a border may have grown against each other since the display was first
/// seen: a border of another shape is somebody's who stands before it.
const MOST_SKEW: f64 = 1.08;
/// The same up to which a border is taken as it is.
const OWN_SKEW: f64 = 1.01;
/// Share of the first content that has to be seen for it to be followed again.
const SEEN_AGAIN: f32 = 0.6;
/// Most by which its corners may then lie off, in pixels.
const NEAR_FIRST: f64 = 40.0;
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
    /// Whether it is where a keyframe's display was proposed, not an edge near where it lay.
    pub proposed: bool,
}

/// A display that is being followed.
pub struct Trail {
    pub from: ScreenSource,
    pub cut: [bool; 4],
    pub frames: Vec<Frame>,
    pub checks: Vec<Check>,
    /// What was seen of it and around it, by template.
    pub plates: BTreeMap<u32, Plate>,
    /// Scores of the keyframes on which it was proposed.
    pub scores: Vec<f64>,
    /// Whether a better quad of the same display took its place.
    pub superseded: bool,
    follower: Option<Follower>,
    /// What it showed first, while something else is followed.
    first: Option<Follower>,
    /// Number of the last template; that of `follower` is `template`.
    templates: u32,
    template: u32,
    last: Option<FrameTime>,
    quad: Quad,
    /// Its quad where it began.
    shape: Quad,
    /// On which side of its border it is bright: light bezels have either.
    polarity: Polarity,
    over: bool,
}

impl Trail {
    /// Begins on a frame, whose border is taken from it where it is not a person's; `light` where its
    /// bezel is.
    pub fn new(
        at: FrameTime,
        levels: &Levels,
        quad: Quad,
        cut: [bool; 4],
        light: bool,
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
            plates: BTreeMap::new(),
            scores: Vec::new(),
            superseded: false,
            follower: Follower::new(levels, &quad),
            first: None,
            templates: 0,
            template: 0,
            last: Some(at),
            quad,
            shape: quad,
            polarity: match light {
                true => Polarity::Either,
                false => Polarity::BrightInside,
            },
            over: false,
        };
        let held = trail.follower.as_ref().and_then(|f| f.at_start(levels));
        trail.frames.push(Frame {
            detail: held.map_or(0.0, |h| h.detail),
            ..frame
        });
        trail.plate(levels, &quad);
        trail
    }

    /// Adds what a frame shows of it to its template's plate.
    fn plate(&mut self, levels: &Levels, quad: &Quad) {
        if !self.is_proposal() {
            return;
        }
        if let Entry::Vacant(vacant) = self.plates.entry(self.template)
            && let Some(plate) = Plate::new(quad, levels.size())
        {
            vacant.insert(plate);
        }
        if let Some(plate) = self.plates.get_mut(&self.template) {
            plate.add(levels.full(), quad);
        }
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
            proposed: true,
        });
    }

    /// Looks for it on the next frame, in either direction of time.
    pub fn step(&mut self, at: FrameTime, levels: &Levels) {
        if self.over {
            return;
        }
        if at.frame.is_multiple_of(CHECK) {
            self.look_for_first(levels);
        }
        let held = self.follower.as_mut().and_then(|f| f.step(levels));
        let held = held.filter(|h| h.visible >= SEEN && self.follows(&h.quad, levels.size()));
        if let Some(h) = held {
            self.push(at, h.quad, h.visible, h.detail, HeldBy::Content);
            if at.frame.is_multiple_of(CHECK) && self.is_proposal() {
                self.check(levels, h.quad, 1.0);
                self.plate(levels, &h.quad);
            }
            return;
        }
        if let Some(border) = self.by_border(levels) {
            // What it shows has changed: that is what is followed from here.
            if self.template == 0 {
                self.first = self.follower.take();
            }
            self.templates += 1;
            self.template = self.templates;
            self.follower = Follower::new(levels, &border.quad);
            let seen = border.support.iter().sum::<f64>() / 4.0;
            self.push(at, border.quad, seen as f32, 0.0, HeldBy::Border);
            self.check(levels, border.quad, 1.0);
            self.plate(levels, &border.quad);
            return;
        }
        let since = (self.last).map_or(i64::MAX, |l| at.time.micros_since(l.time).abs());
        if since > PATIENCE {
            self.end();
        }
    }

    /// Goes back to what it showed first, where that is seen again: what was followed since began
    /// on a border, which is less exact.
    fn look_for_first(&mut self, levels: &Levels) {
        let quad = self.quad;
        let Some(first) = &mut self.first else { return };
        first.put(&quad);
        let seen = first.step(levels).filter(|h| h.visible >= SEEN_AGAIN);
        if let Some(held) = seen.filter(|h| h.quad.corner_error(&quad) < NEAR_FIRST) {
            first.put(&held.quad);
            self.follower = self.first.take();
            self.template = 0;
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
            ..Look::new(self.polarity, 3.0)
        };
        if let Some(border) = border::fit(levels.full(), &quad, look, self.fixed(levels.size())) {
            self.checks.push(Check {
                template: self.template,
                lay: quad,
                border,
                weight,
                proposed: false,
            });
        }
    }

    /// The border near where it was last, where enough of it is seen and it is no other shape.
    fn by_border(&self, levels: &Levels) -> Option<Border> {
        let look = Look {
            least: 2.0,
            samples: 40,
            ..Look::new(self.polarity, 7.0)
        };
        let fixed = self.fixed(levels.size());
        let mut border = border::fit(levels.full(), &self.quad, look, fixed)?;
        let free: Vec<f64> = (0..4)
            .filter(|&k| !fixed[k])
            .map(|k| border.support[k])
            .collect();
        let mean = free.iter().sum::<f64>() / free.len().max(1) as f64;
        let growth = border.quad.signed_area() / self.quad.signed_area().max(1.0);
        let near = border.quad.corner_error(&self.quad) < 12.0;
        let least = free.iter().copied().fold(1.0, f64::min);
        let grown = [0, 1, 2, 3].map(|k| {
            let side = |q: &Quad| q.0[k].distance(q.0[(k + 1) % 4]);
            side(&border.quad) / side(&self.shape).max(1.0)
        });
        let (low, high) = grown
            .iter()
            .fold((f64::INFINITY, 0.0f64), |(l, h), g| (l.min(*g), h.max(*g)));
        let holds = free.len() >= 3
            && mean > 0.6
            && least > 0.3
            && near
            && high < MOST_SKEW * low
            && (0.85..1.18).contains(&growth);
        if high > OWN_SKEW * low {
            // One side lies on something else: the shape of before lies where most sides are.
            border.quad = laid_on(&self.shape, &border.quad);
        }
        holds.then_some(border)
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
            plates: std::mem::take(&mut self.plates),
            scores: Vec::new(),
            superseded: false,
            follower: self.follower.take(),
            first: None,
            // Templates on the way back are apart from those on the way forth, but for the first.
            templates: 0,
            template: 0,
            last: Some(start.at),
            quad: start.quad,
            shape: start.quad,
            polarity: self.polarity,
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
        let plates = way.plates.into_iter();
        self.plates.extend(plates.map(|(t, p)| (apart(t), p)));
    }

    /// The follower for the way forth, after the way back has used up the first.
    pub fn restart(&mut self, levels: &Levels) {
        self.follower = Follower::new(levels, &self.quad);
    }
}
