//! The ground truth is exact: marker pictures filmed without any wear stand on the frame to
//! within a fraction of a pixel of where the truth says.

use model::{FrameRate, Homography, Point, Quad, Size};
use pixels::Rgb;
use stage::{
    Backdrop, CameraPlan, ClipPlan, Dice, PersonPlan, Picture, ScreenPlan, ShotPlan,
    TransitionPlan, render_frame, truth_of,
};

const SIZE: Size = Size {
    width: 640,
    height: 360,
};

fn clip(shots: Vec<ShotPlan>) -> ClipPlan {
    ClipPlan {
        size: SIZE,
        rate: FrameRate::new(25, 1).expect("a rate"),
        bitrate_kbps: 1500,
        seed: 3,
        logo: None,
        shots,
    }
}

/// White with a colour of its own in each quarter.
fn marker() -> Picture {
    let colours = [[255, 40, 40], [40, 255, 40], [40, 40, 255], [255, 255, 40]];
    let (w, h) = (320, 180);
    let data = (0..w * h)
        .flat_map(|i| {
            let (x, y) = (i % w, i / w);
            let quarter = match (x * 2 < w, y * 2 < h) {
                (true, true) => 0,
                (false, true) => 1,
                (false, false) => 2,
                (true, false) => 3,
            };
            colours[quarter]
        })
        .collect();
    Picture::new("marker", Rgb::new(w, h, data))
}

fn screen(width: f64) -> ScreenPlan {
    let mut s = ScreenPlan::new(marker(), width);
    s.bezel = 0.0;
    s
}

/// Brightest channel of a frame at a place, by bilinear reading.
fn light(rgb: &Rgb, p: Point) -> f64 {
    let (x, y) = (p.x - 0.5, p.y - 0.5);
    let at = |dx: f64, dy: f64| {
        let px = (x.floor() + dx).clamp(0.0, f64::from(rgb.width - 1)) as u32;
        let py = (y.floor() + dy).clamp(0.0, f64::from(rgb.height - 1)) as u32;
        f64::from(*rgb.get(px, py).iter().max().expect("three channels"))
    };
    let (fx, fy) = (x - x.floor(), y - y.floor());
    let top = at(0.0, 0.0) * (1.0 - fx) + at(1.0, 0.0) * fx;
    let low = at(0.0, 1.0) * (1.0 - fx) + at(1.0, 1.0) * fx;
    top * (1.0 - fy) + low * fy
}

/// How far the filmed edge lies from the stated one, across it, at a point of the edge.
fn edge_error(rgb: &Rgb, p: Point, inward: Point) -> f64 {
    // Light summed from 4 px outside to 4 px inside: a step at 0 gives 4 px of full light.
    let steps = 160;
    let full = light(rgb, Point::new(p.x + 4.0 * inward.x, p.y + 4.0 * inward.y));
    let sum: f64 = (0..steps)
        .map(|k| {
            let t = (f64::from(k) + 0.5) / f64::from(steps) * 8.0 - 4.0;
            light(rgb, Point::new(p.x + t * inward.x, p.y + t * inward.y))
        })
        .sum();
    4.0 - sum / full / f64::from(steps) * 8.0
}

fn check_edges(rgb: &Rgb, quad: &Quad) {
    let c = quad.centre();
    for i in 0..4 {
        let (a, b) = (quad.0[i], quad.0[(i + 1) % 4]);
        let n = a.distance(b);
        let mut inward = Point::new(-(b.y - a.y) / n, (b.x - a.x) / n);
        if inward.x * (c.x - a.x) + inward.y * (c.y - a.y) < 0.0 {
            inward = Point::new(-inward.x, -inward.y);
        }
        // Near both corners, clear of the change of colour in the middle.
        for t in [0.12, 0.25, 0.75, 0.88] {
            let p = Point::new(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y));
            let error = edge_error(rgb, p, inward);
            assert!(error.abs() < 0.35, "edge {i} at {t}: {error} px, {quad}");
        }
    }
}

/// The middle of each quarter shows that quarter's colour: corners are in the right order.
fn check_order(rgb: &Rgb, quad: &Quad) {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let h = Homography::between(&unit, quad).expect("a plain quad");
    let quarters = [
        (0.25, 0.25, [255, 40, 40]),
        (0.75, 0.25, [40, 255, 40]),
        (0.75, 0.75, [40, 40, 255]),
        (0.25, 0.75, [255, 255, 40]),
    ];
    for (u, v, colour) in quarters {
        let p = h.map(Point::new(u, v)).expect("in front");
        let seen = rgb.get(p.x as u32, p.y as u32);
        assert!((0..3).all(|k| seen[k].abs_diff(colour[k]) < 6), "{seen:?}");
    }
}

