//! The plane of a wall: the map and the seams that most sides of its tiles agree on. A tile that is
//! wrong is so on one or two sides as a rule, so that each side is heard by itself. What doesn't
//! live here: which displays are tiles, and in which cells.

use std::collections::BTreeMap;

use model::{Homography, Point, Quad};
use pixels::homography::{self, Pair};

use super::wall::Cell;

/// How far off a side may be to count, in parts of a tile, from all of them on to those that are
/// exact (graduated non-convexity, Blake and Zisserman 1987), and the steps at each.
const SCALES: [f64; 5] = [0.05, 0.02, 0.01, 0.006, 0.004];
const STEPS: usize = 6;
/// Distance of a side that is near, as a part of a tile, and the least share of near sides.
const NEAR: f64 = 0.02;
const LEAST_NEAR: f64 = 0.6;
/// Seams where the search begins, how far those across and down are apart as a rule, and what they
/// can be, in tiles.
const SEAM: f64 = 0.012;
const ALIKE: f64 = 0.01;
const SEAMS: (f64, f64) = (-0.02, 0.15);
/// Unknowns: corners of the part of the wall that is seen, and the seams across and down.
const UNKNOWN: usize = 10;

/// Where the cells of a wall lie on a frame.
#[derive(Clone, Copy, Debug)]
pub struct Plane {
    /// The frame from the plane, in which a tile's sides are 1 long.
    map: Homography,
    /// Room between tiles, across and down, in tiles.
    seams: [f64; 2],
}

impl Plane {
    /// Where a cell lies on the frame.
    pub fn quad(&self, cell: Cell) -> Option<Quad> {
        self.map.map_quad(&flat(cell, self.seams))
    }

    /// The plane that most sides of some tiles agree on; `None` where too few agree on any.
    pub fn of(tiles: &BTreeMap<Cell, Quad>) -> Option<Self> {
        fitted(tiles, [SEAM; 2], true)
    }

    /// The same wall's plane on another frame.
    pub fn on(&self, tiles: &BTreeMap<Cell, Quad>) -> Option<Self> {
        fitted(tiles, self.seams, false)
    }
}

/// A tile in the plane.
fn flat((column, row): Cell, [across, down]: [f64; 2]) -> Quad {
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

/// How far the ends of another quad's side lie inwards of a quad's own, in pixels.
pub(super) fn off_side(quad: &Quad, other: &Quad, side: usize) -> [f64; 2] {
    let ends = [side, (side + 1) % 4];
    let [p, q] = ends.map(|k| quad.0[k]);
    let length = p.distance(q).max(1e-9);
    let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
    ends.map(|k| nx * (other.0[k].x - p.x) + ny * (other.0[k].y - p.y))
}

/// What is sought: the corners of `whole`, a part of the plane, on the frame, and the seams.
struct Search<'a> {
    tiles: &'a BTreeMap<Cell, Quad>,
    whole: Quad,
    /// Mean width of a tile on the frame, in pixels.
    width: f64,
}

