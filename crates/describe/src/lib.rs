//! What a video shows, in measures small enough to keep: shots, keyframes, local features, text;
//! and what a document is and says: facts and passages.
//!
//! What doesn't live here: decoding, databases, comparing features (that is `search`).

pub mod facts;
pub mod figures;
pub mod passages;
pub mod reading;
pub mod screens;
pub mod shots;
pub mod sift;
mod thumb;
pub mod variants;
pub mod watcher;

pub use pixels::features::{Feature, Features, FeaturesError};
pub use screens::{ProposedScreen, ScreenOptions};
pub use shots::ShotDetector;
pub use sift::{DescribeError, FeatureOptions, features};
pub use variants::{ReferenceOptions, poor_reason, reference_features};
pub use watcher::{Chosen, Watch, WatchOptions, Watcher, Why};
