//! Work, what it brought, how it is replaced, and that it can be thrown away.

use case::{CaseError, Output, WorkState};
use model::{ItemKind, Step};
use serde_json::json;

use crate::samples::{
    folder, item, new_case, origin, reference, reopened, sighting, video_record, work,
};

#[test]
fn everything_a_step_brings_is_read_back_as_it_was() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let (video, document) = (item("video"), item("document"));
    for id in [video, document] {
        case.add_item(id, 1, &origin("x")).expect("added");
    }
    let kind = Output::Kind {
        kind: ItemKind::Video,
        note: "H.264 1920x1080, 0:00:04".to_owned(),
    };
    let identify = work("identify", 2, Some(video));
    assert_eq!(case.work(&identify.provenance.key()).expect("read"), None);
    case.finish(&identify, &kind).expect("written");
    case.finish(
        &work("watch", 1, Some(video)),
        &Output::Video(video_record()),
    )
    .expect("written");
    let shown = reference("picture", document, 3, "Brochure");
    let references = Output::References {
        references: vec![shown.clone()],
        pages: 12,
        notes: vec!["page 9 could not be read".to_owned()],
    };
    case.finish(&work("documents", 1, Some(document)), &references)
        .expect("written");
    let seen = sighting(video, "picture", 3, 40);
    case.finish(
        &work("match", 1, Some(video)),
        &Output::Sightings(vec![seen.clone()]),
    )
    .expect("written");
    let note = work("preserve", 1, None);
    case.finish(&note, &Output::Other(json!({ "bytes": 3 })))
        .expect("written");

    let case = {
        drop(case);
        reopened(dir.path())
    };
    let done = case
        .work(&identify.provenance.key())
        .expect("read")
        .expect("done");
    assert_eq!(
        (done.step, done.item),
        (Step::new("identify", 2), Some(video))
    );
    assert_eq!((done.state, done.seconds), (WorkState::Done, 1.5));
    let row = case.item(video).expect("read").expect("there");
    assert_eq!(
        (row.kind, row.note.as_deref()),
        (Some(ItemKind::Video), Some("H.264 1920x1080, 0:00:04"))
    );
    assert_eq!(case.video(video).expect("read"), Some(video_record()));
    assert_eq!(case.video(document).expect("read"), None);
    assert_eq!(case.references().expect("read"), [shown]);
    let document = case.document(document).expect("read").expect("there");
    assert_eq!((document.pages, document.notes.len()), (12, 1));
    let sightings = case.sightings().expect("read");
    assert_eq!(sightings.len(), 1);
    let mut named = seen;
    named.product = "Brochure".to_owned();
    assert_eq!(sightings[0].sighting, named, "to the last bit");
    assert_eq!(
        case.other(&note.provenance.key()).expect("read"),
        Some(json!({ "bytes": 3 }))
    );
    let steps: Vec<_> = case
        .steps_done()
        .expect("read")
        .into_iter()
        .map(|(s, p)| (s.to_string(), p["threshold"].clone()))
        .collect();
    let names = [
        "identify v2",
        "watch v1",
        "documents v1",
        "match v1",
        "preserve v1",
    ];
    assert_eq!(steps, names.map(|n| (n.to_owned(), json!(0.1))));
}

#[test]
fn a_step_done_again_takes_the_place_of_what_it_brought_before() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let (a, b) = (item("a"), item("b"));
    for id in [a, b] {
        case.finish(&work("watch", 1, Some(id)), &Output::Video(video_record()))
            .expect("written");
        let seen = vec![sighting(id, "p", 1, 2), sighting(id, "p", 5, 6)];
        case.finish(&work("match", 1, Some(id)), &Output::Sightings(seen))
            .expect("written");
    }
    let mut shorter = video_record();
    shorter.shots.truncate(1);
    case.finish(&work("watch", 2, Some(a)), &Output::Video(shorter.clone()))
        .expect("written");
    assert_eq!(case.video(a).expect("read"), Some(shorter));
    assert_eq!(case.video(b).expect("read"), Some(video_record()));
    assert!(
        case.work(&work("watch", 1, Some(a)).provenance.key())
            .expect("read")
            .is_none()
    );

    let one = vec![sighting(a, "p", 5, 6)];
    case.finish(&work("match", 2, Some(a)), &Output::Sightings(one))
        .expect("written");
    assert_eq!(case.sightings().expect("read").len(), 3);

    // A failure takes away what the older version brought, and is forgotten when it succeeds.
    case.finish(
        &work("watch", 3, Some(a)),
        &Output::Failed("torn at 0:12".to_owned()),
    )
    .expect("written");
    assert_eq!(case.video(a).expect("read"), None);
    let failures = case.failures().expect("read");
    assert_eq!(
        (
            failures.len(),
            failures[0].item,
            failures[0].reason.as_str()
        ),
        (1, Some(a), "torn at 0:12")
    );
    case.finish(&work("watch", 3, Some(a)), &Output::Video(video_record()))
        .expect("written");
    assert!(case.failures().expect("read").is_empty());

    // Plain notes of one step stand side by side.
    for n in 0..3 {
        let mut note = work("preserve", 1, Some(a));
        note.provenance = note.provenance.with("path", n);
        case.finish(&note, &Output::Other(json!(n)))
            .expect("written");
    }
    assert_eq!(
        case.steps_done()
            .expect("read")
            .iter()
            .filter(|(s, _)| s.name == "preserve")
            .count(),
        3
    );
}

