//! Entities, relations, merges, ladders, candidates, and how people work on them.

mod common;

use std::time::Instant;

use case::Case;
use common::{add_entity as add, link, pages, small};
use model::{EntityFields, EntityKind, Party, RelationKind, Standing, VerdictValue};
use proptest::prelude::*;
use review::ReviewError;
use review::book::Book;
use review::entities;
use review::evidence::{Evidence, Worth};
use review::ladder::{Rung, ladders};
use review::working;

#[test]
fn one_name_in_two_places_is_two_programmes_and_twice_in_one_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut case = Case::create(dir.path(), "test").expect("a case");
    let city = |place: &str| EntityFields {
        place: Some(place.to_owned()),
        ..EntityFields::new(EntityKind::Programme, "Safe City")
    };
    entities::add_entity(&mut case, city("X"), "ana", "").expect("added");
    entities::add_entity(&mut case, city("Y"), "ana", "").expect("another place");
    let again = entities::add_entity(&mut case, city("Y"), "ana", "");
    assert!(matches!(again, Err(ReviewError::Misfit(_))), "{again:?}");
    let book = Book::read(&case).expect("read");
    assert!(matches!(
        entities::find_entity(&book, "Safe City"),
        Err(ReviewError::AmbiguousEntity { .. })
    ));
}

#[test]
fn merged_companies_are_one_with_all_names_and_part_again_by_undo() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let case = &mut small.case;
    let names = [
        "ТОО «Аргус Кейз»",
        "Argus Keiz LLP",
        "阿古斯有限公司",
        "אַרגוס",
        "آرگوس",
    ];
    let ids: Vec<String> = names
        .iter()
        .map(|n| add(case, EntityKind::Company, n))
        .collect();
    let relation = link(
        case,
        names[1],
        RelationKind::Distributes,
        "product:Argus Wall",
        &[],
    );
    let act = entities::merge_entities(case, names[1], names[0], "ana", "one register entry")
        .expect("merged");
    let book = Book::read(case).expect("read");
    assert_eq!(book.entities.len(), 4);
    assert_eq!(book.entities[&ids[0]].fields.aliases, [names[1]]);
    assert_eq!(
        book.relations[&relation].fields.from,
        Party::Entity(ids[0].clone())
    );
    assert_eq!(
        entities::find_entity(&book, names[1]).expect("by alias").id,
        ids[0]
    );
    let ring = entities::merge_entities(case, names[0], names[1], "ana", "");
    assert!(ring.is_err(), "they are one already: {ring:?}");
    entities::undo(case, act, "bo", "two firms").expect("parted");
    let book = Book::read(case).expect("read");
    assert_eq!(book.entities.len(), 5);
    assert_eq!(
        book.relations[&relation].fields.from,
        Party::Entity(ids[1].clone())
    );
}

