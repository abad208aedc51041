//! Features follow turns and sizes, keep their budget, and land where they belong.

mod footage;

use describe::{FeatureOptions, Features, features, poor_reason, reference_features};
use footage::scene;
use model::{Homography, Point, Size};
use pixels::{Luma, resize, warp};

/// Something with many corners.
fn busy(width: u32, height: u32) -> Luma {
    let coarse = resize::luma(&scene(21, 0.0, 0.0), Size { width, height });
    Luma::from_fn(width, height, |x, y| {
        let line = (x / 13 + y / 11 + (x * y) / 731) % 4 == 0;
        let v = coarse.get(x, y);
        if line { 255 - v / 2 } else { v }
    })
}

/// Share of the features of `a` that have a twin in `b`: at the mapped place, and nearest in
/// description.
fn found_again(a: &Features, b: &Features, h: &Homography) -> f64 {
    let distance = |i: usize, k: usize| -> u32 {
        let pairs = a.descriptor(i).iter().zip(b.descriptor(k));
        pairs.map(|(&p, &q)| u32::from(p.abs_diff(q)).pow(2)).sum()
    };
    let found = (0..a.len()).filter(|&i| {
        let p = a.points()[i];
        let wanted = h.map(Point::new(f64::from(p.x), f64::from(p.y)));
        let nearest = (0..b.len()).min_by_key(|&k| distance(i, k));
        let (Some(wanted), Some(k)) = (wanted, nearest) else {
            return false;
        };
        let q = b.points()[k];
        wanted.distance(Point::new(f64::from(q.x), f64::from(q.y))) < 2.0
    });
    found.count() as f64 / a.len().max(1) as f64
}

#[test]
fn features_are_found_again_after_turning_and_shrinking() {
    let picture = busy(400, 300);
    let (c, s) = (0.7 * 0.3f64.cos(), 0.7 * 0.3f64.sin());
    let h = Homography([c, -s, 110.0, s, c, 20.0, 0.0, 0.0, 1.0]);
    let turned = warp::warp_luma(
        &picture,
        &h,
        Size {
            width: 420,
            height: 330,
        },
        90,
    );
    let options = FeatureOptions::default();
    let a = features(&picture, &options).unwrap();
    let b = features(&turned, &options).unwrap();
    assert!(a.len() > 200);
    // Fine features vanish by shrinking; enough must stay.
    let share = found_again(&b, &a, &h.inverse().unwrap());
    assert!(share > 0.5, "{share}");
}

#[test]
fn positions_have_no_systematic_offset() {
    let blob = Luma::from_fn(120, 120, |x, y| {
        let d = (f64::from(x) + 0.5 - 61.3).hypot(f64::from(y) + 0.5 - 57.8) / 3.0;
        (60.0 + 150.0 * (-0.5 * d * d).exp()).round() as u8
    });
    let found = features(&blob, &FeatureOptions::default()).unwrap();
    let strongest = found
        .points()
        .iter()
        .max_by(|a, b| a.response.total_cmp(&b.response))
        .unwrap();
    assert!(
        (strongest.x - 61.3).abs() < 0.2 && (strongest.y - 57.8).abs() < 0.2,
        "{strongest:?}"
    );
}

#[test]
fn a_small_busy_corner_does_not_take_the_whole_budget() {
    // Left: dense detail. Right: a dim screen of moderate detail.
    let dense = busy(640, 360);
    let frame = Luma::from_fn(640, 360, |x, y| {
        if x < 480 {
            dense.get(x, y)
        } else if (516..616).contains(&x) && (130..210).contains(&y) {
            60 + dense.get(x, y) / 5
        } else {
            50
        }
    });
    let options = FeatureOptions {
        budget: 600,
        ..FeatureOptions::default()
    };
    let found = features(&frame, &options).unwrap();
    assert!(found.len() <= 600);
    let on_screen = found.points().iter().filter(|p| p.x > 510.0).count();
    let all = FeatureOptions {
        budget: usize::MAX,
        ..options
    };
    let possible = features(&frame, &all).unwrap();
    let most = possible.points().iter().filter(|p| p.x > 510.0).count();
    assert!(
        most > 10 && 10 * on_screen > 8 * most,
        "{on_screen} of {most}"
    );
}

