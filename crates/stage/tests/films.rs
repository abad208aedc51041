//! Films and documents as files: what comes out of `ffmpeg` is what was planned.

use std::process::Command;

use model::{FrameRate, Size};
use pixels::Rgb;
use stage::{
    Canvas, Difficulty, Displays, Font, Picture, RandomOptions, Surround, Truth, WidthTier, film,
    film_real_pictures, pictures_to_pdf, random_clip, read_picture, render_frame, truth_of,
};

fn card(n: u32) -> Picture {
    let mut c = Canvas::new(640, 360, [230, 234, 240, 255]);
    for i in 0..40 {
        let (x, y) = ((i * 97 % 600) as f32, (i * 53 % 320) as f32);
        c.rect(x, y, 30.0, 18.0, [(i * 37) as u8, (i * 91) as u8, 90, 255]);
    }
    c.text(
        20.0,
        60.0,
        40.0,
        Font::SansBold,
        [20, 20, 30, 255],
        &format!("Card {n} Қала"),
    );
    let mut p = Picture::new(format!("card-{n}"), c.rgb());
    p.lines = c.lines;
    p
}

fn small(tier: Option<WidthTier>, difficulty: Difficulty) -> RandomOptions {
    RandomOptions {
        tier,
        difficulty,
        size: Size {
            width: 640,
            height: 360,
        },
        seconds: 1.2,
        ..RandomOptions::default()
    }
}

/// All frames of a video as RGB, by the same command line.
fn decoded(file: &std::path::Path, size: Size) -> Vec<Rgb> {
    let out = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(file)
        .args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()
        .expect("ffmpeg runs");
    assert!(out.status.success());
    let n = 3 * (size.width * size.height) as usize;
    assert_eq!(out.stdout.len() % n, 0);
    out.stdout
        .chunks_exact(n)
        .map(|d| Rgb::new(size.width, size.height, d.to_vec()))
        .collect()
}

#[test]
fn the_film_shows_the_rendered_frames_and_keeps_its_truth() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("clip.mp4");
    let mut options = small(Some(WidthTier::Medium), Difficulty::Easy);
    options.rate = FrameRate::new(30000, 1001).expect("a rate");
    let plan = random_clip(5, &[card(1), card(2)], &options);
    let mut told = 0;
    let truth = film(&plan, &file, &mut |done, all| {
        assert!(done <= all);
        told = done;
    })
    .expect("films");
    assert_eq!(told, plan.frames());
    assert_eq!(
        Truth::read(&Truth::path_beside(&file)).expect("reads"),
        truth
    );
    let frames = decoded(&file, plan.size);
    assert_eq!(frames.len(), plan.frames());
    for n in [0, frames.len() - 1] {
        let drawn = render_frame(&plan, n).expect("renders");
        let error: u64 = drawn
            .data
            .iter()
            .zip(&frames[n].data)
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        let mean = error as f64 / drawn.data.len() as f64;
        assert!(mean < 9.0, "frame {n}: {mean} grey levels off");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("lists").collect();
    assert_eq!(left.len(), 2, "nothing but the clip and its truth");
}

#[test]
fn one_seed_gives_one_clip() {
    let options = small(None, Difficulty::Hard);
    let pictures = [card(1), card(2), card(3)];
    for seed in 0..3 {
        let (a, b) = (
            random_clip(seed, &pictures, &options),
            random_clip(seed, &pictures, &options),
        );
        let n = a.frames() / 2;
        let (x, y) = (render_frame(&a, n), render_frame(&b, n));
        assert_eq!(x.expect("renders"), y.expect("renders"));
    }
    let other = random_clip(9, &pictures, &options);
    let (x, y) = (
        render_frame(&random_clip(0, &pictures, &options), 3),
        render_frame(&other, 3),
    );
    assert_ne!(x.expect("renders"), y.expect("renders"));
}

