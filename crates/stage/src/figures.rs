//! Made-up figures as documents have them: interface views, logos, and what is neither (photographs,
//! charts, diagrams, tables, decoration), with the truth about each.

mod composites;
mod devices;
mod drawings;

use pixels::Rgb;

pub use composites::{MadeComposite, Shapes, made_composites};
pub use devices::{MadeDevice, made_devices, made_no_devices};
pub use drawings::{MadeDrawing, write_drawings};

use crate::canvas::{Canvas, Ink, ink, mix, scaled};
use crate::{Backdrop, ClipPlan, Dice, Font, ShotPlan, StageError, render_frame};

/// What a figure shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FigureTruth {
    Interface,
    Logo,
    Neither,
}

/// A figure, and what it is.
pub struct MadeFigure {
    pub truth: FigureTruth,
    /// Which of its kind.
    pub what: String,
    pub rgb: Rgb,
}

const WHITE: Ink = ink(0xff_ffff);

/// So many of each kind; the same seed makes the same figures. Some have been through JPEG.
///
/// # Errors
/// When a room can't be drawn or a picture not packed.
pub fn made_figures(seed: u64, each: usize) -> Result<Vec<MadeFigure>, StageError> {
    let mut views: Vec<(String, Rgb)> = crate::demo::demo_pictures()
        .into_iter()
        .map(|p| (p.id.clone(), (*p.rgb).clone()))
        .collect();
    let unprinted = crate::demo::unprinted_pictures();
    views.extend(
        unprinted
            .into_iter()
            .map(|(_, p)| (p.id.clone(), (*p.rgb).clone())),
    );
    let mut figures = Vec::new();
    for n in 0..each {
        let mut d = Dice::new(seed).fork(n as u64);
        let (id, rgb) = d.pick(&views).clone();
        let width = d.whole(380, 1280) as u32;
        let view = scaled(&rgb, width, rgb.height * width / rgb.width);
        figures.push(made(FigureTruth::Interface, &id, view, &mut d)?);
        let drawn = logo(&mut d);
        figures.push(made(FigureTruth::Logo, "logo", drawn, &mut d)?);
        let (what, rgb) = neither(&mut d)?;
        figures.push(made(FigureTruth::Neither, what, rgb, &mut d)?);
    }
    Ok(figures)
}

fn made(truth: FigureTruth, what: &str, rgb: Rgb, d: &mut Dice) -> Result<MadeFigure, StageError> {
    let rgb = match d.chance(0.4) {
        true => through_jpeg(&rgb, d.whole(70, 95) as u8)?,
        false => rgb,
    };
    let what = what.to_owned();
    Ok(MadeFigure { truth, what, rgb })
}

/// A picture as it comes back from JPEG of a quality.
///
/// # Errors
/// When it can't be packed or unpacked.
pub fn through_jpeg(rgb: &Rgb, quality: u8) -> Result<Rgb, StageError> {
    let wrong = |e: image::ImageError| StageError::Plan(format!("a JPEG: {e}"));
    let mut bytes = std::io::Cursor::new(Vec::new());
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality);
    image::ImageEncoder::write_image(
        encoder,
        &rgb.data,
        rgb.width,
        rgb.height,
        image::ExtendedColorType::Rgb8,
    )
    .map_err(wrong)?;
    let back = image::load_from_memory(bytes.get_ref())
        .map_err(wrong)?
        .to_rgb8();
    Ok(Rgb::new(rgb.width, rgb.height, back.into_raw()))
}

fn colour(d: &mut Dice) -> Ink {
    let strong = [
        0x1f3f7e, 0xc22a22, 0x1f9a8f, 0xd9761a, 0x14244f, 0x2d8a3e, 0x6a2c91, 0x101418,
    ];
    ink(*d.pick(&strong))
}

