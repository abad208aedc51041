//! Which form a document has, by its content.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::charset;
use super::package::Package;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Text,
    Html,
    Mhtml,
    Docx,
    Pptx,
    /// An office document that a password protects.
    Locked,
}

impl Form {
    /// One line for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "plain text",
            Self::Html => "saved web page (HTML)",
            Self::Mhtml => "saved web page (MHTML)",
            Self::Docx => "document (DOCX)",
            Self::Pptx => "slides (PPTX)",
            Self::Locked => "office document that is protected by a password",
        }
    }
}

/// What text is that is no document.
const OTHERS: [(&str, &str); 6] = [
    (
        "{\\rtf",
        "a document in RTF, which is not read; save a copy as DOCX or PDF and add that",
    ),
    (
        "%!ps",
        "a PostScript file, which is not read; convert a copy to PDF and add that",
    ),
    (
        "webvtt",
        "subtitles (WebVTT), neither a video nor a document nor a picture",
    ),
    ("begin:vc", "a calendar or contact file, which is not read"),
    (
        "warc/",
        "an archive of web pages (WARC); bring it in with `import … saved`",
    ),
    (
        "1\n00:0",
        "subtitles (SubRip), neither a video nor a document nor a picture",
    ),
];

/// The form of a file whose start is text; otherwise why it is no document.
pub fn of_text(head: &[u8]) -> Result<Form, String> {
    let text = charset::decode(head, None).text.to_lowercase();
    let begin = text.trim_start();
    if begin.contains("content-type: multipart/related") && !begin.starts_with('<') {
        return Ok(Form::Mhtml);
    }
    for (start, what) in OTHERS {
        if begin.replace("\r\n", "\n").starts_with(start) {
            return Err(what.to_owned());
        }
    }
    if begin.starts_with('<') {
        let marks = [
            "<!doctype html",
            "<html",
            "<body",
            "<head>",
            "<div",
            "<table",
            "<p>",
        ];
        if marks.iter().any(|mark| begin.contains(mark)) {
            return Ok(Form::Html);
        }
        return Err("an XML file, neither a video nor a document nor a picture".to_owned());
    }
    Ok(Form::Text)
}

/// What a ZIP is: `None` where it is no office document.
pub fn of_package(file: &File) -> Option<Result<Form, String>> {
    // Its list of parts stands at its end; what else is wrong with it is said when it is read.
    let Ok(package) = Package::open(file) else {
        return cut_off(file);
    };
    if package.has("word/document.xml") {
        return Some(Ok(Form::Docx));
    }
    if package.has("ppt/presentation.xml") {
        return Some(Ok(Form::Pptx));
    }
    let told = |what: &str| {
        Some(Err(format!(
            "{what}, which is not read; save a copy as PDF and add that"
        )))
    };
    if package.has("xl/workbook.xml") {
        return told("a spreadsheet (XLSX)");
    }
    if package.has("mimetype") && package.has("content.xml") {
        return told("an OpenDocument file (ODT, ODP or ODS)");
    }
    // Some programs name their main part otherwise; the package tells which it is.
    let begins = |folder| !package.names(folder, ".xml").is_empty();
    match package.has("[Content_Types].xml") {
        true if begins("word/") => Some(Ok(Form::Docx)),
        true if begins("ppt/") => Some(Ok(Form::Pptx)),
        _ => None,
    }
}

/// An office document of which only the beginning is there, or that is too large to open.
fn cut_off(file: &File) -> Option<Result<Form, String>> {
    let head = part_of(file, 0, 64 << 10);
    let has = |what: &[u8]| head.windows(what.len()).any(|w| w == what);
    if !has(b"[Content_Types].xml") && !has(b"_rels/.rels") {
        return None;
    }
    let slides = has(b"ppt/") && !has(b"word/");
    Some(Ok(if slides { Form::Pptx } else { Form::Docx }))
}

/// What an OLE compound file is: old office files, and new ones under a password.
pub fn of_compound(file: &File) -> Result<Form, String> {
    let wide: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let size = file.metadata().map_or(0, |m| m.len());
    let places = [0, size.saturating_sub(1 << 20)];
    let locked = places.into_iter().any(|at| {
        let bytes = part_of(file, at, 1 << 20);
        bytes.windows(wide.len()).any(|w| w == wide)
    });
    if locked {
        return Ok(Form::Locked);
    }
    Err(
        "an old office file (DOC, PPT, XLS or the like), which is not read; save a copy as DOCX, PPTX or PDF and add that"
            .to_owned(),
    )
}

fn part_of(mut file: &File, at: u64, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = file
        .seek(SeekFrom::Start(at))
        .and_then(|_| file.take(most).read_to_end(&mut bytes));
    match read {
        Ok(_) => bytes,
        Err(_) => Vec::new(),
    }
}
