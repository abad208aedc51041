//! What becomes of a shot's displays at its end: quads corrected by all the borders that were seen
//! of them, doubles joined, those that were seldom taken for displays let go.

use std::collections::BTreeMap;

use case::VideoRecord;
use describe::ProposedScreen;
use model::{
    FrameTime, HeldBy, ItemId, MatchMoment, Point, Quad, Screen, ScreenFrame, ScreenSource, Size,
};
use pixels::plausible::{overlap_ratio, visible_share};

use super::place::{onto, unit, within};
use super::tiled;
use super::trail::{Check, Frame, Trail};
use super::walk::{Walk, inside};

/// Least mean score over the keyframes on which it was there.
const LEAST_SCORE: f64 = 0.3;
/// The same of one that looks like a display on all frames together, and how much it has to.
const LEAST_SCORE_SEEN: f64 = 0.15;
const LEAST_SCORE_TOGETHER: f64 = 0.4;
/// Least support of a side for its border to count.
const LEAST_SUPPORT: f64 = 0.4;
/// Largest correction, as part of the width or height.
const MOST_CORRECTION: f64 = 0.07;

/// Corner error, as a part of the width, within which two keyframes propose the same.
const ALIKE: f64 = 0.02;

type Settled = (Screen, Vec<ScreenFrame>);

/// The screens of a shot.
pub fn settle(walk: Walk<'_>, item: ItemId, video: &VideoRecord, threads: usize) -> Vec<Settled> {
    let size = video.facts.displayed;
    let stream = video.facts.stream;
    let mut out = proved(&walk, item, stream);
    let keyframes: Vec<u64> = video.keyframes.iter().map(|k| k.at.frame).collect();
    let mut trails: Vec<Trail> = walk.trails;
    trails.retain(|t| !t.superseded);
    // People's first, then those that are seen longest.
    trails.sort_by_key(|t| {
        let proposed = matches!(t.from, ScreenSource::Proposed);
        (proposed, std::cmp::Reverse(t.frames.len()))
    });
    let mut trails: Vec<Corrected> = trails.into_iter().map(|t| corrected(t, threads)).collect();
    let wall = tiled::agreed(&mut trails);
    for trail in trails {
        let made = concluded(trail, (item, stream, walk.shot), size, &keyframes);
        let Some((screen, frames)) = made else {
            continue;
        };
        if !out.iter().any(|(_, others)| is_double(&frames, others)) {
            out.push((screen, frames));
        }
    }
    for (at, p) in walk.alone {
        let taken = out.iter().flat_map(|o| &o.1);
        let mut here = taken.filter(|f| f.at.frame == at.frame);
        if !here.any(|f| overlap_ratio(&f.quad, &p.quad) > 0.3) {
            let frames = wall.tile(at, &p.quad, size);
            // It may have been seen before, elsewhere on the frame.
            if !out.iter().any(|(_, others)| is_double(&frames, others)) {
                out.push(unfollowed(at, &p, frames, (item, stream, walk.shot)));
            }
        }
    }
    for (screen, frames) in &mut out {
        for (id, _, tracked) in &walk.sightings {
            let lies = |f: &ScreenFrame| {
                let there = tracked.iter().find(|t| t.at.frame == f.at.frame);
                there.is_some_and(|t| inside(&t.quad, &f.quad) > 0.7)
            };
            if !screen.sightings.contains(id) && frames.iter().any(lies) {
                screen.sightings.push(id.clone());
            }
        }
    }
    out.sort_by(|a, b| {
        (a.0.first.frame.cmp(&b.0.first.frame))
            .then(b.0.frames.cmp(&a.0.frames))
            .then(a.0.best.quad.0[0].x.total_cmp(&b.0.best.quad.0[0].x))
    });
    out
}

/// Displays that sightings fill.
fn proved(walk: &Walk<'_>, item: ItemId, stream: u32) -> Vec<Settled> {
    let mut out: Vec<Settled> = Vec::new();
    for ((id, sighting, frames), whole) in walk.sightings.iter().zip(&walk.whole) {
        let seen: Vec<ScreenFrame> = frames
            .iter()
            .map(|f| ScreenFrame {
                at: f.at,
                quad: f.quad,
                visible: f.visible,
                uncertainty: if f.proved { 0.5 } else { 0.7 },
                held: if f.proved {
                    HeldBy::Anchor
                } else {
                    HeldBy::Content
                },
            })
            .collect();
        let (Some(first), Some(last), true) = (seen.first(), seen.last(), *whole) else {
            continue;
        };
        let clearest = sighting.followed.as_ref().map(|f| f.clearest);
        out.push((
            Screen {
                video: item,
                stream,
                shot: walk.shot,
                first: first.at,
                last: last.at,
                best: clearest.unwrap_or(MatchMoment {
                    at: sighting.best.at,
                    quad: sighting.best.quad,
                }),
                from: ScreenSource::Sighting { id: id.clone() },
                score: 1.0,
                frames: seen.len() as u64,
                uncertainty: 0.6,
                cut: [false; 4],
                sightings: vec![id.clone()],
            },
            seen,
        ));
    }
    out
}

