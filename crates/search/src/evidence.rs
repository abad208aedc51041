//! What a homography is worth as evidence: distinct agreeing spots, and the number of false
//! alarms of the whole search.

use model::{Homography, LogNfa, Point, Quad, Size};
use pixels::nfa;
use pixels::plausible;
use pixels::{Features, homography::transfer_error};

use crate::correspond::{distance, least_dot};
use crate::dots::dot;
use crate::geometry::{Tie, agrees, alike};
use crate::spot::{self, Grid};

/// Evidence for one homography.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub inliers: u32,
    pub nfa: LogNfa,
    /// Where the inliers lie on the frame.
    pub spots: Vec<Point>,
    /// Ties that could have agreed, each by chance with this probability.
    pub ties: u32,
    pub chance: f64,
}

impl Evidence {
    /// What is left of it, without regard to the number of tests, where those spots of a frame
    /// don't count: they are evidence of something else already.
    pub fn apart_from(&self, others: &[Point], apart: f64) -> Self {
        let far = |p: &&Point| others.iter().all(|o| o.distance(**p) >= apart);
        let spots: Vec<Point> = self.spots.iter().filter(far).copied().collect();
        let ties = self.ties - (self.spots.len() - spots.len()) as u32;
        Self {
            inliers: spots.len() as u32,
            nfa: nfa::homography(spots.len() as u32, ties, self.chance, 0.0),
            spots,
            ties,
            chance: self.chance,
        }
    }
}

/// Precisions that are tried, in multiples of the tolerance; the tests count them.
const PRECISIONS: [f64; 3] = [0.5, 1.0, 2.0];

/// How far apart two inliers must lie to count twice: in the frame, and in the reference as it
/// appears in the frame.
pub fn apart(quad: &Quad) -> f64 {
    (0.02 * quad.apparent_width()).clamp(2.5, 10.0)
}

/// Judges a map by the ties that were there before it: they are independent of it.
pub fn judge(
    h: &Homography,
    quad: &Quad,
    ties: &[Tie],
    frame: &FrameSide<'_>,
    tolerance: f64,
    log10_tests: f64,
) -> Evidence {
    let area = frame.effective_area(quad);
    let apart = apart(quad);
    let shrink = quad.signed_area().max(1.0).sqrt();
    let tests = log10_tests + (PRECISIONS.len() as f64).log10();
    let mut best = Evidence {
        inliers: 0,
        nfa: LogNfa(f64::INFINITY),
        spots: Vec::new(),
        ties: 0,
        chance: 1.0,
    };
    for precision in PRECISIONS {
        let reach = precision * tolerance;
        let agreeing: Vec<(Point, Point)> = ties
            .iter()
            .filter(|t| agrees(h, t, reach))
            .map(Tie::pair)
            .collect();
        let on_reference = apart * frame.reference_side / shrink;
        let kept = spot::distinct(&agreeing, on_reference, apart);
        if collinear(kept.iter().map(|&i| agreeing[i].0), frame.reference_side) {
            continue;
        }
        let chance = (std::f64::consts::PI * reach * reach / area).min(0.999);
        let n = ties.len() - (agreeing.len() - kept.len());
        let nfa = nfa::homography(kept.len() as u32, n as u32, chance, tests);
        if nfa.0 < best.nfa.0 {
            best = Evidence {
                inliers: kept.len() as u32,
                nfa,
                spots: kept.iter().map(|&i| agreeing[i].1).collect(),
                ties: n as u32,
                chance,
            };
        }
    }
    best
}

/// Whether points lie almost on one line, or in one small spot: they do not fix a plane.
fn collinear(points: impl Iterator<Item = Point> + Clone, side: f64) -> bool {
    let n = points.clone().count() as f64;
    if n < 4.0 {
        return true;
    }
    let (sx, sy) = points
        .clone()
        .fold((0.0, 0.0), |s, p| (s.0 + p.x, s.1 + p.y));
    let (mx, my) = (sx / n, sy / n);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for p in points {
        xx += (p.x - mx) * (p.x - mx);
        xy += (p.x - mx) * (p.y - my);
        yy += (p.y - my) * (p.y - my);
    }
    let (a, b) = ((xx + yy) / n, (xx * yy - xy * xy) / (n * n));
    let small = a / 2.0 - (a * a / 4.0 - b).max(0.0).sqrt();
    small.max(0.0).sqrt() < 0.03 * side
}

