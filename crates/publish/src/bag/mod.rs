//! A case as a bag (BagIt 1.0, RFC 8493) with an RO-Crate (1.1, Process Run Crate 0.5) inside, to be
//! handed over and checked without contrechamp.
//!
//! What goes in is an allow-list: originals that may go, rows of the book that name no others, the
//! journal, statements of its head, the dossier. What lives here: choosing, describing and writing. What
//! doesn't: making a case of a bag (`pipeline`).

mod describe;
mod pack;
mod sink;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::{Case, CaseError, ItemRow, JournalHead, Withheld};
use model::{ContentHash, ItemId};
use seal::{Key, SealError};
use vault::VaultError;

pub use sink::Target;

use crate::held::{Held, Reach};

/// The tag manifest: who signs it signs everything in the bag.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// What the person who makes a bag decides.
pub struct Wanted<'a> {
    /// Only items that were said to be open.
    pub open_only: bool,
    pub key: Option<&'a Key>,
    /// The signer's name in `allowed_signers`: an alias.
    pub signer: &'a str,
    /// Organisation that hands it over; an alias of the desk, or nothing.
    pub organisation: Option<&'a str>,
    /// ISO 8601, UTC.
    pub made_at: &'a str,
    pub software: &'a str,
    /// Whether nobody but one person worked it.
    pub one_person: bool,
    /// A rendered dossier, gathered with the same reach. One that names what is withheld all the
    /// same is no dossier of this bag, and none is made.
    pub dossier: Option<&'a Path>,
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bagged {
    pub path: PathBuf,
    pub items: u64,
    /// Items that may not go: how many.
    pub withheld: u64,
    pub files: u64,
    pub bytes: u64,
    /// SHA-256 of the tag manifest.
    pub tag_manifest: ContentHash,
    pub head: JournalHead,
}

/// Why no bag was made, or what is wrong with one.
#[derive(Debug, thiserror::Error)]
pub enum BagError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("{path}: {source}", path = path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path} is there already; name another place, or move it away", path = .0.display())]
    Exists(PathBuf),
    #[error("{program} can't be started ({source}); install it, or make a bag without it")]
    NoProgram {
        program: &'static str,
        source: std::io::Error,
    },
    #[error("{0}")]
    Failed(String),
}

impl BagError {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// What may go.
struct Chosen {
    items: BTreeMap<ItemId, ItemRow>,
    held: Held,
}

impl Chosen {
    fn of(case: &Case, open_only: bool) -> Result<Self, BagError> {
        let reach = if open_only { Reach::Open } else { Reach::Usual };
        let held = Held::of(case, reach)?;
        let rows = case.items()?.into_iter();
        let items = rows.filter(|r| !held.holds(&r.id));
        Ok(Self {
            items: items.map(|r| (r.id, r)).collect(),
            held,
        })
    }

    const fn traces(&self) -> &Withheld {
        &self.held.traces
    }

    /// Whether a row or a line of the journal (JSON, perhaps within JSON) names what is withheld,
    /// also by the words that people have for it.
    fn names_withheld(&self, line: &str) -> bool {
        !self.held.is_empty()
            && (self.held.is_named_in(line) || self.held.is_named_in(&line.replace('\\', "")))
    }

    /// The case's name as it may be told.
    fn name_of(&self, case: &Case) -> String {
        let mut name = case.name().to_owned();
        self.held.strike(&mut name);
        name
    }
}

/// Writes a bag; nothing is left where it fails. `progress` is told bytes.
///
/// # Errors
/// When the place is taken or can't be written, an original is damaged, or the key can't sign.
pub fn write(
    case: &Case,
    target: &Target,
    wanted: &Wanted<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Bagged, BagError> {
    let chosen = Chosen::of(case, wanted.open_only)?;
    let mut sink = sink::Sink::begin(target)?;
    let packed = pack::pack(case, &chosen, wanted, &mut sink, progress)?;
    let path = sink.finish()?;
    Ok(Bagged { path, ..packed })
}

/// The file name of an original in a bag: its SHA-256 and the ending that it had, where that is
/// harmless, so that it opens with a double click.
fn original_name(row: &ItemRow) -> String {
    let path = row.origins.first().map_or("", |o| o.path.as_str());
    let ending = path.rsplit_once('.').map_or("", |(_, e)| e);
    let plain =
        (1..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    let ending = if plain { ending } else { "bin" };
    format!("originals/{}.{}", row.id, ending.to_ascii_lowercase())
}
