//! Drawings as vector graphics in a PDF, among text and captions, and where each lies: charts of bars
//! and lines, diagrams; with their letters as outlines or as text.

use std::path::Path;

use super::{WHITE, chart_canvas, colour, diagram_canvas};
use crate::canvas::{Canvas, Ink, Shape, ink};
use crate::pdf::{Book, Face, Page, width};
use crate::{Dice, Font, StageError};

/// A drawing on a page.
pub struct MadeDrawing {
    /// From 1.
    pub page: u32,
    /// x, y, width, height of what is drawn, in points.
    pub place: [f64; 4],
    /// How it was made, for people.
    pub what: &'static str,
}

/// Prints so many pages with one or two drawings each.
///
/// # Errors
/// When the file can't be written.
pub fn write_drawings(out: &Path, seed: u64, pages: u32) -> Result<Vec<MadeDrawing>, StageError> {
    let (black, grey) = (ink(0x1d2126), ink(0x5c646e));
    let mut book = Book::new("Technical data", "Heron Systems Ltd.");
    let mut made = Vec::new();
    for n in 1..=pages {
        let mut d = Dice::new(seed).fork(4000 + u64::from(n));
        let mut page = Page::new();
        page.text(
            56.0,
            40.0,
            9.0,
            Face::Plain,
            grey,
            "Heron Desk 4.2 technical data",
        );
        page.rect(56.0, 48.0, 483.0, 0.6, grey);
        let mut y = 80.0;
        for _ in 0..d.whole(1, 2) {
            let text = "The figure shows how the parts of the system work together. ".repeat(3);
            y = page.block([56.0, y, 483.0], 10.0, Face::Plain, black, &text) + 8.0;
            let (what, canvas) = match d.below(3) {
                0 => ("bars", chart_canvas(&mut d)),
                1 => ("diagram", diagram_canvas(&mut d)),
                _ => ("lines", lines(&mut d)),
            };
            let wide = d.range(200.0, 460.0) as f32;
            let scale = wide / canvas.width();
            let x = 56.0 + d.range(0.0, f64::from(483.0 - wide)) as f32;
            let outlined = d.chance(0.5);
            let place = draw(&mut page, &canvas, [x, y], scale, outlined);
            y += canvas.height() * scale + 16.0;
            let caption = format!("Figure {}. Parts of the system", made.len() + 1);
            page.text(56.0, y, 9.0, Face::Plain, grey, &caption);
            y += 26.0;
            made.push(MadeDrawing {
                page: n,
                place,
                what,
            });
        }
        book.add(page);
    }
    book.write(out)?;
    Ok(made)
}

/// Draws a canvas's shapes; answers what they cover.
fn draw(page: &mut Page, canvas: &Canvas, at: [f32; 2], scale: f32, outlined: bool) -> [f64; 4] {
    let is_text = |s: &Shape| matches!(s, Shape::Text(..));
    let drawn: Vec<(Shape, Ink)> = canvas
        .drawn()
        .iter()
        .filter(|(s, _)| outlined || !is_text(s))
        .cloned()
        .collect();
    page.vector(&drawn, at, scale);
    let mut covered = match outlined {
        true => inked(canvas),
        false => {
            let mut bare = Canvas::new(canvas.width() as u32, canvas.height() as u32, WHITE);
            for (shape, ink) in &drawn {
                bare.fill(shape.clone(), *ink);
            }
            inked(&bare)
        }
    };
    for (shape, ink) in canvas.drawn() {
        if let Shape::Text(x, base, size, _, text) = shape
            && !outlined
        {
            let (left, low) = (at[0] + x * scale, at[1] + base * scale);
            page.text(left, low, size * scale, Face::Plain, *ink, text);
            let wide = width(text, Face::Plain, size * scale) / scale;
            // These are digits, capitals and letters without tails.
            covered[0] = covered[0].min(*x);
            covered[1] = covered[1].min(base - 0.72 * size);
            covered[2] = covered[2].max(x + wide);
            covered[3] = covered[3].max(*base);
        }
    }
    let [x0, y0, x1, y1] = covered;
    [
        at[0] + x0 * scale,
        at[1] + y0 * scale,
        (x1 - x0) * scale,
        (y1 - y0) * scale,
    ]
    .map(f64::from)
}

/// Left, upper, right and lower end of what is not white.
fn inked(canvas: &Canvas) -> [f32; 4] {
    let rgb = canvas.rgb();
    let mut covered = [f32::MAX, f32::MAX, 0.0f32, 0.0];
    for y in 0..rgb.height {
        for x in 0..rgb.width {
            if rgb.get(x, y).iter().any(|v| *v < 235) {
                let (x, y) = (x as f32, y as f32);
                covered[0] = covered[0].min(x);
                covered[1] = covered[1].min(y);
                covered[2] = covered[2].max(x + 1.0);
                covered[3] = covered[3].max(y + 1.0);
            }
        }
    }
    covered
}

/// Axes and some lines with marks.
fn lines(d: &mut Dice) -> Canvas {
    let (w, h) = (d.whole(320, 800) as f32, d.whole(200, 480) as f32);
    let mut c = Canvas::recording(w as u32, h as u32, WHITE);
    let grey = ink(0x9aa0a6);
    c.line([w * 0.1, h * 0.1], [w * 0.1, h * 0.85], 2.0, grey);
    c.line([w * 0.1, h * 0.85], [w * 0.95, h * 0.85], 2.0, grey);
    let steps = d.whole(5, 9);
    for _ in 0..d.whole(1, 3) {
        let tone = colour(d);
        let mut last = None;
        for n in 0..=steps {
            let x = w * (0.12 + 0.8 * n as f32 / steps as f32);
            let y = h * d.range(0.15, 0.8) as f32;
            if let Some(last) = last {
                c.line(last, [x, y], 2.0, tone);
            }
            c.disc(x, y, 3.0, tone);
            last = Some([x, y]);
        }
    }
    for n in 0..=steps {
        let x = w * (0.12 + 0.8 * n as f32 / steps as f32);
        let label = (2014 + n).to_string();
        c.text(x - 12.0, h * 0.93, 11.0, Font::Sans, grey, &label);
    }
    c
}
