//! Views of lists: events, people's categories, number plates.

use crate::canvas::{Canvas, Ink, ink, mix};
use crate::dice::Dice;

use super::look::{Area, Layout, Look};
use super::scenery;
use super::widgets::{clock, curve, notification, plate, table, tile};

pub(super) fn event_rows(look: &Look, d: &mut Dice, n: usize) -> Vec<Vec<String>> {
    (0..n)
        .map(|i| {
            vec![
                format!("{}", 48210 - i * 3 - d.below(3)),
                clock(d),
                format!("{:03}", d.below(240)),
                look.words.kinds[d.below(8)].to_owned(),
                (*d.pick(&look.words.streets)).to_owned(),
                look.words.states[d.below(4)].to_owned(),
            ]
        })
        .collect()
}

pub(super) fn events(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let side = 460.0;
    let tw = w - side - 14.0;
    let title = look.words.events;
    let inner = look.card(c, [x, y, tw, h], title);
    let mut bx = inner[0];
    for i in 0..5 {
        let wide = 122.0;
        look.button(c, [bx, inner[1], wide, 36.0], look.words.buttons[i], i == 0);
        bx += wide + 8.0;
    }
    let area = [inner[0], inner[1] + 48.0, inner[2], inner[3] - 48.0];
    let rows = event_rows(look, d, 30);
    table(
        c,
        look,
        area,
        &look.words.columns,
        &[0.1, 0.13, 0.1, 0.31, 0.21, 0.15],
        &rows,
        3,
    );
    let [ix, iy, iw, ih] = look.card(c, [x + w - side, y, side, h], look.words.kinds[0]);
    let th = ih * 0.42;
    tile(
        c,
        look,
        d,
        [ix, iy, iw, th],
        &format!("118 {}", look.words.streets[8]),
    );
    notification(c, look, d, [ix, iy + th + 12.0, iw, ih - th - 12.0 - 64.0]);
    look.button(
        c,
        [ix, iy + ih - 46.0, iw, 42.0],
        look.words.buttons[2],
        true,
    );
}

pub(super) fn lists(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let side = 280.0;
    let [ix, iy, iw, _] = look.card(c, [x, y, side, h], look.words.category);
    category_list(c, look, d, [ix, iy, iw]);
    let gx = x + side + 14.0;
    let [ix, iy, iw, ih] = look.card(c, [gx, y, w - side - 14.0, h], look.words.lists);
    person_cards(c, look, d, [ix, iy, iw, ih]);
}

pub(super) fn plates(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let left = w * 0.46;
    let [ix, iy, iw, ih] = look.card(c, [x, y, left, h], look.words.live);
    let th = ih * 0.56;
    tile(
        c,
        look,
        d,
        [ix, iy, iw, th],
        &format!("051 {}", look.words.streets[9]),
    );
    let number = plate(d);
    let (px, py) = (ix + 10.0, iy + th + 20.0);
    c.round(px, py, 300.0, 76.0, 8.0, ink(0xf7f7f2));
    c.outline(px, py, 300.0, 76.0, 4.0, ink(0x1b1d20));
    c.text_mid(
        px + 150.0,
        py + 54.0,
        44.0,
        crate::fonts::Font::MonoBold,
        ink(0x14161a),
        &number,
    );
    look.button(
        c,
        [px + 320.0, py, iw - 340.0, 34.0],
        look.words.buttons[0],
        true,
    );
    look.button(
        c,
        [px + 320.0, py + 42.0, iw - 340.0, 34.0],
        look.words.buttons[1],
        false,
    );
    let area = [ix, py + 92.0, iw, iy + ih - py - 92.0];
    curve(c, look, d, area);
    let inner = look.card(
        c,
        [x + left + 14.0, y, w - left - 14.0, h],
        look.words.plates,
    );
    let rows: Vec<Vec<String>> = (0..30)
        .map(|_| {
            vec![
                clock(d),
                plate(d),
                (*d.pick(&look.words.streets)).to_owned(),
                format!("{} km/h", 18 + d.below(70)),
                look.words.states[d.below(4)].to_owned(),
            ]
        })
        .collect();
    let w_ = look.words;
    let heads = [w_.columns[1], w_.plates, w_.columns[4], "v", w_.columns[5]];
    table(
        c,
        look,
        inner,
        &heads,
        &[0.16, 0.24, 0.27, 0.14, 0.19],
        &rows,
        4,
    );
}

fn category_tones(look: &Look) -> [Ink; 5] {
    [
        look.alert,
        look.accent,
        look.second,
        look.dim,
        ink(0x8a58b0),
    ]
}

/// The categories with the number of people in each, and buttons below.
fn category_list(c: &mut Canvas, look: &Look, d: &mut Dice, [ix, iy, iw]: [f32; 3]) {
    for (i, name) in look.words.categories.iter().enumerate() {
        let cy = iy + 60.0 * i as f32;
        let tone = category_tones(look)[i];
        c.round(
            ix,
            cy,
            iw,
            50.0,
            look.radius.min(8.0),
            mix(look.panel, tone, 0.25),
        );
        c.rect(ix, cy, 8.0, 50.0, tone);
        c.text_in(
            [ix + 22.0, cy + 32.0, iw - 90.0],
            18.0,
            look.font.bold(),
            look.text,
            name,
        );
        let n = format!("{}", 12 + d.below(800));
        let nw = look.font.width(&n, 17.0);
        c.text(
            ix + iw - nw - 12.0,
            cy + 32.0,
            17.0,
            look.font,
            look.dim,
            &n,
        );
    }
    let by = iy + 60.0 * 5.0 + 16.0;
    for i in 0..4 {
        look.button(
            c,
            [ix, by + 50.0 * i as f32, iw, 40.0],
            look.words.buttons[i],
            i == 0,
        );
    }
}

/// Cards of grey busts, each with a number and a category.
fn person_cards(c: &mut Canvas, look: &Look, d: &mut Dice, [ix, iy, iw, ih]: Area) {
    let (cols, rows) = match look.layout {
        Layout::Sidebar => (5, 2),
        Layout::Classic => (6, 3),
        Layout::Tabs => (4, 2),
        Layout::Console => (8, 4),
    };
    let gap = 14.0;
    let cw = (iw - gap * (cols - 1) as f32) / cols as f32;
    let ch = (ih - gap * (rows - 1) as f32) / rows as f32;
    for i in 0..cols * rows {
        let (cx, cy) = (
            ix + (i % cols) as f32 * (cw + gap),
            iy + (i / cols) as f32 * (ch + gap),
        );
        c.rect(cx, cy, cw, ch, mix(look.panel, look.text, 0.05));
        c.outline(cx, cy, cw, ch, 1.0, look.line);
        let grey = mix(look.panel, look.text, d.range(0.1, 0.2) as f32);
        let tone = mix(look.panel, look.text, d.range(0.4, 0.6) as f32);
        scenery::bust(c, [cx + 8.0, cy + 8.0, cw - 16.0, ch - 78.0], grey, tone);
        let base = cy + ch - 48.0;
        let id = format!("ID {:05}", 10400 + d.below(9000));
        c.text_in(
            [cx + 10.0, base, cw - 20.0],
            15.5,
            look.font.bold(),
            look.text,
            &id,
        );
        let k = d.below(5);
        let tag = category_tones(look)[k];
        c.rect(cx + 10.0, base + 10.0, cw - 20.0, 26.0, tag);
        let name = look.words.categories[k];
        c.text_in(
            [cx + 18.0, base + 29.0, cw - 36.0],
            15.0,
            look.font.bold(),
            ink(0xffffff),
            name,
        );
    }
}
