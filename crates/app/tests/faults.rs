//! Faults at planned moments: the program is killed right before the n-th call that changes
//! something on the disk, or that call fails as it does on a full or a broken disk. After each the
//! case verifies, nothing that was there is lost, and the same command ends as if undisturbed.
//!
//! A run takes a few moments by seed; `CONTRECHAMP_FAULTS=200` takes as many of them as it says,
//! spread over every command. `strace` plans the faults; where it is missing or the system does
//! not let it look at processes, the test says so and ends.
#![cfg(target_os = "linux")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Ground, Ran, ended, filmed_view, list, run, text_pdf};

/// Calls that change something on the disk, or make sure that it is there.
const CALLS: [&str; 15] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "copy_file_range",
];

/// How the n-th call of a kind ends.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    /// Never: the process is killed before it.
    Killed,
    /// With the error of a full disk, or of a broken one.
    Fails(&'static str),
}

/// A command that changes the case, with what tells whether it was done.
struct Act {
    name: &'static str,
    arguments: Vec<String>,
    /// What is listed more of once it is done; nothing where doing it again changes nothing.
    adds_to: Option<&'static str>,
}

/// Everything that can be listed, by kind.
type Listed = BTreeMap<&'static str, BTreeSet<String>>;

const LISTED: [&str; 9] = [
    "items",
    "shots",
    "documents",
    "references",
    "sightings",
    "screens",
    "passages",
    "entities",
    "findings",
];

