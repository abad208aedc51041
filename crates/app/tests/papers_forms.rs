//! Documents in other forms than PDF, from the command line: plain text in several encodings, saved
//! pages, DOCX and slides; and what becomes of broken ones.

mod common;

use std::fs;

use common::{Ground, list, run};
use serde_json::Value;
use stage::office::{self, Piece};

fn text(s: &str) -> Piece {
    Piece::Text(s.to_owned())
}

fn heading(level: u8, s: &str) -> Piece {
    Piece::Heading(level, s.to_owned())
}

/// A view of the stage's programs, as a PNG.
fn view(n: usize) -> Vec<u8> {
    let views = stage::demo::demo_pictures();
    publish::encode_png(&views[n].rgb).expect("a picture")
}

fn manual(picture: Vec<u8>) -> Vec<Piece> {
    vec![
        heading(1, "Heron Desk"),
        heading(2, "User manual"),
        text("Version 4.2"),
        text("Edition of 3 March 2022, Heron Systems Ltd."),
        Piece::PageBreak,
        heading(2, "Faces"),
        text(
            "Faces in live streams are compared with the watch lists of the site. This function requires the Analyst licence.",
        ),
        Piece::Picture(picture, 600),
        heading(2, "Limits"),
        text("Retrospective face search is not available in this version."),
    ]
}

fn write(ground: &Ground, name: &str, bytes: &[u8]) {
    fs::write(ground.documents.join(name), bytes).expect("written");
}

fn document(ground: &Ground, file: &str) -> Value {
    let all = list(ground, "documents");
    let found = all.iter().find(|d| d["file"] == file);
    found
        .cloned()
        .unwrap_or_else(|| panic!("no {file}: {all:#?}"))
}

fn notes(document: &Value) -> String {
    let notes = document["notes"].as_array().expect("notes");
    let notes: Vec<&str> = notes.iter().filter_map(Value::as_str).collect();
    notes.join("\n")
}

fn passage(ground: &Ground, file: &str, function: &str) -> Value {
    let all = list(ground, "passages");
    let fits = |p: &&Value| p["function"] == function && p["file"] == file;
    let found = all.iter().find(fits);
    found
        .cloned()
        .unwrap_or_else(|| panic!("no {function} in {file}: {all:#?}"))
}

#[test]
fn every_form_goes_the_whole_way() {
    let ground = Ground::new();
    let slides: Vec<Vec<Piece>> = manual(view(3))
        .split(|p| matches!(p, Piece::PageBreak))
        .map(<[Piece]>::to_vec)
        .collect();
    let plain = "Heron Desk user manual\nVersion 4.2\n\nFaces in live streams are compared with the watch lists of the site. This function requires the Analyst licence.\n\nRetrospective face search is not available in this version.\n";
    // Names that tell neither form nor product.
    let forms = [
        ("1", office::docx("Heron Desk manual", &manual(view(0)))),
        (
            "2",
            office::html("Heron Desk manual", &manual(view(1))).into_bytes(),
        ),
        ("3", office::mhtml("Heron Desk manual", &manual(view(2)))),
        ("4", office::pptx("Heron Desk manual", &slides)),
        ("5", plain.as_bytes().to_vec()),
    ];
    for (name, bytes) in &forms {
        write(&ground, name, bytes);
    }
    common::investigate(&ground).expect(0);
    let case = ground.case_str();
    let references = list(&ground, "references");
    for (name, _) in &forms {
        let read = document(&ground, name);
        assert_eq!(read["layout"], "ours", "{read:#?}");
        assert!(notes(&read).contains("laid out by this program"));
        assert_eq!(read["known"]["version"], "4.2", "{name}");
        assert_eq!(read["known"]["language"], "en", "{name}");
        let live = passage(&ground, name, "live-face-match");
        assert_eq!(live["polarity"], "affirmed", "{name}");
        assert_eq!(live["conditions"][0]["kind"], "licence", "{name}");
        let denied = passage(&ground, name, "retrospective-face-search");
        assert_eq!(denied["polarity"], "negated", "{name}");
        let of_it = |r: &&Value| r["sources"][0]["file"] == *name;
        let count = references.iter().filter(of_it).count();
        assert_eq!(count, usize::from(*name != "5"), "{name}: {references:#?}");
        let shown = references
            .iter()
            .find(of_it)
            .map(|r| r["shows"]["kind"].clone());
        assert!(
            shown.is_none_or(|kind| kind == "interface"),
            "{name}: {references:#?}"
        );
        if *name != "5" {
            assert_eq!(read["known"]["product"], "Heron Desk", "{name}");
            assert_eq!(read["known"]["date"], "2022-03-03", "{name}");
            assert_eq!(read["known"]["title"], "Heron Desk", "{name}");
        }
        let picture = ground.case.with_extension(format!("{name}.png"));
        let out = picture.to_str().unwrap();
        let id = live["id"].as_str().unwrap();
        run(&["show", "--case", case, id, "--out", out])
            .expect(0)
            .says("laid out by this program");
        assert!(fs::metadata(&picture).unwrap().len() > 5_000, "{name}");
        run(&["cite", "--case", case, id])
            .expect(0)
            .says("version 4.2");
    }
    // The same records: the matrix, and search.
    let live = passage(&ground, "1", "live-face-match");
    run(&[
        "verdict",
        "--case",
        case,
        live["id"].as_str().unwrap(),
        "yes",
        "--by",
        "ana",
    ])
    .expect(0);
    let matrix = list(&ground, "matrix");
    let cell = |c: &&Value| c["function"] == "live-face-match" && c["product"] == "Heron Desk";
    assert_eq!(matrix.iter().find(cell).unwrap()["level"], "C3");
    run(&["find", "--case", case, "--text", "Analyst licence"])
        .expect(0)
        .says("/p2#");
    let page = live["address"]
        .as_str()
        .unwrap()
        .split('#')
        .next()
        .unwrap()
        .to_owned();
    let from = format!("{page}#56,56,400,56,400,90,56,90");
    run(&[
        "add",
        "--case",
        case,
        "reference",
        "--from",
        &from,
        "--product",
        "Heading",
        "--by",
        "k7",
    ])
    .expect(0);
    run(&["list", "--case", case, "documents"])
        .expect(0)
        .says("laid out by this program");
}

