//! The journal file: one JSON object a line, keys sorted, no blanks; `prev` is the SHA-256 of the
//! whole previous line with its newline, 64 zeros in the first.
//!
//! What lives here: the form of a line, appending to the disk, walking the chain, keeping a torn
//! end. What doesn't: when a line is due (`acts`).

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use model::ContentHash;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CaseError, canonical};

pub(crate) const FILE: &str = "journal.jsonl";
/// No line of ours comes near; a longer one is damage.
const LONGEST: u64 = 64 << 20;
const OWN_KEYS: [&str; 5] = ["act", "actor", "prev", "seq", "ts"];
/// Acts that the journal writes about itself when something was amiss.
const MARKS: [&str; 6] = [
    "torn",
    "void",
    "shortened",
    "altered",
    "broken",
    "clock-back",
];

/// What pins a journal down: the number of its last line and that line's SHA-256 with newline.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct JournalHead {
    /// From 1; 0 before the first line.
    pub seq: u64,
    pub hash: ContentHash,
}

impl JournalHead {
    pub(crate) const NONE: Self = Self {
        seq: 0,
        hash: ContentHash::from_bytes([0; 32]),
    };
}

/// A journal whose chain holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalReport {
    pub lines: u64,
    pub head: JournalHead,
    /// Bytes after the last whole line: an act that was never finished, or is being written now.
    pub torn_bytes: u64,
    /// Lines that the case did not take up: acts that were never acknowledged, or are being
    /// written now.
    pub unconfirmed: u64,
    /// Number and act of lines that tell of earlier trouble: `torn`, `void`, `shortened`,
    /// `altered`, `broken`, `clock-back`.
    pub marks: Vec<(u64, String)>,
    /// Openings that found that the run before them had been cut off.
    pub openings_after_kill: u64,
}

/// What a walk through the file found.
pub(crate) struct Scan {
    pub(crate) lines: u64,
    /// Of the last whole line, whether or not the chain holds.
    pub(crate) head: JournalHead,
    /// Size of all whole lines.
    pub(crate) bytes: u64,
    pub(crate) torn_bytes: u64,
    /// Hash of the line whose number was asked for.
    pub(crate) asked: Option<ContentHash>,
    /// First line that doesn't fit, and why.
    pub(crate) broken: Option<(u64, String)>,
    pub(crate) marks: Vec<(u64, String)>,
    pub(crate) openings_after_kill: u64,
    /// The latest time of any line.
    pub(crate) latest: Option<jiff::Timestamp>,
}

/// The text of a line, with its newline. An object's entries stand beside our own keys (a clash
/// gets an underscore), anything else under `detail`.
pub(crate) fn line(
    after: &JournalHead,
    ts: &str,
    actor: &str,
    act: &str,
    detail: &Value,
) -> String {
    let mut all = Map::new();
    match detail {
        Value::Object(entries) => {
            for (key, value) in entries {
                let clash = OWN_KEYS.contains(&key.as_str());
                let key = if clash {
                    format!("{key}_")
                } else {
                    key.clone()
                };
                all.insert(key, value.clone());
            }
        }
        Value::Null => {}
        other => {
            all.insert("detail".to_owned(), other.clone());
        }
    }
    all.insert("act".to_owned(), act.into());
    all.insert("actor".to_owned(), actor.into());
    all.insert("prev".to_owned(), after.hash.to_hex().into());
    all.insert("seq".to_owned(), (after.seq + 1).into());
    all.insert("ts".to_owned(), ts.into());
    let mut text = canonical::text(&Value::Object(all));
    text.push('\n');
    text
}

/// The head after a line.
pub(crate) fn head_after(before: &JournalHead, line: &str) -> JournalHead {
    JournalHead {
        seq: before.seq + 1,
        hash: ContentHash::of(line.as_bytes()),
    }
}

/// Walks a whole journal in constant memory; a missing file has no lines.
pub(crate) fn scan(path: &Path, ask: u64) -> Result<Scan, CaseError> {
    let mut found = Scan {
        lines: 0,
        head: JournalHead::NONE,
        bytes: 0,
        torn_bytes: 0,
        asked: (ask == 0).then_some(JournalHead::NONE.hash),
        broken: None,
        marks: Vec::new(),
        openings_after_kill: 0,
        latest: None,
    };
    crate::open::must_be_plain(path)?;
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(e) => return Err(CaseError::io(path, e)),
    };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut reader)
            .take(LONGEST)
            .read_until(b'\n', &mut line)
            .map_err(|e| CaseError::io(path, e))? as u64;
        if read == 0 {
            return Ok(found);
        }
        if line.last() != Some(&b'\n') {
            let rest = reader
                .seek(SeekFrom::End(0))
                .map_err(|e| CaseError::io(path, e))?;
            found.torn_bytes = rest.saturating_sub(found.bytes);
            return Ok(found);
        }
        found.take(&line, ask);
    }
}

