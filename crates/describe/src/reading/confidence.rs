//! Confidence that means what it says: how often characters with this much agreement and certainty
//! were right on generated clips, and what limits a line that was not read.

use model::Limit;

use super::line::LinePicture;
use super::vote::Decided;

/// Certainty and agreement of a decided character as one number, 0 to 1; not calibrated.
pub fn raw(decided: &Decided) -> f64 {
    (0.5 * decided.share + 0.5 * decided.sure).clamp(0.0, 1.0)
}

/// Raw score and how often characters with it were right, on the clips of `bench text --seed 5`
/// (6,961 characters), smoothed to rise; between the knots straight lines. It is judged on other
/// seeds.
const KNOTS: [(f64, f64); 7] = [
    (0.0, 0.0),
    (0.66, 0.05),
    (0.8, 0.2),
    (0.88, 0.35),
    (0.94, 0.75),
    (0.98, 0.93),
    (1.0, 0.98),
];

/// Probability that a character with this raw score, on a line with this mean of raw scores, is
/// right.
pub fn calibrated(raw: f64, line: f64) -> f64 {
    interpolated(&KNOTS, 0.5 * raw + 0.5 * line)
}

fn interpolated(knots: &[(f64, f64)], x: f64) -> f64 {
    let at = knots.partition_point(|k| k.0 <= x);
    match (at.checked_sub(1).and_then(|i| knots.get(i)), knots.get(at)) {
        (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0).max(1e-9),
        (Some(a), None) => a.1,
        (None, Some(b)) => b.1,
        (None, None) => x,
    }
}

/// Lines whose mean confidence is less are not readable.
pub const READABLE: f64 = 0.5;
/// Small letters of fewer pixels carry too little to tell letters apart.
const LEAST_X_HEIGHT: f64 = 6.0;
const LEAST_CONTRAST: f64 = 20.0;
/// An edge that is spread over more than this share of the letters' height.
const BLURRED: f64 = 0.5;
const LEAST_BITS: f64 = 0.03;

/// What limits a line most. `scale` is pixels of the view a pixel of the video.
pub fn limit(line: &LinePicture, scale: f64, bits_per_pixel: Option<f64>) -> Limit {
    let x_height = line.x_height / scale;
    let edge = line.edge / scale;
    if x_height < LEAST_X_HEIGHT {
        Limit::PixelsPerCharacter { x_height }
    } else if line.contrast < LEAST_CONTRAST {
        Limit::Contrast {
            levels: line.contrast,
        }
    } else if edge > BLURRED * x_height {
        Limit::Blur { edge }
    } else if let Some(bits) = bits_per_pixel.filter(|b| *b < LEAST_BITS) {
        Limit::Compression {
            bits_per_pixel: bits,
        }
    } else {
        Limit::Unsure
    }
}