impl Search<'_> {
    fn plane(&self, unknown: &[f64; UNKNOWN]) -> Option<Plane> {
        let corners = std::array::from_fn(|k| Point::new(unknown[2 * k], unknown[2 * k + 1]));
        let seams = [unknown[8], unknown[9]].map(|s| (s / self.width).clamp(SEAMS.0, SEAMS.1));
        let map = Homography::between(&self.whole, &Quad(corners))?;
        Some(Plane { map, seams })
    }

    /// How far the ends of each side lie from it, in pixels.
    fn off(&self, unknown: &[f64; UNKNOWN]) -> Option<Vec<[f64; 2]>> {
        let plane = self.plane(unknown)?;
        let mut out = Vec::with_capacity(4 * self.tiles.len());
        for (cell, seen) in self.tiles {
            let quad = plane.quad(*cell)?;
            for k in 0..4 {
                out.push(off_side(seen, &quad, k));
            }
        }
        Some(out)
    }

    /// One step of Gauss and Newton with Geman and McClure's weights at a scale in pixels.
    fn step(&self, at: &[f64; UNKNOWN], scale: f64, seams: bool) -> Option<[f64; UNKNOWN]> {
        const MOVE: f64 = 0.05;
        let here = self.off(at)?;
        let mut slopes = Vec::with_capacity(UNKNOWN);
        for n in 0..UNKNOWN {
            let mut moved = *at;
            moved[n] += MOVE;
            slopes.push(self.off(&moved)?);
        }
        let (mut a, mut b) = ([[0.0; UNKNOWN]; UNKNOWN], [0.0; UNKNOWN]);
        let mut add = |weight: f64, value: f64, slope: [f64; UNKNOWN]| {
            for r in 0..UNKNOWN {
                b[r] -= weight * slope[r] * value;
                for c in 0..UNKNOWN {
                    a[r][c] += weight * slope[r] * slope[c];
                }
            }
        };
        for (s, ends) in here.iter().enumerate() {
            let far = (ends[0] * ends[0] + ends[1] * ends[1]) / 2.0 / (scale * scale);
            let weight = 1.0 / (1.0 + far).powi(2);
            for e in 0..2 {
                let slope = |n: usize| (slopes[n][s][e] - ends[e]) / MOVE;
                add(weight, ends[e], std::array::from_fn(slope));
            }
        }
        // Seams across and down are alike, as far as nothing speaks against it.
        let mut apart = [0.0; UNKNOWN];
        (apart[8], apart[9]) = (1.0, -1.0);
        let alike = (scale / (ALIKE * self.width)).powi(2);
        add(alike, at[8] - at[9], apart);
        for (n, row) in a.iter_mut().enumerate() {
            let held = if n >= 8 && !seams { 1e9 } else { 1e-3 };
            row[n] += held * (1.0 + row[n]);
        }
        let by = homography::solve(a, b)?;
        Some(std::array::from_fn(|n| at[n] + by[n]))
    }

    /// Mean robust error at the finest scale, 0 to 1, and the share of sides that are near.
    fn error(&self, at: &[f64; UNKNOWN]) -> Option<(f64, f64)> {
        let off = self.off(at)?;
        let far = |e: &[f64; 2]| ((e[0] * e[0] + e[1] * e[1]) / 2.0).sqrt() / self.width;
        let robust = off.iter().map(|e| {
            let v = (far(e) / SCALES[SCALES.len() - 1]).powi(2);
            v / (1.0 + v)
        });
        let near = off.iter().filter(|e| far(e) < NEAR).count() as f64;
        let sides = off.len() as f64;
        Some((robust.sum::<f64>() / sides, near / sides))
    }
}

/// The plane with the least robust error, from all tiles together and from each one on.
fn fitted(tiles: &BTreeMap<Cell, Quad>, seams: [f64; 2], free: bool) -> Option<Plane> {
    let (first, last) = (
        bounds(tiles.keys(), i32::min)?,
        bounds(tiles.keys(), i32::max)?,
    );
    let corner = |cell: Cell, k: usize| flat(cell, seams).0[k];
    let search = Search {
        tiles,
        whole: Quad([
            corner(first, 0),
            corner((last.0, first.1), 1),
            corner(last, 2),
            corner((first.0, last.1), 3),
        ]),
        width: tiles.values().map(Quad::apparent_width).sum::<f64>() / tiles.len() as f64,
    };
    let pairs: Vec<Pair> = (tiles.iter())
        .flat_map(|(cell, quad)| flat(*cell, seams).0.into_iter().zip(quad.0))
        .collect();
    let own = |(cell, quad): (&Cell, &Quad)| Homography::between(&flat(*cell, seams), quad);
    let starts = tiles.iter().map(own).chain([homography::fit(&pairs, None)]);
    let best = starts
        .flatten()
        .filter_map(|map| {
            let corners = map.map_quad(&search.whole)?.0;
            let mut at = [0.0; UNKNOWN];
            for (k, p) in corners.iter().enumerate() {
                (at[2 * k], at[2 * k + 1]) = (p.x, p.y);
            }
            (at[8], at[9]) = (seams[0] * search.width, seams[1] * search.width);
            for scale in SCALES {
                for _ in 0..STEPS {
                    at = search.step(&at, scale * search.width, free)?;
                }
            }
            Some((search.error(&at)?, at))
        })
        .min_by(|a, b| a.0.0.total_cmp(&b.0.0))?;
    (best.0.1 >= LEAST_NEAR).then(|| search.plane(&best.1))?
}

/// The least or largest column and row.
fn bounds<'a>(cells: impl Iterator<Item = &'a Cell>, of: fn(i32, i32) -> i32) -> Option<Cell> {
    cells.copied().reduce(|a, b| (of(a.0, b.0), of(a.1, b.1)))
}
