//! Drawn figures: where vector shapes lie together.

use hayro::kurbo::Rect;

/// Cells of the grid on which shapes are brought together, in points.
const CELL: f64 = 4.0;
/// The grid has no more cells along an axis.
const MOST_CELLS: usize = 1024;
/// A figure is at least so wide and high, in points,
pub const LEAST: (f64, f64) = (80.0, 60.0);
/// and of at least so many shapes,
const LEAST_SHAPES: u32 = 6;
/// of which so many are more than rules;
const LEAST_BODIES: u32 = 4;
/// above a caption less is enough: so wide and high, so many shapes, so many more than rules.
const CAPTIONED: ((f64, f64), u32, u32) = ((60.0, 36.0), 4, 2);
/// Shapes that cover more of the page are its background or border.
const BACKGROUND: f64 = 0.85;
const MOST_REGIONS: usize = 20;
/// Parts of a drawing are no further apart, in points.
const APART: f64 = 28.0;
/// Parts above one caption are no further apart,
const FAR: f64 = 140.0;
/// and it is so near below them.
const CAPTION: f64 = 60.0;
/// Pages with more clusters are joined no further.
const MOST_CLUSTERS: usize = 250;

/// Shapes that lie together.
#[derive(Clone, Copy)]
struct Cluster {
    bounds: Rect,
    shapes: u32,
    /// Those that are more than rules.
    bodies: u32,
}

/// Regions of substantial drawing on a page of this size, the largest first. Parts of a drawing
/// that stand apart are one region where no line of `text` lies between them; those above one of
/// the `captions` may be further apart.
pub fn regions(
    shapes: &[Rect],
    (text, captions): (&[Rect], &[Rect]),
    (width, height): (f64, f64),
) -> Vec<Rect> {
    let cell = CELL
        .max(width / MOST_CELLS as f64)
        .max(height / MOST_CELLS as f64);
    let mut grid = Grid::new(width, height, cell);
    let kept: Vec<Rect> = shapes
        .iter()
        .copied()
        .filter(|s| s.width() * s.height() < BACKGROUND * width * height)
        .collect();
    for shape in &kept {
        grid.mark(shape);
    }
    grid.label();
    let mut found: Vec<Option<Cluster>> = vec![None; grid.regions];
    for shape in &kept {
        let Some(entry) = grid.region_of(shape).and_then(|r| found.get_mut(r)) else {
            continue;
        };
        let own = Cluster {
            bounds: *shape,
            shapes: 1,
            bodies: u32::from(shape.width() > 3.0 && shape.height() > 3.0),
        };
        *entry = Some(entry.map_or(own, |c| c.with(&own)));
    }
    let clusters = joined(
        found.into_iter().flatten().collect(),
        (text, captions),
        width,
    );
    let mut regions: Vec<Rect> = clusters
        .into_iter()
        .filter(|c| {
            let is = |(least, shapes, bodies): ((f64, f64), u32, u32)| {
                c.bounds.width() >= least.0
                    && c.bounds.height() >= least.1
                    && c.shapes >= shapes
                    && c.bodies >= bodies
            };
            is((LEAST, LEAST_SHAPES, LEAST_BODIES))
                || is(CAPTIONED) && captions.iter().any(|l| is_below(l, &c.bounds))
        })
        .map(|c| c.bounds)
        .collect();
    regions.sort_by(|a, b| b.area().total_cmp(&a.area()));
    regions.truncate(MOST_REGIONS);
    regions
}

impl Cluster {
    fn with(&self, other: &Self) -> Self {
        Self {
            bounds: self.bounds.union(other.bounds),
            shapes: self.shapes + other.shapes,
            bodies: self.bodies + other.bodies,
        }
    }

    /// A line that parts a page, at its head or between columns.
    fn is_rule(&self, width: f64) -> bool {
        let b = &self.bounds;
        b.height() < 3.0 && b.width() > 0.5 * width || b.width() < 3.0 && b.height() > 0.5 * width
    }
}

/// Clusters near each other become one where no text stands between them.
fn joined(
    mut clusters: Vec<Cluster>,
    (text, captions): (&[Rect], &[Rect]),
    width: f64,
) -> Vec<Cluster> {
    clusters.retain(|c| !c.is_rule(width));
    // A page whose letters are shapes has hundreds, and text that nobody can tell.
    if clusters.len() > MOST_CLUSTERS {
        return clusters;
    }
    let clear = |a: &Rect, b: &Rect| {
        let both = a.union(*b);
        let hit = |r: &Rect, t: &&Rect| overlap(*r, **t) > 0.0;
        text.iter()
            .filter(|t| hit(&both, t))
            .all(|t| hit(a, &t) || hit(b, &t))
    };
    // Two that stand side by side above a caption each are two.
    let captioned = |a: &Rect, b: &Rect| {
        let both = a.union(*b);
        captions.iter().filter(|c| is_below(c, &both)).count() == 1
    };
    let mut again = true;
    while again {
        again = false;
        let mut at = 0;
        while at < clusters.len() {
            let own = clusters[at];
            let within = |b: &Rect, reach: f64| {
                let near = own.bounds.inflate(reach, reach);
                overlap(near, b.inflate(0.01, 0.01)) > 0.0
            };
            let other = (at + 1..clusters.len()).find(|n| {
                let b = &clusters[*n].bounds;
                let near = within(b, APART) || within(b, FAR) && captioned(&own.bounds, b);
                near && clear(&own.bounds, b)
            });
            match other {
                Some(other) => {
                    clusters[at] = own.with(&clusters.remove(other));
                    again = true;
                }
                None => at += 1,
            }
        }
    }
    clusters
}

