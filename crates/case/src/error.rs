//! What can go wrong with a case, in words that name the file and the way out.

use std::io;
use std::path::{Path, PathBuf};

use model::{ItemId, ReferenceId};

/// Why a case was not opened, read or written. Paths are printed quoted, with control characters
/// escaped.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    #[error(
        "{dir:?} is not a case (it has no case.db of ours); make one with `new`, or name another folder"
    )]
    NotACase { dir: PathBuf },
    #[error("{dir:?} already is a case; open it, or name another folder")]
    AlreadyACase { dir: PathBuf },
    #[error("{dir:?} can't be used as a case folder: {source}")]
    Folder { dir: PathBuf, source: io::Error },
    #[error(
        "the case {dir:?} was written by a newer version of this program (layout {found}, this one knows up to {known}); install that version"
    )]
    Newer {
        dir: PathBuf,
        found: i64,
        known: i64,
    },
    #[error(
        "the case {dir:?} has the older layout {found} (now {known}); bring it up to date with `analyse`, on a writable disk"
    )]
    Older {
        dir: PathBuf,
        found: i64,
        known: i64,
    },
    #[error(
        "{path:?} is damaged: {what}; work on from a copy of the case folder, the originals in `objects` don't depend on it"
    )]
    Damaged { path: PathBuf, what: String },
    #[error(
        "the case {dir:?} is being written by {holder}; wait until that ends, or look at the case meanwhile with a command that only reads"
    )]
    Locked { dir: PathBuf, holder: String },
    #[error(
        "{dir:?} is not a case, and is not empty either (it holds {found:?}); name an empty folder or one that does not exist yet"
    )]
    NotEmpty { dir: PathBuf, found: String },
    #[error(
        "the case {dir:?} can't be written ({source}); copy the folder to a writable disk to work on it, reading works where it is"
    )]
    ReadOnly { dir: PathBuf, source: io::Error },
    #[error("the case {dir:?} was opened for reading only")]
    OpenedForReading { dir: PathBuf },
    #[error(
        "the disk of {path:?} is full; free some space and run the same command again, everything acknowledged so far is kept"
    )]
    Full { path: PathBuf },
    #[error("{path:?}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("case.db: {0}")]
    Sql(rusqlite::Error),
    #[error(
        "the journal's end could not be written earlier in this run; open the case again, which mends it"
    )]
    JournalUnfinished,
    #[error(
        "journal.jsonl is broken at line {line}: {what}; compare it with the head in an earlier report or copy"
    )]
    JournalBroken { line: u64, what: String },
    #[error(
        "journal.jsonl was shortened: the case recorded {expected} lines, {found} are left; compare it with an earlier copy"
    )]
    JournalShortened { expected: u64, found: u64 },
    #[error("no item's SHA-256 starts with {0}; `list items` shows them all")]
    NoSuchItem(String),
    #[error("{prefix} is the start of several items: {}; give more digits", candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    AmbiguousItem {
        prefix: String,
        candidates: Vec<ItemId>,
    },
    #[error("there is no sighting {0:?}; `list sightings` shows them all")]
    NoSuchSighting(String),
    #[error("{prefix} is the start of several sightings: {}; give more digits", candidates.join(", "))]
    AmbiguousSighting {
        prefix: String,
        candidates: Vec<String>,
    },
    #[error("there is no reading {0:?}; `list readings` shows them all")]
    NoSuchReading(String),
    #[error("{prefix} is the start of several readings: {}; give more digits", candidates.join(", "))]
    AmbiguousReading {
        prefix: String,
        candidates: Vec<String>,
    },
    #[error("there is no passage {0:?}; `list passages` shows them all")]
    NoSuchPassage(String),
    #[error("{prefix} is the start of several passages: {}; give more digits", candidates.join(", "))]
    AmbiguousPassage {
        prefix: String,
        candidates: Vec<String>,
    },
    #[error("there is no reference {0}; `list references` shows them all")]
    NoSuchReference(ReferenceId),
    #[error(
        "case.db holds {what} that can't be read back: {detail}; `analyse` with derived state thrown away makes it again"
    )]
    Unreadable { what: &'static str, detail: String },
    #[error("{0}")]
    Misfit(String),
}

impl CaseError {
    /// Whether the folder is no case, or none that can be used now: nothing was done.
    pub fn is_unusable(&self) -> bool {
        matches!(
            self,
            Self::NotACase { .. }
                | Self::AlreadyACase { .. }
                | Self::Folder { .. }
                | Self::Newer { .. }
                | Self::Older { .. }
                | Self::Damaged { .. }
                | Self::Locked { .. }
                | Self::NotEmpty { .. }
                | Self::ReadOnly { .. }
        )
    }

    /// Whether a name was given that the case doesn't hold, or that fits several things.
    pub fn is_about_a_name(&self) -> bool {
        matches!(
            self,
            Self::NoSuchItem(_)
                | Self::AmbiguousItem { .. }
                | Self::NoSuchSighting(_)
                | Self::AmbiguousSighting { .. }
                | Self::NoSuchReading(_)
                | Self::AmbiguousReading { .. }
                | Self::NoSuchPassage(_)
                | Self::AmbiguousPassage { .. }
                | Self::NoSuchReference(_)
        )
    }

    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Io { path, source },
        }
    }
}

impl From<rusqlite::Error> for CaseError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = PathBuf::from("case.db");
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                path,
                what: error.to_string(),
            },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            _ => Self::Sql(error),
        }
    }
}
