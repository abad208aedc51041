//! Makes things to look at: `cargo run --release -p stage --example look -- FOLDER WHAT`, where
//! WHAT is `pictures` (all interfaces of the demo as PNG), `clips` (a random clip of each
//! difficulty) or `demo` (the whole case).

use std::path::{Path, PathBuf};
use std::time::Instant;

use stage::demo::{demo_pictures, write_demo_case};
use stage::{Difficulty, RandomOptions, film, random_clip};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("give a folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let started = Instant::now();
    match args.next().as_deref() {
        Some("pictures") => pictures(&folder)?,
        Some("clips") => clips(&folder)?,
        Some("demo") => {
            write_demo_case(&folder, &mut |_, _, _| {})?;
        }
        other => return Err(format!("pictures, clips or demo, not {other:?}").into()),
    }
    println!("{:.1?}", started.elapsed());
    Ok(())
}

fn pictures(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    for p in demo_pictures() {
        let file = folder.join(format!("{}.png", p.id.replace('/', "-")));
        let colour = image::ColorType::Rgb8;
        image::save_buffer(file, &p.rgb.data, p.rgb.width, p.rgb.height, colour)?;
    }
    Ok(())
}

fn clips(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let pictures = demo_pictures();
    for (seed, difficulty) in [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard]
        .into_iter()
        .enumerate()
    {
        let options = RandomOptions {
            difficulty,
            ..RandomOptions::default()
        };
        let plan = random_clip(seed as u64, &pictures, &options);
        let started = Instant::now();
        film(&plan, &folder.join(format!("{seed}.mp4")), &mut |_, _| {})?;
        println!("{} frames in {:.1?}", plan.frames(), started.elapsed());
    }
    Ok(())
}
