//! What hangs on the walls: posters, maps, boards and notices. Everything is made up.

use crate::canvas::{Canvas, Ink, ink, mix};
use crate::dice::Dice;
use crate::fonts::Font;

use super::Palette;

/// Words on posters and doors.
pub(super) const WORDS: [&str; 14] = [
    "SHIFT PLAN",
    "EXIT",
    "ROOM 4",
    "DUTY",
    "ПОСТ 2",
    "ДЕЖУРНЫЙ",
    "ПЛАН",
    "КЕЗЕК",
    "НҰСҚАУ",
    "SAFETY FIRST",
    "SECTOR B",
    "ЖОСПАР",
    "NOTICE",
    "ВЫХОД",
];

pub(super) fn poster(
    c: &mut Canvas,
    d: &mut Dice,
    [x, floor]: [f32; 2],
    k: f32,
    p: &Palette,
) -> f32 {
    let (w, h) = (
        d.range(0.4, 0.75) as f32 * k,
        d.range(0.55, 0.95) as f32 * k,
    );
    let y = floor - d.range(1.5, 1.75) as f32 * k - h * 0.5;
    let paper = *d.pick(&[ink(0xf3efe2), ink(0xdfe8f0), ink(0xf0d9c8), ink(0x28344a)]);
    c.rect(x + 4.0, y + 5.0, w, h, mix(p.wall, ink(0), 0.4));
    c.rect(x, y, w, h, paper);
    c.outline(x, y, w, h, 0.015 * k, mix(p.wood, ink(0), 0.3));
    let dark = if paper[0] < 90 {
        ink(0xf0f0e8)
    } else {
        ink(0x2a2c33)
    };
    let word = *d.pick(&WORDS);
    let size = (w * 0.8 / Font::SansBold.width(word, 1.0)).min(0.12 * k);
    c.text_mid(
        x + w / 2.0,
        y + 0.05 * k + size,
        size,
        Font::SansBold,
        dark,
        word,
    );
    let top = y + 0.08 * k + size;
    let room = h * 0.5;
    poster_figure(c, d, [x, top, w, room], [paper, dark], p);
    let mut ly = top + room + 0.05 * k;
    while ly < y + h - 0.06 * k {
        let long = w * d.range(0.4, 0.82) as f32;
        c.rect(x + w * 0.09, ly, long, 0.014 * k, mix(dark, paper, 0.35));
        ly += 0.035 * k;
    }
    w
}

pub(super) fn map_poster(c: &mut Canvas, d: &mut Dice, [x, floor]: [f32; 2], k: f32) -> f32 {
    let (w, h) = (d.range(0.9, 1.5) as f32 * k, d.range(0.7, 1.0) as f32 * k);
    let y = floor - 1.95 * k;
    c.rect(x, y, w, h, ink(0xe9e4cf));
    for _ in 0..9 {
        let (cx, cy) = (x + w * d.unit() as f32, y + h * d.unit() as f32);
        let r = w * d.range(0.05, 0.13) as f32;
        let tone = *d.pick(&[0xc9d9b0, 0xbcd6e0, 0xe0cfae, 0xd7c3c0]);
        let points: Vec<[f32; 2]> = (0..9)
            .map(|i| {
                let a = i as f32 / 9.0 * std::f32::consts::TAU;
                let q = r * d.range(0.6, 1.2) as f32;
                [
                    (cx + q * a.cos()).clamp(x, x + w),
                    (cy + q * a.sin()).clamp(y, y + h),
                ]
            })
            .collect();
        c.polygon(&points, ink(tone));
    }
    for _ in 0..11 {
        let wide = d.range(1.5, 5.0) as f32;
        let tone = *d.pick(&[0xb85c3c, 0x8c8c84, 0xd0a040]);
        let mut at = [x + w * d.unit() as f32, y];
        while at[1] < y + h - 4.0 {
            let next = [
                (at[0] + w * d.range(-0.12, 0.12) as f32).clamp(x, x + w),
                (at[1] + h * d.range(0.06, 0.2) as f32).min(y + h),
            ];
            c.line(at, next, wide, ink(tone));
            at = next;
        }
    }
    for _ in 0..14 {
        let (px, py) = (
            x + w * d.range(0.05, 0.9) as f32,
            y + h * d.range(0.08, 0.95) as f32,
        );
        c.disc(px, py, 0.014 * k, ink(0xc0392b));
        c.rect(
            px + 0.02 * k,
            py - 0.008 * k,
            d.range(0.05, 0.12) as f32 * k,
            3.0,
            ink(0x4a4a46),
        );
    }
    c.outline(x, y, w, h, 0.025 * k, ink(0x6b5234));
    w
}

