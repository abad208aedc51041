//! Checksums of derived files: `derived/SHA256SUMS`, one line a file, appended when it was made.
//!
//! A file that was made again has several lines, of which the last counts. A line without a file is
//! no fault: derived files may be thrown away.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use model::ContentHash;

use crate::VaultError;
use crate::folder::walk;
use crate::source::{Hasher, pump, read_some};

const FILE: &str = "SHA256SUMS";
/// A list from elsewhere is not read beyond this.
const LONGEST: u64 = 1 << 30;

#[derive(Clone)]
pub(crate) struct Sums {
    root: PathBuf,
}

/// A derived file and its noted checksum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DerivedSum {
    pub path: PathBuf,
    /// Relative to the case folder, for people.
    pub name: String,
    pub bytes: u64,
    /// `None` where none was noted: made by an earlier version, or the run was cut off just then.
    pub noted: Option<ContentHash>,
}

impl Sums {
    pub(crate) fn of(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Notes a checksum. A line that can't be written costs the check of that file, not the file.
    pub(crate) fn note(&self, target: &Path, hash: &ContentHash) {
        let Ok(name) = target.strip_prefix(&self.root) else {
            return;
        };
        let line = format!("{}  {}\n", hash.to_hex(), name.display());
        let list = self.root.join(FILE);
        if list.symlink_metadata().is_ok_and(|m| !m.is_file()) {
            return;
        }
        // One write to the end: lines of several threads don't mix.
        let _ = OpenOptions::new()
            .create(true)
            .append(true)
            .open(list)
            .and_then(|mut file| file.write_all(line.as_bytes()));
    }

    pub(crate) fn files(&self) -> Result<Vec<DerivedSum>, VaultError> {
        let noted = self.noted()?;
        let mut paths = Vec::new();
        walk(&self.root, 0, &mut paths).map_err(|source| VaultError::Folder {
            path: self.root.clone(),
            source,
        })?;
        paths.sort();
        let list = self.root.join(FILE);
        Ok(paths
            .into_iter()
            .filter(|path| *path != list)
            .map(|path| {
                let inside = path.strip_prefix(&self.root).unwrap_or(&path);
                let inside = inside.to_string_lossy().into_owned();
                DerivedSum {
                    bytes: path.symlink_metadata().map_or(0, |m| m.len()),
                    noted: noted.get(&inside).copied(),
                    name: format!("derived/{inside}"),
                    path,
                }
            })
            .collect())
    }

    fn noted(&self) -> Result<HashMap<String, ContentHash>, VaultError> {
        let path = self.root.join(FILE);
        let trouble = |source| VaultError::Derived {
            path: path.clone(),
            source,
        };
        let mut text = Vec::new();
        match File::open(&path) {
            Ok(file) => file.take(LONGEST).read_to_end(&mut text).map_err(trouble)?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => 0,
            Err(e) => return Err(trouble(e)),
        };
        let text = String::from_utf8_lossy(&text);
        Ok(text
            .lines()
            .filter_map(|line| {
                let (hash, name) = line.split_once("  ")?;
                Some((name.to_owned(), hash.parse().ok()?))
            })
            .collect())
    }
}

impl DerivedSum {
    /// Reads the file again; answers whether it still has the noted checksum, `None` where none
    /// was noted. `progress` is told how many more bytes were read.
    ///
    /// # Errors
    /// When it can't be read, or is no plain file.
    pub fn holds(&self, progress: &mut dyn FnMut(u64)) -> Result<Option<bool>, VaultError> {
        let trouble = |source| VaultError::Derived {
            path: self.path.clone(),
            source,
        };
        let Some(noted) = self.noted else {
            return Ok(None);
        };
        if !fs::symlink_metadata(&self.path).map_err(trouble)?.is_file() {
            return Err(trouble(io::Error::other("not a plain file")));
        }
        let mut file = File::open(&self.path).map_err(trouble)?;
        let mut hasher = Hasher::default();
        pump(
            &mut |buffer| read_some(&mut file, buffer).map_err(trouble),
            &mut |bytes| {
                hasher.update(bytes);
                progress(bytes.len() as u64);
                Ok(())
            },
        )?;
        Ok(Some(hasher.finish() == noted))
    }
}
