//! What is kept of copies that were merged, as files: the journal beside our own, torn ends of it
//! with the same name before theirs, and statements of its head with signatures and time stamps in
//! `seals/merged-N`. Keys are never taken.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use model::ContentHash;
use serde_json::Value;

use super::book::hash_of;
use super::{ACT, Kept};
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
                let written = written.and_then(|()| disk::sync_folder(dir));
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

/// Files of one kind that are taken from one copy.
const MOST: usize = 1000;
/// Of a statement, signature or stamp; what is longer is none.
const LONGEST_SEAL: u64 = 1 << 20;
const SEALS: &str = "seals";
const SEAL_ENDINGS: [&str; 5] = ["txt", "sig", "pub", "tsq", "tsr"];

/// Files of the other copy that are not here, each with its place there and the end of its name
/// here. What is here is known by its bytes.
pub(super) fn wanted(dir: &Path, other: &Path) -> Result<Vec<Wanted>, CaseError> {
    let mut here: BTreeSet<ContentHash> = BTreeSet::new();
    for wanted in files(dir)? {
        here.insert(wanted.sha256);
    }
    let theirs = files(other)?.into_iter();
    Ok(theirs.filter(|w| here.insert(w.sha256)).collect())
}

pub(super) struct Wanted {
    from: PathBuf,
    /// Whether it goes to `seals/merged-N/`; else its name begins with that of the kept journal.
    is_seal: bool,
    name: String,
    sha256: ContentHash,
}

/// Torn ends and seals of a case, seals of merged copies too.
fn files(dir: &Path) -> Result<Vec<Wanted>, CaseError> {
    let mut found = Vec::new();
    for name in plain_files(dir)? {
        let rest = name.strip_prefix("journal.");
        // Not journals that were kept: two copies would hand each other theirs for ever.
        let is_torn = |r: &&str| r.starts_with("torn-") || r.contains(".torn-");
        if let Some(rest) = rest.filter(is_torn) {
            found.extend(wanted_file(
                dir.join(&name),
                false,
                rest.to_owned(),
                u64::MAX,
            )?);
        }
    }
    let seals = dir.join(SEALS);
    for name in plain_files(&seals)? {
        if is_seal(&name) {
            found.extend(wanted_file(seals.join(&name), true, name, LONGEST_SEAL)?);
        }
    }
    for folder in folders(&seals)? {
        let inside = seals.join(&folder);
        for name in plain_files(&inside)? {
            if folder.starts_with("merged-") && is_seal(&name) {
                let (from, name) = (inside.join(&name), format!("{folder}-{name}"));
                found.extend(wanted_file(from, true, name, LONGEST_SEAL)?);
            }
        }
    }
    Ok(found)
}

fn is_seal(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    (name.starts_with("head-") || name.starts_with("merged-"))
        && ending.is_some_and(|e| SEAL_ENDINGS.contains(&e))
}

fn wanted_file(
    from: PathBuf,
    is_seal: bool,
    name: String,
    longest: u64,
) -> Result<Option<Wanted>, CaseError> {
    let trouble = |e| CaseError::io(&from, e);
    if fs::symlink_metadata(&from).map_err(trouble)?.len() > longest {
        return Ok(None);
    }
    let sha256 = ContentHash::of(&fs::read(&from).map_err(trouble)?);
    Ok(Some(Wanted {
        from,
        is_seal,
        name,
        sha256,
    }))
}

/// Names of plain files in a folder, in order; links are none. A folder that isn't there has none.
fn plain_files(dir: &Path) -> Result<Vec<String>, CaseError> {
    entries(dir, fs::FileType::is_file)
}

fn folders(dir: &Path) -> Result<Vec<String>, CaseError> {
    entries(dir, fs::FileType::is_dir)
}

fn entries(dir: &Path, is: fn(&fs::FileType) -> bool) -> Result<Vec<String>, CaseError> {
    let all = match fs::read_dir(dir) {
        Ok(all) => all,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(CaseError::io(dir, e)),
    };
    let mut names = Vec::new();
    for entry in all {
        let entry = entry.map_err(|e| CaseError::io(dir, e))?;
        let kind = entry.file_type().map_err(|e| CaseError::io(dir, e))?;
        let name = entry.file_name().into_string().unwrap_or_default();
        if is(&kind) && is_plain_name(&name) {
            names.push(name);
        }
    }
    names.sort();
    names.truncate(MOST);
    Ok(names)
}

fn is_plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    !name.is_empty() && name.len() < 200 && !name.starts_with('.') && name.chars().all(plain)
}

/// Copies what is wanted beside the journal that was kept; answers names and SHA-256s.
pub(super) fn keep_files(
    dir: &Path,
    journal: &str,
    wanted: &[Wanted],
) -> Result<Vec<Kept>, CaseError> {
    let number = journal.strip_prefix(KEPT).unwrap_or_default();
    let mut kept = Vec::new();
    for file in wanted {
        let name = match file.is_seal {
            true => format!("{SEALS}/merged-{number}/{}", file.name),
            false => format!("{journal}.{}", file.name),
        };
        let to = dir.join(&name);
        let folder = to.parent().unwrap_or(dir);
        let bytes = fs::read(&file.from).map_err(|e| CaseError::io(&file.from, e))?;
        let written = disk::create_folders(folder).and_then(|()| disk::write(&to, &bytes));
        written.map_err(|e| CaseError::io(&to, e))?;
        kept.push((name, ContentHash::of(&bytes)));
    }
    let seals = dir.join(SEALS);
    if seals.is_dir() {
        let synced = disk::sync_folder(&seals).and_then(|()| disk::sync_folder(dir));
        synced.map_err(|e| CaseError::io(&seals, e))?;
    }
    Ok(kept)
}

/// What journals of other copies are called in the case folder.
const KEPT: &str = "journal.merged-";

/// Whether a file may be the journal of a copy that was merged.
pub(crate) fn is_kept_name(name: &str) -> bool {
    is_kept_journal(name) || is_kept_file(name)
}

fn is_kept_journal(name: &str) -> bool {
    let number = name.strip_prefix(KEPT);
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a file may be one that a merge kept.
fn is_kept_file(name: &str) -> bool {
    let seal = name
        .strip_prefix("seals/merged-")
        .and_then(|r| r.split_once('/'));
    match seal {
        Some((number, name)) => {
            number.bytes().all(|b| b.is_ascii_digit()) && is_plain_name(name) && is_seal(name)
        }
        None => is_plain_name(name) && name.starts_with(KEPT),
    }
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
        let files = line.get("files").and_then(Value::as_array);
        for file in files.into_iter().flatten() {
            let name = file.get(0).and_then(Value::as_str);
            if let (Some(name), Some(hash)) = (name, file.get(1).and_then(hash_of)) {
                kept.insert((name.to_owned(), hash));
            }
        }
    }
    Ok(kept.into_iter().collect())
}
