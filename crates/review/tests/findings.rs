//! Findings: no state is skipped, nobody reviews their own, any change sets back, and what
//! happens to evidence happens to what rests on it.

mod common;

use case::Case;
use common::{Small, set_sightings, small};
use model::{
    Act, Confidence, ConfidenceLevel, EntityFields, EntityKind, FindingFields, FindingPatch,
    FindingState, InformationGrade, Likelihood, LikelihoodScale, Party, RelationFields,
    RelationKind, Reply, ReplyAct, RivalExplanation, Side, SourceGrade, Subject, VerdictValue,
    Wording,
};
use review::ReviewError;
use review::book::Book;
use review::entities;
use review::evidence::Evidence;
use review::findings::{self, Assessed, Change};

fn cite(case: &mut Case, finding: &str, what: &str, information: InformationGrade) -> i64 {
    let book = Book::read(case).expect("read");
    let evidence = Evidence::read(case, &book).expect("read");
    let mut citation = entities::citation(&book, &evidence, what, Side::For, "").expect("evidence");
    citation.source = Some(SourceGrade::B);
    citation.information = Some(information);
    findings::change(case, finding, Change::Cite(citation), None, "ana", "").expect("cited")
}

/// A complete finding of `ana`, naming one company, resting on the first sighting.
fn complete(small: &mut Small) -> (String, String) {
    let case = &mut small.case;
    let company = EntityFields::new(EntityKind::Company, "<script>alert(1)</script>");
    let company = entities::add_entity(case, company, "ana", "").expect("a company");
    let fields = FindingFields {
        statement: "A screen shows Argus Wall.".to_owned(),
        assessment: String::new(),
        wording: Some(Wording::Shows),
        parties: vec![company.clone()],
        likelihood: Some(
            Likelihood::new("likely", LikelihoodScale::Icd203).expect("a word of the scale"),
        ),
        confidence: Some(Confidence {
            level: ConfidenceLevel::Moderate,
            reason: "one sighting".to_owned(),
        }),
    };
    let id = findings::begin(case, fields, "ana", "").expect("begun");
    review::give_verdict(case, &small.sightings[0], VerdictValue::Yes, "ana", "").expect("given");
    cite(
        case,
        &id,
        &small.sightings[0],
        InformationGrade::ProbablyTrue,
    );
    let rival = RivalExplanation {
        explanation: "A demonstration".to_owned(),
        weighed: "nothing excludes it".to_owned(),
    };
    findings::change(case, &id, Change::AddRival(rival), None, "ana", "").expect("weighed");
    (id, company)
}

fn assessed(case: &Case, id: &str) -> Assessed {
    let all = findings::findings(case).expect("read");
    all.into_iter()
        .find(|a| a.finding.id == id)
        .expect("the finding")
}

fn go(case: &mut Case, id: &str, state: FindingState, by: &str) -> Result<i64, ReviewError> {
    findings::set_state(case, id, state, None, by, "")
}

fn blocked(result: Result<i64, ReviewError>, words: &str) {
    match result {
        Err(ReviewError::Blocked { why, .. }) => {
            assert!(
                why.iter().any(|w| w.contains(words)),
                "{words:?} is not in {why:?}"
            );
        }
        other => panic!("not kept back: {other:?}"),
    }
}

#[test]
fn a_finding_goes_from_state_to_state_and_skips_none() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, company) = complete(&mut small);
    let case = &mut small.case;
    for skipped in [
        FindingState::Reviewed,
        FindingState::Cleared,
        FindingState::Published,
    ] {
        blocked(go(case, &id, skipped, "bo"), "its next state is ready");
    }
    go(case, &id, FindingState::Ready, "ana").expect("complete");
    blocked(
        go(case, &id, FindingState::Reviewed, "Ana "),
        "their own work",
    );
    go(case, &id, FindingState::Reviewed, "bo").expect("another person");
    blocked(
        go(case, &id, FindingState::Cleared, "bo"),
        "has not been asked",
    );
    let asked = ReplyAct::Asked {
        how: "letter".to_owned(),
        when: "2020-01-01".parse().expect("a date"),
        deadline: "2999-01-01".parse().expect("a date"),
        question: "Is it yours?".to_owned(),
    };
    let reply = |act| {
        Change::Reply(Reply {
            party: company.clone(),
            act,
        })
    };
    findings::change(case, &id, reply(asked), None, "ana", "").expect("asked");
    assert_eq!(
        assessed(case, &id).state,
        FindingState::Reviewed,
        "asking changes nothing"
    );
    blocked(
        go(case, &id, FindingState::Cleared, "bo"),
        "has time until 2999-01-01",
    );
    let because = ReplyAct::NotAsked {
        reason: "dissolved in 2019".to_owned(),
    };
    findings::change(case, &id, reply(because), None, "ana", "").expect("noted");
    go(case, &id, FindingState::Cleared, "bo").expect("replies are settled");
    go(case, &id, FindingState::Published, "ana").expect("cleared");
    let acts = findings::history(case, &id).expect("read");
    let states = acts
        .iter()
        .filter(|s| matches!(s.act, Act::SetState { .. }));
    assert_eq!(states.count(), 4, "every state with who gave it");
}

