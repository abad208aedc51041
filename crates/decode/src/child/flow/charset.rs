//! Bytes to text: marks, what the file states, and what its bytes tell. What is stated and what is
//! there are held against each other, and every doubt becomes a note.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

/// Bytes that are looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 8 << 10;
/// Bytes beyond ASCII from which on the bytes are believed against what is stated.
const TELLING: usize = 24;

pub struct Decoded {
    pub text: String,
    pub notes: Vec<String>,
}

/// Decodes a whole file; `stated` is the name of an encoding as the file or its envelope has it.
pub fn decode(bytes: &[u8], stated: Option<&str>) -> Decoded {
    let mut notes = Vec::new();
    let said = stated.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    if let (Some(name), None) = (stated, said) {
        notes.push(format!(
            "it states an encoding that is not known ({}); read by its bytes instead",
            name.chars().take(40).collect::<String>()
        ));
    }
    let encoding = chosen(bytes, said, &mut notes);
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        let lost = text.chars().filter(|c| *c == '\u{fffd}').count();
        notes.push(format!(
            "{lost} places are no valid {} and are shown as \u{fffd}: the encoding may be wrong or the file damaged",
            encoding.name()
        ));
    }
    if let Some(through) = misread(&text) {
        notes.push(format!(
            "its words look like UTF-8 that was once read as {} and saved again (such as “{}”): they are kept as they are, and searching them will miss words",
            through.0, through.1
        ));
    }
    Decoded {
        text: clean(text),
        notes,
    }
}

fn chosen(
    bytes: &[u8],
    said: Option<&'static Encoding>,
    notes: &mut Vec<String>,
) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    if let Some(wide) = unmarked_utf16(bytes) {
        notes.push(format!(
            "no encoding is marked; read as {}, as its bytes suggest",
            wide.name()
        ));
        return wide;
    }
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    // Stated UTF-16 of bytes without a single zero is a mistake that browsers know too.
    let said = said.filter(|s| *s != UTF_16LE && *s != UTF_16BE);
    if is_utf8(bytes) || is_damaged_utf8(bytes) {
        if let Some(said) = said.filter(|s| *s != UTF_8 && high > 0) {
            notes.push(format!(
                "it states {}, and its bytes are UTF-8: read as UTF-8",
                said.name()
            ));
        }
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let Some(said) = said else {
        notes.push(format!(
            "no encoding is stated; read as {}, as its bytes suggest",
            guess.name()
        ));
        return guess;
    };
    let broken = said.decode_without_bom_handling(bytes).1;
    if said != guess && !related(said, guess) && (broken || high >= TELLING) {
        notes.push(format!(
            "it states {}, and its bytes read as {}: read as {}",
            said.name(),
            guess.name(),
            guess.name()
        ));
        return guess;
    }
    said
}

/// Encodings that bytes alone hardly tell apart: what is stated is believed.
fn related(a: &'static Encoding, b: &'static Encoding) -> bool {
    let chinese = |e: &'static Encoding| matches!(e.name(), "GBK" | "gb18030");
    let latin = |e: &'static Encoding| {
        matches!(
            e.name(),
            "windows-1250"
                | "windows-1252"
                | "windows-1254"
                | "windows-1257"
                | "windows-1258"
                | "ISO-8859-2"
                | "ISO-8859-3"
                | "ISO-8859-4"
                | "ISO-8859-10"
                | "ISO-8859-13"
                | "ISO-8859-14"
                | "ISO-8859-15"
                | "ISO-8859-16"
                | "macintosh"
        )
    };
    chinese(a) && chinese(b) || latin(a) && latin(b)
}

/// Valid UTF-8, but for a last character that was cut.
pub fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none() && e.valid_up_to() > 0,
    }
}

/// UTF-8 with damaged places: fewer than a twentieth of its characters beyond ASCII. Other encodings
/// hardly give a valid one by chance.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut fine, mut damaged) = (0usize, 0usize);
    let mut goes_on = false;
    for chunk in bytes.utf8_chunks() {
        fine += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // The rest of a character that lost its first byte is the same place.
        let place = !(goes_on && chunk.valid().is_empty());
        goes_on = !chunk.invalid().is_empty();
        damaged += usize::from(goes_on && place);
    }
    20 * damaged < fine
}

