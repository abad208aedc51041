//! Exports of other programs and saved pages: fields, gaps, digests, traps, and captures that went
//! wrong.

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Ran, run, test_card};
use serde_json::{Value, json};

struct Place {
    dir: tempfile::TempDir,
    case: PathBuf,
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let case = dir.path().join("case");
        run(&["new", text(&case)]).expect(0);
        Self { dir, case }
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, bytes).expect("written");
        path
    }

    fn import(&self, kind: &str, path: &str, more: &[&str]) -> Ran {
        let path = self.dir.path().join(path);
        let args = [
            "import",
            "--case",
            text(&self.case),
            kind,
            text(&path),
            "--json",
        ];
        run(&[args.as_slice(), more].concat())
    }

    fn items(&self) -> Vec<Value> {
        run(&["list", "--case", text(&self.case), "items", "--json"])
            .expect(0)
            .json()
    }

    /// The first origin of the item that was added under a path.
    fn origin(&self, path: &str) -> Value {
        let items = self.items();
        let mut all = items
            .iter()
            .flat_map(|i| i["origins"].as_array().expect("origins"));
        let found = all.find(|o| o["path"] == path).cloned();
        found.unwrap_or_else(|| panic!("{path} is not among {items:#?}"))
    }
}

#[test]
fn telegram_gives_chats_only_and_shows_what_was_left_out() {
    let place = Place::new();
    let post = json!({ "id": 7, "type": "message", "date": "2025-01-01T05:00:00",
        "date_unixtime": "1735689600", "from": "ДП Алматы", "from_id": "channel1",
        "forwarded_from": "Akimat", "text": ["Открыт ", { "type": "bold", "text": "центр" }],
        "photo": "photos/a.jpg", "width": 2, "height": 2 });
    let left_out = json!({ "id": 8, "type": "message", "date_unixtime": "1735689700",
        "file": "(File not included. Change data exporting settings to download.)", "text": "" });
    let trap = json!({ "id": 9, "date_unixtime": "1", "file": "../../../etc/passwd", "text": "" });
    let chat = json!({ "name": "ДП Алматы", "type": "public_channel", "id": 1, "messages": [post, left_out, trap] });
    place.write("one/result.json", chat.to_string());
    place.write("one/photos/a.jpg", b"\xff\xd8\xff\xe0 a picture \xff\xd9");
    let ran = place
        .import(
            "telegram",
            "one",
            &["--source", "https://t.me/dp_almaty", "--by", "k7"],
        )
        .expect(0);
    let told = &ran.json()[0];
    assert_eq!(told["gaps"].as_array().expect("gaps").len(), 2, "{told}");
    let origin = place.origin("photos/a.jpg");
    assert_eq!(origin["url"], "https://t.me/dp_almaty/7");
    assert_eq!(origin["canonical_id"], "Telegram 1/7");
    assert_eq!(origin["title"], "Открыт центр");
    assert_eq!(origin["publisher"], "ДП Алматы");
    assert_eq!(origin["published"]["iso"], "2025-01-01T00:00:00Z");
    assert_eq!(origin["collected_by"], "k7");
    assert!(origin["sidecar"].is_string(), "its record is an item too");
    assert!(
        origin["notes"]
            .to_string()
            .contains("forwarded from Akimat")
    );
    let gaps = run(&["list", "--case", text(&place.case), "gaps"]).expect(0);
    gaps.says("File not included").says("outside of its folder");
    run(&["verify", "--case", text(&place.case)]).expect(0);

    // A full export holds the account's own data: that is read by nobody, and not kept.
    let full = json!({ "personal_information": { "phone_number": "+7 700 SECRET" },
        "contacts": { "list": [{ "first_name": "SECRET" }] }, "chats": { "list": [chat] } });
    place.write("two/result.json", full.to_string());
    place.write(
        "two/photos/a.jpg",
        b"\xff\xd8\xff\xe0 another picture \xff\xd9",
    );
    place
        .import("telegram", "two", &[])
        .expect(0)
        .says("the account's own data");
    for entry in walk(&place.case) {
        let bytes = fs::read(&entry).expect("read");
        assert!(
            !String::from_utf8_lossy(&bytes).contains("SECRET"),
            "{}",
            entry.display()
        );
    }
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[test]
fn gallery_dl_and_lists_give_fields_hashes_and_gaps() {
    let place = Place::new();
    place.write("g/1.jpg", b"\xff\xd8\xff one \xff\xd9");
    let record = json!({ "category": "twitter", "tweet_id": 12, "author": { "name": "mps", "nick": "MPS" },
        "date": "2025-03-01 10:00:00", "content": "a room", "width": 900, "height": 600 });
    place.write("g/1.jpg.json", record.to_string());
    place.write("g/2.jpg.json", json!({ "category": "x" }).to_string());
    let ran = place.import("gallery-dl", "g", &[]).expect(0);
    assert_eq!(ran.json()[0]["gaps"][0]["path"], "2.jpg");
    let origin = place.origin("1.jpg");
    assert_eq!(origin["url"], "https://x.com/mps/status/12");
    assert_eq!(origin["publisher"], "MPS");
    assert_eq!(origin["published"]["iso"], "2025-03-01T10:00:00Z");
    place.write("none/a.txt", "x");
    place.import("gallery-dl", "none", &[]).expect(2);

    let good = place.write("l/a.txt", "hello\n");
    place.write("l/b.txt", "changed");
    let hash = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    let sums = format!("{hash}  a.txt\n{hash} *b.txt\n{hash}  gone.txt\n{hash}  ../x\nnonsense\n");
    place.write("l/SHA256SUMS", sums);
    let told = place.import("list", "l", &[]).expect(0).json().remove(0);
    assert_eq!(told["gaps"].as_array().expect("gaps").len(), 2, "{told}");
    assert_eq!(told["noticed"][0]["path"], "b.txt");
    assert!(good.exists());
    let csv = "path;url;published;title\nx.txt;https://example.org/1;2025-02;\"a; title\"\n";
    place.write("c/list.csv", csv);
    place.write("c/x.txt", "x of c");
    place.import("list", "c", &[]).expect(0);
    let origin = place.origin("x.txt");
    assert_eq!(
        (&origin["url"], &origin["title"]),
        (&json!("https://example.org/1"), &json!("a; title"))
    );
    assert_eq!(origin["published"]["iso"], "2025-02");
}

#[test]
fn auto_archiver_gives_pages_media_and_what_was_not_kept() {
    let place = Place::new();
    place.write("a/clip.txt", "hello\n");
    let hash = "SHA-256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    let record = json!({ "status": "youtubedl_archiver: success",
        "metadata": { "url": "https://example.org/v", "title": "T", "timestamp": "2025-01-02T03:04:05+00:00" },
        "media": [{ "filename": "/srv/of/its/machine/clip.txt", "properties": { "hash": hash, "id": "screenshot" } },
                  { "filename": "gone.mp4", "properties": {} }] });
    place.write("a/metadata.json", record.to_string());
    let nothing = json!({ "status": "nothing archived", "metadata": { "url": "https://example.org/n" }, "media": [] });
    place.write("a/n/metadata.json", nothing.to_string());
    let told = place
        .import("auto-archiver", "a", &[])
        .expect(0)
        .json()
        .remove(0);
    assert_eq!(told["gaps"].as_array().expect("gaps").len(), 2, "{told}");
    assert_eq!(told["noticed"], json!([]), "its hash holds");
    let origin = place.origin("clip.txt");
    assert_eq!(
        (&origin["url"], &origin["title"]),
        (&json!("https://example.org/v"), &json!("T"))
    );

    place.write("s/kept.bin", "kept");
    let hash = "79f076dbedcdf43cee6b72fe65d2a6b2dbac2da1d5ed2aceb8d25b2b90e1a13b";
    let hash = sha256(&place.dir.path().join("s/kept.bin")).unwrap_or(hash.to_owned());
    let csv = format!(
        "link,archive status,upload title,hash\nhttps://e.org/1,wayback: success,One,SHA-256:{hash}\nhttps://e.org/2,nothing archived,,\n"
    );
    place.write("s/sheet.csv", csv);
    let told = place
        .import("auto-archiver", "s/sheet.csv", &[])
        .expect(0)
        .json()
        .remove(0);
    assert_eq!(told["gaps"][0]["path"], "https://e.org/2");
    assert_eq!(place.origin("kept.bin")["title"], "One");
}

