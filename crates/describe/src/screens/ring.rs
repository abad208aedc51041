//! The bezel as a ring of one width: on the quiet picture of a followed display, where it begins
//! outside and ends at the picture, and which side lies off it. A dark interface in a dark bezel has
//! no edge of its own, but its bezel's outer edge is as far out as on the other sides.
//! What doesn't live here: single frames, on which `strip` does the like with less.

use model::{Point, Quad};
use pixels::Luma;

use super::border::sample;

/// Samples along a side, without its ends.
const SAMPLES: usize = 48;
/// Offsets across a side are this far apart, in pixels of the plate.
const STEP: f64 = 0.5;
/// How far outside and inside a side is looked, as parts of the width.
const OUTSIDE: f64 = 0.14;
const INSIDE: f64 = 0.10;
/// Most by which a side is moved out or in, as parts of the width.
const MOST_OUT: f64 = 0.12;
const MOST_IN: f64 = 0.10;
/// Thinnest bezel in pixels of the plate, and thickest as a part of the width.
const THINNEST: f64 = 1.2;
const THICKEST: f64 = 0.075;
/// Median deviation along the side up to which a bezel is even, in grey levels.
const EVEN: f64 = 4.0;
/// Grey levels by which a bezel's level may differ, and part of its contrast with the wall that is
/// added, because blur lifts a thin one.
const LEVEL: (f64, f64) = (8.0, 0.12);

/// How much of an edge a side is from which it is not moved lightly, and how near to it the bezel
/// then ends, in pixels.
const FIRM: f64 = 0.5;
const REACHED: f64 = 1.5;
/// Number of the lower side.
const BOTTOM: usize = 2;

/// Grey values across one side: medians and median deviations along it, and how much of an edge it
/// is, by offset.
struct Across {
    median: Vec<f64>,
    deviation: Vec<f64>,
    edge: Vec<f64>,
    /// What is far outside.
    wall: f64,
}

/// A stretch of a side's profile at the bezel's level.
#[derive(Clone, Copy)]
struct Run {
    /// Its outer end to a part of a step, and its inner one, in pixels inwards.
    outer: f64,
    inner: f64,
    /// Whether it is left behind beyond its outer end.
    ends: bool,
}

