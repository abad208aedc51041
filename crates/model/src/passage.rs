//! Quoted pieces of documents that say what a product can do: proposed by the machine, judged by
//! people.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{BoxPx, ItemId, Language, PageAddress, Point, Quad};

/// What a passage says of its function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// That the product can do it.
    Affirmed,
    /// That it can't, or that it is switched off.
    Negated,
    /// The machine can't tell: a question, a plan, a row of a table.
    Unclear,
}

/// On what a capability depends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionKind {
    Licence,
    Edition,
    Hardware,
    /// Leave of a court, a supervisor, an administrator.
    Authorisation,
    Configuration,
    General,
}

/// A condition, in the document's own words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Condition {
    pub kind: ConditionKind,
    /// The sentence that says so.
    pub text: String,
}

/// A proposed passage.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Passage {
    pub item: ItemId,
    /// From 1.
    pub page: u32,
    /// In points of the page (pixels of a picture), one box a line.
    pub boxes: Vec<BoxPx>,
    /// The whole sentence.
    pub quote: String,
    /// The words that were found, in bytes of the quote.
    pub marks: Vec<(usize, usize)>,
    /// The heading that it stands under.
    pub heading: Option<String>,
    pub language: Language,
    /// Of the capability file; `None` where only a red flag was found.
    pub function: Option<String>,
    pub polarity: Polarity,
    pub conditions: Vec<Condition>,
    /// Ids of red flags: pointers for a lawyer.
    pub red_flags: Vec<String>,
    /// Why it is proposed, in words.
    pub why: String,
}

impl Passage {
    /// The smallest box around all lines.
    pub fn bounds(&self) -> Option<BoxPx> {
        let mut boxes = self.boxes.iter();
        let first = *boxes.next()?;
        Some(boxes.fold(first, |a, b| a.around(b)))
    }

    /// Page and place, to be quoted.
    pub fn address(&self) -> PageAddress {
        let quad = self.bounds().map(|b| {
            Quad([
                Point::new(b.x, b.y),
                Point::new(b.right(), b.y),
                Point::new(b.right(), b.bottom()),
                Point::new(b.x, b.bottom()),
            ])
        });
        PageAddress::new(&self.item, self.page, quad.as_ref())
    }
}

/// What a person says of a passage.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassageVerdictValue {
    /// It says what is proposed, or what the correction says.
    Yes,
    No,
    CannotTell,
    /// Takes the same person's earlier verdict back.
    Withdrawn,
}

/// What a person reads in a passage instead of what was proposed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PassageCorrection {
    pub function: Option<String>,
    pub polarity: Option<Polarity>,
    /// The condition in the person's words; empty where there is none.
    pub condition: Option<String>,
}

/// A verdict with its author (an alias) and reason. A later one stands beside it, never over it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PassageVerdict {
    pub value: PassageVerdictValue,
    pub correction: Option<PassageCorrection>,
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
    /// Given to settle a disagreement of others.
    #[serde(default, skip_serializing_if = "crate::score::is_false")]
    pub arbiter: bool,
}

/// What a passage is held to say, after people accepted it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassageReading {
    pub function: Option<String>,
    pub polarity: Polarity,
    pub conditions: Vec<String>,
}

/// Where a passage stands after all verdicts on it: each person's latest counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PassageStanding {
    /// Nobody has judged, or all took it back.
    Open,
    Accepted(PassageReading),
    Rejected,
    CannotTell,
    /// People judge, or read, differently.
    Split,
}

impl PassageStanding {
    /// `verdicts` in the order in which they were given.
    pub fn of(passage: &Passage, verdicts: &[PassageVerdict]) -> Self {
        if let Some(settled) = verdicts.iter().rev().find(|v| v.arbiter) {
            return Self::of_one(passage, settled);
        }
        let mut latest: Vec<&PassageVerdict> = Vec::new();
        for verdict in verdicts {
            latest.retain(|v| v.by != verdict.by);
            latest.push(verdict);
        }
        latest.retain(|v| v.value != PassageVerdictValue::Withdrawn);
        let mut each = latest.into_iter().map(|v| Self::of_one(passage, v));
        let Some(first) = each.next() else {
            return Self::Open;
        };
        if each.all(|other| other == first) {
            first
        } else {
            Self::Split
        }
    }

    fn of_one(passage: &Passage, verdict: &PassageVerdict) -> Self {
        match verdict.value {
            PassageVerdictValue::Yes => Self::Accepted(read_as(passage, verdict)),
            PassageVerdictValue::No => Self::Rejected,
            PassageVerdictValue::CannotTell => Self::CannotTell,
            PassageVerdictValue::Withdrawn => Self::Open,
        }
    }

    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted(_) => "accepted",
            Self::Rejected => "rejected",
            Self::CannotTell => "cannot-tell",
            Self::Split => "split",
        }
    }
}

fn read_as(passage: &Passage, verdict: &PassageVerdict) -> PassageReading {
    let given = verdict.correction.clone().unwrap_or_default();
    let proposed: BTreeSet<&String> = passage.conditions.iter().map(|c| &c.text).collect();
    PassageReading {
        function: given.function.or_else(|| passage.function.clone()),
        polarity: given.polarity.unwrap_or(passage.polarity),
        conditions: match given.condition {
            Some(text) if text.trim().is_empty() => Vec::new(),
            Some(text) => vec![text],
            None => proposed.into_iter().cloned().collect(),
        },
    }
}
