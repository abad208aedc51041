//! SIFT features (Lowe 2004) as RootSIFT bytes (Arandjelović and Zisserman 2012), on the calling
//! thread only; call from many threads for more.
//!
//! Own code because it wins: see `docs/decisions`. Only the keypoints that the budget keeps get a
//! direction and a descriptor.

mod octave;
mod patch;
mod plane;

use std::collections::TryReserveError;

use model::Size;
use octave::{Extremum, Kernels, Limits, Octave, SIGMA};
use pixels::{Feature, Features, Luma, resize, spread};
use plane::{Kernel, Plane, blur};
use serde::{Deserialize, Serialize};

/// How to describe a picture.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct FeatureOptions {
    /// Most features that are kept, spread evenly over the picture.
    pub budget: usize,
    /// Least contrast of a blob, of a range of 1, times the intervals of an octave (0.04 is
    /// usual).
    pub contrast: f64,
    /// Most ratio of a blob's curvatures; larger keeps more of what lies on edges.
    pub edge: f64,
    /// The picture is enlarged by this factor first, beyond the doubling that SIFT does anyway.
    pub enlarge: f64,
    /// Pictures of more pixels than this are described at a smaller size.
    pub most_pixels: u64,
}

/// Why a picture could not be described.
#[derive(Debug, thiserror::Error)]
pub enum DescribeError {
    #[error(
        "not enough memory to describe a picture of {width} × {height} pixels; close other \
         programs or use fewer threads"
    )]
    Memory { width: u32, height: u32 },
}

impl Default for FeatureOptions {
    fn default() -> Self {
        Self {
            budget: 4000,
            contrast: 0.02,
            edge: 12.0,
            enlarge: 1.0,
            most_pixels: 1920 * 1200,
        }
    }
}

/// Least side of a picture in which SIFT can find anything.
const LEAST_SIDE: u32 = 12;

/// Describes a picture. A blank or tiny one gives no features, which is no error.
///
/// # Errors
/// When there is not enough memory.
pub fn features(picture: &Luma, options: &FeatureOptions) -> Result<Features, DescribeError> {
    let size = picture.size();
    if size.width < LEAST_SIDE || size.height < LEAST_SIDE {
        return Ok(Features::empty(size));
    }
    let work = working_size(size, options);
    let resized;
    let source = if work == size {
        picture
    } else {
        resized = resize::luma(picture, work);
        &resized
    };
    described(source, size, options).map_err(|_| DescribeError::Memory {
        width: size.width,
        height: size.height,
    })
}

fn described(
    source: &Luma,
    size: Size,
    options: &FeatureOptions,
) -> Result<Features, TryReserveError> {
    let (octaves, keypoints) = detect(source, options)?;
    let (sx, sy) = (
        size.width as f32 / source.width as f32,
        size.height as f32 / source.height as f32,
    );
    let features: Vec<Feature> = keypoints.iter().map(|k| k.feature(sx, sy)).collect();
    let mut turned = Vec::new();
    let mut owners = Vec::new();
    for i in spread::choose(&features, size, options.budget) {
        let keypoint = &keypoints[i];
        for angle in patch::directions(keypoint.plane(&octaves), &keypoint.at) {
            turned.push(Feature {
                angle,
                ..features[i]
            });
            owners.push(i);
        }
    }
    let mut out = Features::empty(size);
    for i in spread::choose(&turned, size, options.budget) {
        let keypoint = &keypoints[owners[i]];
        let plane = keypoint.plane(&octaves);
        if let Some(descriptor) = patch::descriptor(plane, &keypoint.at, turned[i].angle) {
            out.push(turned[i], &descriptor);
        }
    }
    Ok(out)
}

/// An extremum and the number of its octave.
struct Keypoint {
    octave: usize,
    at: Extremum,
}

