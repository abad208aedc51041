//! `verify` finds what was changed in a case folder, and says where.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Ground, investigate, run, test_card};

/// A case with one watched video.
fn watched() -> Ground {
    let ground = Ground::new();
    test_card(&ground.footage.join("a.mp4"), 1);
    investigate(&ground).expect(0);
    ground
}

/// Files below a folder of the case.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() && entry.file_name() != ".aside" {
            found.extend(files(&entry.path()));
        } else if entry.path().is_file() {
            found.push(entry.path());
        }
    }
    found
}

fn flip_a_byte(path: &Path) {
    let mut bytes = fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    // The original is read-only: whoever changes it must mean it.
    let _ = fs::remove_file(path);
    fs::write(path, bytes).expect("written");
}

#[test]
fn every_kind_of_change_is_found_and_named() {
    let ground = watched();
    let case = ground.case_str();
    let whole = run(&["verify", "--case", case, "--json"]).expect(0);
    let lines = whole.json();
    let part = |name: &str| {
        let found = lines
            .iter()
            .find(|l| l["part"] == name && l["fault"].is_null());
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    assert_eq!(part("originals")["whole"], 1);
    assert!(part("derived")["checked"].as_u64() > Some(0));
    assert_eq!(part("derived")["unchecked"], 0);
    let head = &part("journal")["head"];
    let head = format!("{}:{}", head["seq"], head["hash"].as_str().expect("a hash"));
    run(&["verify", "--case", case, "--head", &head]).expect(0);

    let derived = files(&ground.case.join("derived"));
    let segment = derived
        .iter()
        .find(|p| p.extension().is_some() && !p.ends_with("SHA256SUMS"))
        .expect("a derived file");
    flip_a_byte(segment);
    run(&["verify", "--case", case])
        .expect(1)
        .says("NOT WHOLE  derived: derived/");
    flip_a_byte(segment);
    run(&["verify", "--case", case]).expect(0);

    let stray = ground.case.join("objects").join("stray");
    fs::write(&stray, "x").expect("written");
    run(&["verify", "--case", case])
        .expect(1)
        .says("objects/stray");
    fs::remove_file(&stray).expect("removed");

    // What a run preserved before it was cut off: told, and no fault; a changed one is.
    let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let left = ground.case.join("objects").join(&hash[..2]).join(hash);
    fs::create_dir_all(left.parent().expect("a folder")).expect("a folder");
    fs::write(&left, "x").expect("written");
    run(&["verify", "--case", case])
        .expect(0)
        .says("of no item");
    fs::write(&left, "y").expect("written");
    run(&["verify", "--case", case]).expect(1).says(hash);
    fs::remove_file(&left).expect("removed");

    flip_a_byte(&files(&ground.case.join("objects"))[0]);
    run(&["verify", "--case", case])
        .expect(1)
        .says("a.mp4")
        .says("damaged")
        .says("0 of 1 are whole");
}

#[test]
fn a_head_of_another_time_or_history_does_not_fit() {
    let ground = watched();
    let case = ground.case_str();
    let zeros = "0".repeat(64);
    run(&["verify", "--case", case, "--head", &format!("3:{zeros}")])
        .expect(1)
        .says("another history");
    run(&["verify", "--case", case, "--head", &format!("9999:{zeros}")])
        .expect(1)
        .says("an older copy");
    run(&["verify", "--case", case, "--head", "3"]).expect(2);
}
