//! Files that are broken, hostile or something else: each costs itself only, with a clear reason.

mod common;

use std::path::{Path, PathBuf};
#[cfg(debug_assertions)]
use std::time::{Duration, Instant};

use common::{decoder, decoder_with, folder, moving, pts, video, watch_all};
use decode::{DecodeError, Flow, Limits};
use model::ItemKind;
use proptest::prelude::*;
use tempfile::TempDir;

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
    path
}

fn watch_error(path: &Path) -> DecodeError {
    decoder()
        .watch(path, 2, &mut |_| Flow::Continue)
        .expect_err("this can't be watched")
}

fn h264(folder: &TempDir, name: &str, more: &str) -> PathBuf {
    video(
        folder,
        name,
        &format!(
            "{} -c:v libx264 -pix_fmt yuv420p -g 25 -b:v 800k {more}",
            moving("320x240", 8.0)
        ),
    )
}

#[test]
fn what_is_no_video_says_what_it_is() {
    let folder = folder();
    let cases: [(&str, &[u8], &str); 9] = [
        (
            "subtitles.mp4",
            b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n",
            "subtitles",
        ),
        ("empty.mp4", b"", "empty"),
        (
            "list.mp4",
            b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:5,\nhttp://example.org/a.ts\n",
            "HLS",
        ),
        (
            "dash.mp4",
            b"<?xml version=\"1.0\"?>\n<MPD xmlns=\"x\"></MPD>",
            "DASH",
        ),
        (
            "concat.mp4",
            b"ffconcat version 1.0\nfile '/etc/hostname'\n",
            "list of videos",
        ),
        (
            "feed.mp4",
            b"<?xml version=\"1.0\"?><feed><title>hello</title></feed>",
            "XML",
        ),
        ("json.json", b"{\"a\": 1}", "JSON"),
        (
            "cut.json",
            b"{\"id\": \"x\", \"extractor\": \"y\", ",
            "damaged JSON",
        ),
        (
            "noise.mp4",
            &[0x9c, 0x00, 0x81, 0x13, 0xe7, 0x55, 0x02, 0xfa],
            "neither",
        ),
    ];
    for (name, bytes, word) in cases {
        let path = file(&folder, name, bytes);
        let found = decoder()
            .identify(&path)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(found.kind, ItemKind::Other, "{name}: {}", found.note);
        assert!(found.note.contains(word), "{name}: {}", found.note);
        let error = watch_error(&path);
        assert!(
            matches!(
                error,
                DecodeError::NotUnderstood { .. } | DecodeError::Damaged { .. }
            ),
            "{name}: {error:?}"
        );
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_record_of_origin_is_known_by_its_keys() {
    let folder = folder();
    let path = file(
        &folder,
        "anything",
        br#"{"id": "abc", "title": "t", "extractor": "youtube", "webpage_url": "https://example.org/abc"}"#,
    );
    let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.kind, ItemKind::Sidecar, "{}", found.note);
}

#[test]
fn a_playlist_is_not_followed() {
    let folder = folder();
    let inner = h264(&folder, "inner.ts", "");
    let list = format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\n{}\n#EXT-X-ENDLIST\n",
        inner.display()
    );
    let path = file(&folder, "list.mp4", list.as_bytes());
    assert!(matches!(
        watch_error(&path),
        DecodeError::NotUnderstood { .. }
    ));
}

#[test]
fn an_mp4_that_was_cut_off_shows_what_there_is() {
    let folder = folder();
    let whole = h264(&folder, "whole.mp4", "-movflags +faststart");
    let (_, all) = watch_all(&whole);
    let bytes = std::fs::read(&whole).unwrap_or_default();
    let cut = file(&folder, "cut.mp4", &bytes[..bytes.len() * 6 / 10]);
    let (watched, frames) = watch_all(&cut);
    assert!(
        frames.len() > all.len() / 3 && frames.len() < all.len(),
        "{}",
        frames.len()
    );
    let common = frames.len() - 5;
    assert_eq!(pts(&frames[..common]), pts(&all[..common]));
    assert!(
        frames[..common]
            .iter()
            .zip(&all)
            .all(|(a, b)| a.luma == b.luma)
    );
    assert!(
        watched
            .damage
            .iter()
            .any(|d| d.what.contains("end is missing")),
        "{:?}",
        watched.damage
    );
}

