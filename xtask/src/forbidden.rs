//! What the product must not contain at all: packages in Cargo.lock and words in sources, from
//! `xtask/forbidden.txt`, and the one feature of OpenCV that recognises people.

use crate::Problem;
use crate::lists::entries;
use crate::tree::Tree;

const FORBIDDEN: &str = "xtask/forbidden.txt";

pub fn check(tree: &Tree) -> Vec<Problem> {
    let Some(text) = tree.text(FORBIDDEN) else {
        return vec![Problem::new(
            FORBIDDEN,
            "the list of what is forbidden is missing",
        )];
    };
    let lock = tree.text("Cargo.lock").unwrap_or_default();
    let sources: Vec<(&str, String)> = tree
        .texts(|f| !f.starts_with("xtask/") && (f.ends_with(".rs") || f.ends_with("Cargo.toml")))
        .map(|(file, text)| (file, text.to_lowercase()))
        .collect();
    let mut problems = Vec::new();
    for (entry, reason) in entries(text) {
        let reason = reason.join(" ");
        match entry.split_once(' ') {
            Some(("package", name)) => {
                let line = format!("name = \"{name}\"");
                if lock.lines().any(|l| l == line) {
                    problems.push(Problem::new(
                        "Cargo.lock",
                        format!("{name} is forbidden: {reason}"),
                    ));
                }
            }
            Some(("word", word)) => {
                let wanted = word.to_lowercase();
                for (file, _) in sources.iter().filter(|(_, text)| text.contains(&wanted)) {
                    problems.push(Problem::new(file, format!("{word} is forbidden: {reason}")));
                }
            }
            _ => problems.push(Problem::new(
                FORBIDDEN,
                format!("{entry:?} is neither package nor word"),
            )),
        }
    }
    for member in &tree.crates {
        for used in member.uses.iter().filter(|u| u.name == "opencv") {
            if used.features.iter().any(|f| f == "face") {
                let manifest = format!("{}/Cargo.toml", member.folder);
                problems.push(Problem::new(
                    &manifest,
                    "OpenCV's feature face is forbidden: face recognition",
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Crate, made_of, member};

    fn check_with(files: &[(&str, &str)], crates: Vec<Crate>) -> Vec<String> {
        let list = (
            FORBIDDEN,
            "package curl: network client\nword FaceNet: face recognition\n",
        );
        let files: Vec<_> = files.iter().copied().chain([list]).collect();
        let problems = check(&made_of(&files, crates));
        problems
            .into_iter()
            .map(|p| format!("{}: {}", p.file, p.what))
            .collect()
    }

    #[test]
    fn packages_by_their_whole_name() {
        let lock = |name: &str| format!("[[package]]\nname = \"{name}\"\n");
        assert_eq!(
            check_with(&[("Cargo.lock", &lock("curl"))], vec![]),
            ["Cargo.lock: curl is forbidden: network client"]
        );
        assert!(check_with(&[("Cargo.lock", &lock("curly"))], vec![]).is_empty());
    }

    #[test]
    fn words_in_any_case_in_sources_but_not_in_prose() {
        let found = check_with(&[("crates/search/src/lib.rs", "use FACENET;")], vec![]);
        assert_eq!(found.len(), 1);
        assert!(check_with(&[("docs/guide.md", "never FaceNet")], vec![]).is_empty());
    }

    #[test]
    fn the_face_feature() {
        let mut describe = member("describe", &["opencv"], &[]);
        assert!(check_with(&[], vec![describe]).is_empty());
        describe = member("describe", &["opencv"], &[]);
        describe.uses[0].features.push("face".into());
        assert_eq!(check_with(&[], vec![describe]).len(), 1);
    }
}
