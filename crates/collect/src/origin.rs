//! Where a file came from: what lies beside it, then what the person says.

use std::path::{Path, PathBuf};

use model::Origin;

use crate::{Given, sidecar};

/// The origin of one file, and the sidecar that it was read from, where there is one.
///
/// `relative` is the path as added. A sidecar that can't be read is a note, never an error. Of a
/// sidecar itself only path and collector are told: source and date are those of its file.
pub fn origin_of(path: &Path, relative: &str, given: &Given) -> (Origin, Option<PathBuf>) {
    let mut origin = Origin {
        path: relative.to_owned(),
        ..Origin::default()
    };
    origin.collected_by.clone_from(&given.by);
    origin.clock.clone_from(&given.clock);
    if sidecar::is_sidecar(path) {
        return (origin, None);
    }
    let beside = sidecar::beside(path);
    if let Some(sidecar) = &beside {
        sidecar::read(sidecar, path, &mut origin);
    }
    origin.url = origin.url.or_else(|| given.source.clone());
    origin.published = origin.published.or_else(|| given.published.clone());
    (origin, beside)
}