/// An emblem with a name beside or below it, on white or on one colour.
fn logo(d: &mut Dice) -> Rgb {
    let height = d.whole(60, 360) as f32;
    let beside = d.chance(0.7);
    let names = [
        "Heron",
        "ARGUS",
        "Taskóren",
        "Құзғын",
        "Сокол-М",
        "LYNX desk",
        "Ibis",
        "novawall",
    ];
    let name = *d.pick(&names);
    let font = *d.pick(&[
        Font::SansBold,
        Font::Sans,
        Font::SerifBold,
        Font::NarrowBold,
    ]);
    let size = height * if beside { 0.5 } else { 0.22 };
    let wide = font.width(name, size);
    let width = match beside {
        true => height * 1.1 + wide + height * 0.3,
        false => wide.max(height * 0.8) + height * 0.3,
    };
    let (ground, front) = match d.chance(0.75) {
        true => (WHITE, colour(d)),
        false => (colour(d), WHITE),
    };
    let mut c = Canvas::new(width as u32, height as u32, ground);
    let radius = height * if beside { 0.36 } else { 0.26 };
    let (x, y) = match beside {
        true => (height * 0.55, height * 0.5),
        false => (width * 0.5, height * 0.38),
    };
    emblem(&mut c, d, [x, y, radius], front, ground);
    match beside {
        true => c.text(height * 1.1, height * 0.68, size, font, front, name),
        false => c.text((width - wide) / 2.0, height * 0.9, size, font, front, name),
    };
    c.rgb()
}

fn emblem(c: &mut Canvas, d: &mut Dice, [x, y, r]: [f32; 3], front: Ink, ground: Ink) {
    match d.below(4) {
        0 => {
            c.disc(x, y, r, front);
            c.disc(x, y, r * 0.6, ground);
            c.disc(x, y, r * 0.3, front);
        }
        1 => {
            c.polygon(&[[x, y - r], [x + r, y + r], [x - r, y + r]], front);
            c.disc(x, y + r * 0.3, r * 0.3, ground);
        }
        2 => {
            c.round(x - r, y - r, 2.0 * r, 2.0 * r, r * 0.4, front);
            c.line(
                [x - r * 0.6, y + r * 0.5],
                [x, y - r * 0.5],
                r * 0.25,
                ground,
            );
            c.line(
                [x, y - r * 0.5],
                [x + r * 0.6, y + r * 0.5],
                r * 0.25,
                ground,
            );
        }
        _ => {
            let points = [
                [x, y - r],
                [x + r * 0.9, y - r * 0.5],
                [x + r * 0.6, y + r],
                [x - r * 0.6, y + r],
                [x - r * 0.9, y - r * 0.5],
            ];
            c.polygon(&points, front);
            c.polygon(
                &points.map(|p| [x + (p[0] - x) * 0.6, y + (p[1] - y) * 0.6]),
                ground,
            );
        }
    }
}

fn neither(d: &mut Dice) -> Result<(&'static str, Rgb), StageError> {
    Ok(match d.below(6) {
        0 => ("photograph", photograph(d)?),
        1 => ("chart", chart(d)),
        2 => ("diagram", diagram(d)),
        3 => ("table", sheet(d)),
        4 => ("decoration", decoration(d)),
        _ => ("portrait photograph", photograph(d)?),
    })
}

/// A room as a camera sees it, without any screen of ours.
fn photograph(d: &mut Dice) -> Result<Rgb, StageError> {
    let seed = d.next_u64() % 1000;
    let mut shot = ShotPlan::clean(1, Backdrop::Room { seed }, Vec::new());
    shot.wear.noise = d.range(1.0, 4.0) as _;
    let plan = ClipPlan {
        size: model::Size {
            width: 2 * d.whole(200, 560) as u32,
            height: 2 * d.whole(120, 320) as u32,
        },
        rate: model::FrameRate::new(25, 1).map_err(|_| StageError::Plan("a rate".to_owned()))?,
        bitrate_kbps: 2500,
        seed,
        logo: None,
        shots: vec![shot],
    };
    render_frame(&plan, 0)
}

fn chart(d: &mut Dice) -> Rgb {
    chart_canvas(d).rgb()
}