fn sha256(path: &Path) -> Option<String> {
    let out = Command::new("sha256sum").arg(path).output().ok()?;
    Some(
        String::from_utf8(out.stdout)
            .ok()?
            .split(' ')
            .next()?
            .to_owned(),
    )
}

#[test]
fn downloads_of_accounts_are_walked_whatever_their_folders_are_called() {
    let place = Place::new();
    place.write("i/media/posts/1.jpg", b"\xff\xd8\xff i \xff\xd9");
    let posts = json!([{ "media": [{ "uri": "media/posts/1.jpg", "creation_timestamp": 1_700_000_000,
        "title": "L\u{c3}\u{b8}ye" }, { "uri": "media/posts/2.jpg", "creation_timestamp": 1 }] }]);
    place.write(
        "i/your_instagram_activity/content/posts_1.json",
        posts.to_string(),
    );
    place.write(
        "i/security_and_login_information/x.json",
        json!({ "uri": "media/posts/1.jpg", "timestamp": 5 }).to_string(),
    );
    let told = place
        .import("instagram", "i", &[])
        .expect(0)
        .json()
        .remove(0);
    assert_eq!(told["gaps"][0]["path"], "media/posts/2.jpg");
    let origin = place.origin("media/posts/1.jpg");
    assert_eq!(origin["title"], "Løye");
    assert_eq!(origin["published"]["iso"], "2023-11-14T22:13:20Z");
}

