//! The dossier: one folder with a page that opens from disk, and its pictures.
//!
//! No script, no request to anywhere, strict content policy, every text from outside escaped.
//! Content of the folder: `index.html` and `pictures/<sha256>.png|jpg`.

mod cover;
mod dated;
mod folder;
mod glossary;
mod input;
mod matrix;
mod origin;
mod page;
mod parties;
pub mod pdf;
mod pictures;
mod prepare;
mod sections;
mod sheet;
mod sighting;
mod sources;
mod statements;
pub(crate) mod text;
mod timeline;
pub(crate) mod told;
mod views;
pub(crate) mod words;

use std::io;
use std::path::{Path, PathBuf};

pub use input::{
    Dossier, FailureEntry, ItemEntry, Picture, ProductNotFound, ProductSection, ReferenceEntry,
    SightingEntry, SourceEntry, StepEntry, Summary, is_rejected,
};
pub use pictures::UnusablePicture;
pub use words::Tongue;

/// What `render` left on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The page to open.
    pub index: PathBuf,
    /// Every file of the dossier, the page first.
    pub files: Vec<PathBuf>,
    /// Pictures that could not be shown; the page says so in their places.
    pub unusable: Vec<UnusablePicture>,
}

/// Why a dossier was not written. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error(
        "{path:?} is not a dossier and is left alone: {found}; give another folder, or move it away"
    )]
    NotADossier { path: PathBuf, found: String },
    #[error("{0:?} has no last name that a folder could have; give the path of a folder")]
    NoName(PathBuf),
    #[error(
        "could not {what} at {path:?}: {source}; check free space and write permission there, then export again"
    )]
    Write {
        path: PathBuf,
        what: &'static str,
        source: io::Error,
    },
}

impl PublishError {
    fn write(path: &Path, what: &'static str, source: io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            what,
            source,
        }
    }
}

/// Writes the dossier as the folder `out_dir`, replacing a former dossier there as a whole.
///
/// Written beside the target and renamed, so that a killed run leaves no half dossier. The same
/// dossier gives the same bytes. One run at a time may write to one target.
///
/// # Errors
/// When `out_dir` holds something that is not a dossier of ours, or the disk refuses. A picture
/// that cannot be read is no error: see `Written::unusable`.
pub fn render(dossier: &Dossier, out_dir: &Path) -> Result<Written, PublishError> {
    render_told(dossier, out_dir, &mut || ())
}

/// The same; `told` is called after each picture, of which there are at most
/// [`Dossier::pictures`].
///
/// # Errors
/// As [`render`].
pub fn render_told(
    dossier: &Dossier,
    out_dir: &Path,
    told: &mut dyn FnMut(),
) -> Result<Written, PublishError> {
    let _language = words::Speaking::begin(dossier.tongue);
    let aside = folder::Aside::begin(out_dir)?;
    let mut store = pictures::Store::new(aside.path(), told)?;
    let shown = prepare::prepare(dossier, &mut store)?;
    let page = page::document(dossier, &shown);
    let target = aside.publish(&page)?;
    let index = target.join(folder::INDEX);
    let mut files = vec![index.clone()];
    files.extend(store.files().map(|href| target.join(href)));
    Ok(Written {
        index,
        files,
        unusable: store.unusable,
    })
}
