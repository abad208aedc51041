//! WARC (ISO 28500) records: digests checked, pages, pictures of pages and media taken out.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use sha1::Digest as _;

use super::{LARGEST, Piece, Sink, http, page, worth};
use crate::child::Trouble;
use crate::wire::{Failure, Part};

/// A record's own header lines together.
const LONGEST_HEAD: usize = 64 << 10;

/// What is known of pages from elsewhere, by address: title and time.
#[derive(Default)]
pub struct Pages(pub BTreeMap<String, (Option<String>, Option<String>)>);

struct Record {
    fields: BTreeMap<String, String>,
}

impl Record {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    fn url(&self) -> Option<String> {
        let url = self.get("warc-target-uri")?.trim_matches(['<', '>']);
        Some(url.to_owned())
    }
}

pub fn unpack(mut reader: impl BufRead, pages: &Pages, sink: &mut Sink<'_>) -> Result<(), Trouble> {
    let mut records = 0u64;
    loop {
        let record = match head(&mut reader) {
            Ok(Some(record)) => record,
            Ok(None) if records > 0 => return Ok(()),
            Ok(None) => {
                return Err(Failure::NotUnderstood("no WARC record in it".to_owned()).into());
            }
            Err(e) if records > 0 => {
                return sink.missing(
                    "the rest of the archive",
                    &format!("damaged after {records} records: {e}"),
                );
            }
            Err(e) => {
                return Err(Failure::NotUnderstood(format!("not understood as WARC: {e}")).into());
            }
        };
        records += 1;
        sink.alive()?;
        let length: u64 = record
            .get("content-length")
            .and_then(|v| v.parse().ok())
            .unwrap_or(0);
        let url = record.url();
        let name = url.clone().unwrap_or_else(|| format!("record {records}"));
        if length > LARGEST {
            let skipped = io::copy(&mut (&mut reader).take(length), &mut io::sink());
            sink.missing(
                &name,
                &format!("left out: {length} bytes are more than the limit"),
            )?;
            if !matches!(skipped, Ok(n) if n == length) {
                return sink.missing("the rest of the archive", "it ends within a record");
            }
            continue;
        }
        let mut block = Vec::new();
        let read = (&mut reader).take(length).read_to_end(&mut block);
        if read.is_err() || (block.len() as u64) < length {
            sink.missing(
                &name,
                "the archive ends within this record, or is damaged there",
            )?;
            return Ok(());
        }
        if let Err(why) = digests(&record, &block) {
            sink.missing(&name, &why)?;
            continue;
        }
        take(&record, url, &block, pages, sink)?;
    }
}

fn take(
    record: &Record,
    url: Option<String>,
    block: &[u8],
    pages: &Pages,
    sink: &mut Sink<'_>,
) -> Result<(), Trouble> {
    let at = record.get("warc-date").map(str::to_owned);
    match record.get("warc-type") {
        Some("response") => {
            let Some(answer) = http::response(block) else {
                return Ok(());
            };
            answered(answer, url, at, pages, sink)
        }
        Some("resource") => {
            let mime = http::mime(record.get("content-type").unwrap_or_default());
            let address = url.unwrap_or_default();
            // Browsertrix keeps pictures and text of pages under addresses of this form.
            let of_page = ["urn:view:", "urn:fullPage:", "urn:thumbnail:", "urn:text:"]
                .iter()
                .find_map(|prefix| Some((*prefix, address.strip_prefix(prefix)?)));
            let (part, url) = match of_page {
                Some(("urn:text:" | "urn:thumbnail:", _)) => return Ok(()),
                Some((_, page)) => (Part::PageView, page.to_owned()),
                None if worth(&mime, block) => (Part::Media, address),
                None => return Ok(()),
            };
            let piece = Piece {
                url: Some(url),
                mime,
                at,
                part,
                ..Piece::default()
            };
            sink.put(piece, block)
        }
        _ => Ok(()),
    }
}

