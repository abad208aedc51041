//! Which frame feature looks like which reference feature, and how sure that is.

use pixels::Features;
use pixels::features::DESCRIPTOR_LENGTH;

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

/// Best two spots of one reference for one frame feature.
#[derive(Clone, Copy, Default)]
struct Best {
    dot: i32,
    second: i32,
    index: u32,
}

/// Correspondences of every reference of the set, surest first. Exhaustive and exact: every frame
/// feature is compared with every feature of every reference.
pub fn correspond(
    set: &ReferenceSet,
    frame: &Features,
    options: &SearchOptions,
) -> Vec<Vec<Correspondence>> {
    let count = set.entries.len();
    let mut table = vec![Best::default(); count * frame.len()];
    // Second bests may be further than what can be a correspondence itself.
    let far = (options.most_distance / options.own_ratio.min(options.rival_ratio)).min(1.2);
    let floor = least_dot(far);
    set.packed
        .above(frame.descriptors(), floor, |f, global, dot| {
            let owner = set.owner[global as usize] as usize;
            let entry = &set.entries[owner];
            let index = global - entry.first as u32;
            let best = &mut table[f as usize * count + owner];
            improve(best, index, dot, entry.features.points());
        });
    let mut out = vec![Vec::new(); count];
    for f in 0..frame.len() {
        let row = &table[f * count..][..count];
        judge_feature(set, f as u32, row, options, floor, &mut out);
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

#[inline]
fn improve(best: &mut Best, index: u32, dot: i32, points: &[pixels::Feature]) {
    if dot <= best.second {
        return;
    }
    let together =
        best.dot > 0 && spot::same(&points[best.index as usize], &points[index as usize]);
    if dot > best.dot {
        if best.dot > 0 && !together {
            best.second = best.dot;
        }
        (best.dot, best.index) = (dot, index);
    } else if !together {
        best.second = dot;
    }
}

fn judge_feature(
    set: &ReferenceSet,
    f: u32,
    row: &[Best],
    options: &SearchOptions,
    floor: i32,
    out: &mut [Vec<Correspondence>],
) {
    let least = least_dot(options.most_distance);
    for (r, best) in row.iter().enumerate() {
        if best.dot < least {
            continue;
        }
        let d = distance(best.dot);
        let own = d / distance(best.second.max(floor));
        if own > options.own_ratio {
            continue;
        }
        let rival = row
            .iter()
            .enumerate()
            .filter(|(other, b)| b.dot > floor && set.rivals(r, *other))
            .map(|(_, b)| b.dot)
            .max()
            .unwrap_or(floor);
        let other = d / distance(rival.max(floor));
        if other > options.rival_ratio {
            continue;
        }
        out[r].push(Correspondence {
            frame: f,
            reference: best.index,
            distance: d as f32,
            ratio: own.max(other) as f32,
        });
    }
}
