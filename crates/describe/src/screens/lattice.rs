//! Walls of tiles: what most tiles agree on says where each of them lies, and where one that was not
//! found would be. What doesn't live here: what a wall is, and its map (`wall`).

use model::Quad;
use pixels::Luma;
use pixels::plausible::visible_share;

use super::border::{self, Border, Look, Polarity};
use super::choice::clash;
use super::crop::Crops;
use super::sight;
use super::wall::{NEAR, Wall, fitted, walls};
use super::{ProposedScreen, ScreenOptions, proposed, weigh};

/// Part of the width by which a tile may lie off and stays where it is.
const STAYS: f64 = 0.006;
/// Log odds by which it has to be more exact where it is to stay there all the same.
const MORE_EXACT: f64 = 0.5;
/// Log odds by which a display is likelier that stands among a wall's tiles, and around them.
const AMONG: f64 = 1.2;
const AROUND: f64 = 0.4;
/// Least visible part of one.
const VISIBLE: f64 = 0.98;
/// What lies in the place of a tile that was not found is let go if it is smaller than so many
/// tiles, and its score less than this many times the tile's.
const LARGER: f64 = 1.5;
const WORTH: f64 = 2.0;
/// The displays of a frame, those of walls where their wall has them, with tiles that were not
/// found.
pub(super) fn completed(
    frame: &Luma,
    crops: &Crops,
    mut screens: Vec<ProposedScreen>,
    options: &ScreenOptions,
) -> Vec<ProposedScreen> {
    let quads: Vec<Quad> = screens.iter().map(|s| s.quad).collect();
    let whole: Vec<bool> = screens.iter().map(|s| s.cut == [false; 4]).collect();
    let walls = walls(&quads, &whole);
    // A second wall on a frame is rare.
    let Some(wall) = walls.into_iter().find_map(|t| fitted(t, &quads)) else {
        return screens;
    };
    moved(frame, crops, &wall, &mut screens);
    let size = wall.tiles.values().map(|n| screens[*n].quad.signed_area());
    let size = size.fold(0.0, f64::max);
    let in_wall: Vec<Quad> = wall.tiles.values().map(|n| screens[*n].quad).collect();
    for tile in missing(frame, crops, &wall, &in_wall, options) {
        let clashing = |s: &ProposedScreen| clash(&s.quad, &tile.quad);
        let may_go = |s: &ProposedScreen| {
            s.quad.signed_area() < LARGER * size && s.score < WORTH * tile.score
        };
        if screens.iter().all(|s| !clashing(s) || may_go(s)) {
            screens.retain(|s| !clashing(s));
            screens.push(tile);
        }
    }
    screens.sort_by(|a, b| b.score.total_cmp(&a.score));
    screens.truncate(options.most);
    screens
}

/// The edges near a quad; the quad itself where there are none.
fn near(frame: &Luma, quad: &Quad) -> Border {
    let reach = (0.5 * STAYS * quad.apparent_width()).clamp(1.0, 3.0);
    let look = Look {
        least: 1.2,
        ..Look::new(Polarity::Either, reach)
    };
    let found = border::fit(frame, quad, look, [false; 4]);
    let found = found.filter(|b| b.quad.corner_error(quad) < 2.0 * reach);
    found.unwrap_or(Border {
        quad: *quad,
        support: [0.0; 4],
        uncertainty: STAYS * quad.apparent_width(),
    })
}

/// Moves tiles that lie elsewhere to where the wall has them, unless they look more exact where they
/// are.
fn moved(frame: &Luma, crops: &Crops, wall: &Wall, screens: &mut [ProposedScreen]) {
    for (cell, n) in &wall.tiles {
        let screen = &mut screens[*n];
        let Some(quad) = wall.quad(*cell) else {
            continue;
        };
        if quad.corner_error(&screen.quad) < NEAR * screen.quad.apparent_width() {
            screen.score = likelier(screen.score, AMONG);
        }
        let border = near(frame, &quad);
        if border.quad.corner_error(&screen.quad) < STAYS * screen.quad.apparent_width() {
            continue;
        }
        let sights = sight::look(crops, &[screen.quad, border.quad]);
        if let [Some(here), Some(there)] = sights[..]
            && here.exact < there.exact + MORE_EXACT
        {
            screen.quad = border.quad;
            screen.uncertainty = border.uncertainty;
        }
    }
}

/// A score raised by so much log odds.
fn likelier(score: f64, by: f64) -> f64 {
    let p = score.clamp(1e-6, 1.0 - 1e-6);
    1.0 / (1.0 + (1.0 - p) / p * (-by).exp())
}

/// Tiles that were not found, in cells between others and around them: those that look like
/// displays, now that it is known what stands beside them.
fn missing(
    frame: &Luma,
    crops: &Crops,
    wall: &Wall,
    in_wall: &[Quad],
    options: &ScreenOptions,
) -> Vec<ProposedScreen> {
    let columns: Vec<i32> = wall.tiles.keys().map(|c| c.0).collect();
    let rows: Vec<i32> = wall.tiles.keys().map(|c| c.1).collect();
    let bounds = |of: &[i32]| Some((*of.iter().min()?, *of.iter().max()?));
    let (Some(columns), Some(rows)) = (bounds(&columns), bounds(&rows)) else {
        return Vec::new();
    };
    let mut out: Vec<ProposedScreen> = Vec::new();
    for row in rows.0 - 1..=rows.1 + 1 {
        for column in columns.0 - 1..=columns.1 + 1 {
            let cell = (column, row);
            if wall.tiles.contains_key(&cell) {
                continue;
            }
            let Some(quad) = wall.quad(cell).filter(Quad::is_convex_clockwise) else {
                continue;
            };
            if visible_share(&quad, frame.size()) < VISIBLE {
                continue;
            }
            let border = near(frame, &quad);
            let Some(tile) = proposed(frame, [false; 4], &border) else {
                continue;
            };
            let Some(Some(sight)) = sight::look(crops, &[tile.quad]).first().copied() else {
                continue;
            };
            let among =
                (columns.0..=columns.1).contains(&column) && (rows.0..=rows.1).contains(&row);
            let mut tile = weigh::scored(tile, Some(&sight));
            tile.score = likelier(tile.score, if among { AMONG } else { AROUND });
            if tile.score >= options.least_score
                && sight.shows > 0.0
                && !in_wall.iter().any(|q| clash(q, &tile.quad))
            {
                out.push(tile);
            }
        }
    }
    out
}
