//! From blocks to whole sentences, each with its heading and a box a line.

use std::ops::Range;
use std::rc::Rc;

use model::text::{Token, is_han, tokens};
use model::{BoxPx, Word};

use super::lines::{Block, blocks, broken_by_hand};

/// A sentence, an item of a list, or a heading.
pub struct Sentence {
    pub text: String,
    pub tokens: Vec<Token>,
    /// One box a line, in points of the page.
    pub boxes: Vec<BoxPx>,
    /// The heading or lead-in that it stands under.
    pub heading: Option<Rc<str>>,
    /// Whether it ends as a sentence does.
    pub finished: bool,
    pub asks: bool,
    /// Number of its block on the page: sentences speak of those before in the same block.
    pub block: usize,
}

/// A heading has at most so many words (characters in Chinese).
const HEADING_WORDS: usize = 14;
/// Sentences are cut where they get longer, in bytes.
const LONGEST: usize = 2_000;

/// A piece of text and where it stands.
struct Paragraph {
    text: String,
    /// Bytes of the text, the box of the word there, and the number of its line.
    places: Vec<(Range<usize>, BoxPx, usize)>,
    size: f64,
    block: usize,
}

/// The sentences of a page, block after block.
pub fn sentences(words: &[Word]) -> Vec<Sentence> {
    let mut paragraphs = Vec::new();
    for (number, block) in blocks(words).iter().enumerate() {
        paragraphs_of(block, number, words, &mut paragraphs);
    }
    join_continued(&mut paragraphs);
    let mut found = Vec::new();
    let mut headings = Headings::default();
    let mut lead_in: Option<Rc<str>> = None;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let text = paragraph.text.trim();
        if text.ends_with([':', '：']) {
            lead_in = Some(text.into());
            cut(paragraph, headings.all().as_ref(), &mut found);
            continue;
        }
        if is_heading(paragraph, paragraphs.get(at + 1)) {
            headings.leave(paragraph.size);
            cut(paragraph, headings.all().as_ref(), &mut found);
            headings.0.push((text.to_owned(), paragraph.size));
            lead_in = None;
            continue;
        }
        let over = lead_in.clone().or_else(|| headings.all());
        cut(paragraph, over.as_ref(), &mut found);
        if ends_sentence(text) && !begins_item(text) {
            lead_in = None;
        }
    }
    found
}

/// The headings that a place stands under, the largest first.
#[derive(Default)]
struct Headings(Vec<(String, f64)>);

impl Headings {
    /// A heading of some size ends those that are not larger.
    fn leave(&mut self, size: f64) {
        self.0.retain(|(_, s)| *s > 1.02 * size);
    }

    fn all(&self) -> Option<Rc<str>> {
        let texts: Vec<&str> = self.0.iter().map(|(t, _)| t.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join(" › ").into())
    }
}

fn paragraphs_of(block: &Block, number: usize, words: &[Word], into: &mut Vec<Paragraph>) {
    let fresh = |size: f64| Paragraph {
        text: String::new(),
        places: Vec::new(),
        size,
        block: number,
    };
    let mut paragraph: Option<Paragraph> = None;
    for (n, line) in block.lines.iter().enumerate() {
        let first = line.words.first().map_or("", |&w| words[w].text.as_str());
        let parted = paragraph.as_ref().is_some_and(|p| ends_parted(&p.text));
        let by_hand = n > 0 && !parted && broken_by_hand(block, n - 1, words);
        if by_hand || begins_item(first) {
            into.extend(paragraph.take());
        }
        let open = paragraph.get_or_insert_with(|| fresh(line.size));
        for (i, &w) in line.words.iter().enumerate() {
            append(open, &words[w], n, i == 0);
        }
    }
    into.extend(paragraph);
}

/// Adds a word, with a blank where the script has blanks. A word parted at the end of a line is
/// joined with a soft hyphen.
fn append(paragraph: &mut Paragraph, word: &Word, line: usize, begins_line: bool) {
    let text = &mut paragraph.text;
    let first = word.text.chars().next();
    let parted = begins_line && first.is_some_and(char::is_lowercase) && ends_parted(text);
    if parted {
        text.pop();
        text.push('\u{ad}');
    } else if !text.is_empty() && !joins_without_blank(text.chars().next_back(), first) {
        text.push(' ');
    }
    let start = text.len();
    text.push_str(&word.text);
    paragraph
        .places
        .push((start..text.len(), word.bounds, line));
}

/// Whether a line ends in the middle of a word.
fn ends_parted(text: &str) -> bool {
    text.ends_with(['-', '\u{ad}', '\u{2010}'])
        && text.chars().rev().nth(1).is_some_and(char::is_alphabetic)
}

fn joins_without_blank(before: Option<char>, after: Option<char>) -> bool {
    let wide =
        |c: Option<char>| c.is_some_and(|c| is_han(c) || "，。！？；：、（）《》“”".contains(c));
    wide(before) && wide(after)
}

