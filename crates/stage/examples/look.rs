//! Makes things to look at: `cargo run --release -p stage --example look -- FOLDER WHAT`, where
//! WHAT is `pictures` (all interfaces of the demo as PNG), `clips` (a random clip of each
//! difficulty), `demo` (the whole case) or `real PICTURES VIDEOS` (two folders: the pictures are
//! filmed over the videos and printed).

use std::path::{Path, PathBuf};
use std::time::Instant;

use stage::demo::{demo_pictures, write_demo_case};
use stage::{
    Difficulty, RandomOptions, film, film_real_pictures, pictures_to_pdf, random_clip, read_picture,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("give a folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let started = Instant::now();
    match args.next().as_deref() {
        Some("pictures") => pictures(&folder)?,
        Some("clips") => clips(&folder)?,
        Some("demo") => {
            write_demo_case(&folder, None, &mut |_, _, _| {})?;
        }
        Some("real") => {
            let given = "give a folder of pictures and a folder of videos";
            real(
                &folder,
                &args.next().ok_or(given)?,
                &args.next().ok_or(given)?,
            )?;
        }
        other => return Err(format!("pictures, clips, demo or real, not {other:?}").into()),
    }
    println!("{:.1?}", started.elapsed());
    Ok(())
}

fn files(folder: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

fn real(folder: &Path, stills: &str, videos: &str) -> Result<(), Box<dyn std::error::Error>> {
    let stills: Vec<(String, PathBuf)> = files(stills)?
        .into_iter()
        .map(|p| {
            (
                p.file_stem().unwrap_or_default().to_string_lossy().into(),
                p,
            )
        })
        .collect();
    for clip in film_real_pictures(&stills, &files(videos)?, folder, 1, &mut |_, _| {})? {
        println!("{} {:?}", clip.file.display(), clip.tier);
    }
    let pages = stills
        .iter()
        .map(|(name, path)| Ok((name.clone(), read_picture(path)?)))
        .collect::<Result<Vec<_>, stage::StageError>>()?;
    pictures_to_pdf("Real pictures", &pages, &folder.join("pictures.pdf"))?;
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
