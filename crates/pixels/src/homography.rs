//! Estimating homographies from correspondences: normalised direct linear transform (Hartley and
//! Zisserman 2004, algorithm 4.2) and robust Levenberg–Marquardt refinement. Finding which
//! correspondences are right is `search`'s work.

use model::{Homography, Point};

/// A point of the source picture and where it lies in the target picture.
pub type Pair = (Point, Point);

/// Least-squares homography (target from source) of four or more pairs, each with a weight of at
/// least 0 where `weights` are given. `None` when the pairs do not determine one.
pub fn fit(pairs: &[Pair], weights: Option<&[f64]>) -> Option<Homography> {
    if pairs.len() < 4 {
        return None;
    }
    let weight = |i: usize| weights.and_then(|w| w.get(i)).copied().unwrap_or(1.0);
    let from = Normalisation::of(pairs.iter().map(|p| p.0))?;
    let to = Normalisation::of(pairs.iter().map(|p| p.1))?;
    let mut normal = [[0.0f64; 9]; 9];
    for (i, (a, b)) in pairs.iter().enumerate() {
        let (a, b, w) = (from.apply(*a), to.apply(*b), weight(i));
        let rows = [
            [-a.x, -a.y, -1.0, 0.0, 0.0, 0.0, b.x * a.x, b.x * a.y, b.x],
            [0.0, 0.0, 0.0, -a.x, -a.y, -1.0, b.y * a.x, b.y * a.y, b.y],
        ];
        for row in rows {
            for (r, line) in normal.iter_mut().enumerate() {
                for (c, cell) in line.iter_mut().enumerate() {
                    *cell += w * row[r] * row[c];
                }
            }
        }
    }
    let (values, vectors) = symmetric_eigen(normal);
    let mut order: [usize; 9] = std::array::from_fn(|i| i);
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    // Two vanishing eigenvalues: a whole family of maps fits equally well.
    if values[order[1]] <= 1e-10 * values[order[8]].max(1e-300) {
        return None;
    }
    let h = Homography(std::array::from_fn(|i| vectors[i][order[0]]));
    let h = to.inverse().after(&h).after(&from.matrix());
    oriented(h, pairs)
}

/// Least-squares affine map of three or more pairs, as a homography; `None` when degenerate.
pub fn fit_affine(pairs: &[Pair], weights: Option<&[f64]>) -> Option<Homography> {
    if pairs.len() < 3 {
        return None;
    }
    let weight = |i: usize| weights.and_then(|w| w.get(i)).copied().unwrap_or(1.0);
    let from = Normalisation::of(pairs.iter().map(|p| p.0))?;
    let to = Normalisation::of(pairs.iter().map(|p| p.1))?;
    let (mut normal, mut rx, mut ry) = ([[0.0; 3]; 3], [0.0; 3], [0.0; 3]);
    for (i, (a, b)) in pairs.iter().enumerate() {
        let (a, b, w) = (from.apply(*a), to.apply(*b), weight(i));
        let v = [a.x, a.y, 1.0];
        for r in 0..3 {
            for c in 0..3 {
                normal[r][c] += w * v[r] * v[c];
            }
            rx[r] += w * v[r] * b.x;
            ry[r] += w * v[r] * b.y;
        }
    }
    let (x, y) = (solve(normal, rx)?, solve(normal, ry)?);
    let h = Homography([x[0], x[1], x[2], y[0], y[1], y[2], 0.0, 0.0, 1.0]);
    Some(to.inverse().after(&h).after(&from.matrix()))
}

/// Distance in the target picture between a pair's second point and the image of its first;
/// infinite where the image lies beyond the horizon.
pub fn transfer_error(h: &Homography, pair: &Pair) -> f64 {
    h.map(pair.0).map_or(f64::INFINITY, |p| p.distance(pair.1))
}

