//! Several people at one case: what one changed is not overwritten by another who did not see it.

mod common;

use common::people::papers;
use common::web::serve;
use common::{Ground, filmed_view, investigate_unread, list, run, write_papers};

/// Who edits what somebody else changed meanwhile is shown both, and nothing is lost.
#[test]
fn conflicting_edits_are_told_and_nothing_is_lost() {
    let ground = papers();
    let served = serve(ground.case_str());
    let cookie = served.enter();
    let (token, origin) = (served.form_token(&cookie), served.origin());
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let send = |path: &str, body: &str| {
        let body = format!("form={token}&{body}");
        served.post(path, &headers, body.as_bytes())
    };
    let added = send(
        "/companies",
        "by=k7&kind=site&name=Duty+room&coordinates=43.25,76.9",
    );
    let to = added.header("location").expect("a place").to_owned();
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    let revision = page
        .split("name=\"revision\" value=\"")
        .nth(1)
        .expect("a revision");
    let revision = revision.split('"').next().expect("a value");
    let edit = |by: &str, note: &str, coordinates: &str| {
        send(
            &to,
            &format!(
                "by={by}&revision={revision}&name=Duty+room&note={note}&coordinates={coordinates}"
            ),
        )
    };
    assert_eq!(edit("m3", "from+a+plan", "43.3,76.9").status, 303);
    let second = edit("k7", "seen+from+the+road", "43.25,76.95");
    assert_eq!(second.status, 409);
    for part in [
        "m3",
        "from a plan",
        "seen from the road",
        "43.3,76.9",
        "43.25,76.95",
    ] {
        assert!(second.text().contains(part), "{part}: {}", second.text());
    }
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    assert!(page.contains("from a plan") && !page.contains("seen from the road"));
    assert!(
        served
            .get("/map", &[("Cookie", &cookie)])
            .text()
            .contains("43.3,76.9")
    );
    // A finding: the second is told, and sees what was written.
    let begun = send("/findings", "by=k7&statement=It+stood+there");
    let to = begun.header("location").expect("a place").to_owned();
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    let revision = page.split("name=\"revision\" value=\"").nth(1);
    let revision = revision.and_then(|rest| rest.split('"').next());
    let revision = revision.expect("a revision");
    let say = |by: &str, text: &str| {
        let rival = format!("act=rival&explanation={text}&weighed=no");
        send(&to, &format!("by={by}&revision={revision}&{rival}"))
    };
    let first = say("m3", "a+copy");
    assert_eq!(first.status, 303, "{}", first.text());
    let second = say("k7", "another+room");
    assert_eq!(second.status, 412, "{}", second.text());
    assert!(second.text().contains("another room") && second.text().contains("m3"));
    let wrong = send(
        "/companies",
        "by=k7&kind=site&name=Nowhere&coordinates=99,0",
    );
    assert_eq!(wrong.status, 400);
    drop(ground);
}

/// Where two people judge differently, a third one is offered to settle it, and says why.
#[test]
fn a_third_reader_settles_what_two_judge_differently() {
    let ground = Ground::new();
    filmed_view(&ground);
    write_papers(&ground.documents);
    investigate_unread(&ground);
    let id = |what: &str| list(&ground, what)[0]["id"].as_str().map(str::to_owned);
    let sighting = id("sightings").expect("a sighting");
    let figure = id("references").expect("a reference");
    let review = format!("/review/{sighting}");
    differ_and_settle(&ground, &format!("{review}?queue=all"), &review);
    let told = &list(&ground, "sightings")[0];
    assert_eq!(
        (&told["verdict"], told["verdicts"].as_array().map(Vec::len)),
        (&"no".into(), Some(3))
    );
    let passage = list(&ground, "passages")[0].clone();
    let (id, document) = (passage["id"].as_str(), passage["sha256"].as_str());
    let (id, document) = (id.expect("an id"), &document.expect("a document")[..12]);
    let shown = format!("/document/{document}?page={}", passage["page"]);
    differ_and_settle(&ground, &shown, &format!("/passage/{id}"));
    assert_eq!(list(&ground, "passages")[0]["state"], "rejected");
    let proposal = format!("/proposal/figure/{figure}");
    differ_and_settle(&ground, &format!("/reference/{figure}"), &proposal);
    let told = &list(&ground, "references")[0]["shows"]["verdicts"];
    let last = told.as_array().and_then(|v| v.last()).expect("a verdict");
    assert_eq!((&last["by"], &last["value"]), (&"p5".into(), &"no".into()));
}