#[test]
fn texts_are_read_in_their_encodings() {
    let russian = "Руководство пользователя\nВерсия 3.1\n\nСистема распознаёт лица в видеопотоке в реальном времени и сравнивает их со списком розыска.\n";
    let chinese =
        "用户手册\n\n系统在实时视频中识别人脸，并与黑名单进行比对。\n系统支持车牌识别。\n";
    let ground = Ground::new();
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    write(&ground, "a.txt", russian.as_bytes());
    write(&ground, "b.txt", &encoding_of("windows-1251", russian));
    write(&ground, "c.txt", &wide(&format!("{russian} ")));
    write(
        &ground,
        "d.txt",
        &[&[0xff, 0xfe][..], &wide(russian)].concat(),
    );
    write(&ground, "e.txt", &encoding_of("gb18030", chinese));
    let page = |stated: &str, body: &[u8]| {
        let head = format!("<html><head><meta charset={stated}></head><body><p>");
        [head.as_bytes(), body, b"</p></body></html>"].concat()
    };
    write(
        &ground,
        "f.html",
        &page("windows-1251", &encoding_of("windows-1251", russian)),
    );
    write(
        &ground,
        "g.html",
        &page("iso-8859-1", &encoding_of("windows-1251", russian)),
    );
    common::investigate(&ground).expect(0);
    for name in ["a.txt", "b.txt", "c.txt", "d.txt", "f.html", "g.html"] {
        let read = document(&ground, name);
        assert_eq!(read["known"]["language"], "ru", "{name}: {read:#?}");
        passage(&ground, name, "live-face-match");
    }
    assert_eq!(document(&ground, "e.txt")["known"]["language"], "zh");
    passage(&ground, "e.txt", "plate-recognition");
    let said = |name| notes(&document(&ground, name));
    assert!(said("b.txt").contains("no encoding is stated; read as windows-1251"));
    assert!(
        said("g.html").contains("it states windows-1252"),
        "{}",
        said("g.html")
    );
    assert!(!said("f.html").contains("states"), "{}", said("f.html"));
    assert!(
        said("e.txt").contains("no shape in the typeface"),
        "{}",
        said("e.txt")
    );
}

/// Bytes of a text in an old encoding, by the few letters that the tests use.
fn encoding_of(name: &str, text: &str) -> Vec<u8> {
    let out = std::process::Command::new("iconv")
        .args(["-f", "UTF-8", "-t", name])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .and_then(|mut child| {
            use std::io::Write;
            child
                .stdin
                .take()
                .expect("a pipe")
                .write_all(text.as_bytes())?;
            child.wait_with_output()
        })
        .expect("iconv is part of the C library's programs");
    assert!(out.status.success());
    out.stdout
}