/// Refines a homography by Levenberg–Marquardt on the transfer error, in the target's pixels,
/// under a Geman–McClure loss of this scale (pixels), which lets wrong pairs lose their say.
/// Returns the input where nothing better is found.
pub fn refine(start: &Homography, pairs: &[Pair], scale: f64, rounds: u32) -> Homography {
    let (Some(from), Some(to)) = (
        Normalisation::of(pairs.iter().map(|p| p.0)),
        Normalisation::of(pairs.iter().map(|p| p.1)),
    ) else {
        return *start;
    };
    if pairs.len() < 4 {
        return *start;
    }
    let normal: Vec<Pair> = pairs
        .iter()
        .map(|(a, b)| (from.apply(*a), to.apply(*b)))
        .collect();
    let scale = (scale * to.scale).max(1e-12);
    let mut h = to.matrix().after(start).after(&from.inverse());
    if h.0[8].abs() < 1e-12 {
        return *start;
    }
    h = Homography(h.0.map(|v| v / h.0[8]));
    let mut cost = robust_cost(&h, &normal, scale);
    let mut damping = 1e-3;
    for _ in 0..rounds {
        let (jtj, jtr) = normal_equations(&h, &normal, scale);
        let mut system = jtj;
        for (i, row) in system.iter_mut().enumerate() {
            row[i] += damping * (jtj[i][i] + 1e-9);
        }
        let Some(step) = solve(system, jtr) else {
            break;
        };
        let mut next = h;
        for (v, s) in next.0.iter_mut().zip(step) {
            *v -= s;
        }
        let next_cost = robust_cost(&next, &normal, scale);
        if next_cost < cost {
            let gain = (cost - next_cost) / cost.max(1e-300);
            (h, cost) = (next, next_cost);
            damping = (damping * 0.3f64).max(1e-12);
            if gain < 1e-9 {
                break;
            }
        } else {
            damping *= 10.0;
            if damping > 1e9 {
                break;
            }
        }
    }
    let h = to.inverse().after(&h).after(&from.matrix());
    oriented(h, pairs).unwrap_or(*start)
}

fn robust_cost(h: &Homography, pairs: &[Pair], scale: f64) -> f64 {
    pairs
        .iter()
        .map(|p| {
            let e = transfer_error(h, p) / scale;
            if e.is_finite() {
                e * e / (1.0 + e * e)
            } else {
                1.0
            }
        })
        .sum()
}

/// Weighted normal equations of the eight free entries.
fn normal_equations(h: &Homography, pairs: &[Pair], scale: f64) -> ([[f64; 8]; 8], [f64; 8]) {
    let (mut jtj, mut jtr) = ([[0.0; 8]; 8], [0.0; 8]);
    for (a, b) in pairs {
        let Some(p) = h.map(*a) else { continue };
        let w = h.0[6] * a.x + h.0[7] * a.y + h.0[8];
        let (ex, ey) = (p.x - b.x, p.y - b.y);
        let e2 = (ex * ex + ey * ey) / (scale * scale);
        let weight = 1.0 / ((1.0 + e2) * (1.0 + e2));
        let (x, y) = (a.x / w, a.y / w);
        let rows = [
            ([x, y, 1.0 / w, 0.0, 0.0, 0.0, -p.x * x, -p.x * y], ex),
            ([0.0, 0.0, 0.0, x, y, 1.0 / w, -p.y * x, -p.y * y], ey),
        ];
        for (row, e) in rows {
            for r in 0..8 {
                for c in 0..8 {
                    jtj[r][c] += weight * row[r] * row[c];
                }
                jtr[r] += weight * row[r] * e;
            }
        }
    }
    (jtj, jtr)
}

/// Scales so that the last entry is 1 and signs so that most sources lie before the horizon.
fn oriented(h: Homography, pairs: &[Pair]) -> Option<Homography> {
    let front = pairs
        .iter()
        .filter(|(a, _)| h.0[6] * a.x + h.0[7] * a.y + h.0[8] > 0.0)
        .count();
    let sign = if 2 * front >= pairs.len() { 1.0 } else { -1.0 };
    let size = h.0.iter().map(|v| v * v).sum::<f64>().sqrt();
    if !size.is_finite() || size <= 0.0 {
        return None;
    }
    // Where the last entry is positive it becomes 1; else the norm does, to keep the sign.
    let last = sign * h.0[8];
    let by = if last > 1e-9 * size {
        h.0[8]
    } else {
        sign * size
    };
    Some(Homography(h.0.map(|v| v / by)))
}

