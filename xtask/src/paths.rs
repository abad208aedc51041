//! Paths in documents: every link and every quoted path of a Markdown file leads somewhere in the
//! repository, and no text file names a folder of one particular machine.

use crate::Problem;
use crate::tree::Tree;

/// Folders that differ from machine to machine; an absolute path into one is somebody's own.
const MACHINE_FOLDERS: [&str; 6] = ["home", "root", "Users", "tmp", "work", "workspace"];

pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, text) in tree.texts(|f| f.ends_with(".md")) {
        for target in links(text) {
            match resolve(file, &target) {
                Some(path) if path.is_empty() || tree.has(&path) => {}
                Some(_) => problems.push(Problem::new(
                    file,
                    format!("links to {target}, which is not there"),
                )),
                None => problems.push(Problem::new(
                    file,
                    format!("links to {target}, outside the repository"),
                )),
            }
        }
        for path in quoted_paths(text, tree) {
            if !tree.has(&path) {
                problems.push(Problem::new(
                    file,
                    format!("names `{path}`, which is not there"),
                ));
            }
        }
    }
    for (file, text) in tree.texts(|f| f != "Cargo.lock") {
        for (number, line) in text.lines().enumerate() {
            if let Some(folder) = machine_folder(line) {
                let what = format!(
                    "line {}: names a machine's own folder, {folder}",
                    number + 1
                );
                problems.push(Problem::new(file, what));
            }
        }
    }
    problems
}

/// Targets of inline links and pictures that are files, without fragment or title.
fn links(markdown: &str) -> Vec<String> {
    let mut targets = Vec::new();
    for line in outside_fences(markdown) {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once("](") {
            let Some((inside, next)) = after.split_once(')') else {
                break;
            };
            let target = inside.split_whitespace().next().unwrap_or_default();
            let target = target.split('#').next().unwrap_or_default();
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !target.is_empty() && !elsewhere {
                targets.push(target.to_owned());
            }
            rest = next;
        }
    }
    targets
}

/// Words in backticks that look like paths from the root: their first part is a folder there.
fn quoted_paths(markdown: &str, tree: &Tree) -> Vec<String> {
    let top = |word: &str| {
        let folder = word.split('/').next().unwrap_or_default();
        word.contains('/') && !folder.is_empty() && tree.has(folder)
    };
    outside_fences(markdown)
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .flat_map(str::split_whitespace)
        .map(|word| word.strip_prefix("./").unwrap_or(word))
        .filter(|word| !word.contains(['<', '>', '*', '{', '…', '$', '(', '|']))
        .filter(|word| top(word))
        .map(|word| word.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

fn outside_fences(markdown: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    markdown.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

/// A link's target as a path from the root; `None` when it leads out of the repository.
fn resolve(file: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The machine's folder that an absolute path in this line leads into.
fn machine_folder(line: &str) -> Option<String> {
    MACHINE_FOLDERS.iter().find_map(|name| {
        let folder = format!("/{name}/");
        line.match_indices(&folder)
            .any(|(at, _)| {
                // Part of a longer path or address is something else.
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| {
                    c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~' | '}')
                })
            })
            .then_some(folder)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::made_of;

    fn check_with(files: &[(&str, &str)]) -> Vec<String> {
        let problems = check(&made_of(files, vec![]));
        problems
            .into_iter()
            .map(|p| format!("{}: {}", p.file, p.what))
            .collect()
    }

    #[test]
    fn links_resolve_from_their_own_folder() {
        let files = [
            (
                "README.md",
                "[map](ARCHITECTURE.md#rooms) ![shot](docs/p.png \"title\") [x](https://x.org/y) [top](#top)",
            ),
            ("ARCHITECTURE.md", ""),
            ("docs/p.png", ""),
            ("docs/guide.md", "[back](../README.md), [folder](./)"),
        ];
        assert_eq!(check_with(&files), [""; 0]);
    }

    #[test]
    fn dead_links_are_named() {
        assert_eq!(
            check_with(&[("docs/a.md", "[x](b.md) and [y](../../z.md)")]),
            [
                "docs/a.md: links to b.md, which is not there",
                "docs/a.md: links to ../../z.md, outside the repository",
            ]
        );
    }

    #[test]
    fn quoted_paths_must_exist() {
        let files = [
            ("crates/model/src/lib.rs", "//! x"),
            (
                "a.md",
                "`crates/model/src/lib.rs:3` `crates/model` `. crates/model/src/gone.rs` `crates/<x>/README.md` `and/or` `crate`",
            ),
        ];
        assert_eq!(
            check_with(&files),
            ["a.md: names `crates/model/src/gone.rs`, which is not there"]
        );
    }

    #[test]
    fn fences_hold_examples_not_links() {
        assert!(check_with(&[("a.md", "```\n[x](gone.md) `a.md/x`\n```\n")]).is_empty());
    }

    #[test]
    fn folders_of_one_machine() {
        let own = format!("cd /{}/someone/project", "home");
        assert_eq!(
            check_with(&[("run", &own)]),
            [format!(
                "run: line 1: names a machine's own folder, /{}/",
                "home"
            )]
        );
        let quoted = format!("let p = \"/{}/x\";", "tmp");
        assert_eq!(check_with(&[("a.rs", &quoted)]).len(), 1);
        assert!(
            check_with(&[(
                "a.md",
                "https://example.org/home/x and net/work/x and $PWD/tmp/x"
            )])
            .is_empty()
        );
    }
}
