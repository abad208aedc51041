//! Scanned pages: text as a picture, turned a little, with grain, and no text layer.

use std::path::{Path, PathBuf};

use model::{Homography, Point, Quad};
use pixels::{Rgb, warp};

use super::text::said;
use crate::canvas::{Canvas, ink};
use crate::pdf::{Book, Keep, PAGE, Page};
use crate::{Dice, Font, StageError};

/// Pixels of a page: 150 dots an inch.
const SIZE: (u32, u32) = (1240, 1754);
/// Skew in degrees and grain in grey levels, by how bad the scan is.
const LEVELS: [(f64, f64); 3] = [(0.0, 3.0), (1.0, 9.0), (2.5, 18.0)];

/// A scanned page, and its text.
pub struct MadeScan {
    pub file: PathBuf,
    pub language: &'static str,
    /// Degrees, either way.
    pub skew: f64,
    /// Standard deviation in grey levels.
    pub noise: f64,
    pub text: String,
}

/// Scans one page of sentences in each language and of each quality into a folder.
///
/// # Errors
/// When a file can't be written.
pub fn write_scans(folder: &Path, seed: u64) -> Result<Vec<MadeScan>, StageError> {
    let mut made = Vec::new();
    for (n, language) in ["en", "fr", "ru", "kk", "zh"].into_iter().enumerate() {
        for (m, (skew, noise)) in LEVELS.into_iter().enumerate() {
            let mut d = Dice::new(seed).fork(5000 + (10 * n + m) as u64);
            let file = folder.join(format!("scan-{language}-{m}.pdf"));
            let (rgb, text) = page(language, (skew * d.sign(), noise), &mut d)?;
            let mut book = Book::new("scan", "scanner");
            let picture = book.image(&rgb, Keep::Jpeg(80))?;
            let mut sheet = Page::new();
            sheet.image(picture, [0.0, 0.0, PAGE.0, PAGE.1]);
            book.add(sheet);
            book.write(&file)?;
            made.push(MadeScan {
                file,
                language,
                skew,
                noise,
                text,
            });
        }
    }
    Ok(made)
}

fn page(
    language: &str,
    (skew, noise): (f64, f64),
    d: &mut Dice,
) -> Result<(Rgb, String), StageError> {
    let sentences = said(language)?;
    let (font, size) = match language {
        "zh" => (Font::Han, 26.0f32),
        _ => (*d.pick(&[Font::Sans, Font::Serif]), 23.0),
    };
    let mut c = Canvas::new(SIZE.0, SIZE.1, ink(0xfbfaf6));
    let room = SIZE.0 as f32 - 280.0;
    let mut lines: Vec<String> = Vec::new();
    while lines.len() < 34 {
        let sentence = d.pick(&sentences).text;
        lines.extend(match language {
            "zh" => cut(sentence, (room / size) as usize),
            _ => font.wrap(sentence, size, room),
        });
    }
    for (n, line) in lines.iter().enumerate() {
        let base = 160.0 + 1.7 * size * n as f32;
        c.text(140.0, base, size, font, ink(0x1d1d20), line);
    }
    let mut rgb = turned(&c.rgb(), skew);
    for p in rgb.data.chunks_exact_mut(3) {
        let grain = noise * d.gauss();
        for v in p {
            *v = (f64::from(*v) + grain).round().clamp(0.0, 255.0) as u8;
        }
    }
    Ok((rgb, lines.join("\n")))
}

/// Lines of so many characters.
fn cut(text: &str, most: usize) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    all.chunks(most.max(1))
        .map(|c| c.iter().collect())
        .collect()
}

/// A page that lies askew on the glass, in degrees.
fn turned(rgb: &Rgb, degrees: f64) -> Rgb {
    let whole = Quad::of_size(rgb.size());
    let (x, y) = (f64::from(rgb.width) / 2.0, f64::from(rgb.height) / 2.0);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let turn = |p: Point| {
        let (u, v) = (p.x - x, p.y - y);
        Point::new(x + cos * u - sin * v, y + sin * u + cos * v)
    };
    match Homography::between(&whole, &Quad(whole.0.map(turn))) {
        Some(map) => warp::warp_rgb(rgb, &map, rgb.size(), [240, 239, 235]),
        None => rgb.clone(),
    }
}
