//! Every command that writes, one after the other on one small case, for tests that disturb each;
//! and what must hold of the case afterwards.
#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use case::{Access, Case, Output, Work};
use model::{FrameTime, Provenance, Quad, ReadFrom, ReadLine, Reading, Size, TimeBase, Timestamp};
use serde_json::{Value, json};

use super::{Ground, filmed_view, list, run, text_pdf};

/// A command that writes.
pub struct Step {
    pub name: &'static str,
    /// Its words but for the case, by what is in the case when it begins.
    words: fn(&Ground) -> Vec<String>,
    /// What is listed more of once it is done; nothing where doing it again changes nothing.
    pub adds_to: Option<&'static str>,
    /// What must lie beside the case before it begins.
    pub prepare: fn(&Ground),
}

impl Step {
    pub fn arguments(&self, ground: &Ground) -> Vec<String> {
        let mut words = (self.words)(ground);
        if !words.iter().any(|w| w == "--case") {
            words.extend(["--case".to_owned(), ground.case_str().to_owned()]);
        }
        words
    }
}

/// Everything that can be listed, by kind.
pub type Listed = BTreeMap<&'static str, BTreeSet<String>>;

const LISTED: [&str; 12] = [
    "items",
    "shots",
    "documents",
    "references",
    "sightings",
    "screens",
    "passages",
    "products",
    "bookmarks",
    "entities",
    "relations",
    "findings",
];

/// One second of film that shows a picture, a page of words, and a record of another program.
pub fn material() -> Ground {
    let ground = Ground::new();
    filmed_view(&ground);
    let page: &[(f32, &str)] = &[
        (22.0, "Made-up Desk"),
        (11.0, "The software recognises licence plates in real time."),
    ];
    fs::write(ground.documents.join("leaflet.pdf"), text_pdf(&[page])).expect("written");
    let gallery = beside(&ground, "gallery");
    fs::create_dir(&gallery).expect("made");
    let record = json!({ "category": "twitter", "tweet_id": 12, "author": { "name": "mps" } });
    fs::write(gallery.join("1.txt"), "one").expect("written");
    fs::write(gallery.join("1.txt.json"), record.to_string()).expect("written");
    ground
}

pub fn beside(ground: &Ground, name: &str) -> PathBuf {
    ground.dir.path().join(name)
}

fn path(path: &Path) -> String {
    path.to_str().expect("test paths are UTF-8").to_owned()
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|w| (*w).to_owned()).collect()
}

/// The `n`-th of what is listed, by a field.
fn field(ground: &Ground, what: &str, n: usize, name: &str) -> String {
    let rows = list(ground, what);
    let value = rows.get(n).and_then(|row| row.get(name));
    match value.and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => panic!("{what} {n} has no {name}: {rows:?}"),
    }
}

fn document(ground: &Ground) -> String {
    let rows = list(ground, "documents");
    let leaflet = rows.iter().find(|r| r.to_string().contains("leaflet.pdf"));
    let item = leaflet.and_then(|r| r.get("id").or_else(|| r.get("item")));
    item.and_then(Value::as_str)
        .expect("the leaflet")
        .to_owned()
}

/// The moment that a sighting is proved at.
fn moment(ground: &Ground) -> String {
    let address = field(ground, "sightings", 0, "address");
    address.split('#').next().unwrap_or_default().to_owned()
}

fn export(ground: &Ground, form: &str) -> Vec<String> {
    let out = path(&beside(ground, &format!("out-{form}")));
    let mut all = words(&["export", form, "--to", &out]);
    if form == "bag" {
        all.extend(words(&["--case-key", "--by", "k7"]));
    }
    all
}

