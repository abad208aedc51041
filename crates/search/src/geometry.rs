//! From correspondences to homographies: every correspondence proposes a similarity by its two
//! features' scales and turns; the most supported proposals grow to affine maps and homographies.
//!
//! Exhaustive over the seeds and without chance, so that the same input gives the same answer.

use model::Homography;
use pixels::homography::{Pair, fit, fit_affine, refine, transfer_error};
use pixels::{Feature, plausible};

use crate::correspond::Correspondence;
use crate::field::Field;
use crate::spot;

/// Most correspondences of a reference that are looked at: the surest.
pub const MOST: usize = 1200;
/// Least members of a map.
const LEAST_MEMBERS: usize = 4;

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Seeds that are grown.
    pub seeds: usize,
    /// Least support of a seed, itself included.
    pub least_support: u32,
}

const WHOLE: Effort = Effort {
    seeds: 10,
    least_support: LEAST_MEMBERS as u32,
};

/// Turn and size that a correspondence must share with a map, at most: radians, ln.
pub(crate) const MOST_TURN: f64 = 0.6;
pub(crate) const MOST_SIZE: f64 = 0.7;

/// A correspondence with its two features.
#[derive(Clone, Copy, Debug)]
pub struct Tie {
    pub on_reference: Feature,
    pub on_frame: Feature,
    pub source: Correspondence,
}

impl Tie {
    pub fn pair(&self) -> Pair {
        (spot::at(&self.on_reference), spot::at(&self.on_frame))
    }
}

/// Homographies (frame from reference) that several ties agree on, best supported first.
pub fn propose(ties: &[Tie], tolerance: f64) -> Vec<Homography> {
    propose_with(ties, tolerance, WHOLE)
}

/// The same, with so much effort.
pub fn propose_with(ties: &[Tie], tolerance: f64, effort: Effort) -> Vec<Homography> {
    let ties = &ties[..ties.len().min(MOST)];
    let field = Field::new(ties);
    let mut seeds: Vec<(f32, usize)> = (0..ties.len())
        .filter_map(|i| {
            let (votes, support) = field.support(i);
            (support >= effort.least_support).then_some((votes, i))
        })
        .collect();
    seeds.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut found: Vec<Homography> = Vec::new();
    let mut grown = 0;
    for (_, seed) in seeds {
        if grown == effort.seeds {
            break;
        }
        let explained = found
            .iter()
            .any(|h| transfer_error(h, &ties[seed].pair()) < 2.0 * tolerance);
        if explained {
            continue;
        }
        grown += 1;
        found.extend(grow(ties, &field, seed, tolerance));
    }
    found
}

/// What a tie's opinion is worth before geometry: sure ones more.
pub(crate) fn weight(tie: &Tie) -> f64 {
    (4.0 * (1.0 - f64::from(tie.source.ratio))).clamp(0.2, 1.0)
}

/// Smallest angle between two directions, radians.
fn turn_between(a: f64, b: f64) -> f64 {
    let d = (a - b).rem_euclid(std::f64::consts::TAU);
    d.min(std::f64::consts::TAU - d)
}

/// Whether a tie agrees with a map in position, turn and size.
pub fn agrees(h: &Homography, tie: &Tie, tolerance: f64) -> bool {
    transfer_error(h, &tie.pair()) <= tolerance && alike(h, &tie.on_reference, &tie.on_frame)
}

/// Whether a map turns and sizes a reference feature about as the frame feature is.
pub fn alike(h: &Homography, on_reference: &Feature, on_frame: &Feature) -> bool {
    let Some([a, b, c, d]) = plausible::jacobian(h, spot::at(on_reference)) else {
        return false;
    };
    let angle = f64::from(on_reference.angle);
    let (cos, sin) = (angle.cos(), angle.sin());
    let turned = (c * cos + d * sin).atan2(a * cos + b * sin);
    let scale = f64::from(on_reference.scale) * (a * d - b * c).abs().sqrt();
    turn_between(turned, f64::from(on_frame.angle)) < MOST_TURN
        && (scale / f64::from(on_frame.scale)).ln().abs() < MOST_SIZE
}

/// Grows a seed to the map of all that agrees with it: affine while there is little, then
/// projective.
fn grow(ties: &[Tie], field: &Field, seed: usize, tolerance: f64) -> Option<Homography> {
    let mut members: Vec<&Tie> = field.explained(seed).map(|i| &ties[i]).collect();
    let mut map: Option<Homography> = None;
    for reach in [4.0, 2.5, 1.5, 1.2, 1.0] {
        let next = estimate(&members, tolerance * reach)?;
        members = ties
            .iter()
            .filter(|t| agrees(&next, t, tolerance * reach))
            .collect();
        if members.len() < LEAST_MEMBERS {
            return None;
        }
        map = Some(next);
    }
    map
}

/// Ties from which on a homography is estimated; under it an affine map, which noise bends less.
const PROJECTIVE_FROM: usize = 8;

/// Robust map of ties by reweighted least squares, then Levenberg–Marquardt.
pub fn estimate(members: &[&Tie], scale: f64) -> Option<Homography> {
    let pairs: Vec<Pair> = members.iter().map(|t| t.pair()).collect();
    let prior: Vec<f64> = members.iter().map(|t| weight(t)).collect();
    let mut map = reweighted(&pairs, &prior, scale, fit_affine)?;
    let near = pairs
        .iter()
        .filter(|p| transfer_error(&map, p) < 3.0 * scale)
        .count();
    if near >= PROJECTIVE_FROM {
        let projective = refine(&map, &pairs, scale, 12);
        let cost = |h: &Homography| -> f64 {
            let e = |p| (transfer_error(h, p) / scale).powi(2);
            pairs.iter().map(|p| e(p) / (1.0 + e(p))).sum()
        };
        if cost(&projective) < cost(&map) {
            map = projective;
        } else if let Some(direct) = reweighted(&pairs, &prior, scale, fit)
            && cost(&direct) < cost(&map)
        {
            map = direct;
        }
    }
    Some(map)
}

type Fit = fn(&[Pair], Option<&[f64]>) -> Option<Homography>;

fn reweighted(pairs: &[Pair], prior: &[f64], scale: f64, fit: Fit) -> Option<Homography> {
    let mut map = fit(pairs, Some(prior))?;
    for widen in [4.0, 2.0, 1.0, 1.0] {
        let weights: Vec<f64> = pairs
            .iter()
            .zip(prior)
            .map(|(p, w)| {
                let e = transfer_error(&map, p) / (scale * widen);
                if e.is_finite() {
                    w / (1.0 + e * e).powi(2)
                } else {
                    0.0
                }
            })
            .collect();
        map = fit(pairs, Some(&weights))?;
    }
    Some(map)
}
