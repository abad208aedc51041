//! Marks on pictures that are shown: lines, quads, dots. Never on evidence itself, only on copies
//! made to be looked at.

use model::{Point, Quad};

use crate::{Rgb, resize};

/// A line of this thickness in pixels, clipped to the picture.
pub fn line(picture: &mut Rgb, from: Point, to: Point, thickness: f64, colour: [u8; 3]) {
    let length = from.distance(to);
    if !length.is_finite() || length > 1e5 {
        return;
    }
    let steps = (2.0 * length).ceil().max(1.0) as u32;
    for i in 0..=steps {
        let t = f64::from(i) / f64::from(steps);
        let at = Point::new(from.x + t * (to.x - from.x), from.y + t * (to.y - from.y));
        dot(picture, at, thickness / 2.0, colour);
    }
}

/// The outline of a quad.
pub fn quad(picture: &mut Rgb, quad: &Quad, thickness: f64, colour: [u8; 3]) {
    for i in 0..4 {
        line(picture, quad.0[i], quad.0[(i + 1) % 4], thickness, colour);
    }
}

/// A filled circle, clipped to the picture.
pub fn dot(picture: &mut Rgb, at: Point, radius: f64, colour: [u8; 3]) {
    let reach = radius.max(0.5);
    let low = |v: f64| (v - reach).floor().max(0.0) as u32;
    let high = |v: f64, most: u32| ((v + reach).ceil().max(0.0) as u32).min(most);
    for y in low(at.y)..high(at.y, picture.height) {
        for x in low(at.x)..high(at.x, picture.width) {
            let centre = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            if centre.distance(at) <= reach {
                picture.put(x, y, colour);
            }
        }
    }
}

/// Copies a picture into another with its top left corner at (x, y), clipped.
pub fn paste(into: &mut Rgb, picture: &Rgb, x: u32, y: u32) {
    let width = picture.width.min(into.width.saturating_sub(x));
    let height = picture.height.min(into.height.saturating_sub(y));
    for row in 0..height {
        for column in 0..width {
            into.put(x + column, y + row, picture.get(column, row));
        }
    }
}

/// A picture at a width, its shape kept.
pub fn at_width(picture: &Rgb, width: u32) -> Rgb {
    let size = model::Size {
        width: picture.width,
        height: picture.height,
    };
    resize::rgb(picture, resize::size_for_width(size, width))
}
