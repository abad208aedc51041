//! What `--json` prints has exactly the fields that `docs/json.md` names, and verdicts count as
//! the guide says.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use common::shapes::{TEXT_SHAPES, documented, printed};
use common::{Ground, copied, filmed_view, investigation, list, run};
use serde_json::Value;
use stage::figures::made_devices;

/// The lines that have a field.
fn with<'a>(lines: &'a [Value], key: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| line.get(key).is_some())
}

/// A case with a sighting, a torn PDF, and a link that is refused; and what `investigate` and
/// `add` printed.
fn eventful() -> (Ground, Vec<Value>, Vec<Value>) {
    let ground = Ground::new();
    filmed_view(&ground);
    fs::write(
        ground.footage.join("filmed.info.json"),
        r#"{"extractor_key": "Youtube", "id": "abc123", "title": "A room",
            "webpage_url": "https://example.org/abc123", "uploader": "k7",
            "upload_date": "20250314", "epoch": 1741944600,
            "_version": {"version": "2025.03.01"}}"#,
    )
    .unwrap();
    // Drawn ones; not each is told as one.
    for (n, device) in made_devices(41, 4).unwrap().iter().enumerate() {
        let png = publish::encode_png(&device.rgb).unwrap();
        fs::write(ground.documents.join(format!("device-{n}.png")), png).unwrap();
    }
    fs::write(
        ground.documents.join("torn.pdf"),
        "%PDF-1.7\n1 0 obj\n<< /Type /Cat",
    )
    .unwrap();
    let out = investigation(&ground).arg("--json").output().unwrap();
    let told = common::ended(out).expect(1).json();
    std::os::unix::fs::symlink("filmed.mp4", ground.footage.join("link.mp4")).unwrap();
    fs::write(ground.footage.join("empty.mp4"), "").unwrap();
    let added = run(&[
        "add",
        "--case",
        ground.case_str(),
        "--json",
        ground.footage.to_str().unwrap(),
    ]);
    let added = added.expect(1).json();
    (ground, told, added)
}

/// A case with documents on which people have acted.
fn papers() -> Ground {
    let ground = Ground::new();
    common::write_papers(&ground.documents);
    common::investigate(&ground).expect(0);
    let case = ground.case_str();
    let by = ["--by", "ana", "--reason", "read"];
    for passage in list(&ground, "passages") {
        let id = passage["id"].as_str().unwrap();
        let judged = [
            "verdict",
            "--case",
            case,
            id,
            "yes",
            "--condition",
            "if licensed",
        ];
        run(&[&judged[..], &by[..]].concat()).expect(0);
    }
    let document = list(&ground, "documents")[0]["id"].clone();
    let said = [
        "document",
        "--case",
        case,
        document.as_str().unwrap(),
        "date",
        "2022",
    ];
    run(&[&said[..], &by[..]].concat()).expect(0);
    let renamed = ["product", "--case", case, "rename", "Heron Desk", "Heron"];
    run(&[&renamed[..], &by[..]].concat()).expect(0);
    ground
}

/// A verdict on the first of a list.
fn judge_first(ground: &Ground, kind: &str, what: &str) {
    let id = list(ground, what)[0]["id"].clone();
    let named = format!("{kind}:{}", id.as_str().unwrap());
    let said = [
        "verdict",
        "--case",
        ground.case_str(),
        &named,
        "yes",
        "--by",
        "ana",
    ];
    run(&said).expect(0);
}

/// What `find` and `show` print of a case with a sighting; and that they find and show it.
fn looked_up(ground: &Ground, sighting: &Value) -> (Vec<Value>, Vec<Value>) {
    let case = ground.case_str();
    let reference = list(ground, "references")[0]["id"].clone();
    let reference = &reference.as_str().unwrap()[..12];
    let searched = run(&["find", "--case", case, "--reference", reference, "--json"]);
    let searched = searched.expect(0).json();
    assert_eq!(with(&searched, "found").count(), 1, "{searched:#?}");
    let picture = ground.case.with_extension("proof.png");
    let out = picture.to_str().unwrap();
    let id = sighting.as_str().unwrap();
    let shown = run(&["show", "--case", case, id, "--out", out, "--json"]);
    let shown = shown.expect(0).json();
    let size = fs::metadata(&picture).unwrap().len();
    assert!(size > 10_000, "a proof of {size} bytes");
    let address = with(&searched, "found").next().unwrap()["found"]["address"].clone();
    let address = address.as_str().unwrap();
    let again = run(&["find", "--case", case, "--region", address, "--json"]);
    assert_eq!(with(&again.expect(0).json(), "found").count(), 1);
    (searched, shown)
}