fn answered(
    answer: http::Response,
    url: Option<String>,
    at: Option<String>,
    pages: &Pages,
    sink: &mut Sink<'_>,
) -> Result<(), Trouble> {
    let told = url.as_ref().and_then(|u| pages.0.get(u));
    let html = answer.mime == "text/html" || answer.mime == "application/xhtml+xml";
    // Where nothing tells which pages were meant, every page is taken.
    let is_page = html && (told.is_some() || pages.0.is_empty());
    if answer.status != 200 {
        if told.is_some() {
            let name = url.unwrap_or_default();
            let why = format!(
                "the page answered with {} instead of its content",
                answer.status
            );
            sink.missing(&name, &why)?;
        }
        return Ok(());
    }
    if !is_page && !worth(&answer.mime, &answer.body) {
        return Ok(());
    }
    let mut notes = answer.notes;
    let mut title = told.and_then(|(title, _)| title.clone());
    if is_page {
        notes.extend(page::wall(&answer.body));
        title = title.or_else(|| page::title(&answer.body));
    }
    let piece = Piece {
        url,
        mime: answer.mime,
        at,
        title,
        part: if is_page { Part::Page } else { Part::Media },
        notes,
    };
    sink.put(piece, &answer.body)
}

/// A record's head, after the blank lines that end the one before.
fn head(reader: &mut impl BufRead) -> io::Result<Option<Record>> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut line = String::new();
    let mut total = 0;
    loop {
        line.clear();
        if read_line(reader, &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim().is_empty() {
            break;
        }
        total += line.len();
        if total > LONGEST_HEAD {
            return Err(wrong("too many blank lines"));
        }
    }
    if !line.starts_with("WARC/") {
        return Err(wrong("a record does not begin with WARC/"));
    }
    let mut fields = BTreeMap::new();
    let mut total = 0;
    loop {
        line.clear();
        let read = read_line(reader, &mut line)?;
        total += read;
        if read == 0 || total > LONGEST_HEAD {
            return Err(wrong("the head of a record does not end"));
        }
        if line.trim().is_empty() {
            return Ok(Some(Record { fields }));
        }
        if let Some((key, value)) = line.split_once(':') {
            fields.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
}

fn read_line(reader: &mut impl BufRead, line: &mut String) -> io::Result<usize> {
    let mut bytes = Vec::new();
    let read = reader
        .take(LONGEST_HEAD as u64)
        .read_until(b'\n', &mut bytes)?;
    line.push_str(&String::from_utf8_lossy(&bytes));
    Ok(read)
}

/// The digests that a record states of its block, and of what it carries.
fn digests(record: &Record, block: &[u8]) -> Result<(), String> {
    if let Some(stated) = record.get("warc-block-digest")
        && holds(stated, block) == Some(false)
    {
        return Err(format!(
            "it is not what its record states ({stated}): changed after it was saved"
        ));
    }
    if let Some(stated) = record.get("warc-payload-digest")
        && record.get("warc-type") == Some("response")
        && let Some((_, sent)) = http::split(block)
        && holds(stated, sent) == Some(false)
        // Some archivers take it of the body without its chunks.
        && http::response(block).is_none_or(|r| holds(stated, &r.body) == Some(false))
    {
        return Err(format!(
            "its content is not what its record states ({stated}): changed after it was saved"
        ));
    }
    Ok(())
}

/// Whether a digest holds; `None` where its kind is not known.
pub fn holds(stated: &str, bytes: &[u8]) -> Option<bool> {
    let (kind, value) = stated.split_once(':')?;
    let digest: Vec<u8> = match kind.trim().to_ascii_lowercase().as_str() {
        "sha1" => sha1::Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => sha2::Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim();
    let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    Some(
        value.eq_ignore_ascii_case(&hex)
            || value
                .trim_end_matches('=')
                .eq_ignore_ascii_case(&base32(&digest)),
    )
}

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut buffer, mut bits) = (String::new(), 0u32, 0);
    for byte in bytes {
        buffer = buffer << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(buffer >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(buffer << (5 - bits) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_hold_in_both_spellings() {
        // Of the empty text, as warcio writes them.
        for stated in [
            "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ] {
            assert_eq!(holds(stated, b""), Some(true), "{stated}");
            assert_eq!(holds(stated, b"x"), Some(false), "{stated}");
        }
        assert_eq!(holds("md5:x", b""), None);
    }
}
