//! What the grown trees measured and what the network sees, together; and quads laid where the
//! network thinks that the display is. What doesn't live here: which quads are kept.

use model::{Homography, Point, Quad, Size};
use pixels::Luma;
use pixels::plausible::{overlap_ratio, visible_share};

use super::border::{self, Border, Look, Polarity};
use super::crop::Crops;
use super::sight::{self, Sight};
use super::{ProposedScreen, proposed, score_on, sides};

/// Quads that the network looks at on a frame, at most: the best by the trees.
const LOOKED_AT: usize = 96;
/// Corner error, as a part of the width, within which two quads look the same.
const SAME: f64 = 0.005;
/// Log odds from which a quad is laid where the network thinks it is, and how often.
const LEAST_SHOWN: f64 = -1.5;
const TIMES: usize = 3;
/// Quads that are laid elsewhere, at most.
const MOST_LAID: usize = 24;
/// Least and most way, as a part of the width, for that to be tried.
const WAY: (f64, f64) = (0.004, 0.3);
/// Least score of a quad next to which others are sought, how many such, and how far away.
const LEAST_BASE: f64 = 0.4;
const MOST_BASES: usize = 12;
const GAP: f64 = 1.015;
/// What the trees' log odds weigh, the network's that the quad is exact, and the constant: from a
/// logistic regression on crops that the network had not seen, with more weight for the trees, because
/// the network was thrown off by drawings unlike its films. That a display is there added nothing.
const WEIGHTS: [f64; 3] = [0.5, 1.2, 0.6];
/// Log odds by which a quad has to be more exact for its sides to be moved.
const BETTER: f64 = 0.2;
/// Log odds from which a quad is exact enough to look no further, and by how many another one has to
/// be surer: where trees and network together find it better too, and where they do not.
const EXACT: f64 = 0.0;
const SURER: f64 = 0.5;
const MUCH_SURER: f64 = 1.0;
/// Least overlap of others that are tried instead, how far off they are at least, as a part of the
/// width, and how many are tried at most.
const AT_ITS_PLACE: f64 = 0.4;
const NOT_NEAR: f64 = 0.02;
const MOST_OTHERS: usize = 12;
/// Score of what was not looked at, at most.
const UNSEEN: f64 = 0.02;

/// Quads by their score from trees and network together, best first, and those laid where the
/// network thinks that a display is.
pub fn weighed(frame: &Luma, crops: &Crops, mut found: Vec<ProposedScreen>) -> Vec<ProposedScreen> {
    found.sort_by(|a, b| b.by_trees.total_cmp(&a.by_trees));
    let distinct = distinct(&found, LOOKED_AT);
    let quads: Vec<Quad> = distinct.iter().map(|n| found[*n].quad).collect();
    let sights = sight::look(crops, &quads);
    let known: Vec<(Quad, Sight)> = (quads.into_iter().zip(sights))
        .filter_map(|(quad, sight)| Some((quad, sight?)))
        .collect();
    let mut seen: Vec<(ProposedScreen, Sight)> = Vec::new();
    let mut rest = Vec::new();
    for p in found {
        let like = |q: &&(Quad, Sight)| same(&q.0, &p.quad);
        match known.iter().find(like) {
            Some((_, sight)) => {
                let p = scored(p, Some(sight));
                seen.push((p, *sight));
            }
            None => rest.push(scored(p, None)),
        }
    }
    let mut from = 0;
    for _ in 0..TIMES {
        let beside = beside(crops, &seen);
        let laid = laid(frame, seen[from..].iter().chain(&beside));
        from = seen.len();
        let quads: Vec<Quad> = laid.iter().map(|p| p.quad).collect();
        let sights = sight::look(crops, &quads);
        for (p, sight) in laid.into_iter().zip(sights) {
            if let Some(sight) = sight {
                seen.push((scored(p, Some(&sight)), sight));
            }
        }
    }
    let mut all: Vec<ProposedScreen> = seen.into_iter().map(|s| s.0).chain(rest).collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score));
    all
}