#[test]
fn after_a_fault_at_any_write_nothing_is_lost_and_the_command_ends_as_ever() {
    let count: usize = std::env::var("CONTRECHAMP_FAULTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(10);
    if !strace_works() {
        return;
    }
    let ground = material();
    let states = ground.dir.path().join("states");
    fs::create_dir(&states).unwrap();
    run(&["new", ground.case_str()]).expect(0);
    let mut planned = Vec::new();
    let acts = acts(&ground);
    let mut listed = vec![listed(&ground)];
    for (number, act) in acts.iter().enumerate() {
        copy(&ground.case, &states.join(number.to_string()));
        if act.name == "merge" {
            other_copy(&ground);
        }
        for (call, times) in counted(&ground, act) {
            planned.extend((1..=times).map(|n| (number, call, n)));
        }
        listed.push(self::listed(&ground));
    }
    assert!(planned.len() > 100, "only {} moments", planned.len());
    // Evenly spread, so that every command and every kind of call has its share.
    let spread = (0..count).map(|k| {
        let (number, call, n) = planned[(2 * k + 1) * planned.len() / (2 * count)];
        let fault = match k % 3 {
            1 if call != "write" => Fault::Fails("ENOSPC"),
            2 if call != "write" => Fault::Fails("EIO"),
            _ => Fault::Killed,
        };
        (number, call, n, fault)
    });
    // Where something once was lost: a reference's features that a full disk did not take.
    let analyse = acts.iter().position(|a| a.name == "analyse").unwrap();
    let once = [(analyse, "renameat", 2, Fault::Fails("ENOSPC"))];
    for (number, call, n, fault) in spread.chain(once) {
        let case = &ground.case;
        fs::remove_dir_all(case).unwrap();
        copy(&states.join(number.to_string()), case);
        let act = &acts[number];
        let told = format!("{} at {call} number {n}, {fault:?}", act.name);
        let disturbed = faulty(&ground, act, call, n, fault);
        assert_ne!(disturbed.status, 101, "{told}: {}", disturbed.stderr);
        verifies(&ground, &told);
        let before = &listed[number];
        let now = self::listed(&ground);
        for (what, ids) in before {
            let lost: Vec<_> = ids.difference(&now[what]).collect();
            assert!(lost.is_empty(), "{told}: lost {what} {lost:?}");
        }
        let done = act.adds_to.is_some_and(|w| now[w].len() > before[w].len());
        if fault == Fault::Killed || disturbed.status != 0 {
            if !done {
                let again = run(&words(&act.arguments));
                assert_eq!(again.status, 0, "{told}, again: {}", again.stderr);
            }
        } else if act.adds_to.is_some() {
            assert!(done, "{told}: it said that it was done, and was not");
        }
        let wanted = &listed[number + 1];
        for (what, ids) in self::listed(&ground) {
            // What people make is named at random.
            if matches!(what, "entities" | "findings") {
                assert_eq!(ids.len(), wanted[what].len(), "{told}: {what}");
            } else {
                assert_eq!(&ids, &wanted[what], "{told}: {what}");
            }
        }
        verifies(&ground, &told);
    }
    println!("{count} faults of {} planned moments", planned.len());
}

/// One second of film that shows a picture, and a page of words.
fn material() -> Ground {
    let ground = Ground::new();
    filmed_view(&ground);
    let page: &[(f32, &str)] = &[
        (22.0, "Made-up Desk"),
        (11.0, "The software recognises licence plates in real time."),
    ];
    fs::write(ground.documents.join("leaflet.pdf"), text_pdf(&[page])).unwrap();
    ground
}

fn acts(ground: &Ground) -> Vec<Act> {
    let of = |name, words: &[&str], adds_to| Act {
        name,
        arguments: words.iter().map(|w| (*w).to_owned()).collect(),
        adds_to,
    };
    let case = ["--case", ground.case_str()];
    let path = |p: &Path| p.to_str().unwrap().to_owned();
    let (footage, documents) = (path(&ground.footage), path(&ground.documents));
    let out = path(&ground.dir.path().join("out"));
    let there = path(&there(ground));
    fn with<'a>(case: &[&'a str], words: &[&'a str]) -> Vec<&'a str> {
        [words, case].concat()
    }
    vec![
        of("add", &with(&case, &["add", &footage, &documents]), None),
        of(
            "analyse",
            &with(&case, &["analyse", "--no-text", "--retry-failed"]),
            None,
        ),
        of(
            "entity",
            &with(
                &case,
                &["entity", "add", "company", "ТОО Тест", "--by", "k7"],
            ),
            Some("entities"),
        ),
        of(
            "finding",
            &with(
                &case,
                &["finding", "new", "A screen shows it.", "--by", "k7"],
            ),
            Some("findings"),
        ),
        of(
            "merge",
            &with(&case, &["merge", "--from", &there, "--by", "k7"]),
            Some("entities"),
        ),
        of(
            "dossier",
            &with(&case, &["export", "dossier", "--to", &out]),
            None,
        ),
    ]
}

/// Where another copy of the case lies.
fn there(ground: &Ground) -> PathBuf {
    ground.dir.path().join("there")
}

/// A copy of the case as it is, in which somebody adds a file and a company.
fn other_copy(ground: &Ground) {
    let there = there(ground);
    copy(&ground.case, &there);
    let letter = ground.dir.path().join("letter.pdf");
    fs::write(&letter, text_pdf(&[&[(12.0, "Handed over")]])).unwrap();
    let case = ["--case", there.to_str().unwrap()];
    let add = ["add", letter.to_str().unwrap()];
    run(&[&add, &case[..]].concat()).expect(0);
    let company = ["entity", "add", "company", "Argus LLP", "--by", "bo"];
    run(&[&company, &case[..]].concat()).expect(0);
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

fn listed(ground: &Ground) -> Listed {
    LISTED
        .into_iter()
        .map(|what| {
            let rows = list(ground, what);
            let ids = rows.iter().map(|row| {
                let id = row.get("id").or_else(|| row.get("sha256"));
                let shot = row.get("number").map(ToString::to_string);
                format!("{:?} {shot:?}", id.map(ToString::to_string))
            });
            (what, ids.collect())
        })
        .collect()
}

fn verifies(ground: &Ground, told: &str) {
    let verified = run(&["verify", "--case", ground.case_str()]);
    assert_eq!(
        verified.status, 0,
        "{told}: {}{}",
        verified.stdout, verified.stderr
    );
}

/// The program under `strace`, which looks at its first thread only: all that is kept is written
/// there.
fn traced(arguments: &[String], options: &[&str]) -> Ran {
    let out = Command::new("strace")
        .args(["-qq"])
        .args(options)
        .arg(env!("CARGO_BIN_EXE_contrechamp"))
        .args(arguments)
        .env_remove("CONTRECHAMP_CASE")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    ended(out)
}

fn strace_works() -> bool {
    let tried = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .output();
    let works = tried.is_ok_and(|out| out.status.success());
    if !works {
        println!("skipped: strace is not installed, or this system does not let it look");
    }
    works
}

/// Does it undisturbed, and counts its calls.
fn counted(ground: &Ground, act: &Act) -> Vec<(&'static str, usize)> {
    let log = ground.dir.path().join("calls.log");
    let trace = format!("trace={}", CALLS.join(","));
    let out = log.to_str().unwrap();
    traced(&act.arguments, &["-o", out, "-e", &trace]).expect(0);
    let text = fs::read_to_string(&log).unwrap();
    CALLS
        .into_iter()
        .map(|call| {
            let begins = |line: &&str| line.split('(').next() == Some(call);
            (call, text.lines().filter(begins).count())
        })
        .collect()
}

fn faulty(ground: &Ground, act: &Act, call: &str, n: usize, fault: Fault) -> Ran {
    let what = match fault {
        Fault::Killed => "signal=KILL".to_owned(),
        Fault::Fails(error) => format!("error={error}"),
    };
    let inject = format!("inject={call}:{what}:when={n}");
    let trace = format!("trace={call}");
    let log = ground.dir.path().join("fault.log");
    let out = log.to_str().unwrap();
    traced(&act.arguments, &["-o", out, "-e", &trace, "-e", &inject])
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let mut folders: Vec<(PathBuf, PathBuf)> = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        for entry in fs::read_dir(&from).unwrap() {
            let path = entry.unwrap().path();
            let name = to.join(path.file_name().unwrap());
            if path.is_dir() {
                fs::create_dir_all(&name).unwrap();
                folders.push((path, name));
            } else {
                fs::copy(&path, &name).unwrap();
            }
        }
    }
}
