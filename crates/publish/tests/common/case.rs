//! A dossier with something in every section.
#![allow(dead_code)]

use model::investigation::{
    DocumentOf, EntityEntry, EvidenceEntry, FindingEntry, LadderEntry, LadderStep, MatrixEntry,
    SourceItem,
};
use model::{
    Absence, Confidence, ConfidenceLevel, EntityFields, EntityKind, FindingFields, FindingState,
    FrameRate, InformationGrade, ItemKind, Likelihood, LikelihoodScale, Part, Party, Phrase,
    RelationKind, Reply, ReplyAct, RivalExplanation, Side, SourceGrade, Wording,
};
use publish::Dossier;

use crate::{common, investigation};

pub fn evidence(of: &str, worth: &'static str) -> EvidenceEntry {
    EvidenceEntry {
        of: of.to_owned(),
        worth,
        words: Phrase::new(
            "{0} at {1} in {2}",
            ["Aurora Command", "0:00:40.000", "control-room.mp4"].map(|t| Part::Data(t.to_owned())),
        ),
        quote: Some("Faces are compared.".to_owned()),
        address: Some("7f3a9c2b4d1e/p7".to_owned()),
        item: Some(common::item("aurora-brochure-2024.pdf")),
        page: Some(7),
        side: Side::For,
        source: Some(SourceGrade::B),
        information: Some(InformationGrade::ProbablyTrue),
        note: "made-up room".to_owned(),
    }
}

fn finding(id: &str, state: FindingState) -> FindingEntry {
    let likelihood = Likelihood::new("very likely", LikelihoodScale::Icd203);
    let date = |d: &str| d.parse().expect("a date");
    let reply = |act| {
        let party = "c1".to_owned();
        ("ТОО Argus".to_owned(), Reply { party, act })
    };
    let mut against = evidence("passage:1b77d24f0c9a", "open");
    against.side = Side::Against;
    FindingEntry {
        id: id.to_owned(),
        fields: FindingFields {
            statement: "A screen of the duty room showed it.".to_owned(),
            assessment: "It was no slide.".to_owned(),
            wording: Some(Wording::Shows),
            parties: vec!["c1".to_owned()],
            likelihood: likelihood.ok(),
            confidence: Some(Confidence {
                level: ConfidenceLevel::Moderate,
                reason: "two views agree".to_owned(),
            }),
        },
        party_names: vec!["ТОО Argus".to_owned()],
        state,
        was: (state == FindingState::Draft).then_some(FindingState::Reviewed),
        offered: Some(Wording::ConsistentWith),
        sources: 2,
        evidence: vec![evidence("sighting:4f0c9a1b77d2", "accepted"), against],
        rivals: vec![RivalExplanation {
            explanation: "a trial licence".to_owned(),
            weighed: "nobody said so".to_owned(),
        }],
        absences: vec![Absence {
            what: "a contract".to_owned(),
            coverage: "three papers".to_owned(),
        }],
        replies: vec![
            reply(ReplyAct::Asked {
                how: "letter".to_owned(),
                when: date("2024-04-02"),
                deadline: date("2024-04-16"),
                question: "Was it you?".to_owned(),
            }),
            reply(ReplyAct::Answered {
                when: date("2024-04-10"),
                text: "We do not comment.".to_owned(),
                used: "in full".to_owned(),
            }),
            (
                "City of Zh".to_owned(),
                Reply {
                    party: "b1".to_owned(),
                    act: ReplyAct::Asked {
                        how: "letter".to_owned(),
                        when: date("2024-04-02"),
                        deadline: date("2024-04-16"),
                        question: "Which program?".to_owned(),
                    },
                },
            ),
            reply(ReplyAct::NotAsked {
                reason: "it is dissolved".to_owned(),
            }),
        ],
        keeps_back: vec![
            Phrase::plain("no second person has reviewed it as it stands"),
            Phrase::new(
                "{0} is {1}: {2}",
                [
                    Part::Data("sighting:4f0c9a1b77d2".to_owned()),
                    Part::Word("open"),
                    Phrase::data("it").into(),
                ],
            ),
        ],
        authors: vec!["k7".to_owned()],
        states: vec![(state, "k7".to_owned(), "2026-11-22T10:04:00Z".to_owned())],
    }
}

/// Every section has something in it.
pub fn full() -> Dossier {
    let mut dossier = common::small();
    let rate = FrameRate::new(25, 1).expect("a rate");
    let mut case = investigation::case_with(10, 5, rate, "Aurora Command");
    case.made_at.clone_from(&dossier.made_at);
    case.items.push(SourceItem {
        item: common::item("aurora-brochure-2024.pdf"),
        kind: ItemKind::Document,
        name: "aurora-brochure-2024.pdf".to_owned(),
        bytes: 7,
        origins: Vec::new(),
        video: None,
        document: Some(DocumentOf {
            kind: Some("brochure".to_owned()),
            ..DocumentOf::default()
        }),
        source: common::item("aurora-brochure-2024.pdf"),
    });
    for (n, kind) in EntityKind::ALL.into_iter().enumerate() {
        let mut fields = EntityFields::new(kind, &format!("Nm{n}"));
        fields.date = Some("spring 2019".parse().expect("a date"));
        case.entities.push(EntityEntry {
            id: format!("e{n}"),
            fields,
        });
    }
    let id = |kind: EntityKind| {
        let n = EntityKind::ALL.iter().position(|k| *k == kind);
        Party::Entity(format!("e{}", n.expect("a kind")))
    };
    let (system, component) = (id(EntityKind::System), id(EntityKind::Component));
    for (n, kind) in RelationKind::ALL.into_iter().enumerate() {
        for to in [&system, &component] {
            let from = match kind {
                RelationKind::PartOf => component.clone(),
                _ => id(EntityKind::Company),
            };
            if from == *to {
                continue;
            }
            let mut r = investigation::relation(from, to.clone());
            r.id = format!("r{n}");
            r.fields.kind = kind;
            r.fields.until = Some("2020".parse().expect("a date"));
            (r.from_name, r.to_name) = ("Frm".to_owned(), "Tgt".to_owned());
            if n % 2 == 0 {
                r.evidence = vec![evidence("sighting:4f0c9a1b77d2", "accepted")];
                r.worth = ["accepted", "cannot-tell", "split", "gone"][n / 2 % 4];
            }
            case.relations.push(r);
        }
    }
    case.findings = vec![
        finding("f1", FindingState::Published),
        finding("f2", FindingState::Draft),
    ];
    case.ladders = vec![LadderEntry {
        company: "ТОО Argus".to_owned(),
        place: "Zharsu".to_owned(),
        level: "I1",
        steps: vec![LadderStep {
            level: "I1",
            means: "its product is visible at the site",
            why: evidence("a", "accepted").words,
            proofs: vec![evidence("sighting:4f0c9a1b77d2", "accepted")],
        }],
        missing: vec![("I0", "its name, or that of its product, was seen there")],
    }];
    case.matrix = vec![MatrixEntry {
        product: "Aurora Command".to_owned(),
        function: "live-face-match".to_owned(),
        name: "Live face matching".to_owned(),
        level: "C3 + Cx".to_owned(),
        contradiction: true,
        conditions: vec!["licence A".to_owned()],
        proofs: vec![evidence("passage:1b77d24f0c9a", "accepted")],
    }];
    dossier.withheld = true;
    dossier.sensitive = true;
    dossier.products[0].sightings[1].masks = vec![common::QUAD];
    dossier.not_found[0].references[0].shown = false;
    dossier.investigation = Some(case);
    dossier
}
