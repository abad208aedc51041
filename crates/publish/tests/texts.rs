//! Exports of one text each: frame-exact markers, and nothing that a name can break.

#[path = "common/investigation.rs"]
mod investigation;

use investigation::{case_with, relation};
use model::investigation::{EntityEntry, Investigation, ONE_PERSON};
use model::{EntityFields, EntityKind, FrameRate, Party, Timecode};
use proptest::prelude::*;
use publish::markers::{Editor, markers};
use publish::{annotations, ftm, graph, tables};
use serde_json::Value;

fn made(case: &Investigation, editor: Editor) -> String {
    markers(case, &case.items[0], editor).expect("markers")
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text
        .split_once(from)
        .unwrap_or_else(|| panic!("{from} in {text}"));
    rest.split_once(to).expect("an end").0
}

fn rates() -> impl Strategy<Value = FrameRate> {
    prop_oneof![
        Just((24000, 1001)),
        Just((25, 1)),
        Just((30000, 1001)),
        Just((50, 1)),
        Just((60000, 1001)),
    ]
    .prop_map(|(n, d)| FrameRate::new(n, d).expect("a rate"))
}

proptest! {
    #[test]
    fn every_editor_reads_back_the_frame_that_was_written(
        first in 0u64..2_000_000, length in 1u64..5_000, rate in rates()
    ) {
        let case = case_with(first, length, rate, "Argus Wall");
        let xmeml = made(&case, Editor::Xmeml);
        let marker = between(&xmeml, "<marker>", "</marker>");
        prop_assert_eq!(between(marker, "<in>", "</in>").parse::<u64>().expect("a frame"), first);
        prop_assert_eq!(between(marker, "<out>", "</out>").parse::<u64>().expect("a frame"), first + length);

        let hour = |label: &str| {
            let start = if label.contains(';') { "01:00:00;00" } else { "01:00:00:00" };
            let frames = |l: &str| Timecode::parse(l, rate).expect("a label").frames();
            frames(label) - frames(start)
        };
        let edl = made(&case, Editor::Edl);
        let event = edl.lines().find(|l| l.starts_with("001 ")).expect("an event");
        prop_assert_eq!(hour(event.split_whitespace().nth(4).expect("a time")), first);
        let drop = rate.den() == 1001 && rate.nominal() % 30 == 0;
        prop_assert_eq!(edl.contains("FCM: DROP FRAME"), drop);
        let length_said = format!("|D:{length}");
        prop_assert!(edl.contains(&length_said));

        let avid = made(&case, Editor::Avid);
        let columns: Vec<&str> = avid.trim_end().split('\t').collect();
        prop_assert_eq!(columns.len(), 6);
        prop_assert_eq!(hour(columns[1]), first);

        let fcp = made(&case, Editor::Fcpxml);
        let start = between(&fcp, "<marker start=\"", "s\"");
        let (n, d) = start.split_once('/').expect("a fraction");
        let (n, d): (u128, u128) = (n.parse().expect("a number"), d.parse().expect("a number"));
        // Seconds times frames a second, without rest.
        prop_assert_eq!(n * u128::from(rate.num()) % (d * u128::from(rate.den())), 0);
        prop_assert_eq!(n * u128::from(rate.num()) / (d * u128::from(rate.den())), u128::from(first));

        let otio: Value = serde_json::from_str(&made(&case, Editor::Otio)).expect("JSON");
        let marked = &otio["tracks"]["children"][0]["children"][0]["markers"][0]["marked_range"];
        prop_assert_eq!(marked["start_time"]["value"].as_f64(), Some(first as f64));
        prop_assert_eq!(marked["duration"]["value"].as_f64(), Some(length as f64));
    }

    #[test]
    fn no_name_breaks_a_form(product in "\\PC{0,40}|.{0,12}", other in "\\PC{0,20}") {
        let rate = FrameRate::new(25, 1).expect("a rate");
        let mut case = case_with(10, 5, rate, &product);
        case.entities.push(EntityEntry { id: "a".to_owned(), fields: EntityFields::new(EntityKind::Company, &other) });
        case.relations.push(relation(Party::Entity("a".to_owned()), Party::Product(product.clone())));
        let edl = made(&case, Editor::Edl);
        let note = edl.lines().nth(4).expect("a note");
        prop_assert_eq!(note.matches('|').count(), 3);
        prop_assert_eq!(made(&case, Editor::Avid).lines().count(), 1);
        for text in [made(&case, Editor::Xmeml), made(&case, Editor::Fcpxml), graph::gexf(&case),
                     annotations::cvat(&case, &case.items[0]).expect("boxes")] {
            prop_assert!(!text.contains("<script"), "{}", text);
            let open = text.matches('<').count();
            prop_assert_eq!(open, text.matches('>').count());
        }
        let vtt = annotations::webvtt(&case, &case.items[0]).expect("cues");
        let payload = vtt.lines().find(|l| l.starts_with('{')).expect("a payload");
        prop_assert!(serde_json::from_str::<Value>(payload).is_ok());
        prop_assert!(!payload.contains("-->") && !payload.contains('<'));
        for line in ftm::ftm(&case).lines() {
            prop_assert!(serde_json::from_str::<Value>(line).is_ok());
        }
        prop_assert!(serde_json::from_str::<Value>(&tables::csl(&case)).is_ok());
    }
}

