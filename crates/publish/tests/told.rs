//! What the machine leaves in a case is said in French, too: every text in the sources of those
//! who write such texts has its form in `words/told.txt`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use publish::{Tongue, told_in, told_pairs};

/// Who writes texts that a case keeps and a page shows, below `crates`.
const WRITERS: [&str; 53] = [
    "app/src/web/pages",
    "collect/src/exports/archiver.rs",
    "collect/src/exports/folder.rs",
    "collect/src/exports/gallery.rs",
    "collect/src/exports/listed.rs",
    "collect/src/exports/social.rs",
    "collect/src/exports/telegram.rs",
    "collect/src/sidecar.rs",
    "collect/src/survey.rs",
    "decode/src/child/archive",
    "decode/src/child/credentials/mod.rs",
    "decode/src/child/document",
    "decode/src/child/drawing/mod.rs",
    "decode/src/child/drawing/root.rs",
    "decode/src/child/drawing/weigh.rs",
    "decode/src/child/flow/charset.rs",
    "decode/src/child/flow/docx.rs",
    "decode/src/child/flow/form.rs",
    "decode/src/child/flow/kept.rs",
    "decode/src/child/flow/layout.rs",
    "decode/src/child/flow/mod.rs",
    "decode/src/child/flow/package.rs",
    "decode/src/child/flow/pptx.rs",
    "decode/src/child/picture.rs",
    "decode/src/child/sniff.rs",
    "decode/src/child/video/decoding.rs",
    "decode/src/child/video/stream.rs",
    "decode/src/child/video/timeline.rs",
    "decode/src/child/video/watch.rs",
    "decode/src/error.rs",
    "describe/src/facts/mod.rs",
    "describe/src/figures.rs",
    "describe/src/figures/parts.rs",
    "describe/src/passages/mod.rs",
    "describe/src/passages/polarity.rs",
    "describe/src/variants.rs",
    "model/src/reading.rs",
    "pipeline/src/add.rs",
    "pipeline/src/documents.rs",
    "pipeline/src/import.rs",
    "pipeline/src/watch.rs",
    "model/src/generation.rs",
    "review/src/blocks.rs",
    "review/src/candidates.rs",
    "review/src/coverage.rs",
    "review/src/entities.rs",
    "review/src/evidence.rs",
    "review/src/findings.rs",
    "review/src/impact.rs",
    "review/src/ladder.rs",
    "review/src/lib.rs",
    "review/src/pictures.rs",
    "publish/src/gather.rs",
];

/// Texts that are read and not told, parts that are put together, and what only a terminal says.
const NOT_TOLD: &str = include_str!("not_told.txt");

/// A text with its places made alike.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

/// The texts of a source outside its comments and tests: words with a space between.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut found, mut chars) = (Vec::new(), source.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|c| *c == '\n');
            }
            // A character, not a lifetime: '"' and '\''.
            '\'' => {
                let mut ahead = chars.clone();
                let first = ahead.next();
                let after = ahead.next();
                if first == Some('\\') {
                    chars.next();
                    chars.next();
                    chars.by_ref().find(|c| *c == '\'');
                } else if after == Some('\'') {
                    chars.next();
                    chars.next();
                }
            }
            '"' => {
                let mut text = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => match chars.next() {
                            Some('\n') => {
                                while chars.peek().is_some_and(|c| c.is_whitespace()) {
                                    chars.next();
                                }
                            }
                            Some('u') => {
                                let code: String = chars
                                    .by_ref()
                                    .take_while(|c| *c != '}')
                                    .filter(|c| *c != '{')
                                    .collect();
                                let code = u32::from_str_radix(&code, 16).ok();
                                text.extend(code.and_then(char::from_u32));
                            }
                            Some(other) => text.push(other),
                            None => {}
                        },
                        c => text.push(c),
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    let told = |t: &String| {
        t.trim().contains(' ') && t.chars().filter(|c| c.is_ascii_lowercase()).count() > 3
    };
    found.retain(told);
    found
}

fn sources(of: &Path) -> Vec<String> {
    if of.is_file() {
        return vec![fs::read_to_string(of).expect("a source")];
    }
    let mut all = Vec::new();
    for entry in fs::read_dir(of).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "rs") {
            all.extend(sources(&path));
        }
    }
    all
}

#[test]
fn every_text_that_a_case_keeps_has_its_french() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let french = include_str!("../src/dossier/words/french.txt");
    let known: BTreeSet<String> = told_pairs()
        .map(|(english, _)| plain(english))
        .chain(
            french
                .split("\n\n")
                .filter_map(|p| p.trim_matches('\n').split_once("\n= "))
                .map(|(english, _)| plain(english)),
        )
        .collect();
    let not_told: BTreeSet<&str> = NOT_TOLD.lines().collect();
    let mut missing = Vec::new();
    let mut seen = 0;
    for writer in WRITERS {
        for source in sources(&crates.join(writer)) {
            for text in literals(&source) {
                seen += 1;
                let text = plain(text.trim());
                if !known.contains(&text) && !not_told.contains(text.as_str()) {
                    missing.push(format!("{writer}: {text}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no French for {missing:#?}");
    assert!(seen > 300, "{seen} texts");
}

/// Whatever a form is filled with, its French comes out, with what it was filled with.
#[test]
fn every_form_is_known_again_when_it_is_filled() {
    for (english, french) in told_pairs() {
        let mut filled = english.to_owned();
        for n in 0..9 {
            for mark in ["", "*", "#"] {
                filled = filled.replace(&format!("{{{n}{mark}}}"), &format!("«{n}7»"));
            }
        }
        let said = told_in(Tongue::French, &filled);
        let mut wanted = french.to_owned();
        for n in 0..9 {
            for mark in ["", "*", "#"] {
                wanted = wanted.replace(&format!("{{{n}{mark}}}"), &format!("«{n}7»"));
            }
        }
        assert_eq!(said, wanted, "{english}");
    }
}
