//! Devices as brochures show them: monitors, laptops, telephones and tablets with a view on their
//! screens, drawn from the front, drawn at an angle, or photographed in a room; and pictures that
//! could be taken for one: windows with frames, views with panels, rooms without screens.

use model::{Homography, Point, Quad, Size};
use pixels::{Rgb, warp};

use super::{Shapes, WHITE, chart, diagram, made_composites, photograph, sheet, through_jpeg};
use crate::canvas::{Canvas, Ink, ink, mix, scaled};
use crate::{
    Backdrop, ClipPlan, Dice, Font, Picture, ScreenPlan, ShotPlan, StageError, render_frame,
    truth_of,
};

/// A picture, and the screen on it where it shows a device.
pub struct MadeDevice {
    pub rgb: Rgb,
    /// Of the screen, in pixels, clockwise from its upper left.
    pub quad: Option<Quad>,
    /// How it was made, for people.
    pub what: String,
}

/// So many devices; the same seed makes the same ones.
///
/// # Errors
/// When a room can't be drawn or a picture not packed.
pub fn made_devices(seed: u64, count: usize) -> Result<Vec<MadeDevice>, StageError> {
    let views = views();
    (0..count)
        .map(|n| {
            let mut d = Dice::new(seed).fork(2000 + n as u64);
            let view = d.pick(&views).clone();
            match n % 5 {
                0 | 1 => drawn(&view, false, &mut d),
                2 | 3 => drawn(&view, true, &mut d),
                _ => filmed(view, &mut d),
            }
        })
        .collect()
}

/// So many pictures that show no device.
///
/// # Errors
/// When a room can't be drawn or a picture not packed.
pub fn made_no_devices(seed: u64, count: usize) -> Result<Vec<MadeDevice>, StageError> {
    let views = views();
    let mut composites = made_composites(seed, count.div_ceil(6), Shapes::Any)?.into_iter();
    let mut made = Vec::new();
    for n in 0..count {
        let mut d = Dice::new(seed).fork(3000 + n as u64);
        let view = &d.pick(&views).rgb.clone();
        let (what, rgb) = match n % 6 {
            0 => ("a view", resized(view, d.whole(400, 1280) as u32)),
            1 => ("a window with a frame", window(view, &mut d)),
            2 => ("a room", photograph(&mut d)?),
            3 => match composites.next() {
                Some(c) => ("a composite", c.rgb),
                None => break,
            },
            4 => ("a view on white", framed(view, &mut d)),
            _ if d.chance(0.3) => ("a chart", chart(&mut d)),
            _ if d.chance(0.5) => ("a diagram", diagram(&mut d)),
            _ => ("a table", sheet(&mut d)),
        };
        let rgb = worn(rgb, &mut d)?;
        let what = what.to_owned();
        made.push(MadeDevice {
            rgb,
            quad: None,
            what,
        });
    }
    Ok(made)
}

fn views() -> Vec<Picture> {
    let mut views = crate::demo::demo_pictures();
    views.extend(
        crate::demo::unprinted_pictures()
            .into_iter()
            .map(|(_, p)| p),
    );
    views.retain(|v| v.rgb.width >= 320 && v.rgb.height >= 200);
    views
}

fn resized(rgb: &Rgb, width: u32) -> Rgb {
    scaled(rgb, width, rgb.height * width / rgb.width)
}

fn worn(rgb: Rgb, d: &mut Dice) -> Result<Rgb, StageError> {
    match d.chance(0.4) {
        true => through_jpeg(&rgb, d.whole(70, 95) as u8),
        false => Ok(rgb),
    }
}

/// A device from the front, or that picture seen at an angle.
fn drawn(view: &Picture, angled: bool, d: &mut Dice) -> Result<MadeDevice, StageError> {
    let kind = *d.pick(&["monitor", "laptop", "tablet", "telephone"]);
    let ground = *d.pick(&[WHITE, WHITE, ink(0xeef2f6), ink(0xdfe7f0), ink(0x1d2a44)]);
    let (rgb, quad) = front(&view.rgb, kind, ground, d);
    let (rgb, quad) = match angled {
        true => tilted(&rgb, &quad, ground, d),
        false => (rgb, quad),
    };
    Ok(MadeDevice {
        rgb: worn(rgb, d)?,
        quad: Some(quad),
        what: format!("{kind}, angled {angled}, ground {ground:?}"),
    })
}

