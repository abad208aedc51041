//! A bag is what outsiders' tools accept, gives back the same case, and holds nothing that may not go.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Ground, Ran, investigate, list, run, test_card, write_papers};

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

/// A case with two videos and two documents, and words of people.
fn judged() -> Ground {
    let ground = Ground::new();
    test_card(&ground.footage.join("Nuradilov phone.mp4"), 1);
    test_card(&ground.footage.join("b.mp4"), 2);
    write_papers(&ground.documents);
    investigate(&ground).expect(0);
    let case = ground.case_str();
    let passage = list(&ground, "passages")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    run(&[
        "verdict", "--case", case, &passage, "yes", "--by", "k7", "--reason", "p. 2",
    ])
    .expect(0);
    run(&[
        "product",
        "--case",
        case,
        "rename",
        "Heron Desk",
        "Heron Wall",
        "--by",
        "k7",
    ])
    .expect(0);
    ground
}

fn item(ground: &Ground, path: &str) -> String {
    let items = list(ground, "items");
    let found = items
        .iter()
        .find(|i| i.to_string().contains(path))
        .expect("the item");
    let id = found["sha256"].as_str().or(found["id"].as_str());
    id.expect("an id").to_owned()
}

fn bag(ground: &Ground, name: &str, more: &[&str]) -> PathBuf {
    let to = ground.dir.path().join(name);
    let args = [
        &[
            "export",
            "--case",
            ground.case_str(),
            "bag",
            "--to",
            text(&to),
        ],
        more,
    ]
    .concat();
    run(&args).expect(0);
    to
}

fn shell(dir: &Path, script: &str) -> Ran {
    common::ended(
        Command::new("bash")
            .args(["-c", script])
            .current_dir(dir)
            .stdin(Stdio::null())
            .output()
            .expect("a shell"),
    )
}

/// The commands of VERIFY.txt, step by step, as they stand there.
fn follow_verify_txt(bag: &Path) -> Ran {
    let words = fs::read_to_string(bag.join("VERIFY.txt")).expect("VERIFY.txt");
    let mut script = "set -e\n".to_owned();
    for line in words.lines() {
        // The fifth is for a time stamp, which is not here.
        if line.starts_with("5.") {
            break;
        }
        if let Some(command) = line.strip_prefix("    ") {
            script.push_str(command);
            script.push('\n');
        }
    }
    shell(bag, &script)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

fn rows(bag: &Path) -> Vec<(String, String)> {
    files(&bag.join("data/case"))
        .iter()
        .map(|p| {
            let name = p
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(p).expect("text"))
        })
        .collect()
}

#[test]
fn a_bag_gives_back_the_same_case_and_holds_for_common_tools() {
    let ground = judged();
    let bagged = bag(&ground, "bag", &["--case-key", "--by", "k7"]);
    let head = fs::read_to_string(bagged.join("bag-info.txt")).expect("bag-info.txt");
    let head = head
        .lines()
        .find_map(|l| l.strip_prefix("Journal-Head: "))
        .expect("a head");
    let (lines, hash) = head.split_once(':').expect("a head");
    follow_verify_txt(&bagged)
        .expect(0)
        .says(&format!("OK {lines} lines head {hash}"));
    if shell(&bagged, "python3 -m bagit --version").status == 0 {
        shell(&bagged, "python3 -m bagit --validate .").expect(0);
    } else {
        eprintln!(
            "not checked with bagit-python: it is not installed (python3 -m pip install bagit)"
        );
    }
    assert!(bagged.join("data/dossier/index.html").exists());
    assert!(
        files(&bagged).iter().all(|p| !p.ends_with("key")),
        "a private key never goes"
    );

    let again = ground.dir.path().join("again");
    run(&["import", "bag", text(&bagged), "--case", text(&again)])
        .expect(0)
        .says(hash);
    run(&["verify", "--case", text(&again), "--head", head]).expect(0);
    for what in [
        "items",
        "shots",
        "documents",
        "passages",
        "products",
        "matrix",
    ] {
        let here = run(&["list", "--case", ground.case_str(), what, "--json"])
            .expect(0)
            .stdout;
        let there = run(&["list", "--case", text(&again), what, "--json"])
            .expect(0)
            .stdout;
        assert_eq!(here, there, "{what}");
        assert!(!here.is_empty(), "{what}");
    }
    let journal = |case: &Path| fs::read_to_string(case.join("journal.jsonl")).expect("a journal");
    let packed = fs::read_to_string(bagged.join("data/journal.jsonl")).expect("a journal");
    assert!(journal(&again).starts_with(&packed) && journal(&ground.case).starts_with(&packed));
    // What is packed again of either is the same, row by row.
    let second = Ground {
        case: again.clone(),
        ..Ground::new()
    };
    let more = ["--without-dossier"];
    assert_eq!(
        rows(&bag(&ground, "one", &more)),
        rows(&bag(&second, "two", &more))
    );
    // And work goes on: what a bag leaves out is made again.
    run(&["analyse", "--case", text(&again)]).expect(0);
    run(&["verify", "--case", text(&again)]).expect(0);
    run(&["import", "bag", text(&bagged), "--case", text(&again)])
        .expect(1)
        .says("not empty");
}

