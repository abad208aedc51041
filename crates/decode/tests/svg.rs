//! Drawings in SVG: files by themselves, and in saved pages and office files. What they show, what
//! of them is left out, and what becomes of hostile ones.

mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{decoder, folder};
use decode::{DocumentEnd, Page};
use model::ItemKind;
use pixels::Rgb;
use stage::office;
use tempfile::TempDir;

/// A sign of a maker, 120 × 40: a red field, and a blue one beside it.
const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"40\" viewBox=\"0 0 120 40\">\
    <rect width=\"40\" height=\"40\" fill=\"#cc0000\"/><path fill=\"#0000cc\" d=\"M60 10h50v20h-50z\"/></svg>";

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
    path
}

fn read(path: &Path) -> (Vec<Page>, DocumentEnd) {
    let mut pages = Vec::new();
    let end = decoder()
        .document(path, &mut |page| pages.push(page))
        .unwrap_or_else(|e| panic!("{e}"));
    (pages, end)
}

fn all_notes(pages: &[Page], end: &DocumentEnd) -> String {
    let own = pages.iter().flat_map(|p| &p.notes);
    let all: Vec<&str> = end.notes.iter().chain(own).map(String::as_str).collect();
    all.join("\n")
}

fn is_logo(rgb: &Rgb) {
    assert_eq!((rgb.width, rgb.height), (240, 80));
    let at = |x, y| rgb.get(x, y);
    assert_eq!(at(40, 40), [204, 0, 0]);
    assert_eq!(at(170, 40), [0, 0, 204]);
    assert_eq!((at(100, 40), at(170, 10)), ([255; 3], [255; 3]));
}

#[test]
fn a_sign_is_a_figure_of_every_form() {
    let folder = folder();
    let packed = office::base64(LOGO.as_bytes());
    let escaped = LOGO.replace('#', "%23").replace('"', "'");
    let inline = LOGO.replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
    let mhtml = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/html\r\nContent-Location: http://h/\r\n\r\n\
         <html><p>Words<img src=\"http://h/logo.svg\">\r\n\
         --b\r\nContent-Type: image/svg+xml\r\nContent-Location: http://h/logo.svg\r\n\r\n{LOGO}\r\n--b--\r\n"
    );
    let body = "<w:p><w:r><w:t>Words</w:t></w:r></w:p><w:drawing><wp:extent cx='1143000' cy='381000'/>\
        <a:blip><a:extLst><asvg:svgBlip r:embed='s'/></a:extLst></a:blip></w:drawing>";
    let related = "<Relationships><Relationship Id='s' Type='http://x/image' Target='media/a.svg'/></Relationships>";
    let part = |n: &str, b: &str| (n.to_owned(), b.as_bytes().to_vec());
    let docx = office::zip(&[
        part("word/document.xml", body),
        part("word/_rels/document.xml.rels", related),
        part("word/media/a.svg", LOGO),
    ]);
    for (name, bytes) in [
        (
            "data",
            format!("<html><p>Words<img src='data:image/svg+xml;base64,{packed}'>").into_bytes(),
        ),
        (
            "escaped",
            format!("<html><p>Words<img src=\"data:image/svg+xml;utf8,{escaped}\">").into_bytes(),
        ),
        ("inline", format!("<html><p>Words{inline}").into_bytes()),
        ("mhtml", mhtml.into_bytes()),
        ("docx", docx),
    ] {
        let (pages, end) = read(&file(&folder, name, &bytes));
        let figures: Vec<_> = pages.iter().flat_map(|p| &p.figures).collect();
        assert_eq!(figures.len(), 1, "{name}: {}", all_notes(&pages, &end));
        is_logo(&figures[0].picture);
        let bounds = figures[0].bounds;
        assert!(
            (bounds.width - 90.0).abs() < 0.01 && (bounds.height - 30.0).abs() < 0.01,
            "{name}: {bounds:?}"
        );
        assert_eq!(pages[0].words[0].text, "Words", "{name}");
        // And the page shows it where it is said to be.
        let shown = decoder()
            .page_picture(&folder.path().join(name), 1, 2.0)
            .unwrap_or_else(|e| panic!("{e}"));
        let (x, y) = ((2.0 * bounds.x) as u32 + 30, (2.0 * bounds.y) as u32 + 30);
        assert_eq!(shown.rgb.get(x, y), [204, 0, 0], "{name}");
    }
}

