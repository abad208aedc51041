//! What people state, from the command line alone: every verb with `--json`; pictures and print.

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::people::{MANUAL, act, does, id, item, papers, passage};
use common::{Ground, list};
use serde_json::Value;

#[test]
fn entities_relations_and_their_evidence_are_said_listed_cited_judged_and_undone() {
    let ground = papers();
    let argus = id(
        &ground,
        &[
            "entity",
            "add",
            "company",
            "ТОО Argus",
            "--alias",
            "Argus LLP",
            "--country",
            "kz",
            "--date",
            "spring 2019",
        ],
    );
    let double = id(&ground, &["entity", "add", "company", "Argus LLP."]);
    let room = id(
        &ground,
        &["entity", "add", "site", "Duty room", "--place", "Zharsu"],
    );
    id(
        &ground,
        &["entity", "edit", &room, "--note", "second floor"],
    );
    let merged = does(&ground, &["entity", "merge", &double, &argus, "--by", "k7"]);
    let page = format!("{}/p2", item(&ground, MANUAL));
    let tie = id(
        &ground,
        &[
            "link",
            &argus,
            "distributes",
            "product:Heron Desk",
            "--since",
            "spring 2019",
            "--evidence",
            &page,
        ],
    );
    let bare = id(&ground, &["link", &argus, "at", "Duty room"]);

    let companies = list(&ground, "companies");
    assert_eq!(companies.len(), 1);
    assert_eq!(companies[0]["merged"][0], double.as_str());
    assert_eq!(companies[0]["date"]["words"], "spring 2019");
    assert_eq!(companies[0]["date"]["precision"], "season");
    let relations = list(&ground, "relations");
    let of = |id: &str| {
        relations
            .iter()
            .find(|r| r["id"] == id)
            .expect("there")
            .clone()
    };
    assert_eq!(of(&tie)["worth"], "accepted");
    assert_eq!(of(&bare)["evidence"], serde_json::json!([]));

    // Cited later, judged, taken back.
    let cited = does(&ground, &["cite", &page, "--to", &bare, "--by", "k7"]);
    assert_eq!(cited["id"], bare.as_str());
    let judged = does(
        &ground,
        &["verdict", &format!("relation:{bare}"), "no", "--by", "m3"],
    );
    assert_eq!(
        (&judged["value"], &judged["by"]),
        (&"no".into(), &"m3".into())
    );
    let worth = || {
        let all = list(&ground, "relations");
        all.into_iter()
            .find(|r| r["id"] == bare.as_str())
            .expect("there")["worth"]
            .clone()
    };
    assert_eq!(worth(), "rejected");
    does(
        &ground,
        &[
            "verdict",
            &format!("relation:{bare}"),
            "withdraw",
            "--by",
            "m3",
        ],
    );
    assert_eq!(worth(), "accepted");
    does(&ground, &["undo", &merged["act"].to_string(), "--by", "k7"]);
    assert_eq!(list(&ground, "companies").len(), 2, "parted again");
    does(&ground, &["unlink", &bare, "--by", "k7"]);
    does(&ground, &["entity", "remove", &room, "--by", "k7"]);
    assert!(
        list(&ground, "entities")
            .iter()
            .all(|e| e["id"] != room.as_str())
    );
    let history = act(&ground, &["history", "--json"]).expect(0).json();
    assert_eq!(history.iter().filter(|a| a["undone"] == true).count(), 1);

    // What was added tells its act, by which it is taken back.
    let added = does(
        &ground,
        &["entity", "add", "company", "Short-lived", "--by", "k7"],
    );
    let act_number = added["act"].to_string();
    does(&ground, &["undo", &act_number, "--by", "k7"]);
    let names = list(&ground, "entities");
    assert!(
        names.iter().all(|e| e["name"] != "Short-lived"),
        "{names:?}"
    );

    // What is not there, or not so, is refused by name.
    for (arguments, words) in [
        (
            vec!["link", "Nobody", "owns", &argus, "--by", "k7"],
            "Nobody",
        ),
        (vec!["link", &argus, "owns", &argus, "--by", "k7"], "itself"),
        (
            vec![
                "entity",
                "add",
                "company",
                "X",
                "--date",
                "the day after",
                "--by",
                "k7",
            ],
            "the day after",
        ),
        (
            vec!["entity", "add", "firm", "X", "--by", "k7"],
            "one of company",
        ),
        (
            vec!["cite", "ffffffffffff/p1", "--to", &tie, "--by", "k7"],
            "ffffffffffff",
        ),
    ] {
        act(&ground, &arguments).expect(2).says(words);
    }
}

