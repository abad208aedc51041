//! The map: `ARCHITECTURE.md` names every crate, and every crate has a README that says what it is
//! for and what it must not know.

use crate::Problem;
use crate::tree::Tree;

const MAP: &str = "ARCHITECTURE.md";
const SAYS: [&str; 3] = ["Useful for", "Not useful for", "Never knows"];

pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(map) = tree.text(MAP) else {
        return vec![Problem::new(MAP, "the map is missing")];
    };
    let mut problems = Vec::new();
    for member in &tree.crates {
        if !map.contains(&format!("`{}", member.folder)) {
            let what = format!("does not name `{}`", member.folder);
            problems.push(Problem::new(MAP, what));
        }
        let readme = format!("{}/README.md", member.folder);
        match tree.text(&readme) {
            None => problems.push(Problem::new(&readme, "is missing: every room has one")),
            Some(text) => {
                problems.extend(SAYS.iter().filter(|said| !says(text, said)).map(|said| {
                    Problem::new(&readme, format!("has no line that begins with \"{said}\""))
                }))
            }
        }
    }
    problems
}

/// Whether a line begins with these words, as heading, list item, bold or plain.
fn says(readme: &str, words: &str) -> bool {
    readme
        .lines()
        .map(|line| line.trim_start_matches(['#', '*', '-', ' ']))
        .any(|line| line.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{made_of, member};

    const README: &str =
        "# search\nFinds.\n\n- **Useful for**: a\n\n## Not useful for\nb\n\nNever knows: c\n";

    fn check_with(files: &[(&str, &str)]) -> Vec<String> {
        let problems = check(&made_of(files, vec![member("search", &[], &[])]));
        problems
            .into_iter()
            .map(|p| format!("{}: {}", p.file, p.what))
            .collect()
    }

    #[test]
    fn a_room_on_the_map_with_a_full_readme() {
        let found = check_with(&[
            (MAP, "| `crates/search` | finds |"),
            ("crates/search/README.md", README),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_room_that_the_map_forgets() {
        let found = check_with(&[(MAP, "nothing"), ("crates/search/README.md", README)]);
        assert_eq!(found, ["ARCHITECTURE.md: does not name `crates/search`"]);
    }

    #[test]
    fn a_missing_readme_and_a_missing_line() {
        let map = (MAP, "`crates/search`");
        assert_eq!(
            check_with(&[map]),
            ["crates/search/README.md: is missing: every room has one"]
        );
        let half = README.replace("Never knows", "Seldom knows");
        assert_eq!(
            check_with(&[map, ("crates/search/README.md", &half)]),
            ["crates/search/README.md: has no line that begins with \"Never knows\""]
        );
        assert_eq!(check_with(&[]).len(), 1);
    }
}
