//! Whole-or-nothing folders: written aside, then put in place by renaming.
//!
//! A run that is killed leaves the old dossier, or the new one, or (between two renames) the old
//! one under its aside name, from where the next run takes it back. Never half of one.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::{pdf, pictures};

/// The page's file name.
pub const INDEX: &str = "index.html";
/// In the page's head; a folder whose page lacks it is not ours to replace.
pub const GENERATOR: &str = "contrechamp dossier";
/// Files that desktops leave in folders that are looked at.
const DESKTOP: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// A folder in the making. Dropped without `publish`, it is removed.
pub struct Aside {
    target: PathBuf,
    new: PathBuf,
    old: PathBuf,
    done: bool,
}

impl Aside {
    /// Checks that `target` may be replaced and makes an empty folder beside it.
    pub fn begin(target: &Path) -> Result<Self, PublishError> {
        let target = resolved(target)?;
        let new = sibling(&target, "new")?;
        let old = sibling(&target, "old")?;
        if !exists(&target)? && exists(&old)? {
            fs::rename(&old, &target)
                .map_err(|e| PublishError::write(&target, "take back the former dossier", e))?;
        }
        check_replaceable(&target)?;
        for left in [&new, &old] {
            remove(left)
                .map_err(|e| PublishError::write(left, "remove what a former run left", e))?;
        }
        fs::create_dir_all(&new)
            .map_err(|e| PublishError::write(&new, "make a folder to write in", e))?;
        Ok(Self {
            target,
            new,
            old,
            done: false,
        })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.new
    }

    /// Writes the page and puts the folder in the target's place; gives the target.
    pub fn publish(mut self, page: &str) -> Result<PathBuf, PublishError> {
        let index = self.new.join(INDEX);
        disk::create(&index, page.as_bytes())
            .map_err(|e| PublishError::write(&index, "write the page", e))?;
        // Not every disk can; the files themselves are synced either way.
        let _ = disk::sync_folder(&self.new.join(pictures::FOLDER));
        let _ = disk::sync_folder(&self.new);
        let place = |e| PublishError::write(&self.target, "put the dossier in place", e);
        if exists(&self.target)? {
            fs::rename(&self.target, &self.old).map_err(place)?;
        }
        if let Err(e) = fs::rename(&self.new, &self.target) {
            // Back to what was there; when that fails too, the next run does it.
            let _ = fs::rename(&self.old, &self.target);
            return Err(place(e));
        }
        self.done = true;
        if let Some(parent) = self.target.parent() {
            let _ = disk::sync_folder(parent);
        }
        remove(&self.old)
            .map_err(|e| PublishError::write(&self.old, "remove the former dossier", e))?;
        Ok(self.target.clone())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.done {
            // Best effort: the next run removes it, and its name says what it is.
            let _ = remove(&self.new);
        }
    }
}

/// The place itself, so that a link to a folder is followed and not replaced by a folder.
fn resolved(target: &Path) -> Result<PathBuf, PublishError> {
    if exists(target)? {
        return fs::canonicalize(target)
            .map_err(|e| PublishError::write(target, "find the folder", e));
    }
    std::path::absolute(target).map_err(|e| PublishError::write(target, "find the folder", e))
}

fn sibling(target: &Path, role: &str) -> Result<PathBuf, PublishError> {
    let name = target
        .file_name()
        .ok_or_else(|| PublishError::NoName(target.to_owned()))?;
    let mut aside = OsString::from(".");
    aside.push(name);
    aside.push(format!(".contrechamp-{role}"));
    Ok(target.with_file_name(aside))
}

fn exists(path: &Path) -> Result<bool, PublishError> {
    path.try_exists()
        .map_err(|e| PublishError::write(path, "look at the folder", e))
}

/// Only nothing, an empty folder, or a dossier of ours without anything added may be replaced.
fn check_replaceable(target: &Path) -> Result<(), PublishError> {
    if !exists(target)? {
        return Ok(());
    }
    let look = |e| PublishError::write(target, "look into the folder", e);
    if !target.is_dir() {
        return Err(PublishError::NotADossier {
            path: target.to_owned(),
            found: "it is a file".to_owned(),
        });
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(target).map_err(look)? {
        names.push(entry.map_err(look)?.file_name());
    }
    names.sort();
    let ours = |n: &OsString| {
        n == INDEX || n == pdf::PDF || n == pictures::FOLDER || DESKTOP.iter().any(|d| n == d)
    };
    let foreign = names.iter().find(|n| !ours(n));
    if let Some(name) = foreign {
        return Err(PublishError::NotADossier {
            path: target.to_owned(),
            found: format!("it holds {:?}", name.to_string_lossy()),
        });
    }
    let page = names.iter().any(|n| n == INDEX);
    if page && !is_our_page(&target.join(INDEX)).map_err(look)? {
        return Err(PublishError::NotADossier {
            path: target.to_owned(),
            found: format!("its {INDEX} was not made by this program"),
        });
    }
    if !page && names.iter().any(|n| n == pictures::FOLDER) {
        return Err(PublishError::NotADossier {
            path: target.to_owned(),
            found: format!("it holds {:?} but no {INDEX}", pictures::FOLDER),
        });
    }
    Ok(())
}

fn is_our_page(index: &Path) -> io::Result<bool> {
    use io::Read;
    let mut head = Vec::new();
    fs::File::open(index)?.take(1024).read_to_end(&mut head)?;
    let mark = format!("content=\"{GENERATOR}\"");
    Ok(head.windows(mark.len()).any(|w| w == mark.as_bytes()))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