/// Every command that writes, each on what those before it left; `demo` has a test of its own, as
/// it makes a case of its own. Analysing reads no text: that starts another program, takes long, and
/// is kept by the same steps as everything else that is analysed; what `correct` needs is put there.
pub fn steps() -> Vec<Step> {
    fn step(
        name: &'static str,
        adds_to: Option<&'static str>,
        words: fn(&Ground) -> Vec<String>,
    ) -> Step {
        Step {
            name,
            words,
            adds_to,
            prepare: |_| {},
        }
    }
    let some = Some;
    let mut all = vec![
        step("add", None, |g| {
            words(&["add", &path(&g.footage), &path(&g.documents)])
        }),
        step("import", None, |g| {
            words(&[
                "import",
                "gallery-dl",
                &path(&beside(g, "gallery")),
                "--by",
                "k7",
            ])
        }),
        step("analyse", None, |_| {
            words(&["analyse", "--no-text", "--retry-failed"])
        }),
        step("document", None, |g| {
            words(&["document", &document(g), "version", "4.1", "--by", "k7"])
        }),
        step("sensitivity", None, |g| {
            let item = field(g, "items", 0, "id");
            words(&["sensitivity", &item, "internal", "--by", "k7"])
        }),
        step("verdict", None, |g| {
            let sighting = field(g, "sightings", 0, "id");
            words(&[
                "verdict", &sighting, "yes", "--by", "k7", "--reason", "same bar",
            ])
        }),
        step("verdict on a passage", None, |g| {
            let passage = field(g, "passages", 0, "id");
            words(&["verdict", &passage, "yes", "--by", "k7"])
        }),
        step("bookmark", None, |g| {
            words(&["bookmark", &moment(g), "--note", "left", "--by", "k7"])
        }),
        step("screen", some("screens"), |g| {
            let quad = "40,30,200,30,200,150,40,150";
            words(&["screen", "--at", &moment(g), "--quad", quad, "--by", "k7"])
        }),
        step("read", None, |g| words(&["read", &moment(g)])),
        Step {
            prepare: |g| put_reading(&g.case),
            ..step("correct", None, |g| {
                let reading = field(g, "readings", 0, "id");
                words(&["correct", &reading, "1", "Wall 4", "--by", "k7"])
            })
        },
        step("picture", None, |g| {
            let sighting = field(g, "sightings", 0, "id");
            let quad = "40,30,200,30,200,150,40,150";
            words(&[
                "picture", "mask", &sighting, quad, "--by", "k7", "--reason", "a face",
            ])
        }),
        step("option", None, |_| {
            words(&["option", "blind", "on", "--by", "k7"])
        }),
        step("entity", some("entities"), |_| {
            words(&["entity", "add", "company", "ТОО Тест", "--by", "k7"])
        }),
        step("another entity", some("entities"), |_| {
            words(&["entity", "add", "company", "Test LLP", "--by", "k7"])
        }),
        step("edit an entity", None, |_| {
            words(&[
                "entity",
                "edit",
                "ТОО Тест",
                "--note",
                "its seal",
                "--by",
                "k7",
            ])
        }),
        step("link", some("relations"), |_| {
            words(&["link", "ТОО Тест", "partner-of", "Test LLP", "--by", "k7"])
        }),
        step("cite", None, |g| {
            let (relation, passage) = (
                field(g, "relations", 0, "id"),
                field(g, "passages", 0, "id"),
            );
            words(&["cite", &passage, "--to", &relation, "--by", "k7"])
        }),
        step("unlink", None, |g| {
            let relation = field(g, "relations", 0, "id");
            words(&["unlink", &relation, "--by", "k7", "--reason", "mistaken"])
        }),
        step("merge entities", None, |_| {
            words(&["entity", "merge", "Test LLP", "ТОО Тест", "--by", "k7"])
        }),
        step("undo", some("entities"), |g| {
            let last = last_act(g);
            words(&["undo", &last, "--by", "k7", "--reason", "two firms"])
        }),
        step("finding", some("findings"), |_| {
            words(&[
                "finding",
                "new",
                "A screen shows it.",
                "--party",
                "ТОО Тест",
                "--by",
                "k7",
            ])
        }),
        step("evidence", None, |g| {
            let (finding, sighting) = (
                field(g, "findings", 0, "id"),
                field(g, "sightings", 0, "id"),
            );
            words(&["finding", "evidence", &finding, &sighting, "--by", "k7"])
        }),
        step("reply", None, |g| {
            let finding = field(g, "findings", 0, "id");
            let all = [
                "reply",
                "not-asked",
                &finding,
                "ТОО Тест",
                "--because",
                "gone",
                "--by",
                "k7",
            ];
            words(&all)
        }),
        step("seal", None, |_| words(&["seal", "--case-key"])),
        step("product", None, |g| {
            let name = field(g, "products", 0, "product");
            words(&["product", "rename", &name, "Made-up Wall", "--by", "k7"])
        }),
        Step {
            prepare: other_copy,
            ..step("merge", some("entities"), |g| {
                words(&["merge", "--from", &path(&beside(g, "there")), "--by", "k7"])
            })
        },
        step("link again", some("relations"), |_| {
            words(&["link", "ТОО Тест", "partner-of", "Argus LLP", "--by", "k7"])
        }),
        step("settle", None, |g| {
            let conflict = field(g, "conflicts", 0, "id");
            words(&[
                "settle",
                &conflict,
                "--by",
                "k7",
                "--reason",
                "the later one",
            ])
        }),
    ];
    all.push(Step {
        prepare: |g| {
            let more = beside(g, "more");
            fs::create_dir_all(&more).expect("made");
            let page: &[(f32, &str)] = &[(11.0, "Video is kept for 30 days.")];
            fs::write(more.join("sheet.pdf"), text_pdf(&[page])).expect("written");
        },
        ..step("investigate", None, |g| {
            let (footage, more) = (path(&g.footage), path(&beside(g, "more")));
            let all = ["investigate", "--footage", &footage, "--documents", &more];
            words(&[&all[..], &["--no-text"]].concat())
        })
    });
    macro_rules! exports {
        ($($form:literal)*) => {
            $(all.push(step(concat!("export ", $form), None, |g| export(g, $form)));)*
        };
    }
    exports!("dossier" "csv" "ftm" "tables" "csl" "bibtex" "markers" "webvtt" "annotations" "coco"
        "cvat" "gexf" "graph" "bag");
    all.push(Step {
        prepare: |g| {
            let (bag, kept) = (beside(g, "out-bag"), beside(g, "kept-bag"));
            if !bag.exists() {
                let args = export(g, "bag");
                let all: Vec<&str> = args.iter().map(String::as_str).collect();
                run(&[&all, &["--case", g.case_str()][..]].concat()).expect(0);
            }
            let _ = fs::remove_dir_all(&kept);
            copy(&bag, &kept);
        },
        ..step("import a bag", None, |g| {
            let (bag, again) = (path(&beside(g, "kept-bag")), path(&beside(g, "again")));
            words(&["import", "bag", &bag, "--case", &again])
        })
    });
    all
}