pub(super) fn whiteboard(c: &mut Canvas, d: &mut Dice, [x, floor]: [f32; 2], k: f32) -> f32 {
    let (w, h) = (d.range(1.1, 1.7) as f32 * k, 0.9 * k);
    let y = floor - 1.95 * k;
    c.rect(x, y, w, h, ink(0xeff2f2));
    for _ in 0..5 {
        let tone = *d.pick(&[0x2854a8, 0x1f1f24, 0xb02a2a, 0x22804a]);
        let (cx, cy) = (
            x + w * d.range(0.08, 0.7) as f32,
            y + h * d.range(0.15, 0.75) as f32,
        );
        match d.below(3) {
            0 => {
                for i in 0..4 {
                    let mut px = cx;
                    for _ in 0..6 {
                        let nx = px + w * 0.035;
                        let wave = d.range(-0.018, 0.018) as f32 * k;
                        let ly = cy + i as f32 * 0.06 * k;
                        c.line([px, ly], [nx, ly + wave], 3.0, ink(tone));
                        px = nx;
                    }
                }
            }
            1 => c.outline(cx, cy, w * 0.16, h * 0.16, 3.0, ink(tone)),
            _ => {
                let to = [cx + w * 0.2, cy + h * d.range(-0.1, 0.2) as f32];
                c.line([cx, cy], to, 3.5, ink(tone));
                c.line(to, [to[0] - 0.05 * k, to[1] - 0.04 * k], 3.5, ink(tone));
            }
        }
    }
    c.outline(x, y, w, h, 0.025 * k, ink(0xa9adb1));
    c.rect(x + w * 0.1, y + h, w * 0.6, 0.035 * k, ink(0x8c9094));
    for i in 0..3 {
        let tone = [0xb02a2a, 0x2854a8, 0x1f1f24][i];
        c.rect(
            x + w * (0.2 + 0.12 * i as f32),
            y + h - 4.0,
            0.11 * k,
            6.0,
            ink(tone),
        );
    }
    w
}

pub(super) fn notices(c: &mut Canvas, d: &mut Dice, [x, floor]: [f32; 2], k: f32) -> f32 {
    let (w, h) = (d.range(0.8, 1.2) as f32 * k, 0.75 * k);
    let y = floor - 1.85 * k;
    c.rect(x, y, w, h, ink(0xb08a58));
    c.outline(x, y, w, h, 0.03 * k, ink(0x5f4630));
    for _ in 0..8 {
        let (sw, sh) = (
            d.range(0.14, 0.24) as f32 * k,
            d.range(0.16, 0.28) as f32 * k,
        );
        let sx = x + d.range(0.05, 0.95) as f32 * (w - sw);
        let sy = y + d.range(0.06, 0.92) as f32 * (h - sh);
        let paper = *d.pick(&[0xf6f4ec, 0xfff3b0, 0xd6e8f6, 0xf6d6dc]);
        c.rect(sx, sy, sw, sh, ink(paper));
        c.disc(sx + sw / 2.0, sy + 5.0, 4.0, ink(0xb02a2a));
        for i in 0..7 {
            let long = sw * d.range(0.4, 0.8) as f32;
            c.rect(
                sx + sw * 0.1,
                sy + sh * (0.15 + 0.11 * i as f32),
                long,
                2.0,
                ink(0x60646a),
            );
        }
    }
    w
}

/// What a poster shows: bold shapes, numbered steps or a skyline.
fn poster_figure(
    c: &mut Canvas,
    d: &mut Dice,
    [x, top, w, room]: [f32; 4],
    [paper, dark]: [Ink; 2],
    p: &Palette,
) {
    match d.below(3) {
        0 => {
            // Bold shapes.
            for _ in 0..7 {
                let hue = *d.pick(&[0xc4462f, 0x2f6fa8, 0xe0a52c, 0x3f7d5c, 0x6a4a8a]);
                let cx = x + w * d.range(0.2, 0.8) as f32;
                let cy = top + room * d.range(0.15, 0.85) as f32;
                let r = w * d.range(0.05, 0.16) as f32;
                if d.chance(0.5) {
                    c.disc(cx, cy, r, ink(hue));
                } else {
                    c.polygon(
                        &[[cx - r, cy + r], [cx + r, cy + r], [cx, cy - r]],
                        ink(hue),
                    );
                }
            }
        }
        1 => {
            // Steps with pictograms.
            for i in 0..4 {
                let cy = top + room * (i as f32 + 0.5) / 4.0;
                c.disc(x + w * 0.2, cy, w * 0.09, p.accent);
                let n = (i + 1).to_string();
                c.text_mid(
                    x + w * 0.2,
                    cy + w * 0.04,
                    w * 0.12,
                    Font::SansBold,
                    paper,
                    &n,
                );
                for j in 0..2 {
                    let long = w * d.range(0.25, 0.55) as f32;
                    c.rect(
                        x + w * 0.36,
                        cy - w * 0.05 + j as f32 * w * 0.06,
                        long,
                        3.0,
                        dark,
                    );
                }
            }
        }
        _ => {
            // A skyline under a sun.
            c.disc(x + w * 0.7, top + room * 0.3, w * 0.11, ink(0xe9b84a));
            let mut bx = x + w * 0.08;
            while bx < x + w * 0.88 {
                let (bw, bh) = (
                    w * d.range(0.06, 0.14) as f32,
                    room * d.range(0.25, 0.8) as f32,
                );
                let bw = bw.min(x + w * 0.92 - bx);
                c.rect(
                    bx,
                    top + room - bh,
                    bw,
                    bh,
                    mix(p.accent, dark, d.unit() as f32 * 0.6),
                );
                bx += bw + 2.0;
            }
        }
    }
}
