//! The guide's table of failures quotes what the program says.

use std::fs;
use std::path::{Path, PathBuf};

/// All Rust sources of the rooms below `crates`.
fn sources() -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> = fs::read_dir(crates)
        .unwrap()
        .map(|room| room.unwrap().path().join("src"))
        .filter(|src| src.is_dir())
        .collect();
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                text.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    text
}

#[test]
fn what_the_guide_says_that_the_program_says_is_said() {
    let guide = include_str!("../../../docs/guide.md");
    let (_, table) = guide
        .split_once("| it says | it means |")
        .expect("the table");
    let rows = table.lines().skip(2).take_while(|l| l.starts_with('|'));
    let sources = sources();
    let mut quoted = 0;
    for row in rows {
        let cell = row.split('|').nth(1).expect("a first cell");
        for words in cell.split('`').skip(1).step_by(2) {
            quoted += 1;
            assert!(sources.contains(words), "nothing says {words:?}");
        }
    }
    assert!(quoted > 9, "{quoted} quotations are too few for a table");
}
