//! The layout of our own pages: one column on A4, headings larger and bold, pictures where they
//! stand in the text. Slides are pages that are as high as they need to be.
//!
//! It is kept simple so that it stays the same: places on these pages are cited.

use model::{BoxPx, Word};

use super::blocks::{Block, Style};
use super::kept::Store;
use super::typeface;

/// A4 in points.
const PAGE: (f64, f64) = (595.0, 842.0);
/// Width of a slide, and what it is high at least.
const SLIDE: (f64, f64) = (720.0, 405.0);
/// Slides that need more height are cut, with a note.
const HIGHEST: f64 = 14_400.0;
const MARGIN: f64 = 56.0;
const BODY: f64 = 10.0;
/// From line to line, in sizes of the letters.
const PITCH: f64 = 1.35;
/// A letter's box reaches so far above and in all, as for PDFs.
const ABOVE: f64 = 0.78;
/// Cells of a row begin at multiples of so many points.
const CELL: f64 = 90.0;
/// CSS pixels to points, for pictures that are measured in them or say nothing of their size.
pub const POINTS: f64 = 0.75;
/// A picture takes no more of the page's height.
const TALLEST: f64 = 0.7;
/// A paragraph that takes no more of the page's height stays whole.
const WHOLE: f64 = 0.4;
/// Longer paragraphs are not measured before they are set.
const MEASURED: usize = 8_000;

/// A word, and how it is set.
pub struct Placed {
    pub word: Word,
    pub size: f64,
    pub bold: bool,
}

#[derive(Default)]
pub struct Sheet {
    pub size: (f64, f64),
    pub words: Vec<Placed>,
    /// Numbers in the store, and places.
    pub pictures: Vec<(usize, BoxPx)>,
    pub notes: Vec<String>,
}

#[derive(Default)]
pub struct Laid {
    pub sheets: Vec<Sheet>,
    /// Pages, also those beyond the limit, which are not kept.
    pub count: usize,
    /// Characters without a shape in our typeface.
    shapeless: u64,
    right_to_left: u64,
}

impl Laid {
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.shapeless > 0 {
            notes.push(format!(
                "{} characters have no shape in the typeface of these pages (Chinese, for example): they are drawn with one of the system where it has one, and else as empty boxes; their text is kept, searched and quoted",
                self.shapeless
            ));
        }
        notes.extend(super::super::document::right_to_left_note(
            self.right_to_left,
        ));
        notes
    }
}

/// Sets blocks on pages, of which the first `most` are kept; there is always one.
pub fn lay(blocks: &[Block], store: &Store<'_>, slides: bool, most: usize) -> Laid {
    let mut setter = Setter {
        laid: Laid::default(),
        slides,
        size: if slides { SLIDE } else { PAGE },
        sheet: Sheet::default(),
        y: MARGIN,
        cut: false,
        most,
    };
    for block in blocks {
        match block {
            Block::Text { style, text } => setter.text(*style, text),
            Block::Picture { index, width } => setter.picture(*index, *width, store),
            Block::PageEnd => {
                if slides || !setter.is_blank() {
                    setter.turn();
                }
            }
            Block::Note(note) => setter.sheet.notes.push(note.clone()),
        }
    }
    if slides || setter.laid.count == 0 || !setter.is_blank() {
        setter.turn();
    }
    setter.laid
}

struct Setter {
    laid: Laid,
    slides: bool,
    size: (f64, f64),
    sheet: Sheet,
    /// Where the next line begins.
    y: f64,
    /// The slide is full.
    cut: bool,
    /// Pages that are kept.
    most: usize,
}

impl Setter {
    fn is_blank(&self) -> bool {
        self.sheet.words.is_empty() && self.sheet.pictures.is_empty()
    }

    /// Ends the page.
    fn turn(&mut self) {
        let mut sheet = std::mem::take(&mut self.sheet);
        sheet.size = self.size;
        if self.slides {
            sheet.size.1 = self.size.1.max(self.y + MARGIN).ceil();
        }
        if self.cut {
            sheet
                .notes
                .push("the slide has more than a page can hold; the rest is left out".to_owned());
        }
        self.laid.count += 1;
        if self.laid.sheets.len() < self.most {
            self.laid.sheets.push(sheet);
        }
        self.y = MARGIN;
        self.cut = false;
    }

