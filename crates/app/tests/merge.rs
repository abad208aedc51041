//! Two desks work on copies of one case; the copies are merged from the command line.

mod common;

use std::fs;
use std::path::Path;

use common::people::{act, id, item, papers};
use common::{Ground, list, run, text_pdf};
use serde_json::Value;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.file_name() != "case.lock" {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

fn merge(into: &str, from: &str, more: &[&str]) -> Value {
    let args = [&["merge", "--case", into, "--from", from, "--json"], more].concat();
    run(&args).expect(0).json().remove(0)
}

#[test]
fn what_two_desks_did_comes_together_with_their_files_and_differences_are_listed() {
    let ground = papers();
    let there = ground.case.with_file_name("there");
    copy(&ground.case, &there);
    let other = there.to_str().expect("a path").to_owned();
    let document = item(&ground, common::people::MANUAL);
    // Here: a company. There: a file, another company, another version of the manual.
    id(&ground, &["entity", "add", "company", "Argus LLP"]);
    let says = |case: &str, version: &str, by: &str| {
        run(&[
            "document", "--case", case, &document, "version", version, "--by", by,
        ])
        .expect(0);
    };
    says(ground.case_str(), "4.1", "ana");
    let letter = there.with_file_name("letter.pdf");
    fs::write(
        &letter,
        text_pdf(&[&[(12.0, "Handed over in the duty room")]]),
    )
    .expect("written");
    run(&["add", "--case", &other, letter.to_str().expect("a path")]).expect(0);
    run(&[
        "entity",
        "--case",
        &other,
        "add",
        "company",
        "ТОО Кузет",
        "--by",
        "bo",
    ])
    .expect(0);
    says(&other, "4.2", "bo");

    let case = ground.case_str().to_owned();
    let dry = merge(&case, &other, &["--dry-run"]);
    assert_eq!(
        (&dry["originals"], &dry["dry_run"]),
        (&1.into(), &true.into())
    );
    assert_eq!(list(&ground, "companies").len(), 1, "nothing was changed");
    let told = merge(&case, &other, &["--by", "mo"]);
    assert_eq!(
        told["acts"],
        serde_json::json!({"add": 1, "say-fact": 1, "state": 1})
    );
    assert_eq!(
        (&told["originals"], &told["conflicts"]),
        (&1.into(), &1.into())
    );
    run(&["verify", "--case", &case]).expect(0);
    assert_eq!(list(&ground, "companies").len(), 2);
    let conflict = list(&ground, "conflicts").remove(0);
    assert_eq!(
        (&conflict["here"]["says"], &conflict["there"]["says"]),
        (&"4.1".into(), &"4.2".into())
    );
    run(&["status", "--case", &case])
        .expect(0)
        .says("list conflicts");
    // The letter is a file of this case as any other.
    run(&["analyse", "--case", &case, "--no-text"]).expect(0);
    let names: Vec<Value> = list(&ground, "documents");
    assert!(names.iter().any(|d| d.to_string().contains("letter.pdf")));
    let which = conflict["id"].as_str().expect("an id");
    act(
        &ground,
        &["settle", which, "--by", "cy", "--reason", "seen"],
    )
    .expect(0);
    assert_eq!(list(&ground, "conflicts")[0]["settled"]["by"], "cy");
    let again = merge(&case, &other, &["--by", "mo"]);
    assert_eq!(
        (&again["acts"], &again["conflicts"]),
        (&serde_json::json!({}), &0.into())
    );
    refused(&ground, &other);
}

fn refused(ground: &Ground, other: &str) {
    let case = ground.case_str();
    let of = |from: &str| run(&["merge", "--case", case, "--from", from, "--by", "mo"]);
    of(case).expect(1).says("this case itself");
    let stranger = ground.case.with_file_name("stranger");
    let stranger = stranger.to_str().expect("a path");
    run(&["new", stranger]).expect(0);
    of(stranger).expect(1).says("no copy of this case");
    // An original of the other copy that was changed is not taken for what it was.
    let objects = Path::new(other).join("objects");
    let letter = ground.case.with_file_name("note.pdf");
    fs::write(&letter, text_pdf(&[&[(12.0, "One more")]])).expect("written");
    run(&["add", "--case", other, letter.to_str().expect("a path")]).expect(0);
    let newest = walk(&objects)
        .into_iter()
        .max_by_key(|p| p.metadata().and_then(|m| m.modified()).ok())
        .expect("an original");
    fs::remove_file(&newest).expect("removed");
    fs::write(&newest, "something else").expect("written");
    let told = of(other);
    assert_ne!(told.status, 0);
    told.says("SHA-256");
    run(&["verify", "--case", case]).expect(0);
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
