//! What other programs exported, read offline and field by field: which files there are, where
//! they came from, and what the export left out.
//!
//! Records are JSON or CSV of bounded size, read without trust. Paths in them lead nowhere outside
//! of the folder. Nothing is fetched, and no record is changed.

mod archiver;
mod folder;
mod gallery;
mod json;
mod listed;
mod social;
mod telegram;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::{ContentHash, Origin};

use crate::Given;
pub(crate) use folder::{Inside, files_below};

/// Whose export it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Export {
    /// gallery-dl, with a `.json` beside each file.
    GalleryDl,
    /// auto-archiver: `metadata.json`, or the sheet as CSV.
    AutoArchiver,
    /// Telegram Desktop's `result.json`.
    Telegram,
    /// What Facebook or Instagram give to the holder of an account.
    Social,
    /// A folder with `SHA256SUMS` or a CSV that lists its files.
    List,
}

/// A file of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub path: PathBuf,
    pub origin: Origin,
    /// The record that tells of it: kept as an item of its own.
    pub record: Option<PathBuf>,
    /// What its SHA-256 is said to be.
    pub sha256: Option<ContentHash>,
}

/// Something that a record tells of and that is not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// Path or name, as the record has it.
    pub name: String,
    pub why: String,
    pub url: Option<String>,
    pub record: Option<PathBuf>,
}

/// What an export holds.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    pub files: Vec<Taken>,
    pub missing: Vec<Missing>,
    /// Accounts of origin of files that are known by hash only (SHA-256, in hexadecimal digits).
    pub by_hash: BTreeMap<ContentHash, Origin>,
    /// What a person should know of the export as a whole.
    pub notices: Vec<String>,
}

/// Why an export was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {what}")]
pub struct ExportError {
    pub path: String,
    pub what: String,
}

impl ExportError {
    pub(crate) fn new(path: &Path, what: impl Into<String>) -> Self {
        Self {
            path: crate::display_path(path),
            what: what.into(),
        }
    }
}

/// Reads an export: a folder, or the record itself.
///
/// # Errors
/// When it is not what it is said to be. Single files that are amiss are [`Brought::missing`].
pub fn read_export(kind: Export, path: &Path, given: &Given) -> Result<Brought, ExportError> {
    let mut brought = match kind {
        Export::GalleryDl => gallery::read(path),
        Export::AutoArchiver => archiver::read(path),
        Export::Telegram => telegram::read(path, given),
        Export::Social => social::read(path),
        Export::List => listed::read(path),
    }?;
    let origins = brought.files.iter_mut().map(|f| &mut f.origin);
    for origin in origins.chain(brought.by_hash.values_mut()) {
        complete(origin, given);
    }
    Ok(brought)
}

/// Fills in what the person says, where the record is silent; the collector's alias is the
/// person's to say.
fn complete(origin: &mut Origin, given: &Given) {
    origin.url = origin.url.take().or_else(|| given.source.clone());
    origin.published = origin.published.take().or_else(|| given.published.clone());
    origin.collected_by.clone_from(&given.by);
    origin.clock.clone_from(&given.clock);
    for text in [&mut origin.title, &mut origin.publisher, &mut origin.url] {
        *text = text.take().filter(|t| !t.trim().is_empty());
    }
}
