//! What a wall of tiles is: displays of one size in one plane, in rows and columns, and the map and
//! seams that most of their corners agree on. What doesn't live here: what that changes (`lattice`),
//! walls whose tiles differ in size, and walls that are bent.

use std::collections::{BTreeMap, VecDeque};

use model::{Homography, Point, Quad, Size};
use pixels::homography;

/// Fewest displays that make a wall.
const LEAST_TILES: usize = 3;
/// How far, in parts of a tile, a neighbour may be from where a wall has it, along the way to it
/// (from touching) and across; and how much it may differ in size.
const APART: (f64, f64) = (-0.06, 0.15);
const ACROSS: f64 = 0.12;
const SIZES: (f64, f64) = (0.84, 1.19);
/// How many columns or rows away a display of the same wall is sought.
const FURTHEST: i32 = 2;
/// Corner error, as a part of a tile, that is near; and the part of all corners that are near on
/// what is a wall.
pub(super) const NEAR: f64 = 0.02;
const LEAST_NEAR: f64 = 0.6;
/// Rounds in which the map and the seams are found.
const ROUNDS: usize = 3;

/// Column and row of a tile.
pub(super) type Cell = (i32, i32);

/// A wall: where its cells lie on the frame.
pub(super) struct Wall {
    /// The frame from the wall's plane, in which a tile's sides are 1 long.
    map: Homography,
    /// Room between tiles, across and down, in tiles.
    seams: (f64, f64),
    /// Which display is in which cell, by its number.
    pub(super) tiles: BTreeMap<Cell, usize>,
}

impl Wall {
    /// Where a cell lies on the frame.
    pub(super) fn quad(&self, cell: Cell) -> Option<Quad> {
        self.map.map_quad(&flat(cell, self.seams))
    }
}

/// A tile in the wall's plane.
fn flat((column, row): Cell, (across, down): (f64, f64)) -> Quad {
    let (x, y) = (
        f64::from(column) * (1.0 + across),
        f64::from(row) * (1.0 + down),
    );
    Quad([
        Point::new(x, y),
        Point::new(x + 1.0, y),
        Point::new(x + 1.0, y + 1.0),
        Point::new(x, y + 1.0),
    ])
}

/// Displays that are whole and stand beside and below each other, with their columns and rows; the
/// largest set first.
pub(super) fn walls(quads: &[Quad], whole: &[bool]) -> Vec<BTreeMap<Cell, usize>> {
    let all: Vec<usize> = (0..quads.len()).filter(|n| whole[*n]).collect();
    let mut next: BTreeMap<usize, Vec<(usize, Cell)>> = BTreeMap::new();
    for &a in &all {
        for &b in all.iter().filter(|b| **b != a) {
            if let Some((x, y)) = step(&quads[a], &quads[b]) {
                next.entry(a).or_default().push((b, (x, y)));
                next.entry(b).or_default().push((a, (-x, -y)));
            }
        }
    }
    let mut taken = vec![false; quads.len()];
    let mut out = Vec::new();
    for &start in &all {
        if taken[start] {
            continue;
        }
        let mut tiles = BTreeMap::new();
        let mut ahead = VecDeque::from([(start, (0, 0))]);
        while let Some((n, cell)) = ahead.pop_front() {
            if taken[n] || tiles.contains_key(&cell) {
                continue;
            }
            taken[n] = true;
            tiles.insert(cell, n);
            for (to, (x, y)) in next.get(&n).into_iter().flatten() {
                ahead.push_back((*to, (cell.0 + x, cell.1 + y)));
            }
        }
        if tiles.len() >= LEAST_TILES {
            out.push(tiles);
        }
    }
    out.sort_by_key(|tiles| std::cmp::Reverse(tiles.len()));
    out
}

