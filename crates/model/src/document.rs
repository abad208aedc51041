//! Words and boxes on pages, and kinds of reference pictures.

use serde::{Deserialize, Serialize};

/// An axis-aligned box: x, y of the top-left corner, width, height, in the unit of its page
/// (points for a document, pixels for a picture), y down.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct BoxPx {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// What is noted of a document whose file has no pages of its own (plain text, HTML, DOCX, slides):
/// page numbers and places are those of a layout that this program makes.
pub const OUR_LAYOUT: &str = "its file has no fixed pages: they are laid out by this program, the same way each time, and its page numbers are not those of a print";

/// A word as printed on a page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Word {
    pub text: String,
    pub bounds: BoxPx,
}

/// What a reference shows, as far as the machine proposes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceKind {
    /// Embedded picture of a page.
    Figure,
    /// A whole rendered region of a page, where the figure is drawn and not embedded.
    Rendered,
    /// A plain image file.
    Image,
    /// Cut by a person's hand.
    Cut,
    /// The screen of a device that a figure shows, rectified.
    Screen,
}

impl BoxPx {
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The smallest box around both.
    pub fn around(&self, other: &BoxPx) -> BoxPx {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        BoxPx {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
    }

    pub fn area(&self) -> f64 {
        self.width * self.height
    }

    /// Area of the intersection.
    pub fn overlap(&self, other: &BoxPx) -> f64 {
        let w = self.right().min(other.right()) - self.x.max(other.x);
        let h = self.bottom().min(other.bottom()) - self.y.max(other.y);
        w.max(0.0) * h.max(0.0)
    }
}