    /// Makes place for so much; `false` where there is none.
    fn place(&mut self, height: f64) -> bool {
        if self.slides {
            self.cut |= self.y + height > HIGHEST;
            return !self.cut;
        }
        if self.y + height > self.size.1 - MARGIN && !self.is_blank() {
            self.turn();
        }
        true
    }

    fn text(&mut self, style: Style, text: &str) {
        let (size, bold, indent) = match style {
            Style::Heading(level) => {
                let sizes = [22.0, 17.0, 14.0, 12.0, 11.0, 10.5];
                (sizes[usize::from(level.clamp(1, 6)) - 1], true, 0.0)
            }
            Style::Body => (BODY, false, 0.0),
            Style::Item => (BODY, false, 16.0),
        };
        if !self.is_blank() {
            self.y += if bold { 1.1 * size } else { 0.9 * size };
        }
        let left = MARGIN + indent;
        let mut line = Line {
            size,
            bold,
            left,
            right: self.size.0 - MARGIN,
            x: left,
            open: false,
        };
        self.keep_together(text, &line);
        for written in text.split('\n') {
            for (n, cell) in written.split('\t').enumerate() {
                if n > 0 {
                    let least = line.x + 2.2 * size;
                    line.x = left + ((least - left) / CELL).ceil() * CELL;
                }
                for word in cell.split_whitespace() {
                    self.word(word, &mut line);
                }
            }
            self.line_end(&mut line);
        }
    }

    /// Turns the page before a paragraph that would be parted by its end.
    fn keep_together(&mut self, text: &str, line: &Line) {
        if self.slides || self.is_blank() || text.len() > MEASURED {
            return;
        }
        let room = self.size.0 - MARGIN - line.left;
        // Some room is lost at the end of each line.
        let lines: f64 = text
            .split('\n')
            .map(|t| (typeface::width(t, line.size, line.bold) / (0.94 * room)).ceil())
            .sum();
        let height = lines * PITCH * line.size;
        let page = self.size.1 - 2.0 * MARGIN;
        // A heading stays with what it is of.
        let more = if line.bold { 4.0 * BODY } else { 0.0 };
        if height < WHOLE * page && self.y + height + more > self.size.1 - MARGIN {
            self.turn();
        }
    }

    fn line_end(&mut self, line: &mut Line) {
        if line.open {
            self.y += PITCH * line.size;
        }
        line.open = false;
        line.x = line.left;
    }

    /// Sets a word, broken where it is longer than a line or written in squares.
    fn word(&mut self, word: &str, line: &mut Line) {
        let mut rest = word;
        while !rest.is_empty() {
            let (fits, width) = line.fitting(rest);
            if fits == 0 {
                self.line_end(line);
                continue;
            }
            // A cell for which there is no room in its column begins a line.
            let short = fits < rest.len() || line.x + width > line.right;
            if !line.open && line.x > line.left && short {
                line.x = line.left;
                continue;
            }
            if !line.open && !self.place(PITCH * line.size) {
                return;
            }
            line.open = true;
            let (piece, after) = rest.split_at(fits);
            self.count(piece);
            let bounds = BoxPx {
                x: line.x,
                y: self.y,
                width,
                height: line.size,
            };
            self.sheet.words.push(Placed {
                word: Word {
                    text: piece.to_owned(),
                    bounds,
                },
                size: line.size,
                bold: line.bold,
            });
            line.x += width;
            rest = after;
            if !rest.is_empty() {
                self.line_end(line);
            }
        }
        line.x += line.size * typeface::advance(' ', line.bold);
    }

    fn count(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_ascii()) {
            self.laid.shapeless += u64::from(!typeface::has(c));
            self.laid.right_to_left += u64::from(super::super::document::is_right_to_left(c));
        }
    }

    fn picture(&mut self, index: usize, width: Option<f64>, store: &Store<'_>) {
        let Some((w, h)) = store.shown_size(index) else {
            return;
        };
        let (w, h) = (w.max(1.0), h.max(1.0));
        let most = (
            self.size.0 - 2.0 * MARGIN,
            TALLEST * (PAGE.1 - 2.0 * MARGIN),
        );
        let wanted = width.unwrap_or(w * POINTS);
        let wide = wanted.min(most.0).min(most.1 * w / h).max(1.0);
        let high = (wide * h / w).max(1.0);
        if !self.is_blank() {
            self.y += BODY;
        }
        if !self.place(high) {
            return;
        }
        let bounds = BoxPx {
            x: MARGIN,
            y: self.y,
            width: wide,
            height: high,
        };
        self.sheet.pictures.push((index, bounds));
        self.y += high;
    }
}

