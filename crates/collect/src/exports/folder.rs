//! Paths that records name, held inside of their folder.

use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

/// Deeper than any export of ours.
const DEEPEST: usize = 32;
/// More files than any export has.
const MOST: usize = 2_000_000;

/// A folder whose records may name files in it.
pub(crate) struct Inside {
    root: PathBuf,
}

impl Inside {
    pub(crate) fn new(root: &Path) -> Option<Self> {
        let root = root.canonicalize().ok()?;
        Some(Self { root })
    }

    /// The plain file that a record names; why it isn't one, otherwise. No way up, nothing
    /// absolute, no links.
    pub(crate) fn file(&self, name: &str) -> Result<PathBuf, String> {
        let name = name.trim_start_matches("./");
        let plain = Path::new(name)
            .components()
            .all(|c| matches!(c, Component::Normal(_)));
        if name.is_empty() || !plain || name.contains(['\\', '\0']) {
            return Err(
                "the record names a path outside of its folder; it was not followed".to_owned(),
            );
        }
        let path = self.root.join(name);
        match path.symlink_metadata() {
            Err(_) => return Err("the file is not in the folder".to_owned()),
            Ok(meta) if !meta.is_file() => {
                return Err("not a plain file; it was not followed".to_owned());
            }
            Ok(_) => {}
        }
        // A folder on the way may be a link.
        match path.canonicalize() {
            Ok(real) if real.starts_with(&self.root) => Ok(path),
            _ => Err("a link leads out of the folder; it was not followed".to_owned()),
        }
    }

    /// The path in the folder, as records write it.
    pub(crate) fn name(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside
            .to_str()
            .map_or_else(|| crate::display_path(inside), str::to_owned)
    }
}

/// Every plain file below a folder, in order, links not followed.
pub(crate) fn files_below(root: &Path) -> Vec<PathBuf> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    WalkDir::new(root)
        .max_depth(DEEPEST)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .take(MOST)
        .collect()
}
