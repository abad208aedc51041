//! What goes out in any form: what is held back, FollowTheMoney there and back, and names and texts
//! that mean harm.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::people::{BROCHURE, MANUAL, act, does, id, item, papers, passage};
use common::{Ground, list, run};
use serde_json::Value;

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
    files_of(to)
}

/// Every file below a folder.
fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
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

    // A bag holds the rest with a dossier of the rest.
    let bag = ground.dir.path().join("bag");
    act(
        &ground,
        &["export", "bag", "--to", bag.to_str().expect("UTF-8")],
    )
    .expect(0);
    let files = files_of(&bag);
    for trace in traces {
        assert!(
            with(&files, trace).is_empty(),
            "{trace}: {:?}",
            with(&files, trace)
        );
    }
    let page = fs::read_to_string(bag.join("data/dossier/index.html")).expect("a dossier");
    assert!(page.contains(MANUAL) && page.contains("withheld to protect a source"));

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
