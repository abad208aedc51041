//! Walking what a person points at: every regular file once, in a stable order, in constant memory.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::display_path;

/// A regular file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    pub path: PathBuf,
    /// Relative to what was pointed at, `/` between folders, bytes that are not UTF-8 escaped. A
    /// file that was pointed at itself has its name.
    pub relative: String,
    pub bytes: u64,
}

/// Something that is not a readable file, with what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub path: String,
    pub what: String,
}

/// Files and folders that systems leave behind; they are nobody's evidence.
const JUNK: &[&str] = &[
    ".DS_Store",
    ".Spotlight-V100",
    ".Trashes",
    ".fseventsd",
    "$RECYCLE.BIN",
    "System Volume Information",
    "Thumbs.db",
    "desktop.ini",
];

/// Walks files and folders in the order of their names. Symbolic links are not followed but
/// reported, except those that were pointed at; the case folder is left out where it lies inside,
/// and its own files where it is itself what was pointed at.
pub fn survey<'a>(
    roots: &'a [PathBuf],
    case_dir: &'a Path,
) -> impl Iterator<Item = Result<Found, Problem>> + 'a {
    let case_dir = case_dir.canonicalize().ok();
    roots.iter().flat_map(move |root| {
        let case_dir = case_dir.clone();
        let root_is_case = case_dir.is_some() && root.canonicalize().ok() == case_dir;
        WalkDir::new(root)
            .follow_links(false)
            .follow_root_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(move |e| {
                let depth = e.depth();
                let ours = if root_is_case {
                    depth == 1 && is_our_own(e)
                } else {
                    case_dir.is_some()
                        && e.file_type().is_dir()
                        && e.path().canonicalize().ok() == case_dir
                };
                !(ours || depth > 0 && is_junk(e))
            })
            .filter_map(move |entry| examine(root, entry))
    })
}

/// Names that a case folder gives to its own files and folders.
fn is_our_own(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    let folders: [&[u8]; 3] = [b"objects", b"derived", b"dossier"];
    let files: [&[u8]; 3] = [b"case.db", b"case.lock", b"journal."];
    if entry.file_type().is_dir() {
        folders.contains(&name)
    } else {
        files.iter().any(|own| name.starts_with(own))
    }
}

fn is_junk(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    JUNK.iter().any(|junk| name == *junk) || name.as_encoded_bytes().starts_with(b"._")
}

fn examine(root: &Path, entry: Result<DirEntry, walkdir::Error>) -> Option<Result<Found, Problem>> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(e) => {
            let path = e.path().map_or_else(|| display_path(root), display_path);
            let why = e
                .io_error()
                .map_or_else(|| e.to_string(), ToString::to_string);
            let what = format!("can't be read ({why}); give yourself access and add it again");
            return Some(Err(Problem { path, what }));
        }
    };
    let kind = entry.file_type();
    let path = entry.path();
    let linked_root = kind.is_symlink() && entry.depth() == 0;
    if kind.is_dir() || linked_root && path.is_dir() {
        return None;
    }
    let problem = |what: &str| {
        Some(Err(Problem {
            path: display_path(path),
            what: what.to_owned(),
        }))
    };
    if kind.is_symlink() && !linked_root {
        return problem("a symbolic link is not followed; add the file that it leads to");
    }
    let meta = match path.metadata() {
        Ok(meta) if meta.is_file() => meta,
        Ok(_) => return problem("not a regular file (a pipe, socket or device); passed over"),
        Err(e) => return problem(&format!("can't be looked at ({e}); give yourself access")),
    };
    // A link that was pointed at stands for its file; nobody after us follows links.
    let real = if linked_root {
        path.canonicalize().ok()
    } else {
        None
    };
    Some(Ok(Found {
        relative: relative(root, path),
        path: real.unwrap_or_else(|| path.to_owned()),
        bytes: meta.len(),
    }))
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path
        .strip_prefix(root)
        .ok()
        .filter(|p| !p.as_os_str().is_empty());
    match inside.or_else(|| path.file_name().map(Path::new)) {
        Some(p) => lossless(p),
        None => lossless(path),
    }
}

/// As it is where it is UTF-8; escaped where it is not.
fn lossless(path: &Path) -> String {
    path.to_str()
        .map_or_else(|| display_path(path), str::to_owned)
}