fn http(mime: &str, body: &[u8]) -> Vec<u8> {
    let mut all = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    all.extend_from_slice(body);
    all
}

fn record(kind: &str, url: &str, content_type: &str, block: &[u8], more: &str) -> Vec<u8> {
    let mut all = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-05-06T07:08:09Z\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n{more}\r\n",
        block.len()
    )
    .into_bytes();
    all.extend_from_slice(block);
    all.extend_from_slice(b"\r\n\r\n");
    all
}

fn picture(seed: u8) -> Vec<u8> {
    let noise = (0..12_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 16) as u8 ^ seed);
    [
        b"\xff\xd8\xff\xe0".to_vec(),
        noise.collect(),
        b"\xff\xd9".to_vec(),
    ]
    .concat()
}

fn warc() -> Vec<u8> {
    let page = b"<html><title>Opening of the centre</title><body>text</body></html>";
    let wall = b"<html><title>x</title><body>Log in to Facebook</body></html>";
    [
        record(
            "warcinfo",
            "x",
            "application/warc-fields",
            b"software: test\r\n",
            "",
        ),
        record(
            "response",
            "https://e.org/p",
            "application/http;msgtype=response",
            &http("text/html; charset=utf-8", page),
            "",
        ),
        record(
            "response",
            "https://e.org/w",
            "application/http",
            &http("text/html", wall),
            "",
        ),
        record(
            "response",
            "https://e.org/i.jpg",
            "application/http",
            &http("image/jpeg", &picture(1)),
            "",
        ),
        record(
            "response",
            "https://e.org/bad.jpg",
            "application/http",
            &http("image/jpeg", &picture(2)),
            "WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n",
        ),
        record(
            "resource",
            "urn:fullPage:https://e.org/p",
            "image/png",
            &picture(3),
            "",
        ),
    ]
    .concat()
}

