//! The demo as a whole investigation: what is on which screen, how far each capability is shown, how
//! each company is tied to each place, and which findings can't be published, and why.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{contrechamp, ended, run};
use serde_json::Value;

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn the_demo_is_investigated_by_its_people_from_screens_to_the_dossier() {
    let dir = tempfile::tempdir().expect("a folder");
    let demo = || {
        let mut command = contrechamp();
        command.args(["demo", "--short", "--no-open", "--dir"]);
        // Without a recogniser: reading has tests of its own, and takes half of the time.
        command.arg(dir.path()).env("CONTRECHAMP_NO_MODELS", "1");
        let bare = std::env::var_os("PATH").unwrap_or_default();
        let without = std::env::split_paths(&bare).filter(|p| !p.join("tesseract").exists());
        let mut places: Vec<_> = without.collect();
        let tools = dir.path().join("tools");
        fs::create_dir_all(&tools).expect("a folder");
        for tool in ["ffmpeg", "ffprobe"] {
            let found = std::env::split_paths(&bare)
                .map(|p| p.join(tool))
                .find(|p| p.exists());
            let link = tools.join(tool);
            if let (Some(found), false) = (found, link.exists()) {
                std::os::unix::fs::symlink(found, link).expect("a link");
            }
        }
        places.push(tools);
        command.env("PATH", std::env::join_paths(places).expect("paths"));
        ended(command.output().expect("the program starts"))
    };
    let ran = demo();
    assert!(ran.status <= 1, "{}", ran.stderr);
    let case = dir.path().join("case");
    let case = case.to_str().expect("UTF-8");
    let list = |what: &str| {
        run(&["list", "--case", case, what, "--json"])
            .expect(0)
            .json()
    };

    // Which product is on which screen: what was filmed, and nothing else.
    let truth = fs::read_to_string(dir.path().join("made-up/truth.json")).expect("the truth");
    let truth: Value = serde_json::from_str(&truth).expect("JSON");
    let mut filmed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for video in truth["videos"].as_array().expect("videos") {
        let file = text(video, "file")
            .trim_start_matches("footage/")
            .to_owned();
        let products = video["products"].as_array().expect("a list").iter();
        filmed.insert(
            file,
            products
                .map(|p| p.as_str().expect("a name").to_owned())
                .collect(),
        );
    }
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for s in list("sightings") {
        assert_eq!(s["one_of"], serde_json::json!([]));
        let of = seen.entry(text(&s, "video").to_owned()).or_default();
        of.insert(text(&s, "product").to_owned());
    }
    assert_eq!(seen, filmed);

    // How far each capability is shown.
    let cells: BTreeMap<(String, String), String> = list("matrix")
        .iter()
        .filter(|c| text(c, "shown") != "C0")
        .map(|c| {
            (
                (
                    text(c, "product").to_owned(),
                    text(c, "function").to_owned(),
                ),
                text(c, "shown").to_owned(),
            )
        })
        .collect();
    let cell = |product: &str, function: &str, level: &str| {
        ((product.to_owned(), function.to_owned()), level.to_owned())
    };
    let wanted = BTreeMap::from([
        cell("Halvenko Shtorm", "live-face-match", "C3"),
        cell("Halvenko Shtorm", "watchlist-alert", "C4"),
        cell("Halvenko Shtorm", "watchlist-alert-mobile", "Cx"),
        cell("Taskoren Qonyr", "camera-map", "C5"),
    ]);
    assert_eq!(cells, wanted);

    // How each company is tied to each place: never higher than its proof.
    let ladders: BTreeSet<String> = list("ladders")
        .iter()
        .map(|l| {
            format!(
                "{} {} at {}",
                text(l, "level"),
                text(l, "company_name"),
                text(l, "place_name")
            )
        })
        .collect();
    let wanted = [
        "I1 Halvenko Systems at Duty room of Verkhnozersk",
        "I1 Orlumen at City control centre of Zharsu",
        "I1 Orlumen at Qala monitoring system",
        "I2 Taskoren Tech at City control centre of Zharsu",
        "I4 Taskoren Tech at Qala monitoring system",
        "I6 Zhersu Integration LLP at Qala monitoring system",
    ];
    assert_eq!(ladders, wanted.map(str::to_owned).into());
    let unproved = list("relations")
        .iter()
        .filter(|r| r["evidence"] == serde_json::json!([]))
        .count();
    assert_eq!(unproved, 2);

    // Which findings can't be published, and why.
    let findings: BTreeMap<String, (String, Value, BTreeSet<String>)> = list("findings")
        .iter()
        .map(|f| {
            let keeps = f["keeps_back"].as_array().expect("a list").iter();
            let codes = keeps.map(|k| text(k, "code").to_owned()).collect();
            let start: String = text(f, "statement").chars().take(14).collect();
            (
                start,
                (text(f, "state").to_owned(), f["was"].clone(), codes),
            )
        })
        .collect();
    let finding = |start: &str, state: &str, was: Value, codes: &[&str]| {
        let codes = codes.iter().map(|c| (*c).to_owned()).collect();
        (start.to_owned(), (state.to_owned(), was, codes))
    };
    let wanted = BTreeMap::from([
        finding("On 19 December", "published", Value::Null, &[]),
        finding("Zhersu Integra", "reviewed", Value::Null, &["reply-open"]),
        finding(
            "Halvenko suppl",
            "draft",
            Value::Null,
            &["evidence-open", "wording", "no-reply", "not-reviewed"],
        ),
        finding(
            "A wall in the ",
            "draft",
            "reviewed".into(),
            &["not-reviewed"],
        ),
    ]);
    assert_eq!(findings, wanted);

    // The dossier: readable by a stranger, without the letter that would tell who wrote it.
    let index = dir.path().join("case/dossier/index.html");
    let page = fs::read_to_string(&index).expect("a dossier");
    for words in [
        "In short",
        "gave no answer in that time",
        "withheld to protect a source",
        "ZH-2023/118",
        "nobody is known",
        "1 place on it is covered by a person",
    ] {
        assert!(page.contains(words), "{words}");
    }
    for trace in ["Letter of a former", "340 cameras"] {
        assert!(!page.contains(trace), "{trace}");
    }
    let letter = list("items")
        .into_iter()
        .find(|i| text(i, "path").starts_with("Letter"))
        .expect("in the case");
    assert!(!page.contains(text(&letter, "id")));

    exports_are_read_by_others(case, &dir.path().join("exports"));

    // Every command is one that a reader can run; a second run does none again.
    let commands = fs::read_to_string(dir.path().join("commands.txt")).expect("the list");
    assert!(
        commands
            .lines()
            .filter(|l| l.starts_with("contrechamp "))
            .count()
            > 80
    );
    let acts = list("entities").len() + list("relations").len() + list("findings").len();
    let again = demo();
    assert!(again.status <= 1, "{}", again.stderr);
    let after = list("entities").len() + list("relations").len() + list("findings").len();
    assert_eq!(acts, after);
    let longer = fs::read_to_string(dir.path().join("commands.txt")).expect("the list");
    assert_eq!(commands, longer);
}

