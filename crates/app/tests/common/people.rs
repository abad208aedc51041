//! Verbs of people on a case with a manual and a brochure.

use serde_json::Value;

use super::{Ground, Ran, investigate, list, run, write_papers};

pub const MANUAL: &str = "Heron Desk manual.pdf";
pub const BROCHURE: &str = "Heron Desk brochure.pdf";

/// A case with a manual and a brochure.
pub fn papers() -> Ground {
    let ground = Ground::new();
    write_papers(&ground.documents);
    investigate(&ground).expect(0);
    ground
}

pub fn act(ground: &Ground, arguments: &[&str]) -> Ran {
    run(&[arguments, &["--case", ground.case_str()]].concat())
}

/// The one JSON line that a verb prints.
#[track_caller]
pub fn does(ground: &Ground, arguments: &[&str]) -> Value {
    let mut lines = act(ground, &[arguments, &["--json"]].concat())
        .expect(0)
        .json();
    assert_eq!(lines.len(), 1, "{arguments:?}: {lines:#?}");
    lines.remove(0)
}

#[track_caller]
pub fn id(ground: &Ground, arguments: &[&str]) -> String {
    let line = does(ground, &[arguments, &["--by", "k7"]].concat());
    line["id"].as_str().expect("an id").to_owned()
}

pub fn passage(ground: &Ground, function: &str, file: &str) -> String {
    let all = list(ground, "passages");
    let found = all
        .iter()
        .find(|p| p["function"] == function && p["file"] == file);
    found.expect("a passage")["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

pub fn item(ground: &Ground, path: &str) -> String {
    let all = list(ground, "items");
    let found = all.iter().find(|i| i["path"] == path).expect("an item");
    found["id"].as_str().expect("an id").to_owned()
}
