//! The workbench while something goes wrong around it: a video vanishes while it plays, the decoder
//! is killed, the disk is full while somebody saves, the clock is set. It says so, keeps what was
//! written, and goes on.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use common::web::{Answer, Served, serve, serve_with};
use common::{Ground, investigate, list, run, test_card};
use serde_json::Value;

/// A case with one video of some seconds, analysed.
fn filmed(seconds: u32) -> (Ground, String) {
    let ground = Ground::new();
    test_card(&ground.footage.join("a.mp4"), seconds);
    investigate(&ground).expect(0);
    let hash = list(&ground, "items").remove(0)["sha256"]
        .as_str()
        .expect("a hash")
        .to_owned();
    (ground, hash)
}

fn times(served: &Served, cookie: &str, video: &str) -> Vec<i64> {
    let told = served.get(&format!("/video/{video}/times"), &[("Cookie", cookie)]);
    let told: Value = serde_json::from_slice(&told.body).expect("JSON");
    let mut at = 0;
    let steps = told["steps"].as_array().expect("steps").iter();
    steps
        .map(|step| {
            at += step.as_i64().expect("a number");
            at
        })
        .collect()
}

/// The file of an original.
fn object(case: &Path, hash: &str) -> PathBuf {
    let folder = case.join("objects").join(&hash[..2]);
    let names = fs::read_dir(folder).expect("a folder");
    let mut paths = names.map(|e| e.expect("an entry").path());
    paths
        .find(|p| {
            p.file_name()
                .is_some_and(|n| n.to_string_lossy().contains(&hash[2..]))
        })
        .expect("the original")
}

/// Answers that say what went wrong are whole pages.
fn tells(answer: &Answer, status: u16, words: &str) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert!(
        text.contains("class=\"what\"") && text.contains(words),
        "{text}"
    );
}

#[test]
fn a_video_that_vanishes_while_it_plays_is_named_and_comes_back() {
    let (ground, hash) = filmed(12);
    let served = serve(ground.case_str());
    let cookie = served.enter();
    let video = &hash[..12];
    let times = times(&served, &cookie, video);
    let frame = |n: usize| {
        let path = format!("/video/{video}/frame/{}", times[n]);
        served.get(&path, &[("Cookie", &cookie)])
    };
    assert_eq!(frame(0).status, 200);
    let path = object(&ground.case, &hash);
    let aside = ground.dir.path().join("aside");
    fs::rename(&path, &aside).expect("moved away");
    // What was decoded is there; what was not is told by its file.
    let first = frame(0);
    assert_eq!(first.status, 200);
    let gone = frame(times.len() - 1);
    tells(&gone, 500, &hash[2..20]);
    for page in ["/", "/footage", &format!("/video/{video}")] {
        let answer = served.get(page, &[("Cookie", &cookie)]);
        assert_eq!(answer.status, 200, "{page}: {}", answer.text());
    }
    fs::rename(&aside, &path).expect("moved back");
    assert_eq!(frame(times.len() - 1).status, 200);
    assert!(frame(0).body == first.body);
}

