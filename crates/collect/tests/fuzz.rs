//! Records of other programs, changed at random: read or refused, never a panic, and no file is
//! named that lies outside of the folder.

use std::fs;
use std::path::Path;

use collect::{Export, Given, amiss, origin_of, read_export};

fn corpus(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

const TELEGRAM: &str = r#"{"name":"c","type":"public_channel","id":1,"messages":[{"id":7,"date_unixtime":"1735689600","from":"x","text":["a",{"text":"b"}],"photo":"a.jpg","file":"(File not included.)"},{"id":8,"file":"sub/b.bin","edited_unixtime":"1"}]}"#;
const FULL: &str = r#"{"chats":{"list":[{"name":"c","id":2,"messages":[{"id":1,"file":"a.jpg","text":""}]}]},"personal_information":{}}"#;
const ARCHIVER: &str = r#"{"status":"x: success","metadata":{"url":"https://e.org/","title":"t","timestamp":"2025-01-02T03:04:05+00:00"},"media":[{"filename":"/x/a.jpg","properties":{"hash":"SHA-256:0000000000000000000000000000000000000000000000000000000000000000","id":"screenshot"}}]}"#;
const SHEET: &str = "link,archive status,hash\nhttps://e.org/1,x: success,SHA-256:00\n\"https://e.org/2\",nothing archived,\n";
const SOCIAL: &str = r#"[{"media":[{"uri":"a.jpg","creation_timestamp":1700000000,"title":"LÃ¸ye"}],"data":[{"post":"x"}]}]"#;
const GALLERY: &str = r#"{"category":"twitter","tweet_id":12,"author":{"name":"n"},"date":"2025-03-01 10:00:00","content":"a"}"#;
const SUMS: &str = "0000000000000000000000000000000000000000000000000000000000000000  a.jpg\n0000000000000000000000000000000000000000000000000000000000000000 *sub/b.bin\n";
const LIST: &str = "path;url;published;title\na.jpg;https://e.org;2025-02;\"a; b\"\n";
const YT_DLP: &str = r#"{"_type":"video","id":"x","extractor_key":"Y","webpage_url":"https://e.org","timestamp":1,"upload_date":"20250101","height":360,"filesize":5,"formats":[{"height":1080}],"_version":{"version":"1"}}"#;

/// Runs one kind of record in a folder with two files.
fn run(target: &str, name: &str, kind: Export, seeds: &[&str]) {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().canonicalize().expect("a folder");
    fs::create_dir(root.join("in")).expect("made");
    fs::create_dir(root.join("in/sub")).expect("made");
    fs::write(root.join("outside"), "x").expect("written");
    for file in ["in/a.jpg", "in/sub/b.bin"] {
        fs::write(root.join(file), "x").expect("written");
    }
    let inside = root.join("in");
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|s| s.as_bytes().to_vec()).collect();
    stage::fuzz(&corpus(target), &seeds, 1_500, &mut |bytes| {
        let record = inside.join(name);
        fs::write(&record, bytes).expect("written");
        for path in [&inside, &record] {
            if let Ok(brought) = read_export(kind, path, &Given::default()) {
                let paths = brought.files.iter().map(|f| &f.path);
                for path in paths.chain(brought.files.iter().filter_map(|f| f.record.as_ref())) {
                    let real = path.canonicalize().expect("it is there");
                    assert!(real.starts_with(&inside), "{}", path.display());
                }
            }
        }
    });
}

#[test]
fn telegram() {
    run(
        "telegram",
        "result.json",
        Export::Telegram,
        &[TELEGRAM, FULL],
    );
}

#[test]
fn auto_archiver() {
    run(
        "archiver",
        "metadata.json",
        Export::AutoArchiver,
        &[ARCHIVER],
    );
    run("sheet", "sheet.csv", Export::AutoArchiver, &[SHEET]);
}

#[test]
fn downloads_of_accounts() {
    run("social", "posts_1.json", Export::Social, &[SOCIAL]);
}

#[test]
fn gallery_dl() {
    run("gallery", "a.jpg.json", Export::GalleryDl, &[GALLERY]);
}

#[test]
fn lists() {
    run("sums", "SHA256SUMS", Export::List, &[SUMS]);
    run("list", "list.csv", Export::List, &[LIST]);
}

#[test]
fn sidecars_and_files_that_are_amiss() {
    let dir = tempfile::tempdir().expect("a folder");
    let media = dir.path().join("v.mp4");
    let sidecar = dir.path().join("v.info.json");
    let film = [
        &[0, 0, 0, 16][..],
        b"ftypisom\0\0\0\0",
        &[0, 0, 0, 8],
        b"moov",
        &[0, 0, 0, 1],
        b"mdat\0\0\0\0\0\0\0\x10",
    ]
    .concat();
    let seeds = [
        YT_DLP.as_bytes().to_vec(),
        film,
        b"\xff\xd8\xff\xe0x\xff\xd9".to_vec(),
        b"RIFF\x04\0\0\0WEBP".to_vec(),
    ];
    stage::fuzz(&corpus("sidecar"), &seeds, 2_000, &mut |bytes| {
        fs::write(&sidecar, bytes).expect("written");
        fs::write(&media, bytes).expect("written");
        let (origin, _) = origin_of(&media, "v.mp4", &Given::default());
        assert_eq!(origin.path, "v.mp4");
        let _ = amiss(&media);
        let _ = Given::new(
            None,
            Some(String::from_utf8_lossy(bytes).into_owned()),
            None,
        );
    });
}
