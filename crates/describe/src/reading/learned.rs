//! The learned detector and recogniser for Latin and simplified Chinese: PP-OCR's networks
//! (Du et al. 2020; Apache-2.0) in ONNX, run in this process in pure Rust.
//!
//! The files are optional: `scripts/setup.sh` fetches them, pinned by hash; without them lines are
//! found by connected strokes and read by Tesseract alone.

use std::path::{Path, PathBuf};

use model::{Point, Quad, Size};
use pixels::{Luma, resize};
use rten::{Model, ModelOptions, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::engine::{Engine, Seen, Sight};

/// File names of the two networks in their folder.
pub const DETECTOR: &str = "ch_PP-OCRv4_det_infer.onnx";
pub const RECOGNISER: &str = "ch_PP-OCRv4_rec_infer.onnx";
/// Height of a line for the recogniser.
pub const LINE_HEIGHT: u32 = 48;
/// Pixels of a picture that the detector gets at most.
const MOST_PIXELS: f64 = 1.0e6;
/// Pixels for one of the video that the detector gets of finer pictures.
const ENOUGH: f64 = 1.5;
/// Likelihood of a text pixel, and mean of a line, for it to count.
const PIXEL: f32 = 0.3;
const LINE: f32 = 0.5;
/// By how much a detected core grows to the whole line (Liao et al. 2020).
const UNCLIP: f64 = 1.6;

/// Both networks, loaded.
pub struct Learned {
    detector: Model,
    recogniser: Model,
    /// Character of each class; the first class is none.
    alphabet: Vec<char>,
}

impl std::fmt::Debug for Learned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Learned({} characters)", self.alphabet.len())
    }
}

/// Where the networks lie: named by the environment (`CONTRECHAMP_MODELS`), beside the program, or
/// in the user's data folder. `CONTRECHAMP_NO_MODELS` leaves them out.
pub fn folder() -> Option<PathBuf> {
    if std::env::var_os("CONTRECHAMP_NO_MODELS").is_some() {
        return None;
    }
    let named = std::env::var_os("CONTRECHAMP_MODELS").map(PathBuf::from);
    let beside = std::env::current_exe().ok().and_then(|p| {
        let dir = p.parent()?.to_owned();
        Some(dir.join("models"))
    });
    // From target/release or target/debug: the folder of the sources.
    let built = std::env::current_exe().ok().and_then(|p| {
        let up = p.ancestors().find(|a| a.ends_with("target"))?;
        Some(up.parent()?.join("models"))
    });
    let user = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share")))
        .map(|d| d.join("contrechamp/models"));
    [named, beside, built, user]
        .into_iter()
        .flatten()
        .find(|d| d.join(DETECTOR).is_file() && d.join(RECOGNISER).is_file())
}

