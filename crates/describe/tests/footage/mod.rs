//! Made-up footage for tests: textured scenes and frame times.
#![allow(dead_code)]

use model::{FrameTime, TimeBase, Timestamp};
use pixels::Luma;

pub const WIDTH: u32 = 160;
pub const HEIGHT: u32 = 90;

/// The time of a frame at 25 frames a second.
pub fn at(frame: u64) -> FrameTime {
    let base = TimeBase::new(1, 25).unwrap();
    FrameTime {
        time: Timestamp::new(frame as i64, base),
        frame,
    }
}

fn hash(x: i64, y: i64, seed: u64) -> f64 {
    let mut h = (x as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (y as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
        ^ seed.wrapping_mul(0x1656_67b1_9e37_79f9);
    h ^= h >> 31;
    h = h.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h ^= h >> 29;
    (h >> 11) as f64 / (1u64 << 53) as f64
}

/// Smooth noise of a grain, 0 to 1.
fn noise(x: f64, y: f64, grain: f64, seed: u64) -> f64 {
    let (x, y) = (x / grain, y / grain);
    let (i, j) = (x.floor() as i64, y.floor() as i64);
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - x.floor()), ease(y - y.floor()));
    let top = hash(i, j, seed) * (1.0 - u) + hash(i + 1, j, seed) * u;
    let bottom = hash(i, j + 1, seed) * (1.0 - u) + hash(i + 1, j + 1, seed) * u;
    top * (1.0 - v) + bottom * v
}

/// A scene seen from a position: the camera moves by moving it.
pub fn scene(seed: u64, dx: f64, dy: f64) -> Luma {
    let level = 60.0 + 70.0 * hash(7, 7, seed);
    Luma::from_fn(WIDTH, HEIGHT, |x, y| {
        let (x, y) = (f64::from(x) + dx, f64::from(y) + dy);
        let coarse = noise(x, y, 34.0, seed) - 0.5;
        let fine = noise(x, y, 7.0, seed + 1000) - 0.5;
        (level + 150.0 * coarse + 60.0 * fine).clamp(0.0, 255.0) as u8
    })
}

/// A mix: `share` of the second.
pub fn mix(a: &Luma, b: &Luma, share: f64) -> Luma {
    Luma::from_fn(a.width, a.height, |x, y| {
        let (p, q) = (f64::from(a.get(x, y)), f64::from(b.get(x, y)));
        (p * (1.0 - share) + q * share).round() as u8
    })
}

/// Sensor noise of an amplitude, different on every frame.
pub fn grainy(picture: &Luma, frame: u64, amplitude: f64) -> Luma {
    Luma::from_fn(picture.width, picture.height, |x, y| {
        let n = 2.0 * hash(i64::from(x), i64::from(y), 77 + frame) - 1.0;
        (f64::from(picture.get(x, y)) + amplitude * n).clamp(0.0, 255.0) as u8
    })
}
