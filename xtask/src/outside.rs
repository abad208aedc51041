//! Outside libraries: each is known to the rooms that `xtask/outside.txt` allows and to no other.

use crate::Problem;
use crate::lists::entries;
use crate::tree::Tree;

const OUTSIDE: &str = "xtask/outside.txt";

pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(OUTSIDE) else {
        return vec![Problem::new(
            OUTSIDE,
            "the list of outside libraries is missing",
        )];
    };
    let list = entries(text);
    let mut problems = Vec::new();
    for member in tree.crates.iter().filter(|c| c.name != "xtask") {
        let manifest = format!("{}/Cargo.toml", member.folder);
        for used in &member.uses {
            if tree.crates.iter().any(|c| c.name == used.name) {
                continue; // a room, see `arrows`
            }
            let what = match list.iter().find(|(name, _)| *name == used.name) {
                None => format!(
                    "{} is not in {OUTSIDE}: say which rooms may know it",
                    used.name
                ),
                Some((_, rooms)) if rooms.iter().any(|r| *r == "*" || *r == member.name) => {
                    continue;
                }
                Some((_, rooms)) => format!(
                    "{} may not know {}; only {} may ({OUTSIDE})",
                    member.name,
                    used.name,
                    rooms.join(", ")
                ),
            };
            problems.push(Problem::new(&manifest, what));
        }
    }
    for (name, rooms) in &list {
        for room in rooms.iter().filter(|r| **r != "*") {
            if !tree.crates.iter().any(|c| c.name == **room) {
                let what = format!("lets {room} know {name}, and there is no such room");
                problems.push(Problem::new(OUTSIDE, what));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{made_of, member};

    fn check_with(list: &str, uses: &[&str]) -> Vec<Problem> {
        let crates = vec![member("case", uses, &[]), member("model", &[], &[])];
        check(&made_of(&[(OUTSIDE, list)], crates))
    }

    #[test]
    fn known_where_it_may_be() {
        assert_eq!(
            check_with(
                "rusqlite: case\nserde: *\n",
                &["model", "rusqlite", "serde"]
            ),
            []
        );
    }

    #[test]
    fn unknown_elsewhere_and_never_unlisted() {
        let elsewhere = check_with("maud: model\n", &["maud"]);
        assert!(
            elsewhere[0]
                .what
                .contains("case may not know maud; only model may")
        );
        assert_eq!(
            check_with("", &["leftpad"])[0].file,
            "crates/case/Cargo.toml"
        );
    }

    #[test]
    fn the_list_names_rooms_that_exist() {
        assert_eq!(check_with("rusqlite: attic\n", &[])[0].file, OUTSIDE);
    }
}
