//! Reading whole frames: captions, signs and banners, and displays that were not followed. What is
//! read from a surface's own frames is left out.

use std::collections::BTreeMap;
use std::path::Path;

use case::VideoRecord;
use model::{FrameTime, ItemId, Provenance, Quad, ReadFrom, Reading, Timestamp};
use pixels::Luma;

use crate::PipelineError;
use crate::desk::Desk;
use crate::read::Source;
use crate::surfaces::{Surface, frame_provenance};

/// Whole frames are read once in so many seconds of a shot, at least once a shot.
const FRAME_EVERY: f64 = 8.0;
/// Whole frames of one video that are read at most: one for so many seconds of it.
const FRAME_BUDGET: f64 = 4.0;
/// Share of the sharpest frame's sharpness from which another will do.
const ABOUT: f64 = 0.6;
/// A quad holds for frames that are so few away from its own.
const BESIDE: u64 = 3;
/// Frames that are decoded in one go.
const BATCH: usize = 8;

/// A frame to be read, and the surfaces on it that are read by themselves.
pub(crate) struct WholeFrame {
    pub at: FrameTime,
    pub covered: Vec<Quad>,
}

/// Frames that stand for their shots, with what of them is read elsewhere.
pub(crate) fn whole_frames(record: &VideoRecord, surfaces: &[Surface]) -> Vec<WholeFrame> {
    let covering: Vec<Vec<(u64, Quad)>> = surfaces.iter().map(Surface::covering).collect();
    let whole = |at: FrameTime| WholeFrame {
        at,
        covered: (covering.iter().filter_map(|quads| quad_on(quads, at.frame)))
            .map(|q| q.rounded())
            .collect(),
    };
    let read = |frame: u64| {
        let on = covering.iter().filter(|q| quad_on(q, frame).is_some());
        on.count()
    };
    for_shots(record, &read).into_iter().map(whole).collect()
}

/// The quad on a frame, or on the nearest of those next to it; `quads` are in order of frames.
fn quad_on(quads: &[(u64, Quad)], frame: u64) -> Option<Quad> {
    let from = quads.partition_point(|(n, _)| n + BESIDE < frame);
    (quads[from..].iter())
        .take_while(|(n, _)| *n <= frame + BESIDE)
        .min_by_key(|(n, _)| n.abs_diff(frame))
        .map(|(_, quad)| *quad)
}

/// A keyframe of every few seconds: of those that are about as sharp as the sharpest, the one on
/// which most surfaces are read by themselves, so that nothing is read twice.
fn for_shots(record: &VideoRecord, read: &dyn Fn(u64) -> usize) -> Vec<FrameTime> {
    let seconds = record.last.micros_since(record.first) as f64 / 1e6;
    let most = (seconds / FRAME_BUDGET).ceil().max(1.0) as usize;
    let mut slots: BTreeMap<(u32, i64), Vec<(f64, FrameTime)>> = BTreeMap::new();
    for k in &record.keyframes {
        let since = record
            .shots
            .get(k.shot as usize)
            .map_or(0.0, |s| k.at.time.micros_since(s.first.time) as f64 / 1e6);
        let slot = (k.shot, (since / FRAME_EVERY) as i64);
        let sharp = if k.sharpness.is_finite() {
            k.sharpness
        } else {
            0.0
        };
        slots.entry(slot).or_default().push((sharp, k.at));
    }
    let frames: Vec<(f64, FrameTime)> = slots
        .into_values()
        .filter_map(|slot| chosen(&slot, read))
        .collect();
    fewer(&frames, most)
}

/// At most so many of frames with their sharpness, evenly: of each few that follow each other the
/// sharpest, so that a shot that shows nothing does not stand for one that shows a page.
fn fewer(frames: &[(f64, FrameTime)], most: usize) -> Vec<FrameTime> {
    let count = frames.len();
    let most = most.clamp(1, count.max(1));
    (0..most)
        .filter_map(|i| {
            let few = &frames[i * count / most..(i + 1) * count / most];
            let sharpest = few.iter().rev().max_by(|a, b| a.0.total_cmp(&b.0));
            sharpest.map(|f| f.1)
        })
        .collect()
}

/// Of keyframes with their sharpness, the one that is read whole; of equals the first.
fn chosen(slot: &[(f64, FrameTime)], read: &dyn Fn(u64) -> usize) -> Option<(f64, FrameTime)> {
    let sharpest = slot.iter().map(|k| k.0).fold(0.0, f64::max);
    let about_as_sharp = slot.iter().filter(|k| k.0 >= ABOUT * sharpest);
    about_as_sharp
        .rev()
        .max_by(|a, b| {
            let by_read = read(a.1.frame).cmp(&read(b.1.frame));
            by_read.then(a.0.total_cmp(&b.0))
        })
        .copied()
}

