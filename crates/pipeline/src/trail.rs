//! One sighting on its way through a shot, and what becomes of it at the end.

use std::collections::VecDeque;

use model::{Edge, Followed, FrameTime, MatchMoment, Point, Quad, Sighting, Size, TrackedFrame};
use search::track::{Follower, Held, Levels};

use crate::follow::{Ends, Kept};

/// Time without seeing it after which it is given up until it is proved again, in microseconds.
const PATIENCE: i64 = 3_000_000;
/// Share that has to be seen for a frame to count.
pub(crate) const SEEN: f32 = 0.5;
/// Contrast that has to be left while a shot comes or goes gradually.
pub(crate) const FADED: f32 = 0.85;
/// Contrast at the end of a track that says by itself that the shot was going, or coming, where
/// that is less than on the track's full frames.
const GONE: f32 = 0.7;
/// Contrast of a frame that is not, or no longer, part of the change.
const FULL: f32 = 0.95;
/// Frames of such a change, least and most.
const FADE: std::ops::RangeInclusive<usize> = 4..=50;
/// Share of a change's steps that lead the same way.
const STEADY: f32 = 0.75;

/// A sighting that is being followed.
pub(crate) struct Trail {
    pub sighting: Sighting,
    /// Keyframes on which it was proved, that were passed.
    passed: usize,
    follower: Option<Follower>,
    last_held: Option<FrameTime>,
    frames: Vec<Frame>,
    /// Where following backwards from the first proof ran out of frames.
    pub unfinished: Option<Back>,
    /// Frames that were kept at once: as many are decoded in one piece.
    pub piece: usize,
}

impl Trail {
    pub fn new(sighting: Sighting) -> Self {
        Self {
            sighting,
            passed: 0,
            follower: None,
            last_held: None,
            frames: Vec::new(),
            unfinished: None,
            piece: 0,
        }
    }

    /// Whether no later frame can matter.
    pub fn is_over(&self) -> bool {
        self.follower.is_none() && !self.looks_back()
    }

    /// Whether frames have to be kept for following backwards.
    pub fn looks_back(&self) -> bool {
        self.passed < self.sighting.track.len()
    }

    /// Takes the next frame of the shot, whose first frame has this number.
    pub fn frame(&mut self, at: FrameTime, levels: &Levels, kept: &VecDeque<Kept>, first: u64) {
        let proved = self.sighting.track.get(self.passed).copied();
        match proved {
            Some(moment) if moment.at.time <= at.time => {
                self.passed += 1;
                if moment.at.time == at.time {
                    self.proved(&moment, levels, kept, first);
                }
            }
            _ => self.step(at, levels),
        }
    }

    fn step(&mut self, at: FrameTime, levels: &Levels) {
        let Some(follower) = &mut self.follower else {
            return;
        };
        match follower.step(levels) {
            Some(held) => {
                self.last_held = Some(at);
                self.frames.push(Frame {
                    at,
                    held,
                    proved: false,
                });
            }
            None => {
                let since = self
                    .last_held
                    .map_or(i64::MAX, |l| at.time.micros_since(l.time));
                if since > PATIENCE {
                    self.follower = None;
                }
            }
        }
    }

    /// A frame on which it was proved: begins anew from there, and looks back to where it was last
    /// seen.
    fn proved(&mut self, moment: &MatchMoment, levels: &Levels, kept: &VecDeque<Kept>, first: u64) {
        let made = Follower::new(levels, &moment.quad);
        let seen = made.as_ref().and_then(|f| f.at_start(levels));
        let held = seen.unwrap_or(Held {
            quad: moment.quad,
            visible: 1.0,
            contrast: 1.0,
            detail: 0.0,
        });
        let last = self.last_held;
        self.frames.push(Frame {
            at: moment.at,
            held,
            proved: true,
        });
        self.last_held = Some(moment.at);
        if let Some(follower) = Follower::new(levels, &moment.quad) {
            let back = Back {
                follower,
                before: moment.at,
                seen: moment.at,
            };
            let left = self.look_back(back, kept, first, last.map(|l| l.frame));
            // Only before the first proof is there more to decode.
            if last.is_none() {
                self.unfinished = left;
                self.piece = kept.len();
            }
        }
        // Where the new template can't be had, the old one goes on.
        if made.is_some() {
            self.follower = made;
        }
    }

