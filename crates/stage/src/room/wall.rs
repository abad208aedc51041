//! The picture of a wall: paint, panels, and what hangs and stands there. Everything is made up.

use crate::canvas::{Canvas, Ink, ink, mix};
use crate::dice::Dice;
use crate::fonts::Font;

use super::hangings::{WORDS, map_poster, notices, poster, whiteboard};
use super::{Palette, density, roughen};

/// Draws a wall of a width and height in metres.
pub(super) fn draw(d: &mut Dice, width: f64, height: f64, base: Ink, p: &Palette) -> Canvas {
    let k = density(width, 210.0);
    let mut c = Canvas::new((width * k) as u32, (height * k) as u32, base);
    let k = k as f32;
    panels(&mut c, d, k, base, p);
    roughen(&mut c, d, 14.0, 12.0);
    let mut x = d.range(0.05, 0.5) as f32 * k;
    let floor = c.height();
    while x < c.width() - 0.5 * k {
        let used = match d.below(9) {
            0 => door(&mut c, d, [x, floor], k, p),
            1 => whiteboard(&mut c, d, [x, floor], k),
            2 => shelf(&mut c, d, [x, floor], k, p),
            3 => cabinet(&mut c, d, [x, floor], k),
            4 => map_poster(&mut c, d, [x, floor], k),
            5 => notices(&mut c, d, [x, floor], k),
            6 => window(&mut c, d, [x, floor], k),
            _ => poster(&mut c, d, [x, floor], k, p),
        };
        x += used + d.range(0.12, 0.5) as f32 * k;
    }
    small_things(&mut c, d, k);
    c
}

fn panels(c: &mut Canvas, d: &mut Dice, k: f32, base: Ink, p: &Palette) {
    let (w, h) = (c.width(), c.height());
    let step = d.range(0.6, 1.3) as f32 * k;
    let mut x = d.range(0.0, 0.5) as f32 * k;
    let seams = d.chance(0.6);
    while seams && x < w {
        c.rect(x, 0.0, 2.5, h, mix(base, ink(0), 0.28));
        c.rect(x + 2.5, 0.0, 1.5, h, mix(base, ink(0xffffff), 0.25));
        x += step;
    }
    if d.chance(0.5) {
        let y = h * d.range(0.5, 0.68) as f32;
        c.rect(0.0, y, w, h - y, mix(base, p.accent, 0.35));
        c.rect(0.0, y, w, 0.03 * k, mix(p.wood, ink(0), 0.2));
    }
    // Cable duct and skirting.
    c.rect(0.0, h - 0.1 * k, w, 0.1 * k, mix(base, ink(0), 0.45));
    let y = h - 0.62 * k;
    c.rect(0.0, y, w, 0.07 * k, mix(base, ink(0xffffff), 0.45));
    c.rect(0.0, y + 0.065 * k, w, 0.01 * k, mix(base, ink(0), 0.4));
}

fn small_things(c: &mut Canvas, d: &mut Dice, k: f32) {
    let (w, h) = (c.width(), c.height());
    for _ in 0..(w / k * 0.9) as usize {
        let x = d.range(0.0, f64::from(w)) as f32;
        let y = h - 0.6 * k;
        c.round(x, y, 0.08 * k, 0.045 * k, 2.0, ink(0xe9e9e6));
        c.disc(x + 0.025 * k, y + 0.022 * k, 0.012 * k, ink(0x55585c));
        c.disc(x + 0.055 * k, y + 0.022 * k, 0.012 * k, ink(0x55585c));
    }
    // A clock and an air conditioner, high up.
    let (x, y) = (w * d.range(0.1, 0.9) as f32, 0.35 * k);
    c.disc(x, y, 0.16 * k, ink(0x2b2d30));
    c.disc(x, y, 0.145 * k, ink(0xf2f1ec));
    for i in 0..12 {
        let a = i as f32 / 12.0 * std::f32::consts::TAU;
        let (s, co) = a.sin_cos();
        let at = |r: f32| [x + s * r * k, y - co * r * k];
        c.line(at(0.115), at(0.135), 0.012 * k, ink(0x222222));
    }
    c.line(
        [x, y],
        [x + 0.06 * k, y - 0.04 * k],
        0.012 * k,
        ink(0x111111),
    );
    c.line(
        [x, y],
        [x - 0.02 * k, y + 0.11 * k],
        0.008 * k,
        ink(0x111111),
    );
    if d.chance(0.6) {
        // Never over the clock.
        let x = (x + w * d.range(0.15, 0.5) as f32) % w;
        c.round(x, 0.12 * k, 0.9 * k, 0.28 * k, 0.04 * k, ink(0xe6e8e8));
        for i in 0..5 {
            c.rect(
                x + 0.06 * k,
                (0.29 + 0.018 * i as f32) * k,
                0.78 * k,
                2.0,
                ink(0x8d9294),
            );
        }
        c.rect(x + 0.7 * k, 0.17 * k, 0.1 * k, 0.03 * k, ink(0x3b78b5));
    }
}