#[test]
fn every_field_that_is_printed_is_documented_and_no_other() {
    let (ground, told, added) = eventful();
    let id = list(&ground, "sightings")[0]["id"].clone();
    let case = ground.case_str();
    let judge = |value: &str, by: &str| {
        run(&[
            "verdict",
            "--case",
            case,
            id.as_str().unwrap(),
            value,
            "--by",
            by,
        ])
        .expect(0)
    };
    judge("yes", "ana");
    judge_first(&ground, "screen", "screens");
    judge_first(&ground, "figure", "references");
    let told = told.as_slice();
    let mut shapes: BTreeMap<&str, BTreeSet<String>> = ["summary", "failed", "dossier"]
        .into_iter()
        .map(|key| (key, printed(with(told, key))))
        .collect();
    for (name, what) in [
        ("item", "items"),
        ("shot", "shots"),
        ("reference", "references"),
        ("sighting", "sightings"),
        ("tracked", "tracks"),
        ("screen", "screens"),
        ("screen frame", "screen-tracks"),
    ] {
        shapes.insert(name, printed(&list(&ground, what)));
    }
    shapes.insert("added", printed(&added));
    let (searched, shown) = looked_up(&ground, &id);
    for key in ["found", "searched"] {
        shapes.insert(key, printed(with(&searched, key)));
    }
    shapes.insert("shown", printed(&shown));
    let copied = copied();
    judge_first(&copied, "copy", "copies");
    for (name, what) in [("copy", "copies"), ("family", "families")] {
        shapes.insert(name, printed(&list(&copied, what)));
    }
    let unasked = [
        "--case-key",
        "--time-stamp",
        "http://127.0.0.1:9/",
        "--json",
    ];
    let sealed = run(&[&["seal", "--case", case], unasked.as_slice()].concat()).expect(0);
    shapes.insert("seal", printed(&sealed.json()));
    // Two files of which one is no file, one that is missing, and a line that is none.
    let listed = ground.dir.path().join("listed");
    fs::create_dir(&listed).unwrap();
    let zeros = "0".repeat(64);
    fs::write(listed.join("a.txt"), "a").unwrap();
    fs::write(
        listed.join("SHA256SUMS"),
        format!("{zeros}  a.txt\n{zeros}  b\nx\n"),
    )
    .unwrap();
    let import = ["import", "--case", case, "--json"];
    let listed = run(&[import.as_slice(), &["list", listed.to_str().unwrap()]].concat());
    let no_page = ground.dir.path().join("listed/a.txt");
    let saved = run(&[import.as_slice(), &["saved", no_page.to_str().unwrap()]].concat());
    let imported = [listed.expect(0).json(), saved.expect(1).json()].concat();
    shapes.insert("imported", printed(&imported));
    shapes.insert("gap", printed(&list(&ground, "gaps")));
    let bag = ground.dir.path().join("bag");
    let bag = bag.to_str().unwrap();
    let bagged = run(&["export", "--case", case, "bag", "--to", bag, "--json"]).expect(0);
    shapes.insert("bagged", printed(&bagged.json()));
    let again = ground.dir.path().join("again");
    let again = again.to_str().unwrap();
    let unpacked = run(&["import", "bag", bag, "--case", again, "--json"]).expect(0);
    shapes.insert("unpacked", printed(&unpacked.json()));
    // Last: a fault is planted.
    fs::write(ground.case.join("objects/stray"), "x").unwrap();
    let head = format!("1:{}", "0".repeat(64));
    let verify = [
        "verify", "--case", case, "--json", "--head", &head, "--proofs", "1",
    ];
    let verified = run(&verify).expect(1);
    shapes.insert("verify", printed(&verified.json()));
    shapes.insert("doctor", printed(&run(&["doctor", "--json"]).json()));
    let papers = papers();
    for (name, what) in [
        ("document", "documents"),
        ("page", "pages"),
        ("passage", "passages"),
        ("product", "products"),
        ("function", "functions"),
        ("cell", "matrix"),
    ] {
        shapes.insert(name, printed(&list(&papers, what)));
    }
    let case = papers.case_str();
    let history = run(&["product", "--case", case, "history", "--json"]);
    shapes.insert("act", printed(&history.expect(0).json()));
    let passage = list(&papers, "passages")[0]["id"].clone();
    let cited = run(&["cite", "--case", case, passage.as_str().unwrap(), "--json"]);
    shapes.insert("cited", printed(&cited.expect(0).json()));
    let mut documented = documented();
    // Shapes of text have a test of their own.
    documented.retain(|name, _| !TEXT_SHAPES.contains(&name.as_str()));
    // So has what `serve` prints: it runs on.
    documented.remove("served");
    assert_eq!(
        documented.keys().map(String::as_str).collect::<Vec<_>>(),
        shapes.keys().copied().collect::<Vec<_>>()
    );
    for (name, fields) in &shapes {
        assert_eq!(&documented[*name], fields, "{name}");
    }
    assert_eq!(
        told.len(),
        ["summary", "failed", "dossier"]
            .iter()
            .map(|key| with(told, key).count())
            .sum::<usize>(),
        "a line of another shape: {told:#?}"
    );
}

#[test]
fn each_persons_latest_verdict_counts_and_disagreement_cannot_be_told() {
    let ground = Ground::new();
    filmed_view(&ground);
    common::investigate(&ground).expect(0);
    let case = ground.case_str();
    let sighting = || list(&ground, "sightings").swap_remove(0);
    let id = sighting()["id"].as_str().unwrap().to_owned();
    assert_eq!(sighting()["verdict"], Value::Null);
    assert_eq!(sighting()["verdicts"], Value::Array(Vec::new()));
    for (value, by, counts, word) in [
        ("no", "ana", "no", "Judged: no"),
        ("yes", "ana", "yes", "Judged: yes"),
        ("no", "bo", "cannot-tell", "Judged differently"),
        ("yes", "bo", "yes", "Judged: yes"),
    ] {
        run(&["verdict", "--case", case, &id, value, "--by", by]).expect(0);
        assert_eq!(sighting()["verdict"], counts, "after {by} said {value}");
        run(&["export", "--case", case, "dossier"]).expect(0);
        let page = fs::read_to_string(ground.case.join("dossier/index.html")).unwrap();
        assert!(page.contains(word), "{word:?} after {by} said {value}");
    }
    let said: Vec<_> = sighting()["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| {
            format!(
                "{} {}",
                v["by"].as_str().unwrap(),
                v["value"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(said, ["ana no", "ana yes", "bo no", "bo yes"]);
    run(&[
        "verdict",
        "--case",
        case,
        "ffffffffffff",
        "yes",
        "--by",
        "ana",
    ])
    .expect(2)
    .says("no sighting");
    run(&["verdict", "--help"]).expect(0).says("latest counts");
}
