//! What displays of training films show, and what is varied of the films: interfaces that are cut,
//! turned, mirrored and recoloured, pages of text and pictures of rooms; plain walls, bezels of
//! other widths and greys. What doesn't live here: what is cut out of the films.

use std::sync::Arc;

use model::FrameRate;
use pixels::Rgb;
use stage::{
    Backdrop, Canvas, ClipPlan, Dice, Font, PageWriting, Picture, RandomOptions, StageError,
    TextOptions, text_page,
};

/// Pictures that are made of those that there are, pages of text, and pictures of rooms.
const PICTURES: usize = 30;
const PAGES: usize = 4;
const NOTES: usize = 5;
const ROOMS: usize = 3;

/// Pictures for one clip.
pub fn contents(known: &[Picture], dice: &mut Dice) -> Result<Vec<Picture>, StageError> {
    let mut out: Vec<Picture> = (0..PICTURES)
        .map(|_| changed(dice.pick(known), dice))
        .collect();
    for _ in 0..PAGES {
        let writing = *dice.pick(&[
            PageWriting::Latin,
            PageWriting::Russian,
            PageWriting::Kazakh,
        ]);
        let x_height = dice.range(8.0, 22.0);
        let options = TextOptions {
            writing,
            x_height,
            names: Vec::new(),
        };
        let page = text_page(dice.next_u64(), &options, x_height)?;
        out.push(match dice.chance(0.5) {
            true => changed(&page, dice),
            false => page,
        });
    }
    out.extend((0..NOTES).map(|_| note(dice)));
    for _ in 0..ROOMS {
        out.push(room(dice)?);
    }
    // Clips show few of them: which comes first is a matter of luck.
    for n in (1..out.len()).rev() {
        out.swap(n, dice.below(n + 1));
    }
    Ok(out)
}

/// Varies displays and what surrounds them where a plan does not: their proportions, their bezels'
/// widths and greys, and in some clips a wall of one grey with nothing on it, or no display.
pub fn vary(plan: &mut ClipPlan, dice: &mut Dice) {
    let plain = dice.chance(0.15);
    for shot in &mut plan.shots {
        if dice.chance(0.05) {
            shot.screens.clear();
        }
        if plain {
            let grey = dice.range(15.0, 235.0);
            let mut one = || (grey + dice.range(-12.0, 12.0)) as u8;
            shot.backdrop = Backdrop::Plain([one(), one(), one()]);
        }
        for screen in &mut shot.screens {
            // Walls keep their lattice.
            if screen.part != [0.0, 0.0, 1.0, 1.0] {
                continue;
            }
            if dice.chance(0.3) {
                let ratio = *dice.pick(&[1.25, 4.0 / 3.0, 1.6, 64.0 / 27.0]);
                screen.aspect = screen.aspect.map_or(Some(1.0 / ratio), |a| {
                    Some(if a > 1.0 { a } else { 1.0 / ratio })
                });
            }
            if dice.chance(0.3) {
                screen.bezel = *dice.pick(&[0.0, 0.006, 0.02, 0.05, 0.08]);
            }
            if let stage::Surround::Light(_) = screen.surround
                && dice.chance(0.4)
            {
                let grey = dice.range(90.0, 250.0) as u8;
                screen.surround = stage::Surround::Light([grey, grey, grey.saturating_add(3)]);
            }
        }
    }
}

/// A part of a picture, perhaps mirrored, upside down, with other colours or inverted.
fn changed(from: &Picture, dice: &mut Dice) -> Picture {
    let from = from.clone();
    let rgb = &from.rgb;
    let part = |of: u32, dice: &mut Dice| {
        let length = (f64::from(of) * dice.range(0.45, 1.0)).max(16.0) as u32;
        let length = length.min(of);
        let first = dice.below((of - length + 1) as usize) as u32;
        (first, length)
    };
    let ((left, width), (top, height)) = (part(rgb.width, dice), part(rgb.height, dice));
    let (mirror, flip, invert) = (dice.chance(0.4), dice.chance(0.3), dice.chance(0.25));
    let turn = dice.below(3);
    let (gain, lift) = (dice.range(0.5, 1.15), dice.range(-20.0, 30.0));
    let mut data = Vec::with_capacity(3 * (width * height) as usize);
    for y in 0..height {
        for x in 0..width {
            let x = left + if mirror { width - 1 - x } else { x };
            let y = top + if flip { height - 1 - y } else { y };
            let at = 3 * (y * rgb.width + x) as usize;
            for channel in 0..3 {
                let v = f64::from(rgb.data[at + (channel + turn) % 3]);
                let v = if invert { 255.0 - v } else { v };
                data.push((gain * v + lift).clamp(0.0, 255.0) as u8);
            }
        }
    }
    Picture {
        rgb: Arc::new(Rgb::new(width, height, data)),
        ..from
    }
}

/// A page of one grey with some lines of writing and nothing else, as a message or a notice is.
fn note(dice: &mut Dice) -> Picture {
    let (w, h) = *dice.pick(&[(1280, 720), (1280, 800), (1024, 768), (720, 1280)]);
    let ground = dice.range(5.0, 250.0);
    let away = dice.range(60.0, 200.0);
    let letters = match ground > 128.0 {
        true => ground - away,
        false => ground + away,
    };
    let grey = |v: f64, dice: &mut Dice| {
        let mut one = || (v + dice.range(-10.0, 10.0)).clamp(0.0, 255.0) as u8;
        [one(), one(), one(), 255]
    };
    let (ground, letters) = (grey(ground, dice), grey(letters, dice));
    let mut page = Canvas::new(w, h, ground);
    let size = dice.range(16.0, 60.0) as f32;
    let left = dice.range(0.02, 0.3) as f32 * w as f32;
    let step = size * dice.range(1.3, 2.8) as f32;
    let font = *dice.pick(&[Font::Sans, Font::SansBold, Font::Mono, Font::Serif]);
    let last = dice.range(0.3, 0.98) as f32 * h as f32;
    let mut base = dice.range(0.05, 0.3) as f32 * h as f32;
    while base < last {
        let length = 3 + dice.below(30);
        let line: String = (0..length)
            .map(|_| {
                *dice.pick(&[
                    'a', 'e', 'n', 'о', 'и', 'т', 'к', 's', 'r', '1', '7', ' ', '.',
                ])
            })
            .collect();
        page.text(left, base, size, font, letters, &line);
        base += step;
    }
    Picture::new("note", page.rgb())
}

/// A picture of a room, as a camera or a film on a display shows it.
fn room(dice: &mut Dice) -> Result<Picture, StageError> {
    let options = RandomOptions {
        seconds: 0.1,
        broadcast: dice.chance(0.3),
        rate: FrameRate::new(25, 1).map_err(|e| StageError::Plan(e.to_string()))?,
        ..RandomOptions::default()
    };
    let plan = stage::random_clip(dice.next_u64(), &[], &options);
    let rgb = stage::render_frame(&plan, 0)?;
    let picture = Picture::new("room", rgb);
    Ok(match dice.chance(0.7) {
        true => changed(&picture, dice),
        false => picture,
    })
}
