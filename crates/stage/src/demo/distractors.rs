//! Interfaces that belong to nobody in the demo's documents: a broadcaster's running order,
//! a departures board, a weather desk and a spreadsheet.

use crate::canvas::{Canvas, ink, mix};
use crate::dice::Dice;
use crate::fonts::Font;
use crate::plan::Picture;

/// Ids of the distractors.
pub(super) const NAMES: [&str; 4] = [
    "other/rundown",
    "other/departures",
    "other/weather",
    "other/sheet",
];

pub(super) fn picture(id: &str) -> Option<Picture> {
    let n = NAMES.iter().position(|x| *x == id)?;
    let mut d = Dice::new(900 + n as u64);
    let mut c = Canvas::new(1600, 900, ink(0xffffff));
    [rundown, departures, weather, sheet][n](&mut c, &mut d);
    let mut picture = Picture::new(id, c.rgb());
    picture.lines = c.lines;
    Some(picture)
}

fn rundown(c: &mut Canvas, d: &mut Dice) {
    c.rect(0.0, 0.0, 1600.0, 900.0, ink(0x2b2140));
    c.rect(0.0, 0.0, 1600.0, 66.0, ink(0x4a2f7a));
    c.text(
        24.0,
        44.0,
        28.0,
        Font::SerifBold,
        ink(0xf6e9ff),
        "Evening Bulletin — running order",
    );
    c.text(
        1370.0,
        46.0,
        34.0,
        Font::MonoBold,
        ink(0xff7ad0),
        "18:42:07",
    );
    let heads = ["#", "Slug", "Type", "Presenter", "Length", "Total"];
    let xs = [30.0, 110.0, 620.0, 800.0, 1120.0, 1300.0];
    for (h, x) in heads.iter().zip(xs) {
        c.text(x, 108.0, 18.0, Font::SansBold, ink(0xbda6e6), h);
    }
    let slugs = [
        "Headlines",
        "Bridge repairs delayed",
        "School opening",
        "Interview: harbour plan",
        "Sport: cup draw",
        "Weather",
        "Market prices",
        "Museum night",
        "Snow on the pass",
        "Traffic",
        "Viewers' photos",
        "Closing",
        "Reserve: bakery",
        "Reserve: old trams",
    ];
    rundown_rows(c, d, &slugs, xs);
    c.rect(0.0, 862.0, 1600.0, 38.0, ink(0x1c1430));
    c.rect(0.0, 862.0, 620.0, 38.0, ink(0xff7ad0));
    c.text(
        20.0,
        889.0,
        20.0,
        Font::SansBold,
        ink(0x1c1430),
        "ON AIR — item A05 — back time +00:12",
    );
}

fn departures(c: &mut Canvas, d: &mut Dice) {
    c.rect(0.0, 0.0, 1600.0, 900.0, ink(0x060a12));
    c.rect(0.0, 0.0, 1600.0, 110.0, ink(0x0f3f8c));
    c.text(
        40.0,
        76.0,
        56.0,
        Font::NarrowBold,
        ink(0xffffff),
        "Departures  Жөнелту  Отправление",
    );
    c.text(1360.0, 78.0, 58.0, Font::MonoBold, ink(0xffd83a), "14:26");
    let towns = [
        "Verkhnozersk",
        "Port Callow",
        "Zharsu",
        "Kessel Bay",
        "Old Bridge",
        "Lime Junction",
        "North Gate",
        "Озёрный",
        "Көктем",
        "Ткачи",
        "Depot Yard",
        "Fair Hill",
    ];
    for (i, town) in towns.iter().enumerate() {
        let y = 128.0 + 63.0 * i as f32;
        c.rect(
            0.0,
            y,
            1600.0,
            58.0,
            if i % 2 == 0 {
                ink(0x101828)
            } else {
                ink(0x0a101c)
            },
        );
        let time = format!("{:02}:{:02}", 14 + i / 5, (28 + i * 11) % 60);
        c.text(40.0, y + 43.0, 40.0, Font::MonoBold, ink(0xffd83a), &time);
        let train = format!("{}{:03}", ["R", "IC", "S"][d.below(3)], d.below(900) + 10);
        c.round(
            220.0,
            y + 9.0,
            150.0,
            40.0,
            6.0,
            ink([0x8c2f2f, 0x2f6f8c, 0x3f7d3c][d.below(3)]),
        );
        c.text_mid(
            295.0,
            y + 40.0,
            30.0,
            Font::NarrowBold,
            ink(0xffffff),
            &train,
        );
        c.text(410.0, y + 43.0, 40.0, Font::Narrow, ink(0xffffff), town);
        c.text(
            1020.0,
            y + 43.0,
            40.0,
            Font::MonoBold,
            ink(0xffffff),
            &format!("{}", 1 + d.below(12)),
        );
        let late = d.chance(0.3);
        let text = if late {
            format!("+{} min", 3 + d.below(40))
        } else {
            "on time".to_owned()
        };
        let tone = if late { ink(0xff6b5e) } else { ink(0x6fd68a) };
        c.text(1180.0, y + 42.0, 34.0, Font::Narrow, tone, &text);
    }
}

