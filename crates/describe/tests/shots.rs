//! Cuts and gradual transitions are found; flashes, camera motion and noise are none.

mod footage;

use describe::ShotDetector;
use footage::{at, grainy, mix, scene};
use model::{Shot, Transition};
use pixels::Luma;
use proptest::prelude::*;

fn detect(frames: impl IntoIterator<Item = Luma>) -> Vec<Shot> {
    let mut detector = ShotDetector::new();
    for (n, frame) in frames.into_iter().enumerate() {
        detector.push(at(n as u64), &grainy(&frame, n as u64, 3.0));
    }
    detector.finish()
}

/// First frame and transition of every shot.
fn starts(shots: &[Shot]) -> Vec<(u64, Transition)> {
    shots
        .iter()
        .map(|s| (s.first.frame, s.transition))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cuts_between_moving_shots_are_exact(
        seed in 0u64..100_000,
        lengths in proptest::collection::vec(12u64..60, 2..5),
        pan in -1.5f64..1.5,
    ) {
        let mut truth = Vec::new();
        let mut frames = Vec::new();
        for (k, &length) in lengths.iter().enumerate() {
            truth.push((frames.len() as u64, Transition::Cut));
            let speed = if k % 2 == 0 { pan } else { 0.0 };
            for i in 0..length {
                frames.push(scene(seed * 10 + k as u64, speed * i as f64, 0.0));
            }
        }
        let total = frames.len() as u64;
        let shots = detect(frames);
        prop_assert_eq!(starts(&shots), truth);
        // Shots tile the video without gap or overlap.
        prop_assert_eq!(shots[0].first.frame, 0);
        prop_assert_eq!(shots[shots.len() - 1].last.frame, total - 1);
        for pair in shots.windows(2) {
            prop_assert_eq!(pair[0].last.frame + 1, pair[1].first.frame);
        }
    }

    #[test]
    fn a_moving_camera_is_one_shot(seed in 0u64..100_000, dx in -3.0f64..3.0, dy in -2.0f64..2.0) {
        let shots = detect((0..90).map(|i| scene(seed, dx * f64::from(i), dy * f64::from(i))));
        prop_assert_eq!(shots.len(), 1);
    }

    #[test]
    fn flashes_are_no_cuts(seed in 0u64..100_000, flash in 20u64..40, length in 1u64..4) {
        let frames = (0..70).map(|i| {
            let picture = scene(seed, 0.3 * i as f64, 0.0);
            let lit = (flash..flash + length).contains(&i);
            if lit { mix(&picture, &Luma::filled(160, 90, 255), 0.85) } else { picture }
        });
        prop_assert_eq!(detect(frames).len(), 1);
    }

    #[test]
    fn dissolves_are_gradual_and_found_near_their_middle(
        seed in 0u64..100_000, begin in 30u64..50, length in 10u64..40,
    ) {
        let (a, b) = (scene(seed, 0.0, 0.0), scene(seed + 500_000, 0.0, 0.0));
        let frames = (0..130u64).map(|i| {
            let share = (i as f64 - begin as f64) / length as f64;
            mix(&a, &b, share.clamp(0.0, 1.0))
        });
        let shots = detect(frames);
        prop_assert_eq!(shots.len(), 2, "{:?}", starts(&shots));
        prop_assert_eq!(shots[1].transition, Transition::Gradual);
        let middle = begin + length / 2;
        prop_assert!(shots[1].first.frame.abs_diff(middle) <= length / 4 + 3);
    }

    #[test]
    fn a_fade_through_black_is_one_gradual_change(seed in 0u64..100_000, length in 10u64..16) {
        let shots = fade_through_black(seed, length);
        prop_assert_eq!(shots.len(), 2, "{:?}", starts(&shots));
        prop_assert_eq!(shots[1].transition, Transition::Gradual);
    }
}

fn fade_through_black(seed: u64, length: u64) -> Vec<Shot> {
    let (a, b) = (scene(seed, 0.0, 0.0), scene(seed + 500_000, 0.0, 0.0));
    let black = Luma::filled(160, 90, 16);
    detect((0..140u64).map(|i| {
        let out = ((i as f64 - 50.0) / length as f64).clamp(0.0, 1.0);
        let back = ((i as f64 - 50.0 - length as f64) / length as f64).clamp(0.0, 1.0);
        if back > 0.0 {
            mix(&black, &b, back)
        } else {
            mix(&a, &black, out)
        }
    }))
}

#[test]
fn the_first_light_after_black_is_no_cut() {
    let shots = fade_through_black(52_647, 10);
    assert_eq!(shots.len(), 2, "{:?}", starts(&shots));
    assert_eq!(shots[1].transition, Transition::Gradual);
}

#[test]
fn a_slow_change_of_exposure_is_one_shot() {
    let frames = (0..80).map(|i| {
        let picture = scene(5, 0.0, 0.0);
        let gain = 0.6 + 0.5 * f64::from(i) / 80.0;
        Luma::from_fn(160, 90, |x, y| {
            (f64::from(picture.get(x, y)) * gain).min(255.0) as u8
        })
    });
    assert_eq!(detect(frames).len(), 1);
}

#[test]
fn something_passing_close_to_the_camera_is_no_cut() {
    let frames = (0..80).map(|i| {
        let mut picture = scene(9, 0.0, 0.0);
        let edge = (i - 20) * 8;
        for y in 0..90 {
            for x in (edge - 60).max(0)..edge.min(160) {
                picture.data[(y * 160 + x) as usize] = 25;
            }
        }
        picture
    });
    assert_eq!(detect(frames).len(), 1);
}

#[test]
fn videos_of_no_or_few_frames_have_the_shots_they_can_have() {
    assert!(ShotDetector::new().finish().is_empty());
    let one = detect([scene(1, 0.0, 0.0)]);
    assert_eq!((one.len(), one[0].first, one[0].last), (1, at(0), at(0)));
    let black = detect((0..300).map(|_| Luma::filled(160, 90, 16)));
    assert_eq!(black.len(), 1);
    let tiny = detect((0..10).map(|_| Luma::filled(1, 1, 16)));
    assert_eq!(tiny.len(), 1);
}

#[test]
fn a_change_of_size_within_a_stream_is_a_cut() {
    let mut detector = ShotDetector::new();
    for n in 0..60 {
        let frame = scene(3, 0.0, 0.0);
        let size = if n < 30 { (160, 90) } else { (160, 120) };
        let frame = pixels::resize::luma(
            &frame,
            model::Size {
                width: size.0,
                height: size.1,
            },
        );
        detector.push(at(n), &frame);
    }
    assert_eq!(
        starts(&detector.finish()),
        [(0, Transition::Cut), (30, Transition::Cut)]
    );
}
