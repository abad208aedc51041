//! `yt-dlp`'s `.info.json` beside a file: a few fields are mapped, the sidecar is kept whole as an
//! item of its own.
//!
//! Never mapped: `formats[].url`, `http_headers`, `cookies`, which can hold signed addresses.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use model::{Origin, PublishedDate};
use serde_json::Value;

const ENDING: &str = ".info.json";
/// Comments make sidecars long, but not longer than this.
const LONGEST: u64 = 64 << 20;

/// `X.info.json` beside `X.mp4` (or `X.f137.mp4`, as parts of a download are called).
pub(crate) fn beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    if name.ends_with(ENDING) {
        return None;
    }
    let mut stem = name;
    while let Some((shorter, _)) = stem.rsplit_once('.') {
        stem = shorter;
        let candidate = path.with_file_name(format!("{stem}{ENDING}"));
        if candidate.symlink_metadata().is_ok_and(|m| m.is_file()) {
            return Some(candidate);
        }
    }
    None
}

/// Fills an origin from a sidecar; what can't be read is noted.
pub(crate) fn read(path: &Path, origin: &mut Origin) {
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    match parse(path) {
        Ok(value) => fill(&value, origin),
        Err(why) => origin.notes.push(format!("the sidecar {name} was not understood: {why}")),
    }
}

fn parse(path: &Path) -> Result<Value, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|f| f.take(LONGEST + 1).read_to_end(&mut bytes))
        .map_err(|e| e.to_string())?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("longer than {LONGEST} bytes"));
    }
    let value: Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    if value.is_object() {
        Ok(value)
    } else {
        Err("not a JSON object".to_owned())
    }
}

fn fill(info: &Value, origin: &mut Origin) {
    let text = |key: &str| {
        let value = info.get(key)?.as_str()?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    origin.url = text("webpage_url").or_else(|| text("original_url"));
    origin.canonical_id = match (text("extractor_key"), text("id")) {
        (Some(platform), Some(id)) => Some(format!("{platform} {id}")),
        (None, id) => id,
        (platform, None) => platform,
    };
    origin.title = text("title").or_else(|| text("fulltitle"));
    origin.publisher = text("channel").or_else(|| text("uploader"));
    origin.published = published(info);
    origin.collected_at = instant(info.get("epoch"));
    let version = info.pointer("/_version/version").and_then(Value::as_str);
    origin.tool = match version {
        Some(version) => Some(format!("yt-dlp {version}")),
        None => info.get("_type").map(|_| "yt-dlp".to_owned()),
    };
    let merged = info.get("requested_formats").and_then(Value::as_array);
    if merged.is_some_and(|parts| parts.len() > 1) {
        origin.notes.push(
            "video and audio were merged by the downloader: the file's hash is not a platform original's".to_owned(),
        );
    }
}

/// The instant of upload where it is known, else the day.
fn published(info: &Value) -> Option<PublishedDate> {
    for key in ["timestamp", "release_timestamp"] {
        if let Some(iso) = instant(info.get(key)) {
            let raw = format!("{key} {}", info.get(key)?);
            return Some(PublishedDate { iso, raw });
        }
    }
    let day = info.get("upload_date")?.as_str()?;
    let date = jiff::civil::Date::strptime("%Y%m%d", day).ok()?;
    Some(PublishedDate {
        iso: date.to_string(),
        raw: format!("upload_date {day} (a day in UTC)"),
    })
}

/// Unix seconds to ISO 8601.
fn instant(seconds: Option<&Value>) -> Option<String> {
    let seconds = seconds?;
    let whole = seconds.as_i64().or_else(|| Some(seconds.as_f64()? as i64))?;
    Some(jiff::Timestamp::from_second(whole).ok()?.to_string())
}
