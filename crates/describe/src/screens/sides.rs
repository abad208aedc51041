//! A small network that finds a display's side on a strip across it: at a quarter of the side and
//! at three it says how likely each place is the border of what the display shows. It was trained on
//! generated footage by `train/sides.py`. What doesn't live here: whether there is a display.

use model::{Homography, Point, Quad, Size};
use pixels::Luma;

use super::border::{self, Look, Polarity};
use super::crop::{ACROSS, ALONG, Crop, Crops, REACH, on_side};
use super::net::Net;

/// Answers to a strip: log odds of each place across, for its first half and its second.
static NETWORK: Net = Net::new(include_bytes!("sides.onnx"));
/// Parts of a side at which it is looked for.
const PLACES: [f64; 2] = [0.25, 0.75];
/// Part of the width up to which a side stays where it is.
const STAYS: f64 = 0.004;
/// Times that sides are looked for from where they were seen.
const TIMES: usize = 2;
/// How far, as a part of the width, an edge may be from where a side is seen.
const SNAPS: f64 = 0.005;
/// Places on each side of the likeliest that its mean is taken of.
const NEAR: usize = 2;
/// Least likelihood near a place for a side to be moved there.
const SURE: f64 = 0.6;

/// Where the sides of a display are seen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sides {
    /// The quad whose sides lie there; sides that are not seen surely stay.
    pub quad: Quad,
    /// Which of them lie elsewhere.
    pub moved: [bool; 4],
}

/// Looks for the sides of quads of one frame; sides that are cut stay. `None` for those that can't
/// be seen upright.
pub fn look(crops: &Crops, quads: &[(Quad, [bool; 4])]) -> Vec<Option<Sides>> {
    let mut out = vec![None; quads.len()];
    let strips =
        |quad: &Quad| -> Option<Vec<Crop>> { (0..4).map(|side| crops.strip(quad, side)).collect() };
    let (mut seen, mut all) = (Vec::new(), Vec::new());
    for (n, (quad, _)) in quads.iter().enumerate() {
        if let Some(four) = strips(quad) {
            seen.push(n);
            all.extend(four);
        }
    }
    let answers = NETWORK.ask(&all, (ALONG, ACROSS)).unwrap_or_default();
    for (n, four) in seen.into_iter().zip(answers.chunks_exact(4)) {
        let (quad, cut) = quads[n];
        out[n] = sides(&quad, cut, four);
    }
    out
}

/// The quad whose sides lie where they are seen, on the edges that are near there. Sides that are
/// seen where they are, or not surely elsewhere, stay.
pub fn refined(picture: &Luma, crops: &Crops, quad: &Quad, cut: [bool; 4]) -> Quad {
    let mut at = *quad;
    for _ in 0..TIMES {
        let Some(Some(seen)) = look(crops, &[(at, cut)]).first().copied() else {
            return at;
        };
        if seen.moved == [false; 4] {
            break;
        }
        let stays = std::array::from_fn(|k| !seen.moved[k]);
        let look = Look {
            least: 1.2,
            ..Look::new(
                Polarity::Either,
                (SNAPS * seen.quad.apparent_width()).clamp(1.0, 4.0),
            )
        };
        let fitted = border::fit(picture, &seen.quad, look, stays);
        at = fitted.map_or(seen.quad, |b| b.quad);
    }
    at
}

fn sides(quad: &Quad, cut: [bool; 4], answers: &[Vec<f64>]) -> Option<Sides> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let mut lines = [(Point::new(0.0, 0.0), Point::new(0.0, 0.0)); 4];
    let mut away = [false; 4];
    for (side, halves) in answers.iter().enumerate().take(4) {
        let places: Vec<Place> = halves.chunks_exact(ACROSS).map(Place::of).collect();
        let [first, second] = places[..] else {
            return None;
        };
        let sure = first.sure.min(second.sure);
        let moved = first.inwards.abs().max(second.inwards.abs());
        let stays = cut[side] || sure < SURE || moved < STAYS;
        away[side] = !stays;
        let by = |place: Place| match (stays, side % 2) {
            (true, _) => 0.0,
            (_, 0) => place.inwards * quad.apparent_width() / quad.apparent_height().max(1.0),
            _ => place.inwards,
        };
        lines[side] = (
            on_side(side, PLACES[0], by(first)),
            on_side(side, PLACES[1], by(second)),
        );
    }
    let mut corners = unit.0;
    for (k, corner) in corners.iter_mut().enumerate() {
        *corner = crossing(lines[(k + 3) % 4], lines[k])?;
    }
    let moved = Homography::between(&unit, quad)?.map_quad(&Quad(corners))?;
    Some(Sides {
        quad: match moved.is_convex_clockwise() {
            true => moved,
            false => *quad,
        },
        moved: away,
    })
}

