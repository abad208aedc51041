//! Every export tells where the case's journal stood, and which bytes it was: printed, beside the
//! files, and in the journal.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::people::{does, id, papers};
use common::run;

const FORMS: [&str; 12] = [
    "csv",
    "ftm",
    "tables",
    "csl",
    "bibtex",
    "markers",
    "webvtt",
    "annotations",
    "coco",
    "cvat",
    "gexf",
    "graph",
];

#[test]
fn each_form_goes_with_the_head_and_sums_that_common_tools_check() {
    let ground = papers();
    for name in ["ТОО Тест", "Heron Systems"] {
        id(&ground, &["entity", "add", "company", name]);
    }
    id(
        &ground,
        &["link", "ТОО Тест", "partner-of", "Heron Systems"],
    );
    let journal = ground.case.join("journal.jsonl");
    for form in FORMS {
        let to = ground.dir.path().join(form);
        let path = to.to_str().expect("UTF-8");
        let told = does(&ground, &["export", form, "--to", path]);
        let head = &told["exported"]["head"];
        let (line, hash) = (
            head["seq"].to_string(),
            head["hash"].as_str().expect("a hash"),
        );
        let hash = hash.trim_start_matches("sha256:");
        let noted = format!("{line}:{hash}");
        run(&["verify", "--case", ground.case_str(), "--head", &noted]).expect(0);

        let (folder, list) = match to.is_dir() {
            true => (to.clone(), to.join(format!("{form}.sha256"))),
            false => {
                let list = to.with_file_name(format!("{form}.sha256"));
                (ground.dir.path().to_owned(), list)
            }
        };
        let text = fs::read_to_string(&list).expect("a list");
        assert!(
            text.contains(&format!("line {line},")) && text.contains(hash),
            "{text}"
        );
        if text.lines().any(|l| !l.starts_with('#')) {
            assert!(checks(&folder, &list), "{form}: {text}");
        }
        let all = fs::read_to_string(&journal).expect("a journal");
        let act = all.lines().rev().find(|l| l.contains("\"act\":\"export\""));
        let act: serde_json::Value =
            serde_json::from_str(act.expect("the export")).expect("a line");
        assert_eq!(act["form"], form);
        for sum in text.lines().filter(|l| !l.starts_with('#')) {
            let (hash, name) = sum.split_once("  ").expect("a sum");
            assert_eq!(act["sha256"][name], hash, "{form}");
        }
    }
    // One that was changed since is found.
    let csv = ground.dir.path().join("csv");
    fs::write(&csv, "other").expect("written");
    assert!(!checks(
        ground.dir.path(),
        &ground.dir.path().join("csv.sha256")
    ));
    let out = [
        "export",
        "csv",
        "--to",
        "/dev/stdout",
        "--case",
        ground.case_str(),
    ];
    run(&out).expect(0).says("product,function");
}

fn checks(folder: &Path, list: &Path) -> bool {
    let mut command = Command::new("sha256sum");
    command.args(["--check", "--strict", "--quiet"]).arg(list);
    let out = command.current_dir(folder).output().expect("coreutils");
    out.status.success()
}
