//! Films given screenshots over given videos, and prints pictures into a PDF: for accuracy runs
//! on real material.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{FrameRate, Size};
use pixels::Rgb;

use crate::StageError;
use crate::canvas::ink;
use crate::dice::Dice;
use crate::displays::Displays;
use crate::film::film_once;
use crate::pdf::{Book, Face, Keep, PAGE, Page};
use crate::plan::Picture;
use crate::random::{Difficulty, RandomOptions, WidthTier, random_clip};
use crate::truth::Truth;

/// A clip that was filmed, with what is true of it.
#[derive(Clone, Debug)]
pub struct FilmedClip {
    pub file: PathBuf,
    /// Tier of all its screens; `None` when it shows none.
    pub tier: Option<WidthTier>,
    pub difficulty: Difficulty,
    pub truth: Truth,
}

/// Reads a PNG or JPEG (or another common still format); transparent parts become white.
///
/// # Errors
/// When the file cannot be read or decoded.
pub fn read_picture(path: &Path) -> Result<Rgb, StageError> {
    let bad = |e: image::ImageError| StageError::Picture {
        file: path.to_owned(),
        message: e.to_string(),
    };
    let reader = image::ImageReader::open(path)
        .map_err(|e| StageError::io(path, e))?
        .with_guessed_format()
        .map_err(|e| StageError::io(path, e))?;
    let rgba = reader.decode().map_err(bad)?.to_rgba8();
    let (width, height) = rgba.dimensions();
    let data = rgba
        .pixels()
        .flat_map(|p| {
            let a = u32::from(p.0[3]);
            [0, 1, 2].map(|c| ((u32::from(p.0[c]) * a + 255 * (255 - a) + 127) / 255) as u8)
        })
        .collect();
    Ok(Rgb::new(width, height, data))
}

