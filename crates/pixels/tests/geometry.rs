//! Homographies are found again from their correspondences; nonsense views are refused.

use model::{Homography, Point, Quad, Size};
use pixels::homography::{fit, fit_affine, refine, transfer_error};
use pixels::plausible::{Implausible, Limits, overlap_ratio, view, visible_share};
use proptest::prelude::*;

const REFERENCE: Size = Size {
    width: 1600,
    height: 900,
};
const FRAME: Size = Size {
    width: 1280,
    height: 720,
};

/// A pinhole view of the reference: turned by yaw and pitch, at a distance that gives the width.
fn filmed(yaw: f64, pitch: f64, roll: f64, width: f64, focal: f64) -> Homography {
    let f = focal * f64::from(FRAME.width);
    let (w, h) = (f64::from(REFERENCE.width), f64::from(REFERENCE.height));
    let distance = f * w / width;
    let (sy, cy) = yaw.to_radians().sin_cos();
    let (sp, cp) = pitch.to_radians().sin_cos();
    let (sr, cr) = roll.to_radians().sin_cos();
    // Columns of the rotation for the plane's two axes: roll, then pitch, then yaw.
    let axis = |x: f64, y: f64| {
        let (x, y) = (cr * x - sr * y, sr * x + cr * y);
        let (y, z) = (cp * y, sp * y);
        (cy * x + sy * z, y, -sy * x + cy * z)
    };
    let (ax, ay, az) = axis(1.0, 0.0);
    let (bx, by, bz) = axis(0.0, 1.0);
    let (cx, cyy) = (f64::from(FRAME.width) / 2.0, f64::from(FRAME.height) / 2.0);
    let centred = Homography([1.0, 0.0, -w / 2.0, 0.0, 1.0, -h / 2.0, 0.0, 0.0, 1.0]);
    Homography([
        f * ax + cx * az,
        f * bx + cx * bz,
        cx * distance,
        f * ay + cyy * az,
        f * by + cyy * bz,
        cyy * distance,
        az,
        bz,
        distance,
    ])
    .after(&centred)
}

fn grid(h: &Homography, n: u32) -> Vec<(Point, Point)> {
    (0..n * n)
        .filter_map(|i| {
            let p = Point::new(
                1600.0 * (f64::from(i % n) + 0.5) / f64::from(n),
                900.0 * (f64::from(i / n) + 0.5) / f64::from(n),
            );
            Some((p, h.map(p)?))
        })
        .collect()
}

