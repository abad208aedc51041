//! Figures that show a device: a monitor, laptop, tablet or telephone, drawn or photographed, and
//! the screen on it.
//!
//! A screen is a quad with straight edges that shows an interface, in a plain rim of one colour on
//! all four sides, that ends before the picture does. Panels and windows in a view have writing, or
//! another panel, where a device has its rim.

mod rim;

use model::{FigureKind, Point, Quad, Size};
use pixels::{Luma, Rgb, plausible, warp};

use super::silhouette::{self, Hole, away};
use super::{Around, Look, border, propose};
use crate::screens::{self, ScreenOptions};
use rim::{Along, Rim, SAMPLES, Side, least_rim, longer};

/// A screen covers so much of the picture, at least and at most.
const SHARE: (f64, f64) = (0.06, 0.9);
/// Its shorter side is at least so long, in pixels.
const LEAST_SIDE: f64 = 90.0;
/// A side is where the ends of its rim at so many of these places agree,
const AGREED: f64 = 0.55;
/// or fewer, where they do so within so many pixels of where the hole ends.
const AGREED_AT_HOLE: f64 = 0.2;
const BESIDE: f64 = 3.0;
/// A border of one colour, in this share of it, is the ground on which a device is drawn.
const GROUND: f64 = 0.75;
/// Pictures whose shorter side has fewer pixels show no device.
const LEAST_PICTURE: u32 = 120;
/// In photographs fewer pixels are exactly as their neighbours.
const EXACT: f64 = 0.6;
/// Views have an edge of one colour in so much of it: a title bar, a ground.
const EDGE_OF_VIEWS: f64 = 0.33;
/// Displays in photographs look like one by so much (see `screens`).
const SURE: f64 = 0.6;
/// Quads that are looked at, those first that look most like a display.
const MOST: usize = 200;
/// Screens of one figure.
const MOST_FOUND: usize = 4;

/// The screen of a device that a figure shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Device {
    /// In pixels of the figure, clockwise from the screen's upper left.
    pub quad: Quad,
    /// What speaks for it, for people.
    pub why: String,
}

/// The screens of the devices that a figure shows, the largest first; none for ordinary figures.
pub fn devices(picture: &Rgb, look: &Look) -> Vec<Device> {
    if picture.width.min(picture.height) < LEAST_PICTURE {
        return Vec::new();
    }
    let found = if look.border >= GROUND {
        drawings(picture, border(picture).0)
    } else if may_be_photograph(picture, look) {
        photographs(picture)
    } else {
        Vec::new()
    };
    let mut kept: Vec<Device> = Vec::new();
    for device in found {
        let apart = |d: &Device| plausible::overlap_area(&d.quad, &device.quad) <= 0.0;
        if kept.len() < MOST_FOUND && kept.iter().all(apart) {
            kept.push(device);
        }
    }
    kept
}

/// Whether light made the picture: a view has an edge of few colours, and its panes are no displays.
fn may_be_photograph(picture: &Rgb, look: &Look) -> bool {
    let view = || kind(look, (picture.width, picture.height)) == FigureKind::Interface;
    look.exact < EXACT && (look.border < EDGE_OF_VIEWS || !view())
}

fn kind(look: &Look, size: (u32, u32)) -> FigureKind {
    propose(look, size, &Around::default()).kind
}

/// Screens of devices on a ground of one colour, the largest first.
fn drawings(picture: &Rgb, ground: [u8; 3]) -> Vec<Device> {
    let mut found: Vec<Device> = silhouette::holes(picture, ground)
        .into_iter()
        .filter_map(|hole| device(picture, refined(picture, &hole, ground)?, ground))
        .collect();
    found.retain(|d| is_screen(picture, &d.quad));
    found
}

/// Displays on a photograph, those first that look most like one.
fn photographs(picture: &Rgb) -> Vec<Device> {
    let luma = brightness(picture);
    let options = ScreenOptions {
        least_score: SURE,
        ..ScreenOptions::default()
    };
    // Those whose bezel was looked at first; others where none of them shows a view.
    let judged = screens::all(&luma, &options);
    let mut all = screens::among(&luma, judged.clone(), &options);
    all.extend(judged);
    all.retain(|p| p.cut == [false; 4] && p.score >= SURE && is_screen(picture, &p.quad));
    all.truncate(MOST);
    all.iter()
        .filter_map(|p| photographed(picture, &p.quad))
        .collect()
}

