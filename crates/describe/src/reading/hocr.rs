//! The part of hOCR that Tesseract writes with a box for each character: pages, words,
//! characters, their certainty and what else they could be.

/// Numbers beyond are no pixels.
const FARTHEST: f64 = 1e7;

/// A character of a page.
#[derive(Clone, PartialEq, Debug)]
pub struct Char {
    pub ch: char,
    /// 0 to 100.
    pub sure: f64,
    pub others: Vec<(char, f64)>,
    /// Left and right in pixels of the page.
    pub from: f64,
    pub to: f64,
}

/// Characters of each page, with a space between words.
pub fn pages(text: &str) -> Vec<Vec<Char>> {
    let mut pages: Vec<Vec<Char>> = Vec::new();
    let mut word_begins = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("<div class='ocr_page'") {
            pages.push(Vec::new());
            word_begins = false;
            continue;
        }
        let Some(page) = pages.last_mut() else {
            continue;
        };
        // A word and its first character may share a line.
        if line.contains("class='ocrx_word'") {
            word_begins = true;
        }
        for part in line.split("<span ").skip(1) {
            if part.contains("x_bboxes") {
                character(part, page, &mut word_begins);
            } else if part.contains("x_confs") {
                choice(part, page);
            }
        }
    }
    pages
}

fn character(part: &str, page: &mut Vec<Char>, word_begins: &mut bool) {
    let number = |name: &str, nth: usize| {
        let rest = &part[part.find(name)? + name.len()..];
        rest.split([' ', ';', '\''])
            .filter(|w| !w.is_empty())
            .nth(nth)?
            .parse::<f64>()
            .ok()
            .filter(|v| v.abs() < FARTHEST)
    };
    let (Some(from), Some(to)) = (number("x_bboxes", 0), number("x_bboxes", 2)) else {
        return;
    };
    let sure = number("x_conf", 0).unwrap_or(0.0).clamp(0.0, 100.0);
    let Some(text) = inner(part) else { return };
    if *word_begins && let Some(last) = page.last() {
        let (at, sure) = (last.to, last.sure.min(sure));
        page.push(Char {
            ch: ' ',
            sure,
            others: Vec::new(),
            from: at,
            to: from,
        });
    }
    *word_begins = false;
    let n = text.chars().count().max(1) as f64;
    for (i, ch) in text.chars().enumerate() {
        let at = |k: f64| from + (to - from) * k / n;
        page.push(Char {
            ch,
            sure,
            others: Vec::new(),
            from: at(i as f64),
            to: at(i as f64 + 1.0),
        });
    }
}

/// One of the alternatives of the character before.
fn choice(part: &str, page: &mut [Char]) {
    let Some(at) = part.find("x_confs") else {
        return;
    };
    let digits = part[at + 7..].trim_start();
    let end = digits
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(digits.len());
    let sure: f64 = digits[..end].parse().unwrap_or(0.0);
    let (Some(text), Some(last)) = (inner(part), page.last_mut()) else {
        return;
    };
    let mut chars = text.chars();
    if let (Some(ch), None) = (chars.next(), chars.next())
        && ch != last.ch
        && sure > 1.0
    {
        last.others.push((ch, sure.min(100.0)));
    }
}

/// Text of the element that begins here, entities resolved.
fn inner(part: &str) -> Option<String> {
    let body = &part[part.find('>')? + 1..];
    let raw = &body[..body.find('<').unwrap_or(body.len())];
    if raw.trim().is_empty() {
        return None;
    }
    let plain = raw
        .trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_choices_and_empty_pages_are_read() {
        let text = "
  <div class='ocr_page' id='page_1' title='image \"\"'>
   <span class='ocr_line' id='line_1_1'>
     <span class='ocrx_word' id='word_1_1' title='bbox 10 9 30 41; x_wconf 96'>
      <span class='ocrx_cinfo' title='x_bboxes 10 9 30 34; x_conf 99.5'>C</span>
       <span class='ocrx_cinfo' id='lstm_choices_1_1_1'>
        <span class='ocrx_cinfo' id='choice_1_1_1' title='x_confs 93.2'>C</span>
        <span class='ocrx_cinfo' id='choice_1_1_2' title='x_confs 4.5'>G</span></span></span>
     <span class='ocrx_word' id='word_1_2' title='bbox 40 9 60 41; x_wconf 96'><span class='ocrx_cinfo' title='x_bboxes 40 9 60 34; x_conf 50'>&amp;</span>
  </div>
  <div class='ocr_page' id='page_2' title='image'>
  </div>";
        let pages = pages(text);
        assert_eq!(pages.len(), 2);
        assert!(pages[1].is_empty());
        let read: String = pages[0].iter().map(|c| c.ch).collect();
        assert_eq!(read, "C &");
        assert_eq!(pages[0][0].others, [('G', 4.5)]);
        assert_eq!((pages[0][2].from, pages[0][2].to), (40.0, 60.0));
        assert_eq!(pages[0][1].sure, 50.0);
    }

    #[test]
    fn whatever_comes_is_read_or_left_out() {
        let seeds = [
            "<div class='ocr_page'>\n<span class='ocrx_word'><span class='ocrx_cinfo' title='x_bboxes 10 9 30 34; x_conf 99.5'>C</span>",
            "<div class='ocr_page'\n<span title='x_bboxes 1e300 0 -1e300 0; x_conf nan'>\u{4eac}\u{301}</span><span title='x_confs 93.2'>C</span>",
            "<span title='x_confs'>&lt;</span>\n<div class='ocr_page' class='ocrx_word' x_bboxes",
        ];
        let seeds = seeds.map(|s| s.as_bytes().to_vec());
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hocr");
        stage::fuzz(&corpus, &seeds, 3000, &mut |bytes| {
            for char in pages(&String::from_utf8_lossy(bytes)).into_iter().flatten() {
                assert!((0.0..=100.0).contains(&char.sure), "{char:?}");
                let mut others = char.others.iter();
                assert!(
                    others.all(|(_, sure)| (0.0..=100.0).contains(sure)),
                    "{char:?}"
                );
                assert!(char.from.is_finite() && char.to.is_finite(), "{char:?}");
            }
        });
    }
}