#[test]
fn pixels_come_before_the_drawing_of_the_same() {
    let folder = folder();
    let png = {
        let picture =
            image::RgbImage::from_fn(320, 200, |x, y| image::Rgb([(x % 256) as u8, y as u8, 9]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap_or_else(|e| panic!("{e}"));
        bytes.into_inner()
    };
    let body = "<w:p><w:r><w:t>Words</w:t></w:r></w:p>\
        <a:blip r:embed='p'><a:extLst><asvg:svgBlip r:embed='s'/></a:extLst></a:blip>\
        <a:blip r:embed='e'><a:extLst><asvg:svgBlip r:embed='s'/></a:extLst></a:blip>";
    let related = "<Relationships><Relationship Id='p' Type='http://x/image' Target='a.png'/>\
        <Relationship Id='e' Type='http://x/image' Target='a.emf'/>\
        <Relationship Id='s' Type='http://x/image' Target='a.svg'/></Relationships>";
    let bytes = office::zip(&[
        ("word/document.xml".to_owned(), body.as_bytes().to_vec()),
        (
            "word/_rels/document.xml.rels".to_owned(),
            related.as_bytes().to_vec(),
        ),
        ("word/a.png".to_owned(), png),
        ("word/a.emf".to_owned(), b"\x01\0\0\0no picture".to_vec()),
        ("word/a.svg".to_owned(), LOGO.as_bytes().to_vec()),
    ]);
    let (pages, end) = read(&file(&folder, "a", &bytes));
    let sizes: Vec<_> = pages
        .iter()
        .flat_map(|p| &p.figures)
        .map(|f| (f.picture.width, f.picture.height))
        .collect();
    assert_eq!(
        sizes,
        [(320, 200), (240, 80)],
        "{}",
        all_notes(&pages, &end)
    );
}

#[test]
fn a_drawing_is_a_picture_file() {
    let folder = folder();
    let path = file(&folder, "sign", LOGO.as_bytes());
    let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.kind, ItemKind::Picture, "{}", found.note);
    assert!(found.note.contains("512 × 171"), "{}", found.note);
    let picture = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((picture.rgb.width, picture.rgb.height), (512, 171));
    assert_eq!(picture.rgb.get(80, 80), [204, 0, 0]);
    let again = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(picture.rgb.data, again.rgb.data);
    let cut = decoder().picture(&file(&folder, "cut", &LOGO.as_bytes()[..150]));
    let cut = cut.expect_err("cut off").to_string();
    assert!(
        cut.contains("damaged") && cut.contains("export a copy"),
        "{cut}"
    );
}

#[test]
fn words_and_what_lies_elsewhere_are_told() {
    let folder = folder();
    let beside = file(&folder, "beside.png", b"");
    image::RgbImage::from_pixel(60, 60, image::Rgb([0, 200, 0]))
        .save(&beside)
        .unwrap_or_else(|e| panic!("{e}"));
    let name = beside.display();
    let drawing = format!(
        "<svg width=120 height=40><rect width=40 height=40 fill=#cc0000 />\
         <text x=50 y=20>Heron</text><script>alert(1)</script>\
         <image href='{name}' x=60 width=40 height=40 /><image xlink:href='http://127.0.0.1:9/a.png' x=60 width=40 height=40 /></svg>"
    );
    let (pages, end) = read(&file(
        &folder,
        "page",
        format!("<html>{drawing}").as_bytes(),
    ));
    let notes = all_notes(&pages, &end);
    let figure = &pages[0].figures[0].picture;
    assert_eq!(figure.get(40, 40), [204, 0, 0]);
    let green = figure
        .data
        .chunks_exact(3)
        .any(|p| p[1] > 150 && p[0] < 100);
    assert!(!green, "a file beside it was opened");
    assert!(notes.contains("1 words or lines in a drawing"), "{notes}");
    assert!(
        notes.contains("2 pictures or parts of a drawing"),
        "{notes}"
    );
    assert!(pages[0].words.is_empty());
}

#[test]
fn icons_are_no_figures() {
    let folder = folder();
    let icon = |head: &str| format!("<svg {head}><path d='M0 0h900v900z'/></svg>");
    let html = format!(
        "<html>{}{}{}{}words",
        icon("width=24 height=24 viewBox='0 0 960 960'"),
        icon("viewBox='0 0 512 512'"),
        icon("style='width: 32px;height:32px' viewBox='0 0 640 320'"),
        icon("viewBox='0 0 24 24'")
    );
    let (pages, end) = read(&file(&folder, "page", html.as_bytes()));
    assert!(pages[0].figures.is_empty(), "{}", all_notes(&pages, &end));
    assert_eq!(pages[0].words.len(), 1);
}

#[test]
fn a_hostile_drawing_costs_itself_only() {
    let folder = folder();
    let begun = Instant::now();
    let patterns: String = (0..12)
        .map(|n| {
            let inner = format!("<rect width='9' height='9' fill='url(#p{})'/>", n + 1).repeat(10);
            format!("<pattern id='p{n}' width='1' height='1'>{inner}</pattern>")
        })
        .collect();
    let bomb = format!(
        "<svg width='400' height='300'>{patterns}<rect width='9' height='9' fill='url(#p0)'/></svg>"
    );
    // Slow without being many: a step that looks at thousands of pixels for each.
    let slow = "<svg width='800' height='800'><filter id='f'><feMorphology operator='dilate' radius='400'/><feMorphology radius='390'/></filter>\
        <g filter='url(#f)'><g filter='url(#f)'><g filter='url(#f)'><rect width='700' height='700'/></g></g></g></svg>";
    let html = format!("<html><p>Before{bomb}{slow}{slow}{slow}<p>After{LOGO}");
    let (pages, end) = read(&file(&folder, "page", html.as_bytes()));
    let notes = all_notes(&pages, &end);
    let words: Vec<&str> = pages
        .iter()
        .flat_map(|p| &p.words)
        .map(|w| w.text.as_str())
        .collect();
    assert_eq!(words, ["Before", "After"], "{notes}");
    assert!(notes.contains("too intricate"), "{notes}");
    assert!(
        begun.elapsed() < Duration::from_secs(90),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn changed_drawings_never_kill_the_child() {
    let dir = folder();
    let path = dir.path().join("drawing");
    let rich = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 40'><style>.a{fill:url(#g)}</style>\
        <linearGradient id='g'><stop offset='0' stop-color='red'/><stop offset='1'/></linearGradient>\
        <pattern id='p' width='.1' height='.1'><circle r='2'/></pattern><mask id='m'><rect width='60' height='40' fill='#fff'/></mask>\
        <marker id='k'><path d='M0 0h2v2z'/></marker><filter id='f'><feGaussianBlur stdDeviation='2'/></filter>\
        <path class='a' marker-end='url(#k)' d='M1 1C5 5 9 9 30 2z'/><g mask='url(#m)' filter='url(#f)'><rect width='50' height='30' fill='url(#p)' stroke='#123' stroke-dasharray='3 1'/></g>\
        <use href='#x'/><g id='x' transform='rotate(20) scale(2)'><ellipse cx='9' cy='9' rx='5' ry='3'/></g><text>x</text></svg>";
    let seeds = [
        LOGO.as_bytes().to_vec(),
        rich.as_bytes().to_vec(),
        format!("<html><p>x{}", rich.replace("viewBox", "width=120 viewBox")).into_bytes(),
    ];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/svg");
    let decoder = decoder();
    stage::fuzz(&corpus, &seeds, 150, &mut |bytes| {
        std::fs::write(&path, bytes).expect("written");
        for told in [
            decoder.picture(&path).err().map(|e| e.to_string()),
            decoder
                .document(&path, &mut |_| {})
                .err()
                .map(|e| e.to_string()),
        ] {
            let told = told.unwrap_or_default();
            assert!(!told.contains("crashed"), "{told}");
        }
    });
}
