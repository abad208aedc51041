//! From words with boxes to lines and blocks, in the order in which the page was written.
//!
//! Two columns that were written line by line fall into two blocks all the same: a line joins the
//! block that ends right above it.

use model::{BoxPx, Word, text::is_han};

/// A run of words on one base line, without a gap as between columns.
pub struct Line {
    /// Numbers of its words on the page.
    pub words: Vec<usize>,
    pub bounds: BoxPx,
    /// Median height of its words: the size of its letters.
    pub size: f64,
}

/// Lines that belong together.
pub struct Block {
    pub lines: Vec<Line>,
    pub bounds: BoxPx,
}

/// A line as it is printed.
#[derive(Clone, PartialEq, Debug)]
pub struct PrintedLine {
    pub text: String,
    pub bounds: BoxPx,
    /// Size of its letters, in the unit of the boxes.
    pub size: f64,
}

/// The lines of a page, in the order of its content.
pub fn printed_lines(words: &[Word]) -> Vec<PrintedLine> {
    lines(words)
        .into_iter()
        .map(|line| {
            let texts: Vec<&str> = line.words.iter().map(|&w| words[w].text.as_str()).collect();
            PrintedLine {
                text: texts.join(" "),
                bounds: line.bounds,
                size: line.size,
            }
        })
        .collect()
}

/// A gap between words of so many letter sizes parts columns.
const COLUMN_GAP: f64 = 1.8;
/// Base lines of a paragraph are at most so many letter sizes apart.
const LEADING: f64 = 1.75;
/// Letters of one paragraph differ in size by less.
const SAME_SIZE: f64 = 0.06;
/// Blocks that a line may still join.
const OPEN: usize = 24;

pub fn blocks(words: &[Word]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines(words) {
        let from = blocks.len().saturating_sub(OPEN);
        let fits = blocks[from..].iter().rposition(|b| continues(b, &line));
        match fits {
            Some(at) => {
                let block = &mut blocks[from + at];
                block.bounds = block.bounds.around(&line.bounds);
                block.lines.push(line);
            }
            None => blocks.push(Block {
                bounds: line.bounds,
                lines: vec![line],
            }),
        }
    }
    blocks
}

fn continues(block: &Block, line: &Line) -> bool {
    let Some(last) = block.lines.last() else {
        return false;
    };
    let size = last.size.max(line.size).max(0.1);
    let down = line.bounds.bottom() - last.bounds.bottom();
    let common = last.bounds.right().min(line.bounds.right()) - last.bounds.x.max(line.bounds.x);
    let narrow = last.bounds.width.min(line.bounds.width);
    (last.size - line.size).abs() <= SAME_SIZE * size
        && (0.5 * size..=LEADING * size).contains(&down)
        && common >= 0.4 * narrow
}

fn lines(words: &[Word]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, word) in words.iter().enumerate() {
        let joins = lines.last().is_some_and(|line| on_line(line, words, word));
        match lines.last_mut() {
            Some(line) if joins => {
                line.words.push(number);
                line.bounds = line.bounds.around(&word.bounds);
            }
            _ => lines.push(Line {
                words: vec![number],
                bounds: word.bounds,
                size: word.bounds.height,
            }),
        }
    }
    for line in &mut lines {
        let mut sizes: Vec<f64> = line.words.iter().map(|&w| words[w].bounds.height).collect();
        sizes.sort_by(f64::total_cmp);
        line.size = sizes[sizes.len() / 2];
    }
    lines
}

/// Whether a word goes on where the line ends.
fn on_line(line: &Line, words: &[Word], word: &Word) -> bool {
    let Some(last) = line.words.last().map(|&w| &words[w].bounds) else {
        return false;
    };
    let next = &word.bounds;
    let size = last.height.max(next.height);
    let middle = |b: &BoxPx| b.y + b.height / 2.0;
    let gap = next.x - last.right();
    (middle(last) - middle(next)).abs() < 0.4 * size && gap > -0.6 * size && gap < COLUMN_GAP * size
}

/// Whether a line was broken by hand: the next line's first word would have fitted on it.
pub fn broken_by_hand(block: &Block, number: usize, words: &[Word]) -> bool {
    let (Some(line), Some(next)) = (block.lines.get(number), block.lines.get(number + 1)) else {
        return false;
    };
    let Some(first) = next.words.first().map(|&w| &words[w]) else {
        return false;
    };
    // A run of Chinese can be broken after any of its characters.
    let width = match first.text.chars().next() {
        Some(c) if is_han(c) => first.bounds.height,
        _ => first.bounds.width,
    };
    line.bounds.right() + 0.35 * line.size + width < block.bounds.right() - 0.3 * line.size
}
