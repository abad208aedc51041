//! Features of our own for the features run, in files that the peers' script reads, so that the
//! same matcher judges them. What doesn't live here: how they are matched.

use std::path::{Path, PathBuf};

use decode::{Decoder, Flow};
use describe::FeatureOptions;
use pixels::{Luma, resize};

use super::machine::Clock;
use super::run::BenchError;

/// Files of features, and what making them took.
pub struct Described {
    pub references: Vec<PathBuf>,
    pub films: Vec<PathBuf>,
    /// Processor time for describing a frame, on one thread.
    pub describe_ms: f64,
}

/// Describes every reference, and of every film a frame a second (`every` frames), with so many
/// features at most, on frames resized by `scale`.
///
/// # Errors
/// When a picture or film can't be decoded, or a file not written.
pub fn described(
    decoder: &Decoder,
    (references, films): (&[PathBuf], &[(PathBuf, u64)]),
    (budget, scale): (u32, f64),
    folder: &Path,
) -> Result<Described, BenchError> {
    let io = |path: &Path, source| BenchError::Io {
        path: path.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(|e| io(folder, e))?;
    let options = FeatureOptions {
        budget: budget as usize,
        enlarge: scale.max(1.0),
        ..FeatureOptions::default()
    };
    let mut out = Described {
        references: Vec::new(),
        films: Vec::new(),
        describe_ms: 0.0,
    };
    let plain = FeatureOptions {
        enlarge: 1.0,
        ..options
    };
    for (n, file) in references.iter().enumerate() {
        let picture = decoder.picture(file).map_err(said)?.rgb.to_luma();
        let bytes = record(0, &picture, &plain)?;
        out.references
            .push(written(folder, "reference", n, &bytes).map_err(|e| io(folder, e))?);
    }
    let (mut frames, mut spent) = (0u32, 0.0);
    for (n, (film, every)) in films.iter().enumerate() {
        let mut kept: Vec<(u64, Luma)> = Vec::new();
        decoder
            .watch(film, 1, &mut |frame| {
                if frame.at.frame.is_multiple_of(*every) {
                    kept.push((frame.at.frame, frame.luma()));
                }
                Flow::Continue
            })
            .map_err(said)?;
        let clock = Clock::start();
        let mut bytes = Vec::new();
        for (number, luma) in &kept {
            let small;
            let luma = if scale < 1.0 {
                let width = (f64::from(luma.width) * scale).round() as u32;
                small = resize::luma(luma, resize::size_for_width(luma.size(), width));
                &small
            } else {
                luma
            };
            bytes.extend(record(*number, luma, &options)?);
        }
        spent += clock.read().cpu.unwrap_or(f64::NAN);
        frames += kept.len() as u32;
        out.films
            .push(written(folder, "film", n, &bytes).map_err(|e| io(folder, e))?);
    }
    out.describe_ms = 1000.0 * spent / f64::from(frames.max(1));
    Ok(out)
}

fn said(error: decode::DecodeError) -> BenchError {
    BenchError::Other(error.to_string())
}

fn written(folder: &Path, what: &str, n: usize, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let path = folder.join(format!("{what}-{n}.features"));
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// Number of the frame, width, height, count (u32 each), then `x`, `y` (f32) and 128 bytes for
/// each; little-endian. Places are in pixels of the picture before it is resized by the caller.
fn record(number: u64, luma: &Luma, options: &FeatureOptions) -> Result<Vec<u8>, BenchError> {
    let features =
        describe::features(luma, options).map_err(|e| BenchError::Other(e.to_string()))?;
    let mut out = Vec::new();
    for v in [
        number as u32,
        luma.width,
        luma.height,
        features.len() as u32,
    ] {
        out.extend(v.to_le_bytes());
    }
    for (i, p) in features.points().iter().enumerate() {
        out.extend(p.x.to_le_bytes());
        out.extend(p.y.to_le_bytes());
        out.extend_from_slice(features.descriptor(i));
    }
    Ok(out)
}