    /// Goes on backwards through kept frames; the shot begins with frame `first`.
    pub fn back(&mut self, kept: &VecDeque<Kept>, first: u64) {
        if let Some(back) = self.unfinished.take() {
            self.unfinished = self.look_back(back, kept, first, None);
        }
    }

    /// Follows backwards through kept frames to after frame `until`, where that is given; gives
    /// back where it stands when frames of the shot are left.
    fn look_back(
        &mut self,
        mut back: Back,
        kept: &VecDeque<Kept>,
        first: u64,
        until: Option<u64>,
    ) -> Option<Back> {
        let mut found = Vec::new();
        let mut over = false;
        let inside = kept.iter().rev();
        for (at, levels) in inside.take_while(|k| until.is_none_or(|u| k.0.frame > u)) {
            back.before = *at;
            if let Some(held) = back.follower.step(levels) {
                back.seen = *at;
                found.push(Frame {
                    at: *at,
                    held,
                    proved: false,
                });
            } else if back.seen.time.micros_since(at.time) > PATIENCE {
                over = true;
                break;
            }
        }
        self.put_before(found);
        (!over && back.before.frame > first).then_some(back)
    }

    /// Puts frames that were found backwards into their places.
    fn put_before(&mut self, found: Vec<Frame>) {
        self.frames.extend(found);
        self.frames.sort_by_key(|f| f.at.frame);
    }

    /// Its frames from the first to the last on which it is seen, without those that fade.
    fn trimmed(self, ends: &Ends) -> (Sighting, Vec<Frame>) {
        let Self {
            sighting,
            mut frames,
            ..
        } = self;
        frames.dedup_by_key(|f| f.at.frame);
        let first_proved = sighting.track.first().map_or(0, |m| m.at.frame);
        let last_proved = sighting.track.last().map_or(u64::MAX, |m| m.at.frame);
        let fades_in = ends.comes_gradually()
            || fades(frames.iter().take_while(|f| f.at.frame < first_proved));
        let fades_out =
            ends.fades || fades(frames.iter().rev().take_while(|f| f.at.frame > last_proved));
        let faded = |f: &Frame| {
            let here =
                (fades_in && f.at.frame < first_proved) || (fades_out && f.at.frame > last_proved);
            here && f.held.contrast < FADED
        };
        frames.retain(|f| !faded(f));
        let (begin, end) = (
            frames.iter().position(Frame::counts),
            frames.iter().rposition(Frame::counts),
        );
        match (begin, end) {
            (Some(begin), Some(end)) => (sighting, frames[begin..=end].to_vec()),
            _ => (sighting, Vec::new()),
        }
    }
}

/// Whether frames from an end of a track inwards show the picture coming out of, or going into,
/// another one or black: its contrast rises steadily from little to full. A screen that is followed
/// shows that where the picture as a whole moves too much to be told for a mix of two.
fn fades<'a>(inwards: impl Iterator<Item = &'a Frame>) -> bool {
    let contrasts: Vec<f32> = inwards.take(*FADE.end()).map(|f| f.held.contrast).collect();
    let Some(full) = contrasts.iter().position(|c| *c >= FULL) else {
        return false;
    };
    let change = &contrasts[..=full];
    let rising = change.windows(2).filter(|w| w[1] > w[0]).count();
    change[0] < GONE
        && FADE.contains(&change.len())
        && rising as f32 >= STEADY * (change.len() - 1) as f32
}

/// Following backwards, as far as it went.
pub(crate) struct Back {
    follower: Follower,
    /// The earliest frame that was looked at, and the earliest on which it was seen.
    pub before: FrameTime,
    seen: FrameTime,
}

/// A frame on which a sighting was looked for and found.
#[derive(Clone, Copy)]
struct Frame {
    at: FrameTime,
    held: Held,
    proved: bool,
}

impl Frame {
    /// Whether enough of it is seen.
    fn counts(&self) -> bool {
        self.proved || self.held.visible >= SEEN
    }

    /// How much of it can be made out: its area in pixels that are seen, and their detail.
    fn clarity(&self) -> f64 {
        let area = self.held.quad.signed_area().max(1.0) * f64::from(self.held.visible);
        area.sqrt() * f64::from(self.held.detail.max(1e-3)).sqrt()
    }
}

