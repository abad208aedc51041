//! Exact media time: an integer presentation time stamp in an exact time base, never a float.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ItemId;

/// Duration of one tick in seconds, as the fraction `num/den` (for example 1/90000).
///
/// Both parts are positive; the fraction is kept as the container gave it, so that an address
/// quotes the file's own numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TimeBase {
    num: u32,
    den: u32,
}

/// A presentation time stamp, counted in ticks of some stream's time base.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pts(pub i64);

/// A point on a stream's time line: a PTS with the base that gives it meaning.
///
/// Equality and order are those of the exact instant, so 1 tick of 1/25 equals 2 ticks of 1/50.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Timestamp {
    pub pts: Pts,
    pub time_base: TimeBase,
}

/// One frame of one stream of one item: what evidence points at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Moment {
    pub item: ItemId,
    pub stream: u32,
    pub time: Timestamp,
}

/// Why a text or a pair of numbers is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("a time base needs two positive whole numbers, for example 1/90000; got {0:?}")]
    Base(String),
    #[error("a time stamp is <pts>:<num>/<den>, for example 512:1/12800; got {0:?}")]
    Stamp(String),
}

impl TimeBase {
    /// # Errors
    /// When either part is zero.
    pub fn new(num: u32, den: u32) -> Result<Self, TimeError> {
        if num == 0 || den == 0 {
            return Err(TimeError::Base(format!("{num}/{den}")));
        }
        Ok(Self { num, den })
    }

    pub const fn num(self) -> u32 {
        self.num
    }

    pub const fn den(self) -> u32 {
        self.den
    }
}

impl Timestamp {
    pub const fn new(pts: i64, time_base: TimeBase) -> Self {
        Self {
            pts: Pts(pts),
            time_base,
        }
    }

    /// Seconds as a float, for display and statistics only: never for an address.
    pub fn approx_seconds(self) -> f64 {
        self.pts.0 as f64 * f64::from(self.time_base.num) / f64::from(self.time_base.den)
    }

    /// Seconds as a decimal text with six places, rounded half away from zero: `"41.240000"`.
    pub fn seconds(self) -> String {
        let micro = self.in_units_of(1_000_000);
        let sign = if micro < 0 { "-" } else { "" };
        let micro = micro.unsigned_abs();
        format!("{sign}{}.{:06}", micro / 1_000_000, micro % 1_000_000)
    }

    /// `h:mm:ss.mmm`, for people; not an address.
    pub fn clock(self) -> String {
        let milli = self.in_units_of(1000);
        let sign = if milli < 0 { "-" } else { "" };
        let ms = milli.unsigned_abs();
        let s = ms / 1000;
        format!(
            "{sign}{}:{:02}:{:02}.{:03}",
            s / 3600,
            s / 60 % 60,
            s % 60,
            ms % 1000
        )
    }

    /// The nearest tick count in units of 1/`per_second` seconds.
    pub fn in_units_of(self, per_second: u32) -> i128 {
        let n = i128::from(self.pts.0) * i128::from(self.time_base.num) * i128::from(per_second);
        divide_rounded(n, i128::from(self.time_base.den))
    }

    /// Exact difference in microseconds, rounded once to the nearest; at the ends of `i64`
    /// (292,000 years) it stays there.
    pub fn micros_since(self, earlier: Timestamp) -> i64 {
        // Whole seconds and remainders apart: one common denominator would not fit 128 bits.
        let parts = |t: Timestamp| {
            let n = i128::from(t.pts.0) * i128::from(t.time_base.num);
            let d = i128::from(t.time_base.den);
            (n / d, n % d, d)
        };
        let (s1, r1, d1) = parts(self);
        let (s0, r0, d0) = parts(earlier);
        let rest = divide_rounded((r1 * d0 - r0 * d1) * 1_000_000, d1 * d0);
        let micros = (s1 - s0) * 1_000_000 + rest;
        micros.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let a = i128::from(self.pts.0)
            * i128::from(self.time_base.num)
            * i128::from(other.time_base.den);
        let b = i128::from(other.pts.0)
            * i128::from(other.time_base.num)
            * i128::from(self.time_base.den);
        a.cmp(&b)
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Timestamp {}

impl std::hash::Hash for Timestamp {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // Equal instants must hash alike, so hash the reduced fraction of seconds.
        let n = i128::from(self.pts.0) * i128::from(self.time_base.num);
        let d = i128::from(self.time_base.den);
        let g = gcd(n.unsigned_abs(), d.unsigned_abs()).max(1) as i128;
        (n / g).hash(state);
        (d / g).hash(state);
    }
}

/// `n / d` to the nearest, half away from zero; `d` is positive. No step exceeds `n` or `2 d`.
pub(crate) fn divide_rounded(n: i128, d: i128) -> i128 {
    let (quotient, rest) = (n / d, n % d);
    if 2 * rest.abs() >= d {
        quotient + n.signum()
    } else {
        quotient
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl fmt::Display for TimeBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

impl FromStr for TimeBase {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError::Base(text.to_owned());
        let (num, den) = text.split_once('/').ok_or_else(wrong)?;
        Self::new(
            digits(num).ok_or_else(wrong)?,
            digits(den).ok_or_else(wrong)?,
        )
        .map_err(|_| wrong())
    }
}

impl fmt::Display for Timestamp {
    /// `<pts>:<num>/<den>`, the exact text form that addresses use.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.pts.0, self.time_base)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError::Stamp(text.to_owned());
        let (pts, base) = text.split_once(':').ok_or_else(wrong)?;
        let (sign, magnitude) = match pts.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", pts),
        };
        if magnitude.is_empty() || !magnitude.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let pts = format!("{sign}{magnitude}").parse().map_err(|_| wrong())?;
        Ok(Self::new(pts, base.parse().map_err(|_| wrong())?))
    }
}

/// Plain decimal digits only: no sign, no blanks.
pub(crate) fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

impl From<TimeBase> for String {
    fn from(base: TimeBase) -> Self {
        base.to_string()
    }
}

impl TryFrom<String> for TimeBase {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}