/// A display that was seen on one keyframe and not followed, with the frames through which its wall
/// was, if it stands in one.
fn unfollowed(
    at: FrameTime,
    seen: &ProposedScreen,
    mut frames: Vec<ScreenFrame>,
    (item, stream, shot): (ItemId, u32, u32),
) -> Settled {
    let here = frames.iter_mut().find(|f| f.at.frame == at.frame);
    match here {
        Some(frame) => frame.held = HeldBy::Anchor,
        None => {
            frames = vec![ScreenFrame {
                at,
                quad: seen.quad,
                visible: 1.0,
                uncertainty: seen.uncertainty as f32,
                held: HeldBy::Anchor,
            }];
        }
    }
    let (first, last) = (frames[0], frames[frames.len() - 1]);
    let best = frames.iter().find(|f| f.at.frame == at.frame);
    let best = best.copied().unwrap_or(first);
    let screen = Screen {
        video: item,
        stream,
        shot,
        first: first.at,
        last: last.at,
        best: MatchMoment {
            at,
            quad: best.quad.rounded(),
        },
        from: ScreenSource::Proposed,
        score: (seen.score * 1000.0).round() / 1000.0,
        frames: frames.len() as u64,
        uncertainty: f64::from((best.uncertainty * 100.0).round()) / 100.0,
        cut: seen.cut,
        sightings: Vec::new(),
    };
    (screen, frames)
}

/// Whether a track is at the place of another on most of the frames that both have, which are many.
fn is_double(frames: &[ScreenFrame], others: &[ScreenFrame]) -> bool {
    let by_frame: BTreeMap<u64, &Quad> = others.iter().map(|f| (f.at.frame, &f.quad)).collect();
    let (mut both, mut same) = (0, 0);
    for f in frames {
        if let Some(q) = by_frame.get(&f.at.frame) {
            both += 1;
            let within = inside(&f.quad, q) > 0.75;
            same += usize::from(within || overlap_ratio(&f.quad, q) > 0.5);
        }
    }
    2 * same > both && 5 * both > frames.len()
}

/// A trail whose quads were corrected.
pub struct Corrected {
    pub trail: Trail,
    /// How far the borders that were seen lie apart, in pixels, by template.
    spread: BTreeMap<u32, f64>,
    /// How much it looks like a display on all frames together.
    together: f64,
}

impl Corrected {
    pub const fn is_proposal(&self) -> bool {
        matches!(self.trail.from, ScreenSource::Proposed)
    }
}

fn concluded(
    corrected: Corrected,
    (item, stream, shot): (ItemId, u32, u32),
    size: Size,
    keyframes: &[u64],
) -> Option<Settled> {
    let proposed = corrected.is_proposal();
    let Corrected {
        trail,
        spread,
        together,
    } = corrected;
    let mut frames = trail.frames;
    frames.retain(|f| f.quad.is_convex_clockwise());
    let (first, last) = (frames.first()?.at, frames.last()?.at);
    let there = keyframes
        .iter()
        .filter(|k| frames.binary_search_by_key(*k, |f| f.at.frame).is_ok());
    let mean = trail.scores.iter().sum::<f64>() / there.count().max(1) as f64;
    let score = if proposed { mean.min(1.0) } else { 1.0 };
    let seen = score >= LEAST_SCORE_SEEN && together >= LEAST_SCORE_TOGETHER;
    if score < LEAST_SCORE && !seen {
        return None;
    }
    let best = *frames.iter().max_by(|a, b| {
        let clarity = |f: &Frame| {
            let seen = visible_share(&f.quad, size) * f64::from(f.visible);
            (f.quad.signed_area().max(1.0) * seen * seen).sqrt()
                * f64::from(f.detail.max(0.5)).sqrt()
        };
        clarity(a)
            .total_cmp(&clarity(b))
            .then(b.at.frame.cmp(&a.at.frame))
    })?;
    let seen: Vec<ScreenFrame> = frames
        .iter()
        .map(|f| {
            let own = 0.3 / f64::from(f.visible.max(0.2));
            let from = spread.get(&f.template).copied().unwrap_or(1.0);
            ScreenFrame {
                at: f.at,
                quad: f.quad,
                visible: f.visible,
                uncertainty: (own * own + from * from).sqrt() as f32,
                held: f.held,
            }
        })
        .collect();
    let mut errors: Vec<f32> = seen.iter().map(|f| f.uncertainty).collect();
    errors.sort_by(f32::total_cmp);
    let screen = Screen {
        video: item,
        stream,
        shot,
        first,
        last,
        best: MatchMoment {
            at: best.at,
            quad: best.quad.rounded(),
        },
        from: trail.from,
        score: (score * 1000.0).round() / 1000.0,
        frames: seen.len() as u64,
        uncertainty: f64::from((errors[errors.len() / 2] * 100.0).round()) / 100.0,
        cut: trail.cut,
        sightings: Vec::new(),
    };
    Some((screen, seen))
}

