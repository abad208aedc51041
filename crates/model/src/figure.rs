//! What a picture of a document shows, as far as the machine proposes.

use serde::{Deserialize, Serialize};

use crate::ReferenceId;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// A view of a program.
    Interface,
    Logo,
    /// Photographs, charts, diagrams, tables, decoration.
    Neither,
    /// The measures don't decide.
    Unclear,
}

/// A proposal of what a reference shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FigureProposal {
    pub reference: ReferenceId,
    pub kind: FigureKind,
    /// What speaks for it, for people.
    pub why: String,
    /// How likely the proposal is right, 0 to 1; 0.5 where the measures don't decide.
    pub confidence: f32,
    /// Pages of its document on which it stands.
    pub pages: u32,
    /// The caption beside it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The logo that it repeats, kept or drawn otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<ReferenceId>,
}

impl FigureKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Interface => "interface",
            Self::Logo => "logo",
            Self::Neither => "neither",
            Self::Unclear => "unclear",
        }
    }
}