/// UTF-16 without its mark, where one of the two byte orders gives ordinary text.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    // Blanks and line ends have a zero byte in every language.
    if sample.len() < 4 || !sample.contains(&0) {
        return None;
    }
    let share = |wide: &'static Encoding| {
        let (text, broken) = wide.decode_without_bom_handling(sample);
        let all = text.chars().count().max(1);
        let fine = text.chars().filter(|c| is_ordinary(*c)).count();
        // A pair may be cut at the sample's end.
        if broken && text.chars().filter(|c| *c == '\u{fffd}').count() > 1 {
            return 0.0;
        }
        fine as f64 / all as f64
    };
    let (little, big) = (share(UTF_16LE), share(UTF_16BE));
    let best = if little >= big { UTF_16LE } else { UTF_16BE };
    (little.max(big) > 0.95 && (little - big).abs() > 0.1).then_some(best)
}

/// Letters of the languages that are read here, signs and blanks.
fn is_ordinary(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{6ff}'
        | '\u{2010}'..='\u{206f}' | '\u{20a0}'..='\u{2122}' | '\u{2190}'..='\u{25ff}'
        | '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{ff01}'..='\u{ff5e}')
}

/// Whether bytes from the start of a file are text in any encoding that is read here.
pub fn is_text(head: &[u8]) -> bool {
    let decoded: Cow<'_, str> = if let Some((marked, _)) = Encoding::for_bom(head) {
        marked
            .decode(&head[..head.len() & !usize::from(marked != UTF_8)])
            .0
    } else if let Some(wide) = unmarked_utf16(head) {
        wide.decode_without_bom_handling(head).0
    } else if head.iter().any(|b| is_control(*b)) {
        return false;
    } else if is_utf8(head) || is_damaged_utf8(head) {
        String::from_utf8_lossy(head)
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(head, false);
        let guess = detector.guess(None, Utf8Detection::Deny);
        guess.decode_without_bom_handling(head).0
    };
    let all = decoded.chars().count();
    let fine = decoded.chars().filter(|c| is_ordinary(*c)).count();
    let letters = decoded.chars().filter(|c| c.is_alphanumeric()).count();
    // Other writings are text as well: only what is no character at all speaks against it.
    let wrong = decoded
        .chars()
        .filter(|c| *c == '\u{fffd}' || c.is_control() && !c.is_whitespace())
        .count();
    let utf8 = is_utf8(head) || is_damaged_utf8(head);
    letters > 0 && 50 * wrong <= all && (utf8 || 10 * fine >= 9 * all)
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c) || byte == 0x7f
}

/// UTF-8 that was read as something else: which, and an example.
fn misread(text: &str) -> Option<(&'static str, String)> {
    let (mut best, mut most) = (None, 0);
    for through in [WINDOWS_1251, WINDOWS_1252] {
        let mut count = 0;
        let mut example = String::new();
        let words = text.split_whitespace().take(20_000);
        for word in words.filter(|w| !w.is_ascii() && w.len() < 400) {
            let (bytes, _, lossy) = through.encode(word);
            if lossy {
                continue;
            }
            let Ok(mended) = std::str::from_utf8(&bytes) else {
                continue;
            };
            if mended.chars().all(is_ordinary) && mended.chars().count() < word.chars().count() {
                count += 1;
                if example.is_empty() {
                    example = word.chars().take(24).collect();
                }
            }
        }
        let strange = text
            .split_whitespace()
            .take(20_000)
            .filter(|w| !w.is_ascii());
        // A single odd word may be meant so.
        if count > 2 && 2 * count > strange.count() && count > most {
            most = count;
            best = Some((through.name(), example));
        }
    }
    best
}

fn clean(text: Cow<'_, str>) -> String {
    let mut text = text.into_owned();
    if text.contains(is_unwanted) {
        text.retain(|c| !is_unwanted(c));
    }
    text
}

