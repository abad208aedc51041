//! The demo as a whole investigation: what is on which screen, how far each capability is shown, how
//! each company is tied to each place, and which findings can't be published, and why.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use common::strace::{self, CALLS};
use common::{acts, contrechamp, ended, run};
use serde_json::Value;

/// The list of what its people did.
const COMMANDS: &str = "commands.txt";

/// Acts of people's in the journal.
const PEOPLES: [&str; 5] = [
    "passage-verdict",
    "say-fact",
    "sensitivity",
    "state",
    "verdict",
];

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn the_demo_is_investigated_by_its_people_from_screens_to_the_dossier() {
    let dir = tempfile::tempdir().expect("a folder");
    // Killed as soon as its people begin; the case as it was then is kept for the kills below.
    let mut first = demo(dir.path()).spawn().expect("the program starts");
    while !dir.path().join(COMMANDS).exists() {
        let ended = first.try_wait().expect("it can be asked");
        assert_eq!(ended, None, "it ended before its people began");
        std::thread::sleep(Duration::from_millis(5));
    }
    first.kill().expect("killed");
    first.wait().expect("it ended");
    acts::copy(&dir.path().join("case"), &dir.path().join("before"));
    let ran = ended(demo(dir.path()).output().expect("the program starts"));
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
    let commands = fs::read_to_string(dir.path().join(COMMANDS)).expect("the list");
    assert!(
        commands
            .lines()
            .filter(|l| l.starts_with("contrechamp "))
            .count()
            > 80
    );
    let acts = list("entities").len() + list("relations").len() + list("findings").len();
    let again = ended(demo(dir.path()).output().expect("the program starts"));
    assert!(again.status <= 1, "{}", again.stderr);
    let after = list("entities").len() + list("relations").len() + list("findings").len();
    assert_eq!(acts, after);
    let longer = fs::read_to_string(dir.path().join(COMMANDS)).expect("the list");
    assert_eq!(commands, longer);

    killed_while_its_people_work(dir.path());
}

/// The demo without a recogniser: reading has tests of its own, and takes half of the time.
fn demo(dir: &Path) -> Command {
    let mut command = contrechamp();
    arguments(dir, &mut command);
    command
}

fn arguments(dir: &Path, command: &mut Command) {
    command.args(["demo", "--short", "--no-open", "--dir"]);
    command.arg(dir).env("CONTRECHAMP_NO_MODELS", "1");
    let bare = std::env::var_os("PATH").unwrap_or_default();
    let without = std::env::split_paths(&bare).filter(|p| !p.join("tesseract").exists());
    let mut places: Vec<_> = without.collect();
    let tools = dir.join("tools");
    fs::create_dir_all(&tools).expect("a folder");
    for tool in ["ffmpeg", "ffprobe", "strace"] {
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
}

/// From the case as it was before its people began: the program is killed before one of its calls
/// that change the disk, goes on, and its people have said what they say undisturbed, once, and in
/// the same order. Two moments; `CONTRECHAMP_FAULTS=40` takes forty, evenly spread.
fn killed_while_its_people_work(dir: &Path) {
    if !strace::works() {
        return;
    }
    let log = dir.join("calls.log");
    let traced = |options: &[&str]| {
        let mut command = Command::new("strace");
        command.arg("-qq").arg("-o").arg(&log).args(options);
        command.arg(env!("CARGO_BIN_EXE_contrechamp"));
        arguments(dir, &mut command);
        ended(command.output().expect("strace is there"))
    };
    let put_back = || {
        fs::remove_dir_all(dir.join("case")).expect("removed");
        acts::copy(&dir.join("before"), &dir.join("case"));
        fs::remove_file(dir.join(COMMANDS)).expect("removed");
    };
    put_back();
    let trace = format!("trace=openat,{}", CALLS.join(","));
    let undisturbed = traced(&["-e", &trace]);
    assert!(undisturbed.status <= 1, "{}", undisturbed.stderr);
    let wanted = said(&dir.join("case"));
    assert!(wanted.len() > 80, "only {} lines of people's", wanted.len());
    // What comes after the list of commands is first opened is people's work.
    let (mut moments, mut counts, mut begun) = (Vec::new(), BTreeMap::new(), false);
    for line in fs::read_to_string(&log).expect("a log").lines() {
        begun |= line.contains(COMMANDS);
        let call = line.split('(').next().unwrap_or_default();
        if let Some(call) = CALLS.into_iter().find(|c| *c == call) {
            let count = counts.entry(call).or_insert(0);
            *count += 1;
            if begun {
                moments.push((call, *count));
            }
        }
    }
    assert!(moments.len() > 500, "only {} moments", moments.len());
    let asked = std::env::var("CONTRECHAMP_FAULTS").ok();
    let kills: usize = asked.and_then(|n| n.parse().ok()).unwrap_or(2);
    for kill in 0..kills {
        let (call, n) = moments[(2 * kill + 1) * moments.len() / (2 * kills)];
        put_back();
        let (trace, inject) = (
            format!("trace={call}"),
            format!("inject={call}:signal=KILL:when={n}"),
        );
        let killed = traced(&["-e", &trace, "-e", &inject]);
        let told = format!("killed before {call} number {n}");
        assert!(killed.status < 0 || killed.status > 1, "{told}: it ended");
        let again = ended(demo(dir).output().expect("the program starts"));
        assert!(again.status <= 1, "{told}: {}", again.stderr);
        acts::verifies(&dir.join("case"), &told);
        let now = said(&dir.join("case"));
        for (line, (now, wanted)) in now.iter().zip(&wanted).enumerate() {
            assert_eq!(now, wanted, "{told}: line {line} of people's");
        }
        assert_eq!(now.len(), wanted.len(), "{told}");
    }
    println!("{kills} kills of {} planned moments", moments.len());
}

/// What the case took up of people's acts, in the journal's order, without times and sums; an id is
/// told by how many others were named before it.
fn said(case: &Path) -> Vec<String> {
    let journal = fs::read_to_string(case.join("journal.jsonl")).expect("a journal");
    let journal: Vec<Value> = (journal.lines())
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let number = |line: &Value, key: &str| line[key].as_u64().expect("a number");
    // Written when the program was killed, and not taken up.
    let void: BTreeSet<u64> = (journal.iter())
        .filter(|line| text(line, "act") == "void")
        .flat_map(|line| number(line, "from")..=number(line, "to"))
        .collect();
    let mut ids: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    for mut line in journal {
        if !PEOPLES.contains(&text(&line, "act")) || void.contains(&number(&line, "seq")) {
            continue;
        }
        let object = line.as_object_mut().expect("an object");
        for of_its_own in ["seq", "prev", "ts", "at", "position"] {
            object.remove(of_its_own);
        }
        let plain = line.to_string();
        let mut told = String::new();
        for part in plain.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
            let word = part.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
            if word.len() < 8 {
                told += part;
                continue;
            }
            let number = ids.iter().position(|id| id == word).unwrap_or_else(|| {
                ids.push(word.to_owned());
                ids.len() - 1
            });
            told += &format!("[{number}]{}", &part[word.len()..]);
        }
        lines.push(told);
    }
    lines
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