/// Sightings with their frames; those that turn out to be one place are joined.
pub(crate) fn settle(
    trails: Vec<Trail>,
    ends: &Ends,
    size: Size,
) -> Vec<(Sighting, Vec<TrackedFrame>)> {
    let mut out: Vec<(Sighting, Vec<Frame>)> = Vec::new();
    for trail in trails {
        let (sighting, frames) = trail.trimmed(ends);
        let twin = out
            .iter()
            .position(|(s, f)| may_join(s, &sighting) && overlap(f, &frames));
        let Some(twin) = twin else {
            out.push((sighting, frames));
            continue;
        };
        let (other, others) = out.swap_remove(twin);
        match search::join(other, sighting) {
            Ok(one) => out.push((one, united(others, frames))),
            Err(two) => {
                out.push((two.0, others));
                out.push((two.1, frames));
            }
        }
    }
    out.into_iter()
        .map(|(sighting, frames)| concluded(sighting, &frames, ends, size))
        .collect()
}

pub(crate) fn may_join(a: &Sighting, b: &Sighting) -> bool {
    let of_b = b.products();
    a.products().iter().any(|p| of_b.contains(p))
}

/// Whether two tracks are at one place on most of the frames that both have.
fn overlap(a: &[Frame], b: &[Frame]) -> bool {
    let (mut both, mut same) = (0, 0);
    for f in a {
        if let Ok(i) = b.binary_search_by_key(&f.at.frame, |g| g.at.frame) {
            both += 1;
            same += usize::from(search::same_place(&f.held.quad, &b[i].held.quad));
        }
    }
    both > 0 && 2 * same > both
}

/// Frames of two tracks of one place.
fn united(a: Vec<Frame>, b: Vec<Frame>) -> Vec<Frame> {
    let mut all = a;
    all.extend(b);
    all.sort_by(|x, y| {
        (x.at.frame.cmp(&y.at.frame))
            .then(y.proved.cmp(&x.proved))
            .then(y.held.visible.total_cmp(&x.held.visible))
    });
    all.dedup_by_key(|f| f.at.frame);
    all
}

/// What following gave, written into the sighting.
fn concluded(
    mut s: Sighting,
    frames: &[Frame],
    ends: &Ends,
    size: Size,
) -> (Sighting, Vec<TrackedFrame>) {
    let tracked = frames
        .iter()
        .map(|f| TrackedFrame {
            at: f.at,
            quad: f.held.quad,
            visible: f.held.visible,
            proved: f.proved,
        })
        .collect();
    let seen: Vec<&Frame> = frames.iter().filter(|f| f.counts()).collect();
    let best = seen
        .iter()
        .max_by(|a, b| a.clarity().total_cmp(&b.clarity()));
    // Where nothing but proved frames was found, following it failed: they say nothing of its ends.
    let followed = seen.iter().any(|f| !f.proved) || s.first == s.last;
    let (Some(first), Some(last), Some(best), true) = (seen.first(), seen.last(), best, followed)
    else {
        return (s, tracked);
    };
    let edge = |f: &Frame, is_cut: bool| {
        if is_cut {
            Edge::Shot
        } else if touches(&f.held.quad, size) {
            Edge::Frame
        } else {
            Edge::Hidden
        }
    };
    (s.first, s.last) = (first.at, last.at);
    s.followed = Some(Followed {
        begins: edge(first, ends.is_begin(first.at)),
        ends: edge(last, ends.is_end(last.at)),
        frames: seen.len() as u64,
        gaps: seen
            .windows(2)
            .filter(|w| w[1].at.frame > w[0].at.frame + 1)
            .map(|w| [w[0].at, w[1].at])
            .collect(),
        clearest: MatchMoment {
            at: best.at,
            quad: best.held.quad.rounded(),
        },
    });
    (s, tracked)
}

/// Whether a quad reaches beyond the frame, or nearly.
fn touches(quad: &Quad, size: Size) -> bool {
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    let beyond = |p: &Point| p.x < 2.0 || p.y < 2.0 || p.x > w - 2.0 || p.y > h - 2.0;
    quad.0.iter().any(beyond)
}

#[cfg(test)]
mod tests;
