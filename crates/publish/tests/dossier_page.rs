//! The page's text: what it says, and what it lets nobody smuggle in.

mod common;

use model::{ItemKind, Origin, PublishedDate, VerdictValue};
use publish::dossier::{Dossier, ProductSection, Summary};
use publish::render;

fn page(dossier: &Dossier) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    let written = render(dossier, &dir.path().join("dossier")).expect("written");
    std::fs::read_to_string(written.index).expect("readable")
}

/// One element a line, without the style sheet and without hashes that follow from how a library
/// compresses.
fn readable(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").expect("a sheet");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let mut text = format!("{head}<style>…</style>{rest}");
    for (start, end) in [
        ("style-src 'sha256-", "'"),
        ("src=\"pictures/", ".png"),
        ("pixels, SHA-256 <code class=\"copy\">", "<"),
    ] {
        let mut out = String::new();
        for (i, part) in text.split(start).enumerate() {
            if i == 0 {
                out.push_str(part);
                continue;
            }
            let (_, after) = part.split_once(end).expect("an end");
            out.push_str(&format!("{start}…{end}{after}"));
        }
        text = out;
    }
    text.replace("><", ">\n<")
}

#[test]
fn a_small_dossier() {
    insta::assert_snapshot!(readable(&page(&common::small())));
}

/// Values of all attributes that could make a browser fetch or run something.
fn addresses(page: &str) -> Vec<&str> {
    [
        "src=\"",
        "href=\"",
        "srcset=\"",
        "action=\"",
        "data=\"",
        "poster=\"",
    ]
    .iter()
    .flat_map(|name| page.split(name).skip(1))
    .filter_map(|rest| rest.split('"').next())
    .collect()
}

#[test]
fn nothing_points_outside_the_folder() {
    let page = page(&common::small());
    let addresses = addresses(&page);
    assert!(addresses.len() > 20, "{addresses:?}");
    for a in addresses {
        assert!(a.starts_with('#') || a.starts_with("pictures/"), "{a}");
    }
    for forbidden in [
        "<script",
        "<link",
        "<iframe",
        "<object",
        "<form",
        "@import",
        "url(",
        "style=",
        "onload",
        "javascript:",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("default-src 'none'"));
}

const ATTACK: &str =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;\u{202E}gnp.exe\n\u{0}]]>";

/// The small dossier with the attack in every text that a stranger may have written.
fn hostile() -> Dossier {
    let mut d = common::small();
    let a = || ATTACK.to_owned();
    (d.case_name, d.made_at, d.software) = (a(), a(), a());
    d.journal_head = Some((1, a()));
    d.notes = vec![a()];
    let origin = Origin {
        path: a(),
        url: Some(format!("javascript:alert(1)//{ATTACK}")),
        canonical_id: Some(a()),
        title: Some(a()),
        publisher: Some(a()),
        published: Some(PublishedDate {
            iso: a(),
            raw: format!("{ATTACK} raw"),
        }),
        collected_by: Some(a()),
        collected_at: Some(a()),
        tool: Some(a()),
        notes: vec![a()],
        clock: None,
        sidecar: None,
        ..Origin::default()
    };
    for product in &mut d.products {
        product.product = a();
        for r in &mut product.references {
            r.poor = Some(a());
            r.sources[0].file_name = a();
        }
        for s in &mut product.sightings {
            (s.id, s.video_name) = (a(), a());
            s.origin = Some(origin.clone());
            s.next_best = Some((a(), 3));
            s.recipe = vec![(a(), a())];
            s.damage_note = Some(a());
            s.verdicts = vec![common::verdict(VerdictValue::CannotTell, ATTACK, ATTACK)];
            if let Some(source) = &mut s.reference_source {
                source.file_name = a();
            }
        }
    }
    for item in &mut d.items {
        (item.name, item.note, item.origins) =
            (a(), Some(a()), vec![origin.clone(), origin.clone()]);
    }
    for missing in &mut d.not_found {
        (missing.product, missing.coverage) = (a(), a());
    }
    for f in &mut d.failures {
        (f.name, f.step, f.reason, f.what_to_do) = (a(), a(), a(), a());
    }
    for step in &mut d.steps {
        (step.name, step.what, step.parameters) = (a(), a(), vec![(a(), a())]);
    }
    d
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let page = page(&hostile());
    for alive in [
        "<script",
        "<img src=x",
        "onerror=alert(1)>",
        "'><img",
        "\u{202E}",
        "\u{0}",
    ] {
        assert!(!page.contains(alive), "{alive:?}");
    }
    assert!(
        page.matches("&lt;script&gt;alert(1)&lt;/script&gt;")
            .count()
            > 80
    );
    assert!(page.contains("⟨U+202E⟩") && page.contains("⟨U+000A⟩") && page.contains("⟨U+0000⟩"));
    // The same elements as the harmless page: no text became markup.
    let start = |p: &str| p.matches("<svg").count();
    assert_eq!(start(&page), start(&self::page(&common::small())));
    for a in addresses(&page) {
        assert!(a.starts_with('#') || a.starts_with("pictures/"), "{a}");
    }
}

