//! The journal's form, its chain, and that nothing done to it goes unnoticed.

use std::fs;
use std::path::{Path, PathBuf};

use case::{Access, Case, CaseError};
use model::ContentHash;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::samples::{folder, item, new_case, origin, reopened};

fn path(dir: &Path) -> PathBuf {
    dir.join("journal.jsonl")
}

fn lines(dir: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path(dir)).expect("a journal");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

fn acts(dir: &Path) -> Vec<String> {
    let act = |line: &Value| line["act"].as_str().expect("an act").to_owned();
    lines(dir).iter().map(act).collect()
}

/// The check that outsiders use and that the docs ship: a shell and `sha256sum`.
#[cfg(unix)]
fn shell_check(dir: &Path) -> String {
    let out = std::process::Command::new("sh")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/check-journal.sh"))
        .arg(path(dir))
        .output()
        .expect("a shell");
    String::from_utf8(out.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

#[cfg(unix)]
#[test]
fn a_shell_and_sha256sum_accept_it_and_agree_on_the_head() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let mut hard = origin("a\\b\n\u{202e}\u{1f39e}\u{0}\u{7f}.mp4");
    hard.collected_by = Some("k7".to_owned());
    case.add_item(item("a"), 1, &hard).expect("added");
    case.note_act(
        "export",
        json!({ "prev": "x", "seq": -1, "act": [], "z": 1, "a": { "d": 1, "c": 2 } }),
    )
    .expect("noted");
    case.note_act("plain", json!("text")).expect("noted");
    let head = case.journal_head().expect("a head");
    assert_eq!(
        shell_check(dir.path()),
        format!("OK 5 lines head {}", head.hash)
    );
    assert_eq!(
        (head.seq, case.check_journal().expect("whole").head),
        (5, head)
    );

    let text = fs::read_to_string(path(dir.path())).expect("a journal");
    let export = text.lines().nth(3).expect("a line");
    assert!(
        export.starts_with(r#"{"a":{"c":2,"d":1},"act":"export","act_":[],"actor":"contrechamp "#),
        "{export}"
    );
    assert!(
        !export.contains(": ") && export.contains(r#""prev_":"x""#),
        "{export}"
    );
    let all = lines(dir.path());
    assert_eq!(all[0]["prev"], "0".repeat(64));
    assert_eq!(
        (&all[2]["actor"], &all[2]["act"]),
        (&json!("k7"), &json!("add"))
    );
    assert_eq!(all[2]["origin"]["path"], hard.path);
}

#[test]
fn every_opening_for_writing_notes_the_head_it_found() {
    let dir = folder();
    let mut case = new_case(dir.path());
    case.set_actor("k7").expect("set");
    case.note_act("export", json!({})).expect("noted");
    let head = case.journal_head().expect("a head");
    drop(case);
    drop(Case::open(dir.path(), Access::Read).expect("read"));
    drop(reopened(dir.path()));
    assert_eq!(acts(dir.path()), ["create", "open", "export", "open"]);
    let all = lines(dir.path());
    assert_eq!(
        all[3]["head"],
        json!({ "hash": head.hash.to_hex(), "seq": 3 })
    );
    assert_eq!(all[2]["actor"], "k7");
}

#[test]
fn half_a_line_of_a_killed_run_is_kept_aside_and_noted() {
    let dir = folder();
    let mut case = new_case(dir.path());
    case.add_item(item("a"), 1, &origin("a")).expect("added");
    drop(case);
    for (n, torn) in [b"{\"act\":\"ad".as_slice(), &[0; 4096], b"x"]
        .into_iter()
        .enumerate()
    {
        let mut text = fs::read(path(dir.path())).expect("a journal");
        text.extend_from_slice(torn);
        fs::write(path(dir.path()), &text).expect("torn");
        let reader = Case::open(dir.path(), Access::Read).expect("read");
        assert_eq!(
            reader.check_journal().expect("whole").torn_bytes,
            torn.len() as u64
        );
        let case = reopened(dir.path());
        assert_eq!(case.warnings().len(), 1);
        let kept = format!("journal.torn-{}", n + 1);
        assert!(case.warnings()[0].contains(&kept), "{:?}", case.warnings());
        assert_eq!(fs::read(dir.path().join(&kept)).expect("kept"), torn);
        let all = lines(dir.path());
        let mark = &all[all.len() - 2];
        assert_eq!(
            (&mark["act"], &mark["file"]),
            (&json!("torn"), &json!(kept))
        );
        assert_eq!(mark["sha256"], ContentHash::of(torn).to_hex());
        let report = case.check_journal().expect("whole");
        assert_eq!((report.torn_bytes, report.marks.len()), (0, n + 1));
        assert_eq!(case.items().expect("items").len(), 1);
    }
}

#[test]
fn lines_that_the_case_did_not_take_up_are_called_void() {
    let dir = folder();
    let mut case = new_case(dir.path());
    case.note_act("first", json!({})).expect("noted");
    drop(case);
    // What a kill between journal and commit leaves: whole, linked lines that the book lacks.
    let whole = fs::read(path(dir.path())).expect("a journal");
    let last = whole
        .split_inclusive(|b| *b == b'\n')
        .next_back()
        .expect("a line");
    let prev = ContentHash::of(last).to_hex();
    let line = format!(
        "{{\"act\":\"add\",\"actor\":\"k7\",\"prev\":\"{prev}\",\"seq\":4,\"ts\":\"2026-11-23T10:00:01Z\"}}\n"
    );
    fs::write(path(dir.path()), [&whole, line.as_bytes()].concat()).expect("written");
    let reader = Case::open(dir.path(), Access::Read).expect("read");
    assert_eq!(reader.check_journal().expect("whole").unconfirmed, 1);
    let case = reopened(dir.path());
    let all = lines(dir.path());
    assert_eq!(acts(dir.path())[4..], ["void", "open"]);
    assert_eq!((&all[4]["from"], &all[4]["to"]), (&json!(4), &json!(4)));
    assert_eq!(case.check_journal().expect("whole").unconfirmed, 0);
}

#[test]
fn a_shortened_journal_is_noticed_warned_of_and_noted() {
    for keep in [0, 1, 3] {
        let dir = folder();
        let mut case = new_case(dir.path());
        for n in 0..3 {
            case.note_act("export", json!({ "n": n })).expect("noted");
        }
        drop(case);
        let text = fs::read_to_string(path(dir.path())).expect("a journal");
        let short: String = text.split_inclusive('\n').take(keep).collect();
        if keep == 0 {
            fs::remove_file(path(dir.path())).expect("removed");
        } else {
            fs::write(path(dir.path()), short).expect("shortened");
        }
        let reader = Case::open(dir.path(), Access::Read).expect("read");
        let found = reader.check_journal();
        let expected = (5, keep as u64);
        assert!(
            matches!(found, Err(CaseError::JournalShortened { expected: e, found: f }) if (e, f) == expected),
            "{found:?}"
        );
        let case = reopened(dir.path());
        assert!(
            case.warnings()[0].contains("shortened"),
            "{:?}",
            case.warnings()
        );
        assert_eq!(acts(dir.path())[keep..], ["shortened", "open"]);
        assert_eq!(lines(dir.path())[keep]["expected"]["seq"], 5);
        let report = case.check_journal().expect("whole from here on");
        assert_eq!(report.marks, [(keep as u64 + 1, "shortened".to_owned())]);
    }
}

/// Every change of a middle line and every removal is found by the plain check; what only the end
/// shows is found by the head that was noted elsewhere.
#[cfg(unix)]
#[test]
fn the_plain_check_finds_edits_removals_and_swaps_and_a_noted_head_the_rest() {
    let dir = folder();
    let mut case = new_case(dir.path());
    for n in 0..4 {
        case.note_act("export", json!({ "n": n })).expect("noted");
    }
    let noted = case.journal_head().expect("a head");
    drop(case);
    let whole = fs::read_to_string(path(dir.path())).expect("a journal");
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let mut changed = vec![
        whole.replacen("\"n\":1", "\"n\":7", 1),
        [&lines[..2], &lines[3..]].concat().concat(),
        [&lines[..2], &lines[3..4], &lines[2..3], &lines[4..]]
            .concat()
            .concat(),
    ];
    for text in &changed {
        fs::write(path(dir.path()), text).expect("changed");
        assert!(shell_check(dir.path()).starts_with("BROKEN"), "{text}");
    }
    // Cut off behind a whole line: a valid chain, but not up to the head.
    changed = vec![lines[..3].concat()];
    fs::write(path(dir.path()), &changed[0]).expect("changed");
    assert!(shell_check(dir.path()).starts_with("OK 3 lines"));
    assert!(!shell_check(dir.path()).contains(&noted.hash.to_hex()));
    let reader = Case::open(dir.path(), Access::Read).expect("read");
    assert_eq!(
        reader.check_past(&noted).expect("looked"),
        case::Past::Older { lines: 3 }
    );
}

#[test]
fn an_old_copy_put_back_is_found_by_a_noted_head() {
    let (dir, old) = (folder(), folder());
    let mut case = new_case(dir.path());
    case.add_item(item("a"), 1, &origin("a")).expect("added");
    drop(case);
    for name in ["case.db", "journal.jsonl"] {
        fs::copy(dir.path().join(name), old.path().join(name)).expect("copied");
    }
    let mut case = reopened(dir.path());
    case.add_item(item("b"), 1, &origin("b")).expect("added");
    let noted = case.journal_head().expect("a head");
    assert_eq!(case.check_past(&noted).expect("looked"), case::Past::Holds);
    drop(case);
    // In itself the old copy is whole.
    let copy = reopened(old.path());
    assert!(copy.check_journal().is_ok());
    assert_eq!(copy.check_database().expect("looked"), Vec::<String>::new());
    assert_eq!(
        copy.check_past(&noted).expect("looked"),
        case::Past::Older { lines: 4 }
    );
    drop(copy);
    let mut copy = reopened(old.path());
    copy.add_item(item("c"), 1, &origin("c")).expect("added");
    assert_eq!(copy.check_past(&noted).expect("looked"), case::Past::Other);
}

#[test]
fn rows_that_were_changed_behind_the_journal_are_found() {
    let dir = folder();
    let mut case = new_case(dir.path());
    for name in ["a", "b"] {
        case.add_item(item(name), 1, &origin(name)).expect("added");
    }
    drop(case);
    let tampered = |sql: &str| {
        let copy = folder();
        for name in ["case.db", "journal.jsonl"] {
            fs::copy(dir.path().join(name), copy.path().join(name)).expect("copied");
        }
        let db = rusqlite::Connection::open(copy.path().join("case.db")).expect("opened");
        db.execute_batch(sql).expect("changed");
        drop(db);
        let case = Case::open(copy.path(), Access::Read).expect("read");
        case.check_database().expect("looked")
    };
    assert_eq!(tampered(""), Vec::<String>::new());
    let found =
        tampered("DROP TRIGGER items_no_update; UPDATE items SET bytes = 2 WHERE position = 1");
    assert!(
        found
            .iter()
            .any(|f| f.contains("trigger items_no_update is missing")),
        "{found:?}"
    );
    assert!(found.iter().any(|f| f.contains("\"bytes\":2")), "{found:?}");
    let found = tampered(
        "DROP TRIGGER origins_no_delete; DROP TRIGGER items_no_delete; \
         DELETE FROM origins WHERE position = 2; DELETE FROM items WHERE position = 2",
    );
    assert!(
        found.iter().any(|f| f.contains("but not in case.db")),
        "{found:?}"
    );
}

#[test]
fn an_opening_after_a_cut_off_run_says_so() {
    let dir = folder();
    let case = new_case(dir.path());
    // A kill: nothing of the holder runs any more, and its name stays in the lock.
    let lock = fs::read(dir.path().join("case.lock")).expect("the holder");
    drop(case);
    let openings = |dir: &Path| {
        lines(dir)
            .into_iter()
            .filter(|l| l["unclean"] != Value::Null)
            .count()
    };
    drop(reopened(dir.path()));
    assert_eq!(openings(dir.path()), 0);
    fs::write(dir.path().join("case.lock"), lock).expect("written");
    let case = reopened(dir.path());
    assert_eq!(openings(dir.path()), 1);
    assert_eq!(case.check_journal().expect("whole").openings_after_kill, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any change of any byte, any removed, repeated or swapped line is found, and opening for
    /// writing neither fails nor hides it.
    #[test]
    fn no_change_goes_unnoticed(seed in any::<prop::sample::Index>(), flip in 1u8..=255, kind in 0..4usize) {
        let dir = folder();
        let mut case = new_case(dir.path());
        for n in 0..4 {
            case.note_act("export", json!({ "n": n, "to": "a \u{1f39e}" })).expect("noted");
        }
        drop(case);
        let whole = fs::read(path(dir.path())).expect("a journal");
        let mut lines: Vec<Vec<u8>> = whole.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
        let at = seed.index(lines.len());
        match kind {
            0 => { lines.remove(at); }
            1 => { let again = lines[at].clone(); lines.insert(at, again); }
            2 => { let other = (at + 1) % lines.len(); lines.swap(at, other); }
            _ => { let all = lines.concat(); let at = seed.index(all.len()); let mut all = all; all[at] ^= flip; lines = vec![all]; }
        }
        fs::write(path(dir.path()), lines.concat()).expect("changed");
        let reader = Case::open(dir.path(), Access::Read).expect("read");
        // A repeated last line is the one change that leaves all that was recorded as it was; it
        // breaks its own link instead.
        prop_assert!(reader.check_journal().is_err());
        let case = reopened(dir.path());
        prop_assert!(!case.warnings().is_empty());
        let told = case.check_journal();
        prop_assert!(told.is_err() || !told.expect("a report").marks.is_empty());
    }

    /// Whatever is noted, the chain holds, ours and the plain one, and the texts come back.
    #[test]
    fn the_chain_holds_for_any_text(acts in prop::collection::vec((".{1,12}", ".{0,40}", ".{0,40}"), 1..6)) {
        let dir = folder();
        let mut case = new_case(dir.path());
        case.batch(|case| acts.iter().try_for_each(|(act, key, text)| case.note_act(act, json!({ key: text })))).expect("noted");
        prop_assert_eq!(case.check_journal().expect("whole").head, case.journal_head().expect("a head"));
        let text = fs::read(path(dir.path())).expect("a journal");
        let mut prev = "0".repeat(64);
        for line in text.split_inclusive(|b| *b == b'\n') {
            let linked = format!("\"prev\":\"{prev}\"");
            prop_assert!(line.windows(linked.len()).any(|w| w == linked.as_bytes()));
            prev = ContentHash::of(line).to_hex();
        }
        for ((act, key, text), line) in acts.iter().zip(lines(dir.path()).into_iter().skip(2)) {
            prop_assert_eq!(&line["act"], act);
            if !["act", "actor", "prev", "seq", "ts"].contains(&key.as_str()) {
                prop_assert_eq!(&line[key], text);
            }
        }
    }
}

/// As if the last line had been written while the clock showed another century.
fn written_in_2099(dir: &Path) {
    let path = dir.join("journal.jsonl");
    let text = fs::read_to_string(&path).expect("a journal");
    let (before, last) = text.trim_end().rsplit_once('\n').expect("several lines");
    let at = last.find("\"ts\":\"").expect("a time") + 6;
    let mut last = last.to_owned();
    last.replace_range(at..at + 4, "2099");
    last.push('\n');
    fs::write(&path, format!("{before}\n{last}")).expect("written");
    let hash = model::ContentHash::of(last.as_bytes()).to_hex();
    let db = rusqlite::Connection::open(dir.join("case.db")).expect("a database");
    let changed = db.execute("UPDATE journal_head SET hash = ?1", [hash]);
    assert_eq!(changed.expect("written"), 1);
}

#[test]
fn a_clock_that_went_back_is_noted_and_nothing_is_out_of_order() {
    let dir = folder();
    let mut case = new_case(dir.path());
    case.note_act("export", serde_json::json!({ "form": "csv" }))
        .expect("noted");
    drop(case);
    written_in_2099(dir.path());
    let mut case = reopened(dir.path());
    let warned = case.warnings().iter().any(|w| w.contains("clock"));
    assert!(warned, "{:?}", case.warnings());
    case.note_act("export", serde_json::json!({ "form": "ftm" }))
        .expect("noted");
    let acts: Vec<String> = case
        .told_acts(&["export", "clock-back"])
        .expect("read")
        .iter()
        .map(|line| line["act"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(acts, ["export", "clock-back", "export"]);
    case.check_journal().expect("its chain holds");
    assert_eq!(
        case.check_database().expect("checked"),
        Vec::<String>::new()
    );
}