#[test]
fn a_level_is_never_higher_than_its_proof() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let page = format!("{}/p7", small.manual.short());
    let frame = format!("{}@0:50:1/25", small.first.short());
    let video = format!("item:{}", small.first.short());
    let sighting = small.sightings[0].clone();
    let case = &mut small.case;
    let maker = add(case, EntityKind::Company, "Argus Vision");
    add(case, EntityKind::Company, "Local Install");
    let site = add(case, EntityKind::Site, "Duty room");
    let level = |case: &Case| {
        let book = Book::read(case).expect("read");
        let evidence = Evidence::read(case, &book).expect("read");
        let all = ladders(&book, &evidence);
        let of = all
            .into_iter()
            .find(|l| l.company == maker && l.place == site);
        of.and_then(|l| l.level)
    };
    link(
        case,
        "Argus Vision",
        RelationKind::Makes,
        "product:Argus Wall",
        &[&page],
    );
    link(case, &video, RelationKind::At, "Duty room", &[&frame]);
    assert_eq!(level(case), None, "nobody has judged the sighting");
    review::give_verdict(case, &sighting, VerdictValue::Yes, "ana", "").expect("given");
    assert_eq!(level(case), Some(Rung::VisibleAtSite));
    // A relation without evidence lifts nothing.
    link(
        case,
        "Argus Vision",
        RelationKind::PresentAt,
        "Duty room",
        &[],
    );
    assert_eq!(level(case), Some(Rung::VisibleAtSite));
    link(
        case,
        "Local Install",
        RelationKind::Installed,
        "Duty room",
        &[&page],
    );
    assert_eq!(level(case), Some(Rung::InstallerDocumented));
    let tie = link(
        case,
        "Local Install",
        RelationKind::PartnerOf,
        "Argus Vision",
        &[&page],
    );
    assert_eq!(level(case), Some(Rung::InstallerTied));
    entities::judge(
        case,
        &format!("relation:{tie}"),
        Some(VerdictValue::No),
        "bo",
        "another firm",
    )
    .expect("judged");
    assert_eq!(
        level(case),
        Some(Rung::InstallerDocumented),
        "a rejected tie is none"
    );
    review::give_verdict(case, &sighting, VerdictValue::No, "ana", "").expect("given");
    assert_eq!(
        level(case),
        None,
        "that somebody installed something says nothing of this maker"
    );
    entities::judge(
        case,
        &format!("relation:{tie}"),
        Some(VerdictValue::Yes),
        "bo",
        "the same firm",
    )
    .expect("judged");
    let book = Book::read(case).expect("read");
    let evidence = Evidence::read(case, &book).expect("read");
    let ladder = ladders(&book, &evidence)
        .into_iter()
        .find(|l| l.company == maker && l.place == site)
        .expect("tied by the installer");
    assert_eq!(ladder.level, Some(Rung::InstallerTied));
    assert!(ladder.missing.contains(&Rung::VisibleAtSite));
}

#[test]
fn an_arbiter_is_a_third_person_and_settles_with_a_reason() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let case = &mut small.case;
    let id = small.sightings[0].clone();
    let standing = |case: &Case| Standing::of(&case.verdicts(&id).expect("read"));
    review::give_verdict(case, &id, VerdictValue::Yes, "ana", "").expect("given");
    assert!(
        working::arbitrate(case, &id, VerdictValue::Yes, "cy", "x").is_err(),
        "no dispute"
    );
    review::give_verdict(case, &id, VerdictValue::No, "bo", "").expect("given");
    assert_eq!(standing(case), Standing::Split);
    assert!(
        working::arbitrate(case, &id, VerdictValue::Yes, "Bo", "x").is_err(),
        "a party"
    );
    assert!(
        working::arbitrate(case, &id, VerdictValue::Yes, "cy", "").is_err(),
        "no reason"
    );
    let act = working::arbitrate(case, &id, VerdictValue::Yes, "cy", "same bar").expect("settled");
    assert_eq!(standing(case), Standing::Agreed(VerdictValue::Yes));
    entities::undo(case, act, "cy", "").expect("undone");
    assert_eq!(standing(case), Standing::Split);
    assert_eq!(
        working::withdraw(case, &id, "bo", "mistaken").expect("withdrawn"),
        1
    );
    assert_eq!(standing(case), Standing::Agreed(VerdictValue::Yes));
}

#[test]
fn blind_readers_do_not_see_others_and_the_queue_is_by_what_a_verdict_changes() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let case = &mut small.case;
    working::set_option(case, "second-reading", "all", "ana", "").expect("set");
    working::set_option(case, "blind", "on", "ana", "").expect("set");
    assert!(working::set_option(case, "blind", "maybe", "ana", "").is_err());
    let cited = small.sightings[1].clone();
    add(case, EntityKind::Company, "Argus Vision");
    link(
        case,
        "Argus Vision",
        RelationKind::Makes,
        "product:Argus Wall",
        &[&cited],
    );
    review::give_verdict(case, &cited, VerdictValue::Yes, "ana", "").expect("given");
    let queue = working::queue(case, Some("bo")).expect("read");
    let first = &queue[0];
    assert_eq!(
        first.of.to_string(),
        format!("sighting:{cited}"),
        "a relation rests on it"
    );
    assert_eq!(
        (first.why, first.hidden, first.verdicts.len()),
        ("second-reading", 1, 0)
    );
    assert!(queue.windows(2).all(|w| w[0].weight >= w[1].weight));
    let own = working::queue(case, Some("ana")).expect("read");
    assert!(
        own.iter()
            .all(|w| w.of.to_string() != format!("sighting:{cited}"))
    );
    let book = Book::read(case).expect("read");
    let evidence = Evidence::read(case, &book).expect("read");
    let of = evidence.named(&book, &cited).expect("named");
    assert_eq!(
        evidence.look(&book, &of).worth,
        Worth::Open,
        "one reader is not enough"
    );
}