#[test]
fn warc_records_are_held_to_their_digests_and_walls_are_noticed() {
    let place = Place::new();
    place.write("w/a.warc", warc());
    let told = place
        .import("saved", "w", &["--by", "k7"])
        .expect(0)
        .json()
        .remove(0);
    assert_eq!(
        told["new_items"], 5,
        "the archive, two pages, a picture, a picture of the page: {told}"
    );
    assert_eq!(told["gaps"][0]["path"], "https://e.org/bad.jpg");
    assert!(told["noticed"].to_string().contains("log in"), "{told}");
    let items = place.items();
    let all = Value::from(items.clone()).to_string();
    assert!(all.contains("Opening of the centre") && all.contains("https://e.org/i.jpg"));
    let again = place
        .import("saved", "w", &["--by", "k7"])
        .expect(0)
        .json()
        .remove(0);
    assert_eq!(again["new_items"], 0, "{again}");
    // Cut off within a record: what is before it is taken, and the rest is a gap.
    let whole = warc();
    place.write("cut/b.warc", &whole[..whole.len() - 5000]);
    let told = place.import("saved", "cut", &[]).expect(0).json().remove(0);
    assert!(told["gaps"].to_string().contains("ends within"), "{told}");
    run(&["verify", "--case", text(&place.case)]).expect(0);
}

/// A ZIP of stored files, by Python's own module.
fn wacz(place: &Place, to: &str, spoil: &str) {
    let dir = place.dir.path().join("parts");
    fs::create_dir_all(&dir).expect("a folder");
    fs::write(dir.join("a.warc"), warc()).expect("written");
    let script = format!(
        r#"
import zipfile, gzip, hashlib, json
warc = gzip.compress(open('a.warc','rb').read())
pages = b'{{"format":"json-pages-1.0","id":"pages"}}\n{{"url":"https://e.org/p","title":"From the list","ts":"2025-05-06T07:08:09Z"}}\n'
files = {{'archive/data.warc.gz': warc, 'pages/pages.jsonl': pages}}
sha = lambda b: 'sha256:' + hashlib.sha256(b).hexdigest()
package = json.dumps({{'profile':'data-package','wacz_version':'1.1.1','resources':[{{'name':n.split('/')[-1],'path':n,'hash':sha(b),'bytes':len(b)}} for n,b in files.items()]}}).encode()
digest = json.dumps({{'path':'datapackage.json','hash':sha(package)}}).encode()
{spoil}
with zipfile.ZipFile('{to}','w') as z:
    for n,b in files.items(): z.writestr(n,b)
    z.writestr('datapackage.json',package)
    z.writestr('datapackage-digest.json',digest)
"#
    );
    let mut child = Command::new("python3")
        .arg("-")
        .current_dir(&dir)
        .stdin(Stdio::piped())
        .spawn()
        .expect("python3");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(script.as_bytes())
        .expect("told");
    assert!(child.wait().expect("ended").success());
}

#[test]
fn a_wacz_is_taken_apart_when_it_holds_and_not_when_it_was_changed() {
    if Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("skipped: python3 is not installed");
        return;
    }
    let place = Place::new();
    wacz(&place, "good.wacz", "");
    let told = place
        .import("saved", "parts/good.wacz", &[])
        .expect(0)
        .json()
        .remove(0);
    // Only the page that its list names, the picture, and the picture of the page.
    assert_eq!(told["new_items"], 4, "{told}");
    let items = Value::from(place.items()).to_string();
    assert!(items.contains("From the list") && items.contains("2 files in it have the hashes"));
    for (name, spoil) in [
        ("pages.wacz", "files['pages/pages.jsonl'] += b'\\n'"),
        ("package.wacz", "package += b' '"),
    ] {
        wacz(&place, name, spoil);
        let told = place
            .import("saved", &format!("parts/{name}"), &[])
            .expect(1)
            .json()
            .remove(0);
        assert_eq!(
            told["new_items"], 1,
            "kept whole, nothing taken out: {told}"
        );
        assert!(
            told["problems"].to_string().contains("changed after"),
            "{told}"
        );
    }
    // A bomb and a path that leads out: nothing is written by names of entries.
    wacz(
        &place,
        "slip.wacz",
        "files['../../../../slip'] = b'x'; files['archive/bomb.warc.gz'] = gzip.compress(bytes(900_000_000)) if False else b'no gzip'",
    );
    place.import("saved", "parts/slip.wacz", &[]).expect(1);
    assert!(!place.dir.path().join("slip").exists());
}

