//! Views of what happens now: the live wall and the map.

use crate::canvas::{Canvas, faint, ink};
use crate::dice::Dice;

use super::look::{Area, Layout, Look};
use super::scenery::{self, MapStyle};
use super::widgets::{log, notification, table, tile, wall};

pub(super) fn live(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let side = 330.0;
    let left = w - side - 14.0;
    match look.layout {
        Layout::Sidebar => {
            // One large picture with small ones below.
            let big = h * 0.68;
            tile(
                c,
                look,
                d,
                [x, y, left, big],
                &format!("014 {}", look.words.streets[2]),
            );
            wall(c, look, d, [x, y + big + 8.0, left, h - big - 8.0], 4, 1);
        }
        Layout::Classic => {
            // A tree of cameras at the left.
            let tree = 230.0;
            let inner = look.card(c, [x, y, tree, h], look.words.filters[2]);
            camera_tree(c, look, d, inner);
            wall(c, look, d, [x + tree + 8.0, y, left - tree - 8.0, h], 3, 3);
        }
        Layout::Tabs => wall(c, look, d, [x, y, left, h], 3, 2),
        Layout::Console => wall(c, look, d, [x, y, left, h], 4, 4),
    }
    let inner = look.card(c, [x + w - side, y, side, h], look.words.events);
    log(c, look, d, inner);
    let note = [x + left * 0.46, y + h * 0.52, 440.0, 270.0];
    notification(c, look, d, note);
}

fn camera_tree(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let rows = (h / 24.0) as usize;
    let mut group = 0;
    for r in 0..rows {
        let base = y + 18.0 + 24.0 * r as f32;
        if r % 7 == 0 {
            c.outline(x + 2.0, base - 11.0, 11.0, 11.0, 1.0, look.dim);
            c.rect(x + 4.0, base - 6.0, 7.0, 1.5, look.text);
            let name = look.words.streets[group % 12];
            c.text_in(
                [x + 20.0, base, w - 20.0],
                15.0,
                look.font.bold(),
                look.text,
                name,
            );
            group += 1;
        } else {
            c.rect(x + 7.0, base - 20.0, 1.0, 24.0, look.line);
            c.rect(x + 7.0, base - 5.0, 12.0, 1.0, look.line);
            let on = d.chance(0.9);
            c.disc(
                x + 27.0,
                base - 5.0,
                4.5,
                if on { look.second } else { look.alert },
            );
            let name = format!("{} {:03}", look.words.camera, 10 * group + r);
            c.text_in(
                [x + 38.0, base, w - 38.0],
                15.0,
                look.font,
                look.text,
                &name,
            );
        }
    }
}

fn map_style(look: &Look) -> MapStyle {
    let dark = look.panel[0] < 100;
    let of = |d: u32, l: u32| ink(if dark { d } else { l });
    match look.layout {
        Layout::Console => MapStyle {
            ground: ink(0x0f1112),
            block: ink(0x1c2022),
            park: ink(0x1d2a1c),
            water: ink(0x14303e),
            road: ink(0x5c5a54),
            avenue: ink(0xa86a24),
        },
        _ => MapStyle {
            ground: of(0x1a2833, 0xf3efe6),
            block: of(0x243744, 0xe2dccd),
            park: of(0x24473f, 0xc5dfae),
            water: of(0x1f567c, 0x9cc9e6),
            road: of(0x3d5566, 0xffffff),
            avenue: of(0x7d97a8, 0xf6c766),
        },
    }
}

pub(super) fn map(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let side = if look.layout == Layout::Tabs {
        430.0
    } else {
        370.0
    };
    let mw = w - side - 14.0;
    let mx = if look.layout == Layout::Tabs {
        x + side + 14.0
    } else {
        x
    };
    let sx = if look.layout == Layout::Tabs {
        x
    } else {
        x + mw + 14.0
    };
    let marks = scenery::town(c, d, [mx, y, mw, h], &map_style(look));
    c.outline(mx, y, mw, h, 1.5, look.line);
    camera_marks(c, look, d, &marks, [mx, y, mw, h]);
    for (i, sign) in ["+", "−"].into_iter().enumerate() {
        let by = y + 16.0 + 46.0 * i as f32;
        look.button(c, [mx + mw - 54.0, by, 40.0, 40.0], sign, i == 0);
    }
    c.rect(mx + 20.0, y + h - 26.0, 120.0, 5.0, look.text);
    c.rect(mx + 60.0, y + h - 26.0, 40.0, 5.0, look.panel);
    c.text(
        mx + 150.0,
        y + h - 18.0,
        14.0,
        look.font,
        look.text,
        "300 m",
    );
    map_column(c, look, d, [sx, y, side, h]);
}

/// Cameras on a map with their fields of view, some with a street's name.
fn camera_marks(
    c: &mut Canvas,
    look: &Look,
    d: &mut Dice,
    marks: &[[f32; 2]],
    [mx, y, mw, h]: Area,
) {
    for k in 0..marks.len() / 3 {
        let [px, py] = *d.pick(marks);
        if px < mx + 24.0 || px > mx + mw - 40.0 || py < y + 24.0 || py > y + h - 24.0 {
            continue;
        }
        let tone = [look.accent, look.second, look.second, look.alert][k % 4];
        let fan = d.range(0.0, 6.3) as f32;
        let at = |a: f32| [px + 30.0 * a.cos(), py + 30.0 * a.sin()];
        c.polygon(
            &[[px, py], at(fan), at(fan + 0.4), at(fan + 0.8)],
            faint(tone, 110),
        );
        c.disc(px, py, 8.0, ink(0xffffff));
        c.disc(px, py, 6.0, tone);
        if k % 5 == 0 {
            let name = d.pick(&look.words.streets);
            let wide = look.font.width(name, 13.0) + 12.0;
            if px + 14.0 + wide < mx + mw {
                c.round(
                    px + 12.0,
                    py - 11.0,
                    wide,
                    22.0,
                    look.radius.min(5.0),
                    look.panel,
                );
                c.text(px + 18.0, py + 5.0, 13.0, look.font, look.text, name);
            }
        }
    }
}

/// Beside the map: cameras by street, one picture, the latest events.
fn map_column(c: &mut Canvas, look: &Look, d: &mut Dice, [sx, y, side, h]: Area) {
    let inner = look.card(c, [sx, y, side, h * 0.42], look.words.filters[2]);
    let rows: Vec<Vec<String>> = (0..12)
        .map(|i| {
            let name = look.words.streets[i].to_owned();
            vec![
                name,
                format!("{}", 4 + d.below(40)),
                format!("{} %", 82 + d.below(19)),
            ]
        })
        .collect();
    let heads = [look.words.columns[4], look.words.camera, "OK"];
    table(c, look, inner, &heads, &[0.5, 0.28, 0.22], &rows, 2);
    let top = y + h * 0.42 + 12.0;
    let inner = look.card(c, [sx, top, side, y + h - top], look.words.live);
    let th = inner[3] * 0.56;
    tile(
        c,
        look,
        d,
        [inner[0], inner[1], inner[2], th],
        &format!("027 {}", look.words.streets[6]),
    );
    let below = [
        inner[0],
        inner[1] + th + 10.0,
        inner[2],
        inner[3] - th - 10.0,
    ];
    log(c, look, d, below);
}
