//! Following what was proved on keyframes through every frame of its shot, both ways: where a
//! sighting begins and ends, its quad on each frame, and when it was hidden.
//!
//! Each shot with sightings is decoded once more. Frames before the first proof are kept for
//! following backwards, as many as memory allows; what lies before those is decoded in pieces.
//! What is still there behind a cut is followed on (`bridge`).

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use case::VideoRecord;
use model::{FrameTime, Shot, Sighting, Timestamp, Transition, track};
use search::track::Levels;

use crate::PipelineError;
use crate::bridge::Settled;
use crate::desk::Desk;
use crate::trail::{Trail, settle};

/// Bytes of frames that are kept for following backwards.
const KEPT: usize = 128 << 20;

/// A kept frame.
pub(crate) type Kept = (FrameTime, Arc<Levels>);

impl Desk {
    /// Follows sightings through their shots, joins those that turn out to be one, and keeps the
    /// quads of every frame. `tell` hears of frames that were looked at.
    pub(crate) fn follow(
        &self,
        object: &Path,
        video: &VideoRecord,
        sightings: Vec<Sighting>,
        tell: &mut dyn FnMut(u64),
    ) -> Result<Result<Vec<Sighting>, String>, PipelineError> {
        let mut open: Vec<(Ends, Vec<Trail>)> = Vec::new();
        let mut sightings = sightings;
        sightings.sort_by_key(|s| s.best.at.time);
        for sighting in sightings {
            let ends = Ends::of(&video.shots, &sighting);
            match open.last_mut() {
                Some((shot, trails)) if shot.first() == ends.first() => {
                    trails.push(Trail::new(sighting));
                }
                _ => open.push((ends, vec![Trail::new(sighting)])),
            }
        }
        let mut settled: Vec<Settled> = Vec::new();
        while !open.is_empty() {
            if let Err(e) = self.follow_shots(object, video.facts.stream, &mut open, tell) {
                return Ok(Err(e));
            }
            for (ends, trails) in open {
                let found = settle(trails, &ends, video.facts.displayed);
                settled.extend(found.into_iter().map(|f| Settled::new(f, &ends)));
            }
            open = match self.beyond_cuts(object, video, &mut settled) {
                Ok(grown) => grown,
                Err(e) => return Ok(Err(e)),
            };
        }
        let mut out = Vec::new();
        for Settled {
            sighting, frames, ..
        } in settled
        {
            if let Some(file) = track::TrackFile::of(&frames) {
                let (kind, ending) = track::TRACKS;
                // Numbers and plain structs always become JSON.
                let text = serde_json::to_vec(&file).unwrap_or_default();
                let key = track::track_file(&sighting).key();
                self.derived.put(kind, &key, ending, &text)?;
            }
            out.push(sighting);
        }
        out.sort_by(|a, b| {
            (a.first.time.cmp(&b.first.time))
                .then_with(|| a.product.cmp(&b.product))
                .then_with(|| {
                    let x = |s: &Sighting| s.best.quad.0[0].x;
                    x(a).total_cmp(&x(b))
                })
        });
        Ok(Ok(out))
    }

    fn follow_shots(
        &self,
        object: &Path,
        stream: u32,
        shots: &mut [(Ends, Vec<Trail>)],
        tell: &mut dyn FnMut(u64),
    ) -> Result<(), String> {
        let threads = self.settings.threads;
        let spans: Vec<(Timestamp, Timestamp)> = shots
            .iter()
            .map(|(e, _)| (e.first().time, e.last().time))
            .collect();
        let mut walk = Walk::default();
        let decoded = self
            .decoder
            .spans(object, stream, threads, &spans, &mut |index, frame| {
                let (ends, trails) = &mut shots[index];
                let at = FrameTime {
                    time: frame.at.time,
                    frame: ends.first().frame + frame.at.frame,
                };
                walk.frame(
                    index,
                    at,
                    &mut || Levels::new(frame.luma()),
                    trails,
                    threads,
                );
                tell(1);
            });
        decoded.map_err(|e| e.to_string())?;
        let left = shots.iter_mut().zip(&walk.times);
        for ((_, trails), times) in left {
            for trail in trails.iter_mut() {
                self.follow_back(object, stream, trail, times)?;
            }
        }
        Ok(())
    }

