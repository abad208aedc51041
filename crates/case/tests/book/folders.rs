//! Making, recognising, opening, locking, copying and reading case folders.

use std::fs;
use std::path::Path;

use case::{Access, Added, Case, CaseError};

use crate::samples::{folder, item, new_case, origin, reopened};

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("readable") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

#[test]
fn a_new_case_is_recognised_and_opens_again() {
    let dir = folder();
    let at = dir.path().join("deep/er/case \u{1f39e} #1?%");
    assert!(!Case::is_case(&at));
    let case = new_case(&at);
    assert_eq!((case.name(), case.warnings().len()), ("Almaty", 0));
    drop(case);
    assert!(Case::is_case(&at) && !Case::is_case(dir.path()));
    assert_eq!(reopened(&at).name(), "Almaty");
    let error = Case::create(&at, "again").err().expect("refused");
    assert!(matches!(error, CaseError::AlreadyACase { .. }) && error.is_unusable());
}

#[test]
fn what_is_no_case_is_told_apart() {
    let dir = folder();
    let at = |name: &str| dir.path().join(name);
    let open = |name: &str, access| Case::open(&at(name), access).err().expect(name);
    fs::create_dir(at("empty")).expect("a folder");
    fs::create_dir(at("text")).expect("a folder");
    fs::write(
        at("text/case.db"),
        "not a database, but quite long enough to be looked at. ".repeat(9),
    )
    .expect("a file");
    fs::create_dir(at("other")).expect("a folder");
    let other = rusqlite::Connection::open(at("other/case.db")).expect("a database");
    other
        .execute_batch("CREATE TABLE mine (x)")
        .expect("a table");
    drop(new_case(&at("newer")));
    let newer = rusqlite::Connection::open(at("newer/case.db")).expect("a database");
    newer
        .pragma_update(None, "user_version", 99)
        .expect("a version");
    drop((other, newer));
    for access in [Access::Read, Access::Write] {
        for name in ["empty", "missing", "other"] {
            assert!(
                matches!(open(name, access), CaseError::NotACase { .. }),
                "{name}"
            );
        }
        assert!(matches!(open("text", access), CaseError::Damaged { .. }));
        let error = open("newer", access);
        assert!(matches!(error, CaseError::Newer { found: 99, .. }) && error.is_unusable());
        assert!(error.to_string().contains("newer"), "{error}");
    }
}

#[test]
fn a_cut_off_or_overwritten_database_is_damage_and_names_the_file() {
    let dir = folder();
    drop(new_case(dir.path()));
    let path = dir.path().join("case.db");
    let whole = fs::read(&path).expect("readable");
    let mut garbled = whole.clone();
    for byte in garbled.iter_mut().skip(100) {
        *byte = 0xa5;
    }
    for bytes in [&whole[..50], &whole[..4096], &garbled] {
        fs::write(&path, bytes).expect("written");
        for access in [Access::Read, Access::Write] {
            let error = Case::open(dir.path(), access).err().expect("refused");
            assert!(matches!(error, CaseError::Damaged { .. }), "{error:?}");
            assert!(error.to_string().contains("case.db"), "{error}");
        }
        assert!(Case::is_case(dir.path()));
    }
}

#[cfg(unix)]
#[test]
fn links_in_the_place_of_our_files_are_not_followed() {
    let dir = folder();
    for name in ["case.db", "journal.jsonl", "case.lock"] {
        let at = dir.path().join(name.replace('.', "-"));
        drop(new_case(&at));
        let elsewhere = dir.path().join("precious");
        fs::rename(at.join(name), &elsewhere).expect("moved");
        std::os::unix::fs::symlink(&elsewhere, at.join(name)).expect("a link");
        let before = fs::read(&elsewhere).expect("readable");
        let error = Case::open(&at, Access::Write).err().expect("refused");
        assert!(
            matches!(error, CaseError::Damaged { .. }),
            "{name}: {error:?}"
        );
        assert_eq!(fs::read(&elsewhere).expect("readable"), before);
    }
}

