//! One writer: an operating-system lock on `case.lock`, which ends with its process however that
//! ends. The file's text only says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::CaseError;

const FILE: &str = "case.lock";

/// The right to write a case; given up when dropped.
pub(crate) struct WriterLock {
    file: File,
    /// Since when the one before us had written, where it ended without giving the lock up.
    pub(crate) cut_off: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Holder {
    pid: u32,
    host: String,
    since: String,
}

impl WriterLock {
    /// # Errors
    /// When another process (or another opening in this one) writes, with who that is; when the
    /// folder can't be written.
    pub(crate) fn take(dir: &Path) -> Result<Self, CaseError> {
        let path = dir.join(FILE);
        crate::open::must_be_plain(&path)?;
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|source| not_writable(dir, &path, source))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(CaseError::Locked {
                    dir: dir.to_owned(),
                    holder: holder(&mut file),
                });
            }
            Err(TryLockError::Error(e)) => return Err(CaseError::io(&path, e)),
        }
        // Whoever ends in order leaves an empty file.
        let cut_off = signed_by(&mut file).map(|h| h.since);
        let mut lock = Self { file, cut_off };
        lock.sign().map_err(|e| not_writable(dir, &path, e))?;
        Ok(lock)
    }

    fn sign(&mut self) -> io::Result<()> {
        let holder = Holder {
            pid: std::process::id(),
            host: host(),
            since: crate::rows::now(),
        };
        self.file.set_len(0)?;
        self.file.rewind()?;
        serde_json::to_writer(&self.file, &holder)?;
        self.file.write_all(b"\n")
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // A copy of the folder must not name a holder; the lock itself goes with the file handle.
        let _ = self.file.set_len(0);
    }
}

/// Sorts out why a file of the case folder can't be opened for writing.
pub(crate) fn not_writable(dir: &Path, path: &Path, source: io::Error) -> CaseError {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            CaseError::ReadOnly {
                dir: dir.to_owned(),
                source,
            }
        }
        _ => CaseError::io(path, source),
    }
}

fn signed_by(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.take(1000).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn holder(file: &mut File) -> String {
    signed_by(file).map_or_else(
        || "another process".to_owned(),
        |h| {
            format!(
                "process {} on {} since {}",
                h.pid,
                h.host.escape_debug(),
                h.since.escape_debug()
            )
        },
    )
}

#[cfg(unix)]
fn host() -> String {
    let system = rustix::system::uname();
    system.nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "this machine".to_owned())
}
