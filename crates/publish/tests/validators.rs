//! Exports read back by the programs for which they are made. Without these programs the test
//! says so and passes; `./test` installs them and wants them.

#[path = "common/investigation.rs"]
mod investigation;

use std::path::Path;
use std::process::Command;

use investigation::{case_with, relation};
use model::investigation::{
    DocumentOf, EntityEntry, EvidenceEntry, FindingEntry, Investigation, SourceItem,
};
use model::{
    ContentHash, EntityFields, EntityKind, FindingFields, FindingState, FrameRate, ItemId,
    ItemKind, Origin, Party, PublishedDate, RelationKind, Side,
};
use publish::markers::{Editor, markers};
use publish::{annotations, ftm, graph, tables};
use serde_json::{Value, json};

/// What `scripts/validate.py` says of a folder; `None` where the programs are not installed.
fn validated(folder: &Path) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/validators/bin/python");
    if !python.exists() {
        assert!(
            std::env::var_os("CONTRECHAMP_REQUIRE_VALIDATORS").is_none(),
            "{} is missing: run scripts/setup.sh test",
            python.display()
        );
        eprintln!("skipped: the programs of scripts/validators.txt are not installed");
        return None;
    }
    let out = Command::new(python)
        .arg(root.join("scripts/validate.py"))
        .arg(folder)
        .output()
        .expect("python starts");
    let text = String::from_utf8_lossy(&out.stdout);
    let last = text.lines().last().unwrap_or_default();
    Some(
        serde_json::from_str(last)
            .unwrap_or_else(|e| panic!("{e}: {text}\n{}", String::from_utf8_lossy(&out.stderr))),
    )
}

/// Every kind of entity and relation, evidence on a frame and on a page, a reviewed finding.
fn full() -> Investigation {
    let mut case = case_with(
        1031,
        30,
        FrameRate::new(25, 1).expect("a rate"),
        "Argus Wall",
    );
    let video = case.items[0].item;
    let manual = ItemId(ContentHash::of(b"manual"));
    case.items.push(SourceItem {
        item: manual,
        kind: ItemKind::Document,
        name: "Argus/manual.pdf".to_owned(),
        bytes: 9,
        origins: vec![Origin {
            published: Some(PublishedDate {
                iso: "2021-05-14T09:30:00Z".to_owned(),
                raw: String::new(),
            }),
            publisher: Some("Argus & Sons {Ltd}".to_owned()),
            ..Origin::default()
        }],
        video: None,
        document: Some(DocumentOf {
            title: Some("Manual_2".to_owned()),
            maker: Some("Argus".to_owned()),
            ..DocumentOf::default()
        }),
        source: manual,
    });
    for (n, kind) in EntityKind::ALL.into_iter().enumerate() {
        let mut fields = EntityFields::new(kind, &format!("{} «{n}» <script>", kind.word()));
        fields.aliases = vec!["Аргус".to_owned(), "阿古斯".to_owned()];
        fields.place = Some("Almaty".to_owned());
        fields.country = Some("kz".to_owned());
        fields.identifiers = vec!["12345".to_owned()];
        fields.url = Some("https://example.org/x".to_owned());
        fields.date = Some(
            ["2019", "spring 2019", "2019-05", "about 2019"][n % 4]
                .parse()
                .expect("a date"),
        );
        fields.note = "a note".to_owned();
        case.entities.push(EntityEntry {
            id: format!("e{n}"),
            fields,
        });
    }
    let frame = format!("{}@0:1031:1/25#10,10,50,10,50,50,10,50", video.short());
    let page = format!("{}/p7", manual.short());
    let evidence: Vec<EvidenceEntry> = [(frame, video, None), (page, manual, Some(7))]
        .into_iter()
        .map(|(address, item, page)| EvidenceEntry {
            of: address.clone(),
            worth: "accepted",
            words: model::Phrase::default(),
            quote: None,
            address: Some(address),
            item: Some(item),
            page,
            side: Side::For,
            source: None,
            information: None,
            note: String::new(),
        })
        .collect();
    let parties: Vec<Party> = (0..EntityKind::ALL.len())
        .map(|n| Party::Entity(format!("e{n}")))
        .chain([Party::Product("Argus Wall".to_owned()), Party::Item(video)])
        .collect();
    for (n, kind) in RelationKind::ALL.into_iter().enumerate() {
        for (m, to) in parties.iter().enumerate() {
            let from = &parties[(n + m) % parties.len()];
            if from == to || matches!(to, Party::Item(_)) && kind == RelationKind::Makes {
                continue;
            }
            let mut r = relation(from.clone(), to.clone());
            r.id = format!("r{n}-{m}");
            r.fields.kind = kind;
            r.worth = "accepted";
            r.evidence.clone_from(&evidence);
            case.relations.push(r);
        }
    }
    case.findings.push(FindingEntry {
        id: "f1".to_owned(),
        fields: FindingFields {
            statement: "A screen shows it.".to_owned(),
            parties: vec!["e0".to_owned(), "e1".to_owned()],
            ..FindingFields::default()
        },
        party_names: Vec::new(),
        state: FindingState::Reviewed,
        was: None,
        offered: None,
        sources: 2,
        evidence,
        rivals: Vec::new(),
        absences: Vec::new(),
        replies: Vec::new(),
        keeps_back: Vec::new(),
        authors: Vec::new(),
        states: Vec::new(),
    });
    case
}

