//! The hand that holds a phone: a palm behind it, fingertips round its left edge and a thumb over
//! its lower right part. Shapes of one colour, without any detail.

use std::sync::Arc;

use crate::camera::Patch;
use crate::canvas::{Canvas, Ink, ink, mix};
use crate::room;
use crate::texture::Texture;

/// How far the hand's picture goes beyond the content, in widths of it: left, top, right, bottom.
const BEYOND: f64 = 0.6;
/// Texels of one width of the content.
const WIDTH: f32 = 160.0;
/// Height of the picture in widths of the content; phones are about twice as high as wide.
const HEIGHT: f32 = 3.4;

/// Where the hand's picture lies, of a phone's content.
pub(crate) fn place(content: &Patch) -> Patch {
    content.grown(BEYOND)
}

fn board() -> Canvas {
    let width = WIDTH * (1.0 + 2.0 * BEYOND as f32);
    Canvas::new(width as u32, (WIDTH * HEIGHT) as u32, [0, 0, 0, 0])
}

/// A shape in widths of the content, from the content's left edge and the picture's top.
fn round(c: &mut Canvas, [x, y, w, h]: [f32; 4], radius: f32, ink: Ink) {
    let left = BEYOND as f32;
    c.round(
        WIDTH * (left + x),
        WIDTH * y,
        WIDTH * w,
        WIDTH * h,
        WIDTH * radius,
        ink,
    );
}

/// What is behind the phone: palm and wrist.
pub(crate) fn palm(colour: [u8; 3]) -> Arc<Texture> {
    let base = [colour[0], colour[1], colour[2], 255];
    let mut c = board();
    round(
        &mut c,
        [-0.08, 1.5, 1.28, 1.35],
        0.3,
        mix(base, ink(0), 0.15),
    );
    round(&mut c, [0.15, 2.2, 0.8, 1.3], 0.2, mix(base, ink(0), 0.2));
    room::texture(&c)
}

/// What is before it: four fingertips and the thumb.
pub(crate) fn fingers(colour: [u8; 3]) -> Arc<Texture> {
    let base = [colour[0], colour[1], colour[2], 255];
    let mut c = board();
    for k in 0..4 {
        let y = 1.45 + 0.27 * k as f32;
        round(
            &mut c,
            [-0.2, y, 0.24, 0.2],
            0.1,
            mix(base, ink(0), 0.06 * k as f32),
        );
    }
    let left = BEYOND as f32;
    let at = |x: f32, y: f32| [WIDTH * (left + x), WIDTH * y];
    c.line(at(1.2, 2.3), at(0.82, 1.75), 0.22 * WIDTH, base);
    c.disc(WIDTH * (left + 0.82), WIDTH * 1.75, 0.11 * WIDTH, base);
    room::texture(&c)
}