/// Where half a side is.
#[derive(Clone, Copy)]
struct Place {
    /// As a part of the width.
    inwards: f64,
    /// How likely it lies near there, 0 to 1.
    sure: f64,
}

impl Place {
    fn of(odds: &[f64]) -> Self {
        let most = odds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let likely: Vec<f64> = odds.iter().map(|o| (o - most).exp()).collect();
        let sum: f64 = likely.iter().sum();
        let around = |best: usize| {
            let from = best.saturating_sub(NEAR);
            from..(best + NEAR + 1).min(likely.len())
        };
        let best = (0..likely.len()).max_by(|a, b| likely[*a].total_cmp(&likely[*b]));
        let best = best.unwrap_or(0);
        let near: f64 = likely[around(best)].iter().sum();
        let mean: f64 = around(best).map(|k| likely[k] * (k as f64 + 0.5)).sum();
        Self {
            inwards: REACH * (2.0 * mean / near.max(1e-12) / odds.len() as f64 - 1.0),
            sure: near / sum,
        }
    }
}

fn crossing(a: (Point, Point), b: (Point, Point)) -> Option<Point> {
    let (ax, ay) = (a.1.x - a.0.x, a.1.y - a.0.y);
    let (bx, by) = (b.1.x - b.0.x, b.1.y - b.0.y);
    let cross = ax * by - ay * bx;
    if cross.abs() < 1e-6 {
        return None;
    }
    let t = ((b.0.x - a.0.x) * by - (b.0.y - a.0.y) * bx) / cross;
    Some(Point::new(a.0.x + t * ax, a.0.y + t * ay))
}

#[cfg(test)]
mod tests {
    use super::*;
    use stage::{Dice, Difficulty, RandomOptions, WidthTier, demo, random_clip};

    /// A quad whose sides are moved by up to three hundredths of its width and height.
    fn moved(quad: &Quad, dice: &mut Dice) -> Option<Quad> {
        let unit = Quad::of_size(Size {
            width: 1,
            height: 1,
        });
        let [top, right, bottom, left] = std::array::from_fn(|_| dice.range(-0.03, 0.03));
        let sides = Quad([
            Point::new(left, top),
            Point::new(1.0 + right, top),
            Point::new(1.0 + right, 1.0 + bottom),
            Point::new(left, 1.0 + bottom),
        ]);
        Homography::between(&unit, quad)?.map_quad(&sides)
    }

    #[test]
    fn sides_that_lie_off_are_mostly_brought_back_and_cut_ones_stay() {
        let pictures = demo::demo_pictures();
        let mut dice = Dice::new(7);
        let (mut before, mut after, mut count) = (0.0, 0.0, 0);
        for seed in 900_001..900_005 {
            let options = RandomOptions {
                tier: Some(WidthTier::Medium),
                difficulty: Difficulty::Medium,
                seconds: 0.4,
                ..RandomOptions::default()
            };
            let plan = random_clip(seed, &pictures, &options);
            let truth = stage::truth_of(&plan).expect("a plan that can be filmed");
            let frame = stage::render_frame(&plan, 4).expect("a frame").to_luma();
            let crops = Crops::new(&frame);
            for display in truth.frames[4].screens.iter().filter(|s| s.visible > 0.95) {
                for _ in 0..6 {
                    let Some(from) = moved(&display.quad, &mut dice) else {
                        continue;
                    };
                    let found = refined(&frame, &crops, &from, [false; 4]);
                    before += from.corner_error(&display.quad);
                    after += found.corner_error(&display.quad);
                    count += 1;
                    let cut = refined(&frame, &crops, &from, [true, false, false, false]);
                    let (p, q) = (from.0[0], from.0[1]);
                    let off = |c: Point| {
                        let cross = (q.x - p.x) * (c.y - p.y) - (q.y - p.y) * (c.x - p.x);
                        cross.abs() / p.distance(q)
                    };
                    assert!(off(cut.0[0]) < 0.05 && off(cut.0[1]) < 0.05, "{cut:?}");
                }
            }
        }
        assert!(count >= 12, "{count} displays");
        assert!(after < 0.7 * before, "{after} of {before} for {count}");
    }
}
