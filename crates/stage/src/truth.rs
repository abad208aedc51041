//! Exact ground truth of a filmed clip, as written to JSON beside it.

use std::path::{Path, PathBuf};

use model::{FrameRate, Quad, Size};
use serde::{Deserialize, Serialize};

use crate::{StageError, TextLine};

/// Everything that is true of a clip. Frames are counted from 0 in order of display.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Truth {
    pub size: Size,
    pub rate: FrameRate,
    pub bitrate_kbps: u32,
    pub seed: u64,
    pub shots: Vec<TruthShot>,
    /// Starts of all shots but the first.
    pub cuts: Vec<TruthCut>,
    pub frames: Vec<TruthFrame>,
    /// Every picture that was on a screen, once.
    pub pictures: Vec<TruthPicture>,
}

/// One shot: frames `first..=last`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TruthShot {
    pub first: u64,
    pub last: u64,
    /// File of the backdrop video. It may hold cuts of its own, which are not in `cuts`.
    pub backdrop: Option<PathBuf>,
    /// Lines of the caption laid over the shot.
    pub caption: Vec<String>,
    /// Standard deviation of the defocus in pixels.
    #[serde(default)]
    pub defocus: f64,
}

/// Where one shot becomes another.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TruthCut {
    /// First frame that shows anything of the new shot.
    pub frame: u64,
    pub kind: CutKind,
    /// Frames that show both shots; 0 for a cut.
    pub length: u64,
}

/// Kind of transition.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutKind {
    Cut,
    Fade,
}

/// The screens of one frame.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TruthFrame {
    pub frame: u64,
    pub screens: Vec<TruthScreen>,
    /// Displays of the room itself, which show nothing that matters; also those that are hidden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub idle: Vec<Quad>,
}

/// One screen on one frame.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TruthScreen {
    /// Id of the picture that it shows.
    pub picture: String,
    /// Number of the screen in its shot's plan.
    pub screen: usize,
    /// Corners of the content in displayed pixels, clockwise from the content's top left; they
    /// may lie outside the frame.
    pub quad: Quad,
    /// Mean of the top and bottom edges in pixels.
    pub apparent_width: f64,
    /// Part of the content that is inside the frame and not covered, 0 to 1.
    pub visible: f64,
    /// Weight of its shot in a cross-fade; 1 outside fades.
    pub opacity: f64,
}

impl TruthScreen {
    /// How far each side (top, right, bottom, left) of what was found lies outwards from the true
    /// one at its middle, in pixels.
    pub fn sides_off(&self, found: &Quad) -> [f64; 4] {
        std::array::from_fn(|k| {
            let (p, q) = (self.quad.0[k], self.quad.0[(k + 1) % 4]);
            let (a, b) = (found.0[k], found.0[(k + 1) % 4]);
            let length = p.distance(q).max(1e-9);
            let (nx, ny) = (-(q.y - p.y) / length, (q.x - p.x) / length);
            let (mx, my) = (a.x + b.x - p.x - q.x, a.y + b.y - p.y - q.y);
            -0.5 * (mx * nx + my * ny)
        })
    }
}

/// A picture with its text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TruthPicture {
    pub id: String,
    pub size: Size,
    pub lines: Vec<TextLine>,
}

impl Truth {
    /// Where the ground truth of a clip is kept: `clip.mp4` → `clip.truth.json`.
    pub fn path_beside(clip: &Path) -> PathBuf {
        clip.with_extension("truth.json")
    }

    /// # Errors
    /// When the file cannot be read or is not a ground truth.
    pub fn read(path: &Path) -> Result<Self, StageError> {
        let text = std::fs::read(path).map_err(|e| StageError::io(path, e))?;
        serde_json::from_slice(&text).map_err(|source| StageError::Json {
            file: path.to_owned(),
            source,
        })
    }

    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), StageError> {
        write_json(self, path)
    }
}

pub(crate) fn write_json<T: Serialize>(value: &T, path: &Path) -> Result<(), StageError> {
    let text = serde_json::to_vec(value).map_err(|source| StageError::Json {
        file: path.to_owned(),
        source,
    })?;
    std::fs::write(path, text).map_err(|e| StageError::io(path, e))
}