impl Learned {
    /// # Errors
    /// When a file can't be read or is not the network that is expected.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let load = |name: &str| {
            let path = folder.join(name);
            let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            // Weights are laid out once, not for every line.
            let mut options = ModelOptions::with_all_ops();
            options.prepack_weights(true);
            let model = options.load(bytes.clone());
            let model = model.map_err(|e| format!("{}: {e}", path.display()))?;
            Ok::<_, String>((model, bytes))
        };
        let (detector, _) = load(DETECTOR)?;
        let (recogniser, bytes) = load(RECOGNISER)?;
        let alphabet = alphabet(&bytes)
            .ok_or_else(|| format!("{RECOGNISER}: its list of characters is missing"))?;
        Ok(Self {
            detector,
            recogniser,
            alphabet,
        })
    }

    /// Lines of a picture that may be turned, as quads whose first corner is the text's top left.
    /// `finer` is its pixels for one of the video.
    ///
    /// # Errors
    /// When the network can't be run.
    pub fn lines(&self, view: &Luma, finer: f64, most: usize) -> Result<Vec<Quad>, String> {
        let (w, h) = (f64::from(view.width), f64::from(view.height));
        let scale = (MOST_PIXELS / (w * h))
            .sqrt()
            .min(if h < 736.0 { 736.0 / h } else { 1.0 });
        // What is finer than the video has larger letters, which are found on fewer pixels.
        let scale = scale.min(if finer > 1.4 { ENOUGH / finer } else { 2.0 });
        let side = |v: f64| ((v * scale / 32.0).round().max(1.0) as u32) * 32;
        let size = Size {
            width: side(w),
            height: side(h),
        };
        let input = tensor(&resize::luma(view, size), size.width);
        let output = self
            .detector
            .run_one(ValueOrView::from(input.view()), None)
            .map_err(|e| e.to_string())?;
        let map: NdTensor<f32, 4> = output
            .try_into()
            .map_err(|_| "the detector's answer".to_owned())?;
        let [_, _, rows, columns] = map.shape();
        let flat = map.to_vec();
        let back = (w / columns as f64, h / rows as f64);
        let mut quads = cores(&flat, columns, rows);
        quads.sort_by(|a, b| b.1.total_cmp(&a.1));
        quads.truncate(most);
        let mut quads: Vec<Quad> = quads
            .into_iter()
            .map(|(q, _)| Quad(q.0.map(|p| Point::new(p.x * back.0, p.y * back.1))))
            .collect();
        quads.sort_by(|a, b| {
            let (a, b) = (a.centre(), b.centre());
            a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x))
        });
        Ok(quads)
    }

    /// Reads a line of [`LINE_HEIGHT`], dark on light.
    ///
    /// # Errors
    /// When the network can't be run.
    pub fn read(&self, line: &Luma) -> Result<Sight, String> {
        // The network was trained on 320 wide lines; much shorter ones are filled with its zero.
        let width = line.width.max(160);
        let output = self
            .recogniser
            .run_one(ValueOrView::from(tensor(line, width).view()), None)
            .map_err(|e| e.to_string())?;
        let classes: NdTensor<f32, 3> = output
            .try_into()
            .map_err(|_| "the recogniser's answer".to_owned())?;
        let [_, steps, count] = classes.shape();
        let flat = classes.to_vec();
        let stretch = width as f32 / line.width.max(1) as f32;
        Ok(Sight {
            engine: Engine::Learned,
            chars: self.decoded(&flat, steps, count, stretch),
        })
    }

    /// Best path through the classes of all steps: repeats are one character, class 0 is none.
    fn decoded(&self, flat: &[f32], steps: usize, count: usize, stretch: f32) -> Vec<Seen> {
        let mut seen: Vec<Seen> = Vec::new();
        let mut before = 0;
        for step in 0..steps {
            let row = &flat[step * count..(step + 1) * count];
            let Some((class, likely)) = largest(row) else {
                continue;
            };
            let place = |k: usize| (k as f32 / steps as f32 * stretch).min(1.0);
            let repeated = class == before;
            before = class;
            if class == 0 {
                continue;
            }
            let Some(&ch) = self.alphabet.get(class - 1) else {
                continue;
            };
            if repeated && let Some(last) = seen.last_mut() {
                last.to = place(step + 1);
                last.sure = last.sure.max(likely);
                continue;
            }
            let others = row
                .iter()
                .enumerate()
                .filter(|(c, p)| *c != class && *c != 0 && **p > 0.03)
                .filter_map(|(c, p)| Some((*self.alphabet.get(c - 1)?, *p)))
                .collect();
            seen.push(Seen {
                ch,
                sure: likely,
                others,
                from: place(step),
                to: place(step + 1),
            });
        }
        seen
    }
}

/// The last of the largest values, and where it stands; `None` where nothing is a number.
fn largest(row: &[f32]) -> Option<(usize, f32)> {
    // Eight at once: thousands of classes for each step of a line.
    let mut most = [f32::NEG_INFINITY; 8];
    let eights = row.chunks_exact(8);
    let rest = eights.remainder();
    for eight in eights {
        for (m, v) in most.iter_mut().zip(eight) {
            *m = if *v > *m { *v } else { *m };
        }
    }
    let most = most
        .iter()
        .chain(rest)
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    let at = row.iter().rposition(|v| *v == most)?;
    Some((at, most))
}

/// A picture as the networks take it: three equal planes from -1 to 1, filled up to a width with 0.
fn tensor(l: &Luma, width: u32) -> NdTensor<f32, 4> {
    let (w, h) = (width as usize, l.height as usize);
    let mut plane = vec![0.0f32; w * h];
    for y in 0..h {
        for (x, v) in l.row(y as u32).iter().enumerate() {
            plane[y * w + x] = f32::from(*v) / 127.5 - 1.0;
        }
    }
    let all = plane.repeat(3);
    NdTensor::from_data([1, 3, h, w], all)
}

