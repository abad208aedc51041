//! Parts of interfaces: tables, charts, logs, camera tiles, notifications.

use crate::canvas::{Canvas, Ink, faint, ink, mix};
use crate::dice::Dice;

use super::look::{Area, Layout, Look};
use super::scenery;

/// A clock time as text.
pub(super) fn clock(d: &mut Dice) -> String {
    format!("{:02}:{:02}:{:02}", d.below(24), d.below(60), d.below(60))
}

/// A made-up number plate.
pub(super) fn plate(d: &mut Dice) -> String {
    let letter = |d: &mut Dice| *d.pick(&['A', 'B', 'C', 'E', 'H', 'K', 'M', 'P', 'T', 'X']);
    let (a, b, c) = (letter(d), letter(d), letter(d));
    format!("{:03} {a}{b}{c} {:02}", d.below(1000), 60 + d.below(39))
}

/// Rows of text under a head; `shares` are the columns' parts of the width.
pub(super) fn table(
    c: &mut Canvas,
    look: &Look,
    [x, y, w, h]: Area,
    heads: &[&str],
    shares: &[f32],
    rows: &[Vec<String>],
    chosen: usize,
) {
    let high = if look.layout == Layout::Classic {
        25.0
    } else {
        32.0
    };
    let size = if look.layout == Layout::Classic {
        15.0
    } else {
        15.5
    };
    let stripe = mix(look.panel, look.text, 0.05);
    c.rect(x, y, w, high, mix(look.panel, look.accent, 0.22));
    let fit = ((h / high) as usize).saturating_sub(1).min(rows.len());
    for r in 0..fit {
        let ry = y + high * (r + 1) as f32;
        if r == chosen {
            c.rect(x, ry, w, high, mix(look.panel, look.accent, 0.45));
        } else if r % 2 == 1 {
            c.rect(x, ry, w, high, stripe);
        }
        c.rect(x, ry + high - 1.0, w, 1.0, faint(look.line, 130));
    }
    let mut cx = x;
    for (k, share) in shares.iter().enumerate() {
        let wide = w * share;
        let text = |c: &mut Canvas, row: usize, t: &str, bold: bool, tone: Ink| {
            let font = if bold { look.font.bold() } else { look.font };
            let base = y + high * row as f32 + high * 0.5 + size * 0.36;
            c.text_in([cx + 8.0, base, wide - 14.0], size, font, tone, t);
        };
        text(c, 0, heads.get(k).copied().unwrap_or(""), true, look.text);
        for (r, row) in rows.iter().take(fit).enumerate() {
            let tone = if k == 0 { look.dim } else { look.text };
            text(c, r + 1, row.get(k).map_or("", String::as_str), false, tone);
        }
        if k > 0 && look.layout == Layout::Classic {
            c.rect(cx, y, 1.0, high * (fit + 1) as f32, look.line);
        }
        cx += wide;
    }
}

/// A camera's picture with its label and time.
pub(super) fn tile(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area, label: &str) {
    scenery::street(c, d, [x, y, w, h]);
    let size = (h * 0.075).clamp(11.0, 18.0);
    let bar = size * 1.7;
    c.rect(x, y, w, bar, [0, 0, 0, 150]);
    c.text_in(
        [x + 8.0, y + bar * 0.72, w * 0.62],
        size,
        look.font,
        ink(0xffffff),
        label,
    );
    let time = clock(d);
    let tw = look.font.width(&time, size);
    c.text(
        x + w - tw - 8.0,
        y + bar * 0.72,
        size,
        look.font,
        ink(0xf4e9a8),
        &time,
    );
    if d.chance(0.5) {
        let (bw, bh) = (w * d.range(0.1, 0.22) as f32, h * d.range(0.2, 0.34) as f32);
        let bx = x + (w - bw) * d.range(0.1, 0.9) as f32;
        let by = y + h - bh - h * d.range(0.06, 0.25) as f32;
        scenery::found_box(c, [bx, by, bw, bh], look.accent);
        c.rect(bx, by - size * 1.25, size * 4.2, size * 1.2, look.accent);
        let n = format!("{}{:03}", ["V", "P", "C"][d.below(3)], d.below(1000));
        c.text(
            bx + 3.0,
            by - size * 0.3,
            size * 0.9,
            look.font.bold(),
            ink(0x101418),
            &n,
        );
    }
    c.disc(
        x + w - 12.0,
        y + h - 12.0,
        4.5,
        if d.chance(0.85) {
            ink(0x48d468)
        } else {
            look.alert
        },
    );
    c.outline(x, y, w, h, 1.0, look.line);
}

