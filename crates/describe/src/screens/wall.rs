//! What a wall of tiles is: displays of one size in one plane, in rows and columns. What doesn't live
//! here: where the plane lies (`plane`), what that changes on a frame (`lattice`) or for what was
//! followed, walls whose tiles differ in size, and walls that are bent.

use std::collections::{BTreeMap, VecDeque};

use model::{Homography, Quad};
use pixels::plausible::overlap_ratio;

use super::crop::unit;
use super::plane::{Plane, off_side};

/// Fewest displays that make a wall, and fewest that may be a part of one.
pub const LEAST_TILES: usize = 3;
pub const PAIR: usize = 2;
/// How far, in parts of a tile, a neighbour may be from where a wall has it, along the way to it
/// (from touching) and across; and how much it may differ in size.
const APART: (f64, f64) = (-0.06, 0.15);
const ACROSS: f64 = 0.12;
const SIZES: (f64, f64) = (0.84, 1.19);
/// How many columns or rows away a display of the same wall is sought.
const FURTHEST: i32 = 2;
/// Overlap over union with a cell from which a display stands in it.
pub(super) const IN_CELL: f64 = 0.6;

/// How far the outermost sides of a bent wall lie off the plane, as a part of a tile, and how far
/// apart from each other.
const BENT: f64 = 0.012;
const IN_COMMON: f64 = 0.008;

/// Column and row of a tile.
pub type Cell = (i32, i32);

/// A wall on a frame.
pub struct Wall {
    plane: Plane,
    /// Which display is in which cell, by its number.
    pub tiles: BTreeMap<Cell, usize>,
}

impl Wall {
    /// The largest wall of so many displays of a frame at least; `whole` are those that no edge of
    /// the frame cuts. `None` where too few stand beside each other, or they agree on no plane.
    pub fn of(quads: &[Quad], whole: &[bool], least: usize) -> Option<Self> {
        // A second wall on a frame is rare.
        let walls = walls(quads, whole).into_iter();
        walls.filter(|t| t.len() >= least).find_map(|tiles| {
            let seen = tiles.iter().map(|(c, n)| (*c, quads[*n])).collect();
            let plane = Plane::of(&seen)?;
            Some(Self { plane, tiles })
        })
    }

    /// Where a cell lies on the frame.
    pub fn quad(&self, cell: Cell) -> Option<Quad> {
        self.plane.quad(cell)
    }

    /// Where the wall lies on another frame, on which some of its tiles were seen; `None` where
    /// they don't agree on that.
    pub fn on(&self, seen: &BTreeMap<Cell, Quad>) -> Option<Self> {
        (seen.len() >= LEAST_TILES).then_some(())?;
        Some(Self {
            plane: self.plane.on(seen)?,
            tiles: self.tiles.clone(),
        })
    }

    /// The cell in which a display stands, within the wall or in the rows and columns around it.
    pub fn cell_of(&self, quad: &Quad) -> Option<Cell> {
        let (columns, rows) = self.bounds()?;
        let cells = (rows.0 - 1..=rows.1 + 1)
            .flat_map(|row| (columns.0 - 1..=columns.1 + 1).map(move |column| (column, row)));
        let covered = cells.filter_map(|c| Some((overlap_ratio(quad, &self.quad(c)?), c)));
        let most = covered.max_by(|a, b| a.0.total_cmp(&b.0));
        most.filter(|m| m.0 > IN_CELL).map(|m| m.1)
    }

