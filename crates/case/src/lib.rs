//! The evidence book: one SQLite file and one append-only journal in a folder that can be copied.
//!
//! ```text
//! CASE/case.db          ground state (append-only, held by triggers) and derived state
//! CASE/journal.jsonl    one line an act, hash-chained
//! CASE/journal.torn-N   half-written ends that a kill or a full disk left, kept as they were
//! CASE/journal.merged-N the journal of another copy of the case, as it was when it was merged,
//!                       its torn ends behind it, and its seals in `seals/merged-N`
//! CASE/case.lock        says who writes
//! ```
//! What lives here: all SQL, the journal, the writer's lock. What doesn't: bytes of files, what
//! has to be done next, how anything is shown.

mod acts;
mod bookmarks;
mod canonical;
mod dump;
mod error;
mod gaps;
mod integrity;
mod items;
mod journal;
mod lock;
mod merging;
mod open;
mod pages;
mod passages;
mod people;
mod products;
mod proposals;
mod readings;
pub mod records;
mod rows;
mod schema;
mod screens;
mod sensitivity;
mod statements;
mod told;
mod work;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use bookmarks::Bookmark;
pub use dump::Withheld;
pub use error::CaseError;
pub use gaps::Gap;
pub use integrity::Past;
pub use journal::{JournalHead, JournalReport};
pub use merging::{KnownLine, Merged, STRICTER, unknown_when};
pub use pages::{PageCount, fact_of};
pub use products::ProductNames;
pub use readings::{DocumentLine, ReadingRow, TextOf, TextRow};
pub use records::{
    Added, CutReference, DocumentRecord, Failure, ItemRow, Keyframe, Observation, Output,
    PageRecord, PassageRow, ProductAct, ProductChange, SaidFact, Seen, SightingRow, StepDone,
    VideoRecord, Work, WorkRow, WorkState,
};
pub use screens::ScreenRow;

/// How a case is opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// By the one writer.
    Write,
    /// Beside a writer, or from a read-only medium.
    Read,
}

/// An opened case.
pub struct Case {
    dir: PathBuf,
    name: String,
    db: Connection,
    writer: Option<acts::Writer>,
    warnings: Vec<String>,
    /// Holds the copy that a read-only medium with an unfinished write-ahead log is read from.
    _copy: Option<tempfile::TempDir>,
}

impl Case {
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was noticed on opening that a person should know: a torn or shortened journal, which
    /// then is in the journal too; or acts in an unfinished log on a read-only medium.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}
