//! Abstract street scenes for camera tiles and drawn maps. People are grey shapes without any
//! detail; nothing is taken from a real place.

use crate::canvas::{Canvas, Ink, faint, ink, mix};
use crate::dice::Dice;

use super::look::Area;

/// A street as a fixed camera sees it, by day or by night.
pub(super) fn street(c: &mut Canvas, d: &mut Dice, [x, y, w, h]: Area) {
    let night = d.chance(0.35);
    let tone = |hex: u32| {
        let i = ink(hex);
        if night {
            mix(i, ink(0x0a1220), 0.62)
        } else {
            i
        }
    };
    let horizon = y + h * d.range(0.3, 0.45) as f32;
    let vanish = x + w * d.range(0.3, 0.7) as f32;
    c.rect(x, y, w, h, tone(0xa9bccb));
    c.rect(x, horizon, w, y + h - horizon, tone(0x8a8d86));
    houses(c, d, [x, y, w, horizon - y + h * 0.08], &tone, night);
    let low = y + h;
    c.polygon(
        &[
            [vanish - w * 0.02, horizon],
            [vanish + w * 0.02, horizon],
            [x + w * 0.95, low],
            [x + w * 0.1, low],
        ],
        tone(0x53565a),
    );
    for i in 0..6 {
        let (a, b) = (0.12 + i as f32 * 0.15, 0.18 + i as f32 * 0.15);
        let at = |t: f32, k: f32| {
            let px = vanish + (x + w * 0.52 - vanish) * t + k * w * 0.012 * t;
            [px, horizon + (low - horizon) * t]
        };
        c.polygon(
            &[at(a, -1.0), at(a, 1.0), at(b, 1.0), at(b, -1.0)],
            tone(0xe8e4d4),
        );
    }
    traffic(c, d, [x, w, h], [vanish, horizon, low], &tone, night);
    let trunk = x + w * d.range(0.04, 0.2) as f32;
    tree(c, d, [trunk, horizon + h * 0.12], h * 0.34, &tone);
    let px = x + w * d.range(0.75, 0.92) as f32;
    c.rect(px, y + h * 0.12, w * 0.012, h * 0.62, tone(0x3d4248));
    c.rect(
        px - w * 0.07,
        y + h * 0.12,
        w * 0.08,
        h * 0.015,
        tone(0x3d4248),
    );
    let lamp = if night { ink(0xffe9a8) } else { ink(0xd8d8d0) };
    c.disc(px - w * 0.065, y + h * 0.14, h * 0.02, lamp);
    grain(c, d, [x, y, w, h]);
}

fn houses(
    c: &mut Canvas,
    d: &mut Dice,
    [x, y, w, h]: Area,
    tone: &dyn Fn(u32) -> Ink,
    night: bool,
) {
    let mut bx = x;
    while bx < x + w {
        let bw = (w * d.range(0.1, 0.22) as f32).min(x + w - bx);
        let bh = h * d.range(0.45, 0.95) as f32;
        let wall = tone(*d.pick(&[0xb9a58c, 0x9aa3a8, 0xa8786a, 0xc7c1b2, 0x7f8a96]));
        let by = y + h - bh;
        c.rect(bx, by, bw, bh, wall);
        c.rect(bx, by, bw, h * 0.025, mix(wall, ink(0), 0.4));
        let cell = h * 0.085;
        let (cols, rows) = ((bw / cell / 1.6) as i32, (bh / cell / 1.9) as i32);
        for r in 0..rows {
            for k in 0..cols {
                let lit = if night && d.chance(0.4) {
                    ink(0xf5d98a)
                } else {
                    tone(0x4a5866)
                };
                let wx = bx + cell * (0.5 + 1.6 * k as f32);
                let wy = by + cell * (0.8 + 1.9 * r as f32);
                c.rect(wx, wy, cell * 0.8, cell * 1.1, lit);
            }
        }
        bx += bw;
    }
}

