//! A case out of a bag: every file held to the manifests first, then put where a case has it. The
//! folder of the new case appears as a whole, or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use case::{Access, Case, JournalHead};
use model::ContentHash;
use seal::{Purpose, Signed};
use serde_json::{Value, json};
use vault::{Hasher, Vault};

use crate::{Event, Observer, PipelineError, Unit};

const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
const MANIFEST: &str = "manifest-sha256.txt";
/// A manifest of a million files has a tenth of it.
const LONGEST: u64 = 1 << 30;

/// What a bag was found to be, and became.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedBag {
    pub items: u64,
    /// The journal's head when it was packed.
    pub head: JournalHead,
    /// Who signed it: whose key that is, people must know.
    pub signed: Option<Signed>,
}

/// What a checked bag holds.
struct Bag {
    dir: PathBuf,
    /// By path in the bag, all of them below `data/`.
    payload: BTreeMap<String, ContentHash>,
    tag_manifest: ContentHash,
    head: JournalHead,
    signed: Option<Signed>,
}

/// Makes a case of a bag in a new or empty folder, and opens it for writing.
///
/// # Errors
/// When it is no bag of a whole case, any file is not what the manifests or the signature say, or
/// the folder can't be used.
pub fn import_bag(
    bag: &Path,
    dir: &Path,
    by: Option<&str>,
    observer: &mut dyn Observer,
) -> Result<(Case, ImportedBag), PipelineError> {
    let bag = Bag::check(bag, observer)?;
    let dir = std::path::absolute(dir).map_err(|e| trouble(dir, e))?;
    let taken = dir.symlink_metadata().is_ok()
        && fs::read_dir(&dir)
            .map_err(|e| trouble(&dir, e))?
            .next()
            .is_some();
    if taken {
        let what = format!(
            "{} is not empty; name a new folder for the case",
            dir.display()
        );
        return Err(PipelineError::Wanted(what));
    }
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".importing");
    let aside = dir.with_file_name(name);
    if aside.symlink_metadata().is_ok() {
        fs::remove_dir_all(&aside).map_err(|e| trouble(&aside, e))?;
    }
    let made = bag.unpack(&aside, observer).and_then(|items| {
        // An empty folder in its place goes; one that was filled meanwhile stays, and is told.
        let _ = fs::remove_dir(&dir);
        let placed = fs::rename(&aside, &dir).and_then(|()| disk::sync_names(&dir, 2));
        placed.map_err(|e| trouble(&dir, e))?;
        Ok(items)
    });
    let items = made.inspect_err(|_| {
        let _ = fs::remove_dir_all(&aside);
    })?;
    let mut case = Case::open(&dir, Access::Write)?;
    if let Some(by) = by {
        case.set_actor(by)?;
    }
    let detail = json!({
        "tag_manifest": bag.tag_manifest, "head": bag.head, "items": items,
        "key": bag.signed.as_ref().map(|s| &s.fingerprint),
    });
    case.note_act("import-bag", detail)?;
    let imported = ImportedBag {
        items,
        head: bag.head,
        signed: bag.signed,
    };
    Ok((case, imported))
}

impl Bag {
    /// Reads every file and holds it to the manifests.
    fn check(dir: &Path, observer: &mut dyn Observer) -> Result<Self, PipelineError> {
        let wrong = |what: &str| PipelineError::Wanted(format!("{}: {what}", dir.display()));
        let declaration = small(&dir.join("bagit.txt"))
            .map_err(|e| wrong(&format!("it is no bag (bagit.txt: {e}); an encrypted one is opened with: age --decrypt BAG.tar.age | tar -x")))?;
        if !declaration.starts_with(b"BagIt-Version: 1.0\n")
            && !declaration.starts_with(b"BagIt-Version: 1.0\r\n")
        {
            return Err(wrong("only bags of version 1.0 are read"));
        }
        let tag_manifest =
            small(&dir.join(TAG_MANIFEST)).map_err(|e| wrong(&format!("{TAG_MANIFEST}: {e}")))?;
        let tags = manifest(&tag_manifest).map_err(|e| wrong(&format!("{TAG_MANIFEST}: {e}")))?;
        for name in [MANIFEST, "bag-info.txt", "bagit.txt"] {
            if !tags.contains_key(name) {
                return Err(wrong(&format!("{TAG_MANIFEST} does not hold {name}")));
            }
        }
        let text = small(&dir.join(MANIFEST)).map_err(|e| wrong(&format!("{MANIFEST}: {e}")))?;
        let payload = manifest(&text).map_err(|e| wrong(&format!("{MANIFEST}: {e}")))?;
        if let Some(path) = payload.keys().find(|p| !p.starts_with("data/")) {
            return Err(wrong(&format!("{path:?} is outside of data/")));
        }
        let mut here = BTreeSet::new();
        walk(&dir.join("data"), "data", 0, &mut here)?;
        if let Some(path) = here.iter().find(|p| !payload.contains_key(*p)) {
            return Err(wrong(&format!(
                "{path:?} is in no manifest: it was put there later"
            )));
        }
        hold(dir, &tags, "tags", observer)?;
        hold(dir, &payload, "check", observer)?;
        let signed = signature(dir, &tag_manifest).map_err(|e| wrong(&e))?;
        let info =
            small(&dir.join("bag-info.txt")).map_err(|e| wrong(&format!("bag-info.txt: {e}")))?;
        let head = head(&String::from_utf8_lossy(&info)).ok_or_else(|| {
            wrong("it was not made by contrechamp: bag-info.txt has no Journal-Head")
        })?;
        Ok(Self {
            dir: dir.to_owned(),
            payload,
            tag_manifest: ContentHash::of(&tag_manifest),
            head,
            signed,
        })
    }

