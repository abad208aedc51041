//! Our own pages as pictures: words in our typeface, pictures in their places, on white.

use ab_glyph::{Font as _, FontRef, point};
use model::{BoxPx, Size};
use pixels::Rgb;

use super::kept::Store;
use super::layout::{Placed, Sheet, base_line};
use super::typeface;
use crate::Limits;

/// No side is longer, in pixels.
const LONGEST_SIDE: f64 = 32_000.0;
const INK: u8 = 20;

/// A page, `scale` pixels a point; the flag tells that it had to be scaled down. `None` for a
/// scale that is none.
pub fn draw(
    sheet: &Sheet,
    scale: f64,
    store: &mut Store<'_>,
    limits: &Limits,
) -> Option<(Rgb, bool)> {
    let (w, h) = sheet.size;
    if !(scale.is_finite() && scale > 0.0 && w > 0.0 && h > 0.0) {
        return None;
    }
    let most = (limits.figure_pixels as f64 / (w * h))
        .sqrt()
        .min(LONGEST_SIDE / w)
        .min(LONGEST_SIDE / h);
    let used = scale.min(most);
    let pixels = |points: f64| ((points * used).floor() as u32).max(1);
    let (width, height) = (pixels(w), pixels(h));
    let white = vec![255; 3 * width as usize * height as usize];
    let mut page = Rgb::new(width, height, white);
    for (index, bounds) in &sheet.pictures {
        // What can't be decoded is said where the page is read; here its place stays framed.
        match store.picture(*index, limits) {
            Ok(given) => paste(&mut page, &given.rgb, bounds, used),
            Err(_) => frame(&mut page, bounds, used),
        }
    }
    for placed in &sheet.words {
        if let Some(face) = typeface::face(placed.bold) {
            word(&mut page, face, placed, used);
        }
    }
    Some((page, used < 0.98 * scale))
}

fn word(page: &mut Rgb, face: &FontRef<'_>, placed: &Placed, scale: f64) {
    let em = placed.size * scale;
    let base = base_line(placed) * scale;
    let mut pen = placed.word.bounds.x * scale;
    for c in placed.word.text.chars() {
        let wide = em * typeface::advance(c, placed.bold);
        let own = face.glyph_id(c).0 != 0;
        let other = typeface::system().map(|(f, _)| f);
        let face = if own { Some(face) } else { other };
        let Some(face) = face.filter(|f| f.glyph_id(c).0 != 0) else {
            let bounds = BoxPx {
                x: pen + 0.08 * em,
                y: base - 0.7 * em,
                width: wide - 0.16 * em,
                height: 0.75 * em,
            };
            frame(page, &bounds, 1.0);
            pen += wide;
            continue;
        };
        // ab_glyph scales by ascent and descent.
        let units = face.height_unscaled() / face.units_per_em().unwrap_or(2048.0);
        let at = point(pen as f32, base as f32);
        let glyph = face
            .glyph_id(c)
            .with_scale_and_position(em as f32 * units, at);
        if let Some(outline) = face.outline_glyph(glyph) {
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, cover| {
                let at = (
                    corner.x as i64 + i64::from(x),
                    corner.y as i64 + i64::from(y),
                );
                ink(page, at, cover);
            });
        }
        pen += wide;
    }
}

fn ink(page: &mut Rgb, (x, y): (i64, i64), cover: f32) {
    let inside =
        (0..i64::from(page.width)).contains(&x) && (0..i64::from(page.height)).contains(&y);
    if !inside || cover <= 0.0 {
        return;
    }
    let at = 3 * (y as usize * page.width as usize + x as usize);
    for channel in &mut page.data[at..at + 3] {
        let (old, new) = (f32::from(*channel), f32::from(INK));
        *channel = (old + (new - old) * cover.min(1.0)).round() as u8;
    }
}

/// The border of a box of so many units, `scale` pixels each.
fn frame(page: &mut Rgb, bounds: &BoxPx, scale: f64) {
    let at = |v: f64| (v * scale).round() as i64;
    let (x0, y0) = (at(bounds.x), at(bounds.y));
    let (x1, y1) = (at(bounds.right()), at(bounds.bottom()));
    let (x1, y1) = (
        x1.min(i64::from(page.width)),
        y1.min(i64::from(page.height)),
    );
    for x in x0..=x1 {
        ink(page, (x, y0), 0.6);
        ink(page, (x, y1), 0.6);
    }
    for y in y0..=y1 {
        ink(page, (x0, y), 0.6);
        ink(page, (x1, y), 0.6);
    }
}

fn paste(page: &mut Rgb, picture: &Rgb, bounds: &BoxPx, scale: f64) {
    let side = |points: f64| ((points * scale).round() as u32).max(1);
    let to = Size {
        width: side(bounds.width),
        height: side(bounds.height),
    };
    let scaled = pixels::resize::rgb(picture, to);
    let (x0, y0) = (
        (bounds.x * scale).round() as usize,
        (bounds.y * scale).round() as usize,
    );
    let (width, height) = (page.width as usize, page.height as usize);
    let columns = (to.width as usize).min(width.saturating_sub(x0));
    let rows = (to.height as usize).min(height.saturating_sub(y0));
    for row in 0..rows {
        let from = 3 * row * to.width as usize;
        let into = 3 * ((y0 + row) * width + x0);
        page.data[into..into + 3 * columns].copy_from_slice(&scaled.data[from..from + 3 * columns]);
    }
}