/// Children of a process, by their ids.
fn children(of: u32) -> Vec<String> {
    let tasks = fs::read_dir(format!("/proc/{of}/task"))
        .into_iter()
        .flatten();
    let told = tasks.filter_map(|t| fs::read_to_string(t.ok()?.path().join("children")).ok());
    told.flat_map(|c| c.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn a_decoder_that_is_killed_costs_one_answer_and_never_a_wrong_frame() {
    let (ground, hash) = filmed(12);
    let served = serve(ground.case_str());
    let cookie = served.enter();
    let video = &hash[..12];
    let times = times(&served, &cookie, video);
    let frame = |n: usize| {
        let path = format!("/video/{video}/frame/{}", times[n]);
        served.get(&path, &[("Cookie", &cookie)])
    };
    let last = times.len() - 1;
    let (done, mut killed, mut said) = (AtomicBool::new(false), 0, 0);
    std::thread::scope(|scope| {
        let killer = scope.spawn(|| {
            let mut killed = 0;
            while !done.load(Ordering::Relaxed) {
                for child in children(served.pid()) {
                    let ended = Command::new("kill").args(["-9", &child]).status();
                    killed += u32::from(ended.is_ok_and(|s| s.success()));
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            killed
        });
        let end = Instant::now() + Duration::from_secs(20);
        while said == 0 && Instant::now() < end {
            for n in [last, last / 2, last / 4] {
                let answer = frame(n);
                if answer.status != 200 {
                    tells(&answer, 500, &hash[2..20]);
                    said += 1;
                }
            }
        }
        done.store(true, Ordering::Relaxed);
        killed = killer.join().expect("no panic");
    });
    assert!(killed > 0 && said > 0, "{killed} killed, {said} told");
    // It goes on by itself, with the frames that another decoding gives.
    let address = format!("{video}@0:{}:1/12800", times[last / 2]);
    let shown = run(&[
        "show",
        "--case",
        ground.case_str(),
        &address,
        "--json",
        "--out",
        ground
            .dir
            .path()
            .join("shown.png")
            .to_str()
            .expect("a path"),
    ])
    .expect(0)
    .json();
    let answer = frame(last / 2);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let rgb: Vec<u8> = answer
        .body
        .chunks_exact(4)
        .flat_map(|p| p[..3].to_vec())
        .collect();
    let hash = model::ContentHash::of(&rgb).to_hex();
    assert_eq!(shown[0]["recipe"]["pixel_sha256"], hash.as_str());
}

/// Saves a company with a long note.
fn save(served: &Served, cookie: &str, name: &str) -> Answer {
    let (token, origin) = (served.form_token(cookie), served.origin());
    let headers = [
        ("Cookie", cookie),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let reason = "because+".repeat(1000);
    let body = format!("form={token}&by=k7&kind=company&name={name}&reason={reason}");
    served.post("/companies", &headers, body.as_bytes())
}

#[test]
fn a_full_disk_while_saving_is_said_and_what_was_saved_before_stays() {
    let ground = Ground::new();
    fs::create_dir(&ground.case).expect("a folder");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=16m", "tmpfs"])
        .arg(&ground.case)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !mounted {
        println!("skipped: a small disk can only be mounted by an administrator");
        return;
    }
    let told = std::panic::catch_unwind(|| fills(&ground));
    let _ = Command::new("umount").arg(&ground.case).status();
    if let Err(panic) = told {
        std::panic::resume_unwind(panic);
    }
}

fn fills(ground: &Ground) {
    run(&["new", ground.case_str()]).expect(0);
    let served = serve(ground.case_str());
    let cookie = served.enter();
    assert_eq!(save(&served, &cookie, "First").status, 303);
    let filler = ground.case.join("filler");
    // Ends when there is no room for more.
    let _ = fs::write(&filler, vec![7u8; 32 << 20]);
    let full = save(&served, &cookie, "Second");
    tells(&full, 507, "because because");
    assert_eq!(served.get("/companies", &[("Cookie", &cookie)]).status, 200);
    fs::remove_file(&filler).expect("removed");
    assert_eq!(save(&served, &cookie, "Third").status, 303);
    drop(served);
    let all = list(ground, "entities");
    let names: Vec<_> = all.iter().filter_map(|e| e["name"].as_str()).collect();
    assert_eq!(names, ["First", "Third"]);
    run(&["verify", "--case", ground.case_str()]).expect(0);
}

/// A clock that shows so many seconds more than the machine's, by a file that says how many.
const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t which, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int answer = real(which, at);
    const char *path = getenv("TEST_CLOCK");
    FILE *file = which == CLOCK_REALTIME && path ? fopen(path, "r") : 0;
    long more = 0;
    if (file) {
        if (fscanf(file, "%ld", &more) == 1) at->tv_sec += more;
        fclose(file);
    }
    return answer;
}
"#;

#[test]
fn a_clock_that_is_set_ends_no_session_and_changes_no_order() {
    let ground = Ground::new();
    let (source, library) = (
        ground.dir.path().join("c.c"),
        ground.dir.path().join("c.so"),
    );
    fs::write(&source, CLOCK).expect("written");
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status();
    assert!(made.is_ok_and(|s| s.success()), "cc makes a library");
    run(&["new", ground.case_str()]).expect(0);
    let file = ground.dir.path().join("clock");
    let set = |seconds: i64| fs::write(&file, seconds.to_string()).expect("set");
    set(0);
    let path = |p: &Path| p.to_str().expect("a path").to_owned();
    let served = serve_with(
        ground.case_str(),
        &[
            ("LD_PRELOAD", &path(&library)),
            ("TEST_CLOCK", &path(&file)),
        ],
    );
    let cookie = served.enter();
    let year = 365 * 24 * 3600;
    for (name, seconds) in [
        ("Now", 0),
        ("Back", -year),
        ("Ahead", 10 * year),
        ("Again", 0),
    ] {
        set(seconds);
        assert_eq!(save(&served, &cookie, name).status, 303, "{name}");
        for page in ["/", "/companies", "/timeline", "/custody"] {
            let answer = served.get(page, &[("Cookie", &cookie)]);
            assert_eq!(answer.status, 200, "{name} {page}: {}", answer.text());
        }
    }
    drop(served);
    let journal = fs::read_to_string(ground.case.join("journal.jsonl")).expect("a journal");
    let lines: Vec<Value> = journal
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    let stated: Vec<&Value> = lines.iter().filter(|l| l["act"] == "state").collect();
    assert_eq!(stated.len(), 4, "{journal}");
    // The clock did go back, and the order is that in which things were done.
    assert!(
        stated[1]["ts"].as_str() < stated[0]["ts"].as_str(),
        "{journal}"
    );
    let whole = run(&["verify", "--case", ground.case_str()]);
    whole.expect(0);
}
