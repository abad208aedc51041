//! House rules for source files: each begins with what lives there, and none grows too long.

use crate::Problem;
use crate::tree::Tree;

const LINES_AT_MOST: usize = 600;
const LINES_WORTH_A_NOTE: usize = 400;

pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, text) in tree.texts(|f| f.ends_with(".rs")) {
        let first = text.lines().find(|line| !line.trim().is_empty());
        if file.contains("/src/") && !first.is_some_and(|line| line.starts_with("//!")) {
            let what = "does not begin with //! and what lives in it";
            problems.push(Problem::new(file, what));
        }
        let lines = text.lines().count();
        if lines > LINES_AT_MOST {
            let what = format!(
                "has {lines} lines, {LINES_AT_MOST} are the limit: find the second job in it"
            );
            problems.push(Problem::new(file, what));
        }
    }
    problems
}

/// Files that are still allowed, and long enough to look at.
pub fn long_files(tree: &Tree) -> Vec<Problem> {
    tree.texts(|f| f.ends_with(".rs"))
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| (LINES_WORTH_A_NOTE + 1..=LINES_AT_MOST).contains(lines))
        .map(|(file, lines)| Problem::new(file, format!("{lines} lines")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::made_of;

    #[test]
    fn first_lines() {
        let tree = made_of(
            &[
                ("crates/a/src/lib.rs", "\n//! What lives here.\n"),
                ("crates/a/src/bare.rs", "use std::fmt;\n//! late\n"),
                ("crates/a/src/empty.rs", ""),
                ("crates/a/tests/plain.rs", "fn main() {}\n"),
            ],
            vec![],
        );
        let files: Vec<_> = check(&tree).into_iter().map(|p| p.file).collect();
        assert_eq!(files, ["crates/a/src/bare.rs", "crates/a/src/empty.rs"]);
    }

    #[test]
    fn length() {
        let text = |lines: usize| format!("//! Long.\n{}", "\n".repeat(lines - 1));
        let (fine, long, too_long) = (text(400), text(401), text(601));
        let tree = made_of(
            &[("a.rs", &fine), ("b.rs", &long), ("c.rs", &too_long)],
            vec![],
        );
        let names = |p: Vec<Problem>| p.into_iter().map(|p| p.file).collect::<Vec<_>>();
        assert_eq!(names(long_files(&tree)), ["b.rs"]);
        assert_eq!(names(check(&tree)), ["c.rs"]);
    }
}
