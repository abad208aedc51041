//! Two copies of a case, worked on apart and merged: nothing is lost, nothing doubled, both
//! journals hold, and where they differ a person is told.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use case::{Access, Case, ProductChange};
use common::{add_entity, small};
use model::{
    Act, DocumentField, EntityFields, EntityKind, ItemId, Sensitivity, Subject, VerdictValue,
};
use proptest::prelude::*;
use review::conflicts::{conflicts, open_conflicts, settle};
use review::working;

/// Two folders with the same case.
struct Copies {
    _dir: tempfile::TempDir,
    here: PathBuf,
    there: PathBuf,
    sightings: [String; 2],
    manual: ItemId,
}

fn copies(prepare: impl FnOnce(&mut Case)) -> Copies {
    let dir = tempfile::tempdir().expect("a folder");
    let (here, there) = (dir.path().join("here"), dir.path().join("there"));
    fs::create_dir_all(&here).expect("made");
    let mut small = small(&here);
    prepare(&mut small.case);
    let (sightings, manual) = (small.sightings.clone(), small.manual);
    drop(small);
    fs::create_dir_all(&there).expect("made");
    for name in ["case.db", "journal.jsonl"] {
        fs::copy(here.join(name), there.join(name)).expect("copied");
    }
    Copies {
        _dir: dir,
        here,
        there,
        sightings,
        manual,
    }
}

fn open(dir: &Path) -> Case {
    Case::open(dir, Access::Write).expect("a case")
}

fn merged(into: &Path, from: &Path) -> u64 {
    let mut case = open(into);
    let other = Case::open(from, Access::Read).expect("a case");
    let preview = case.merge_preview(&other).expect("looked");
    let merged = case.merge(&other, "mo").expect("merged");
    let count = |m: &case::Merged| m.acts.values().sum::<u64>();
    assert_eq!(count(&preview), count(&merged) + merged.same);
    assert_eq!(
        case.check_database().expect("checked"),
        Vec::<String>::new()
    );
    case.check_journal().expect("its chain holds");
    count(&merged)
}

/// What people said, without numbers and order.
fn said(dir: &Path) -> BTreeMap<String, usize> {
    let case = Case::open(dir, Access::Read).expect("a case");
    let mut said = BTreeMap::new();
    let mut add = |text: String| *said.entry(text).or_default() += 1;
    for s in case.statements().expect("read") {
        let act = match s.act {
            Act::Undo { .. } | Act::TakeBack { .. } => s.act.word().to_owned(),
            act => format!("{act:?}"),
        };
        // What both copies added alike has in each the author who added it there.
        let by = match s.subject {
            Subject::Entity if act.starts_with("AddEntity") => String::new(),
            _ => s.by,
        };
        add(format!(
            "{:?} {} {act} {by} undone {}",
            s.subject, s.id, s.undone
        ));
    }
    for row in case.sightings().expect("read") {
        for v in row.verdicts {
            add(format!("{} {v:?}", row.id));
        }
    }
    for fact in case.said_facts().expect("read") {
        add(format!("{fact:?}"));
    }
    said
}

