//! A canvas's shapes replayed as vector graphics, text as outlines.

use ab_glyph::OutlineCurve;
use pdf_writer::{Content, Name};

use crate::canvas::{Ink, Shape};

use super::{OPACITIES, PAGE, Page, opacity_name};

impl Page {
    /// Draws a canvas's shapes as vector graphics, scaled to a width.
    pub(crate) fn vector(&mut self, drawn: &[(Shape, Ink)], [x, y]: [f32; 2], scale: f32) {
        self.content.save_state();
        self.content
            .transform([scale, 0.0, 0.0, -scale, x, PAGE.1 - y]);
        if let Some((Shape::Box(bx, by, w, h, _), _)) = drawn.first() {
            self.content
                .rect(*bx, *by, *w, *h)
                .clip_nonzero()
                .end_path();
        }
        // Canvas coordinates from here on, y down.
        for (shape, ink) in drawn {
            self.shape(shape, *ink);
        }
        self.content.restore_state();
    }

    fn shape(&mut self, shape: &Shape, ink: Ink) {
        self.content
            .set_parameters(Name(&opacity_name(usize::from(ink[3]) * OPACITIES / 255)));
        self.colour(ink);
        match shape {
            Shape::Box(x, y, w, h, r) if *r <= 0.0 => {
                self.content.rect(*x, *y, *w, *h).fill_nonzero();
            }
            Shape::Box(x, y, w, h, r) => {
                rounded(
                    &mut self.content,
                    [*x, *y, *w, *h],
                    r.min(w / 2.0).min(h / 2.0),
                );
                self.content.fill_nonzero();
            }
            Shape::Disc(x, y, r) => {
                rounded(&mut self.content, [x - r, y - r, 2.0 * r, 2.0 * r], *r);
                self.content.fill_nonzero();
            }
            Shape::Line(x0, y0, x1, y1, w) => {
                let v = |i: usize| f32::from(ink[i]) / 255.0;
                self.content.set_stroke_rgb(v(0), v(1), v(2));
                self.content.set_line_width(*w);
                self.content.move_to(*x0, *y0).line_to(*x1, *y1).stroke();
            }
            Shape::Polygon(points) => {
                for (i, [px, py]) in points.iter().enumerate() {
                    if i == 0 {
                        self.content.move_to(*px, *py);
                    } else {
                        self.content.line_to(*px, *py);
                    }
                }
                self.content.close_path().fill_even_odd();
            }
            Shape::Text(x, base, size, font, text) => {
                for glyph in font.outlines(text, *size) {
                    outline(&mut self.content, &glyph, *x, *base);
                    self.content.fill_nonzero();
                }
            }
        }
    }
}

/// A box with round corners as four Bézier arcs.
fn rounded(c: &mut Content, [x, y, w, h]: [f32; 4], r: f32) {
    let k = r * 0.552_284_8;
    let (l, t, right, low) = (x, y, x + w, y + h);
    c.move_to(l + r, t);
    c.line_to(right - r, t);
    c.cubic_to(right - r + k, t, right, t + r - k, right, t + r);
    c.line_to(right, low - r);
    c.cubic_to(right, low - r + k, right - r + k, low, right - r, low);
    c.line_to(l + r, low);
    c.cubic_to(l + r - k, low, l, low - r + k, l, low - r);
    c.line_to(l, t + r);
    c.cubic_to(l, t + r - k, l + r - k, t, l + r, t);
    c.close_path();
}

fn outline(c: &mut Content, curves: &[OutlineCurve], x: f32, y: f32) {
    let mut at: Option<ab_glyph::Point> = None;
    for curve in curves {
        let from = match curve {
            OutlineCurve::Line(a, _) | OutlineCurve::Quad(a, ..) | OutlineCurve::Cubic(a, ..) => *a,
        };
        if at != Some(from) {
            c.move_to(x + from.x, y + from.y);
        }
        let to = match *curve {
            OutlineCurve::Line(_, b) => {
                c.line_to(x + b.x, y + b.y);
                b
            }
            OutlineCurve::Quad(a, q, b) => {
                // The same curve with two control points.
                let mid = |p: ab_glyph::Point| {
                    (
                        x + p.x + (q.x - p.x) * 2.0 / 3.0,
                        y + p.y + (q.y - p.y) * 2.0 / 3.0,
                    )
                };
                let ((ax, ay), (bx, by)) = (mid(a), mid(b));
                c.cubic_to(ax, ay, bx, by, x + b.x, y + b.y);
                b
            }
            OutlineCurve::Cubic(_, p, q, b) => {
                c.cubic_to(x + p.x, y + p.y, x + q.x, y + q.y, x + b.x, y + b.y);
                b
            }
        };
        at = Some(to);
    }
}
