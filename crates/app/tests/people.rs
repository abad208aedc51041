//! What people state, from the command line alone: every verb with `--json`, what is held back, the
//! way out to FollowTheMoney and back, and names and texts that mean harm.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Ground, Ran, list, run, write_papers};
use serde_json::Value;

const MANUAL: &str = "Heron Desk manual.pdf";
const BROCHURE: &str = "Heron Desk brochure.pdf";

/// A case with a manual and a brochure.
fn papers() -> Ground {
    let ground = Ground::new();
    write_papers(&ground.documents);
    common::investigate(&ground).expect(0);
    ground
}

fn act(ground: &Ground, arguments: &[&str]) -> Ran {
    run(&[arguments, &["--case", ground.case_str()]].concat())
}

/// The one JSON line that a verb prints.
#[track_caller]
fn does(ground: &Ground, arguments: &[&str]) -> Value {
    let mut lines = act(ground, &[arguments, &["--json"]].concat())
        .expect(0)
        .json();
    assert_eq!(lines.len(), 1, "{arguments:?}: {lines:#?}");
    lines.remove(0)
}

#[track_caller]
fn id(ground: &Ground, arguments: &[&str]) -> String {
    let line = does(ground, &[arguments, &["--by", "k7"]].concat());
    line["id"].as_str().expect("an id").to_owned()
}