#[test]
fn what_both_did_is_there_and_undoing_speaks_of_the_same_act() {
    let copies = copies(|case| {
        add_entity(case, EntityKind::Company, "Argus Vision");
    });
    let mut here = open(&copies.here);
    review::give_verdict(
        &mut here,
        &copies.sightings[0],
        VerdictValue::Yes,
        "ana",
        "",
    )
    .expect("given");
    let own = add_entity(&mut here, EntityKind::Company, "Heron");
    drop(here);
    let mut there = open(&copies.there);
    let known = review::book::Book::read(&there).expect("read");
    let argus = known.entities.keys().next().expect("one").clone();
    let site = add_entity(&mut there, EntityKind::Site, "Duty room");
    let edit = Act::EditEntity(EntityFields::new(EntityKind::Company, "Argus Vision LLP"));
    let act = there
        .state(Subject::Entity, &argus, &edit, "bo", "its seal")
        .expect("stated");
    there
        .state(
            Subject::Entity,
            &argus,
            &Act::Undo { position: act },
            "bo",
            "",
        )
        .expect("undone");
    review::give_verdict(&mut there, &copies.sightings[1], VerdictValue::No, "bo", "")
        .expect("given");
    working::withdraw(&mut there, &copies.sightings[1], "bo", "mistaken").expect("withdrawn");
    there
        .change_products(
            &ProductChange::Negative {
                product: "Argus Wall".to_owned(),
            },
            "bo",
            "",
        )
        .map(|position| {
            there
                .change_products(&ProductChange::Undo { position }, "bo", "")
                .expect("undone")
        })
        .expect("said");
    drop(there);

    assert_eq!(merged(&copies.here, &copies.there), 7);
    let case = open(&copies.here);
    let book = review::book::Book::read(&case).expect("read");
    let names: Vec<&str> = [&argus, &own, &site]
        .map(|id| book.entities[id.as_str()].fields.name.as_str())
        .to_vec();
    assert_eq!(names, ["Argus Vision", "Heron", "Duty room"]);
    assert!(case.product_names().expect("read").negatives().is_empty());
    let rows = case.sightings().expect("read");
    let judged = |id: &str| {
        let row = rows.iter().find(|r| r.id == id).expect("there");
        row.verdicts.len()
    };
    assert_eq!(
        (judged(&copies.sightings[0]), judged(&copies.sightings[1])),
        (1, 0),
        "the one that was taken back is the other copy's own"
    );
    assert_eq!(conflicts(&case).expect("read"), []);
    let kept = fs::read(copies.here.join("journal.merged-1")).expect("kept");
    let theirs = fs::read(copies.there.join("journal.jsonl")).expect("a journal");
    assert!(theirs.starts_with(&kept));
    drop(case);
    assert_eq!(merged(&copies.here, &copies.there), 0, "again adds nothing");
    assert_eq!(merged(&copies.there, &copies.here), 2);
    assert_eq!(said(&copies.here), said(&copies.there));
    // A kept journal that was changed is found.
    fs::write(copies.here.join("journal.merged-1"), b"{}\n").expect("written");
    let case = open(&copies.here);
    let found = case.check_database().expect("checked");
    assert!(found[0].contains("journal.merged-1"), "{found:?}");
}

#[test]
fn one_thing_said_differently_is_a_conflict_until_a_person_settles_it() {
    let copies = copies(|_| {});
    let say = |dir: &Path, version: &str, level, by: &str| {
        let mut case = open(dir);
        review::documents::say_fact(
            &mut case,
            copies.manual,
            DocumentField::Version,
            Some(version),
            by,
            "",
        )
        .expect("said");
        case.set_sensitivity(copies.manual, level, by, "")
            .expect("said");
    };
    say(&copies.here, "4.1", Sensitivity::SourceIdentifying, "ana");
    say(&copies.there, "4.2", Sensitivity::Open, "bo");
    merged(&copies.here, &copies.there);
    let mut case = open(&copies.here);
    let levels = case.sensitivities().expect("read");
    assert_eq!(levels[&copies.manual], Sensitivity::SourceIdentifying);
    let found = conflicts(&case).expect("read");
    let words: Vec<(&str, &str)> = found
        .iter()
        .map(|c| (c.here.says.as_str(), c.there.says.as_str()))
        .collect();
    let mut words = words;
    words.sort_unstable();
    assert_eq!(words, [("4.1", "4.2"), ("source-identifying", "open")]);
    let version = found.iter().find(|c| c.there.says == "4.2").expect("one");
    assert_eq!(
        (version.here.by.as_str(), version.there.by.as_str()),
        ("ana", "bo")
    );
    settle(&mut case, &version.id[..6], false, "cy", "the later one").expect("settled");
    assert!(settle(&mut case, &version.id, false, "cy", "").is_err());
    assert_eq!(open_conflicts(&case).expect("read"), 1);
    settle(&mut case, &version.id, true, "cy", "").expect("open again");
    assert_eq!(open_conflicts(&case).expect("read"), 2);
    drop(case);
    say(&copies.here, "4.1", Sensitivity::Internal, "cy");
    let case = open(&copies.here);
    assert_eq!(
        open_conflicts(&case).expect("read"),
        0,
        "both were said again"
    );
}

