//! Hostile and odd input: sidecars of every wrong shape, links, case folders, unreadable places.

use std::fs;
use std::path::{Path, PathBuf};

use collect::{Found, Given, Problem, origin_of, printable, survey};
use model::Origin;
use proptest::prelude::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The origin of `media` with this text in `sidecar` beside it.
fn origin_with(media: &str, sidecar: &str, text: &str) -> (Origin, Option<PathBuf>) {
    let dir = folder();
    fs::write(dir.path().join(media), "x").expect("a file");
    fs::write(dir.path().join(sidecar), text).expect("a sidecar");
    origin_of(&dir.path().join(media), media, &Given::default())
}

fn walk(roots: &[PathBuf], case: &Path) -> (Vec<Found>, Vec<Problem>) {
    let mut found = (Vec::new(), Vec::new());
    for entry in survey(roots, case) {
        match entry {
            Ok(file) => found.0.push(file),
            Err(problem) => found.1.push(problem),
        }
    }
    found
}

#[test]
fn only_what_belongs_to_a_download_takes_its_sidecar() {
    let info = r#"{"id":"x","requested_formats":[{},{}]}"#;
    for (media, taken, merged) in [
        ("clip.mp4", true, true),
        ("clip.f137.mp4", true, false),
        ("clip.f251-drc.webm", true, false),
        ("clip.en.vtt", true, false),
        ("clip.live_chat.json", true, false),
        ("clip.webp", true, false),
        ("clip.description", true, false),
        ("clip.2024.mp4", false, false),
        ("clip.final cut.mov", false, false),
        ("other.mp4", false, false),
        ("clip", false, false),
    ] {
        let (origin, sidecar) = origin_with(media, "clip.info.json", info);
        assert_eq!(sidecar.is_some(), taken, "{media}");
        assert_eq!(origin.canonical_id.is_some(), taken, "{media}");
        assert_eq!(
            origin.notes.iter().any(|n| n.contains("merged")),
            merged,
            "{media}"
        );
    }
}

