//! What references of different products have in common: window frames, icons, maps, a maker's
//! house style. Geometry that rests on such parts proves none of the products, only their family.
//!
//! What doesn't live here: judging a frame (`evidence`, `find`).

use std::sync::OnceLock;

use model::Homography;
use pixels::homography::transfer_error;
use pixels::{Feature, Luma};

use crate::correspond::{Correspondence, distance, least_dot};
use crate::dots::{Packed, dot};
use crate::geometry::{Tie, agrees, alike, propose};
use crate::refset::{Entry, ReferenceSet};
use crate::spot::{self, Grid};
use crate::telling::Plates;

/// Numbers of the products that show a feature too, ascending.
pub type Sharers = Vec<usize>;

/// Features of each reference from which a common part is recognised: the strongest.
const SAMPLE: usize = 700;
/// Most descriptor distance of the same part in two documents, by itself and once its place is
/// known.
const MOST_DISTANCE: f64 = 0.6;
/// Most ratio of the distance to that of the next-best spot.
const OWN_RATIO: f64 = 0.92;
/// Least spatially distinct ties of a common part; fewer come by chance or are too little to
/// carry a match.
const LEAST_TIES: usize = 6;
/// Precision, as a share of the reference's longer side: a part that moved within the window by
/// less than this is the same part.
const PRECISION: f64 = 0.006;

/// A reference of another product that shares a part.
#[derive(Clone, Debug)]
pub struct Kin {
    /// Its place in the set.
    pub other: usize,
    /// Where the largest common part lies in it.
    pub other_from_this: Homography,
    /// Where they differ within what they share; found when first asked for.
    plates: OnceLock<Plates>,
}

impl Kin {
    /// Plates between this reference's picture and the other's.
    pub fn plates(&self, own: &Luma, other: &Luma) -> &Plates {
        self.plates
            .get_or_init(|| Plates::of(own, other, &self.other_from_this))
    }
}

/// What a reference has in common with those of other products.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// For every feature, the products that have it in the same arrangement.
    pub sharers: Vec<Sharers>,
    pub kin: Vec<Kin>,
}

/// What a reference has in common with those of other products.
pub fn shared(set: &ReferenceSet, reference: usize) -> Shared {
    let a = &set.entries[reference];
    let sample = strongest(a);
    let mut out = vec![Sharers::new(); a.features.len()];
    let mut kin = Vec::new();
    for (other, b) in set.entries.iter().enumerate() {
        if !set.rivals(reference, other) {
            continue;
        }
        let side = f64::from(b.size.width.max(b.size.height));
        let tolerance = (PRECISION * side).max(1.5);
        let ties = ties(a, &sample, b);
        let grid = Grid::new(b.features.points(), b.size.width, b.size.height);
        let mut largest: Option<(usize, Homography)> = None;
        for map in propose(&ties, tolerance) {
            let agreeing: Vec<_> = ties
                .iter()
                .filter(|t| agrees(&map, t, tolerance))
                .map(Tie::pair)
                .collect();
            let apart = 2.0 * tolerance;
            let distinct = spot::distinct(&agreeing, apart, apart).len();
            if distinct < LEAST_TIES {
                continue;
            }
            mark(a, b, &map, &grid, tolerance, &mut out);
            if largest.as_ref().is_none_or(|l| distinct > l.0) {
                largest = Some((distinct, map));
            }
        }
        kin.extend(largest.map(|(_, other_from_this)| Kin {
            other,
            other_from_this,
            plates: OnceLock::new(),
        }));
    }
    Shared { sharers: out, kin }
}

/// Adds `b`'s product to every feature of `a` that `b` has at the mapped place.
fn mark(a: &Entry, b: &Entry, map: &Homography, grid: &Grid, tolerance: f64, out: &mut [Sharers]) {
    let least = least_dot(MOST_DISTANCE);
    let reach = 2.0 * tolerance;
    for (i, (feature, sharers)) in a.features.points().iter().zip(out).enumerate() {
        let Err(place) = sharers.binary_search(&b.maker) else {
            continue;
        };
        let Some(at) = map.map(spot::at(feature)) else {
            continue;
        };
        let same = grid.near(at, reach).any(|k| {
            let k = k as usize;
            let there: &Feature = &b.features.points()[k];
            transfer_error(map, &(spot::at(feature), spot::at(there))) <= reach
                && alike(map, feature, there)
                && dot(a.features.descriptor(i), b.features.descriptor(k)) >= least
        });
        if same {
            sharers.insert(place, b.maker);
        }
    }
}

fn ties(a: &Entry, sample: &[usize], b: &Entry) -> Vec<Tie> {
    let least = least_dot(MOST_DISTANCE);
    let of_b = strongest(b);
    let packed = b.strongest.get_or_init(|| packed(b, &of_b));
    let points = b.features.points();
    let mut out = Vec::new();
    let mut dots = Vec::new();
    for &i in sample {
        packed.all(0, a.features.descriptor(i), &mut dots);
        let Some((place, &best)) = dots.iter().enumerate().max_by_key(|(_, d)| **d) else {
            continue;
        };
        if best < least {
            continue;
        }
        let nearest = of_b[place];
        let second = dots
            .iter()
            .zip(&of_b)
            .filter(|(_, k)| !spot::same(&points[**k], &points[nearest]))
            .map(|(d, _)| *d)
            .max();
        let ratio = second.map_or(0.0, |s| distance(best) / distance(s).max(1e-6));
        if ratio <= OWN_RATIO {
            out.push(Tie {
                on_reference: a.features.points()[i],
                on_frame: points[nearest],
                source: Correspondence {
                    frame: nearest as u32,
                    reference: i as u32,
                    distance: distance(best) as f32,
                    ratio: ratio as f32,
                },
            });
        }
    }
    out.sort_by(|x, y| x.source.ratio.total_cmp(&y.source.ratio));
    out
}

fn packed(entry: &Entry, chosen: &[usize]) -> Packed {
    let descriptors: Vec<u8> = chosen
        .iter()
        .flat_map(|&i| entry.features.descriptor(i))
        .copied()
        .collect();
    Packed::new(std::iter::once(descriptors.as_slice()))
}

fn strongest(entry: &Entry) -> Vec<usize> {
    let points = entry.features.points();
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&i, &k| (points[k].response.total_cmp(&points[i].response)).then(i.cmp(&k)));
    order.truncate(SAMPLE);
    order
}
