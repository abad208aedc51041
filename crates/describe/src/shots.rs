//! Shots: cuts and gradual transitions (fades, dissolves) from small luma pictures of all frames.
//!
//! A cut is a frame that motion does not explain, far above its surroundings, after which the
//! picture does not come back (a flash does). A gradual transition is a run of frames that are
//! mixes of its two ends, whose structures differ; camera motion makes no mixes.

use std::collections::VecDeque;

use model::{FrameTime, Shot, Transition};
use pixels::Luma;

use crate::thumb::{Thumb, blend};

/// Frames after a cut that are awaited before it is decided.
const LOOK_AHEAD: usize = 6;
/// Longest transition, in frames.
const LONGEST: usize = 50;
const MEMORY: usize = LONGEST + 2 * LOOK_AHEAD;
/// Lengths of transitions that are tried.
const LENGTHS: [usize; 4] = [8, 14, 26, LONGEST];
/// Frames within which two transitions are one.
const MERGE: u64 = 12;

/// Least residual of a cut, and how far it must stand above its surroundings.
const CUT_LEAST: f32 = 0.42;
const CUT_ABOVE: f32 = 2.2;
/// Structures more alike than this are one shot.
const ALIKE: f32 = 0.75;
/// Standard deviation of grey levels under which a frame is black, or as good as.
const LEAST_CONTRAST: f32 = 4.0;

struct Seen {
    at: FrameTime,
    index: u64,
    thumb: Thumb,
    /// What motion does not explain since the frame before.
    residual: f32,
}

struct Boundary {
    /// First frame of the new shot.
    index: u64,
    at: FrameTime,
    /// Last frame of the old shot.
    before: FrameTime,
    transition: Transition,
}

/// Finds shots online with bounded memory.
#[derive(Default)]
pub struct ShotDetector {
    seen: VecDeque<Seen>,
    count: u64,
    first: Option<FrameTime>,
    last: Option<FrameTime>,
    boundaries: Vec<Boundary>,
}

impl ShotDetector {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next frame, as a luma picture about 160 pixels wide.
    pub fn push(&mut self, at: FrameTime, thumb: &Luma) {
        let thumb = Thumb::new(thumb);
        let residual = self.seen.back().map_or(0.0, |s| thumb.residual(&s.thumb));
        self.seen.push_back(Seen {
            at,
            index: self.count,
            thumb,
            residual,
        });
        self.count += 1;
        self.first.get_or_insert(at);
        self.last = Some(at);
        if self.seen.len() > MEMORY {
            self.seen.pop_front();
        }
        if self.seen.len() > LOOK_AHEAD {
            self.decide_cut(self.seen.len() - 1 - LOOK_AHEAD);
        }
        self.decide_gradual();
    }

    /// Whether the newest frame seems to begin something else, for callers that decide at once.
    /// Flashes are jumps too, and so is what later turns out to be no cut.
    pub fn jumped(&self) -> bool {
        let Some(here) = self.seen.back() else {
            return false;
        };
        let before = self
            .seen
            .len()
            .checked_sub(2)
            .and_then(|i| self.seen.get(i));
        before.is_some_and(|b| {
            here.residual >= CUT_LEAST
                && here.residual > 1.5 * b.residual
                && here.thumb.contrast() > LEAST_CONTRAST
                && here.thumb.likeness_of_detail(&b.thumb) < ALIKE
        })
    }

    /// All shots, in order; none when there was no frame.
    pub fn finish(mut self) -> Vec<Shot> {
        let pending = self.seen.len().saturating_sub(LOOK_AHEAD);
        for i in pending..self.seen.len() {
            self.decide_cut(i);
        }
        let (Some(mut first), Some(last)) = (self.first, self.last) else {
            return Vec::new();
        };
        self.boundaries.sort_by_key(|b| b.index);
        let mut transition = Transition::Cut;
        let mut shots = Vec::new();
        for b in &self.boundaries {
            shots.push(Shot {
                first,
                last: b.before,
                transition,
            });
            (first, transition) = (b.at, b.transition);
        }
        shots.push(Shot {
            first,
            last,
            transition,
        });
        shots
    }

    fn decide_cut(&mut self, i: usize) {
        if i == 0 || i >= self.seen.len() {
            return;
        }
        let residual = self.seen[i].residual;
        if residual < CUT_LEAST || !self.stands_out(i) || self.comes_back(i) {
            return;
        }
        let (before, here) = (&self.seen[i - 1], &self.seen[i]);
        // Same structure and same levels: exposure or compression jumped, not the picture.
        if here.thumb.likeness_of_detail(&before.thumb) > ALIKE && residual < 0.8 {
            return;
        }
        self.add(i, Transition::Cut);
    }