fn weather(c: &mut Canvas, d: &mut Dice) {
    c.shade(0.0, 0.0, 1600.0, 900.0, |_, y, _| {
        mix(ink(0x2f7fd0), ink(0xbfe3f7), y as f32 / 900.0)
    });
    c.text(48.0, 92.0, 60.0, Font::Sans, ink(0xffffff), "Weather desk");
    c.text(
        48.0,
        136.0,
        26.0,
        Font::Sans,
        ink(0xe6f4ff),
        "Lowlands and coast, next seven days",
    );
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    forecast(c, d, days);
    c.round(40.0, 540.0, 900.0, 320.0, 22.0, [255, 255, 255, 215]);
    c.text(
        70.0,
        590.0,
        28.0,
        Font::SansBold,
        ink(0x24506e),
        "Pressure and rain",
    );
    let mut v = 0.5f32;
    let mut last = [70.0, 740.0];
    for i in 1..=60 {
        v = (v + d.range(-0.09, 0.09) as f32).clamp(0.1, 0.9);
        let next = [70.0 + 14.0 * i as f32, 610.0 + 220.0 * v];
        c.line(last, next, 4.0, ink(0xd0452f));
        let high = d.range(0.0, 70.0) as f32;
        c.rect(next[0] - 10.0, 850.0 - high, 8.0, high, ink(0x4f9ad0));
        last = next;
    }
    c.round(970.0, 540.0, 590.0, 320.0, 22.0, ink(0x1f5f9a));
    for k in 0..7 {
        let (cx, cy) = (
            1010.0 + d.range(0.0, 500.0) as f32,
            580.0 + d.range(0.0, 240.0) as f32,
        );
        for r in 0..4 {
            let tone = [0x2f8f6f, 0x4fb06f, 0xd8c84f, 0xd8703f][r];
            c.disc(
                cx,
                cy,
                (46.0 - 11.0 * r as f32) * (0.6 + 0.1 * k as f32),
                [(tone >> 16) as u8, (tone >> 8) as u8, tone as u8, 170],
            );
        }
    }
    c.text(
        996.0,
        584.0,
        26.0,
        Font::SansBold,
        ink(0xffffff),
        "Radar 14:20",
    );
}

fn sheet(c: &mut Canvas, d: &mut Dice) {
    c.rect(0.0, 0.0, 1600.0, 54.0, ink(0x1e7145));
    c.text(
        24.0,
        36.0,
        24.0,
        Font::Sans,
        ink(0xffffff),
        "canteen_budget_autumn.ods",
    );
    c.rect(0.0, 54.0, 1600.0, 76.0, ink(0xf0f2f0));
    for i in 0..22 {
        let x = 20.0 + 66.0 * i as f32;
        c.round(x, 66.0, 52.0, 52.0, 4.0, ink(0xdde3de));
        let tone = [0x1e7145, 0x60666a, 0xb85c2f][i % 3];
        c.rect(x + 12.0, 78.0 + (i % 4) as f32 * 5.0, 28.0, 6.0, ink(tone));
        c.rect(x + 12.0, 92.0, 20.0, 5.0, ink(0x8a9090));
    }
    c.rect(0.0, 130.0, 1600.0, 36.0, ink(0xffffff));
    c.text(
        20.0,
        156.0,
        19.0,
        Font::Sans,
        ink(0x303638),
        "F14    fx   =SUM(F3:F13)*1.12",
    );
    let (left, top, cw, rh) = (54.0, 196.0, 154.0, 27.0);
    c.rect(0.0, 166.0, 1600.0, 30.0, ink(0xe2e6e3));
    for k in 0..10 {
        let x = left + cw * k as f32;
        let name = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"][k];
        c.text_mid(x + cw / 2.0, 188.0, 17.0, Font::Sans, ink(0x40484a), name);
        c.rect(x, 166.0, 1.0, 734.0, ink(0xc4cac6));
    }
    sheet_rows(c, d, [left, top, cw, rh]);
    c.outline(left + cw * 5.0, top + rh * 13.0, cw, rh, 3.0, ink(0x1e7145));
}

