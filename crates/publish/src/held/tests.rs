//! What is left of an investigation when a file that could tell a source does not go out.

use model::investigation::{
    DocumentOf, EntityEntry, FindingEntry, LadderEntry, LadderStep, MatrixEntry, PictureSaid,
    RelationEntry,
};
use model::{
    ContentHash, EntityKind, FindingFields, FindingState, ItemKind, Part, RelationFields,
    RelationKind, Side,
};

use super::*;

const FILE: &str = "Aigul call.mp4";

fn id(name: &str) -> ItemId {
    ItemId(ContentHash::of(name.as_bytes()))
}

/// The call and the record of a post are held back, and a product that only the call shows.
fn held() -> Held {
    Held {
        items: BTreeSet::from([id("call"), id("record")]),
        traces: Withheld::default(),
        names: vec![FILE.to_owned(), "Aigul call".to_owned()],
        products: BTreeSet::from(["Heron Desk".to_owned()]),
    }
}

fn told() -> String {
    format!("see {FILE}")
}

fn source(name: &str, origins: Vec<Origin>) -> SourceItem {
    SourceItem {
        item: id(name),
        kind: ItemKind::Document,
        name: told(),
        bytes: 1,
        origins,
        video: None,
        document: Some(DocumentOf {
            title: Some(told()),
            maker: Some(told()),
            product: Some("Heron Desk".to_owned()),
            ..DocumentOf::default()
        }),
        source: id("call"),
    }
}

fn piece(of: &str, item: &str) -> EvidenceEntry {
    EvidenceEntry {
        of: of.to_owned(),
        worth: "accepted",
        words: Phrase::new("{0} at {1} in {2}", [Part::Data(told())]),
        quote: Some(told()),
        address: None,
        item: Some(id(item)),
        page: None,
        side: Side::For,
        source: None,
        information: None,
        note: told(),
    }
}

fn relation(name: &str, to: Party) -> RelationEntry {
    RelationEntry {
        id: name.to_owned(),
        fields: RelationFields {
            from: Party::Entity("e1".to_owned()),
            kind: RelationKind::Makes,
            to,
            since: None,
            until: None,
            note: told(),
            foreign: Some(told()),
            extra: [("topics".to_owned(), vec![told()])].into(),
        },
        from_name: told(),
        to_name: told(),
        worth: "accepted",
        evidence: vec![piece("sighting:1", "open")],
    }
}

fn investigation() -> Investigation {
    let mut fields = EntityFields::new(EntityKind::Company, &told());
    fields.aliases = vec![told()];
    fields.identifiers = vec![told()];
    fields.place = Some(told());
    fields.extra.insert("topics".to_owned(), vec![told()]);
    let origin = |sidecar: Option<&str>| Origin {
        path: "posts/1.mp4".to_owned(),
        title: Some(told()),
        url: Some(format!("https://x.example/{FILE}")),
        publisher: Some(told()),
        canonical_id: Some(told()),
        sidecar: sidecar.map(id),
        ..Origin::default()
    };
    Investigation {
        case_name: told(),
        items: vec![
            source("call", vec![]),
            source("open", vec![origin(None), origin(Some("record"))]),
            source("post", vec![origin(Some("record"))]),
        ],
        products: vec!["Heron Desk".to_owned(), "Argus Wall".to_owned()],
        entities: vec![EntityEntry {
            id: "e1".to_owned(),
            fields,
        }],
        relations: vec![
            relation("r1", Party::Product("Heron Desk".to_owned())),
            relation("r2", Party::Product("Argus Wall".to_owned())),
        ],
        findings: vec![FindingEntry {
            id: "f1".to_owned(),
            fields: FindingFields {
                statement: told(),
                assessment: told(),
                wording: None,
                parties: Vec::new(),
                likelihood: None,
                confidence: None,
            },
            party_names: vec![told()],
            state: FindingState::Draft,
            was: None,
            offered: None,
            sources: 1,
            evidence: vec![piece("relation:r1", "open"), piece("passage:1", "open")],
            rivals: Vec::new(),
            absences: Vec::new(),
            replies: Vec::new(),
            keeps_back: vec![
                Phrase::new(
                    "{0} is {1}: {2}",
                    [
                        Part::Data("relation:r1".to_owned()),
                        Part::Word("open"),
                        Part::Data("a secret of it".to_owned()),
                    ],
                ),
                Phrase::new(
                    "{0}: {1}",
                    [
                        Part::Data("a secret of it".to_owned()),
                        Phrase::data(told()).into(),
                    ],
                ),
            ],
            authors: Vec::new(),
            states: Vec::new(),
        }],
        ladders: vec![LadderEntry {
            company: told(),
            place: told(),
            level: "I0",
            steps: vec![LadderStep {
                level: "I0",
                means: "",
                why: Phrase::new("read: {0}", [Part::Data("a secret of it".to_owned())]),
                proofs: vec![piece("reading:1:0", "call")],
            }],
            missing: Vec::new(),
        }],
        matrix: vec![MatrixEntry {
            product: "Heron Desk".to_owned(),
            function: "f".to_owned(),
            name: "f".to_owned(),
            level: "C1".to_owned(),
            contradiction: false,
            conditions: Vec::new(),
            proofs: vec![piece("passage:1", "open")],
        }],
        pictures: [("sighting:1".to_owned(), PictureSaid::default())].into(),
        ..Investigation::default()
    }
}

#[test]
fn no_field_names_what_is_held_back_or_says_what_rests_on_it() {
    let mut of = investigation();
    assert!(format!("{of:?}").contains("Aigul call"));
    held().strip(&mut of);
    of.pictures.remove("sighting:1").expect("masks stay");
    let left = format!("{of:#?}");
    for secret in ["Aigul", "Heron Desk", "a secret of it"] {
        let at = left.find(secret);
        let around = at.map(|at| &left[at.saturating_sub(200)..at]);
        assert!(around.is_none(), "{secret}: {}", around.unwrap_or_default());
    }
    // What has nothing to do with it is there.
    assert_eq!(of.products, ["Argus Wall"]);
    assert_eq!(of.relations.len(), 1);
    assert_eq!(of.ladders[0].steps[0].why, Phrase::plain(WITHHELD));
    assert_eq!(of.items.len(), 2);
    assert_eq!(of.items[0].origins.len(), 1);
    assert_eq!(
        of.items[1].origins,
        [Origin {
            path: "posts/1.mp4".to_owned(),
            ..Origin::default()
        }]
    );
}
