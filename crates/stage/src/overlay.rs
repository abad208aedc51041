//! What a broadcaster lays over the picture: lower-third captions and a channel's mark.

use model::Size;

use crate::canvas::{Canvas, Ink, faint, ink, mix};
use crate::fonts::Font;
use crate::plan::{Caption, ChannelLogo};
use crate::raster::{Frame, blend};

/// Pixels to be laid over every frame of a shot.
pub(crate) struct Overlay {
    width: usize,
    alpha: Vec<u8>,
    pixels: Vec<(usize, Ink)>,
}

impl Overlay {
    pub(crate) fn new(size: Size, caption: Option<&Caption>, logo: Option<&ChannelLogo>) -> Self {
        let mut c = Canvas::new(size.width, size.height, [0; 4]);
        if let Some(caption) = caption {
            lower_third(&mut c, caption);
        }
        if let Some(logo) = logo {
            mark(&mut c, logo);
        }
        let alpha = c.inks().iter().map(|p| p[3]).collect();
        let pixels = c
            .inks()
            .iter()
            .enumerate()
            .filter(|(_, p)| p[3] > 0)
            .map(|(i, p)| (i, *p))
            .collect();
        Self {
            width: size.width as usize,
            alpha,
            pixels,
        }
    }

    pub(crate) fn covers(&self, x: f64, y: f64) -> bool {
        x >= 0.0
            && y >= 0.0
            && (x as usize) < self.width
            && self
                .alpha
                .get(y as usize * self.width + x as usize)
                .is_some_and(|a| *a > 127)
    }

    pub(crate) fn draw(&self, frame: &mut Frame) {
        for (i, p) in &self.pixels {
            blend(
                &mut frame.rgb[3 * i..3 * i + 3],
                [p[0], p[1], p[2]].map(u32::from),
                u32::from(p[3]),
            );
        }
    }
}

fn opaque([r, g, b]: [u8; 3]) -> Ink {
    [r, g, b, 255]
}

fn lower_third(c: &mut Canvas, caption: &Caption) {
    let (w, h) = (c.width(), c.height());
    let unit = h / 720.0;
    let (x, y, wide) = (w * 0.06, h * 0.815, w * 0.88);
    let dark = mix(opaque(caption.colour), ink(0x000000), 0.55);
    c.rect(x, y, wide, 54.0 * unit, faint(opaque(caption.colour), 235));
    c.rect(x, y + 54.0 * unit, wide, 32.0 * unit, faint(dark, 225));
    c.rect(x, y, 10.0 * unit, 86.0 * unit, ink(0xf4f4f4));
    let inner = wide - 40.0 * unit;
    c.text_in(
        [x + 26.0 * unit, y + 39.0 * unit, inner],
        33.0 * unit,
        Font::NarrowBold,
        ink(0xffffff),
        &caption.title,
    );
    c.text_in(
        [x + 26.0 * unit, y + 77.0 * unit, inner],
        20.0 * unit,
        Font::Narrow,
        ink(0xe8ecf0),
        &caption.subtitle,
    );
}

fn mark(c: &mut Canvas, logo: &ChannelLogo) {
    let unit = c.height() / 720.0;
    let size = 26.0 * unit;
    let text = Font::SansBold.width(&logo.text, size);
    let wide = text + 58.0 * unit;
    let x = if logo.right {
        c.width() - wide - 36.0 * unit
    } else {
        36.0 * unit
    };
    let y = 30.0 * unit;
    c.round(
        x,
        y,
        wide,
        42.0 * unit,
        8.0 * unit,
        faint(opaque(logo.colour), 225),
    );
    c.disc(x + 23.0 * unit, y + 21.0 * unit, 13.0 * unit, ink(0xffffff));
    c.disc(
        x + 27.0 * unit,
        y + 21.0 * unit,
        8.0 * unit,
        opaque(logo.colour),
    );
    c.text(
        x + 45.0 * unit,
        y + 31.0 * unit,
        size,
        Font::SansBold,
        ink(0xffffff),
        &logo.text,
    );
}