/// The frame as evidence needs it.
pub struct FrameSide<'a> {
    pub features: &'a Features,
    pub grid: &'a Grid,
    pub size: Size,
    /// Square root of the area of the reference at hand, in its pixels.
    pub reference_side: f64,
}

impl FrameSide<'_> {
    /// Area over which a wrong correspondence falls: less than the frame where features crowd
    /// inside the quad, since they also attract wrong ones.
    fn effective_area(&self, quad: &Quad) -> f64 {
        let frame = f64::from(self.size.width) * f64::from(self.size.height);
        let all = self.features.len().max(1) as f64;
        let inside = self
            .features
            .points()
            .iter()
            .filter(|f| quad.contains(spot::at(f)))
            .count()
            .max(1) as f64;
        let covered = quad.signed_area() * plausible::visible_share(quad, self.size);
        (covered * all / inside).clamp(1.0, frame.max(1.0))
    }
}

/// Ties that a map itself finds: for every reference feature, the frame feature near its image
/// that resembles it most. They make the map better and the overlay fuller, but are no evidence
/// of their own.
pub fn guided(
    h: &Homography,
    reference: &Features,
    frame: &FrameSide<'_>,
    tolerance: f64,
    most_distance: f64,
) -> Vec<Tie> {
    let least = least_dot(most_distance);
    let mut ties: Vec<Tie> = Vec::new();
    for (r, on_reference) in reference.points().iter().enumerate() {
        let Some(at) = h.map(spot::at(on_reference)) else {
            continue;
        };
        let best = frame
            .grid
            .near(at, tolerance)
            .filter(|&f| {
                let on_frame = &frame.features.points()[f as usize];
                spot::at(on_frame).distance(at) <= tolerance && alike(h, on_reference, on_frame)
            })
            .map(|f| {
                let d = dot(
                    reference.descriptor(r),
                    frame.features.descriptor(f as usize),
                );
                (d, f)
            })
            .filter(|(d, _)| *d >= least)
            .max();
        if let Some((d, f)) = best {
            ties.push(Tie {
                on_reference: *on_reference,
                on_frame: frame.features.points()[f as usize],
                source: crate::correspond::Correspondence {
                    frame: f,
                    reference: r as u32,
                    distance: distance(d) as f32,
                    ratio: 0.8,
                },
            });
        }
    }
    one_to_one(ties, h)
}

/// Positions on the reference and on the frame that agree with a map within `tolerance` pixels of
/// the frame and resemble each other: what to draw for a person to check.
pub fn agreeing(
    map: &Homography,
    reference: &Features,
    frame: &Features,
    tolerance: f64,
) -> Vec<(Point, Point)> {
    let size = frame.size();
    let grid = Grid::new(frame.points(), size.width, size.height);
    let area = f64::from(reference.size().width) * f64::from(reference.size().height);
    let side = FrameSide {
        features: frame,
        grid: &grid,
        size,
        reference_side: area.sqrt(),
    };
    let most = crate::SearchOptions::default().most_distance;
    let mut pairs: Vec<(Point, Point)> = guided(map, reference, &side, tolerance, most)
        .iter()
        .map(Tie::pair)
        .collect();
    pairs.sort_by(|a, b| (a.1.y.total_cmp(&b.1.y)).then(a.1.x.total_cmp(&b.1.x)));
    let kept = spot::distinct(&pairs, 1.0, 3.0);
    kept.into_iter().map(|i| pairs[i]).collect()
}

/// One tie a frame feature: the closest descriptor.
fn one_to_one(mut ties: Vec<Tie>, h: &Homography) -> Vec<Tie> {
    ties.sort_by(|a, b| {
        let error = |t: &Tie| transfer_error(h, &t.pair());
        (a.source.frame.cmp(&b.source.frame))
            .then(a.source.distance.total_cmp(&b.source.distance))
            .then(error(a).total_cmp(&error(b)))
    });
    ties.dedup_by_key(|t| t.source.frame);
    ties
}
