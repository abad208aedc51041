//! Which of the quads that look like displays are kept on a frame: one of several that are the same
//! display, and none that is a part of another. What doesn't live here: how much they look like one.

use model::{Homography, Point, Quad, Size};
use pixels::plausible;

use super::{ProposedScreen, ScreenOptions};

/// Width over height below which a quad is an upright display, as phones are; part of its width
/// that a pane of it has at least, and by how much of it one may lie outside.
const UPRIGHT: f64 = 0.7;
const PANE_WIDTH: f64 = 0.9;
const PART_OFF: f64 = 0.06;
/// Most of a display's width, and least of its height, that a column of it has; and how much the
/// display has to look like one to come before it.
const COLUMN_WIDTH: f64 = 0.6;
const COLUMN_HEIGHT: f64 = 0.6;
const LEAST_WHOLE: f64 = 0.4;
/// Part of the score of one that lies within it, and of its own area that this one has at most, for
/// a display to come before what looks more like one.
const NEARLY: f64 = 0.9;
const PART_AREA: f64 = 0.6;

/// Part of the smaller of two quads from which they can't both be displays.
const CLASH: f64 = 0.25;
/// Corner error, as a part of the width, up to which quads look nearly the same, and part of the
/// score of one that another has then at least.
const NEARLY_SAME: f64 = 0.015;
const NEARLY_SCORE: f64 = 0.6;

/// Whether a quad is a pane of an upright display: it lies within it and is nearly as wide.
pub fn is_pane(frame: Size, pane: &Quad, of: &Quad) -> bool {
    is_upright(frame, of) && part_within(pane, of).is_some_and(|(wide, _)| wide >= PANE_WIDTH)
}

fn is_upright(frame: Size, quad: &Quad) -> bool {
    plausible::proportions(quad, frame).is_some_and(|r| r < UPRIGHT)
}

/// Whether a quad comes after another one of less score, because it is a pane of an upright
/// display, an upright column of another, or a window of one that looks nearly as much like a
/// display: of each it is said whether it is upright.
fn comes_after(part: &(ProposedScreen, bool), whole: &(ProposedScreen, bool)) -> bool {
    let ((p, upright), (w, whole_upright)) = (part, whole);
    let pane = *whole_upright && w.cut == [false; 4];
    let column = *upright && !whole_upright && w.score >= LEAST_WHOLE;
    let window = !upright
        && !whole_upright
        && w.score >= NEARLY * p.score
        && p.quad.signed_area() <= PART_AREA * w.quad.signed_area();
    if !(pane || column || window) || !w.quad.contains(p.quad.centre()) {
        return false;
    }
    part_within(&p.quad, &w.quad).is_some_and(|(wide, high)| {
        window
            || match pane {
                true => wide >= PANE_WIDTH,
                false => wide < COLUMN_WIDTH && high >= COLUMN_HEIGHT,
            }
    })
}

/// How wide and how high a quad is that lies within another, as parts of that; `None` where it
/// does not, or is nearly all of it.
fn part_within(part: &Quad, of: &Quad) -> Option<(f64, f64)> {
    if part.signed_area() > 0.9 * of.signed_area() {
        return None;
    }
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let place = Homography::between(of, &unit)?.map_quad(part)?;
    let near = -PART_OFF..=1.0 + PART_OFF;
    let within = |p: &Point| near.contains(&p.x) && near.contains(&p.y);
    let inside = place.0.iter().all(within);
    inside.then(|| (place.apparent_width(), place.apparent_height()))
}

/// Of quads that look nearly the same the one whose border is seen best.
fn finest(all: &[ProposedScreen], p: ProposedScreen) -> ProposedScreen {
    let near = NEARLY_SAME * p.quad.apparent_width();
    let like = |o: &&ProposedScreen| {
        o.score >= NEARLY_SCORE * p.score && o.quad.corner_error(&p.quad) < near
    };
    let best = all.iter().filter(like);
    let best = best
        .max_by(|a, b| a.by_trees.total_cmp(&b.by_trees))
        .cloned();
    match best {
        Some(best) => ProposedScreen {
            score: p.score,
            ..best
        },
        None => p,
    }
}

/// Whether two quads can't both be displays: they share too much of the smaller one.
pub(super) fn clash(a: &Quad, b: &Quad) -> bool {
    let least = a.signed_area().min(b.signed_area()).max(1.0);
    plausible::overlap_area(a, b) > CLASH * least
}

/// One of several that are the same display, and none that lies within another. Panes of upright
/// displays and columns of others come after them, however much they look like displays of their
/// own: most of their sides are the display's.
pub(super) fn chosen(
    frame: Size,
    sorted: Vec<ProposedScreen>,
    options: &ScreenOptions,
) -> Vec<ProposedScreen> {
    let with = |p: ProposedScreen| {
        let upright = is_upright(frame, &p.quad);
        (p, upright)
    };
    let mut sorted: Vec<(ProposedScreen, bool)> = sorted.into_iter().map(with).collect();
    for at in 0..sorted.len() {
        let whole = (at + 1..sorted.len()).find(|&w| comes_after(&sorted[at], &sorted[w]));
        if let Some(whole) = whole {
            sorted[at..=whole].rotate_right(1);
        }
    }
    let mut kept: Vec<ProposedScreen> = Vec::new();
    let looked_at = options.looked_at;
    let all = looked_at.then(|| sorted.iter().map(|s| s.0.clone()).collect::<Vec<_>>());
    for (p, _) in sorted {
        let p = match &all {
            Some(all) => finest(all, p),
            None => p,
        };
        if kept.len() < options.most && !kept.iter().any(|k| clash(&k.quad, &p.quad)) {
            kept.push(p);
        }
    }
    kept
}