/// What trees and network together make of a quad, 0 to 1; the trees alone where the network
/// can't see it.
pub fn together(by_trees: f64, sight: &Sight) -> f64 {
    let p = by_trees.clamp(1e-4, 1.0 - 1e-4);
    let [trees, exact, constant] = WEIGHTS;
    let sum = trees * (p / (1.0 - p)).ln() + exact * sight.exact + constant;
    1.0 / (1.0 + (-sum).exp())
}

/// A quad with its sides where they are seen, if it is more exact then by what the network sees of
/// the whole; and what that is.
pub fn refined(frame: &Luma, crops: &Crops, quad: &Quad, cut: [bool; 4]) -> (Quad, Option<Sight>) {
    let moved = sides::refined(frame, crops, quad, cut);
    let sights = sight::look(crops, &[*quad, moved]);
    match sights[..] {
        [Some(before), Some(after)] if after.exact >= before.exact + BETTER => (moved, Some(after)),
        [before, _] => (*quad, before),
        _ => (*quad, None),
    }
}

/// A quad with its sides where they are seen. Where it is not seen to be exact then, as where a
/// caption or somebody covers a part of it, the most exact of it, of where the network thinks that
/// the display is, and of the best of some others at its place.
pub fn rightest<'a>(
    frame: &Luma,
    crops: &Crops,
    (quad, cut): (Quad, [bool; 4]),
    others: impl Iterator<Item = &'a ProposedScreen>,
) -> Quad {
    let refined = |quad: &Quad| refined(frame, crops, quad, cut).0;
    let (first, sight) = self::refined(frame, crops, &quad, cut);
    let Some(sight) = sight else {
        return first;
    };
    if sight.exact >= EXACT {
        return first;
    }
    let mut tried = vec![first, refined(&cut_kept(&first, &sight.thought, cut))];
    let mut from: Vec<Quad> = vec![first, quad];
    for other in others.filter(|o| overlap_ratio(&o.quad, &first) > AT_ITS_PLACE) {
        let far = NOT_NEAR * first.apparent_width();
        if from.len() < MOST_OTHERS && from.iter().all(|q| q.corner_error(&other.quad) > far) {
            from.push(other.quad);
            tried.push(refined(&other.quad));
        }
    }
    let sights = sight::look(crops, &tried);
    let seen = tried.iter().zip(sights).filter_map(|(quad, sight)| {
        let score = together(score_on(frame, quad, cut), &sight?);
        Some((*quad, sight?.exact, score))
    });
    let seen: Vec<(Quad, f64, f64)> = seen.collect();
    let Some(own) = seen.first().map(|s| s.2) else {
        return first;
    };
    let better = |s: &&(Quad, f64, f64)| {
        s.1 >= sight.exact + MUCH_SURER || (s.1 >= sight.exact + SURER && s.2 > own)
    };
    let best = seen.iter().filter(better);
    best.max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(first, |b| b.0)
}

/// Borders near a quad, by either way to look for them.
fn near(frame: &Luma, quad: &Quad, cut: [bool; 4]) -> impl Iterator<Item = Border> + use<> {
    let reach = (0.012 * quad.apparent_width()).clamp(1.5, 6.0);
    let fits = [Polarity::BrightInside, Polarity::Either].map(|polarity| {
        let look = Look {
            least: 1.2,
            ..Look::new(polarity, reach)
        };
        border::fit(frame, quad, look, cut)
    });
    fits.into_iter().flatten()
}

/// What is judged with the score that it has by trees and network; without the network hardly any.
pub(super) fn scored(mut p: ProposedScreen, sight: Option<&Sight>) -> ProposedScreen {
    p.score = match sight {
        Some(sight) => together(p.by_trees, sight),
        None => p.by_trees.min(UNSEEN),
    };
    p
}

fn same(a: &Quad, b: &Quad) -> bool {
    a.corner_error(b) < SAME * a.apparent_width().max(100.0)
}

/// Numbers of quads none of which looks like another.
fn distinct(sorted: &[ProposedScreen], most: usize) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (n, p) in sorted.iter().enumerate() {
        if kept.len() >= most {
            break;
        }
        if !kept.iter().any(|k| same(&sorted[*k].quad, &p.quad)) {
            kept.push(n);
        }
    }
    kept
}

