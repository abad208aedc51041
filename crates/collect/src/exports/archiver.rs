//! auto-archiver: `metadata.json` (one a page, with the media that were kept), or the sheet as CSV,
//! whose rows are found again by the hash of what was kept.

use std::path::Path;

use model::{ContentHash, Origin};
use serde_json::Value;

use super::{Brought, ExportError, Inside, Missing, Taken, files_below, json, listed};

const TOOL: &str = "auto-archiver";

pub(super) fn read(path: &Path) -> Result<Brought, ExportError> {
    if path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
    {
        return sheet(path);
    }
    let root = if path.is_dir() {
        path
    } else {
        path.parent().unwrap_or(Path::new("."))
    };
    let inside =
        Inside::new(root).ok_or_else(|| ExportError::new(root, "there is no such folder"))?;
    let all = files_below(root);
    let is_record = |p: &Path| {
        let name = p.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with("metadata.json")
    };
    let mut brought = Brought::default();
    let mut found = false;
    for record in all.iter().filter(|p| is_record(p)) {
        let told: Value = match json::read(record) {
            Ok(told) => told,
            Err(e) => {
                brought.notices.push(e.to_string());
                continue;
            }
        };
        found = true;
        page(&told, record, &inside, &mut brought);
    }
    if !found {
        return Err(ExportError::new(
            path,
            "there is no metadata.json of auto-archiver in it",
        ));
    }
    Ok(brought)
}

/// One page's record and the media that it lists.
fn page(told: &Value, record: &Path, inside: &Inside, brought: &mut Brought) {
    let about = told.get("metadata").unwrap_or(told);
    let status = json::text(told, &["status"]);
    let url = json::address(json::text(about, &["url"]));
    let media = told
        .get("media")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let kept = status.as_deref().is_none_or(|s| s.contains("success"));
    if !kept || media.is_empty() {
        brought.missing.push(Missing {
            name: url.clone().unwrap_or_else(|| inside.name(record)),
            why: format!(
                "auto-archiver kept nothing of it: {}",
                status.as_deref().unwrap_or("no media are listed")
            ),
            url: url.clone(),
            record: Some(record.to_owned()),
        });
    }
    let base = Origin {
        url: url.clone(),
        title: json::text(about, &["title", "content"]),
        published: json::text(about, &["timestamp"]).and_then(|d| json::date(&d)),
        collected_at: json::text(about, &["_processed_at"])
            .and_then(|d| json::date(&d))
            .map(|d| d.iso),
        tool: Some(TOOL.to_owned()),
        ..Origin::default()
    };
    for one in media {
        medium(one, &base, record, inside, brought);
    }
}

fn medium(one: &Value, base: &Origin, record: &Path, inside: &Inside, brought: &mut Brought) {
    let properties = one.get("properties").unwrap_or(&Value::Null);
    let folder = record.parent().map(|p| inside.name(p)).unwrap_or_default();
    let names: Vec<String> = ["filename", "_key", "key"]
        .iter()
        .filter_map(|key| json::text(one, &[key]))
        .collect();
    let Some(name) = names.first() else {
        return;
    };
    // The record has the path of the machine that archived it: only the name is looked for, in the
    // record's folder.
    let last = |n: &String| n.rsplit('/').next().unwrap_or(n).to_owned();
    let beside = |n: &String| match folder.as_str() {
        "" => last(n),
        folder => format!("{folder}/{}", last(n)),
    };
    let places = names.iter().flat_map(|n| [beside(n), n.clone(), last(n)]);
    let mut why = String::new();
    let path = places
        .into_iter()
        .find_map(|place| match inside.file(&place) {
            Ok(path) => Some(path),
            Err(e) => {
                why = e;
                None
            }
        });
    let Some(path) = path else {
        brought.missing.push(Missing {
            name: name.clone(),
            why,
            url: base.url.clone(),
            record: Some(record.to_owned()),
        });
        return;
    };
    let mut origin = base.clone();
    origin.path = inside.name(&path);
    if let Some(id) = json::text(properties, &["id"]) {
        origin
            .notes
            .push(format!("auto-archiver's name for it: {}", role(&id)));
    }
    let (sha256, other) = hash_of(properties);
    if let Some(other) = other {
        origin.notes.push(format!(
            "its record has a hash that was not checked: {other}"
        ));
    }
    brought.files.push(Taken {
        path,
        origin,
        record: Some(record.to_owned()),
        sha256,
    });
}

/// What auto-archiver's ids mean.
fn role(id: &str) -> String {
    let meaning = match id {
        "_final_media" => "its report of the page",
        "screenshot" => "picture of the page",
        "browsertrix" => "saved page (WACZ)",
        "timestamped_hashes" => "hashes with a time stamp",
        "metadata_json" => "record",
        id if id.starts_with("browsertrix-screenshot") => "picture of the saved page",
        _ => return id.to_owned(),
    };
    format!("{id} ({meaning})")
}

fn hash_of(properties: &Value) -> (Option<ContentHash>, Option<String>) {
    let Some(text) = json::text(properties, &["hash"]) else {
        return (None, None);
    };
    match text.strip_prefix("SHA-256:").map(str::parse) {
        Some(Ok(hash)) => (Some(hash), None),
        _ => (None, Some(text)),
    }
}

/// The sheet: a row an address, with what became of it. The files are those in the sheet's folder.
fn sheet(path: &Path) -> Result<Brought, ExportError> {
    let rows = listed::rows(path)?;
    let has = |name: &str| rows.first().is_some_and(|r| r.contains_key(name));
    if !has("link") && !has("status") {
        return Err(ExportError::new(
            path,
            "it has no column `link`, as auto-archiver's sheet has",
        ));
    }
    let mut brought = Brought::default();
    if !has("link") {
        // `csv_db` writes Python's own text for the rest: only status and address are taken.
        brought
            .notices
            .push("only status and address are read of this form of the sheet".to_owned());
    }
    for row in &rows {
        let get = |name: &str| {
            row.get(name)
                .map(|t| t.trim())
                .filter(|t| !t.is_empty())
                .map(json::short)
        };
        let url = json::address(get("link").or_else(|| quoted_url(&get("metadata")?)));
        let status = get("archive status")
            .or_else(|| get("status"))
            .unwrap_or_default();
        if !status.contains("success") && !status.is_empty() {
            brought.missing.push(Missing {
                name: url
                    .clone()
                    .unwrap_or_else(|| "a row without address".to_owned()),
                why: format!("auto-archiver kept nothing of it: {status}"),
                url: url.clone(),
                record: Some(path.to_owned()),
            });
        }
        let hash =
            get("hash").and_then(|h| h.strip_prefix("SHA-256:")?.parse::<ContentHash>().ok());
        if let Some(hash) = hash {
            let origin = Origin {
                url,
                title: get("upload title").or_else(|| get("text content")),
                published: get("upload timestamp").and_then(|d| json::date(&d)),
                collected_at: get("archive date")
                    .and_then(|d| json::date(&d))
                    .map(|d| d.iso),
                tool: Some(TOOL.to_owned()),
                ..Origin::default()
            };
            brought.by_hash.insert(hash, origin);
        }
    }
    listed::take_folder(path, &mut brought)?;
    Ok(brought)
}

/// The address in a Python text like `{'url': 'https://…', …}`.
fn quoted_url(text: &str) -> Option<String> {
    let after = text
        .split_once("'url': '")
        .or_else(|| text.split_once("\"url\": \""))?
        .1;
    Some(after.split(['\'', '"']).next()?.to_owned())
}
