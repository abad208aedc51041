//! Every text of the workbench is there in both languages, and no text is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web")
}

/// Keys of a Fluent file, with the names of what is put into each.
fn keys(language: &str) -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string(web().join(format!("words/{language}.ftl"))).expect("readable");
    let mut keys: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if let (true, Some((key, _))) = (begins, line.split_once(" =")) {
            keys.push((key.to_owned(), BTreeSet::new()));
        }
        for put in line.split('$').skip(1) {
            let name: String = put
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            if let Some((_, names)) = keys.last_mut() {
                names.insert(name);
            }
        }
    }
    keys
}

fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(fs::read_to_string(path).expect("readable"));
        }
    }
}

/// Every string literal of the sources that could be a key.
fn literals() -> BTreeSet<String> {
    let mut all = Vec::new();
    sources(&web(), &mut all);
    let mut found = BTreeSet::new();
    for text in all {
        for piece in text.split('"') {
            if piece.contains(|c: char| c.is_ascii_lowercase())
                && piece
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            {
                found.insert(piece.to_owned());
            }
        }
    }
    found
}

/// Keys that are asked for: arguments of `t`, `tn` and `tw`.
fn asked() -> BTreeSet<String> {
    let mut all = Vec::new();
    sources(&web(), &mut all);
    let mut found = BTreeSet::new();
    for text in all {
        for call in [".t(\"", ".tn(\"", ".tw(\""] {
            for rest in text.split(call).skip(1) {
                found.extend(rest.split('"').next().map(str::to_owned));
            }
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_keys_and_put_in_the_same() {
    let (en, fr) = (keys("en"), keys("fr"));
    assert_eq!(en, fr);
    let names: BTreeSet<&String> = en.iter().map(|(key, _)| key).collect();
    assert_eq!(names.len(), en.len(), "no key twice");
    assert!(en.len() > 100);
}

#[test]
fn every_text_that_is_asked_for_is_there_and_none_is_left_over() {
    let known: BTreeSet<String> = keys("en").into_iter().map(|(key, _)| key).collect();
    let missing: Vec<String> = asked().difference(&known).cloned().collect();
    assert_eq!(missing, Vec::<String>::new(), "asked for, and in no file");
    let used = literals();
    let left: Vec<&String> = known
        .iter()
        .filter(|k| !used.contains(*k) && !k.starts_with("month-"))
        .collect();
    assert_eq!(
        left,
        Vec::<&String>::new(),
        "in the files, and never asked for"
    );
}
