//! Words that belong to a drawing: labels at axes and arrows, which are text and no shapes.

use hayro::kurbo::Rect;
use model::Word;

/// A label is a line of so many words at most,
const FEW: usize = 2;
/// this near to the drawing, in points, or in parts of its shorter side;
const NEAR: f64 = 24.0;
const NEAR_PART: f64 = 0.1;
/// longer lines touch it: captions and paragraphs stand off.
const TOUCHING: f64 = 1.5;
/// A label reaches no further out of the drawing, in parts of what is near.
const FURTHEST: f64 = 2.0;
/// Words that captions begin with, which stand before a number.
const CAPTIONS: [&str; 13] = [
    "figure",
    "fig",
    "table",
    "diagram",
    "illustration",
    "tableau",
    "schéma",
    "рис",
    "рисунок",
    "таблица",
    "сурет",
    "图",
    "表",
];
/// Lines whose left ends differ by no more begin at one margin, in points.
const ALIGNED: f64 = 1.0;
/// Parts of a word's box above and below its letters.
const ABOVE: f64 = 0.2;
const BELOW: f64 = 0.22;

/// Lines of more words than a label has: captions and paragraphs.
pub fn long_lines(words: &[Word]) -> Vec<Rect> {
    let all = lines(words).into_iter();
    all.filter(|l| l.is_text() || l.captions)
        .map(|l| l.bounds)
        .collect()
}

/// Lines that begin as captions do.
pub fn captions(words: &[Word]) -> Vec<Rect> {
    let all = lines(words).into_iter();
    all.filter(|l| l.captions).map(|l| l.bounds).collect()
}

/// A drawing's region, with its labels.
pub fn with_labels(region: Rect, words: &[Word]) -> Rect {
    let lines = lines(words);
    let margins: Vec<f64> = lines
        .iter()
        .filter(|l| l.is_text() && !overlaps(region, l.bounds))
        .map(|l| l.bounds.x0)
        .collect();
    // Headings and last lines of paragraphs above or below the drawing begin where others do.
    let of_text = |line: &Rect| {
        let apart = line.y1 <= region.y0 || line.y0 >= region.y1;
        apart && margins.iter().any(|m| (m - line.x0).abs() <= ALIGNED)
    };
    let near_by = NEAR.max(NEAR_PART * region.width().min(region.height()));
    let mut out = region;
    // Labels of labels: the unit below the numbers of an axis.
    for _ in 0..2 {
        let before = out;
        for line in lines.iter().filter(|l| !l.captions) {
            let bounds = &line.bounds;
            let reach = if line.is_text() { TOUCHING } else { near_by };
            let near = overlaps(before.inflate(reach, reach), *bounds);
            // The numbers of an axis may go along all of it.
            let wide = bounds.width() > 0.8 * region.width() && !line.numbers;
            let joined = out.union(*bounds);
            let far = [
                region.x0 - joined.x0,
                region.y0 - joined.y0,
                joined.x1 - region.x1,
                joined.y1 - region.y1,
            ];
            if near && !wide && !of_text(bounds) && far.iter().all(|f| *f <= FURTHEST * near_by) {
                out = joined;
            }
        }
        if out == before {
            break;
        }
    }
    out
}

fn overlaps(a: Rect, b: Rect) -> bool {
    a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

/// Words that follow each other on one height.
struct Line {
    bounds: Rect,
    /// How many words.
    count: usize,
    /// It begins as a caption does.
    captions: bool,
    /// Each word is a number, as at an axis.
    numbers: bool,
}

impl Line {
    /// A line of a paragraph: more words than a label has.
    const fn is_text(&self) -> bool {
        self.count > FEW && !self.numbers
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits > 0 && !word.chars().any(char::is_alphabetic)
}

fn is_caption(first: &str) -> bool {
    let folded = first.to_lowercase();
    let bare = folded.trim_end_matches(|c: char| !c.is_alphabetic());
    CAPTIONS.contains(&bare) || folded.starts_with(['图', '表']) && folded != bare
}

fn lines(words: &[Word]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        let b = &word.bounds;
        let letters = Rect::new(
            b.x,
            b.y + ABOVE * b.height,
            b.right(),
            b.bottom() - BELOW * b.height,
        );
        let follows = |line: &Rect| {
            let level = (line.y0 - letters.y0).abs() < 0.5 * letters.height();
            level && (-1.0..b.height).contains(&(letters.x0 - line.x1))
        };
        match lines.last_mut() {
            Some(line) if follows(&line.bounds) => {
                line.bounds = line.bounds.union(letters);
                line.count += 1;
                line.numbers &= is_number(&word.text);
            }
            _ => lines.push(Line {
                bounds: letters,
                count: 1,
                captions: is_caption(&word.text),
                numbers: is_number(&word.text),
            }),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::with_labels;
    use hayro::kurbo::Rect;
    use model::{BoxPx, Word};

    /// A line of words at a height, each 40 points wide.
    fn line(x: f64, y: f64, text: &str) -> Vec<Word> {
        let words = text.split(' ').enumerate();
        let word = |(n, w): (usize, &str)| Word {
            text: w.to_owned(),
            bounds: BoxPx {
                x: x + 44.0 * n as f64,
                y,
                width: 40.0,
                height: 12.0,
            },
        };
        words.map(word).collect()
    }

    #[test]
    fn a_heading_at_the_margin_is_no_label_and_a_tick_is() {
        let region = Rect::new(70.0, 100.0, 300.0, 200.0);
        let mut words = line(56.0, 40.0, "one two three four five");
        words.extend(line(56.0, 82.0, "Definition 10"));
        words.extend(line(120.0, 204.0, "2014"));
        let with = with_labels(region, &words);
        assert_eq!(with.y0, 100.0);
        assert!(with.y1 > 210.0);
    }
}
