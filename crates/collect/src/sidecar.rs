//! `yt-dlp`'s `.info.json` beside a file: a few fields are mapped, the sidecar is kept whole as an
//! item of its own.
//!
//! Never mapped: `formats[].url`, `http_headers`, `cookies`, which can hold signed addresses and
//! personal data.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use model::{Origin, PublishedDate};
use serde::Deserialize;

use crate::loose::Loose;
use crate::{display_path, printable};

const ENDING: &str = ".info.json";
/// Comments make sidecars long, but not longer than this.
const LONGEST: u64 = 64 << 20;
/// What lies beside a download and isn't the media file.
const COMPANIONS: [&str; 17] = [
    "vtt",
    "srt",
    "ass",
    "ttml",
    "lrc",
    "srv1",
    "srv2",
    "srv3",
    "json3",
    "json",
    "jpg",
    "jpeg",
    "png",
    "webp",
    "description",
    "txt",
    "xml",
];

/// The fields that are read, of any type.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Info {
    _type: Loose,
    _version: Loose,
    id: Loose,
    extractor_key: Loose,
    webpage_url: Loose,
    original_url: Loose,
    title: Loose,
    fulltitle: Loose,
    channel: Loose,
    uploader: Loose,
    uploader_id: Loose,
    timestamp: Loose,
    release_timestamp: Loose,
    upload_date: Loose,
    epoch: Loose,
    requested_formats: Loose,
    height: Loose,
    filesize: Loose,
    formats: Tallest,
}

/// The greatest height of a list of formats; nothing else of them is kept.
#[derive(Default)]
struct Tallest(Option<i64>);

impl<'de> Deserialize<'de> for Tallest {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Heights)
    }
}

struct Heights;

