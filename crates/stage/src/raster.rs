//! Draws textured patches into a frame: exact inverse mapping for every pixel, edges weighted by
//! coverage, and what a display adds (pixel grid, highlight).

use crate::camera::{Patch, Pose};
use crate::texture::{RUN, Texture, channels};

/// A frame being filmed: tightly packed RGB, and how much of each pixel shows a display.
#[derive(Clone)]
pub(crate) struct Frame {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
    pub display: Vec<u8>,
}

impl Frame {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            rgb: vec![0; 3 * width * height],
            display: vec![0; width * height],
        }
    }
}

/// What a display adds to its picture.
#[derive(Clone, Copy)]
pub(crate) struct Shine<'a> {
    /// Amplitude of the pixel grid.
    pub grid: f32,
    /// Added light: sprite, strength, centre on the frame, pixels of frame per sprite pixel.
    pub glare: Option<(&'a Sprite, f32, [f32; 2], f32)>,
}

/// A square patch of light, 0 to 255.
pub(crate) struct Sprite {
    pub side: usize,
    pub data: Vec<u8>,
}

/// How a patch's edges are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Weighted by coverage.
    Smooth,
    /// Full up to half a pixel outside, so that walls meet without a gap.
    Overlapping,
}

/// A linear function of the pixel position.
#[derive(Clone, Copy)]
struct Line {
    x: f64,
    y: f64,
    c: f64,
}

impl Line {
    fn of(m: &[f64]) -> Self {
        Self {
            x: m[0],
            y: m[1],
            c: m[2],
        }
    }

    fn minus(self, o: Line) -> Self {
        Self {
            x: self.x - o.x,
            y: self.y - o.y,
            c: self.c - o.c,
        }
    }

    /// Scaled to give signed distances in pixels.
    fn distance(self) -> Self {
        let k = 1.0 / self.x.hypot(self.y).max(1e-15);
        Self {
            x: self.x * k,
            y: self.y * k,
            c: self.c * k,
        }
    }

    fn at(self, x: f64, y: f64) -> f64 {
        self.x * x + self.y * y + self.c
    }
}

/// Draws a patch; `shine` is given for displays.
pub(crate) fn draw(
    frame: &mut Frame,
    pose: &Pose,
    patch: &Patch,
    texture: &Texture,
    edge: Edge,
    shine: Option<Shine<'_>>,
) {
    let Some(m) = pose.patch_from_frame(patch) else {
        return;
    };
    let (a, b, w) = (Line::of(&m[0..3]), Line::of(&m[3..6]), Line::of(&m[6..9]));
    let sides = [a, w.minus(a), b, w.minus(b)].map(Line::distance);
    let ahead = Line { c: w.c - 1e-4, ..w };
    let grid = GridTable::new(shine.map_or(0.0, |s| s.grid));
    for row in 0..frame.height {
        let y = row as f64 + 0.5;
        let Some((from, to)) = span(&sides, ahead, y, frame.width) else {
            continue;
        };
        let ctx = Row {
            a,
            b,
            w,
            sides: &sides,
            texture,
            edge,
            shine,
            grid: &grid,
            row,
            y,
        };
        let mut x = from;
        while x < to {
            let end = (x + RUN).min(to);
            ctx.run(frame, x, end);
            x = end;
        }
    }
}

/// First and one past the last pixel of a row that the patch touches.
fn span(sides: &[Line; 4], ahead: Line, y: f64, width: usize) -> Option<(usize, usize)> {
    let (mut low, mut high) = (0.0f64, width as f64);
    for (line, slack) in sides.iter().map(|s| (s, 0.5)).chain([(&ahead, 0.0)]) {
        // x * k + rest >= -slack, at pixel centres
        let rest = line.y * y + line.c + slack;
        if line.x.abs() < 1e-14 {
            if rest < 0.0 {
                return None;
            }
        } else if line.x > 0.0 {
            low = low.max((-rest / line.x - 0.5).ceil());
        } else {
            high = high.min((-rest / line.x - 0.5).floor() + 1.0);
        }
    }
    (low < high).then_some((low as usize, (high as usize).min(width)))
}

struct Row<'a> {
    a: Line,
    b: Line,
    w: Line,
    sides: &'a [Line; 4],
    texture: &'a Texture,
    edge: Edge,
    shine: Option<Shine<'a>>,
    grid: &'a GridTable,
    row: usize,
    y: f64,
}

