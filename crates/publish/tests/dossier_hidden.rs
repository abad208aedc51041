//! What a dossier does not show is in none of its files: every file is read, every pixel looked at.

#[path = "common/case.rs"]
mod case;
mod common;
#[path = "common/investigation.rs"]
mod investigation;

use std::fs;
use std::path::{Path, PathBuf};

use model::{Point, Quad, VerdictValue};
use publish::Dossier;
use publish::dossier::Picture;

/// Grey of what is around a screen, black of what a person covered.
const AROUND: [u8; 3] = [0x6b, 0x70, 0x76];
const MASK: [u8; 3] = [0; 3];

fn files(dossier: &Dossier) -> (tempfile::TempDir, Vec<PathBuf>) {
    let dir = tempfile::tempdir().expect("a folder");
    let written = publish::render(dossier, &dir.path().join("d")).expect("written");
    assert!(written.unusable.is_empty(), "{:?}", written.unusable);
    let files = written.files;
    (dir, files)
}

fn rgb(path: &Path) -> image::RgbImage {
    image::open(path).expect("a picture").into_rgb8()
}

/// Names of a PNG's chunks, to its end.
fn chunks(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 8;
    while at + 8 <= bytes.len() {
        let length = u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        names.push(String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned());
        at += 12 + length as usize;
    }
    assert_eq!(at, bytes.len(), "nothing behind the last chunk");
    names
}

/// A picture as a camera or an office program writes it: with words, and bytes behind its end.
fn chatty(picture: &Picture) -> Picture {
    let Picture::Bytes(png) = picture else {
        panic!("in memory")
    };
    let mut out = png[..33].to_vec();
    let text = b"Author\0secret-serial-4711";
    out.extend((text.len() as u32).to_be_bytes());
    let mut chunk = b"tEXt".to_vec();
    chunk.extend(text);
    let mut crc = 0xFFFF_FFFFu32;
    for byte in &chunk {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    out.extend(&chunk);
    out.extend((!crc).to_be_bytes());
    out.extend(&png[33..]);
    out.extend(b"secret-serial-4711 behind the end");
    Picture::Bytes(out)
}

#[test]
fn pictures_hold_pixels_and_nothing_else() {
    let mut dossier = common::small();
    for product in &mut dossier.products {
        for reference in &mut product.references {
            reference.picture = chatty(&reference.picture);
        }
        for s in &mut product.sightings {
            s.frame_picture = chatty(&s.frame_picture);
            s.rectified_picture = chatty(&s.rectified_picture);
            s.reference_picture = chatty(&s.reference_picture);
        }
    }
    let (_dir, files) = files(&dossier);
    assert!(files.len() > 6);
    for file in files {
        let bytes = fs::read(&file).expect("readable");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("secret-serial"), "{}", file.display());
        if file.extension().is_some_and(|e| e == "png") {
            let names = chunks(&bytes);
            let plain = ["IHDR", "IDAT", "IEND"];
            assert!(
                names.iter().all(|n| plain.contains(&n.as_str())),
                "{names:?}"
            );
        } else {
            assert!(file.ends_with("index.html"), "{}", file.display());
        }
    }
}

/// A frame whose every pixel outside of the screen is red: no picture of the dossier may be red.
#[test]
fn nothing_around_a_screen_is_in_any_file_until_a_person_lets_it() {
    let red = |s: &mut publish::dossier::SightingEntry| {
        let size = s.frame_size;
        let mut frame = pixels::image::Rgb::filled(size.width, size.height, [255, 0, 0]);
        for y in 0..size.height {
            for x in 0..size.width {
                if common::QUAD.contains(Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5)) {
                    frame.put(x, y, [10, 200, 10]);
                }
            }
        }
        s.frame_picture = common::png(&frame);
    };
    let mut dossier = common::small();
    for s in dossier.products.iter_mut().flat_map(|p| &mut p.sightings) {
        s.whole = None;
        red(s);
    }
    let is_red = |p: &image::Rgb<u8>| p.0 == [255, 0, 0];
    let (_dir, shown) = files(&dossier);
    let pictures = |files: &[PathBuf]| -> Vec<image::RgbImage> {
        let png = files
            .iter()
            .filter(|f| f.extension().is_some_and(|e| e == "png"));
        png.map(|f| rgb(f)).collect()
    };
    let all = pictures(&shown);
    assert!(all.iter().all(|p| !p.pixels().any(is_red)));
    assert!(all.iter().any(|p| p.pixels().any(|p| p.0 == AROUND)));

    dossier.products[0].sightings[0].whole = Some("ana".to_owned());
    let (_dir, shown) = files(&dossier);
    assert_eq!(
        pictures(&shown)
            .iter()
            .filter(|p| p.pixels().any(is_red))
            .count(),
        1
    );
}