/// Whether a caption stands below a drawing.
fn is_below(caption: &Rect, drawing: &Rect) -> bool {
    let across = caption.x0 < drawing.x1 && drawing.x0 < caption.x1;
    across && (-4.0..CAPTION).contains(&(caption.y0 - drawing.y1))
}

fn overlap(a: Rect, b: Rect) -> f64 {
    let w = a.x1.min(b.x1) - a.x0.max(b.x0);
    let h = a.y1.min(b.y1) - a.y0.max(b.y0);
    w.max(0.0) * h.max(0.0)
}

/// A coarse picture of where shapes are.
struct Grid {
    cell: f64,
    columns: usize,
    rows: usize,
    /// 0 empty, 1 marked, then 2 + region.
    cells: Vec<u32>,
    regions: usize,
}

impl Grid {
    fn new(width: f64, height: f64, cell: f64) -> Self {
        let count = |v: f64| ((v / cell).ceil() as usize).clamp(1, MOST_CELLS + 1);
        let (columns, rows) = (count(width), count(height));
        Self {
            cell,
            columns,
            rows,
            cells: vec![0; columns * rows],
            regions: 0,
        }
    }

    fn cells_of(&self, shape: &Rect) -> (usize, usize, usize, usize) {
        let at = |v: f64, n: usize| ((v / self.cell).floor().max(0.0) as usize).min(n - 1);
        (
            at(shape.x0, self.columns),
            at(shape.y0, self.rows),
            at(shape.x1, self.columns),
            at(shape.y1, self.rows),
        )
    }

    fn mark(&mut self, shape: &Rect) {
        let (x0, y0, x1, y1) = self.cells_of(shape);
        for y in y0..=y1 {
            self.cells[y * self.columns + x0..=y * self.columns + x1].fill(1);
        }
    }

    /// Gives every connected set of cells a number; cells up to two apart are connected.
    fn label(&mut self) {
        let mut stack = Vec::new();
        for start in 0..self.cells.len() {
            if self.cells[start] != 1 {
                continue;
            }
            let label = 2 + self.regions as u32;
            self.regions += 1;
            self.cells[start] = label;
            stack.push(start);
            while let Some(i) = stack.pop() {
                let (x, y) = (i % self.columns, i / self.columns);
                for ny in y.saturating_sub(2)..=(y + 2).min(self.rows - 1) {
                    for nx in x.saturating_sub(2)..=(x + 2).min(self.columns - 1) {
                        let n = ny * self.columns + nx;
                        if self.cells[n] == 1 {
                            self.cells[n] = label;
                            stack.push(n);
                        }
                    }
                }
            }
        }
    }

    fn region_of(&self, shape: &Rect) -> Option<usize> {
        let (x, y, ..) = self.cells_of(shape);
        let label = *self.cells.get(y * self.columns + x)?;
        (label >= 2).then(|| label as usize - 2)
    }
}

#[cfg(test)]
mod tests {
    use super::regions;
    use hayro::kurbo::Rect;

    const PAGE: (f64, f64) = (595.0, 842.0);

    fn blocks(x: f64, y: f64) -> Vec<Rect> {
        (0..16)
            .map(|i| {
                let (c, r) = (f64::from(i % 4), f64::from(i / 4));
                Rect::new(
                    x + 40.0 * c,
                    y + 30.0 * r,
                    x + 40.0 * c + 36.0,
                    y + 30.0 * r + 26.0,
                )
            })
            .collect()
    }

    #[test]
    fn two_drawings_apart_are_two_regions_and_the_background_is_none() {
        let mut shapes = blocks(50.0, 60.0);
        shapes.extend(blocks(300.0, 500.0));
        shapes.push(Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
        let found = regions(&shapes, (&[], &[]), PAGE);
        assert_eq!(found.len(), 2);
        assert!(found.contains(&Rect::new(50.0, 60.0, 206.0, 176.0)));
    }

    #[test]
    fn rules_of_a_table_are_no_figure() {
        let rules: Vec<Rect> = (0..20)
            .map(|i| {
                Rect::new(
                    50.0,
                    100.0 + 10.0 * f64::from(i),
                    500.0,
                    100.5 + 10.0 * f64::from(i),
                )
            })
            .collect();
        assert!(regions(&rules, (&[], &[]), PAGE).is_empty());
    }
}
