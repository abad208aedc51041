//! Another copy of a case brought into this one: first the originals that only it has, each held to
//! its hash, then in one act what its people said.

use std::path::Path;

use case::{Access, Case, Merged};
use model::{ContentHash, ItemId};
use vault::{Vault, object_path};

use crate::{Event, Observer, PipelineError, Unit};

/// What a merge did, or would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergedCopy {
    pub acts: Merged,
    /// Originals that only the other copy had.
    pub originals: u64,
    pub bytes: u64,
}

/// Brings in what another copy of this case has and this one has not. The other is only read.
///
/// Where it is cut off, originals may be here that no item speaks of yet; running it again goes on.
///
/// # Errors
/// When the two are no copies of one case, either is not whole, an original of the other copy is
/// missing or not what its hash says, or the case can't be written.
pub fn merge_copy(
    case: &mut Case,
    other: &Path,
    by: &str,
    observer: &mut dyn Observer,
) -> Result<MergedCopy, PipelineError> {
    let other = opened(case, other)?;
    // Refuses, before anything is copied, what is no copy of this case.
    case.merge_preview(&other)?;
    let wanted = missing(case, &other)?;
    let vault = Vault::open(case.dir())?;
    let total = wanted.iter().map(|(_, bytes)| bytes).sum();
    observer.on(Event::Phase {
        name: "bring originals",
        total: Some(total),
        unit: Unit::Bytes,
    });
    for (item, _) in &wanted {
        bring(&vault, &other, &item.0, observer)?;
    }
    observer.on(Event::PhaseDone);
    Ok(MergedCopy {
        acts: case.merge(&other, by)?,
        originals: wanted.len() as u64,
        bytes: total,
    })
}

/// What [`merge_copy`] would bring; nothing is changed.
///
/// # Errors
/// When the two are no copies of one case, or either is not whole.
pub fn preview_merge(case: &Case, other: &Path) -> Result<MergedCopy, PipelineError> {
    let other = opened(case, other)?;
    let acts = case.merge_preview(&other)?;
    let wanted = missing(case, &other)?;
    Ok(MergedCopy {
        acts,
        originals: wanted.len() as u64,
        bytes: wanted.iter().map(|(_, bytes)| bytes).sum(),
    })
}

fn opened(case: &Case, other: &Path) -> Result<Case, PipelineError> {
    let same = |a: &Path, b: &Path| {
        let (a, b) = (a.canonicalize(), b.canonicalize());
        a.is_ok_and(|a| b.is_ok_and(|b| a == b))
    };
    if same(case.dir(), other) {
        return Err(PipelineError::Wanted(format!(
            "{} is this case itself; name the folder of the other copy",
            other.display()
        )));
    }
    Ok(Case::open(other, Access::Read)?)
}

fn missing(case: &Case, other: &Case) -> Result<Vec<(ItemId, u64)>, PipelineError> {
    let mut missing = Vec::new();
    for row in other.items()? {
        if case.item(row.id)?.is_none() {
            missing.push((row.id, row.bytes));
        }
    }
    Ok(missing)
}

fn bring(
    vault: &Vault,
    other: &Case,
    hash: &ContentHash,
    observer: &mut dyn Observer,
) -> Result<(), PipelineError> {
    let from = object_path(other.dir(), hash);
    let mut told = |n| observer.on(Event::Advance(n));
    let stored = vault.put_file(&from, &mut told)?;
    if stored.hash == *hash {
        return Ok(());
    }
    Err(PipelineError::Wanted(format!(
        "{} is not the original that its name says: its SHA-256 is {}; nothing of the other copy was merged; `verify` that copy",
        from.display(),
        stored.hash
    )))
}
