//! What is held keeps up with a case that is written meanwhile.

use std::io::Write;

use case::Access;
use model::{EntityFields, EntityKind};
use review::entities::{add_entity, edit_entity};

use super::*;

fn note(text: &str) -> EntityFields {
    EntityFields {
        note: text.to_owned(),
        ..EntityFields::new(EntityKind::Site, "Duty room")
    }
}

/// A writer puts a line into the journal before its act is in the database. Who looks between the
/// two must not take the line for read.
#[test]
fn a_line_whose_act_is_not_in_the_database_yet_is_read_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("case");
    let mut writer = Case::create(&dir, "Case").expect("a case");
    let reader = Case::open(&dir, Access::Read).expect("opens");
    let held = Held::default();
    let seen = |id: &str| {
        let now = held.now(&reader).expect("reads");
        let of = now.book.entity_named(id).expect("an entity");
        of.fields.note.clone()
    };
    let id = add_entity(&mut writer, note("first"), "k7", "").expect("added");
    assert_eq!(seen(&id), "first");
    edit_entity(&mut writer, &id, note("second"), None, "k7", "").expect("edited");
    // The next act, as it lies there between the journal and the database.
    let journal = dir.join("journal.jsonl");
    let whole = std::fs::read(&journal).expect("a journal");
    let head = writer.journal_head().expect("a head").seq;
    let line = format!("{{\"seq\":{},\"act\":\"state\"}}\n", head + 1);
    let mut file = File::options().append(true).open(&journal).expect("opens");
    file.write_all(line.as_bytes()).expect("written");
    assert_eq!(seen(&id), "second");
    std::fs::write(&journal, whole).expect("taken back");
    edit_entity(&mut writer, &id, note("third"), None, "k7", "").expect("edited");
    assert_eq!(seen(&id), "third");
}

/// What is held from the start may have been read while somebody wrote: lines of then count too.
#[test]
fn a_line_that_came_while_all_was_read_is_not_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("case");
    let mut writer = Case::create(&dir, "Case").expect("a case");
    let reader = Case::open(&dir, Access::Read).expect("opens");
    let id = add_entity(&mut writer, note("first"), "k7", "").expect("added");
    let mut now = Now::read(&reader, reader.journal_head().expect("a head").seq).expect("reads");
    edit_entity(&mut writer, &id, note("second"), None, "k7", "").expect("edited");
    let journal = dir.join("journal.jsonl");
    // As if the line had been there when the journal was measured.
    now.next = journal.metadata().expect("there").len();
    drop(writer);
    let writer = Case::open(&dir, Access::Write).expect("opens, and says so in the journal");
    let head = writer.journal_head().expect("a head").seq;
    let held = Held(Mutex::new(Some(Arc::new(now))));
    let now = held.now(&reader).expect("reads");
    let of = now.book.entity_named(&id).expect("an entity");
    assert_eq!((of.fields.note.as_str(), now.seq), ("second", head));
}
