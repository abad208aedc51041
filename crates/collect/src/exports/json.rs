//! Records in JSON: bounded, tolerant, and nothing kept that isn't asked for.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use jiff::Timestamp;
use model::PublishedDate;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ExportError;

/// A long channel's messages have some hundred megabytes.
const LONGEST: u64 = 1 << 30;
/// Longest text that is kept of a field, in characters; the record itself is kept whole.
const LONGEST_TEXT: usize = 2000;

pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, ExportError> {
    let wrong = |what: String| ExportError::new(path, what);
    let file = File::open(path).map_err(|e| wrong(e.to_string()))?;
    let meta = file.metadata().map_err(|e| wrong(e.to_string()))?;
    if !meta.is_file() || meta.len() > LONGEST {
        return Err(wrong("not a plain file of bounded size".to_owned()));
    }
    serde_json::from_reader(BufReader::new(file.take(LONGEST)))
        .map_err(|e| wrong(format!("not understood: {e}")))
}

/// The first of some keys that holds a text or a number, as text.
pub(crate) fn text(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| plain(value.get(*key)?))
}

/// The text of a plain value.
pub(crate) fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then(|| short(&text))
}

pub(crate) fn short(text: &str) -> String {
    let mut kept: String = text.chars().take(LONGEST_TEXT).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

/// An address of the web, or nothing.
pub(crate) fn address(text: Option<String>) -> Option<String> {
    text.filter(|t| {
        let scheme = t.split_once("://").map(|(s, _)| s.to_ascii_lowercase());
        scheme.is_some_and(|s| s == "http" || s == "https") && !t.chars().any(char::is_whitespace)
    })
}

/// A date from Unix seconds.
pub(crate) fn unix(seconds: i64, raw: &str) -> Option<PublishedDate> {
    let at = Timestamp::from_second(seconds).ok()?;
    Some(PublishedDate {
        iso: at.to_string(),
        raw: raw.to_owned(),
    })
}

/// A date as exports write them: ISO 8601, or with a blank, which is taken as UTC where no zone is
/// named.
pub(crate) fn date(text: &str) -> Option<PublishedDate> {
    let raw = text.trim();
    if let Ok(date) = crate::given::parse_date(raw) {
        return Some(date);
    }
    let joined = raw.replacen(' ', "T", 1);
    let iso = [joined.clone(), format!("{joined}Z")]
        .iter()
        .find_map(|t| t.parse::<Timestamp>().ok())?
        .to_string();
    Some(PublishedDate {
        iso,
        raw: raw.to_owned(),
    })
}
