//! Displays of a shot that are tiles of one wall: each lies where most of them have it, on all
//! frames together. What doesn't live here: what a wall is, and tiles that were not found.

use std::collections::BTreeMap;

use describe::screens::wall::{Cell, LEAST_TILES, Wall};
use model::{FrameTime, HeldBy, Point, Quad, ScreenFrame, Size};
use pixels::plausible::visible_share;

use super::place::{onto, within};
use super::settle::Corrected;

/// Frames on which a wall is sought, at most.
const SOUGHT: usize = 16;
/// Part of the width by which a tile may lie off and stays where it is.
const STAYS: f64 = 0.002;
/// The same by which it may lie off on one frame once it was laid: further off it was lost there, as
/// behind somebody.
const LOST: f64 = 0.02;

/// Least part of a tile on the frame for it to be there, and the standard error of the corners of
/// one that only its wall tells of, in pixels.
const VISIBLE: f64 = 0.6;
const UNSURE: f32 = 1.5;

/// Which display is in which cell; one may have been followed in parts.
type Tiles = Vec<(Cell, usize)>;

/// A wall as it was followed through a shot.
#[derive(Default)]
pub struct Followed {
    /// By frame number, on frames on which enough of it was seen.
    walls: BTreeMap<u64, (FrameTime, Wall)>,
}

impl Followed {
    /// Where a tile that was seen on one frame is on all others that show the wall and enough of
    /// the tile; empty where it stands in none of its cells.
    pub fn tile(&self, at: FrameTime, quad: &Quad, size: Size) -> Vec<ScreenFrame> {
        let wall = self.walls.get(&at.frame);
        let Some(cell) = wall.and_then(|w| w.1.cell_of(quad)) else {
            return Vec::new();
        };
        let there = |(at, wall): &(FrameTime, Wall)| {
            let quad = wall.quad(cell).filter(Quad::is_convex_clockwise)?;
            let visible = visible_share(&quad, size);
            (visible >= VISIBLE).then_some(ScreenFrame {
                at: *at,
                quad,
                visible: visible as f32,
                uncertainty: UNSURE,
                held: HeldBy::Wall,
            })
        };
        self.walls.values().filter_map(there).collect()
    }
}

/// Lays tiles where their wall has them, and says where it was.
pub fn agreed(trails: &mut [Corrected]) -> Followed {
    let Some(wall) = found(trails) else {
        return Followed::default();
    };
    let tiles: Tiles = wall.tiles.iter().map(|(c, n)| (*c, *n)).collect();
    let mut walls = followed(&wall, &tiles, trails);
    let before = tiles.len();
    let tiles = joined(tiles, &walls, trails);
    if tiles.len() > before {
        walls = followed(&wall, &tiles, trails);
    }
    for (cell, n) in tiles {
        let trail = &mut trails[n].trail;
        let place = |frame: u64| walls.get(&frame).and_then(|w| w.quad(cell));
        let mut off: BTreeMap<u32, Vec<Quad>> = BTreeMap::new();
        for f in &trail.frames {
            if let Some(place) = place(f.at.frame).and_then(|p| within(&f.quad, &p)) {
                off.entry(f.template).or_default().push(place);
            }
        }
        let usual: BTreeMap<u32, Quad> = off.iter().map(|(t, p)| (*t, usual(p))).collect();
        for f in &mut trail.frames {
            let width = f.quad.apparent_width();
            let quad = usual.get(&f.template).and_then(|p| onto(&f.quad, p));
            if let Some(quad) = quad.filter(|q| q.corner_error(&f.quad) > STAYS * width) {
                f.quad = quad;
            }
            if let Some(quad) = place(f.at.frame).filter(|q| q.corner_error(&f.quad) > LOST * width)
            {
                f.quad = quad;
            }
        }
    }
    let frames = trails.iter().flat_map(|t| &t.trail.frames);
    let times: BTreeMap<u64, FrameTime> = frames.map(|f| (f.at.frame, f.at)).collect();
    let timed = |(n, wall): (u64, Wall)| Some((n, (*times.get(&n)?, wall)));
    Followed {
        walls: walls.into_iter().filter_map(timed).collect(),
    }
}