#[test]
fn any_change_and_a_long_answer_set_a_reviewed_finding_back() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, company) = complete(&mut small);
    let case = &mut small.case;
    let review = |case: &mut Case| {
        go(case, &id, FindingState::Ready, "ana").expect("complete");
        go(case, &id, FindingState::Reviewed, "bo").expect("another person");
    };
    let changes = [
        Change::Edit(FindingPatch {
            statement: Some("Two screens show it.".to_owned()),
            ..FindingPatch::default()
        }),
        Change::AddRival(RivalExplanation {
            explanation: "Old footage".to_owned(),
            weighed: "the clock says otherwise".to_owned(),
        }),
        Change::Reply(Reply {
            party: company,
            act: ReplyAct::Answered {
                when: "spring 2019".parse().expect("a date"),
                text: "No. ".repeat(20_000),
                used: String::new(),
            },
        }),
    ];
    for change in changes {
        review(case);
        findings::change(case, &id, change, None, "ana", "").expect("changed");
        let now = assessed(case, &id);
        assert_eq!(
            (now.state, now.was),
            (FindingState::Draft, Some(FindingState::Reviewed))
        );
    }
    let answer = assessed(case, &id).finding.replies.remove(0).what.act;
    let ReplyAct::Answered { text, .. } = answer else {
        panic!("an answer");
    };
    assert_eq!(text.len(), 80_000, "verbatim, however long");
}

#[test]
fn another_name_and_more_evidence_of_a_relation_set_a_reviewed_finding_back() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, company) = complete(&mut small);
    let page = format!("{}/p", small.manual.short());
    let case = &mut small.case;
    let named = |case: &Case, what: &str| {
        let book = Book::read(case).expect("read");
        let evidence = Evidence::read(case, &book).expect("read");
        entities::citation(&book, &evidence, what, Side::For, "").expect("evidence")
    };
    let installer = EntityFields::new(EntityKind::Company, "Local Install");
    let installer = entities::add_entity(case, installer, "ana", "").expect("a company");
    let fields = RelationFields {
        kind: RelationKind::PartnerOf,
        from: Party::Entity(installer.clone()),
        to: Party::Product("Argus Wall".to_owned()),
        since: None,
        until: None,
        note: String::new(),
        foreign: None,
        extra: Default::default(),
    };
    let first = [named(case, &format!("{page}1"))];
    let relation = entities::link(case, fields, &first, "ana", "").expect("linked");
    let of = format!("relation:{relation}");
    cite(case, &id, &of, InformationGrade::ProbablyTrue);
    let rename = |case: &mut Case, of: &str, name: &str| {
        let fields = EntityFields::new(EntityKind::Company, name);
        entities::edit_entity(case, of, fields, None, "bo", "").expect("renamed");
    };
    for change in 0..3 {
        go(case, &id, FindingState::Ready, "ana").expect("complete");
        go(case, &id, FindingState::Reviewed, "cy").expect("another person");
        match change {
            0 => rename(case, &company, "Argus Group"),
            1 => rename(case, &installer, "Another Install"),
            _ => {
                let more = named(case, &format!("{page}2"));
                entities::cite(case, &relation, more, "bo", "").expect("cited");
            }
        }
        let now = assessed(case, &id);
        assert_eq!(
            (now.state, now.was),
            (FindingState::Draft, Some(FindingState::Reviewed)),
            "change {change}"
        );
    }
}

#[test]
fn evidence_that_is_rejected_or_gone_sets_back_what_rests_on_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, _) = complete(&mut small);
    let case = &mut small.case;
    go(case, &id, FindingState::Ready, "ana").expect("complete");
    review::give_verdict(
        case,
        &small.sightings[0],
        VerdictValue::No,
        "ana",
        "a poster",
    )
    .expect("given");
    let now = assessed(case, &id);
    assert_eq!(
        (now.state, now.was),
        (FindingState::Draft, Some(FindingState::Ready))
    );
    assert!(
        now.lost[0].to_string().contains("rejected"),
        "{:?}",
        now.lost
    );
    blocked(go(case, &id, FindingState::Ready, "ana"), "rejected");
    // The machine proposes it no longer.
    set_sightings(case, small.first, Vec::new());
    let now = assessed(case, &id);
    assert!(now.lost[0].to_string().contains("gone"), "{:?}", now.lost);
    blocked(
        go(case, &id, FindingState::Ready, "ana"),
        "no longer proposed",
    );
}