struct Line {
    size: f64,
    bold: bool,
    left: f64,
    right: f64,
    x: f64,
    /// A word stands on it.
    open: bool,
}

impl Line {
    /// Bytes of a word that fit on the rest of the line, and how wide they are. At least one
    /// character fits on an empty line.
    fn fitting(&self, word: &str) -> (usize, f64) {
        let room = self.right - self.x;
        let (mut best, mut width) = ((0, 0.0), 0.0);
        let mut before: Option<char> = None;
        for (at, c) in word.char_indices() {
            let breaks = before.is_some_and(|b| typeface::is_wide(b) || typeface::is_wide(c));
            if at > 0 && (breaks || !self.open) {
                best = (at, width);
            }
            width += self.size * typeface::advance(c, self.bold);
            if width > room {
                break;
            }
            before = Some(c);
        }
        if width <= room {
            return (word.len(), width);
        }
        if best.0 == 0 && !self.open {
            let first = word.chars().next().map_or(word.len(), char::len_utf8);
            return (first, typeface::width(&word[..first], self.size, self.bold));
        }
        best
    }
}

/// Where the letters of a word stand: from the top of its box down to the base line.
pub fn base_line(placed: &Placed) -> f64 {
    placed.word.bounds.y + ABOVE * placed.size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Block {
        Block::Text {
            style: Style::Body,
            text: text.to_owned(),
        }
    }

    fn laid(blocks: &[Block], slides: bool) -> Vec<Sheet> {
        lay(blocks, &Store::default(), slides, 100).sheets
    }

    #[test]
    fn words_stay_on_the_page_and_are_all_there() {
        let long = "x".repeat(3_000);
        let han = "人脸识别系统支持实时比对".repeat(40);
        let many = "word ".repeat(4_000);
        let sheets = laid(&[body(&long), body(&han), body(&many)], false);
        assert!(sheets.len() > 3);
        let mut text = String::new();
        for sheet in &sheets {
            for p in &sheet.words {
                let b = p.word.bounds;
                assert!(
                    b.x >= MARGIN - 0.01 && b.right() <= PAGE.0 - MARGIN + 0.01,
                    "{b:?}"
                );
                assert!(
                    b.y >= MARGIN && b.bottom() <= PAGE.1 - MARGIN + 0.01,
                    "{b:?}"
                );
                text.push_str(&p.word.text);
            }
        }
        assert_eq!(text, long + &han + &many.replace(' ', ""));
    }

    #[test]
    fn slides_are_one_page_each() {
        let blocks = [
            body(&"word ".repeat(4_000)),
            Block::PageEnd,
            Block::PageEnd,
            body("last"),
        ];
        let sheets = laid(&blocks, true);
        assert_eq!(sheets.len(), 3);
        assert!(sheets[0].size.1 > 2_000.0 && sheets[1].words.is_empty());
        assert_eq!(laid(&blocks[1..], false).len(), 1);
        assert_eq!(laid(&[], false).len(), 1);
    }

    #[test]
    fn cells_stand_apart() {
        let sheets = laid(&[body("Faces\tyes\tno")], false);
        let x: Vec<f64> = sheets[0].words.iter().map(|p| p.word.bounds.x).collect();
        assert_eq!(x, [MARGIN, MARGIN + CELL, MARGIN + 2.0 * CELL]);
        let sheets = laid(&[body("\tBasic\t\tPro\t\t\t\t\t\t\tx")], false);
        let x: Vec<f64> = sheets[0].words.iter().map(|p| p.word.bounds.x).collect();
        assert_eq!(x, [MARGIN + CELL, MARGIN + 3.0 * CELL, MARGIN]);
    }

    #[test]
    fn pages_beyond_the_limit_are_counted_and_not_kept() {
        let laid = lay(&[body(&"word ".repeat(9_000))], &Store::default(), false, 2);
        assert!(laid.sheets.len() == 2 && laid.count > 3, "{}", laid.count);
    }
}