/// Tiles in a grid.
pub(super) fn wall(
    c: &mut Canvas,
    look: &Look,
    d: &mut Dice,
    [x, y, w, h]: Area,
    cols: usize,
    rows: usize,
) {
    let gap = 6.0;
    let (tw, th) = (
        (w - gap * (cols - 1) as f32) / cols as f32,
        (h - gap * (rows - 1) as f32) / rows as f32,
    );
    for i in 0..cols * rows {
        let tx = x + (i % cols) as f32 * (tw + gap);
        let ty = y + (i / cols) as f32 * (th + gap);
        let n = 1 + d.below(240);
        let label = format!("{n:03} {}", d.pick(&look.words.streets));
        tile(c, look, d, [tx, ty, tw, th], &label);
    }
}

/// Events below each other, with a coloured sign.
pub(super) fn log(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let high = 56.0;
    for i in 0..(h / high) as usize {
        let ry = y + high * i as f32;
        let kind = d.below(8);
        let tone = [look.alert, look.second, look.accent, look.dim][kind % 4];
        match look.layout {
            Layout::Sidebar | Layout::Tabs => c.round(x, ry + 6.0, 40.0, 40.0, 10.0, tone),
            _ => c.rect(x, ry + 6.0, 40.0, 40.0, tone),
        }
        super::icons::icon(c, kind % 7, [x + 9.0, ry + 15.0, 22.0, 22.0], look.panel);
        let text = look.words.kinds[kind];
        c.text_in(
            [x + 52.0, ry + 22.0, w - 52.0],
            16.0,
            look.font.bold(),
            look.text,
            text,
        );
        let below = format!("{}  {}", clock(d), d.pick(&look.words.streets));
        c.text_in(
            [x + 52.0, ry + 43.0, w - 52.0],
            14.0,
            look.font,
            look.dim,
            &below,
        );
        c.rect(x, ry + high - 2.0, w, 1.0, faint(look.line, 140));
    }
}

/// Upright bars with labels.
pub(super) fn bars(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area, labels: &[&str]) {
    let base = y + h - 26.0;
    for i in 0..5 {
        let gy = y + (base - y) * i as f32 / 4.0;
        c.rect(x + 40.0, gy, w - 40.0, 1.0, faint(look.line, 150));
        c.text(
            x,
            gy + 5.0,
            13.0,
            look.font,
            look.dim,
            &format!("{}", (4 - i) * 60),
        );
    }
    let step = (w - 50.0) / labels.len() as f32;
    for (i, label) in labels.iter().enumerate() {
        let bx = x + 46.0 + step * i as f32;
        let (a, b) = (d.range(0.2, 0.95) as f32, d.range(0.1, 0.6) as f32);
        let high = base - y;
        c.rect(bx, base - high * a, step * 0.34, high * a, look.accent);
        c.rect(
            bx + step * 0.38,
            base - high * b,
            step * 0.34,
            high * b,
            look.second,
        );
        c.text_mid(
            bx + step * 0.36,
            base + 20.0,
            14.0,
            look.font,
            look.dim,
            label,
        );
    }
}

/// A curve over time, filled below.
pub(super) fn curve(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let n = 48;
    let mut v = d.range(0.3, 0.7) as f32;
    let points: Vec<[f32; 2]> = (0..=n)
        .map(|i| {
            v = (v + d.range(-0.12, 0.12) as f32).clamp(0.06, 0.95);
            [x + w * i as f32 / n as f32, y + h * (1.0 - v)]
        })
        .collect();
    for i in 0..7 {
        let gx = x + w * i as f32 / 6.0;
        c.rect(gx, y, 1.0, h, faint(look.line, 150));
        if i < 6 {
            c.text(
                gx + 4.0,
                y + h - 4.0,
                12.0,
                look.font,
                look.dim,
                &format!("{:02}:00", i * 4),
            );
        }
    }
    let mut area = points.clone();
    area.extend([[x + w, y + h], [x, y + h]]);
    c.polygon(&area, faint(look.second, 70));
    for p in points.windows(2) {
        c.line(p[0], p[1], 2.5, look.second);
    }
}

