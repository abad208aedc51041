//! Keyframes: one for a still shot, none lost where something changes, sharp ones, and a bounded
//! number.

mod footage;

use describe::{Chosen, WatchOptions, Watcher};
use footage::{at, grainy, mix, scene};
use model::Size;
use pixels::{Luma, resize};

/// Watches frames whose full picture is twice as large as the thumb.
fn watch(frames: impl IntoIterator<Item = Luma>) -> (Vec<Chosen>, u32) {
    let mut watcher = Watcher::new(WatchOptions::default());
    let (mut chosen, mut looks) = (Vec::new(), 0);
    for (n, frame) in frames.into_iter().enumerate() {
        let thumb = grainy(&frame, n as u64, 1.0);
        watcher.push(at(n as u64), &thumb, &mut || {
            looks += 1;
            resize::luma(
                &frame,
                Size {
                    width: 320,
                    height: 180,
                },
            )
        });
        chosen.extend(watcher.take_ready());
    }
    chosen.extend(watcher.finish().ready);
    (chosen, looks)
}

fn numbers(chosen: &[Chosen]) -> Vec<u64> {
    chosen.iter().map(|c| c.at.frame).collect()
}

fn blurred(picture: &Luma, by: u32) -> Luma {
    let small = Size {
        width: picture.width / by,
        height: picture.height / by,
    };
    resize::luma(&resize::luma(picture, small), picture.size())
}

#[test]
fn a_still_shot_costs_one_keyframe() {
    let (chosen, looks) = watch((0..500).map(|_| scene(1, 0.0, 0.0)));
    assert_eq!(chosen.len(), 1, "{:?}", numbers(&chosen));
    assert!(looks <= 8, "{looks} full pictures");
}

#[test]
fn every_shot_has_a_keyframe_even_of_three_frames() {
    let lengths = [40u64, 3, 50, 4, 30];
    let frames = lengths.iter().enumerate().flat_map(|(k, &n)| {
        let picture = scene(100 + k as u64, 0.0, 0.0);
        std::iter::repeat_n(picture, n as usize)
    });
    let (chosen, _) = watch(frames);
    let mut first = 0;
    for n in lengths {
        let inside = chosen
            .iter()
            .filter(|c| (first..first + n).contains(&c.at.frame))
            .count();
        assert!(inside >= 1, "shot {first}+{n}: {:?}", numbers(&chosen));
        first += n;
    }
}

#[test]
fn a_small_screen_that_changes_for_four_frames_is_caught() {
    let room = scene(4, 0.0, 0.0);
    let (before, after) = (scene(50, 0.0, 0.0), scene(60, 0.0, 0.0));
    let screen = |content: &Luma| {
        let mut frame = room.clone();
        for y in 40..52 {
            for x in 70..90u32 {
                frame.data[(y * 160 + x) as usize] = content.get(x, y);
            }
        }
        frame
    };
    let frames = (0..200).map(|i| {
        if (100..104).contains(&i) {
            screen(&after)
        } else {
            screen(&before)
        }
    });
    let (chosen, _) = watch(frames);
    let caught = chosen.iter().any(|c| (100..104).contains(&c.at.frame));
    assert!(caught, "{:?}", numbers(&chosen));
    assert!(chosen.len() <= 4, "{:?}", numbers(&chosen));
}

#[test]
fn the_sharpest_frame_of_its_time_is_chosen() {
    // Out of focus but for a moment in every second.
    let frames = (0..100u32).map(|i| {
        let ground = scene(8, f64::from(i) * 0.8, 0.0);
        let picture = Luma::from_fn(160, 90, |x, y| {
            let light = ((x + i) / 4 + y / 3) % 3 == 0;
            ground.get(x, y) / 2 + if light { 90 } else { 0 }
        });
        if i % 25 == 12 {
            picture
        } else {
            blurred(&picture, 4)
        }
    });
    let (chosen, _) = watch(frames);
    let sharp = chosen.iter().filter(|c| c.at.frame % 25 == 12).count();
    assert!(sharp >= 3, "{:?}", numbers(&chosen));
}

#[test]
fn a_moving_camera_has_no_long_gap_and_no_flood() {
    let (chosen, looks) = watch((0..500).map(|i| scene(11, f64::from(i) * 1.2, 0.0)));
    let mut all = vec![0];
    all.extend(numbers(&chosen));
    all.push(499);
    let gap = all.windows(2).map(|w| w[1] - w[0]).max().unwrap();
    assert!(gap <= 50, "a gap of {gap} frames");
    assert!(chosen.len() <= 20 + 5, "{} keyframes in 20 s", chosen.len());
    assert!(looks <= 7 * chosen.len() as u32);
}

#[test]
fn strobes_do_not_flood() {
    let (a, b) = (scene(1, 0.0, 0.0), scene(2, 0.0, 0.0));
    let frames = (0..250).map(|i| if i % 2 == 0 { a.clone() } else { b.clone() });
    let (chosen, _) = watch(frames);
    assert!(chosen.len() <= 60, "{} keyframes in 10 s", chosen.len());
}

#[test]
fn dissolves_and_times_that_stand_still_do_no_harm() {
    let (a, b) = (scene(1, 0.0, 0.0), scene(2, 0.0, 0.0));
    let mut watcher = Watcher::new(WatchOptions::default());
    for i in 0..60 {
        let frame = mix(&a, &b, f64::from(i) / 60.0);
        watcher.push(at(7), &frame, &mut || frame.clone());
    }
    let watch = watcher.finish();
    assert!(!watch.ready.is_empty());
    assert_eq!(watch.frames, 60);
}

#[test]
fn nothing_watched_gives_nothing() {
    let watch = Watcher::new(WatchOptions::default()).finish();
    assert!(watch.shots.is_empty() && watch.ready.is_empty());
}