/// Quads where the network thinks that displays are.
fn laid<'a>(
    frame: &Luma,
    seen: impl Iterator<Item = &'a (ProposedScreen, Sight)>,
) -> Vec<ProposedScreen> {
    let away = |(p, s): &&(ProposedScreen, Sight)| {
        let way = p.quad.corner_error(&s.thought) / p.quad.apparent_width().max(1.0);
        s.shows >= LEAST_SHOWN && (WAY.0..WAY.1).contains(&way)
    };
    let mut tried: Vec<&(ProposedScreen, Sight)> = seen.filter(away).collect();
    tried.sort_by(|a, b| b.1.shows.total_cmp(&a.1.shows));
    let mut out: Vec<ProposedScreen> = Vec::new();
    let mut thought: Vec<Quad> = Vec::new();
    for (p, s) in tried {
        if thought.len() >= MOST_LAID {
            break;
        }
        if thought.iter().any(|q| same(q, &s.thought)) {
            continue;
        }
        thought.push(s.thought);
        let kept = cut_kept(&p.quad, &s.thought, p.cut);
        let fitted = near(frame, &kept, p.cut);
        out.extend(fitted.filter_map(|b| proposed(frame, p.cut, &b)));
        let look = Look {
            least: 1.2,
            ..Look::new(Polarity::Either, 1.0)
        };
        if let Some(fitted) = border::fit(frame, &kept, look, p.cut) {
            let as_thought = Border {
                quad: kept,
                uncertainty: 0.006 * kept.apparent_width(),
                ..fitted
            };
            out.extend(proposed(frame, p.cut, &as_thought));
        }
    }
    let kept = distinct(&out, 3 * MOST_LAID);
    let mut number = 0;
    out.retain(|_| {
        number += 1;
        kept.contains(&(number - 1))
    });
    out
}

/// Quads of the same size on each side of those that look most like displays, as in a wall of tiles
/// or a row of monitors, where the network sees a display.
fn beside(crops: &Crops, seen: &[(ProposedScreen, Sight)]) -> Vec<(ProposedScreen, Sight)> {
    let mut sorted: Vec<&(ProposedScreen, Sight)> = (seen.iter())
        .filter(|(p, _)| p.score >= LEAST_BASE && p.cut == [false; 4])
        .collect();
    sorted.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
    let mut bases: Vec<&ProposedScreen> = Vec::new();
    for (p, _) in sorted {
        let known = |b: &&ProposedScreen| overlap_ratio(&b.quad, &p.quad) > 0.3;
        if bases.len() < MOST_BASES && !bases.iter().any(known) {
            bases.push(p);
        }
    }
    let mut tried: Vec<(&ProposedScreen, Quad)> = Vec::new();
    for base in &bases {
        for (x, y) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
            let Some(quad) = moved(&base.quad, GAP * x, GAP * y) else {
                continue;
            };
            let known = bases.iter().any(|b| overlap_ratio(&b.quad, &quad) > 0.5)
                || tried.iter().any(|t| overlap_ratio(&t.1, &quad) > 0.7);
            if !known && visible_share(&quad, crops.size()) > 0.6 {
                tried.push((base, quad));
            }
        }
    }
    let quads: Vec<Quad> = tried.iter().map(|t| t.1).collect();
    let sights = sight::look(crops, &quads);
    (tried.into_iter().zip(sights))
        .filter_map(|((base, quad), sight)| {
            let mut p = base.clone();
            p.quad = quad;
            Some((p, sight?))
        })
        .collect()
}

/// A quad moved in its own plane, by parts of its width and height.
fn moved(quad: &Quad, x: f64, y: f64) -> Option<Quad> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let there = Quad(unit.0.map(|p| Point::new(p.x + x, p.y + y)));
    let quad = Homography::between(&unit, quad)?.map_quad(&there)?;
    quad.is_convex_clockwise().then_some(quad)
}

/// The quad that is thought of, but for sides that are the frame's own edge.
fn cut_kept(quad: &Quad, thought: &Quad, cut: [bool; 4]) -> Quad {
    let mut out = *thought;
    for k in (0..4).filter(|&k| cut[k]) {
        out.0[k] = quad.0[k];
        out.0[(k + 1) % 4] = quad.0[(k + 1) % 4];
    }
    match out.is_convex_clockwise() {
        true => out,
        false => *quad,
    }
}
