//! Documents without a layout of their own: what is read of them, where it stands, and what becomes
//! of those that are broken or hostile.

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{decoder, folder};
use decode::{DecodeError, DocumentEnd, Page};
use model::ItemKind;
use stage::office::{self, Piece};
use tempfile::TempDir;

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
    path
}

fn read(path: &Path) -> (Vec<Page>, DocumentEnd) {
    let mut pages = Vec::new();
    let found = decoder().identify(path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.kind, ItemKind::Document, "{}", found.note);
    let end = decoder()
        .document(path, &mut |page| pages.push(page))
        .unwrap_or_else(|e| panic!("{e}"));
    assert!(
        end.notes.iter().any(|n| n == model::OUR_LAYOUT),
        "{:?}",
        end.notes
    );
    (pages, end)
}

fn refused(path: &Path) -> DecodeError {
    match decoder().document(path, &mut |_| {}) {
        Ok(end) => panic!("{} was read: {end:?}", path.display()),
        Err(e) => {
            assert!(
                !matches!(e, DecodeError::Crashed { .. } | DecodeError::Hung { .. }),
                "{e}"
            );
            e
        }
    }
}

fn text(pages: &[Page]) -> String {
    let words = pages.iter().flat_map(|p| &p.words);
    words.map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// A picture with something on it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([
            (x * 7 % 256) as u8,
            (y * 5 % 256) as u8,
            ((x / 9 + y / 7) % 2 * 200) as u8,
        ])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap_or_else(|e| panic!("{e}"));
    bytes.into_inner()
}

fn pieces() -> Vec<Piece> {
    vec![
        Piece::Heading(1, "Heron Desk".to_owned()),
        Piece::Text("Faces & plates are compared.\nАрхив ищется.".to_owned()),
        Piece::Row(vec!["Sound".to_owned(), "no".to_owned()]),
        Piece::Picture(png(320, 200), 320),
        Piece::Item("An item".to_owned()),
        Piece::PageBreak,
        Piece::Text("Second page".to_owned()),
    ]
}

const WORDS: &str =
    "Heron Desk Faces & plates are compared. Архив ищется. Sound no An item Second page";

#[test]
fn one_content_reads_alike_in_every_form() {
    let folder = folder();
    let slides: Vec<Vec<Piece>> = pieces()
        .split(|p| matches!(p, Piece::PageBreak))
        .map(<[Piece]>::to_vec)
        .collect();
    for (name, bytes, pages) in [
        ("a", office::docx("Heron manual", &pieces()), 2),
        ("b", office::pptx("Heron manual", &slides), 2),
        ("c", office::html("Heron manual", &pieces()).into_bytes(), 1),
        ("d", office::mhtml("Heron manual", &pieces()), 1),
    ] {
        let path = file(&folder, name, &bytes);
        let (read, end) = read(&path);
        assert_eq!(text(&read), WORDS, "{name}");
        assert_eq!((read.len(), end.pages), (pages, pages as u32), "{name}");
        assert_eq!(end.title.as_deref(), Some("Heron manual"), "{name}");
        let figures: Vec<_> = read.iter().flat_map(|p| &p.figures).collect();
        assert_eq!(figures.len(), 1, "{name}");
        let size = figures[0].picture.size();
        assert_eq!((size.width, size.height), (320, 200));
        assert_eq!(
            (figures[0].bounds.width, figures[0].bounds.height),
            (240.0, 150.0),
            "{name}"
        );
        // The heading is the largest; everything stands on the page and nothing on another.
        let tall = |w: &model::Word| w.bounds.height;
        assert!(
            read[0].words[2..]
                .iter()
                .all(|w| tall(w) < tall(&read[0].words[0]))
        );
        let (width, height) = read[0].size_points;
        for word in &read[0].words {
            assert!(word.bounds.right() < width && word.bounds.bottom() < height);
            assert!(
                word.bounds.overlap(&figures[0].bounds) < 0.01,
                "{name}: {word:?}"
            );
        }
    }
}

#[test]
fn a_page_shows_its_words_and_pictures_where_they_are_said_to_be() {
    let folder = folder();
    let path = file(&folder, "a", &office::docx("x", &pieces()));
    let (read, _) = read(&path);
    let shown = decoder()
        .page_picture(&path, 1, 2.0)
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((shown.rgb.width, shown.rgb.height), (1190, 1684));
    let dark = |b: &model::BoxPx| {
        let (x, y) = ((2.0 * b.x) as u32, (2.0 * b.y) as u32);
        let (w, h) = ((2.0 * b.width) as u32, (2.0 * b.height) as u32);
        let all = (y..y + h).flat_map(|y| (x..x + w).map(move |x| (x, y)));
        let dark = all.filter(|&(x, y)| shown.rgb.get(x, y)[0] < 128).count();
        dark as f64 / f64::from(w * h)
    };
    for word in &read[0].words {
        assert!(dark(&word.bounds) > 0.05, "{word:?}");
    }
    let figure = &read[0].figures[0];
    assert!(dark(&figure.bounds) > 0.3);
    let below = model::BoxPx {
        x: 0.0,
        y: figure.bounds.bottom() + 40.0,
        width: 595.0,
        height: 200.0,
    };
    assert!(dark(&below) == 0.0);
    let again = decoder()
        .page_picture(&path, 1, 2.0)
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(shown.rgb.data, again.rgb.data);
    let nowhere = decoder()
        .page_picture(&path, 3, 2.0)
        .expect_err("two pages");
    assert!(
        nowhere.to_string().contains("pages are 1 to 2"),
        "{nowhere}"
    );
}

