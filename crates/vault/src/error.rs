//! What can go wrong on the shelf, in words that name the file and the way out.

use std::io;
use std::path::{Path, PathBuf};

use model::ContentHash;

/// Why something was not stored or not read. Paths are printed quoted, with control characters
/// escaped.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error(
        "{path:?} can't be read: {source}; check that the file is still there and that you may read it"
    )]
    Source { path: PathBuf, source: io::Error },
    #[error("{path:?} is {what}, not a plain file; add the file itself")]
    NotAFile { path: PathBuf, what: &'static str },
    #[error(
        "{path:?} changed while it was read; wait until whatever writes it has finished, then add it again"
    )]
    Changed { path: PathBuf },
    #[error("the disk of {dir:?} is full: {needed} bytes are needed{}; free some space and run the same command again, what was stored is kept", free_in_words(*.free))]
    Full {
        dir: PathBuf,
        needed: u64,
        free: Option<u64>,
    },
    #[error(
        "the file system of {dir:?} can't hold a file of {needed} bytes; move the case to another disk (not FAT)"
    )]
    TooLarge { dir: PathBuf, needed: u64 },
    #[error(
        "{path:?} can't be written: {source}; check that the case's disk is there and that you may write to it"
    )]
    Write { path: PathBuf, source: io::Error },
    #[error("{path:?} is not a folder that can be used as a case: {source}")]
    Folder { path: PathBuf, source: io::Error },
    #[error("object {0} is missing from the vault; add the file again")]
    Missing(ContentHash),
    #[error("object {hash} can't be read: {source}")]
    Object {
        hash: ContentHash,
        source: io::Error,
    },
    #[error(
        "object {hash} is damaged: its content now has the SHA-256 {found}; restore it from a copy, or add the original file again"
    )]
    Damaged {
        hash: ContentHash,
        found: ContentHash,
    },
    #[error("derived file {path:?} can't be read: {source}; delete it, it will be made again")]
    Derived { path: PathBuf, source: io::Error },
}

fn free_in_words(free: Option<u64>) -> String {
    free.map_or_else(String::new, |n| format!(", {n} are free"))
}

impl VaultError {
    /// Whether the trouble lies in the file that was to be added, and not in the vault: other
    /// files can still be added.
    pub fn is_about_source(&self) -> bool {
        matches!(
            self,
            Self::Source { .. } | Self::NotAFile { .. } | Self::Changed { .. }
        )
    }

    /// Sorts out a failed write below `dir`, when `needed` bytes were to be stored.
    pub(crate) fn writing(path: &Path, needed: u64, source: io::Error) -> Self {
        let dir = path.parent().unwrap_or(path);
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full {
                dir: dir.to_owned(),
                needed,
                free: crate::aside::free_bytes(dir),
            },
            io::ErrorKind::FileTooLarge => Self::TooLarge {
                dir: dir.to_owned(),
                needed,
            },
            _ => Self::Write {
                path: path.to_owned(),
                source,
            },
        }
    }
}
