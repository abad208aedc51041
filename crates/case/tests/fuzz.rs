//! Case folders whose journal or rows were changed at random: opened, checked and named, or refused;
//! never a panic, and never called whole.

use std::fs;
use std::path::Path;

use case::{Access, Case};
use model::{ContentHash, ItemId, Origin};

fn corpus(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

fn small_case(dir: &Path) -> Case {
    let mut case = Case::create(dir, "Almaty").expect("a case");
    for name in ["a", "b"] {
        let item = ItemId(ContentHash::of(name.as_bytes()));
        let origin = Origin {
            path: format!("{name} \u{1f39e}.mp4"),
            ..Origin::default()
        };
        case.add_item(item, 1, &origin).expect("added");
    }
    case
}

#[test]
fn journals() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = small_case(dir.path());
    drop(case);
    let path = dir.path().join("journal.jsonl");
    let whole = fs::read(&path).expect("a journal");
    stage::fuzz(
        &corpus("journal"),
        std::slice::from_ref(&whole),
        600,
        &mut |bytes| {
            fs::write(&path, bytes).expect("written");
            let case = Case::open(dir.path(), Access::Read).expect("the database is whole");
            let journal = case.check_journal();
            let _ = case.check_database();
            let _ = case.told_acts(&["add", "void"]);
            if bytes != whole {
                let fine = journal
                    .as_ref()
                    .is_ok_and(|r| r.torn_bytes == 0 && r.unconfirmed == 0);
                assert!(!fine, "a changed journal was called whole");
            }
        },
    );
}

#[test]
fn rows_of_a_bag() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = small_case(&dir.path().join("case"));
    let mut rows = String::new();
    let none = case::Withheld::default();
    case.dump(&none, &mut |table, row| -> Result<(), case::CaseError> {
        if table == "origins" {
            rows.push_str(row);
            rows.push('\n');
        }
        Ok(())
    })
    .expect("written out");
    let table = dir.path().join("origins.jsonl");
    let journal = dir.path().join("case/journal.jsonl");
    let target = dir.path().join("again");
    stage::fuzz(&corpus("rows"), &[rows.into_bytes()], 80, &mut |bytes| {
        fs::write(&table, bytes).expect("written");
        let _ = fs::remove_dir_all(&target);
        let tables = [("origins".to_owned(), table.clone())];
        if let Ok(case) = Case::restore(&target, Case::layout(), &tables, &journal) {
            let _ = case.items();
            let _ = case.check_database();
        }
    });
}
