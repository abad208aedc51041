//! PDFs with pages that no press would print: huge and tiny pictures, text that is not read.

mod common;

use common::{decoder, folder};
use decode::{DecodeError, Page};

fn read(bytes: &[u8]) -> Vec<Page> {
    let folder = folder();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
    let mut pages = Vec::new();
    decoder()
        .document(&path, &mut |page| pages.push(page))
        .unwrap_or_else(|e| panic!("{e}"));
    pages
}

/// A page that is one grey picture of such a size, packed; one byte in a thousand.
fn one_picture(width: usize, height: usize) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for y in 0..height {
        let row: Vec<u8> = (0..width)
            .map(|x| ((x / 50 + y / 50) % 2 * 200) as u8)
            .collect();
        packed.write_all(&row).unwrap_or_else(|e| panic!("{e}"));
    }
    let packed = packed.finish().unwrap_or_else(|e| panic!("{e}"));
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length 28>>stream\nq 600 0 0 800 0 0 cm /I Do Q\nendstream endobj\n\
         5 0 obj<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length {}>>stream\n",
        packed.len()
    );
    let tail = b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n";
    [head.as_bytes(), &packed, tail].concat()
}

#[test]
fn a_page_of_20_000_pixels_is_scaled_down_and_one_of_a_pixel_is_no_figure() {
    let pages = read(&one_picture(20_000, 4_000));
    let size = pages[0].figures[0].picture.size();
    assert!(
        size.width * size.height <= 40_000_000 && size.width > 4_000,
        "{size:?}"
    );
    let noted = pages[0].notes.iter().any(|n| n.contains("scaled down"));
    assert!(noted, "{:?}", pages[0].notes);
    let pages = read(&one_picture(1, 1));
    assert!(pages[0].figures.is_empty());
    // What the picture states is far more than a child may hold.
    let huge = one_picture(20_000, 100);
    let stated = b"/Height 100/";
    let at = huge
        .windows(stated.len())
        .position(|w| w == stated)
        .unwrap_or_else(|| panic!("a height"));
    let rest = &huge[at + stated.len()..];
    let huge = [&huge[..at], b"/Height 2000000000/", rest].concat();
    let folder = folder();
    let path = folder.path().join("huge.pdf");
    std::fs::write(&path, huge).unwrap_or_else(|e| panic!("{e}"));
    let mut pages = Vec::new();
    match decoder().document(&path, &mut |page| pages.push(page)) {
        Ok(_) => {
            assert_eq!(pages.len(), 1);
            for figure in &pages[0].figures {
                let size = figure.picture.size();
                let pixels = u64::from(size.width) * u64::from(size.height);
                assert!(pixels <= 40_000_000, "{size:?}");
            }
        }
        Err(e) => assert!(
            !matches!(e, DecodeError::Hung { .. } | DecodeError::Crashed { .. }),
            "{e}"
        ),
    }
}

#[test]
fn right_to_left_text_of_a_pdf_is_named() {
    let path = common::samples().map(|s| s.join("documents/habibi-rotated.pdf"));
    let Some(path) = path.filter(|p| p.exists()) else {
        return;
    };
    let end = decoder()
        .document(&path, &mut |_| {})
        .unwrap_or_else(|e| panic!("{e}"));
    let named = end.notes.iter().any(|n| n.contains("right-to-left"));
    assert!(named, "{:?}", end.notes);
}
