//! Copies by made-up strips of small pictures whose truth is known.

use model::{FrameTime, Homography, Size, TimeBase, Timestamp};
use pixels::Luma;
use search::copies::{Glimpse, Strip, align, is_edit, mirror};

const FRAME: Size = Size {
    width: 1280,
    height: 720,
};

fn noise(x: i64, y: i64, seed: u64) -> f64 {
    let mut v = (x as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (y as u64) << 17 ^ seed << 40;
    v ^= v >> 29;
    v = v.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    v ^= v >> 32;
    (v & 0xff) as f64
}

/// A scene at a second, at a place from 0 to 1: a still room, and things that move in it.
fn scene(seed: u64, second: f64, x: f64, y: f64) -> f64 {
    let smooth = |x: f64, y: f64, s: u64| {
        let (x0, y0) = (x.floor(), y.floor());
        let (fx, fy) = (x - x0, y - y0);
        let v = |i: f64, k: f64| noise((x0 + i) as i64, (y0 + k) as i64, s);
        (v(0.0, 0.0) * (1.0 - fx) + v(1.0, 0.0) * fx) * (1.0 - fy)
            + (v(0.0, 1.0) * (1.0 - fx) + v(1.0, 1.0) * fx) * fy
    };
    let room = smooth(14.0 * x, 9.0 * y, 1);
    // Everybody walks their own way.
    let mut value = room;
    for walker in 0..4u64 {
        let s = seed * 10 + walker;
        let at = |k: u64, t: f64| smooth(t * 0.9 + 50.0, 3.0, s * 2 + k) / 255.0;
        let (px, py) = (at(0, second), at(1, second));
        if (x - px).abs() < 0.09 && (y - py).abs() < 0.16 {
            value = noise(walker as i64, 7, s);
        }
    }
    value
}

/// Frames of a recording, seen through an edit.
struct Edit {
    rate: f64,
    speed: f64,
    start: f64,
    seconds: f64,
    /// Part of the picture that is kept: left, top, width, height, from 0 to 1.
    part: [f64; 4],
    mirrored: bool,
    gain: f64,
    caption: bool,
}

const PLAIN: Edit = Edit {
    rate: 25.0,
    speed: 1.0,
    start: 0.0,
    seconds: 6.0,
    part: [0.0, 0.0, 1.0, 1.0],
    mirrored: false,
    gain: 1.0,
    caption: false,
};

fn strip(seed: u64, moving: bool, edit: &Edit) -> Strip {
    let base = TimeBase::new(1, 1000).expect("a base");
    let count = (edit.seconds * edit.rate) as u64;
    let glimpses = (0..count)
        .map(|n| {
            let t = n as f64 / edit.rate;
            let second = if moving {
                edit.start + t * edit.speed
            } else {
                0.0
            };
            let [l, top, w, h] = edit.part;
            let thumb = Luma::from_fn(160, 90, |x, y| {
                let (u, v) = ((f64::from(x) + 0.5) / 160.0, (f64::from(y) + 0.5) / 90.0);
                if edit.caption && v > 0.8 && u < 0.7 {
                    return if (x / 3) % 2 == 0 { 250 } else { 20 };
                }
                let u = if edit.mirrored { 1.0 - u } else { u };
                let value = scene(seed, second, l + w * u, top + h * v);
                (20.0 + edit.gain * value * 0.8).clamp(0.0, 255.0) as u8
            });
            Glimpse {
                at: FrameTime {
                    time: Timestamp::new((t * 1000.0).round() as i64, base),
                    frame: n,
                },
                thumb,
            }
        })
        .collect();
    Strip {
        size: FRAME,
        glimpses,
    }
}

/// The map that an edit of the whole picture makes, a little wrong as features have it.
fn map(edit: &Edit) -> Homography {
    let (w, h) = (f64::from(FRAME.width), f64::from(FRAME.height));
    let [l, t, pw, ph] = edit.part;
    Homography([
        1.01 / pw,
        0.0,
        -l * w / pw + 6.0,
        0.0,
        0.99 / ph,
        -t * h / ph - 5.0,
        0.0,
        0.0,
        1.0,
    ])
}

#[test]
fn edits_are_aligned_in_time_and_place() {
    let original = strip(3, true, &PLAIN);
    let edits = [
        Edit {
            start: 1.0,
            seconds: 4.0,
            ..PLAIN
        },
        Edit {
            part: [0.2, 0.1, 0.66, 0.66],
            start: 0.6,
            seconds: 4.0,
            ..PLAIN
        },
        Edit {
            gain: 0.6,
            caption: true,
            start: 0.5,
            seconds: 4.0,
            ..PLAIN
        },
        Edit {
            speed: 1.15,
            start: 0.4,
            seconds: 4.0,
            ..PLAIN
        },
        Edit {
            speed: 0.8,
            rate: 30.0,
            start: 1.2,
            seconds: 5.0,
            ..PLAIN
        },
    ];
    for (n, edit) in edits.iter().enumerate() {
        let copy = strip(3, true, edit);
        let found = align(&original, &copy, &map(edit), false)
            .unwrap_or_else(|| panic!("edit {n} is a copy"));
        assert!(
            (found.speed / edit.speed - 1.0).abs() < 0.03,
            "edit {n}: {found:?}"
        );
        let second = |i: usize| {
            original.glimpses[i]
                .at
                .time
                .micros_since(original.glimpses[0].at.time) as f64
                / 1e6
        };
        let off = (second(found.a.0) - edit.start).abs();
        assert!(off < 0.25, "edit {n}: begins {off:.2} s off");
        let covered = (found.b.1 - found.b.0 + 1) as f64 / copy.glimpses.len() as f64;
        assert!(covered > 0.85, "edit {n}: {covered:.2}");
        assert!(found.motion.is_some_and(|m| m > 0.6), "edit {n}: {found:?}");
        let (want, got) = (
            edit.part[2] * 1280.0 * edit.part[3] * 720.0,
            found.pixels.0 as f64,
        );
        assert!(
            (got / want - 1.0).abs() < 0.12,
            "edit {n}: {got} of {want} pixels"
        );
    }
}

#[test]
fn a_mirrored_copy_is_one_only_when_mirrored() {
    let original = strip(4, true, &PLAIN);
    let copy = strip(
        4,
        true,
        &Edit {
            mirrored: true,
            start: 0.8,
            seconds: 4.0,
            ..PLAIN
        },
    );
    assert!(align(&original, &copy, &Homography::IDENTITY, true).is_some());
    assert!(align(&original, &copy, &Homography::IDENTITY, false).is_none());
}

#[test]
fn the_same_room_at_another_time_is_no_copy() {
    let monday = strip(5, true, &PLAIN);
    for seed in [6, 7, 8] {
        let later = strip(seed, true, &PLAIN);
        assert!(
            align(&monday, &later, &Homography::IDENTITY, false).is_none(),
            "day {seed}"
        );
    }
}

#[test]
fn of_a_still_scene_nothing_is_claimed_of_motion() {
    let still = strip(9, false, &PLAIN);
    let again = strip(
        9,
        false,
        &Edit {
            seconds: 3.0,
            ..PLAIN
        },
    );
    let found = align(&still, &again, &Homography::IDENTITY, false).expect("the same picture");
    assert_eq!(found.motion, None);
    let one = Strip {
        size: FRAME,
        glimpses: strip(
            9,
            false,
            &Edit {
                seconds: 0.05,
                ..PLAIN
            },
        )
        .glimpses,
    };
    assert!(align(&one, &one, &Homography::IDENTITY, false).is_none_or(|f| f.motion.is_none()));
    let empty = Strip {
        size: FRAME,
        glimpses: Vec::new(),
    };
    assert!(align(&empty, &still, &Homography::IDENTITY, false).is_none());
    assert!(align(&still, &empty, &Homography::IDENTITY, false).is_none());
}

#[test]
fn only_scaling_and_shifting_is_editing() {
    let turn = |a: f64| {
        let (s, c) = a.sin_cos();
        Homography([c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0])
    };
    assert!(is_edit(&Homography::IDENTITY, FRAME, FRAME));
    assert!(is_edit(&Homography::scale(0.5, 0.4), FRAME, FRAME));
    assert!(!is_edit(&turn(0.3), FRAME, FRAME), "turned");
    assert!(!is_edit(&mirror(1280), FRAME, FRAME), "mirrored");
    assert!(
        !is_edit(&Homography::scale(0.02, 0.02), FRAME, FRAME),
        "a thumbnail"
    );
    assert!(
        !is_edit(&Homography::scale(1.0, 0.3), FRAME, FRAME),
        "squeezed"
    );
    let away = Homography([1.0, 0.0, 5000.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
    assert!(!is_edit(&away, FRAME, FRAME), "nothing in common");
    let bent = Homography([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 4e-4, 0.0, 1.0]);
    assert!(!is_edit(&bent, FRAME, FRAME), "in perspective");
}
