//! Resizing and warping keep what they must: means, flat fields, positions.

use model::{Homography, Point, Quad, Size};
use pixels::{Luma, Rgb, measure, resize, warp};
use proptest::prelude::*;

fn mean(l: &Luma) -> f64 {
    measure::mean_and_variance(l).0
}

/// A smooth picture with one bright blob.
fn blob(width: u32, height: u32, x: f64, y: f64, radius: f64) -> Luma {
    Luma::from_fn(width, height, |i, j| {
        let d = (f64::from(i) + 0.5 - x).hypot(f64::from(j) + 0.5 - y) / radius;
        (20.0 + 200.0 * (-0.5 * d * d).exp()).round() as u8
    })
}

/// Centre of what is brighter than the ground.
fn centre(l: &Luma) -> Point {
    let (mut sx, mut sy, mut s) = (0.0, 0.0, 0.0);
    for y in 0..l.height {
        for x in 0..l.width {
            let w = (f64::from(l.get(x, y)) - 22.0).max(0.0);
            sx += w * (f64::from(x) + 0.5);
            sy += w * (f64::from(y) + 0.5);
            s += w;
        }
    }
    Point::new(sx / s, sy / s)
}

proptest! {
    #[test]
    fn area_averaging_keeps_the_mean(
        (w, h) in (1u32..60, 1u32..60),
        seed in any::<u64>(),
        (nw, nh) in (1u32..60, 1u32..60),
    ) {
        let mut state = seed;
        let source = Luma::from_fn(w, h, |_, _| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        });
        let to = Size { width: nw.min(w), height: nh.min(h) };
        let small = resize::luma(&source, to);
        prop_assert_eq!(small.size(), to);
        // Rounding of single pixels averages out, or there are few of them.
        prop_assert!((mean(&small) - mean(&source)).abs() < 0.6);
    }

    #[test]
    fn flat_pictures_stay_flat(
        (w, h, nw, nh) in (1u32..40, 1u32..40, 1u32..90, 1u32..90),
        colour in any::<[u8; 3]>(),
    ) {
        let big = resize::rgb(&Rgb::filled(w, h, colour), Size { width: nw, height: nh });
        prop_assert_eq!(big, Rgb::filled(nw, nh, colour));
    }

    #[test]
    fn a_warp_puts_a_blob_where_the_homography_says(
        x in 60.0f64..140.0, y in 50.0f64..100.0,
        scale in 0.4f64..1.8, turn in -0.6f64..0.6, tilt in -0.0006f64..0.0006,
    ) {
        let source = blob(200, 150, x, y, 9.0);
        let (c, s) = (scale * turn.cos(), scale * turn.sin());
        let h = Homography([c, -s, 60.0, s, c, 40.0, tilt, 0.0, 1.0]);
        let size = Size { width: 420, height: 380 };
        let seen = warp::warp_luma(&source, &h, size, 20);
        let wanted = h.map(Point::new(x, y)).unwrap();
        // Three standard deviations of the blob must be on the picture: half a blob has its centre
        // elsewhere.
        let room = 3.2 * 9.0 * scale;
        let within = |at: f64, side: f64| at > room && at < side - room;
        prop_assume!(within(wanted.x, 420.0) && within(wanted.y, 380.0));
        // Perspective also moves the centre of a spread-out blob a little.
        prop_assert!(centre(&seen).distance(wanted) < 0.6, "{:?} {:?}", centre(&seen), wanted);
    }
}

#[test]
fn shrinking_by_a_warp_does_not_alias() {
    // One-pixel stripes become an even grey, whatever the phase.
    let stripes = Luma::from_fn(400, 400, |x, _| if x % 2 == 0 { 0 } else { 255 });
    for factor in [0.09, 0.13, 0.21, 0.3] {
        let size = Size {
            width: (400.0 * factor) as u32,
            height: (400.0 * factor) as u32,
        };
        let small = warp::warp_luma(&stripes, &Homography::scale(factor, factor), size, 128);
        let (mean, variance) = measure::mean_and_variance(&small);
        assert!((mean - 127.5).abs() < 4.0, "{factor}: mean {mean}");
        assert!(
            variance.sqrt() < 30.0,
            "{factor}: deviation {}",
            variance.sqrt()
        );
    }
}

#[test]
fn rectifying_undoes_a_perspective_view() {
    let picture = blob(160, 120, 110.0, 40.0, 8.0);
    let quad = Quad([
        Point::new(80.0, 60.0),
        Point::new(300.0, 90.0),
        Point::new(290.0, 240.0),
        Point::new(70.0, 220.0),
    ]);
    let view = Homography::between(&Quad::of_size(picture.size()), &quad).unwrap();
    let frame = warp::warp_luma(
        &picture,
        &view,
        Size {
            width: 400,
            height: 300,
        },
        0,
    );
    let back = warp::rectify_luma(&frame, &quad, picture.size()).unwrap();
    let difference = measure::mean_absolute_difference(&picture, &back).unwrap();
    assert!(difference < 2.0, "{difference}");
}

#[test]
fn degenerate_maps_and_empty_pictures_give_the_fill() {
    let picture = Luma::filled(10, 10, 200);
    let size = Size {
        width: 5,
        height: 4,
    };
    let zero = Homography([0.0; 9]);
    assert_eq!(
        warp::warp_luma(&picture, &zero, size, 7),
        Luma::filled(5, 4, 7)
    );
    let empty = Luma::filled(0, 0, 0);
    let warped = warp::warp_luma(&empty, &Homography::IDENTITY, size, 7);
    assert_eq!(warped, Luma::filled(5, 4, 7));
    assert_eq!(resize::luma(&empty, size), Luma::filled(5, 4, 0));
    let line = Quad([Point::new(0.0, 0.0); 4]);
    assert!(warp::rectify_luma(&picture, &line, size).is_none());
}

#[test]
fn blur_lowers_sharpness() {
    let sharp = Luma::from_fn(
        128,
        96,
        |x, y| if (x / 5 + y / 7) % 2 == 0 { 40 } else { 210 },
    );
    let half = resize::luma(
        &sharp,
        Size {
            width: 32,
            height: 24,
        },
    );
    let soft = resize::luma(&half, sharp.size());
    assert!(measure::sharpness(&sharp) > 2.0 * measure::sharpness(&soft));
    assert_eq!(measure::sharpness(&Luma::filled(50, 50, 90)), 0.0);
    assert_eq!(measure::sharpness(&Luma::filled(2, 2, 90)), 0.0);
}