/// The wall of most tiles on any of some frames, if it is flat.
fn found(trails: &[Corrected]) -> Option<Wall> {
    let frames: Vec<u64> = {
        let all = trails.iter().flat_map(|t| &t.trail.frames);
        let mut all: Vec<u64> = all.map(|f| f.at.frame).collect();
        all.sort_unstable();
        all.dedup();
        let every = all.len().div_ceil(SOUGHT).max(1);
        all.into_iter().step_by(every).collect()
    };
    let mut best: Option<Wall> = None;
    let mut flat = false;
    for frame in frames {
        let here: Vec<(usize, Quad)> = (trails.iter().enumerate())
            .filter(|(_, t)| may_be_tile(t))
            .filter_map(|(n, t)| Some((n, at(t, frame)?)))
            .collect();
        let quads: Vec<Quad> = here.iter().map(|h| h.1).collect();
        let whole = vec![true; quads.len()];
        let Some(mut wall) = Wall::of(&quads, &whole, LEAST_TILES) else {
            continue;
        };
        if (best.as_ref()).is_none_or(|b| wall.tiles.len() > b.tiles.len()) {
            flat = wall.is_flat(&quads);
            for n in wall.tiles.values_mut() {
                *n = here[*n].0;
            }
            best = Some(wall);
        }
    }
    best.filter(|_| flat)
}

/// What a person drew or a reference proved stays where it is, and what the frame cuts has sides
/// that are none.
fn may_be_tile(trail: &Corrected) -> bool {
    trail.is_proposal() && trail.trail.cut == [false; 4]
}

/// Tiles, with the other displays that are in one cell on most frames that show them and the wall.
fn joined(mut tiles: Tiles, walls: &BTreeMap<u64, Wall>, trails: &[Corrected]) -> Tiles {
    for (n, trail) in trails.iter().enumerate() {
        if !may_be_tile(trail) || tiles.iter().any(|t| t.1 == n) {
            continue;
        }
        let mut cells: BTreeMap<Option<Cell>, usize> = BTreeMap::new();
        for f in &trail.trail.frames {
            if let Some(wall) = walls.get(&f.at.frame) {
                *cells.entry(wall.cell_of(&f.quad)).or_default() += 1;
            }
        }
        let all: usize = cells.values().sum();
        let most = cells.into_iter().max_by_key(|c| c.1);
        if let Some((Some(cell), times)) = most
            && 2 * times > all
        {
            tiles.push((cell, n));
        }
    }
    tiles
}

/// Where the wall lies on each frame on which enough of it was seen.
fn followed(wall: &Wall, tiles: &Tiles, trails: &[Corrected]) -> BTreeMap<u64, Wall> {
    let mut seen: BTreeMap<u64, BTreeMap<Cell, Quad>> = BTreeMap::new();
    for (cell, n) in tiles {
        for f in &trails[*n].trail.frames {
            // The first in a cell was there when the wall was found.
            let here = seen.entry(f.at.frame).or_default();
            here.entry(*cell).or_insert(f.quad);
        }
    }
    let on = |(frame, quads): (u64, BTreeMap<Cell, Quad>)| Some((frame, wall.on(&quads)?));
    seen.into_iter().filter_map(on).collect()
}

/// Where a display was on a frame.
fn at(trail: &Corrected, frame: u64) -> Option<Quad> {
    let frames = &trail.trail.frames;
    let n = frames.binary_search_by_key(&frame, |f| f.at.frame).ok()?;
    Some(frames[n].quad)
}

/// The medians of the corners of some quads, of which there is one at least.
fn usual(quads: &[Quad]) -> Quad {
    let median = |of: &dyn Fn(&Quad) -> f64| {
        let mut values: Vec<f64> = quads.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Quad(std::array::from_fn(|k| {
        Point::new(median(&|q| q.0[k].x), median(&|q| q.0[k].y))
    }))
}