proptest! {
    #[test]
    fn a_homography_is_found_again(
        yaw in -60.0f64..60.0, pitch in -30.0f64..30.0, roll in -20.0f64..20.0,
        width in 120.0f64..900.0, n in 3u32..6,
    ) {
        let truth = filmed(yaw, pitch, roll, width, 0.9);
        let pairs = grid(&truth, n);
        prop_assume!(pairs.len() == (n * n) as usize);
        let found = fit(&pairs, None).unwrap();
        for p in &pairs {
            prop_assert!(transfer_error(&found, p) < 1e-5);
        }
    }

    #[test]
    fn refinement_shrugs_off_outliers(
        yaw in -45.0f64..45.0, width in 200.0f64..900.0,
        noise in proptest::collection::vec(-0.7f64..0.7, 128),
        wrong in proptest::collection::vec((0usize..64, -80.0f64..80.0), 6),
    ) {
        let truth = filmed(yaw, 5.0, 0.0, width, 0.9);
        let mut pairs = grid(&truth, 8);
        prop_assume!(pairs.len() == 64);
        let start = fit(&pairs, None).unwrap();
        for (i, p) in pairs.iter_mut().enumerate() {
            p.1.x += noise[2 * i];
            p.1.y += noise[2 * i + 1];
        }
        for (i, by) in wrong {
            pairs[i].1.x += by + by.signum() * 30.0;
        }
        // Begin a little off.
        let start = Homography::scale(1.004, 0.997).after(&start);
        let found = refine(&start, &pairs, 3.0, 30);
        let corners = found.map_quad(&Quad::of_size(REFERENCE)).unwrap();
        let wanted = truth.map_quad(&Quad::of_size(REFERENCE)).unwrap();
        prop_assert!(corners.corner_error(&wanted) < 4.0, "{}", corners.corner_error(&wanted));
    }

    #[test]
    fn what_a_camera_sees_up_to_sixty_degrees_is_plausible(
        yaw in -60.0f64..60.0, roll in -25.0f64..25.0, width in 120.0f64..900.0,
        focal in 0.7f64..2.0,
    ) {
        let h = filmed(yaw, 0.0, roll, width, focal);
        let quad = view(&h, REFERENCE, FRAME, &Limits::default());
        prop_assert!(quad.is_ok(), "{quad:?}");
    }

    #[test]
    fn mirrored_views_never_pass(yaw in -60.0f64..60.0, width in 120.0f64..900.0) {
        let flip = Homography([-1.0, 0.0, 1600.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
        let h = filmed(yaw, 0.0, 0.0, width, 0.9).after(&flip);
        prop_assert_eq!(view(&h, REFERENCE, FRAME, &Limits::default()), Err(Implausible::Mirrored));
    }

    #[test]
    fn no_matrix_makes_the_judgement_panic(h in proptest::array::uniform9(any::<f64>())) {
        let _ = view(&Homography(h), REFERENCE, FRAME, &Limits::default());
    }

    #[test]
    fn overlap_is_symmetric_and_bounded(
        a in (0.0f64..500.0, 0.0f64..500.0, 50.0f64..300.0),
        b in (0.0f64..500.0, 0.0f64..500.0, 50.0f64..300.0),
    ) {
        let quad = |(x, y, s): (f64, f64, f64)| Quad([
            Point::new(x, y),
            Point::new(x + s, y + 0.1 * s),
            Point::new(x + 0.9 * s, y + s),
            Point::new(x - 0.1 * s, y + 0.8 * s),
        ]);
        let (a, b) = (quad(a), quad(b));
        let both = overlap_ratio(&a, &b);
        prop_assert!((0.0..=1.0).contains(&both));
        prop_assert!((both - overlap_ratio(&b, &a)).abs() < 1e-9);
        prop_assert!((overlap_ratio(&a, &a) - 1.0).abs() < 1e-9);
    }
}

#[test]
fn each_kind_of_nonsense_has_its_reason() {
    let limits = Limits::default();
    let judge = |h: &Homography| view(h, REFERENCE, FRAME, &limits);
    let s = 0.01;
    assert!(matches!(
        judge(&Homography::scale(s, s)),
        Err(Implausible::TooSmall(_))
    ));
    assert!(matches!(
        judge(&Homography::scale(9.0, 9.0)),
        Err(Implausible::TooLarge(_))
    ));
    assert!(matches!(
        judge(&Homography::scale(0.5, 0.1)),
        Err(Implausible::TooOblique(_))
    ));
    let away = Homography([0.2, 0.0, 5000.0, 0.0, 0.2, 0.0, 0.0, 0.0, 1.0]);
    assert!(matches!(judge(&away), Err(Implausible::OffFrame(_))));
    let behind = Homography([0.2, 0.0, 0.0, 0.0, 0.2, 0.0, -0.001, 0.0, 1.0]);
    assert!(matches!(judge(&behind), Err(Implausible::BehindCamera)));
    let steep = Homography([0.6, 0.0, 0.0, 0.0, 0.4, 100.0, 0.002, 0.0, 1.0]);
    let refused = judge(&steep);
    assert!(
        matches!(
            refused,
            Err(Implausible::TooMuchPerspective(_) | Implausible::TooOblique(_))
        ),
        "{refused:?}"
    );
    let not_a_number = Homography([f64::NAN; 9]);
    assert!(matches!(judge(&not_a_number), Err(Implausible::NotFinite)));
}

#[test]
fn degenerate_correspondences_give_no_map() {
    let line: Vec<_> = (0..9)
        .map(|i| {
            let p = Point::new(f64::from(i), 2.0 * f64::from(i));
            (p, p)
        })
        .collect();
    assert!(fit(&line, None).is_none());
    assert!(fit_affine(&line, None).is_none());
    let spot = vec![(Point::new(1.0, 1.0), Point::new(2.0, 2.0)); 8];
    assert!(fit(&spot, None).is_none());
    assert!(fit(&[], None).is_none());
}

#[test]
fn the_visible_share_of_a_half_cut_quad_is_a_half() {
    let quad = Quad([
        Point::new(-100.0, 100.0),
        Point::new(100.0, 100.0),
        Point::new(100.0, 300.0),
        Point::new(-100.0, 300.0),
    ]);
    assert!((visible_share(&quad, FRAME) - 0.5).abs() < 1e-9);
}