#[test]
fn screens_stand_where_the_truth_says() {
    let mut d = Dice::new(8);
    for n in 0..24 {
        let mut s = screen(d.range(130.0, 300.0));
        s.centre = [d.range(0.4, 0.6), d.range(0.4, 0.6)];
        s.yaw = d.range(-58.0, 58.0);
        s.pitch = d.range(-15.0, 15.0);
        s.roll = d.range(-8.0, 8.0);
        let mut shot = ShotPlan::clean(9, Backdrop::Plain([0; 3]), vec![s]);
        // A moving camera without an open shutter: sharp on every frame.
        shot.camera = CameraPlan {
            pan: d.range(-3.0, 3.0),
            roll: d.range(-3.0, 3.0),
            dolly: 0.02,
            shake: 0.2,
            shutter: 0.0,
            ..CameraPlan::STILL
        };
        let plan = clip(vec![shot]);
        let truth = truth_of(&plan).expect("can be filmed");
        for index in [0, 4, 8] {
            let rgb = render_frame(&plan, index).expect("renders");
            let seen = &truth.frames[index].screens[0];
            let inside = seen
                .quad
                .0
                .iter()
                .all(|p| p.x > 6.0 && p.y > 6.0 && p.x < 634.0 && p.y < 354.0);
            assert!(seen.quad.is_convex_clockwise());
            if inside {
                assert_eq!(seen.visible, 1.0, "clip {n}");
                check_edges(&rgb, &seen.quad);
            }
            check_order(&rgb, &seen.quad);
        }
    }
}

#[test]
fn the_visible_part_counts_frame_person_and_nearer_screens() {
    let mut half_out = screen(200.0);
    half_out.centre = [0.0, 0.5];
    let mut behind = screen(160.0);
    behind.centre = [0.7, 0.5];
    behind.physical_width = 1.2;
    let mut before = screen(60.0);
    before.centre = [0.7, 0.5];
    before.physical_width = 0.1;
    let mut shot = ShotPlan::clean(2, Backdrop::Plain([0; 3]), vec![half_out, behind, before]);
    let truth = truth_of(&clip(vec![shot.clone()])).expect("can be filmed");
    let seen: Vec<f64> = truth.frames[0].screens.iter().map(|s| s.visible).collect();
    assert!((seen[0] - 0.5).abs() < 0.05, "{seen:?}");
    let covered = (60.0f64 / 160.0).powi(2);
    assert!((seen[1] - (1.0 - covered)).abs() < 0.05, "{seen:?}");
    assert_eq!(seen[2], 1.0);

    shot.people.push(PersonPlan {
        from: [0.7, -0.6],
        to: [0.7, -0.6],
        width: 0.9,
        colour: [20; 3],
    });
    let truth = truth_of(&clip(vec![shot])).expect("can be filmed");
    assert!(
        truth.frames[0].screens.iter().all(|s| s.screen == 0),
        "all covered but the left"
    );
}

#[test]
fn fades_show_both_shots_and_cuts_only_one() {
    let shot = |transition| {
        let mut s = ShotPlan::clean(8, Backdrop::Plain([0; 3]), vec![screen(200.0)]);
        s.transition = transition;
        s
    };
    let plan = clip(vec![
        shot(TransitionPlan::Cut),
        shot(TransitionPlan::Fade(4)),
        shot(TransitionPlan::Cut),
    ]);
    let truth = truth_of(&plan).expect("can be filmed");
    let seen: Vec<usize> = truth.frames.iter().map(|f| f.screens.len()).collect();
    assert_eq!(seen[8..12], [2; 4]);
    assert!(seen[..8].iter().chain(&seen[12..]).all(|n| *n == 1));
    let sum: f64 = truth.frames[9].screens.iter().map(|s| s.opacity).sum();
    assert!((sum - 1.0).abs() < 0.01);
    assert_eq!(truth.cuts.len(), 2);
    assert_eq!((truth.cuts[0].frame, truth.cuts[0].length), (8, 4));
    assert_eq!((truth.cuts[1].frame, truth.cuts[1].length), (16, 0));
}

#[test]
fn what_cannot_be_filmed_is_refused_with_a_reason() {
    let good = ShotPlan::clean(5, Backdrop::Plain([0; 3]), vec![screen(200.0)]);
    let refusal = |change: &dyn Fn(&mut ClipPlan)| {
        let mut plan = clip(vec![good.clone()]);
        change(&mut plan);
        truth_of(&plan).expect_err("refused").to_string()
    };
    assert!(refusal(&|p| p.size.width = 641).contains("even"));
    assert!(refusal(&|p| p.shots.clear()).contains("no frame"));
    assert!(refusal(&|p| p.shots[0].screens[0].yaw = 85.0).contains("70"));
    assert!(refusal(&|p| p.shots[0].transition = TransitionPlan::Fade(2)).contains("fade"));
    assert!(refusal(&|p| p.shots[0].screens[0].width_px = f64::NAN).contains("width"));
    let video = |p: &mut ClipPlan| {
        p.shots[0].backdrop = Backdrop::Video {
            path: "no/such.mp4".into(),
            start_seconds: 0.0,
        };
    };
    let mut plan = clip(vec![good.clone()]);
    video(&mut plan);
    let error = render_frame(&plan, 0).expect_err("no such backdrop");
    assert!(error.to_string().contains("such.mp4"));
}