fn front(view: &Rgb, kind: &str, ground: Ink, d: &mut Dice) -> (Rgb, Quad) {
    let wide = d.whole(300, 800) as f32;
    let high = match kind {
        // Part of a view, on end.
        "telephone" => wide * 1.9,
        _ => wide * view.height as f32 / view.width as f32,
    };
    let wide = if kind == "telephone" {
        wide * 0.6
    } else {
        wide
    };
    let high = if kind == "telephone" {
        high * 0.6
    } else {
        high
    };
    let bezel = wide * d.range(0.016, 0.05) as f32;
    let (top, low) = match kind {
        "telephone" => (bezel * 2.2, bezel * 2.2),
        "monitor" => (bezel, bezel * d.range(1.0, 2.4) as f32),
        _ => (
            bezel * d.range(1.0, 1.6) as f32,
            bezel * d.range(1.0, 1.8) as f32,
        ),
    };
    let margin = wide * d.range(0.08, 0.3) as f32;
    let stand = if matches!(kind, "monitor" | "laptop") {
        wide * 0.2
    } else {
        0.0
    };
    let side = if kind == "laptop" { wide * 0.12 } else { 0.0 };
    let (width, height) = (
        wide + 2.0 * (bezel + margin + side),
        high + top + low + 2.0 * margin + stand,
    );
    let mut c = Canvas::new(width as u32, height as u32, ground);
    let body = *d.pick(&[ink(0x15171a), ink(0x2a2d31), ink(0x3a3f46), ink(0xb9bec5)]);
    let (x, y) = ((margin + side).round(), margin.round());
    let foot = y + top + high + low;
    match kind {
        "monitor" => {
            let grey = ink(0x8d939b);
            let middle = x + bezel + wide / 2.0;
            c.rect(middle - wide * 0.06, foot, wide * 0.12, stand * 0.7, grey);
            c.round(
                middle - wide * 0.17,
                foot + stand * 0.7,
                wide * 0.34,
                stand * 0.16,
                4.0,
                grey,
            );
        }
        "laptop" => {
            let base = [
                [x, foot],
                [x + wide + 2.0 * bezel, foot],
                [x + wide + 2.0 * bezel + side, foot + stand * 0.5],
                [x - side, foot + stand * 0.5],
            ];
            c.polygon(&base, mix(body, WHITE, 0.5));
            c.round(
                x - side,
                foot + stand * 0.5,
                wide + 2.0 * (bezel + side),
                stand * 0.12,
                3.0,
                mix(body, WHITE, 0.3),
            );
        }
        _ => {}
    }
    let radius = match kind {
        "telephone" | "tablet" => bezel * 1.6,
        _ => bezel * 0.5,
    };
    c.round(x, y, wide + 2.0 * bezel, high + top + low, radius, body);
    let shown = shown(view, wide as u32, high as u32);
    let place = [
        (x + bezel).round(),
        (y + top).round(),
        wide.floor(),
        high.floor(),
    ];
    c.picture(place[0], place[1], place[2], place[3], &shown);
    let [x, y, w, h] = place.map(f64::from);
    let at = Point::new;
    (
        c.rgb(),
        Quad([at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)]),
    )
}

/// The view as a screen of this size shows it: cut at its right side where the screen is narrower.
fn shown(view: &Rgb, wide: u32, high: u32) -> Rgb {
    let grown = scaled(view, (view.width * high / view.height).max(wide), high);
    let row = 3 * grown.width as usize;
    let kept = grown.data.chunks_exact(row);
    let data = kept
        .flat_map(|r| &r[..3 * wide as usize])
        .copied()
        .collect();
    Rgb::new(wide, high, data)
}

/// A picture as seen from the side, on its ground.
fn tilted(rgb: &Rgb, quad: &Quad, ground: Ink, d: &mut Dice) -> (Rgb, Quad) {
    let (w, h) = (f64::from(rgb.width), f64::from(rgb.height));
    let near = d.range(0.0, 0.06);
    let (lean, turn) = (
        d.range(0.04, 0.16) * d.sign(),
        d.range(0.0, 0.08) * d.sign(),
    );
    let narrow = d.range(0.68, 0.95);
    let x = |u: f64| w * (0.5 + narrow * (u - 0.5) * (1.0 - 2.0 * near));
    // One side is further away, and the whole is turned a little.
    let y = |u: f64, v: f64| {
        let deep = 1.0 - lean.abs() * if lean > 0.0 { u } else { 1.0 - u };
        h * (0.5 + (v - 0.5) * deep * 0.86 + turn * (u - 0.5))
    };
    let to = Quad(
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(u, v)| Point::new(x(u), y(u, v))),
    );
    let Some(map) = Homography::between(&Quad::of_size(rgb.size()), &to) else {
        return (rgb.clone(), *quad);
    };
    let fill = [ground[0], ground[1], ground[2]];
    let out = warp::warp_rgb(rgb, &map, rgb.size(), fill);
    let moved = quad.0.map(|p| map.map(p).unwrap_or(p));
    (out, Quad(moved))
}

