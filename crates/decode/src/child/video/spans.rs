//! Runs of consecutive frames: to the random access point before each, then every frame of it.

use std::fs::File;

use ffmpeg_the_third::frame;

use super::convert::{Converter, Label};
use super::decoding::{Decoding, Step, check_size};
use super::seek::in_base;
use super::source::Source;
use super::stream;
use super::timeline::Timeline;
use crate::Limits;
use crate::child::{Outlet, Trouble};
use crate::wire::{Failure, Reply};

/// A run that is not answered yet.
#[derive(Clone, Copy)]
struct Span {
    first: i64,
    last: i64,
    index: usize,
}

/// Answers runs of frames, both ends included, in order of time. A run whose first time has no
/// frame is told as missing.
pub fn spans(
    file: &File,
    limits: &Limits,
    (stream, threads): (u32, usize),
    asked: &[[(i64, u32, u32); 2]],
    outlet: &mut Outlet,
) -> Result<(), Trouble> {
    let mut source = Source::open(file)?;
    let picked = stream::look(&mut source, stream as usize)?;
    outlet.reply(&Reply::Facts(picked.facts.clone()))?;
    let mut missing = Vec::new();
    let mut wanted = Vec::new();
    for (index, &[first, last]) in asked.iter().enumerate() {
        match (in_base(first, picked.base), in_base(last, picked.base)) {
            (Some(first), Some(last)) => wanted.push(Span { first, last, index }),
            _ => missing.push(index),
        }
    }
    wanted.sort_by_key(|w| w.first);
    let untimed = source.is_untimed();
    let decoding = Decoding::open(source, picked.clone(), threads, limits)?;
    let mut runner = Runner {
        decoding,
        converter: Converter::default(),
        outlet,
        limits,
    };
    let second = stream::second(picked.base);
    let mut left = Vec::new();
    for span in wanted {
        let answered = !untimed
            && (runner.after_seek(span.first, &span)?
                || runner.after_seek(span.first.saturating_sub(10 * second), &span)?);
        if !answered {
            left.push(span);
        }
    }
    if !left.is_empty() {
        let mut source = Source::open(file)?;
        let picked = stream::look(&mut source, stream as usize)?;
        let timeline = Timeline::new(picked.step, second);
        runner.decoding = Decoding::open(source, picked, threads, limits)?;
        missing.extend(runner.whole(timeline, left)?);
    }
    missing.sort_unstable();
    Ok(runner.outlet.reply(&Reply::FramesDone { missing })?)
}

struct Runner<'a> {
    decoding: Decoding,
    converter: Converter,
    outlet: &'a mut Outlet,
    limits: &'a Limits,
}

impl Runner<'_> {
    /// False, with nothing sent, where seeking does not meet the first frame as a watch shows it.
    fn after_seek(&mut self, to: i64, span: &Span) -> Result<bool, Trouble> {
        if !self.decoding.seek(to) {
            return Ok(false);
        }
        let mut frame = frame::Video::empty();
        let mut number = None;
        loop {
            match self.decoding.step(&mut frame) {
                Err(e) => return Err(e.into()),
                Ok(Step::End) => return Ok(number.is_some()),
                Ok(Step::Busy) => {
                    self.outlet.alive()?;
                    // Where packets have no PTS, the decoder's guess depends on what came before.
                    if self.decoding.unstamped && number.is_none() {
                        return Ok(false);
                    }
                    continue;
                }
                Ok(Step::Frame) => {}
            }
            let Some(at) = frame.timestamp() else {
                if number.is_none() {
                    return Ok(false);
                }
                continue;
            };
            if at < span.first {
                continue;
            }
            if number.is_none() {
                // Pictures shown before the access point lean on what was skipped.
                let complete = self.decoding.access.is_some_and(|a| a <= span.first);
                if at > span.first || !complete || frame.is_corrupt() {
                    return Ok(false);
                }
            }
            if at > span.last {
                return Ok(true);
            }
            let next = number.map_or(0, |n| n + 1);
            number = Some(next);
            self.send(&frame, at, next, span.index)?;
        }
    }

    /// Answers the rest by decoding everything exactly as a watch does; gives back what it misses.
    fn whole(&mut self, mut timeline: Timeline, wanted: Vec<Span>) -> Result<Vec<usize>, Trouble> {
        let mut frame = frame::Video::empty();
        let mut begun = vec![None; wanted.len()];
        let end = wanted.iter().map(|w| w.last).max().unwrap_or(i64::MIN);
        loop {
            match self.decoding.step(&mut frame) {
                Err(Failure::OutOfMemory) => return Err(Failure::OutOfMemory.into()),
                Err(_) | Ok(Step::End) => break,
                Ok(Step::Busy) => {
                    self.outlet.alive()?;
                    continue;
                }
                Ok(Step::Frame) => {}
            }
            if check_size(frame.width(), frame.height(), self.limits).is_err() {
                continue;
            }
            let (pts, _) = timeline.place(frame.timestamp());
            if pts > end {
                break;
            }
            for (span, begun) in wanted.iter().zip(&mut begun) {
                if pts > span.last || (begun.is_none() && pts != span.first) {
                    continue;
                }
                let number = begun.map_or(0, |n: u64| n + 1);
                *begun = Some(number);
                self.send(&frame, pts, number, span.index)?;
            }
        }
        let missed = wanted.iter().zip(&begun).filter(|(_, b)| b.is_none());
        Ok(missed.map(|(span, _)| span.index).collect())
    }

    fn send(
        &mut self,
        frame: &frame::Video,
        pts: i64,
        number: u64,
        index: usize,
    ) -> Result<(), Trouble> {
        let label = Label { index, pts, number };
        self.converter
            .send(frame, &label, &mut self.decoding, self.outlet)
    }
}