    fn unpack(&self, aside: &Path, observer: &mut dyn Observer) -> Result<u64, PipelineError> {
        let wrong = |what: String| PipelineError::Wanted(format!("{}: {what}", self.dir.display()));
        let journal = "data/journal.jsonl";
        if !self.payload.contains_key(journal) {
            return Err(wrong("parts of the case were withheld from it: it can be read and checked, but no case can be made of it".to_owned()));
        }
        let layout = small(&self.dir.join("data/case/layout.json"))
            .map_err(|e| wrong(format!("data/case/layout.json: {e}")))?;
        let layout: Value = serde_json::from_slice(&layout).unwrap_or_default();
        let layout = layout["layout"]
            .as_i64()
            .ok_or_else(|| wrong("data/case/layout.json names no layout".to_owned()))?;
        let tables: Vec<(String, PathBuf)> = self
            .payload
            .keys()
            .filter_map(|path| {
                let table = path.strip_prefix("data/case/")?.strip_suffix(".jsonl")?;
                Some((table.to_owned(), self.dir.join(path)))
            })
            .collect();
        let case = Case::restore(aside, layout, &tables, &self.dir.join(journal))?;
        if case.check_past(&self.head)? != case::Past::Holds {
            return Err(wrong(
                "its journal does not go through the head that bag-info.txt names".to_owned(),
            ));
        }
        let items = self.originals(&case, aside, observer)?;
        self.seals(aside)?;
        let amiss = case.check_database()?;
        if let Some(first) = amiss.first() {
            return Err(wrong(format!("its rows and its journal differ: {first}")));
        }
        Ok(items)
    }

    /// Puts originals into the vault; each item must have one.
    fn originals(
        &self,
        case: &Case,
        aside: &Path,
        observer: &mut dyn Observer,
    ) -> Result<u64, PipelineError> {
        let vault = Vault::open(aside)?;
        let by_hash: BTreeMap<ContentHash, &String> = self
            .payload
            .iter()
            .filter(|(path, _)| path.starts_with("data/originals/"))
            .map(|(path, hash)| (*hash, path))
            .collect();
        let items = case.items()?;
        observer.on(Event::Phase {
            name: "originals",
            total: Some(items.iter().map(|row| row.bytes).sum()),
            unit: Unit::Bytes,
        });
        for row in &items {
            let lacks = || {
                PipelineError::Wanted(format!(
                    "{}: the original of item {} is not in it",
                    self.dir.display(),
                    row.id.short()
                ))
            };
            let path = by_hash.get(&row.id.0).ok_or_else(lacks)?;
            let stored = vault.put_file(&self.dir.join(path), &mut |n| {
                observer.on(Event::Advance(n));
            })?;
            if stored.hash != row.id.0 {
                return Err(lacks());
            }
        }
        observer.on(Event::PhaseDone);
        Ok(items.len() as u64)
    }

    fn seals(&self, aside: &Path) -> Result<(), PipelineError> {
        for path in self.payload.keys() {
            let Some(name) = path.strip_prefix("data/seals/") else {
                continue;
            };
            let dir = aside.join("seals");
            fs::create_dir_all(&dir).map_err(|e| trouble(&dir, e))?;
            let to = dir.join(name);
            if name.contains('/') {
                continue;
            }
            let bytes = small(&self.dir.join(path))
                .map_err(|e| PipelineError::Wanted(format!("{path}: {e}")))?;
            let written = disk::write(&to, &bytes).and_then(|()| disk::sync_names(&to, 2));
            written.map_err(|e| trouble(&to, e))?;
        }
        Ok(())
    }
}

