//! Displays on frames: what is proposed, and what bad input does.

use describe::screens::{Plate, ScreenOptions, screens};
use model::{Homography, Point, Quad, Size};
use pixels::{Luma, warp};

/// An interface: bars, boxes and lines of something like text.
fn interface(width: u32, height: u32, title: u8) -> Luma {
    Luma::from_fn(width, height, |x, y| {
        let row = (y / 9) % 2 == 0 && (x / 5).wrapping_mul(2_654_435_761) >> 30 != 0;
        match (x, y) {
            (_, 0..=22) => title,
            (0..=60, _) => 70,
            _ if (y % 9) > 3 && row && x > 80 => 200,
            _ => 150,
        }
    })
}

fn quad(c: [f64; 8]) -> Quad {
    Quad([0, 1, 2, 3].map(|k| Point::new(c[2 * k], c[2 * k + 1])))
}

/// A grey wall with a display in a dark bezel on it.
fn filmed(frame: Size, on: &Quad) -> Luma {
    filmed_with(120, frame, on)
}

/// As [`filmed`], with a title bar of a grey.
fn filmed_with(title: u8, frame: Size, on: &Quad) -> Luma {
    framed(title, 0.048, frame, on)
}

/// As [`filmed_with`], with a bezel that is so high below, in heights.
fn framed(title: u8, chin: f64, frame: Size, on: &Quad) -> Luma {
    let picture = interface(480, 300, title);
    let map = Homography::between(&Quad::of_size(picture.size()), on).expect("a map");
    let whole = Quad(
        [
            (-0.03, -0.048),
            (1.03, -0.048),
            (1.03, 1.0 + chin),
            (-0.03, 1.0 + chin),
        ]
        .map(|(x, y)| map.map(Point::new(480.0 * x, 300.0 * y)).expect("in front")),
    );
    let shown = warp::warp_luma(&picture, &map, frame, 0);
    Luma::from_fn(frame.width, frame.height, |x, y| {
        let at = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let noise = (x.wrapping_mul(31).wrapping_add(y.wrapping_mul(17)) % 5) as u8;
        if on.contains(at) {
            shown.get(x, y)
        } else if whole.contains(at) {
            25 + noise
        } else {
            100 + noise
        }
    })
}

const FRAME: Size = Size {
    width: 1280,
    height: 720,
};

#[test]
fn a_display_seen_from_the_side_is_found_within_a_pixel_or_two() {
    let on = quad([400.0, 180.0, 790.0, 215.0, 780.0, 470.0, 395.0, 485.0]);
    let found = screens(&filmed(FRAME, &on), &ScreenOptions::default());
    let best = found.first().expect("it is found");
    assert!(best.quad.corner_error(&on) < 3.0, "{:?}", best.quad);
    assert!(best.score > 0.3 && best.cut == [false; 4]);
}

#[test]
fn a_display_in_a_white_bezel_is_found_without_its_bezel() {
    let on = quad([400.0, 180.0, 790.0, 215.0, 780.0, 470.0, 395.0, 485.0]);
    // A dark interface: what surrounds it is brighter than all of it.
    let filmed = filmed(FRAME, &on);
    let white = Luma::from_fn(FRAME.width, FRAME.height, |x, y| {
        let v = filmed.get(x, y);
        let at = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        match (on.contains(at), v) {
            (true, _) => v / 2,
            (false, 0..=40) => 185 + v,
            _ => v,
        }
    });
    let found = screens(&white, &ScreenOptions::default());
    let best = found.first().expect("it is found");
    assert!(best.quad.corner_error(&on) < 3.0, "{:?}", best.quad);
    assert!(best.score > 0.3 && best.in_light_bezel());
}

#[test]
fn a_title_bar_as_dark_as_the_bezel_is_not_cut_off() {
    let on = quad([400.0, 180.0, 790.0, 215.0, 780.0, 470.0, 395.0, 485.0]);
    // The bezel is 25 to 29; the bar's lower edge is far steeper than its upper one.
    let found = screens(&filmed_with(30, FRAME, &on), &ScreenOptions::default());
    let best = found.first().expect("it is found");
    assert!(best.quad.corner_error(&on) < 4.0, "{:?}", best.quad);
}

/// A display of 16:9 in a dark bezel, wholly on the frame.
fn wide() -> Quad {
    quad([400.0, 180.0, 816.0, 180.0, 816.0, 414.0, 400.0, 414.0])
}