/// Characters that are no text and hide what is: controls, marks of direction, soft hyphens.
fn is_unwanted(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')
        || matches!(c, '\u{feff}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GB18030;

    const RUSSIAN: &str = "Система распознаёт лица в потоке и сравнивает их со списком розыска.";
    const CHINESE: &str = "系统在实时视频中识别人脸,并与黑名单进行比对。\n支持车牌识别。";

    #[test]
    fn encodings_are_told_by_their_bytes() {
        for (text, encoding) in [(RUSSIAN, WINDOWS_1251), (CHINESE, GB18030)] {
            let bytes = encoding.encode(text).0.into_owned();
            let read = decode(&bytes, None);
            assert_eq!(read.text, text);
            assert!(
                read.notes[0].contains("no encoding is stated"),
                "{:?}",
                read.notes
            );
            assert!(is_text(&bytes));
        }
        for text in [RUSSIAN, CHINESE, "plain words\n"] {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [&wide, &big] {
                assert_eq!(decode(bytes, None).text, text);
                assert!(is_text(bytes));
            }
            let marked = [&[0xff, 0xfe][..], &wide[..]].concat();
            let read = decode(&marked, None);
            assert_eq!((read.text.as_str(), read.notes.len()), (text, 0));
            assert!(is_text(&marked));
        }
    }

    #[test]
    fn what_is_stated_wrongly_is_noticed() {
        let bytes = WINDOWS_1251.encode(RUSSIAN).0.into_owned();
        let read = decode(&bytes, Some("iso-8859-1"));
        assert_eq!(read.text, RUSSIAN);
        assert!(
            read.notes[0].contains("it states windows-1252"),
            "{:?}",
            read.notes
        );
        let read = decode(RUSSIAN.as_bytes(), Some("windows-1251"));
        assert_eq!(read.text, RUSSIAN);
        assert!(read.notes[0].contains("UTF-8"), "{:?}", read.notes);
        assert!(decode(b"x", Some("klingon")).notes[0].contains("not known"));
        let rightly = decode(&bytes, Some("windows-1251"));
        assert!(rightly.notes.is_empty(), "{:?}", rightly.notes);
    }

    #[test]
    fn a_damaged_byte_does_not_change_the_encoding() {
        for text in [RUSSIAN, CHINESE] {
            let text = text.repeat(6);
            let mut bytes = text.as_bytes().to_vec();
            let at = text.char_indices().nth(5).unwrap().0;
            bytes[at] = 0xff;
            let read = decode(&bytes, None);
            assert_eq!(read.text, String::from_utf8_lossy(&bytes));
            let noted = read.notes.iter().any(|n| n.contains("no valid UTF-8"));
            assert!(noted, "{:?}", read.notes);
            assert!(is_text(&bytes));
        }
    }

    #[test]
    fn text_that_was_misread_before_is_noticed_and_kept() {
        let wrong = WINDOWS_1251
            .decode_without_bom_handling(RUSSIAN.as_bytes())
            .0;
        let read = decode(wrong.as_bytes(), None);
        assert!(
            read.notes.iter().any(|n| n.contains("windows-1251")),
            "{:?}",
            read.notes
        );
        assert!(decode(RUSSIAN.as_bytes(), None).notes.is_empty());
        let french = "Déjà vu, été, où, naïve, garçon, élève: reconnaissance à l’entrée";
        assert!(decode(french.as_bytes(), None).notes.is_empty());
    }

    #[test]
    fn bytes_that_are_no_text_are_none() {
        assert!(!is_text(&[0x9c, 0x00, 0x81, 0x13, 0xe7, 0x55, 0x02, 0xfa]));
        assert!(!is_text(b"\0\0\0\x18ftypmp42"));
        assert!(!is_text(b"\x1f\x8b\x08\0\0\0"));
        assert!(!is_text(b""));
        let noise: Vec<u8> = (0..4000u32).map(|i| (i * 7919 % 251) as u8).collect();
        assert!(!is_text(&noise));
    }
}