/// A card for each day of the week.
fn forecast(c: &mut Canvas, d: &mut Dice, days: [&str; 7]) {
    for (i, day) in days.iter().enumerate() {
        let x = 40.0 + 218.0 * i as f32;
        c.round(x, 176.0, 204.0, 330.0, 22.0, [255, 255, 255, 70]);
        c.text_mid(x + 102.0, 224.0, 32.0, Font::SansBold, ink(0xffffff), day);
        let (cx, cy) = (x + 102.0, 310.0);
        if d.chance(0.6) {
            c.disc(cx - 12.0, cy - 14.0, 40.0, ink(0xffd23f));
            for k in 0..12 {
                let (s, co) = (k as f32 / 12.0 * std::f32::consts::TAU).sin_cos();
                let at = |r: f32| [cx - 12.0 + co * r, cy - 14.0 + s * r];
                c.line(at(46.0), at(60.0), 5.0, ink(0xffd23f));
            }
        }
        if d.chance(0.7) {
            for (ox, oy, r) in [(-30.0, 20.0, 26.0), (4.0, 8.0, 34.0), (38.0, 22.0, 24.0)] {
                c.disc(cx + ox, cy + oy, r, ink(0xf4f8fc));
            }
            for k in 0..4 {
                let rx = cx - 36.0 + 24.0 * k as f32;
                c.line([rx, cy + 52.0], [rx - 8.0, cy + 74.0], 4.0, ink(0x2a6fd0));
            }
        }
        let (hi, lo) = (6 + d.below(18), d.below(8));
        c.text_mid(
            cx,
            446.0,
            46.0,
            Font::SansBold,
            ink(0xffffff),
            &format!("{hi}°"),
        );
        c.text_mid(
            cx,
            486.0,
            28.0,
            Font::Sans,
            ink(0xe0f0ff),
            &format!("{lo}°"),
        );
    }
}

fn rundown_rows(c: &mut Canvas, d: &mut Dice, slugs: &[&str], xs: [f32; 6]) {
    let kinds = ["VTR", "LIVE", "GFX", "PKG", "READ"];
    for (i, slug) in slugs.iter().enumerate() {
        let y = 124.0 + 52.0 * i as f32;
        let kind = d.below(5);
        let tone = [0x7a4fd0, 0xd04f8a, 0x4f9ad0, 0x50a878, 0xb08a3c][kind];
        let row = if i == 4 {
            ink(0x6a3fae)
        } else {
            mix(ink(0x342850), ink(0x3d3060), (i % 2) as f32)
        };
        c.round(16.0, y, 1568.0, 46.0, 8.0, row);
        c.text(
            xs[0],
            y + 31.0,
            19.0,
            Font::MonoBold,
            ink(0xffffff),
            &format!("A{:02}", i + 1),
        );
        c.text(xs[1], y + 31.0, 20.0, Font::Sans, ink(0xffffff), slug);
        c.round(xs[2], y + 8.0, 110.0, 30.0, 15.0, ink(tone));
        c.text_mid(
            xs[2] + 55.0,
            y + 30.0,
            17.0,
            Font::SansBold,
            ink(0xffffff),
            kinds[kind],
        );
        c.text(
            xs[3],
            y + 31.0,
            18.0,
            Font::Serif,
            ink(0xd8c8f4),
            ["Studio 1", "Studio 2", "Field", "Desk"][d.below(4)],
        );
        for (x, max) in [(xs[4], 3), (xs[5], 28)] {
            let text = format!("{:02}:{:02}", d.below(max), d.below(60));
            c.text(x, y + 31.0, 19.0, Font::Mono, ink(0xf2d6ff), &text);
        }
    }
}

fn sheet_rows(c: &mut Canvas, d: &mut Dice, [left, top, cw, rh]: [f32; 4]) {
    let goods = [
        "Bread", "Potatoes", "Milk", "Apples", "Tea", "Rice", "Carrots", "Cheese", "Gas", "Wages",
        "Cleaning",
    ];
    for r in 0..26 {
        let y = top + rh * r as f32;
        c.rect(0.0, y + rh, 1600.0, 1.0, ink(0xd4dad6));
        c.rect(0.0, y, left, rh, ink(0xe2e6e3));
        c.text_mid(
            27.0,
            y + 20.0,
            15.0,
            Font::Sans,
            ink(0x50585a),
            &format!("{}", r + 1),
        );
        if r == 13 {
            c.rect(left, y, 1546.0, rh, ink(0xd6ecd9));
        }
        c.text(
            left + 8.0,
            y + 20.0,
            16.0,
            Font::Sans,
            ink(0x202628),
            goods[r % 11],
        );
        for k in 1..10 {
            if d.chance(0.86) {
                let text = format!("{}.{:02}", d.below(9000), d.below(100));
                let w = Font::Sans.width(&text, 16.0);
                c.text(
                    left + cw * (k + 1) as f32 - w - 8.0,
                    y + 20.0,
                    16.0,
                    Font::Sans,
                    ink(0x202628),
                    &text,
                );
            }
        }
    }
}
