//! Passages: text in, functions with polarity and conditions out.

use describe::passages::{PageText, propose};
use model::{BoxPx, ContentHash, ItemId, Passage, Taxonomy, Word};

/// Sets text as a page would: one line each, headings larger (`# `), blocks apart (empty line).
fn set(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut y = 40.0;
    for line in text.lines() {
        let (size, line) = match line.trim().strip_prefix("# ") {
            Some(heading) => (14.0, heading),
            None => (10.0, line.trim()),
        };
        let mut x = 50.0;
        for word in line.split_whitespace() {
            let width = 0.5 * size * word.chars().count() as f64;
            words.push(Word {
                text: word.to_owned(),
                bounds: BoxPx {
                    x,
                    y,
                    width,
                    height: size,
                },
            });
            x += width + 0.3 * size;
        }
        y += if line.is_empty() { 14.0 } else { 1.4 * size };
    }
    words
}

fn read(text: &str) -> Vec<Passage> {
    let words = set(text);
    let taxonomy = match Taxonomy::shipped() {
        Ok(taxonomy) => taxonomy,
        Err(e) => panic!("{e}"),
    };
    let page = PageText {
        number: 1,
        words: &words,
    };
    propose(ItemId(ContentHash::of(b"d")), &[page], taxonomy)
}

/// `function+`, `function-` or `function?` of what was read, in order.
fn told(text: &str) -> Vec<String> {
    let passages = read(text);
    let mut told: Vec<String> = passages
        .iter()
        .filter_map(|p| {
            let sign = match p.polarity {
                model::Polarity::Affirmed => "+",
                model::Polarity::Negated => "-",
                model::Polarity::Unclear => "?",
            };
            p.function.as_ref().map(|f| format!("{f}{sign}"))
        })
        .collect();
    told.sort();
    told.dedup();
    told
}