    /// Goes on backwards where the kept frames ended, a piece at a time.
    fn follow_back(
        &self,
        object: &Path,
        stream: u32,
        trail: &mut Trail,
        times: &[FrameTime],
    ) -> Result<(), String> {
        while let Some(before) = trail.unfinished.as_ref().map(|b| b.before) {
            let end = times.partition_point(|t| t.frame < before.frame);
            if end == 0 {
                trail.unfinished = None;
                break;
            }
            let begin = end.saturating_sub(trail.piece.max(8));
            let mut kept: VecDeque<Kept> = VecDeque::new();
            let span = [(times[begin].time, times[end - 1].time)];
            let threads = self.settings.threads;
            let decoded = self
                .decoder
                .spans(object, stream, threads, &span, &mut |_, frame| {
                    let at = times[(begin + kept.len()).min(end - 1)];
                    kept.push_back((at, Arc::new(Levels::new(frame.luma()))));
                });
            decoded.map_err(|e| e.to_string())?;
            let first = times[0].frame;
            trail.back(&kept, first);
        }
        Ok(())
    }
}

/// The shots through which a sighting is followed, with nothing but cuts between them: one, or
/// several where it is still there behind a cut.
#[derive(Clone)]
pub(crate) struct Ends {
    shots: Vec<Shot>,
    /// Their places among the shots of the video; empty where it lies between shots.
    pub places: Range<usize>,
    /// Whether the shot after them comes gradually.
    pub fades: bool,
}

impl Ends {
    fn of(shots: &[Shot], sighting: &Sighting) -> Self {
        let at = sighting.best.at.time;
        let here = shots
            .iter()
            .position(|s| at >= s.first.time && at <= s.last.time);
        let alone = |i| Self::through(shots, i..i + 1);
        // Between shots of a gradual change: what was proved is all there is.
        here.and_then(alone).unwrap_or_else(|| Self {
            shots: vec![Shot {
                first: sighting.first,
                last: sighting.last,
                transition: Transition::Cut,
            }],
            places: 0..0,
            fades: false,
        })
    }

    /// These of a video's shots; `None` where there are none.
    pub fn through(shots: &[Shot], places: Range<usize>) -> Option<Self> {
        let next = shots.get(places.end);
        let own = shots.get(places.clone()).filter(|s| !s.is_empty())?;
        Some(Self {
            shots: own.to_vec(),
            places,
            fades: next.is_some_and(|next| next.transition == Transition::Gradual),
        })
    }

    pub fn first(&self) -> FrameTime {
        self.shots[0].first
    }

    pub fn last(&self) -> FrameTime {
        self.shots[self.shots.len() - 1].last
    }

    /// Whether the first shot comes gradually.
    pub fn comes_gradually(&self) -> bool {
        self.shots[0].transition == Transition::Gradual
    }

    /// Whether a shot begins, or ends, with this frame.
    pub fn is_begin(&self, at: FrameTime) -> bool {
        self.shots.iter().any(|s| s.first.time == at.time)
    }

    pub fn is_end(&self, at: FrameTime) -> bool {
        self.shots.iter().any(|s| s.last.time == at.time)
    }
}

/// The pass over the frames of all shots.
#[derive(Default)]
struct Walk {
    /// Times of the frames of each shot.
    times: Vec<Vec<FrameTime>>,
    kept: VecDeque<Kept>,
    bytes: usize,
}

impl Walk {
    fn frame(
        &mut self,
        shot: usize,
        at: FrameTime,
        levels: &mut dyn FnMut() -> Levels,
        trails: &mut [Trail],
        threads: usize,
    ) {
        if self.times.len() <= shot {
            self.times.resize_with(shot + 1, Vec::new);
            self.kept.clear();
            self.bytes = 0;
        }
        self.times[shot].push(at);
        if trails.iter().all(Trail::is_over) {
            self.kept.clear();
            self.bytes = 0;
            return;
        }
        let levels = Arc::new(levels());
        let first = self.times[shot][0].frame;
        let kept = &self.kept;
        let mut busy: Vec<&mut Trail> = trails.iter_mut().filter(|t| !t.is_over()).collect();
        let share = busy.len().div_ceil(threads.max(1));
        if busy.len() < 2 || threads < 2 {
            busy.iter_mut()
                .for_each(|t| t.frame(at, &levels, kept, first));
        } else {
            std::thread::scope(|scope| {
                for some in busy.chunks_mut(share) {
                    let levels = &levels;
                    scope.spawn(move || {
                        some.iter_mut()
                            .for_each(|t| t.frame(at, levels, kept, first));
                    });
                }
            });
        }
        if trails.iter().any(Trail::looks_back) {
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
}
