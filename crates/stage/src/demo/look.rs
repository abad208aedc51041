//! The design language of each made-up maker: colours, faces, corners, and the frame that all
//! interfaces of the maker share (which alone must not prove a product).

use crate::canvas::{Canvas, Ink, faint, ink, mix};
use crate::fonts::Font;

use super::words::{EN, KK, RU, Words};

/// How a maker lays out its windows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layout {
    /// Icons down the left, breadcrumb above, rounded cards.
    Sidebar,
    /// Menu bar, tool bar, tabs, status line; square and grey.
    Classic,
    /// A dark head with large tabs and a ribbon of figures below.
    Tabs,
    /// Thin outlines on black, cut corners, tools down the right.
    Console,
}

/// Colours, faces and shapes of a maker.
pub(super) struct Look {
    pub layout: Layout,
    pub ground: Ink,
    pub panel: Ink,
    pub head: Ink,
    pub line: Ink,
    pub text: Ink,
    pub dim: Ink,
    pub accent: Ink,
    pub second: Ink,
    pub alert: Ink,
    pub font: Font,
    pub radius: f32,
    pub words: &'static Words,
}

pub(super) const ORLUMEN: Look = Look {
    layout: Layout::Sidebar,
    ground: ink(0x12202a),
    panel: ink(0x1b2d39),
    head: ink(0x0d1820),
    line: ink(0x2c4556),
    text: ink(0xe6f1f4),
    dim: ink(0x8fa9b6),
    accent: ink(0x2ec4b6),
    second: ink(0x4d8fd6),
    alert: ink(0xff6b5e),
    font: Font::Sans,
    radius: 12.0,
    words: &EN,
};

pub(super) const HALVENKO: Look = Look {
    layout: Layout::Classic,
    ground: ink(0xc9ccd1),
    panel: ink(0xf4f4f2),
    head: ink(0x1f4e9e),
    line: ink(0x8f959d),
    text: ink(0x16181c),
    dim: ink(0x5b626c),
    accent: ink(0x1f4e9e),
    second: ink(0x2f8f4e),
    alert: ink(0xc22a22),
    font: Font::Narrow,
    radius: 0.0,
    words: &RU,
};

pub(super) const TASKOREN: Look = Look {
    layout: Layout::Tabs,
    ground: ink(0xeef1f6),
    panel: ink(0xffffff),
    head: ink(0x14244f),
    line: ink(0xcdd4e2),
    text: ink(0x1b2540),
    dim: ink(0x6a748c),
    accent: ink(0xe0a526),
    second: ink(0x2a62c4),
    alert: ink(0xd6455a),
    font: Font::Sans,
    radius: 6.0,
    words: &KK,
};

pub(super) const DASTREON: Look = Look {
    layout: Layout::Console,
    ground: ink(0x0c0d0f),
    panel: ink(0x15171a),
    head: ink(0x1d2024),
    line: ink(0x474c53),
    text: ink(0xe9e4da),
    dim: ink(0x9b968c),
    accent: ink(0xf28a1e),
    second: ink(0x86b84a),
    alert: ink(0xf2443a),
    font: Font::Mono,
    radius: 0.0,
    words: &EN,
};

/// A rectangle: x, y, width, height.
pub(super) type Area = [f32; 4];

impl Look {
    /// A panel with a heading; gives the space inside.
    pub(super) fn card(&self, c: &mut Canvas, [x, y, w, h]: Area, title: &str) -> Area {
        match self.layout {
            Layout::Sidebar => {
                c.round(x, y, w, h, self.radius, self.panel);
                c.round(x + 16.0, y + 15.0, 5.0, 18.0, 2.0, self.accent);
                c.text_in(
                    [x + 30.0, y + 31.0, w - 60.0],
                    18.0,
                    self.font.bold(),
                    self.text,
                    title,
                );
                for i in 0..3 {
                    c.disc(x + w - 34.0 + 8.0 * i as f32, y + 24.0, 2.4, self.dim);
                }
                [x + 16.0, y + 46.0, w - 32.0, h - 60.0]
            }
            Layout::Classic => {
                c.rect(x, y, w, h, self.panel);
                c.outline(x, y, w, h, 1.0, self.line);
                let bar = mix(self.head, ink(0xffffff), 0.72);
                c.rect(x + 1.0, y + 1.0, w - 2.0, 25.0, bar);
                c.rect(x + 1.0, y + 26.0, w - 2.0, 1.0, self.line);
                c.text_in(
                    [x + 9.0, y + 20.0, w - 50.0],
                    16.0,
                    self.font.bold(),
                    self.text,
                    title,
                );
                c.outline(x + w - 22.0, y + 7.0, 13.0, 13.0, 1.5, self.dim);
                c.line(
                    [x + w - 19.0, y + 10.0],
                    [x + w - 12.0, y + 17.0],
                    1.5,
                    self.dim,
                );
                c.line(
                    [x + w - 12.0, y + 10.0],
                    [x + w - 19.0, y + 17.0],
                    1.5,
                    self.dim,
                );
                [x + 6.0, y + 32.0, w - 12.0, h - 38.0]
            }
            Layout::Tabs => {
                c.round(x, y + 2.0, w, h, self.radius, faint(self.line, 255));
                c.round(x, y, w, h - 1.0, self.radius, self.panel);
                c.text_in(
                    [x + 16.0, y + 29.0, w - 32.0],
                    19.0,
                    self.font.bold(),
                    self.head,
                    title,
                );
                c.rect(x + 16.0, y + 38.0, (w - 32.0).min(70.0), 3.0, self.accent);
                [x + 16.0, y + 50.0, w - 32.0, h - 62.0]
            }
            Layout::Console => {
                let cut = 16.0;
                let frame = |m: f32| {
                    [
                        [x + m, y + m],
                        [x + w - cut - m * 0.4, y + m],
                        [x + w - m, y + cut + m * 0.4],
                        [x + w - m, y + h - m],
                        [x + cut + m * 0.4, y + h - m],
                        [x + m, y + h - cut - m * 0.4],
                    ]
                };
                c.polygon(&frame(0.0), self.line);
                c.polygon(&frame(1.5), self.panel);
                let label = format!("[ {} ]", title.to_uppercase());
                c.text_in(
                    [x + 14.0, y + 26.0, w - 50.0],
                    16.0,
                    self.font.bold(),
                    self.accent,
                    &label,
                );
                c.rect(x + 14.0, y + 35.0, w - 28.0, 1.0, self.line);
                [x + 14.0, y + 44.0, w - 28.0, h - 58.0]
            }
        }
    }

