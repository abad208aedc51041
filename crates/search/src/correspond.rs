//! Which frame feature looks like which reference feature, and how sure that is.

use pixels::features::DESCRIPTOR_LENGTH;
use pixels::{Feature, Features};

use crate::refset::ReferenceSet;
use crate::scope::SearchOptions;
use crate::spot;

/// A frame feature that resembles one spot of a reference more than anything else.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Correspondence {
    pub frame: u32,
    /// Index within the reference.
    pub reference: u32,
    /// Between 0 and √2.
    pub distance: f32,
    /// Distance over that of the best rival explanation; below 1, lower is surer.
    pub ratio: f32,
}

/// Euclidean distance of unit descriptors with this dot product.
pub fn distance(dot: i32) -> f64 {
    let unit = f64::from(DESCRIPTOR_LENGTH).powi(2);
    (2.0 * (1.0 - f64::from(dot) / unit)).max(0.0).sqrt()
}

/// Least dot product of descriptors at most this far apart.
pub fn least_dot(distance: f64) -> i32 {
    let unit = f64::from(DESCRIPTOR_LENGTH).powi(2);
    (unit * (1.0 - distance * distance / 2.0)) as i32
}

/// Correspondences of some references of the set, surest first, in the order in which they are
/// asked for. Exhaustive and exact among them: every frame feature is compared with every feature
/// of each, and what another of them shows better speaks for that one.
pub fn correspond(
    set: &ReferenceSet,
    among: &[usize],
    frame: &Features,
    options: &SearchOptions,
) -> Vec<Vec<Correspondence>> {
    let count = among.len();
    let mut out = vec![Vec::new(); count];
    let table = set.packed.best(frame.descriptors(), among);
    let mut dots = Vec::new();
    for f in 0..frame.len() {
        let row = &table[f * count..][..count];
        for (column, rival) in unrivalled(set, among, row, options) {
            let r = among[column];
            set.packed.all(r, frame.descriptor(f), &mut dots);
            if let Some(c) = judge(&dots, set.entries[r].features.points(), rival, options) {
                out[column].push(Correspondence {
                    frame: f as u32,
                    ..c
                });
            }
        }
    }
    for list in &mut out {
        list.sort_by(|a, b| {
            (a.ratio.total_cmp(&b.ratio))
                .then(a.frame.cmp(&b.frame))
                .then(a.reference.cmp(&b.reference))
        });
    }
    out
}

/// Columns of references whose best feature is near enough, and nearer than any rival product's;
/// with each the distance ratio to the best rival. What looks alike in two products speaks for
/// neither.
fn unrivalled(
    set: &ReferenceSet,
    among: &[usize],
    row: &[i32],
    options: &SearchOptions,
) -> Vec<(usize, f64)> {
    let Some((winner, &most)) = row.iter().enumerate().max_by_key(|(_, dot)| **dot) else {
        return Vec::new();
    };
    let least = least_dot(options.most_distance);
    if most < least {
        return Vec::new();
    }
    // Only the winner and what is no rival of it can be nearer than all of their rivals.
    row.iter()
        .enumerate()
        .filter(|(c, dot)| **dot >= least && !set.rivals(among[*c], among[winner]))
        .filter_map(|(c, &dot)| {
            let others = row.iter().enumerate();
            let rival = others
                .filter(|(o, _)| set.rivals(among[c], among[*o]))
                .map(|(_, &d)| d);
            let ratio = rival
                .max()
                .map_or(0.0, |d| distance(dot) / distance(d).max(1e-6));
            (ratio <= options.rival_ratio).then_some((c, ratio))
        })
        .collect()
}

/// The best spot of a reference for one frame feature, when no other spot of it is as good.
fn judge(
    dots: &[i32],
    points: &[Feature],
    rival: f64,
    options: &SearchOptions,
) -> Option<Correspondence> {
    let (index, &best) = dots
        .iter()
        .enumerate()
        .max_by_key(|(i, d)| (**d, usize::MAX - i))?;
    let second = dots
        .iter()
        .zip(points)
        .filter(|(d, p)| **d > 0 && !spot::same(p, &points[index]))
        .map(|(d, _)| *d)
        .max();
    let d = distance(best);
    let own = second.map_or(0.0, |s| d / distance(s).max(1e-6));
    (own <= options.own_ratio).then_some(Correspondence {
        frame: 0,
        reference: index as u32,
        distance: d as f32,
        ratio: own.max(rival) as f32,
    })
}
