//! Places: which features share one, and which lie near a position.

use model::Point;
use pixels::Feature;

/// Position of a feature.
pub fn at(f: &Feature) -> Point {
    Point::new(f64::from(f.x), f64::from(f.y))
}

/// Whether two features of one picture describe overlapping patches: closer than twice the larger
/// scale. Their descriptors resemble each other and are no evidence against each other.
pub fn same(a: &Feature, b: &Feature) -> bool {
    let reach = 2.0 * a.scale.max(b.scale);
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    dx * dx + dy * dy <= reach * reach
}

/// Features of a picture by cell, for looking up what lies near a position.
pub struct Grid {
    cell: f64,
    columns: usize,
    rows: usize,
    /// Start of each cell in `members`, and the end of the last.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Grid {
    pub fn new(features: &[Feature], width: u32, height: u32) -> Self {
        let cell = 16.0;
        let columns = (f64::from(width) / cell).ceil().max(1.0) as usize;
        let rows = (f64::from(height) / cell).ceil().max(1.0) as usize;
        let mut grid = Self {
            cell,
            columns,
            rows,
            starts: vec![0; columns * rows + 1],
            members: vec![0; features.len()],
        };
        for f in features {
            let c = grid.cell_of(at(f));
            grid.starts[c + 1] += 1;
        }
        for c in 0..columns * rows {
            grid.starts[c + 1] += grid.starts[c];
        }
        let mut next = grid.starts.clone();
        for (i, f) in features.iter().enumerate() {
            let c = grid.cell_of(at(f));
            grid.members[next[c] as usize] = i as u32;
            next[c] += 1;
        }
        grid
    }

    fn clamp(&self, p: Point) -> (usize, usize) {
        let x = ((p.x / self.cell).max(0.0) as usize).min(self.columns - 1);
        let y = ((p.y / self.cell).max(0.0) as usize).min(self.rows - 1);
        (x, y)
    }

    fn cell_of(&self, p: Point) -> usize {
        let (x, y) = self.clamp(p);
        y * self.columns + x
    }

    /// Features whose cell touches the square of this half side around a position.
    pub fn near(&self, p: Point, reach: f64) -> impl Iterator<Item = u32> + '_ {
        let (x0, y0) = self.clamp(Point::new(p.x - reach, p.y - reach));
        let (x1, y1) = self.clamp(Point::new(p.x + reach, p.y + reach));
        (y0..=y1).flat_map(move |y| {
            let (a, b) = (y * self.columns + x0, y * self.columns + x1);
            let range = self.starts[a] as usize..self.starts[b + 1] as usize;
            self.members[range].iter().copied()
        })
    }
}

/// Of pairs of positions, best first, those whose first positions keep `apart_a` from each other
/// and whose second positions keep `apart_b`: what counts as separate evidence.
pub fn distinct(pairs: &[(Point, Point)], apart_a: f64, apart_b: f64) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (i, (a, b)) in pairs.iter().enumerate() {
        let clash = kept
            .iter()
            .any(|&k| pairs[k].0.distance(*a) < apart_a || pairs[k].1.distance(*b) < apart_b);
        if !clash {
            kept.push(i);
        }
    }
    kept
}
