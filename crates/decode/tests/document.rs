//! PDFs made here and by others: words, pictures and drawings where they lie on the page.

mod common;

use std::path::PathBuf;

use common::{decoder, decoder_with, folder, mean_difference, samples};
use decode::{DecodeError, DocumentEnd, Limits, Page};
use model::{BoxPx, ItemKind, ReferenceKind};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use pixels::Rgb;
use tempfile::TempDir;

const A4: (f32, f32) = (600.0, 800.0);

/// A picture in which every pixel tells where it is.
fn chart(width: u32, height: u32) -> Rgb {
    let data = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            [
                (x * 255 / width) as u8,
                (y * 255 / height) as u8,
                if (x / 8 + y / 8) % 2 == 0 { 200 } else { 30 },
            ]
        })
        .collect();
    Rgb::new(width, height, data)
}

struct Sheet<'a> {
    images: &'a [Rgb],
    alpha: Option<Vec<u8>>,
    content: Content,
    rotate: i32,
    crop: Option<Rect>,
}

impl Default for Sheet<'_> {
    fn default() -> Self {
        Self {
            images: &[],
            alpha: None,
            content: Content::new(),
            rotate: 0,
            crop: None,
        }
    }
}

fn pdf(sheets: Vec<Sheet<'_>>, title: Option<&str>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut next = 10;
    let mut fresh = || {
        next += 1;
        Ref::new(next)
    };
    let (catalog, tree, font, info) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    pdf.catalog(catalog).pages(tree);
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    if let Some(title) = title {
        pdf.document_info(info).title(pdf_writer::TextStr(title));
    }
    let pages: Vec<Ref> = sheets.iter().map(|_| fresh()).collect();
    pdf.pages(tree)
        .kids(pages.iter().copied())
        .count(pages.len() as i32);
    for (sheet, id) in sheets.into_iter().zip(pages) {
        let content = fresh();
        let images: Vec<Ref> = sheet.images.iter().map(|_| fresh()).collect();
        let mask = sheet.alpha.as_ref().map(|_| fresh());
        let mut page = pdf.page(id);
        page.media_box(Rect::new(0.0, 0.0, A4.0, A4.1));
        if let Some(crop) = sheet.crop {
            page.crop_box(crop);
        }
        page.rotate(sheet.rotate).parent(tree).contents(content);
        let mut resources = page.resources();
        resources.fonts().pair(Name(b"F"), font);
        let mut objects = resources.x_objects();
        for (i, image) in images.iter().enumerate() {
            objects.pair(Name(format!("I{i}").as_bytes()), *image);
        }
        objects.finish();
        resources.finish();
        page.finish();
        pdf.stream(content, &sheet.content.finish());
        for (id, picture) in images.iter().zip(sheet.images) {
            let mut image = pdf.image_xobject(*id, &picture.data);
            image
                .width(picture.width as i32)
                .height(picture.height as i32)
                .bits_per_component(8);
            image.color_space().device_rgb();
            if let Some(mask) = mask {
                image.s_mask(mask);
            }
            image.finish();
            if let (Some(mask), Some(alpha)) = (mask, &sheet.alpha) {
                let mut image = pdf.image_xobject(mask, alpha);
                image
                    .width(picture.width as i32)
                    .height(picture.height as i32)
                    .bits_per_component(8);
                image.color_space().device_gray();
            }
        }
    }
    pdf.finish()
}

fn saved(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("brochure.pdf");
    std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
    path
}

fn read(bytes: &[u8]) -> (Vec<Page>, DocumentEnd) {
    let folder = folder();
    let path = saved(&folder, bytes);
    assert_eq!(
        decoder().identify(&path).map(|f| f.kind).ok(),
        Some(ItemKind::Document)
    );
    let mut pages = Vec::new();
    let end = decoder()
        .document(&path, &mut |page| pages.push(page))
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(end.pages as usize, pages.len());
    assert!(pages.iter().zip(1..).all(|(p, n)| p.number == n));
    (pages, end)
}