fn door(c: &mut Canvas, d: &mut Dice, [x, floor]: [f32; 2], k: f32, p: &Palette) -> f32 {
    let (w, h) = (0.92 * k, 2.05 * k);
    let y = floor - h;
    let leaf = mix(p.wood, ink(0xffffff), d.range(0.0, 0.3) as f32);
    c.rect(
        x - 0.05 * k,
        y - 0.05 * k,
        w + 0.1 * k,
        h + 0.05 * k,
        mix(leaf, ink(0), 0.45),
    );
    c.rect(x, y, w, h, leaf);
    for i in 0..16 {
        let gx = x + w * (i as f32 + d.unit() as f32) / 16.0;
        c.rect(gx, y, 1.2, h, mix(leaf, ink(0), 0.14));
    }
    if d.chance(0.6) {
        c.rect(x + w * 0.2, y + 0.25 * k, w * 0.22, 0.7 * k, ink(0xa8c0c8));
        c.line(
            [x + w * 0.22, y + 0.85 * k],
            [x + w * 0.4, y + 0.4 * k],
            5.0,
            ink(0xd8e6ea),
        );
    }
    c.round(
        x + w * 0.82,
        y + h * 0.52,
        0.1 * k,
        0.03 * k,
        3.0,
        ink(0xd2d4d6),
    );
    c.rect(x + w * 0.84, y + h * 0.5, 0.03 * k, 0.12 * k, ink(0x8c9094));
    let word = d.pick(&WORDS);
    c.rect(x + w * 0.5, y + 0.3 * k, 0.3 * k, 0.12 * k, ink(0xf4f4ee));
    c.text_in(
        [x + w * 0.5 + 4.0, y + 0.38 * k, 0.3 * k - 8.0],
        0.055 * k,
        Font::SansBold,
        ink(0x303338),
        word,
    );
    w + 0.1 * k
}

fn shelf(c: &mut Canvas, d: &mut Dice, [x, floor]: [f32; 2], k: f32, p: &Palette) -> f32 {
    let (w, h) = (d.range(0.8, 1.3) as f32 * k, 1.85 * k);
    let y = floor - h;
    c.rect(x, y, w, h, mix(p.wood, ink(0), 0.45));
    for row in 0..5 {
        let base = y + h * (row as f32 + 1.0) / 5.0;
        let mut bx = x + 0.04 * k;
        while bx < x + w - 0.08 * k {
            let bw = d.range(0.03, 0.075) as f32 * k;
            let bh = d.range(0.2, 0.3) as f32 * k;
            if d.chance(0.86) {
                let tone = *d.pick(&[
                    0x23415f, 0x8b2e2a, 0x2d5b40, 0x30333a, 0xc0b79f, 0x7b5a2d, 0x5b6b7a, 0xd8d8d0,
                ]);
                c.rect(bx, base - bh, bw, bh, ink(tone));
                c.rect(
                    bx + bw * 0.2,
                    base - bh * 0.8,
                    bw * 0.6,
                    bh * 0.25,
                    ink(0xe8e4d8),
                );
                c.disc(bx + bw / 2.0, base - bh * 0.2, bw * 0.2, ink(0x14161a));
            }
            bx += bw + 1.5;
        }
        c.rect(x, base, w, 0.03 * k, p.wood);
    }
    c.outline(x, y, w, h, 0.03 * k, p.wood);
    w
}

fn cabinet(c: &mut Canvas, d: &mut Dice, [x, floor]: [f32; 2], k: f32) -> f32 {
    let (w, h) = (0.62 * k, d.range(1.2, 1.95) as f32 * k);
    let y = floor - h;
    c.rect(x, y, w, h, ink(0x22262b));
    c.outline(x, y, w, h, 0.02 * k, ink(0x3c4249));
    let rows = (h / (0.12 * k)) as usize;
    for r in 0..rows {
        let ry = y + 0.05 * k + r as f32 * 0.118 * k;
        c.rect(x + 0.05 * k, ry, w - 0.1 * k, 0.09 * k, ink(0x34393f));
        for i in 0..8 {
            let on = d.chance(0.5);
            let tone = if on {
                *d.pick(&[0x58d06a, 0x4ab0ff, 0xf0b840])
            } else {
                0x15181b
            };
            c.disc(
                x + (0.09 + 0.03 * i as f32) * k,
                ry + 0.03 * k,
                0.008 * k,
                ink(tone),
            );
        }
        for i in 0..6 {
            c.rect(
                x + (0.36 + 0.03 * i as f32) * k,
                ry + 0.02 * k,
                0.018 * k,
                0.05 * k,
                ink(0x14161a),
            );
        }
    }
    w
}

fn window(c: &mut Canvas, d: &mut Dice, [x, floor]: [f32; 2], k: f32) -> f32 {
    let (w, h) = (d.range(0.9, 1.4) as f32 * k, 1.1 * k);
    let y = floor - 2.0 * k;
    c.rect(x, y, w, h, ink(0xcfe0ec));
    let shut = d.range(0.35, 1.0) as f32;
    let mut sy = y;
    while sy < y + h * shut {
        c.rect(x, sy, w, 0.026 * k, ink(0xe6e2d6));
        c.rect(x, sy + 0.026 * k, w, 0.009 * k, ink(0x8f8c82));
        sy += 0.04 * k;
    }
    c.outline(x, y, w, h, 0.045 * k, ink(0xf0f0ee));
    c.rect(x + w / 2.0 - 0.02 * k, y, 0.04 * k, h, ink(0xf0f0ee));
    w
}
