//! The design language of each made-up maker: colours, faces, corners, panels and buttons.

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
            Layout::Classic => self.classic_card(c, [x, y, w, h], title),
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
            Layout::Console => self.console_card(c, [x, y, w, h], title),
        }
    }

    fn classic_card(&self, c: &mut Canvas, [x, y, w, h]: Area, title: &str) -> Area {
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

    fn console_card(&self, c: &mut Canvas, [x, y, w, h]: Area, title: &str) -> Area {
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
}