fn car(
    c: &mut Canvas,
    d: &mut Dice,
    [x, y]: [f32; 2],
    s: f32,
    tone: &dyn Fn(u32) -> Ink,
    night: bool,
) {
    let body = tone(*d.pick(&[0xb5302c, 0xe4e4e0, 0x2c4f86, 0x23262b, 0x9aa0a6, 0xc9a227]));
    c.round(x - s * 0.5, y - s * 0.42, s, s * 0.36, s * 0.08, body);
    c.polygon(
        &[
            [x - s * 0.36, y - s * 0.4],
            [x - s * 0.24, y - s * 0.66],
            [x + s * 0.24, y - s * 0.66],
            [x + s * 0.36, y - s * 0.4],
        ],
        body,
    );
    c.polygon(
        &[
            [x - s * 0.3, y - s * 0.41],
            [x - s * 0.21, y - s * 0.61],
            [x + s * 0.21, y - s * 0.61],
            [x + s * 0.3, y - s * 0.41],
        ],
        tone(0x2a3138),
    );
    for k in [-0.38, 0.38] {
        c.rect(
            x + s * k - s * 0.07,
            y - s * 0.1,
            s * 0.14,
            s * 0.12,
            ink(0x14161a),
        );
        let light = if night { ink(0xffd9a0) } else { ink(0xe8e4d4) };
        c.disc(x + s * k, y - s * 0.27, s * 0.05, light);
    }
    c.rect(
        x - s * 0.12,
        y - s * 0.18,
        s * 0.24,
        s * 0.07,
        ink(0xe8e8e4),
    );
}

/// A person as a plain grey shape.
pub(super) fn walker(c: &mut Canvas, [x, y]: [f32; 2], s: f32, tone: Ink) {
    c.disc(x, y - s * 0.88, s * 0.1, tone);
    c.round(
        x - s * 0.14,
        y - s * 0.77,
        s * 0.28,
        s * 0.42,
        s * 0.09,
        tone,
    );
    c.rect(x - s * 0.11, y - s * 0.42, s * 0.09, s * 0.42, tone);
    c.rect(x + s * 0.02, y - s * 0.42, s * 0.09, s * 0.42, tone);
}

fn tree(c: &mut Canvas, d: &mut Dice, [x, y]: [f32; 2], s: f32, tone: &dyn Fn(u32) -> Ink) {
    c.rect(x - s * 0.04, y - s * 0.3, s * 0.08, s * 0.5, tone(0x5a4632));
    for _ in 0..9 {
        let (ox, oy) = (
            d.range(-0.26, 0.26) as f32 * s,
            d.range(-0.8, -0.2) as f32 * s,
        );
        let leaf = *d.pick(&[0x4e7a45, 0x5f8f52, 0x3f6a3c]);
        c.disc(x + ox, y + oy, s * d.range(0.08, 0.17) as f32, tone(leaf));
    }
}

/// Grain as a cheap camera gives it.
fn grain(c: &mut Canvas, d: &mut Dice, [x, y, w, h]: Area) {
    let mut g = d.fork(9);
    c.shade(x, y, w, h, |_, _, i| {
        let n = (g.unit() as f32 - 0.5) * 16.0;
        let v = |k: usize| (f32::from(i[k]) + n).clamp(0.0, 255.0) as u8;
        [v(0), v(1), v(2), i[3]]
    });
}

/// Colours of a map.
pub(super) struct MapStyle {
    pub ground: Ink,
    pub block: Ink,
    pub park: Ink,
    pub water: Ink,
    pub road: Ink,
    pub avenue: Ink,
}

/// A made-up town: blocks between crooked roads, a river, parks. Gives places for marks.
pub(super) fn town(
    c: &mut Canvas,
    d: &mut Dice,
    [x, y, w, h]: Area,
    s: &MapStyle,
) -> Vec<[f32; 2]> {
    c.rect(x, y, w, h, s.ground);
    let (cols, rows) = (
        spaced(d, (w / 75.0) as usize),
        spaced(d, (h / 62.0) as usize),
    );
    let bend: Vec<f32> = (0..4).map(|_| d.range(-0.05, 0.05) as f32).collect();
    let place = |u: f32, v: f32| {
        let p = u + bend[0] * (v * 5.0).sin() + bend[1] * (v * 2.0 + u * 3.0).cos();
        let q = v + bend[2] * (u * 4.0).sin() + bend[3] * (u * 2.0 - v * 3.0).cos();
        [x + w * p.clamp(0.0, 1.0), y + h * q.clamp(0.0, 1.0)]
    };
    let mut marks = Vec::new();
    let (us, vs) = (with_ends(&cols), with_ends(&rows));
    for a in us.windows(2) {
        for b in vs.windows(2) {
            let tone = match d.below(12) {
                0 => s.park,
                1..=3 => mix(s.block, s.ground, 0.6),
                _ => s.block,
            };
            let (gu, gv) = (6.0 / w, 6.0 / h);
            let corners = [
                place(a[0] + gu, b[0] + gv),
                place(a[1] - gu, b[0] + gv),
                place(a[1] - gu, b[1] - gv),
                place(a[0] + gu, b[1] - gv),
            ];
            c.polygon(&corners, tone);
            marks.push(place((a[0] + a[1]) / 2.0, b[0]));
        }
    }
    let trace = |c: &mut Canvas, wide: f32, tone: Ink, f: &dyn Fn(f32) -> [f32; 2]| {
        for i in 0..40 {
            c.line(f(i as f32 / 40.0), f((i + 1) as f32 / 40.0), wide, tone);
        }
    };
    for (i, u) in cols.iter().enumerate() {
        let (wide, tone) = if i % 3 == 1 {
            (7.0, s.avenue)
        } else {
            (3.0, s.road)
        };
        trace(c, wide, tone, &|t| place(*u, t));
    }
    for (i, v) in rows.iter().enumerate() {
        let (wide, tone) = if i % 3 == 1 {
            (7.0, s.avenue)
        } else {
            (3.0, s.road)
        };
        trace(c, wide, tone, &|t| place(t, *v));
    }
    let (r0, r1) = (d.range(0.15, 0.85) as f32, d.range(0.15, 0.85) as f32);
    let wave = d.range(0.02, 0.07) as f32;
    let wide = h * d.range(0.03, 0.055) as f32;
    trace(c, wide, s.water, &|t| {
        let v = r0 + (r1 - r0) * t + wave * (t * 9.0).sin();
        [x + wide / 2.0 + (w - wide) * t, y + h * v.clamp(0.04, 0.96)]
    });
    marks
}