/// The brightest channel of each pixel: dark interfaces have a colour, and stand out from a bezel
/// that has none where their grey is the same.
fn brightness(picture: &Rgb) -> Luma {
    let brightest = |p: &[u8]| p.iter().copied().max().unwrap_or(0);
    let data = picture.data.chunks_exact(3).map(brightest).collect();
    Luma::new(picture.width, picture.height, data)
}

/// Whether it is large enough, and not the whole picture.
fn is_screen(picture: &Rgb, quad: &Quad) -> bool {
    let share = quad.signed_area() / (f64::from(picture.width) * f64::from(picture.height));
    let short = quad.apparent_width().min(quad.apparent_height());
    (SHARE.0..SHARE.1).contains(&share) && short >= LEAST_SIDE
}

fn photographed(picture: &Rgb, quad: &Quad) -> Option<Device> {
    shows_interface(picture, quad).then(|| Device {
        quad: *quad,
        why: "a quad with the straight edges of a display, which shows a view".to_owned(),
    })
}

fn device(picture: &Rgb, quad: Quad, ground: [u8; 3]) -> Option<Device> {
    let rim = Rim::of(picture, &quad, ground)?;
    if !shows_interface(picture, &quad) || !is_plain_outside(picture, &quad, &rim) {
        return None;
    }
    Some(Device {
        quad,
        why: format!(
            "a view in a plain rim of {:.0} to {:.0} pixels on all four sides, as a device has",
            rim.narrow, rim.wide
        ),
    })
}

/// The quad whose sides lie where a body's rim ends inwards. One side may show nothing else than
/// the rim's colour: it is where the hole ends, or as far from the device's edge as the one across.
fn refined(picture: &Rgb, hole: &Hole, ground: [u8; 3]) -> Option<Quad> {
    let quad = &hole.quad;
    let (long, least) = (longer(quad), least_rim(quad));
    let found: [Option<(Point, Point)>; 4] =
        std::array::from_fn(|k| inner_line(picture, &Along::of(quad, k), hole, 0.12 * long, least));
    let missing: Vec<usize> = (0..4).filter(|k| found[*k].is_none()).collect();
    let guessed = match missing[..] {
        [] => None,
        [k] => Some(k),
        _ => return None,
    };
    let mut lines: [(Point, Point); 4] =
        std::array::from_fn(|k| found[k].unwrap_or((quad.0[k], quad.0[(k + 1) % 4])));
    let fine = crossed(&lines)?;
    let Some(k) = guessed.filter(|k| k % 2 == 1) else {
        return Some(fine);
    };
    // A device is alike at its left and right.
    let side = |k: usize| Side::of(picture, &Along::of(&fine, k), long, Some(ground));
    let (own, other) = (side(k)?.width, side((k + 2) % 4)?.width);
    let along = Along::of(&fine, k);
    lines[k] = (along.point(0.0, own - other), along.point(1.0, own - other));
    crossed(&lines)
}

/// The quad of four lines, each through the points of its side.
fn crossed(lines: &[(Point, Point); 4]) -> Option<Quad> {
    let mut corners = [Point::new(0.0, 0.0); 4];
    for (k, corner) in corners.iter_mut().enumerate() {
        *corner = crossing(lines[(k + 3) % 4], lines[k])?;
    }
    let fine = Quad(corners);
    fine.is_convex_clockwise().then_some(fine)
}

