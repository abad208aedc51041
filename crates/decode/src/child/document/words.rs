//! From glyphs to words with boxes.

use hayro::kurbo::{Affine, Point, Rect};
use model::{BoxPx, Word};

/// More words of one page are left out, with a note.
const MOST: usize = 100_000;
/// A longer run of letters is cut.
const LONGEST: usize = 512;

/// Glyph space has so many units to the em.
const EM: f64 = 1000.0;

/// Joins glyphs, in the order in which they are shown, into words.
pub struct WordMaker {
    page: Rect,
    words: Vec<Word>,
    text: String,
    bounds: Option<Rect>,
    /// Where the last glyph ended, and its em in points.
    end: Option<(Point, f64)>,
    /// Where the last glyph began, if it was a Chinese sign.
    sign: Option<Point>,
    pub overflowed: bool,
    /// Glyphs that the document gives no character for.
    pub unnamed: u32,
}

impl WordMaker {
    pub fn new(page: Rect) -> Self {
        Self {
            page,
            words: Vec::new(),
            text: String::new(),
            bounds: None,
            end: None,
            sign: None,
            overflowed: false,
            unnamed: 0,
        }
    }

    /// `to_page` maps glyph space to points of the page; `advance` is in glyph space.
    pub fn glyph(&mut self, text: Option<&str>, advance: f64, to_page: Affine) {
        let origin = to_page * Point::ORIGIN;
        let next = to_page * Point::new(advance, 0.0);
        let em = (to_page * Point::new(0.0, EM)).distance(origin);
        if !(origin.is_finite() && next.is_finite() && em.is_finite()) || em <= 0.0 {
            return;
        }
        // A glyph that does not begin where the last one ended begins a word; kerning and tight
        // letter spacing stay below a sixth of the em.
        let apart = self
            .end
            .is_none_or(|(end, before)| end.distance(origin) > 0.17 * before.max(em));
        let is_sign = text.is_some_and(|t| t.chars().all(is_chinese));
        // Chinese signs that stand below each other are written downwards.
        let below = self.sign.is_some_and(|before| {
            let (x, y) = (origin.x - before.x, origin.y - before.y);
            is_sign && x.abs() < 0.1 * em && (0.8 * em..1.3 * em).contains(&y)
        });
        if apart && !below {
            self.finish();
        }
        self.end = Some((next, em));
        self.sign = is_sign.then_some(origin);
        let Some(text) = text else {
            self.unnamed = self.unnamed.saturating_add(1);
            return;
        };
        if text.chars().all(char::is_whitespace) {
            self.finish();
            return;
        }
        let box_of_glyph = Rect::new(0.0, -0.22 * EM, advance.max(0.02 * EM), 0.78 * EM);
        let bounds = to_page.transform_rect_bbox(box_of_glyph);
        self.bounds = Some(self.bounds.map_or(bounds, |b| b.union(bounds)));
        for c in text.chars() {
            if c.is_whitespace() {
                self.finish();
            } else if !c.is_control() {
                self.bounds.get_or_insert(bounds);
                self.text.push(c);
            }
        }
        if self.text.len() > LONGEST {
            self.finish();
        }
    }

    fn finish(&mut self) {
        let text = std::mem::take(&mut self.text);
        let Some(bounds) = self.bounds.take() else {
            return;
        };
        let seen = bounds.intersect(self.page);
        if text.is_empty() || seen.width() <= 0.0 || seen.height() <= 0.0 {
            return;
        }
        if self.words.len() >= MOST {
            self.overflowed = true;
            return;
        }
        self.words.push(Word {
            text,
            bounds: box_px(bounds),
        });
    }

    pub fn done(mut self) -> Vec<Word> {
        self.finish();
        self.words
    }
}

pub fn box_px(r: Rect) -> BoxPx {
    BoxPx {
        x: r.x0,
        y: r.y0,
        width: r.width(),
        height: r.height(),
    }
}

/// Signs of Chinese and its punctuation, which stand in squares.
const fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff5e}')
}

/// Letters of writings that run from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// What is said of a document with so many such letters.
pub fn right_to_left_note(letters: u64) -> Option<String> {
    (letters > 0).then(|| {
        format!(
            "{letters} letters of right-to-left writing (Arabic, Hebrew or the like): this is not read as such; their order may be wrong, and no passages are found in them"
        )
    })
}

/// A PDF text string: UTF-16 or UTF-8 by its mark, else PDFDocEncoding (read as Latin-1).
/// `None` when nothing printable is in it.
pub fn text_string(bytes: &[u8]) -> Option<String> {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        let units = rest
            .chunks_exact(2)
            .map(|c| u16::from_be_bytes([c[0], c[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    } else if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        bytes.iter().map(|&b| char::from(b)).collect::<String>()
    };
    let clean: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(1000)
        .collect();
    let clean = clean.trim().to_owned();
    (!clean.is_empty()).then_some(clean)
}
