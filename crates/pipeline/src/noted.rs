//! Notes of what was found whole, so that a check that was cut off goes on where it was: a file
//! that the user names, outside of the case. A line for each original: its hash, its length, and
//! when its file was last changed.

use std::collections::HashMap;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Mutex;

use model::ContentHash;

use crate::PipelineError;
use crate::parallel::lock;

/// Of a file of notes; a line has some 130 bytes.
const LONGEST: u64 = 1 << 30;

/// Originals that an earlier check found whole, and a file that more are noted in.
pub(crate) struct Noted {
    known: HashMap<ContentHash, String>,
    file: Mutex<File>,
}

impl Noted {
    /// # Errors
    /// When the file can't be read or written, or is too long to be one of notes.
    pub(crate) fn open(path: &Path) -> Result<Self, PipelineError> {
        let trouble = |source| PipelineError::Write {
            path: path.to_owned(),
            source,
        };
        let mut options = OpenOptions::new();
        options.create(true).append(true).read(true);
        let mut file = options.open(path).map_err(trouble)?;
        let mut text = Vec::new();
        (&mut file)
            .take(LONGEST)
            .read_to_end(&mut text)
            .map_err(trouble)?;
        let text = String::from_utf8_lossy(&text);
        // A line without its end was cut off.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        if whole.len() < text.trim_end().len() {
            file.write_all(b"\n").map_err(trouble)?;
        }
        let known = whole.lines().filter_map(|line| {
            let (hash, state) = line.split_once(' ')?;
            Some((hash.parse().ok()?, state.to_owned()))
        });
        Ok(Self {
            known: known.collect(),
            file: Mutex::new(file),
        })
    }

    /// The length of an original that was found whole, and whose file was not changed since.
    pub(crate) fn is_known(&self, hash: &ContentHash, file: &Path) -> Option<u64> {
        let meta = fs::symlink_metadata(file).ok()?;
        (*self.known.get(hash)? == state(&meta)?).then_some(meta.len())
    }

    /// Notes an original whose file was as `before` tells when it was begun to be read. What can't
    /// be noted is only read again.
    pub(crate) fn note(&self, hash: &ContentHash, before: Option<&Metadata>) {
        if let Some(state) = before.and_then(state) {
            let line = format!("{} {state}\n", hash.to_hex());
            let _ = lock(&self.file).write_all(line.as_bytes());
        }
    }
}

/// Length, and when bytes or name, rights or times were last changed: the latter can't be set back
/// by common means.
#[cfg(unix)]
fn state(meta: &Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let (bytes, inode) = (meta.len(), meta.ino());
    let changed = (
        meta.mtime(),
        meta.mtime_nsec(),
        meta.ctime(),
        meta.ctime_nsec(),
    );
    let (m, m_nanos, c, c_nanos) = changed;
    Some(format!("{bytes} {inode} {m}.{m_nanos:09} {c}.{c_nanos:09}"))
}

#[cfg(not(unix))]
fn state(meta: &Metadata) -> Option<String> {
    let changed = meta.modified().ok()?;
    let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{} {}", meta.len(), since.as_nanos()))
}
