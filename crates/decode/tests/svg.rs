//! Drawings in SVG: files by themselves, and in saved pages and office files. What they show, what
//! of them is left out, and what becomes of hostile ones.

mod common;

use std::io::Write;
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

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap_or_else(|e| panic!("{e}"));
    packer.finish().unwrap_or_else(|e| panic!("{e}"))
}

/// A word processor's document with a word on its first page and a picture on its second.
fn docx_with(name: &str, bytes: &[u8]) -> Vec<u8> {
    let body = "<w:p><w:r><w:t>Words</w:t><w:br w:type='page'/></w:r></w:p><w:p><w:r><w:t>Below</w:t></w:r></w:p>\
        <w:drawing><wp:extent cx='1143000' cy='381000'/><a:blip r:embed='p'/></w:drawing>";
    let related = format!(
        "<Relationships><Relationship Id='p' Type='http://x/image' Target='media/{name}'/></Relationships>"
    );
    office::zip(&[
        ("word/document.xml".to_owned(), body.as_bytes().to_vec()),
        (
            "word/_rels/document.xml.rels".to_owned(),
            related.into_bytes(),
        ),
        (format!("word/media/{name}"), bytes.to_vec()),
    ])
}

#[test]
fn a_packed_drawing_is_a_drawing() {
    let folder = folder();
    let svgz = packed(LOGO.as_bytes());
    let path = file(&folder, "sign", &svgz);
    let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.kind, ItemKind::Picture, "{}", found.note);
    assert!(found.note.contains("512 × 171"), "{}", found.note);
    let picture = decoder().picture(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(picture.rgb.get(80, 80), [204, 0, 0]);
    let (pages, end) = read(&file(&folder, "docx", &docx_with("a.svgz", &svgz)));
    let figures: Vec<_> = pages.iter().flat_map(|p| &p.figures).collect();
    assert_eq!(figures.len(), 1, "{}", all_notes(&pages, &end));
    is_logo(&figures[0].picture);
}

#[test]
fn packed_drawings_that_are_cut_off_or_swell_are_refused() {
    let folder = folder();
    let whole = packed(LOGO.as_bytes());
    let mut swollen = LOGO.as_bytes().to_vec();
    swollen.resize(200 << 20, b' ');
    let bomb = packed(&swollen);
    assert!(bomb.len() < 1 << 20);
    for (name, bytes, why) in [
        ("cut", &whole[..whole.len() - 20], "damaged"),
        ("bomb", &bomb[..], "more than 8 megabytes"),
    ] {
        let told = decoder().picture(&file(&folder, name, bytes));
        let told = told.expect_err(name).to_string();
        assert!(
            told.contains(why) && told.contains("export a copy"),
            "{told}"
        );
        let (pages, end) = read(&file(&folder, "docx", &docx_with("a.svgz", bytes)));
        let notes = all_notes(&pages, &end);
        assert!(
            pages.iter().all(|p| p.figures.is_empty()) && notes.contains(why),
            "{notes}"
        );
    }
    // What is packed and no drawing is none.
    let other = file(&folder, "other", &packed(b"WARC/1.0\r\n"));
    let found = decoder().identify(&other).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.kind, ItemKind::Other, "{}", found.note);
}

#[test]
fn drawings_of_windows_are_told_with_their_page() {
    let folder = folder();
    let mut emf = vec![0; 108];
    emf[..4].copy_from_slice(&[1, 0, 0, 0]);
    emf[40..44].copy_from_slice(b" EMF");
    let placed = [&[0xd7, 0xcd, 0xc6, 0x9a][..], &[0; 60]].concat();
    let plain = [&[1, 0, 9, 0, 0, 3][..], &[0; 60]].concat();
    let slide = "<p:sld><p:pic><a:blip r:embed='p'/></p:pic></p:sld>";
    for (name, bytes, what) in [
        ("a.emf", emf.clone(), "a drawing in EMF"),
        ("a.emz", packed(&emf), "a drawing in EMF"),
        ("a.wmf", placed.clone(), "a drawing in WMF"),
        ("b.wmf", plain, "a drawing in WMF"),
        ("a.wmz", packed(&placed), "a drawing in WMF"),
    ] {
        let path = file(&folder, name, &bytes);
        let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(found.kind, ItemKind::Other, "{name}: {}", found.note);
        let told = found.note.starts_with(what) && found.note.contains("export a copy");
        assert!(told, "{name}: {}", found.note);

        let (pages, end) = read(&file(&folder, "docx", &docx_with(name, &bytes)));
        let wanted = format!(
            "a picture is not read: {what}; save a copy of the document as PDF and add that"
        );
        assert_eq!(pages[1].notes, std::slice::from_ref(&wanted), "{name}");
        assert!(pages[0].notes.is_empty(), "{name}: {:?}", pages[0].notes);
        assert!(!end.notes.join("\n").contains("picture"), "{:?}", end.notes);
        assert_eq!(pages[1].words[0].text, "Below", "{name}");

        let part = |n: &str, b: &str| (n.to_owned(), b.as_bytes().to_vec());
        let pptx = office::zip(&[
            part(
                "ppt/presentation.xml",
                "<p:sldIdLst><p:sldId r:id='a'/><p:sldId r:id='b'/></p:sldIdLst>",
            ),
            part(
                "ppt/_rels/presentation.xml.rels",
                "<Relationships><Relationship Id='a' Type='http://x/slide' Target='slides/1.xml'/>\
                 <Relationship Id='b' Type='http://x/slide' Target='slides/2.xml'/></Relationships>",
            ),
            part(
                "ppt/slides/1.xml",
                "<p:sld><a:p><a:r><a:t>Words</a:t></a:r></a:p></p:sld>",
            ),
            part("ppt/slides/2.xml", slide),
            part(
                "ppt/slides/_rels/2.xml.rels",
                "<Relationships><Relationship Id='p' Type='http://x/image' Target='m'/></Relationships>",
            ),
            ("ppt/slides/m".to_owned(), bytes.clone()),
        ]);
        let (pages, _) = read(&file(&folder, "pptx", &pptx));
        assert_eq!(pages[1].notes, [wanted], "{name}");
    }
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