#[test]
fn two_people_who_edit_one_finding_do_not_overwrite_each_other() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, _) = complete(&mut small);
    let case = &mut small.case;
    let seen = assessed(case, &id).finding.revision;
    let edit = |text: &str| {
        Change::Edit(FindingPatch {
            assessment: Some(text.to_owned()),
            ..FindingPatch::default()
        })
    };
    findings::change(case, &id, edit("Bo's"), Some(seen), "bo", "").expect("first");
    let second = findings::change(case, &id, edit("Ana's"), Some(seen), "ana", "");
    assert!(
        matches!(&second, Err(ReviewError::Changed { by, .. }) if by == "bo"),
        "{second:?}"
    );
    assert_eq!(assessed(case, &id).finding.fields.assessment, "Bo's");
}

#[test]
fn confirmed_needs_two_sources_and_copies_and_one_publishers_files_count_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, _) = complete(&mut small);
    let case = &mut small.case;
    review::give_verdict(case, &small.sightings[1], VerdictValue::Yes, "ana", "").expect("given");
    cite(case, &id, &small.sightings[1], InformationGrade::Confirmed);
    assert_eq!(assessed(case, &id).sources, 2);
    go(case, &id, FindingState::Ready, "ana").expect("two sources");
    // The same publisher for both.
    let origin = model::Origin {
        path: "again/second.mp4".to_owned(),
        publisher: Some(" channel ONE".to_owned()),
        ..model::Origin::default()
    };
    case.add_item(small.second, 10, &origin).expect("added");
    assert_eq!(assessed(case, &id).sources, 1);
    blocked(go(case, &id, FindingState::Ready, "ana"), "1 source");
}

#[test]
fn wording_is_never_stronger_than_the_evidence() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, company) = complete(&mut small);
    let case = &mut small.case;
    assert_eq!(assessed(case, &id).offered, Some(Wording::Shows));
    let claim = Change::Edit(FindingPatch {
        wording: Some(Wording::Supplied),
        ..FindingPatch::default()
    });
    findings::change(case, &id, claim, None, "ana", "").expect("changed");
    blocked(
        go(case, &id, FindingState::Ready, "ana"),
        "two independent sources",
    );
    // A supply that the manual documents.
    let site = EntityFields::new(EntityKind::Site, "Duty room");
    let site = entities::add_entity(case, site, "ana", "").expect("a site");
    let page = format!("{}/p7", small.manual.short());
    let book = Book::read(case).expect("read");
    let evidence = Evidence::read(case, &book).expect("read");
    let citation = entities::citation(&book, &evidence, &page, Side::For, "").expect("a page");
    let supply = RelationFields {
        kind: RelationKind::Supplied,
        from: Party::Entity(company),
        to: Party::Entity(site),
        since: Some("spring 2019".parse().expect("a date")),
        until: None,
        note: String::new(),
        foreign: None,
        extra: Default::default(),
    };
    let relation = entities::link(case, supply, &[citation], "ana", "").expect("linked");
    cite(
        case,
        &id,
        &format!("relation:{relation}"),
        InformationGrade::ProbablyTrue,
    );
    assert_eq!(assessed(case, &id).offered, Some(Wording::Supplied));
    go(case, &id, FindingState::Ready, "ana").expect("borne");
    // The relation's own date belongs to what was reviewed; without it, the wording falls.
    entities::remove_relation(case, &relation, "ana", "").expect("removed");
    let now = assessed(case, &id);
    assert_eq!(now.state, FindingState::Draft);
    assert_eq!(now.offered, Some(Wording::Shows));
}

#[test]
fn acts_are_undone_and_kept() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let (id, company) = complete(&mut small);
    let case = &mut small.case;
    let acts = entities::history(case, Some(&company)).expect("read");
    assert!(matches!(
        entities::undo(case, acts[0].position, "ana", ""),
        Err(ReviewError::InUse { .. })
    ));
    let rival = assessed(case, &id).finding.rivals[0].number;
    let undo = entities::undo(case, rival, "ana", "").expect("undone");
    assert!(assessed(case, &id).finding.rivals.is_empty());
    entities::undo(case, undo, "ana", "").expect("undone");
    assert_eq!(assessed(case, &id).finding.rivals.len(), 1);
    assert!(
        case.check_database().expect("read").is_empty(),
        "journal and book agree"
    );
    assert_eq!(case.statements().expect("read")[0].subject, Subject::Entity);
}
