//! Drawings in SVG as pictures: files by themselves, and those that stand in other documents.
//!
//! They are programs of a kind: what they expand to is weighed before it is drawn, and one that
//! takes too long is given up. Nothing that they name is fetched or opened, none of their scripts
//! is run, and their words, for which we have not the typefaces, are left out and told. What
//! doesn't live here: drawings that are written into a page as tags (`flow::inline`).

mod cost;
mod packed;
mod root;
mod weigh;

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use image::ImageReader;
use pixels::Rgb;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, ParsingOptions};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree};

pub use packed::is_packed;
pub use root::{is_svg, length, shown, view};
use weigh::Told;

/// Larger ones are not drawn, in bytes.
pub const LARGEST: usize = 8 << 20;
/// Nodes of its XML.
const MOST_NODES: u32 = 400_000;
/// Drawn so many times as large as it is shown, as displays with fine pixels do,
const TIMES: f64 = 2.0;
/// but with no side longer, in pixels.
const LONGEST: f64 = 1600.0;
/// A drawing that is a file by itself has a longer side of at least so many pixels.
const LEAST_ALONE: f64 = 512.0;
/// Pixels of the pictures that are written into it, together.
const MOST_INNER: u64 = 16_000_000;
/// One drawing gets so long,
const PATIENCE: Duration = Duration::from_secs(10);
/// and after so many that took longer no other of the document is drawn: they can't be stopped,
/// only left behind.
const MOST_LATE: usize = 2;
const STACK: usize = 64 << 20;

/// A drawing that was drawn.
pub struct Drawn {
    pub rgb: Rgb,
    /// What of it could not be drawn, and on which ground it stands.
    pub notes: Vec<String>,
}

/// The pixels of a drawing that is shown so large, in pixels of a page.
pub fn pixels_of(shown: (f64, f64)) -> (u32, u32) {
    scaled(shown, TIMES)
}

/// The pixels of a drawing that is a file by itself, and says that it is so large.
pub fn pixels_alone(shown: (f64, f64)) -> (u32, u32) {
    scaled(shown, TIMES.max(LEAST_ALONE / shown.0.max(shown.1)))
}

fn scaled((w, h): (f64, f64), times: f64) -> (u32, u32) {
    let times = times.min(LONGEST / w.max(h));
    let side = |v: f64| (v * times).round().clamp(1.0, LONGEST) as u32;
    (side(w), side(h))
}

/// The text of a drawing that is a file or a part of one, packed (SVGZ) or not.
///
/// # Errors
/// Why it is not drawn, for people.
pub fn text_of(bytes: &[u8]) -> Result<String, String> {
    let plain = match is_packed(bytes) {
        true => Cow::Owned(packed::whole(bytes).ok_or_else(damaged)?),
        false => Cow::Borrowed(bytes),
    };
    match plain.len() <= LARGEST {
        true => Ok(root::text_of(&plain)),
        false => Err(format!(
            "a drawing (SVG) of more than {} megabytes",
            LARGEST >> 20
        )),
    }
}

/// What a drawing of Windows (EMF, WMF) is, packed or not, by its first bytes; `None` for all else.
pub fn metafile(head: &[u8]) -> Option<&'static str> {
    /// Signature and place of both, [MS-EMF] 2.3.4.2 and [MS-WMF] 2.3.2.
    const EMF: (usize, &[u8]) = (40, b" EMF");
    const PLACED: [u8; 4] = [0xd7, 0xcd, 0xc6, 0x9a];
    let head = match is_packed(head) {
        true => Cow::Owned(packed::start(head, 64)),
        false => Cow::Borrowed(head),
    };
    let at = |from: usize, what: &[u8]| head.get(from..from + what.len()) == Some(what);
    // Without its place: in memory or a file, a header of 9 words, version 1 or 3.
    let plain = matches!(head.get(..6), Some([1 | 2, 0, 9, 0, 0, 1 | 3]));
    if at(0, &[1, 0, 0, 0]) && at(EMF.0, EMF.1) {
        Some("a drawing in EMF")
    } else if at(0, &PLACED) || plain {
        Some("a drawing in WMF")
    } else {
        None
    }
}

/// How large a drawing says that it is shown; `None` where it is none, or says nothing.
pub fn shown_of(bytes: &[u8]) -> Option<(f64, f64)> {
    let text = is_svg(bytes).then(|| text_of(bytes))?;
    shown(&text.ok()?).ok()
}