#[test]
fn a_finding_is_built_asked_about_shown_and_kept_back_from_the_command_line() {
    let ground = papers();
    let argus = id(&ground, &["entity", "add", "company", "ТОО Argus"]);
    let faces = passage(&ground, "live-face-match", MANUAL);
    does(&ground, &["verdict", &faces, "yes", "--by", "k7"]);
    let finding = id(
        &ground,
        &[
            "finding",
            "new",
            "The manual documents it.",
            "--wording",
            "shows",
            "--party",
            &argus,
        ],
    );
    let evidence = id(
        &ground,
        &[
            "finding",
            "evidence",
            &finding,
            &faces,
            "--source",
            "A",
            "--information",
            "2",
            "--note",
            "page 2",
        ],
    );
    assert_eq!(evidence, finding);
    id(
        &ground,
        &[
            "finding",
            "rival",
            &finding,
            "A draft of the manual",
            "--weighed",
            "it has an edition",
        ],
    );
    id(&ground, &["finding", "absence", &finding, "A contract"]);
    id(
        &ground,
        &[
            "finding",
            "edit",
            &finding,
            "--likelihood",
            "likely",
            "--confidence",
            "low",
            "--because",
            "one paper",
        ],
    );
    let shown = || {
        act(&ground, &["finding", "show", &finding, "--json"])
            .expect(0)
            .json()
            .remove(0)
    };
    let codes = |f: &Value| -> BTreeSet<String> {
        let keeps = f["keeps_back"].as_array().expect("a list").iter();
        keeps
            .map(|k| k["code"].as_str().expect("a code").to_owned())
            .collect()
    };
    let both = |a: &str, b: &str| BTreeSet::from([a.to_owned(), b.to_owned()]);
    assert_eq!(codes(&shown()), both("no-reply", "not-reviewed"));
    assert!(
        shown()["absences"][0]["coverage"]
            .as_str()
            .is_some_and(|c| c.contains("documents"))
    );

    // A reply that is longer than the finding is kept to its last letter.
    let long = "Мы не комментируем. ".repeat(400);
    let answer = ground.dir.path().join("answer.txt");
    fs::write(&answer, &long).expect("written");
    id(
        &ground,
        &[
            "reply",
            "asked",
            &finding,
            &argus,
            "--how",
            "letter",
            "--when",
            "2024-01-02",
            "--deadline",
            "2024-01-16",
            "--question",
            "Is it so?",
        ],
    );
    id(
        &ground,
        &[
            "reply",
            "answered",
            &finding,
            &argus,
            "--when",
            "2024-01-10",
            "--file",
            answer.to_str().expect("UTF-8"),
        ],
    );
    let replies = list(&ground, "replies");
    assert_eq!(
        replies
            .iter()
            .find(|r| r["act"] == "answered")
            .expect("there")["text"],
        long.as_str()
    );
    let number = replies.iter().find(|r| r["act"] == "asked").expect("there")["number"].clone();
    does(
        &ground,
        &[
            "finding",
            "take-back",
            &finding,
            &number.to_string(),
            "--by",
            "k7",
        ],
    );
    id(
        &ground,
        &[
            "reply",
            "not-asked",
            &finding,
            &argus,
            "--because",
            "it is dissolved",
        ],
    );

    // Two people, one finding: the second is told, and nothing is lost.
    let revision = shown()["revision"].to_string();
    id(
        &ground,
        &[
            "finding",
            "edit",
            &finding,
            "--assessment",
            "mine",
            "--revision",
            &revision,
        ],
    );
    let late = [
        "finding",
        "edit",
        &finding,
        "--assessment",
        "other",
        "--revision",
        &revision,
        "--by",
        "m3",
    ];
    act(&ground, &late).expect(2).says("meanwhile").says("k7");
    assert_eq!(shown()["assessment"], "mine");

    id(&ground, &["finding", "state", &finding, "ready"]);
    act(
        &ground,
        &["finding", "state", &finding, "reviewed", "--by", "k7"],
    )
    .expect(2)
    .says("nobody reviews");
    act(
        &ground,
        &["finding", "state", &finding, "published", "--by", "m3"],
    )
    .expect(2)
    .says("next state");
    does(
        &ground,
        &["finding", "state", &finding, "reviewed", "--by", "m3"],
    );
    assert!(codes(&shown()).is_empty());
    // Its evidence is rejected afterwards: it falls back, and says why.
    does(&ground, &["verdict", &faces, "no", "--by", "k7"]);
    assert_eq!(
        (&shown()["state"], &shown()["was"]),
        (&"draft".into(), &"reviewed".into())
    );
    assert!(codes(&shown()).contains("evidence-rejected"));
    assert_eq!(list(&ground, "findings").len(), 1);
    for what in ["candidates", "ladders", "queue", "options", "pictures"] {
        list(&ground, what);
    }
}

