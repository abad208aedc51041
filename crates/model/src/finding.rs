//! Findings: what a person states, with evidence for and against, rival explanations, what was
//! looked for in vain, and how far it has been checked by others.

use serde::{Deserialize, Serialize};

use crate::{Confidence, InformationGrade, Likelihood, SourceGrade, StatedDate};

/// What a statement or relation rests on: a place in the case. Ids are whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceRef {
    Sighting(String),
    Passage(String),
    /// A line of a reading, from 0.
    Reading(String, usize),
    /// A moment or page, as the text of its [`crate::Address`].
    Address(String),
    Relation(String),
}

impl std::fmt::Display for EvidenceRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sighting(id) => write!(f, "sighting:{id}"),
            Self::Passage(id) => write!(f, "passage:{id}"),
            Self::Reading(id, line) => write!(f, "reading:{id}:{line}"),
            Self::Address(address) => f.write_str(address),
            Self::Relation(id) => write!(f, "relation:{id}"),
        }
    }
}

/// Whether a piece of evidence speaks for or against.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    For,
    Against,
}

/// A piece of evidence as a person cited it, with the grades of its source and of what it says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Citation {
    pub of: EvidenceRef,
    pub side: Side,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceGrade>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub information: Option<InformationGrade>,
    /// What it shows, in the person's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// How much a finding's wording claims of a product and a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wording {
    /// The evidence shows a mark, an interface, a text; no more.
    Shows,
    /// What is shown fits the statement, and other explanations are named.
    ConsistentWith,
    /// That somebody supplied something to somebody.
    Supplied,
}

impl Wording {
    pub const ALL: [Self; 3] = [Self::Shows, Self::ConsistentWith, Self::Supplied];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Shows => "shows",
            Self::ConsistentWith => "consistent-with",
            Self::Supplied => "supplied",
        }
    }

    /// As it is written in a sentence.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Shows => "shows",
            Self::ConsistentWith => "is consistent with",
            Self::Supplied => "supplied",
        }
    }
}

/// What a finding says.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct FindingFields {
    /// The facts.
    pub statement: String,
    /// What the authors make of them; kept apart from the facts.
    #[serde(default)]
    pub assessment: String,
    pub wording: Option<Wording>,
    /// Entities that it names: each has a right of reply.
    #[serde(default)]
    pub parties: Vec<String>,
    #[serde(default)]
    pub likelihood: Option<Likelihood>,
    #[serde(default)]
    pub confidence: Option<Confidence>,
}

/// Another explanation of the same evidence, and what speaks against it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RivalExplanation {
    pub explanation: String,
    /// Why it is less likely, or that nothing excludes it.
    pub weighed: String,
}

/// Something that was looked for and not found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Absence {
    pub what: String,
    /// Where and how far was looked.
    pub coverage: String,
}

/// How far a finding has been checked. None is skipped, and any change sets it back to draft.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingState {
    Draft,
    /// Its authors hold it to be complete.
    Ready,
    /// Another person has checked it.
    Reviewed,
    /// Fit to be published: right of reply given, law considered.
    Cleared,
    Published,
    Withdrawn,
}

impl FindingState {
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Ready,
        Self::Reviewed,
        Self::Cleared,
        Self::Published,
        Self::Withdrawn,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Reviewed => "reviewed",
            Self::Cleared => "cleared",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Whether a finding may go from here to `to`: one step on, back to draft, or withdrawn.
    pub fn may_become(self, to: Self) -> bool {
        match to {
            Self::Draft => self != Self::Draft,
            Self::Withdrawn => self != Self::Withdrawn,
            _ => self.next() == Some(to),
        }
    }

    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Draft => Some(Self::Ready),
            Self::Ready => Some(Self::Reviewed),
            Self::Reviewed => Some(Self::Cleared),
            Self::Cleared => Some(Self::Published),
            Self::Published | Self::Withdrawn => None,
        }
    }
}

/// What happened with a named party's right of reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyAct {
    Asked {
        /// By which way: letter, e-mail, telephone.
        how: String,
        when: StatedDate,
        deadline: StatedDate,
        question: String,
    },
    /// Verbatim, however long.
    Answered {
        when: StatedDate,
        text: String,
        /// Where it is used in what is published.
        used: String,
    },
    NotAsked {
        reason: String,
    },
}

/// An entry of a party's right of reply, of one finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reply {
    /// Id of the entity.
    pub party: String,
    pub act: ReplyAct,
}

/// A change of some of a finding's fields; `None` leaves a field as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct FindingPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parties: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Likelihood>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

impl FindingPatch {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub fn apply(self, fields: &mut FindingFields) {
        fn set<T>(slot: &mut T, new: Option<T>) {
            if let Some(new) = new {
                *slot = new;
            }
        }
        set(&mut fields.statement, self.statement);
        set(&mut fields.assessment, self.assessment);
        set(&mut fields.parties, self.parties);
        fields.wording = self.wording.or(fields.wording);
        fields.likelihood = self.likelihood.or(fields.likelihood.take());
        fields.confidence = self.confidence.or(fields.confidence.take());
    }
}