/// Six equal frames of what is thought to be a display.
fn plate_of(frame: &Luma, thought: &Quad) -> Plate {
    let mut plate = Plate::new(thought, FRAME).expect("a display");
    for _ in 0..6 {
        plate.add(frame, thought);
    }
    plate
}

/// Where a quad in the unit square of what is thought to be a display lies on the frame.
fn on_frame(thought: &Quad, settled: &Quad) -> Quad {
    let map = Homography::between(&unit(), thought).expect("a map");
    map.map_quad(settled).expect("in front")
}

/// A caption over a frame: what lies on it is seen through it a little.
fn captioned(frame: &Luma, rows: std::ops::Range<u32>) -> Luma {
    Luma::from_fn(frame.width, frame.height, |x, y| {
        let v = frame.get(x, y);
        match rows.contains(&y) && (200..1100).contains(&x) {
            true => 70 + v / 24,
            false => v,
        }
    })
}

#[test]
fn a_side_that_a_caption_covers_is_where_the_shape_has_it() {
    let on = wide();
    // What is thought of it: its lower side lies on the caption's lower edge, 18 pixels below.
    let thought = quad([400.0, 180.0, 816.0, 180.0, 816.0, 432.0, 400.0, 432.0]);
    let frame = captioned(&filmed(FRAME, &on), 375..432);
    let plate = plate_of(&frame, &thought);
    let settled = plate.settled(&unit(), [false; 4], 2).expect("frames");
    let found = on_frame(&thought, &settled.quad);
    assert!(found.corner_error(&on) < 3.0, "{found:?}");
}

#[test]
fn a_display_of_an_unusual_shape_stays_within_its_bezel() {
    for height in [246.0, 277.0] {
        let low = 180.0 + height;
        let on = quad([400.0, 180.0, 816.0, 180.0, 816.0, low, 400.0, low]);
        let found = screens(&filmed(FRAME, &on), &ScreenOptions::default());
        let best = found.first().expect("it is found");
        assert!(
            best.quad.corner_error(&on) < 3.0,
            "{height}: {:?}",
            best.quad
        );
    }
}

/// A phone in a hand: a dark bezel, bars across what it shows, fingertips over its left side and a
/// thumb over its right one.
fn held(on: &Quad) -> Luma {
    let (width, height) = (180, 390);
    let picture = Luma::from_fn(width, height, |x, y| {
        let row = (y / 9) % 2 == 0 && (x / 5).wrapping_mul(2_654_435_761) >> 30 != 0;
        match y {
            0..=30 => 120,
            31..=130 if row => 110,
            31..=130 => 210,
            131..=134 => 60,
            _ if y % 64 < 3 => 90,
            _ if row && x > 30 => 70,
            _ => 175,
        }
    });
    let map = Homography::between(&Quad::of_size(picture.size()), on).expect("a map");
    let back = map.inverse().expect("a view");
    let shown = warp::warp_luma(&picture, &map, FRAME, 0);
    Luma::from_fn(FRAME.width, FRAME.height, |x, y| {
        let at = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let noise = (x.wrapping_mul(31).wrapping_add(y.wrapping_mul(17)) % 5) as u8;
        let p = back.map(at).unwrap_or(Point::new(-1e3, -1e3));
        let tip = (-40.0..8.0).contains(&p.x)
            && (155.0..340.0).contains(&p.y)
            && (p.y - 155.0) % 48.0 < 38.0;
        let thumb =
            (150.0..240.0).contains(&p.x) && (p.y - 255.0 - 0.8 * (p.x - 180.0)).abs() < 19.0;
        let bezel = (-8.0..188.0).contains(&p.x) && (-8.0..398.0).contains(&p.y);
        if tip || thumb {
            140 + noise
        } else if on.contains(at) {
            shown.get(x, y)
        } else if bezel {
            22 + noise
        } else {
            100 + noise
        }
    })
}

#[test]
fn a_phone_in_a_hand_is_found_as_a_whole() {
    let on = quad([540.0, 120.0, 718.0, 130.0, 712.0, 505.0, 536.0, 515.0]);
    let found = screens(&held(&on), &ScreenOptions::default());
    let best = found.first().expect("it is found");
    assert!(best.quad.corner_error(&on) < 3.0, "{:?}", best.quad);
    let panes = found.iter().filter(|p| on.contains(p.quad.centre()));
    assert_eq!(panes.count(), 1, "{found:?}");
}

#[test]
fn a_wall_without_a_display_has_none() {
    let wall = Luma::from_fn(1280, 720, |x, y| (90 + (x / 40 + y / 30) % 12) as u8);
    assert!(screens(&wall, &ScreenOptions::default()).is_empty());
}

