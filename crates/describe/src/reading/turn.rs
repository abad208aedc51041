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

/// Whether so little of a sheet can be read that it may be turned: the best support of each line.
pub fn is_doubtful(lines: &[f32]) -> bool {
    lines.len() >= 3 && lines.iter().sum::<f32>() / (lines.len() as f32) < 0.62
}

/// The lines that tell best: the longest.
pub fn telling(quads: &[Quad]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..quads.len()).collect();
    let length = |i: usize| quads[i].apparent_width() / quads[i].apparent_height().max(1.0);
    order.sort_by(|a, b| length(*b).total_cmp(&length(*a)));
    order.truncate(6);
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
