//! A video that is stepped through: groups of its frames are decoded at once and kept for a while,
//! so that the frame before is as near as the frame after.
//!
//! Every frame is named by its exact time and comes from the same decoding as a watch: never one
//! beside it. What doesn't live here: which frames are wanted, and how they are shown; small pictures
//! of frames that go by (`previews`).

mod previews;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use model::{Size, TimeBase, Timestamp};

use crate::frame::{Frame, Still};
use crate::{DecodeError, Decoder};

/// Frames of a group: more make a seek slow, fewer make stepping back slow.
const GROUP: std::ops::RangeInclusive<usize> = 2..=48;
/// Groups that must fit at once: the one that is looked at, the next, and those that are decoded.
const AT_ONCE: u64 = 6;
/// Frames between two requests of somebody who steps.
const NEAR: usize = 12;
/// Longer side of a preview, at most.
const PREVIEW_SIDE: u32 = 720;
/// Groups that are decoded at once ahead of somebody who steps on, or back.
const ON_AT_ONCE: usize = 2;
const BACK_AT_ONCE: usize = 4;

/// When the frames of a stream are shown, in order, in ticks of its time base.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct FrameTimes {
    /// Every frame.
    pub all: Vec<i64>,
    /// Those at which decoding can begin, as far as they are known.
    pub starts: Vec<i64>,
}

/// An opened video with the frames that were looked at last. Cheap to clone.
#[derive(Clone)]
pub struct Reel {
    inner: Arc<Inner>,
}

struct Inner {
    decoder: Decoder,
    path: PathBuf,
    stream: u32,
    threads: usize,
    base: TimeBase,
    /// Times of every frame, in order, in ticks of `base`.
    times: Vec<i64>,
    /// Numbers of frames at which decoding can begin, in order, as far as they are known: what is
    /// decoded from one of them on is not decoded for nothing.
    starts: Vec<usize>,
    group: usize,
    budget: u64,
    /// How many times smaller previews are, and how many are kept.
    by: u32,
    previews: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    frames: HashMap<usize, Arc<Still>>,
    bytes: u64,
    /// Groups that are being decoded.
    running: HashSet<usize>,
    /// Groups that are kept, the one used last at the end.
    order: Vec<usize>,
    /// The frame that was asked for last: who jumps about gets nothing decoded ahead.
    last: usize,
    /// Why a group could not be decoded, told to whoever waits for it.
    failed: HashMap<usize, String>,
    previews: previews::Previews,
}

/// Which way somebody steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    On,
    Back,
}

/// The numbers of the frames at which decoding can begin.
fn numbers(times: &FrameTimes) -> Vec<usize> {
    let starts = times.starts.iter();
    starts
        .filter_map(|t| times.all.binary_search(t).ok())
        .collect()
}

impl Reel {
    /// `times` are those of every frame of the stream, as a watch gave them; `budget` is how many bytes of frames are kept, and `for_previews` how
    /// many of small ones.
    pub fn new(
        decoder: Decoder,
        path: PathBuf,
        (stream, base, displayed): (u32, TimeBase, Size),
        times: FrameTimes,
        (threads, budget, for_previews): (usize, u64, u64),
    ) -> Self {
        let pixels = u64::from(displayed.width) * u64::from(displayed.height);
        // Most video has half as many samples of colour as of luma.
        let frame = (pixels * 3 / 2).max(1);
        let fitting = usize::try_from(budget / AT_ONCE / frame).unwrap_or(usize::MAX);
        let by = displayed
            .width
            .max(displayed.height)
            .div_ceil(PREVIEW_SIDE)
            .max(1);
        let preview = (frame / u64::from(by) / u64::from(by)).max(1);
        Self {
            inner: Arc::new(Inner {
                decoder,
                path,
                stream,
                threads,
                base,
                starts: numbers(&times),
                times: times.all,
                group: fitting.clamp(*GROUP.start(), *GROUP.end()),
                budget,
                by,
                previews: usize::try_from(for_previews / preview).unwrap_or(usize::MAX),
                state: Mutex::default(),
                changed: Condvar::new(),
            }),
        }
    }

    pub fn base(&self) -> TimeBase {
        self.inner.base
    }

    /// Times of every frame, in order, in ticks of [`Reel::base`].
    pub fn times(&self) -> &[i64] {
        &self.inner.times
    }

    /// The number of the frame at exactly this time, from 0.
    pub fn number(&self, at: Timestamp) -> Option<usize> {
        let base = self.inner.base;
        let above = i128::from(at.pts.0) * i128::from(at.time_base.num()) * i128::from(base.den());
        let below = i128::from(at.time_base.den()) * i128::from(base.num());
        if below == 0 || above % below != 0 {
            return None;
        }
        let pts = i64::try_from(above / below).ok()?;
        self.inner.times.binary_search(&pts).ok()
    }

