//! A small drawing board: shapes with smooth edges and text, on pixels with alpha. It can keep a
//! list of what was drawn, which a PDF page replays as vector graphics.

use ab_glyph::Font as _;
use model::BoxPx;
use pixels::Rgb;

use crate::fonts::Font;
use crate::plan::TextLine;

/// Red, green, blue, alpha.
pub type Ink = [u8; 4];

/// An opaque colour from `0xRRGGBB`.
pub const fn ink(hex: u32) -> Ink {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8, 255]
}

/// The same colour at an alpha of 255.
pub const fn faint(i: Ink, alpha: u8) -> Ink {
    [i[0], i[1], i[2], alpha]
}

/// Between two colours: `t` 0 gives `a`, 1 gives `b`.
pub fn mix(a: Ink, b: Ink, t: f32) -> Ink {
    std::array::from_fn(|i| {
        (f32::from(a[i]) + (f32::from(b[i]) - f32::from(a[i])) * t.clamp(0.0, 1.0) + 0.5) as u8
    })
}

/// Something to be filled with one ink. Pixels, y down.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// x, y, width, height, corner radius.
    Box(f32, f32, f32, f32, f32),
    /// Centre and radius.
    Disc(f32, f32, f32),
    /// Both ends and the width.
    Line(f32, f32, f32, f32, f32),
    Polygon(Vec<[f32; 2]>),
    /// Left end of the baseline, size per em.
    Text(f32, f32, f32, Font, String),
}

/// Pixels with alpha that can be drawn on.
#[derive(Clone)]
pub struct Canvas {
    width: u32,
    height: u32,
    data: Vec<Ink>,
    /// Every line of text with its bounds, as drawn.
    pub lines: Vec<TextLine>,
    /// What was drawn, when it is being kept.
    drawn: Option<Vec<(Shape, Ink)>>,
}

impl Canvas {
    pub fn new(width: u32, height: u32, ground: Ink) -> Self {
        Self {
            width,
            height,
            data: vec![ground; width as usize * height as usize],
            lines: Vec::new(),
            drawn: None,
        }
    }

    /// A canvas that keeps the list of its shapes.
    pub fn recording(width: u32, height: u32, ground: Ink) -> Self {
        let mut c = Self::new(width, height, ground);
        let all = Shape::Box(0.0, 0.0, width as f32, height as f32, 0.0);
        c.drawn = Some(vec![(all, ground)]);
        c
    }

    pub fn drawn(&self) -> &[(Shape, Ink)] {
        self.drawn.as_deref().unwrap_or_default()
    }

    pub fn width(&self) -> f32 {
        self.width as f32
    }

    pub fn height(&self) -> f32 {
        self.height as f32
    }

    pub fn rgb(&self) -> Rgb {
        let data = self.data.iter().flat_map(|p| [p[0], p[1], p[2]]).collect();
        Rgb::new(self.width, self.height, data)
    }

    pub(crate) fn texels(&self) -> Vec<u32> {
        self.data.iter().map(|p| u32::from_le_bytes(*p)).collect()
    }

    pub(crate) fn inks(&self) -> &[Ink] {
        &self.data
    }

    /// Changes every pixel of a box by a function of its place and ink: for grain and gradients.
    pub fn shade(
        &mut self,
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        mut f: impl FnMut(u32, u32, Ink) -> Ink,
    ) {
        let (x0, x1) = (clip(x, self.width), clip(x + w, self.width));
        let (y0, y1) = (clip(y, self.height), clip(y + h, self.height));
        for py in y0..y1 {
            for px in x0..x1 {
                let i = (py * self.width + px) as usize;
                self.data[i] = f(px, py, self.data[i]);
            }
        }
    }