#[test]
fn scripts_are_not_run_and_remote_pictures_are_not_fetched() {
    let folder = folder();
    let html = "<html><body><script>document.body.innerText = 'owned'</script>\
        <img src='http://127.0.0.1:9/a.png'><img src=\"file:///etc/passwd\"><img src=//h/x>\
        <iframe src='http://127.0.0.1:9/'></iframe><object data=x>owned</object>\
        <p onclick=\"owned()\">Plain words</p><svg><script>owned</script></svg>";
    let (pages, end) = read(&file(&folder, "page", html.as_bytes()));
    assert_eq!(text(&pages), "Plain words");
    let notes = end.notes.join("\n");
    assert!(notes.contains("3 pictures are not in the file"), "{notes}");
    assert!(notes.contains("1 frames of the page"), "{notes}");
}

#[test]
fn small_and_huge_pictures() {
    let folder = folder();
    let tall = png(400, 20_000);
    let data = |bytes: &[u8]| {
        format!(
            "<img src='data:image/png;base64,{}'>",
            office::base64(bytes)
        )
    };
    let html = format!(
        "<html>{}{}{}x",
        data(&png(1, 1)),
        data(&tall),
        data(&tall[..900])
    );
    let (pages, end) = read(&file(&folder, "page", html.as_bytes()));
    let figures: Vec<_> = pages.iter().flat_map(|p| &p.figures).collect();
    assert_eq!(figures.len(), 1);
    assert_eq!(figures[0].picture.size().height, 20_000);
    assert!(figures[0].bounds.bottom() < 842.0);
    let notes = [end.notes, pages.into_iter().flat_map(|p| p.notes).collect()]
        .concat()
        .join("\n");
    assert!(notes.contains("1 pictures are smaller"), "{notes}");
    assert!(notes.contains("not read"), "{notes}");
}

#[test]
fn line_ends_of_every_system_part_words() {
    let folder = folder();
    let (pages, _) = read(&file(
        &folder,
        "a.txt",
        b"one\rtwo\r\nthree\nfour\r\rfive\n",
    ));
    assert_eq!(text(&pages), "one two three four five");
}

#[test]
fn signs_and_drawn_lists_of_office_files_are_read_and_charts_are_named() {
    let folder = folder();
    let body = "<w:p><w:r><w:t>on</w:t><w:noBreakHyphen/><w:t>line </w:t>\
        <w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:char='F0FB'/></w:r></w:p>";
    let related = "<Relationships><Relationship Id='a' Type='http://x/diagramData' Target='d.xml'/>\
        <Relationship Id='b' Type='http://x/chart' Target='c.xml'/></Relationships>";
    let data = "<dgm:pt><dgm:t><a:p><a:r><a:t>Server</a:t></a:r></a:p></dgm:t></dgm:pt>";
    let parts = [
        ("word/document.xml", body),
        ("word/_rels/document.xml.rels", related),
        ("word/d.xml", data),
    ];
    let bytes = office::zip(&parts.map(|(n, b)| (n.to_owned(), b.as_bytes().to_vec())));
    let (pages, end) = read(&file(&folder, "a", &bytes));
    assert_eq!(text(&pages), "on-line ✓✗ Server");
    let noted = end
        .notes
        .iter()
        .any(|n| n.contains("1 charts are not read"));
    assert!(noted, "{:?}", end.notes);
}

#[test]
fn right_to_left_text_is_named() {
    let folder = folder();
    let text = "نظام التعرف على الوجوه\n";
    let (pages, end) = read(&file(&folder, "a.txt", text.as_bytes()));
    assert_eq!(pages[0].words.len(), 4);
    assert!(
        end.notes.iter().any(|n| n.contains("right-to-left")),
        "{:?}",
        end.notes
    );
}