#[test]
fn a_bag_that_was_changed_is_refused_and_leaves_nothing() {
    let ground = judged();
    let bagged = bag(&ground, "bag", &["--case-key", "--without-dossier"]);
    let target = ground.dir.path().join("again");
    let refused = |why: &str| {
        run(&["import", "bag", text(&bagged), "--case", text(&target)])
            .expect(1)
            .says(why);
        assert!(!target.exists());
        assert!(!target.with_file_name("again.importing").exists());
    };
    let verdicts = bagged.join("data/case/passage_verdicts.jsonl");
    let whole = fs::read_to_string(&verdicts).expect("rows");
    fs::write(&verdicts, whole.replace("\"yes\"", "\"no\"")).expect("written");
    refused("is not the file that was packed");
    follow_verify_txt(&bagged).expect(1);
    fs::write(&verdicts, &whole).expect("mended");

    let stray = bagged.join("data/originals/stray");
    fs::write(&stray, "x").expect("written");
    refused("in no manifest");
    follow_verify_txt(&bagged).expect(1);
    fs::remove_file(&stray).expect("removed");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/passwd", &stray).expect("a link");
        refused("no plain file");
        fs::remove_file(&stray).expect("removed");
    }
    // Written anew as a whole: only the signature shows it.
    fs::write(&verdicts, whole.replace("\"yes\"", "\"no\"")).expect("written");
    shell(
        &bagged,
        "find data -type f -exec sha256sum {} + | sort -k2 > manifest-sha256.txt; \
         sha256sum VERIFY.txt bag-info.txt bagit.txt manifest-sha256.txt > tagmanifest-sha256.txt",
    )
    .expect(0);
    refused("the signature does not hold");
    // And where it was not signed, the journal.
    fs::remove_file(bagged.join("tagmanifest-sha256.txt.sig")).expect("removed");
    refused("its rows and its journal differ");
}