/// The number of what people did last.
fn last_act(ground: &Ground) -> String {
    let history = run(&["history", "--json", "--case", ground.case_str()]).expect(0);
    let acts = history.json();
    let last = acts.last().and_then(|act| act["act"].as_i64());
    last.expect("an act").to_string()
}

/// A reading of the footage, as analysing with a recogniser leaves it, unless it is there.
fn put_reading(folder: &Path) {
    let mut case = Case::open(folder, Access::Write).expect("a case");
    let items = case.items().expect("items");
    let video = items[0].id;
    let at = FrameTime {
        time: Timestamp::new(0, TimeBase::new(1, 25).expect("a base")),
        frame: 0,
    };
    let view = Size {
        width: 640,
        height: 360,
    };
    let line = ReadLine {
        text: "Wall 1".to_owned(),
        confidence: 0.9,
        chars: Vec::new(),
        rivals: Vec::new(),
        writing: None,
        quad: Quad::of_size(view),
        x_height: 9.0,
        light_on_dark: true,
        limit: None,
    };
    let reading = Reading {
        video,
        stream: 0,
        from: ReadFrom::Frame,
        first: at,
        last: at,
        frames: 1,
        best: at,
        quad: Quad::of_size(view),
        view,
        lines: vec![line],
        limit: None,
        turned: None,
    };
    let work = Work {
        provenance: Provenance::new(model::Step::new("made-up reading", 1), vec![video.0]),
        item: Some(video),
        seconds: 1.0,
    };
    case.finish(&work, &Output::Readings(vec![reading]))
        .expect("written");
}

