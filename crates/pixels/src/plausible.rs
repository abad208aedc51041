//! Whether a homography can be the view of a flat, filmed picture, or is a nonsense fit.

use model::{Homography, Point, Quad, Size};

/// Bounds on what a camera shows of a flat picture.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// Least length in pixels of the shorter of apparent width and height.
    pub least_side: f64,
    /// Most area of the quad, in areas of the frame: a close-up shows a part of the picture.
    pub most_frames: f64,
    /// Most ratio of the two local stretches at the centre: 1/cos of the obliquity, and some for
    /// pictures that are shown in another proportion.
    pub most_anisotropy: f64,
    /// Shortest focal length in frame widths; it bounds perspective. A phone's wide lens has 0.7.
    pub least_focal: f64,
    /// Least share of the quad that lies on the frame.
    pub least_visible: f64,
}

/// Why a homography is not the view of a filmed picture.
#[derive(Clone, Copy, PartialEq, Debug, thiserror::Error)]
pub enum Implausible {
    #[error("the map has a value that is not a finite number")]
    NotFinite,
    #[error("a corner would lie behind the camera")]
    BehindCamera,
    #[error("the picture would be mirrored")]
    Mirrored,
    #[error("the quad is not convex")]
    NotConvex,
    #[error("the shorter side would have {0:.0} pixels")]
    TooSmall(f64),
    #[error("the quad would cover {0:.1} frames")]
    TooLarge(f64),
    #[error("the picture would be {0:.1} times narrower in one direction than in the other")]
    TooOblique(f64),
    #[error("one corner would be {0:.1} times further away than another")]
    TooMuchPerspective(f64),
    #[error("only {0:.2} of the quad would be on the frame")]
    OffFrame(f64),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            least_side: 24.0,
            most_frames: 25.0,
            most_anisotropy: 2.9,
            least_focal: 0.5,
            least_visible: 0.02,
        }
    }
}

/// The quad of a reference under a homography, when a camera could have filmed it so.
///
/// # Errors
/// The first limit that it breaks.
pub fn view(
    frame_from_reference: &Homography,
    reference: Size,
    frame: Size,
    limits: &Limits,
) -> Result<Quad, Implausible> {
    let h = frame_from_reference;
    if h.0.iter().any(|v| !v.is_finite()) {
        return Err(Implausible::NotFinite);
    }
    let quad = h
        .map_quad(&Quad::of_size(reference))
        .ok_or(Implausible::BehindCamera)?;
    if quad.0.iter().any(|p| !(p.x.abs() < 1e6 && p.y.abs() < 1e6)) {
        return Err(Implausible::BehindCamera);
    }
    if quad.signed_area() <= 0.0 {
        return Err(Implausible::Mirrored);
    }
    if !quad.is_convex_clockwise() {
        return Err(Implausible::NotConvex);
    }
    let side = quad.apparent_width().min(quad.apparent_height());
    if side < limits.least_side {
        return Err(Implausible::TooSmall(side));
    }
    let frame_area = f64::from(frame.width) * f64::from(frame.height);
    let frames = quad.signed_area() / frame_area.max(1.0);
    if frames > limits.most_frames {
        return Err(Implausible::TooLarge(frames));
    }
    check_camera(h, &quad, reference, frame, limits)?;
    let visible = visible_share(&quad, frame);
    if visible < limits.least_visible {
        return Err(Implausible::OffFrame(visible));
    }
    Ok(quad)
}

fn check_camera(
    h: &Homography,
    quad: &Quad,
    reference: Size,
    frame: Size,
    limits: &Limits,
) -> Result<(), Implausible> {
    let centre = Point::new(
        f64::from(reference.width) / 2.0,
        f64::from(reference.height) / 2.0,
    );
    let (long, short) = stretches(h, centre).ok_or(Implausible::BehindCamera)?;
    let anisotropy = long / short.max(1e-12);
    if anisotropy > limits.most_anisotropy {
        return Err(Implausible::TooOblique(anisotropy));
    }
    let depths = Quad::of_size(reference)
        .0
        .map(|p| h.0[6] * p.x + h.0[7] * p.y + h.0[8]);
    let (near, far) = depths
        .iter()
        .fold((f64::INFINITY, 0.0f64), |(a, b), &d| (a.min(d), b.max(d)));
    let ratio = far / near.max(1e-12);
    // A picture of this size seen at this obliquity reaches so far in depth, at most; noise of
    // the fit is allowed for by a quarter more.
    let front = quad.apparent_width().max(quad.apparent_height()) * anisotropy.min(2.0);
    let focal = limits.least_focal * f64::from(frame.width.max(frame.height));
    let reach = (0.5 * front / focal.max(1.0)).min(0.6);
    let most = 1.25 * (1.0 + reach) / (1.0 - reach);
    if ratio > most {
        return Err(Implausible::TooMuchPerspective(ratio));
    }
    Ok(())
}