/// Resolve and Avid keep one marker a frame, and a strict reader refuses events that overlap.
#[test]
fn what_begins_on_one_frame_is_one_marker_there_and_nothing_is_lost() {
    let mut case = case_with(10, 5, FrameRate::new(25, 1).expect("a rate"), "p");
    let mut other = case.marks[0].clone();
    (other.id, other.product) = ("b0b0b0b0b0b0".to_owned(), "q".to_owned());
    other.last.frame += 20;
    let mut before = case.marks[0].clone();
    before.id = "c0c0c0c0c0c0".to_owned();
    before.first.frame = 3;
    case.marks.extend([other, before]);
    let edl = made(&case, Editor::Edl);
    let events: Vec<&str> = edl.lines().filter(|l| l.contains("  V  ")).collect();
    assert_eq!(events.len(), 2, "{edl}");
    assert!(events[0].contains(" 01:00:00:03 ") && events[1].contains(" 01:00:00:10 "));
    assert!(edl.contains("|M:p (accepted); q (accepted) |D:25"), "{edl}");
    assert!(edl.contains("b0b0b0b0b0b0") && edl.contains("4f0c9a1b77d2"));
    assert_eq!(made(&case, Editor::Avid).lines().count(), 2);
    assert_eq!(made(&case, Editor::Xmeml).matches("<marker>").count(), 3);
    assert_eq!(publish::markers::beyond_edl(&case, &case.items[0]), 0);
    for n in 0..1000 {
        let mut m = case.marks[0].clone();
        m.first.frame = 100 + n;
        case.marks.push(m);
    }
    assert_eq!(publish::markers::beyond_edl(&case, &case.items[0]), 3);
}

#[test]
fn unevenly_spaced_frames_have_no_frame_numbers() {
    let mut case = case_with(10, 5, FrameRate::new(25, 1).expect("a rate"), "p");
    case.items[0].video.as_mut().expect("a video").rate = None;
    for editor in Editor::ALL {
        let text = markers(&case, &case.items[0], editor);
        assert_eq!(text.is_some(), editor == Editor::Csv, "{editor:?}");
    }
    let csv = made(&case, Editor::Csv);
    assert!(csv.contains("0.400000,,,10,1/25"), "{csv}");
}

#[test]
fn a_case_of_one_person_says_so_on_every_export() {
    let mut case = case_with(10, 5, FrameRate::new(25, 1).expect("a rate"), "p");
    case.relations.push(relation(
        Party::Product("p".to_owned()),
        Party::Item(case.items[0].item),
    ));
    case.entities.push(EntityEntry {
        id: "a".to_owned(),
        fields: EntityFields::new(EntityKind::Company, "A"),
    });
    let item = &case.items[0];
    let mut texts: Vec<String> = Editor::ALL.iter().map(|e| made(&case, *e)).collect();
    texts.extend([
        annotations::webvtt(&case, item).expect("cues"),
        annotations::web_annotations(&case),
        annotations::coco(&case),
        graph::gexf(&case),
        ftm::ftm(&case),
    ]);
    texts.extend([
        annotations::cvat(&case, item).expect("boxes"),
        graph::svg(&case, true).expect("a graph"),
        tables::csl(&case),
        tables::bibtex(&case),
    ]);
    for (name, text) in tables::tables(&case) {
        // Each row says it; a table without rows states nothing.
        let rows = text.lines().skip(1);
        assert!(rows.clone().all(|row| row.contains(ONE_PERSON)), "{name}");
        assert!(text.lines().next().is_some_and(|h| h.ends_with(",review")));
        if matches!(name, "entities" | "relations" | "sources") {
            assert_eq!(rows.count(), 1, "{name}");
        }
    }
    for text in &texts {
        assert!(text.contains(ONE_PERSON), "{text}");
    }
    // Two people: nowhere.
    let mut two = case.clone();
    two.one_person = false;
    assert!(
        !graph::svg(&two, true)
            .expect("a graph")
            .contains(ONE_PERSON)
    );
    assert!(!tables::csl(&two).contains(ONE_PERSON) && !tables::bibtex(&two).contains(ONE_PERSON));
    assert!(
        !annotations::cvat(&two, &two.items[0])
            .expect("boxes")
            .contains(ONE_PERSON)
    );
}

#[test]
fn a_cell_never_begins_a_formula() {
    let mut case = case_with(10, 5, FrameRate::new(25, 1).expect("a rate"), "p");
    case.entities.push(EntityEntry {
        id: "a".to_owned(),
        fields: EntityFields::new(EntityKind::Company, "=HYPERLINK(\"http://x\",\"y\")"),
    });
    let (_, text) = tables::tables(&case).remove(0);
    assert!(
        text.contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
        "{text}"
    );
}

#[test]
fn a_relation_without_evidence_is_marked_and_drawn_so() {
    let mut case = case_with(10, 5, FrameRate::new(25, 1).expect("a rate"), "p");
    case.entities.push(EntityEntry {
        id: "a".to_owned(),
        fields: EntityFields::new(EntityKind::Company, "<script>alert(1)</script>"),
    });
    case.relations.push(relation(
        Party::Entity("a".to_owned()),
        Party::Product("p".to_owned()),
    ));
    let svg = graph::svg(&case, true).expect("a picture");
    assert!(
        svg.contains("stroke-dasharray") && !svg.contains("<script"),
        "{svg}"
    );
    assert!(ftm::ftm(&case).contains("no evidence"));
    assert!(graph::gexf(&case).contains("value=\"none\""));
    // "spring 2019" is no more exact than its year, and stays in words.
    assert!(ftm::ftm(&case).contains("startDate: spring 2019"));
}
