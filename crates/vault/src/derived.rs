//! Derived files: named by the key of the work that made them, thrown away and rebuilt at will.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use model::{ContentHash, DerivedKey};
use tempfile::NamedTempFile;

use crate::VaultError;
use crate::aside::{self, Aside};
use crate::source::Hasher;
use crate::sums::{DerivedSum, Sums};

/// The derived files of a case folder: `derived/<kind>/ab/<key>.<ext>`.
///
/// `kind` and `ext` are words of the program's own, such as `"features"`; characters other than
/// ASCII letters, digits, `-` and `.` within them become `_`, so that no name leaves the folder.
pub struct Derived {
    root: PathBuf,
    aside: Aside,
    sums: Sums,
}

/// A derived file that is being written; dropped without [`DerivedFile::commit`], it is gone.
pub struct DerivedFile {
    file: NamedTempFile,
    target: PathBuf,
    hasher: Hasher,
    sums: Sums,
}

impl Derived {
    /// Opens the derived files of a case folder and removes what killed runs left unfinished.
    ///
    /// # Errors
    /// When there is no such folder. A folder that can't be written opens; only putting fails.
    pub fn open(case_dir: &Path) -> Result<Self, VaultError> {
        let folder = |source| VaultError::Folder {
            path: case_dir.to_owned(),
            source,
        };
        if !fs::metadata(case_dir).map_err(folder)?.is_dir() {
            return Err(folder(io::ErrorKind::NotADirectory.into()));
        }
        let root = case_dir.join("derived");
        let aside = Aside::open(&root);
        let sums = Sums::of(&root);
        Ok(Self { root, aside, sums })
    }

    /// Where the file lies, or would lie.
    pub fn path(&self, kind: &str, key: &DerivedKey, ext: &str) -> PathBuf {
        let hex = key.0.to_hex();
        self.root
            .join(plain(kind))
            .join(&hex[..2])
            .join(format!("{hex}.{}", plain(ext)))
    }

    /// Whether the file is there.
    pub fn exists(&self, kind: &str, key: &DerivedKey, ext: &str) -> bool {
        self.path(kind, key, ext).is_file()
    }

    /// Stores a file whole, in place of an earlier one; answers its path.
    ///
    /// # Errors
    /// When the folder can't be written or the disk is full.
    pub fn put(
        &self,
        kind: &str,
        key: &DerivedKey,
        ext: &str,
        bytes: &[u8],
    ) -> Result<PathBuf, VaultError> {
        let target = self.path(kind, key, ext);
        aside::settle(aside::write_all(&self.aside, bytes)?, &target, false)?;
        self.sums.note(&target, &ContentHash::of(bytes));
        Ok(target)
    }

    /// Begins a file that is written piece by piece.
    ///
    /// # Errors
    /// When the folder can't be written or the disk is full.
    pub fn begin(
        &self,
        kind: &str,
        key: &DerivedKey,
        ext: &str,
    ) -> Result<DerivedFile, VaultError> {
        Ok(DerivedFile {
            file: self.aside.create(0)?,
            target: self.path(kind, key, ext),
            hasher: Hasher::default(),
            sums: self.sums.clone(),
        })
    }

    /// Every derived file with the checksum that was noted when it was made.
    ///
    /// # Errors
    /// When the folder can't be listed, or the list of checksums can't be read.
    pub fn files(&self) -> Result<Vec<DerivedSum>, VaultError> {
        self.sums.files()
    }

    /// The file's bytes; `None` where it isn't there.
    ///
    /// # Errors
    /// When it is there but can't be read.
    pub fn get(
        &self,
        kind: &str,
        key: &DerivedKey,
        ext: &str,
    ) -> Result<Option<Vec<u8>>, VaultError> {
        let path = self.path(kind, key, ext);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(VaultError::Derived { path, source }),
        }
    }
}

fn plain(word: &str) -> String {
    let word = word.trim_matches('.');
    word.chars()
        .map(|c| {
            let fine = c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
            if fine { c } else { '_' }
        })
        .collect()
}

impl DerivedFile {
    /// Puts the file under its name; answers its path.
    ///
    /// # Errors
    /// When the folder can't be written or the disk is full.
    pub fn commit(mut self) -> Result<PathBuf, VaultError> {
        self.flush()
            .map_err(|e| VaultError::writing(&self.target, 0, e))?;
        aside::settle(self.file, &self.target, false)?;
        self.sums.note(&self.target, &self.hasher.finish());
        Ok(self.target)
    }
}

impl Write for DerivedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
