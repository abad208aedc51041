//! Fields of what `--json` prints, and those that `docs/json.md` names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Sections whose lines come from text that was read.
pub const TEXT_SHAPES: [&str; 5] = ["reading", "mention", "fact", "found_text", "searched_text"];

/// Fields of an object by their paths: `first.pts`, `sources[].page`.
fn paths(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let path = if at.is_empty() {
                    key.clone()
                } else {
                    format!("{at}.{key}")
                };
                // A recipe is as long as its steps; its fields are told in words.
                if key != "recipe" {
                    paths(inner, &path, found);
                }
                found.insert(path);
            }
        }
        Value::Array(list) => {
            for inner in list {
                paths(inner, &format!("{at}[]"), found);
            }
        }
        _ => {}
    }
}

pub fn printed<'a>(lines: impl IntoIterator<Item = &'a Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in lines {
        paths(line, "", &mut found);
    }
    found
}

/// Field paths of each section's table in the document, by the section's heading.
pub fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let text = include_str!("../../../../docs/json.md");
    let mut sections: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut heading = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut heading);
        } else if let Some((field, _)) = line.strip_prefix("| `").and_then(|l| l.split_once('`')) {
            let fresh = sections
                .entry(heading.clone())
                .or_default()
                .insert(field.to_owned());
            assert!(fresh, "{heading}: {field} is documented twice");
        }
    }
    sections
}
