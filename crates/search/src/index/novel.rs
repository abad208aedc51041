//! Which features of a keyframe one before it in the same shot shows already: the index keeps each
//! once. What moves together with many others is the same thing seen again.

use std::collections::HashMap;

use pixels::{Feature, Features};

use crate::correspond::least_dot;
use crate::dots::dot;
use crate::spot::{self, Grid};

/// Bits in which two signatures of one thing may differ, of 64.
const MOST_BITS: u32 = 14;
/// Most descriptor distance of one thing, where many others moved to its place.
const MOST_DISTANCE: f64 = 0.6;
/// Largest difference of direction (radians) and of size (log2).
const MOST_TURN: f32 = 0.3;
const MOST_SIZE: f32 = 0.5;
/// Side of a cell of displacements in pixels, and least members of one that counts.
const CELL: f32 = 12.0;
const LEAST_TOGETHER: u32 = 6;
/// Displacements by which what has another word is sought: those of most members.
const MOST_MOVES: usize = 12;

/// A keyframe as the next ones are compared with it.
pub struct Previous {
    by_word: HashMap<u16, Vec<(u64, u32)>>,
    features: Features,
    grid: Grid,
}

impl Previous {
    pub fn new(features: Features, words: &[(u16, u64)]) -> Self {
        let mut by_word: HashMap<u16, Vec<(u64, u32)>> = HashMap::new();
        for (i, (word, signature)) in words.iter().enumerate() {
            by_word
                .entry(*word)
                .or_default()
                .push((*signature, i as u32));
        }
        let size = features.size();
        Self {
            by_word,
            grid: Grid::new(features.points(), size.width, size.height),
            features,
        }
    }

    /// For every feature, whether it is another view of one of these.
    pub fn shows(&self, features: &Features, words: &[(u16, u64)]) -> Vec<bool> {
        let points = features.points();
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
        let mut moves: Vec<(u32, (i32, i32))> =
            together.keys().map(|cell| (near(*cell), *cell)).collect();
        moves.retain(|(count, _)| *count >= LEAST_TOGETHER);
        moves.sort_by(|a, b| b.cmp(a));
        moves.truncate(MOST_MOVES);
        twins
            .into_iter()
            .enumerate()
            .map(|(i, cell)| {
                cell.is_some_and(|c| near(c) >= LEAST_TOGETHER)
                    || moves.iter().any(|(_, by)| self.moved(features, i, *by))
            })
            .collect()
    }

    /// Whether a feature shows one of these after they moved by about so many cells.
    fn moved(&self, features: &Features, number: usize, by: (i32, i32)) -> bool {
        let least = least_dot(MOST_DISTANCE);
        let point = &features.points()[number];
        let mut from = spot::at(point);
        from.x -= f64::from(by.0 as f32 * CELL);
        from.y -= f64::from(by.1 as f32 * CELL);
        self.grid.near(from, f64::from(CELL)).any(|k| {
            let k = k as usize;
            let before = &self.features.points()[k];
            let (dx, dy) = (f64::from(before.x) - from.x, f64::from(before.y) - from.y);
            dx.abs().max(dy.abs()) <= f64::from(CELL)
                && alike(point, before)
                && dot(features.descriptor(number), self.features.descriptor(k)) >= least
        })
    }

    /// Cell of the displacement from the most alike feature of the same word.
    fn displacement(&self, point: &Feature, word: &(u16, u64)) -> Option<(i32, i32)> {
        self.by_word
            .get(&word.0)?
            .iter()
            .map(|(signature, i)| (signature, &self.features.points()[*i as usize]))
            .filter(|(_, p)| alike(point, p))
            .map(|(signature, p)| ((signature ^ word.1).count_ones(), p))
            .filter(|(bits, _)| *bits <= MOST_BITS)
            .min_by_key(|(bits, _)| *bits)
            .map(|(_, p)| {
                let cell = |v: f32| (v / CELL).round() as i32;
                (cell(point.x - p.x), cell(point.y - p.y))
            })
    }
}

/// Whether two features are turned and sized about alike.
fn alike(a: &Feature, b: &Feature) -> bool {
    const PI: f32 = std::f32::consts::PI;
    let turn = (a.angle - b.angle + PI).rem_euclid(2.0 * PI) - PI;
    turn.abs() <= MOST_TURN && (a.scale / b.scale).log2().abs() <= MOST_SIZE
}
