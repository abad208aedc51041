//! Views of what has happened: archive search and reports.

use crate::canvas::{Canvas, faint, ink, mix};
use crate::dice::Dice;

use super::look::{Area, Layout, Look};
use super::registers::event_rows;
use super::scenery;
use super::widgets::{bars, clock, curve, ring, table};

pub(super) fn search(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let side = 310.0;
    let (fx, gx) = if look.layout == Layout::Console {
        (x + w - side, x)
    } else {
        (x, x + side + 14.0)
    };
    let gw = w - side - 14.0;
    let [ix, iy, iw, ih] = look.card(c, [fx, y, side, h], look.words.search);
    scenery::bust(
        c,
        [ix, iy, 104.0, 124.0],
        mix(look.panel, look.text, 0.12),
        mix(look.panel, look.text, 0.5),
    );
    c.text_in(
        [ix + 116.0, iy + 30.0, iw - 116.0],
        15.0,
        look.font,
        look.dim,
        look.words.similarity,
    );
    c.rect(ix + 116.0, iy + 48.0, iw - 120.0, 6.0, look.line);
    c.rect(ix + 116.0, iy + 48.0, (iw - 120.0) * 0.72, 6.0, look.accent);
    c.disc(
        ix + 116.0 + (iw - 120.0) * 0.72,
        iy + 51.0,
        10.0,
        look.accent,
    );
    c.text(
        ix + 116.0,
        iy + 88.0,
        26.0,
        look.font.bold(),
        look.text,
        "72 %",
    );
    search_form(c, look, [ix, iy, iw, ih]);
    let strip = 120.0;
    result_cards(c, look, d, [gx, y, gw, h - strip - 14.0]);
    let inner = look.card(c, [gx, y + h - strip, gw, strip], look.words.today);
    timeline(c, look, d, inner);
}

fn result_cards(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let (cols, rows) = if look.layout == Layout::Console {
        (6, 3)
    } else {
        (5, 2)
    };
    let gap = 12.0;
    let head = format!("{} {}", 120 + d.below(300), look.words.results);
    c.text(x + 2.0, y + 22.0, 19.0, look.font.bold(), look.text, &head);
    for i in 0..3 {
        let area = [x + w - 130.0 * (i + 1) as f32, y, 120.0, 32.0];
        look.button(c, area, look.words.buttons[3 + i], i == 0);
    }
    let (top, high) = (y + 42.0, h - 42.0);
    let (cw, ch) = (
        (w - gap * (cols - 1) as f32) / cols as f32,
        (high - gap * (rows - 1) as f32) / rows as f32,
    );
    for i in 0..cols * rows {
        let cx = x + (i % cols) as f32 * (cw + gap);
        let cy = top + (i / cols) as f32 * (ch + gap);
        c.round(cx, cy, cw, ch, look.radius.min(8.0), look.panel);
        let ph = ch - 66.0;
        scenery::street(c, d, [cx + 6.0, cy + 6.0, cw - 12.0, ph]);
        let s = ph * 0.66;
        let px = cx + cw * d.range(0.35, 0.65) as f32;
        let coat = *d.pick(&[0x7a3a38, 0x3a4a6a, 0x55585c, 0x6a5a3c]);
        scenery::walker(c, [px, cy + ph - 4.0], s, ink(coat));
        scenery::found_box(
            c,
            [px - s * 0.22, cy + ph - s - 10.0, s * 0.44, s + 8.0],
            look.accent,
        );
        let score = format!("{:.1}", 95.0 - 2.3 * i as f32 + d.range(0.0, 2.0) as f32);
        c.rect(cx + 6.0, cy + 6.0, 52.0, 24.0, look.accent);
        c.text(
            cx + 12.0,
            cy + 24.0,
            16.0,
            look.font.bold(),
            look.head,
            &score,
        );
        let base = cy + ch - 38.0;
        let tag = d.pick(&look.words.attributes);
        c.text_in(
            [cx + 10.0, base, cw - 20.0],
            15.0,
            look.font.bold(),
            look.text,
            tag,
        );
        let line = format!("{} {}", clock(d), d.pick(&look.words.streets));
        c.text_in(
            [cx + 10.0, base + 24.0, cw - 20.0],
            13.5,
            look.font,
            look.dim,
            &line,
        );
    }
}

