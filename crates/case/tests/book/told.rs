//! Everything that people said stands in the journal as well, and a row that was changed, put in or
//! taken out behind its back is named.

use std::path::Path;

use case::{Access, Case, CutReference, Observation, Output, ProductChange, SaidFact, Seen};
use model::{
    BoxPx, Correction, DocumentField, DrawnScreen, Language, Passage, PassageVerdict,
    PassageVerdictValue, Polarity, Quad, ReferenceId, ReferenceKind, ReferenceSource, Size,
    Verdict, VerdictValue,
};

use crate::readings::reading;
use crate::samples::{folder, item, new_case, origin, reference, sighting, time, work};

const AT: &str = "2026-11-23T10:00:00Z";

fn passage() -> Passage {
    Passage {
        item: item("d"),
        page: 1,
        boxes: Vec::new(),
        quote: "Faces are compared with watch lists.".to_owned(),
        marks: Vec::new(),
        heading: None,
        language: Language::En,
        function: Some("live-face-match".to_owned()),
        polarity: Polarity::Affirmed,
        conditions: Vec::new(),
        red_flags: Vec::new(),
        why: "its words".to_owned(),
    }
}

/// Proposals to speak of, and one word of a person of every kind.
fn everything_said(case: &mut Case) {
    let (video, document) = (item("v"), item("d"));
    case.add_item(video, 1, &origin("v.mp4")).expect("added");
    case.add_item(document, 1, &origin("d.pdf")).expect("added");
    case.add_item(video, 1, &origin("again.mp4"))
        .expect("added");
    let references = Output::References {
        references: vec![reference("p", document, 1, "d")],
        pages: 1,
        notes: Vec::new(),
    };
    let mut finish = |step, of, output: &Output| {
        case.finish(&work(step, 1, Some(of)), output)
            .expect("written");
    };
    finish("documents", document, &references);
    finish(
        "match",
        video,
        &Output::Sightings(vec![sighting(video, "p", 1, 9)]),
    );
    finish("passages", document, &Output::Passages(vec![passage()]));
    finish(
        "read",
        video,
        &Output::Readings(vec![reading(video, &["ЗАЛ 3"])]),
    );
    judge(case);
    name(case);
}

fn judge(case: &mut Case) {
    let (by, at, reason) = ("k7".to_owned(), AT.to_owned(), "seen \"it\"".to_owned());
    let sighting = case.sightings().expect("read")[0].id.clone();
    let verdict = Verdict {
        value: VerdictValue::Yes,
        by: by.clone(),
        at: at.clone(),
        reason: reason.clone(),
        arbiter: false,
    };
    case.add_verdict(&sighting, &verdict).expect("taken");
    case.add_correction(&Correction {
        reading: case.readings().expect("read")[0].id.clone(),
        line: 0,
        text: "ЗАЛ З".to_owned(),
        by: by.clone(),
        at: at.clone(),
        reason: reason.clone(),
    })
    .expect("taken");
    let passage = case.passages().expect("read")[0].id.clone();
    let judged = PassageVerdict {
        value: PassageVerdictValue::Yes,
        correction: None,
        by: by.clone(),
        at: at.clone(),
        reason: reason.clone(),
        arbiter: false,
    };
    case.add_passage_verdict(&passage, &judged).expect("taken");
    case.observe(&Observation {
        sighting,
        function: "live-face-match".to_owned(),
        seen: Seen::Control,
        by: by.clone(),
        at: at.clone(),
        reason: reason.clone(),
    })
    .expect("taken");
    case.say_fact(&SaidFact {
        item: item("d"),
        field: DocumentField::Version,
        value: Some("4.2".to_owned()),
        by: by.clone(),
        at: at.clone(),
        reason,
    })
    .expect("taken");
    case.draw_screen(&DrawnScreen {
        video: item("v"),
        stream: 0,
        time: time(512),
        quad: Quad::of_size(Size {
            width: 64,
            height: 36,
        }),
        by,
        at,
        note: "the wall".to_owned(),
    })
    .expect("taken");
}

