//! Screens that are filmed upside down or in a mirror, and writing that no recogniser here knows:
//! noticed when nothing can be read as it is.

use model::{Quad, Turn};

/// The same line with its corners named from the text's own top left: what is cut out by it is
/// upright.
pub fn upright(turn: Turn, quad: &Quad) -> Quad {
    let [a, b, c, d] = quad.0;
    match turn {
        Turn::UpsideDown => Quad([c, d, a, b]),
        Turn::Mirrored => Quad([b, a, d, c]),
    }
}

/// Worth of what is surely read as it lies, and the share of a sheet's letters that are read so on
/// upright ones at least: 0.42 and more on those that were looked at, and 0.16 and less on what is
/// upside down or, but for Chinese signs, in a mirror.
const SURE: f32 = 0.97;
const SHARE: f32 = 0.3;
/// Worth under which next to nothing is read.
const POOR: f32 = 0.62;
/// Doubt that may be left, turned, of the doubt as it lies: recognisers are nine tenths sure of the
/// nonsense that large clear letters are upside down, and wholly sure of what they are upright.
const LEFT: f32 = 0.6;
/// What turning must gain in any case, and what is enough by itself.
const LEAST: f32 = 0.03;
const ENOUGH: f32 = 0.2;

fn mean(lines: &[f32]) -> f32 {
    lines.iter().sum::<f32>() / lines.len().max(1) as f32
}

/// Whether a sheet may be turned: the best support of each line, and its letters. What is no text
/// and is doubtful whichever way it lies has few of them.
pub fn is_doubtful(lines: &[(f32, f32)]) -> bool {
    let letters = |of: &dyn Fn(f32) -> bool| -> f32 {
        let counted = lines.iter().filter(|(worth, _)| of(*worth));
        counted.map(|(_, letters)| letters).sum()
    };
    lines.len() >= 3 && letters(&|worth| worth > SURE) < SHARE * letters(&|_| true)
}

/// Whether some lines are read so much better turned that they are.
pub fn is_turned(as_it_lies: &[f32], turned: &[f32]) -> bool {
    let (now, then) = (mean(as_it_lies), mean(turned));
    then > now + ENOUGH || then > now + LEAST && 1.0 - then < LEFT * (1.0 - now)
}

/// The lines that tell best: the longest. Fewer where much is read as it is.
pub fn telling(quads: &[Quad], known: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..quads.len()).collect();
    let length = |i: usize| quads[i].apparent_width() / quads[i].apparent_height().max(1.0);
    order.sort_by(|a, b| length(*b).total_cmp(&length(*a)));
    order.truncate(if mean(known) < POOR { 6 } else { 4 });
    order
}

/// Scripts, as Tesseract names them, that run from right to left.
pub fn runs_left(script: &str) -> bool {
    matches!(script, "Arabic" | "Hebrew" | "Syriac" | "Thaana")
}

#[cfg(test)]
mod tests {
    use model::Size;

    use super::*;

    #[test]
    fn what_is_read_much_better_turned_is_turned() {
        // Large and clear, small and poor.
        assert!(is_turned(&[0.90, 0.93, 0.91], &[0.995, 0.994, 0.995]));
        assert!(is_turned(&[0.3, 0.4, 0.35], &[0.6, 0.7, 0.65]));
        assert!(!is_turned(&[0.995, 0.994, 0.995], &[0.91, 0.92, 0.93]));
        assert!(!is_turned(&[0.8, 0.82, 0.85], &[0.84, 0.83, 0.86]));
    }

    #[test]
    fn a_sheet_is_doubtful_where_few_of_its_letters_are_sure() {
        let of = |lines: &[(f32, f32)]| is_doubtful(lines);
        assert!(!of(&[(0.99, 8.0), (0.98, 12.0), (0.99, 9.0)]));
        assert!(!of(&[(0.2, 8.0), (0.3, 9.0)]), "too few to tell");
        // One line of text among spots that are read as a letter or two.
        assert!(!of(&[
            (0.98, 20.0),
            (0.6, 1.0),
            (0.5, 2.0),
            (0.7, 1.0),
            (0.0, 0.0)
        ]));
        // A short word is the same upside down.
        assert!(of(&[(0.99, 2.0), (0.93, 14.0), (0.91, 20.0), (0.92, 9.0)]));
        assert!(of(&[(0.3, 9.0), (0.4, 12.0), (0.35, 8.0)]));
    }

    #[test]
    fn turned_twice_is_as_before() {
        let quad = Quad::of_size(Size {
            width: 90,
            height: 20,
        });
        for turn in Turn::ALL {
            assert_ne!(upright(turn, &quad), quad);
            assert_eq!(upright(turn, &upright(turn, &quad)), quad);
        }
    }
}