#[test]
fn alike_sightings_have_their_own_ids_and_ids_survive_a_rebuild() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let video = item("v");
    let seen = || {
        Output::Sightings(vec![
            sighting(video, "p", 1, 9),
            sighting(video, "p", 1, 9),
            sighting(video, "q", 1, 9),
        ])
    };
    case.finish(&work("match", 1, Some(video)), &seen())
        .expect("written");
    let ids = |case: &case::Case| -> Vec<String> {
        case.sightings()
            .expect("read")
            .into_iter()
            .map(|s| s.id)
            .collect()
    };
    let first = ids(&case);
    assert!(
        first
            .iter()
            .all(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()))
    );
    assert!(first[0] != first[1] && first[1] != first[2]);
    case.forget_derived().expect("forgotten");
    assert!(ids(&case).is_empty());
    case.finish(&work("match", 7, Some(video)), &seen())
        .expect("written");
    assert_eq!(ids(&case), first);
}

#[test]
fn one_picture_in_two_documents_is_one_reference_with_both_sources() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let (first, second) = (item("1"), item("2"));
    for id in [second, first] {
        case.add_item(id, 1, &origin("x")).expect("added");
    }
    for (document, name) in [(first, "First"), (second, "Second")] {
        let output = Output::References {
            references: vec![
                reference("own", document, 1, name),
                reference("shared", document, 2, name),
                reference(name, document, 4, name),
            ],
            pages: 4,
            notes: Vec::new(),
        };
        case.finish(&work("documents", 1, Some(document)), &output)
            .expect("written");
    }
    let found = case.references().expect("read");
    let shown: Vec<_> = found
        .iter()
        .map(|r| {
            (
                r.product.as_str(),
                r.sources.len(),
                r.sources[0].item == second,
            )
        })
        .collect();
    // Documents in the order they were added: the second came first.
    assert_eq!(
        shown,
        [
            ("Second", 2, true),
            ("Second", 2, true),
            ("Second", 1, true),
            ("First", 1, false)
        ]
    );
}

#[test]
fn a_score_beyond_all_bounds_is_kept_as_a_number() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let video = item("a");
    let mut certain = sighting(video, "p", 1, 2);
    certain.best.log10_nfa = model::LogNfa(f64::NEG_INFINITY);
    let work = work("x", 1, Some(video));
    case.finish(&work, &Output::Sightings(vec![certain]))
        .expect("kept");
    let kept = &case.sightings().expect("read")[0].sighting;
    assert_eq!(kept.best.log10_nfa, model::LogNfa::new(f64::NEG_INFINITY));
    assert!(kept.best.log10_nfa.0.is_finite());
}

#[test]
fn what_does_not_fit_is_refused_whole() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let (a, b) = (item("a"), item("b"));
    let mut endless = sighting(a, "p", 1, 2);
    endless.best.frame_from_reference.0[2] = f64::INFINITY;
    let elsewhere = Output::References {
        references: vec![reference("p", b, 1, "x")],
        pages: 1,
        notes: Vec::new(),
    };
    for (item, output) in [
        (None, Output::Video(video_record())),
        (
            Some(a),
            Output::Sightings(vec![sighting(a, "p", 1, 2), sighting(b, "p", 1, 2)]),
        ),
        (Some(a), Output::Sightings(vec![endless])),
        (Some(a), elsewhere),
    ] {
        let work = work("x", 1, item);
        let refused = case.finish(&work, &output);
        assert!(matches!(refused, Err(CaseError::Misfit(_))), "{refused:?}");
        assert_eq!(case.work(&work.provenance.key()).expect("read"), None);
    }
    assert!(case.sightings().expect("read").is_empty());
    assert!(case.references().expect("read").is_empty());
    assert_eq!(case.check_journal().expect("whole").lines, 2);
}
