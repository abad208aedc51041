//! The demo's saved posts: a picture file with an interface picture in it.

use std::path::Path;

use crate::StageError;
use crate::canvas::{Canvas, ink, scaled};
use crate::fonts::Font;
use crate::pdf;

use super::brochure::{DemoDocument, DemoFigure, FigureKind};
use super::makers::Product;
use super::views::View;

/// A saved post: a picture file with an interface picture in it.
pub(super) fn post(
    product: &Product,
    view: View,
    words: [&str; 2],
    folder: &Path,
    relative: &Path,
    jpeg: bool,
) -> Result<DemoDocument, StageError> {
    let (w, margin) = (1080.0f32, 44.0f32);
    let picture = scaled(&product.window(view).rgb(), 992, 558);
    let lines = Font::Sans.wrap(words[1], 30.0, w - 2.0 * margin);
    let top = 176.0 + 42.0 * lines.len() as f32;
    let height = top + 558.0 + 150.0;
    let mut c = Canvas::new(w as u32, height as u32, ink(0xffffff));
    c.disc(margin + 44.0, 92.0, 44.0, ink(0xe4e8ee));
    (product.maker.logo)(&mut c, [margin + 20.0, 68.0, 48.0, 48.0]);
    c.text(
        margin + 108.0,
        84.0,
        32.0,
        Font::SansBold,
        ink(0x14181c),
        product.maker.name,
    );
    c.text(
        margin + 108.0,
        122.0,
        25.0,
        Font::Sans,
        ink(0x6a737c),
        words[0],
    );
    for i in 0..3 {
        c.disc(w - 90.0 + 18.0 * i as f32, 92.0, 5.0, ink(0x6a737c));
    }
    for (i, line) in lines.iter().enumerate() {
        c.text(
            margin,
            186.0 + 42.0 * i as f32,
            30.0,
            Font::Sans,
            ink(0x14181c),
            line,
        );
    }
    c.picture(margin, top, 992.0, 558.0, &picture);
    let y = top + 558.0 + 62.0;
    c.rect(margin, y - 36.0, w - 2.0 * margin, 2.0, ink(0xe0e4ea));
    reactions(&mut c, margin, y);
    let ending = if jpeg { "jpg" } else { "png" };
    let file = relative.join(format!("{} post.{ending}", product.name));
    let rgb = c.rgb();
    let bytes = if jpeg {
        pdf::jpeg(&rgb, 88)?
    } else {
        pdf::png(&rgb)?
    };
    let path = folder.join(&file);
    std::fs::write(&path, bytes).map_err(|e| StageError::io(&path, e))?;
    Ok(DemoDocument {
        file,
        product: product.name.to_owned(),
        pages: 1,
        figures: vec![DemoFigure {
            page: 1,
            picture: product.picture_id(view),
            kind: FigureKind::Post,
            width: 992,
            height: 558,
        }],
    })
}

/// Likes, shares and comments below a post.
fn reactions(c: &mut Canvas, margin: f32, y: f32) {
    for (i, label) in ["214", "38", "17"].into_iter().enumerate() {
        let x = margin + 30.0 + 230.0 * i as f32;
        let tone = ink([0xd6455a, 0x3f7d5c, 0x2a62c4][i]);
        match i {
            0 => {
                c.disc(x - 7.0, y + 8.0, 11.0, tone);
                c.disc(x + 9.0, y + 8.0, 11.0, tone);
                c.polygon(
                    &[
                        [x - 18.0, y + 12.0],
                        [x + 20.0, y + 12.0],
                        [x + 1.0, y + 32.0],
                    ],
                    tone,
                );
            }
            1 => c.polygon(&[[x - 14.0, y + 28.0], [x, y], [x + 14.0, y + 28.0]], tone),
            _ => c.round(x - 16.0, y, 34.0, 26.0, 9.0, tone),
        }
        c.text(x + 34.0, y + 24.0, 27.0, Font::Sans, ink(0x3a4148), label);
    }
}
