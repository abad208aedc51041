//! Words that belong to a drawing: labels at axes and arrows, which are text and no shapes.

use hayro::kurbo::Rect;
use model::Word;

/// A label is a line of so many words at most,
const FEW: usize = 2;
/// this near to the drawing, in points;
const NEAR: f64 = 24.0;
/// longer lines touch it: captions and paragraphs stand off.
const TOUCHING: f64 = 1.5;
/// A label reaches no further out of the drawing, in points.
const FURTHEST: f64 = 48.0;
/// Lines whose left ends differ by no more begin at one margin, in points.
const ALIGNED: f64 = 1.0;
/// Parts of a word's box above and below its letters.
const ABOVE: f64 = 0.2;
const BELOW: f64 = 0.22;

/// Lines of more words than a label has: captions and paragraphs.
pub fn long_lines(words: &[Word]) -> Vec<Rect> {
    let all = lines(words).into_iter();
    all.filter(|(_, count)| *count > FEW)
        .map(|(line, _)| line)
        .collect()
}

/// A drawing's region, with its labels.
pub fn with_labels(region: Rect, words: &[Word]) -> Rect {
    let lines = lines(words);
    let margins: Vec<f64> = lines
        .iter()
        .filter(|(line, count)| *count > FEW && !overlaps(region, *line))
        .map(|(line, _)| line.x0)
        .collect();
    // Headings and last lines of paragraphs above or below the drawing begin where others do.
    let of_text = |line: &Rect| {
        let apart = line.y1 <= region.y0 || line.y0 >= region.y1;
        apart && margins.iter().any(|m| (m - line.x0).abs() <= ALIGNED)
    };
    let mut out = region;
    // Labels of labels: the unit below the numbers of an axis.
    for _ in 0..2 {
        let before = out;
        for (line, count) in &lines {
            let reach = if *count <= FEW { NEAR } else { TOUCHING };
            let near = overlaps(before.inflate(reach, reach), *line);
            let wide = line.width() > 0.8 * region.width();
            let joined = out.union(*line);
            let far = [
                region.x0 - joined.x0,
                region.y0 - joined.y0,
                joined.x1 - region.x1,
                joined.y1 - region.y1,
            ];
            if near && !wide && !of_text(line) && far.iter().all(|f| *f <= FURTHEST) {
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

/// Words that follow each other on one height, with the number of them.
fn lines(words: &[Word]) -> Vec<(Rect, usize)> {
    let mut lines: Vec<(Rect, usize)> = Vec::new();
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
            Some((line, count)) if follows(line) => {
                *line = line.union(letters);
                *count += 1;
            }
            _ => lines.push((letters, 1)),
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
