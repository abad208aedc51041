//! Surveys of folders and origins from what lies beside a file.

use std::fs;
use std::path::PathBuf;

use collect::{Given, display_path, origin_of, printable, survey};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn every_file_is_found_once_in_order_and_the_case_is_left_out() {
    let dir = folder();
    for sub in ["b", "case/objects", "a"] {
        fs::create_dir_all(dir.path().join(sub)).unwrap();
    }
    for file in [
        "b/2.mp4",
        "a/1.mp4",
        "case/objects/x",
        "z.pdf",
        ".DS_Store",
        "a/line\nbreak 🎬.mp4",
    ] {
        fs::write(dir.path().join(file), "x").unwrap();
    }
    let roots = [dir.path().to_owned()];
    let case = dir.path().join("case");
    let names: Vec<String> = survey(&roots, &case).map(|f| f.unwrap().relative).collect();
    assert_eq!(
        names,
        ["a/1.mp4", "a/line\nbreak 🎬.mp4", "b/2.mp4", "z.pdf"]
    );
}

#[test]
fn links_are_reported_and_not_followed() {
    let dir = folder();
    fs::write(dir.path().join("real.mp4"), "x").unwrap();
    std::os::unix::fs::symlink("real.mp4", dir.path().join("link.mp4")).unwrap();
    std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
    let roots = [dir.path().to_owned()];
    let (good, bad): (Vec<_>, Vec<_>) =
        survey(&roots, &PathBuf::from("none")).partition(Result::is_ok);
    assert_eq!(good.len(), 1);
    assert_eq!(bad.len(), 2);
    assert!(
        bad.iter()
            .all(|b| b.as_ref().unwrap_err().what.contains("symbolic link"))
    );
}

#[test]
fn names_that_are_not_utf8_survive_as_text() {
    use std::os::unix::ffi::OsStrExt;
    let odd = PathBuf::from(std::ffi::OsStr::from_bytes(b"a\xff\nb"));
    assert_eq!(display_path(&odd), "a\\xff\\nb");
    assert_eq!(printable("a\u{202e}b\x1b[2J"), "a\\u{202e}b\\u{1b}[2J");
    assert_eq!(printable("Қалқан 视频"), "Қалқан 视频");
}

#[test]
fn a_downloaders_sidecar_gives_the_origin_without_secrets() {
    let dir = folder();
    let video = dir.path().join("clip [x1].mp4");
    fs::write(&video, "x").unwrap();
    fs::write(
        dir.path().join("clip [x1].info.json"),
        r#"{"id":"x1","extractor_key":"Youtube","webpage_url":"https://video.example/x1",
            "title":"Opening","channel":"Police TV","upload_date":"20240305","epoch":1717000000,
            "_version":{"version":"2026.10.26"},"requested_formats":[{},{}],
            "http_headers":{"Cookie":"secret"},"formats":[{"url":"https://signed.example/?sig=secret"}]}"#,
    )
    .unwrap();
    let given = Given::new(
        Some("a folder".into()),
        Some("2020".into()),
        Some("k7".into()),
    )
    .unwrap();
    let (origin, sidecar) = origin_of(&video, "clip [x1].mp4", &given);
    assert_eq!(sidecar.unwrap().file_name().unwrap(), "clip [x1].info.json");
    assert_eq!(origin.url.as_deref(), Some("https://video.example/x1"));
    assert_eq!(origin.canonical_id.as_deref(), Some("Youtube x1"));
    assert_eq!(origin.publisher.as_deref(), Some("Police TV"));
    assert_eq!(origin.published.as_ref().unwrap().iso, "2024-03-05");
    assert_eq!(origin.collected_at.as_deref(), Some("2024-05-29T16:26:40Z"));
    assert_eq!(origin.tool.as_deref(), Some("yt-dlp 2026.10.26"));
    assert_eq!(origin.collected_by.as_deref(), Some("k7"));
    assert!(origin.notes[0].contains("merged"));
    assert!(!format!("{origin:?}").contains("secret"));
}

#[test]
fn a_bad_sidecar_is_a_note_and_what_was_said_holds() {
    let given = Given::new(Some("post 12".into()), None, None).unwrap();
    for bad in [
        "",
        "[1,2]",
        "{\"title\":",
        "{\"title\":7,\"epoch\":\"x\",\"upload_date\":99}",
        "{\"epoch\":1e300}",
    ] {
        let dir = folder();
        let video = dir.path().join("v.webm");
        fs::write(&video, "x").unwrap();
        fs::write(dir.path().join("v.info.json"), bad).unwrap();
        let (origin, _) = origin_of(&video, "v.webm", &given);
        assert_eq!(origin.url.as_deref(), Some("post 12"), "{bad}");
        assert_eq!(origin.title, None, "{bad}");
    }
}

#[test]
fn dates_keep_their_precision_and_nonsense_is_refused() {
    let iso = |d: &str| Given::new(None, Some(d.into()), None).map(|g| g.published.unwrap().iso);
    assert_eq!(iso("2025").unwrap(), "2025");
    assert_eq!(iso("2025-03").unwrap(), "2025-03");
    assert_eq!(iso("2024-02-29").unwrap(), "2024-02-29");
    assert_eq!(iso("2025-03-14T09:30:00Z").unwrap(), "2025-03-14T09:30:00Z");
    for bad in [
        "",
        "spring 2019",
        "2025-13",
        "2025-02-30",
        "14.03.2025",
        "20250314",
    ] {
        assert!(iso(bad).is_err(), "{bad}");
    }
}