/// Lines of `hash  path`, with the escapes of RFC 8493; every path stays in the bag.
fn manifest(text: &[u8]) -> Result<BTreeMap<String, ContentHash>, String> {
    let text = std::str::from_utf8(text).map_err(|e| e.to_string())?;
    let mut files = BTreeMap::new();
    for (n, line) in text.lines().enumerate() {
        let entry = line.split_once([' ', '\t']).and_then(|(hash, path)| {
            let hash: ContentHash = hash.parse().ok()?;
            let path = path.trim_start_matches([' ', '*']);
            let path = path
                .replace("%0A", "\n")
                .replace("%0D", "\r")
                .replace("%25", "%");
            is_inside(&path).then_some((path, hash))
        });
        let (path, hash) = entry.ok_or_else(|| format!("line {} is no file in the bag", n + 1))?;
        if files.insert(path, hash).is_some() {
            return Err(format!("line {} names a file a second time", n + 1));
        }
    }
    Ok(files)
}

/// Only plain names, no way up, nothing absolute.
fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty()
        && !path.contains('\\')
        && !path.contains('\0')
        && parts.all(|c| matches!(c, Component::Normal(_)))
}

fn head(info: &str) -> Option<JournalHead> {
    let line = info
        .lines()
        .find_map(|l| l.strip_prefix("Journal-Head: "))?;
    let (seq, hash) = line.trim().split_once(':')?;
    Some(JournalHead {
        seq: seq.parse().ok()?,
        hash: hash.parse().ok()?,
    })
}

/// The signature over the tag manifest, where there is one: it must hold.
fn signature(dir: &Path, tag_manifest: &[u8]) -> Result<Option<Signed>, String> {
    let path = dir.join(format!("{TAG_MANIFEST}.sig"));
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let armored = String::from_utf8(small(&path)?).map_err(|e| e.to_string())?;
    let signed = seal::check(&armored, Purpose::Bag, tag_manifest);
    signed.map(Some).map_err(|e| e.to_string())
}

/// Reads every file and compares its hash.
fn hold(
    dir: &Path,
    files: &BTreeMap<String, ContentHash>,
    name: &str,
    observer: &mut dyn Observer,
) -> Result<(), PipelineError> {
    let size = |path: &String| dir.join(path).metadata().map_or(0, |m| m.len());
    observer.on(Event::Phase {
        name,
        total: Some(files.keys().map(size).sum()),
        unit: Unit::Bytes,
    });
    for (path, hash) in files {
        let full = dir.join(path);
        let wrong =
            |what: String| PipelineError::Wanted(format!("{}: {path:?}: {what}", dir.display()));
        let plain = full.symlink_metadata().is_ok_and(|m| m.is_file());
        if !plain {
            return Err(wrong("is missing, or not a plain file".to_owned()));
        }
        let found = hashed(&full, observer).map_err(|e| wrong(e.to_string()))?;
        if found != *hash {
            return Err(wrong("is not the file that was packed".to_owned()));
        }
    }
    observer.on(Event::PhaseDone);
    Ok(())
}

fn hashed(path: &Path, observer: &mut dyn Observer) -> std::io::Result<ContentHash> {
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer) = (Hasher::default(), vec![0; 1 << 18]);
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(&buffer[..n]);
        observer.on(Event::Advance(n as u64));
    }
}

/// Every file below a folder; links and special files are refused, for they lead elsewhere.
fn walk(
    dir: &Path,
    name: &str,
    depth: u32,
    found: &mut BTreeSet<String>,
) -> Result<(), PipelineError> {
    for entry in fs::read_dir(dir).map_err(|e| trouble(dir, e))? {
        let entry = entry.map_err(|e| trouble(dir, e))?;
        let kind = entry.file_type().map_err(|e| trouble(dir, e))?;
        let inside = format!("{name}/{}", entry.file_name().to_string_lossy());
        if kind.is_dir() && depth < 16 {
            walk(&entry.path(), &inside, depth + 1, found)?;
        } else if kind.is_file() {
            found.insert(inside);
        } else {
            let what = format!("{}: no plain file or folder", entry.path().display());
            return Err(PipelineError::Wanted(what));
        }
    }
    Ok(())
}

/// A plain file of bounded size.
fn small(path: &Path) -> Result<Vec<u8>, String> {
    let meta = path.symlink_metadata().map_err(|e| e.to_string())?;
    if !meta.is_file() || meta.len() > LONGEST {
        return Err("not a plain file of its kind".to_owned());
    }
    fs::read(path).map_err(|e| e.to_string())
}

fn trouble(path: &Path, source: std::io::Error) -> PipelineError {
    PipelineError::Write {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_no_file_outside_of_its_bag() {
        let hash = "0".repeat(64);
        let read = |path: &str| manifest(format!("{hash}  {path}\n").as_bytes());
        assert!(read("data/a b%25%0A.mp4").is_ok_and(|m| m.contains_key("data/a b%\n.mp4")));
        for path in [
            "../a",
            "/etc/passwd",
            "data/../../a",
            "data\\..\\a",
            "",
            "data/./a/../b",
        ] {
            assert!(read(path).is_err(), "{path}");
        }
        assert!(manifest(format!("{hash}  a\n{hash}  a\n").as_bytes()).is_err());
        assert!(manifest(b"nonsense\n").is_err());
    }
}