fn near(found: BoxPx, expected: [f64; 4], slack: f64) {
    let [x, y, width, height] = expected;
    let away = [
        found.x - x,
        found.y - y,
        found.width - width,
        found.height - height,
    ];
    assert!(
        away.iter().all(|v| v.abs() <= slack),
        "{found:?} is not {expected:?}"
    );
}

/// Draws image `i` with its lower left corner here, in the page's own coordinates.
fn draw(content: &mut Content, i: usize, [x, y, w, h]: [f32; 4]) {
    content.save_state();
    content.transform([w, 0.0, 0.0, h, x, y]);
    content.x_object(Name(format!("I{i}").as_bytes()));
    content.restore_state();
}

fn write(content: &mut Content, x: f32, y: f32, size: f32, text: &str) {
    content.begin_text();
    content.set_font(Name(b"F"), size);
    content.next_line(x, y);
    content.show(Str(text.as_bytes()));
    content.end_text();
}

#[test]
fn words_and_a_picture_at_its_own_resolution() {
    let picture = [chart(320, 200)];
    let mut content = Content::new();
    write(&mut content, 100.0, 700.0, 20.0, "Face search  Pro");
    draw(&mut content, 0, [100.0, 400.0, 160.0, 100.0]);
    let sheet = Sheet {
        images: &picture,
        content,
        ..Default::default()
    };
    let (pages, end) = read(&pdf(
        vec![sheet, Sheet::default()],
        Some("Fictional brochure"),
    ));
    assert_eq!(end.title.as_deref(), Some("Fictional brochure"));
    assert!(end.notes.is_empty(), "{:?}", end.notes);
    assert_eq!(pages.len(), 2);
    let page = &pages[0];
    assert_eq!(page.size_points, (600.0, 800.0));
    let texts: Vec<&str> = page.words.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(texts, ["Face", "search", "Pro"]);
    let word = page.words[0].bounds;
    assert!(
        (word.x - 100.0).abs() < 1.0 && word.width > 35.0 && word.width < 50.0,
        "{word:?}"
    );
    assert!(
        word.y < 90.0 && word.bottom() > 100.0 && word.height < 25.0,
        "{word:?}"
    );
    assert_eq!(page.figures.len(), 1);
    let figure = &page.figures[0];
    assert_eq!(figure.kind, ReferenceKind::Figure);
    near(figure.bounds, [100.0, 300.0, 160.0, 100.0], 0.01);
    assert_eq!(figure.picture, picture[0]);
    assert!(pages[1].figures.is_empty() && pages[1].words.is_empty());
}

#[test]
fn a_turned_page_with_a_crop_box_is_given_as_displayed() {
    let picture = [chart(300, 200)];
    for (rotate, size, bounds) in [
        (0, (500.0, 700.0), [100.0, 150.0, 150.0, 100.0]),
        (90, (700.0, 500.0), [450.0, 100.0, 100.0, 150.0]),
        (180, (500.0, 700.0), [250.0, 450.0, 150.0, 100.0]),
        (270, (700.0, 500.0), [150.0, 250.0, 100.0, 150.0]),
    ] {
        let mut content = Content::new();
        // In the crop box: 100 from its left, 450 from its bottom, so 150 from its top.
        draw(&mut content, 0, [150.0, 500.0, 150.0, 100.0]);
        write(&mut content, 150.0, 610.0, 12.0, "label");
        write(&mut content, 5.0, 5.0, 12.0, "outside");
        let sheet = Sheet {
            images: &picture,
            content,
            rotate,
            crop: Some(Rect::new(50.0, 50.0, 550.0, 750.0)),
            ..Default::default()
        };
        let (pages, _) = read(&pdf(vec![sheet], None));
        let page = &pages[0];
        assert_eq!(page.size_points, size, "{rotate}");
        assert_eq!(page.figures.len(), 1);
        near(page.figures[0].bounds, bounds, 0.01);
        let got = &page.figures[0].picture;
        // The stored top-left pixel moves with the turn.
        let (w, h) = (got.width - 1, got.height - 1);
        let corner = match rotate {
            0 => got.get(0, 0),
            90 => got.get(w, 0),
            180 => got.get(w, h),
            _ => got.get(0, h),
        };
        assert_eq!(corner, picture[0].get(0, 0), "{rotate}");
        let texts: Vec<&str> = page.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(texts, ["label"]);
        let word = page.words[0].bounds;
        assert_eq!(word.width > word.height, rotate % 180 == 0, "{word:?}");
    }
}

