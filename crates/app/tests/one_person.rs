//! A case that one person worked says so on every export, in every file; one that two worked, nowhere.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::people::{act, does, id, item};
use common::{Ground, filmed_view, investigate, list, run, write_papers};

const SAID: [&str; 2] = [
    "not reviewed by a second person",
    "not been reviewed by a second person",
];

/// Every form that `export` names in its help, so that a new one is tested, too.
fn forms() -> Vec<String> {
    let help = run(&["export", "--help"]).expect(0).stdout;
    let (_, forms) = help.split_once("Possible values:").expect("forms");
    let (forms, _) = forms.split_once("Options:").expect("an end");
    let names = forms.lines().filter_map(|l| l.trim().strip_prefix("- "));
    names
        .filter_map(|l| l.split(':').next().map(str::to_owned))
        .collect()
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder");
    entries
        .flat_map(|e| files(&e.expect("an entry").path()))
        .collect()
}

/// What a reader opens first, or each file where all are alike.
fn opened(form: &str, to: &Path) -> Vec<PathBuf> {
    match form {
        "dossier" => vec![to.join("index.html")],
        "bag" => [
            "bag-info.txt",
            "VERIFY.txt",
            "data/ro-crate-metadata.json",
            "data/dossier/index.html",
        ]
        .map(|f| to.join(f))
        .to_vec(),
        _ => files(to),
    }
}

/// A case in which something is seen, read, related and found by one person.
fn worked() -> Ground {
    let ground = Ground::new();
    filmed_view(&ground);
    write_papers(&ground.documents);
    investigate(&ground).expect(0);
    let sighting = list(&ground, "sightings")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let passage = list(&ground, "passages")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for of in [&sighting, &passage] {
        act(&ground, &["verdict", of, "yes", "--by", "k7"]).expect(0);
    }
    let firm = id(&ground, &["entity", "add", "company", "Heron Systems"]);
    let page = format!("{}/p1", item(&ground, common::people::MANUAL));
    let tie = [
        "link",
        &firm,
        "makes",
        "product:Heron Desk",
        "--evidence",
        &page,
    ];
    id(&ground, &tie);
    let finding = id(
        &ground,
        &["finding", "new", "It was seen.", "--party", &firm],
    );
    id(&ground, &["finding", "evidence", &finding, &sighting]);
    ground
}

fn export(ground: &Ground, form: &str, to: &Path) {
    let to = to.to_str().expect("UTF-8");
    does(ground, &["export", form, "--to", to]);
}

#[test]
fn a_case_of_one_person_says_so_in_every_form() {
    let ground = worked();
    let forms = forms();
    assert!(forms.len() >= 14, "{forms:?}");
    for form in &forms {
        let to = ground.dir.path().join(format!("one-{form}"));
        export(&ground, form, &to);
        let all = opened(form, &to);
        assert!(!all.is_empty(), "{form} wrote nothing");
        for file in all {
            let text = fs::read_to_string(&file).expect("text");
            // A table without rows states nothing, nor does a list of sums.
            let is = |ending| file.extension().is_some_and(|e| e == ending);
            let silent = is("sha256") || text.lines().count() < 2 && is("csv");
            assert!(
                silent || SAID.iter().any(|s| text.contains(s)),
                "{form}: {} does not say it",
                file.display()
            );
        }
    }
    let french = ground.dir.path().join("fr");
    let to = french.to_str().expect("UTF-8");
    does(
        &ground,
        &["export", "dossier", "--language", "fr", "--to", to],
    );
    let page = fs::read_to_string(french.join("index.html")).expect("a page");
    assert!(page.contains("deuxième personne") || page.contains("seconde personne"));

    // A second person has looked: the statement is gone.
    let passage = list(&ground, "passages")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    act(&ground, &["verdict", &passage, "yes", "--by", "m3"]).expect(0);
    for form in &forms {
        let to = ground.dir.path().join(format!("two-{form}"));
        export(&ground, form, &to);
        for file in opened(form, &to) {
            let text = fs::read_to_string(&file).expect("text");
            if file.ends_with("index.html") || file.ends_with("findings.csv") {
                // Its one finding was reviewed by nobody, which goes on being said of it.
                assert!(!text.contains("This case has not been reviewed"), "{form}");
                continue;
            }
            assert!(
                !SAID.iter().any(|s| text.contains(s)),
                "{form}: {} says it still",
                file.display()
            );
        }
    }
}
