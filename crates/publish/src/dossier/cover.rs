//! What is not shown of a picture is not in the file: the screen is cut out, all around it and all
//! masks become one colour. No reading or writing of files.

use model::{Homography, Point, Quad, Size};
use pixels::image::Rgb;

/// Around a screen.
pub const AROUND: [u8; 3] = [0x6b, 0x70, 0x76];
/// Of a place that a person covered.
pub const MASK: [u8; 3] = [0, 0, 0];
/// A mask grows on every side by so many pixels and this share of its size: compression spreads
/// what lies at an edge.
const PADDING: (f64, f64) = (2.0, 0.03);

/// The part of a frame that holds a quad, all around the quad hidden, and the quad in it. `None`
/// where nothing of the quad is on the frame.
pub fn screen_only(frame: &Rgb, quad: &Quad) -> Option<(Rgb, Quad)> {
    let size = frame.size();
    if !is_somewhere(quad) {
        return None;
    }
    let [x0, y0, x1, y1] = within(quad.bounds(), size)?;
    let mut out = Rgb::filled(x1 - x0, y1 - y0, AROUND);
    for y in y0..y1 {
        for x in x0..x1 {
            if quad.contains(middle(x, y)) {
                out.put(x - x0, y - y0, frame.get(x, y));
            }
        }
    }
    let moved = quad
        .0
        .map(|p| Point::new(p.x - f64::from(x0), p.y - f64::from(y0)));
    Some((out, Quad(moved)))
}

/// Covers places. A quad that crosses itself, or has a corner at nowhere, covers its whole bounds
/// or the whole picture: better too much than too little.
pub fn cover(picture: &mut Rgb, masks: &[Quad]) {
    for mask in masks {
        if !is_somewhere(mask) {
            *picture = Rgb::filled(picture.width, picture.height, MASK);
            return;
        }
        let padded = padded(mask);
        let [left, top, right, bottom] = padded.bounds();
        let bounds = [
            left - PADDING.0,
            top - PADDING.0,
            right + PADDING.0,
            bottom + PADDING.0,
        ];
        let Some([x0, y0, x1, y1]) = within(bounds, picture.size()) else {
            continue;
        };
        let convex = mask.is_convex_clockwise();
        for y in y0..y1 {
            for x in x0..x1 {
                if !convex || is_near(&padded, middle(x, y)) {
                    picture.put(x, y, MASK);
                }
            }
        }
    }
}

/// Masks of a frame on the picture of its screen, rectified from `quad` to `size`.
pub fn on_screen(masks: &[Quad], quad: &Quad, size: Size) -> Vec<Quad> {
    let map = Homography::between(quad, &Quad::of_size(size));
    let nowhere = Quad([Point::new(f64::NAN, f64::NAN); 4]);
    masks
        .iter()
        .map(|mask| {
            let mapped = map.as_ref().and_then(|h| h.map_quad(mask));
            // What can't be placed covers everything.
            mapped.unwrap_or(nowhere)
        })
        .collect()
}

/// A quad in pixels of a picture of another size but the same shape.
pub fn scaled(quad: &Quad, from: Size, to: Size) -> Quad {
    let (sx, sy) = (
        f64::from(to.width) / f64::from(from.width.max(1)),
        f64::from(to.height) / f64::from(from.height.max(1)),
    );
    Quad(quad.0.map(|p| Point::new(p.x * sx, p.y * sy)))
}

/// Bounds pass over corners that are no numbers, so that these are looked at one by one.
fn is_somewhere(quad: &Quad) -> bool {
    quad.0.iter().all(|p| p.x.is_finite() && p.y.is_finite())
}

/// The mask grown by its share, about its centre: nothing of a convex one is outside of it.
fn padded(mask: &Quad) -> Quad {
    let centre = mask.centre();
    let grown = |v: f64, c: f64| v + (v - c) * PADDING.1 * 2.0;
    Quad(
        mask.0
            .map(|p| Point::new(grown(p.x, centre.x), grown(p.y, centre.y))),
    )
}

/// Whether a point is in a quad, or the padding's pixels beside, above or below it. Moving the
/// corners instead would turn the edges of a slanted quad, and bare a part of it.
fn is_near(quad: &Quad, p: Point) -> bool {
    let far = PADDING.0;
    [(0.0, 0.0), (far, 0.0), (-far, 0.0), (0.0, far), (0.0, -far)]
        .iter()
        .any(|(dx, dy)| quad.contains(Point::new(p.x + dx, p.y + dy)))
}

fn middle(x: u32, y: u32) -> Point {
    Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5)
}