#[test]
fn slices_become_one_picture_and_neighbours_stay_two() {
    let whole = chart(400, 240);
    let strips: Vec<Rgb> = whole
        .data
        .chunks(3 * 400 * 24)
        .map(|d| Rgb::new(400, 24, d.to_vec()))
        .collect();
    let mut content = Content::new();
    for i in 0..strips.len() {
        draw(
            &mut content,
            i,
            [100.0, 588.0 - 12.0 * i as f32, 200.0, 12.0],
        );
    }
    let sheet = Sheet {
        images: &strips,
        content,
        ..Default::default()
    };
    let (pages, _) = read(&pdf(vec![sheet], None));
    assert_eq!(pages[0].figures.len(), 1);
    let figure = &pages[0].figures[0];
    near(figure.bounds, [100.0, 200.0, 200.0, 120.0], 0.01);
    assert_eq!(figure.picture.size(), whole.size());
    assert!(mean_difference(&figure.picture.data, &whole.data) < 3.0);

    let two = [chart(400, 300), chart(400, 320)];
    let mut content = Content::new();
    draw(&mut content, 0, [100.0, 450.0, 200.0, 150.0]);
    draw(&mut content, 1, [100.0, 290.0, 200.0, 160.0]);
    let sheet = Sheet {
        images: &two,
        content,
        ..Default::default()
    };
    let (pages, _) = read(&pdf(vec![sheet], None));
    assert_eq!(pages[0].figures.len(), 2);
}

#[test]
fn transparent_turned_mirrored_and_clipped_pictures_look_as_printed() {
    let picture = [chart(200, 100)];
    // The left half is transparent: white on paper.
    let alpha: Vec<u8> = (0..100)
        .flat_map(|_| (0..200).map(|x| if x < 100 { 0 } else { 255 }))
        .collect();
    let mut content = Content::new();
    draw(&mut content, 0, [50.0, 600.0, 200.0, 100.0]);
    let sheet = Sheet {
        images: &picture,
        alpha: Some(alpha),
        content,
        ..Default::default()
    };
    let (pages, _) = read(&pdf(vec![sheet], None));
    let got = &pages[0].figures[0].picture;
    assert_eq!(got.get(10, 50), [255; 3]);
    assert_eq!(got.get(150, 50), picture[0].get(150, 50));

    let mut content = Content::new();
    content.save_state();
    content.transform([-200.0, 0.0, 0.0, 100.0, 400.0, 600.0]);
    content.x_object(Name(b"I0"));
    content.restore_state();
    // Only the right quarter of another is let through.
    content.save_state();
    content.rect(350.0, 300.0, 50.0, 100.0);
    content.clip_nonzero();
    content.end_path();
    draw(&mut content, 0, [200.0, 300.0, 200.0, 100.0]);
    content.restore_state();
    // And one is askew.
    content.save_state();
    content.transform([190.0, 30.0, -15.0, 95.0, 100.0, 100.0]);
    content.x_object(Name(b"I0"));
    content.restore_state();
    let sheet = Sheet {
        images: &picture,
        content,
        ..Default::default()
    };
    let (pages, _) = read(&pdf(vec![sheet], None));
    let figures = &pages[0].figures;
    assert_eq!(figures.len(), 3);
    let at = |y: f64| {
        figures
            .iter()
            .find(|f| (f.bounds.y - y).abs() < 1.0)
            .expect("a figure")
    };
    assert_eq!(at(100.0).picture.get(0, 0), picture[0].get(199, 0));
    let clipped = at(400.0);
    near(clipped.bounds, [350.0, 400.0, 50.0, 100.0], 0.01);
    assert_eq!(
        clipped.picture.size(),
        model::Size {
            width: 50,
            height: 100
        }
    );
    assert_eq!(clipped.picture.get(0, 0), picture[0].get(150, 0));
    let askew = at(575.0);
    near(askew.bounds, [85.0, 575.0, 205.0, 125.0], 0.5);
    assert!(askew.picture.width >= 200, "{:?}", askew.picture.size());
}

