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
            if near && !wide && far.iter().all(|f| *f <= FURTHEST) {
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
