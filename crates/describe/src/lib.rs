//! What a video shows, in measures small enough to keep: shots, keyframes, local features.
//!
//! What doesn't live here: decoding, databases, comparing features (that is `search`).

pub mod sift;
mod spread;
pub mod variants;

pub use pixels::features::{Feature, Features, FeaturesError};
pub use sift::{DescribeError, FeatureOptions, features};
pub use variants::{ReferenceOptions, poor_reason, reference_features};
