//! The page's style sheet: the fixed part, rules that depend on picture sizes, and the hash by
//! which the content policy allows exactly this sheet. No HTML.

use std::collections::BTreeSet;
use std::fmt::Write;

use base64ct::{Base64, Encoding};
use model::{ContentHash, Size};

const FIXED: &str = concat!(
    include_str!("style/base.css"),
    include_str!("style/parts.css"),
    include_str!("style/print.css")
);
/// A picture of few pixels is not blown up to the width of the page.
const MOST_ENLARGED: u32 = 4;

/// Style attributes are forbidden by the content policy, so what depends on a picture's size
/// becomes a rule of its own; equal sizes share one.
#[derive(Default)]
pub struct Sheet {
    rules: BTreeSet<String>,
}

impl Sheet {
    /// A class that gives a box the shape of a picture, and a width that its pixels can bear.
    pub fn shape(&mut self, size: Size, pixels_across: u32) -> String {
        let (w, h) = (size.width.max(1), size.height.max(1));
        let most = pixels_across.max(1).saturating_mul(MOST_ENLARGED);
        let name = format!("p{w}x{h}-{most}");
        self.rules.insert(format!(
            ".{name}{{max-width:min(100%,{most}px)}}.{name} img{{aspect-ratio:{w}/{h}}}"
        ));
        name
    }

    /// A class for a box that shows only a part of a frame, enlarged: `left` and `top` of the
    /// part as shares of the frame, `times` as wide as the frame.
    pub fn window(&mut self, size: Size, left: f64, top: f64, times: f64) -> String {
        let (w, h) = (size.width.max(1), size.height.max(1));
        let name = format!("w{}", self.rules.len());
        let [l, t, k] = [left * times * 100.0, top * times * 100.0, times * 100.0];
        self.rules.insert(format!(
            ".{name}{{aspect-ratio:{w}/{h}}}.frame.part.{name} img,.frame.part.{name} svg{{width:{k:.3}%;height:{k:.3}%;left:{:.3}%;top:{:.3}%}}",
            -l, -t
        ));
        name
    }

    /// The whole sheet.
    pub fn text(&self) -> String {
        let mut text = FIXED.to_owned();
        for rule in &self.rules {
            let _ = writeln!(text, "{rule}");
        }
        text
    }
}

/// Source expression of the content policy for exactly this text.
pub fn policy_hash(text: &str) -> String {
    format!(
        "'sha256-{}'",
        Base64::encode_string(ContentHash::of(text.as_bytes()).as_bytes())
    )
}
