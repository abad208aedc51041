//! Quads seen from other quads: where one lies in another's unit square, and back. What doesn't live
//! here: what is followed, and why a quad is moved.

use model::{Homography, Point, Quad, Size};

/// The unit square.
pub fn unit() -> Quad {
    Quad::of_size(Size {
        width: 1,
        height: 1,
    })
}

/// A quad seen from another: unit square coordinates of `lay`.
pub fn within(lay: &Quad, quad: &Quad) -> Option<Quad> {
    Homography::between(lay, &unit())?.map_quad(quad)
}

/// A quad that lies somewhere in another's unit square, laid on the frame; `None` where that makes
/// no quad.
pub fn onto(lay: &Quad, place: &Quad) -> Option<Quad> {
    let quad = Homography::between(&unit(), lay)?.map_quad(place)?;
    quad.is_convex_clockwise().then_some(quad)
}

/// A quad moved, turned and scaled to where another one lies, by least squares on the corners.
pub fn laid_on(shape: &Quad, on: &Quad) -> Quad {
    let (from, to) = (shape.centre(), on.centre());
    let (mut along, mut across, mut all) = (0.0, 0.0, 0.0);
    for (p, q) in shape.0.iter().zip(&on.0) {
        let (px, py, qx, qy) = (p.x - from.x, p.y - from.y, q.x - to.x, q.y - to.y);
        along += px * qx + py * qy;
        across += px * qy - py * qx;
        all += px * px + py * py;
    }
    let (a, b) = (along / all.max(1e-9), across / all.max(1e-9));
    Quad(shape.0.map(|p| {
        let (x, y) = (p.x - from.x, p.y - from.y);
        Point::new(to.x + a * x - b * y, to.y + b * x + a * y)
    }))
}