/// Two judge differently by a form, on a page that offers a third to settle it.
fn differ_and_settle(ground: &Ground, shown: &str, to: &str) {
    let served = serve(ground.case_str());
    let session = served.enter();
    let (token, origin) = (served.form_token(&session), served.origin());
    let as_who = |alias: &str| format!("{session}; alias={alias}");
    let page = |alias: &str| {
        let cookie = as_who(alias);
        let page = served.get(shown, &[("Cookie", &cookie)]);
        assert_eq!(page.status, 200);
        page.text()
    };
    let judge = |alias: &str, fields: &str| {
        let cookie = as_who(alias);
        let headers = [
            ("Cookie", cookie.as_str()),
            ("Origin", origin.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let body = format!("form={token}&by={alias}&{fields}");
        served.post(to, &headers, body.as_bytes()).status
    };
    assert_eq!(judge("k7", "verdict=yes"), 303);
    assert!(!page("p5").contains("name=\"settle\""), "nobody differs");
    assert_eq!(judge("m3", "verdict=no&reason=a+wall"), 303);
    assert!(page("p5").contains("name=\"settle\""));
    assert!(!page("k7").contains("name=\"settle\""), "k7 is a party");
    // Without a reason, and by who has judged, it is refused.
    assert_eq!(judge("p5", "verdict=no&settle=1"), 400);
    assert_eq!(judge("k7", "verdict=no&settle=1&reason=x"), 400);
    assert_eq!(judge("p5", "verdict=no&settle=1&reason=bricks"), 303);
    let settled = page("m3");
    assert!(settled.contains("bricks") && settled.contains("settled it"));
    assert!(!page("q9").contains("name=\"settle\""), "it is settled");
}

/// A name that is no organisation is said to be none from the list of candidates, and taken back.
#[test]
fn a_candidate_is_said_to_be_no_organisation_and_taken_back() {
    let ground = papers();
    let standing = || list(&ground, "candidates");
    let before = standing();
    let id = before[0]["id"].as_str().expect("a candidate").to_owned();
    let served = serve(ground.case_str());
    let cookie = served.enter();
    let token = served.form_token(&cookie);
    let origin = served.origin();
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let say = |verdict: &str| {
        let body = format!("form={token}&by=k7&verdict={verdict}");
        let to = format!("/proposal/candidate/{id}");
        assert_eq!(served.post(&to, &headers, body.as_bytes()).status, 303);
        let page = served.get("/companies?candidates=1", &[("Cookie", &cookie)]);
        page.text().contains(">no organisation<")
    };
    assert!(say("no"));
    assert_ne!(standing(), before);
    assert!(!say("withdraw"));
    assert_eq!(standing(), before);
}

/// The graph shows what is near one entity, as far as it is asked for; an entity's page shows its own.
#[test]
fn the_graph_shows_what_is_near() {
    let ground = papers();
    let case = ground.case_str();
    let chain = ["Alfa", "Беркут", "Қала", "Delta"];
    for name in chain {
        run(&[
            "entity", "add", "company", name, "--by", "k7", "--case", case,
        ])
        .expect(0);
    }
    for pair in chain.windows(2) {
        run(&[
            "link",
            pair[0],
            "partner-of",
            pair[1],
            "--by",
            "k7",
            "--case",
            case,
        ])
        .expect(0);
    }
    let entities = list(&ground, "entities");
    let alfa = entities.iter().find(|e| e["name"] == "Alfa");
    let alfa = alfa
        .and_then(|e| e["id"].as_str())
        .expect("an id")
        .to_owned();
    let served = serve(case);
    let cookie = served.enter();
    let drawn = |path: &str| {
        let page = served.get(path, &[("Cookie", &cookie)]).text();
        let graph = page.split("<svg width").nth(1).expect("a graph");
        let graph = graph.split("</svg>").next().expect("its end").to_owned();
        chain.map(|name| graph.contains(&format!(">{name}</text>")))
    };
    assert_eq!(drawn("/companies"), [true; 4]);
    let near = |steps: u32| drawn(&format!("/companies?around={alfa}&steps={steps}"));
    assert_eq!(near(1), [true, true, false, false]);
    assert_eq!(near(2), [true, true, true, false]);
    assert_eq!(near(99), [true; 4]);
    assert_eq!(
        drawn(&format!("/entity/{alfa}")),
        [true, true, false, false]
    );
    assert_eq!(drawn("/companies?around=nothing"), [true; 4]);
}