impl Keypoint {
    fn plane<'a>(&self, octaves: &'a [Octave]) -> &'a Plane {
        &octaves[self.octave].kept[self.at.layer - 1]
    }

    /// In pixels of a picture that is `sx` and `sy` times the described one. An octave's pixel 0
    /// lies on pixel 0 of the doubled picture, a quarter of a pixel from the border.
    fn feature(&self, sx: f32, sy: f32) -> Feature {
        let side = (1u32 << self.octave) as f32 / 2.0;
        Feature {
            x: (self.at.x * side + 0.25) * sx,
            y: (self.at.y * side + 0.25) * sy,
            scale: (self.at.sigma * side * (sx * sy).sqrt()).max(1e-3),
            angle: 0.0,
            response: self.at.contrast,
        }
    }
}

/// All octaves from the doubled picture up, and the keypoints on them.
fn detect(
    source: &Luma,
    options: &FeatureOptions,
) -> Result<(Vec<Octave>, Vec<Keypoint>), TryReserveError> {
    let kernels = Kernels::new();
    let limits = Limits {
        contrast: options.contrast as f32,
        edge: options.edge as f32,
    };
    let (mut octaves, mut keypoints) = (Vec::new(), Vec::new());
    let mut first = doubled(source)?;
    while first.width.min(first.height) >= LEAST_SIDE as usize {
        let (octave, extrema, next) = octave::build(first, &kernels, limits)?;
        let number = octaves.len();
        keypoints.extend(
            extrema
                .into_iter()
                .map(|at| Keypoint { octave: number, at }),
        );
        octaves.push(octave);
        first = next;
    }
    Ok((octaves, keypoints))
}

/// The picture at twice its size, as blurred as an octave's first plane is.
fn doubled(source: &Luma) -> Result<Plane, TryReserveError> {
    let (width, height) = (source.width as usize, source.height as usize);
    let mut large = Plane::new(2 * width, 2 * height)?;
    let mut wide = vec![[0f32; 2]; width];
    let mut rows = [vec![0f32; 2 * width], vec![0f32; 2 * width]];
    let mut widen = |y: usize, out: &mut Vec<f32>| {
        let row = source.row(y as u32);
        for x in 0..width {
            let here = 0.75 * f32::from(row[x]);
            wide[x] = [
                here + 0.25 * f32::from(row[x.saturating_sub(1)]),
                here + 0.25 * f32::from(row[(x + 1).min(width - 1)]),
            ];
        }
        out.copy_from_slice(wide.as_flattened());
    };
    widen(0, &mut rows[0]);
    large.row_mut(0).copy_from_slice(&rows[0]);
    for y in 0..height {
        widen((y + 1).min(height - 1), &mut rows[1]);
        let mix = |out: &mut [f32], share: f32| {
            for ((o, a), b) in out.iter_mut().zip(&rows[0]).zip(&rows[1]) {
                *o = a + share * (b - a);
            }
        };
        mix(large.row_mut(2 * y + 1), 0.25);
        if 2 * y + 2 < 2 * height {
            mix(large.row_mut(2 * y + 2), 0.75);
        }
        rows.swap(0, 1);
    }
    // A camera's picture is taken to be blurred by half a pixel, doubled by one.
    let mut out = Plane::new(2 * width, 2 * height)?;
    let kernel = Kernel::gaussian((SIGMA * SIGMA - 1.0).sqrt());
    blur(&large, &mut out, 0..2 * height, &kernel);
    Ok(out)
}

fn working_size(size: Size, options: &FeatureOptions) -> Size {
    let pixels = f64::from(size.width) * f64::from(size.height);
    let most = (options.most_pixels.max(1) as f64 / pixels).sqrt();
    let factor = options.enlarge.clamp(0.05, 4.0).min(most.max(0.01));
    if (factor - 1.0).abs() < 1e-3 || (factor > 1.0 && options.enlarge <= 1.0) {
        return size;
    }
    let scaled = |v: u32| ((f64::from(v) * factor).round() as u32).max(1);
    Size {
        width: scaled(size.width),
        height: scaled(size.height),
    }
}
