//! Saved pages and lists of signers changed at random, read by the real child; and a child that
//! answers nonsense.

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use decode::{Decoder, Limits};

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

const WARC: &str = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://e.org/\r\nContent-Type: application/http\r\nContent-Length: 76\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html>x</html>\r\n\r\n";
const MHTML: &str = "Snapshot-Content-Location: https://e.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html>=3D</html>\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\n";
const HTML: &str = "<!DOCTYPE html><html><!-- Page saved with SingleFile\nurl: https://e.org\n--><title>x</title><script>a</script><img src=\"data:image/png;base64,aGVsbG8=\">";

/// A package of one page, nothing of it compressed.
fn wacz() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        (
            "datapackage.json",
            r#"{"profile":"data-package","wacz_version":"1.1.1","resources":[{"name":"data.warc","path":"archive/data.warc","hash":"sha256:00","bytes":1}]}"#,
        ),
        ("archive/data.warc", WARC),
        (
            "pages/pages.jsonl",
            "{\"format\":\"json-pages-1.0\",\"id\":\"pages\"}\n{\"id\":\"1\",\"url\":\"https://e.org/\",\"ts\":\"2025-01-01T00:00:00Z\"}\n",
        ),
    ] {
        zip.start_file(name, stored).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("packed").into_inner()
}

#[test]
fn saved_pages() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("page");
    let decoder = common::decoder();
    let mut seeds: Vec<Vec<u8>> = [WARC, MHTML, HTML]
        .iter()
        .map(|s| s.as_bytes().to_vec())
        .collect();
    seeds.push(wacz());
    stage::fuzz(&corpus("saved"), &seeds, 120, &mut |bytes| {
        fs::write(&path, bytes).expect("written");
        let answer = decoder.unpack(&path, &mut |_| {});
        // The child may say that it does not understand; it must not die.
        if let Err(e) = answer {
            let told = e.to_string();
            assert!(!told.contains("crashed"), "{told}");
        }
    });
}

#[test]
fn lists_of_signers() {
    let authority = common::signing::Authority::new();
    let always = ["20200101000000Z", "20990101000000Z"];
    authority.issue("camera", &common::signing::ES256, "signer", "root", always);
    let seeds = [authority.der("root"), authority.der("camera")];
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stamped.webp");
    let decoder = common::decoder();
    stage::fuzz(&corpus("signers"), &seeds, 60, &mut |bytes| {
        // One that is whole stands behind it: a damaged one must not hide it.
        let list = vec![bytes.to_vec(), authority.der("root")];
        if let Err(e) = decoder.signer_trust(&file, list) {
            panic!("{e}");
        }
    });
}

#[cfg(unix)]
#[test]
fn a_child_that_answers_nonsense() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a folder");
    let (answer, program, file) = (
        dir.path().join("answer"),
        dir.path().join("child"),
        dir.path().join("file"),
    );
    // The socket is its standard input; whatever it is asked, it says what is in the file.
    let script = format!("#!/bin/sh\ncat '{}' >&0\n", answer.display());
    fs::write(&program, script).expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("set");
    fs::write(&file, "x").expect("written");
    let decoder = Decoder::new(
        program,
        Limits {
            stall: std::time::Duration::from_secs(5),
            ..Limits::default()
        },
    );
    let seeds = [
        vec![2, 0, 0, 0, 2, 0],
        vec![1, 0, 0, 0, 2],
        [vec![30, 0, 0, 0, 17], vec![1; 29]].concat(),
        vec![0xff; 64],
        (0..=255).collect(),
    ];
    stage::fuzz(&corpus("protocol"), &seeds, 150, &mut |bytes| {
        fs::write(&answer, bytes).expect("written");
        let _ = decoder.identify(&file);
        let _ = decoder.unpack(&file, &mut |_| {});
    });
}