    /// Lays an opaque picture down, scaled by area to a box.
    pub fn picture(&mut self, x: f32, y: f32, w: f32, h: f32, rgb: &Rgb) {
        let small = scaled(rgb, w.round().max(1.0) as u32, h.round().max(1.0) as u32);
        let (left, top) = (x.round() as i64, y.round() as i64);
        for sy in 0..small.height {
            for sx in 0..small.width {
                let (px, py) = (left + i64::from(sx), top + i64::from(sy));
                if (0..i64::from(self.width)).contains(&px)
                    && (0..i64::from(self.height)).contains(&py)
                {
                    let [r, g, b] = small.get(sx, sy);
                    self.data[(py * i64::from(self.width) + px) as usize] = [r, g, b, 255];
                }
            }
        }
    }

    /// Fills a shape.
    pub fn fill(&mut self, shape: Shape, ink: Ink) {
        match &shape {
            Shape::Box(x, y, w, h, r) => self.fill_box([*x, *y, *w, *h], *r, ink),
            Shape::Disc(x, y, r) => self.fill_box([x - r, y - r, 2.0 * r, 2.0 * r], *r, ink),
            Shape::Line(x0, y0, x1, y1, w) => self.fill_line([*x0, *y0], [*x1, *y1], *w, ink),
            Shape::Polygon(p) => self.fill_polygon(p, ink),
            Shape::Text(x, y, size, font, text) => self.fill_text(*x, *y, *size, *font, text, ink),
        }
        if let Some(list) = &mut self.drawn {
            list.push((shape, ink));
        }
    }

