//! The window's frame that all interfaces of a maker share; it alone must not prove a product.

use crate::canvas::{Canvas, ink, mix};

use super::icons::icon;
use super::look::{Area, Layout, Look};

/// What tells one product of a maker from another in the shared frame.
pub(super) struct Brand<'a> {
    pub product: &'a str,
    pub version: &'a str,
    pub clock: &'a str,
    pub logo: fn(&mut Canvas, Area),
}

impl Look {
    /// The window's frame with the product's name; gives the space for the view. `view` is the
    /// view's title, `tab` its place in the navigation.
    pub(super) fn frame(&self, c: &mut Canvas, brand: &Brand<'_>, view: &str, tab: usize) -> Area {
        let (w, h) = (c.width(), c.height());
        match self.layout {
            Layout::Sidebar => self.sidebar(c, brand, view, tab, [w, h]),
            Layout::Classic => self.classic(c, brand, view, tab, [w, h]),
            Layout::Tabs => self.tabs(c, brand, tab, [w, h]),
            Layout::Console => self.console(c, brand, view, tab, [w, h]),
        }
    }

    fn views(&self) -> [&'static str; 7] {
        let w = self.words;
        [
            w.live, w.map, w.search, w.events, w.stats, w.lists, w.plates,
        ]
    }

    fn sidebar(
        &self,
        c: &mut Canvas,
        b: &Brand<'_>,
        view: &str,
        tab: usize,
        [w, h]: [f32; 2],
    ) -> Area {
        c.rect(0.0, 0.0, 84.0, h, self.head);
        (b.logo)(c, [18.0, 16.0, 48.0, 48.0]);
        for i in 0..7 {
            let y = 96.0 + i as f32 * 82.0;
            if i == tab {
                c.round(10.0, y - 8.0, 64.0, 64.0, 14.0, self.panel);
                c.rect(0.0, y - 2.0, 4.0, 52.0, self.accent);
            }
            let tone = if i == tab { self.accent } else { self.dim };
            icon(c, i, [26.0, y + 8.0, 32.0, 32.0], tone);
        }
        c.disc(42.0, h - 46.0, 20.0, self.line);
        c.text_mid(42.0, h - 40.0, 16.0, self.font.bold(), self.text, "OP");
        c.text(112.0, 46.0, 27.0, self.font.bold(), self.text, b.product);
        let after = 124.0 + self.font.bold().width(b.product, 27.0);
        c.text(after, 46.0, 20.0, self.font, self.dim, &format!("/ {view}"));
        c.round(w - 580.0, 20.0, 270.0, 38.0, 19.0, self.panel);
        c.text(
            w - 556.0,
            45.0,
            15.0,
            self.font,
            self.dim,
            self.words.search,
        );
        c.text(w - 276.0, 46.0, 18.0, self.font, self.text, b.clock);
        c.disc(w - 46.0, 39.0, 17.0, self.alert);
        c.text_mid(w - 46.0, 45.0, 16.0, self.font.bold(), ink(0xffffff), "7");
        [104.0, 80.0, w - 124.0, h - 100.0]
    }

    fn classic(
        &self,
        c: &mut Canvas,
        b: &Brand<'_>,
        view: &str,
        tab: usize,
        [w, h]: [f32; 2],
    ) -> Area {
        c.shade(0.0, 0.0, w, 34.0, |x, _, _| {
            mix(ink(0x17397a), ink(0x5f8fd8), x as f32 / w)
        });
        (b.logo)(c, [6.0, 4.0, 26.0, 26.0]);
        let title = format!("{} {} — {view}", b.product, b.version);
        c.text(40.0, 24.0, 18.0, self.font.bold(), ink(0xffffff), &title);
        for (i, tone) in [0x8fb0e6, 0x8fb0e6, 0xd86a58].into_iter().enumerate() {
            let x = w - 104.0 + 33.0 * i as f32;
            c.rect(x, 5.0, 28.0, 23.0, ink(tone));
            c.rect(x + 8.0, 18.0, 12.0, 3.0, ink(0xffffff));
        }
        c.rect(0.0, 34.0, w, 28.0, ink(0xeceae4));
        let mut x = 14.0;
        for m in self.words.menu {
            x += c.text(x, 54.0, 17.0, self.font, self.text, m) + 28.0;
        }
        c.rect(0.0, 62.0, w, 54.0, ink(0xdcdad2));
        for i in 0..15 {
            let x = 10.0 + 50.0 * i as f32 + if i > 6 { 14.0 } else { 0.0 };
            c.rect(x, 68.0, 42.0, 42.0, ink(0xeceae4));
            let tone = [self.accent, self.second, self.alert, ink(0xc98a1a)][i % 4];
            icon(c, i % 7, [x + 8.0, 76.0, 26.0, 26.0], tone);
        }
        let views = self.views();
        let mut x = 8.0;
        for (i, v) in views.iter().enumerate() {
            let wide = self.font.width(v, 17.0) + 30.0;
            let (top, tone) = if i == tab {
                (118.0, self.panel)
            } else {
                (122.0, ink(0xb4b8be))
            };
            c.rect(x, top, wide, 150.0 - top, tone);
            c.outline(x, top, wide, 150.0 - top, 1.0, self.line);
            c.text(x + 15.0, 141.0, 17.0, self.font, self.text, v);
            x += wide + 3.0;
        }
        c.rect(0.0, h - 28.0, w, 28.0, ink(0xdcdad2));
        let state = format!(
            "{}: 04   |   {}   |   248 / 251   |   7,3",
            self.words.operator, b.clock
        );
        c.text(12.0, h - 9.0, 16.0, self.font, self.text, &state);
        c.rect(w - 260.0, h - 20.0, 240.0, 12.0, ink(0xffffff));
        c.rect(w - 260.0, h - 20.0, 150.0, 12.0, self.second);
        [6.0, 154.0, w - 12.0, h - 188.0]
    }

