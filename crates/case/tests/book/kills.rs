//! A writer killed at any moment loses nothing that it was told is done.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use case::{Case, CaseError};

use crate::samples::{folder, item, new_case, origin, reopened};

const FOLDER: &str = "CASE_TO_FILL";

#[test]
fn nothing_acknowledged_is_lost_when_the_writer_is_killed() {
    let dir = folder();
    let at = dir.path().join("case");
    drop(new_case(&at));
    let done = dir.path().join("done");
    for round in 0..6u64 {
        let program = std::env::current_exe().expect("this program");
        let mut child = Command::new(program)
            .args([
                "--exact",
                "kills::child_adds_until_it_is_killed",
                "--ignored",
            ])
            .env(FOLDER, dir.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("a child");
        // Killed at another moment each round, but not before it began.
        let before = acknowledged(&done).len();
        for _ in 0..2000 {
            if acknowledged(&done).len() > before + 2 {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(7 * round));
        child.kill().expect("killed");
        child.wait().expect("gone");

        let case = reopened(&at);
        let names = acknowledged(&done);
        assert!(names.len() > before, "the child did nothing");
        let items = case.items().expect("items");
        for name in &names {
            assert!(
                items.iter().any(|row| row.id == item(name)),
                "{name} is lost"
            );
        }
        // The journal tells of every item that the book has, and of others only as void.
        case.check_journal().expect("whole");
        let journal = fs::read_to_string(at.join("journal.jsonl")).expect("a journal");
        for row in &items {
            assert!(journal.contains(&row.id.to_string()));
        }
    }
}

#[test]
#[ignore = "needs a disk of some ten megabytes: SMALL_DISK names an empty folder on one"]
fn a_full_disk_is_said_and_loses_nothing() {
    let disk = std::env::var_os("SMALL_DISK").expect("an empty folder on a small disk");
    let disk = Path::new(&disk);
    let reserve = disk.join("reserve");
    fs::write(&reserve, vec![1; 4 << 20]).expect("a reserve");
    let at = disk.join("case");
    let mut case = new_case(&at);
    let mut done = Vec::new();
    let error = loop {
        let name = format!("{} {}", done.len(), "long ".repeat(2000));
        match case.add_item(item(&name), 1, &origin(&name)) {
            Ok(_) => done.push(name),
            Err(e) => break e,
        }
    };
    assert!(matches!(error, CaseError::Full { .. }), "{error:?}");
    assert!(error.to_string().contains("disk"), "{error}");
    assert!(done.len() > 10, "the disk was full from the start");
    assert_eq!(case.items().expect("items").len(), done.len());
    drop(case);
    fs::remove_file(&reserve).expect("space");
    let mut case = reopened(&at);
    let items = case.items().expect("items");
    assert_eq!(items.len(), done.len());
    case.check_journal().expect("whole");
    case.add_item(item("after"), 1, &origin("after"))
        .expect("goes on");
}

fn acknowledged(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(str::to_owned).collect()
}

#[test]
#[ignore = "the child of nothing_acknowledged_is_lost_when_the_writer_is_killed"]
fn child_adds_until_it_is_killed() {
    use std::io::Write;
    let dir = std::env::var_os(FOLDER).expect("the folder to fill");
    let dir = Path::new(&dir);
    let mut case = reopened(&dir.join("case"));
    let mut done = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(dir.join("done"))
        .expect("a list");
    let process = std::process::id();
    for n in 0..100_000u32 {
        let names: Vec<_> = (0..=n % 3).map(|k| format!("{process}-{n}-{k}")).collect();
        case.batch(|case: &mut Case| -> Result<(), CaseError> {
            for name in &names {
                case.add_item(item(name), 1, &origin(name))?;
            }
            Ok(())
        })
        .expect("added");
        let told: String = names.iter().map(|name| format!("{name}\n")).collect();
        done.write_all(told.as_bytes()).expect("told");
    }
}
