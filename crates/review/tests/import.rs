//! What others exported, with all that can be wrong with it.

use case::Case;
use model::{EntityKind, Party, RelationKind};
use review::book::Book;
use review::import;

fn case(dir: &std::path::Path) -> Case {
    Case::create(dir, "test").expect("a case")
}

#[test]
fn a_table_with_foreign_headers_comes_in_and_what_is_wrong_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut case = case(dir.path());
    let text = "\u{feff}Наименование;Страна;Дата;extra\nТОО «Аргус»;KZ;spring 2019;x\n<script>;Kazakhstan;sometime;\n;kz;;\nТОО «Аргус»;kz;;\n";
    let plan = import::csv_entities(&case, text).expect("read");
    assert_eq!(plan.entities.len(), 2);
    assert_eq!(plan.known, 1, "the same name twice");
    assert_eq!(plan.problems, [(4, "it has no name".to_owned())]);
    assert!(plan.notes[0].contains("extra"), "{:?}", plan.notes);
    let argus = &plan.entities[0].1;
    assert_eq!(argus.country.as_deref(), Some("kz"));
    assert_eq!(
        argus.date.as_ref().expect("a season").words(),
        "spring 2019"
    );
    let script = &plan.entities[1].1;
    assert!(script.note.contains("sometime") && script.note.contains("kazakhstan"));
    import::bring_in(&mut case, &plan, "ana", "").expect("brought in");
    let again = import::csv_entities(&case, text).expect("read");
    assert_eq!((again.entities.len(), again.known), (0, 3));
}

#[test]
fn rings_are_told_and_dangling_ends_are_left_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut case = case(dir.path());
    let names = import::csv_entities(&case, "name\nA\nB\nC\n").expect("read");
    import::bring_in(&mut case, &names, "ana", "").expect("brought in");
    let text = "from,relation,to,since\nA,owns,B,2019\nB,owns,A,2020\nA,owns,Nobody,\nA,sells to,C,\nA,owns,A,\n";
    let plan = import::csv_relations(&case, text).expect("read");
    assert_eq!(plan.relations.len(), 3);
    assert_eq!(plan.problems.len(), 2, "{:?}", plan.problems);
    assert!(plan.problems[0].1.contains("Nobody"));
    assert!(plan.notes[0].contains("ring"), "{:?}", plan.notes);
    let other = &plan.relations[2].1;
    assert_eq!(
        (other.kind, other.note.as_str()),
        (RelationKind::RelatedTo, "sells to")
    );
}

#[test]
fn followthemoney_comes_in_whole_with_cycles_and_dangling_ids_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut case = case(dir.path());
    let text = r#"{"id":"a","schema":"Company","properties":{"name":["A Ltd","А"],"taxNumber":["7"],"incorporationDate":["2019"]}}
{"id":"b","schema":"Company","properties":{"name":["B"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["a"],"asset":["b"],"percentage":["51"]}}
{"id":"o2","schema":"Ownership","properties":{"owner":["b"],"asset":["a"]}}
{"id":"o3","schema":"Ownership","properties":{"owner":["a"],"asset":["gone"]}}
not json
{"schema":"Company"}
{"id":"v","schema":"Video","properties":{"fileName":["x.mp4"]}}
"#;
    let plan = import::ftm(&case, text).expect("read");
    assert_eq!((plan.entities.len(), plan.relations.len()), (3, 2));
    let lines: Vec<usize> = plan.problems.iter().map(|(l, _)| *l).collect();
    assert_eq!(lines, [6, 7, 5]);
    assert!(plan.notes[0].contains("ring"));
    import::bring_in(&mut case, &plan, "ana", "").expect("brought in");
    let book = Book::read(&case).expect("read");
    let a = book
        .entities
        .values()
        .find(|e| e.fields.name == "A Ltd")
        .expect("a");
    assert_eq!(a.fields.kind, EntityKind::Company);
    assert_eq!(a.fields.extra["taxNumber"], ["7"], "nothing is lost");
    assert_eq!(a.fields.aliases, ["А"]);
    let owns = book
        .relations
        .values()
        .find(|r| r.fields.foreign.as_deref() == Some("Ownership:o1"));
    let owns = owns.expect("the ownership");
    assert_eq!(owns.fields.from, Party::Entity(a.id.clone()));
    assert_eq!(owns.fields.extra["percentage"], ["51"]);
    let again = import::ftm(&case, text).expect("read");
    assert_eq!(
        (again.entities.len(), again.relations.len(), again.known),
        (0, 0, 5)
    );
}