/// A ring of shares with a legend beside it.
pub(super) fn ring(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area, names: &[&str]) {
    let r = (h / 2.0).min(w * 0.26);
    let (cx, cy) = (x + r, y + h / 2.0);
    let raw: Vec<f32> = names.iter().map(|_| d.range(0.4, 2.0) as f32).collect();
    let total: f32 = raw.iter().sum();
    let tones = [
        look.accent,
        look.second,
        look.alert,
        look.dim,
        mix(look.accent, look.second, 0.5),
    ];
    let mut a = -std::f32::consts::FRAC_PI_2;
    for (i, share) in raw.iter().enumerate() {
        let b = a + share / total * std::f32::consts::TAU;
        let n = 24;
        let at = |k: usize, r: f32| {
            let t = a + (b - a) * k as f32 / n as f32;
            [cx + r * t.cos(), cy + r * t.sin()]
        };
        let outer = (0..=n).map(|k| at(k, r));
        let inner = (0..=n).rev().map(|k| at(k, r * 0.58));
        let points: Vec<[f32; 2]> = outer.chain(inner).collect();
        c.polygon(&points, tones[i % 5]);
        let ly = cy - 15.0 * names.len() as f32 + 30.0 * i as f32;
        let lx = x + 2.0 * r + 24.0;
        c.rect(lx, ly, 15.0, 15.0, tones[i % 5]);
        let text = format!("{}  {:.0} %", names[i], share / total * 100.0);
        c.text_in(
            [lx + 24.0, ly + 14.0, x + w - lx - 24.0],
            15.0,
            look.font,
            look.text,
            &text,
        );
        a = b;
    }
}

/// The small window that says: someone of a category was seen. No name, no face.
pub(super) fn notification(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let w_ = look.words;
    c.rect(x + 5.0, y + 7.0, w, h, [0, 0, 0, 90]);
    if look.radius > 0.0 {
        c.round(x, y, w, h, look.radius, look.panel);
        c.round(x, y, w, 44.0, look.radius, look.alert);
        c.rect(x, y + 24.0, w, 20.0, look.alert);
    } else {
        c.rect(x, y, w, h, look.panel);
        c.rect(x, y, w, 44.0, look.alert);
        c.outline(x, y, w, h, 2.0, look.alert);
    }
    c.text_in(
        [x + 16.0, y + 30.0, w - 32.0],
        18.0,
        look.font.bold(),
        ink(0xffffff),
        w_.kinds[0],
    );
    let s = (h - 130.0).min(w * 0.32);
    let grey = mix(look.panel, look.text, 0.2);
    for (i, px) in [x + 16.0, x + 28.0 + s * 0.8].into_iter().enumerate() {
        let tone = mix(look.panel, look.text, 0.45 + 0.1 * i as f32);
        scenery::bust(c, [px, y + 58.0, s * 0.8, s], grey, tone);
    }
    let tx = x + 44.0 + s * 1.6;
    let room = x + w - tx - 12.0;
    c.text_in(
        [tx, y + 78.0, room],
        15.0,
        look.font,
        look.dim,
        &format!("{}:", w_.category),
    );
    let category = *d.pick(&w_.categories);
    let size = 26.0f32.min(room / look.font.bold().width(category, 1.0));
    c.text(tx, y + 108.0, size, look.font.bold(), look.alert, category);
    let lines = [
        format!("{} {:03}", w_.camera, d.below(240)),
        (*d.pick(&w_.streets)).to_owned(),
        clock(d),
        format!("{} {:.1} %", w_.similarity, d.range(78.0, 97.0)),
    ];
    for (i, line) in lines.iter().enumerate() {
        let base = y + 134.0 + 24.0 * i as f32;
        if base < y + h - 62.0 {
            c.text_in([tx, base, room], 15.0, look.font, look.text, line);
        }
    }
    let bw = (w - 48.0) / 3.0;
    for i in 0..3 {
        let area = [x + 12.0 + (bw + 12.0) * i as f32, y + h - 50.0, bw, 38.0];
        look.button(c, area, w_.buttons[i], i == 0);
    }
}
