//! Following a picture through made-up frames whose truth is known.

use model::{Homography, Point, Quad, Size};
use pixels::{Luma, warp};
use proptest::prelude::*;
use search::track::{Follower, Levels};

const FRAME: Size = Size {
    width: 640,
    height: 360,
};

/// Blocks and lines of many sizes, like an interface.
fn picture(seed: u64) -> Luma {
    let noise = |x: u32, y: u32| {
        let mut v = u64::from(x) << 32 ^ u64::from(y) ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        v ^= v >> 29;
        v = v.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        v ^= v >> 32;
        (v & 0xff) as u8
    };
    Luma::from_fn(480, 300, |x, y| {
        let large = noise(x / 60, y / 50) / 2;
        let small = noise(1000 + x / 9, 1000 + y / 7) / 3;
        let line = if y % 37 < 2 { 60 } else { 0 };
        large.saturating_add(small).saturating_add(line)
    })
}

fn wall(x: u32, y: u32) -> u8 {
    (90 + (x / 40 + y / 30) % 3 * 6) as u8
}

/// A frame on which the picture stands in a quad.
fn filmed(picture: &Luma, quad: &Quad) -> Luma {
    let map = Homography::between(&Quad::of_size(picture.size()), quad).expect("a quad");
    let view = warp::warp_luma(picture, &map, FRAME, 0);
    let mask = Luma::filled(picture.width, picture.height, 255);
    let mask = warp::warp_luma(&mask, &map, FRAME, 0);
    Luma::from_fn(FRAME.width, FRAME.height, |x, y| {
        let m = u32::from(mask.get(x, y));
        // What lies outside is mixed with black by the warp already.
        let v = u32::from(view.get(x, y)) + u32::from(wall(x, y)) * (255 - m) / 255;
        v.min(255) as u8
    })
}

fn quad_at(x: f64, y: f64, width: f64, tilt: f64) -> Quad {
    let height = width * 0.62;
    let c = |u: f64, v: f64| {
        Point::new(
            x + u * width * (1.0 - tilt * v),
            y + v * height + tilt * u * 12.0,
        )
    };
    Quad([c(-0.5, -0.5), c(0.5, -0.5), c(0.5, 0.5), c(-0.5, 0.5)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Moving, growing, turning, changing brightness: every quad within a pixel.
    #[test]
    fn a_moving_picture_is_followed_without_drift(
        seed in 0u64..1000,
        (vx, vy) in (-9.0f64..9.0, -6.0f64..6.0),
        growth in 0.985f64..1.02,
        width in 110.0f64..260.0,
        tilt in 0.0f64..0.2,
        dim in 0.7f64..1.1,
    ) {
        let picture = picture(seed);
        let at = |n: f64| {
            quad_at(320.0 + vx * n, 180.0 + vy * n, width * growth.powf(n), tilt + 0.004 * n)
        };
        let first = Levels::new(filmed(&picture, &at(0.0)));
        let mut follower = Follower::new(&first, &at(0.0)).expect("enough to follow");
        for n in 1..=12 {
            let mut frame = filmed(&picture, &at(f64::from(n)));
            frame.data.iter_mut().for_each(|v| *v = (f64::from(*v) * dim).min(255.0) as u8);
            let held = follower.step(&Levels::new(frame));
            let held = held.ok_or_else(|| TestCaseError::fail(format!("lost on frame {n}")))?;
            let error = held.quad.corner_error(&at(f64::from(n)));
            prop_assert!(error < 1.0, "frame {n}: {error:.2} px");
            prop_assert!(held.visible > 0.7, "frame {n}: {} seen", held.visible);
        }
    }
}

#[test]
fn what_is_hidden_is_found_again_and_what_is_gone_is_not() {
    let picture = picture(7);
    let at = |n: u32| quad_at(250.0 + 4.0 * f64::from(n), 180.0, 200.0, 0.1);
    let mut follower =
        Follower::new(&Levels::new(filmed(&picture, &at(0))), &at(0)).expect("plain");
    let step = |follower: &mut Follower, n: u32, hidden: f64| {
        let mut frame = filmed(&picture, &at(n));
        // Somebody walks by: a dark bar over a part of the picture.
        let [x0, _, x1, _] = at(n).bounds();
        let until = x0 + hidden * (x1 - x0);
        for y in 0..FRAME.height {
            for x in (x0.max(0.0) as u32)..(until as u32).min(FRAME.width) {
                frame.data[(y * FRAME.width + x) as usize] = 30;
            }
        }
        follower.step(&Levels::new(frame))
    };
    let whole = step(&mut follower, 1, 0.0).expect("in full view");
    assert!(whole.visible > 0.9, "{whole:?}");
    let part = step(&mut follower, 2, 0.4).expect("more than half is seen");
    assert!((0.4..0.75).contains(&part.visible), "{part:?}");
    assert!(part.quad.corner_error(&at(2)) < 1.5, "{part:?}");
    for n in 3..6 {
        assert!(
            step(&mut follower, n, 1.0).is_none(),
            "frame {n} shows nothing of it"
        );
    }
    let again = step(&mut follower, 6, 0.0).expect("in view again");
    assert!(again.quad.corner_error(&at(6)) < 1.0, "{again:?}");
    // Another scene with another screen at the same place.
    let other = another(&at(7));
    assert!(follower.step(&other).is_none());
}

fn another(quad: &Quad) -> Levels {
    Levels::new(filmed(&picture(99), quad))
}

#[test]
fn what_has_no_texture_is_not_followed() {
    let plain = Luma::from_fn(FRAME.width, FRAME.height, |x, _| (90 + x / 16) as u8);
    let plain = Levels::new(plain);
    assert!(Follower::new(&plain, &quad_at(320.0, 180.0, 200.0, 0.0)).is_none());
    let frame = Levels::new(filmed(&picture(3), &quad_at(320.0, 180.0, 200.0, 0.0)));
    assert!(
        Follower::new(&frame, &quad_at(320.0, 180.0, 14.0, 0.0)).is_none(),
        "too small"
    );
    assert!(
        Follower::new(&frame, &quad_at(9000.0, 180.0, 200.0, 0.0)).is_none(),
        "off the frame"
    );
}

#[test]
fn it_goes_out_of_the_frame_and_less_and_less_is_seen() {
    let picture = picture(11);
    let at = |n: u32| quad_at(540.0 + 14.0 * f64::from(n), 180.0, 180.0, 0.0);
    let mut follower =
        Follower::new(&Levels::new(filmed(&picture, &at(0))), &at(0)).expect("plain");
    let mut seen = Vec::new();
    for n in 1..14 {
        let Some(held) = follower.step(&Levels::new(filmed(&picture, &at(n)))) else {
            break;
        };
        assert!(held.quad.corner_error(&at(n)) < 3.0, "frame {n}: {held:?}");
        seen.push(held.visible);
    }
    assert!(seen.len() >= 6, "{seen:?}");
    assert!(seen.windows(2).all(|w| w[1] <= w[0] + 0.05), "{seen:?}");
    assert!(seen[0] > 0.75 && seen[seen.len() - 1] < 0.5, "{seen:?}");
}
