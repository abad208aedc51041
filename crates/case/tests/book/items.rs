//! Items, origins, prefixes, batches, and that nothing of them can be changed.

use std::time::{Duration, Instant};

use case::{Added, CaseError};
use model::ItemPrefix;

use crate::samples::{folder, item, new_case, origin, reopened, work};

#[test]
fn the_same_bytes_are_one_item_with_every_account_of_where_they_came_from() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let (a, b) = (origin("a.mp4"), origin("copy/of a.mp4"));
    assert_eq!(
        case.add_item(item("x"), 10, &a).expect("added"),
        Added::NewItem
    );
    assert_eq!(
        case.add_item(item("x"), 10, &b).expect("added"),
        Added::NewOrigin
    );
    let head = case.journal_head().expect("a head");
    assert_eq!(
        case.add_item(item("x"), 10, &a).expect("added"),
        Added::Known
    );
    assert_eq!(
        case.journal_head().expect("a head"),
        head,
        "nothing happened, nothing is noted"
    );
    assert!(
        case.add_item(item("x"), 11, &a).is_err(),
        "one hash, two sizes"
    );

    let mut case = {
        drop(case);
        reopened(dir.path())
    };
    let items = case.items().expect("items");
    let [row] = items.as_slice() else {
        panic!("one item: {items:?}")
    };
    assert_eq!((row.id, row.bytes, row.kind), (item("x"), 10, None));
    assert_eq!(row.origins, [a.clone(), b]);
    assert_eq!(case.item(item("x")).expect("read").as_ref(), Some(row));
    assert_eq!(case.item(item("y")).expect("read"), None);
    case.add_item(item("y"), 1, &a).expect("added");
    let order: Vec<_> = case.items().expect("items").iter().map(|r| r.id).collect();
    assert_eq!(order, [item("x"), item("y")]);
}

#[test]
fn a_prefix_finds_one_item_or_says_which_it_could_be() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let twin = |last: char| {
        format!("{}{last}", "ab".repeat(31) + "c")
            .parse::<model::ItemId>()
            .expect("an id")
    };
    for id in [twin('0'), twin('f'), item("x")] {
        case.add_item(id, 1, &origin("x")).expect("added");
    }
    let prefix = |text: &str| text.parse::<ItemPrefix>().expect("a prefix");
    let short = ItemPrefix::from(&item("x"));
    assert_eq!(case.resolve(&short).expect("found"), item("x"));
    assert_eq!(
        case.resolve(&prefix(&twin('f').to_string()))
            .expect("found"),
        twin('f')
    );
    let several = case.resolve(&prefix("ABABABAB")).expect_err("ambiguous");
    let CaseError::AmbiguousItem { ref candidates, .. } = several else {
        panic!("{several:?}")
    };
    assert_eq!(*candidates, [twin('0'), twin('f')]);
    assert!(several.to_string().contains(&twin('0').to_string()));
    assert!(matches!(
        case.resolve(&prefix("00000000")),
        Err(CaseError::NoSuchItem(_))
    ));
}

#[test]
fn ground_state_can_not_be_changed_even_by_plain_sql() {
    let dir = folder();
    let mut case = new_case(dir.path());
    case.add_item(item("x"), 1, &origin("x")).expect("added");
    drop(case);
    let db = rusqlite::Connection::open(dir.path().join("case.db")).expect("a database");
    for sql in [
        "UPDATE items SET bytes = 2",
        "DELETE FROM items",
        "UPDATE origins SET origin = '{}'",
        "DELETE FROM origins",
        "UPDATE case_meta SET value = 'other'",
        "DELETE FROM case_meta",
    ] {
        let said = db.execute(sql, []).expect_err(sql).to_string();
        assert!(said.contains("append-only"), "{sql}: {said}");
    }
    // Tables that are still empty are guarded as well.
    let guarded = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('verdicts', 'reference_names')";
    let n: i64 = db
        .query_row(guarded, [], |row| row.get(0))
        .expect("a count");
    assert_eq!(n, 4);
}

#[test]
fn a_batch_is_all_or_nothing_and_survives_single_failures() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let before = case.journal_head().expect("a head");
    let failed: Result<(), CaseError> = case.batch(|case| {
        case.add_item(item("a"), 1, &origin("a"))?;
        assert_eq!(case.items()?.len(), 1, "a batch sees its own acts");
        Err(CaseError::Misfit("stop".to_owned()))
    });
    assert!(failed.is_err() && case.items().expect("items").is_empty());
    assert_eq!(case.journal_head().expect("a head"), before);

    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        case.batch(|case| -> Result<(), CaseError> {
            case.add_item(item("a"), 1, &origin("a"))?;
            panic!("on purpose")
        })
    }));
    assert!(panicked.is_err() && case.items().expect("items").is_empty());

    case.batch(|case| {
        case.add_item(item("a"), 1, &origin("a"))?;
        assert!(
            case.add_item(item("a"), 2, &origin("a")).is_err(),
            "fails alone"
        );
        // A batch in a batch is part of the outer one.
        case.batch(|case| case.add_item(item("b"), 1, &origin("b")))
    })
    .expect("done");
    let case = {
        drop(case);
        reopened(dir.path())
    };
    assert_eq!(case.items().expect("items").len(), 2);
    assert!(case.warnings().is_empty());
    let report = case.check_journal().expect("whole");
    assert_eq!((report.lines, report.marks.len()), (before.seq + 3, 0));
}

#[test]
fn ten_thousand_items_take_seconds() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let begun = Instant::now();
    case.batch(|case| {
        (0..10_000).try_for_each(|i| {
            let name = format!("footage/{i:05}.mp4");
            case.add_item(item(&name), i, &origin(&name)).map(|_| ())
        })
    })
    .expect("added");
    assert_eq!(case.items().expect("items").len(), 10_000);
    assert!(
        case.work(&work("x", 1, None).provenance.key())
            .expect("read")
            .is_none()
    );
    assert!(
        begun.elapsed() < Duration::from_secs(50),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(case.check_journal().expect("whole").lines, 10_002);
}