fn passage(ground: &Ground, function: &str, file: &str) -> String {
    let all = list(ground, "passages");
    let found = all
        .iter()
        .find(|p| p["function"] == function && p["file"] == file);
    found.expect("a passage")["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

fn item(ground: &Ground, path: &str) -> String {
    let all = list(ground, "items");
    let found = all.iter().find(|i| i["path"] == path).expect("an item");
    found["id"].as_str().expect("an id").to_owned()
}

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

/// Every form with where it was written.
fn export_all(ground: &Ground, to: &Path, more: &[&str]) -> Vec<PathBuf> {
    fs::create_dir_all(to).expect("a folder");
    let forms = [
        "dossier",
        "csv",
        "ftm",
        "tables",
        "csl",
        "bibtex",
        "markers",
        "webvtt",
        "annotations",
        "coco",
        "cvat",
        "gexf",
        "graph",
    ];
    for form in forms {
        let path = to.join(form);
        let line = does(
            ground,
            &[
                &["export", form, "--to", path.to_str().expect("UTF-8")],
                more,
            ]
            .concat(),
        );
        let told = &line["exported"];
        let name = if form == "csv" { "matrix" } else { form };
        assert_eq!(told["form"], name);
        assert!(Path::new(told["path"].as_str().expect("a path")).exists());
        assert!(told["files"].as_u64().is_some());
    }
    let mut files = Vec::new();
    let mut folders = vec![to.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

/// Files that hold a text, by name or content.
fn with<'f>(files: &'f [PathBuf], text: &str) -> Vec<&'f PathBuf> {
    let holds = |f: &&PathBuf| {
        let bytes = fs::read(f).expect("readable");
        String::from_utf8_lossy(&bytes).contains(text) || f.to_string_lossy().contains(text)
    };
    files.iter().filter(holds).collect()
}

#[test]
fn what_could_tell_a_source_is_in_no_form_unless_it_is_asked_for() {
    let ground = papers();
    // The brochure is the source's: its name, words, hash and passages go nowhere.
    let brochure = item(&ground, BROCHURE);
    let all = list(&ground, "items");
    let sha = all.iter().find(|i| i["path"] == BROCHURE).expect("there")["sha256"]
        .as_str()
        .expect("text")
        .to_owned();
    let secret = passage(&ground, "retrospective-face-search", BROCHURE);
    let open = passage(&ground, "live-face-match", MANUAL);
    for p in [&secret, &open] {
        does(&ground, &["verdict", p, "yes", "--by", "k7"]);
    }
    let argus = id(
        &ground,
        &[
            "entity",
            "add",
            "company",
            "Argus",
            "--note",
            "named in Heron Desk brochure.pdf",
        ],
    );
    let page = format!("{brochure}/p1");
    id(
        &ground,
        &[
            "link",
            &argus,
            "makes",
            "product:Heron Desk",
            "--evidence",
            &page,
        ],
    );
    id(
        &ground,
        &[
            "link",
            &format!("item:{brochure}"),
            "related-to",
            &argus,
            "--note",
            "from the source",
        ],
    );
    let finding = id(
        &ground,
        &["finding", "new", "It can search (Heron Desk brochure)."],
    );
    id(
        &ground,
        &[
            "finding",
            "evidence",
            &finding,
            &secret,
            "--note",
            "handed over at the gate",
        ],
    );
    id(&ground, &["finding", "evidence", &finding, &open]);
    act(
        &ground,
        &["sensitivity", &brochure, "source-identifying", "--by", "k7"],
    )
    .expect(0);

    let traces = [
        brochure.as_str(),
        &sha[..12],
        secret.as_str(),
        "Heron Desk brochure",
        "Every face in the archive",
        "handed over at the gate",
    ];
    let files = export_all(&ground, &ground.dir.path().join("usual"), &[]);
    for trace in traces {
        assert!(
            with(&files, trace).is_empty(),
            "{trace}: {:?}",
            with(&files, trace)
        );
    }
    assert!(with(&files, "withheld to protect a source").len() >= 2);
    assert!(
        !with(&files, MANUAL).is_empty(),
        "what is not held back is there"
    );
    let french = ground.dir.path().join("fr");
    let french = french.to_str().expect("UTF-8");
    does(
        &ground,
        &["export", "dossier", "--language", "fr", "--to", french],
    );
    let page = fs::read_to_string(Path::new(french).join("index.html")).expect("readable");
    assert!(page.contains("pour protéger") && !page.contains("Heron Desk brochure"));

    // Only what was said to be open: nothing was.
    let files = export_all(&ground, &ground.dir.path().join("open"), &["--open-only"]);
    assert!(
        with(&files, MANUAL).is_empty(),
        "{:?}",
        with(&files, MANUAL)
    );

    // Who asks gets it, and is told; a bag never has it.
    let files = export_all(
        &ground,
        &ground.dir.path().join("all"),
        &["--with-source-identifying"],
    );
    for trace in &traces[..5] {
        assert!(!with(&files, trace).is_empty(), "{trace}");
    }
    assert!(!with(&files, "could tell who a source is").is_empty());
    act(&ground, &["export", "bag", "--with-source-identifying"]).expect(2);
    act(
        &ground,
        &["export", "ftm", "--open-only", "--with-source-identifying"],
    )
    .expect(2);
    let journal = fs::read_to_string(ground.case.join("journal.jsonl")).expect("readable");
    assert!(journal.contains("\"reach\":\"everything\""));
}

/// Fields of a line that follow from when and how it was written.
fn lasting(line: &str) -> Value {
    let mut value: Value = serde_json::from_str(line).expect("JSON");
    if let Some(fields) = value.as_object_mut() {
        for key in ["first_seen", "last_seen", "last_change", "datasets"] {
            fields.remove(key);
        }
        if let Some(properties) = fields["properties"].as_object_mut() {
            for list in properties.values_mut().filter_map(Value::as_array_mut) {
                list.sort_by_key(Value::to_string);
            }
            properties.remove("modifiedAt");
            properties.remove("retrievedAt");
        }
    }
    value
}

#[test]
fn followthemoney_goes_out_comes_in_and_goes_out_again_without_loss() {
    let ground = papers();
    for (kind, name, more) in [
        (
            "company",
            "ТОО «Аргус»",
            vec![
                "--alias",
                "Argus LLP",
                "--country",
                "kz",
                "--identifier",
                "BIN 1234",
                "--url",
                "https://argus.example",
                "--date",
                "2011",
            ],
        ),
        ("company", "有限公司 北方", vec!["--date", "spring 2019"]),
        (
            "company",
            "<script>alert(1)</script>",
            vec!["--note", "a name that means harm"],
        ),
        ("company", "شركة الشمال", vec![]),
        ("company", "Ἀργὼ Α.Ε.", vec!["--alias", "Argo S.A."]),
        (
            "body",
            "Жарсу қаласының әкімдігі",
            vec!["--place", "Zharsu"],
        ),
        ("role", "Head of the duty room", vec![]),
        ("programme", "Safe City", vec!["--place", "Zharsu"]),
        ("site", "Duty room", vec!["--place", "Zharsu"]),
        ("system", "Qala", vec!["--date", "December 2023"]),
        ("component", "Situation map", vec![]),
        (
            "contract",
            "Contract 118",
            vec!["--identifier", "ZH-2023/118", "--date", "2023-09-14"],
        ),
        ("event", "Opening", vec!["--date", "2023-12-19"]),
        ("post", "A post", vec!["--url", "https://post.example/1"]),
    ] {
        id(
            &ground,
            &[&["entity", "add", kind, name], more.as_slice()].concat(),
        );
    }
    let manual = item(&ground, MANUAL);
    let page = format!("{manual}/p1");
    for (from, kind, to, more) in [
        (
            "ТОО «Аргус»",
            "makes",
            "Situation map",
            vec!["--since", "2015", "--evidence", &page],
        ),
        (
            "有限公司 北方",
            "owns",
            "ТОО «Аргус»",
            vec!["--since", "spring 2019", "--until", "before 2022"],
        ),
        (
            "ТОО «Аргус»",
            "supplied",
            "Qala",
            vec!["--note", "by notice"],
        ),
        ("ТОО «Аргус»", "partner-of", "Ἀργὼ Α.Ε.", vec![]),
        ("Situation map", "part-of", "Qala", vec![]),
        ("Qala", "at", "Duty room", vec![]),
        ("ТОО «Аргус»", "party-to", "Contract 118", vec![]),
        ("Contract 118", "concerns", "Qala", vec![]),
        ("Жарсу қаласының әкімдігі", "operates", "Qala", vec![]),
    ] {
        id(
            &ground,
            &[&["link", from, kind, to], more.as_slice()].concat(),
        );
    }
    let out = |of: &Ground, name: &str| {
        let path = ground.dir.path().join(name);
        does(
            of,
            &["export", "ftm", "--to", path.to_str().expect("UTF-8")],
        );
        path
    };
    let first = out(&ground, "first.json");
    let mut other = Ground::new();
    other.case = other.dir.path().join("another desk");
    run(&["new", other.case_str()]).expect(0);
    let import = [
        "import",
        "ftm",
        first.to_str().expect("UTF-8"),
        "--by",
        "m3",
    ];
    let told = does(&other, &import);
    assert_eq!(told["problems"], serde_json::json!([]), "{told:#?}");
    let second = out(&other, "second.json");
    let lines = |path: &Path| -> Vec<String> {
        let text = fs::read_to_string(path).expect("readable");
        text.lines().map(|l| lasting(l).to_string()).collect()
    };
    let (before, after) = (lines(&first), lines(&second));
    let set = |lines: &[String]| -> BTreeSet<String> { lines.iter().cloned().collect() };
    let lost: Vec<String> = set(&before).difference(&set(&after)).cloned().collect();
    let new: Vec<String> = set(&after).difference(&set(&before)).cloned().collect();
    assert!(lost.is_empty(), "lost or changed: {lost:#?}\nnew: {new:#?}");
    // Only the other desk's own folder is more.
    assert_eq!(after.len(), before.len() + 1, "{new:#?}");
    assert!(new[0].contains("another desk"), "{new:#?}");
    let counted = list(&other, "entities").len();
    assert!(counted >= 14);
    // A second time, nothing new.
    does(&other, &import);
    assert_eq!(list(&other, "entities").len(), counted);
    // Where the files are, too, they are not brought in as posts.
    let same = papers();
    does(&same, &import);
    let posts = |g: &Ground| {
        let all = list(g, "entities");
        all.iter().filter(|e| e["kind"] == "post").count()
    };
    assert_eq!(posts(&same) + 2, posts(&other));
}

#[test]
fn names_that_mean_harm_and_names_in_five_scripts_are_shown_and_do_nothing() {
    let ground = papers();
    let names = [
        "<script>alert(1)</script>",
        "ТОО «Аргус»",
        "有限公司 北方",
        "شركة الشمال",
        "Ἀργὼ Α.Ε.",
        "=HYPERLINK(\"http://x\")",
        "a|b\nc",
        "\u{202e}evil",
    ];
    for (n, name) in names.iter().enumerate() {
        id(&ground, &["entity", "add", "company", name]);
        if n > 0 {
            id(
                &ground,
                &["link", names[n - 1].trim(), "partner-of", name.trim()],
            );
        }
    }
    id(&ground, &["finding", "new", "<img src=x onerror=alert(1)>"]);
    let files = export_all(&ground, &ground.dir.path().join("out"), &[]);
    for ending in ["html", "graph", "gexf"] {
        let of = files
            .iter()
            .filter(|f| f.to_string_lossy().ends_with(ending));
        for file in of {
            let text = fs::read_to_string(file).expect("text");
            assert!(
                !text.contains("<script") && !text.contains("<img src=x"),
                "{}",
                file.display()
            );
        }
    }
    let page = files
        .iter()
        .find(|f| f.ends_with("index.html"))
        .expect("there");
    let page = fs::read_to_string(page).expect("text");
    for name in [
        "ТОО «Аргус»",
        "有限公司 北方",
        "شركة الشمال",
        "Ἀργὼ Α.Ε.",
        "⟨U+202E⟩",
        "evil",
    ] {
        assert!(page.contains(name), "{name}");
    }
    for file in with(&files, "=HYPERLINK") {
        let text = fs::read_to_string(file).expect("text");
        let csv = file.extension().is_some_and(|e| e == "csv");
        assert!(
            !csv || !text
                .lines()
                .any(|l| l.split(',').any(|c| c.starts_with("=HY"))),
            "{}",
            file.display()
        );
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
