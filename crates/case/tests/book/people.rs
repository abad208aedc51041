//! Verdicts and names stand beside each other and outlive derived state.

use case::{CaseError, Output};
use model::{ReferenceId, Verdict, VerdictValue};

use crate::samples::{folder, item, new_case, origin, reference, reopened, sighting, work};

fn verdict(value: VerdictValue, by: &str) -> Verdict {
    Verdict {
        value,
        by: by.to_owned(),
        at: "2026-11-23T10:00:00Z".to_owned(),
        reason: "same tool bar, \"same\" map".to_owned(),
        arbiter: false,
    }
}

#[test]
fn verdicts_are_kept_in_order_and_outlive_what_they_were_about() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let video = item("v");
    let seen = Output::Sightings(vec![sighting(video, "p", 1, 9), sighting(video, "q", 1, 9)]);
    case.finish(&work("match", 1, Some(video)), &seen)
        .expect("written");
    let id = case.sightings().expect("read")[0].id.clone();
    let (no, yes) = (
        verdict(VerdictValue::No, "k7"),
        verdict(VerdictValue::Yes, "k7"),
    );
    case.add_verdict(&id, &no).expect("taken");
    case.add_verdict(&id[..6], &yes)
        .expect("taken by its first digits");

    let case = {
        drop(case);
        reopened(dir.path())
    };
    let rows = case.sightings().expect("read");
    assert_eq!(rows[0].verdicts, [no.clone(), yes.clone()]);
    assert!(rows[1].verdicts.is_empty());

    let mut case = case;
    case.forget_derived().expect("forgotten");
    assert_eq!(case.verdicts(&id).expect("read"), [no, yes]);
    let lost = case.verdicts_without_sighting().expect("read");
    assert_eq!(lost.len(), 2);
    case.finish(&work("match", 2, Some(video)), &seen)
        .expect("written");
    assert_eq!(case.sightings().expect("read")[0].verdicts.len(), 2);
    assert!(case.verdicts_without_sighting().expect("read").is_empty());
}

#[test]
fn a_verdict_needs_a_sighting_and_a_person() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let video = item("v");
    let seen = Output::Sightings(vec![sighting(video, "p", 1, 9)]);
    case.finish(&work("match", 1, Some(video)), &seen)
        .expect("written");
    let id = case.sightings().expect("read")[0].id.clone();
    let yes = verdict(VerdictValue::Yes, "k7");
    for wrong in ["", "zz", "%", "0000000000001", "' OR 1=1"] {
        let refused = case.add_verdict(wrong, &yes);
        assert!(
            matches!(refused, Err(CaseError::NoSuchSighting(_))),
            "{wrong}"
        );
    }
    assert!(
        case.add_verdict(&id, &verdict(VerdictValue::Yes, "  "))
            .is_err()
    );
    assert!(case.verdicts(&id).expect("read").is_empty());
}

#[test]
fn a_persons_name_of_a_product_comes_before_the_machines() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let (document, video) = (item("d"), item("v"));
    case.add_item(document, 1, &origin("d.pdf")).expect("added");
    let output = Output::References {
        references: vec![
            reference("p", document, 1, "d"),
            reference("q", document, 2, "d"),
        ],
        pages: 2,
        notes: Vec::new(),
    };
    case.finish(&work("documents", 1, Some(document)), &output)
        .expect("written");
    let seen = Output::Sightings(vec![sighting(video, "p", 1, 9), sighting(video, "q", 1, 9)]);
    case.finish(&work("match", 1, Some(video)), &seen)
        .expect("written");
    let products = |case: &case::Case| -> Vec<String> {
        let references = case
            .references()
            .expect("read")
            .into_iter()
            .map(|r| r.product);
        let sightings = case
            .sightings()
            .expect("read")
            .into_iter()
            .map(|s| s.sighting.product);
        references.chain(sightings).collect()
    };
    assert_eq!(products(&case), ["d", "d", "d", "d"]);
    case.name_document(document, "Sentry 2", "k7")
        .expect("named");
    assert_eq!(products(&case), ["Sentry 2"; 4]);
    let p = case.references().expect("read")[0].id;
    case.name_reference(p, "Watchtower", "k7").expect("named");
    case.name_document(document, "Sentry 3", "m2")
        .expect("named");
    assert_eq!(
        products(&case),
        ["Watchtower", "Sentry 3", "Watchtower", "Sentry 3"]
    );

    let unknown = ReferenceId(item("nothing").0);
    assert!(matches!(
        case.name_reference(unknown, "x", "k7"),
        Err(CaseError::NoSuchReference(_))
    ));
    assert!(matches!(
        case.name_document(item("nothing"), "x", "k7"),
        Err(CaseError::NoSuchItem(_))
    ));
    assert!(case.name_reference(p, " ", "k7").is_err() && case.name_reference(p, "x", "").is_err());
}
