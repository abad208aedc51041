//! Embedded images: where they lie on the page, and their own pixels as displayed.

use hayro::hayro_interpret::{ImageData, LumaData, RasterImage};
use hayro::kurbo::{Affine, Rect};
use pixels::Rgb;

/// Images with fewer pixels on a side are bullets, rules and icons.
pub const LEAST_SIDE: u32 = 48;

/// An image as drawn on the page.
pub struct Drawn {
    /// Of the whole image, in points.
    whole: Rect,
    /// What the clips leave of it.
    pub seen: Rect,
    transform: Affine,
    /// Pixels a point, the finer axis.
    pub scale: f64,
    /// Pixels along the page's axes.
    pub size: (u32, u32),
    /// Its own pixels, as displayed and clipped, where they could be taken.
    pub picture: Option<Rgb>,
    /// Made of several images that touch.
    pub joined: bool,
}

impl Drawn {
    /// `None` where nothing of it is seen.
    pub fn placed((width, height): (u32, u32), transform: Affine, clip: Rect) -> Option<Self> {
        let (w, h) = (f64::from(width), f64::from(height));
        let whole = transform.transform_rect_bbox(Rect::new(0.0, 0.0, w, h));
        let seen = whole.intersect(clip);
        let [a, b, c, d, ..] = transform.as_coeffs();
        let (x, y) = (a.hypot(b), c.hypot(d));
        let fine = whole.is_finite() && seen.width() > 0.5 && seen.height() > 0.5;
        if !fine || x <= 0.0 || y <= 0.0 {
            return None;
        }
        let sideways = b.abs() > a.abs();
        Some(Self {
            whole,
            seen,
            transform,
            scale: (1.0 / x).max(1.0 / y),
            size: if sideways {
                (height, width)
            } else {
                (width, height)
            },
            picture: None,
            joined: false,
        })
    }

    pub fn is_worth_keeping(&self) -> bool {
        self.size.0 >= LEAST_SIDE && self.size.1 >= LEAST_SIDE
    }

    /// Turned by whole quarters only, perhaps mirrored.
    pub fn is_upright(&self) -> bool {
        let [a, b, c, d, ..] = self.transform.as_coeffs();
        let skew = b.abs().max(c.abs());
        let straight = a.abs().max(d.abs());
        skew.min(straight) < 1e-3 * skew.max(straight)
    }

    /// Two images that touch and continue each other become one, to be rendered.
    pub fn join(&mut self, other: &Drawn) {
        self.whole = self.whole.union(other.whole);
        self.seen = self.seen.union(other.seen);
        self.scale = self.scale.max(other.scale);
        let pixels = |points: f64| (points * self.scale).round().clamp(0.0, 1e9) as u32;
        self.size = (pixels(self.seen.width()), pixels(self.seen.height()));
        self.picture = None;
        self.joined = true;
    }
}

/// The image's own pixels on white, turned as displayed and cut to what is seen.
pub fn native(raster: &RasterImage<'_>, drawn: &Drawn) -> Option<Rgb> {
    let mut out = None;
    raster.with_rgba(|image, alpha| out = composed(image, alpha.as_ref()), None);
    let upright = oriented(&out?, drawn.transform);
    Some(cropped(upright, drawn))
}

fn composed(image: ImageData, alpha: Option<&LumaData>) -> Option<Rgb> {
    let (width, height) = (image.width(), image.height());
    let count = width as usize * height as usize;
    let mut data = match image {
        ImageData::Rgb(rgb) => rgb.data,
        ImageData::Luma(luma) => luma.data.iter().flat_map(|&v| [v; 3]).collect(),
    };
    if count == 0 || data.len() != 3 * count {
        return None;
    }
    let usable = alpha.filter(|a| {
        a.width > 0 && a.height > 0 && a.data.len() == a.width as usize * a.height as usize
    });
    if let Some(alpha) = usable {
        for (i, pixel) in data.chunks_exact_mut(3).enumerate() {
            let (x, y) = (i as u64 % u64::from(width), i as u64 / u64::from(width));
            // The mask may have a resolution of its own.
            let ax = x * u64::from(alpha.width) / u64::from(width);
            let ay = y * u64::from(alpha.height) / u64::from(height);
            let a = u32::from(alpha.data[(ay * u64::from(alpha.width) + ax) as usize]);
            for c in pixel {
                *c = ((u32::from(*c) * a + 255 * (255 - a) + 127) / 255) as u8;
            }
        }
    }
    Some(Rgb::new(width, height, data))
}

/// Turned and mirrored as an upright transform says.
fn oriented(picture: &Rgb, transform: Affine) -> Rgb {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let sideways = b.abs() > a.abs();
    let (flip_x, flip_y) = if sideways {
        (c < 0.0, b < 0.0)
    } else {
        (a < 0.0, d < 0.0)
    };
    if !sideways && !flip_x && !flip_y {
        return picture.clone();
    }
    let (w, h) = if sideways {
        (picture.height, picture.width)
    } else {
        (picture.width, picture.height)
    };
    let mut data = Vec::with_capacity(picture.data.len());
    for y in 0..h {
        for x in 0..w {
            let u = if flip_x { w - 1 - x } else { x };
            let v = if flip_y { h - 1 - y } else { y };
            let (sx, sy) = if sideways { (v, u) } else { (u, v) };
            data.extend_from_slice(&picture.get(sx, sy));
        }
    }
    Rgb::new(w, h, data)
}

/// What is seen of a picture that covers `drawn.whole`.
fn cropped(picture: Rgb, drawn: &Drawn) -> Rgb {
    let (whole, seen) = (drawn.whole, drawn.seen);
    let range = |from: f64, to: f64, start: f64, length: f64, pixels: u32| {
        let at = |v: f64| ((v - start) / length * f64::from(pixels)).round();
        let first = at(from).clamp(0.0, f64::from(pixels)) as u32;
        let end = at(to).clamp(0.0, f64::from(pixels)) as u32;
        (first.min(pixels - 1), end.max(first + 1).min(pixels))
    };
    let (x0, x1) = range(seen.x0, seen.x1, whole.x0, whole.width(), picture.width);
    let (y0, y1) = range(seen.y0, seen.y1, whole.y0, whole.height(), picture.height);
    if (x0, y0, x1, y1) == (0, 0, picture.width, picture.height) {
        return picture;
    }
    let row = 3 * picture.width as usize;
    let data = picture
        .data
        .chunks_exact(row)
        .skip(y0 as usize)
        .take((y1 - y0) as usize)
        .flat_map(|r| &r[3 * x0 as usize..3 * x1 as usize])
        .copied()
        .collect();
    Rgb::new(x1 - x0, y1 - y0, data)
}