/// Every form but markers, of a case with everything in it, by readers that are not ours.
#[test]
fn others_read_back_what_was_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = full();
    let put = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).expect("written");
    };
    let video = &case.items[0];
    put("a.ftm.json", &ftm::ftm(&case));
    put("a.coco.json", &annotations::coco(&case));
    put(
        "a.cvat.xml",
        &annotations::cvat(&case, video).expect("boxes"),
    );
    put("a.vtt", &annotations::webvtt(&case, video).expect("cues"));
    put("a.jsonld", &annotations::web_annotations(&case));
    put("a.bib", &tables::bibtex(&case));
    put("a.csl.json", &tables::csl(&case));
    put("a.gexf", &graph::gexf(&case));
    put("a.svg", &graph::svg(&case, true).expect("a graph"));
    for (name, text) in tables::tables(&case) {
        put(&format!("{name}.csv"), &text);
    }
    let Some(said) = validated(dir.path()) else {
        return;
    };
    assert_eq!(said["problems"], Value::Array(Vec::new()), "{said:#}");
    let read = &said["read"];
    assert!(read["a.ftm.json"]["entities"].as_u64() > Some(100));
    let (box_, region) = (json!([0, 0, 576, 238]), "xywh=pixel:0,0,576,238");
    assert_eq!(read["a.coco.json"][0], box_);
    // Frames 1031 and 1060, each with its box, and no third.
    let boxes = json!([
        [1031, 0.0, 0.0, 576.0, 238.0],
        [1060, 0.0, 0.0, 576.0, 238.0]
    ]);
    assert_eq!(read["a.cvat.xml"], json!([["Argus Wall", boxes]]));
    // 1031 frames of 25 a second are 41.24 s.
    let cue = json!([
        "sighting-4f0c9a1b77d2",
        "00:00:41.240",
        "00:00:42.400",
        region
    ]);
    assert_eq!(read["a.vtt"], json!([cue]));
    let annotated = read["a.jsonld"].as_array().expect("annotations");
    let at = format!("t=41.240,41.241&{region}");
    assert!(
        annotated.iter().any(|a| a[1] == at.as_str()),
        "{annotated:#?}"
    );
    assert!(annotated.iter().any(|a| a[1] == "page=7"), "{annotated:#?}");
    assert_eq!(read["a.bib"], 2);
    let lines = read["a.csl.json"].as_array().expect("lines");
    assert!(
        lines.iter().any(|l| l.to_string().contains("Manual_2")),
        "{lines:?}"
    );
    assert_eq!(read["a.gexf"]["edges"], case.relations.len());
    let labels = read["a.gexf"]["labels"].to_string();
    assert!(labels.contains("<script>"), "names are whole: {labels}");
    assert_eq!(read["entities.csv"][1], case.entities.len());
    assert_eq!(read["relations.csv"][1], case.relations.len());
}

