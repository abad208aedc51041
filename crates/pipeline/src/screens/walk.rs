//! The pass over a shot's frames: which displays begin where, and which proposal is which.

use std::collections::VecDeque;
use std::sync::Arc;

use describe::ProposedScreen;
use describe::screens::is_pane;
use model::{DrawnScreen, FrameTime, Quad, ScreenSource, Sighting, TrackedFrame};
use pixels::plausible::{overlap_area, overlap_ratio};
use search::track::Levels;

use super::trail::Trail;
use super::{MOST_FOLLOWED, Seen};

/// Bytes of frames that are kept for following backwards.
const KEPT: usize = 96 << 20;
/// Displays of a shot that are listed without being followed, at most.
const MOST_ALONE: usize = 48;
/// Part of its score from which another quad takes a display's place that looks like its pane.
const WHOLE: f64 = 0.6;
/// Overlap over union from which two quads are one display.
const SAME: f64 = 0.5;

type KnownSighting = (String, Sighting, Vec<TrackedFrame>);

/// A shot on its way.
pub struct Walk<'a> {
    pub shot: u32,
    /// Sightings in the shot; those of `whole` fill their screens.
    pub sightings: Vec<&'a KnownSighting>,
    pub whole: Vec<bool>,
    drawn: Vec<&'a (String, DrawnScreen)>,
    pub proposals: Seen,
    /// Number of its span, where it is decoded again.
    pub span: Option<usize>,
    pub trails: Vec<Trail>,
    /// Seen on a keyframe and not followed, because too many were.
    pub alone: Vec<(FrameTime, ProposedScreen)>,
    kept: VecDeque<(FrameTime, Arc<Levels>)>,
    bytes: usize,
}

impl<'a> Walk<'a> {
    pub fn new(
        shot: u32,
        sightings: Vec<&'a KnownSighting>,
        drawn: Vec<&'a (String, DrawnScreen)>,
    ) -> Self {
        Self {
            shot,
            whole: vec![false; sightings.len()],
            sightings,
            drawn,
            proposals: Seen::new(),
            span: None,
            trails: Vec::new(),
            alone: Vec::new(),
            kept: VecDeque::new(),
            bytes: 0,
        }
    }

    pub fn has_drawn(&self) -> bool {
        !self.drawn.is_empty()
    }

    /// Decides which sightings fill their screens, and takes the proposals of those away: a screen
    /// that is known is not proposed twice.
    pub fn take_known(&mut self, proposals: &mut Seen) {
        for (whole, (_, sighting, frames)) in self.whole.iter_mut().zip(&self.sightings) {
            let (mut same, mut part) = (0, 0);
            for f in frames {
                for p in proposals.get(&f.at.frame).into_iter().flatten() {
                    same += usize::from(overlap_ratio(&p.quad, &f.quad) > 0.8);
                    let larger = p.quad.signed_area() > 1.3 * f.quad.signed_area();
                    part += usize::from(larger && inside(&f.quad, &p.quad) > 0.85);
                }
            }
            // Without a border to compare with, only a large picture of usual proportions is taken
            // for a whole view: a logo is none.
            let quad = &sighting.best.quad;
            let shape = quad.apparent_width() / quad.apparent_height().max(1.0);
            let view = quad.apparent_width() >= 150.0 && (0.6..2.6).contains(&shape);
            *whole = !frames.is_empty() && part <= same && (same > 0 || (view && part == 0));
        }
        for (whole, (_, _, frames)) in self.whole.iter().zip(&self.sightings) {
            for f in frames.iter().filter(|_| *whole) {
                if let Some(here) = proposals.get_mut(&f.at.frame) {
                    here.retain(|p| {
                        overlap_ratio(&p.quad, &f.quad) < SAME && inside(&p.quad, &f.quad) < 0.7
                    });
                }
            }
        }
        proposals.retain(|_, here| !here.is_empty());
    }