/// Moves the centroid to the origin and the mean distance from it to √2.
struct Normalisation {
    centre: Point,
    scale: f64,
}

impl Normalisation {
    fn of(points: impl Iterator<Item = Point> + Clone) -> Option<Self> {
        let n = points.clone().count() as f64;
        let (sx, sy) = points
            .clone()
            .fold((0.0, 0.0), |s, p| (s.0 + p.x, s.1 + p.y));
        let centre = Point::new(sx / n, sy / n);
        let mean = points.map(|p| p.distance(centre)).sum::<f64>() / n;
        (mean.is_finite() && mean > 1e-9).then(|| Self {
            centre,
            scale: std::f64::consts::SQRT_2 / mean,
        })
    }

    fn apply(&self, p: Point) -> Point {
        Point::new(
            (p.x - self.centre.x) * self.scale,
            (p.y - self.centre.y) * self.scale,
        )
    }

    fn matrix(&self) -> Homography {
        let s = self.scale;
        Homography([
            s,
            0.0,
            -s * self.centre.x,
            0.0,
            s,
            -s * self.centre.y,
            0.0,
            0.0,
            1.0,
        ])
    }

    fn inverse(&self) -> Homography {
        let s = 1.0 / self.scale;
        Homography([s, 0.0, self.centre.x, 0.0, s, self.centre.y, 0.0, 0.0, 1.0])
    }
}

/// Solves a small dense system by Gaussian elimination with partial pivoting; `None` when it is
/// singular to working precision.
pub fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> Option<[f64; N]> {
    let size = a.iter().flatten().fold(0.0f64, |m, v| m.max(v.abs()));
    for col in 0..N {
        let pivot = (col..N).max_by(|&r, &s| a[r][col].abs().total_cmp(&a[s][col].abs()))?;
        if a[pivot][col].abs() <= 1e-14 * size || !size.is_finite() {
            return None;
        }
        a.swap(col, pivot);
        b.swap(col, pivot);
        for row in col + 1..N {
            let f = a[row][col] / a[col][col];
            let (above, below) = a.split_at_mut(row);
            for (x, y) in below[0].iter_mut().zip(&above[col]).skip(col) {
                *x -= f * y;
            }
            b[row] -= f * b[col];
        }
    }
    let mut x = [0.0; N];
    for row in (0..N).rev() {
        let rest: f64 = (row + 1..N).map(|k| a[row][k] * x[k]).sum();
        x[row] = (b[row] - rest) / a[row][row];
    }
    x.iter().all(|v| v.is_finite()).then_some(x)
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations.
fn symmetric_eigen<const N: usize>(mut a: [[f64; N]; N]) -> ([f64; N], [[f64; N]; N]) {
    let mut v: [[f64; N]; N] =
        std::array::from_fn(|r| std::array::from_fn(|c| f64::from(u8::from(r == c))));
    for _ in 0..60 {
        let off: f64 = (0..N)
            .flat_map(|r| (0..N).filter(move |&c| c != r).map(move |c| (r, c)))
            .map(|(r, c)| a[r][c] * a[r][c])
            .sum();
        let diagonal: f64 = (0..N).map(|i| a[i][i] * a[i][i]).sum();
        if off <= 1e-30 * diagonal || !off.is_finite() {
            break;
        }
        for p in 0..N {
            for q in p + 1..N {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    (std::array::from_fn(|i| a[i][i]), v)
}

fn rotate<const N: usize>(a: &mut [[f64; N]; N], v: &mut [[f64; N]; N], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        (row[p], row[q]) = (c * x - s * y, s * x + c * y);
    }
    let (above, below) = a.split_at_mut(q);
    for (x, y) in above[p].iter_mut().zip(below[0].iter_mut()) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
    for row in v.iter_mut() {
        let (x, y) = (row[p], row[q]);
        (row[p], row[q]) = (c * x - s * y, s * x + c * y);
    }
}