#[test]
fn a_second_writer_is_told_who_writes_and_readers_are_let_in() {
    let dir = folder();
    let mut first = new_case(dir.path());
    first
        .add_item(item("a"), 1, &origin("a.mp4"))
        .expect("added");
    let error = Case::open(dir.path(), Access::Write)
        .err()
        .expect("refused");
    assert!(error.is_unusable());
    let said = error.to_string();
    assert!(
        said.contains(&format!("process {}", std::process::id())),
        "{said}"
    );

    let mut reader = Case::open(dir.path(), Access::Read).expect("read beside a writer");
    assert_eq!(reader.items().expect("items").len(), 1);
    first
        .add_item(item("b"), 1, &origin("b.mp4"))
        .expect("added beside a reader");
    assert_eq!(reader.items().expect("items").len(), 2);
    assert_eq!(reader.check_journal().expect("whole").unconfirmed, 0);
    let refused = reader.add_item(item("c"), 1, &origin("c.mp4"));
    assert!(matches!(refused, Err(CaseError::OpenedForReading { .. })));

    drop(first);
    assert_eq!(reopened(dir.path()).items().expect("items").len(), 2);
}

#[test]
fn a_copied_folder_opens_elsewhere_with_everything() {
    let dir = folder();
    let (here, there) = (dir.path().join("here"), dir.path().join("there"));
    let mut case = new_case(&here);
    case.add_item(item("a"), 1, &origin("a.mp4"))
        .expect("added");
    // Even while it is being written, with the write-ahead log unfinished.
    copy_folder(&here, &there);
    for file in ["case.db", "journal.jsonl"] {
        let bytes = fs::read(there.join(file)).expect("readable");
        let path = here.to_string_lossy().into_owned();
        let holds_path = bytes.windows(path.len()).any(|w| w == path.as_bytes());
        assert!(!holds_path, "{file} knows where it lies");
    }
    let mut copy = reopened(&there);
    assert!(copy.warnings().is_empty(), "{:?}", copy.warnings());
    assert_eq!(copy.items().expect("items"), case.items().expect("items"));
    let known = copy
        .add_item(item("a"), 1, &origin("a.mp4"))
        .expect("added");
    assert_eq!(known, Added::Known);
    copy.check_journal().expect("whole");
}

/// Root may write everywhere, so the reading is done by a child that isn't root.
#[cfg(unix)]
fn as_nobody(test: &str, dir: &Path) {
    use std::os::unix::process::CommandExt;
    let program = std::env::current_exe().expect("this program");
    let mut child = std::process::Command::new(program);
    child
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("CASE_TO_READ", dir);
    if rustix::process::geteuid().is_root() {
        child.uid(65534).gid(65534);
    }
    let done = child.output().expect("a child");
    assert!(
        done.status.success() && String::from_utf8_lossy(&done.stdout).contains("1 passed"),
        "{done:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_read_even_with_an_unfinished_log() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder();
    let (whole, unfinished) = (
        dir.path().join("whole #?%41"),
        dir.path().join("unfinished"),
    );
    let mut case = new_case(&whole);
    case.add_item(item("a"), 1, &origin("a.mp4"))
        .expect("added");
    copy_folder(&whole, &unfinished);
    // A dead writer's index of the log is not needed.
    fs::remove_file(unfinished.join("case.db-shm")).expect("removed");
    assert!(
        fs::metadata(unfinished.join("case.db-wal"))
            .expect("a log")
            .len()
            > 0
    );
    drop(case);
    for at in [&whole, &unfinished] {
        for entry in fs::read_dir(at).expect("readable") {
            let path = entry.expect("an entry").path();
            fs::set_permissions(path, fs::Permissions::from_mode(0o444)).expect("closed");
        }
        fs::set_permissions(at, fs::Permissions::from_mode(0o555)).expect("closed");
    }
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).expect("opened");
    for at in [&whole, &unfinished] {
        as_nobody("folders::child_reads_what_it_cannot_write", at);
    }
    for at in [&whole, &unfinished] {
        fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("opened");
    }
}

#[cfg(unix)]
#[test]
#[ignore = "the child of a_folder_that_cannot_be_written_is_read_even_with_an_unfinished_log"]
fn child_reads_what_it_cannot_write() {
    let dir = std::env::var_os("CASE_TO_READ").expect("the folder to read");
    let dir = Path::new(&dir);
    assert!(
        fs::write(dir.join("probe"), b"").is_err(),
        "the folder is writable after all"
    );
    let error = Case::open(dir, Access::Write).err().expect("refused");
    assert!(
        matches!(error, CaseError::ReadOnly { .. }) && error.is_unusable(),
        "{error:?}"
    );
    let case = Case::open(dir, Access::Read).expect("readable");
    assert_eq!(case.items().expect("items").len(), 1);
    assert_eq!(case.check_journal().expect("whole").unconfirmed, 0);
    let unfinished = dir.ends_with("unfinished");
    let warned = case.warnings().iter().any(|w| w.contains("case.db-wal"));
    assert_eq!(warned, unfinished, "{:?}", case.warnings());
}