/// Films pictures (id and file) over backdrop videos: two clips for each tier of apparent width,
/// easy and medium, and one hard clip of mixed tiers, each long enough for every picture's turn;
/// and for every backdrop one clip with none of the pictures. With no backdrop, generated rooms. Each clip gets
/// its ground truth beside it; a clip that was filmed before is not filmed again.
///
/// # Errors
/// When a picture or backdrop cannot be read, `ffmpeg` is missing, or a file cannot be written.
pub fn film_real_pictures(
    pictures: &[(String, PathBuf)],
    backgrounds: &[PathBuf],
    out_dir: &Path,
    seed: u64,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<FilmedClip>, StageError> {
    std::fs::create_dir_all(out_dir).map_err(|e| StageError::io(out_dir, e))?;
    let pictures = pictures
        .iter()
        .map(|(id, path)| {
            Ok(Picture {
                id: id.clone(),
                rgb: Arc::new(read_picture(path)?),
                lines: Vec::new(),
            })
        })
        .collect::<Result<Vec<Picture>, StageError>>()?;
    let jobs = jobs(backgrounds.len());
    let dice = Dice::new(seed);
    let mut clips = Vec::new();
    for (n, job) in jobs.iter().enumerate() {
        let mut d = dice.fork(n as u64);
        let options = RandomOptions {
            tier: job.tier,
            difficulty: job.difficulty,
            backdrops: match job.backdrop {
                Some(b) => backgrounds.get(b).cloned().into_iter().collect(),
                None => backgrounds.to_vec(),
            },
            seconds: seconds(job, pictures.len()),
            rate: if n % 3 == 2 {
                ntsc()
            } else {
                RandomOptions::default().rate
            },
            size: Size {
                width: 1280,
                height: 720,
            },
            broadcast: n % 2 == 0,
            displays: Displays::Monitors,
        };
        let mut shown = if job.shown {
            pictures.clone()
        } else {
            Vec::new()
        };
        for i in (1..shown.len()).rev() {
            shown.swap(i, d.below(i + 1));
        }
        let plan = random_clip(d.next_u64(), &shown, &options);
        let file = out_dir.join(format!("{}.mp4", job.name));
        let truth = film_once(&plan, &file, &mut |frame, frames| {
            progress(100 * n + 100 * frame / frames.max(1), 100 * jobs.len());
        })?;
        clips.push(FilmedClip {
            file,
            tier: job.tier.filter(|_| job.shown),
            difficulty: job.difficulty,
            truth,
        });
    }
    Ok(clips)
}

fn ntsc() -> FrameRate {
    FrameRate::new(30000, 1001).expect("30000/1001 is a rate")
}

struct Job {
    name: String,
    tier: Option<WidthTier>,
    difficulty: Difficulty,
    shown: bool,
    backdrop: Option<usize>,
}

/// Long enough for every picture to have its turn: shots last 2.5 to 5 s and show one screen (large)
/// or more.
fn seconds(job: &Job, pictures: usize) -> f64 {
    let a_shot = match job.tier {
        _ if !job.shown => return 12.0,
        Some(WidthTier::Large) | None => 1.0,
        Some(WidthTier::Medium) => 1.4,
        Some(WidthTier::Small) => 2.2,
    };
    (4.5 * pictures as f64 / a_shot).clamp(12.0, 120.0)
}

fn jobs(backgrounds: usize) -> Vec<Job> {
    let mut jobs = Vec::new();
    let tiers = [
        (WidthTier::Large, "large"),
        (WidthTier::Medium, "medium"),
        (WidthTier::Small, "small"),
    ];
    for (tier, word) in tiers {
        for (difficulty, how) in [(Difficulty::Easy, "easy"), (Difficulty::Medium, "medium")] {
            jobs.push(Job {
                name: format!("screens-{word}-{how}"),
                tier: Some(tier),
                difficulty,
                shown: true,
                backdrop: None,
            });
        }
    }
    jobs.push(Job {
        name: "screens-mixed-hard".into(),
        tier: None,
        difficulty: Difficulty::Hard,
        shown: true,
        backdrop: None,
    });
    for i in 0..backgrounds.max(1) {
        jobs.push(Job {
            name: format!("nothing-{}", i + 1),
            tier: None,
            difficulty: Difficulty::Easy,
            shown: false,
            backdrop: (i < backgrounds).then_some(i),
        });
    }
    jobs
}

/// Prints pictures into a PDF: a title page with text, then a page for each with its caption.
/// Every other picture is kept lossless, the rest as JPEG.
///
/// # Errors
/// When a picture cannot be encoded or the file cannot be written.
pub fn pictures_to_pdf(title: &str, pages: &[(String, Rgb)], out: &Path) -> Result<(), StageError> {
    let (black, grey) = (ink(0x1d2126), ink(0x5c646e));
    let mut book = Book::new(title, "");
    let mut page = Page::new();
    page.rect(56.0, 120.0, 483.0, 4.0, ink(0x2a62c4));
    let y = page.block([56.0, 170.0, 483.0], 30.0, Face::Bold, black, title);
    let text = format!("{} pictures. Each has a page of its own.", pages.len());
    page.text(56.0, y + 20.0, 12.0, Face::Plain, grey, &text);
    book.add(page);
    for (i, (caption, rgb)) in pages.iter().enumerate() {
        let keep = if i % 2 == 1 {
            Keep::Lossless
        } else {
            Keep::Jpeg(88)
        };
        let id = book.image(rgb, keep)?;
        let mut page = Page::new();
        page.text(56.0, 70.0, 16.0, Face::Bold, black, title);
        let aspect = rgb.height as f32 / rgb.width.max(1) as f32;
        let w = 483.0f32.min(600.0 / aspect);
        page.image(id, [56.0, 100.0, w, w * aspect]);
        let label = format!("Figure {}. {caption}", i + 1);
        let base = 100.0 + w * aspect + 20.0;
        page.block([56.0, base, 483.0], 11.0, Face::Plain, grey, &label);
        page.text(
            56.0,
            PAGE.1 - 30.0,
            9.0,
            Face::Plain,
            grey,
            &format!("page {}", i + 2),
        );
        book.add(page);
    }
    book.write(out)
}
