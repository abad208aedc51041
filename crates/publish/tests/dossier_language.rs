//! The dossier in French: no text of the program stays English, and none of people is changed.

#[path = "common/case.rs"]
mod case;
mod common;
#[path = "common/investigation.rs"]
mod investigation;

use std::collections::BTreeSet;
use std::fs;

use publish::{Dossier, Tongue};

fn page(dossier: &Dossier) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    let written = publish::render(dossier, &dir.path().join("d")).expect("written");
    fs::read_to_string(&written.index).expect("readable")
}

/// What a reader reads: the texts between tags, and those of attributes that are read out.
fn texts(page: &str) -> BTreeSet<String> {
    let body = page.split_once("<body>").expect("a body").1;
    let mut found = BTreeSet::new();
    let mut rest = body;
    while let Some((text, after)) = rest.split_once('<') {
        found.insert(text.trim().to_owned());
        let (tag, after) = after.split_once('>').expect("a whole tag");
        for name in ["aria-label=\"", "alt=\"", "title=\""] {
            if let Some((_, value)) = tag.split_once(name) {
                let value = value.split_once('"').map_or(value, |(v, _)| v);
                found.insert(value.trim().to_owned());
            }
        }
        rest = after;
    }
    found
}

/// Words that are the same in both languages.
const SAME: [&str; 19] = [
    "(UTC)",
    "Programmes",
    "Relations",
    "SHA-256",
    "sha256sum FILE",
    "Conditions",
    "NFA",
    "Passage",
    "Absence",
    "Verdict",
    "Timecode",
    "Moment",
    "Document",
    "document",
    "Date",
    "Programme",
    "programme",
    "Sites",
    "Journal",
];

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

#[test]
fn every_text_of_the_program_is_french_and_every_text_of_people_stays() {
    let mut dossier = case::full();
    let english = texts(&page(&dossier));
    dossier.tongue = Tongue::French;
    let html = page(&dossier);
    assert!(html.contains("<html lang=\"fr\">"));
    let french = texts(&html);
    // What people and files say is in the records that the page was made of.
    let data = format!("{dossier:?}")
        .replace("\\n", " ")
        .replace("\\\"", "\"");
    let is_data = |text: &str| {
        let plain = text
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"");
        data.contains(&plain)
    };
    let own = |t: &&String| letters(t) >= 3 && !is_data(t) && !SAME.contains(&t.as_str());
    let stayed: Vec<&String> = english.intersection(&french).filter(own).collect();
    // Numbers with units, addresses and citations of papers are the same by right.
    let stayed: Vec<&&String> = stayed
        .iter()
        .filter(|t| !t.contains("International Journal") && !t.contains('@') && !t.contains("/p"))
        .filter(|t| !t.chars().any(|c| c.is_ascii_digit()))
        .collect();
    assert!(stayed.is_empty(), "not in French: {stayed:#?}");
    assert!(english.len() > 250, "{} texts", english.len());
    for said in [
        "A screen of the duty room showed it.",
        "We do not comment.",
        "a trial licence",
        "made-up room",
    ] {
        assert!(html.contains(said), "{said}");
    }
}

/// The sources' own forms and words against the file, those too that no page of a test shows.
#[test]
fn every_form_in_the_sources_has_its_french() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/src/dossier");
    let table = fs::read_to_string(format!("{dir}/words/french.txt")).expect("the file");
    let known: BTreeSet<&str> = table
        .split("\n\n")
        .filter_map(|pair| pair.trim_matches('\n').split_once("\n= "))
        .map(|(english, _)| english)
        .collect();
    let mut missing = BTreeSet::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        let text = text.split("#[cfg(test)]").next().expect("a text");
        for call in [
            "t(\"",
            "put(\n                form, \"",
            "put(\"",
            "told(\"",
        ] {
            for (n, after) in text.split(call).enumerate() {
                if n == 0 {
                    continue;
                }
                let form = after.split_once('"').expect("an end").0.trim();
                if !known.contains(form) && letters(form) > 1 {
                    missing.insert(form.to_owned());
                }
            }
        }
    }
    missing.retain(|m| !m.contains("\\n") && !m.contains("{}"));
    assert!(missing.is_empty(), "no French for {missing:#?}");
    for (english, french) in table
        .split("\n\n")
        .filter_map(|pair| pair.trim_matches('\n').split_once("\n= "))
    {
        for place in ["{0}", "{1}", "{2}", "{3}"] {
            assert_eq!(english.contains(place), french.contains(place), "{english}");
        }
    }
}
