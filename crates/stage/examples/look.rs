//! Films a few random clips and saves some of their frames as PNG, to look at:
//! `cargo run --release -p stage --example look -- FOLDER [SEEDS]`.

use std::path::PathBuf;
use std::time::Instant;

use stage::{Canvas, Difficulty, Font, Picture, RandomOptions, film, random_clip, render_frame};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("give a folder to write to")?);
    let seeds: u64 = args.next().map_or(Ok(3), |s| s.parse())?;
    std::fs::create_dir_all(&folder)?;
    let pictures: Vec<Picture> = (0..4).map(test_card).collect();
    for seed in 0..seeds {
        let difficulty =
            [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard][seed as usize % 3];
        let options = RandomOptions {
            difficulty,
            ..RandomOptions::default()
        };
        let plan = random_clip(seed, &pictures, &options);
        let started = Instant::now();
        film(&plan, &folder.join(format!("{seed}.mp4")), &mut |_, _| {})?;
        println!(
            "clip {seed}: {} frames in {:.1?}",
            plan.frames(),
            started.elapsed()
        );
        for n in (20..plan.frames()).step_by(80) {
            let rgb = render_frame(&plan, n)?;
            let file = folder.join(format!("{seed}-{n:03}.png"));
            image::save_buffer(
                file,
                &rgb.data,
                rgb.width,
                rgb.height,
                image::ColorType::Rgb8,
            )?;
        }
    }
    Ok(())
}

fn test_card(n: u32) -> Picture {
    let mut c = Canvas::new(1280, 720, [235, 238, 242, 255]);
    for i in 0..16 {
        for j in 0..9 {
            if (i + j) % 2 == 0 {
                c.rect(
                    i as f32 * 80.0,
                    j as f32 * 80.0,
                    80.0,
                    80.0,
                    [40, 70, 110, 255],
                );
            }
        }
    }
    for k in 0..12 {
        let y = 60.0 + 55.0 * k as f32;
        c.text(
            50.0,
            y,
            30.0,
            Font::Sans,
            [200, 60, 40, 255],
            &format!("Card {n} line {k} Құжат"),
        );
    }
    Picture::new(format!("card-{n}"), c.rgb())
}
