//! Which of several edges is the picture's own: the one that an even strip, the bezel, runs along
//! on all four sides at one width. A title bar's lower edge or a table's last row are as straight
//! and as long, but what lies beyond them is not even, not of the bezel's brightness, or does not
//! end where the bezel ends on the other sides.

use model::{Homography, Point, Quad, Size};
use pixels::Luma;
use pixels::plausible::proportions;

use super::border::sample;

/// Samples along a side.
const SAMPLES: usize = 40;
/// How far outside and inside a side other edges are looked for, as parts of the width.
const OUTSIDE: f64 = 0.12;
const INSIDE: f64 = 0.06;
/// Thinnest and thickest bezel, as parts of the width, and how many widths are tried between.
const THINNEST: f64 = 0.006;
const THICKEST: f64 = 0.06;
const WIDTHS: usize = 18;
/// Grey levels by which a bezel may differ from its own level, by which a step counts as an edge,
/// and by which what is beyond it differs.
const EVEN: f64 = 7.0;
const EDGE: f64 = 5.0;
const BEYOND: f64 = 8.0;
/// Least width of a bezel in steps of [`Across`]: of a thinner one blur leaves nothing even.
const LEAST_STRIP: usize = 4;
/// By how much a side has to be better elsewhere, of 4.
const LEAST_GAIN: f64 = 0.5;

/// Grey values across one side, by offset outwards-in and by sample.
struct Across {
    /// `values[offset][sample]`; NaN off the picture.
    values: Vec<[f32; SAMPLES]>,
    /// Index of the side where it is.
    here: usize,
    /// Part of the samples at which there is a step, by offset.
    edge: Vec<f64>,
}