#[test]
fn names_in_documents_are_proposed_and_matched_across_scripts() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let case = &mut small.case;
    let known = add(case, EntityKind::Company, "Argus Keiz LLP");
    pages(
        case,
        small.manual,
        &[
            "поставка ТОО «Аргус Кейз» в 2019",
            "Support by Meridian Optics GmbH in Vienna",
        ],
    );
    let all = review::candidates::candidates(case).expect("read");
    let names: Vec<&str> = all.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Meridian Optics", "Аргус Кейз"]);
    assert_eq!(all[1].like[0].entity, known);
    assert!(all[0].like.is_empty());
    assert_eq!(
        Book::read(case).expect("read").entities.len(),
        1,
        "nothing is merged by it"
    );
    let no = format!("candidate:{}", all[1].id);
    entities::judge(case, &no, Some(VerdictValue::No), "ana", "").expect("judged");
    let again = review::candidates::candidates(case).expect("read");
    assert_eq!(
        again.last().expect("one").standing,
        Standing::Agreed(VerdictValue::No)
    );
}

#[test]
fn dangling_and_bad_evidence_is_refused_by_name() {
    let dir = tempfile::tempdir().expect("a folder");
    let small = small(dir.path());
    let book = Book::read(&small.case).expect("read");
    let evidence = Evidence::read(&small.case, &book).expect("read");
    for (text, why) in [
        (format!("{}/p10", small.manual.short()), "9 pages"),
        (
            format!("{}@0:5000:1/25", small.first.short()),
            "it lasts from",
        ),
        ("000000000000/p1".to_owned(), "not in the case"),
        (
            "ffff0000".to_owned(),
            "no sighting, passage, reading or relation",
        ),
        ("<script>".to_owned(), "no sighting"),
    ] {
        let said = evidence
            .named(&book, &text)
            .expect_err("refused")
            .to_string();
        assert!(said.contains(why), "{text}: {said}");
    }
}

#[test]
fn ten_thousand_entities_are_read_and_asked_about_without_waiting() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut case = Case::create(dir.path(), "test").expect("a case");
    let entities: Vec<_> = (0..10_000)
        .map(|n| {
            let name = format!("Company {n}");
            let id = entities::new_id(&[&name], n);
            (id, EntityFields::new(EntityKind::Company, &name))
        })
        .collect();
    entities::add_all(&mut case, entities, Vec::new(), "ana", "an import").expect("added");
    let begin = Instant::now();
    let book = Book::read(&case).expect("read");
    let evidence = Evidence::read(&case, &book).expect("read");
    assert_eq!(book.entities.len(), 10_000);
    assert!(ladders(&book, &evidence).is_empty());
    // Not a measure: only that nothing grows with the square of it.
    assert!(begin.elapsed().as_secs() < 60);
}

proptest! {
    #[test]
    fn merges_in_any_order_never_loop_and_undo_gives_everything_back(
        pairs in proptest::collection::vec((0usize..6, 0usize..6), 0..12)
    ) {
        let dir = tempfile::tempdir().expect("a folder");
        let mut case = Case::create(dir.path(), "test").expect("a case");
        let ids: Vec<String> =
            (0..6).map(|n| add(&mut case, EntityKind::Company, &format!("C{n}"))).collect();
        let mut acts = Vec::new();
        for (a, b) in pairs {
            if let Ok(act) = entities::merge_entities(&mut case, &ids[a], &ids[b], "ana", "") {
                acts.push(act);
            }
        }
        let book = Book::read(&case).expect("read");
        prop_assert_eq!(book.entities.len(), 6 - acts.len());
        let names: usize = book.entities.values().map(|e| e.fields.names().count()).sum();
        prop_assert_eq!(names, 6);
        for act in acts {
            entities::undo(&mut case, act, "ana", "").expect("undone");
        }
        prop_assert_eq!(Book::read(&case).expect("read").entities.len(), 6);
    }
}
