//! Tables of word processors with merged cells, and characters that our typeface lacks.

mod common;

use common::{decoder, folder};
use stage::office;

fn docx(body: &str) -> Vec<u8> {
    let main = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    office::zip(&[("word/document.xml".to_owned(), main.into_bytes())])
}

fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
}

#[test]
fn merged_cells_of_a_word_processor_are_said_in_every_row() {
    let (begins, goes_on) = ("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
    let rows = [
        [
            cell(begins, "Face search"),
            cell("", "Basic"),
            cell("", "no"),
        ]
        .concat(),
        [cell(goes_on, ""), cell("", "Pro"), cell("", "yes")].concat(),
        [cell("<w:gridSpan w:val=\"2\"/>", "Plates"), cell("", "yes")].concat(),
    ];
    let rows: String = rows.iter().map(|r| format!("<w:tr>{r}</w:tr>")).collect();
    let folder = folder();
    let path = folder.path().join("a.docx");
    std::fs::write(&path, docx(&format!("<w:tbl>{rows}</w:tbl>"))).unwrap();
    let mut words = Vec::new();
    decoder()
        .document(&path, &mut |page| words.extend(page.words))
        .unwrap();
    let mut lines: Vec<(i64, Vec<&str>)> = Vec::new();
    for word in &words {
        let y = word.bounds.y.round() as i64;
        match lines.last_mut() {
            Some((at, line)) if *at == y => line.push(&word.text),
            _ => lines.push((y, vec![&word.text])),
        }
    }
    let lines: Vec<String> = lines.iter().map(|(_, l)| l.join(" ")).collect();
    assert_eq!(
        lines,
        ["Face search Basic no", "Face search Pro yes", "Plates yes"]
    );
}

#[test]
fn chinese_is_drawn_with_a_typeface_of_the_system_or_said_to_be_boxes() {
    let folder = folder();
    let path = folder.path().join("a.docx");
    let body = "<w:p><w:r><w:t>人脸识别</w:t></w:r></w:p>";
    std::fs::write(&path, docx(body)).unwrap();
    let mut words = Vec::new();
    decoder()
        .document(&path, &mut |page| words.extend(page.words))
        .unwrap();
    let shown = decoder().page_picture(&path, 1, 4.0).unwrap();
    let notes = shown.notes.join("\n");
    // The middle of a box is empty; characters have strokes there.
    let b = &words[0].bounds;
    let side = b.width / 4.0;
    let strokes = (0..4).filter(|n| {
        let (x0, y0) = (b.x + side * (f64::from(*n) + 0.3), b.y + b.height * 0.3);
        let (w, h) = ((side * 1.6) as u32, (b.height * 1.6) as u32);
        let all = (0..h).flat_map(|y| (0..w).map(move |x| (x, y)));
        all.into_iter().any(|(x, y)| {
            let at = ((4.0 * x0) as u32 + x, (4.0 * y0) as u32 + y);
            shown.rgb.get(at.0, at.1)[0] < 128
        })
    });
    match notes.contains("of this system") {
        true => assert_eq!(strokes.count(), 4),
        false => assert!(notes.contains("drawn as boxes"), "{notes}"),
    }
}
