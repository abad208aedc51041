//! Copies of footage as they circulate: an excerpt behind other footage, cropped, framed, marked,
//! mirrored, faster, encoded again; with the truth of what is where.

use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::StageError;
use crate::codec::{finished, plain};

/// What is done to an excerpt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edit {
    Encoded,
    Smaller,
    Cropped,
    Bars,
    Logo,
    Captions,
    Brighter,
    Mirrored,
    Faster,
    FrameRate,
    Several,
}

impl Edit {
    pub const ALL: [Self; 11] = [
        Self::Encoded,
        Self::Smaller,
        Self::Cropped,
        Self::Bars,
        Self::Logo,
        Self::Captions,
        Self::Brighter,
        Self::Mirrored,
        Self::Faster,
        Self::FrameRate,
        Self::Several,
    ];

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Encoded => "encoded again, 350 kb/s",
            Self::Smaller => "half as large",
            Self::Cropped => "cropped to two thirds",
            Self::Bars => "bars above and below",
            Self::Logo => "channel mark",
            Self::Captions => "captions",
            Self::Brighter => "brighter, less contrast",
            Self::Mirrored => "mirrored",
            Self::Faster => "1.15 × as fast",
            Self::FrameRate => "30 frames a second",
            Self::Several => "cropped, smaller, marked, 1.08 ×",
        }
    }

    /// Seconds of the original that pass in one of the copy.
    pub const fn speed(self) -> f64 {
        match self {
            Self::Faster => 1.15,
            Self::Several => 1.08,
            _ => 1.0,
        }
    }

    /// Pictures are brought to 1280 × 720 first, and back to a size that encoders take.
    fn filters(self) -> String {
        let mark = "drawbox=x=1090:y=40:w=140:h=60:color=white:t=fill,\
                    drawbox=x=1105:y=55:w=110:h=30:color=red:t=fill";
        let captions = "drawbox=x=80:y=560:w=1120:h=110:color=navy:t=fill,\
                        drawbox=x=110:y=585:w=760:h=22:color=white:t=fill,\
                        drawbox=x=110:y=625:w=540:h=16:color=yellow:t=fill";
        let own = match self {
            Self::Encoded => String::new(),
            Self::Smaller => "scale=640:360".to_owned(),
            Self::Cropped => "crop=iw*0.667:ih*0.667:iw*0.2:ih*0.1,scale=1280:720".to_owned(),
            Self::Bars => "scale=1280:544,pad=1280:720:0:88".to_owned(),
            Self::Logo => mark.to_owned(),
            Self::Captions => captions.to_owned(),
            Self::Brighter => "eq=brightness=0.12:contrast=0.75:saturation=0.6".to_owned(),
            Self::Mirrored => "hflip".to_owned(),
            Self::Faster => "setpts=PTS/1.15".to_owned(),
            Self::FrameRate => String::new(),
            Self::Several => format!(
                "crop=iw*0.8:ih*0.8:iw*0.05:ih*0.15,scale=1280:720,{mark},scale=854:480,\
                 setpts=PTS/1.08"
            ),
        };
        let rate = if self == Self::FrameRate { 30 } else { 25 };
        let size = match self {
            Self::Smaller => "640:360",
            Self::Several => "854:480",
            _ => "1280:720",
        };
        let comma = if own.is_empty() { "" } else { "," };
        format!("{own}{comma}fps={rate},scale={size},setsar=1,format=yuv420p")
    }

    fn kbps(self) -> u32 {
        match self {
            Self::Encoded => 350,
            Self::Smaller | Self::Several => 500,
            _ => 1200,
        }
    }
}

/// Footage, from a second on, for so many.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Excerpt<'a> {
    pub file: &'a Path,
    pub start: f64,
    pub seconds: f64,
}

/// Writes so many seconds of moving patterns that nothing else shows (each `seed` has its own), and
/// then `excerpt` with an edit, which lasts `excerpt.seconds / edit.speed()`.
///
/// # Errors
/// When ffmpeg is missing or fails, or the file can't be written.
pub fn write_copy(
    (before, seed): (f64, u64),
    excerpt: &Excerpt<'_>,
    edit: Edit,
    out: &Path,
) -> Result<(), StageError> {
    let wide = "scale=1280:720:force_original_aspect_ratio=increase,crop=1280:720,setsar=1";
    let filters = edit.filters();
    let tail = filters.rsplit_once("fps=").map_or("", |(_, tail)| tail);
    // What comes before gets the copy's rate and size, and nothing else.
    let graph = format!(
        "[0:v:0]{wide},fps={tail}[a];[1:v:0]{wide},{filters}[b];[a][b]concat=n=2:v=1:a=0[v]"
    );
    let mut command = Command::new("ffmpeg");
    command.args(["-hide_banner", "-nostdin", "-loglevel", "error", "-y"]);
    // Conway's game of life: what comes before is no copy of anything.
    let pattern = format!("life=size=80x45:rate=25:ratio=0.35:seed={seed}:mold=12");
    command
        .args(["-f", "lavfi", "-t", &format!("{before:.3}"), "-i", &pattern])
        .args(["-ss", &format!("{:.3}", excerpt.start)])
        .args(["-t", &format!("{:.3}", excerpt.seconds), "-i"])
        .arg(plain(excerpt.file));
    let kbps = edit.kbps();
    let part = out.with_extension("part");
    command
        .args(["-filter_complex", &graph, "-map", "[v]", "-an"])
        .args(["-c:v", "libx264", "-preset", "veryfast", "-threads", "1"])
        .args([
            "-b:v",
            &format!("{kbps}k"),
            "-maxrate",
            &format!("{}k", 2 * kbps),
        ])
        .args(["-bufsize", &format!("{}k", 2 * kbps)])
        .args(["-map_metadata", "-1", "-f", "mp4"])
        .arg(plain(&part))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    finished(&mut command, out)?;
    std::fs::rename(&part, out).map_err(|e| StageError::io(out, e))
}
