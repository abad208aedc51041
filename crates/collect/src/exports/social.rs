//! What Facebook and Instagram give to the holder of an account. Folders change every year: any
//! object with `uri` and a time is taken, where the file is a picture or video in the folder.

use std::collections::BTreeSet;
use std::path::Path;

use model::Origin;
use serde_json::{Map, Value};

use super::{Brought, ExportError, Inside, Missing, Taken, files_below, json};

const TIMES: [&str; 3] = ["creation_timestamp", "timestamp", "taken_timestamp"];
/// Records about the account, not about what was published.
const NOT_READ: [&str; 8] = [
    "security",
    "login",
    "personal_information",
    "ads_",
    "contacts",
    "connections",
    "preferences",
    "apps_and_websites",
];

pub(super) fn read(root: &Path) -> Result<Brought, ExportError> {
    let inside =
        Inside::new(root).ok_or_else(|| ExportError::new(root, "there is no such folder"))?;
    let mut brought = Brought::default();
    let mut seen = BTreeSet::new();
    for record in files_below(root) {
        let name = inside.name(&record);
        let is_json = record.extension().is_some_and(|e| e == "json");
        if !is_json || NOT_READ.iter().any(|n| name.contains(n)) {
            continue;
        }
        match json::read::<Value>(&record) {
            Ok(told) => walk(
                &told,
                &Around::default(),
                &record,
                &inside,
                &mut seen,
                &mut brought,
            ),
            Err(e) => brought.notices.push(e.to_string()),
        }
    }
    if brought.files.is_empty() && brought.missing.is_empty() {
        return Err(ExportError::new(
            root,
            "no record in it names a picture or video; choose JSON, not HTML, when you ask for the download",
        ));
    }
    Ok(brought)
}

/// What the objects around one say.
#[derive(Clone, Default)]
struct Around {
    title: Option<String>,
    seconds: Option<i64>,
    sender: Option<String>,
}

impl Around {
    fn with(&self, object: &Map<String, Value>) -> Self {
        let of = |key: &str| object.get(key).and_then(json::plain).map(|t| repaired(&t));
        let posted = object
            .get("data")
            .and_then(Value::as_array)
            .and_then(|d| d.iter().find_map(|e| json::text(e, &["post"])));
        let seconds = TIMES.iter().find_map(|k| object.get(*k)?.as_i64());
        Self {
            title: posted
                .map(|t| repaired(&t))
                .or_else(|| of("title"))
                .or_else(|| of("description"))
                .or_else(|| of("content"))
                .or_else(|| self.title.clone()),
            seconds: seconds.or(self.seconds),
            sender: of("sender_name").or_else(|| self.sender.clone()),
        }
    }
}

fn walk(
    value: &Value,
    around: &Around,
    record: &Path,
    inside: &Inside,
    seen: &mut BTreeSet<String>,
    brought: &mut Brought,
) {
    match value {
        Value::Array(list) => {
            for one in list {
                walk(one, around, record, inside, seen, brought);
            }
        }
        Value::Object(object) => {
            let around = around.with(object);
            if let (Some(uri), Some(seconds)) =
                (object.get("uri").and_then(Value::as_str), around.seconds)
            {
                take(
                    &repaired(uri),
                    seconds,
                    &around,
                    record,
                    inside,
                    seen,
                    brought,
                );
            }
            for (key, one) in object {
                if key != "uri" {
                    walk(one, &around, record, inside, seen, brought);
                }
            }
        }
        _ => {}
    }
}

fn take(
    uri: &str,
    seconds: i64,
    around: &Around,
    record: &Path,
    inside: &Inside,
    seen: &mut BTreeSet<String>,
    brought: &mut Brought,
) {
    // Links to the web are not files that were left out.
    if uri.contains("://") || !seen.insert(uri.to_owned()) {
        return;
    }
    match inside.file(uri) {
        Ok(path) => brought.files.push(Taken {
            origin: Origin {
                path: inside.name(&path),
                title: around.title.clone(),
                publisher: around.sender.clone(),
                published: json::unix(seconds, &format!("timestamp {seconds}")),
                tool: Some("the platform's own download".to_owned()),
                notes: vec![
                    "given by the holder of the account: mind who could be told by it".to_owned(),
                ],
                ..Origin::default()
            },
            path,
            record: Some(record.to_owned()),
            sha256: None,
        }),
        Err(why) => brought.missing.push(Missing {
            name: json::short(uri),
            why,
            url: None,
            record: Some(record.to_owned()),
        }),
    }
}

/// These exports write each byte of UTF-8 as a character of its own (`LÃ¸ye`): put together again
/// where that gives text.
fn repaired(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect();
    bytes
        .and_then(|b| String::from_utf8(b).ok())
        .unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_that_stand_as_characters_are_put_together() {
        assert_eq!(super::repaired("LÃ¸ye"), "Løye");
        assert_eq!(super::repaired("Løye"), "Løye");
        assert_eq!(super::repaired("Алматы"), "Алматы");
        assert_eq!(super::repaired("\u{d0}\u{90}"), "А");
    }
}
