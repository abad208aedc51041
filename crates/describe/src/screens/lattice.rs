//! Walls of tiles: what most tiles agree on says where each of them lies, and where one that was not
//! found would be. What doesn't live here: what a wall is, and its map (`wall`).

use model::Quad;
use pixels::Luma;
use pixels::plausible::{overlap_area, overlap_ratio, visible_share};

use super::border::{self, Border, Look, Polarity};
use super::choice::clash;
use super::crop::Crops;
use super::sight::{self, Sight};
use super::wall::{Cell, IN_CELL, PAIR, Wall};
use super::{ProposedScreen, ScreenOptions, proposed, weigh};

/// Corner error, as a part of a tile, that is near.
const NEAR: f64 = 0.02;
/// Part of the width by which a tile may lie off and stays where it is.
const STAYS: f64 = 0.006;
/// Log odds by which it has to be more exact where it is to stay there all the same.
const MORE_EXACT: f64 = 0.5;
/// Log odds by which a display is likelier that stands among a wall's tiles, and around them.
const AMONG: f64 = 1.2;
const AROUND: f64 = 0.4;
/// Least visible part of one.
const VISIBLE: f64 = 0.98;
/// What lies in the place of a tile that was not found is let go if its score is less than the
/// tile's; if it is smaller than so many tiles, less than this many times the tile's.
const LARGER: f64 = 1.5;
const WORTH: f64 = 2.0;
/// Fewest tiles among which quads around several are let go, overlap over union from which two quads
/// are one, and quads that are looked at for that, at most; part of a tile that lies within one.
const COMPOSED: usize = 4;
const SAME: f64 = 0.5;
const MOST_APART: usize = 80;
const WITHIN: f64 = 0.85;
/// What the log odds weigh that a display is in a cell, and the constant.
const SHOWS: (f64, f64) = (0.5, 2.0);
/// Displays that have to be seen in a row or column beside a wall for those whose sides are not seen
/// to count, and the least part of its cells.
const LEAST_LINE: usize = 2;
const LINE: f64 = 0.6;
/// Times that a tile is laid where the network thinks it is.
const THOUGHTS: usize = 2;
/// Times that tiles are sought around those that were found the time before.
const ROUNDS: usize = 4;

/// The displays of a frame, those of walls where their wall has them, with tiles that were not
/// found.
pub(super) fn completed(
    frame: &Luma,
    crops: &Crops,
    mut screens: Vec<ProposedScreen>,
    options: &ScreenOptions,
) -> Vec<ProposedScreen> {
    for round in 0..ROUNDS {
        let quads: Vec<Quad> = screens.iter().map(|s| s.quad).collect();
        let whole: Vec<bool> = screens.iter().map(|s| s.cut == [false; 4]).collect();
        let Some(wall) = Wall::of(&quads, &whole, PAIR) else {
            if round == 0 {
                return screens;
            }
            break;
        };
        if wall.is_flat(&quads) {
            moved(frame, crops, &wall, &mut screens);
        }
        if !added(frame, crops, &wall, &mut screens, options) {
            break;
        }
    }
    screens.sort_by(|a, b| b.score.total_cmp(&a.score));
    screens.truncate(options.most);
    screens
}

/// Quads (best first) without those around several tiles of a wall that look more like displays each:
/// what is as wide as three tiles and as high as three has their shape.
pub(super) fn uncomposed(mut found: Vec<ProposedScreen>) -> Vec<ProposedScreen> {
    let mut apart: Vec<&ProposedScreen> = Vec::new();
    for p in found.iter().filter(|p| p.cut == [false; 4]) {
        let known = |o: &&ProposedScreen| overlap_ratio(&o.quad, &p.quad) > SAME;
        if apart.len() < MOST_APART && !apart.iter().any(known) {
            apart.push(p);
        }
    }
    let quads: Vec<Quad> = apart.iter().map(|p| p.quad).collect();
    let Some(wall) = Wall::of(&quads, &vec![true; quads.len()], COMPOSED) else {
        return found;
    };
    let tile = |n: &usize| Some((*quads.get(*n)?, apart.get(*n)?.score));
    let tiles: Vec<(Quad, f64)> = wall.tiles.values().filter_map(tile).collect();
    found.retain(|p| {
        let within = |t: &&(Quad, f64)| overlap_area(&t.0, &p.quad) > WITHIN * t.0.signed_area();
        let scores: Vec<f64> = tiles.iter().filter(within).map(|t| t.1).collect();
        scores.len() < 2 || p.score > scores.iter().sum::<f64>() / scores.len() as f64
    });
    found
}

