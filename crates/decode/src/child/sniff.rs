//! What a file is, by its content and never by its name.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use model::ItemKind;
use serde::de::IgnoredAny;

use super::{picture, video};
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
    if head.windows(5).take(1024).any(|w| w == b"%PDF-") {
        return Ok(found(ItemKind::Document, "PDF document"));
    }
    if is_picture(&head) {
        return Ok(identify_picture(file));
    }
    if let Some(what) = unsupported_picture(&head) {
        return Ok(other(&format!(
            "a picture in {what}, which is not read yet; convert a copy to PNG or JPEG and add that"
        )));
    }
    if let Some(reason) = playlist(&head) {
        return Ok(other(reason));
    }
    if is_text(&head) {
        return identify_text(file, &head, size).map_err(reading);
    }
    video::identify(file, limits)
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

/// Valid UTF-8 (the last character may be cut) without control characters, or UTF-16 by its mark.
fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return head.iter().filter(|&&b| b == 0).count() * 4 > head.len();
    }
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => {
            std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or("")
        }
        Err(_) => return false,
    };
    !valid.is_empty()
        && !valid
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

fn identify_text(file: &File, head: &[u8], size: u64) -> io::Result<Found> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = start.trim_ascii_start();
    if start.starts_with(b"{") && size <= LONGEST_SIDECAR {
        return identify_json(file);
    }
    let lower = start[..start.len().min(512)].to_ascii_lowercase();
    let contains = |what: &[u8]| lower.windows(what.len()).any(|w| w == what);
    Ok(if contains(b"<!doctype html") || contains(b"<html") {
        other("a web page (HTML); print it to PDF and add that to have its pictures searched")
    } else if contains(b"<svg") {
        other("a drawing (SVG); export it to PNG and add that")
    } else {
        other("plain text, neither a video nor a document nor a picture")
    })
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
