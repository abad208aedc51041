//! PDFs with pages that no press would print: huge and tiny pictures, too many pages, a gigabyte,
//! fonts without characters, text that runs downwards or to the left, and rare forms of pictures.

mod common;

use common::{decoder, folder};
use decode::{DecodeError, DocumentEnd, Page};

fn read(bytes: &[u8]) -> Vec<Page> {
    let folder = folder();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, bytes).unwrap_or_else(|e| panic!("{e}"));
    read_file(&path).0
}

fn read_file(path: &std::path::Path) -> (Vec<Page>, DocumentEnd) {
    let mut pages = Vec::new();
    let end = decoder()
        .document(path, &mut |page| pages.push(page))
        .unwrap_or_else(|e| panic!("{e}"));
    (pages, end)
}

/// A file of objects, numbered from 1, each a dictionary and what a stream holds; the first is the
/// catalogue, the second the pages.
fn pdf(objects: &[(String, Option<Vec<u8>>)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (n, (dictionary, stream)) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n<<{dictionary}", n + 1).bytes());
        match stream {
            Some(bytes) => {
                out.extend(format!("/Length {}>>\nstream\n", bytes.len()).bytes());
                out.extend(bytes);
                out.extend(b"\nendstream\nendobj\n");
            }
            None => out.extend(b">>\nendobj\n"),
        }
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

/// A file with one page of 600 × 800 points that shows `content` with `resources`; further objects
/// are numbered from 5.
fn page(resources: &str, content: &str, more: Vec<(String, Option<Vec<u8>>)>) -> Vec<u8> {
    let mut objects = vec![
        ("/Type/Catalog/Pages 2 0 R".to_owned(), None),
        ("/Type/Pages/Kids[3 0 R]/Count 1".to_owned(), None),
        (
            format!(
                "/Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<{resources}>>"
            ),
            None,
        ),
        (String::new(), Some(content.as_bytes().to_vec())),
    ];
    objects.extend(more);
    pdf(&objects)
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

#[test]
fn ten_thousand_pages_are_read_up_to_the_limit_and_that_is_said() {
    let count = 10_000;
    let kids: Vec<String> = (0..count).map(|n| format!("{} 0 R", n + 3)).collect();
    let mut objects = vec![
        ("/Type/Catalog/Pages 2 0 R".to_owned(), None),
        (
            format!("/Type/Pages/Count {count}/Kids[{}]", kids.join(" ")),
            None,
        ),
    ];
    let page = "/Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]";
    objects.extend((0..count).map(|_| (page.to_owned(), None)));
    let folder = folder();
    let path = folder.path().join("many.pdf");
    std::fs::write(&path, pdf(&objects)).unwrap_or_else(|e| panic!("{e}"));
    let (pages, end) = read_file(&path);
    assert_eq!((pages.len(), end.pages), (5_000, 5_000));
    let said = end.notes.iter().any(|n| n.contains("10000 pages"));
    assert!(said, "{:?}", end.notes);
}

#[test]
fn a_gigabyte_is_read_without_being_held() {
    use std::io::{Seek, SeekFrom, Write};
    let begin = page("", "0 0 0 rg 10 10 50 50 re f", Vec::new());
    let folder = folder();
    let path = folder.path().join("large.pdf");
    let mut file = std::fs::File::create(&path).unwrap_or_else(|e| panic!("{e}"));
    // An attachment that nothing refers to, with nothing in it: the file takes no room on the disk.
    let cut = begin
        .windows(4)
        .position(|w| w == b"xref")
        .unwrap_or_else(|| panic!("a table"));
    let (body, tail) = begin.split_at(cut);
    let length = 1u64 << 30;
    let head = format!("5 0 obj\n<</Length {length}>>\nstream\n");
    let mut put = |bytes: &[u8]| file.write_all(bytes).unwrap_or_else(|e| panic!("{e}"));
    put(body);
    put(head.as_bytes());
    let at = (body.len() + head.len()) as u64 + length;
    file.seek(SeekFrom::Start(at))
        .unwrap_or_else(|e| panic!("{e}"));
    let table = at + "\nendstream\nendobj\n".len() as u64;
    let tail = String::from_utf8_lossy(tail)
        .replace(&format!("startxref\n{cut}"), &format!("startxref\n{table}"));
    let tail = format!("\nendstream\nendobj\n{tail}");
    file.write_all(tail.as_bytes())
        .unwrap_or_else(|e| panic!("{e}"));
    drop(file);
    let (pages, _) = read_file(&path);
    assert_eq!(pages.len(), 1);
}

#[test]
fn a_font_without_characters_is_named_so_that_its_page_is_read_from_its_picture() {
    // Shapes without any name that tells a letter.
    let shape = b"600 0 0 0 600 700 d1 0 0 500 700 re f".to_vec();
    let font = "/Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[0.001 0 0 0.001 0 0]\
        /CharProcs<</x1 6 0 R>>/Encoding<</Type/Encoding/Differences[65/x1]>>\
        /FirstChar 65/LastChar 65/Widths[600]/Resources<<>>";
    let more = vec![(font.to_owned(), None), (String::new(), Some(shape))];
    let bytes = page(
        "/Font<</F 5 0 R>>",
        "BT /F 20 Tf 50 700 Td (AAAAAAAAAAAA) Tj ET",
        more,
    );
    let pages = read(&bytes);
    assert!(pages[0].words.is_empty(), "{:?}", pages[0].words);
    let note = "12 printed characters have no text in the file";
    let named = pages[0].notes.iter().any(|n| n.contains(note));
    assert!(named, "{:?}", pages[0].notes);
}

#[test]
fn text_that_runs_downwards_is_read_in_its_order() {
    // No shapes are needed for words; the map tells the characters.
    let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
        1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
        4 beginbfchar <0001> <4EBA> <0002> <8138> <0003> <8BC6> <0004> <522B> endbfchar\n\
        endcmap end end";
    let more = vec![
        (
            "/Type/Font/Subtype/Type0/BaseFont/Made/Encoding/Identity-V/DescendantFonts[6 0 R]/ToUnicode 8 0 R".to_owned(),
            None,
        ),
        (
            "/Type/Font/Subtype/CIDFontType2/BaseFont/Made/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R/DW 1000/CIDToGIDMap/Identity".to_owned(),
            None,
        ),
        (
            "/Type/FontDescriptor/FontName/Made/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80/FontFile2 9 0 R".to_owned(),
            None,
        ),
        (String::new(), Some(map.as_bytes().to_vec())),
        (String::new(), Some(dejavu::sans::regular().to_vec())),
    ];
    let bytes = page(
        "/Font<</F 5 0 R>>",
        "BT /F 20 Tf 300 700 Td <0001000200030004> Tj ET",
        more,
    );
    let pages = read(&bytes);
    let words: Vec<&str> = pages[0].words.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(words, ["人脸识别"]);
    let bounds = pages[0].words[0].bounds;
    assert!(bounds.height > 3.0 * bounds.width, "{bounds:?}");
}

/// Bars of 32 pixels, white and black, 64 × 64, as a fax codes them (T.6), in JBIG2.
fn bars() -> Vec<u8> {
    // Horizontal: white 32, black 32; then 63 rows as the one before; then the end.
    let mut bits = String::from("001") + "00011011" + "000001101010";
    bits.push_str(&"11".repeat(63));
    bits.push_str("000000000001000000000001");
    let mut coded = Vec::new();
    for byte in bits.as_bytes().chunks(8) {
        let bit = |v: u8, (n, b): (usize, &u8)| v | ((b - b'0') << (7 - n));
        coded.push(byte.iter().enumerate().fold(0u8, bit));
    }
    let number = |v: u32| v.to_be_bytes();
    let segment = |id: u32, kind: u8, data: &[u8]| {
        let head = [&number(id)[..], &[kind, 0, 1], &number(data.len() as u32)].concat();
        [head, data.to_vec()].concat()
    };
    let size = [number(64), number(64)].concat();
    let sheet = [&size[..], &number(0), &number(0), &[0, 0, 0]].concat();
    let region = [&size[..], &number(0), &number(0), &[0, 1], &coded].concat();
    [segment(0, 48, &sheet), segment(1, 38, &region)].concat()
}

/// A page with one picture of such a form.
fn pictured(dictionary: &str, data: Vec<u8>) -> Vec<u8> {
    let picture = format!("/Type/XObject/Subtype/Image{dictionary}");
    page(
        "/XObject<</I 5 0 R>>",
        "q 300 0 0 300 100 400 cm /I Do Q",
        vec![(picture, Some(data))],
    )
}

#[test]
fn pictures_in_jbig2_and_jpeg_2000_are_read() {
    let how = "/Width 64/Height 64/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode";
    let pages = read(&pictured(how, bars()));
    let picture = &pages[0].figures[0].picture;
    assert_eq!((picture.width, picture.height), (64, 64));
    assert_eq!(
        (picture.get(10, 30), picture.get(50, 30)),
        ([255; 3], [0; 3])
    );
    // Cut off, it costs itself only.
    let cut = bars()[..40].to_vec();
    assert_eq!(read(&pictured(how, cut)).len(), 1);

    let folder = folder();
    let path = folder.path().join("a.jp2");
    let source =
        "-f lavfi -i color=c=0x2060c0:size=160x120 -frames:v 1 -pix_fmt rgb24 -c:v jpeg2000";
    common::ffmpeg(source, &path);
    let data = std::fs::read(&path).unwrap_or_else(|e| panic!("{e}"));
    let plain = "/Width 160/Height 120/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/JPXDecode";
    let pages = read(&pictured(plain, data.clone()));
    // One colour is no figure; but the page shows it.
    assert!(pages[0].figures.is_empty());
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, pictured(plain, data)).unwrap_or_else(|e| panic!("{e}"));
    let shown = decoder()
        .page_picture(&path, 1, 1.0)
        .unwrap_or_else(|e| panic!("{e}"));
    let [r, g, b] = shown.rgb.get(250, 250);
    let near = |v: u8, of: u8| v.abs_diff(of) < 12;
    assert!(
        near(r, 0x20) && near(g, 0x60) && near(b, 0xc0),
        "{r} {g} {b}"
    );
}