    pub(super) fn button(&self, c: &mut Canvas, [x, y, w, h]: Area, label: &str, strong: bool) {
        let size = (h * 0.46).min(17.0);
        let base = y + h / 2.0 + size * 0.36;
        let label = self.font.fit(label, size, w - 12.0);
        let text = match self.layout {
            Layout::Sidebar => {
                let fill = if strong { self.accent } else { self.line };
                c.round(x, y, w, h, h / 2.0, fill);
                if strong { self.head } else { self.text }
            }
            Layout::Classic => {
                c.rect(x, y, w, h, mix(self.ground, ink(0xffffff), 0.5));
                c.rect(x, y, w, 1.5, ink(0xffffff));
                c.rect(x, y, 1.5, h, ink(0xffffff));
                c.rect(x, y + h - 1.5, w, 1.5, self.line);
                c.rect(x + w - 1.5, y, 1.5, h, self.line);
                if strong { self.accent } else { self.text }
            }
            Layout::Tabs => {
                let fill = if strong { self.second } else { self.ground };
                c.round(x, y, w, h, self.radius, fill);
                if strong { ink(0xffffff) } else { self.head }
            }
            Layout::Console => {
                c.outline(
                    x,
                    y,
                    w,
                    h,
                    1.5,
                    if strong { self.accent } else { self.line },
                );
                if strong {
                    c.rect(x + 3.0, y + 3.0, w - 6.0, h - 6.0, faint(self.accent, 60));
                }
                if strong { self.accent } else { self.text }
            }
        };
        c.text_mid(x + w / 2.0, base, size, self.font, text, &label);
    }

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

/// What tells one product of a maker from another in the shared frame.
pub(super) struct Brand<'a> {
    pub product: &'a str,
    pub version: &'a str,
    pub clock: &'a str,
    pub logo: fn(&mut Canvas, Area),
}

/// Small line icons: eye, map pin, magnifier, list, bars, people-free card, plate.
pub(super) fn icon(c: &mut Canvas, kind: usize, [x, y, w, h]: Area, tone: Ink) {
    let t = (w / 11.0).max(1.5);
    match kind {
        0 => {
            c.outline(x, y + h * 0.15, w * 0.66, h * 0.7, t, tone);
            c.polygon(
                &[
                    [x + w * 0.7, y + h * 0.5],
                    [x + w, y + h * 0.2],
                    [x + w, y + h * 0.8],
                ],
                tone,
            );
        }
        1 => {
            c.disc(x + w * 0.5, y + h * 0.36, w * 0.32, tone);
            c.polygon(
                &[
                    [x + w * 0.22, y + h * 0.5],
                    [x + w * 0.78, y + h * 0.5],
                    [x + w * 0.5, y + h],
                ],
                tone,
            );
        }
        2 => {
            for k in 0..24 {
                let a = k as f32 / 24.0 * std::f32::consts::TAU;
                let b = (k + 1) as f32 / 24.0 * std::f32::consts::TAU;
                let at = |a: f32| {
                    [
                        x + w * (0.4 + 0.34 * a.cos()),
                        y + h * (0.4 + 0.34 * a.sin()),
                    ]
                };
                c.line(at(a), at(b), t, tone);
            }
            c.line(
                [x + w * 0.66, y + h * 0.66],
                [x + w * 0.96, y + h * 0.96],
                t * 1.5,
                tone,
            );
        }
        3 => {
            for i in 0..4 {
                let ly = y + h * (0.08 + 0.25 * i as f32);
                c.disc(x + w * 0.1, ly + t, t, tone);
                c.rect(x + w * 0.26, ly, w * 0.7, t * 1.4, tone);
            }
        }
        4 => {
            for (i, v) in [0.4, 0.8, 0.55, 1.0].into_iter().enumerate() {
                c.rect(
                    x + w * 0.26 * i as f32,
                    y + h * (1.0 - v),
                    w * 0.18,
                    h * v,
                    tone,
                );
            }
        }
        5 => {
            c.outline(x, y + h * 0.1, w, h * 0.8, t, tone);
            c.rect(x + w * 0.14, y + h * 0.28, w * 0.25, h * 0.42, tone);
            c.rect(x + w * 0.5, y + h * 0.32, w * 0.36, t, tone);
            c.rect(x + w * 0.5, y + h * 0.55, w * 0.28, t, tone);
        }
        _ => {
            c.outline(x, y + h * 0.28, w, h * 0.46, t, tone);
            for i in 0..4 {
                c.rect(
                    x + w * (0.15 + 0.19 * i as f32),
                    y + h * 0.42,
                    w * 0.11,
                    h * 0.18,
                    tone,
                );
            }
        }
    }
}
