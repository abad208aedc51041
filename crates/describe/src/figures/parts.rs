//! Several pictures in one, on one ground, taken apart; captions between them are left out.
//!
//! `sheet` parts what stands on the ground into pieces, without the shadows (`shadows`). `views` joins
//! pieces to views again where a view has the ground's colour inside it, as pages on white have.
//! `sides` ends views that have it at their lower side.

mod gutter;
mod shadows;
mod sheet;
mod sides;
mod unrest;
mod views;

use pixels::Rgb;

use sheet::Sheet;
use views::View;

/// Pictures are at least so large.
const LEAST: (usize, usize) = (160, 100);
/// Pieces without hard sides are kept from so many pixels on both sides; smaller ones are captions.
const LEAST_SOFT: usize = 48;
/// So much of what stands on the ground must be pictures.
const MOSTLY: f64 = 0.7;

/// A picture that is part of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// x, y, width and height in the other's pixels.
    pub place: [u32; 4],
    /// Its lower side was not seen, but taken from the other parts.
    pub inferred: bool,
}

/// What is said of a part of which a side was not seen.
pub const INFERRED: &str = "where it ends below is not seen but inferred from the other views";

/// The pictures that one picture is made of; empty where it is one.
pub fn parts(picture: &Rgb) -> Vec<Part> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    if w < LEAST.0 || h < LEAST.1 {
        return Vec::new();
    }
    let Some(sheet) = Sheet::of(picture) else {
        return Vec::new();
    };
    let (mut found, rest) = views::views(sheet.pieces());
    sides::complete(&mut found, &rest, h);
    found.retain(|v: &View| v.bounds.is_large());
    let pictures: usize = found.iter().map(|v| v.bounds.area()).sum();
    let others: usize = rest.iter().map(|p| p.bounds.area()).sum();
    let mostly = pictures as f64 > MOSTLY * (pictures + others) as f64;
    // One picture that fills it is itself, and one without certain bounds stays as it is.
    let single = match &found[..] {
        [only] => only.open || only.bounds.area() as f64 > 0.97 * (w * h) as f64,
        _ => false,
    };
    // On a dark ground panels of one dark view stand as views do.
    let doubtful = sheet.is_dark() && (found.len() < 2 || found.iter().any(|v| v.open));
    if found.is_empty() || !mostly || single || doubtful {
        return Vec::new();
    }
    let hard = found.iter().map(|v| (v.bounds, v.inferred));
    // What has no hard sides may be a picture too.
    let soft = rest.iter().map(|p| (p.bounds, false));
    let soft = soft.filter(|(b, _)| b.width().min(b.height()) >= LEAST_SOFT);
    hard.chain(soft)
        .map(|(bounds, inferred)| Part {
            place: bounds.as_place(),
            inferred,
        })
        .collect()
}