    pub fn frame(&mut self, at: FrameTime, levels: &mut dyn FnMut() -> Levels, threads: usize) {
        let later = self.proposals.range(at.frame..).next().is_some()
            || self.drawn.iter().any(|d| d.1.time >= at.time);
        if !later && self.trails.iter().all(Trail::is_over) {
            self.kept.clear();
            self.bytes = 0;
            return;
        }
        let levels = Arc::new(levels());
        self.step(at, &levels, threads);
        for n in 0..self.drawn.len() {
            let (id, drawn) = self.drawn[n];
            if drawn.time == at.time {
                let from = ScreenSource::Drawn {
                    id: id.clone(),
                    by: drawn.by.clone(),
                };
                for t in self.trails.iter_mut().filter(|t| t.held_at(at)) {
                    if overlap_ratio(t.quad(), &drawn.quad) > SAME {
                        t.superseded = true;
                        t.end();
                    }
                }
                self.begin(at, &levels, drawn.quad, ([false; 4], false), from);
            }
        }
        for p in self.proposals.remove(&at.frame).unwrap_or_default() {
            self.place(at, &levels, p);
        }
        if later {
            self.bytes += levels.bytes();
            self.kept.push_back((at, levels));
            while self.bytes > KEPT {
                let Some((_, gone)) = self.kept.pop_front() else {
                    break;
                };
                self.bytes -= gone.bytes();
            }
        } else {
            self.kept.clear();
            self.bytes = 0;
        }
    }

    fn step(&mut self, at: FrameTime, levels: &Arc<Levels>, threads: usize) {
        let mut busy: Vec<&mut Trail> = self.trails.iter_mut().filter(|t| !t.is_over()).collect();
        let share = busy.len().div_ceil(threads.max(1)).max(1);
        if busy.len() < 2 || threads < 2 {
            busy.iter_mut().for_each(|t| t.step(at, levels));
            return;
        }
        std::thread::scope(|scope| {
            for some in busy.chunks_mut(share) {
                scope.spawn(move || some.iter_mut().for_each(|t| t.step(at, levels)));
            }
        });
    }

    /// Gives a proposal to the display that it is, or begins a new one.
    fn place(&mut self, at: FrameTime, levels: &Arc<Levels>, p: ProposedScreen) {
        let cuts = |cut: &[bool; 4]| cut.iter().filter(|c| **c).count();
        let mut pane = false;
        for t in self.trails.iter_mut().filter(|t| t.held_at(at)) {
            let drawn = matches!(t.from, ScreenSource::Drawn { .. });
            if overlap_ratio(t.quad(), &p.quad) > SAME {
                if cuts(&p.cut) < cuts(&t.cut) && !drawn {
                    t.superseded = true;
                    t.end();
                    continue;
                }
                if !drawn {
                    t.proposed(at, p.quad, p.uncertainty, p.score);
                }
                return;
            }
            let better = || match is_pane(levels.size(), t.quad(), &p.quad) {
                true => p.score > WHOLE * t.mean_score(),
                false => p.score > t.mean_score(),
            };
            if inside(t.quad(), &p.quad) > 0.8 && !drawn && better() {
                // It was a part of this one.
                t.superseded = true;
                t.end();
            } else {
                pane |= inside(&p.quad, t.quad()) > 0.7;
            }
        }
        if pane {
            return;
        }
        let followed = self.trails.iter().filter(|t| !t.is_over()).count();
        if followed < MOST_FOLLOWED {
            let look = (p.cut, p.in_light_bezel());
            self.begin(at, levels, p.quad, look, ScreenSource::Proposed);
            if let Some(t) = self.trails.last_mut() {
                t.proposed(at, p.quad, p.uncertainty, p.score);
            }
        } else if self.alone.len() < MOST_ALONE
            && !self
                .alone
                .iter()
                .any(|a| overlap_ratio(&a.1.quad, &p.quad) > 0.3)
        {
            self.alone.push((at, p));
        }
    }

    fn begin(
        &mut self,
        at: FrameTime,
        levels: &Arc<Levels>,
        quad: Quad,
        (cut, light): ([bool; 4], bool),
        from: ScreenSource,
    ) {
        let mut trail = Trail::new(at, levels, quad, cut, light, from);
        trail.back(self.kept.iter().rev());
        trail.restart(levels);
        self.trails.push(trail);
    }
}

/// Part of a quad that lies within another.
pub fn inside(quad: &Quad, of: &Quad) -> f64 {
    overlap_area(quad, of) / quad.signed_area().abs().max(1.0)
}