#[test]
fn saved_pages_give_address_title_time_and_pictures() {
    let place = Place::new();
    let base64 = |bytes: &[u8]| {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let pad = |n: usize| {
            if n < 2 {
                "=".repeat(2 - n)
            } else {
                String::new()
            }
        };
        let groups = bytes.chunks(3).map(|c| {
            let n = c.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - c.len()));
            let letters =
                (0..=c.len()).map(|i| char::from(LETTERS[(n >> (18 - 6 * i) & 63) as usize]));
            letters.collect::<String>() + &pad(c.len() - 1)
        });
        groups.collect::<String>()
    };
    let page = format!(
        "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://e.org/single \n saved date: Tue\n-->\n<title>Single</title><img src=\"data:image/jpeg;base64,{}\">",
        base64(&picture(7))
    );
    place.write("p/single.html", page);
    let mhtml = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://e.org/mhtml\r\nSubject: A saved page\r\nDate: Tue, 6 May 2025 07:08:09 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Location: https://e.org/mhtml\r\n\r\n<html><body>x</body></html>\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://e.org/m.jpg\r\n\r\n{}\r\n--b--\r\n",
        base64(&picture(9))
    );
    place.write("p/page.mhtml", mhtml);
    let told = place.import("saved", "p", &[]).expect(0).json().remove(0);
    assert_eq!(told["new_items"], 5, "{told}");
    let single = place.origin("single.html");
    assert_eq!(
        (&single["url"], &single["title"]),
        (&json!("https://e.org/single"), &json!("Single"))
    );
    let items = Value::from(place.items()).to_string();
    for words in ["https://e.org/mhtml", "A saved page", "https://e.org/m.jpg"] {
        assert!(items.contains(words), "{words}: {items}");
    }
    place.write("q/other.bin", "neither");
    place
        .import("saved", "q", &[])
        .expect(1)
        .says("neither WACZ");
}

#[test]
fn captures_that_went_wrong_are_noticed() {
    let place = Place::new();
    place.write("f/video.mp4", "<!DOCTYPE html><html>Log in");
    place.write("f/empty.mp4", "");
    place.write("f/cut.jpg", b"\xff\xd8\xff\xe0 cut");
    test_card(&place.dir.path().join("whole.mp4"), 1);
    let whole = fs::read(place.dir.path().join("whole.mp4")).expect("a film");
    place.write("f/whole.mp4", &whole);
    place.write("f/again.mp4", &whole);
    place.write("f/short.mp4", &whole[..whole.len() / 2]);
    let low = json!({ "_type": "video", "webpage_url": "https://e.org/v", "height": 360,
        "filesize": whole.len() * 2, "formats": [{ "height": 360 }, { "height": 1080 }] });
    place.write("f/low.info.json", low.to_string());
    let mut other = whole.clone();
    other.extend_from_slice(&[0, 0, 0, 8, b'f', b'r', b'e', b'e']);
    place.write("f/low.mp4", other);
    let folder = place.dir.path().join("f");
    let told = run(&["add", "--case", text(&place.case), text(&folder), "--json"])
        .expect(0)
        .json()
        .remove(0);
    let noticed = |path: &str, words: &str| {
        let found =
            told["noticed"].as_array().expect("a list").iter().any(|n| {
                n["path"] == path && n["what"].as_str().is_some_and(|w| w.contains(words))
            });
        assert!(found, "{path}: {words}: {told:#}");
    };
    noticed("video.mp4", "a web page");
    noticed("empty.mp4", "empty");
    noticed("cut.jpg", "ends too early");
    noticed("short.mp4", "ends too early");
    noticed("whole.mp4", "the same bytes as again.mp4");
    noticed("low.mp4", "1080");
    noticed("low.mp4", "bytes");
    assert!(
        !told["noticed"]
            .to_string()
            .contains("\"path\":\"again.mp4\""),
        "{told:#}"
    );
}
