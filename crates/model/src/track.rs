//! A sighting frame by frame: where it begins and ends and why, and the file of its quads.

use serde::{Deserialize, Serialize};

use crate::{FrameTime, MatchMoment, Provenance, Quad, Sighting, Step, TimeBase, Timestamp};

/// Why a sighting begins or ends where it does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edge {
    /// The shot begins or ends there.
    Shot,
    /// It comes into the frame or goes out of it.
    Frame,
    /// Something stands before it, it shows something else, or it could not be followed further.
    Hidden,
}

/// What following a sighting frame by frame gave.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Followed {
    pub begins: Edge,
    pub ends: Edge,
    /// Frames from the first to the last on which at least half of it is seen.
    pub frames: u64,
    /// The frames before and after each time between during which less than half of it is seen.
    pub gaps: Vec<[FrameTime; 2]>,
    /// The frame that shows most of it: large, whole and full of detail.
    pub clearest: MatchMoment,
}

/// A frame of a track.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TrackedFrame {
    pub at: FrameTime,
    pub quad: Quad,
    /// Share of it that is seen, 0 to 1.
    pub visible: f32,
    /// Whether the reference was proved on this frame; else it was followed to it.
    pub proved: bool,
}

/// The frames of a track as they are kept: compact, and exact in time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TrackFile {
    pub time_base: TimeBase,
    /// PTS, frame number, quad, visible share, proved.
    pub rows: Vec<(i64, u64, Quad, f32, bool)>,
}

impl TrackFile {
    /// `None` where there is no frame.
    pub fn of(frames: &[TrackedFrame]) -> Option<Self> {
        let time_base = frames.first()?.at.time.time_base;
        let row = |f: &TrackedFrame| {
            let visible = (f.visible * 100.0).round() / 100.0;
            (
                f.at.time.pts.0,
                f.at.frame,
                f.quad.rounded(),
                visible,
                f.proved,
            )
        };
        Some(Self {
            time_base,
            rows: frames.iter().map(row).collect(),
        })
    }

    pub fn frames(&self) -> impl Iterator<Item = TrackedFrame> + '_ {
        self.rows
            .iter()
            .map(|&(pts, frame, quad, visible, proved)| TrackedFrame {
                at: FrameTime {
                    time: Timestamp::new(pts, self.time_base),
                    frame,
                },
                quad,
                visible,
                proved,
            })
    }
}

/// Kind and ending of track files under `derived/`.
pub const TRACKS: (&str, &str) = ("tracks", "json");

/// Names the track file of a sighting.
pub fn track_file(sighting: &Sighting) -> Provenance {
    Provenance::new(
        Step::new("track", 1),
        vec![sighting.video.0, sighting.reference.0],
    )
    .with("stream", sighting.stream)
    .with("first", sighting.first.time.to_string())
    .with("last", sighting.last.time.to_string())
    .with("best", sighting.best.at.time.to_string())
    .with("quad", sighting.best.quad.to_string())
}
