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
use publish::{annotations, ftm, tables};
use serde_json::Value;

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

#[test]
fn followthemoney_keeps_every_value_and_reference() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = full();
    std::fs::write(dir.path().join("a.ftm.json"), ftm::ftm(&case)).expect("written");
    std::fs::write(dir.path().join("a.coco.json"), annotations::coco(&case)).expect("written");
    std::fs::write(dir.path().join("a.bib"), tables::bibtex(&case)).expect("written");
    let Some(said) = validated(dir.path()) else {
        return;
    };
    assert_eq!(said["problems"], Value::Array(Vec::new()), "{said:#}");
    assert!(
        said["read"]["a.ftm.json"]["entities"].as_u64() > Some(100),
        "{said:#}"
    );
    assert_eq!(
        said["read"]["a.coco.json"][0],
        serde_json::json!([0, 0, 576, 238])
    );
    assert_eq!(said["read"]["a.bib"], 2);
}

#[test]
fn opentimelineio_reads_the_frame_that_was_written_at_every_rate() {
    let dir = tempfile::tempdir().expect("a folder");
    for (n, (num, den, first)) in [
        (24000, 1001, 86_400),
        (25, 1, 1031),
        (30000, 1001, 17_982),
        (50, 1, 123_456),
    ]
    .into_iter()
    .enumerate()
    {
        let rate = FrameRate::new(num, den).expect("a rate");
        let case = case_with(first, 30, rate, "Argus Wall");
        for editor in [Editor::Xmeml, Editor::Otio, Editor::Fcpxml] {
            // This reader of FCPXML takes 24000/1001 for 23 frames a second; the fractions
            // themselves are held to the frame in `texts.rs`.
            if editor == Editor::Fcpxml && den != 1 {
                continue;
            }
            let text = markers(&case, &case.items[0], editor).expect("markers");
            let name = format!("{n}-{first}.{}", editor.ending());
            std::fs::write(dir.path().join(name), text).expect("written");
        }
    }
    let Some(said) = validated(dir.path()) else {
        return;
    };
    assert_eq!(said["problems"], Value::Array(Vec::new()), "{said:#}");
    let read = said["read"].as_object().expect("files");
    assert_eq!(read.len(), 10);
    for (file, marks) in read {
        let first: u64 = file
            .split(['-', '.'])
            .nth(1)
            .and_then(|n| n.parse().ok())
            .expect("a frame");
        assert_eq!(marks[0][0].as_u64(), Some(first), "{file}: {marks}");
    }
}
