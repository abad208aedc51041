//! Documents from the command line: what is proposed, what people make of it, and the matrix.

mod common;

use std::fs;

use common::{Ground, list, run, text_pdf, write_papers};
use serde_json::Value;

/// A case with a manual and a brochure.
fn papers() -> Ground {
    let ground = Ground::new();
    write_papers(&ground.documents);
    common::investigate(&ground).expect(0);
    ground
}

fn passage(ground: &Ground, function: &str, file: &str) -> Value {
    let all = list(ground, "passages");
    let fits = |p: &&Value| p["function"] == function && p["file"] == file;
    match all.iter().find(fits) {
        Some(found) => found.clone(),
        None => panic!("no {function} in {file}: {all:#?}"),
    }
}

fn cell(ground: &Ground, function: &str) -> Value {
    let all = list(ground, "matrix");
    let fits = |c: &&Value| c["function"] == function && c["product"] == "Heron Desk";
    all.iter().find(fits).cloned().unwrap_or(Value::Null)
}

const MANUAL: &str = "Heron Desk manual.pdf";
const BROCHURE: &str = "Heron Desk brochure.pdf";

#[test]
fn documents_say_what_they_are_and_where_that_is_read() {
    let ground = papers();
    let documents = list(&ground, "documents");
    let manual = documents.iter().find(|d| d["file"] == MANUAL).unwrap();
    let known = &manual["known"];
    assert_eq!(known["kind"], "manual");
    assert_eq!(known["version"], "4.2");
    assert_eq!(known["date"], "2022-03-03");
    assert_eq!(known["language"], "en");
    assert_eq!(known["product"], "Heron Desk");
    assert_eq!(known["maker"], "Heron Systems Ltd.");
    let mut proposed = manual["proposed"].as_array().unwrap().iter();
    let version = proposed.find(|f| f["field"] == "version").unwrap();
    assert_eq!(version["page"], 1);
    assert!(version["bounds"]["y"].as_f64().unwrap() > 60.0);

    // A person knows better, and takes it back.
    let (case, id) = (ground.case_str(), manual["id"].as_str().unwrap());
    let kind = || {
        let all = list(&ground, "documents");
        all.iter().find(|d| d["file"] == MANUAL).unwrap()["known"]["kind"].clone()
    };
    run(&[
        "document",
        "--case",
        case,
        id,
        "kind",
        "datasheet",
        "--by",
        "k7",
    ])
    .expect(0);
    assert_eq!(kind(), "datasheet");
    run(&[
        "document",
        "--case",
        case,
        id,
        "kind",
        "--take-back",
        "--by",
        "k7",
    ])
    .expect(0);
    assert_eq!(kind(), "manual");
    run(&[
        "document", "--case", case, id, "kind", "novel", "--by", "k7",
    ])
    .expect(2)
    .says("no kind of document");

    let pages = list(&ground, "pages");
    assert_eq!(pages.len(), 3);
    let second = pages
        .iter()
        .find(|p| p["file"] == MANUAL && p["page"] == 2)
        .unwrap();
    assert_eq!(second["words"][0]["text"], "Faces");
}

#[test]
fn only_what_people_accept_counts_and_contradictions_are_shown() {
    let ground = papers();
    let case = ground.case_str();
    let judge = |id: &Value, rest: &[&str]| {
        let mut args = vec!["verdict", "--case", case, id.as_str().unwrap()];
        args.extend(rest);
        run(&args)
    };
    let live = passage(&ground, "live-face-match", MANUAL);
    assert_eq!(live["polarity"], "affirmed");
    assert_eq!(live["conditions"][0]["kind"], "licence");
    assert_eq!(live["page"], 2);
    let waiting = cell(&ground, "live-face-match");
    assert_eq!(
        (&waiting["level"], &waiting["silence"]),
        (&"C0".into(), &"open".into())
    );
    judge(&live["id"], &["yes", "--by", "ana"]).expect(0);
    let known = cell(&ground, "live-face-match");
    assert_eq!(known["level"], "C3");
    assert_eq!(known["said"][0]["version"], "4.2");

    // People who judge differently accept nothing; a verdict can be taken back.
    judge(&live["id"], &["no", "--by", "bo"]).expect(0);
    assert_eq!(cell(&ground, "live-face-match")["level"], "C0");
    judge(&live["id"], &["withdraw", "--by", "bo"]).expect(0);
    assert_eq!(cell(&ground, "live-face-match")["level"], "C3");

    // The manual denies what the brochure claims: both are shown.
    let denied = passage(&ground, "retrospective-face-search", MANUAL);
    assert_eq!(denied["polarity"], "negated");
    let claimed = passage(&ground, "retrospective-face-search", BROCHURE);
    judge(&denied["id"], &["yes", "--by", "ana"]).expect(0);
    assert_eq!(cell(&ground, "retrospective-face-search")["shown"], "Cx");
    judge(&claimed["id"], &["yes", "--by", "ana"]).expect(0);
    let both = cell(&ground, "retrospective-face-search");
    assert_eq!(
        (&both["shown"], &both["contradiction"]),
        (&"C1 + Cx".into(), &true.into())
    );

    // A correction moves the passage to what it really says.
    judge(&claimed["id"], &["yes", "--says", "negated", "--by", "ana"]).expect(0);
    assert_eq!(cell(&ground, "retrospective-face-search")["shown"], "Cx");
    judge(
        &claimed["id"],
        &["yes", "--function", "no-such", "--by", "ana"],
    )
    .expect(2)
    .says("list functions");
    assert_eq!(cell(&ground, "gunshot-detection")["silence"], "silent");

    // A red flag stands by itself, and is no capability.
    let flags = list(&ground, "passages");
    let flag = flags.iter().find(|p| p["function"] == Value::Null).unwrap();
    assert_eq!(flag["red_flags"][0], "covert-use");

    run(&["export", "--case", case, "csv"]).expect(0);
    let csv = fs::read_to_string(ground.case.join("matrix.csv")).unwrap();
    assert!(
        csv.contains("Heron Desk,live-face-match,C3,no,known,manual,4.2"),
        "{csv}"
    );
}