/// A paragraph that ends without an end and goes on with a small letter in the next block: a
/// column or a picture came between.
fn join_continued(paragraphs: &mut Vec<Paragraph>) {
    let mut n = 1;
    while n < paragraphs.len() {
        let (before, after) = (&paragraphs[n - 1], &paragraphs[n]);
        let open = !ends_sentence(before.text.trim()) && before.text.len() > 40;
        let small = after.text.chars().next().is_some_and(char::is_lowercase);
        let same = (before.size - after.size).abs() < 0.03 * before.size.max(0.1);
        if open && small && same && before.block != after.block {
            let after = paragraphs.remove(n);
            let before = &mut paragraphs[n - 1];
            before.text.push(' ');
            let shift = before.text.len();
            before.text.push_str(&after.text);
            let last = before.places.last().map_or(0, |p| p.2 + 1);
            for (range, bounds, line) in after.places {
                let moved = range.start + shift..range.end + shift;
                before.places.push((moved, bounds, line + last));
            }
        } else {
            n += 1;
        }
    }
}

fn begins_item(text: &str) -> bool {
    text.starts_with([
        '•', '▪', '■', '◦', '●', '–', '—', '✓', '✔', '·', '*', '►', '◆', '○', '❖',
    ]) || text
        .strip_suffix(['.', ')'])
        .is_some_and(|n| !n.is_empty() && n.len() <= 3 && n.chars().all(|c| c.is_ascii_digit()))
}

fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '»', '”', ')', '）', '’', ' ']);
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', ';', '；'])
}

/// A short line without an end, over text that is not larger.
fn is_heading(paragraph: &Paragraph, next: Option<&Paragraph>) -> bool {
    let text = paragraph.text.trim();
    let Some(next) = next else { return false };
    if ends_sentence(text) || begins_item(text) || text.ends_with([',', '，', '、']) {
        return false;
    }
    let count = tokens(text).len();
    if count == 0 || count > HEADING_WORDS {
        return false;
    }
    let larger = paragraph.size > 1.04 * next.size;
    let over_text = paragraph.size >= 0.98 * next.size && ends_sentence(next.text.trim());
    larger || over_text
}

/// Cuts a paragraph into sentences.
fn cut(paragraph: &Paragraph, heading: Option<&Rc<str>>, into: &mut Vec<Sentence>) {
    let text = &paragraph.text;
    let mut start = 0;
    for end in ends(text) {
        let piece = text.get(start..end).unwrap_or_default();
        let lead = piece.len() - piece.trim_start().len();
        let trimmed = piece.trim();
        if trimmed.chars().any(char::is_alphanumeric) {
            let range = start + lead..start + lead + trimmed.len();
            into.push(Sentence {
                text: trimmed.to_owned(),
                tokens: tokens(trimmed),
                boxes: boxes(paragraph, &range),
                heading: heading.cloned(),
                finished: ends_sentence(trimmed),
                asks: trimmed.ends_with(['?', '？']),
                block: paragraph.block,
            });
        }
        start = end;
    }
}

/// Where sentences end, in bytes; the end of the text last.
fn ends(text: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut from = 0;
    for (i, &(at, c)) in chars.iter().enumerate() {
        let after = at + c.len_utf8();
        let next = chars.get(i + 1).map(|p| p.1);
        let ends_here = match c {
            '。' | '！' | '？' => !next.is_some_and(|n| "”’」）".contains(n)),
            '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
            '.' => ends_with_stop(text, at, &chars[i + 1..]),
            _ => false,
        };
        if (ends_here || after - from > LONGEST) && after < text.len() {
            found.push(after);
            from = after;
        }
    }
    found.push(text.len());
    found
}

fn ends_with_stop(text: &str, at: usize, after: &[(usize, char)]) -> bool {
    if after.first().is_some_and(|(_, c)| !c.is_whitespace()) {
        return false;
    }
    let next = after.iter().map(|p| p.1).find(|c| !c.is_whitespace());
    let begins = next.is_none_or(|c| !c.is_lowercase());
    let word = text[..at]
        .rsplit(|c: char| !c.is_alphanumeric() && c != '.')
        .next()
        .unwrap_or_default();
    begins && !is_abbreviation(word)
}

/// Short forms after which a sentence goes on.
fn is_abbreviation(word: &str) -> bool {
    let lower = word.to_lowercase();
    const SHORT: &[&str] = &[
        "e.g",
        "i.e",
        "no",
        "fig",
        "figs",
        "approx",
        "cf",
        "vs",
        "art",
        "p",
        "pp",
        "ex",
        "env",
        "mr",
        "dr",
        "т.е",
        "т.к",
        "т.н",
        "рис",
        "табл",
        "стр",
        "ст",
        "гл",
        "см",
        "им",
        "напр",
        "сурет",
        "б",
        "қ",
    ];
    SHORT.contains(&lower.as_str())
        || (lower.chars().count() == 1 && word.chars().all(char::is_uppercase))
}

/// One box a line for some bytes of a paragraph. Runs of Chinese are one word of many characters:
/// the box is cut in proportion.
fn boxes(paragraph: &Paragraph, range: &Range<usize>) -> Vec<BoxPx> {
    let mut found: Vec<(usize, BoxPx)> = Vec::new();
    for (place, bounds, line) in &paragraph.places {
        let (from, to) = (place.start.max(range.start), place.end.min(range.end));
        if from >= to {
            continue;
        }
        let length = place.len().max(1) as f64;
        let part = BoxPx {
            x: bounds.x + bounds.width * (from - place.start) as f64 / length,
            width: bounds.width * (to - from) as f64 / length,
            ..*bounds
        };
        match found.last_mut() {
            Some((l, b)) if l == line => *b = b.around(&part),
            _ => found.push((*line, part)),
        }
    }
    found.into_iter().map(|(_, b)| b).collect()
}
