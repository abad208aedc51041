//! Arrows: a room uses only the rooms that `xtask/rooms.txt` allows.

use crate::Problem;
use crate::lists::entries;
use crate::tree::Tree;

const ROOMS: &str = "xtask/rooms.txt";

pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(ROOMS) else {
        return vec![Problem::new(ROOMS, "the list of rooms is missing")];
    };
    let rooms = entries(text);
    let place = |name: &str| rooms.iter().position(|(room, _)| *room == name);
    let mut problems: Vec<Problem> = rooms
        .iter()
        .filter(|(room, _)| !tree.crates.iter().any(|c| c.name == *room))
        .map(|(room, _)| Problem::new(ROOMS, format!("lists {room}, which is no crate")))
        .collect();
    for member in &tree.crates {
        let manifest = format!("{}/Cargo.toml", member.folder);
        let Some(own) = place(&member.name) else {
            let what = format!(
                "{} is not in {ROOMS}: say which rooms it may use",
                member.name
            );
            problems.push(Problem::new(&manifest, what));
            continue;
        };
        let allowed = &rooms[own].1;
        for used in &member.uses {
            let Some(at) = place(&used.name) else {
                continue; // from outside, see `outside`
            };
            let fine = allowed.contains(&used.name.as_str())
                || used.for_tests && (at < own || used.name == "stage");
            if !fine {
                let what = format!(
                    "{} may not use {}; it may use: {} ({ROOMS})",
                    member.name,
                    used.name,
                    if allowed.is_empty() {
                        "no room".to_owned()
                    } else {
                        allowed.join(", ")
                    },
                );
                problems.push(Problem::new(&manifest, what));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Crate, made_of, member};

    const LIST: &str =
        "model:\npixels: model\ndecode: model pixels\nsearch: model pixels\nstage: model\n";

    fn check_one(broken: Crate) -> Vec<Problem> {
        let names = ["model", "pixels", "decode", "search", "stage"];
        let mut crates: Vec<Crate> = names
            .iter()
            .filter(|n| **n != broken.name)
            .map(|n| member(n, &[], &[]))
            .collect();
        crates.push(broken);
        check(&made_of(&[(ROOMS, LIST)], crates))
    }

    #[test]
    fn an_arrow_that_is_listed_is_fine() {
        assert_eq!(
            check_one(member("search", &["model", "pixels", "serde"], &[])),
            []
        );
    }

    #[test]
    fn a_broken_arrow_is_named_with_its_manifest() {
        let problems = check_one(member("search", &["decode"], &[]));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].file, "crates/search/Cargo.toml");
        assert!(problems[0].what.contains("search may not use decode"));
        assert_eq!(check_one(member("model", &["pixels"], &[])).len(), 1);
    }

    #[test]
    fn tests_may_look_left_and_at_the_stage_only() {
        assert_eq!(check_one(member("search", &[], &["decode", "stage"])), []);
        assert_eq!(check_one(member("decode", &[], &["search"])).len(), 1);
    }

    #[test]
    fn list_and_workspace_must_agree() {
        let unknown = check(&made_of(
            &[(ROOMS, "model:\n")],
            vec![member("new", &[], &[])],
        ));
        assert_eq!(
            unknown.len(),
            2,
            "one room too many, one too few: {unknown:?}"
        );
        assert_eq!(check(&made_of(&[], vec![])).len(), 1);
    }
}
