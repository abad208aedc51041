//! The dossier in a real browser, from disk: pictures, layout, contrast, switches, print.
//!
//! Scripts are forbidden on the page, so a copy of it lets one probe run, which logs what it
//! finds; the rest of its content policy stays as it is.
#![cfg(unix)] // Process groups end the browser with all its helpers.

#[path = "common/browser.rs"]
mod browser;
mod common;

use std::fs;
use std::path::Path;

use serde_json::Value;

const PROBE: &str = include_str!("common/probe.js");
const WIDTHS: [u32; 4] = [390, 768, 1280, 1920];

/// What the probe tells of the small dossier, one value a width.
fn look(browser: &Path, scheme: &str) -> Vec<Value> {
    let dir = tempfile::tempdir().expect("a folder");
    let written = publish::render(&common::small(), &dir.path().join("d")).expect("written");
    let page = fs::read_to_string(&written.index).expect("readable");
    let probed = page
        .replacen(
            "default-src 'none'",
            "default-src 'none'; script-src 'unsafe-inline'",
            1,
        )
        .replacen("<style>", &format!("<script>{PROBE}</script><style>"), 1);
    assert_ne!(probed, page);
    fs::write(written.index.with_file_name("probe.html"), probed).expect("written");
    let frames: String = WIDTHS
        .iter()
        .map(|w| {
            format!(
                "<iframe src=\"d/probe.html\" style=\"width:{w}px;height:900px;border:0\"></iframe>"
            )
        })
        .collect();
    let around = dir
        .path()
        .canonicalize()
        .expect("there")
        .join("around.html");
    fs::write(
        &around,
        format!("<!DOCTYPE html><meta charset=utf-8>{frames}"),
    )
    .expect("written");
    let arguments = ["--window-size=2000,1000", scheme];
    let mut told: Vec<Value> = browser::reports(browser, &around, &arguments, WIDTHS.len())
        .iter()
        .map(|t| serde_json::from_str(t).unwrap_or_else(|e| panic!("{e}: {t:?}")))
        .collect();
    told.sort_by_key(|t| t["width"].as_u64());
    assert_eq!(
        told.iter()
            .filter_map(|t| t["width"].as_u64())
            .collect::<Vec<_>>(),
        WIDTHS.map(u64::from)
    );
    told
}

fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn check(told: &Value) {
    let width = &told["width"];
    // 2 sightings with 3 pictures each, one whole frame that is shown twice, 4 references.
    assert_eq!(told["pictures"], 14, "at {width}");
    assert_eq!(told["loaded"], told["pictures"], "at {width}");
    assert_eq!(told["alts"], told["pictures"], "at {width}");
    assert_eq!(
        told["refused"],
        Value::Array(vec![]),
        "the policy stops nothing that the page needs"
    );
    assert_eq!(
        told["overflow"], 0,
        "nothing is wider than the page at {width}"
    );
    let contrast = told["contrast"][0].as_f64().expect("a ratio");
    assert!(
        contrast >= 4.5,
        "{contrast} of {} at {width}",
        told["contrast"][1]
    );
    let levels: Vec<u64> = told["headings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_u64)
        .collect();
    assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1);
    assert!(
        levels.windows(2).all(|w| w[1] <= w[0] + 1),
        "no level is left out: {levels:?}"
    );
    let mut ids = strings(&told["ids"]);
    for target in strings(&told["targets"]) {
        assert!(ids.contains(&target), "{target} leads nowhere");
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "no id twice");
    assert_eq!(told["unfolded"], true, "a link unfolds what it leads to");
    let quad = &told["quad"];
    let near = |v: &Value, want: f64| (v.as_f64().expect("a number") - want).abs() < 6.0;
    assert!(
        near(&quad["x"], 230.0) && near(&quad["right"], 436.0),
        "{quad}"
    );
    assert_eq!(quad["inside"], true);
    let modes = &told["modes"];
    assert_eq!(modes["side"], "apart none 1 normal 0");
    assert_eq!(modes["blend"], "stacked none 0.5 normal 1");
    assert_eq!(modes["differ"], "stacked none 1 difference 1");
    let flicker = modes["flicker"].as_str().unwrap_or_default();
    assert!(flicker.starts_with("stacked swap "), "{flicker}");
}

#[test]
fn it_is_whole_and_legible_at_every_width_in_light_and_dark() {
    let Some(browser) = browser::find() else {
        return;
    };
    let mut papers = Vec::new();
    for scheme in ["preferredColorScheme=1", "preferredColorScheme=0"] {
        let told = look(&browser, &format!("--blink-settings={scheme}"));
        told.iter().for_each(check);
        papers.push(told[0]["paper"].clone());
    }
    assert_ne!(papers[0], papers[1], "light and dark differ");
}

#[test]
fn it_prints_to_the_end() {
    let Some(browser) = browser::find() else {
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    let written = publish::render(&common::small(), &dir.path().join("d")).expect("written");
    let pdf = dir.path().join("d.pdf");
    let index = written.index.canonicalize().expect("there");
    browser::print(&browser, &index, &pdf);
    let bytes = fs::read(pdf).expect("a file");
    assert!(bytes.starts_with(b"%PDF-"));
    // Folded parts are printed too: every picture is in, and the page count shows the text is.
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type /Page\n").count();
    assert!(pages >= 8, "{pages} pages");
}
