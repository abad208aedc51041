//! Scores of proposals, and the verdicts people give on them.

use serde::{Deserialize, Serialize};

/// log10 of the number of false alarms: the expected count of matches at least this good by
/// chance in the whole search (Moisan and Stival 2004). Lower is better; below 0 means fewer than
/// one expected.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize, Deserialize)]
#[serde(transparent)]
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
}

impl LogNfa {
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
