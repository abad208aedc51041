//! The shipped capability file, and what a broken one is told.

use model::{Language, Taxonomy, capability::TaxonomyError};

const SHIPPED: &str = include_str!("../data/capabilities.toml");

#[test]
fn the_shipped_file_is_whole() {
    let taxonomy = match Taxonomy::shipped() {
        Ok(taxonomy) => taxonomy,
        Err(e) => panic!("{e}"),
    };
    assert!(taxonomy.functions.len() >= 40);
    for function in &taxonomy.functions {
        assert_eq!(function.terms.len(), Language::ALL.len(), "{}", function.id);
        assert_eq!(function.near.len(), Language::ALL.len(), "{}", function.id);
    }
    for technology in &taxonomy.technologies {
        let used = taxonomy
            .functions
            .iter()
            .any(|f| f.technology == technology.id);
        assert!(used, "{} has no function", technology.id);
    }
}

fn refused(from: &str, to: &str) -> String {
    assert!(SHIPPED.contains(from), "{from}");
    match Taxonomy::parse(&SHIPPED.replacen(from, to, 1)) {
        Err(e) => e.to_string(),
        Ok(_) => panic!("{from:?} → {to:?} was taken"),
    }
}

#[test]
fn what_is_missing_twice_or_dangling_is_named() {
    let twice = refused(
        "id = \"retrospective-face-search\"",
        "id = \"live-face-match\"",
    );
    assert!(
        twice.contains("\"live-face-match\" is there twice"),
        "{twice}"
    );
    let silent = refused("terms.kk = [\"$live & $face", "near.kk = [\"$live & $face");
    assert!(
        silent.contains("live-face-match has no terms in kk"),
        "{silent}"
    );
    let dangling = refused(
        "sources = [\"ai-act\", \"atlas\"]",
        "sources = [\"hearsay\"]",
    );
    assert!(
        dangling.contains("\"hearsay\", which is not there"),
        "{dangling}"
    );
    let near = refused("near.ru = [\"обнаруж*", "# near.ru = [\"обнаруж*");
    assert!(near.contains("no near-misses in ru"), "{near}");
    let unknown = refused("version = 1", "version = 1\ncolour = 2");
    assert!(unknown.contains("colour"), "{unknown}");
    let name = refused("\"$live & $face & $recognise\"", "\"$alive & $face\"");
    assert!(name.contains("$alive"), "{name}");
    assert!(matches!(Taxonomy::parse(""), Err(TaxonomyError::Form(_))));
}