/// Adds tiles of a wall that were not found; whether there were any.
fn added(
    frame: &Luma,
    crops: &Crops,
    wall: &Wall,
    screens: &mut Vec<ProposedScreen>,
    options: &ScreenOptions,
) -> bool {
    let size = wall.tiles.values().map(|n| screens[*n].quad.signed_area());
    let size = size.fold(0.0, f64::max);
    let in_wall: Vec<Quad> = wall.tiles.values().map(|n| screens[*n].quad).collect();
    let mut any = false;
    for tile in missing(frame, crops, wall, &in_wall, options) {
        let clashing = |s: &ProposedScreen| clash(&s.quad, &tile.quad);
        let may_go = |s: &ProposedScreen| {
            let worth = if s.quad.signed_area() < LARGER * size {
                WORTH
            } else {
                1.0
            };
            s.score < worth * tile.score
        };
        if screens.iter().all(|s| !clashing(s) || may_go(s)) {
            screens.retain(|s| !clashing(s));
            screens.push(tile);
            any = true;
        }
    }
    any
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

/// Tiles that were not found, in cells between others and in the rows and columns around them:
/// those that look like displays, now that it is known what stands beside them.
fn missing(
    frame: &Luma,
    crops: &Crops,
    wall: &Wall,
    in_wall: &[Quad],
    options: &ScreenOptions,
) -> Vec<ProposedScreen> {
    let Some((columns, rows)) = wall.bounds() else {
        return Vec::new();
    };
    let line = |cells: Vec<Cell>, sure: bool| -> Vec<ProposedScreen> {
        let free = cells.into_iter().filter(|c| !wall.tiles.contains_key(c));
        let there: Vec<Option<Tile>> = free
            .filter_map(|c| wall.quad(c).filter(Quad::is_convex_clockwise))
            .filter(|quad| visible_share(quad, frame.size()) >= VISIBLE)
            .map(|quad| at(frame, crops, &quad).filter(|t| !clashes(in_wall, &t.screen.quad)))
            .collect();
        let shown = |t: &&Tile| by_shows(t.sight.shows) >= options.least_score;
        let seen = there.iter().flatten().filter(shown).count();
        let whole = sure || (seen >= LEAST_LINE && seen as f64 >= LINE * there.len() as f64);
        let scored = |tile: Tile| {
            let mut screen = tile.screen;
            screen.score = likelier(screen.score, if sure { AMONG } else { AROUND });
            if whole {
                screen.score = screen.score.max(by_shows(tile.sight.shows));
            }
            (screen.score >= options.least_score).then_some(screen)
        };
        there.into_iter().flatten().filter_map(scored).collect()
    };
    let across = |row: i32| (columns.0..=columns.1).map(|c| (c, row)).collect();
    let down = |column: i32| (rows.0..=rows.1).map(|r| (column, r)).collect();
    let mut out = Vec::new();
    for row in rows.0..=rows.1 {
        out.extend(line(across(row), true));
    }
    for row in [rows.0 - 1, rows.1 + 1] {
        out.extend(line(across(row), false));
    }
    for column in [columns.0 - 1, columns.1 + 1] {
        out.extend(line(down(column), false));
    }
    out
}

fn clashes(in_wall: &[Quad], quad: &Quad) -> bool {
    in_wall.iter().any(|q| clash(q, quad))
}

/// What is in a cell.
struct Tile {
    screen: ProposedScreen,
    sight: Sight,
}

/// The most exact quad at a cell, by its edges and by where the network thinks that the display is;
/// `None` where it sees none.
fn at(frame: &Luma, crops: &Crops, cell: &Quad) -> Option<Tile> {
    let border = near(frame, cell);
    let mut sight = sight::look(crops, &[border.quad]).into_iter().next()??;
    let mut tried = vec![(border, sight)];
    for _ in 0..THOUGHTS {
        if sight.shows <= 0.0 {
            break;
        }
        let (quad, seen) = weigh::refined(frame, crops, &sight.thought, [false; 4]);
        sight = seen?;
        tried.push((near(frame, &quad), sight));
    }
    let there = |t: &(Border, Sight)| t.1.shows > 0.0 && overlap_ratio(&t.0.quad, cell) > IN_CELL;
    let (border, sight) =
        (tried.into_iter().filter(there)).max_by(|a, b| a.1.exact.total_cmp(&b.1.exact))?;
    let screen = proposed(frame, [false; 4], &border)?;
    Some(Tile {
        screen: weigh::scored(screen, Some(&sight)),
        sight,
    })
}

/// The score of a tile at whose cell a display is seen, though not where its sides are.
fn by_shows(shows: f64) -> f64 {
    1.0 / (1.0 + (SHOWS.1 - SHOWS.0 * shows).exp())
}
