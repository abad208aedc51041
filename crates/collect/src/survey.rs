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

/// Files that systems leave behind; they are nobody's evidence.
const JUNK: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

/// Walks files and folders in the order of their names. Symbolic links are not followed but
/// reported; the case folder is left out where it lies inside.
pub fn survey<'a>(
    roots: &'a [PathBuf],
    case_dir: &'a Path,
) -> impl Iterator<Item = Result<Found, Problem>> + 'a {
    let case_dir = case_dir.canonicalize().ok();
    roots.iter().flat_map(move |root| {
        let case_dir = case_dir.clone();
        let inside_case = move |e: &DirEntry| {
            e.file_type().is_dir()
                && case_dir.is_some()
                && e.path().canonicalize().ok().as_deref() == case_dir.as_deref()
        };
        WalkDir::new(root)
            .follow_links(false)
            .follow_root_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(move |e| !inside_case(e))
            .filter_map(move |entry| examine(root, entry))
    })
}

fn examine(
    root: &Path,
    entry: Result<DirEntry, walkdir::Error>,
) -> Option<Result<Found, Problem>> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(e) => {
            let path = e.path().map_or_else(|| display_path(root), display_path);
            let why = e.io_error().map_or_else(|| e.to_string(), ToString::to_string);
            let what = format!("can't be read ({why}); give yourself access and add it again");
            return Some(Err(Problem { path, what }));
        }
    };
    let kind = entry.file_type();
    if kind.is_dir() || JUNK.iter().any(|junk| entry.file_name() == *junk) {
        return None;
    }
    let path = entry.path();
    let problem = |what: &str| {
        Some(Err(Problem {
            path: display_path(path),
            what: what.to_owned(),
        }))
    };
    let is_link = kind.is_symlink() && entry.depth() > 0;
    if is_link {
        return problem("a symbolic link is not followed; add the file that it leads to");
    }
    let meta = match path.metadata() {
        Ok(meta) if meta.is_file() => meta,
        Ok(_) => return problem("not a regular file (a pipe, socket or device); passed over"),
        Err(e) => return problem(&format!("can't be looked at ({e}); give yourself access")),
    };
    Some(Ok(Found {
        relative: relative(root, path),
        path: path.to_owned(),
        bytes: meta.len(),
    }))
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).ok().filter(|p| !p.as_os_str().is_empty());
    match inside.or_else(|| path.file_name().map(Path::new)) {
        Some(p) => lossless(p),
        None => lossless(path),
    }
}

/// As it is where it is UTF-8; escaped where it is not.
fn lossless(path: &Path) -> String {
    path.to_str().map_or_else(|| display_path(path), str::to_owned)
}