#[test]
fn a_sidecar_of_its_own_has_no_source_or_date_of_the_footage() {
    let dir = folder();
    let sidecar = dir.path().join("clip.info.json");
    fs::write(&sidecar, r#"{"id":"x"}"#).expect("a sidecar");
    let given = Given::new(
        Some("https://a.example".into()),
        Some("2020".into()),
        Some("k7".into()),
    );
    let (origin, beside) = origin_of(&sidecar, "clip.info.json", &given.expect("given"));
    let expected = Origin {
        path: "clip.info.json".to_owned(),
        collected_by: Some("k7".to_owned()),
        ..Origin::default()
    };
    assert_eq!((origin, beside), (expected, None));
}

#[test]
fn a_playlist_says_nothing_of_a_file() {
    let info = r#"{"_type":"playlist","id":"p","title":"All","webpage_url":"https://a.example"}"#;
    let (origin, _) = origin_with("v.mp4", "v.info.json", info);
    assert_eq!((origin.title, origin.url), (None, None));
    assert!(origin.notes[0].contains("playlist"));
}

#[test]
fn an_address_that_is_none_is_left_out_and_told() {
    let info = r#"{"webpage_url":"javascript:alert(1)//\u001b[2J","title":"T"}"#;
    let (origin, _) = origin_with("v.mp4", "v.info.json", info);
    assert_eq!((origin.url, origin.title.as_deref()), (None, Some("T")));
    assert!(origin.notes[0].contains("javascript") && !origin.notes[0].contains('\u{1b}'));
}

#[test]
fn dates_are_as_precise_as_the_sidecar_and_contradictions_are_told() {
    let published = |info: &str| {
        let (origin, _) = origin_with("v.mp4", "v.info.json", info);
        (origin.published.map(|p| (p.iso, p.raw)), origin.notes)
    };
    let day = (
        "2025-03-14".to_owned(),
        "upload_date 20250314 (a day in UTC)".to_owned(),
    );
    let instant = (
        "2025-03-14T09:30:00Z".to_owned(),
        "timestamp 1741944600".to_owned(),
    );
    assert_eq!(
        published(r#"{"upload_date":"20250314"}"#),
        (Some(day.clone()), vec![])
    );
    assert_eq!(
        published(r#"{"upload_date":"20250314","timestamp":1741944600}"#),
        (Some(instant.clone()), vec![])
    );
    assert_eq!(
        published(r#"{"timestamp":1741944600.75}"#).0,
        Some(instant.clone())
    );
    let (date, notes) = published(r#"{"upload_date":"20190101","timestamp":1741944600}"#);
    assert_eq!(date, Some(instant));
    assert!(
        notes[0].contains("2019-01-01") && notes[0].contains("2025-03-14"),
        "{notes:?}"
    );
    for none in [
        r#"{"upload_date":"20251399"}"#,
        r#"{"timestamp":null}"#,
        r#"{"timestamp":9e18}"#,
        "{}",
    ] {
        assert_eq!(published(none).0, None, "{none}");
    }
    assert_eq!(
        published(r#"{"timestamp":"soon","upload_date":"20250314"}"#).0,
        Some(day)
    );
}

#[test]
fn wrong_types_cost_only_their_own_field() {
    let info = r#"{"id":["x"],"title":{"version":"no"},"channel":7,"uploader":"Police TV","_version":"x",
                   "epoch":"1717000000","requested_formats":"two","webpage_url":true,"_type":"video"}"#;
    let (origin, sidecar) = origin_with("v.mp4", "v.info.json", info);
    assert!(sidecar.is_some());
    let expected = Origin {
        path: "v.mp4".to_owned(),
        publisher: Some("Police TV".to_owned()),
        tool: Some("yt-dlp".to_owned()),
        ..Origin::default()
    };
    assert_eq!(origin, expected);
}

#[test]
fn an_overlong_or_overdeep_sidecar_is_a_note() {
    let deep = format!("{{\"id\":{}", "[".repeat(100_000));
    let (origin, _) = origin_with("v.mp4", "v.info.json", &deep);
    assert!(
        origin.notes[0].contains("v.info.json"),
        "{:?}",
        origin.notes
    );

    let dir = folder();
    fs::write(dir.path().join("v.mp4"), "x").expect("a file");
    let long = fs::File::create(dir.path().join("v.info.json")).expect("a sidecar");
    long.set_len(65 << 20).expect("long");
    let (origin, _) = origin_of(&dir.path().join("v.mp4"), "v.mp4", &Given::default());
    assert!(origin.notes[0].contains("longer"), "{:?}", origin.notes);

    let text = format!(r#"{{"title":"{}"}}"#, "ə".repeat(100_000));
    let (origin, _) = origin_with("v.mp4", "v.info.json", &text);
    assert_eq!(origin.title.expect("a title").chars().count(), 2001);
}

#[test]
fn a_case_folder_that_is_itself_pointed_at_gives_all_but_its_own_files() {
    let dir = folder();
    for own in ["objects/ab", "derived", "sub/objects"] {
        fs::create_dir_all(dir.path().join(own)).expect("a folder");
    }
    for file in [
        "case.db",
        "case.db-wal",
        "case.lock",
        "journal.jsonl",
        "journal.torn-1",
        "objects/ab/x",
        "derived/y",
        "sub/objects/kept.mp4",
        "v.mp4",
        "._v.mp4",
        "Thumbs.db",
    ] {
        fs::write(dir.path().join(file), "x").expect("a file");
    }
    let (files, problems) = walk(&[dir.path().to_owned()], dir.path());
    let names: Vec<_> = files.iter().map(|f| f.relative.as_str()).collect();
    assert_eq!(
        (names, problems.len()),
        (vec!["sub/objects/kept.mp4", "v.mp4"], 0)
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_was_pointed_at_stands_for_its_file_or_folder() {
    use std::os::unix::fs::symlink;
    let dir = folder();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("real")).expect("a folder");
    fs::write(at("real/v.mp4"), "four").expect("a file");
    symlink(at("real/v.mp4"), at("file.mp4")).expect("a link");
    symlink(at("real"), at("folder")).expect("a link");
    let (files, problems) = walk(&[at("file.mp4"), at("folder")], &at("none"));
    assert!(problems.is_empty(), "{problems:?}");
    let told: Vec<_> = files
        .iter()
        .map(|f| (f.relative.as_str(), f.bytes))
        .collect();
    assert_eq!(told, [("file.mp4", 4), ("v.mp4", 4)]);
    for file in &files {
        assert!(file.path.symlink_metadata().expect("there").is_file());
    }
}

#[cfg(unix)]
#[test]
fn what_is_missing_or_special_is_told_with_its_name_and_the_rest_goes_on() {
    let dir = folder();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("a.mp4"), "x").expect("a file");
    let _socket = std::os::unix::net::UnixListener::bind(at("b\n.sock")).expect("a socket");
    fs::write(at("c.mp4"), "").expect("a file");
    let (files, problems) = walk(&[at("missing"), dir.path().to_owned()], &at("none"));
    assert_eq!(files.len(), 2);
    assert!(problems[0].path.ends_with("missing"), "{problems:?}");
    assert!(problems[1].path.ends_with("b\\n.sock"), "{problems:?}");
}

proptest! {
    /// Any bytes in a sidecar: never a panic, at worst a note, and never anything of the secrets.
    #[test]
    fn any_sidecar_is_survived(text in r#"\{("(id|title|epoch|timestamp|upload_date|_version|webpage_url|http_headers)":("[^"\\]{0,8}"|-?[0-9]{1,20}(\.[0-9]{1,3})?(e[0-9]{1,3})?|null|true|\[1,"a"\]|\{"version":1\}|secret),?){0,5}\}?"#) {
        let (origin, sidecar) = origin_with("v.mp4", "v.info.json", &text);
        prop_assert!(sidecar.is_some());
        prop_assert_eq!(origin.path, "v.mp4");
        // Not as a `Value`: that also refuses numbers without end in fields that nobody reads.
        if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
            prop_assert_eq!(origin.notes.len(), 1, "{:?}", origin.notes);
        }
    }

    /// What is printed never moves the cursor or turns the writing.
    #[test]
    fn what_is_printed_is_harmless(text in any::<String>()) {
        let shown = printable(&text);
        let harmless = |c: char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c);
        prop_assert!(shown.chars().all(harmless));
        prop_assert_eq!(printable(&shown), shown);
    }
}
