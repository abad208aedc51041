//! Facts in read text whatever it holds: no panic, each where it says, in one form.

use std::path::Path;

use describe::reading::{DETECTOR, Learned, ReadOptions, Reader};
use model::{FactKind, Point, Size, StatedDate};
use pixels::resize;
use stage::{PageWriting, TextOptions};

#[test]
fn facts_of_changed_lines_stand_where_they_say() {
    let seeds: Vec<Vec<u8>> = [
        "CAM 03 2023-05-17 21:04:33",
        "17.05.2023 21:04 камера 12 ул. Абая",
        "2023年5月17日 北京站 通道 4",
        "Абай даңғылы, 24/7 · 12:60:61 · 31.02.2021",
        "1/1/1 99-99-9999 0:0:0 25:00 ６：３０",
    ]
    .map(|line| line.as_bytes().to_vec())
    .to_vec();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/facts");
    stage::fuzz(&corpus, &seeds, 5000, &mut |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let chars: Vec<char> = text.chars().collect();
        for fact in describe::reading::facts::facts(&text) {
            let (from, to) = fact.span;
            assert!(from < to && to <= chars.len(), "{fact:?} in {text:?}");
            let stands: String = chars[from..to].iter().collect();
            assert_eq!(stands, fact.text, "in {text:?}");
            if fact.kind == FactKind::Date {
                let date = fact.value.parse::<StatedDate>().expect("a date");
                assert_eq!(date.iso().as_ref(), Some(&fact.value));
            }
        }
    });
}

/// Letters that are soft and of little contrast, as on a merged view of a display that is seen from
/// the side, are found nearly as well as sharp ones.
#[test]
fn lines_of_soft_letters_are_found() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    if !models.join(DETECTOR).is_file() {
        println!("skipped: the learned recogniser is not installed");
        return;
    }
    let learned = Learned::load(&models).expect("loads");
    let reader = Reader::with(None, Some(learned));
    let options = TextOptions {
        writing: PageWriting::Russian,
        x_height: 6.0,
        names: Vec::new(),
    };
    let page = stage::text_page(5, &options, 6.0).expect("drawn");
    let sharp = page.rgb.to_luma();
    let size = |width, height| Size { width, height };
    // Filmed from the side: letters are half as wide in the video's pixels.
    let filmed = resize::luma(&sharp, size(640, 720));
    let mut view = resize::luma(&filmed, size(2560, 1440));
    for v in &mut view.data {
        *v = 90 + *v / 4;
    }
    let found = reader.lines(&view, 2.0, &ReadOptions::default());
    let places = page.lines.iter().filter(|line| {
        let b = &line.bounds;
        let centre = Point::new(2.0 * b.x + b.width, 2.0 * b.y + b.height);
        found.iter().any(|quad| quad.contains(centre))
    });
    let (places, all) = (places.count(), page.lines.len());
    assert!(10 * places >= 9 * all, "{places} of {all}");
}
