//! Text is found again, goes with the work that made it, and people's readings outlive it.

use case::{DocumentLine, Output, TextOf};
use model::folding::skeleton;
use model::{
    BoxPx, Correction, FrameTime, ItemId, Quad, ReadChar, ReadFrom, ReadLine, Reading, Size,
    TimeBase, Timestamp,
};

use crate::samples::{folder, item, new_case, work};

pub fn reading(video: ItemId, texts: &[&str]) -> Reading {
    let at = FrameTime {
        time: Timestamp::new(40, TimeBase::new(1, 25).expect("a base")),
        frame: 40,
    };
    let size = Size {
        width: 640,
        height: 360,
    };
    let line = |text: &&str| ReadLine {
        text: (*text).to_owned(),
        confidence: 0.9,
        chars: text
            .chars()
            .map(|ch| ReadChar {
                ch,
                confidence: 0.9,
                votes: 1.0,
                rivals: Vec::new(),
            })
            .collect(),
        rivals: Vec::new(),
        writing: None,
        quad: Quad::of_size(size),
        x_height: 9.0,
        light_on_dark: true,
        limit: None,
    };
    Reading {
        video,
        stream: 0,
        from: ReadFrom::Frame,
        first: at,
        last: at,
        frames: 1,
        best: at,
        quad: Quad::of_size(size),
        view: size,
        lines: texts.iter().map(line).collect(),
        limit: None,
        turned: None,
    }
}

#[test]
fn text_is_found_by_its_skeleton_and_goes_with_its_work() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let (video, document) = (item("v"), item("d"));
    let read = Output::Readings(vec![reading(video, &["Category: ACTIVIST", "人员库 报警"])]);
    case.finish(&work("read", 1, Some(video)), &read)
        .expect("written");
    let line = DocumentLine {
        page: 3,
        bounds: BoxPx {
            x: 1.0,
            y: 2.0,
            width: 3.0,
            height: 4.0,
        },
        text: "activist list".to_owned(),
    };
    case.finish(
        &work("document-text", 1, Some(document)),
        &Output::DocumentText(vec![line]),
    )
    .expect("written");
    let texts = |case: &case::Case, words: &str| -> Vec<String> {
        let found = case.texts_like(&skeleton(words), 100).expect("read");
        found.into_iter().map(|r| r.text).collect()
    };
    assert_eq!(texts(&case, "activist").len(), 2);
    // A letter is wrong, one is Cyrillic: the runs of three still meet.
    assert!(texts(&case, "аctivizt").contains(&"Category: ACTIVIST".to_owned()));
    assert_eq!(texts(&case, "人员"), ["人员库 报警"]);
    assert!(texts(&case, "x\" OR *").is_empty());
    let found = case.texts_like(&skeleton("list"), 100).expect("read");
    assert!(matches!(found[0].of, TextOf::Document { page: 3, .. }));

    let fewer = Output::Readings(vec![reading(video, &["something else"])]);
    case.finish(&work("read", 2, Some(video)), &fewer)
        .expect("written");
    assert_eq!(texts(&case, "activist"), ["activist list"]);
    case.forget_derived().expect("forgotten");
    assert!(texts(&case, "activist").is_empty());
    assert!(case.readings().expect("read").is_empty());
}

#[test]
fn a_correction_stands_beside_the_reading_and_outlives_it() {
    let dir = folder();
    let mut case = new_case(dir.path());
    let video = item("v");
    let read = Output::Readings(vec![reading(video, &["Categ0ry"])]);
    case.finish(&work("read", 1, Some(video)), &read)
        .expect("written");
    let id = case.readings().expect("read")[0].id.clone();
    let correction = |line: usize, by: &str| Correction {
        reading: id[..6].to_owned(),
        line,
        text: "Kategorie".to_owned(),
        by: by.to_owned(),
        at: "2026-11-23T10:00:00Z".to_owned(),
        reason: String::new(),
    };
    assert!(
        case.add_correction(&correction(1, "k7")).is_err(),
        "there is no second line"
    );
    assert!(
        case.add_correction(&correction(0, " ")).is_err(),
        "nobody said it"
    );
    case.add_correction(&correction(0, "k7")).expect("taken");
    let row = case.reading(&id).expect("read");
    assert_eq!(row.reading.lines[0].text, "Categ0ry");
    assert_eq!(row.corrections[0].text, "Kategorie");
    let found = case.texts_like(&skeleton("kategorie"), 10).expect("read");
    assert!(
        found
            .iter()
            .any(|r| matches!(r.of, TextOf::Correction { line: 0, .. }))
    );
    case.forget_derived().expect("forgotten");
    assert_eq!(case.corrections().expect("read").len(), 1);
}
