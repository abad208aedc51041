//! The outline of the land and of countries, coarse, for maps that ask no map server. What comes
//! with the program is Natural Earth 1:110m; its borders are those that it draws.

use std::fmt::Write;
use std::sync::OnceLock;

/// Parts of a degree in the file.
const PARTS: f64 = 20.0;
const SHIPPED: &str = include_str!("static/world.txt");

/// A closed line, in degrees of longitude and latitude.
pub struct Ring {
    points: Vec<(f64, f64)>,
    /// West, south, east, north.
    bounds: [f64; 4],
}

/// All rings.
pub fn rings() -> &'static [Ring] {
    static RINGS: OnceLock<Vec<Ring>> = OnceLock::new();
    RINGS.get_or_init(|| read(SHIPPED))
}

impl Ring {
    /// Whether some of it may lie within west, south, east, north.
    pub fn touches(&self, [west, south, east, north]: [f64; 4]) -> bool {
        let [w, s, e, n] = self.bounds;
        w <= east && e >= west && s <= north && n >= south
    }

    /// As the path of a drawing; points nearer than `least` units to the one before are left out.
    /// Empty where nothing is left.
    pub fn path(&self, place: impl Fn(f64, f64) -> (f64, f64), least: f64) -> String {
        let mut path = String::new();
        let mut last: Option<(f64, f64)> = None;
        for (longitude, latitude) in &self.points {
            let (x, y) = place(*longitude, *latitude);
            if last.is_some_and(|(a, b)| (x - a).hypot(y - b) < least) {
                continue;
            }
            let sign = if last.is_none() { 'M' } else { 'L' };
            // Writing to a text does not fail.
            let _ = write!(path, "{sign}{x:.1} {y:.1}");
            last = Some((x, y));
        }
        if path.contains('L') {
            path.push('Z');
        } else {
            path.clear();
        }
        path
    }
}

/// Lines of the file: `a` is a run of points, `r` a ring of runs.
fn read(text: &str) -> Vec<Ring> {
    let (mut runs, mut rings): (Vec<Vec<(f64, f64)>>, Vec<Ring>) = Default::default();
    for line in text.lines() {
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        let numbers = rest.split(' ').filter_map(|n| n.parse::<i32>().ok());
        match kind {
            "a" => runs.push(run(&numbers.collect::<Vec<_>>())),
            "r" => rings.extend(ring(&runs, numbers).into_iter().flat_map(Ring::whole)),
            _ => {}
        }
    }
    rings
}

fn run(steps: &[i32]) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (0, 0);
    let points = steps.chunks_exact(2).map(|step| {
        x += step[0];
        y += step[1];
        (f64::from(x) / PARTS, f64::from(y) / PARTS)
    });
    points.collect()
}

fn ring(runs: &[Vec<(f64, f64)>], of: impl Iterator<Item = i32>) -> Option<Ring> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    for n in of {
        let backwards = n < 0;
        let run = runs.get(usize::try_from(if backwards { -1 - n } else { n }).ok()?)?;
        let mut own: Vec<(f64, f64)> = run.clone();
        if backwards {
            own.reverse();
        }
        // Runs meet in a point.
        let skip = usize::from(points.last() == own.first());
        points.extend(own.into_iter().skip(skip));
    }
    (points.len() > 2).then(|| Ring::of(unwrapped(points)))
}

/// Longitudes without a jump at the edge of the map; what goes all around a pole is closed there.
fn unwrapped(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut turns = 0.0;
    for at in 1..points.len() {
        let step = points[at].0 + turns - points[at - 1].0;
        if step.abs() > 180.0 {
            turns -= 360.0 * step.signum();
        }
        points[at].0 += turns;
    }
    if let (Some(first), Some(last)) = (points.first().copied(), points.last().copied())
        && (last.0 - first.0).abs() > 180.0
    {
        let pole = 90.0 * first.1.signum();
        points.extend([(last.0, pole), (first.0, pole), first]);
    }
    points
}

impl Ring {
    fn of(points: Vec<(f64, f64)>) -> Self {
        let inside = |get: fn(&(f64, f64)) -> f64| {
            let all = points.iter().map(get);
            all.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
                (a.min(v), b.max(v))
            })
        };
        let ((west, east), (south, north)) = (inside(|p| p.0), inside(|p| p.1));
        Self {
            points,
            bounds: [west, south, east, north],
        }
    }

    /// What reaches over the edge of the map is drawn at both edges.
    fn whole(self) -> Vec<Self> {
        let [west, _, east, _] = self.bounds;
        let over = if east > 180.0 {
            -360.0
        } else if west < -180.0 {
            360.0
        } else {
            return vec![self];
        };
        let points = self.points.iter();
        let there = Self::of(points.map(|(e, n)| (e + over, *n)).collect());
        vec![self, there]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ring_is_closed_and_on_the_earth() {
        assert!(rings().len() > 250);
        for ring in rings() {
            assert_eq!(ring.points.first(), ring.points.last());
            let [w, s, e, n] = ring.bounds;
            assert!(w >= -540.0 && e <= 540.0 && s >= -90.0 && n <= 90.0);
            // No line goes across the map, but along the pole.
            let pairs = ring.points.iter().zip(&ring.points[1..]);
            let jumps = pairs.filter(|(a, b)| (a.0 - b.0).abs() > 180.0);
            assert!(
                jumps
                    .into_iter()
                    .all(|(a, b)| a.1.abs() == 90.0 && b.1.abs() == 90.0)
            );
        }
    }

    #[test]
    fn a_place_is_found_where_it_lies() {
        // Within the box of Kazakhstan, and nothing but the box of Russia has it beside that.
        let almaty = [76.9, 43.2, 77.0, 43.3];
        let around = rings().iter().filter(|r| r.touches(almaty)).count();
        assert!((1..=4).contains(&around), "{around}");
        // In the middle of the Pacific there is nothing.
        assert!(
            !rings()
                .iter()
                .any(|r| r.touches([-140.0, -40.0, -130.0, -35.0]))
        );
    }
}
