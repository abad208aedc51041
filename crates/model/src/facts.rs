//! What a document is: kind, title, version and the like, each with the place it was read from.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::BoxPx;

/// What kind of document it is. What a brochure claims, a manual documents.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    Brochure,
    Manual,
    Datasheet,
    Post,
    Contract,
    Letter,
}

/// Something that is known of a document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentField {
    /// The name of a [`DocumentKind`].
    Kind,
    /// ISO 639-1, of the most words.
    Language,
    Title,
    /// As it is printed: "Edition of 3 March 2022".
    Edition,
    /// Of the product: "4.2".
    Version,
    /// 2022, 2022-03 or 2022-03-14.
    Date,
    Maker,
    Product,
}

/// Where it was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentPlace {
    /// On a page, from 1.
    Page { page: u32, bounds: BoxPx },
    /// In the file's own record of itself, which anybody can write.
    Metadata,
    /// In the names of file and folders as they were added.
    Path,
    /// In the words of many pages together.
    Whole,
}

/// A proposal, or what a person said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DocumentFact {
    pub field: DocumentField,
    pub value: String,
    pub place: DocumentPlace,
    /// Why it is proposed, in words.
    pub why: String,
}

impl DocumentKind {
    pub const ALL: [Self; 6] = [
        Self::Brochure,
        Self::Manual,
        Self::Datasheet,
        Self::Post,
        Self::Contract,
        Self::Letter,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Brochure => "brochure",
            Self::Manual => "manual",
            Self::Datasheet => "datasheet",
            Self::Post => "post",
            Self::Contract => "contract",
            Self::Letter => "letter",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

impl DocumentField {
    pub const ALL: [Self; 8] = [
        Self::Kind,
        Self::Language,
        Self::Title,
        Self::Edition,
        Self::Version,
        Self::Date,
        Self::Maker,
        Self::Product,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Language => "language",
            Self::Title => "title",
            Self::Edition => "edition",
            Self::Version => "version",
            Self::Date => "date",
            Self::Maker => "maker",
            Self::Product => "product",
        }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