    /// A frame by its number, decoded with its group where it isn't kept; returns as soon as the
    /// frame itself is there. What lies further that way is decoded meanwhile.
    ///
    /// # Errors
    /// When there is no such frame, or it can't be decoded.
    pub fn frame(&self, number: usize, way: Way) -> Result<Arc<Still>, DecodeError> {
        let inner = &self.inner;
        if number >= inner.times.len() {
            return Err(inner.lost(format!("it has {} frames", inner.times.len())));
        }
        let group = number / inner.group;
        let mut state = inner.lock();
        loop {
            if let Some(still) = state.frames.get(&number) {
                let still = Arc::clone(still);
                state.order.retain(|g| *g != group);
                state.order.push(group);
                if number.abs_diff(state.last) <= NEAR {
                    self.ahead(&mut state, group, way);
                }
                state.last = number;
                return Ok(still);
            }
            if let Some(why) = state.failed.remove(&group) {
                return Err(inner.lost(why));
            }
            if !state.running.contains(&group) {
                self.begin(&mut state, group, group);
            }
            state = inner
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Begins on the groups that come next that way, once there is little left of it, and while
    /// nothing else is decoded. Going back, several are taken at once: they are decoded from the
    /// same random access point.
    fn ahead(&self, state: &mut State, group: usize, way: Way) {
        if !state.running.is_empty() {
            return;
        }
        let end = (self.inner.times.len() - 1) / self.inner.group;
        let (near, at_once) = match way {
            Way::On => ([group + 1, group + 2], ON_AT_ONCE),
            Way::Back => ([group.wrapping_sub(1), group.wrapping_sub(2)], BACK_AT_ONCE),
        };
        let missing = |g: &&usize| **g <= end && !state.order.contains(*g);
        let Some(next) = near.iter().find(missing).copied() else {
            return;
        };
        let (mut first, mut last) = match way {
            Way::On => (next, (next + at_once - 1).min(end)),
            Way::Back => (next.saturating_sub(at_once - 1), next),
        };
        // What is kept already at the far end is not decoded again.
        match way {
            Way::On => {
                while last > first && state.order.contains(&last) {
                    last -= 1;
                }
            }
            Way::Back => {
                while first < last && state.order.contains(&first) {
                    first += 1;
                }
            }
        }
        self.begin(state, first, last);
    }

    /// Decodes groups on a thread of its own.
    fn begin(&self, state: &mut State, first: usize, last: usize) {
        state.running.extend(first..=last);
        let reel = self.clone();
        let thread = std::thread::Builder::new().name("reel".to_owned());
        let started = thread.spawn(move || reel.decode(first, last));
        if let Err(e) = started {
            for group in first..=last {
                state.running.remove(&group);
                state.failed.insert(group, format!("no thread for it: {e}"));
            }
            self.inner.changed.notify_all();
        }
    }

    fn decode(&self, first: usize, last: usize) {
        let inner = &self.inner;
        let start = first * inner.group;
        let end = ((last + 1) * inner.group).min(inner.times.len()) - 1;
        let done = inner.each(start, end, &mut |number, frame| {
            let preview = (inner.by > 1).then(|| Arc::new(frame.keep_small(inner.by)));
            inner.keep(number, Arc::new(frame.keep()), preview);
        });
        let mut state = inner.lock();
        for group in first..=last {
            state.running.remove(&group);
            let whole = (group * inner.group..((group + 1) * inner.group).min(inner.times.len()))
                .all(|n| state.frames.contains_key(&n));
            if !whole {
                let why = match &done {
                    Err(e) => e.to_string(),
                    Ok(()) => "some of its frames can't be decoded here".to_owned(),
                };
                state.failed.insert(group, why);
            }
        }
        inner.trim(&mut state, last);
        drop(state);
        inner.changed.notify_all();
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lost(&self, reason: String) -> DecodeError {
        DecodeError::Damaged {
            file: self.path.clone(),
            reason,
        }
    }

    /// Decodes frames from one number to another, and hands on those that a watch saw: others have
    /// no number.
    fn each(
        &self,
        start: usize,
        end: usize,
        take: &mut dyn FnMut(usize, &Frame<'_>),
    ) -> Result<(), DecodeError> {
        let time = |n: usize| Timestamp::new(self.times[n], self.base);
        let span = [(time(start), time(end))];
        let mut at = start;
        let (path, threads) = (&self.path, self.threads);
        self.decoder
            .spans(path, self.stream, threads, &span, &mut |_, frame| {
                let pts = frame.at.time.pts.0;
                while at < end && self.times[at] < pts {
                    at += 1;
                }
                if self.times[at] == pts {
                    take(at, &frame);
                }
            })
    }

    fn keep(&self, number: usize, still: Arc<Still>, preview: Option<Arc<Still>>) {
        let group = number / self.group;
        let mut state = self.lock();
        if !state.order.contains(&group) {
            // Before the ones in use: what was only guessed goes first.
            let at = state.order.len().saturating_sub(1);
            state.order.insert(at, group);
        }
        state.failed.remove(&group);
        if let Some(preview) = preview {
            state.previews.keep(number, preview, self.previews);
        }
        state.bytes += still.bytes();
        if let Some(before) = state.frames.insert(number, still) {
            state.bytes -= before.bytes();
        }
        self.trim(&mut state, group);
        drop(state);
        self.changed.notify_all();
    }

    /// Lets go of what was used longest ago, until the rest fits.
    fn trim(&self, state: &mut State, keep: usize) {
        while state.bytes > self.budget {
            let idle = |g: &&usize| **g != keep && !state.running.contains(*g);
            let Some(oldest) = state.order.iter().find(idle).copied() else {
                return;
            };
            state.order.retain(|g| *g != oldest);
            for number in oldest * self.group..(oldest + 1) * self.group {
                if let Some(gone) = state.frames.remove(&number) {
                    state.bytes -= gone.bytes();
                }
            }
        }
    }
}
