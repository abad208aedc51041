//! Saved pages and their archives taken apart: WACZ, WARC, MHTML, and pages by SingleFile. Digests
//! that they state are checked; nothing in them is run, shown or followed.

mod http;
mod mhtml;
pub(super) mod page;
mod single;
mod wacz;
mod warc;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::Trouble;
use super::drawing;
use super::outlet::Outlet;
use crate::wire::{EntryHead, Failure, Part, Reply};

/// Larger ones are named as left out.
const LARGEST: u64 = 256 << 20;
/// Entries of one archive.
const MOST: usize = 20_000;
/// All entries of one archive together.
const MOST_BYTES: u64 = 8 << 30;
/// Pictures below this are icons.
const SMALLEST_PICTURE: usize = 8_000;
/// Drawings of which the longer or the shorter side is shown smaller, in pixels, are icons.
const SMALLEST_DRAWING: (f64, f64) = (96.0, 24.0);

/// What goes out of an archive, with what is counted.
pub(super) struct Sink<'a> {
    outlet: &'a mut Outlet,
    entries: usize,
    bytes: u64,
    /// SHA-less: address and size tell repeats apart well enough within one archive.
    seen: BTreeSet<(String, usize)>,
    pub notes: Vec<String>,
}

/// Something that was taken out.
#[derive(Default)]
pub(super) struct Piece {
    pub url: Option<String>,
    pub mime: String,
    pub at: Option<String>,
    pub title: Option<String>,
    pub part: Part,
    pub notes: Vec<String>,
}

impl Sink<'_> {
    pub fn put(&mut self, piece: Piece, bytes: &[u8]) -> Result<(), Trouble> {
        let key = (piece.url.clone().unwrap_or_default(), bytes.len());
        if bytes.is_empty() || !self.seen.insert(key) {
            return Ok(());
        }
        self.entries += 1;
        self.bytes += bytes.len() as u64;
        if self.entries > MOST || self.bytes > MOST_BYTES {
            return Err(Failure::TooLarge {
                what: "what is in the archive".to_owned(),
                limit: format!("{MOST} entries, {MOST_BYTES} bytes"),
            }
            .into());
        }
        let head = EntryHead {
            url: piece.url.map(|t| short(&t)),
            mime: short(&piece.mime),
            at: piece.at.map(|t| short(&t)),
            title: piece.title.map(|t| short(&t)),
            part: piece.part,
            notes: piece.notes.iter().map(|n| short(n)).take(20).collect(),
            bytes: bytes.len() as u64,
        };
        self.outlet.reply(&Reply::Entry(head))?;
        Ok(self.outlet.raw(bytes)?)
    }

    /// Something that is not there, or not as it should be.
    pub fn missing(&mut self, name: &str, why: &str) -> Result<(), Trouble> {
        let (name, why) = (short(name), short(why));
        Ok(self.outlet.reply(&Reply::Missing { name, why })?)
    }

    pub fn alive(&mut self) -> Result<(), Trouble> {
        Ok(self.outlet.alive()?)
    }
}

fn short(text: &str) -> String {
    text.chars().take(2000).collect()
}

pub(super) fn unpack(mut file: &File, outlet: &mut Outlet) -> Result<(), Trouble> {
    let mut head = Vec::new();
    file.take(64 << 10).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let mut sink = Sink {
        outlet,
        entries: 0,
        bytes: 0,
        seen: BTreeSet::new(),
        notes: Vec::new(),
    };
    let form = match form_of(&head) {
        Some(form) => form,
        None => {
            let what = "neither WACZ, WARC, MHTML nor a saved page";
            return Err(Failure::NotUnderstood(what.to_owned()).into());
        }
    };
    match form {
        Form::Zip => wacz::unpack(file, &mut sink)?,
        Form::GzipWarc => {
            let reader = BufReader::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(file)));
            warc::unpack(reader, &warc::Pages::default(), &mut sink)?;
        }
        Form::Warc => warc::unpack(BufReader::new(file), &warc::Pages::default(), &mut sink)?,
        Form::Mhtml => mhtml::unpack(&whole(file)?, &mut sink)?,
        Form::Html => single::unpack(&whole(file)?, &mut sink)?,
    }
    let notes = std::mem::take(&mut sink.notes);
    Ok(sink.outlet.reply(&Reply::Unpacked {
        form: form.name().to_owned(),
        notes: notes.iter().map(|n| short(n)).take(100).collect(),
    })?)
}

#[derive(Clone, Copy)]
enum Form {
    Zip,
    GzipWarc,
    Warc,
    Mhtml,
    Html,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Zip => "WACZ",
            Self::GzipWarc | Self::Warc => "WARC",
            Self::Mhtml => "MHTML",
            Self::Html => "saved page",
        }
    }
}

fn form_of(head: &[u8]) -> Option<Form> {
    if head.starts_with(b"PK\x03\x04") {
        return Some(Form::Zip);
    }
    if head.starts_with(b"\x1f\x8b") {
        return Some(Form::GzipWarc);
    }
    if head.starts_with(b"WARC/") {
        return Some(Form::Warc);
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    if text.contains("content-type: multipart/related") {
        return Some(Form::Mhtml);
    }
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    let html = begin.starts_with("<!doctype html")
        || begin.starts_with("<html")
        || begin.starts_with("<!--");
    (html && text.contains("<html")).then_some(Form::Html)
}

/// A file that is taken as a whole.
fn whole(file: &File) -> Result<Vec<u8>, Trouble> {
    bounded(file, LARGEST)?.ok_or_else(|| {
        Failure::TooLarge {
            what: "the saved page".to_owned(),
            limit: format!("{LARGEST} bytes"),
        }
        .into()
    })
}

/// All that a reader gives, or nothing where it is more than the limit.
fn bounded(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Whether something is worth taking out, by its kind and size.
fn worth(mime: &str, bytes: &[u8]) -> bool {
    if mime.starts_with("image/svg") {
        return drawing::shown_of(bytes).is_some_and(|(w, h)| {
            w.max(h) >= SMALLEST_DRAWING.0 && w.min(h) >= SMALLEST_DRAWING.1
        });
    }
    mime.starts_with("video/")
        || mime == "application/pdf"
        || mime.starts_with("image/") && bytes.len() >= SMALLEST_PICTURE
}

#[cfg(test)]
mod tests {
    use super::worth;

    #[test]
    fn drawings_are_worth_it_from_the_size_of_a_sign() {
        let svg = |w: u32, h: u32| format!("<svg width='{w}' height='{h}'/>").into_bytes();
        assert!(worth("image/svg+xml", &svg(120, 30)));
        assert!(!worth("image/svg+xml", &svg(64, 64)));
        assert!(!worth("image/svg+xml", &svg(400, 12)));
        assert!(!worth("image/svg+xml", b"<html>"));
        assert!(!worth("image/png", &[0; 100]) && worth("image/png", &[0; 9_000]));
    }
}
