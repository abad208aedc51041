//! What the person who adds files says of them.

use model::PublishedDate;

/// Source, date and collector as said by the person who adds the files. What a sidecar says of
/// one file is more exact than what is said of a whole folder, except the collector's alias.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    pub source: Option<String>,
    pub published: Option<PublishedDate>,
    pub by: Option<String>,
    /// What the collector's clock was set by.
    pub clock: Option<String>,
}

/// Why a date was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date; expected 2025, 2025-03, 2025-03-14 or 2025-03-14T09:30:00Z")]
pub struct GivenError(String);

impl Given {
    /// # Errors
    /// When `published` is not an ISO 8601 date of one of four precisions.
    pub fn new(
        source: Option<String>,
        published: Option<String>,
        by: Option<String>,
    ) -> Result<Self, GivenError> {
        let published = published.map(|raw| parse_date(&raw)).transpose()?;
        Ok(Self {
            source,
            published,
            by,
            clock: None,
        })
    }
}

/// Checks a date and keeps its precision.
pub(crate) fn parse_date(raw: &str) -> Result<PublishedDate, GivenError> {
    let text = raw.trim();
    let wrong = || GivenError(raw.to_owned());
    let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let padded = match text.len() {
        4 if plain(text) => format!("{text}-01-01"),
        7 if plain(text) => format!("{text}-01"),
        10 if plain(text) => text.to_owned(),
        _ => {
            let at: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
            return Ok(PublishedDate {
                iso: at.to_string(),
                raw: raw.to_owned(),
            });
        }
    };
    padded.parse::<jiff::civil::Date>().map_err(|_| wrong())?;
    Ok(PublishedDate {
        iso: text.to_owned(),
        raw: raw.to_owned(),
    })
}
