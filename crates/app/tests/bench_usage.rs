//! What `bench` refuses before it films anything.

mod common;

use common::run;

#[test]
fn wrong_usage_is_told_before_anything_is_filmed() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("bench");
    let dir = dir.to_str().expect("test paths are UTF-8");
    run(&["bench", "random", "--dir", dir, "--clips", "0"]).expect(2);
    run(&["bench", "random", "--dir", dir, "--seconds", "no"]).expect(2);
    let real = [
        "bench",
        "real",
        "--dir",
        dir,
        "--pictures",
        "no-such-folder",
    ];
    let real = [&real[..], &["--videos", "no-such-folder"]].concat();
    run(&real).expect(2).says("no-such-folder").says("hint:");
    assert!(!folder.path().join("bench").exists());
}

#[test]
fn a_folder_of_another_seed_is_not_mixed_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_str().expect("test paths are UTF-8");
    let known = r#"{"bench":"random","seed":1,"clips":2,"seconds":3.0}"#;
    std::fs::write(folder.path().join("bench.json"), known).expect("written");
    run(&["bench", "random", "--dir", dir, "--seed", "2"])
        .expect(2)
        .says("another run")
        .says("--dir");
    assert!(!folder.path().join("made-up").exists());
}
