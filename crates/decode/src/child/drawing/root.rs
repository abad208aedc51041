//! What a drawing says of itself at its root: that it is one, and how large it is shown.

use resvg::usvg::roxmltree::{Document, ParsingOptions};

use super::packed;
use crate::child::flow;

/// What is longer or higher, in pixels of a page, is none.
const LARGEST: f64 = 100_000.0;
/// A side is no longer than so many times the other.
const LONGEST: f64 = 200.0;
/// The root stands within so many bytes.
const HEAD: usize = 64 << 10;

/// Whether a file or a part of one is a drawing in SVG, packed or not, by its root element.
pub fn is_svg(bytes: &[u8]) -> bool {
    if packed::is_packed(bytes) {
        return has_root(&packed::start(bytes, HEAD));
    }
    has_root(&bytes[..bytes.len().min(HEAD)])
}

fn has_root(head: &[u8]) -> bool {
    // UTF-16 says so by its mark, and has every other byte zero.
    if !head.contains(&b'<') {
        return false;
    }
    let text = text_of(head);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            r if r.starts_with("<?") => r.find("?>").map(|n| n + 2),
            r if r.starts_with("<!--") => r.find("-->").map(|n| n + 3),
            r if starts_with(r, "<!doctype") => doctype_end(r),
            _ => break,
        };
        match end {
            Some(end) => rest = rest[end..].trim_start(),
            None => return false,
        }
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
    let name = &name[..end.unwrap_or(name.len())];
    name == "svg" || name.ends_with(":svg")
}

fn starts_with(text: &str, folded: &str) -> bool {
    text.get(..folded.len())
        .is_some_and(|t| t.eq_ignore_ascii_case(folded))
}

/// Where a document type ends, with the declarations in it.
fn doctype_end(text: &str) -> Option<usize> {
    let close = text.find('>')?;
    match text.find('[') {
        Some(open) if open < close => {
            let end = open + text[open..].find(']')?;
            Some(end + text[end..].find('>')? + 1)
        }
        _ => Some(close + 1),
    }
}

/// The text in the encoding that it states.
pub fn text_of(bytes: &[u8]) -> String {
    flow::xml_text(bytes)
}

/// How large a drawing says that it is shown, in pixels of a page.
///
/// # Errors
/// Why that is not known, for people.
pub fn shown(text: &str) -> Result<(f64, f64), String> {
    let damaged = || "a drawing (SVG) that is damaged".to_owned();
    // The size stands in the first tag; the rest need not be whole here.
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: super::MOST_NODES,
        ..ParsingOptions::default()
    };
    if super::weigh::has_nested_entities(text) {
        return Err(super::intricate());
    }
    let document = Document::parse_with_options(text, options).map_err(|_| damaged())?;
    let root = document.root_element();
    let side = |name: &str| root.attribute(name).and_then(length);
    let view = root.attribute("viewBox").and_then(view);
    let size = match (side("width"), side("height"), view) {
        (Some(w), Some(h), _) => Some((w, h)),
        (Some(w), None, Some((vw, vh))) => Some((w, w * vh / vw)),
        (None, Some(h), Some((vw, vh))) => Some((h * vw / vh, h)),
        (None, None, view) => view,
        _ => None,
    };
    let size = size.ok_or("a drawing (SVG) that does not say how large it is")?;
    let fits = |v: f64| v > 0.0 && v <= LARGEST;
    let (long, short) = (size.0.max(size.1), size.0.min(size.1));
    match fits(size.0) && fits(size.1) && long <= LONGEST * short {
        true => Ok(size),
        false => Err("a drawing (SVG) of a size that can't be shown".to_owned()),
    }
}

/// A length in pixels of a page; `None` for shares of something else.
pub fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
    let (number, unit) = text.split_at(text.find(|c| !number(c)).unwrap_or(text.len()));
    let pixels = match unit.trim() {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" | "em" | "rem" => 16.0,
        "ex" => 8.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    let value = number.parse::<f64>().ok()? * pixels;
    (value.is_finite() && value > 0.0).then_some(value)
}

/// Width and height of a `viewBox`.
pub fn view(text: &str) -> Option<(f64, f64)> {
    let parts = text.split([',', ' ', '\t', '\n', '\r']);
    let all: Vec<f64> = parts
        .filter(|p| !p.is_empty())
        .map(|p| p.parse().ok())
        .collect::<Option<_>>()?;
    match all[..] {
        [_, _, w, h] if w > 0.0 && h > 0.0 && w.is_finite() && h.is_finite() => Some((w, h)),
        _ => None,
    }
}
