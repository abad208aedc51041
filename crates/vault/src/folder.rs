//! The vault as a folder: `objects/ab/<64 hex digits>`, read-only files named by their SHA-256.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use model::ContentHash;
use tempfile::NamedTempFile;

use crate::aside::{self, Aside};
use crate::source::{Hasher, Source, pump, read_some};
use crate::{Objects, Stored, VaultError};

/// Objects of a case folder.
///
/// A file is taken in by a reflink where the file system can (Btrfs, XFS, APFS: no bytes are
/// moved, and later writes to either file don't reach the other), and by a copy everywhere else.
/// Never by a hard link: that would be one file with two names, and whoever writes to the source
/// later would change our object.
pub struct Vault {
    root: PathBuf,
    aside: Aside,
}

/// Where a case folder has an object, whether or not it is there; the folder is not touched.
pub fn object_path(case_dir: &Path, hash: &ContentHash) -> PathBuf {
    below(&case_dir.join("objects"), hash)
}

fn below(root: &Path, hash: &ContentHash) -> PathBuf {
    let hex = hash.to_hex();
    root.join(&hex[..2]).join(hex)
}

impl Vault {
    /// Opens the vault of a case folder and removes what killed runs left unfinished.
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
        let root = case_dir.join("objects");
        let aside = Aside::open(&root);
        Ok(Self { root, aside })
    }

    /// See [`Objects::put_file`].
    ///
    /// # Errors
    /// As there.
    pub fn put_file(
        &self,
        path: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Stored, VaultError> {
        let source = Source::open(path)?;
        let mut hasher = Hasher::default();
        let file = match self.clone_of(&source) {
            Some(mut clone) => {
                // The clone can't change any more, so what is hashed is what is kept.
                pump(
                    &mut |buffer| {
                        read_some(clone.as_file_mut(), buffer).map_err(|e| source.error(e))
                    },
                    &mut |bytes| {
                        hasher.update(bytes);
                        progress(bytes.len() as u64);
                        Ok(())
                    },
                )?;
                clone
            }
            None => self.copy_of(&source, &mut hasher, progress)?,
        };
        source.must_be_unchanged(hasher.bytes())?;
        self.keep(file, hasher)
    }

    /// Stores what is read, to its end; `name` is for errors only. Where reading fails nothing is
    /// kept.
    ///
    /// # Errors
    /// When it can't be read ([`VaultError::is_about_source`]), or the vault can't be written.
    pub fn put_reader(
        &self,
        name: &str,
        reader: &mut dyn Read,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Stored, VaultError> {
        let mut hasher = Hasher::default();
        let mut file = self.aside.create(0)?;
        let mut from = reader;
        pump(
            &mut |buffer| {
                read_some(&mut from, buffer).map_err(|source| VaultError::Source {
                    path: PathBuf::from(name),
                    source,
                })
            },
            &mut |bytes| {
                hasher.update(bytes);
                file.write_all(bytes)
                    .map_err(|e| VaultError::writing(file.path(), 0, e))?;
                progress(bytes.len() as u64);
                Ok(())
            },
        )?;
        self.keep(file, hasher)
    }

    /// See [`Objects::put_bytes`].
    ///
    /// # Errors
    /// When the vault can't be written.
    pub fn put_bytes(&self, bytes: &[u8]) -> Result<Stored, VaultError> {
        let mut hasher = Hasher::default();
        hasher.update(bytes);
        self.keep(aside::write_all(&self.aside, bytes)?, hasher)
    }

    /// Where an object lies; `None` where the vault doesn't have it.
    pub fn get_path(&self, hash: &ContentHash) -> Option<PathBuf> {
        let path = self.path_of(hash);
        path.symlink_metadata()
            .is_ok_and(|m| m.is_file())
            .then_some(path)
    }

    /// See [`Objects::verify`].
    ///
    /// # Errors
    /// When the object is missing, unreadable or damaged.
    pub fn verify(&self, hash: &ContentHash) -> Result<u64, VaultError> {
        Objects::verify(self, hash)
    }

    /// Files below the folder that are none of `known`, relative to the case folder; with the hash
    /// that a file has by its name and place, or `None` where these are no object's.
    ///
    /// # Errors
    /// When the folder can't be listed.
    pub fn strays(
        &self,
        known: &dyn Fn(&ContentHash) -> bool,
    ) -> Result<Vec<(PathBuf, Option<ContentHash>)>, VaultError> {
        let mut strays = Vec::new();
        let mut files = Vec::new();
        walk(&self.root, 0, &mut files).map_err(|source| VaultError::Folder {
            path: self.root.clone(),
            source,
        })?;
        for path in files {
            let hash = path.file_name().and_then(|n| n.to_str()?.parse().ok());
            let at_home = hash.filter(|h| self.path_of(h) == path);
            if !at_home.is_some_and(|h| known(&h)) {
                let inside = path.strip_prefix(&self.root).unwrap_or(&path);
                strays.push((Path::new("objects").join(inside), at_home));
            }
        }
        strays.sort();
        Ok(strays)
    }

    fn path_of(&self, hash: &ContentHash) -> PathBuf {
        below(&self.root, hash)
    }

    /// A reflink of the source, aside; `None` where the file system can't.
    fn clone_of(&self, source: &Source) -> Option<NamedTempFile> {
        self.aside
            .make(|path| {
                reflink_copy::reflink_file_to_path(&source.file, path)?;
                make_writable(path)?;
                OpenOptions::new().read(true).write(true).open(path)
            })
            .ok()
    }

    /// A copy of the source, aside, hashed while it is written.
    fn copy_of(
        &self,
        source: &Source,
        hasher: &mut Hasher,
        progress: &mut dyn FnMut(u64),
    ) -> Result<NamedTempFile, VaultError> {
        let needed = source.bytes();
        let free = aside::free_bytes(self.aside.dir());
        // Better told before a long copy than after it.
        if free.is_some_and(|n| n < needed) {
            return Err(VaultError::Full {
                dir: self.root.clone(),
                needed,
                free,
            });
        }
        let mut file = self.aside.create(needed)?;
        let mut from = &source.file;
        pump(
            &mut |buffer| read_some(&mut from, buffer).map_err(|e| source.error(e)),
            &mut |bytes| {
                hasher.update(bytes);
                file.write_all(bytes)
                    .map_err(|e| VaultError::writing(file.path(), needed, e))?;
                progress(bytes.len() as u64);
                // A file that grows as fast as it is read must not fill the disk.
                if hasher.bytes() > needed {
                    source.must_be_unchanged(hasher.bytes())?;
                }
                Ok(())
            },
        )?;
        Ok(file)
    }

    fn keep(&self, file: NamedTempFile, hasher: Hasher) -> Result<Stored, VaultError> {
        let bytes = hasher.bytes();
        let hash = hasher.finish();
        let target = self.path_of(&hash);
        // An object of another size is damaged; the same content again is its repair.
        let whole = target
            .symlink_metadata()
            .is_ok_and(|m| m.is_file() && m.len() == bytes);
        if !whole {
            aside::settle(file, &target, true)?;
        }
        Ok(Stored {
            hash,
            bytes,
            new: !whole,
        })
    }
}

/// Everything below a folder that is no folder, without what is written aside.
pub(crate) fn walk(dir: &Path, depth: u32, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries = match fs::read_dir(dir) {
        Err(e) if e.kind() == io::ErrorKind::NotFound && depth == 0 => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if depth == 0 && entry.file_name() == ".aside" {
            continue;
        }
        if entry.file_type()?.is_dir() && depth < 8 {
            walk(&entry.path(), depth + 1, found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(unix)]
fn make_writable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_writable(path: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions)
}

impl Objects for Vault {
    fn put_file(&self, path: &Path, progress: &mut dyn FnMut(u64)) -> Result<Stored, VaultError> {
        Vault::put_file(self, path, progress)
    }

    fn put_bytes(&self, bytes: &[u8]) -> Result<Stored, VaultError> {
        Vault::put_bytes(self, bytes)
    }

    fn read(&self, hash: &ContentHash) -> Result<Box<dyn Read + Send>, VaultError> {
        let path = Vault::get_path(self, hash).ok_or(VaultError::Missing(*hash))?;
        let file = File::open(path).map_err(|source| VaultError::Object {
            hash: *hash,
            source,
        })?;
        Ok(Box::new(file))
    }

    fn get_path(&self, hash: &ContentHash) -> Option<PathBuf> {
        Vault::get_path(self, hash)
    }

    fn contains(&self, hash: &ContentHash) -> bool {
        Vault::get_path(self, hash).is_some()
    }
}