fn chart_canvas(d: &mut Dice) -> Canvas {
    let (w, h) = (d.whole(320, 900) as f32, d.whole(220, 560) as f32);
    let mut c = Canvas::recording(w as u32, h as u32, WHITE);
    let grey = ink(0x9aa0a6);
    c.line([w * 0.1, h * 0.1], [w * 0.1, h * 0.85], 2.0, grey);
    c.line([w * 0.1, h * 0.85], [w * 0.95, h * 0.85], 2.0, grey);
    let bars = d.whole(4, 10);
    let tone = colour(d);
    for n in 0..bars {
        let tall = d.range(0.1, 0.7) as f32 * h;
        let x = w * (0.13 + 0.8 * n as f32 / bars as f32);
        if d.chance(0.9) {
            c.rect(x, h * 0.85 - tall, 0.5 * w / bars as f32, tall, tone);
        }
        c.text(x, h * 0.92, 11.0, Font::Sans, grey, &(2014 + n).to_string());
    }
    c.text(
        w * 0.1,
        h * 0.07,
        14.0,
        Font::Sans,
        ink(0x202124),
        "Cameras installed",
    );
    c
}

fn diagram(d: &mut Dice) -> Rgb {
    diagram_canvas(d).rgb()
}

fn diagram_canvas(d: &mut Dice) -> Canvas {
    let (w, h) = (d.whole(400, 1000) as f32, d.whole(240, 620) as f32);
    let mut c = Canvas::recording(w as u32, h as u32, WHITE);
    let tone = colour(d);
    let names = [
        "Camera", "Server", "Database", "Client", "Archive", "Gateway", "Mobile",
    ];
    let mut last: Option<[f32; 2]> = None;
    for _ in 0..d.whole(4, 7) {
        let (x, y) = (
            d.range(0.1, 0.85) as f32 * w,
            d.range(0.15, 0.85) as f32 * h,
        );
        if let Some(last) = last {
            c.line(last, [x, y], 2.0, ink(0x5c646e));
        }
        last = Some([x, y]);
    }
    for _ in 0..d.whole(4, 7) {
        let (x, y) = (
            d.range(0.02, 0.78) as f32 * w,
            d.range(0.05, 0.8) as f32 * h,
        );
        let name: &&str = d.pick(&names);
        c.round(x, y, 0.18 * w, 0.13 * h, 10.0, mix(tone, WHITE, 0.75));
        c.text_mid(
            x + 0.09 * w,
            y + 0.08 * h,
            13.0,
            Font::Sans,
            ink(0x202124),
            name,
        );
    }
    c
}

/// A table of a datasheet, as a picture.
fn sheet(d: &mut Dice) -> Rgb {
    let rows = d.whole(5, 14);
    let (w, line) = (d.whole(360, 800) as f32, d.whole(18, 28) as f32);
    let mut c = Canvas::new(w as u32, (line * (rows + 1) as f32) as u32, WHITE);
    let grey = ink(0xb8bec6);
    let words = [
        "Resolution",
        "Frame rate",
        "Channels",
        "Storage",
        "Weight",
        "Power",
    ];
    for n in 0..rows {
        let y = line * (n as f32 + 0.5);
        let word: &&str = d.pick(&words);
        c.rect(0.0, y, w, 1.0, grey);
        c.text(
            8.0,
            y + 0.7 * line,
            0.55 * line,
            Font::Sans,
            ink(0x202124),
            word,
        );
        let value = d.below(4000).to_string();
        c.text(
            w * 0.55,
            y + 0.7 * line,
            0.55 * line,
            Font::Sans,
            ink(0x202124),
            &value,
        );
    }
    c.rgb()
}

fn decoration(d: &mut Dice) -> Rgb {
    let (w, h) = (d.whole(200, 900), d.whole(60, 400));
    let mut c = Canvas::new(w as u32, h as u32, WHITE);
    let (a, b) = (colour(d), colour(d));
    for y in 0..h {
        c.rect(0.0, y as f32, w as f32, 1.0, mix(a, b, y as f32 / h as f32));
    }
    for _ in 0..d.whole(2, 6) {
        let (x, y) = (d.range(0.0, w as f64) as f32, d.range(0.0, h as f64) as f32);
        c.disc(
            x,
            y,
            d.range(20.0, 160.0) as f32,
            mix(a, WHITE, d.range(0.1, 0.6) as f32),
        );
    }
    c.rgb()
}
