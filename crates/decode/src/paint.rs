//! From stored planes to displayed pictures: colour, sample aspect ratio, rotation.
//!
//! Colour follows ITU-R BT.601, BT.709 and BT.2020 by the luma weights of red and blue; chroma of
//! subsampled video is interpolated linearly, sited left horizontally and centred vertically.

use model::Size;
use pixels::{Luma, Rgb, resize};

use crate::wire::Layout;

/// Size as shown: the shorter axis of non-square samples is stretched, so that no sample is lost;
/// then the turn.
pub fn displayed_size(stored: Size, sample_aspect: (u32, u32), rotation: u16) -> Size {
    let s = stretched_size(stored, sample_aspect);
    if rotation % 180 == 90 {
        Size {
            width: s.height,
            height: s.width,
        }
    } else {
        s
    }
}

fn stretched_size(stored: Size, (num, den): (u32, u32)) -> Size {
    let scaled = |v: u32, n: u32, d: u32| {
        let (v, n, d) = (u64::from(v), u64::from(n), u64::from(d.max(1)));
        u32::try_from((2 * v * n + d) / (2 * d)).unwrap_or(u32::MAX)
    };
    if num > den {
        Size {
            width: scaled(stored.width, num, den),
            height: stored.height,
        }
    } else {
        Size {
            width: stored.width,
            height: scaled(stored.height, den, num),
        }
    }
}

/// Size of the thumbnail of a displayed frame: at most `width` wide, never enlarged.
pub fn thumb_size(displayed: Size, width: u32) -> Size {
    let mut size = resize::size_for_width(displayed, width.min(displayed.width));
    size.height = size.height.min(4 * width).min(displayed.height).max(1);
    size
}

/// Stretches and turns a stored luma picture.
pub fn show_luma(stored: Luma, sample_aspect: (u32, u32), rotation: u16) -> Luma {
    let to = stretched_size(stored.size(), sample_aspect);
    let picture = if to == stored.size() {
        stored
    } else {
        resize::luma(&stored, to)
    };
    if rotation == 0 {
        return picture;
    }
    let (size, data) = turned::<1>(&picture.data, picture.size(), rotation);
    Luma::new(size.width, size.height, data)
}

/// Stretches and turns a stored colour picture.
pub fn show_rgb(stored: Rgb, sample_aspect: (u32, u32), rotation: u16) -> Rgb {
    let to = stretched_size(stored.size(), sample_aspect);
    let picture = if to == stored.size() {
        stored
    } else {
        resize::rgb(&stored, to)
    };
    if rotation == 0 {
        return picture;
    }
    let (size, data) = turned::<3>(&picture.data, picture.size(), rotation);
    Rgb::new(size.width, size.height, data)
}

/// Turns a picture clockwise by 0, 90, 180 or 270 degrees.
pub fn turned<const C: usize>(data: &[u8], size: Size, rotation: u16) -> (Size, Vec<u8>) {
    let (w, h) = (size.width as usize, size.height as usize);
    let (tw, th) = if rotation % 180 == 90 { (h, w) } else { (w, h) };
    let mut out = Vec::with_capacity(data.len());
    for y in 0..th {
        for x in 0..tw {
            let (sx, sy) = match rotation {
                90 => (y, h - 1 - x),
                180 => (w - 1 - x, h - 1 - y),
                270 => (w - 1 - y, x),
                _ => (x, y),
            };
            let i = C * (sy * w + sx);
            out.extend_from_slice(&data[i..i + C]);
        }
    }
    let size = Size {
        width: tw as u32,
        height: th as u32,
    };
    (size, out)
}

/// How luma and chroma become red, green and blue, in 16-bit fixed point.
struct Matrix {
    black: i32,
    luma: i32,
    red_v: i32,
    green_u: i32,
    green_v: i32,
    blue_u: i32,
}

impl Matrix {
    fn new((kr, kb): (f32, f32), full_range: bool) -> Self {
        let (kr, kb) = (f64::from(kr), f64::from(kb));
        let kg = 1.0 - kr - kb;
        let (luma, chroma) = if full_range {
            (1.0, 1.0)
        } else {
            (255.0 / 219.0, 255.0 / 224.0)
        };
        let fixed = |v: f64| (v * 65536.0).round() as i32;
        Self {
            black: if full_range { 0 } else { 16 },
            luma: fixed(luma),
            red_v: fixed(2.0 * (1.0 - kr) * chroma),
            green_u: fixed(-2.0 * (1.0 - kb) * kb / kg * chroma),
            green_v: fixed(-2.0 * (1.0 - kr) * kr / kg * chroma),
            blue_u: fixed(2.0 * (1.0 - kb) * chroma),
        }
    }

