//! References, matches and sightings: the machine's proposals, as plain records.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    BoxPx, ComparedViews, ContentHash, Followed, FrameTime, HashError, Homography, ItemId, LogNfa,
    Moment, MomentAddress, Quad, ReferenceKind, Size,
};

/// Name of a reference: the hash of its decoded pixels together with their size, so that the same
/// picture on two pages is one reference with two sources.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReferenceId(pub ContentHash);

/// Where a reference was cut from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReferenceSource {
    pub item: ItemId,
    /// From 1; a plain image has page 1.
    pub page: u32,
    /// On the page, in points (or pixels of a plain image), y down.
    pub bounds: BoxPx,
    pub kind: ReferenceKind,
    /// Where a person cut it by hand, or the screen of a device lies: a page or a moment with a quad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The figure whose device shows it, where it is a screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_on: Option<ShownOn>,
}

/// How a screen was taken from a figure: its quad was rectified to the reference's size.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ShownOn {
    pub figure: ReferenceId,
    /// In pixels of the figure, clockwise from the screen's upper left.
    pub quad: Quad,
    /// What speaks for a device, for people.
    pub why: String,
}

/// A picture to look for: a logo or an interface view. Belongs to a product.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reference {
    pub id: ReferenceId,
    pub size: Size,
    /// Proposed from the file name or folder until a person says otherwise.
    pub product: String,
    /// Every place the same picture was found, the first one first.
    pub sources: Vec<ReferenceSource>,
    /// Why the picture cannot be looked for, where it cannot (too few features, blank …).
    pub poor: Option<String>,
}

/// What geometry proved on one frame.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Match {
    pub reference: ReferenceId,
    pub at: FrameTime,
    /// The reference's corners in the displayed frame.
    pub quad: Quad,
    /// Displayed frame from reference pixels.
    pub frame_from_reference: Homography,
    pub inliers: u32,
    pub log10_nfa: LogNfa,
    /// Another view of the product at the same place, whose evidence is counted too: alone, this
    /// one would be beyond the budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_by: Option<ReferenceId>,
    /// The best other product at the same place, where there was anything.
    #[serde(default)]
    pub next_best: Option<Rival>,
}

/// Another product's claim to a place, which geometry found weaker.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rival {
    pub product: String,
    pub inliers: u32,
}

/// A frame of a sighting on which it was proved.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct MatchMoment {
    pub at: FrameTime,
    pub quad: Quad,
}

/// A match held over time: what the machine proposes that a person judges.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sighting {
    pub video: ItemId,
    pub stream: u32,
    /// The product that is proposed; where `one_of` is not empty, the words that its names share.
    pub product: String,
    /// Products that the evidence does not tell apart: what was seen stands in all of their
    /// documents alike. Empty where one product is proposed.
    #[serde(default)]
    pub one_of: Vec<String>,
    pub reference: ReferenceId,
    pub first: FrameTime,
    pub last: FrameTime,
    pub best: Match,
    /// Keyframes on which it was proved, in order of time. Every frame's quad is in the derived
    /// file that [`crate::track::track_file`] names.
    pub track: Vec<MatchMoment>,
    /// What following it frame by frame gave; `None` where it could not be followed, and `first`
    /// and `last` are keyframes.
    #[serde(default)]
    pub followed: Option<Followed>,
    /// The views of the product that were proved at this place, compared on one frame; `None` where
    /// the pixels could not be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<ComparedViews>,
}

impl Sighting {
    /// The products that it can be of.
    pub fn products(&self) -> Vec<String> {
        if self.one_of.is_empty() {
            vec![self.product.clone()]
        } else {
            self.one_of.clone()
        }
    }

    /// The frame on which it is shown best.
    pub const fn best_moment(&self) -> Moment {
        Moment {
            item: self.video,
            stream: self.stream,
            time: self.best.at.time,
        }
    }

    /// Address of that frame with the quad on it.
    pub fn best_address(&self) -> MomentAddress {
        MomentAddress::new(&self.best_moment(), Some(&self.best.quad))
    }
}

impl ReferenceId {
    pub fn short(&self) -> String {
        self.0.to_hex()[..12].to_owned()
    }
}

impl fmt::Display for ReferenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ReferenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reference:{}", self.short())
    }
}

impl FromStr for ReferenceId {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        text.parse().map(Self)
    }
}
