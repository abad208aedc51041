//! What cited evidence is worth, and who counts as a reader.

mod common;

use case::Case;
use common::{Small, add_entity as add, link, small};
use model::{EntityKind, RelationKind, Side, VerdictValue};
use review::book::Book;
use review::entities;
use review::evidence::{Evidence, Worth};
use review::ladder::{Rung, ladders};
use review::working;

fn worth(case: &Case, what: &str) -> Worth {
    let book = Book::read(case).expect("read");
    let evidence = Evidence::read(case, &book).expect("read");
    let of = evidence.named(&book, what).expect("named");
    evidence.look(&book, &of).worth
}

fn best_address(small: &Small) -> String {
    let rows = small.case.sightings().expect("read");
    let row = rows.iter().find(|r| r.id == small.sightings[0]);
    row.expect("there").sighting.best_address().to_string()
}

#[test]
fn the_address_of_a_sighting_is_worth_what_the_sighting_is() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let address = best_address(&small);
    let elsewhere = format!("{}@0:90:1/25", small.first.short());
    let id = small.sightings[0].clone();
    let case = &mut small.case;
    assert_eq!(worth(case, &address), Worth::Open, "nobody has judged it");
    assert_eq!(worth(case, &elsewhere), Worth::Accepted);
    review::give_verdict(case, &id, VerdictValue::No, "ana", "").expect("given");
    assert_eq!(worth(case, &address), Worth::Rejected);
    review::give_verdict(case, &id, VerdictValue::Yes, "ana", "").expect("given");
    assert_eq!(worth(case, &address), Worth::Accepted);
    working::set_option(case, "second-reading", "all", "ana", "").expect("set");
    assert_eq!(worth(case, &address), Worth::Open, "one reader");
    assert_eq!(worth(case, &elsewhere), Worth::Open, "no reader");
}

#[test]
fn one_person_who_writes_an_alias_in_two_ways_is_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let id = small.sightings[0].clone();
    let case = &mut small.case;
    for by in ["k7", "K7"] {
        review::give_verdict(case, &id, VerdictValue::Yes, by, "").expect("given");
    }
    assert_eq!(working::people(case).expect("read").len(), 1);
    working::set_option(case, "second-reading", "all", "k7", "").expect("set");
    assert_eq!(worth(case, &id), Worth::Open);
    review::give_verdict(case, &id, VerdictValue::Yes, "m3", "").expect("given");
    assert_eq!(worth(case, &id), Worth::Accepted);
}

#[test]
fn footage_alone_ties_no_installer_and_makes_no_contract() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let page = format!("{}/p7", small.manual.short());
    let frame = format!("{}@0:90:1/25", small.first.short());
    let case = &mut small.case;
    let maker = add(case, EntityKind::Company, "Argus Vision");
    add(case, EntityKind::Company, "Local Install");
    add(case, EntityKind::Contract, "Contract 118");
    let site = add(case, EntityKind::Site, "Duty room");
    let level = |case: &Case| {
        let book = Book::read(case).expect("read");
        let evidence = Evidence::read(case, &book).expect("read");
        let all = ladders(&book, &evidence).into_iter();
        let mut of = all.filter(|l| l.company == maker && l.place == site);
        of.next().and_then(|l| l.level)
    };
    use RelationKind as K;
    link(
        case,
        "Argus Vision",
        K::Makes,
        "product:Argus Wall",
        &[&page],
    );
    link(case, "Local Install", K::Installed, "Duty room", &[&page]);
    link(
        case,
        "Local Install",
        K::PartnerOf,
        "Argus Vision",
        &[&frame],
    );
    link(case, "Contract 118", K::Concerns, "Duty room", &[&page]);
    let party = link(case, "Argus Vision", K::PartyTo, "Contract 118", &[&frame]);
    assert_eq!(level(case), None);
    link(
        case,
        "Local Install",
        K::Distributes,
        "Argus Vision",
        &[&frame, &page],
    );
    assert_eq!(level(case), Some(Rung::InstallerTied));
    let book = Book::read(case).expect("read");
    let all = Evidence::read(case, &book).expect("read");
    let paper = entities::citation(&book, &all, &page, Side::For, "").expect("evidence");
    entities::cite(case, &party, paper, "ana", "").expect("cited");
    assert_eq!(level(case), Some(Rung::ContractOrSupport));
}
