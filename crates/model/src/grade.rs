//! How sure, in the words of published scales: the Admiralty grades, likelihood and confidence,
//! each kept apart from the others.

use serde::{Deserialize, Serialize};

/// How reliable a source is (NATO AJP-2.1, "Admiralty code"), judged apart from what it says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum SourceGrade {
    A,
    B,
    C,
    D,
    E,
    F,
}

/// How credible a piece of information is, judged apart from its source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum InformationGrade {
    Confirmed = 1,
    ProbablyTrue,
    PossiblyTrue,
    Doubtful,
    Improbable,
    CannotBeJudged,
}

impl SourceGrade {
    pub const fn words(self) -> &'static str {
        match self {
            Self::A => "completely reliable",
            Self::B => "usually reliable",
            Self::C => "fairly reliable",
            Self::D => "not usually reliable",
            Self::E => "unreliable",
            Self::F => "reliability cannot be judged",
        }
    }

    pub const fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::E => 'E',
            Self::F => 'F',
        }
    }

    pub fn of_letter(letter: char) -> Option<Self> {
        [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F]
            .into_iter()
            .find(|g| g.letter() == letter.to_ascii_uppercase())
    }
}

impl InformationGrade {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed by other sources",
            Self::ProbablyTrue => "probably true",
            Self::PossiblyTrue => "possibly true",
            Self::Doubtful => "doubtful",
            Self::Improbable => "improbable",
            Self::CannotBeJudged => "truth cannot be judged",
        }
    }

    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl From<InformationGrade> for u8 {
    fn from(grade: InformationGrade) -> Self {
        grade.number()
    }
}

impl TryFrom<u8> for InformationGrade {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Ok(match number {
            1 => Self::Confirmed,
            2 => Self::ProbablyTrue,
            3 => Self::PossiblyTrue,
            4 => Self::Doubtful,
            5 => Self::Improbable,
            6 => Self::CannotBeJudged,
            _ => return Err(format!("a grade of information is 1 to 6, not {number}")),
        })
    }
}

/// A published scale of likelihood words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LikelihoodScale {
    /// US Intelligence Community Directive 203 (2015).
    Icd203,
    /// UK Professional Head of Intelligence Assessment (March 2025).
    Phia2025,
}

impl LikelihoodScale {
    pub const ALL: [Self; 2] = [Self::Icd203, Self::Phia2025];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Icd203 => "icd-203",
            Self::Phia2025 => "phia-2025",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Icd203 => "ICD 203 (2015)",
            Self::Phia2025 => "PHIA probability yardstick (2025)",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// The scale's words, each with the range of per cent that it means.
    pub const fn words(self) -> &'static [(&'static str, u8, u8)] {
        match self {
            Self::Icd203 => &[
                ("almost no chance", 1, 5),
                ("very unlikely", 5, 20),
                ("unlikely", 20, 45),
                ("roughly even chance", 45, 55),
                ("likely", 55, 80),
                ("very likely", 80, 95),
                ("almost certain", 95, 99),
            ],
            Self::Phia2025 => &[
                ("remote chance", 0, 5),
                ("highly unlikely", 10, 20),
                ("unlikely", 25, 35),
                ("realistic possibility", 40, 50),
                ("likely", 55, 75),
                ("highly likely", 80, 90),
                ("almost certain", 95, 100),
            ],
        }
    }
}

/// A likelihood word with the scale that gives it its meaning; never a bare number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawLikelihood")]
pub struct Likelihood {
    word: String,
    scale: LikelihoodScale,
}

#[derive(Deserialize)]
struct RawLikelihood {
    word: String,
    scale: LikelihoodScale,
}

/// A word that is not on the scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a word of {}; its words are: {}", scale.title(), list(*scale))]
pub struct LikelihoodError {
    word: String,
    scale: LikelihoodScale,
}

fn list(scale: LikelihoodScale) -> String {
    let words: Vec<&str> = scale.words().iter().map(|(w, ..)| *w).collect();
    words.join(", ")
}

impl Likelihood {
    /// # Errors
    /// When the word is not on the scale.
    pub fn new(word: &str, scale: LikelihoodScale) -> Result<Self, LikelihoodError> {
        let wanted = word.trim().to_lowercase().replace('-', " ");
        let found = scale.words().iter().find(|(w, ..)| *w == wanted);
        found
            .map(|(w, ..)| Self {
                word: (*w).to_owned(),
                scale,
            })
            .ok_or_else(|| LikelihoodError {
                word: word.to_owned(),
                scale,
            })
    }

    pub fn word(&self) -> &str {
        &self.word
    }

    pub const fn scale(&self) -> LikelihoodScale {
        self.scale
    }

    /// The range in per cent that the scale gives the word.
    pub fn per_cent(&self) -> (u8, u8) {
        let found = self.scale.words().iter().find(|(w, ..)| *w == self.word);
        found.map_or((0, 100), |(_, from, to)| (*from, *to))
    }
}

impl TryFrom<RawLikelihood> for Likelihood {
    type Error = LikelihoodError;

    fn try_from(raw: RawLikelihood) -> Result<Self, LikelihoodError> {
        Self::new(&raw.word, raw.scale)
    }
}

/// How sure the assessment itself is: quality of the evidence, not chance of the event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConfidenceLevel {
    Low,
    Moderate,
    High,
}

impl ConfidenceLevel {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

/// Confidence with the reason for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Confidence {
    pub level: ConfidenceLevel,
    pub reason: String,
}