#[test]
fn broken_office_files_are_refused_with_a_reason() {
    let folder = folder();
    let whole = office::docx("x", &pieces());
    let cut = refused(&file(&folder, "cut", &whole[..whole.len() / 2]));
    assert!(matches!(cut, DecodeError::Damaged { .. }), "{cut}");
    let empty = office::zip(&[("word/document.xml".to_owned(), Vec::new())]);
    let (pages, _) = read(&file(&folder, "empty", &empty));
    assert_eq!(pages[0].words.len(), 0);
    let broken = office::zip(&[("word/document.xml".to_owned(), b"<w:p <<".to_vec())]);
    let broken = refused(&file(&folder, "broken", &broken));
    assert!(broken.to_string().contains("save a copy"), "{broken}");
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend([0; 1024]);
    let old = decoder()
        .identify(&file(&folder, "old", &locked))
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(old.kind, ItemKind::Other, "{}", old.note);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let locked = refused(&file(&folder, "locked", &locked));
    assert!(matches!(locked, DecodeError::Encrypted { .. }), "{locked}");
    let sheet = office::zip(&[("xl/workbook.xml".to_owned(), b"<a/>".to_vec())]);
    let sheet = decoder()
        .identify(&file(&folder, "sheet", &sheet))
        .unwrap_or_else(|e| panic!("{e}"));
    assert!(sheet.note.contains("spreadsheet"), "{}", sheet.note);
}

/// A document whose body is so many zeros, packed.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("word/document.xml", packed)
        .unwrap_or_else(|e| panic!("{e}"));
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        zip.write_all(&zeros).unwrap_or_else(|e| panic!("{e}"));
    }
    zip.finish().unwrap_or_else(|e| panic!("{e}")).into_inner()
}

#[test]
fn bombs_are_refused_soon() {
    let folder = folder();
    let began = Instant::now();
    // Deflate packs a thousand to one; what states less than it holds is stopped where it is read.
    let mut lying = bomb(300 << 20);
    let size = (300u32 << 20).to_le_bytes();
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == size {
            lying[at..at + 4].copy_from_slice(&70_000u32.to_le_bytes());
        }
    }
    for (name, bytes) in [("honest", bomb(300 << 20)), ("lying", lying)] {
        let error = refused(&file(&folder, name, &bytes));
        let fine = matches!(
            error,
            DecodeError::TooLarge { .. } | DecodeError::Damaged { .. }
        );
        assert!(fine, "{name}: {error}");
    }
    let deep = "<w:p>".repeat(100_000);
    let deep = office::zip(&[("word/document.xml".to_owned(), deep.into_bytes())]);
    let deep = refused(&file(&folder, "deep", &deep));
    assert!(deep.to_string().contains("nesting"), "{deep}");
    let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]><w:p><w:r><w:t>&c;x</w:t></w:r></w:p>";
    let laughs = office::zip(&[("word/document.xml".to_owned(), laughs.as_bytes().to_vec())]);
    let (pages, _) = read(&file(&folder, "laughs", &laughs));
    assert_eq!(text(&pages), "x");
    assert!(
        began.elapsed() < Duration::from_secs(60),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn large_and_odd_texts_are_read_in_time() {
    let folder = folder();
    let began = Instant::now();
    let words = "слово и ещё одно ".repeat(120_000);
    let one_line = "x".repeat(3 << 20);
    let nested = "<div>".repeat(200_000) + "<td>".repeat(50_000).as_str() + "end";
    let attributes = format!("<p {}>end", "a=b ".repeat(200_000));
    for (name, body, last) in [
        ("many", words.as_str(), "одно"),
        ("long", &one_line, ""),
        ("nested", &format!("<html>{nested}"), "end"),
        ("attributes", &format!("<html>{attributes}"), "end"),
        (
            "open",
            &format!("<html>end<script>{}", "<script>".repeat(200_000)),
            "end",
        ),
        (
            "table",
            &format!("<html>{}end", "<table><tr><td>a".repeat(60_000)),
            "",
        ),
    ] {
        let (pages, end) = read(&file(&folder, name, body.as_bytes()));
        assert!(end.pages >= 1);
        assert!(text(&pages).ends_with(last), "{name}");
    }
    assert!(
        began.elapsed() < Duration::from_secs(120),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn changed_documents_never_kill_the_child() {
    let dir = folder();
    let path = dir.path().join("document");
    let small = vec![
        Piece::Heading(1, "Heron Desk".to_owned()),
        Piece::Picture(png(50, 50), 50),
        Piece::Row(vec!["a".to_owned(), "б".to_owned()]),
    ];
    let seeds = [
        office::docx("x", &small),
        office::pptx("x", &[small.clone(), small.clone()]),
        office::html("x", &small).into_bytes(),
        office::mhtml("x", &small),
        "Слова в тексте\u{c}ещё"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
    ];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/flow");
    let decoder = decoder();
    stage::fuzz(&corpus, &seeds, 120, &mut |bytes| {
        std::fs::write(&path, bytes).expect("written");
        if let Err(e) = decoder.document(&path, &mut |_| {}) {
            let told = e.to_string();
            assert!(!told.contains("crashed"), "{told}");
        }
    });
}
