//! Where a bag is written: a folder that is put in place as a whole, or an encrypted archive.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use model::ContentHash;

use super::BagError;

/// Where a bag goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    Folder(PathBuf),
    /// A tar archive that the user's own `age` encrypts for these recipients (`age1…`, `ssh-…`).
    /// Nothing of it is on disk unencrypted.
    Encrypted {
        file: PathBuf,
        recipients: Vec<String>,
    },
}

/// A bag being written; dropped without [`Sink::finish`], what was written is removed.
pub(super) struct Sink {
    target: PathBuf,
    aside: PathBuf,
    /// The name of the bag's own folder in an archive.
    name: String,
    kind: Kind,
    done: bool,
}

enum Kind {
    Folder,
    Archive {
        age: Child,
        tar: Option<tar::Builder<ChildStdin>>,
    },
}

impl Sink {
    pub(super) fn begin(target: &Target) -> Result<Self, BagError> {
        let (Target::Folder(path) | Target::Encrypted { file: path, .. }) = target;
        let path = std::path::absolute(path).map_err(|e| BagError::io(path, e))?;
        if path.symlink_metadata().is_ok() {
            return Err(BagError::Exists(path));
        }
        let named = path.file_name().unwrap_or_default().to_string_lossy();
        let name = named.split('.').next().unwrap_or("bag").to_owned();
        let mut unfinished = path.file_name().unwrap_or_default().to_owned();
        unfinished.push(".unfinished");
        let aside = path.with_file_name(unfinished);
        remove(&aside).map_err(|e| BagError::io(&aside, e))?;
        let kind = match target {
            Target::Folder(_) => {
                fs::create_dir_all(&aside).map_err(|e| BagError::io(&aside, e))?;
                Kind::Folder
            }
            Target::Encrypted { recipients, .. } => encrypt(recipients, &aside)?,
        };
        Ok(Self {
            target: path,
            aside,
            name,
            kind,
            done: false,
        })
    }

    /// Writes a file; answers its SHA-256.
    pub(super) fn put(&mut self, path: &str, bytes: &[u8]) -> Result<ContentHash, BagError> {
        self.stream(path, bytes.len() as u64, &mut &bytes[..])?;
        Ok(ContentHash::of(bytes))
    }

    /// Writes a file of a known size from a reader; the caller knows its hash.
    pub(super) fn stream(
        &mut self,
        path: &str,
        bytes: u64,
        from: &mut dyn Read,
    ) -> Result<(), BagError> {
        let full = self.aside.join(path);
        match &mut self.kind {
            Kind::Folder => {
                let trouble = |e| BagError::io(&full, e);
                if let Some(dir) = full.parent() {
                    fs::create_dir_all(dir).map_err(trouble)?;
                }
                let mut file = File::create_new(&full).map_err(trouble)?;
                let written = io::copy(from, &mut file).map_err(trouble)?;
                file.sync_all().map_err(trouble)?;
                must_be(bytes, written, path)
            }
            Kind::Archive { tar, .. } => {
                let Some(tar) = tar else {
                    return Err(BagError::Failed("the archive is closed".to_owned()));
                };
                let mut header = tar::Header::new_gnu();
                header.set_size(bytes);
                header.set_mode(0o644);
                let path = format!("{}/{path}", self.name);
                tar.append_data(&mut header, &path, from.take(bytes))
                    .map_err(|e| BagError::Failed(format!("age took no more of it: {e}")))
            }
        }
    }

    /// Puts the bag in its place.
    pub(super) fn finish(mut self) -> Result<PathBuf, BagError> {
        if let Kind::Archive { age, tar } = &mut self.kind {
            let closed = tar
                .take()
                .map(|tar| tar.into_inner().and_then(|mut s| s.flush()));
            let status = age.wait().map_err(|e| BagError::io(&self.aside, e))?;
            if !status.success() || !matches!(closed, Some(Ok(()))) {
                return Err(BagError::Failed(format!("age ended with {status}")));
            }
        }
        let place = |e| BagError::io(&self.target, e);
        if matches!(self.kind, Kind::Folder) {
            sync_all_folders(&self.aside).map_err(place)?;
        } else {
            fs::File::open(&self.aside)
                .and_then(|archive| archive.sync_all())
                .map_err(place)?;
        }
        fs::rename(&self.aside, &self.target).map_err(place)?;
        let parent = self.target.parent();
        parent.map_or(Ok(()), disk::sync_folder).map_err(place)?;
        self.done = true;
        Ok(self.target.clone())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if !self.done {
            if let Kind::Archive { age, tar } = &mut self.kind {
                drop(tar.take());
                let _ = age.wait();
            }
            // Best effort: the next run removes it, and its name says what it is.
            let _ = remove(&self.aside);
        }
    }
}

fn encrypt(recipients: &[String], aside: &Path) -> Result<Kind, BagError> {
    let out = File::create_new(aside).map_err(|e| BagError::io(aside, e))?;
    let mut command = Command::new("age");
    for recipient in recipients {
        command.arg("--recipient").arg(recipient);
    }
    let mut age = command
        .stdin(Stdio::piped())
        .stdout(out)
        .spawn()
        .map_err(|source| {
            let _ = fs::remove_file(aside);
            BagError::NoProgram {
                program: "age",
                source,
            }
        })?;
    let tar = age.stdin.take().map(tar::Builder::new);
    Ok(Kind::Archive { age, tar })
}

fn must_be(expected: u64, found: u64, path: &str) -> Result<(), BagError> {
    if expected == found {
        return Ok(());
    }
    Err(BagError::Failed(format!(
        "{path}: {found} bytes were read instead of {expected}"
    )))
}

fn remove(path: &Path) -> io::Result<()> {
    let done = match path.symlink_metadata() {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(e) => Err(e),
    };
    match done {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Names of all files, so that they survive a power cut.
fn sync_all_folders(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all_folders(&entry.path())?;
        }
    }
    disk::sync_folder(dir)
}
