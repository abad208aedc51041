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

/// The check that outsiders use: a shell and `sha256sum`, nothing of ours.
#[cfg(unix)]
fn shell_check(dir: &Path) -> String {
    const CHECK: &str = r#"
want=0000000000000000000000000000000000000000000000000000000000000000; n=0
while IFS= read -r l; do n=$((n+1))
 case "$l" in *"\"prev\":\"$want\""*) ;; *) echo "BROKEN at line $n"; exit 1;; esac
 want=$(printf '%s\n' "$l" | sha256sum | cut -d' ' -f1)
done < "$1"; echo "OK $n lines head $want""#;
    let out = std::process::Command::new("sh")
        .args(["-c", CHECK, "check"])
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
