//! Text as the machine proposes to read it: characters with votes, rivals and confidence, or why
//! it could not be read; and what people say it is.

use serde::{Deserialize, Serialize};

use crate::{ContentHash, FrameTime, ItemId, Moment, MomentAddress, Quad, ReferenceId, Size};

/// The writing that a line was read in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Writing {
    Latin,
    Russian,
    Kazakh,
    Chinese,
}

impl Writing {
    pub const ALL: [Self; 4] = [Self::Latin, Self::Russian, Self::Kazakh, Self::Chinese];

    /// Russian and Kazakh share most letters.
    pub const fn is_cyrillic(self) -> bool {
        matches!(self, Self::Russian | Self::Kazakh)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Russian => "Russian",
            Self::Kazakh => "Kazakh",
            Self::Chinese => "Chinese",
        }
    }
}

/// What keeps text from being read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Limit {
    /// Letters without ascenders are so many pixels of the video high.
    PixelsPerCharacter { x_height: f64 },
    /// Strokes are spread over so many pixels of the video.
    Blur { edge: f64 },
    /// The file has so few bits for each pixel of a frame.
    Compression { bits_per_pixel: f64 },
    /// Text and ground differ by so many grey levels.
    Contrast { levels: f64 },
    /// The recognisers disagree or are unsure for another reason: another script, no text at all.
    Unsure,
    /// Written from right to left, which no recogniser here reads.
    RightToLeft,
    /// No recogniser for any script is installed.
    NoRecogniser,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PixelsPerCharacter { x_height } => write!(
                f,
                "too few pixels per character: small letters are {x_height:.1} px high in the video"
            ),
            Self::Blur { edge } => {
                write!(
                    f,
                    "blur: edges of strokes are spread over {edge:.1} px of the video"
                )
            }
            Self::Compression { bits_per_pixel } => write!(
                f,
                "compression: the file has {bits_per_pixel:.3} bits for each pixel of a frame"
            ),
            Self::Contrast { levels } => {
                write!(
                    f,
                    "contrast: text and ground differ by {levels:.0} grey levels"
                )
            }
            Self::Unsure => f.write_str(
                "the recognisers are unsure or disagree: perhaps another script, or no text",
            ),
            Self::RightToLeft => {
                f.write_str("written from right to left, which no recogniser here reads")
            }
            Self::NoRecogniser => f.write_str("no recogniser is installed"),
        }
    }
}

/// Another reading of a character or line that the picture does not rule out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RivalText {
    pub text: String,
    /// 0 to 1.
    pub confidence: f32,
}

/// A character with its votes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReadChar {
    pub ch: char,
    /// How often characters that were read like this one are right, 0 to 1.
    pub confidence: f32,
    /// Share of the votes over views and recognisers that it got, 0 to 1.
    pub votes: f32,
    /// Other characters that got votes, most first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<RivalText>,
}

/// A line of text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReadLine {
    /// Empty where it is not readable.
    pub text: String,
    /// Mean over the characters, 0 to 1.
    pub confidence: f32,
    pub chars: Vec<ReadChar>,
    /// Other texts of the whole line, most likely first.
    pub rivals: Vec<RivalText>,
    pub writing: Option<Writing>,
    /// In the displayed frame of the reading's moment.
    pub quad: Quad,
    /// Height of letters without ascenders, in pixels of the video; estimated.
    pub x_height: f32,
    pub light_on_dark: bool,
    /// Why it is not readable, or least readable.
    pub limit: Option<Limit>,
}

impl ReadLine {
    pub fn is_readable(&self) -> bool {
        !self.text.is_empty()
    }
}

/// What was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ReadFrom {
    /// A whole frame as it is.
    Frame,
    /// A region that a person drew.
    Region,
    /// A screen as it was followed through the shot.
    Screen {
        /// Its id, where the case lists it.
        screen: String,
    },
    /// The screen of a sighting.
    Sighting { reference: ReferenceId },
}

/// Text of a screen, a region or a frame: a proposal of the machine.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reading {
    pub video: ItemId,
    pub stream: u32,
    pub from: ReadFrom,
    /// The frames that were used.
    pub first: FrameTime,
    pub last: FrameTime,
    pub frames: u32,
    /// The frame whose pixels the quads are given in.
    pub best: FrameTime,
    /// What was read of that frame, clockwise from its top left.
    pub quad: Quad,
    /// Size of the view that was read, in its own pixels.
    pub view: Size,
    pub lines: Vec<ReadLine>,
    /// Why nothing of it is readable.
    pub limit: Option<Limit>,
    /// How the text lies, where it is not upright; quads of lines begin at the text's top left.
    #[serde(default)]
    pub turned: Option<Turn>,
}

/// How text lies that is not upright.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    UpsideDown,
    Mirrored,
}

impl Turn {
    pub const ALL: [Self; 2] = [Self::UpsideDown, Self::Mirrored];
}

impl Reading {
    pub const fn moment(&self) -> Moment {
        Moment {
            item: self.video,
            stream: self.stream,
            time: self.best.time,
        }
    }

    pub fn address(&self) -> MomentAddress {
        MomentAddress::new(&self.moment(), Some(&self.quad))
    }

    /// Where a line stands, as an address.
    pub fn line_address(&self, line: &ReadLine) -> MomentAddress {
        MomentAddress::new(&self.moment(), Some(&line.quad))
    }

    /// Twelve hex digits made from what was read: the same after every rebuild.
    pub fn id(&self) -> String {
        let from = serde_json::to_string(&self.from).unwrap_or_default();
        let name = format!("{} {} {from}", self.address(), self.video);
        ContentHash::of(name.as_bytes()).to_hex()[..12].to_owned()
    }

    /// All readable lines.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self
            .lines
            .iter()
            .filter(|l| l.is_readable())
            .map(|l| l.text.as_str())
            .collect();
        lines.join("\n")
    }
}

/// What a person says that a line reads. It stands beside the machine's, never over it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Correction {
    pub reading: String,
    /// Number of the line, from 0.
    pub line: usize,
    pub text: String,
    /// An alias.
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
}

/// What kind of fact a piece of text proposes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    Clock,
    Date,
    Camera,
    Place,
}

/// A piece of a line that dates or places footage, if the reading is right.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Fact {
    pub kind: FactKind,
    /// As it was read.
    pub text: String,
    /// In one form: `21:04:33`, `2023-05-17`; a name as it is.
    pub value: String,
    /// Characters of the line, from and to.
    pub span: (usize, usize),
}