/// How far each side has to be moved inwards (negative: outwards), in pixels of the picture; `None`
/// where no two sides show a bezel of one width. Sides that are cut stay.
pub fn shifts(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> Option<[f64; 4]> {
    let width = quad.apparent_width();
    let (out, inside) = (
        (OUTSIDE * width / STEP) as usize,
        (INSIDE * width / STEP) as usize,
    );
    let sides: Vec<Option<Across>> = (0..4)
        .map(|k| {
            (!cut[k])
                .then(|| across(picture, quad, k, out, inside))
                .flatten()
        })
        .collect();
    let offset = |i: usize| (i as f64 - out as f64) * STEP;
    let mut best: Option<(f64, [f64; 4])> = None;
    for level in levels(&sides, out) {
        let runs: Vec<Vec<Run>> = (sides.iter())
            .map(|s| s.as_ref().map_or(Vec::new(), |s| runs(s, level, &offset)))
            .collect();
        let all = runs.iter().flatten();
        let fits = |r: &&Run| {
            r.ends && r.inner >= -1.5 && (THINNEST..=THICKEST * width).contains(&-r.outer)
        };
        let mut widths: Vec<f64> = all.filter(fits).map(|r| -r.outer).collect();
        widths.sort_by(f64::total_cmp);
        for ring in widths {
            if let Some((worth, shifts)) = places(&sides, &runs, ring, width, out)
                && best.as_ref().is_none_or(|b| worth > b.0)
            {
                best = Some((worth, shifts));
            }
        }
    }
    best.map(|b| b.1)
}

/// What a bezel of about a width says of each side, and how well it fits them all.
fn places(
    sides: &[Option<Across>],
    runs: &[Vec<Run>],
    ring: f64,
    width: f64,
    here: usize,
) -> Option<(f64, [f64; 4])> {
    let near = 0.12 * ring + 0.5;
    // Sides that have it where they are.
    let agree: Vec<Option<f64>> = (runs.iter())
        .map(|runs| {
            let fits = |r: &&Run| {
                r.ends && (r.outer + ring).abs() <= near && r.inner >= -f64::max(1.5, 0.4 * ring)
            };
            runs.iter().rfind(fits).map(|r| r.outer)
        })
        .collect();
    let mut depths: Vec<f64> = agree.iter().flatten().map(|o| -o).collect();
    if depths.len() < 2 {
        return None;
    }
    depths.sort_by(f64::total_cmp);
    let ring = 0.5 * (depths[(depths.len() - 1) / 2] + depths[depths.len() / 2]);
    let (mut worth, mut shifts) = (0.0, [0.0; 4]);
    for (k, side) in sides.iter().enumerate() {
        let Some(side) = side else { continue };
        let around = &side.edge[here.saturating_sub(2)..=here + 2];
        let edge = around.iter().copied().fold(0.0, f64::max);
        if agree[k].is_some() {
            worth += 1.0 + edge;
            continue;
        }
        // A bezel that ends right here, at an edge, may be of another width: below, where many are
        // wider, and where not all the others are of one.
        let reached = runs[k].iter().any(|r| r.ends && r.inner.abs() <= REACHED);
        if edge >= FIRM && reached && (k == BOTTOM || depths.len() < 3) {
            continue;
        }
        let there = runs[k].iter().filter(|r| r.ends).filter_map(|r| {
            let shift = r.outer + ring;
            let long = r.inner >= r.outer + 0.5 * ring;
            let allowed = (-MOST_OUT * width..=MOST_IN * width).contains(&shift);
            (long && allowed).then_some(shift)
        });
        if let Some(shift) = there.min_by(|a, b| a.abs().total_cmp(&b.abs())) {
            worth += 0.8 - 10.0 * shift.abs() / width;
            shifts[k] = shift;
        }
    }
    Some((worth, shifts))
}

/// Stretches of a side at a level.
fn runs(side: &Across, level: f64, offset: &impl Fn(usize) -> f64) -> Vec<Run> {
    let off = |i: usize| (side.median[i] - level).abs();
    let most = LEVEL.0 + LEVEL.1 * (side.wall - level).abs();
    let holds = |i: usize| off(i) <= most && side.deviation[i] <= EVEN;
    let mut found = Vec::new();
    let mut i = 1;
    while i < side.median.len() {
        if !holds(i) {
            i += 1;
            continue;
        }
        let first = i;
        while i + 1 < side.median.len() && holds(i + 1) {
            i += 1;
        }
        // Where the level is left, between two offsets.
        let (beyond, own) = (side.median[first - 1], side.median[first]);
        let share = if off(first - 1) > most && (beyond - own).abs() > 1e-6 {
            let edge = level + most * (beyond - level).signum();
            ((edge - own) / (beyond - own)).clamp(0.0, 1.0)
        } else {
            0.5
        };
        found.push(Run {
            outer: offset(first) - STEP * share,
            inner: offset(i),
            ends: off(first.saturating_sub(5)) > most,
        });
        i += 1;
    }
    found
}

/// Levels that the bezel may have: what is even right outside the sides.
fn levels(sides: &[Option<Across>], here: usize) -> Vec<f64> {
    let mut levels: Vec<f64> = Vec::new();
    for side in sides.iter().flatten() {
        for steps in [16, 12, 10, 8, 6, 4, 3] {
            let Some(i) = here.checked_sub(steps) else {
                continue;
            };
            let level = side.median[i];
            if side.deviation[i] <= 0.75 * EVEN && levels.iter().all(|l| (l - level).abs() > 3.0) {
                levels.push(level);
            }
        }
    }
    levels
}

/// `None` where the side is too small to be looked at.
fn across(picture: &Luma, quad: &Quad, side: usize, out: usize, inside: usize) -> Option<Across> {
    let (p, q) = (quad.0[side], quad.0[(side + 1) % 4]);
    let length = p.distance(q);
    if length.is_nan() || length < 8.0 || out < 8 || inside < 4 {
        return None;
    }
    let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
    let (w, h) = (f64::from(picture.width), f64::from(picture.height));
    let mut values: Vec<[f64; SAMPLES]> = Vec::with_capacity(out + inside + 1);
    for i in 0..=out + inside {
        let depth = (i as f64 - out as f64) * STEP;
        let mut row = [0.0; SAMPLES];
        for (s, value) in row.iter_mut().enumerate() {
            let t = 0.05 + 0.9 * s as f64 / (SAMPLES - 1) as f64;
            let at = Point::new(
                p.x + t * (q.x - p.x) + nx * depth,
                p.y + t * (q.y - p.y) + ny * depth,
            );
            *value = sample(picture, at.x.clamp(0.0, w), at.y.clamp(0.0, h))?;
        }
        values.push(row);
    }
    let median: Vec<f64> = values.iter().map(|row| middle(*row)).collect();
    let deviation = (values.iter().zip(&median))
        .map(|(row, m)| middle(row.map(|v| (v - m).abs())))
        .collect();
    let edge = (0..values.len())
        .map(|i| match i.checked_sub(2).zip(values.get(i + 2)) {
            Some((before, after)) => edge(&values[before], after),
            None => 0.0,
        })
        .collect();
    let far = ((OUTSIDE - 0.08) * length.max(quad.apparent_width()) / STEP) as usize;
    let mut wall = median[..far.clamp(1, out)].to_vec();
    wall.sort_by(f64::total_cmp);
    Some(Across {
        wall: wall[wall.len() / 2],
        median,
        deviation,
        edge,
    })
}

/// How much the step from one row to another is an edge all along, 0 to 1.
fn edge(before: &[f64; SAMPLES], after: &[f64; SAMPLES]) -> f64 {
    let slopes: [f64; SAMPLES] = std::array::from_fn(|s| 0.5 * (after[s] - before[s]));
    let most = middle(slopes);
    let alike = (slopes.iter()).filter(|s| *s * most > 0.0 && s.abs() >= 0.4 * most.abs());
    let share = alike.count() as f64 / SAMPLES as f64;
    (most.abs() / 2.5).min(1.0) * ((share - 0.5) / 0.4).clamp(0.0, 1.0)
}

fn middle(mut values: [f64; SAMPLES]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[SAMPLES / 2]
}