impl Scan {
    fn take(&mut self, line: &[u8], ask: u64) {
        self.lines += 1;
        self.bytes += line.len() as u64;
        if let Err(what) = self.fits(line) {
            self.broken.get_or_insert((self.lines, what));
        }
        self.head = JournalHead {
            seq: self.lines,
            hash: ContentHash::of(line),
        };
        if self.lines == ask {
            self.asked = Some(self.head.hash);
        }
    }

    fn fits(&mut self, line: &[u8]) -> Result<(), String> {
        #[derive(Deserialize)]
        struct Links<'a> {
            act: std::borrow::Cow<'a, str>,
            prev: std::borrow::Cow<'a, str>,
            seq: u64,
            #[serde(default)]
            ts: Option<std::borrow::Cow<'a, str>>,
            #[serde(default)]
            unclean: Option<serde::de::IgnoredAny>,
        }
        let links: Links = serde_json::from_slice(line)
            .map_err(|e| format!("it is not a line of a journal ({e})"))?;
        if let Some(ts) = links.ts.as_deref() {
            let ts: Option<jiff::Timestamp> = ts.parse().ok();
            self.latest = self.latest.max(ts);
        }
        if MARKS.contains(&links.act.as_ref()) {
            self.marks.push((self.lines, links.act.to_string()));
        }
        if links.unclean.is_some() && links.act == "open" {
            self.openings_after_kill += 1;
        }
        if links.prev != self.head.hash.to_hex() {
            return Err("its `prev` is not the hash of the line before it".to_owned());
        }
        if links.seq != self.lines {
            return Err(format!("its `seq` is {}", links.seq));
        }
        Ok(())
    }
}

/// The journal, open for appending.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    pub(crate) head: JournalHead,
    pub(crate) bytes: u64,
    /// An append failed half-way: the end must be mended by opening again.
    unfinished: bool,
}

impl Journal {
    /// Opens for appending after `scan`. What is after the last whole line is kept in a file of
    /// its own and cut off; answers that file's name.
    pub(crate) fn open(
        dir: &Path,
        scan: &Scan,
    ) -> Result<(Self, Option<(String, ContentHash)>), CaseError> {
        let path = dir.join(FILE);
        let trouble = |e| crate::lock::not_writable(dir, &path, e);
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(trouble)?;
        let mut torn = None;
        if scan.torn_bytes > 0 {
            torn = Some(keep_torn(dir, &mut file, scan.bytes)?);
            file.set_len(scan.bytes).map_err(trouble)?;
        }
        file.seek(SeekFrom::Start(scan.bytes)).map_err(trouble)?;
        file.sync_all().map_err(trouble)?;
        disk::sync_folder(dir).map_err(trouble)?;
        let journal = Self {
            path,
            file,
            head: scan.head,
            bytes: scan.bytes,
            unfinished: false,
        };
        Ok((journal, torn))
    }

    pub(crate) fn must_be_finished(&self) -> Result<(), CaseError> {
        (!self.unfinished)
            .then_some(())
            .ok_or(CaseError::JournalUnfinished)
    }

    /// Appends whole lines and brings them to the disk.
    pub(crate) fn append(&mut self, lines: &str, head: JournalHead) -> Result<(), CaseError> {
        self.unfinished = true;
        self.file
            .write_all(lines.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|e| CaseError::io(&self.path, e))?;
        self.unfinished = false;
        self.bytes += lines.len() as u64;
        self.head = head;
        Ok(())
    }
}

/// Copies what follows `from` to the next free `journal.torn-N`.
fn keep_torn(dir: &Path, file: &mut File, from: u64) -> Result<(String, ContentHash), CaseError> {
    let mut n = 1u32;
    let (name, mut copy) = loop {
        let name = format!("journal.torn-{n}");
        match File::create_new(dir.join(&name)) {
            Ok(copy) => break (name, copy),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => n = n.saturating_add(1),
            Err(e) => return Err(CaseError::io(&dir.join(&name), e)),
        }
    };
    let trouble = |e| CaseError::io(&dir.join(&name), e);
    file.seek(SeekFrom::Start(from)).map_err(trouble)?;
    let kept = io::copy(&mut file.take(LONGEST), &mut copy)
        .and_then(|_| copy.sync_all())
        .and_then(|()| disk::sync_folder(dir));
    if let Err(e) = kept {
        // The journal still has it all; the next opening tries again.
        let _ = fs::remove_file(dir.join(&name));
        return Err(trouble(e));
    }
    let text = fs::read(dir.join(&name)).map_err(trouble)?;
    let hash = ContentHash::of(&text);
    Ok((name, hash))
}