/// Two desks give one id to two things; what is said of each later stays with it, merge by merge
/// and both ways.
#[test]
fn two_things_of_one_id_stay_apart_in_later_merges() {
    let copies = copies(|_| {});
    let add = |dir: &Path, note: &str, by: &str| {
        let mut case = open(dir);
        let mut fields = EntityFields::new(EntityKind::Company, "Argus");
        fields.note = note.to_owned();
        review::entities::add_entity(&mut case, fields, by, "").expect("added")
    };
    let id = add(&copies.here, "of the capital", "ana");
    assert_eq!(add(&copies.there, "of the coast", "bo"), id);
    merged(&copies.here, &copies.there);
    let edit = |dir: &Path, id: &str, note: &str| {
        let mut fields = EntityFields::new(EntityKind::Company, "Argus");
        fields.note = note.to_owned();
        let edit = Act::EditEntity(fields);
        let stated = open(dir).state(Subject::Entity, id, &edit, "bo", "");
        stated.expect("stated");
    };
    let notes = |dir: &Path| {
        let case = Case::open(dir, Access::Read).expect("a case");
        let book = review::book::Book::read(&case).expect("read");
        let all = book.entities.values();
        let mut notes: Vec<String> = all.map(|e| e.fields.note.clone()).collect();
        notes.sort();
        notes
    };
    edit(&copies.there, &id, "of the coast, closed");
    merged(&copies.here, &copies.there);
    assert_eq!(
        notes(&copies.here),
        ["of the capital", "of the coast, closed"]
    );
    let book = review::book::Book::read(&open(&copies.here)).expect("read");
    let coast = book
        .entities
        .values()
        .find(|e| e.fields.note.contains("coast"));
    edit(
        &copies.here,
        &coast.expect("it is there").id,
        "of the coast, sold",
    );
    merged(&copies.there, &copies.here);
    assert_eq!(
        notes(&copies.there),
        ["of the capital", "of the coast, sold"]
    );
}

/// What lies beside the other journal comes once, and is held to its hash.
#[test]
fn seals_and_torn_ends_of_the_other_copy_come_along_and_keys_do_not() {
    let copies = copies(|_| {});
    let seals = copies.there.join("seals");
    fs::create_dir_all(&seals).expect("made");
    for (name, text) in [
        ("head-2.txt", "a statement"),
        ("head-2.txt.sig", "a signature"),
        ("key", "secret"),
        ("key.pub", "known"),
    ] {
        fs::write(seals.join(name), text).expect("written");
    }
    fs::write(copies.there.join("journal.torn-1"), "{\"half").expect("written");
    let stamp = || {
        let mut case = open(&copies.here);
        let other = Case::open(&copies.there, Access::Read).expect("a case");
        let preview = case.merge_preview(&other).expect("looked").files;
        let merged = case.merge(&other, "mo").expect("merged");
        assert_eq!(preview, merged.files);
        merged.files
    };
    assert_eq!(stamp(), 3);
    let kept = |name: &str| fs::read_to_string(copies.here.join(name)).ok();
    assert_eq!(
        kept("seals/merged-1/head-2.txt").as_deref(),
        Some("a statement")
    );
    assert!(kept("seals/merged-1/head-2.txt.sig").is_some());
    assert!(kept("seals/merged-1/key").is_none() && kept("seals/merged-1/key.pub").is_none());
    assert!(kept("journal.merged-1.torn-1").is_some());
    assert_eq!(stamp(), 0, "again adds nothing");
    // Back to where they came from: known by their bytes.
    merged(&copies.there, &copies.here);
    assert!(!copies.there.join("seals/merged-1").exists());
    fs::write(copies.here.join("seals/merged-1/head-2.txt.sig"), "other").expect("written");
    let found = open(&copies.here).check_database().expect("checked");
    assert!(
        found[0].contains("seals/merged-1/head-2.txt.sig"),
        "{found:?}"
    );
}

#[test]
fn another_case_and_a_damaged_copy_are_refused_and_nothing_changes() {
    let copies = copies(|_| {});
    let dir = tempfile::tempdir().expect("a folder");
    let stranger = small(dir.path());
    let mut case = open(&copies.here);
    let before = case.journal_head().expect("read");
    let refused = case
        .merge(&stranger.case, "mo")
        .expect_err("refused")
        .to_string();
    assert!(refused.contains("no copy of this case"), "{refused}");
    let journal = copies.there.join("journal.jsonl");
    let text = fs::read_to_string(&journal).expect("read");
    fs::write(&journal, text.replacen("second.mp4", "sec0nd.mp4", 1)).expect("written");
    let other = Case::open(&copies.there, Access::Read).expect("a case");
    assert!(case.merge(&other, "mo").is_err());
    assert_eq!(case.journal_head().expect("read"), before);
    assert!(!copies.here.join("journal.merged-1").exists());
}