    /// Above the mean of the frames around it and none of them higher.
    fn stands_out(&self, i: usize) -> bool {
        let here = self.seen[i].residual;
        let from = i.saturating_sub(LOOK_AHEAD).max(1);
        let to = (i + LOOK_AHEAD).min(self.seen.len() - 1);
        let others: Vec<f32> = (from..=to)
            .filter(|&k| k != i)
            .map(|k| self.seen[k].residual)
            .collect();
        let near = (i.saturating_sub(1).max(1)..=(i + 1).min(to)).filter(|&k| k != i);
        let highest = near.map(|k| self.seen[k].residual).fold(0.0, f32::max);
        if highest > here {
            return false;
        }
        // The two largest of the surroundings are left out: another cut or a flash nearby.
        let mut sorted = others;
        sorted.sort_by(f32::total_cmp);
        sorted.truncate(sorted.len().saturating_sub(2).max(1).min(sorted.len()));
        let mean = if sorted.is_empty() {
            0.0
        } else {
            sorted.iter().sum::<f32>() / sorted.len() as f32
        };
        here > CUT_ABOVE * mean + 0.1
    }

    /// Whether one of the next frames looks like one of those before: a flash, a dropped or
    /// damaged frame.
    fn comes_back(&self, i: usize) -> bool {
        let jump = self.seen[i].residual;
        let before = (i.saturating_sub(LOOK_AHEAD)..i).rev().take(4);
        before.into_iter().any(|b| {
            (i..(i + LOOK_AHEAD).min(self.seen.len())).any(|a| {
                // The frame itself may only be alike in structure: the flash's own shine.
                let (old, new) = (&self.seen[b].thumb, &self.seen[a].thumb);
                let alike = new.likeness(old) > ALIKE;
                alike && (a > i || jump < 0.8) && new.residual(old) < 0.6 * jump.min(0.6)
            })
        })
    }

    fn decide_gradual(&mut self) {
        let end = self.seen.len() - 1;
        // Every other frame is enough: transitions last longer.
        if self.count % 2 == 1 {
            return;
        }
        for length in LENGTHS {
            if end < length {
                break;
            }
            if self.is_gradual(end - length, end) {
                let middle = self.middle(end - length, end);
                self.forget_cuts(end - length, end);
                self.add(middle, Transition::Gradual);
                break;
            }
        }
    }

    fn is_gradual(&self, first: usize, last: usize) -> bool {
        let (a, b) = (&self.seen[first].thumb, &self.seen[last].thumb);
        // One of the ends may be black or white, but not both.
        if a.contrast().max(b.contrast()) < 10.0 || a.likeness_of_detail(b) > 0.5 {
            return false;
        }
        let length = last - first;
        let change = mean_change(a, b);
        if change < 9.0 {
            return false;
        }
        let mut before = 0.0;
        for part in 1..=5 {
            let m = first + length * part / 6;
            let Some(mix) = blend(a, &self.seen[m].thumb, b) else {
                return false;
            };
            // The first mixes differ little from the start, so that noise weighs in.
            let least = if part == 1 { 0.7 } else { 0.9 };
            if (mix.share > 0.08 && mix.explained < least) || mix.share < before - 0.03 {
                return false;
            }
            before = mix.share;
        }
        let quarter = |part: usize| {
            let m = first + length * part / 4;
            blend(a, &self.seen[m].thumb, b).map_or(0.0, |x| x.share)
        };
        // The change is spread over the whole length, neither a cut nor a standstill.
        quarter(1) < 0.55
            && quarter(3) > 0.45
            && (first + 1..=last).all(|k| {
                let step = mean_change(&self.seen[k - 1].thumb, &self.seen[k].thumb);
                step < 0.45 * change
            })
    }

    /// No step of a gradual change is a cut: what was taken for one, such as the first light after
    /// black, is a part of it.
    fn forget_cuts(&mut self, first: usize, last: usize) {
        let within = self.seen[first].index + 1..=self.seen[last].index;
        self.boundaries
            .retain(|b| b.transition != Transition::Cut || !within.contains(&b.index));
    }

    /// The frame from which on the later picture prevails.
    fn middle(&self, first: usize, last: usize) -> usize {
        let (a, b) = (&self.seen[first].thumb, &self.seen[last].thumb);
        (first + 1..last)
            .find(|&k| blend(a, &self.seen[k].thumb, b).is_some_and(|m| m.share >= 0.5))
            .unwrap_or((first + last) / 2)
    }

    fn add(&mut self, i: usize, transition: Transition) {
        if i == 0 {
            return;
        }
        let boundary = Boundary {
            index: self.seen[i].index,
            at: self.seen[i].at,
            before: self.seen[i - 1].at,
            transition,
        };
        let gradual = |t: Transition| t == Transition::Gradual;
        let reach = |b: &Boundary| {
            if gradual(b.transition) || gradual(transition) {
                MERGE.max(if gradual(b.transition) && gradual(transition) {
                    LONGEST as u64 / 2
                } else {
                    0
                })
            } else {
                2
            }
        };
        let known = self
            .boundaries
            .iter()
            .rev()
            .take(8)
            .any(|b| b.index.abs_diff(boundary.index) < reach(b));
        if !known {
            self.boundaries.push(boundary);
        }
    }
}

/// Mean absolute difference without motion, grey levels.
fn mean_change(a: &Thumb, b: &Thumb) -> f32 {
    let n = a.blend.len().min(b.blend.len()).max(1) as f32;
    a.blend
        .iter()
        .zip(&b.blend)
        .map(|(p, q)| (p - q).abs())
        .sum::<f32>()
        / n
}