#[test]
fn pictures_are_covered_confirmed_and_uncovered_by_name() {
    let ground = Ground::new();
    common::filmed_view(&ground);
    common::investigate(&ground).expect(0);
    let sighting = list(&ground, "sightings")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let page = || fs::read_to_string(ground.dir.path().join("d/index.html")).expect("text");
    let to = ground.dir.path().join("d");
    let export = ["export", "dossier", "--to", to.to_str().expect("UTF-8")];
    does(&ground, &export);
    assert!(page().contains("Grey is what this copy hides"));
    let quad = "10,10,60,10,60,50,10,50";
    let mask = does(
        &ground,
        &[
            "picture", "mask", &sighting, quad, "--by", "k7", "--reason", "a face",
        ],
    );
    assert_eq!(mask["id"], format!("sighting:{sighting}"));
    does(&ground, &["picture", "confirm", &sighting, "--by", "m3"]);
    let listed = list(&ground, "pictures");
    assert_eq!(listed[0]["picture"], format!("sighting:{sighting}"));
    assert_eq!(listed[0]["whole"]["by"], "m3");
    assert_eq!(
        listed[0]["masks"][0]["quad"][2],
        serde_json::json!([60.0, 50.0])
    );
    does(&ground, &export);
    assert!(
        page().contains("m3 looked at all of it") && page().contains("1 place on it is covered")
    );
    does(
        &ground,
        &["picture", "unmask", &mask["act"].to_string(), "--by", "k7"],
    );
    does(&ground, &["picture", "unconfirm", &sighting, "--by", "m3"]);
    does(&ground, &export);
    assert!(page().contains("Grey is what this copy hides") && !page().contains("is covered by"));
    for (arguments, words) in [
        (
            vec!["picture", "confirm", "ffff", "--by", "k7"],
            "no picture",
        ),
        (
            vec![
                "picture",
                "mask",
                &sighting,
                "1,1,1,1,1,1,1,1",
                "--by",
                "k7",
            ],
            "at least a pixel",
        ),
        (
            vec!["picture", "mask", &sighting, "1,2,3", "--by", "k7"],
            "QUAD",
        ),
        (
            vec!["picture", "unmask", "99", "--by", "k7"],
            "covers no place",
        ),
    ] {
        let ran = act(&ground, &arguments);
        assert_ne!(ran.status, 0);
        ran.says(words);
    }
}

#[test]
fn a_pdf_is_printed_by_the_users_browser_and_a_missing_one_is_said() {
    let ground = papers();
    let to = ground.dir.path().join("d");
    let export = [
        "export",
        "dossier",
        "--pdf",
        "--to",
        to.to_str().expect("UTF-8"),
        "--case",
        ground.case_str(),
    ];
    let none = common::ended(
        common::contrechamp()
            .args(export)
            .env("CONTRECHAMP_BROWSER", "/nowhere")
            .output()
            .expect("starts"),
    );
    none.expect(1).says("no Chromium or Chrome");
    assert!(
        to.join("index.html").exists(),
        "the page is there all the same"
    );
    let ran = common::ended(common::contrechamp().args(export).output().expect("starts"));
    if ran.stderr.contains("no Chromium or Chrome") {
        assert!(
            std::env::var("CONTRECHAMP_REQUIRE_BROWSER").is_err(),
            "{}",
            ran.stderr
        );
        eprintln!("skipped: no Chromium on PATH");
        return;
    }
    ran.expect(0);
    let pdf = fs::read(to.join("dossier.pdf")).expect("a file");
    assert!(pdf.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&pdf);
    // It names neither the browser's system nor the machine's folders.
    let temp = ground.dir.path().to_string_lossy().into_owned();
    for trace in ["Linux", "Macintosh", "Mozilla", temp.as_str()] {
        assert!(!text.contains(trace), "{trace}");
    }
    // The folder is still one of ours, and is replaced.
    act(
        &ground,
        &["export", "dossier", "--to", to.to_str().expect("UTF-8")],
    )
    .expect(0);
    assert!(!to.join("dossier.pdf").exists());
}

#[test]
fn words_on_documents_products_and_items_are_told_as_json() {
    let ground = papers();
    let document = item(&ground, MANUAL);
    let said = does(
        &ground,
        &["document", &document, "version", "4.2", "--by", "k7"],
    );
    assert_eq!(
        (&said["field"], &said["value"], &said["by"]),
        (&"version".into(), &"4.2".into(), &"k7".into())
    );
    let back = does(
        &ground,
        &[
            "document",
            &document,
            "version",
            "--take-back",
            "--by",
            "k7",
        ],
    );
    assert_eq!(back["value"], Value::Null);
    let act = does(
        &ground,
        &[
            "product",
            "rename",
            "Heron Desk",
            "Heron Wall",
            "--by",
            "k7",
        ],
    );
    let number = act["act"].as_i64().expect("a number").to_string();
    does(&ground, &["product", "undo", &number, "--by", "k7"]);
    assert_eq!(list(&ground, "products")[0]["product"], "Heron Desk");
    let level = does(&ground, &["sensitivity", &document, "open", "--by", "k7"]);
    assert_eq!(level["level"], "open");
    assert!(
        level["item"]
            .as_str()
            .is_some_and(|i| i.starts_with(&document))
    );
}