/// Where the rim of this colour ends inwards at a side.
fn inner_line(
    picture: &Rgb,
    along: &Along,
    hole: &Hole,
    reach: f64,
    least: f64,
) -> Option<(Point, Point)> {
    let mut ends: Vec<(f64, f64)> = Vec::new();
    for s in 0..SAMPLES {
        let (mut best, mut begun): (Option<f64>, Option<f64>) = (None, None);
        let mut d = -reach;
        while d <= reach {
            let is_rim = along
                .colour(picture, s, d)
                .is_some_and(|c| away(c, hole.colour) <= hole.unrest);
            begun = match (begun, is_rim) {
                (None, true) => Some(d),
                (Some(_), false) => None,
                (begun, _) => begun,
            };
            if let Some(b) = begun
                && d - b >= least
                && best.is_none_or(|o: f64| b.abs() < o.abs())
            {
                best = Some(b);
            }
            d += 0.5;
        }
        ends.extend(best.map(|d| (Along::at(s), d)));
    }
    // The line through two of the ends with which most of the others agree.
    let mut most: (usize, (f64, f64)) = (0, (0.0, 0.0));
    for (n, a) in ends.iter().enumerate() {
        for b in ends.iter().skip(n + SAMPLES / 4) {
            let slope = (b.1 - a.1) / (b.0 - a.0);
            let start = a.1 - slope * a.0;
            let agrees = |e: &&(f64, f64)| (start + slope * e.0 - e.1).abs() <= 1.0;
            let count = ends.iter().filter(agrees).count();
            if count > most.0 {
                most = (count, (start, slope));
            }
        }
    }
    let (count, (start, slope)) = most;
    // Fewer are enough where the hole itself ends: elsewhere what is shown is as dark as the rim.
    let at_hole = start.abs() <= BESIDE && (start + slope).abs() <= BESIDE;
    let least = if at_hole { AGREED_AT_HOLE } else { AGREED };
    (count as f64 >= least * SAMPLES as f64)
        .then(|| (along.point(0.0, start), along.point(1.0, start + slope)))
}

fn crossing(a: (Point, Point), b: (Point, Point)) -> Option<Point> {
    let (ax, ay) = (a.1.x - a.0.x, a.1.y - a.0.y);
    let (bx, by) = (b.1.x - b.0.x, b.1.y - b.0.y);
    let across = ax * by - ay * bx;
    let t = ((b.0.x - a.0.x) * by - (b.0.y - a.0.y) * bx) / across;
    (across.abs() > 1e-9 && t.is_finite()).then(|| Point::new(a.0.x + t * ax, a.0.y + t * ay))
}

/// The screen's own size, upright.
pub fn upright(quad: &Quad) -> Size {
    let side = |v: f64| v.round().clamp(1.0, 8192.0) as u32;
    Size {
        width: side(quad.apparent_width()),
        height: side(quad.apparent_height()),
    }
}

fn shows_interface(picture: &Rgb, quad: &Quad) -> bool {
    let Some(view) = warp::rectify_rgb(picture, quad, upright(quad)) else {
        return false;
    };
    let look = Look::of(&view);
    // Small and soft screens are views without fine lines.
    kind(&look, (view.width.max(220), view.height.max(110))) == FigureKind::Interface
        || look.busy > 0.5 && look.lettered > 0.3 && look.across.max(look.down) >= 1.0
}

/// Whether what lies outside of the device is no view itself.
fn is_plain_outside(picture: &Rgb, quad: &Quad, rim: &Rim) -> bool {
    let [x0, y0, x1, y1] = quad.bounds();
    let grow = 1.6 * rim.wide + 3.0;
    let (x0, y0, x1, y1) = (x0 - grow, y0 - grow, x1 + grow, y1 + grow);
    // Small writing outside, in cells that are flat and have many steps.
    const CELL: u32 = 24;
    let (mut lettered, mut cells) = (0u32, 0u32);
    for cy in 0..picture.height / CELL {
        for cx in 0..picture.width / CELL {
            let (left, top) = (f64::from(cx * CELL), f64::from(cy * CELL));
            let size = f64::from(CELL);
            let covered = left + size > x0 && left < x1 && top + size > y0 && top < y1;
            if covered {
                continue;
            }
            let (mut steps, mut flat) = (0u32, 0u32);
            for y in cy * CELL + 1..(cy + 1) * CELL {
                for x in cx * CELL + 1..(cx + 1) * CELL {
                    let here = picture.get(x, y);
                    let step =
                        away(here, picture.get(x - 1, y)).max(away(here, picture.get(x, y - 1)));
                    steps += u32::from(step >= 24);
                    flat += u32::from(step <= 6);
                }
            }
            cells += 1;
            let all = (CELL - 1) * (CELL - 1);
            lettered += u32::from(steps * 14 > all && flat * 10 > 4 * all);
        }
    }
    cells == 0 || lettered * 8 <= cells.max(12)
}