#[test]
fn a_covered_place_is_covered_on_the_frame_and_on_the_rectified_screen() {
    let mut dossier = common::small();
    dossier.products.truncate(1);
    dossier.not_found.clear();
    dossier.products[0].references.clear();
    let s = &mut dossier.products[0].sightings[0];
    // The whole screen: whatever picture of it there is, it is black.
    let blank = pixels::image::Rgb::filled(320, 200, [250, 250, 250]);
    s.masks = vec![common::QUAD];
    s.frame_picture = common::png(&common::frame(s.frame_size, &common::QUAD, 10));
    s.rectified_picture = common::png(&blank);
    s.reference_picture = common::png(&pixels::image::Rgb::filled(8, 8, MASK));
    dossier.products[0].sightings.truncate(1);
    let (_dir, shown) = files(&dossier);
    let png: Vec<_> = shown
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "png"))
        .collect();
    assert_eq!(png.len(), 3);
    for file in png {
        let only = rgb(file);
        assert!(
            only.pixels().all(|p| p.0 == MASK || p.0 == AROUND),
            "{}",
            file.display()
        );
    }
    // A part: its middle is black on the frame, and at the same place on the rectified screen.
    let q = common::QUAD.0;
    let mid = |a: Point, b: Point| Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
    let right = Quad([mid(q[0], q[1]), q[1], q[2], mid(q[3], q[2])]);
    dossier.products[0].sightings[0].masks = vec![right];
    let (_dir, shown) = files(&dossier);
    let rectified = shown
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "png"))
        .map(|f| rgb(f))
        .find(|p| p.dimensions() == (320, 200))
        .expect("the rectified screen");
    assert_eq!(rectified.get_pixel(290, 100).0, MASK);
    assert_eq!(rectified.get_pixel(20, 100).0, [250, 250, 250]);
}

#[test]
fn a_reference_that_no_screen_shows_is_no_file() {
    let mut dossier = common::small();
    dossier.not_found[0].references[0].shown = false;
    let lone = pixels::image::Rgb::filled(40, 30, [1, 2, 3]);
    dossier.not_found[0].references[0].picture = common::png(&lone);
    let (_dir, shown) = files(&dossier);
    for file in shown
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "png"))
    {
        assert_ne!(rgb(file).get_pixel(0, 0).0, [1, 2, 3]);
    }
    let page = fs::read_to_string(&shown[0]).expect("readable");
    assert!(page.contains("nobody has looked at it"));
}

#[test]
fn a_stranger_is_told_what_is_published_and_what_is_not() {
    let page = |dossier: &Dossier| {
        let (_dir, files) = files(dossier);
        fs::read_to_string(&files[0]).expect("readable")
    };
    let html = page(&case::full());
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(at("In short") < at("id=\"findings\""));
    assert!(at("id=\"findings\"") < at("id=\"unpublished\""));
    for section in [
        "systems", "entities", "matrix", "dates", "ladders", "sources", "glossary",
    ] {
        at(&format!("id=\"{section}\""));
        at(&format!("href=\"#{section}\""));
    }
    assert!(html.contains("gave no answer in that time"));
    assert!(html.contains("documents contradict each other"));
    let mut archived = case::full();
    let origin = &mut archived.items[0].origins[0];
    origin.notes =
        vec!["kept at https://web.archive.org/web/2024/https://video.example/ too".to_owned()];
    origin.collected_at = Some("2024-11-04T10:00:00Z".to_owned());
    let html = page(&archived);
    assert!(html.contains("https://web.archive.org/web/2024/https://video.example/</bdi>"));
    assert!(html.contains("<dt>Accessed</dt><dd><bdi>2024-11-04T10:00:00Z"));
}

#[test]
fn no_picture_of_a_rejected_sighting_goes_out() {
    let mut dossier = common::small();
    let references = dossier.not_found.iter_mut().flat_map(|n| &mut n.references);
    references.for_each(|r| r.shown = false);
    for product in &mut dossier.products {
        product.references.iter_mut().for_each(|r| r.shown = false);
        for s in &mut product.sightings {
            s.verdicts = vec![common::verdict(VerdictValue::No, "ana", "another product")];
        }
    }
    let (_dir, files) = files(&dossier);
    let page = fs::read_to_string(&files[0]).expect("readable");
    assert!(page.contains("people judged that this is not the product"));
    assert_eq!(files.len(), 1, "{files:?}");
}