fn name(case: &mut Case) {
    let id = case.references().expect("read")[0].id;
    case.name_reference(id, "Sentry", "k7").expect("named");
    case.name_document(item("d"), "Sentry 2", "k7")
        .expect("named");
    let rename = ProductChange::Rename {
        from: "Sentry".to_owned(),
        to: "Sentry 3".to_owned(),
    };
    let act = case
        .change_products(&rename, "k7", "title page")
        .expect("done");
    case.change_products(&ProductChange::Undo { position: act }, "m2", "no")
        .expect("done");
    case.add_cut_reference(&CutReference {
        id: ReferenceId(item("cut").0),
        address: "0123456789ab/p1#1,2,3,2,3,4,1,4".to_owned(),
        size: Size {
            width: 2,
            height: 2,
        },
        product: "Sentry".to_owned(),
        source: ReferenceSource {
            item: item("d"),
            page: 1,
            bounds: BoxPx {
                x: 1.0,
                y: 2.0,
                width: 2.0,
                height: 2.0,
            },
            kind: ReferenceKind::Cut,
            address: None,
            shown_on: None,
        },
        poor: None,
        by: "k7".to_owned(),
        at: AT.to_owned(),
        reason: "its logo".to_owned(),
    })
    .expect("kept");
}

fn tampered(dir: &Path, sql: &str) -> Vec<String> {
    let copy = folder();
    for name in ["case.db", "journal.jsonl"] {
        std::fs::copy(dir.join(name), copy.path().join(name)).expect("copied");
    }
    let db = rusqlite::Connection::open(copy.path().join("case.db")).expect("opened");
    db.execute_batch("PRAGMA foreign_keys = off").expect("set");
    db.execute_batch(sql).expect("changed");
    drop(db);
    let case = Case::open(copy.path(), Access::Read).expect("read");
    let mut found = case.check_database().expect("looked");
    // The missing triggers are another test's.
    found.retain(|f| !f.starts_with("the trigger"));
    found
}

#[test]
fn what_people_said_is_in_database_and_journal_alike() {
    let dir = folder();
    let mut case = new_case(dir.path());
    everything_said(&mut case);
    assert_eq!(case.check_database().expect("looked"), Vec::<String>::new());
    drop(case);
    assert_eq!(tampered(dir.path(), ""), Vec::<String>::new());
    for (table, column) in [
        ("verdicts", "reason"),
        ("origins", "origin"),
        ("reference_names", "product"),
        ("corrections", "text"),
        ("passage_verdicts", "by"),
        ("observations", "function"),
        ("said_facts", "value"),
        ("product_acts", "target"),
        ("cut_references", "address"),
        ("drawn_screens", "drawn"),
    ] {
        let drop = format!(
            "DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete; DROP TABLE IF EXISTS was;"
        );
        let last = format!("WHERE position = (SELECT max(position) FROM {table})");
        let changed = format!("{drop} UPDATE {table} SET {column} = '\"other\"' {last}");
        let found = tampered(dir.path(), &changed);
        assert_eq!(found.len(), 2, "{table}: {found:?}");
        let names = |words: &str| {
            found
                .iter()
                .any(|f| f.starts_with(table) && f.contains(words))
        };
        assert!(names("in no line of the journal"), "{found:?}");
        assert!(names("but not in case.db"), "{found:?}");

        let gone = format!("{drop} DELETE FROM {table} {last}");
        let found = tampered(dir.path(), &gone);
        assert!(
            found
                .iter()
                .any(|f| f.starts_with(table) && f.contains("not in case.db")),
            "{table}: {found:?}"
        );
        let again = format!(
            "{drop} CREATE TABLE was AS SELECT * FROM {table} {last}; UPDATE was SET position = 9999;"
        );
        if table != "origins" && table != "product_acts" {
            let twice = format!("{again} INSERT INTO {table} SELECT * FROM was; DROP TABLE was");
            let found = tampered(dir.path(), &twice);
            assert!(
                found
                    .iter()
                    .any(|f| f.contains("in case.db 2 times, in the journal 1 times")),
                "{table}: {found:?}"
            );
        }
    }
}