#[test]
fn drawings_are_rendered_and_small_or_plain_pictures_left_out() {
    let images = [chart(40, 40), Rgb::filled(100, 100, [10, 90, 200])];
    let mut content = Content::new();
    draw(&mut content, 0, [500.0, 700.0, 40.0, 40.0]);
    draw(&mut content, 1, [450.0, 600.0, 100.0, 60.0]);
    content.set_fill_rgb(0.2, 0.4, 0.8);
    for i in 0..24u8 {
        let (c, r) = (f32::from(i % 6), f32::from(i / 6));
        content.rect(100.0 + 40.0 * c, 300.0 + 30.0 * r, 34.0, 24.0);
        content.fill_nonzero();
    }
    let sheet = Sheet {
        images: &images,
        content,
        ..Default::default()
    };
    let (pages, _) = read(&pdf(vec![sheet], None));
    let figures = &pages[0].figures;
    assert_eq!(figures.len(), 1, "{figures:?}");
    assert_eq!(figures[0].kind, ReferenceKind::Rendered);
    near(figures[0].bounds, [100.0, 386.0, 234.0, 114.0], 1.0);
    let picture = &figures[0].picture;
    let scale = f64::from(picture.width) / figures[0].bounds.width;
    assert!((2.0..2.8).contains(&scale), "{scale}");
    let centre = picture.get((17.0 * scale) as u32, (12.0 * scale) as u32);
    assert!(centre[2] > 180 && centre[0] < 80, "{centre:?}");
}

#[test]
fn a_scan_that_fills_the_page_is_a_figure() {
    let scan = [chart(600, 800)];
    let mut content = Content::new();
    draw(&mut content, 0, [0.0, 0.0, A4.0, A4.1]);
    let sheet = Sheet {
        images: &scan,
        content,
        ..Default::default()
    };
    let (pages, _) = read(&pdf(vec![sheet], None));
    assert_eq!(pages[0].figures.len(), 1);
    assert_eq!(pages[0].figures[0].picture, scan[0]);
}

#[test]
fn limits_hold_with_a_note() {
    let picture = [chart(640, 480)];
    let folder = folder();
    let sheets = (0..4)
        .map(|_| {
            let mut content = Content::new();
            draw(&mut content, 0, [100.0, 100.0, 320.0, 240.0]);
            Sheet {
                images: &picture,
                content,
                ..Default::default()
            }
        })
        .collect();
    let path = saved(&folder, &pdf(sheets, None));
    let small = decoder_with(Limits {
        pages: 2,
        figure_pixels: 100_000,
        ..Limits::default()
    });
    let mut pages = Vec::new();
    let end = small
        .document(&path, &mut |p| pages.push(p))
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((end.pages, pages.len()), (2, 2));
    assert!(
        end.notes.iter().any(|n| n.contains("4 pages")),
        "{:?}",
        end.notes
    );
    let size = pages[0].figures[0].picture.size();
    assert!(
        size.width * size.height <= 100_000 && size.width > 300,
        "{size:?}"
    );
    assert!(
        pages[0].notes.iter().any(|n| n.contains("scaled down")),
        "{:?}",
        pages[0].notes
    );
}