/// Whether a display is the next one to the right of another or below it, or the next but one:
/// what is between them was not found then.
fn step(of: &Quad, to: &Quad) -> Option<Cell> {
    let place = seen_from(of)?.map_quad(to)?;
    let centre = place.centre();
    let alike = |v: f64| (SIZES.0..SIZES.1).contains(&v);
    if !alike(place.apparent_width()) || !alike(place.apparent_height()) {
        return None;
    }
    let (x, y) = (centre.x - 0.5, centre.y - 0.5);
    let next = |v: f64, n: i32| (1.0 + APART.0..1.0 + APART.1).contains(&(v / f64::from(n)));
    (1..=FURTHEST).find_map(|n| {
        let across = |v: f64| v.abs() < ACROSS * f64::from(n);
        match (next(x, n) && across(y), next(y, n) && across(x)) {
            (true, _) => Some((n, 0)),
            (_, true) => Some((0, n)),
            _ => None,
        }
    })
}

/// The unit square from the frame, by a quad.
fn seen_from(quad: &Quad) -> Option<Homography> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    Homography::between(quad, &unit)
}

/// The wall that most of the tiles' corners agree on: from each tile's own map on, the one with the
/// least robust error, with the seams that are seen by it.
pub(super) fn fitted(tiles: BTreeMap<Cell, usize>, quads: &[Quad]) -> Option<Wall> {
    let quads: BTreeMap<Cell, Quad> = tiles.iter().map(|(c, n)| (*c, quads[*n])).collect();
    let width = quads.values().map(Quad::apparent_width).sum::<f64>() / quads.len() as f64;
    let own = quads.values().next().and_then(seen_from)?;
    let mut seams = seams_by(&own, &quads).unwrap_or((0.01, 0.01));
    let mut map = None;
    for _ in 0..ROUNDS {
        let pairs: Vec<(Point, Point)> = quads
            .iter()
            .flat_map(|(cell, quad)| flat(*cell, seams).0.into_iter().zip(quad.0))
            .collect();
        let starts = quads
            .iter()
            .map(|(c, q)| Homography::between(&flat(*c, seams), q));
        let best = starts
            .chain([homography::fit(&pairs, None)])
            .flatten()
            .map(|start| {
                let map = homography::refine(&start, &pairs, NEAR * width, 30);
                let off = pairs.iter().map(|p| {
                    let off = homography::transfer_error(&map, p) / (NEAR * width);
                    if off.is_finite() {
                        off * off / (1.0 + off * off)
                    } else {
                        1.0
                    }
                });
                (off.sum::<f64>() / pairs.len() as f64, map)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))?
            .1;
        let near = |p: &&(Point, Point)| homography::transfer_error(&best, p) < NEAR * width;
        let near = pairs.iter().filter(near).count() as f64;
        if near < LEAST_NEAR * pairs.len() as f64 {
            return None;
        }
        map = Some(best);
        let plane = best.inverse();
        seams = plane.and_then(|p| seams_by(&p, &quads)).unwrap_or(seams);
    }
    Some(Wall {
        map: map?,
        seams,
        tiles,
    })
}

/// The seams as they are seen by a map of the plane from the frame.
fn seams_by(map: &Homography, quads: &BTreeMap<Cell, Quad>) -> Option<(f64, f64)> {
    let flat = |(c, q): (&Cell, &Quad)| Some((*c, map.map_quad(q)?));
    gaps(&quads.iter().filter_map(flat).collect())
}

