//! Captures that went wrong, noticed by what the first and last bytes of a file and its sidecar say.
//! Nothing is parsed here beyond sizes; what is noticed is proposed, never sure.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

const HEAD: u64 = 4096;
const TAIL: u64 = 2048;
/// Boxes of a film that are looked at.
const MOST_BOXES: usize = 10_000;
/// Endings of pictures, films and papers.
const MEDIA: [&str; 17] = [
    "mp4", "m4v", "mov", "webm", "mkv", "avi", "ts", "flv", "jpg", "jpeg", "png", "webp", "gif",
    "pdf", "mp3", "m4a", "svg",
];

/// What seems amiss with a file, in words.
pub fn amiss(path: &Path) -> Vec<String> {
    look(path).unwrap_or_default()
}

fn look(path: &Path) -> io::Result<Vec<String>> {
    let ending = path
        .extension()
        .map(|e| e.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if size == 0 {
        return Ok(vec!["it is empty: nothing was saved in it".to_owned()]);
    }
    let head = part(&mut file, 0, HEAD)?;
    let tail = part(&mut file, size.saturating_sub(TAIL), TAIL)?;
    let mut found = Vec::new();
    let media = MEDIA.contains(&ending.as_str());
    if media && is_page(&head) {
        found.push(format!(
            "it is a web page, named .{ending}: a page to log in, to consent or of an error was saved in the place of the file"
        ));
    }
    if media && is_json(&head) {
        found.push(format!("it is a text of a program (JSON), named .{ending}: an answer of a server was saved in the place of the file"));
    }
    if let Some(what) = cut_off(&mut file, &head, &tail, size)? {
        found.push(format!(
            "it ends too early ({what}): fetch it again from where it came from"
        ));
    }
    if path
        .file_name()
        .is_some_and(|n| n.to_string_lossy().ends_with(".part"))
    {
        found.push("its downloader had not finished it (.part)".to_owned());
    }
    Ok(found)
}

fn part(file: &mut File, from: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_page(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&head[..head.len().min(512)]).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with("<!doctype html") || text.starts_with("<html")
}

fn is_json(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&head[..head.len().min(64)]).into_owned();
    text.trim_start().starts_with("{\"")
}

/// What a file that is cut off lacks.
fn cut_off(
    file: &mut File,
    head: &[u8],
    tail: &[u8],
    size: u64,
) -> io::Result<Option<&'static str>> {
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|w| w == mark);
    if head.starts_with(b"\xff\xd8\xff") && !has(b"\xff\xd9") {
        return Ok(Some("a JPEG without its end"));
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") && !has(b"IEND") {
        return Ok(Some("a PNG without its end"));
    }
    if head.starts_with(b"%PDF-") && !has(b"%%EOF") {
        return Ok(Some("a PDF without its end"));
    }
    if head.get(4..8) == Some(b"ftyp") {
        return boxes(file, size);
    }
    if head.starts_with(b"RIFF")
        && let Some(length) = head.get(4..8).and_then(|b| b.try_into().ok())
        && u64::from(u32::from_le_bytes(length)).saturating_add(8) > size.saturating_add(1)
    {
        return Ok(Some("its head says that it is longer"));
    }
    Ok(None)
}

/// The outermost boxes of an MP4 or MOV (ISO 14496-12): each says how long it is.
fn boxes(file: &mut File, size: u64) -> io::Result<Option<&'static str>> {
    let (mut at, mut film) = (0u64, false);
    for _ in 0..MOST_BOXES {
        if at >= size {
            break;
        }
        let head = part(file, at, 16)?;
        let Some(length) = head.get(..4).and_then(|b| b.try_into().ok()) else {
            return Ok(Some("it ends within the head of a box"));
        };
        film |= matches!(head.get(4..8), Some(b"moov" | b"moof"));
        let length = match (u32::from_be_bytes(length), head.get(8..16)) {
            // To the end of the file.
            (0, _) => size - at,
            (1, Some(long)) => u64::from_be_bytes(long.try_into().unwrap_or_default()),
            (n, _) => u64::from(n),
        };
        if length < 8 || at.checked_add(length).is_none_or(|end| end > size) {
            return Ok(Some("a box of it is longer than the file"));
        }
        at += length;
    }
    Ok((!film).then_some("the list of its frames is missing"))
}