/// A frame around something that a camera has noticed.
pub(super) fn found_box(c: &mut Canvas, [x, y, w, h]: Area, tone: Ink) {
    let l = w.min(h) * 0.28;
    for (px, py, sx, sy) in [
        (x, y, 1.0, 1.0),
        (x + w, y, -1.0, 1.0),
        (x, y + h, 1.0, -1.0),
        (x + w, y + h, -1.0, -1.0),
    ] {
        c.line([px, py], [px + l * sx, py], 2.5, tone);
        c.line([px, py], [px, py + l * sy], 2.5, tone);
    }
}

/// The portrait placeholder: a grey bust on a plain ground, no face.
pub(super) fn bust(c: &mut Canvas, [x, y, w, h]: Area, ground: Ink, tone: Ink) {
    c.rect(x, y, w, h, ground);
    let cx = x + w / 2.0;
    c.disc(cx, y + h * 0.38, w.min(h) * 0.19, tone);
    let s = w.min(h) * 0.36;
    c.polygon(
        &[
            [cx - s, y + h],
            [cx - s * 0.86, y + h * 0.72],
            [cx - s * 0.4, y + h * 0.62],
            [cx + s * 0.4, y + h * 0.62],
            [cx + s * 0.86, y + h * 0.72],
            [cx + s, y + h],
        ],
        tone,
    );
    c.rect(x, y + h - 1.5, w, 1.5, faint(tone, 160));
}

/// Cars on the road and people beside it.
fn traffic(
    c: &mut Canvas,
    d: &mut Dice,
    [x, w, h]: [f32; 3],
    [vanish, horizon, low]: [f32; 3],
    tone: &dyn Fn(u32) -> Ink,
    night: bool,
) {
    for _ in 0..2 + d.below(3) {
        let t = d.range(0.25, 0.85) as f32;
        let side = d.sign() as f32;
        let cx = vanish + (x + w * (0.52 + 0.2 * side) - vanish) * t;
        car(
            c,
            d,
            [cx, horizon + (low - horizon) * t],
            w * 0.16 * t,
            tone,
            night,
        );
    }
    for _ in 0..3 + d.below(4) {
        let t = d.range(0.2, 0.9) as f32;
        let side = d.sign() as f32;
        let cx = vanish + (x + w * (0.52 + 0.5 * side) - vanish) * t + w * 0.03;
        let s = h * 0.26 * t;
        if cx > x + s * 0.3 && cx < x + w - s * 0.3 {
            walker(
                c,
                [cx, horizon + (low - horizon) * t * 0.96],
                s,
                tone(0x6c6f74),
            );
        }
    }
}

/// Places of streets across a town, unevenly spaced within 0 to 1.
fn spaced(d: &mut Dice, n: usize) -> Vec<f32> {
    let steps: Vec<f32> = (0..n).map(|_| d.range(0.6, 1.5) as f32).collect();
    let total = steps.iter().sum::<f32>() + 0.8;
    let mut sum = 0.0;
    steps
        .into_iter()
        .map(|step| {
            sum += step;
            sum / total
        })
        .collect()
}

fn with_ends(list: &[f32]) -> Vec<f32> {
    let inner = list.iter().copied();
    [0.0].into_iter().chain(inner).chain([1.0]).collect()
}