/// Width over height of the flat rectangle that a quad shows, from its perspective (Zhang and He
/// 2007) for a focal length of one frame width; `None` where no camera sees a display so.
pub fn proportions(quad: &Quad, frame: Size) -> Option<f64> {
    proportions_for(quad, frame, 1.0)
}

/// The same for a focal length in frame widths.
pub fn proportions_for(quad: &Quad, frame: Size, focal: f64) -> Option<f64> {
    let unit = Quad::of_size(Size {
        width: 1000,
        height: 1000,
    });
    let h = Homography::between(&unit, quad)?.0;
    let focal = focal * f64::from(frame.width.max(frame.height));
    let (cx, cy) = (f64::from(frame.width) / 2.0, f64::from(frame.height) / 2.0);
    let column = |c: usize| {
        let w = h[6 + c];
        [(h[c] - cx * w) / focal, (h[3 + c] - cy * w) / focal, w]
    };
    let norm = |v: [f64; 3]| (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
    let (a, b) = (column(0), column(1));
    let (na, nb) = (norm(a), norm(b));
    let ratio = na / nb.max(1e-12);
    let skew = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (na * nb).max(1e-12);
    let sane = ratio.is_finite() && (0.28..4.5).contains(&ratio) && skew.abs() < 0.35;
    sane.then_some(ratio)
}

/// Longest and shortest local stretch (singular values of the Jacobian) at a point of the source,
/// in target pixels a source pixel; `None` beyond the horizon.
pub fn stretches(h: &Homography, at: Point) -> Option<(f64, f64)> {
    let [a, b, c, d] = jacobian(h, at)?;
    let sum = a * a + b * b + c * c + d * d;
    let det = a * d - b * c;
    let root = (sum * sum - 4.0 * det * det).max(0.0).sqrt();
    let long = ((sum + root) / 2.0).sqrt();
    Some((long, det.abs() / long.max(1e-300)))
}

/// Partial derivatives at a point of the source: dx'/dx, dx'/dy, dy'/dx, dy'/dy; `None` beyond
/// the horizon.
pub fn jacobian(h: &Homography, at: Point) -> Option<[f64; 4]> {
    let p = h.map(at)?;
    let m = &h.0;
    let w = m[6] * at.x + m[7] * at.y + m[8];
    Some([
        (m[0] - p.x * m[6]) / w,
        (m[1] - p.x * m[7]) / w,
        (m[3] - p.y * m[6]) / w,
        (m[4] - p.y * m[7]) / w,
    ])
}

/// Share of a convex quad's area that lies on the frame.
pub fn visible_share(quad: &Quad, frame: Size) -> f64 {
    let area = quad.signed_area().abs();
    if area.is_nan() || area <= 0.0 {
        return 0.0;
    }
    (overlap_area(quad, &Quad::of_size(frame)) / area).min(1.0)
}

/// Area of the intersection of two convex clockwise quads (Sutherland and Hodgman 1974).
pub fn overlap_area(a: &Quad, b: &Quad) -> f64 {
    let mut polygon: Vec<Point> = a.0.to_vec();
    for i in 0..4 {
        let (p, q) = (b.0[i], b.0[(i + 1) % 4]);
        let side = |s: &Point| (q.x - p.x) * (s.y - p.y) - (q.y - p.y) * (s.x - p.x);
        let mut cut = Vec::with_capacity(polygon.len() + 1);
        for (k, s) in polygon.iter().enumerate() {
            let e = &polygon[(k + 1) % polygon.len()];
            let (ds, de) = (side(s), side(e));
            if ds >= 0.0 {
                cut.push(*s);
            }
            if (ds > 0.0 && de < 0.0) || (ds < 0.0 && de > 0.0) {
                let t = ds / (ds - de);
                cut.push(Point::new(s.x + t * (e.x - s.x), s.y + t * (e.y - s.y)));
            }
        }
        polygon = cut;
        if polygon.is_empty() {
            return 0.0;
        }
    }
    let doubled: f64 = (0..polygon.len())
        .map(|i| {
            let (p, q) = (polygon[i], polygon[(i + 1) % polygon.len()]);
            p.x * q.y - q.x * p.y
        })
        .sum();
    (doubled / 2.0).max(0.0)
}

/// Intersection over union of two convex clockwise quads, between 0 and 1.
pub fn overlap_ratio(a: &Quad, b: &Quad) -> f64 {
    let both = overlap_area(a, b);
    let union = a.signed_area().abs() + b.signed_area().abs() - both;
    if union > 0.0 {
        (both / union).clamp(0.0, 1.0)
    } else {
        0.0
    }
}