fn timeline(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    for i in 0..24 {
        let tx = x + w * i as f32 / 24.0;
        c.rect(tx, y, 1.0, if i % 4 == 0 { 14.0 } else { 7.0 }, look.dim);
        if i % 4 == 0 {
            c.text(
                tx + 4.0,
                y + 14.0,
                12.0,
                look.font,
                look.dim,
                &format!("{i:02}:00"),
            );
        }
    }
    for row in 0..3 {
        let ry = y + 22.0 + row as f32 * 13.0;
        if ry + 9.0 > y + h {
            break;
        }
        c.rect(x, ry, w, 9.0, look.ground);
        let mut tx = x;
        while tx < x + w - 4.0 {
            let long = (d.range(4.0, 46.0) as f32).min(x + w - tx);
            if d.chance(0.45) {
                c.rect(
                    tx,
                    ry,
                    long,
                    9.0,
                    [look.accent, look.second, look.alert][row],
                );
            }
            tx += long + d.range(2.0, 20.0) as f32;
        }
    }
    let cursor = x + w * d.range(0.3, 0.8) as f32;
    c.rect(cursor, y - 4.0, 2.5, h, look.text);
}

pub(super) fn stats(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let gap = 14.0;
    let kw = (w - 3.0 * gap) / 4.0;
    key_figures(c, look, d, [x, y, kw], gap);
    let (ty, half) = (y + 108.0 + gap, (h - 108.0 - 2.0 * gap) / 2.0);
    let lw = w * 0.58;
    let inner = look.card(c, [x, ty, lw, half], look.words.stats);
    bars(c, look, d, inner, &look.words.days);
    let inner = look.card(
        c,
        [x + lw + gap, ty, w - lw - gap, half],
        look.words.category,
    );
    ring(c, look, d, inner, &look.words.categories);
    let by = ty + half + gap;
    let inner = look.card(c, [x, by, w * 0.45, half], look.words.today);
    curve(c, look, d, inner);
    let inner = look.card(
        c,
        [x + w * 0.45 + gap, by, w * 0.55 - gap, half],
        look.words.events,
    );
    let rows = event_rows(look, d, 12);
    table(
        c,
        look,
        inner,
        &look.words.columns,
        &[0.11, 0.14, 0.1, 0.3, 0.2, 0.15],
        &rows,
        1,
    );
}

/// The fields of a search, and its button.
fn search_form(c: &mut Canvas, look: &Look, [ix, iy, iw, ih]: Area) {
    let values = [
        "06:00",
        "18:30",
        "B-12",
        look.words.attributes[0],
        look.words.attributes[1],
        "N → E",
    ];
    for (i, label) in look.words.filters.iter().enumerate() {
        let fy = iy + 144.0 + 62.0 * i as f32;
        if fy + 60.0 > iy + ih - 60.0 {
            break;
        }
        c.text_in([ix, fy + 14.0, iw], 14.0, look.font, look.dim, label);
        c.round(ix, fy + 22.0, iw, 32.0, look.radius.min(6.0), look.ground);
        c.text_in(
            [ix + 10.0, fy + 44.0, iw - 40.0],
            15.0,
            look.font,
            look.text,
            values[i],
        );
        c.polygon(
            &[
                [ix + iw - 24.0, fy + 34.0],
                [ix + iw - 10.0, fy + 34.0],
                [ix + iw - 17.0, fy + 43.0],
            ],
            look.dim,
        );
    }
    look.button(c, [ix, iy + ih - 46.0, iw, 42.0], look.words.search, true);
}

/// Four numbers with small bars.
fn key_figures(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, kw]: [f32; 3], gap: f32) {
    for (i, label) in look.words.figures.iter().enumerate() {
        let kx = x + (kw + gap) * i as f32;
        match look.layout {
            Layout::Sidebar | Layout::Tabs => c.round(kx, y, kw, 108.0, look.radius, look.panel),
            _ => {
                c.rect(kx, y, kw, 108.0, look.panel);
                c.outline(kx, y, kw, 108.0, 1.5, look.line);
            }
        }
        let tone = [look.accent, look.second, look.alert, look.dim][i];
        c.rect(kx, y + 14.0, 5.0, 80.0, tone);
        c.text_in(
            [kx + 22.0, y + 34.0, kw - 30.0],
            16.0,
            look.font,
            look.dim,
            label,
        );
        let n = 900 + d.below(90);
        let value = match i {
            0 => format!("{} {:03}", 1 + d.below(8), d.below(1000)),
            1 => format!("{n} / {}", n + d.below(12)),
            2 => format!("{}", 11 + d.below(80)),
            _ => format!("{} %", 38 + d.below(60)),
        };
        c.text(
            kx + 22.0,
            y + 84.0,
            38.0,
            look.font.bold(),
            look.text,
            &value,
        );
        for b in 0..9 {
            let high = d.range(6.0, 46.0) as f32;
            c.rect(
                kx + kw - 100.0 + 9.5 * b as f32,
                y + 92.0 - high,
                6.5,
                high,
                faint(tone, 170),
            );
        }
    }
}
