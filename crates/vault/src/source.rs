//! Reading what is to be stored: only plain files, never hanging, and noticing when the file
//! changes under our hands.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use model::ContentHash;
use sha2::{Digest, Sha256};

use crate::VaultError;

const BUFFER: usize = 1 << 20;

/// A plain file opened for reading, with what was known of it before.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    before: Metadata,
}

impl Source {
    /// # Errors
    /// When it isn't a plain file (links are not followed: what they point at is another file) or
    /// can't be opened.
    pub(crate) fn open(path: &Path) -> Result<Self, VaultError> {
        let trouble = |source| VaultError::Source {
            path: path.to_owned(),
            source,
        };
        must_be_file(path, path.symlink_metadata().map_err(trouble)?.file_type())?;
        let file = open_plain(path).map_err(trouble)?;
        let before = file.metadata().map_err(trouble)?;
        must_be_file(path, before.file_type())?;
        Ok(Self {
            path: path.to_owned(),
            file,
            before,
        })
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.before.len()
    }

    pub(crate) fn error(&self, source: io::Error) -> VaultError {
        VaultError::Source {
            path: self.path.clone(),
            source,
        }
    }

    /// Compares size and modification time with those at the beginning, and the size with what
    /// was read.
    pub(crate) fn must_be_unchanged(&self, read: u64) -> Result<(), VaultError> {
        let after = self.file.metadata().map_err(|e| self.error(e))?;
        let same = after.len() == self.before.len()
            && read == after.len()
            && after.modified().ok() == self.before.modified().ok();
        same.then_some(()).ok_or_else(|| VaultError::Changed {
            path: self.path.clone(),
        })
    }
}

fn must_be_file(path: &Path, kind: FileType) -> Result<(), VaultError> {
    let what = if kind.is_file() {
        return Ok(());
    } else if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else {
        special(kind)
    };
    Err(VaultError::NotAFile {
        path: path.to_owned(),
        what,
    })
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_block_device() || kind.is_char_device() {
        "a device"
    } else {
        "a special file"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "a special file"
}

/// Opens without following a link and without waiting, should the file have been swapped for a
/// link or a pipe since its type was looked at.
#[cfg(unix)]
fn open_plain(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let open = |flags: OFlags| {
        OpenOptions::new()
            .read(true)
            .custom_flags(flags.bits() as i32)
            .open(path)
    };
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    // Reading should not even move the access time; only the file's owner may ask for that.
    #[cfg(target_os = "linux")]
    if let Ok(file) = open(flags | OFlags::NOATIME) {
        return Ok(file);
    }
    open(flags)
}

#[cfg(not(unix))]
fn open_plain(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// SHA-256 and count of the bytes seen so far.
#[derive(Default)]
pub struct Hasher {
    sha: Sha256,
    bytes: u64,
}

impl Hasher {
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn finish(self) -> ContentHash {
        ContentHash::from_bytes(self.sha.finalize().into())
    }
}

/// Moves everything from `read` to `take` through one buffer; interrupted reads are repeated.
pub(crate) fn pump(
    read: &mut dyn FnMut(&mut [u8]) -> Result<usize, VaultError>,
    take: &mut dyn FnMut(&[u8]) -> Result<(), VaultError>,
) -> Result<(), VaultError> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let n = read(&mut buffer)?;
        let Some(bytes) = buffer.get(..n).filter(|b| !b.is_empty()) else {
            return Ok(());
        };
        take(bytes)?;
    }
}

/// `read` that isn't troubled by signals.
pub(crate) fn read_some(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
