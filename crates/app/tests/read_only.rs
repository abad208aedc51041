//! A case on a medium that can't be written can be read, and says why nothing else goes.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{Ground, investigate, run, test_card};

/// Runs on a folder that is mounted over itself read-only; `None` where that isn't allowed.
fn mounted_read_only<T>(dir: &Path, look: impl FnOnce() -> T) -> Option<T> {
    let mount = |options: &str| {
        Command::new("mount")
            .args(["-o", options])
            .arg(dir)
            .arg(dir)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if !mount("bind") {
        println!("skipped: a folder can only be mounted read-only by an administrator");
        return None;
    }
    let seen = mount("remount,ro,bind").then(look);
    let _ = Command::new("umount").arg(dir).status();
    Some(seen.expect("a bind mount can be made read-only"))
}

#[test]
fn a_read_only_case_can_be_read_and_says_why_it_cannot_be_written() {
    let ground = Ground::new();
    test_card(&ground.footage.join("a.mp4"), 1);
    investigate(&ground).expect(0);
    let case = ground.case_str();
    let elsewhere = ground.dir.path().join("dossier");
    let Some((lists, status, verify, written, exported)) = mounted_read_only(&ground.case, || {
        (
            ["items", "shots", "references", "sightings"]
                .map(|what| run(&["list", "--case", case, what, "--json"])),
            run(&["status", "--case", case]),
            run(&["verify", "--case", case]),
            investigate(&ground),
            run(&[
                "export",
                "--case",
                case,
                "dossier",
                "--to",
                elsewhere.to_str().unwrap(),
            ]),
        )
    }) else {
        return;
    };
    let lines = lists.map(|listed| listed.expect(0).json().len());
    assert_eq!(lines, [1, 1, 0, 0]);
    let status = status.expect(0).says("1 videos");
    assert_eq!(status.stderr, "", "nothing is amiss");
    verify.expect(0).says("1 of 1 are whole").says("whole, ");
    written.expect(3).says("can't be written");
    exported
        .expect(3)
        .says("can't be written")
        .says("noted in the case's journal")
        .says("copy");
    assert!(!elsewhere.exists(), "nothing half done");
}

#[test]
fn a_read_only_case_whose_writer_was_cut_off_is_read_to_the_last_act_and_says_so() {
    let ground = Ground::new();
    fs::create_dir(&ground.case).unwrap();
    let alive = ground.dir.path().join("alive");
    let mut writing = case::Case::create(&alive, "alive").unwrap();
    writing
        .note_act("export", serde_json::json!({"form": "none"}))
        .unwrap();
    // What a killed writer leaves: everything but its index of the log.
    for entry in fs::read_dir(&alive).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "case.db-shm" {
            fs::copy(entry.path(), ground.case.join(entry.file_name())).unwrap();
        }
    }
    let log = fs::metadata(ground.case.join("case.db-wal")).unwrap().len();
    assert!(log > 0, "the log was taken up already");
    drop(writing);
    let case = ground.case_str();
    let Some((status, verify)) = mounted_read_only(&ground.case, || {
        (
            run(&["status", "--case", case, "--json"]),
            run(&["verify", "--case", case]),
        )
    }) else {
        return;
    };
    let status = status.expect(0).says("warning:").says("case.db-wal");
    assert_eq!(status.json().len(), 1, "the warning is not in the results");
    verify.expect(0).says("whole, 3 acts");
}