/// The usual room between neighbours in a plane, across and down; one of them where there are no
/// neighbours of the other kind.
fn gaps(flat: &BTreeMap<Cell, Quad>) -> Option<(f64, f64)> {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for (&(column, row), quad) in flat {
        for n in 1..=FURTHEST {
            // Between tiles that are not next to each other are tiles, too.
            let room = |from: f64, to: f64| (to - from - f64::from(n - 1)) / f64::from(n);
            if let Some(right) = flat.get(&(column + n, row)) {
                across.push(room(quad.0[1].x, right.0[0].x));
                across.push(room(quad.0[2].x, right.0[3].x));
            }
            if let Some(below) = flat.get(&(column, row + n)) {
                down.push(room(quad.0[3].y, below.0[0].y));
                down.push(room(quad.0[2].y, below.0[1].y));
            }
        }
    }
    let median = |gaps: &mut Vec<f64>| {
        gaps.sort_by(f64::total_cmp);
        gaps.get(gaps.len() / 2).map(|v| v.clamp(-0.02, APART.1))
    };
    match (median(&mut across), median(&mut down)) {
        (Some(x), Some(y)) => Some((x, y)),
        (Some(x), None) => Some((x, x)),
        (None, Some(y)) => Some((y, y)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tiles of a wall of three columns and two rows, seen from the side.
    fn tiles() -> Vec<Quad> {
        let map = Homography([150.0, 4.0, 200.0, 12.0, 90.0, 150.0, 0.04, 0.0, 1.0]);
        let cells = (0..2).flat_map(|row| (0..3).map(move |column| (column, row)));
        let tile = |cell| map.map_quad(&flat(cell, (0.01, 0.02))).expect("in front");
        cells.map(tile).collect()
    }

    #[test]
    fn a_tile_with_a_side_too_high_lies_where_the_others_have_it() {
        let right = tiles();
        let mut found = right.clone();
        for k in 0..2 {
            found[1].0[k].y -= 9.0;
        }
        // Found from the last to the first: which is asked first is no matter.
        found.reverse();
        let walls = walls(&found, &[true; 6]);
        assert_eq!(walls.len(), 1);
        assert_eq!(walls[0].len(), 6);
        let wall = fitted(walls[0].clone(), &found).expect("a wall");
        for (cell, n) in &wall.tiles {
            let off = wall
                .quad(*cell)
                .expect("in front")
                .corner_error(&right[5 - n]);
            assert!(off < 0.5, "{cell:?} is off by {off}");
        }
    }

    #[test]
    fn a_tile_that_is_missing_has_its_cell() {
        let right = tiles();
        let found: Vec<Quad> = (0..6).filter(|n| *n != 1).map(|n| right[n]).collect();
        let walls = walls(&found, &[true; 5]);
        let wall = fitted(walls[0].clone(), &found).expect("a wall");
        let near = |cell: Cell| {
            wall.quad(cell)
                .is_some_and(|q| q.corner_error(&right[1]) < 0.5)
        };
        let cells = (-2..=2).flat_map(|row| (-2..=2).map(move |column| (column, row)));
        let there: Vec<Cell> = cells.filter(|c| near(*c)).collect();
        assert_eq!(there.len(), 1);
        assert!(!wall.tiles.contains_key(&there[0]));
    }

    #[test]
    fn tiles_on_both_sides_of_a_missing_column_are_one_wall() {
        let right = tiles();
        let found: Vec<Quad> = [0, 2, 3, 5].map(|n| right[n]).to_vec();
        let walls = walls(&found, &[true; 4]);
        assert_eq!(walls.len(), 1);
        let wall = fitted(walls[0].clone(), &found).expect("a wall");
        let first = wall.tiles.keys().map(|c| c.0).min().expect("tiles");
        let top = wall.tiles.keys().map(|c| c.1).min().expect("tiles");
        for (cell, n) in [((first + 1, top), 1), ((first + 1, top + 1), 4)] {
            let off = wall.quad(cell).expect("in front").corner_error(&right[n]);
            assert!(off < 1.0, "{cell:?} is off by {off}");
        }
    }

    #[test]
    fn monitors_that_stand_at_angles_to_each_other_are_no_wall() {
        let mut found = tiles();
        for (n, quad) in found.iter_mut().enumerate() {
            let turned = if n % 2 == 0 { 8.0 } else { -7.0 };
            quad.0[1].y += turned;
            quad.0[2].y -= turned;
        }
        let walls = walls(&found, &[true; 6]);
        assert!(walls.into_iter().all(|t| fitted(t, &found).is_none()));
    }
}