/// Whole pixels of a picture that bounds touch.
fn within(bounds: [f64; 4], size: Size) -> Option<[u32; 4]> {
    let [x0, y0, x1, y1] = bounds;
    if !bounds.iter().all(|v| v.is_finite()) {
        return None;
    }
    let clip = |v: f64, most: u32| v.clamp(0.0, f64::from(most)) as u32;
    let found = [
        clip(x0.floor(), size.width),
        clip(y0.floor(), size.height),
        clip(x1.ceil(), size.width),
        clip(y1.ceil(), size.height),
    ];
    (found[0] < found[2] && found[1] < found[3]).then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quad(points: [(f64, f64); 4]) -> Quad {
        Quad(points.map(|(x, y)| Point::new(x, y)))
    }

    proptest! {
        #[test]
        fn nothing_of_the_frame_is_left_around_the_screen(
            xs in proptest::array::uniform4(-40.0..140.0_f64),
            ys in proptest::array::uniform4(-40.0..120.0_f64),
        ) {
            // Every pixel differs from the fill, and tells where it came from.
            let mut frame = Rgb::filled(100, 80, [0; 3]);
            for y in 0..80 { for x in 0..100 { frame.put(x, y, [x as u8, y as u8, 200]); } }
            let quad = Quad(std::array::from_fn(|i| Point::new(xs[i], ys[i])));
            if let Some((shown, _)) = screen_only(&frame, &quad) {
                for y in 0..shown.height { for x in 0..shown.width {
                    let [a, b, c] = shown.get(x, y);
                    let inside = c == 200 && quad.contains(middle(u32::from(a), u32::from(b)));
                    prop_assert!(inside || [a, b, c] == AROUND);
                } }
            }
        }
    }

    proptest! {
        #[test]
        fn every_pixel_of_a_mask_is_covered(
            xs in proptest::array::uniform4(-20.0..120.0_f64),
            ys in proptest::array::uniform4(-20.0..100.0_f64),
            flat in 0.02..1.0_f64,
        ) {
            // Turned and flattened, as a screen that is seen from the side.
            let mut points: Vec<Point> = (0..4)
                .map(|i| Point::new(xs[i], xs[i] * (1.0 - flat) * 0.7 + ys[i] * flat))
                .collect();
            let (cx, cy) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x / 4.0, y + p.y / 4.0));
            points.sort_by(|a, b| {
                (a.y - cy).atan2(a.x - cx).total_cmp(&(b.y - cy).atan2(b.x - cx))
            });
            let mask = Quad(std::array::from_fn(|i| points[i]));
            prop_assume!(mask.is_convex_clockwise());
            let mut picture = Rgb::filled(100, 80, [255; 3]);
            cover(&mut picture, &[mask]);
            for y in 0..80 { for x in 0..100 {
                if mask.contains(middle(x, y)) {
                    prop_assert_eq!(picture.get(x, y), MASK, "{}, {} of {:?}", x, y, mask);
                }
            } }
        }
    }

    #[test]
    fn a_mask_covers_its_place_and_a_crossed_one_its_bounds() {
        let white = Rgb::filled(60, 40, [255; 3]);
        let mut covered = white.clone();
        cover(
            &mut covered,
            &[quad([
                (10.0, 10.0),
                (30.0, 10.0),
                (30.0, 20.0),
                (10.0, 20.0),
            ])],
        );
        assert_eq!(covered.get(9, 9), MASK, "padded");
        assert_eq!(covered.get(20, 15), MASK);
        assert_eq!(covered.get(50, 30), [255; 3]);
        let mut crossed = white.clone();
        cover(
            &mut crossed,
            &[quad([
                (10.0, 10.0),
                (30.0, 20.0),
                (30.0, 10.0),
                (10.0, 20.0),
            ])],
        );
        assert_eq!(crossed.get(20, 10), MASK);
        let mut nowhere = white;
        cover(
            &mut nowhere,
            &[quad([(f64::NAN, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])],
        );
        assert_eq!(nowhere, Rgb::filled(60, 40, MASK));
    }

    #[test]
    fn a_mask_of_the_frame_covers_the_rectified_screen_too() {
        let screen = quad([(100.0, 50.0), (300.0, 60.0), (290.0, 160.0), (105.0, 150.0)]);
        let size = Size {
            width: 400,
            height: 200,
        };
        let at = on_screen(&[screen], &screen, size);
        assert!(at[0].corner_error(&Quad::of_size(size)) < 1e-6);
        let flat = quad([(0.0, 0.0); 4]);
        assert!(!is_somewhere(&on_screen(&[screen], &flat, size)[0]));
    }
}
