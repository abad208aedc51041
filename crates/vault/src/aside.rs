//! Writing aside: a file gets its final name only when it is whole and on the disk.
//!
//! Leftovers of killed runs are removed when the folder is opened and nobody else has it open,
//! which a file lock tells: it ends with its process, however that ends.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::VaultError;

/// The folder in which files are written before they are named.
pub(crate) struct Aside {
    dir: PathBuf,
    /// Held, shared, as long as this process may write; `None` where locks or writing don't work.
    _presence: Option<File>,
}

impl Aside {
    /// Opens `root/.aside`, and cleans it when no other process has it open. On a read-only
    /// medium nothing is made: only writing will fail.
    pub(crate) fn open(root: &Path) -> Self {
        let dir = root.join(".aside");
        let presence = fs::create_dir_all(&dir)
            .and_then(|()| {
                OpenOptions::new()
                    .create(true)
                    .truncate(false)
                    .write(true)
                    .open(dir.join("lock"))
            })
            .ok();
        if let Some(lock) = &presence {
            if lock.try_lock().is_ok() {
                remove_leftovers(&dir);
                let _ = lock.unlock();
            }
            // Where the file system knows no locks nothing is cleaned, and nothing else changes.
            let _ = lock.lock_shared();
            // The names of the folder and of what a run that was cut off made in it: without them
            // a power cut takes whole files away, however well they are synced themselves.
            let _ = disk::sync_folder(root);
            let _ = root.parent().map(disk::sync_folder);
        }
        Self {
            dir,
            _presence: presence,
        }
    }

    /// Makes a file with a fresh name by `make`, which must fail where the name is taken.
    pub(crate) fn make<F>(
        &self,
        make: impl FnMut(&Path) -> io::Result<F>,
    ) -> io::Result<NamedTempFile<F>> {
        fs::create_dir_all(&self.dir)?;
        tempfile::Builder::new()
            .prefix("w-")
            .make_in(&self.dir, make)
    }

    /// A new empty file.
    pub(crate) fn create(&self, needed: u64) -> Result<NamedTempFile, VaultError> {
        self.make(|path| {
            OpenOptions::new()
                .read(true)
                .write(true)
                .create_new(true)
                .open(path)
        })
        .map_err(|e| VaultError::writing(&self.dir, needed, e))
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }
}

fn remove_leftovers(dir: &Path) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    for entry in entries.filter(|e| e.file_name().as_encoded_bytes().starts_with(b"w-")) {
        // A leftover that can't be removed costs space, not truth.
        let _ = fs::remove_file(entry.path());
    }
}

/// Gives a finished file its name: contents to the disk, rename, names to the disk.
pub(crate) fn settle(
    file: NamedTempFile,
    target: &Path,
    read_only: bool,
) -> Result<(), VaultError> {
    let bytes = file.as_file().metadata().map_or(0, |m| m.len());
    let trouble = |e| VaultError::writing(target, bytes, e);
    file.as_file().sync_all().map_err(trouble)?;
    if read_only {
        let mut permissions = file.as_file().metadata().map_err(trouble)?.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(file.path(), permissions).map_err(trouble)?;
    }
    let dir = target.parent().unwrap_or(target);
    disk::create_folders(dir).map_err(trouble)?;
    file.persist(target).map_err(|e| trouble(e.error))?;
    disk::sync_folder(dir).map_err(trouble)
}

/// Writes all bytes to a new file aside.
pub(crate) fn write_all(aside: &Aside, bytes: &[u8]) -> Result<NamedTempFile, VaultError> {
    let needed = bytes.len() as u64;
    let mut file = aside.create(needed)?;
    file.write_all(bytes)
        .map_err(|e| VaultError::writing(file.path(), needed, e))?;
    Ok(file)
}

/// Free bytes for this user on the disk of a folder, where the system tells.
#[cfg(unix)]
pub(crate) fn free_bytes(dir: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(dir).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
pub(crate) fn free_bytes(_: &Path) -> Option<u64> {
    None
}