/// A trail whose quads were moved to where all borders that were seen agree, and from there to where
/// the bezel's ring is on all frames together, template by template. A person's stays as it is.
fn corrected(mut trail: Trail, threads: usize) -> Corrected {
    let mut spread = BTreeMap::new();
    let mut together: f64 = 0.0;
    let proposed = matches!(trail.from, ScreenSource::Proposed);
    let mut of: BTreeMap<u32, Vec<&Check>> = BTreeMap::new();
    for check in &trail.checks {
        of.entry(check.template).or_default().push(check);
    }
    let mut templates: Vec<u32> = trail.frames.iter().map(|f| f.template).collect();
    templates.sort_unstable();
    templates.dedup();
    templates.retain(|_| proposed);
    for template in templates {
        let checks = of.remove(&template).unwrap_or_default();
        let (thought, apart) = consensus(&checks);
        let plate = trail.plates.get(&template);
        let settled = plate.and_then(|p| p.settled(&thought, trail.cut, threads));
        let moved = settled.map_or(thought, |s| s.quad);
        together = together.max(settled.map_or(0.0, |s| s.score));
        let mut sizes = 0.0;
        for f in (trail.frames.iter_mut()).filter(|f| f.template == template) {
            sizes = f.quad.apparent_width();
            if let Some(quad) = onto(&f.quad, &moved) {
                f.quad = quad;
            }
        }
        let unsure = settled.map_or(0.0, |s| s.unsure);
        if !checks.is_empty() || unsure > 0.0 {
            spread.insert(template, apart.hypot(unsure) * sizes);
        }
    }
    trail.frames.sort_by_key(|f| f.at.frame);
    trail.frames.dedup_by_key(|f| f.at.frame);
    Corrected {
        trail,
        spread,
        together: if proposed { together } else { 1.0 },
    }
}

/// Where the borders of a template lie in its unit square, and the standard error of that as part
/// of its width.
fn consensus(checks: &[&Check]) -> (Quad, f64) {
    let unit = unit();
    let seen: Vec<(Quad, &Check)> = checks
        .iter()
        .filter_map(|c| Some((within(&c.lay, &c.border.quad)?, *c)))
        .collect();
    let base = proposed_most(&seen).unwrap_or(unit);
    let mut corners = base.0;
    let mut worst: f64 = 0.0;
    for (k, corner) in corners.iter_mut().enumerate() {
        // Top and bottom sides give y, left and right ones x.
        let (level, upright) = (
            if k < 2 { 0 } else { 2 },
            if k == 0 || k == 3 { 3 } else { 1 },
        );
        let along = |side: usize, value: &dyn Fn(Point) -> f64| {
            let values = seen
                .iter()
                .filter(|(_, c)| c.border.support[side] >= LEAST_SUPPORT)
                .map(|(q, c)| (value(q.0[k]), c.weight * c.border.support[side]));
            weighted(values.filter(|v| v.0.abs() <= MOST_CORRECTION).collect())
        };
        let at = *corner;
        let x = along(upright, &|p| p.x - at.x);
        let y = along(level, &|p| p.y - at.y);
        *corner = Point::new(at.x + x.map_or(0.0, |v| v.0), at.y + y.map_or(0.0, |v| v.0));
        for v in [x, y].into_iter().flatten() {
            worst = worst.max(v.1);
        }
    }
    let quad = Quad(corners);
    if quad.is_convex_clockwise() {
        (quad, worst)
    } else {
        (base, 0.01)
    }
}

/// Where a display was proposed on most keyframes, by their scores, if that is not where it was
/// followed from: there a desk's edge or a caption's may have passed for a side.
fn proposed_most(seen: &[(Quad, &Check)]) -> Option<Quad> {
    let proposed: Vec<&(Quad, &Check)> = seen.iter().filter(|s| s.1.proposed).collect();
    let near = |of: &Quad| {
        let near = proposed.iter().filter(|s| s.0.corner_error(of) < ALIKE);
        near.map(|s| s.1.weight).sum::<f64>()
    };
    let all: f64 = proposed.iter().map(|s| s.1.weight).sum();
    let (most, quad) =
        (proposed.iter().map(|s| (near(&s.0), s.0))).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let unit = unit();
    let far = (0..4).any(|k| {
        let (p, q) = (quad.0[k], unit.0[k]);
        (p.x - q.x).abs().max((p.y - q.y).abs()) > MOST_CORRECTION
    });
    (far && 2.0 * most > all).then_some(quad)
}

/// Weighted median, and its standard error; `None` where next to nothing speaks.
fn weighted(mut values: Vec<(f64, f64)>) -> Option<(f64, f64)> {
    let total: f64 = values.iter().map(|v| v.1).sum();
    if total < 0.8 {
        return None;
    }
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sum = 0.0;
    let middle = values
        .iter()
        .find(|v| {
            sum += v.1;
            2.0 * sum >= total
        })
        .map_or(0.0, |v| v.0);
    let mut off: Vec<f64> = values.iter().map(|v| (v.0 - middle).abs()).collect();
    off.sort_by(f64::total_cmp);
    let apart = 1.48 * off[off.len() / 2] / (off.len() as f64).sqrt();
    Some((middle, apart))
}
