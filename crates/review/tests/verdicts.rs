//! Verdicts: given by people, kept beside each other, and what they amount to.

use std::path::Path;

use case::{Case, CaseError, Output, Work};
use model::{
    ContentHash, FrameTime, Homography, ItemId, LogNfa, Match, Provenance, Quad, ReferenceId,
    Sighting, Size, Step, TimeBase, Timestamp, Verdict, VerdictValue,
};
use review::{ReviewError, give_verdict, history, standing};

/// A case with one sighting; answers the sighting's id.
fn case_with_sighting(dir: &Path) -> (Case, String) {
    let mut case = Case::create(dir, "test").expect("a case");
    let video = ItemId(ContentHash::of(b"video"));
    let reference = ReferenceId(ContentHash::of(b"picture"));
    let at = FrameTime {
        time: Timestamp::new(512, TimeBase::new(1, 12800).expect("a time base")),
        frame: 1,
    };
    let quad = Quad::of_size(Size {
        width: 200,
        height: 100,
    });
    let sighting = Sighting {
        video,
        stream: 0,
        product: "p".to_owned(),
        one_of: Vec::new(),
        reference,
        first: at,
        last: at,
        best: Match {
            reference,
            at,
            quad,
            frame_from_reference: Homography([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]),
            inliers: 30,
            log10_nfa: LogNfa(-12.0),
            supported_by: None,
            next_best: None,
        },
        track: Vec::new(),
        followed: None,
        compared: None,
    };
    let work = Work {
        provenance: Provenance::new(Step::new("match", 1), vec![video.0]),
        item: Some(video),
        seconds: 0.0,
    };
    case.finish(&work, &Output::Sightings(vec![sighting]))
        .expect("recorded");
    let id = case.sightings().expect("read").remove(0).id;
    (case, id)
}

#[test]
fn verdicts_stand_beside_each_other_with_person_time_and_reason() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut case, id) = case_with_sighting(dir.path());
    assert!(history(&case, &id).expect("read").is_empty());
    give_verdict(&mut case, &id, VerdictValue::Yes, " k7 ", "same tool bar\n").expect("taken");
    let taken = give_verdict(&mut case, &id[..5], VerdictValue::No, "k7", "").expect("taken");
    assert_eq!(taken.sighting, id);
    let all = history(&case, &id[..8]).expect("read");
    let told: Vec<_> = all
        .iter()
        .map(|v| (v.value, v.by.as_str(), v.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (VerdictValue::Yes, "k7", "same tool bar"),
            (VerdictValue::No, "k7", "")
        ]
    );
    assert!(
        all[0].at.ends_with('Z') && all[0].at.len() == 20,
        "{}",
        all[0].at
    );
    assert_eq!(all[1], taken.verdict);
    assert_eq!(case.sightings().expect("read")[0].verdicts, all);
}

#[test]
fn a_verdict_of_nobody_on_nothing_or_without_end_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut case, id) = case_with_sighting(dir.path());
    let mut give = |sighting: &str, by: &str, reason: &str| {
        give_verdict(&mut case, sighting, VerdictValue::Yes, by, reason).expect_err("refused")
    };
    assert!(matches!(give(&id, " \n", ""), ReviewError::Nobody));
    assert!(matches!(
        give(&id, "k7", &"x".repeat(10_001)),
        ReviewError::TooLong { length: 10_001, .. }
    ));
    assert!(matches!(
        give(&id, &"x".repeat(101), ""),
        ReviewError::TooLong { .. }
    ));
    for wrong in ["", "abc", "ffffffffffffffff", "sighting"] {
        let refused = give(wrong, "k7", "");
        assert!(
            matches!(refused, ReviewError::Case(CaseError::NoSuchSighting(_))),
            "{refused:?}"
        );
    }
    assert!(history(&case, &id).expect("read").is_empty());
}

#[test]
fn the_standing_verdict_is_what_all_last_said_or_cannot_be_told() {
    use VerdictValue::{CannotTell, No, Yes};
    let verdicts = |given: &[(&str, VerdictValue)]| -> Vec<Verdict> {
        let verdict = |(by, value): &(&str, VerdictValue)| Verdict {
            value: *value,
            by: (*by).to_owned(),
            at: "2026-11-23T10:00:00Z".to_owned(),
            reason: String::new(),
            arbiter: false,
        };
        given.iter().map(verdict).collect()
    };
    for (given, expected) in [
        (vec![], None),
        (vec![("a", Yes)], Some(Yes)),
        (vec![("a", Yes), ("a", No)], Some(No)),
        (vec![("a", Yes), ("b", Yes)], Some(Yes)),
        (vec![("a", Yes), ("b", No)], Some(CannotTell)),
        (vec![("a", Yes), ("b", No), ("a", No)], Some(No)),
        (vec![("a", CannotTell), ("b", Yes)], Some(CannotTell)),
    ] {
        assert_eq!(standing(&verdicts(&given)), expected, "{given:?}");
    }
}
