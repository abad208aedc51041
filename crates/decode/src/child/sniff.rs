//! What a file is, by its content and never by its name.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use model::ItemKind;
use serde::de::IgnoredAny;

use super::flow::{self, Form};
use super::{drawing, picture, video};
use crate::Limits;
use crate::wire::{Failure, Found};

const HEAD: u64 = 4096;
/// A record of origin is never longer.
const LONGEST_SIDECAR: u64 = 64 << 20;

pub fn identify(file: &File, limits: &Limits) -> Result<Found, Failure> {
    let reading = |e: io::Error| Failure::Read(e.to_string());
    let size = file.metadata().map_err(reading)?.len();
    let head = start_of(file, HEAD).map_err(reading)?;
    if size == 0 {
        return Ok(other("an empty file; nothing was saved in it"));
    }
    if is_pdf(&head) {
        return Ok(found(ItemKind::Document, crate::PDF));
    }
    if is_picture(&head) {
        return Ok(identify_picture(file));
    }
    if let Some(what) = unsupported_picture(&head) {
        return Ok(other(&format!(
            "a picture in {what}, which is not read yet; convert a copy to PNG or JPEG and add that"
        )));
    }
    if let Some(what) = drawing::metafile(&head) {
        return Ok(other(&format!(
            "{what}, which is not read; open it in an office or drawing program, export a copy to PNG or PDF and add that"
        )));
    }
    if let Some(reason) = playlist(&head) {
        return Ok(other(reason));
    }
    if let Some(size) = picture::drawing_size(file) {
        let note = match size {
            Ok((width, height)) => format!("SVG drawing, drawn in {width} × {height}"),
            Err(why) => why,
        };
        return Ok(found(ItemKind::Picture, &note));
    }
    match unfixed(file, &head) {
        Some(Ok(form)) => Ok(found(ItemKind::Document, form.name())),
        Some(Err(_)) if is_json(&head) && size <= LONGEST_SIDECAR => {
            identify_json(file).map_err(reading)
        }
        Some(Err(why)) => Ok(other(&why)),
        None => video::identify(file, limits),
    }
}

/// The form of a document without a fixed layout; `None` for PDFs and all else.
pub fn form(file: &File) -> Result<Option<Form>, Failure> {
    let head = start_of(file, HEAD).map_err(|e| Failure::Read(e.to_string()))?;
    if is_pdf(&head) {
        return Ok(None);
    }
    Ok(unfixed(file, &head).and_then(Result::ok))
}

fn is_pdf(head: &[u8]) -> bool {
    head.windows(5).take(1024).any(|w| w == b"%PDF-")
}

/// A document without a fixed layout, or text and office files that are none, with the reason.
fn unfixed(file: &File, head: &[u8]) -> Option<Result<Form, String>> {
    if head.starts_with(b"PK\x03\x04") {
        return flow::of_package(file);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(flow::of_compound(file));
    }
    if is_json(head) {
        return Some(Err("a JSON file".to_owned()));
    }
    flow::is_text(head).then(|| flow::of_text(head))
}

fn is_json(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = start.trim_ascii_start();
    start.starts_with(b"{") && !start.starts_with(b"{\\rtf") && flow::is_text(head)
}

fn found(kind: ItemKind, note: &str) -> Found {
    Found {
        kind,
        note: note.to_owned(),
        facts: None,
    }
}

fn other(note: &str) -> Found {
    found(ItemKind::Other, note)
}

fn start_of(mut file: &File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_picture(head: &[u8]) -> bool {
    head.starts_with(b"\x89PNG\r\n\x1a\n")
        || head.starts_with(b"\xff\xd8\xff")
        || head.starts_with(b"GIF87a")
        || head.starts_with(b"GIF89a")
        || head.starts_with(b"II*\0")
        || head.starts_with(b"MM\0*")
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
        // "BM", then the reserved zeros and a known size of the info header.
        || (head.starts_with(b"BM")
            && head.get(6..10) == Some(&[0; 4])
            && matches!(head.get(14..18), Some([12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0])))
}

fn unsupported_picture(head: &[u8]) -> Option<&'static str> {
    if head.get(4..8) != Some(b"ftyp") {
        return None;
    }
    match head.get(8..12)? {
        b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" => Some("HEIF"),
        b"avif" | b"avis" => Some("AVIF"),
        _ => None,
    }
}

/// Lists of other files: decoding them would read what was not added.
fn playlist(head: &[u8]) -> Option<&'static str> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = text.trim_ascii_start();
    if text.starts_with(b"#EXTM3U") {
        Some(
            "an HLS playlist: it only lists the pieces of a video; download the video itself and add that",
        )
    } else if text.starts_with(b"ffconcat") {
        Some("a list of videos for ffmpeg, not a video; add the videos themselves")
    } else if text.windows(4).any(|w| w == b"<MPD") {
        Some(
            "a DASH manifest: it only lists the pieces of a video; download the video itself and add that",
        )
    } else {
        None
    }
}

fn identify_json(file: &File) -> io::Result<Found> {
    let bytes = start_of(file, LONGEST_SIDECAR)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let keys: BTreeMap<String, IgnoredAny> = match serde_json::from_slice(bytes) {
        Ok(keys) => keys,
        Err(e) => return Ok(other(&format!("a damaged JSON file ({e})"))),
    };
    let has = |key: &str| keys.contains_key(key);
    let by_downloader = has("id")
        && (has("extractor") || has("extractor_key"))
        && (has("webpage_url") || has("original_url") || has("_version") || has("title"));
    Ok(if by_downloader {
        found(ItemKind::Sidecar, "record of origin by yt-dlp")
    } else {
        other("a JSON file without yt-dlp's keys (id, extractor, webpage_url)")
    })
}

fn identify_picture(file: &File) -> Found {
    match picture::header(file) {
        Ok((format, width, height)) => found(
            ItemKind::Picture,
            &format!(
                "{} picture, {width} × {height}",
                picture::format_name(format)
            ),
        ),
        Err(Failure::Damaged(reason) | Failure::NotUnderstood(reason)) => {
            found(ItemKind::Picture, &format!("damaged picture: {reason}"))
        }
        Err(_) => found(ItemKind::Picture, "picture with an unreadable header"),
    }
}
