//! SIFT features (Lowe 2004) by OpenCV, as RootSIFT bytes (Arandjelović and Zisserman 2012).
//!
//! The only module that knows OpenCV's feature detection. OpenCV runs on the calling thread only;
//! call from many threads for more.

use std::sync::Once;

use model::Size;
use opencv::core::{KeyPoint, Mat, Ptr, Vector};
use opencv::features2d::SIFT;
use opencv::prelude::*;
use pixels::features::{DESCRIPTOR, DESCRIPTOR_LENGTH, DESCRIPTOR_MOST};
use pixels::{Feature, Features, Luma, resize};
use serde::{Deserialize, Serialize};

use crate::spread;

/// How to describe a picture.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct FeatureOptions {
    /// Most features that are kept, spread evenly over the picture.
    pub budget: usize,
    /// Least contrast of a blob, as OpenCV counts it (0.04 is Lowe's usual).
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
    #[error("OpenCV could not describe a picture of {width} × {height} pixels: {reason}")]
    OpenCv {
        width: u32,
        height: u32,
        reason: String,
    },
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
/// When OpenCV fails, for example for want of memory.
pub fn features(picture: &Luma, options: &FeatureOptions) -> Result<Features, DescribeError> {
    let size = picture.size();
    let mut out = Features::empty(size);
    if size.width < LEAST_SIDE || size.height < LEAST_SIDE {
        return Ok(out);
    }
    let work = working_size(size, options);
    let resized;
    let source = if work == size {
        picture
    } else {
        resized = resize::luma(picture, work);
        &resized
    };
    let fail = |e: opencv::Error| DescribeError::OpenCv {
        width: size.width,
        height: size.height,
        reason: e.message,
    };
    let (points, descriptors) = detect(source, options).map_err(fail)?;
    let (sx, sy) = (
        f64::from(size.width) / f64::from(work.width),
        f64::from(size.height) / f64::from(work.height),
    );
    let all: Vec<Feature> = points.iter().map(|k| to_feature(&k, sx, sy)).collect();
    for i in spread::choose(&all, size, options.budget) {
        let row = descriptors.at_row::<f32>(i as i32).map_err(fail)?;
        if let Some(descriptor) = root_sift(row) {
            out.push(all[i], &descriptor);
        }
    }
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

fn detect(picture: &Luma, options: &FeatureOptions) -> opencv::Result<(Vector<KeyPoint>, Mat)> {
    single_thread()?;
    let mut sift = create(SIFT::create, options)?;
    let image = Mat::new_rows_cols_with_data(
        picture.height as i32,
        picture.width as i32,
        picture.data.as_slice(),
    )?;
    let (mut points, mut descriptors) = (Vector::new(), Mat::default());
    sift.detect_and_compute_def(&image, &Mat::default(), &mut points, &mut descriptors)?;
    Ok((points, descriptors))
}

/// `SIFT::create` takes one argument more since OpenCV 4.8; both forms are served.
trait CreateSift<Arguments> {
    fn call(self, options: &FeatureOptions) -> opencv::Result<Ptr<SIFT>>;
}

impl<F> CreateSift<(i32, i32, f64, f64, f64)> for F
where
    F: FnOnce(i32, i32, f64, f64, f64) -> opencv::Result<Ptr<SIFT>>,
{
    fn call(self, o: &FeatureOptions) -> opencv::Result<Ptr<SIFT>> {
        self(0, 3, o.contrast, o.edge, 1.6)
    }
}

impl<F> CreateSift<(i32, i32, f64, f64, f64, bool)> for F
where
    F: FnOnce(i32, i32, f64, f64, f64, bool) -> opencv::Result<Ptr<SIFT>>,
{
    fn call(self, o: &FeatureOptions) -> opencv::Result<Ptr<SIFT>> {
        self(0, 3, o.contrast, o.edge, 1.6, false)
    }
}

fn create<A>(make: impl CreateSift<A>, options: &FeatureOptions) -> opencv::Result<Ptr<SIFT>> {
    make.call(options)
}

fn single_thread() -> opencv::Result<()> {
    static SET: Once = Once::new();
    let mut result = Ok(());
    SET.call_once(|| result = opencv::core::set_num_threads(1));
    result
}

/// OpenCV counts pixel centres from 0 and, doubling the picture, moves it by a quarter pixel; we
/// count them from one half. Its size is a diameter of twice the Gaussian scale.
fn to_feature(k: &KeyPoint, sx: f64, sy: f64) -> Feature {
    let p = k.pt();
    let angle = k.angle().to_radians().rem_euclid(std::f32::consts::TAU);
    Feature {
        x: ((f64::from(p.x) + 0.25) * sx) as f32,
        y: ((f64::from(p.y) + 0.25) * sy) as f32,
        scale: (f64::from(k.size()) / 2.0 * (sx * sy).sqrt()).max(1e-3) as f32,
        angle: if angle.is_finite() { angle } else { 0.0 },
        response: k.response(),
    }
}

/// Square roots of the elements over their sum, scaled to the fixed length.
fn root_sift(row: &[f32]) -> Option<[u8; DESCRIPTOR]> {
    let sum: f32 = row.iter().map(|v| v.max(0.0)).sum();
    if row.len() != DESCRIPTOR || !sum.is_finite() || sum <= 0.0 {
        return None;
    }
    let mut out = [0u8; DESCRIPTOR];
    for (o, v) in out.iter_mut().zip(row) {
        let value = (v.max(0.0) / sum).sqrt() * DESCRIPTOR_LENGTH;
        *o = (value + 0.5).min(f32::from(DESCRIPTOR_MOST)) as u8;
    }
    Some(out)
}