/// Draws it in so many pixels.
///
/// # Errors
/// Why it is not drawn, for people.
pub fn draw(text: String, size: (u32, u32)) -> Result<Drawn, String> {
    static LATE: AtomicUsize = AtomicUsize::new(0);
    if LATE.load(Ordering::Relaxed) >= MOST_LATE {
        return Err("a drawing (SVG) after others that took too long".to_owned());
    }
    let (done, answer) = channel();
    let job = move || {
        // Nobody listens any more where it came too late.
        let _ = done.send(drawn(&text, size));
    };
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(job)
        .map_err(|e| format!("a drawing (SVG) that could not be begun ({e})"))?;
    match answer.recv_timeout(PATIENCE) {
        Ok(drawn) => drawn,
        Err(RecvTimeoutError::Timeout) => {
            LATE.fetch_add(1, Ordering::Relaxed);
            Err(format!(
                "a drawing (SVG) that takes longer than {} s",
                PATIENCE.as_secs()
            ))
        }
        Err(RecvTimeoutError::Disconnected) => Err(damaged()),
    }
}

fn damaged() -> String {
    "a drawing (SVG) that is damaged".to_owned()
}

fn intricate() -> String {
    "a drawing (SVG) that is too intricate".to_owned()
}

fn drawn(text: &str, (width, height): (u32, u32)) -> Result<Drawn, String> {
    if weigh::has_nested_entities(text) {
        return Err(intricate());
    }
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|_| damaged())?;
    let told = weigh::weigh(&document).ok_or_else(intricate)?;
    let tree = Tree::from_xmltree(&document, &options_of()).map_err(|_| damaged())?;
    let (w, h) = (tree.size().width(), tree.size().height());
    let (sx, sy) = (width as f32 / w, height as f32 / h);
    let bearable = |scale| cost::is_bearable(&tree, scale, (width, height));
    if !(sx.is_finite() && sy.is_finite() && bearable(sx.max(sy))) {
        return Err(intricate());
    }
    let mut pixmap = Pixmap::new(width, height).ok_or_else(damaged)?;
    resvg::render(&tree, Transform::from_scale(sx, sy), &mut pixmap.as_mut());
    let mut notes = told.notes();
    let (rgb, dark) = on_ground(&pixmap).ok_or_else(|| nothing(&told))?;
    if dark {
        notes.push("a drawing (SVG) is white on nothing: it is shown on a dark ground".to_owned());
    }
    Ok(Drawn { rgb, notes })
}

/// Why there is nothing to be seen.
fn nothing(told: &Told) -> String {
    match (told.words, told.elsewhere) {
        (0, 0) => "a drawing (SVG) that shows nothing",
        (0, _) => "a drawing (SVG) of pictures or parts that are not in it",
        _ => "a drawing (SVG) of words alone, whose typefaces are not at hand",
    }
    .to_owned()
}

/// Nothing is opened and nothing is fetched; pictures that are written into it are drawn where
/// they are no larger than they may be.
fn options_of() -> Options<'static> {
    let inner = AtomicUsize::new(0);
    let resolve = move |_: &str, data: std::sync::Arc<Vec<u8>>, _: &Options<'_>| {
        let reader = ImageReader::new(Cursor::new(data.as_slice()));
        let reader = reader.with_guessed_format().ok()?;
        let format = reader.format()?;
        let (w, h) = reader.into_dimensions().ok()?;
        let pixels = u64::from(w) * u64::from(h);
        let all = inner.fetch_add(usize::try_from(pixels).ok()?, Ordering::Relaxed) as u64;
        if all.saturating_add(pixels) > MOST_INNER {
            return None;
        }
        match format {
            image::ImageFormat::Png => Some(ImageKind::PNG(data)),
            image::ImageFormat::Jpeg => Some(ImageKind::JPEG(data)),
            image::ImageFormat::Gif => Some(ImageKind::GIF(data)),
            image::ImageFormat::WebP => Some(ImageKind::WEBP(data)),
            _ => None,
        }
    };
    Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(resolve),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// A drawing on white, or on a dark ground where it would not be seen on white; the flag tells.
/// `None` where nothing was drawn.
fn on_ground(pixmap: &Pixmap) -> Option<(Rgb, bool)> {
    /// Light enough to be lost on white.
    const LIGHT: u32 = 225;
    const DARK: u32 = 40;
    let (mut ink, mut light, mut clear) = (0u64, 0u64, 0u64);
    for p in pixmap.pixels() {
        match p.alpha() {
            0 => clear += 1,
            alpha if alpha >= 128 => {
                ink += 1;
                let least = p.red().min(p.green()).min(p.blue());
                // The channels are multiplied by alpha.
                light += u64::from(255 * u32::from(least) >= LIGHT * u32::from(alpha));
            }
            _ => {}
        }
    }
    let all = u64::from(pixmap.width()) * u64::from(pixmap.height());
    if clear == all {
        return None;
    }
    let dark = 4 * light >= 3 * ink && 8 * clear >= all;
    let ground = if dark { DARK } else { 255 };
    let data = pixmap
        .pixels()
        .iter()
        .flat_map(|p| {
            let rest = 255 - u32::from(p.alpha());
            [p.red(), p.green(), p.blue()]
                .map(|c| (u32::from(c) + (ground * rest + 127) / 255).min(255) as u8)
        })
        .collect();
    Some((Rgb::new(pixmap.width(), pixmap.height(), data), dark))
}

#[cfg(test)]
mod tests;
