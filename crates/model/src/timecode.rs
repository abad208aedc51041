//! SMPTE timecodes (`hh:mm:ss:ff`, drop-frame `hh:mm:ss;ff`) for people and editing suites.
//!
//! A timecode counts frames at a nominal rate; it is never an address, because variable-frame-rate
//! video has no constant frame number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::time::{digits, divide_rounded};

/// Frames a second as an exact fraction, for example 30000/1001. Both parts are positive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FrameRate {
    num: u32,
    den: u32,
}

/// A count of frames at a rate, shown as a SMPTE 12M timecode.
///
/// Frames are counted from 00:00:00:00 and shown modulo nothing: hours may pass 23.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Timecode {
    frames: u64,
    rate: FrameRate,
    drop: bool,
}

/// Why a text is not a timecode at this rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimecodeError {
    #[error("a frame rate needs two positive whole numbers; got {0}/{1}")]
    Rate(u32, u32),
    #[error("a frame rate is <num>/<den>, for example 30000/1001; got {0:?}")]
    RateForm(String),
    #[error("a timecode is hh:mm:ss:ff or, drop-frame, hh:mm:ss;ff; got {0:?}")]
    Form(String),
    #[error("{0:?} has a field out of range at this frame rate")]
    Range(String),
    #[error("{0:?} is a label that drop-frame timecode leaves out")]
    Dropped(String),
    #[error(
        "drop-frame is defined for 30000/1001 and 60000/1001 frames a second only, not for {0}"
    )]
    NoDrop(String),
}

impl FrameRate {
    /// # Errors
    /// When either part is zero.
    pub fn new(num: u32, den: u32) -> Result<Self, TimecodeError> {
        if num == 0 || den == 0 {
            return Err(TimecodeError::Rate(num, den));
        }
        Ok(Self { num, den })
    }

    pub const fn num(self) -> u32 {
        self.num
    }

    pub const fn den(self) -> u32 {
        self.den
    }

    pub fn approx(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// Frame labels in one second of timecode, at least 1: 30 for 29.97, 24 for 23.976, and 25
    /// for an averaged 25.02.
    pub fn nominal(self) -> u32 {
        let (num, den) = (u64::from(self.num), u64::from(self.den));
        let nearest = (2 * num + den) / (2 * den);
        u32::try_from(nearest).unwrap_or(u32::MAX).max(1)
    }

    /// Labels dropped at each minute, when drop-frame is defined for this rate (SMPTE 12M).
    fn dropped_per_minute(self) -> Option<u64> {
        let ratio = |n: u64, d: u64| u64::from(self.num) * d == n * u64::from(self.den);
        if ratio(30000, 1001) {
            Some(2)
        } else if ratio(60000, 1001) {
            Some(4)
        } else {
            None
        }
    }
}

impl Timecode {
    /// Non-drop timecode of a frame count.
    pub fn new(frames: u64, rate: FrameRate) -> Self {
        Self {
            frames,
            rate,
            drop: false,
        }
    }

    /// Drop-frame timecode of a frame count.
    ///
    /// # Errors
    /// At rates other than 29.97 and 59.94.
    pub fn drop_frame(frames: u64, rate: FrameRate) -> Result<Self, TimecodeError> {
        rate.dropped_per_minute()
            .ok_or_else(|| TimecodeError::NoDrop(rate.to_string()))?;
        Ok(Self {
            frames,
            rate,
            drop: true,
        })
    }

    /// The label nearest to an instant, when the stream's frame rate is constant; the first label
    /// for instants before zero.
    pub fn at(time: Timestamp, rate: FrameRate) -> Self {
        let n = i128::from(time.pts.0) * i128::from(time.time_base.num()) * i128::from(rate.num);
        let d = i128::from(time.time_base.den()) * i128::from(rate.den);
        let frames = divide_rounded(n, d).max(0);
        Self::new(u64::try_from(frames).unwrap_or(u64::MAX), rate)
    }

    pub const fn frames(self) -> u64 {
        self.frames
    }

    /// Parses a label at a rate; `;` before the frames means drop-frame.
    ///
    /// # Errors
    /// When the text has another form, a field is out of range, or the label is one that
    /// drop-frame leaves out.
    pub fn parse(text: &str, rate: FrameRate) -> Result<Self, TimecodeError> {
        let form = || TimecodeError::Form(text.to_owned());
        let drop = text.contains(';');
        let fields: Vec<&str> = text.split([':', ';']).collect();
        let separators: String = text.chars().filter(|c| matches!(c, ':' | ';')).collect();
        if fields.len() != 4 || !matches!(separators.as_str(), ":::" | "::;") {
            return Err(form());
        }
        let mut n = [0u64; 4];
        for (slot, field) in n.iter_mut().zip(&fields) {
            let plain = field.len() >= 2 && field.bytes().all(|b| b.is_ascii_digit());
            *slot = plain
                .then(|| field.parse().ok())
                .flatten()
                .ok_or_else(form)?;
        }
        let [h, m, s, f] = n;
        let fps = u64::from(rate.nominal());
        if m > 59 || s > 59 || f >= fps || h > 1_000_000 {
            return Err(TimecodeError::Range(text.to_owned()));
        }
        let label = ((h * 60 + m) * 60 + s) * fps + f;
        if !drop {
            return Ok(Self::new(label, rate));
        }
        let per_minute = rate
            .dropped_per_minute()
            .ok_or_else(|| TimecodeError::NoDrop(rate.to_string()))?;
        if m % 10 != 0 && s == 0 && f < per_minute {
            return Err(TimecodeError::Dropped(text.to_owned()));
        }
        let minutes = h * 60 + m;
        Self::drop_frame(label - per_minute * (minutes - minutes / 10), rate)
    }

    /// Frame labels including those that drop-frame skips.
    fn label(self) -> u64 {
        let Some(per_minute) = self.rate.dropped_per_minute().filter(|_| self.drop) else {
            return self.frames;
        };
        let minute = u64::from(self.rate.nominal()) * 60 - per_minute;
        let ten = minute * 10 + per_minute;
        let (tens, rest) = (self.frames / ten, self.frames % ten);
        let minutes = if rest < minute + per_minute {
            0
        } else {
            1 + (rest - minute - per_minute) / minute
        };
        self.frames
            .saturating_add(per_minute * (9 * tens + minutes))
    }
}

impl fmt::Display for FrameRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

impl FromStr for FrameRate {
    type Err = TimecodeError;

    fn from_str(text: &str) -> Result<Self, TimecodeError> {
        let form = || TimecodeError::RateForm(text.to_owned());
        let (n, d) = text.split_once('/').ok_or_else(form)?;
        Self::new(digits(n).ok_or_else(form)?, digits(d).ok_or_else(form)?)
    }
}

impl From<FrameRate> for String {
    fn from(rate: FrameRate) -> Self {
        rate.to_string()
    }
}

impl TryFrom<String> for FrameRate {
    type Error = TimecodeError;

    fn try_from(text: String) -> Result<Self, TimecodeError> {
        text.parse()
    }
}

impl fmt::Display for Timecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fps = u64::from(self.rate.nominal());
        let label = self.label();
        let (seconds, frame) = (label / fps, label % fps);
        let mark = if self.drop { ';' } else { ':' };
        write!(
            f,
            "{:02}:{:02}:{:02}{mark}{frame:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    }
}