fn check(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let found = told(text);
            let same = found
                .iter()
                .map(String::as_str)
                .eq(expected.iter().copied());
            (!same).then(|| format!("{text}\n  expected {expected:?}\n  found    {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english_claims_denials_and_near_misses() {
    check(&[
        (
            "Faces in live streams are compared with the list of the site.",
            &["live-face-match+"],
        ),
        ("The program supports face detection.", &[]),
        (
            "Face detection and number plate recognition run in real time.",
            &["plate-recognition+"],
        ),
        (
            "Licence plates are read by day and by night.",
            &["plate-recognition+"],
        ),
        (
            "The archive can be searched by clothing colour and bag.",
            &["attribute-search+"],
        ),
        (
            "People are not followed from camera to camera.",
            &["cross-camera-reidentification-"],
        ),
        (
            "Retrospective face search is not available in this version.",
            &["retrospective-face-search-"],
        ),
        (
            "Not only faces are compared in live streams.",
            &["live-face-match+"],
        ),
        (
            "The program works without face recognition.",
            &["face-recognition-unspecified-"],
        ),
        (
            "Does it support live face recognition?",
            &["live-face-match?"],
        ),
        (
            "Gunshot detection will be added in version 4.",
            &["gunshot-detection?"],
        ),
        (
            "Number plates are read, but make and colour of the vehicle are not recognised.",
            &["plate-recognition+", "vehicle-attributes-"],
        ),
        (
            "Every search is written to the audit log, which cannot be changed.",
            &["audit-log+"],
        ),
        ("Recordings are kept for 30 days.", &["retention-limit+"]),
        ("The user interface has a sidebar.", &[]),
    ]);
}

#[test]
fn french_claims_denials_and_near_misses() {
    check(&[
        (
            "Les visages sont comparés en temps réel avec les listes du site.",
            &["live-face-match+"],
        ),
        ("Le logiciel détecte les visages.", &[]),
        (
            "La recherche de visages dans les archives n'est pas possible.",
            &["retrospective-face-search-"],
        ),
        (
            "Les plaques d'immatriculation sont lues de jour comme de nuit.",
            &["plate-recognition+"],
        ),
        (
            "Non seulement les plaques sont lues, elles sont aussi comparées.",
            &["plate-recognition+"],
        ),
        (
            "Une alarme est déclenchée en cas d'attroupement.",
            &["crowd-alarm+"],
        ),
        ("Le son n'est jamais enregistré.", &["audio-recording-"]),
    ]);
}

#[test]
fn russian_claims_denials_and_near_misses() {
    check(&[
        (
            "Лица на живом видео сравниваются со списками в реальном времени.",
            &["live-face-match+"],
        ),
        ("Система обнаруживает лица в кадре.", &[]),
        (
            "Поиск лиц в архиве не поддерживается.",
            &["retrospective-face-search-"],
        ),
        (
            "Система распознаёт государственные номера автомобилей.",
            &["plate-recognition+"],
        ),
        (
            "Не только распознаются номерные знаки, но и ведётся журнал аудита.",
            &["audit-log+", "plate-recognition+"],
        ),
        (
            "Программа не отслеживает людей между камерами.",
            &["cross-camera-reidentification-"],
        ),
        ("Доступ имеют только уполномоченные лица.", &[]),
        ("Тревога возникает при скоплении людей.", &["crowd-alarm+"]),
        ("Звук не записывается.", &["audio-recording-"]),
    ]);
}

#[test]
fn kazakh_claims_denials_and_near_misses() {
    check(&[
        (
            "Жүйе нақты уақыт режимінде адамдардың бет-әлпетін таниды.",
            &["live-face-match+"],
        ),
        ("Жүйе кадрдағы бетті анықтайды.", &[]),
        (
            "Мұрағаттан бет бойынша іздеу қолдау таппайды.",
            &["retrospective-face-search-"],
        ),
        (
            "Көліктің мемлекеттік нөмірлері танылады.",
            &["plate-recognition+"],
        ),
        ("Дыбыс жазылмайды.", &["audio-recording-"]),
        ("Адамдар жиналған кезде дабыл беріледі.", &["crowd-alarm+"]),
        (
            "Бағдарлама адамдарды камерадан камераға іздемейді.",
            &["cross-camera-reidentification-"],
        ),
    ]);
}

#[test]
fn chinese_claims_denials_and_near_misses() {
    check(&[
        ("系统对实时视频中的人脸进行比对。", &["live-face-match+"]),
        ("支持人脸检测。", &[]),
        ("不支持历史录像人脸检索。", &["retrospective-face-search-"]),
        ("支持车牌识别。", &["plate-recognition+"]),
        ("不仅支持车牌识别。", &["plate-recognition+"]),
        ("人员聚集时触发报警。", &["crowd-alarm+"]),
        ("本版本不录制声音。", &["audio-recording-"]),
    ]);
}

#[test]
fn headings_deny_what_stands_under_them() {
    let text = "# Not included\n\nGunshot detection\n\n# Maps\n\nThe map shows cameras.";
    let found = told(text);
    assert!(
        found.contains(&"gunshot-detection-".to_owned()),
        "{found:?}"
    );
    let items = "The following is not part of the product:\n• live face matching\n• number plate recognition";
    let found = told(items);
    assert_eq!(found, ["live-face-match-", "plate-recognition-"]);
}

#[test]
fn a_condition_may_follow_in_the_next_sentence() {
    let passages =
        read("Faces in live streams are compared with lists. It requires the Analyst licence.");
    let first = passages.first().expect("a passage");
    assert_eq!(first.conditions.len(), 1, "{first:?}");
    assert_eq!(first.conditions[0].text, "It requires the Analyst licence.");
    // The licence plate is no licence.
    let plates = read("License plates are read at any time.");
    assert!(
        plates[0].conditions.is_empty(),
        "{:?}",
        plates[0].conditions
    );
}

#[test]
fn quotes_are_whole_sentences_with_a_box_a_line() {
    let text = "The wall shows every camera of a district and their recogni-\ntion of faces in live streams of the whole city. Some more.";
    let passages = read(text);
    let found = passages
        .iter()
        .find(|p| p.function.as_deref() == Some("live-face-match"));
    let found = found.expect("a passage");
    assert!(found.quote.ends_with("whole city."), "{}", found.quote);
    assert_eq!(found.boxes.len(), 2);
    assert!(found.boxes[0].y < found.boxes[1].y);
    for (from, to) in &found.marks {
        assert!(found.quote.get(*from..*to).is_some());
    }
}

#[test]
fn two_columns_written_line_by_line_are_read_column_by_column() {
    let mut words = Vec::new();
    let left = ["Faces in live", "streams are", "compared at once."];
    let right = ["Sound of any", "place is never", "recorded."];
    for (n, (l, r)) in left.iter().zip(right).enumerate() {
        for (text, x0) in [(*l, 50.0), (r, 300.0)] {
            let mut x = x0;
            for word in text.split(' ') {
                let width = 5.0 * word.len() as f64;
                let bounds = BoxPx {
                    x,
                    y: 40.0 + 14.0 * n as f64,
                    width,
                    height: 10.0,
                };
                words.push(Word {
                    text: word.to_owned(),
                    bounds,
                });
                x += width + 3.0;
            }
        }
    }
    let taxonomy = Taxonomy::shipped().expect("the file");
    let page = PageText {
        number: 1,
        words: &words,
    };
    let found = propose(ItemId(ContentHash::of(b"d")), &[page], taxonomy);
    let quotes: Vec<&str> = found.iter().map(|p| p.quote.as_str()).collect();
    assert_eq!(
        quotes,
        [
            "Faces in live streams are compared at once.",
            "Sound of any place is never recorded."
        ]
    );
}

#[test]
fn red_flags_are_pointers_of_their_own() {
    let passages = read("Cameras can be hidden for covert surveillance of a person.");
    assert!(
        passages.iter().any(|p| p.red_flags == ["covert-use"]),
        "{passages:?}"
    );
}

#[test]
fn nothing_makes_it_panic_or_hang() {
    for text in [
        "",
        "… … ;;; ((",
        "人",
        "a",
        &"не ".repeat(3000),
        &"face live match ".repeat(600),
    ] {
        read(text);
    }
}
