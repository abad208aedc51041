//! Scores of proposals, and the verdicts people give on them.

use serde::{Deserialize, Serialize};

/// log10 of the number of false alarms: the expected count of matches at least this good by
/// chance in the whole search (Moisan and Stival 2004). Lower is better; below 0 means fewer than
/// one expected. A bound outside all scores may be infinite while a search compares; what is
/// written down never is ([`LogNfa::new`]), because JSON knows no infinity.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize, Deserialize)]
#[serde(from = "f64", into = "f64")]
pub struct LogNfa(pub f64);

/// What a person says of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictValue {
    Yes,
    No,
    CannotTell,
}

/// A verdict with its author (an alias) and reason. A later one stands beside it, never over it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verdict {
    pub value: VerdictValue,
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
    /// Given to settle a disagreement of others.
    #[serde(default, skip_serializing_if = "is_false")]
    pub arbiter: bool,
}

pub(crate) const fn is_false(b: &bool) -> bool {
    !*b
}

/// Where a proposal stands after all verdicts on it: each person's latest counts, and nobody's
/// overrules another's but an arbiter's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nobody has judged.
    Open,
    /// Everybody who judged says the same.
    Agreed(VerdictValue),
    /// People judge differently.
    Split,
}

impl Standing {
    /// `verdicts` in the order in which they were given.
    pub fn of(verdicts: &[Verdict]) -> Self {
        if let Some(settled) = verdicts.iter().rev().find(|v| v.arbiter) {
            return Self::Agreed(settled.value);
        }
        let mut latest: Vec<&Verdict> = Vec::new();
        for verdict in verdicts {
            latest.retain(|v| v.by != verdict.by);
            latest.push(verdict);
        }
        match latest.split_first() {
            None => Self::Open,
            Some((first, rest)) if rest.iter().all(|v| v.value == first.value) => {
                Self::Agreed(first.value)
            }
            Some(_) => Self::Split,
        }
    }

    /// The verdict that counts; a proposal that people judge differently can't be told.
    pub fn counts_as(self) -> Option<VerdictValue> {
        match self {
            Self::Open => None,
            Self::Agreed(value) => Some(value),
            Self::Split => Some(VerdictValue::CannotTell),
        }
    }
}

impl LogNfa {
    /// No score is written lower: a match of 3,000 points reaches about here.
    pub const FLOOR: f64 = -9999.0;
    /// No score is written higher; what is no number stands here, too.
    pub const CEILING: f64 = 9999.0;

    /// A score within [`LogNfa::FLOOR`] and [`LogNfa::CEILING`].
    pub fn new(log10: f64) -> Self {
        if log10.is_nan() {
            return Self(Self::CEILING);
        }
        Self(log10.clamp(Self::FLOOR, Self::CEILING))
    }

    /// The expected count in words that keep their meaning without mathematics.
    pub fn in_words(self) -> String {
        let n = -self.0;
        if n >= 15.0 {
            "fewer than 1 chance match in 10^15 searches like this one".to_owned()
        } else if n >= 0.5 {
            format!("about 1 chance match in 10^{n:.0} searches like this one")
        } else {
            "a chance match is to be expected".to_owned()
        }
    }
}

impl From<f64> for LogNfa {
    fn from(log10: f64) -> Self {
        Self::new(log10)
    }
}

impl From<LogNfa> for f64 {
    /// As it is written: finite.
    fn from(score: LogNfa) -> Self {
        LogNfa::new(score.0).0
    }
}