/// The quad with the sides that fit its bezel better, and the bezel's width in pixels; `None` where
/// none does. At least two sides have to show the bezel where they are, and stay, as do sides that
/// are cut; another one moves where it has the same bezel elsewhere, even where its own edge is too
/// faint to be seen.
pub fn better(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> Option<(Quad, f64)> {
    let around = Around::of(picture, quad, cut)?;
    let (map, ratio, step, out) = (&around.map, around.ratio, around.step, around.out);
    let mut best: Option<([usize; 4], usize, f64)> = None;
    around.each_strip(|strip, there| {
        if best.as_ref().is_none_or(|b| there.sum > b.2) {
            best = Some((there.chosen, strip, there.sum));
        }
    });
    let (chosen, strip, _) = best?;
    let moved = |k: usize| !cut[k] && chosen[k] != out;
    if !(0..4).any(moved) {
        return None;
    }
    let depth = |k: usize| match moved(k) {
        true => (chosen[k] as f64 - out as f64) * step,
        false => 0.0,
    };
    let quad = map.map_quad(&Quad([
        Point::new(depth(3), depth(0) * ratio),
        Point::new(1.0 - depth(1), depth(0) * ratio),
        Point::new(1.0 - depth(1), 1.0 - depth(2) * ratio),
        Point::new(depth(3), 1.0 - depth(2) * ratio),
    ]))?;
    Some((quad, strip as f64 * step * around.width))
}

/// Whether all four sides show a bezel of one width and level where they are.
pub fn surrounds(picture: &Luma, quad: &Quad) -> bool {
    let mut all = false;
    if let Some(around) = Around::of(picture, quad, [false; 4]) {
        around.each_strip(|_, there| all |= there.anchors == 4);
    }
    all
}

/// What lies around a quad, in its own plane.
struct Around {
    map: Homography,
    ratio: f64,
    /// Width of the quad in pixels, and distance of offsets in widths.
    width: f64,
    step: f64,
    /// Offsets outside a side.
    out: usize,
    sides: Vec<Option<Across>>,
}

impl Around {
    fn of(picture: &Luma, quad: &Quad, cut: [bool; 4]) -> Option<Self> {
        let unit = Quad::of_size(Size {
            width: 1,
            height: 1,
        });
        let map = Homography::between(&unit, quad)?;
        let ratio = proportions(quad, picture.size())?;
        let width = quad.apparent_width().max(ratio * quad.apparent_height());
        // One pixel, at the most, in widths of the display.
        let step = 1.0 / width.clamp(100.0, 600.0);
        let (out, inside) = ((OUTSIDE / step) as usize, (INSIDE / step) as usize);
        let sides = (0..4)
            .map(|k| (!cut[k]).then(|| across(picture, &map, k, step, ratio, out, inside)))
            .collect();
        Some(Self {
            map,
            ratio,
            width,
            step,
            out,
            sides,
        })
    }

    /// Hears of every width and level of a bezel that at least two sides have.
    fn each_strip(&self, mut hear: impl FnMut(usize, Places)) {
        for level in levels(&self.sides) {
            let runs: Vec<Option<Vec<[u16; SAMPLES]>>> = (self.sides.iter())
                .map(|s| s.as_ref().map(|s| runs(s, level)))
                .collect();
            for n in 0..WIDTHS {
                let part = n as f64 / (WIDTHS - 1) as f64;
                let width = THINNEST * (THICKEST / THINNEST).powf(part);
                let strip = (width / self.step).round() as usize;
                if strip < LEAST_STRIP {
                    continue;
                }
                if let Some(there) = places(&self.sides, &runs, level, strip) {
                    hear(strip, there);
                }
            }
        }
    }
}

/// Where each side is for a bezel of a level and a width, how well they fit it together, and how
/// many of them have it where they are.
struct Places {
    chosen: [usize; 4],
    sum: f64,
    anchors: usize,
}

/// How much a side at an offset looks like the inner edge of a bezel of a width and a level, as
/// parts of the side.
#[derive(Clone, Copy, Default)]
struct Strip {
    edge: f64,
    /// What lies outside has the level over the width.
    even: f64,
    /// And ends there.
    ends: f64,
}

impl Strip {
    fn at(side: &Across, runs: &[[u16; SAMPLES]], level: f64, at: usize, strip: usize) -> Self {
        // Blurred edges take a third of a thin bezel on either side.
        let third = (strip / 3).clamp(1, 4);
        let (first, length) = (at - third, strip - 2 * third + 1);
        let beyond = at.checked_sub(strip + 2);
        let (mut even, mut ends) = (0.0, 0.0);
        for (s, run) in runs[first].iter().enumerate() {
            if usize::from(*run) >= length {
                even += 1.0;
                if beyond.is_some_and(|b| (f64::from(side.values[b][s]) - level).abs() > BEYOND) {
                    ends += 1.0;
                }
            }
        }
        let n = SAMPLES as f64;
        Self {
            edge: side.edge[at],
            even: even / n,
            ends: ends / n,
        }
    }

    fn holds(&self) -> bool {
        self.even >= 0.75 && self.ends >= 0.6
    }

    fn worth(&self) -> f64 {
        self.edge + 2.0 * self.even + self.ends
    }
}

/// Where each side is for a bezel of a level and a width, and how well they fit it together; `None`
/// where fewer than two sides have it where they are.
fn places(
    sides: &[Option<Across>],
    runs: &[Option<Vec<[u16; SAMPLES]>>],
    level: f64,
    strip: usize,
) -> Option<Places> {
    let (mut chosen, mut sum, mut anchors) = ([0; 4], 0.0, 0);
    for (k, (side, runs)) in sides.iter().zip(runs).enumerate() {
        let (Some(side), Some(runs)) = (side, runs) else {
            continue;
        };
        chosen[k] = side.here;
        let here = (side.here - 1..=side.here + 1)
            .map(|at| Strip::at(side, runs, level, at, strip))
            .max_by(|a, b| a.worth().total_cmp(&b.worth()))
            .unwrap_or_default();
        if here.holds() {
            anchors += 1;
            sum += here.worth();
            continue;
        }
        let mut most = here.worth() + LEAST_GAIN;
        for at in strip + 2..side.values.len().saturating_sub(2) {
            let there = Strip::at(side, runs, level, at, strip);
            if at.abs_diff(side.here) >= 2 && there.holds() && there.worth() > most {
                (most, chosen[k]) = (there.worth(), at);
            }
        }
        if chosen[k] != side.here {
            sum += most;
        }
    }
    (anchors >= 2).then_some(Places {
        chosen,
        sum,
        anchors,
    })
}

fn across(
    picture: &Luma,
    map: &Homography,
    side: usize,
    step: f64,
    ratio: f64,
    out: usize,
    inside: usize,
) -> Across {
    let values: Vec<[f32; SAMPLES]> = (0..=out + inside)
        .map(|i| {
            let depth = (i as f64 - out as f64) * step;
            std::array::from_fn(|s| {
                let t = 0.05 + 0.9 * s as f64 / (SAMPLES - 1) as f64;
                let p = match side {
                    0 => Point::new(t, depth * ratio),
                    1 => Point::new(1.0 - depth, t),
                    2 => Point::new(1.0 - t, 1.0 - depth * ratio),
                    _ => Point::new(depth, 1.0 - t),
                };
                let value = map.map(p).and_then(|p| sample(picture, p.x, p.y));
                value.map_or(f32::NAN, |v| v as f32)
            })
        })
        .collect();
    let edge = (0..values.len())
        .map(|i| {
            if i < 1 || i + 1 >= values.len() {
                return 0.0;
            }
            let steps = (0..SAMPLES)
                .filter(|&s| f64::from((values[i + 1][s] - values[i - 1][s]).abs()) >= EDGE);
            steps.count() as f64 / SAMPLES as f64
        })
        .collect();
    Across {
        values,
        here: out,
        edge,
    }
}

/// Levels that a bezel may have: what lies right outside and right inside the sides, apart from
/// each other.
fn levels(sides: &[Option<Across>]) -> Vec<f64> {
    let mut levels: Vec<f64> = Vec::new();
    for side in sides.iter().flatten() {
        for off in [-8isize, -6, -5, -4, -3, 3, 5] {
            let Some(row) = side
                .here
                .checked_add_signed(off)
                .and_then(|i| side.values.get(i))
            else {
                continue;
            };
            let mut row: Vec<f32> = row.iter().copied().filter(|v| v.is_finite()).collect();
            if row.len() < SAMPLES / 2 {
                continue;
            }
            row.sort_by(f32::total_cmp);
            let middle = f64::from(row[row.len() / 2]);
            if levels.iter().all(|l| (l - middle).abs() > 0.7 * EVEN) {
                levels.push(middle);
            }
        }
    }
    levels
}

/// How many offsets in a row outwards from each one are at the level, by sample.
fn runs(side: &Across, level: f64) -> Vec<[u16; SAMPLES]> {
    let mut runs: Vec<[u16; SAMPLES]> = Vec::with_capacity(side.values.len());
    for (i, row) in side.values.iter().enumerate() {
        runs.push(std::array::from_fn(|s| {
            let even = (f64::from(row[s]) - level).abs() <= EVEN;
            let before = i.checked_sub(1).map_or(0, |b| runs[b][s]);
            if even { before + 1 } else { 0 }
        }));
    }
    runs
}