    pub fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        self.fill(Shape::Box(x, y, w, h, 0.0), ink);
    }

    pub fn round(&mut self, x: f32, y: f32, w: f32, h: f32, radius: f32, ink: Ink) {
        self.fill(Shape::Box(x, y, w, h, radius), ink);
    }

    pub fn disc(&mut self, x: f32, y: f32, radius: f32, ink: Ink) {
        self.fill(Shape::Disc(x, y, radius), ink);
    }

    pub fn line(&mut self, from: [f32; 2], to: [f32; 2], width: f32, ink: Ink) {
        self.fill(Shape::Line(from[0], from[1], to[0], to[1], width), ink);
    }

    pub fn polygon(&mut self, points: &[[f32; 2]], ink: Ink) {
        self.fill(Shape::Polygon(points.to_vec()), ink);
    }

    /// The outline of a box, drawn inside of it.
    pub fn outline(&mut self, x: f32, y: f32, w: f32, h: f32, t: f32, ink: Ink) {
        self.rect(x, y, w, t, ink);
        self.rect(x, y + h - t, w, t, ink);
        self.rect(x, y + t, t, h - 2.0 * t, ink);
        self.rect(x + w - t, y + t, t, h - 2.0 * t, ink);
    }

    /// A line of text from the left end of its baseline; returns its width.
    pub fn text(&mut self, x: f32, base: f32, size: f32, font: Font, ink: Ink, text: &str) -> f32 {
        let width = font.width(text, size);
        if !text.trim().is_empty() {
            self.fill(Shape::Text(x, base, size, font, text.to_owned()), ink);
            self.lines.push(TextLine {
                text: text.to_owned(),
                bounds: BoxPx {
                    x: f64::from(x),
                    y: f64::from(base - 0.78 * size),
                    width: f64::from(width),
                    height: f64::from(size),
                },
            });
        }
        width
    }

    /// Text cut to a width.
    pub fn text_in(&mut self, place: [f32; 3], size: f32, font: Font, ink: Ink, text: &str) {
        let [x, base, width] = place;
        let shown = font.fit(text, size, width);
        self.text(x, base, size, font, ink, &shown);
    }

    /// Text centred on x.
    pub fn text_mid(&mut self, x: f32, base: f32, size: f32, font: Font, ink: Ink, text: &str) {
        let w = font.width(text, size);
        self.text(x - w / 2.0, base, size, font, ink, text);
    }

    #[inline]
    fn over(&mut self, x: u32, y: u32, ink: Ink, cover: f32) {
        let p = &mut self.data[(y * self.width + x) as usize];
        let a = f32::from(ink[3]) / 255.0 * cover.min(1.0);
        let below = f32::from(p[3]) / 255.0 * (1.0 - a);
        let total = a + below;
        if total <= 0.0 {
            return;
        }
        for c in 0..3 {
            let v = (f32::from(ink[c]) * a + f32::from(p[c]) * below) / total;
            p[c] = (v + 0.5) as u8;
        }
        p[3] = (total * 255.0 + 0.5) as u8;
    }

    fn fill_box(&mut self, [x, y, w, h]: [f32; 4], radius: f32, ink: Ink) {
        let r = radius.min(w / 2.0).min(h / 2.0).max(0.0);
        let (cx, cy, hw, hh) = (x + w / 2.0, y + h / 2.0, w / 2.0, h / 2.0);
        for py in clip(y.floor(), self.height)..clip((y + h).ceil(), self.height) {
            for px in clip(x.floor(), self.width)..clip((x + w).ceil(), self.width) {
                let (fx, fy) = (px as f32 + 0.5, py as f32 + 0.5);
                let cover = if r == 0.0 {
                    let o = |a: f32, b: f32, c: f32| (b.min(c + 0.5) - a.max(c - 0.5)).max(0.0);
                    o(x, x + w, fx) * o(y, y + h, fy)
                } else {
                    let (qx, qy) = ((fx - cx).abs() - hw + r, (fy - cy).abs() - hh + r);
                    let d = qx.max(0.0).hypot(qy.max(0.0)) + qx.max(qy).min(0.0) - r;
                    (0.5 - d).clamp(0.0, 1.0)
                };
                if cover > 0.0 {
                    self.over(px, py, ink, cover);
                }
            }
        }
    }

    fn fill_line(&mut self, a: [f32; 2], b: [f32; 2], width: f32, ink: Ink) {
        let half = width / 2.0;
        let m = half + 1.0;
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let n = (dx * dx + dy * dy).max(1e-6);
        for py in clip(a[1].min(b[1]) - m, self.height)..clip(a[1].max(b[1]) + m, self.height) {
            for px in clip(a[0].min(b[0]) - m, self.width)..clip(a[0].max(b[0]) + m, self.width) {
                let (fx, fy) = (px as f32 + 0.5 - a[0], py as f32 + 0.5 - a[1]);
                let t = ((fx * dx + fy * dy) / n).clamp(0.0, 1.0);
                let d = (fx - t * dx).hypot(fy - t * dy);
                // Lines thinner than a pixel get fainter, not broken.
                let cover = (half + 0.5 - d).clamp(0.0, width.min(1.0));
                if cover > 0.0 {
                    self.over(px, py, ink, cover);
                }
            }
        }
    }

    /// Even-odd filling with 4 × 4 samples a pixel.
    fn fill_polygon(&mut self, points: &[[f32; 2]], ink: Ink) {
        const SUB: usize = 4;
        if points.len() < 3 {
            return;
        }
        let range = |k: usize| {
            points.iter().fold((f32::MAX, f32::MIN), |(lo, hi), p| {
                (lo.min(p[k]), hi.max(p[k]))
            })
        };
        let (x_lo, x_hi) = range(0);
        let (y_lo, y_hi) = range(1);
        let (x0, x1) = (
            clip(x_lo.floor(), self.width),
            clip(x_hi.ceil(), self.width),
        );
        let mut cover = vec![0u8; (x1.saturating_sub(x0)) as usize];
        for py in clip(y_lo.floor(), self.height)..clip(y_hi.ceil(), self.height) {
            cover.fill(0);
            for s in 0..SUB {
                let y = py as f32 + (s as f32 + 0.5) / SUB as f32;
                let mut xs: Vec<f32> = (0..points.len())
                    .filter_map(|i| {
                        let (a, b) = (points[i], points[(i + 1) % points.len()]);
                        ((a[1] <= y) != (b[1] <= y))
                            .then(|| a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                    })
                    .collect();
                xs.sort_by(f32::total_cmp);
                for pair in xs.chunks_exact(2) {
                    let sub = |x: f32| {
                        (((x - x0 as f32) * SUB as f32).round().max(0.0) as usize)
                            .min(cover.len() * SUB)
                    };
                    for i in sub(pair[0])..sub(pair[1]) {
                        cover[i / SUB] += 1;
                    }
                }
            }
            for (i, c) in cover.iter().enumerate().filter(|(_, c)| **c > 0) {
                self.over(x0 + i as u32, py, ink, f32::from(*c) / (SUB * SUB) as f32);
            }
        }
    }

    fn fill_text(&mut self, x: f32, base: f32, size: f32, font: Font, text: &str, ink: Ink) {
        for (of, id, at) in font.glyphs(text, size).0 {
            let pen = ab_glyph::point(x + at, base);
            let glyph = id.with_scale_and_position(of.scale(size), pen);
            if let Some(outlined) = of.face().outline_glyph(glyph) {
                let b = outlined.px_bounds();
                outlined.draw(|gx, gy, cover| {
                    let (px, py) = (
                        b.min.x as i64 + i64::from(gx),
                        b.min.y as i64 + i64::from(gy),
                    );
                    if cover > 0.0
                        && (0..i64::from(self.width)).contains(&px)
                        && (0..i64::from(self.height)).contains(&py)
                    {
                        self.over(px as u32, py as u32, ink, cover);
                    }
                });
            }
        }
    }
}