    /// Whether tiles may be laid where the wall has them: it has rows and columns, and its outermost
    /// sides, left and right, are where the plane has them or off in no common way. Of a bent wall
    /// they are; and what stands in one row, as monitors on a desk do, may stand at any angle.
    pub fn is_flat(&self, quads: &[Quad]) -> bool {
        let Some((columns, rows)) = self.bounds() else {
            return false;
        };
        let straight = |(column, side): (i32, usize)| {
            let tiles = self.tiles.iter().filter(|(cell, _)| cell.0 == column);
            let off: Option<Vec<f64>> = tiles
                .map(|(cell, n)| {
                    let (there, quad) = (self.quad(*cell)?, quads.get(*n)?);
                    let [a, b] = off_side(quad, &there, side);
                    Some((a + b) / 2.0 / quad.apparent_width().max(1.0))
                })
                .collect();
            let off = off.unwrap_or_default();
            let least = off.iter().copied().fold(f64::INFINITY, f64::min);
            let most = off.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            off.len() < 2 || most - least > IN_COMMON || (-BENT..=BENT).contains(&least)
        };
        columns.1 > columns.0
            && rows.1 > rows.0
            && [(columns.0, 3), (columns.1, 1)].into_iter().all(straight)
    }

    /// First and last column and row in which tiles are.
    pub(super) fn bounds(&self) -> Option<(Cell, Cell)> {
        let of = |values: Vec<i32>| Some((*values.iter().min()?, *values.iter().max()?));
        let columns = of(self.tiles.keys().map(|c| c.0).collect())?;
        Some((columns, of(self.tiles.keys().map(|c| c.1).collect())?))
    }
}

