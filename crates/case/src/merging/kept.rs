//! Journals of copies that were merged, as files beside our own journal.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use model::ContentHash;
use serde_json::Value;

use super::ACT;
use super::book::hash_of;
use crate::{Case, CaseError, journal};

/// Copies the other's journal to the next free name; answers that and its SHA-256.
pub(super) fn keep_journal(dir: &Path, other: &Path) -> Result<(String, ContentHash), CaseError> {
    let from = other.join(journal::FILE);
    let bytes = fs::read(&from).map_err(|e| CaseError::io(&from, e))?;
    let mut number = 1u32;
    loop {
        let name = format!("{KEPT}{number}");
        let path = dir.join(&name);
        match File::create_new(&path) {
            Ok(mut file) => {
                let written = file.write_all(&bytes).and_then(|()| file.sync_all());
                let written = written.and_then(|()| journal::sync_dir(dir));
                if let Err(e) = written {
                    let _ = fs::remove_file(&path);
                    return Err(CaseError::io(&path, e));
                }
                return Ok((name, ContentHash::of(&bytes)));
            }
            // One that was kept by a run that was cut off is as good.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read(&path).is_ok_and(|kept| kept == bytes) {
                    return Ok((name, ContentHash::of(&bytes)));
                }
                number = number.saturating_add(1);
            }
            Err(e) => return Err(CaseError::io(&path, e)),
        }
    }
}

/// What journals of other copies are called in the case folder.
const KEPT: &str = "journal.merged-";

/// Whether a file may be the journal of a copy that was merged.
pub(crate) fn is_kept_name(name: &str) -> bool {
    let number = name.strip_prefix(KEPT);
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Lines that tell of merges, with the file that keeps the other's journal and its hash.
pub(crate) fn kept_journals(case: &Case) -> Result<Vec<(String, ContentHash)>, CaseError> {
    let mut kept = BTreeSet::new();
    for line in case.told_acts(&[ACT])? {
        let name = line.get("journal").and_then(Value::as_str);
        let hash = line.get("sha256").and_then(hash_of);
        if let (Some(name), Some(hash)) = (name, hash) {
            kept.insert((name.to_owned(), hash));
        }
    }
    Ok(kept.into_iter().collect())
}
