//! Filmed displays, followed through a shot: plain records, and the file of their quads.

use serde::{Deserialize, Serialize};

use crate::{
    FrameTime, ItemId, MatchMoment, Moment, MomentAddress, Provenance, Quad, Step, TimeBase,
    Timestamp,
};

/// A filmed display within one shot.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Screen {
    pub video: ItemId,
    pub stream: u32,
    /// Number of its shot, from 0.
    pub shot: u32,
    pub first: FrameTime,
    pub last: FrameTime,
    /// The frame that shows most of it.
    pub best: MatchMoment,
    pub from: ScreenSource,
    /// How much it looks like a display, 0 to 1; 1 where it was proved or drawn.
    pub score: f64,
    /// Frames on which it is seen.
    pub frames: u64,
    /// Standard error of its corners, in pixels: the median over its frames.
    pub uncertainty: f64,
    /// Sides (top, right, bottom, left) that are out of the frame on every frame: there the quad
    /// ends where the frame does.
    pub cut: [bool; 4],
    /// Ids of the sightings that lie on it.
    pub sightings: Vec<String>,
}

/// How a screen came to be known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum ScreenSource {
    /// The machine found its border.
    Proposed,
    /// A reference that was proved fills it.
    Sighting { id: String },
    /// A person drew it on a frame.
    Drawn { id: String, by: String },
}

/// Four corners that a person drew on a frame. Ground: never changed, only withdrawn by a later
/// one on the same place.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DrawnScreen {
    pub video: ItemId,
    pub stream: u32,
    pub time: Timestamp,
    pub quad: Quad,
    /// Alias of the person.
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    /// Why, or what it is.
    pub note: String,
}

impl Screen {
    pub const fn best_moment(&self) -> Moment {
        Moment {
            item: self.video,
            stream: self.stream,
            time: self.best.at.time,
        }
    }

    /// Address of the frame that shows most of it, with the quad on it.
    pub fn best_address(&self) -> MomentAddress {
        MomentAddress::new(&self.best_moment(), Some(&self.best.quad))
    }
}

/// A screen on one frame.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ScreenFrame {
    pub at: FrameTime,
    pub quad: Quad,
    /// Share of it that is seen, 0 to 1.
    pub visible: f32,
    /// Standard error of its corners, in pixels.
    pub uncertainty: f32,
    pub held: HeldBy,
}

/// What gave the quad on a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldBy {
    /// Proposed, proved or drawn on this very frame.
    Anchor,
    /// What it shows was followed.
    Content,
    /// Its border was followed, because what it shows changed.
    Border,
    /// The wall in which it stands was followed, by other tiles.
    Wall,
}

/// The frames of a screen as they are kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScreenFile {
    pub time_base: TimeBase,
    /// PTS, frame number, quad, visible share, uncertainty, what held it.
    pub rows: Vec<(i64, u64, Quad, f32, f32, HeldBy)>,
}

impl ScreenFile {
    /// `None` where there is no frame.
    pub fn of(frames: &[ScreenFrame]) -> Option<Self> {
        let time_base = frames.first()?.at.time.time_base;
        let hundredths = |v: f32| (v * 100.0).round() / 100.0;
        let row = |f: &ScreenFrame| {
            (
                f.at.time.pts.0,
                f.at.frame,
                f.quad.rounded(),
                hundredths(f.visible),
                hundredths(f.uncertainty),
                f.held,
            )
        };
        Some(Self {
            time_base,
            rows: frames.iter().map(row).collect(),
        })
    }

    pub fn frames(&self) -> impl Iterator<Item = ScreenFrame> + '_ {
        self.rows.iter().map(
            |&(pts, frame, quad, visible, uncertainty, held)| ScreenFrame {
                at: FrameTime {
                    time: Timestamp::new(pts, self.time_base),
                    frame,
                },
                quad,
                visible,
                uncertainty,
                held,
            },
        )
    }
}

/// Kind and ending of screen files under `derived/`.
pub const SCREENS: (&str, &str) = ("screens", "json");

/// Names the file of a screen's frames.
pub fn screen_file(screen: &Screen) -> Provenance {
    Provenance::new(Step::new("screen-track", 1), vec![screen.video.0])
        .with("stream", screen.stream)
        .with("first", screen.first.time.to_string())
        .with("last", screen.last.time.to_string())
        .with("best", screen.best.at.time.to_string())
        .with("quad", screen.best.quad.to_string())
}
