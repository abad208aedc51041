//! Chores of the house. `cargo xtask check` holds what the documents promise: arrows between rooms,
//! who knows which outside library, the map, file paths in documents, and the house rules.
//!
//! Each check is a plain function from texts to problems; reading the tree is `tree`'s work.

mod arrows;
mod forbidden;
mod lists;
mod map;
mod outside;
mod paths;
mod sources;
mod tree;

use std::process::ExitCode;

use tree::Tree;

/// Something that breaks a rule, and where.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    file: String,
    what: String,
}

impl Problem {
    fn new(file: &str, what: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            what: what.into(),
        }
    }
}

const USAGE: &str =
    "usage: cargo xtask check    arrows, outside libraries, map, paths, house rules";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words != ["check"] {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let tree = match Tree::read() {
        Ok(tree) => tree,
        Err(why) => {
            eprintln!("xtask: {why}");
            return ExitCode::FAILURE;
        }
    };
    for note in sources::long_files(&tree) {
        eprintln!("note: {}: {}", note.file, note.what);
    }
    let problems = check(&tree);
    for problem in &problems {
        eprintln!("{}: {}", problem.file, problem.what);
    }
    if problems.is_empty() {
        println!("map and arrows hold: {} files", tree.files.len());
        ExitCode::SUCCESS
    } else {
        eprintln!("{} problems", problems.len());
        ExitCode::FAILURE
    }
}

fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = arrows::check(tree);
    problems.extend(outside::check(tree));
    problems.extend(forbidden::check(tree));
    problems.extend(map::check(tree));
    problems.extend(paths::check(tree));
    problems.extend(sources::check(tree));
    problems.sort_by(|a, b| (&a.file, &a.what).cmp(&(&b.file, &b.what)));
    problems
}