#[test]
fn what_could_tell_a_source_is_in_no_bag() {
    let ground = judged();
    let case = ground.case_str();
    let (phone, other) = (item(&ground, "Nuradilov"), item(&ground, "b.mp4"));
    let level = |id: &str, level: &str| {
        run(&["sensitivity", "--case", case, id, level, "--by", "k7"]).expect(0);
    };
    level(&phone, "source-identifying");
    let bagged = bag(&ground, "bag", &[]);
    let all: Vec<u8> = files(&bagged)
        .iter()
        .flat_map(|p| fs::read(p).expect("read"))
        .collect();
    let all = String::from_utf8_lossy(&all);
    for trace in ["Nuradilov", &phone, &phone[..12]] {
        assert!(!all.contains(trace), "{trace}");
        assert!(files(&bagged).iter().all(|p| !text(p).contains(trace)));
    }
    assert!(all.contains(&other[..12]), "others go");
    let page = fs::read_to_string(bagged.join("data/dossier/index.html")).expect("a dossier");
    assert!(page.contains("b.mp4"), "a page of the others goes");
    let named = fs::read_to_string(bagged.join("data/ro-crate-metadata.json")).expect("a crate");
    assert!(named.contains("dossier/index.html"));
    let without = bag(&ground, "without", &["--without-dossier"]);
    assert!(!without.join("data/dossier").exists());
    follow_verify_txt(&bagged);
    let told = shell(&bagged, "tail -n 3 VERIFY.txt").stdout;
    assert!(told.contains("1 items may not go"), "{told}");
    let parts = fs::read_to_string(bagged.join("data/journal-parts.jsonl")).expect("parts");
    assert!(parts.contains("\"withheld\":true"));
    let ran = follow_verify_txt(&bagged).expect(0);
    assert!(
        ran.stdout.contains("OK ") && !ran.stdout.contains("BROKEN"),
        "{}",
        ran.stdout
    );
    let again = ground.dir.path().join("again");
    run(&["import", "bag", text(&bagged), "--case", text(&again)])
        .expect(1)
        .says("were withheld");

    level(&other, "open");
    let open = bag(&ground, "open", &["--open-only"]);
    let originals = files(&open.join("data/originals"));
    assert_eq!(originals.len(), 1);
    assert!(text(&originals[0]).contains(&other));
    // The latest word counts.
    level(&phone, "internal");
    assert!(
        bag(&ground, "third", &[])
            .join("data/journal.jsonl")
            .exists()
    );
}

#[test]
fn an_encrypted_bag_is_opened_by_age_and_tar() {
    if Command::new("age")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("skipped: age is not installed");
        return;
    }
    let ground = judged();
    let dir = ground.dir.path();
    shell(
        dir,
        "age-keygen -o key 2>/dev/null && age-keygen -y key > public",
    )
    .expect(0);
    let recipient = fs::read_to_string(dir.join("public")).expect("a recipient");
    let file = bag(
        &ground,
        "packed.tar.age",
        &["--encrypt-to", recipient.trim()],
    );
    assert!(
        fs::read(&file)
            .expect("read")
            .starts_with(b"age-encryption.org/v1")
    );
    shell(dir, "age --decrypt -i key packed.tar.age | tar -x").expect(0);
    follow_verify_txt(&dir.join("packed")).expect(0);
    let again = dir.join("again");
    run(&[
        "import",
        "bag",
        text(&dir.join("packed")),
        "--case",
        text(&again),
    ])
    .expect(0);
    run(&[
        "export",
        "--case",
        text(&again),
        "bag",
        "--to",
        text(&dir.join("no.age")),
        "--encrypt-to",
        "nobody",
    ])
    .expect(1);
    assert!(!dir.join("no.age").exists() && !dir.join("no.age.unfinished").exists());
}

/// What was looked at before it goes out lies in the case folder, and goes nowhere.
#[test]
fn a_preview_beside_the_case_is_in_no_bag_and_disturbs_none() {
    let ground = judged();
    let preview = ground.case.join("preview");
    fs::create_dir(&preview).expect("made");
    fs::write(preview.join("index.html"), "<p>not yet published").expect("written");
    run(&["verify", "--case", ground.case_str()]).expect(0);
    let to = bag(&ground, "beside", &["--case-key"]);
    let mut folders = vec![to.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let bytes = fs::read(entry.path()).expect("read");
                let there = bytes.windows(17).any(|w| w == b"not yet published");
                assert!(!there, "{}", entry.path().display());
            }
        }
    }
    assert!(preview.join("index.html").exists(), "and it is still there");
    let again = ground.dir.path().join("again");
    run(&["import", "bag", text(&to), "--case", text(&again)]).expect(0);
    run(&["verify", "--case", text(&again)]).expect(0);
}