/// Displays that are whole and stand beside and below each other, with their columns and rows; the
/// largest set first.
fn walls(quads: &[Quad], whole: &[bool]) -> Vec<BTreeMap<Cell, usize>> {
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
        if tiles.len() >= PAIR {
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
    Homography::between(quad, &unit())
}

#[cfg(test)]
mod tests {
    use model::Point;

    use super::*;

    const WHOLE: [bool; 6] = [true; 6];

    /// Tiles of a wall of three columns and two rows, seen from the side.
    fn tiles() -> Vec<Quad> {
        let map = Homography([150.0, 4.0, 200.0, 12.0, 90.0, 150.0, 0.04, 0.0, 1.0]);
        let cells = (0..2).flat_map(|row| (0..3).map(move |column| (column, row)));
        let tile = |(column, row): Cell| {
            let (x, y) = (1.01 * f64::from(column), 1.02 * f64::from(row));
            let flat = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
            let flat = Quad(flat.map(|(dx, dy)| Point::new(x + dx, y + dy)));
            map.map_quad(&flat).expect("in front")
        };
        cells.map(tile).collect()
    }

    #[test]
    fn tiles_with_wrong_sides_lie_where_the_others_have_them() {
        let right = tiles();
        let mut found = right.clone();
        for k in 0..2 {
            found[1].0[k].y -= 9.0;
            found[3].0[k].y += 6.0;
        }
        for k in 1..3 {
            found[4].0[k].x -= 8.0;
        }
        // Found from the last to the first: which is asked first is no matter.
        found.reverse();
        let wall = Wall::of(&found, &WHOLE, LEAST_TILES).expect("a wall");
        assert_eq!(wall.tiles.len(), 6);
        for (cell, n) in &wall.tiles {
            let quad = wall.quad(*cell).expect("in front");
            let off = quad.corner_error(&right[5 - n]);
            assert!(off < 0.5, "{cell:?} is off by {off}");
        }
    }

    #[test]
    fn a_tile_that_is_missing_has_its_cell() {
        let right = tiles();
        let found: Vec<Quad> = (0..6).filter(|n| *n != 1).map(|n| right[n]).collect();
        let wall = Wall::of(&found, &WHOLE, LEAST_TILES).expect("a wall");
        let cell = wall.cell_of(&right[1]).expect("a cell");
        assert!(!wall.tiles.contains_key(&cell));
        let off = wall.quad(cell).expect("in front").corner_error(&right[1]);
        assert!(off < 0.5, "off by {off}");
    }

    #[test]
    fn tiles_on_both_sides_of_a_missing_column_are_one_wall() {
        let right = tiles();
        let found: Vec<Quad> = [0, 2, 3, 5].map(|n| right[n]).to_vec();
        let wall = Wall::of(&found, &WHOLE, LEAST_TILES).expect("a wall");
        assert_eq!(wall.tiles.len(), 4);
        for n in [1, 4] {
            let cell = wall.cell_of(&right[n]).expect("a cell");
            let off = wall.quad(cell).expect("in front").corner_error(&right[n]);
            assert!(off < 1.0, "{cell:?} is off by {off}");
        }
    }

    #[test]
    fn two_tiles_are_a_wall_only_where_so_few_are_asked_for() {
        let right = tiles();
        assert!(Wall::of(&right[..2], &WHOLE, LEAST_TILES).is_none());
        let pair = Wall::of(&right[..2], &WHOLE, PAIR).expect("two tiles");
        let cell = pair.cell_of(&right[2]).expect("the one beside them");
        assert!(!pair.tiles.contains_key(&cell));
    }

    #[test]
    fn a_wall_is_found_again_on_another_frame_where_a_tile_was_lost() {
        let right = tiles();
        let wall = Wall::of(&right, &WHOLE, LEAST_TILES).expect("a wall");
        let moved = |quad: &Quad| Quad(quad.0.map(|p| Point::new(p.x + 60.0, p.y - 25.0)));
        let mut seen: BTreeMap<Cell, Quad> = BTreeMap::new();
        for (cell, n) in &wall.tiles {
            seen.insert(*cell, moved(&right[*n]));
        }
        let (cell, n) = wall.tiles.iter().next().expect("a tile");
        seen.insert(*cell, right[*n]);
        let there = wall.on(&seen).expect("the wall");
        let off = there.quad(*cell).expect("in front");
        let off = off.corner_error(&moved(&right[*n]));
        assert!(off < 0.5, "off by {off}");
    }

    /// Tiles of a wall of four columns and two rows, each column turned against the one before by so
    /// many degrees, seen from five tiles away.
    fn bent(degrees: f64) -> Vec<Quad> {
        let (mut x, mut z, mut columns) = (-2.0, 5.0, Vec::new());
        for column in 0..4 {
            let turn = (f64::from(column) - 1.5) * degrees.to_radians();
            let to = (x + turn.cos(), z - turn.sin());
            columns.push(((x, z), to));
            (x, z) = to;
        }
        let seen =
            |(x, z): (f64, f64), y: f64| Point::new(640.0 + 1000.0 * x / z, 360.0 + 1000.0 * y / z);
        let rows = [-0.57, 0.01];
        let tile = |y: f64, (a, b): ((f64, f64), (f64, f64))| {
            Quad([
                seen(a, y),
                seen(b, y),
                seen(b, y + 0.5625),
                seen(a, y + 0.5625),
            ])
        };
        rows.iter()
            .flat_map(|y| columns.iter().map(move |c| tile(*y, *c)))
            .collect()
    }

    #[test]
    fn a_bent_wall_is_not_taken_for_a_flat_one() {
        for degrees in [3.0, 4.0, 6.0, 8.0, 12.0] {
            let tiles = bent(degrees);
            let wall = Wall::of(&tiles, &[true; 8], LEAST_TILES);
            assert!(
                wall.is_none_or(|w| !w.is_flat(&tiles)),
                "bent by {degrees} degrees"
            );
        }
        let tiles = bent(0.0);
        let wall = Wall::of(&tiles, &[true; 8], LEAST_TILES).expect("a wall");
        assert!(wall.is_flat(&tiles));
    }

    #[test]
    fn monitors_in_a_row_are_not_said_to_be_flat() {
        let row = &tiles()[..3];
        let wall = Wall::of(row, &WHOLE, LEAST_TILES).expect("a row");
        assert!(!wall.is_flat(row));
    }

    #[test]
    fn monitors_that_stand_at_angles_to_each_other_are_no_wall() {
        let mut found = tiles();
        for (n, quad) in found.iter_mut().enumerate() {
            let turned = if n % 2 == 0 { 8.0 } else { -7.0 };
            quad.0[1].y += turned;
            quad.0[2].y -= turned;
        }
        assert!(Wall::of(&found, &WHOLE, LEAST_TILES).is_none());
    }
}
