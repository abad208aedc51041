//! Quads and homographies: text, signs, inverses, and the horizon.

use model::{Homography, Point, Quad, Size};
use proptest::prelude::*;

use crate::{any_quads, screens};

fn quad(text: &str) -> Quad {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn page() -> Quad {
    Quad::of_size(Size {
        width: 640,
        height: 360,
    })
}

#[test]
fn the_whole_of_a_picture() {
    assert_eq!(page().to_string(), "0,0,640,0,640,360,0,360");
    assert_eq!(page().signed_area(), 640.0 * 360.0);
    assert!(page().is_convex_clockwise());
    assert_eq!(
        (page().apparent_width(), page().apparent_height()),
        (640.0, 360.0)
    );
    assert_eq!(page().centre(), Point::new(320.0, 180.0));
    assert_eq!(page().bounds(), [0.0, 0.0, 640.0, 360.0]);
}

#[test]
fn mirrored_folded_and_flat_quads_are_not_plausible() {
    for text in [
        "640,0,0,0,0,360,640,360", // mirrored
        "0,0,640,360,640,0,0,360", // a bow tie
        "0,0,640,0,100,60,0,360",  // a dent at the third corner
        "0,0,320,0,640,0,0,360",   // three corners on a line
        "5,5,5,5,5,5,5,5",         // a point
    ] {
        assert!(!quad(text).is_convex_clockwise(), "{text}");
    }
    assert!(quad("640,0,0,0,0,360,640,360").signed_area() < 0.0);
}

#[test]
fn a_corner_that_is_no_number_is_no_match() {
    let mut broken = page();
    broken.0[2].x = f64::NAN;
    assert_eq!(broken.corner_error(&page()), f64::INFINITY);
    assert!(!broken.is_convex_clockwise());
    assert!(broken.to_string().parse::<Quad>().is_err());
}

#[test]
fn negative_zero_prints_as_zero() {
    assert_eq!(quad("-0.001,0,1,0,1,1,0,1").to_string(), "0,0,1,0,1,1,0,1");
}

#[test]
fn degenerate_quads_have_no_map() {
    for flat in [
        "0,0,1,1,2,2,3,3",
        "0,0,320,0,640,0,0,360",
        "0,0,10,0,20,10,10,5",
        "5,5,5,5,5,5,5,5",
    ] {
        assert_eq!(
            Homography::between(&quad(flat), &page()),
            None,
            "from {flat}"
        );
        assert_eq!(Homography::between(&page(), &quad(flat)), None, "to {flat}");
    }
    assert_eq!(Homography([0.0; 9]).inverse(), None);
    assert_eq!(Homography([f64::NAN; 9]).inverse(), None);
    assert_eq!(
        Homography([1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 0.0, 0.0, 1.0]).inverse(),
        None
    );
}

#[test]
fn a_small_picture_far_from_the_origin_is_not_singular() {
    let h = Homography([0.001, 0.0, 1e5, 0.0, 0.001, 1e5, 0.0, 0.0, 1.0]);
    let back = h.inverse().expect("only small and far away");
    let p = back.map(Point::new(1e5 + 0.5, 1e5)).expect("in front");
    assert!(p.distance(Point::new(500.0, 0.0)) < 1e-3, "{p:?}");
}

/// A screen that shrinks fast to the right has its horizon close by. The frame's origin is beyond
/// it, and the screen itself must still be in front.
#[test]
fn the_origin_beyond_the_horizon() {
    let screen = quad("1000,100,1400,400,1400,480,1000,900");
    let flat = Homography::between(&screen, &page()).expect("a convex quad");
    let shown = flat.map_quad(&screen).expect("the screen is in front");
    assert!(shown.corner_error(&page()) < 1e-6, "{shown}");
    let mirror = screen.0.map(|p| Point::new(1500.0 - p.x, p.y));
    let mirror = Quad([mirror[1], mirror[0], mirror[3], mirror[2]]);
    let flat = Homography::between(&mirror, &page()).expect("a convex quad");
    assert!(flat.map_quad(&mirror).is_some());
    assert_eq!(flat.map(Point::new(-2000.0, 500.0)), None);
}

proptest! {
    #[test]
    fn quads_round_trip(q in any_quads()) {
        let text = q.to_string();
        prop_assert_eq!(quad(&text), q.rounded());
        prop_assert_eq!(quad(&text).to_string(), text);
        prop_assert_eq!(q.rounded().rounded(), q.rounded());
        prop_assert!(q.rounded().corner_error(&q) < 0.0072);
    }

    #[test]
    fn screens_are_convex_and_hold_their_centre(q in screens()) {
        prop_assume!(q.is_convex_clockwise());
        prop_assert!(q.signed_area() > 0.0);
        let diagonal = Point::new((q.0[0].x + q.0[2].x) / 2.0, (q.0[0].y + q.0[2].y) / 2.0);
        prop_assert!(q.contains(diagonal));
        let [x0, y0, x1, y1] = q.bounds();
        prop_assert!(!q.contains(Point::new(x0 - 1.0, y0)) && !q.contains(Point::new(x1, y1 + 1.0)));
        let [a, b, c, d] = q.0;
        prop_assert!(!Quad([b, a, d, c]).is_convex_clockwise());
        prop_assert!((Quad([b, c, d, a]).signed_area() - q.signed_area()).abs() < 1e-3);
    }

    #[test]
    fn the_map_between_quads_takes_corners_to_corners(from in screens(), to in screens()) {
        prop_assume!(from.is_convex_clockwise() && to.is_convex_clockwise());
        let h = Homography::between(&from, &to).expect("two convex quads");
        prop_assert!(h.map_quad(&from).expect("in front").corner_error(&to) < 1e-4);
        let back = h.inverse().expect("two convex quads");
        prop_assert!(back.map_quad(&to).expect("in front").corner_error(&from) < 1e-4);
    }

    #[test]
    fn a_map_and_its_inverse_cancel(from in screens(), to in screens(), u in 0.0..1.0f64, v in 0.0..1.0f64) {
        prop_assume!(from.is_convex_clockwise() && to.is_convex_clockwise());
        let h = Homography::between(&from, &to).expect("two convex quads");
        // Any point of the convex quad is an average of its corners.
        let p = {
            let mix = |a: Point, b: Point, t: f64| Point::new(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
            mix(mix(from.0[0], from.0[1], u), mix(from.0[3], from.0[2], u), v)
        };
        let there = h.map(p).expect("in front");
        prop_assert!(h.inverse().expect("regular").map(there).expect("in front").distance(p) < 1e-4);
        let same = h.inverse().expect("regular").after(&h).map(p).expect("in front");
        prop_assert!(same.distance(p) < 1e-4);
    }

    #[test]
    fn maps_compose(a in screens(), b in screens(), c in screens()) {
        prop_assume!([a, b, c].iter().all(Quad::is_convex_clockwise));
        let ab = Homography::between(&a, &b).expect("convex");
        let bc = Homography::between(&b, &c).expect("convex");
        let ac = bc.after(&ab).map_quad(&a).expect("in front");
        prop_assert!(ac.corner_error(&c) < 1e-3);
    }

    #[test]
    fn arbitrary_numbers_never_panic(numbers in prop::array::uniform9(any::<f64>()), x in any::<f64>(), y in any::<f64>()) {
        let h = Homography(numbers);
        if let Some(p) = h.map(Point::new(x, y)) {
            prop_assert!(numbers[6] * x + numbers[7] * y + numbers[8] > 0.0, "{:?}", p);
        }
        if let Some(back) = h.inverse() {
            prop_assert!(!back.0.iter().all(|v| *v == 0.0) || numbers.iter().any(|v| v.abs() > 1e100));
        }
        let q = Quad([Point::new(numbers[0], numbers[1]), Point::new(numbers[2], numbers[3]), Point::new(numbers[4], numbers[5]), Point::new(numbers[6], numbers[7])]);
        if let Some(h) = Homography::between(&q, &page()) {
            prop_assert!(h.0.iter().all(|v| v.is_finite()));
        }
    }

    #[test]
    fn arbitrary_texts_never_panic(text in "\\PC*|[-+0-9.,; eE]{0,80}") {
        if let Ok(q) = text.parse::<Quad>() {
            prop_assert_eq!(quad(&q.to_string()), q);
        }
    }
}
