//! Small helpers of every table: the clock, and columns as records.

use model::ItemId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::CaseError;

/// Now, ISO 8601 in UTC with milliseconds.
pub(crate) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

/// A time some seconds before now, in the same form.
pub(crate) fn seconds_ago(seconds: f64) -> String {
    let now = jiff::Timestamp::now();
    let ago = std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default();
    format!("{:.3}", now.checked_sub(ago).unwrap_or(now))
}

/// A JSON column as a record.
pub(crate) fn parsed<T: DeserializeOwned>(what: &'static str, json: &str) -> Result<T, CaseError> {
    serde_json::from_str(json).map_err(|e| CaseError::Unreadable {
        what,
        detail: e.to_string(),
    })
}

/// A column that holds the bare name of an enum's value.
pub(crate) fn named<T: DeserializeOwned>(what: &'static str, name: &str) -> Result<T, CaseError> {
    serde_json::from_value(Value::from(name)).map_err(|e| CaseError::Unreadable {
        what,
        detail: e.to_string(),
    })
}

/// The bare name of an enum's value.
pub(crate) fn name(what: &str, value: &impl Serialize) -> Result<String, CaseError> {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => Ok(name),
        _ => Err(CaseError::Misfit(format!("{what} has no plain name"))),
    }
}

/// A column that holds a hash.
pub(crate) fn id(hex: &str) -> Result<ItemId, CaseError> {
    hex.parse()
        .map_err(|e: model::HashError| CaseError::Unreadable {
            what: "a SHA-256",
            detail: e.to_string(),
        })
}