/// A display in a room, as a photographer takes it.
fn filmed(view: Picture, d: &mut Dice) -> Result<MadeDevice, StageError> {
    let seed = d.next_u64() % 1000;
    let mut screen = ScreenPlan::new(view, d.range(300.0, 720.0));
    screen.yaw = d.range(-32.0, 32.0);
    screen.pitch = d.range(-8.0, 8.0);
    screen.roll = d.range(-2.0, 2.0);
    screen.bezel = d.range(0.015, 0.04);
    screen.black = d.range(0.0, 0.06);
    screen.glare = d.range(0.0, 0.15);
    let mut shot = ShotPlan::clean(1, Backdrop::Room { seed }, vec![screen]);
    shot.wear.noise = d.range(0.5, 2.5) as _;
    shot.wear.defocus = d.range(0.0, 0.6) as _;
    let plan = ClipPlan {
        size: Size {
            width: 1100,
            height: 720,
        },
        rate: model::FrameRate::new(25, 1).map_err(|_| StageError::Plan("a rate".to_owned()))?,
        bitrate_kbps: 2500,
        seed,
        logo: None,
        shots: vec![shot],
    };
    let truth = truth_of(&plan)?;
    let quad = truth
        .frames
        .first()
        .and_then(|f| f.screens.first())
        .map(|s| s.quad);
    Ok(MadeDevice {
        rgb: through_jpeg(&render_frame(&plan, 0)?, d.whole(80, 95) as u8)?,
        quad,
        what: "photographed".to_owned(),
    })
}

/// A view in the frame that a system draws round it, on a desktop or cut at the frame.
fn window(view: &Rgb, d: &mut Dice) -> Rgb {
    let inner = resized(view, d.whole(400, 900) as u32);
    let (w, h) = (inner.width as f32, inner.height as f32);
    let (side, title) = (d.whole(1, 9) as f32, d.whole(22, 36) as f32);
    let margin = if d.chance(0.5) {
        0.0
    } else {
        d.whole(20, 120) as f32
    };
    let desk = *d.pick(&[WHITE, ink(0x0a64a0), ink(0x2b5d3a), ink(0xd8d8d8)]);
    let frame = *d.pick(&[ink(0x2b2b30), ink(0x3b6ea5), ink(0xd4d0c8), ink(0x101216)]);
    let mut c = Canvas::new(
        (w + 2.0 * (side + margin)) as u32,
        (h + title + side + 2.0 * margin) as u32,
        desk,
    );
    c.rect(margin, margin, w + 2.0 * side, h + title + side, frame);
    let ink_of_title = if frame[0] > 150 { ink(0x202124) } else { WHITE };
    c.text(
        margin + 10.0,
        margin + title * 0.7,
        title * 0.5,
        Font::Sans,
        ink_of_title,
        "Operator desk",
    );
    for n in 0..3 {
        let x = margin + w + side - (n + 1) as f32 * title;
        c.outline(
            x,
            margin + title * 0.3,
            title * 0.4,
            title * 0.4,
            1.0,
            ink_of_title,
        );
    }
    c.picture(margin + side, margin + title, w, h, &inner);
    c.rgb()
}

/// A view with a line or a band round it, on white, with a caption.
fn framed(view: &Rgb, d: &mut Dice) -> Rgb {
    let inner = resized(view, d.whole(400, 900) as u32);
    let (w, h) = (inner.width as f32, inner.height as f32);
    let (margin, band) = (d.whole(16, 80) as f32, d.whole(1, 3) as f32);
    let mut c = Canvas::new(
        (w + 2.0 * margin) as u32,
        (h + 2.0 * margin + 20.0) as u32,
        WHITE,
    );
    c.rect(
        margin - band,
        margin - band,
        w + 2.0 * band,
        h + 2.0 * band,
        ink(0x30343a),
    );
    c.picture(margin, margin, w, h, &inner);
    c.text(
        margin,
        margin + h + 22.0,
        13.0,
        Font::Sans,
        ink(0x202124),
        "Figure 3: the desk",
    );
    c.rgb()
}
