//! Confidence that means what it says: how often characters with this much agreement and certainty
//! were right on generated clips, and what limits a line that was not read.

use model::{Limit, Writing};

use super::engine::Engine;
use super::line::LinePicture;
use super::vote::Decided;

/// Intercept and slopes of Tesseract's certainty, for letters and for Chinese signs: of a
/// character's own and of its word's mean, as logits.
const LETTERS: [f64; 3] = [-4.1, 0.84, 0.39];
const SIGNS: [f64; 3] = [-7.1, 0.75, 1.26];

/// How likely a character is right of which a recogniser says so much, in a word with this mean of
/// what it says (0 to 1). What Tesseract says by 0.96 is wrong more often than right: a logistic
/// curve (Platt 1999), fitted on the pages of `bench text --only hard` (seeds 501 and 503) and of
/// `--only pages` (seed 67), together, tells how often. What the networks say comes true about as
/// often as they say.
pub fn likely(engine: Engine, sure: f32, mean: f32) -> f32 {
    let [begin, own, word] = match engine {
        Engine::Learned => return sure,
        Engine::Tesseract(Writing::Chinese) => SIGNS,
        Engine::Tesseract(_) => LETTERS,
    };
    let logit = |p: f32| {
        let p = f64::from(p).clamp(0.001, 0.9995);
        (p / (1.0 - p)).ln()
    };
    let z = begin + own * logit(sure) + word * logit(mean);
    (1.0 / (1.0 + (-z).exp())) as f32
}

/// Certainty and agreement of a decided character as one number, 0 to 1; not calibrated.
pub fn raw(decided: &Decided) -> f64 {
    (0.5 * decided.share + 0.5 * decided.sure).clamp(0.0, 1.0)
}

/// Raw score and how often characters with it were right, on the same pages (34,468 characters, of
/// which 88 % are right), smoothed to rise; between the knots straight lines. It is judged on other
/// seeds.
const KNOTS: [(f64, f64); 10] = [
    (0.0, 0.0),
    (0.34, 0.15),
    (0.48, 0.32),
    (0.58, 0.51),
    (0.65, 0.68),
    (0.73, 0.81),
    (0.78, 0.88),
    (0.86, 0.96),
    (0.94, 0.99),
    (1.0, 0.995),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tesseract_is_nearly_sure_of_is_as_likely_wrong_as_right() {
        let russian = Engine::Tesseract(Writing::Russian);
        let at = |sure: f32| likely(russian, sure, sure);
        assert!((0.3..0.6).contains(&at(0.96)), "{}", at(0.96));
        assert!(at(0.9) < 0.3 && at(0.998) > 0.95);
        // The same certainty in a word of doubtful letters is worth less.
        assert!(likely(russian, 0.99, 0.93) < at(0.99));
        // All that is said, however odd, gives a probability that rises with it.
        for engine in [
            russian,
            Engine::Tesseract(Writing::Chinese),
            Engine::Learned,
        ] {
            let all: Vec<f32> = (0..=100)
                .map(|n| likely(engine, n as f32 / 100.0, n as f32 / 100.0))
                .collect();
            assert!(all.windows(2).all(|p| p[0] <= p[1]));
            assert!(all.iter().all(|p| (0.0..=1.0).contains(p)));
        }
    }

    #[test]
    fn confidence_rises_with_certainty_and_is_never_whole() {
        let all: Vec<f64> = (0..=100)
            .map(|n| calibrated(f64::from(n) / 100.0, f64::from(n) / 100.0))
            .collect();
        assert!(all.windows(2).all(|p| p[0] <= p[1]));
        assert!(all[0] == 0.0 && all[100] < 1.0);
    }
}
