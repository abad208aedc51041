//! A quad around a pane of an upright display, lengthened to where the display ends: its long sides
//! go on as lines, and the far side is sought between them. Fingers over both long sides of a phone
//! break the chain of edges by which the whole would have been found.
//! What doesn't live here: whether what is found looks like a display.

use model::{Homography, Point, Quad, Size};
use pixels::Luma;
use pixels::plausible::proportions;

use super::border::sample;

/// Samples across, from side to side.
const SAMPLES: usize = 32;
/// Narrowest and widest display that is made so, width over height.
const NARROWEST: f64 = 0.42;
const WIDEST: f64 = 0.64;
/// Shortest lengthening, as a part of the pane.
const SHORTEST: f64 = 0.04;
/// Least slope that counts as an edge, in grey levels a pixel, and no sample counts for more.
const EDGE: f64 = 1.5;
const MOST_SLOPE: f64 = 8.0;
/// Part of the samples that have to be an edge of one kind.
const LEAST_SHARE: f64 = 0.55;
/// Far sides that are handed on for each side of the pane, at most.
const MOST: usize = 3;

/// Upright quads that share three lines with this one and reach further up or down, those with the
/// clearest far sides first for each.
pub fn longer(picture: &Luma, quad: &Quad) -> Vec<Quad> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let (Some(map), Some(ratio)) = (
        Homography::between(&unit, quad),
        proportions(quad, picture.size()),
    ) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for below in [false, true] {
        for beyond in far_sides(picture, &map, quad, ratio, below) {
            let (top, bottom) = if below {
                (0.0, 1.0 + beyond)
            } else {
                (-beyond, 1.0)
            };
            found.extend(map.map_quad(&Quad([
                Point::new(0.0, top),
                Point::new(1.0, top),
                Point::new(1.0, bottom),
                Point::new(0.0, bottom),
            ])));
        }
    }
    found.retain(Quad::is_convex_clockwise);
    found
}

/// How far beyond the upper or lower side edges run across, in heights of the quad.
fn far_sides(picture: &Luma, map: &Homography, quad: &Quad, ratio: f64, below: bool) -> Vec<f64> {
    let step = 1.0 / quad.apparent_height().max(8.0);
    // Not less than makes the widest, nor more than makes the narrowest.
    let first = (ratio / WIDEST - 1.0).max(SHORTEST);
    let last = ratio / NARROWEST - 1.0;
    let mut rows: Vec<(f64, f64)> = Vec::new();
    let mut beyond = first - 3.0 * step;
    while beyond < last + 3.0 * step {
        let Some(worth) = across(picture, map, below, beyond, step) else {
            break;
        };
        rows.push((beyond, worth));
        beyond += step;
    }
    let mut found: Vec<(f64, f64)> = (0..rows.len())
        .filter(|&n| {
            let near = &rows[n.saturating_sub(3)..(n + 4).min(rows.len())];
            let within = (first..=last).contains(&rows[n].0);
            within && rows[n].1 > 0.0 && near.iter().all(|m| m.1 <= rows[n].1)
        })
        .map(|n| rows[n])
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found.truncate(MOST);
    found.into_iter().map(|f| f.0).collect()
}

/// How much of an edge runs across at a distance beyond the upper or lower side; `None` where that
/// is mostly off the picture.
fn across(picture: &Luma, map: &Homography, below: bool, beyond: f64, step: f64) -> Option<f64> {
    let at = |s: usize, out: f64| {
        let t = 0.04 + 0.92 * s as f64 / (SAMPLES - 1) as f64;
        let y = if below { 1.0 + out } else { -out };
        let p = map.map(Point::new(t, y))?;
        sample(picture, p.x, p.y)
    };
    let (mut sums, mut shares, mut seen) = ([0.0; 2], [0.0; 2], 0.0);
    for s in 0..SAMPLES {
        let (Some(inside), Some(outside)) = (at(s, beyond - step), at(s, beyond + step)) else {
            continue;
        };
        seen += 1.0;
        let slope = 0.5 * (inside - outside);
        let kind = usize::from(slope < 0.0);
        if slope.abs() >= EDGE {
            shares[kind] += 1.0;
        }
        sums[kind] += slope.abs().min(MOST_SLOPE);
    }
    if seen < 0.5 * SAMPLES as f64 {
        return None;
    }
    let worth = |k: usize| match shares[k] >= LEAST_SHARE * seen {
        true => sums[k] / seen,
        false => 0.0,
    };
    Some(worth(0).max(worth(1)))
}