/// Every form of the whole case, by the programs of `scripts/validators.txt`.
fn exports_are_read_by_others(case: &str, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    let forms = [
        ("csv", "matrix.csv"),
        ("ftm", "all.ftm.json"),
        ("csl", "all.csl.json"),
        ("bibtex", "all.bib"),
        ("annotations", "all.jsonld"),
        ("coco", "all.coco.json"),
        ("gexf", "all.gexf"),
        ("graph", "all.svg"),
        ("tables", ""),
        ("markers", ""),
        ("webvtt", ""),
        ("cvat", ""),
    ];
    for (form, name) in forms {
        let path = to.join(name);
        let path = path.to_str().expect("UTF-8");
        run(&["export", "--case", case, form, "--to", path]).expect(0);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/validators/bin/python");
    if !python.exists() {
        let wanted = std::env::var_os("CONTRECHAMP_REQUIRE_VALIDATORS").is_some();
        assert!(!wanted, "{} is missing", python.display());
        eprintln!("skipped: the programs of scripts/validators.txt are not installed");
        return;
    }
    let script = root.join("scripts/validate.py");
    let out = Command::new(python).arg(script).arg(to).output();
    let out = String::from_utf8(out.expect("python starts").stdout).expect("UTF-8");
    let said: Value =
        serde_json::from_str(out.lines().last().unwrap_or_default()).expect("a report");
    assert_eq!(said["problems"], serde_json::json!([]), "{said:#}");
    let read = said["read"].as_object().expect("files");
    assert!(read.len() > 30, "{:?}", read.keys());
}