#[test]
fn broken_and_hostile_documents_cost_only_themselves() {
    let ground = Ground::new();
    let whole = office::docx("x", &manual(view(0)));
    write(&ground, "cut.docx", &whole[..whole.len() / 3]);
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend([0; 600]);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    write(&ground, "locked.docx", &locked);
    let deep = "<w:p>".repeat(50_000).into_bytes();
    write(
        &ground,
        "deep.docx",
        &office::zip(&[("word/document.xml".to_owned(), deep)]),
    );
    let page = "<html><body><script>for(;;);</script><img src='http://127.0.0.1:9/x.png'><p>Plain words of the page</p>";
    write(&ground, "page.html", page.as_bytes());
    write(&ground, "arabic.txt", "نظام التعرف على الوجوه\n".as_bytes());
    write(&ground, "whole.docx", &whole);
    // What could not be read is said in the end, and the rest was read.
    common::investigate(&ground).expect(1).says("failed      3");
    let failure = |name| {
        document(&ground, name)["failure"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    assert!(
        failure("cut.docx").contains("cut off"),
        "{}",
        failure("cut.docx")
    );
    assert!(
        failure("locked.docx").contains("password"),
        "{}",
        failure("locked.docx")
    );
    assert!(
        failure("deep.docx").contains("nesting"),
        "{}",
        failure("deep.docx")
    );
    assert!(notes(&document(&ground, "page.html")).contains("never fetched"));
    assert!(notes(&document(&ground, "arabic.txt")).contains("right-to-left"));
    assert_eq!(document(&ground, "whole.docx")["known"]["version"], "4.2");
    run(&[
        "find",
        "--case",
        ground.case_str(),
        "--text",
        "Plain words of the page",
    ])
    .expect(0)
    .says("/p1#");
}

#[test]
fn what_came_with_footage_is_read_and_is_no_product() {
    let ground = Ground::new();
    let page = office::html(
        "Opening of the duty room",
        &[text("The mayor came."), Piece::Picture(view(0), 600)],
    );
    fs::write(ground.footage.join("Duty room opening.html"), page).expect("written");
    common::investigate(&ground).expect(0);
    let read = document(&ground, "Duty room opening.html");
    assert_eq!(read["known"]["product"], Value::Null);
    assert!(notes(&read).contains("added as footage"));
    assert!(list(&ground, "references").is_empty());
    assert!(list(&ground, "products").is_empty());
    run(&[
        "find",
        "--case",
        ground.case_str(),
        "--text",
        "The mayor came",
    ])
    .expect(0)
    .says("/p1#");
}

/// A page of paper as a scanner sees it: lines of text, turned a little, with grain.
fn scanned(lines: &[(f32, &str)]) -> pixels::Rgb {
    let ink = [24, 24, 28, 255];
    let mut page = stage::Canvas::new(1654, 2339, [252, 251, 248, 255]);
    let mut y = 200.0;
    for (size, text) in lines {
        page.text(160.0, y, 2.78 * size, stage::Font::Serif, ink, text);
        y += 4.4 * size;
    }
    let mut rgb = page.rgb();
    for (n, v) in rgb.data.iter_mut().enumerate() {
        let grain = (n as u32 / 3).wrapping_mul(2_654_435_761) >> 28;
        *v = v.saturating_sub(grain as u8);
    }
    rgb
}

#[test]
fn scanned_pages_are_read_and_say_so() {
    let tesseract = std::process::Command::new("tesseract")
        .arg("--version")
        .output();
    if tesseract.is_err() {
        eprintln!("not tried: tesseract is not installed");
        return;
    }
    let ground = Ground::new();
    let page = scanned(&[
        (30.0, "Heron Desk"),
        (18.0, "User manual"),
        (13.0, "Version 4.2"),
        (
            11.0,
            "Faces in live streams are compared with the watch lists.",
        ),
        (11.0, "This function requires the Analyst licence."),
    ]);
    let png = publish::encode_png(&page).expect("a picture");
    write(
        &ground,
        "scan",
        &office::docx("", &[Piece::Picture(png, 640)]),
    );
    common::investigate(&ground).expect(0);
    let read = document(&ground, "scan");
    assert!(
        notes(&read).contains("read from their pictures"),
        "{read:#?}"
    );
    assert_eq!(read["pages_without_words"], 0);
    assert_eq!(read["known"]["version"], "4.2", "{read:#?}");
    assert_eq!(read["known"]["kind"], "manual");
    let live = passage(&ground, "scan", "live-face-match");
    // The quote stands where the scan has it.
    let bounds = &list(&ground, "pages")[0]["words"][0]["box"];
    assert!(bounds[1].as_f64().unwrap() < 200.0, "{bounds}");
    let case = ground.case_str();
    run(&["find", "--case", case, "--text", "Analyst licence"])
        .expect(0)
        .says("/p1#");
    let out = ground.case.with_extension("png");
    let id = live["id"].as_str().unwrap();
    run(&["show", "--case", case, id, "--out", out.to_str().unwrap()]).expect(0);
    // It is done once.
    let again = run(&["analyse", "--case", case]).expect(0);
    assert!(!again.stderr.contains("read documents"), "{}", again.stderr);
}

/// A maker's sign as an SVG: three shapes and a name in outlines.
const SIGN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"180\" height=\"60\" viewBox=\"0 0 180 60\">\
    <circle cx=\"30\" cy=\"30\" r=\"24\" fill=\"#0b5cad\"/><path fill=\"#fff\" d=\"M18 40l12-26 12 26h-8l-4-10-4 10z\"/>\
    <path fill=\"#20242a\" d=\"M70 14h6v12h12v-12h6v32h-6v-14h-12v14h-6z\"/>\
    <path fill=\"#20242a\" d=\"M106 14h20v6h-14v7h12v6h-12v7h14v6h-20z\"/>\
    <path fill=\"#20242a\" d=\"M138 14h16l6 8-6 8 8 16h-7l-7-14h-4v14h-6z\"/></svg>";

#[test]
fn signs_in_svg_are_logos_and_are_shown() {
    let ground = Ground::new();
    let page = format!(
        "<!doctype html><html><title>Heron Desk</title><body>{SIGN}<h1>Heron Desk</h1>\
         <p>Faces in live streams are compared with the watch lists of the site.</p>"
    );
    write(&ground, "page.html", page.as_bytes());
    write(&ground, "sign.svg", SIGN.as_bytes());
    let worded = SIGN.replace("</svg>", "<text y=\"58\">Heron</text></svg>");
    write(&ground, "worded.svg", worded.as_bytes());
    common::investigate(&ground).expect(0);
    let references = list(&ground, "references");
    for (file, kind, width) in [
        ("page.html", "figure", 360),
        ("sign.svg", "image", 512),
        ("worded.svg", "image", 512),
    ] {
        let of_it = |r: &&Value| {
            let sources = r["sources"].as_array().expect("sources");
            sources.iter().any(|s| s["file"] == file)
        };
        let found: Vec<&Value> = references.iter().filter(of_it).collect();
        assert_eq!(found.len(), 1, "{file}: {references:#?}");
        assert_eq!(found[0]["shows"]["kind"], "logo", "{file}: {references:#?}");
        assert_eq!(found[0]["width"], width, "{file}");
        let kinds = found[0]["sources"].as_array().expect("sources");
        assert!(
            kinds.iter().all(|s| s["kind"] == kind),
            "{file}: {kinds:#?}"
        );
    }
    let case = ground.case_str();
    let of_page = references
        .iter()
        .find(|r| r["sources"][0]["file"] == "page.html")
        .expect("a figure");
    let item = of_page["sources"][0]["sha256"].as_str().expect("an item");
    let picture = ground.case.with_extension("png");
    let out = picture.to_str().expect("a path");
    let page = format!("{}/p1", &item[..12]);
    run(&["show", "--case", case, &page, "--out", out]).expect(0);
    // It has the same pixels as the one without words.
    let mut sources = references
        .iter()
        .flat_map(|r| r["sources"].as_array().expect("sources"));
    let worded = sources.find(|s| s["file"] == "worded.svg");
    let item_of_it = worded.expect("a source")["sha256"]
        .as_str()
        .expect("an item");
    let whole = format!("{}/p1", &item_of_it[..12]);
    run(&["show", "--case", case, &whole, "--out", out])
        .expect(0)
        .says("1 words or lines in a drawing");
    let id = of_page["id"].as_str().expect("an id");
    let shown = run(&["show", "--case", case, id, "--out", out, "--json"]);
    let shown = &shown.expect(0).json()[0];
    assert_eq!(shown["recipe"]["steps"][0]["page"], 1, "{shown:#?}");
    assert_eq!(shown["recipe"]["source_sha256"], item, "{shown:#?}");
    let figure = image::open(&picture).expect("a picture");
    assert_eq!((figure.width(), figure.height()), (360, 120));
}
