//! What is still there behind a cut: a screen that stays where only the picture behind it changes,
//! as in a newsroom's composition, or where a flash or a big display made a cut of what is none.
//!
//! The last frame before a cut and the first behind it are compared where the sighting ended; where
//! it is seen on both, it is followed through the shots on both sides as through one. What doesn't
//! live here: following itself (`follow`, `trail`), and telling cuts.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use case::VideoRecord;
use model::{FrameTime, Quad, Shot, Sighting, TrackedFrame, Transition};
use search::track::{Follower, Levels};

use crate::desk::Desk;
use crate::follow::Ends;
use crate::trail::{FADED, SEEN, Trail, may_join};

/// Cuts whose frames are in memory at once.
const AT_ONCE: usize = 16;

/// A sighting that was followed as far as its shots go.
pub(crate) struct Settled {
    pub sighting: Sighting,
    pub frames: Vec<TrackedFrame>,
    /// Shots through which it was followed, by their places among the video's; empty where it lies
    /// between shots.
    places: Range<usize>,
    /// Cuts over which it was not seen to go on, by the place of the shot behind.
    closed: BTreeSet<usize>,
}

/// Where a sighting may go on: over the cut before this shot, forwards or backwards.
struct Cut {
    settled: usize,
    shot: usize,
    forwards: bool,
    quad: Quad,
}

impl Settled {
    pub fn new((sighting, frames): (Sighting, Vec<TrackedFrame>), ends: &Ends) -> Self {
        Self {
            sighting,
            frames,
            places: ends.places.clone(),
            closed: BTreeSet::new(),
        }
    }

    /// The cuts that it reaches, with its quad there.
    fn cuts(&self, settled: usize, shots: &[Shot]) -> Vec<Cut> {
        let mut out = Vec::new();
        let (Some(first), Some(last)) = (self.frames.first(), self.frames.last()) else {
            return out;
        };
        if self.places.is_empty() {
            return out;
        }
        let mut reach = |shot: usize, forwards: bool, f: &TrackedFrame, edge: FrameTime| {
            let is_cut = shots
                .get(shot)
                .is_some_and(|s| s.transition == Transition::Cut);
            if is_cut && f.at.time == edge.time && !self.closed.contains(&shot) {
                let quad = f.quad;
                out.push(Cut {
                    settled,
                    shot,
                    forwards,
                    quad,
                });
            }
        };
        reach(self.places.end, true, last, shots[self.places.end - 1].last);
        if self.places.start > 0 {
            let start = self.places.start;
            reach(start, false, first, shots[start].first);
        }
        out
    }
}

impl Desk {
    /// Takes out what goes on beyond a cut, with what it may turn out to be one with there, for
    /// following through all of its shots.
    pub(crate) fn beyond_cuts(
        &self,
        object: &Path,
        video: &VideoRecord,
        settled: &mut Vec<Settled>,
    ) -> Result<Vec<(Ends, Vec<Trail>)>, String> {
        let shots = &video.shots;
        let mut cuts: Vec<Cut> = settled
            .iter()
            .enumerate()
            .flat_map(|(i, s)| s.cuts(i, shots))
            .collect();
        cuts.sort_by_key(|c| c.shot);
        let places: BTreeSet<usize> = cuts.iter().map(|c| c.shot).collect();
        let mut wider: Vec<Option<Range<usize>>> = vec![None; settled.len()];
        for some in Vec::from_iter(places).chunks(AT_ONCE) {
            let frames = self.around(object, video, some)?;
            for cut in cuts.iter().filter(|c| some.contains(&c.shot)) {
                let at = some.partition_point(|s| *s < cut.shot);
                let (Some(before), Some(behind)) = (&frames[2 * at], &frames[2 * at + 1]) else {
                    continue;
                };
                let (from, to) = if cut.forwards {
                    (before, behind)
                } else {
                    (behind, before)
                };
                let own = &mut settled[cut.settled];
                if goes_on(from, to, &cut.quad) {
                    let known = wider[cut.settled].as_ref().unwrap_or(&own.places);
                    wider[cut.settled] = Some(further(shots, known, cut.forwards));
                } else {
                    own.closed.insert(cut.shot);
                }
            }
        }
        Ok(grouped(shots, settled, wider))
    }