/// Something that somebody does in one of the copies.
#[derive(Clone, Debug)]
enum Does {
    Judge(usize, bool),
    Add(u8),
    Edit(u8),
    UndoLast,
    Withdraw(usize),
    Say(u8),
    Option(bool),
    Settle(bool),
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![
        (0..2usize, any::<bool>()).prop_map(|(s, yes)| Does::Judge(s, yes)),
        (0..3u8).prop_map(Does::Add),
        (0..3u8).prop_map(Does::Edit),
        Just(Does::UndoLast),
        (0..2usize).prop_map(Does::Withdraw),
        (0..3u8).prop_map(Does::Say),
        any::<bool>().prop_map(Does::Option),
        any::<bool>().prop_map(Does::Settle),
    ]
}

/// Does it, where it can be done; what is refused changes nothing.
fn act(copies: &Copies, dir: &Path, by: &str, what: &Does) {
    let mut case = open(dir);
    match what {
        Does::Judge(s, yes) => {
            let value = if *yes {
                VerdictValue::Yes
            } else {
                VerdictValue::No
            };
            let _ = review::give_verdict(&mut case, &copies.sightings[*s], value, by, "");
        }
        Does::Add(n) => {
            let fields = EntityFields::new(EntityKind::Company, &format!("Company {n}"));
            let _ = review::entities::add_entity(&mut case, fields, by, "");
        }
        Does::Edit(n) => {
            let book = review::book::Book::read(&case).expect("read");
            if let Some((id, entity)) = book.entities.iter().next() {
                let mut fields = entity.fields.clone();
                fields.place = Some(format!("Place {n}"));
                let _ = case.state(Subject::Entity, id, &Act::EditEntity(fields), by, "");
            }
        }
        Does::UndoLast => {
            let last = case.statements().expect("read").pop();
            if let Some(last) = last.filter(|s| !s.undone) {
                let undo = Act::Undo {
                    position: last.position,
                };
                let _ = case.state(last.subject, &last.id, &undo, by, "");
            }
        }
        Does::Withdraw(s) => {
            let _ = working::withdraw(&mut case, &copies.sightings[*s], by, "");
        }
        Does::Say(n) => {
            let version = format!("{n}.0");
            let field = DocumentField::Version;
            let _ = review::documents::say_fact(
                &mut case,
                copies.manual,
                field,
                Some(&version),
                by,
                "",
            );
        }
        Does::Settle(undo) => {
            let all = conflicts(&case).expect("read");
            let fits = all.iter().find(|c| c.settled.is_some() == *undo);
            if let Some(one) = fits {
                let _ = settle(&mut case, &one.id, *undo, by, "so");
            }
        }
        Does::Option(on) => {
            let value = if *on { "on" } else { "off" };
            let _ = working::set_option(&mut case, "blind", value, by, "");
        }
    }
}

/// What counts now: verdicts, the version, companies' places, the option.
fn counts(dir: &Path, copies: &Copies) -> BTreeMap<String, String> {
    let case = Case::open(dir, Access::Read).expect("a case");
    let mut counts = BTreeMap::new();
    for row in case.sightings().expect("read") {
        let mut last = BTreeMap::new();
        for v in &row.verdicts {
            last.insert(v.by.clone(), format!("{:?}", v.value));
        }
        for (by, value) in last {
            counts.insert(format!("verdict of {by} on sighting {}", row.id), value);
        }
    }
    let facts = case.said_facts().expect("read");
    if let Some(last) = facts.last() {
        counts.insert(
            format!("version of document {}", copies.manual.0.to_hex()),
            format!("{:?}", last.value),
        );
    }
    let book = review::book::Book::read(&case).expect("read");
    for (id, e) in &book.entities {
        counts.insert(format!("entity {id}"), format!("{:?}", e.fields.place));
    }
    counts
}

/// Open conflicts of a copy, by what they are about.
fn open_ones(dir: &Path) -> BTreeMap<String, String> {
    let case = Case::open(dir, Access::Read).expect("a case");
    let all = conflicts(&case).expect("read").into_iter();
    let open = all.filter(|c| c.settled.is_none());
    open.map(|c| (c.about, c.id)).collect()
}

