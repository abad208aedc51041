//! Which ties the similarity of each tie explains: every pair is looked at, in lanes.
//!
//! Only sums and counts live here; growing what is well supported is `geometry`'s work.

use crate::geometry::{MOST_SIZE, MOST_TURN, Tie, weight};

/// Ties that are looked at together.
const LANES: usize = 8;

/// How far off a tie may be that a seed's similarity explains: pixels, and a share of its distance
/// from the seed, for what obliquity and the seed's own imprecision do.
const LEAST_OFF: f32 = 3.0;
const OFF: f32 = 0.28;

/// Ties as columns, filled up to whole lanes with ties that nothing explains.
pub struct Field {
    len: usize,
    /// Positions on the reference and on the frame.
    ax: Vec<f32>,
    ay: Vec<f32>,
    bx: Vec<f32>,
    by: Vec<f32>,
    /// Frame turn less reference turn, radians in [0, 2π); ln of frame scale over reference scale.
    turn: Vec<f32>,
    size: Vec<f32>,
    weight: Vec<f32>,
}

/// A similarity anchored at its seed.
struct Similarity {
    from: (f32, f32),
    to: (f32, f32),
    cos: f32,
    sin: f32,
    turn: f32,
    size: f32,
}

impl Field {
    pub fn new(ties: &[Tie]) -> Self {
        let column = |of: &dyn Fn(&Tie) -> f32, fill: f32| {
            let mut out: Vec<f32> = ties.iter().map(of).collect();
            out.resize(ties.len().next_multiple_of(LANES), fill);
            out
        };
        let turn = |t: &Tie| {
            let turn = t.on_frame.angle - t.on_reference.angle;
            turn.rem_euclid(std::f32::consts::TAU)
        };
        let size = |t: &Tie| (t.on_frame.scale / t.on_reference.scale).ln();
        Self {
            len: ties.len(),
            ax: column(&|t| t.on_reference.x, 0.0),
            ay: column(&|t| t.on_reference.y, 0.0),
            bx: column(&|t| t.on_frame.x, 0.0),
            by: column(&|t| t.on_frame.y, 0.0),
            turn: column(&turn, 0.0),
            size: column(&size, f32::INFINITY),
            weight: column(&|t| weight(t) as f32, 0.0),
        }
    }

    /// Weighted number of ties that a tie's similarity explains, itself included, and their plain
    /// number.
    pub fn support(&self, seed: usize) -> (f32, u32) {
        let similarity = self.similarity(seed);
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: AVX2 is there.
            return unsafe { self.support_avx2(&similarity) };
        }
        self.supported(&similarity)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn support_avx2(&self, similarity: &Similarity) -> (f32, u32) {
        self.supported(similarity)
    }

    /// Numbers of the ties that a tie's similarity explains.
    pub fn explained(&self, seed: usize) -> impl Iterator<Item = usize> + '_ {
        let similarity = self.similarity(seed);
        (0..self.len.div_ceil(LANES)).flat_map(move |block| {
            let lanes = self.lanes(block * LANES, &similarity);
            let explained = move |lane: &usize| lanes[*lane];
            (0..LANES)
                .filter(explained)
                .map(move |lane| block * LANES + lane)
        })
    }

    fn similarity(&self, seed: usize) -> Similarity {
        let (turn, size) = (self.turn[seed], self.size[seed]);
        let scale = size.exp();
        Similarity {
            from: (self.ax[seed], self.ay[seed]),
            to: (self.bx[seed], self.by[seed]),
            cos: scale * turn.cos(),
            sin: scale * turn.sin(),
            turn,
            size,
        }
    }

    #[inline(always)]
    fn supported(&self, similarity: &Similarity) -> (f32, u32) {
        let mut votes = [0f32; LANES];
        let mut counts = [0u32; LANES];
        for at in (0..self.ax.len()).step_by(LANES) {
            let explained = self.lanes(at, similarity);
            let weights = &self.weight[at..at + LANES];
            for i in 0..LANES {
                votes[i] += if explained[i] { weights[i] } else { 0.0 };
                counts[i] += u32::from(explained[i]);
            }
        }
        (votes.iter().sum(), counts.iter().sum())
    }

    #[inline(always)]
    fn lanes(&self, at: usize, s: &Similarity) -> [bool; LANES] {
        const TAU: f32 = std::f32::consts::TAU;
        let of = |column: &[f32]| -> [f32; LANES] {
            column[at..].first_chunk().copied().unwrap_or([0.0; LANES])
        };
        let (ax, ay, bx, by) = (of(&self.ax), of(&self.ay), of(&self.bx), of(&self.by));
        let (turn, size) = (of(&self.turn), of(&self.size));
        std::array::from_fn(|i| {
            let (dx, dy) = (ax[i] - s.from.0, ay[i] - s.from.1);
            let (x, y) = (s.cos * dx - s.sin * dy, s.sin * dx + s.cos * dy);
            let (ex, ey) = (s.to.0 + x - bx[i], s.to.1 + y - by[i]);
            let most = LEAST_OFF + OFF * (x * x + y * y).sqrt();
            let near = ex * ex + ey * ey <= most * most;
            let apart = (turn[i] - s.turn).abs();
            let turned = apart.min(TAU - apart) < MOST_TURN as f32;
            let sized = (size[i] - s.size).abs() < MOST_SIZE as f32;
            near & turned & sized
        })
    }
}

#[cfg(test)]
mod tests {
    use pixels::Feature;
    use proptest::prelude::*;

    use super::*;
    use crate::correspond::Correspondence;

    fn tie((x, y, angle, scale): (f32, f32, f32, f32), at: (f32, f32, f32, f32)) -> Tie {
        let feature = |x, y, angle, scale| Feature {
            x,
            y,
            scale,
            angle,
            response: 0.1,
        };
        Tie {
            on_reference: feature(x, y, angle, scale),
            on_frame: feature(at.0, at.1, at.2, at.3),
            source: Correspondence {
                frame: 0,
                reference: 0,
                distance: 0.3,
                ratio: 0.8,
            },
        }
    }

    fn places() -> impl Strategy<Value = (f32, f32, f32, f32)> {
        (
            0f32..60.0,
            0f32..60.0,
            0f32..std::f32::consts::TAU,
            1f32..3.0,
        )
    }

    proptest! {
        /// Whatever the processor has, and however many lanes are filled up.
        #[test]
        fn what_supports_a_seed_is_what_it_explains(
            pairs in prop::collection::vec((places(), places()), 1..40),
        ) {
            let ties: Vec<Tie> = pairs.into_iter().map(|(a, b)| tie(a, b)).collect();
            let field = Field::new(&ties);
            for seed in 0..ties.len() {
                let explained: Vec<usize> = field.explained(seed).collect();
                prop_assert!(explained.contains(&seed));
                prop_assert!(explained.iter().all(|i| *i < ties.len()));
                let (votes, count) = field.support(seed);
                prop_assert_eq!(count as usize, explained.len());
                prop_assert_eq!((votes, count), field.supported(&field.similarity(seed)));
            }
        }
    }
}
