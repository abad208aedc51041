//! Features of a reference at the sizes at which footage shows it.
//!
//! A screenshot of 1,600 pixels is filmed 150 to 900 pixels wide. Describing it again at smaller
//! sizes, blurred a little as a lens does, finds the features that survive at that size.

use model::Size;
use pixels::{Feature, Features, Luma, resize};
use serde::{Deserialize, Serialize};

use crate::sift::{DescribeError, FeatureOptions, features};

/// How to describe a reference.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReferenceOptions {
    /// Widths at which the reference is described, in pixels; those above its own are left out.
    pub widths: Vec<u32>,
    /// Most features at each width.
    pub budget: usize,
    pub features: FeatureOptions,
}

impl Default for ReferenceOptions {
    fn default() -> Self {
        Self {
            widths: vec![960, 480, 240],
            budget: 700,
            features: FeatureOptions::default(),
        }
    }
}

/// Describes a reference at several sizes; all coordinates are in pixels of the reference itself.
///
/// # Errors
/// When there is not enough memory.
pub fn reference_features(
    reference: &Luma,
    options: &ReferenceOptions,
) -> Result<Features, DescribeError> {
    let mut out = Features::empty(reference.size());
    let own = FeatureOptions {
        budget: options.budget,
        ..options.features
    };
    let mut widths: Vec<u32> = options
        .widths
        .iter()
        .copied()
        .filter(|&w| w < reference.width)
        .collect();
    if widths.len() < options.widths.len() || widths.is_empty() {
        widths.push(reference.width);
    }
    for width in widths {
        let size = resize::size_for_width(reference.size(), width);
        let small = resize::luma(reference, size);
        append(&mut out, &features(&small, &own)?);
    }
    Ok(out)
}

/// Adds features of a resized copy, in the coordinates of the original.
fn append(out: &mut Features, small: &Features) {
    let (full, size) = (out.size(), small.size());
    let sx = full.width as f32 / size.width.max(1) as f32;
    let sy = full.height as f32 / size.height.max(1) as f32;
    for (i, p) in small.points().iter().enumerate() {
        let Ok(descriptor) = small.descriptor(i).try_into() else {
            continue;
        };
        let moved = Feature {
            x: p.x * sx,
            y: p.y * sy,
            scale: p.scale * (sx * sy).sqrt(),
            ..*p
        };
        out.push(moved, descriptor);
    }
}

/// The features of the same picture mirrored left to right, without describing it again: a mirrored
/// patch has the same bins in another order.
pub fn mirrored(features: &Features) -> Features {
    /// Bins along a side of a descriptor, and directions of each.
    const BINS: usize = 4;
    const DIRECTIONS: usize = 8;
    let mut out = Features::empty(features.size());
    let width = features.size().width as f32;
    for (i, p) in features.points().iter().enumerate() {
        let from = features.descriptor(i);
        let mut to = [0u8; pixels::features::DESCRIPTOR];
        for row in 0..BINS {
            for column in 0..BINS {
                for d in 0..DIRECTIONS {
                    let at = |row: usize, d: usize| (row * BINS + column) * DIRECTIONS + d;
                    let turned = (DIRECTIONS - d) % DIRECTIONS;
                    to[at(BINS - 1 - row, turned)] = from[at(row, d)];
                }
            }
        }
        let moved = Feature {
            x: width - p.x,
            angle: (std::f32::consts::PI - p.angle).rem_euclid(std::f32::consts::TAU),
            ..*p
        };
        out.push(moved, &to);
    }
    out
}

/// Describes a picture at no more than this width; coordinates are those of its own pixels.
///
/// # Errors
/// When there is not enough memory.
pub fn coarse_features(
    picture: &Luma,
    width: u32,
    options: &FeatureOptions,
) -> Result<Features, DescribeError> {
    let mut out = Features::empty(picture.size());
    let size = resize::size_for_width(picture.size(), width.min(picture.width));
    append(&mut out, &features(&resize::luma(picture, size), options)?);
    Ok(out)
}

/// Distinct spots under which nothing can be proved on one frame.
const LEAST_SPOTS: usize = 16;

/// Why a reference is too poor to be looked for, in words; `None` when it can be.
pub fn poor_reason(features: &Features) -> Option<String> {
    let Size { width, height } = features.size();
    if width < 48 || height < 24 {
        return Some(format!(
            "the picture has {width} × {height} pixels: too small to be told apart"
        ));
    }
    let cell = (width.max(height) as f32 / 32.0).max(1.0);
    let mut spots: Vec<(i32, i32)> = features
        .points()
        .iter()
        .map(|p| ((p.x / cell) as i32, (p.y / cell) as i32))
        .collect();
    spots.sort_unstable();
    spots.dedup();
    (spots.len() < LEAST_SPOTS).then(|| {
        format!(
            "the picture has detail in {} places only, at least {LEAST_SPOTS} are needed",
            spots.len()
        )
    })
}
