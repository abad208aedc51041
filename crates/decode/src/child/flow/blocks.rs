//! What a document without a layout of its own is made of: headings, paragraphs, rows, pictures,
//! in reading order.

use std::mem::take;

/// Characters of one document; what is beyond is left out, with a note.
const MOST_CHARS: usize = 40_000_000;
/// Blocks of one document.
const MOST_BLOCKS: usize = 2_000_000;
/// A row of a table of which a cell is longer becomes a paragraph for each cell.
pub const LONG_CELL: usize = 40;

/// Stands between the paragraphs of a cell while a row is open; no character of a text.
const SOFT: char = '\u{1f}';

/// How a block is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Style {
    /// 1 is the largest, 6 the smallest.
    Heading(u8),
    #[default]
    Body,
    /// Of a list.
    Item,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// `\n` ends a line, `\t` stands between the cells of a row.
    Text {
        style: Style,
        text: String,
    },
    Picture {
        /// In the document's store.
        index: usize,
        /// In points, where the document says how wide it is shown.
        width: Option<f64>,
    },
    PageEnd,
    /// Said of the page on which it stands.
    Note(String),
}

/// A place in a block that is open.
#[derive(Clone, Copy)]
pub struct BlockMark(usize, usize);

/// Gathers blocks from a stream of words and marks.
#[derive(Default)]
pub struct Builder {
    blocks: Vec<Block>,
    text: String,
    style: Style,
    /// A blank is due before the next word.
    blank: bool,
    chars: usize,
    pub overflowed: bool,
}

impl Builder {
    /// Goes on after so many characters of the same document.
    pub fn after(chars: usize) -> Self {
        Self {
            chars,
            ..Self::default()
        }
    }

    /// Characters of the document so far.
    pub fn chars(&self) -> usize {
        self.chars
    }

    /// Words in which runs of blanks count as one.
    pub fn words(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() && c != '\u{a0}' || c == SOFT {
                self.blank = true;
                continue;
            }
            if self.is_full() {
                return;
            }
            if self.blank && !self.text.is_empty() && !self.text.ends_with(['\n', '\t', SOFT]) {
                self.text.push(' ');
            }
            self.blank = false;
            self.text.push(c);
            self.chars += 1;
        }
    }

    /// Text in which every blank and line end counts.
    pub fn verbatim(&mut self, text: &str) {
        for c in text.chars() {
            if self.is_full() {
                return;
            }
            match c {
                '\r' | SOFT => continue,
                '\t' => self.text.push_str("    "),
                c => self.text.push(c),
            }
            self.chars += 1;
        }
        self.blank = false;
    }

    fn is_full(&mut self) -> bool {
        self.overflowed |= self.chars >= MOST_CHARS || self.blocks.len() >= MOST_BLOCKS;
        self.overflowed
    }

    pub fn line_end(&mut self) {
        self.blank = false;
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A place in the block that is open.
    pub fn mark(&self) -> BlockMark {
        BlockMark(self.blocks.len(), self.text.len())
    }

    /// What was said since that place; nothing where its block has ended.
    pub fn since(&self, mark: BlockMark) -> &str {
        let BlockMark(block, at) = mark;
        let text = self.text.get(at..).unwrap_or_default();
        if block == self.blocks.len() { text } else { "" }
    }

    /// Ends a cell of a row, also an empty one: what follows keeps its column.
    pub fn cell_end(&mut self) {
        self.blank = false;
        if !self.is_full() {
            self.text.push('\t');
            self.chars += 1;
        }
    }

    /// Ends a paragraph within a cell: a blank in rows of short cells, a paragraph elsewhere.
    pub fn soft_end(&mut self) {
        self.blank = false;
        if !self.text.is_empty() && !self.text.ends_with(['\n', '\t', SOFT]) {
            self.text.push(SOFT);
        }
    }

    /// Begins a block of this style; the one before ends.
    pub fn begin(&mut self, style: Style) {
        self.end();
        self.style = style;
    }

    /// Changes the style of the block that is open.
    pub fn restyle(&mut self, style: Style) {
        self.style = style;
    }

    /// Ends the block that is open; what follows is body text.
    pub fn end(&mut self) {
        self.blank = false;
        let style = take(&mut self.style);
        let text = take(&mut self.text);
        // Empty cells before a row's first word keep it in its column.
        let text = text
            .trim_start_matches(['\n', ' ', '\r', SOFT])
            .trim_end_matches(['\n', '\t', ' ', '\r', SOFT]);
        if text.is_empty() || self.is_full() {
            return;
        }
        let mut cells = text.split('\t');
        let row = text.contains('\t');
        let long = match row {
            true => cells.any(|c| c.chars().count() > LONG_CELL),
            false => text.contains(SOFT),
        };
        if !long {
            let text = text.replace(SOFT, " ").replace(" \t", "\t");
            self.blocks.push(Block::Text { style, text });
            return;
        }
        for cell in text
            .split(['\t', SOFT])
            .map(str::trim)
            .filter(|c| !c.is_empty())
        {
            let text = cell.to_owned();
            self.blocks.push(Block::Text { style, text });
        }
    }

    pub fn picture(&mut self, index: usize, width: Option<f64>) {
        self.end();
        self.push(Block::Picture { index, width });
    }

    pub fn page_end(&mut self) {
        self.end();
        self.push(Block::PageEnd);
    }

    pub fn note(&mut self, note: &str) {
        self.push(Block::Note(note.to_owned()));
    }

    fn push(&mut self, block: Block) {
        if !self.is_full() {
            self.blocks.push(block);
        }
    }

    pub fn done(mut self) -> (Vec<Block>, bool) {
        self.end();
        (self.blocks, self.overflowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(builder: Builder) -> Vec<String> {
        let of = |b| match b {
            Block::Text { text, .. } => Some(text),
            _ => None,
        };
        builder.done().0.into_iter().filter_map(of).collect()
    }

    #[test]
    fn blanks_are_one_and_blocks_end() {
        let mut b = Builder::default();
        b.begin(Style::Heading(1));
        b.words("  Live \n face");
        b.words("match ");
        b.end();
        b.words(" x");
        b.line_end();
        b.words(" y");
        assert_eq!(texts(b), ["Live facematch", "x\ny"]);
    }

    #[test]
    fn short_rows_are_lines_and_long_cells_are_paragraphs() {
        let mut b = Builder::default();
        for cell in ["Face match", "yes"] {
            b.words(cell);
            b.cell_end();
        }
        b.end();
        let long = "A cell with a whole sentence in it, as in tables that lay out pages.";
        b.words("x");
        b.cell_end();
        b.words(long);
        assert_eq!(texts(b), ["Face match\tyes", "x", long]);
    }

    #[test]
    fn empty_cells_keep_the_columns() {
        let mut b = Builder::default();
        for cell in ["", "Basic", "", "Pro", ""] {
            b.words(cell);
            b.soft_end();
            b.cell_end();
        }
        b.end();
        b.cell_end();
        b.end();
        b.words("one");
        b.soft_end();
        b.words("two");
        assert_eq!(texts(b), ["\tBasic\t\tPro", "one", "two"]);
    }

    #[test]
    fn what_goes_on_counts_on() {
        let mut b = Builder::after(MOST_CHARS - 1);
        b.words("ab");
        assert!(b.overflowed && b.chars() == MOST_CHARS);
    }
}