#[test]
fn an_mp4_without_its_index_says_so() {
    let folder = folder();
    let whole = h264(&folder, "whole.mp4", "");
    let bytes = std::fs::read(&whole).unwrap_or_default();
    let cut = file(&folder, "cut.mp4", &bytes[..bytes.len() / 2]);
    let error = watch_error(&cut);
    assert!(matches!(error, DecodeError::Damaged { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains("cut.mp4") && message.contains("index"),
        "{message}"
    );
    let found = decoder().identify(&cut).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(
        (found.kind, found.facts),
        (ItemKind::Video, None),
        "{}",
        found.note
    );
}

#[test]
fn flipped_bits_are_on_record_and_the_rest_is_shown() {
    let folder = folder();
    let whole = h264(&folder, "whole.mkv", "");
    let mut bytes = std::fs::read(&whole).unwrap_or_default();
    let length = bytes.len();
    for i in 0..40 {
        bytes[length / 4 + i * 997 % (length / 2)] ^= 0x55;
    }
    let broken = file(&folder, "broken.mkv", &bytes);
    let (watched, frames) = watch_all(&broken);
    assert!(frames.len() > 100, "{} frames", frames.len());
    assert!(!watched.damage.is_empty());
    assert!(pts(&frames).windows(2).all(|w| w[0] < w[1]));
}

// Faults can be planted in debug builds only.
#[cfg(debug_assertions)]
#[test]
fn a_crash_costs_that_file_only() {
    let folder = folder();
    // The usual patience: a child that deadlocks as memory runs out would still end as hung.
    let decoder = decoder_with(Limits {
        memory_bytes: 256 << 20,
        ..Limits::default()
    });
    let impatient = decoder_with(Limits {
        stall: Duration::from_secs(2),
        ..Limits::default()
    });
    let planted = |fault: &str| {
        file(
            &folder,
            &format!("{fault}.mp4"),
            format!("contrechamp test fault: {fault}").as_bytes(),
        )
    };
    let error = decoder.identify(&planted("crash")).expect_err("crash");
    assert!(
        matches!(
            error,
            DecodeError::Crashed {
                signal: Some(6),
                ..
            }
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("crash.mp4"), "{error}");
    let error = decoder.identify(&planted("panic")).expect_err("panic");
    assert!(
        matches!(&error, DecodeError::Crashed { signal: None, detail, .. } if detail.contains("planted")),
        "{error:?}"
    );
    let begun = Instant::now();
    let error = impatient.identify(&planted("hang")).expect_err("hang");
    assert!(
        matches!(error, DecodeError::Hung { seconds: 2, .. }),
        "{error:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(10));
    let error = decoder
        .identify(&planted("allocate"))
        .expect_err("allocate");
    assert!(
        matches!(error, DecodeError::OutOfMemory { limit_mib: 256, .. }),
        "{error:?}"
    );
    // The next file is read as ever.
    let text = file(&folder, "text", b"hello");
    assert!(decoder.identify(&text).is_ok());
}

#[test]
fn what_can_not_be_opened_is_named() {
    let folder = folder();
    let missing = folder.path().join("not\nthere 🎥.mp4");
    let error = decoder().identify(&missing).expect_err("missing");
    assert!(matches!(error, DecodeError::Io { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains("🎥") && !message.contains('\n'),
        "{message}"
    );
    let error = decoder().identify(folder.path()).expect_err("a folder");
    assert!(matches!(error, DecodeError::Io { .. }), "{error:?}");
    let program = decode::Decoder::new("/nonexistent/program".into(), Limits::default());
    let text = file(&folder, "text", b"hello");
    assert!(matches!(
        program.identify(&text),
        Err(DecodeError::Io { .. })
    ));
}

#[test]
fn names_with_newlines_and_emoji_are_read() {
    let folder = folder();
    let plain = h264(&folder, "plain.mp4", "-t 0.4");
    let odd = folder.path().join("odd\nname 🎥.mp4");
    std::fs::rename(plain, &odd).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(watch_all(&odd).1.len(), 10);
}

#[test]
fn a_frame_beyond_the_limit_is_refused() {
    let folder = folder();
    let path = h264(&folder, "a.mp4", "-t 0.4");
    let small = decoder_with(Limits {
        frame_pixels: 10_000,
        ..Limits::default()
    });
    let error = small
        .watch(&path, 1, &mut |_| Flow::Continue)
        .expect_err("too large");
    assert!(matches!(error, DecodeError::TooLarge { .. }), "{error:?}");
}

/// Small whole files of several kinds, made once.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    SEEDS.get_or_init(|| {
        let folder = folder();
        let small = "-f lavfi -i testsrc2=size=64x48:rate=10:duration=0.5";
        let mut all: Vec<Vec<u8>> = [
            ("a.mp4", "-c:v libx264 -pix_fmt yuv420p"),
            ("a.webm", "-c:v libvpx"),
            ("a.avi", "-c:v mpeg4"),
            ("a.ts", "-c:v mpeg2video"),
            ("a.png", "-frames:v 1"),
            ("a.jpg", "-frames:v 1"),
            ("a.gif", ""),
        ]
        .iter()
        .filter_map(|(name, how)| std::fs::read(video(&folder, name, &format!("{small} {how}"))).ok())
        .collect();
        all.push(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>endobj\n4 0 obj<</Length 20>>stream\n0 0 100 100 re f    \nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF".to_vec());
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn mutated_files_never_take_the_parent_along(
        which in 0usize..8,
        cut in 0.2f64..1.2,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30),
    ) {
        let mut bytes = seeds()[which].clone();
        let length = bytes.len();
        bytes.truncate(((length as f64 * cut) as usize).max(1));
        for (at, value) in flips {
            let i = at.index(bytes.len());
            bytes[i] = value;
        }
        let folder = folder();
        let path = file(&folder, "mutant", &bytes);
        let decoder = decoder();
        let calm = |e: &DecodeError| !matches!(e, DecodeError::Hung { .. });
        if let Err(e) = decoder.identify(&path) {
            prop_assert!(calm(&e), "{}", e);
        }
        let outcome = match which {
            0..=3 => decoder.watch(&path, 1, &mut |f| {
                assert_eq!(f.rgb().size(), f.displayed());
                Flow::Continue
            }).map(drop),
            4..=6 => decoder.picture(&path).map(drop),
            _ => decoder.document(&path, &mut |_| {}).map(drop),
        };
        if let Err(e) = outcome {
            prop_assert!(calm(&e), "{}", e);
            prop_assert!(e.to_string().contains("mutant"));
        }
    }
}