impl Desk {
    /// Reads whole frames; what was read before is taken from the shelf. `Err` inside says why the
    /// video can't be decoded.
    pub(crate) fn read_frames(
        &self,
        item: &ItemId,
        source: &Source<'_>,
        frames: Vec<WholeFrame>,
        readings: &mut Vec<Reading>,
        tell: &mut dyn FnMut(),
    ) -> Result<Result<(), String>, PipelineError> {
        let mut left = Vec::new();
        for frame in frames {
            let key = frame_provenance(item, frame.at, &frame.covered, source.reader);
            match self.kept_reading(&key)? {
                Some(kept) => {
                    readings.push(kept);
                    tell();
                }
                None => left.push((key, frame)),
            }
        }
        for batch in left.chunks(BATCH) {
            let decoded = match self.decoded(source.object, source.record.facts.stream, batch) {
                Ok(decoded) => decoded,
                Err(reason) => return Ok(Err(reason)),
            };
            for ((key, frame), luma) in batch.iter().zip(decoded) {
                let views = luma.and_then(|l| Self::single_view(&l, None, frame.at));
                if let Some(mut views) = views {
                    views.covered.clone_from(&frame.covered);
                    let reading = self.read_views(item, source, ReadFrom::Frame, &views);
                    self.keep_reading(key, &reading)?;
                    readings.push(reading);
                }
                tell();
            }
        }
        Ok(Ok(()))
    }

    fn decoded(
        &self,
        object: &Path,
        stream: u32,
        batch: &[(Provenance, WholeFrame)],
    ) -> Result<Vec<Option<Luma>>, String> {
        let times: Vec<Timestamp> = batch.iter().map(|(_, f)| f.at.time).collect();
        let mut lumas: Vec<Option<Luma>> = vec![None; times.len()];
        self.decoder
            .frames_at(object, stream, &times, &mut |index, frame| {
                if let Some(place) = lumas.get_mut(index) {
                    *place = Some(frame.luma());
                }
            })
            .map_err(|e| e.to_string())?;
        Ok(lumas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Point, Pts, TimeBase};

    #[test]
    fn the_frame_is_read_whole_on_which_displays_are_read_by_themselves() {
        let at = |frame: u64| FrameTime {
            time: Timestamp {
                pts: Pts(frame as i64),
                time_base: TimeBase::new(1, 25).unwrap(),
            },
            frame,
        };
        let slot = [(9.0, at(0)), (7.0, at(20)), (8.0, at(40)), (2.0, at(60))];
        let chosen = |read: &dyn Fn(u64) -> usize| chosen(&slot, read).map(|f| f.1.frame);
        assert_eq!(chosen(&|_| 0), Some(0), "the sharpest");
        assert_eq!(chosen(&|frame| usize::from(frame >= 20)), Some(40));
        assert_eq!(
            chosen(&|frame| usize::from(frame == 60)),
            Some(0),
            "blurred"
        );
        assert_eq!(super::chosen(&[], &|_| 0), None);
        let fewer = |most: usize| -> Vec<u64> {
            let frames = super::fewer(&slot, most);
            frames.iter().map(|f| f.frame).collect()
        };
        assert_eq!(fewer(1), [0], "the sharpest of all");
        assert_eq!(fewer(2), [0, 40], "and of each half");
        assert_eq!(fewer(9), [0, 20, 40, 60], "no more than there are");
        assert!(super::fewer(&[], 3).is_empty());
    }

    #[test]
    fn a_quad_holds_on_its_frame_and_next_to_it_and_no_further() {
        let at = |x: f64| Quad([x, x + 1.0, x + 2.0, x + 3.0].map(|v| Point::new(v, v)));
        let quads = [(10, at(1.0)), (12, at(2.0)), (40, at(3.0))];
        assert_eq!(quad_on(&quads, 12), Some(at(2.0)));
        assert_eq!(quad_on(&quads, 15), Some(at(2.0)));
        assert_eq!(quad_on(&quads, 8), Some(at(1.0)));
        assert_eq!(quad_on(&quads, 16), None);
        assert_eq!(quad_on(&quads, 44), None);
        assert_eq!(quad_on(&[], 0), None);
    }
}
