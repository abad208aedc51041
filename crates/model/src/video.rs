//! What is known of a video: its facts, its damage, its shots.

use serde::{Deserialize, Serialize};

use crate::{FrameRate, Pts, Size, TimeBase, Timestamp};

/// A frame's exact time and its number in decoding order of display (from 0), which is shown only.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct FrameTime {
    pub time: Timestamp,
    pub frame: u64,
}

/// What the container and decoder say of a video stream.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VideoFacts {
    pub container: String,
    pub codec: String,
    pub stream: u32,
    pub time_base: TimeBase,
    /// Size as stored.
    pub coded: Size,
    /// Size as shown: after sample aspect ratio, then rotation.
    pub displayed: Size,
    /// Sample aspect ratio, width to height; 1:1 where the file is silent.
    pub sample_aspect: (u32, u32),
    /// Clockwise turn to be applied for display: 0, 90, 180 or 270 degrees.
    pub rotation: u16,
    /// What the file claims; variable-frame-rate files claim too.
    pub claimed_rate: Option<FrameRate>,
    /// What the file claims, in ticks of `time_base`.
    pub claimed_duration: Option<Pts>,
    pub claimed_frames: Option<u64>,
}

/// Something that was lost while decoding; it is on record with what was shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Damage {
    /// Time of the last good frame before it, where there was one.
    pub after: Option<Timestamp>,
    /// What happened, in words.
    pub what: String,
}

/// How a shot begins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transition {
    Cut,
    Gradual,
}

/// Frames between two cuts, both ends included. `transition` tells how it begins; the first shot
/// of a video begins with a cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shot {
    pub first: FrameTime,
    pub last: FrameTime,
    pub transition: Transition,
}
