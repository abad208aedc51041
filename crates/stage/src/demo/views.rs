//! The views of the made-up products: each fills the space that the maker's frame leaves.

use crate::canvas::{Canvas, faint, ink, mix};
use crate::dice::Dice;

use super::look::{Area, Layout, Look};
use super::scenery::{self, MapStyle};
use super::widgets::{bars, clock, curve, log, notification, plate, ring, table, tile, wall};

/// What a window is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum View {
    Live,
    Map,
    Search,
    Events,
    Stats,
    Lists,
    Plates,
}

impl View {
    /// Its place in the navigation.
    pub(super) fn tab(self) -> usize {
        self as usize
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Map => "map",
            Self::Search => "search",
            Self::Events => "events",
            Self::Stats => "reports",
            Self::Lists => "lists",
            Self::Plates => "plates",
        }
    }

    pub(super) fn title(self, look: &Look) -> &'static str {
        let w = look.words;
        [
            w.live, w.map, w.search, w.events, w.stats, w.lists, w.plates,
        ][self.tab()]
    }

    pub(super) fn draw(self, c: &mut Canvas, look: &Look, d: &mut Dice, area: Area) {
        match self {
            Self::Live => live(c, look, d, area),
            Self::Map => map(c, look, d, area),
            Self::Search => search(c, look, d, area),
            Self::Events => events(c, look, d, area),
            Self::Stats => stats(c, look, d, area),
            Self::Lists => lists(c, look, d, area),
            Self::Plates => plates(c, look, d, area),
        }
    }
}

fn live(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
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

fn map(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
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
    for k in 0..marks.len() / 3 {
        let [px, py] = *d.pick(&marks);
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

fn search(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
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

fn event_rows(look: &Look, d: &mut Dice, n: usize) -> Vec<Vec<String>> {
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

fn events(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
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

fn stats(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let gap = 14.0;
    let kw = (w - 3.0 * gap) / 4.0;
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
        for b in 0..12 {
            let high = d.range(6.0, 46.0) as f32;
            c.rect(
                kx + kw - 130.0 + 9.5 * b as f32,
                y + 92.0 - high,
                6.5,
                high,
                faint(tone, 170),
            );
        }
    }
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

fn lists(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
    let side = 280.0;
    let [ix, iy, iw, _] = look.card(c, [x, y, side, h], look.words.category);
    for (i, name) in look.words.categories.iter().enumerate() {
        let cy = iy + 60.0 * i as f32;
        let tone = [
            look.alert,
            look.accent,
            look.second,
            look.dim,
            ink(0x8a58b0),
        ][i];
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
    let gx = x + side + 14.0;
    let [ix, iy, iw, ih] = look.card(c, [gx, y, w - side - 14.0, h], look.words.lists);
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
        let tag = [
            look.alert,
            look.accent,
            look.second,
            look.dim,
            ink(0x8a58b0),
        ][k];
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

fn plates(c: &mut Canvas, look: &Look, d: &mut Dice, [x, y, w, h]: Area) {
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
