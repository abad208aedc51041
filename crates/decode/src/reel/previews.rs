//! Small pictures of frames for somebody who holds a key: a whole stretch before (or after) a frame
//! is decoded in one pass, however far apart random access points are, and kept small, so that each
//! step is there when it is wanted. The frame itself, in all its pixels, is `Reel::frame`'s.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, PoisonError};

use super::{Reel, State, Way};
use crate::DecodeError;
use crate::frame::Still;

/// Of the previews that are kept, the share that one pass makes at most, and the share below which
/// the next pass begins; together less than all, so that none is let go of before it is wanted.
const PASS: f64 = 0.53;
const LOW: f64 = 0.45;

/// What is kept small.
#[derive(Default)]
pub(super) struct Previews {
    kept: HashMap<usize, Arc<Still>>,
    /// The frame that was asked for last, and the way: what is farthest from it goes first.
    at: usize,
    way: Option<Way>,
    running: Option<RangeInclusive<usize>>,
    /// A stretch of which some frames can't be had, and why.
    failed: Option<(RangeInclusive<usize>, String)>,
}

/// How many times farther away what lies behind is taken to be.
const BEHIND: usize = 4;

impl Previews {
    pub(super) fn keep(&mut self, number: usize, preview: Arc<Still>, most: usize) {
        self.kept.insert(number, preview);
        while self.kept.len() > most.max(1) {
            let farthest = self.kept.keys().copied().max_by_key(|n| self.distance(*n));
            let Some(farthest) = farthest else { return };
            self.kept.remove(&farthest);
        }
    }

    fn distance(&self, number: usize) -> usize {
        let behind = match self.way {
            Some(Way::Back) => number > self.at,
            Some(Way::On) => number < self.at,
            None => false,
        };
        number.abs_diff(self.at) * if behind { BEHIND } else { 1 }
    }

    fn has(&self, number: usize) -> bool {
        self.kept.contains_key(&number)
    }
}

impl Reel {
    /// How many times smaller previews are than frames; 1 where frames are small themselves.
    pub fn preview_by(&self) -> u32 {
        self.inner.by
    }

    /// Lets go of all previews, where another video is looked at.
    pub fn forget_previews(&self) {
        self.inner.lock().previews.kept.clear();
    }

    /// A frame made small, by its number: the same moment as [`Reel::frame`] gives, each pixel the
    /// mean of several. What lies further that way is decoded meanwhile.
    ///
    /// # Errors
    /// When there is no such frame, or it can't be decoded.
    pub fn preview(&self, number: usize, way: Way) -> Result<Arc<Still>, DecodeError> {
        let inner = &self.inner;
        if inner.by <= 1 {
            return self.frame(number, way);
        }
        if number >= inner.times.len() {
            return Err(inner.lost(format!("it has {} frames", inner.times.len())));
        }
        let mut state = inner.lock();
        loop {
            (state.previews.at, state.previews.way) = (number, Some(way));
            if let Some(preview) = state.previews.kept.get(&number).cloned() {
                self.run_ahead(&mut state, number, way);
                return Ok(preview);
            }
            if let Some(still) = state.frames.get(&number).cloned() {
                let preview = Arc::new(still.small(inner.by));
                state
                    .previews
                    .keep(number, Arc::clone(&preview), inner.previews);
                self.run_ahead(&mut state, number, way);
                return Ok(preview);
            }
            if let Some((stretch, why)) = state.previews.failed.take()
                && stretch.contains(&number)
            {
                return Err(inner.lost(why));
            }
            if state.previews.running.is_none() {
                self.run(&mut state, self.first_stretch(number, way));
            }
            state = inner
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Begins on the next stretch that way when little is left of this one.
    fn run_ahead(&self, state: &mut State, number: usize, way: Way) {
        if state.previews.running.is_some() {
            return;
        }
        let low = (LOW * self.inner.previews as f64) as usize;
        let end = self.inner.times.len() - 1;
        let missing = match way {
            Way::Back => (number.saturating_sub(low)..number)
                .rev()
                .find(|n| !state.previews.has(*n)),
            Way::On => (number + 1..=(number + low).min(end)).find(|n| !state.previews.has(*n)),
        };
        if let Some(missing) = missing {
            self.run(state, self.next_stretch(missing, way));
        }
    }

    fn longest(&self) -> usize {
        ((PASS * self.inner.previews as f64) as usize).max(1) - 1
    }

    /// What is decoded for a frame that somebody waits for: no more than what leads to it.
    fn first_stretch(&self, number: usize, way: Way) -> RangeInclusive<usize> {
        let starts = &self.inner.starts;
        let before = starts.partition_point(|s| *s <= number);
        let start = before.checked_sub(1).map_or(0, |at| starts[at]);
        match way {
            Way::Back => start.max(number.saturating_sub(self.longest()))..=number,
            Way::On => self.next_stretch(number, way),
        }
    }

    /// A long stretch that ends (going back) or begins (going on) with a frame; its other end is
    /// where decoding can begin, if there is such a place.
    fn next_stretch(&self, number: usize, way: Way) -> RangeInclusive<usize> {
        let starts = &self.inner.starts;
        let long = self.longest();
        match way {
            Way::Back => {
                let farthest = number.saturating_sub(long);
                let at = starts.partition_point(|s| *s < farthest);
                let start = starts.get(at).copied().filter(|s| *s <= number);
                start.unwrap_or(farthest)..=number
            }
            Way::On => {
                let farthest = (number + long).min(self.inner.times.len() - 1);
                let at = starts.partition_point(|s| *s <= farthest + 1);
                let next = at.checked_sub(1).map(|at| starts[at]);
                let end = next.filter(|s| *s > number).map(|s| s - 1);
                number..=end.unwrap_or(farthest)
            }
        }
    }

    /// Decodes a stretch on a thread of its own.
    fn run(&self, state: &mut State, stretch: RangeInclusive<usize>) {
        state.previews.running = Some(stretch.clone());
        let reel = self.clone();
        let thread = std::thread::Builder::new().name("previews".to_owned());
        let own = stretch.clone();
        if let Err(e) = thread.spawn(move || reel.run_through(own)) {
            state.previews.running = None;
            state.previews.failed = Some((stretch, format!("no thread for it: {e}")));
            self.inner.changed.notify_all();
        }
    }

    fn run_through(&self, stretch: RangeInclusive<usize>) {
        let inner = &self.inner;
        let (start, end) = (*stretch.start(), *stretch.end());
        let mut found = 0;
        let done = inner.each(start, end, &mut |number, frame| {
            let preview = Arc::new(frame.keep_small(inner.by));
            found += 1;
            inner.lock().previews.keep(number, preview, inner.previews);
            inner.changed.notify_all();
        });
        let mut state = inner.lock();
        state.previews.running = None;
        if found < end + 1 - start {
            let why = match done {
                Err(e) => e.to_string(),
                Ok(()) => "some of its frames can't be decoded here".to_owned(),
            };
            state.previews.failed = Some((stretch, why));
        } else if let Some(way) = state.previews.way {
            // Until enough is there for a key that is held, whether or not one is.
            let at = state.previews.at;
            self.run_ahead(&mut state, at, way);
        }
        drop(state);
        inner.changed.notify_all();
    }
}