#[test]
fn blank_tiny_and_empty_pictures_have_no_features() {
    let options = FeatureOptions::default();
    for picture in [
        Luma::filled(200, 100, 128),
        Luma::filled(1, 1, 0),
        Luma::filled(0, 0, 0),
        Luma::filled(16, 16, 255),
    ] {
        let found = features(&picture, &options).unwrap();
        assert!(found.is_empty());
        assert!(poor_reason(&found).is_some());
    }
}

#[test]
fn references_are_described_at_several_sizes_in_their_own_coordinates() {
    let big = busy(1600, 1000);
    let found = reference_features(&big, &Default::default()).unwrap();
    let coarse = found.points().iter().filter(|p| p.scale > 8.0).count();
    let fine = found.points().iter().filter(|p| p.scale < 6.0).count();
    assert!(coarse > 100 && fine > 100, "{coarse} coarse, {fine} fine");
    let [mut right, mut bottom] = [0.0f32; 2];
    for p in found.points() {
        assert!((0.0..=1600.0).contains(&p.x) && (0.0..=1000.0).contains(&p.y));
        right = right.max(p.x);
        bottom = bottom.max(p.y);
    }
    assert!(right > 1500.0 && bottom > 900.0);
    assert!(poor_reason(&found).is_none());
}

#[test]
fn many_threads_describe_alike() {
    let picture = busy(320, 200);
    let options = FeatureOptions::default();
    let wanted = features(&picture, &options).unwrap();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| features(&picture, &options).unwrap()))
            .collect();
        for thread in all {
            assert_eq!(thread.join().unwrap(), wanted);
        }
    });
}

#[test]
fn descriptors_keep_their_length_and_survive_their_bytes() {
    let found = features(&busy(320, 200), &FeatureOptions::default()).unwrap();
    for i in 0..found.len() {
        let squares: u32 = found
            .descriptor(i)
            .iter()
            .map(|&v| u32::from(v).pow(2))
            .sum();
        let length = f64::from(squares).sqrt();
        assert!((170.0..=185.0).contains(&length), "{length}");
    }
    assert_eq!(Features::from_bytes(&found.to_bytes()).unwrap(), found);
}

/// A mirrored picture is described alike whether its pixels are mirrored or its features.
#[test]
fn mirrored_features_are_those_of_the_mirrored_picture() {
    let picture = busy(320, 200);
    let (w, h) = (picture.width, picture.height);
    let flipped = Luma::from_fn(w, h, |x, y| picture.get(w - 1 - x, y));
    let options = FeatureOptions::default();
    let ours = describe::variants::mirrored(&features(&picture, &options).unwrap());
    let theirs = features(&flipped, &options).unwrap();
    let mut alike = 0;
    for (i, p) in ours.points().iter().enumerate() {
        let near = theirs.points().iter().enumerate().filter(|(_, q)| {
            let turn = (p.angle - q.angle + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU);
            (p.x - q.x).hypot(p.y - q.y) < 0.5
                && (p.scale / q.scale).ln().abs() < 0.05
                && (turn - std::f32::consts::PI).abs() < 0.1
        });
        let same = near.into_iter().any(|(k, _)| {
            let (a, b) = (ours.descriptor(i), theirs.descriptor(k));
            let apart: i32 = a
                .iter()
                .zip(b)
                .map(|(a, b)| (i32::from(*a) - i32::from(*b)).pow(2))
                .sum();
            f64::from(apart).sqrt() < 0.25 * 181.0
        });
        alike += usize::from(same);
    }
    let share = alike as f64 / ours.len() as f64;
    assert!(
        ours.len() > 100 && share > 0.85,
        "{share:.2} of {}",
        ours.len()
    );
    assert_eq!(
        describe::variants::mirrored(&ours).points().len(),
        ours.len()
    );
}