#[test]
fn a_settled_conflict_is_settled_in_the_other_copy_and_the_same_word_counts() {
    let copies = copies(|_| {});
    let say = |dir: &Path, version: &str, by: &str| {
        let field = DocumentField::Version;
        let mut case = open(dir);
        review::documents::say_fact(&mut case, copies.manual, field, Some(version), by, "")
            .expect("said");
    };
    say(&copies.here, "4.1", "ana");
    say(&copies.there, "4.2", "bo");
    merged(&copies.here, &copies.there);
    merged(&copies.there, &copies.here);
    let open_here = open_ones(&copies.here);
    assert_eq!(open_here.len(), 1);
    assert_eq!(open_here, open_ones(&copies.there), "both tell of it");
    let id = open_here.values().next().expect("one").clone();
    settle(
        &mut open(&copies.here),
        &id,
        false,
        "cy",
        "the title page says so",
    )
    .expect("settled");
    assert_eq!(merged(&copies.there, &copies.here), 2);
    for dir in [&copies.here, &copies.there] {
        let case = open(dir);
        let all = conflicts(&case).expect("read");
        let settled = all[0].settled.as_ref().expect("settled");
        assert_eq!((settled.by.as_str(), settled.said_again), ("cy", false));
        let facts = case.said_facts().expect("read");
        assert_eq!(facts.last().expect("one").value.as_deref(), Some("4.2"));
    }
    // Who knows both words and says a third settles it in both; two who don't know, don't.
    say(&copies.there, "4.3", "bo");
    merged(&copies.here, &copies.there);
    assert_eq!(open_ones(&copies.here), BTreeMap::new());
    assert_eq!(merged(&copies.there, &copies.here), 0);
    settle(&mut open(&copies.there), &id, true, "bo", "").expect_err("it was said again");
}

/// A third desk, whose acts come by way of the second.
#[test]
fn what_came_from_a_third_copy_contradicts_what_it_did_not_know() {
    let copies = copies(|_| {});
    let third = copies.here.with_file_name("third");
    fs::create_dir_all(&third).expect("made");
    for name in ["case.db", "journal.jsonl"] {
        fs::copy(copies.here.join(name), third.join(name)).expect("copied");
    }
    let say = |dir: &Path, version: &str, by: &str| {
        let field = DocumentField::Version;
        let mut case = open(dir);
        review::documents::say_fact(&mut case, copies.manual, field, Some(version), by, "")
            .expect("said");
    };
    say(&third, "5.0", "cy");
    say(&copies.here, "4.1", "ana");
    // There knows of ana's word before cy's comes; cy never knew it.
    merged(&copies.there, &copies.here);
    merged(&copies.there, &third);
    assert_eq!(open_ones(&copies.there).len(), 1);
    merged(&copies.here, &copies.there);
    assert_eq!(open_ones(&copies.here), open_ones(&copies.there));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(16), ..ProptestConfig::default() })]

    #[test]
    fn merged_both_ways_both_copies_hold_the_same_words(
        first in prop::collection::vec((any::<bool>(), does()), 0..12),
        then in prop::collection::vec((any::<bool>(), does()), 0..8),
    ) {
        let copies = copies(|case| {
            add_entity(case, EntityKind::Company, "Argus Vision");
        });
        for acts in [first, then] {
            for (at_home, what) in &acts {
                let (dir, by) = if *at_home { (&copies.here, "ana") } else { (&copies.there, "bo") };
                act(&copies, dir, by, what);
            }
            merged(&copies.here, &copies.there);
            merged(&copies.there, &copies.here);
            prop_assert_eq!(said(&copies.here), said(&copies.there));
            prop_assert_eq!(merged(&copies.here, &copies.there), 0);
            prop_assert_eq!(merged(&copies.there, &copies.here), 0);
            // Where no conflict is open, the same counts in both.
            let open = open_ones(&copies.here);
            prop_assert_eq!(&open, &open_ones(&copies.there));
            let settled = |dir: &Path| {
                let mut counts = counts(dir, &copies);
                counts.retain(|about, _| !open.contains_key(about));
                counts
            };
            prop_assert_eq!(settled(&copies.here), settled(&copies.there));
        }
    }
}
