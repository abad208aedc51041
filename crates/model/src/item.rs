//! Items: original files, named by content, and what is known of where they came from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ContentHash, HashError};

/// An original file of the case, named by its SHA-256: the same bytes are the same item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub ContentHash);

/// The first hex digits of an item id, as people copy it: 8 to 64 of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ItemPrefix(String);

/// What kind of thing an item was found to be, by its content and not by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    Video,
    /// A document with pages (PDF).
    Document,
    /// A single picture.
    Picture,
    /// A record of origin beside another file (such as `.info.json`).
    Sidecar,
    /// Preserved, but not understood.
    Other,
}

/// A date as precisely as it is known: a day, or an instant. The raw text is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublishedDate {
    /// ISO 8601: `2025`, `2025-03`, `2025-03-14` or `2025-03-14T09:30:00Z`.
    pub iso: String,
    /// The text it was read from, unchanged.
    pub raw: String,
}

/// What a person added a file as. It decides how pictures are used: a picture among documents is a
/// reference, a picture among footage is not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddedAs {
    Footage,
    Document,
    /// What must not prove a product: look-alikes, generic widgets, maps that many programs show.
    Negative,
    /// Not said: decided by content.
    #[default]
    Either,
}

/// How far an item may go.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// Anyone may have it.
    Open,
    /// Those who work on the case and whom they hand it to.
    #[default]
    Internal,
    /// It could tell who a source is: it never leaves the case folder.
    SourceIdentifying,
}

/// One account of where an item came from. An item may have several: the same file posted twice.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Origin {
    /// Path at the time of collection, relative to the folder that was added.
    pub path: String,
    #[serde(default)]
    pub added_as: AddedAs,
    /// Address of the post or page, where known.
    pub url: Option<String>,
    /// Platform and its own id, for example `Youtube abc123`.
    pub canonical_id: Option<String>,
    pub title: Option<String>,
    /// Who published it: channel, uploader, company, ministry.
    pub publisher: Option<String>,
    pub published: Option<PublishedDate>,
    /// Alias of the person who collected it; never a legal name unless they choose so.
    pub collected_by: Option<String>,
    /// When it was collected (ISO 8601, UTC), where a sidecar says so.
    pub collected_at: Option<String>,
    /// Program that collected it, for example `yt-dlp 2026.10.26`.
    pub tool: Option<String>,
    /// What the collector's clock was set by, for example `NTP`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// What was noticed, for example "video and audio were merged by the downloader".
    pub notes: Vec<String>,
    /// The sidecar item that says this, where there is one.
    pub sidecar: Option<ItemId>,
}

impl ItemId {
    /// The short form for people: the first 12 hex digits.
    pub fn short(&self) -> String {
        self.0.to_hex()[..ItemPrefix::USUAL].to_owned()
    }
}

impl ItemPrefix {
    /// Digits that are shown unless two items of a case share them.
    pub const USUAL: usize = 12;
    const LEAST: usize = 8;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn matches(&self, item: &ItemId) -> bool {
        item.0.to_hex().starts_with(&self.0)
    }
}

impl From<&ItemId> for ItemPrefix {
    fn from(item: &ItemId) -> Self {
        Self(item.short())
    }
}

impl FromStr for ItemPrefix {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        if let Some(c) = text.chars().find(|c| !c.is_ascii_hexdigit()) {
            return Err(HashError::Digit(c));
        }
        if !(Self::LEAST..=64).contains(&text.len()) {
            return Err(HashError::Length(text.len()));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl fmt::Display for ItemPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "item:{}", self.short())
    }
}

impl FromStr for ItemId {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        text.parse().map(Self)
    }
}