fn clip(v: f32, max: u32) -> u32 {
    v.clamp(0.0, max as f32) as u32
}

/// A picture resized by area (smaller) or nearest neighbour (larger).
pub(crate) fn scaled(rgb: &Rgb, width: u32, height: u32) -> Rgb {
    let (width, height) = (width.max(1), height.max(1));
    let cells = |from: u32, to: u32| -> Vec<(u32, u32)> {
        (0..to)
            .map(|i| {
                let a = (u64::from(i) * u64::from(from) / u64::from(to)) as u32;
                let b = (u64::from(i + 1) * u64::from(from)).div_ceil(u64::from(to)) as u32;
                (a, b.clamp(a + 1, from.max(a + 1)))
            })
            .collect()
    };
    let (xs, ys) = (cells(rgb.width, width), cells(rgb.height, height));
    let mut out = Vec::with_capacity(3 * (width * height) as usize);
    for (y0, y1) in &ys {
        for (x0, x1) in &xs {
            let mut sum = [0u32; 3];
            for y in *y0..*y1 {
                for x in *x0..*x1 {
                    let p = rgb.get(x, y);
                    (0..3).for_each(|c| sum[c] += u32::from(p[c]));
                }
            }
            let n = (y1 - y0) * (x1 - x0);
            out.extend(sum.map(|s| ((s + n / 2) / n) as u8));
        }
    }
    Rgb::new(width, height, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_covered_pixels_are_half_inked() {
        let mut c = Canvas::new(4, 4, ink(0x000000));
        c.rect(1.5, 1.0, 2.0, 2.0, ink(0xffffff));
        let rgb = c.rgb();
        assert_eq!(rgb.get(2, 1), [255; 3]);
        assert!((126..=129).contains(&rgb.get(1, 1)[0]));
        assert_eq!(rgb.get(0, 1), [0; 3]);
    }

    #[test]
    fn polygons_and_boxes_agree() {
        let mut a = Canvas::new(20, 20, ink(0));
        let mut b = Canvas::new(20, 20, ink(0));
        a.rect(3.0, 4.0, 9.0, 7.0, ink(0xff8000));
        b.polygon(
            &[[3.0, 4.0], [12.0, 4.0], [12.0, 11.0], [3.0, 11.0]],
            ink(0xff8000),
        );
        assert_eq!(a.rgb(), b.rgb());
    }

    #[test]
    fn drawing_outside_is_harmless() {
        let mut c = Canvas::new(8, 8, ink(0));
        c.rect(-50.0, -50.0, 10.0, 10.0, ink(0xffffff));
        c.polygon(&[[-9.0, -9.0], [900.0, -4.0], [3.0, 700.0]], ink(0x112233));
        c.text(-30.0, 4.0, 40.0, Font::Serif, ink(0xffffff), "Жыл");
        c.line([-5.0, 3.0], [50.0, 90.0], 3.0, ink(0x445566));
        assert_eq!(c.rgb().data.len(), 192);
    }
}