#[test]
fn a_case_without_sightings_says_so_and_why() {
    let all_of = |summary: Summary| {
        let mut d = common::small();
        d.products.clear();
        d.summary = summary;
        page(&d)
    };
    let looked = all_of(Summary {
        videos: 2,
        references: 4,
        ..Summary::default()
    });
    assert!(
        looked.contains("No sighting was proposed.")
            && looked.contains("not proof that the products are not there")
    );
    assert!(looked.contains("Borealis Watch") && looked.contains("broken.mp4"));
    assert!(
        all_of(Summary {
            references: 4,
            ..Summary::default()
        })
        .contains("holds no video")
    );
    assert!(
        all_of(Summary {
            videos: 1,
            ..Summary::default()
        })
        .contains("holds no reference")
    );
    let empty = page(&Dossier::default());
    assert!(empty.contains("The case holds no file.") && empty.contains("Nothing failed."));
}

#[test]
fn sightings_are_grouped_by_video_and_in_order_of_time() {
    let page = page(&common::small());
    let first = page
        .find("00:00:10:00 – 00:00:12:00")
        .expect("the earlier one");
    let second = page
        .find("00:00:40:00 – 00:00:44:00")
        .expect("the later one");
    assert!(first < second);
    assert!(
        page.contains("0:00:03.000 – 0:00:05.000"),
        "a clock where the rate is not constant"
    );
    assert!(page.contains("none: the frame rate is not constant"));
}

#[test]
fn every_verdict_is_shown_and_none_overrules_another() {
    let mut d = common::small();
    let s = &mut d.products[0].sightings[0];
    s.verdicts.push(common::verdict(
        VerdictValue::No,
        "bo",
        "The legend differs.",
    ));
    let page = page(&d);
    assert!(
        page.contains("Judged differently") && page.contains("1 judged differently, 1 not yet")
    );
    assert!(page.contains("Same list, same map legend") && page.contains("The legend differs."));
}

#[test]
fn what_is_missing_of_an_origin_is_named() {
    let mut d = Dossier {
        items: vec![common::entry(
            "a.mp4",
            ItemKind::Video,
            5,
            vec![Origin::default()],
        )],
        ..Dossier::default()
    };
    let all = "web address, publisher, date of publication, who collected it, when it was collected, how it was collected";
    assert!(page(&d).contains(all));
    // A second account fills what the first one lacks.
    d.items[0].origins.push(Origin {
        collected_by: Some("kai".into()),
        ..common::origin("a.mp4")
    });
    let page = page(&d);
    assert!(page.contains("<dt>Not on record</dt><dd>when it was collected</dd>"));
}

#[test]
fn three_hundred_sightings_stay_folded_and_lazy() {
    let mut d = common::small();
    let one = common::sighting("control-room.mp4", 0, 12800, 10);
    let sightings = (0..300)
        .map(|i| {
            let mut s = one.clone();
            (s.first, s.last) = (common::at(12800 * i), common::at(12800 * i + 6400));
            s
        })
        .collect();
    d.products = vec![ProductSection {
        sightings,
        ..d.products.swap_remove(0)
    }];
    let page = page(&d);
    assert_eq!(page.matches("<details class=\"sighting\" open>").count(), 1);
    assert_eq!(page.matches("<details class=\"sighting\">").count(), 299);
    assert_eq!(
        page.matches("<img").count(),
        page.matches("loading=\"lazy\"").count()
    );
    assert!(page.contains("292 more"), "the list by video is folded");
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
}

#[test]
fn a_family_is_never_shown_as_one_product() {
    let told = "Not told apart";
    assert!(!page(&common::small()).contains(told));
    let mut dossier = common::small();
    let sighting = &mut dossier.products[1].sightings[0];
    sighting.one_of = vec!["Meridian <b>One".to_owned(), "Meridian Two".to_owned()];
    let page = page(&dossier);
    assert!(page.contains(told));
    let row = page
        .split(told)
        .nth(1)
        .and_then(|r| r.split("</dd>").next());
    let row = row.unwrap_or_default();
    assert!(row.contains("Meridian &lt;b&gt;One, Meridian Two"), "{row}");
}