#[test]
fn every_editor_has_the_frame_that_was_written_at_every_rate() {
    let dir = tempfile::tempdir().expect("a folder");
    let rates = [
        (24000, 1001, 86_400),
        (25, 1, 1031),
        // One minute in drop-frame, where two labels are left out.
        (30000, 1001, 17_982),
        (30000, 1001, 1_800),
        (50, 1, 123_456),
        (60000, 1001, 3_600),
    ];
    for (n, (num, den, first)) in rates.into_iter().enumerate() {
        let rate = FrameRate::new(num, den).expect("a rate");
        let case = case_with(first, 30, rate, "Argus Wall");
        for editor in Editor::ALL.into_iter().filter(|e| *e != Editor::Csv) {
            let text = markers(&case, &case.items[0], editor).expect("markers");
            let name = format!("{n}-{num}-{den}-{first}.{}", editor.ending());
            std::fs::write(dir.path().join(name), text).expect("written");
        }
    }
    let Some(said) = validated(dir.path()) else {
        return;
    };
    assert_eq!(said["problems"], Value::Array(Vec::new()), "{said:#}");
    let read = said["read"].as_object().expect("files");
    assert_eq!(read.len(), rates.len() * 5);
    for (file, marks) in read {
        let first: u64 = file
            .split(['-', '.'])
            .nth(3)
            .and_then(|n| n.parse().ok())
            .expect("a frame");
        assert_eq!(marks.as_array().map(Vec::len), Some(1), "{file}: {marks}");
        assert_eq!(marks[0][0].as_u64(), Some(first), "{file}: {marks}");
        assert_eq!(marks[0][1].as_u64(), Some(30), "{file}: {marks}");
        assert_eq!(marks[0][2], "Argus Wall (accepted)", "{file}: {marks}");
    }
}

/// A reader that takes everything would prove nothing.
#[test]
fn each_reader_finds_what_is_broken() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = full();
    let (video, rate) = (&case.items[0], FrameRate::new(30000, 1001).expect("a rate"));
    let drop = case_with(17_982, 30, rate, "Argus Wall");
    let edl = markers(&drop, &drop.items[0], Editor::Edl).expect("markers");
    let fcpxml = markers(&drop, &drop.items[0], Editor::Fcpxml).expect("markers");
    let cvat = annotations::cvat(&case, video).expect("boxes");
    let vtt = annotations::webvtt(&case, video).expect("cues");
    let anno = annotations::web_annotations(&case);
    let (gexf, csl) = (graph::gexf(&case), tables::csl(&case));
    let broken = [
        ("a.cvat.xml", cvat.replace("xbr=\"576\"", "xbr=\"5760\"")),
        ("b.cvat.xml", cvat.replace("outside=\"1\"", "outside=\"0\"")),
        ("a.vtt", vtt.replace("00:00:42.400", "00:00:40.400")),
        ("b.vtt", vtt.replace("41.240", "41,240")),
        ("a.jsonld", anno.replace("xywh=pixel", "xywh=percent")),
        ("b.jsonld", anno.replace("\"selector\"", "\"selektor\"")),
        ("a.gexf", gexf.replacen("target=\"", "target=\"no", 1)),
        ("a.csl.json", csl.replace("motion_picture", "video")),
        ("b.csl.json", csl.replace("\"publisher\"", "\"publishers\"")),
        (
            "0-30000-1001-0.resolve.edl",
            edl.replace("DROP", "NON-DROP"),
        ),
        (
            "0-30000-1001-0.fcpxml",
            fcpxml.replace("<marker start=\"", "<marker start=\"1"),
        ),
        ("a.csv", "a,b\n1\n".to_owned()),
        ("a.txt", String::new()),
    ];
    // Beside the EDL, for its rate.
    std::fs::write(dir.path().join("0.fcpxml"), &fcpxml).expect("written");
    for (name, text) in &broken {
        std::fs::write(dir.path().join(name), text).expect("written");
    }
    let Some(said) = validated(dir.path()) else {
        return;
    };
    let problems = said["problems"].to_string();
    for (name, _) in &broken {
        assert!(problems.contains(name), "{name} is taken: {said:#}");
    }
}