/// The list of characters, which the file carries in its metadata (field 14 of ModelProto).
fn alphabet(bytes: &[u8]) -> Option<Vec<char>> {
    let key = b"\x0a\x09character\x12";
    let at = bytes.windows(key.len()).rposition(|w| w == key)? + key.len();
    let (mut length, mut shift, mut i) = (0usize, 0, at);
    loop {
        let byte = *bytes.get(i)?;
        length |= usize::from(byte & 0x7f) << shift;
        i += 1;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
        if shift > 28 {
            return None;
        }
    }
    let text = std::str::from_utf8(bytes.get(i..i.checked_add(length)?)?).ok()?;
    let mut alphabet: Vec<char> = text
        .split('\n')
        .map(|l| l.chars().next().unwrap_or(' '))
        .collect();
    if alphabet.len() < 100 {
        return None;
    }
    // The last class is the space.
    alphabet.push(' ');
    Some(alphabet)
}

/// Cores of lines in the detector's map, grown to whole lines, with their mean likelihood.
fn cores(map: &[f32], width: usize, height: usize) -> Vec<(Quad, f64)> {
    let mut seen = vec![false; map.len()];
    let mut out = Vec::new();
    let mut stack = Vec::new();
    for start in 0..map.len() {
        if seen[start] || map[start] <= PIXEL {
            continue;
        }
        seen[start] = true;
        stack.push(start);
        let mut points: Vec<Point> = Vec::new();
        let mut likely = 0.0f64;
        while let Some(i) = stack.pop() {
            let (x, y) = (i % width, i / width);
            points.push(Point::new(x as f64 + 0.5, y as f64 + 0.5));
            likely += f64::from(map[i]);
            let mut visit = |j: usize| {
                if !seen[j] && map[j] > PIXEL {
                    seen[j] = true;
                    stack.push(j);
                }
            };
            if x > 0 {
                visit(i - 1);
            }
            if x + 1 < width {
                visit(i + 1);
            }
            if y > 0 {
                visit(i - width);
            }
            if y + 1 < height {
                visit(i + width);
            }
        }
        let mean = likely / points.len() as f64;
        if points.len() < 12 || mean < f64::from(LINE) {
            continue;
        }
        if let Some(quad) = line_around(&points) {
            out.push((quad, mean));
        }
    }
    out
}

/// The turned box around the pixels of a core, grown.
fn line_around(points: &[Point]) -> Option<Quad> {
    let n = points.len() as f64;
    let (mx, my) = points
        .iter()
        .fold((0.0, 0.0), |(x, y), p| (x + p.x / n, y + p.y / n));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for p in points {
        let (dx, dy) = (p.x - mx, p.y - my);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    // Short words have no direction of their own; steep ones are taken for level.
    let long = (xx + yy) > 5.0 * (xx * yy - xy * xy).max(0.0).sqrt();
    let angle = if long && angle.abs() < 1.0 {
        angle
    } else {
        0.0
    };
    let (c, s) = (angle.cos(), angle.sin());
    let (mut u0, mut u1, mut v0, mut v1) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    for p in points {
        let (u, v) = (p.x * c + p.y * s, p.y * c - p.x * s);
        (u0, u1) = (u0.min(u - 0.5), u1.max(u + 0.5));
        (v0, v1) = (v0.min(v - 0.5), v1.max(v + 0.5));
    }
    let (wide, tall) = (u1 - u0, v1 - v0);
    if wide < 3.0 || tall < 2.0 {
        return None;
    }
    let grow = wide * tall * UNCLIP / (2.0 * (wide + tall));
    let (u0, u1, v0, v1) = (u0 - grow, u1 + grow, v0 - grow, v1 + grow);
    let place = |u: f64, v: f64| Point::new(u * c - v * s, v * c + u * s);
    Some(Quad([
        place(u0, v0),
        place(u1, v0),
        place(u1, v1),
        place(u0, v1),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_class_is_found_wherever_it_stands() {
        let all: Vec<f32> = (0..21).map(|n| ((n * 8) % 21) as f32).collect();
        assert_eq!(
            largest(&all),
            Some((all.iter().position(|v| *v == 20.0).unwrap(), 20.0))
        );
        assert_eq!(largest(&[0.5, 0.1, 0.5]), Some((2, 0.5)));
        assert_eq!(largest(&[]), None);
        assert_eq!(largest(&[f32::NAN; 9]), None);
    }
}