#[test]
fn pages_are_shown_cited_and_cut() {
    let ground = papers();
    let case = ground.case_str();
    let live = passage(&ground, "live-face-match", MANUAL);
    let id = live["id"].as_str().unwrap();
    let picture = ground.case.with_extension("page.png");
    let out = picture.to_str().unwrap();
    run(&["show", "--case", case, id, "--out", out, "--json"]).expect(0);
    assert!(fs::metadata(&picture).unwrap().len() > 5_000);
    run(&["cite", "--case", case, id])
        .expect(0)
        .says("version 4.2, Edition of 3 March 2022")
        .says("p. 2");
    let page = live["address"].as_str().unwrap();
    let document = page.split('/').next().unwrap();
    let nowhere = format!("{document}/p9");
    run(&["show", "--case", case, &nowhere, "--out", out])
        .expect(1)
        .says("pages are 1 to 2");
    run(&["cite", "--case", case, &nowhere])
        .expect(2)
        .says("1 to 2");

    let from = format!("{document}/p1#50,40,300,40,300,90,50,90");
    let cut = ["add", "--case", case, "reference", "--from", &from];
    let who = ["--product", "Heron Logo", "--by", "k7", "--json"];
    let cut = run(&[&cut[..], &who[..]].concat()).expect(0).json();
    assert_eq!(cut[0]["width"], 625);
    let references = list(&ground, "references");
    // What documents show are figures, by the other name, too.
    assert_eq!(list(&ground, "figures"), references);
    let kept = references
        .iter()
        .find(|r| r["product"] == "Heron Logo")
        .unwrap();
    assert_eq!(kept["sources"][0]["kind"], "cut");
    assert!(
        kept["sources"][0]["address"]
            .as_str()
            .unwrap()
            .starts_with(document)
    );
    run(&[
        "add",
        "--case",
        case,
        "reference",
        "--from",
        page.split('#').next().unwrap(),
        "--product",
        "x",
        "--by",
        "k7",
    ])
    .expect(2)
    .says("quad");
}

#[test]
fn products_are_renamed_merged_split_and_every_act_undone() {
    let ground = papers();
    let case = ground.case_str();
    let names = || -> Vec<String> {
        let all = list(&ground, "products");
        all.iter()
            .map(|p| p["product"].as_str().unwrap().to_owned())
            .collect()
    };
    let act = |rest: &[&str]| run(&[&["product", "--case", case][..], rest].concat());
    assert_eq!(names(), ["Heron Desk"]);
    act(&["rename", "Heron Desk", "Heron 4", "--by", "k7"]).expect(0);
    assert_eq!(names(), ["Heron 4"]);
    let documents = list(&ground, "documents");
    let brochure = documents.iter().find(|d| d["file"] == BROCHURE).unwrap();
    let id = brochure["id"].as_str().unwrap();
    act(&[
        "split",
        id,
        "Heron Lite",
        "--by",
        "k7",
        "--reason",
        "another edition",
    ])
    .expect(0);
    assert_eq!(names(), ["Heron 4", "Heron Lite"]);
    act(&["rename", "Heron Lite", "Heron 4", "--by", "k7"])
        .expect(2)
        .says("merge");
    act(&["merge", "Heron Lite", "Heron 4", "--by", "k7"]).expect(0);
    assert_eq!(names(), ["Heron 4"]);
    act(&["undo", "3", "--by", "k7"]).expect(0).says("act 4");
    assert_eq!(names(), ["Heron 4", "Heron Lite"]);
    act(&["negative", "Heron Lite", "--by", "k7"]).expect(0);
    let products = list(&ground, "products");
    assert_eq!(products[1]["negative"], true);
    assert!(
        list(&ground, "matrix")
            .iter()
            .all(|c| c["product"] == "Heron 4")
    );
    // Undoing an undoing brings the merging back.
    act(&["undo", "4", "--by", "k7"]).expect(0);
    assert_eq!(names().first().map(String::as_str), Some("Heron 4"));
    act(&["undo", "3", "--by", "k7"]).expect(0);
    act(&["undo", "99", "--by", "k7"])
        .expect(1)
        .says("no act 99");
    act(&["rename", "Nobody", "x", "--by", "k7"])
        .expect(2)
        .says("list products");
    act(&["history"]).expect(0).says("another edition");
}

#[test]
fn a_document_without_words_is_not_read_and_not_silent() {
    let ground = Ground::new();
    fs::write(
        ground.documents.join("Ibis Wall manual.pdf"),
        text_pdf(&[&[]]),
    )
    .unwrap();
    common::investigate(&ground).expect(0);
    let cells = list(&ground, "matrix");
    assert!(!cells.is_empty());
    assert!(
        cells.iter().all(|c| c["silence"] == "not-read"),
        "{:?}",
        cells[0]
    );
}
