//! Manuals of several versions of one product: a sighting says whose views fit, by how much, and
//! what dates that proposes; or that they can't be told apart, and why.

mod common;

use std::path::Path;

use common::{Ground, list, run};
use model::{FrameRate, Size};
use serde_json::{Value, json};
use stage::demo::{InterfaceVersion, interface_versions};
use stage::{Backdrop, ClipPlan, ScreenPlan, ShotPlan};

fn manual(of: &InterfaceVersion, pages: &[&InterfaceVersion], folder: &Path) {
    let rgb = |v: &&InterfaceVersion| {
        let caption = format!("Version {}. Edition of {}.", of.version, of.printed);
        (caption, (*v.picture.rgb).clone())
    };
    let pages: Vec<_> = pages.iter().map(rgb).collect();
    let title = format!("{} user manual, version {}", of.product, of.version);
    let path = folder.join(format!("{} manual {}.pdf", of.product, of.version));
    stage::pictures_to_pdf(&title, &pages, &path).expect("written");
}

/// Films a version's screen at an angle.
fn film(of: &InterfaceVersion, name: &str, ground: &Ground) {
    let plan = ClipPlan {
        size: Size {
            width: 1280,
            height: 720,
        },
        rate: FrameRate::new(25, 1).expect("a rate"),
        bitrate_kbps: 4000,
        seed: 5,
        logo: None,
        shots: vec![ShotPlan::clean(
            25,
            Backdrop::Room { seed: 5 },
            vec![ScreenPlan::new(of.picture.clone(), 900.0)],
        )],
    };
    let clip = ground.footage.join(name);
    stage::film_only(&plan, &clip, &mut |_, _| {}).expect("ffmpeg is installed by ./test");
}

fn shown(ground: &Ground, video: &str) -> Value {
    let all = list(ground, "sightings");
    let found = all.iter().find(|s| s["video"] == video);
    found.unwrap_or_else(|| panic!("{video} is in none of {all:#?}"))["generation"].clone()
}

#[test]
fn the_version_whose_views_fit_is_named_with_a_range_of_dates() {
    let ground = Ground::new();
    let all = interface_versions();
    let [old, first, second, new] = all.as_slice() else {
        panic!("four versions")
    };
    for one in &all {
        manual(one, &[one], &ground.documents);
    }
    film(old, "old.mp4", &ground);
    film(second, "second.mp4", &ground);
    run(&[
        "investigate",
        "--case",
        ground.case_str(),
        "--footage",
        ground.footage.to_str().expect("a path"),
        "--documents",
        ground.documents.to_str().expect("a path"),
        "--no-text",
    ])
    .expect(0);
    let one = shown(&ground, "old.mp4");
    assert_eq!(
        (&one["told"], &one["range"], &one["dated"], &one["before"]),
        (
            &json!("one"),
            &json!([old.version]),
            &json!(old.date),
            &json!(first.date)
        ),
        "{one:#}"
    );
    assert!(one["margin"].as_f64() > one["noise"].as_f64(), "{one:#}");
    // The two that differ in their number alone can't be told apart; the others can.
    let some = shown(&ground, "second.mp4");
    assert_eq!(
        (&some["told"], &some["range"]),
        (&json!("some"), &json!([first.version, second.version])),
        "{some:#}"
    );
    assert_eq!(
        (&some["after"], &some["before"]),
        (&json!(old.date), &json!(new.date)),
        "{some:#}"
    );
    // A person's word on a document's version counts.
    let documents = list(&ground, "documents");
    let last = documents
        .iter()
        .find(|d| d["known"]["version"] == new.version)
        .expect("the manual");
    let id = last["id"].as_str().expect("an id");
    let case = ground.case_str();
    run(&[
        "document", "--case", case, id, "version", "6.0", "--by", "k7",
    ])
    .expect(0);
    let again = shown(&ground, "old.mp4");
    let fits = again["fits"].as_array().expect("a list");
    assert!(fits.iter().any(|f| f["version"] == "6.0"), "{again:#}");
}

#[test]
fn one_picture_in_two_manuals_tells_no_version() {
    let ground = Ground::new();
    let all = interface_versions();
    manual(&all[0], &[&all[0]], &ground.documents);
    manual(&all[1], &[&all[0]], &ground.documents);
    film(&all[0], "film.mp4", &ground);
    run(&[
        "investigate",
        "--case",
        ground.case_str(),
        "--footage",
        ground.footage.to_str().expect("a path"),
        "--documents",
        ground.documents.to_str().expect("a path"),
        "--no-text",
    ])
    .expect(0);
    let shown = shown(&ground, "film.mp4");
    assert_eq!(shown["told"], "none", "{shown:#}");
    let why = shown["why"].as_str().expect("words");
    assert!(why.contains("the same picture"), "{why}");
}

/// Figures for `docs/measures.md`: how often the range that is proposed holds the version that was
/// filmed, and how often it is no wider than it must be.
#[test]
#[ignore = "films for minutes"]
fn measured() {
    use stage::{Difficulty, RandomOptions, WidthTier, random_clip};
    let ground = Ground::new();
    let all = interface_versions();
    for one in &all {
        manual(one, &[one], &ground.documents);
    }
    let tiers = [WidthTier::Large, WidthTier::Medium, WidthTier::Small];
    for (t, tier) in tiers.into_iter().enumerate() {
        for (d, difficulty) in [Difficulty::Medium, Difficulty::Hard]
            .into_iter()
            .enumerate()
        {
            for (v, one) in all.iter().enumerate() {
                let options = RandomOptions {
                    tier: Some(tier),
                    difficulty,
                    seconds: 6.0,
                    broadcast: false,
                    ..RandomOptions::default()
                };
                let seed = (100 * t + 10 * d + v) as u64;
                let plan = random_clip(seed, std::slice::from_ref(&one.picture), &options);
                let name = format!("{tier:?} {difficulty:?} {v}.mp4");
                stage::film_only(&plan, &ground.footage.join(name), &mut |_, _| {})
                    .expect("filmed");
            }
        }
    }
    run(&[
        "investigate",
        "--case",
        ground.case_str(),
        "--footage",
        ground.footage.to_str().expect("a path"),
        "--documents",
        ground.documents.to_str().expect("a path"),
        "--no-text",
    ])
    .expect(0);
    let mut counts: std::collections::BTreeMap<String, [u32; 4]> = Default::default();
    for s in list(&ground, "sightings") {
        let name = s["video"].as_str().expect("a name").replace(".mp4", "");
        let (kind, v) = name.rsplit_once(' ').expect("a version");
        let v: usize = v.parse().expect("a number");
        // Two differ in their number alone.
        let least: Vec<&str> = match v {
            1 | 2 => vec![all[1].version, all[2].version],
            _ => vec![all[v].version],
        };
        let g = &s["generation"];
        let range: Vec<&str> = g["range"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let holds = range.contains(&all[v].version);
        let place = match (g["told"].as_str(), holds) {
            (Some("not-compared") | None, _) => 3,
            (_, false) => 2,
            _ if range.iter().all(|r| least.contains(r)) => 0,
            _ => 1,
        };
        if place == 2 {
            println!("wrong: {name}: {}", g["why"]);
        }
        counts.entry(kind.to_owned()).or_default()[place] += 1;
    }
    for (kind, [narrow, wide, wrong, none]) in counts {
        println!(
            "{kind}: {narrow} as narrow as can be, {wide} wider, {wrong} wrong, {none} not compared"
        );
    }
}