#[test]
fn screens_stay_in_their_tier() {
    let pictures = [card(1), card(2)];
    for tier in WidthTier::ALL {
        for difficulty in [Difficulty::Easy, Difficulty::Medium] {
            for seed in 0..6 {
                let options = RandomOptions {
                    seconds: 6.0,
                    tier: Some(tier),
                    difficulty,
                    ..RandomOptions::default()
                };
                let plan = random_clip(seed, &pictures, &options);
                for shot in &plan.shots {
                    assert!(!shot.screens.is_empty());
                    for s in &shot.screens {
                        assert_eq!(WidthTier::of(s.width_px), Some(tier));
                    }
                }
                plan.check().expect("can be filmed");
            }
        }
    }
}

#[test]
fn real_pictures_are_filmed_over_videos_and_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let backdrop = folder.path().join("backdrop.mp4");
    film(
        &random_clip(1, &[], &small(None, Difficulty::Easy)),
        &backdrop,
        &mut |_, _| {},
    )
    .expect("films");
    let options = RandomOptions {
        backdrops: vec![backdrop],
        ..small(Some(WidthTier::Medium), Difficulty::Medium)
    };
    // Longer than the backdrop: it starts again.
    let options = RandomOptions {
        seconds: 2.0,
        ..options
    };
    let plan = random_clip(2, &[card(1)], &options);
    let file = folder.path().join("over.mp4");
    let truth = film(&plan, &file, &mut |_, _| {}).expect("films");
    assert_eq!(decoded(&file, plan.size).len(), plan.frames());
    assert!(truth.shots.iter().all(|s| s.backdrop.is_some()));
    assert!(truth.frames.iter().any(|f| !f.screens.is_empty()));

    let missing = vec![("x".to_owned(), folder.path().join("missing.png"))];
    let error = film_real_pictures(&missing, &[], folder.path(), 1, &mut |_, _| {});
    assert!(
        error
            .expect_err("no such picture")
            .to_string()
            .contains("missing.png")
    );
    let text = folder.path().join("text.png");
    std::fs::write(&text, "not a picture").expect("writes");
    assert!(
        read_picture(&text)
            .expect_err("no picture")
            .to_string()
            .contains("text.png")
    );

    let pages: Vec<(String, Rgb)> = (0..3)
        .map(|n| (format!("Card {n}"), card(n).rgb.as_ref().clone()))
        .collect();
    let pdf = folder.path().join("cards.pdf");
    pictures_to_pdf("Cards", &pages, &pdf).expect("prints");
    let bytes = std::fs::read(&pdf).expect("reads");
    assert!(bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
    let images = bytes.windows(14).filter(|w| w == b"/Subtype/Image").count()
        + bytes
            .windows(15)
            .filter(|w| w == b"/Subtype /Image")
            .count();
    assert_eq!(images, 3);
}

#[test]
fn tiles_of_a_wall_stand_side_by_side_and_a_phone_moves_in_its_hand() {
    let pictures: Vec<Picture> = (0..5).map(card).collect();
    let plan = |displays, seed| {
        let options = RandomOptions {
            displays,
            ..small(None, Difficulty::Easy)
        };
        random_clip(seed, &pictures, &options)
    };
    for seed in 0..3 {
        let wall = truth_of(&plan(Displays::Walls, seed)).expect("a plan");
        let tiles = &wall.frames[10].screens;
        assert!(tiles.len() >= 4, "{} tiles", tiles.len());
        let (left, right) = (&tiles[0].quad, &tiles[1].quad);
        let gap = right.0[0].x - left.0[1].x;
        let width = tiles[0].apparent_width;
        assert!(gap > 0.0 && gap < 0.05 * width, "{gap} of {width}");
        let phone = truth_of(&plan(Displays::Phones, seed)).expect("a plan");
        let (a, b) = (&phone.frames[0].screens[0], &phone.frames[20].screens[0]);
        assert!(a.quad.apparent_height() > 1.5 * a.apparent_width);
        assert!(
            a.visible > 0.75 && a.visible < 1.0,
            "the thumb: {}",
            a.visible
        );
        assert!(a.quad.corner_error(&b.quad) > 0.5, "it moves");
    }
    let light = plan(Displays::Light, 1);
    assert!((light.shots.iter().flat_map(|s| &s.screens)).all(|s| s.surround != Surround::Dark));
}