#[test]
fn what_is_found_is_bounded_and_the_same_every_time() {
    // A wall of hundreds of displays.
    let tile = Luma::from_fn(1280, 720, |x, y| {
        let (u, v) = (x % 64, y % 40);
        if u < 4 || v < 4 {
            20
        } else {
            ((u * v) % 90 + 110) as u8
        }
    });
    let options = ScreenOptions::default();
    let found = screens(&tile, &options);
    assert!(found.len() <= options.most);
    assert_eq!(found, screens(&tile, &options));
}

#[test]
fn tiny_and_empty_frames_have_none() {
    for (w, h) in [(0, 0), (1, 1), (3, 200), (200, 3), (16, 16)] {
        assert!(screens(&Luma::filled(w, h, 128), &ScreenOptions::default()).is_empty());
    }
}

/// The unit square, from which plates tell where sides lie.
fn unit() -> Quad {
    Quad::of_size(Size {
        width: 1,
        height: 1,
    })
}

/// What is thought of a display: its top lies on the lower edge of the title bar.
fn below_the_title(on: &Quad) -> Quad {
    let part = quad([0.0, 22.5 / 300.0, 1.0, 22.5 / 300.0, 1.0, 1.0, 0.0, 1.0]);
    let map = Homography::between(&unit(), on).expect("a map");
    map.map_quad(&part).expect("in front")
}

#[test]
fn many_frames_move_a_side_to_the_ring_of_the_bezel() {
    let on = quad([400.0, 180.0, 790.0, 215.0, 780.0, 470.0, 395.0, 485.0]);
    let thought = below_the_title(&on);
    assert!(thought.corner_error(&on) > 8.0);
    // The bar is as dark as the bezel: the picture has no upper edge.
    let frame = filmed_with(28, FRAME, &on);
    let plate = plate_of(&frame, &thought);
    let settled = plate.settled(&unit(), [false; 4], 2).expect("a ring");
    let found = on_frame(&thought, &settled.quad);
    assert!(settled.ring && settled.score > 0.3, "{settled:?}");
    assert!(found.corner_error(&on) < 2.5, "{found:?}");
    // A side that goes on out of the frame stays.
    let cut = plate.settled(&unit(), [true, false, false, false], 2);
    assert!(cut.is_some_and(|c| c.quad.0[0].y.abs() < 1e-6), "{cut:?}");
}

#[test]
fn many_frames_move_all_four_sides_out_to_the_picture() {
    let on = quad([400.0, 180.0, 790.0, 215.0, 780.0, 470.0, 395.0, 485.0]);
    // None of the sides lies where the bezel ends, so that none tells its width.
    let (left, top, right, bottom) = (0.045, 0.075, 0.97, 0.96);
    let part = quad([left, top, right, top, right, bottom, left, bottom]);
    let map = Homography::between(&unit(), &on).expect("a map");
    let thought = map.map_quad(&part).expect("in front");
    assert!(thought.corner_error(&on) > 15.0);
    let frame = filmed_with(55, FRAME, &on);
    let plate = plate_of(&frame, &thought);
    let settled = plate.settled(&unit(), [false; 4], 2).expect("frames");
    let found = on_frame(&thought, &settled.quad);
    assert!(found.corner_error(&on) < 2.5, "{found:?}");
    assert!(settled.unsure < 1e-9, "{settled:?}");
}

#[test]
fn right_sides_stay_and_few_frames_or_no_bezel_say_nothing() {
    let on = quad([400.0, 180.0, 790.0, 215.0, 780.0, 470.0, 395.0, 485.0]);
    // A monitor with a chin.
    let frame = framed(120, 0.08, FRAME, &on);
    let mut plate = Plate::new(&on, FRAME).expect("a display");
    plate.add(&frame, &on);
    assert!(plate.settled(&unit(), [false; 4], 1).is_none());
    for _ in 0..40 {
        plate.add(&frame, &on);
    }
    let settled = plate.settled(&unit(), [false; 4], 1).expect("a ring");
    assert!(settled.quad.corner_error(&unit()) < 0.004, "{settled:?}");
    assert!(settled.ring);
    let wall = Luma::from_fn(1280, 720, |x, y| ((x * 7 + y * 13) % 97 + 60) as u8);
    let plate = plate_of(&wall, &on);
    let settled = plate.settled(&unit(), [false; 4], 1).expect("frames");
    assert!(!settled.ring && settled.quad.corner_error(&unit()) < 1e-6);
}