    /// The last frame before and the first frame of each of these shots.
    fn around(
        &self,
        object: &Path,
        video: &VideoRecord,
        places: &[usize],
    ) -> Result<Vec<Option<Levels>>, String> {
        let shots = &video.shots;
        let times: Vec<_> = places
            .iter()
            .flat_map(|p| [shots[p - 1].last.time, shots[*p].first.time])
            .collect();
        let mut out: Vec<Option<Levels>> = Vec::new();
        out.resize_with(times.len(), || None);
        let decoded =
            self.decoder
                .frames_at(object, video.facts.stream, &times, &mut |i, frame| {
                    out[i] = Some(Levels::new(frame.luma()));
                });
        decoded.map_err(|e| e.to_string())?;
        Ok(out)
    }
}

/// Whether what stands in a quad of one frame is seen on the next.
fn goes_on(from: &Levels, to: &Levels, quad: &Quad) -> bool {
    let held = Follower::new(from, quad).and_then(|mut f| f.step(to));
    held.is_some_and(|h| h.visible >= SEEN && h.contrast >= FADED)
}

/// Twice as many shots, that way, as far as only cuts lie between them.
fn further(shots: &[Shot], places: &Range<usize>, forwards: bool) -> Range<usize> {
    let Range { mut start, mut end } = *places;
    let is_cut = |place: usize| {
        let shot = shots.get(place);
        shot.is_some_and(|s| s.transition == Transition::Cut)
    };
    for _ in 0..places.len() {
        if forwards && is_cut(end) {
            end += 1;
        } else if !forwards && start > 0 && is_cut(start) {
            start -= 1;
        }
    }
    start..end
}

/// Sightings that are followed through the same shots.
struct Together {
    places: Range<usize>,
    own: Vec<Settled>,
}

impl Together {
    /// Whether a sighting of both may turn out to be one.
    fn touches(&self, other: &Self) -> bool {
        let one = |a: &Settled, b: &Settled| may_join(&a.sighting, &b.sighting);
        meets(&self.places, &other.places)
            && (self.own.iter()).any(|a| other.own.iter().any(|b| one(a, b)))
    }
}

/// Takes out those that go on, and those of the shots where they do that may be the same screen.
fn grouped(
    shots: &[Shot],
    settled: &mut Vec<Settled>,
    wider: Vec<Option<Range<usize>>>,
) -> Vec<(Ends, Vec<Trail>)> {
    let (mut growing, mut rest, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for (own, wider) in std::mem::take(settled).into_iter().zip(wider) {
        let list = if wider.is_some() {
            &mut growing
        } else {
            &mut rest
        };
        list.push(Together {
            places: wider.unwrap_or_else(|| own.places.clone()),
            own: vec![own],
        });
    }
    while let Some(mut group) = growing.pop() {
        let next = |list: &mut Vec<Together>, group: &Together| {
            let found = list.iter().position(|o| group.touches(o));
            found.map(|i| list.swap_remove(i))
        };
        while let Some(other) = next(&mut growing, &group)
            .or_else(|| next(&mut rest, &group))
            .or_else(|| next(&mut whole, &group))
        {
            let (a, b) = (&group.places, &other.places);
            group.places = a.start.min(b.start)..a.end.max(b.end);
            group.own.extend(other.own);
        }
        whole.push(group);
    }
    settled.extend(rest.into_iter().flat_map(|r| r.own));
    let trails = |own: Vec<Settled>| own.into_iter().map(|s| Trail::new(s.sighting)).collect();
    let mut out: Vec<(Ends, Vec<Trail>)> = whole
        .into_iter()
        .filter_map(|g| Some((Ends::through(shots, g.places)?, trails(g.own))))
        .collect();
    out.sort_by_key(|(ends, _)| ends.first().frame);
    out
}

fn meets(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