/// A copy of the case as it is, in which somebody adds a file and a company, and says another
/// version; another is said here as well.
fn other_copy(ground: &Ground) {
    let there = beside(ground, "there");
    let _ = fs::remove_dir_all(&there);
    copy(&ground.case, &there);
    let letter = beside(ground, "letter.pdf");
    fs::write(&letter, text_pdf(&[&[(12.0, "Handed over")]])).expect("written");
    let (there, letter, leaflet) = (path(&there), path(&letter), document(ground));
    let case = ["--case", &there];
    run(&[&["add", &letter], &case[..]].concat()).expect(0);
    let company = ["entity", "add", "company", "Argus LLP", "--by", "bo"];
    run(&[&company, &case[..]].concat()).expect(0);
    let version = |case: &str, version: &str, by: &str| {
        let all = [
            "document", &leaflet, "version", version, "--by", by, "--case", case,
        ];
        run(&all).expect(0);
    };
    version(&there, "4.3", "bo");
    version(ground.case_str(), "4.2", "k7");
}

/// Takes away what a command made beside the case and makes only where nothing is.
pub fn clear(ground: &Ground) {
    for made in ["again", "out-bag"] {
        let _ = fs::remove_dir_all(beside(ground, made));
    }
}

pub fn listed(ground: &Ground) -> Listed {
    LISTED
        .into_iter()
        .map(|what| {
            let rows = list(ground, what);
            let ids = rows.iter().map(|row| {
                let id = ["id", "sha256", "address", "product"];
                let id = id.iter().find_map(|name| row.get(*name));
                let shot = row.get("number").map(ToString::to_string);
                format!("{:?} {shot:?}", id.map(ToString::to_string))
            });
            (what, ids.collect())
        })
        .collect()
}

/// Whether what is listed is what is wanted; what people make is named at random.
#[track_caller]
pub fn same(now: &Listed, wanted: &Listed, told: &str) {
    for (what, ids) in now {
        if matches!(*what, "entities" | "relations" | "findings") {
            assert_eq!(ids.len(), wanted[what].len(), "{told}: {what}");
        } else {
            assert_eq!(ids, &wanted[what], "{told}: {what}");
        }
    }
}

/// What was there and is not any more. A product that is renamed or joined is not lost.
pub fn lost(before: &Listed, now: &Listed, step: &Step) -> Vec<String> {
    let may = match step.name {
        "product" => "products",
        "merge entities" => "entities",
        "unlink" => "relations",
        _ => "",
    };
    let kinds = before.iter().filter(|(what, _)| **what != may);
    let gone = kinds.flat_map(|(what, ids)| {
        let gone = ids.difference(&now[what]);
        gone.map(move |id| format!("{what} {id}"))
    });
    gone.collect()
}

#[track_caller]
pub fn verifies(case: &Path, told: &str) {
    let verified = run(&["verify", "--case", &path(case)]);
    assert_eq!(
        verified.status, 0,
        "{told}: {}{}",
        verified.stdout, verified.stderr
    );
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    let mut folders: Vec<(PathBuf, PathBuf)> = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        for entry in fs::read_dir(&from).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = to.join(path.file_name().expect("a name"));
            if path.is_dir() {
                fs::create_dir_all(&name).expect("made");
                folders.push((path, name));
            } else {
                fs::copy(&path, &name).expect("copied");
            }
        }
    }
}