impl Row<'_> {
    /// Draws a short run, over which the footprint is taken as constant.
    fn run(&self, frame: &mut Frame, from: usize, to: usize) {
        let at = |x: f64| {
            let w = 1.0 / self.w.at(x, self.y);
            (self.a.at(x, self.y) * w, self.b.at(x, self.y) * w, w)
        };
        let (x0, x1) = (from as f64 + 0.5, to as f64 - 0.5);
        let (u0, v0, w0) = at(x0);
        let (u1, v1, w1) = if to - from > 1 { at(x1) } else { (u0, v0, w0) };
        let (u, v, w) = ((u0 + u1) / 2.0, (v0 + v1) / 2.0, (w0 + w1) / 2.0);
        let slope = |l: Line, k: f64, dx: bool| {
            let (dl, dw) = if dx { (l.x, self.w.x) } else { (l.y, self.w.y) };
            ((dl - k * dw) * w) as f32
        };
        let foot = self.texture.footprint(
            [slope(self.a, u, true), slope(self.b, v, true)],
            [slope(self.a, u, false), slope(self.b, v, false)],
            self.shine.is_some(),
        );
        let inside = self.edge == Edge::Overlapping
            || self
                .sides
                .iter()
                .all(|s| s.at(x0, self.y) >= 0.5 && s.at(x1, self.y) >= 0.5);
        let steps = (to - from).max(2) as f32 - 1.0;
        let (mut u, mut v) = (u0 as f32, v0 as f32);
        let (du, dv) = ((u1 - u0) as f32 / steps, (v1 - v0) as f32 / steps);
        let mut samples = [0u64; RUN];
        let n = to - from;
        self.texture.run(&foot, [u, v], [du, dv], &mut samples[..n]);
        if inside && self.shine.is_none() && samples[..n].iter().all(|s| s >> 48 == 255) {
            let i = self.row * frame.width + from;
            let pixels = frame.rgb[3 * i..3 * (i + n)].chunks_exact_mut(3);
            for (p, s) in pixels.zip(&samples) {
                let c = channels(*s);
                p.copy_from_slice(&[c[0] as u8, c[1] as u8, c[2] as u8]);
            }
            frame.display[i..i + n].fill(0);
            return;
        }
        for (x, s) in (from..to).zip(samples) {
            let mut c = channels(s);
            if let Some(shine) = &self.shine {
                self.shine_on(shine, &mut c, x, u, v);
            }
            u += du;
            v += dv;
            let mut alpha = c[3];
            if !inside {
                let cover = self
                    .sides
                    .iter()
                    .map(|s| (s.at(x as f64 + 0.5, self.y) + 0.5).clamp(0.0, 1.0))
                    .product::<f64>();
                alpha = (f64::from(alpha) * cover + 0.5) as u32;
            }
            let i = self.row * frame.width + x;
            blend(&mut frame.rgb[3 * i..3 * i + 3], [c[0], c[1], c[2]], alpha);
            let d = &mut frame.display[i];
            let goal = if self.shine.is_some() { 255 } else { 0 };
            *d = if alpha == 255 {
                goal as u8
            } else {
                ((u32::from(*d) * (255 - alpha) + goal * alpha + 127) / 255) as u8
            };
        }
    }

    #[inline(always)]
    fn shine_on(&self, shine: &Shine<'_>, c: &mut [u32; 4], x: usize, u: f32, v: f32) {
        if shine.grid > 0.0 {
            let [tw, th] = self.texture.size();
            let (col, row) = (u * tw, v * th);
            let line = self.grid.at(row);
            for (k, value) in c.iter_mut().take(3).enumerate() {
                // Sub-pixels stand a third of a column apart.
                let f = self.grid.at(col + k as f32 / 3.0) + line;
                *value = (*value * (1024 + f) as u32 / 1024).min(255);
            }
        }
        if let Some((sprite, strength, centre, scale)) = shine.glare {
            let half = sprite.side as f32 / 2.0;
            let sx = (x as f32 + 0.5 - centre[0]) / scale + half;
            let sy = (self.y as f32 - centre[1]) / scale + half;
            if sx >= 0.0 && sy >= 0.0 && (sx as usize) < sprite.side && (sy as usize) < sprite.side
            {
                let g = f32::from(sprite.data[sy as usize * sprite.side + sx as usize]);
                let g = (g * strength) as u32;
                for value in c.iter_mut().take(3) {
                    *value = (*value + g).min(255);
                }
            }
        }
    }
}

/// One period of the display's grid, in 1024ths.
struct GridTable([i32; 64]);

impl GridTable {
    fn new(amplitude: f32) -> Self {
        Self(std::array::from_fn(|i| {
            let phase = i as f32 / 64.0 * std::f32::consts::TAU;
            (phase.cos() * amplitude * 512.0) as i32
        }))
    }

    #[inline(always)]
    fn at(&self, position: f32) -> i32 {
        self.0[(position * 64.0) as i32 as usize & 63]
    }
}

/// Lays a colour over a pixel with weight `alpha` of 255.
#[inline(always)]
pub(crate) fn blend(pixel: &mut [u8], colour: [u32; 3], alpha: u32) {
    for (p, c) in pixel.iter_mut().zip(colour) {
        *p = if alpha == 255 {
            c as u8
        } else {
            ((u32::from(*p) * (255 - alpha) + c * alpha + 127) / 255) as u8
        };
    }
}