    fn tabs(&self, c: &mut Canvas, b: &Brand<'_>, tab: usize, [w, h]: [f32; 2]) -> Area {
        c.rect(0.0, 0.0, w, 72.0, self.head);
        c.rect(0.0, 72.0, w, 5.0, self.accent);
        (b.logo)(c, [20.0, 12.0, 48.0, 48.0]);
        c.text(82.0, 46.0, 27.0, self.font.bold(), ink(0xffffff), b.product);
        let mut x = 82.0 + self.font.bold().width(b.product, 27.0) + 46.0;
        for (i, v) in self
            .views()
            .iter()
            .enumerate()
            .filter(|(i, _)| *i < 5 || *i == tab)
        {
            let wide = self.font.width(v, 17.0) + 30.0;
            if i == tab {
                c.round(x, 18.0, wide, 40.0, 6.0, self.accent);
            }
            let tone = if i == tab { self.head } else { ink(0xc6d0ea) };
            c.text(x + 15.0, 44.0, 17.0, self.font, tone, v);
            x += wide + 6.0;
        }
        let right = w - 24.0 - self.font.width(b.clock, 18.0);
        if right > x {
            c.text(right, 45.0, 18.0, self.font, ink(0xffffff), b.clock);
        }
        let y = h - 62.0;
        c.rect(0.0, y, w, 62.0, self.panel);
        c.rect(0.0, y, w, 1.5, self.line);
        for (i, (label, value)) in self
            .words
            .figures
            .iter()
            .zip(["1 284", "912", "37", "64 %"])
            .enumerate()
        {
            let x = 30.0 + i as f32 * 390.0;
            c.disc(
                x + 12.0,
                y + 31.0,
                13.0,
                [self.accent, self.second, self.alert, ink(0x3a9d6e)][i],
            );
            c.text(x + 36.0, y + 40.0, 25.0, self.font.bold(), self.head, value);
            let after = x + 50.0 + self.font.bold().width(value, 25.0);
            c.text(after, y + 38.0, 16.0, self.font, self.dim, label);
        }
        [18.0, 92.0, w - 36.0, h - 170.0]
    }

    fn console(
        &self,
        c: &mut Canvas,
        b: &Brand<'_>,
        view: &str,
        tab: usize,
        [w, h]: [f32; 2],
    ) -> Area {
        c.rect(0.0, 0.0, w, 44.0, self.head);
        c.polygon(
            &[[0.0, 0.0], [330.0, 0.0], [300.0, 44.0], [0.0, 44.0]],
            self.accent,
        );
        (b.logo)(c, [10.0, 6.0, 32.0, 32.0]);
        c.text_in(
            [52.0, 31.0, 240.0],
            22.0,
            self.font.bold(),
            self.ground,
            b.product,
        );
        c.text(
            346.0,
            29.0,
            17.0,
            self.font,
            self.text,
            &format!("> {}", view.to_lowercase()),
        );
        c.text(
            w - 500.0,
            29.0,
            16.0,
            self.font,
            self.dim,
            &format!("node-03  link 98%  {}", b.clock),
        );
        c.rect(w - 66.0, 44.0, 66.0, h - 44.0, self.head);
        for i in 0..7 {
            let y = 66.0 + i as f32 * 78.0;
            let tone = if i == tab { self.accent } else { self.dim };
            let (x, s) = (w - 58.0, 50.0);
            let hex: Vec<[f32; 2]> = (0..6)
                .map(|k| {
                    let a = (k as f32 * 60.0 + 30.0).to_radians();
                    [
                        x + s / 2.0 + s * 0.56 * a.cos(),
                        y + s / 2.0 + s * 0.56 * a.sin(),
                    ]
                })
                .collect();
            for k in 0..6 {
                c.line(hex[k], hex[(k + 1) % 6], 2.0, tone);
            }
            icon(c, i, [x + 13.0, y + 13.0, 24.0, 24.0], tone);
        }
        c.rect(0.0, h - 26.0, w - 66.0, 26.0, self.head);
        c.text(12.0, h - 8.0, 14.0, self.font, self.second, "READY");
        c.text(
            90.0,
            h - 8.0,
            14.0,
            self.font,
            self.dim,
            &format!("{} {}  feeds 64  drop 0.2%  queue 3", b.product, b.version),
        );
        [12.0, 56.0, w - 90.0, h - 94.0]
    }
}
