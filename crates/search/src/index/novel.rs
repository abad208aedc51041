//! Which features of a keyframe the one before it in the same shot shows already: the index keeps
//! each once. What moves together with many others is the same thing seen again.

use std::collections::HashMap;

use pixels::Feature;

/// Bits in which two signatures of one thing may differ, of 64.
const MOST_BITS: u32 = 14;
/// Largest difference of direction (radians) and of size (log2).
const MOST_TURN: f32 = 0.3;
const MOST_SIZE: f32 = 0.5;
/// Side of a cell of displacements in pixels, and least members of one that counts.
const CELL: f32 = 12.0;
const LEAST_TOGETHER: u32 = 6;

/// A keyframe's words as the next one is compared with them.
#[derive(Default)]
pub struct Previous {
    by_word: HashMap<u16, Vec<(u64, Feature)>>,
}

impl Previous {
    pub fn new(points: &[Feature], words: &[(u16, u64)]) -> Self {
        let mut by_word: HashMap<u16, Vec<(u64, Feature)>> = HashMap::new();
        for (point, (word, signature)) in points.iter().zip(words) {
            by_word.entry(*word).or_default().push((*signature, *point));
        }
        Self { by_word }
    }

    /// For every feature, whether it is another view of one of these.
    pub fn shows(&self, points: &[Feature], words: &[(u16, u64)]) -> Vec<bool> {
        let twins: Vec<Option<(i32, i32)>> = points
            .iter()
            .zip(words)
            .map(|(point, word)| self.displacement(point, word))
            .collect();
        let mut together: HashMap<(i32, i32), u32> = HashMap::new();
        for cell in twins.iter().flatten() {
            *together.entry(*cell).or_default() += 1;
        }
        let near = |(x, y): (i32, i32)| -> u32 {
            (-1..=1)
                .flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
                .filter_map(|cell| together.get(&cell))
                .sum()
        };
        twins
            .into_iter()
            .map(|cell| cell.is_some_and(|c| near(c) >= LEAST_TOGETHER))
            .collect()
    }

    /// Cell of the displacement from the most alike feature.
    fn displacement(&self, point: &Feature, word: &(u16, u64)) -> Option<(i32, i32)> {
        const PI: f32 = std::f32::consts::PI;
        self.by_word
            .get(&word.0)?
            .iter()
            .filter(|(_, p)| {
                let turn = (p.angle - point.angle + PI).rem_euclid(2.0 * PI) - PI;
                turn.abs() <= MOST_TURN && (p.scale / point.scale).log2().abs() <= MOST_SIZE
            })
            .map(|(signature, p)| ((signature ^ word.1).count_ones(), p))
            .filter(|(bits, _)| *bits <= MOST_BITS)
            .min_by_key(|(bits, _)| *bits)
            .map(|(_, p)| {
                let cell = |v: f32| (v / CELL).round() as i32;
                (cell(point.x - p.x), cell(point.y - p.y))
            })
    }
}
