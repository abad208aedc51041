//! One feature of one frame in 16 bytes: signature, place, turn and size.
//!
//! ```text
//! u64 signature   u16 x   u16 y   u32: frame (20 bits) | scale (6) | angle (6)
//! ```

use pixels::Feature;

/// Bytes of a posting.
pub const POSTING: usize = 16;
/// Frames that a segment can hold: twelve days of one keyframe a second.
pub const MOST_FRAMES: u32 = 1 << 20;

const LEAST_SCALE: f32 = 0.5;
/// Steps of scale for each doubling: 64 of them reach from half a pixel to 128.
const SCALE_STEPS: f32 = 8.0;
const TURN: f32 = std::f32::consts::TAU;

/// A feature as the index keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    pub signature: u64,
    x: u16,
    y: u16,
    rest: u32,
}

impl Posting {
    /// `steps`: units of place in a pixel. The response is not kept.
    pub fn new(frame: u32, feature: &Feature, signature: u64, steps: u32) -> Self {
        let place = |v: f32| (v * steps as f32).round().clamp(0.0, 65535.0) as u16;
        let scale = (feature.scale / LEAST_SCALE).max(1.0).log2() * SCALE_STEPS;
        let angle = (feature.angle / TURN * 64.0).round() as u32 % 64;
        Self {
            signature,
            x: place(feature.x),
            y: place(feature.y),
            rest: frame.min(MOST_FRAMES - 1) << 12
                | (scale.round().clamp(0.0, 63.0) as u32) << 6
                | angle,
        }
    }

    pub const fn frame(&self) -> u32 {
        self.rest >> 12
    }

    pub fn feature(&self, steps: u32) -> Feature {
        Feature {
            x: f32::from(self.x) / steps as f32,
            y: f32::from(self.y) / steps as f32,
            scale: LEAST_SCALE * (((self.rest >> 6) & 63) as f32 / SCALE_STEPS).exp2(),
            angle: (self.rest & 63) as f32 / 64.0 * TURN,
            response: 0.0,
        }
    }

    pub fn to_bytes(self) -> [u8; POSTING] {
        let mut out = [0; POSTING];
        out[..8].copy_from_slice(&self.signature.to_le_bytes());
        out[8..10].copy_from_slice(&self.x.to_le_bytes());
        out[10..12].copy_from_slice(&self.y.to_le_bytes());
        out[12..].copy_from_slice(&self.rest.to_le_bytes());
        out
    }

    pub fn from_bytes(b: &[u8; POSTING]) -> Self {
        Self {
            signature: u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]),
            x: u16::from_le_bytes([b[8], b[9]]),
            y: u16::from_le_bytes([b[10], b[11]]),
            rest: u32::from_le_bytes([b[12], b[13], b[14], b[15]]),
        }
    }
}
