//! JSON in one spelling: keys sorted, no blanks, so that equal values have equal bytes.

use serde::Serialize;
use serde_json::Value;

use crate::CaseError;

/// The canonical text of a value. Keys are sorted here, whatever map the JSON library was built
/// with.
pub(crate) fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// The canonical text of anything that serialises.
///
/// # Errors
/// When it has no JSON form, for example a map whose keys aren't text.
pub(crate) fn of(what: &str, value: &impl Serialize) -> Result<String, CaseError> {
    let value = serde_json::to_value(value)
        .map_err(|e| CaseError::Misfit(format!("{what} has no JSON form: {e}")))?;
    Ok(text(&value))
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(list) => {
            out.push('[');
            for (i, v) in list.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(v, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (i, (key, v)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(v, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}
