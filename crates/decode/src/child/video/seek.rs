//! Exact frames: to the random access point before, then forward, with the pixels of a watch.

use std::fs::File;

use ffmpeg_the_third::frame;
use model::TimeBase;

use super::convert::{Converter, Label};
use super::decoding::{Decoding, Step};
use super::source::Source;
use super::stream::{self, Picked};
use super::timeline::Timeline;
use crate::Limits;
use crate::child::{Outlet, Trouble};
use crate::wire::{Failure, Reply};

/// A wanted time that is not answered yet.
struct Wanted {
    pts: i64,
    index: usize,
}

struct Seeker<'a> {
    decoding: Decoding,
    converter: Converter,
    outlet: &'a mut Outlet,
    /// Time of the last frame that came out since the last seek.
    at: Option<i64>,
}

pub fn frames_at(
    file: &File,
    limits: &Limits,
    stream: u32,
    times: &[(i64, u32, u32)],
    outlet: &mut Outlet,
) -> Result<(), Trouble> {
    let mut source = Source::open(file)?;
    let picked = stream::look(&mut source, stream as usize)?;
    outlet.reply(&Reply::Facts(picked.facts.clone()))?;
    let mut missing = Vec::new();
    let mut wanted = Vec::new();
    for (index, &time) in times.iter().enumerate() {
        match in_base(time, picked.base) {
            Some(pts) => wanted.push(Wanted { pts, index }),
            None => missing.push(index),
        }
    }
    wanted.sort_by_key(|w| w.pts);
    let untimed = source.is_untimed();
    let decoding = Decoding::open(source, picked.clone(), limits.threads, limits)?;
    let mut seeker = Seeker {
        decoding,
        converter: Converter::default(),
        outlet,
        at: None,
    };
    let left = if untimed {
        wanted
    } else {
        seeker.by_seeking(wanted)?
    };
    let Seeker { outlet, .. } = seeker;
    let left = if left.is_empty() {
        left
    } else {
        from_start(file, limits, &picked, left, outlet)?
    };
    missing.extend(left.iter().map(|w| w.index));
    missing.sort_unstable();
    Ok(outlet.reply(&Reply::FramesDone { missing })?)
}

/// The same instant in ticks of the stream, where it falls on one.
pub fn in_base((pts, num, den): (i64, u32, u32), base: TimeBase) -> Option<i64> {
    let above = i128::from(pts) * i128::from(num) * i128::from(base.den());
    let below = i128::from(den) * i128::from(base.num());
    (below > 0 && above % below == 0)
        .then(|| i64::try_from(above / below).ok())
        .flatten()
}

impl Seeker<'_> {
    /// Answers what can be found by seeking; gives back the rest, in order.
    fn by_seeking(&mut self, wanted: Vec<Wanted>) -> Result<Vec<Wanted>, Trouble> {
        let second = stream::second(self.decoding.picked.base);
        let mut left = Vec::new();
        let mut wanted = wanted.into_iter().peekable();
        while let Some(first) = wanted.next() {
            // The same time may be asked twice.
            let mut same = vec![first.index];
            while let Some(twin) = wanted.next_if(|w| w.pts == first.pts) {
                same.push(twin.index);
            }
            let pts = first.pts;
            let near = self.at.is_some_and(|at| at < pts && pts - at <= 2 * second);
            let found = (near && self.forward(pts, &same)?)
                || self.after_seek(pts, pts, &same)?
                || self.after_seek(pts.saturating_sub(10 * second), pts, &same)?;
            if !found {
                left.extend(same.into_iter().map(|index| Wanted { pts, index }));
            }
        }
        Ok(left)
    }

    fn after_seek(&mut self, to: i64, pts: i64, indices: &[usize]) -> Result<bool, Trouble> {
        self.at = None;
        if !self.decoding.seek(to) {
            return Ok(false);
        }
        self.forward(pts, indices)
    }

    /// Decodes forward to a time. False where it is not met, or where the frame would not be the
    /// one of a watch.
    fn forward(&mut self, pts: i64, indices: &[usize]) -> Result<bool, Trouble> {
        let mut frame = frame::Video::empty();
        loop {
            match self.decoding.step(&mut frame) {
                Err(e) => return Err(e.into()),
                Ok(Step::End) => {
                    self.at = None;
                    return Ok(false);
                }
                Ok(Step::Busy) => {
                    self.outlet.alive()?;
                    // Where packets have no PTS, the decoder's guess depends on what came before.
                    if self.decoding.unstamped {
                        return Ok(false);
                    }
                    continue;
                }
                Ok(Step::Frame) => {}
            }
            let Some(at) = frame.timestamp() else {
                return Ok(false);
            };
            self.at = Some(at);
            if at < pts {
                continue;
            }
            // Pictures shown before the access point lean on what was skipped.
            let complete = self.decoding.access.is_some_and(|access| access <= pts);
            if at > pts || !complete || frame.is_corrupt() {
                return Ok(false);
            }
            let number = estimate(&self.decoding.picked, pts);
            self.send(&frame, pts, number, indices)?;
            return Ok(true);
        }
    }

    fn send(
        &mut self,
        frame: &frame::Video,
        pts: i64,
        number: u64,
        indices: &[usize],
    ) -> Result<(), Trouble> {
        for &index in indices {
            let label = Label { index, pts, number };
            self.converter
                .send(frame, &label, &mut self.decoding, self.outlet)?;
        }
        Ok(())
    }
}

fn estimate(picked: &Picked, pts: i64) -> u64 {
    let since = pts.saturating_sub(picked.start.unwrap_or(0)).max(0);
    u64::try_from(since / picked.step).unwrap_or(0)
}

/// Answers the rest by decoding everything exactly as a watch does.
fn from_start(
    file: &File,
    limits: &Limits,
    picked: &Picked,
    wanted: Vec<Wanted>,
    outlet: &mut Outlet,
) -> Result<Vec<Wanted>, Trouble> {
    let mut source = Source::open(file)?;
    let picked = stream::look(&mut source, picked.index)?;
    let mut timeline = Timeline::new(picked.step, stream::second(picked.base));
    let decoding = Decoding::open(source, picked, limits.threads, limits)?;
    let mut seeker = Seeker {
        decoding,
        converter: Converter::default(),
        outlet,
        at: None,
    };
    let mut frame = frame::Video::empty();
    let mut wanted = wanted.into_iter().peekable();
    let mut left = Vec::new();
    let mut number = 0;
    while wanted.peek().is_some() {
        match seeker.decoding.step(&mut frame) {
            Err(Failure::OutOfMemory) => return Err(Failure::OutOfMemory.into()),
            Err(_) | Ok(Step::End) => break,
            Ok(Step::Busy) => {
                seeker.outlet.alive()?;
                continue;
            }
            Ok(Step::Frame) => {}
        }
        if super::decoding::check_size(frame.width(), frame.height(), limits).is_err() {
            continue;
        }
        let (pts, _) = timeline.place(frame.timestamp());
        while let Some(passed) = wanted.next_if(|w| w.pts < pts) {
            left.push(passed);
        }
        while let Some(hit) = wanted.next_if(|w| w.pts == pts) {
            seeker.send(&frame, pts, number, &[hit.index])?;
        }
        number += 1;
    }
    left.extend(wanted);
    Ok(left)
}