/// A document with an encryption dictionary for which no password is known.
const LOCKED: &str = "%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
4 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -44/O<0102030405060708091011121314151617181920212223242526272829303132>/U<aa02030405060708091011121314151617181920212223242526272829303132>>>endobj
xref
0 5
";

#[test]
fn a_locked_document_says_what_to_do() {
    let mut bytes = LOCKED.to_owned();
    bytes.push_str("0000000000 65535 f \n");
    for i in 1..5 {
        let at = LOCKED.find(&format!("\n{i} 0 obj")).map_or(0, |p| p + 1);
        bytes.push_str(&format!("{at:010} 00000 n \n"));
    }
    let xref = LOCKED.find("xref").unwrap_or(0);
    bytes.push_str(&format!(
        "trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>\nstartxref\n{xref}\n%%EOF\n"
    ));
    let folder = folder();
    let path = saved(&folder, bytes.as_bytes());
    let error = decoder()
        .document(&path, &mut |_| {})
        .expect_err("it is locked");
    assert!(matches!(error, DecodeError::Encrypted { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains("brochure.pdf") && message.contains("password"),
        "{message}"
    );
}

#[test]
fn a_cut_document_is_read_as_far_as_it_goes() {
    let picture = [chart(120, 90)];
    let sheets = (0..6)
        .map(|i| {
            let mut content = Content::new();
            write(&mut content, 100.0, 700.0, 20.0, &format!("Sheet{i}"));
            draw(&mut content, 0, [100.0, 400.0, 160.0, 120.0]);
            Sheet {
                images: &picture,
                content,
                ..Default::default()
            }
        })
        .collect();
    let bytes = pdf(sheets, None);
    let (pages, end) = read(&bytes[..bytes.len() * 7 / 10]);
    assert!(
        end.notes.iter().any(|n| n.contains("cut off")),
        "{:?}",
        end.notes
    );
    assert!(!pages.is_empty());
    assert_eq!(
        pages[0].words.first().map(|w| w.text.as_str()),
        Some("Sheet0")
    );
    assert_eq!(pages[0].figures[0].picture, picture[0]);

    let folder = folder();
    let path = saved(&folder, &bytes[..60]);
    let error = decoder()
        .document(&path, &mut |_| {})
        .expect_err("nothing left");
    assert!(matches!(error, DecodeError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains("brochure.pdf"), "{error}");
}

#[test]
fn documents_of_many_makers_are_read() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("documents");
    let open = |name: &str| {
        let mut pages = Vec::new();
        let end = decoder()
            .document(&folder.join(name), &mut |p| pages.push(p))
            .unwrap_or_else(|e| panic!("{e}"));
        assert!(end.pages > 0, "{name}");
        pages
    };
    let latex = open("pdflatex-image.pdf");
    near(
        latex[0].figures[0].bounds,
        [147.638, 229.314, 300.0, 200.0],
        0.1,
    );
    assert!(latex[0].words.iter().any(|w| w.text == "consetetur"));
    let cmyk = open("cmyk-image.pdf");
    let picture = &cmyk[0].figures[0].picture;
    assert_eq!((picture.width, picture.height), (756, 1008));
    // The sky is blue: colours were neither inverted nor taken for something else.
    let [r, _, b] = picture.get(100, 20);
    assert!(b > r, "{r} {b}");
    let office = open("google-doc-document.pdf");
    assert!(office[0].words.iter().any(|w| w.text == "Beautiful"));
    assert_eq!(office[0].figures.len(), 1);
    let turned = open("habibi-rotated.pdf");
    assert!(
        turned
            .iter()
            .all(|p| p.words.iter().any(|w| w.text.starts_with("habibi")))
    );
    assert!(open("multicolumn.pdf").iter().all(|p| p.words.len() > 40));
    assert!(!open("with-attachment.pdf")[0].words.is_empty());
    assert!(!open("unreadablemetadata.pdf")[0].figures.is_empty());
}
