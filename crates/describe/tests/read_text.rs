//! Facts in read text whatever it holds: no panic, each where it says, in one form.

use std::path::Path;

use model::{FactKind, StatedDate};

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