impl<'de> serde::de::Visitor<'de> for Heights {
    type Value = Tallest;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Tallest, E> {
        Ok(Tallest(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tallest, E> {
        Ok(Tallest(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tallest, E> {
        Ok(Tallest(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tallest, E> {
        Ok(Tallest(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tallest, E> {
        Ok(Tallest(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Tallest, E> {
        Ok(Tallest(None))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Tallest, A::Error> {
        let mut height = None;
        while let Some(key) = map.next_key::<Loose>()? {
            let value: Loose = map.next_value()?;
            if key.text() == Some("height") {
                height = value.whole();
            }
        }
        Ok(Tallest(height))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Tallest, A::Error> {
        let mut tallest = None;
        while let Some(Tallest(one)) = list.next_element()? {
            tallest = tallest.max(one);
        }
        Ok(Tallest(tallest))
    }
}

/// Whether a file is such a record itself, by its name.
pub(crate) fn is_sidecar(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.as_encoded_bytes());
    name.is_some_and(|n| n.ends_with(ENDING.as_bytes()))
}

/// `X.info.json` beside `X.mp4`, beside a part of the download (`X.f137.mp4`), its subtitles
/// (`X.en.vtt`) or its chat (`X.live_chat.json`).
pub(crate) fn beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    if is_sidecar(path) {
        return None;
    }
    let (stem, ending) = name.rsplit_once('.')?;
    let candidate = |stem: &str| {
        let candidate = path.with_file_name(format!("{stem}{ENDING}"));
        let there = !stem.is_empty() && candidate.symlink_metadata().is_ok_and(|m| m.is_file());
        there.then_some(candidate)
    };
    candidate(stem).or_else(|| {
        // Not any shorter stem: `report.2024.mp4` is not what `report.info.json` is about.
        let (shorter, part) = stem.rsplit_once('.')?;
        let belongs = is_part(part) || is_companion(ending);
        belongs.then(|| candidate(shorter)).flatten()
    })
}

/// `f137`, `f251-drc`: one format of a download, before video and audio were merged.
fn is_part(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    text.strip_prefix('f')
        .is_some_and(|rest| rest.starts_with(digit))
}

fn is_companion(ending: &str) -> bool {
    COMPANIONS.contains(&ending.to_ascii_lowercase().as_str())
}

/// Fills the origin of `media` from a sidecar; what can't be read is noted.
pub(crate) fn read(path: &Path, media: &Path, origin: &mut Origin) {
    let name = display_path(Path::new(path.file_name().unwrap_or_default()));
    match parse(path) {
        Ok(info) if info._type.text() == Some("playlist") => origin.notes.push(format!(
            "the sidecar {name} is about a whole playlist, not about this file; nothing was taken from it"
        )),
        Ok(info) => fill(&info, media, origin),
        Err(why) => origin
            .notes
            .push(format!("the sidecar {name} was not understood: {why}")),
    }
}

fn parse(path: &Path) -> Result<Info, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    if file.metadata().map_err(|e| e.to_string())?.len() > LONGEST {
        return Err(format!("longer than {LONGEST} bytes"));
    }
    let mut reader = BufReader::new(file.take(LONGEST));
    // A list would do for a struct as well; only an object is a record.
    let mut first = [0];
    loop {
        let n = reader.read(&mut first).map_err(|e| e.to_string())?;
        match (n, first) {
            (1, [b' ' | b'\t' | b'\r' | b'\n']) => {}
            (1, [b'{']) => break,
            _ => return Err("not a JSON object".to_owned()),
        }
    }
    serde_json::from_reader(first.as_slice().chain(reader)).map_err(|e| e.to_string())
}

fn fill(info: &Info, media: &Path, origin: &mut Origin) {
    let first = |fields: &[&Loose]| fields.iter().find_map(|f| f.text()).map(str::to_owned);
    let url = first(&[&info.webpage_url, &info.original_url]);
    match url.filter(|u| !is_address(u)) {
        Some(odd) => origin.notes.push(format!(
            "the sidecar's address is not one of the web and was left out: {}",
            printable(&odd)
        )),
        None => origin.url = first(&[&info.webpage_url, &info.original_url]),
    }
    origin.canonical_id = match (info.extractor_key.text(), info.id.text()) {
        (Some(platform), Some(id)) => Some(format!("{platform} {id}")),
        (platform, id) => id.or(platform).map(str::to_owned),
    };
    origin.title = first(&[&info.title, &info.fulltitle]);
    origin.publisher = first(&[&info.channel, &info.uploader, &info.uploader_id]);
    origin.published = published(info, &mut origin.notes);
    origin.collected_at = instant(&info.epoch).map(|t| t.to_string());
    origin.tool = match (&info._version, &info._type) {
        (Loose::Object(Some(version)), _) => Some(format!("yt-dlp {version}")),
        (_, Loose::Nothing) => None,
        _ => Some("yt-dlp".to_owned()),
    };
    if is_merged_file(media) {
        compare(info, media, &mut origin.notes);
    }
    let merged = matches!(info.requested_formats, Loose::List(2..));
    if merged && is_merged_file(media) {
        origin.notes.push(
            "video and audio were merged by the downloader: the file's hash is not a platform original's".to_owned(),
        );
    }
}

/// What the sidecar says that the file should be, and it isn't.
fn compare(info: &Info, media: &Path, notes: &mut Vec<String>) {
    if let (Some(height), Some(tallest)) = (info.height.whole(), info.formats.0)
        && height < tallest
    {
        notes.push(format!(
            "a low rendition: {height} pixels high, and the platform had {tallest}"
        ));
    }
    let size = media
        .metadata()
        .ok()
        .and_then(|m| i64::try_from(m.len()).ok());
    if let (Some(named), Some(size)) = (info.filesize.whole(), size)
        && named != size
    {
        notes.push(format!(
            "not the size that the sidecar names: {size} bytes, not {named}; cut off, or encoded again"
        ));
    }
}

fn is_address(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(s, _)| s.to_ascii_lowercase());
    scheme.is_some_and(|s| s == "http" || s == "https")
}

/// Neither a part from before merging nor something beside the media.
fn is_merged_file(media: &Path) -> bool {
    let text = |part: Option<&std::ffi::OsStr>| {
        part.and_then(|p| p.to_str()).unwrap_or_default().to_owned()
    };
    let stem = text(media.file_stem());
    let part = stem.rsplit_once('.').is_some_and(|(_, part)| is_part(part));
    !part && !is_companion(&text(media.extension()))
}

/// The instant of upload where it is known, else the day; a note where the two contradict.
fn published(info: &Info, notes: &mut Vec<String>) -> Option<PublishedDate> {
    let day_raw = info.upload_date.text();
    let day = day_raw.and_then(|raw| jiff::civil::Date::strptime("%Y%m%d", raw).ok());
    for (key, field) in [
        ("timestamp", &info.timestamp),
        ("release_timestamp", &info.release_timestamp),
    ] {
        if let (Some(at), Some(seconds)) = (instant(field), field.whole()) {
            let on = at.to_zoned(jiff::tz::TimeZone::UTC).date();
            if let Some(other) = day.filter(|day| *day != on) {
                notes.push(format!(
                    "the sidecar contradicts itself: {key} is of {on}, upload_date is {other}"
                ));
            }
            return Some(PublishedDate {
                iso: at.to_string(),
                raw: format!("{key} {seconds}"),
            });
        }
    }
    Some(PublishedDate {
        iso: day?.to_string(),
        raw: format!("upload_date {} (a day in UTC)", day_raw?),
    })
}

/// An instant from Unix seconds.
fn instant(seconds: &Loose) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(seconds.whole()?).ok()
}
