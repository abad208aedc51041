//! Keyframes: of every shot the sharpest frames such that nothing legible is lost, chosen while
//! watching, with one full picture held at a time.
//!
//! A still shot costs one keyframe; where something moves or changes, however small, there is a
//! new one, at a bounded rate.

use model::{FrameTime, Shot};
use pixels::{Luma, measure};
use serde::{Deserialize, Serialize};

use crate::shots::ShotDetector;

/// How eagerly keyframes are chosen.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct WatchOptions {
    /// Keyframes a second where there is change, on average.
    pub per_second: f64,
    /// Keyframes that may come at once where much changes.
    pub burst: f64,
    /// Frames of a window whose full picture is usually looked at; twice as many at most.
    pub looks: u32,
}

/// Why a frame was chosen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The first of a shot, or all there is of it.
    Shot,
    /// The camera or much of the picture moved.
    Moved,
    /// A part of the picture shows something else.
    Changed,
}

/// A chosen frame with its full luma picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Chosen {
    pub at: FrameTime,
    /// Number of jumps seen before it: frames with different hints are hardly of one shot.
    pub shot_hint: u32,
    pub why: Why,
    /// See [`measure::sharpness`].
    pub sharpness: f64,
    pub luma: Luma,
}

/// What watching a whole video gave.
#[derive(Debug)]
pub struct Watch {
    pub shots: Vec<Shot>,
    /// Keyframes that were not taken yet.
    pub ready: Vec<Chosen>,
    /// Frames that were looked at.
    pub frames: u64,
}

/// Watches a video frame by frame.
pub struct Watcher {
    options: WatchOptions,
    shots: ShotDetector,
    frames: u64,
    jumps: u32,
    jumped: Option<FrameTime>,
    previous: Option<Luma>,
    /// What the last keyframe of this shot looked like.
    shown: Option<Luma>,
    window: Option<Window>,
    /// Keyframes that may be chosen now.
    allowance: f64,
    refilled: Option<FrameTime>,
    ready: Vec<Chosen>,
}

/// The time in which the next keyframe is sought.
struct Window {
    began: FrameTime,
    looks: u32,
    best: Chosen,
    thumb: Luma,
    promise: f64,
}

/// Microseconds: three frames of 25 a second, the least that a text is legible for.
const LEAST_BETWEEN_JUMPS: i64 = 110_000;
/// Assumed of a frame whose predecessor shows something else, in grey levels.
const UNKNOWN_MOTION: f64 = 4.0;
/// Cells along the width of a thumb, in which change is looked for.
const CELL: u32 = 8;

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            per_second: 1.0,
            burst: 4.0,
            looks: 6,
        }
    }
}

impl Watcher {
    pub fn new(options: WatchOptions) -> Self {
        Self {
            options,
            shots: ShotDetector::new(),
            frames: 0,
            jumps: 0,
            jumped: None,
            previous: None,
            shown: None,
            window: None,
            allowance: options.burst.max(1.0),
            refilled: None,
            ready: Vec::new(),
        }
    }

    /// Takes the next frame: a luma picture about 160 pixels wide, and a way to get the full one,
    /// which is called only where the frame may be chosen.
    pub fn push(&mut self, at: FrameTime, thumb: &Luma, full: &mut dyn FnMut() -> Luma) {
        self.frames += 1;
        self.shots.push(at, thumb);
        self.refill(at);
        let jumped = self.previous.is_some() && self.shots.jumped();
        let motion = self
            .previous
            .as_ref()
            .filter(|_| !jumped)
            .and_then(|p| measure::mean_absolute_difference(p, thumb))
            .unwrap_or(UNKNOWN_MOTION);
        // Motion blur spoils more than a thumb shows.
        let promise = measure::sharpness(thumb) / (1.0 + motion / 4.0);
        if jumped && self.may_jump(at) {
            self.close();
            self.jumps += 1;
            self.shown = None;
            self.jumped = Some(at);
        }
        self.close_when_due(at, thumb);
        self.consider(at, thumb, promise, full);
        self.previous = Some(thumb.clone());
    }

    /// Keyframes that are decided, in order of time.
    pub fn take_ready(&mut self) -> Vec<Chosen> {
        std::mem::take(&mut self.ready)
    }

    pub fn finish(mut self) -> Watch {
        self.close();
        Watch {
            shots: self.shots.finish(),
            ready: self.ready,
            frames: self.frames,
        }
    }

    /// Jumps may follow each other faster than other changes, but not without bound: a strobe or a
    /// damaged stream would make every frame a keyframe.
    fn may_jump(&self, at: FrameTime) -> bool {
        self.jumped
            .is_none_or(|last| at.time.micros_since(last.time) >= LEAST_BETWEEN_JUMPS)
    }

