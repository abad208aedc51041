//! A folder with a list of its files: `SHA256SUMS`, or a CSV with columns by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use model::{ContentHash, Origin};

use super::{Brought, ExportError, Inside, Missing, Taken, files_below, json};

/// Longer than any list of ours.
const LONGEST: u64 = 256 << 20;
const LISTS: [&str; 4] = [
    "SHA256SUMS",
    "sha256sums.txt",
    "manifest-sha256.txt",
    "sha256.txt",
];

pub(super) fn read(path: &Path) -> Result<Brought, ExportError> {
    let list = find_list(path)?;
    let root = list.parent().unwrap_or(Path::new("."));
    let inside =
        Inside::new(root).ok_or_else(|| ExportError::new(root, "there is no such folder"))?;
    let mut brought = Brought::default();
    if list
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
    {
        from_rows(&list, &inside, &mut brought)?;
    } else {
        from_sums(&list, &inside, &mut brought)?;
    }
    let listed: BTreeSet<PathBuf> = brought.files.iter().map(|f| f.path.clone()).collect();
    let own = list.canonicalize().unwrap_or_else(|_| list.clone());
    for path in files_below(root) {
        if !listed.contains(&path) && path != own {
            brought.files.push(unlisted(&path, &inside));
        }
    }
    Ok(brought)
}

fn unlisted(path: &Path, inside: &Inside) -> Taken {
    Taken {
        path: path.to_owned(),
        origin: Origin {
            path: inside.name(path),
            notes: vec!["the list of its folder does not name it".to_owned()],
            ..Origin::default()
        },
        record: None,
        sha256: None,
    }
}

fn find_list(path: &Path) -> Result<PathBuf, ExportError> {
    if path.is_file() {
        return Ok(path.to_owned());
    }
    let named = LISTS
        .iter()
        .map(|name| path.join(name))
        .find(|p| p.is_file());
    let tables = || {
        let entries = fs::read_dir(path).ok()?;
        let mut csv: Vec<PathBuf> = entries
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")))
            .collect();
        csv.sort();
        csv.into_iter().next()
    };
    named.or_else(tables).ok_or_else(|| {
        ExportError::new(
            path,
            "there is neither SHA256SUMS nor a CSV in it; name the list itself",
        )
    })
}

fn from_sums(list: &Path, inside: &Inside, brought: &mut Brought) -> Result<(), ExportError> {
    let text = bounded(list)?;
    let mut any = false;
    for line in text
        .lines()
        .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
    {
        let parsed = line.split_once([' ', '\t']).and_then(|(hash, name)| {
            let hash: ContentHash = hash.trim_start_matches('\\').parse().ok()?;
            Some((hash, name.trim_start_matches([' ', '*'])))
        });
        let Some((hash, name)) = parsed else {
            brought.notices.push(format!(
                "a line of the list is no `hash  name`: {}",
                json::short(line)
            ));
            continue;
        };
        any = true;
        let origin = Origin::default();
        take(name, origin, Some(hash), list, inside, brought);
    }
    any.then_some(())
        .ok_or_else(|| ExportError::new(list, "no line of it is `hash  name`"))
}

fn from_rows(list: &Path, inside: &Inside, brought: &mut Brought) -> Result<(), ExportError> {
    let rows = rows(list)?;
    for row in &rows {
        let get = |names: &[&str]| {
            let found = names.iter().find_map(|n| row.get(*n));
            found
                .map(|t| t.trim())
                .filter(|t| !t.is_empty())
                .map(json::short)
        };
        let Some(name) = get(&["path", "file", "filename", "file name", "name"]) else {
            continue;
        };
        let source = get(&["url", "source", "link", "address"]);
        let origin = Origin {
            url: source,
            title: get(&["title", "text", "description"]),
            publisher: get(&["publisher", "author", "uploader", "channel"]),
            published: get(&["published", "date", "published at", "upload date"])
                .and_then(|d| json::date(&d)),
            collected_at: get(&["collected_at", "collected at", "collected"])
                .and_then(|d| json::date(&d))
                .map(|d| d.iso),
            tool: get(&["tool", "collected with"]),
            notes: get(&["note", "notes", "remark"]).into_iter().collect(),
            ..Origin::default()
        };
        let hash = get(&["sha256", "sha-256", "hash"]);
        let hash = hash.and_then(|h| h.trim_start_matches("SHA-256:").parse().ok());
        take(&name, origin, hash, list, inside, brought);
    }
    if brought.files.is_empty() && brought.missing.is_empty() {
        return Err(ExportError::new(
            list,
            "it has no column `path`, `file` or `name` that names files",
        ));
    }
    Ok(())
}

fn take(
    name: &str,
    origin: Origin,
    sha256: Option<ContentHash>,
    list: &Path,
    inside: &Inside,
    brought: &mut Brought,
) {
    match inside.file(name) {
        Ok(path) => brought.files.push(Taken {
            origin: Origin {
                path: inside.name(&path),
                ..origin
            },
            path,
            record: Some(list.to_owned()),
            sha256,
        }),
        Err(why) => brought.missing.push(Missing {
            name: name.to_owned(),
            why,
            url: origin.url,
            record: Some(list.to_owned()),
        }),
    }
}

/// All files in the folder of a list that names none of them.
pub(super) fn take_folder(list: &Path, brought: &mut Brought) -> Result<(), ExportError> {
    let root = list.parent().unwrap_or(Path::new("."));
    let inside =
        Inside::new(root).ok_or_else(|| ExportError::new(root, "there is no such folder"))?;
    for path in files_below(root) {
        let mut taken = unlisted(&path, &inside);
        taken.origin.notes.clear();
        taken.record = Some(list.to_owned());
        brought.files.push(taken);
    }
    Ok(())
}

/// A CSV's rows by the names of their columns, lower case. Comma, semicolon or tab.
pub(super) fn rows(path: &Path) -> Result<Vec<BTreeMap<String, String>>, ExportError> {
    let text = bounded(path)?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    let comma = [',', ';', '\t']
        .into_iter()
        .max_by_key(|c| (count(*c), *c == ','))
        .unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(comma).unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let wrong = |e: csv::Error| ExportError::new(path, format!("not understood: {e}"));
    let names: Vec<String> = reader
        .headers()
        .map_err(wrong)?
        .iter()
        .map(|n| n.trim().to_lowercase())
        .collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let cells = record.iter().map(str::to_owned);
        rows.push(names.iter().cloned().zip(cells).collect());
    }
    Ok(rows)
}

fn bounded(path: &Path) -> Result<String, ExportError> {
    let wrong = |what: String| ExportError::new(path, what);
    let meta = path.metadata().map_err(|e| wrong(e.to_string()))?;
    if !meta.is_file() || meta.len() > LONGEST {
        return Err(wrong("not a plain file of bounded size".to_owned()));
    }
    let bytes = fs::read(path).map_err(|e| wrong(e.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
