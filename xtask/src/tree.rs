//! The repository as texts: every file that belongs to it, and what each crate depends on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Larger files are pictures, samples or somebody's case; no rule here is about them.
const TEXT_BYTES_AT_MOST: u64 = 1 << 20;

/// What runs leave in the root: build output, and the demo's case.
const NOT_OURS: [&str; 4] = ["target", ".git", "demo", "contrechamp-demo"];

/// A snapshot of the repository, held in memory.
#[derive(Default)]
pub struct Tree {
    /// By path from the root, with `/`; `None` where the content is large or not UTF-8 text.
    pub files: BTreeMap<String, Option<String>>,
    pub crates: Vec<Crate>,
}

/// A workspace member as `cargo metadata` tells it.
#[derive(Debug, Default)]
pub struct Crate {
    pub name: String,
    /// From the root, for example `crates/model`.
    pub folder: String,
    pub uses: Vec<Use>,
}

/// A direct dependency.
#[derive(Debug)]
pub struct Use {
    pub name: String,
    pub features: Vec<String>,
    pub for_tests: bool,
}

impl Tree {
    /// Reads the repository that this program was built from.
    pub fn read() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or("xtask has no folder above it")?;
        let names = listed_by_git(root).unwrap_or_else(|| listed_by_walking(root));
        let mut files = BTreeMap::new();
        for name in names {
            let path = root.join(&name);
            // Git lists what was deleted and not yet committed, too.
            let Ok(facts) = path.metadata() else { continue };
            let top = name.split('/').next().unwrap_or_default();
            if facts.is_file() && !NOT_OURS.contains(&top) {
                let text = (facts.len() <= TEXT_BYTES_AT_MOST)
                    .then(|| std::fs::read_to_string(&path).ok());
                files.insert(name, text.flatten());
            }
        }
        let crates = crates(root)?;
        Ok(Self { files, crates })
    }

    /// Text files whose path passes.
    pub fn texts(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(move |(name, _)| wanted(name))
            .filter_map(|(name, text)| Some((name.as_str(), text.as_deref()?)))
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.get(name)?.as_deref()
    }

    /// Whether a path from the root is a file or a folder that holds one.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = format!("{path}/");
        self.files.contains_key(path) || self.files.keys().any(|f| f.starts_with(&inside))
    }
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let out = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .ok()
        .filter(|out| out.status.success() && !out.stdout.is_empty())?;
    let names = String::from_utf8_lossy(&out.stdout);
    Some(
        names
            .split('\0')
            .filter(|n| !n.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// For a source archive without its history: all but build output.
fn listed_by_walking(root: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(root.join(&folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            let at_root = path.to_str().unwrap_or_default();
            if NOT_OURS.contains(&at_root) {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                Ok(kind) if kind.is_file() => names.push(path.to_string_lossy().into_owned()),
                _ => {}
            }
        }
    }
    names
}

fn crates(root: &Path) -> Result<Vec<Crate>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let out = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|e| format!("cargo metadata could not be started: {e}"))?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        return Err(format!("cargo metadata failed: {said}"));
    }
    let metadata = serde_json::from_slice(&out.stdout)
        .map_err(|e| format!("cargo metadata answered something else than JSON: {e}"))?;
    crates_of(&metadata).ok_or_else(|| "cargo metadata has another shape than expected".to_owned())
}

fn crates_of(metadata: &Value) -> Option<Vec<Crate>> {
    let root = metadata["workspace_root"].as_str()?;
    let text = |v: &Value| v.as_str().map(str::to_owned);
    metadata["packages"]
        .as_array()?
        .iter()
        .map(|package| {
            let manifest = package["manifest_path"].as_str()?;
            let folder = manifest.strip_prefix(root)?.strip_suffix("/Cargo.toml")?;
            let uses = package["dependencies"].as_array()?.iter().map(|d| {
                Some(Use {
                    name: text(&d["name"])?,
                    features: d["features"].as_array()?.iter().filter_map(text).collect(),
                    for_tests: d["kind"] == "dev",
                })
            });
            Some(Crate {
                name: text(&package["name"])?,
                folder: folder.trim_start_matches('/').to_owned(),
                uses: uses.collect::<Option<_>>()?,
            })
        })
        .collect()
}

#[cfg(test)]
pub fn made_of(files: &[(&str, &str)], crates: Vec<Crate>) -> Tree {
    let text = |(name, text): &(&str, &str)| ((*name).to_owned(), Some((*text).to_owned()));
    Tree {
        files: files.iter().map(text).collect(),
        crates,
    }
}

#[cfg(test)]
pub fn member(name: &str, uses: &[&str], for_tests: &[&str]) -> Crate {
    let used = |tests: bool| {
        move |name: &&str| Use {
            name: (*name).to_owned(),
            features: vec![],
            for_tests: tests,
        }
    };
    Crate {
        name: name.to_owned(),
        folder: format!("crates/{name}"),
        uses: uses
            .iter()
            .map(used(false))
            .chain(for_tests.iter().map(used(true)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_cargo_metadata() {
        let metadata = json!({
            "workspace_root": "/somewhere",
            "packages": [{
                "name": "search",
                "manifest_path": "/somewhere/crates/search/Cargo.toml",
                "dependencies": [
                    {"name": "model", "kind": null, "features": []},
                    {"name": "opencv", "kind": null, "features": ["imgproc"]},
                    {"name": "stage", "kind": "dev", "features": []},
                ],
            }],
        });
        let crates = crates_of(&metadata).expect("its shape");
        assert_eq!(
            (&*crates[0].name, &*crates[0].folder),
            ("search", "crates/search")
        );
        let seen: Vec<_> = crates[0]
            .uses
            .iter()
            .map(|u| (&*u.name, u.for_tests))
            .collect();
        assert_eq!(seen, [("model", false), ("opencv", false), ("stage", true)]);
        assert_eq!(crates[0].uses[1].features, ["imgproc"]);
        assert!(crates_of(&json!({})).is_none());
    }

    #[test]
    fn knows_files_and_folders() {
        let tree = made_of(&[("docs/guide.md", "")], vec![]);
        assert!(tree.has("docs") && tree.has("docs/") && tree.has("docs/guide.md"));
        assert!(!tree.has("doc") && !tree.has("docs/guide"));
    }

    #[test]
    fn walking_finds_this_file() {
        let names = listed_by_walking(Path::new(env!("CARGO_MANIFEST_DIR")));
        assert!(names.iter().any(|n| n == "src/tree.rs"));
    }
}