    /// `u` and `v` in 1/16 steps, centred on zero.
    fn pixel(&self, y: u8, u: i32, v: i32) -> [u8; 3] {
        let y = (i32::from(y) - self.black) * self.luma + (1 << 15);
        let value = |c: i64| ((i64::from(y) + c) >> 16).clamp(0, 255) as u8;
        let times = |k: i32, c: i32| (i64::from(k) * i64::from(c)) >> 4;
        [
            value(times(self.red_v, v)),
            value(times(self.green_u, u) + times(self.green_v, v)),
            value(times(self.blue_u, u)),
        ]
    }
}

/// Colour of stored planes. `planes` holds at least `layout.bytes(size)` bytes.
pub fn to_rgb(
    planes: &[u8],
    size: Size,
    layout: Layout,
    weights: (f32, f32),
    full_range: bool,
) -> Rgb {
    let count = size.width as usize * size.height as usize;
    let matrix = Matrix::new(weights, full_range);
    let (log2_x, log2_y) = match layout {
        Layout::Rgb => return Rgb::new(size.width, size.height, planes[..3 * count].to_vec()),
        Layout::Gray => {
            let data = planes[..count]
                .iter()
                .flat_map(|&y| matrix.pixel(y, 0, 0))
                .collect();
            return Rgb::new(size.width, size.height, data);
        }
        Layout::Yuv { log2_x, log2_y } => (log2_x, log2_y),
    };
    let chroma = layout.chroma(size).unwrap_or(Size {
        width: 0,
        height: 0,
    });
    let (cw, ch) = (chroma.width as usize, chroma.height as usize);
    let (luma, rest) = planes.split_at(count);
    let (u, v) = (&rest[..cw * ch], &rest[cw * ch..2 * cw * ch]);
    let width = size.width as usize;
    let mut data = Vec::with_capacity(3 * count);
    let (mut row_u, mut row_v) = (vec![0; width], vec![0; width]);
    for (y, line) in luma.chunks_exact(width).enumerate() {
        chroma_row(u, cw, ch, y, (log2_x, log2_y), &mut row_u);
        chroma_row(v, cw, ch, y, (log2_x, log2_y), &mut row_v);
        for ((&l, &cu), &cv) in line.iter().zip(&row_u).zip(&row_v) {
            data.extend_from_slice(&matrix.pixel(l, cu, cv));
        }
    }
    Rgb::new(size.width, size.height, data)
}

/// One row of a chroma plane at luma resolution, in 1/16 steps, centred on zero.
fn chroma_row(
    plane: &[u8],
    cw: usize,
    ch: usize,
    y: usize,
    (log2_x, log2_y): (u8, u8),
    out: &mut [i32],
) {
    // Vertically centred: chroma row r lies at luma (r + 1/2) * 2^s - 1/2.
    let step = 2i64 << log2_y;
    let at = 2 * y as i64 + 1 - (step >> 1);
    let (first, part) = (at.div_euclid(step), at.rem_euclid(step) as i32);
    let row = |r: i64| {
        let r = r.clamp(0, ch as i64 - 1) as usize;
        &plane[r * cw..(r + 1) * cw]
    };
    let (above, below, step) = (row(first), row(first + 1), step as i32);
    let mix = |x: usize| {
        let x = x.min(cw - 1);
        i32::from(above[x]) * (step - part) + i32::from(below[x]) * part
    };
    let wide = 1i32 << log2_x;
    let shift = 1 + log2_x + log2_y;
    for (x, out) in out.iter_mut().enumerate() {
        let (i, f) = (x >> log2_x, (x & (wide as usize - 1)) as i32);
        let sum = mix(i) * (wide - f) + if f == 0 { 0 } else { mix(i + 1) * f };
        // Never negative, so that this is the division by step and width.
        *out = ((sum * 16) >> shift) - 128 * 16;
    }
}
