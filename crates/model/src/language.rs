//! The languages in which documents are read for capabilities.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language with terms in the capability file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    En,
    Fr,
    Ru,
    Kk,
    Zh,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::En, Self::Fr, Self::Ru, Self::Kk, Self::Zh];

    /// ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Ru => "ru",
            Self::Kk => "kk",
            Self::Zh => "zh",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