    fn refill(&mut self, at: FrameTime) {
        let seconds = self.refilled.map_or(0.0, |last| {
            at.time.micros_since(last.time).max(0) as f64 / 1e6
        });
        self.refilled = Some(at);
        let most = self.options.burst.max(1.0);
        self.allowance = (self.allowance + seconds * self.options.per_second).min(most);
    }

    /// Ends the window when its time is over, or when what it holds is no longer on screen.
    fn close_when_due(&mut self, at: FrameTime, thumb: &Luma) {
        let Some(window) = &self.window else { return };
        let age = at.time.micros_since(window.began.time) as f64 / 1e6;
        let change = Change::between(&window.thumb, thumb);
        let over = age >= 1.0 / self.options.per_second.max(1e-3);
        let replaced = change.replaced && self.allowance >= 2.0;
        if over || replaced {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(window) = self.window.take() {
            self.shown = Some(window.thumb);
            self.allowance -= 1.0;
            self.ready.push(window.best);
        }
    }

    fn consider(
        &mut self,
        at: FrameTime,
        thumb: &Luma,
        promise: f64,
        full: &mut dyn FnMut() -> Luma,
    ) {
        let Some(window) = &mut self.window else {
            let why = match &self.shown {
                None => Why::Shot,
                Some(shown) => match Change::between(shown, thumb).why() {
                    Some(why) if self.allowance >= 1.0 => why,
                    _ => return,
                },
            };
            self.open(at, thumb, promise, why, full());
            return;
        };
        // Every look must promise more than the last; after the usual number, much more.
        let looked = f64::from(window.looks) / f64::from(self.options.looks.max(1));
        let least = if looked < 1.0 { 1.02 } else { 1.25 };
        if promise <= least * window.promise || looked >= 2.0 {
            return;
        }
        window.looks += 1;
        window.promise = promise;
        let luma = full();
        let sharpness = measure::sharpness(&luma);
        if sharpness > window.best.sharpness {
            window.thumb = thumb.clone();
            window.best = Chosen {
                at,
                sharpness,
                luma,
                ..window.best
            };
        }
    }

    fn open(&mut self, at: FrameTime, thumb: &Luma, promise: f64, why: Why, luma: Luma) {
        self.window = Some(Window {
            began: at,
            looks: 1,
            best: Chosen {
                at,
                shot_hint: self.jumps,
                why,
                sharpness: measure::sharpness(&luma),
                luma,
            },
            thumb: thumb.clone(),
            promise,
        });
    }
}

/// What changed between two thumbs, cell by cell.
struct Change {
    /// Share of cells that differ.
    share: f64,
    /// Any cell differs clearly.
    local: bool,
    /// Something else stands in several cells: not mere motion of the whole.
    replaced: bool,
}

/// Mean grey-level difference of a cell that is more than noise and compression make.
const DIFFERS: f64 = 5.0;
const DIFFERS_MUCH: f64 = 22.0;

impl Change {
    fn between(a: &Luma, b: &Luma) -> Self {
        if a.size() != b.size() {
            return Self {
                share: 1.0,
                local: true,
                replaced: true,
            };
        }
        let (columns, rows) = (a.width.div_ceil(CELL), a.height.div_ceil(CELL));
        let (mut differing, mut much) = (0u32, 0u32);
        for row in 0..rows {
            for column in 0..columns {
                let d = cell_difference(a, b, column * CELL, row * CELL);
                differing += u32::from(d > DIFFERS);
                much += u32::from(d > DIFFERS_MUCH);
            }
        }
        let cells = f64::from(columns * rows).max(1.0);
        Self {
            share: f64::from(differing) / cells,
            local: differing > 0,
            replaced: f64::from(much) / cells > 0.04,
        }
    }

    fn why(&self) -> Option<Why> {
        if self.share > 0.15 {
            Some(Why::Moved)
        } else if self.local {
            Some(Why::Changed)
        } else {
            None
        }
    }
}

/// Mean absolute difference of a cell after its mean brightness is taken out by half, so that
/// flicker of the light counts less than a change of content.
fn cell_difference(a: &Luma, b: &Luma, x: u32, y: u32) -> f64 {
    let (x1, y1) = ((x + CELL).min(a.width), (y + CELL).min(a.height));
    let (mut absolute, mut signed, mut n) = (0i64, 0i64, 0i64);
    for row in y..y1 {
        let (ra, rb) = (a.row(row), b.row(row));
        for column in x as usize..x1 as usize {
            let d = i64::from(rb[column]) - i64::from(ra[column]);
            absolute += d.abs();
            signed += d;
            n += 1;
        }
    }
    let n = n.max(1) as f64;
    (absolute as f64 / n - 0.5 * (signed as f64 / n).abs()).max(0.0)
}
