//! Drawings (SVG) that are written into a saved page as tags: put together again as a file of their
//! own, which `drawing` reads. Tags of pages are no XML: names have lost their capitals, name
//! spaces are missing, ends are left out. Scripts, handlers and parts of pages are left behind.

use html5gum::StartTag;

use super::tags::attribute;
use crate::child::drawing;

/// Shown smaller drawings are icons: longer and shorter side, in pixels of a page.
const LEAST: (f64, f64) = (96.0, 24.0);
/// Drawings that don't say how large they are shown are icons where they are drawn on so small a
/// field,
const LEAST_FIELD: f64 = 192.0;
/// or where they are nearly square and have fewer shapes.
const SQUARE: f64 = 1.8;
const LEAST_SHAPES: usize = 4;
/// Elements within elements; deeper ones are left out.
const DEEPEST: usize = 250;

/// A drawing that is open.
pub struct Inline {
    text: String,
    /// Names of the elements that are open, the root first.
    open: Vec<String>,
    /// Elements that are left out, and how often they are open within themselves.
    skipped: Option<(Vec<u8>, usize)>,
    shapes: usize,
    least_shapes: usize,
    /// In pixels of a page.
    wide: Option<f64>,
}

/// A drawing that has ended.
pub struct Ended {
    pub text: String,
    pub wide: Option<f64>,
}

impl Inline {
    /// Begins with the tag of a drawing; `None` where it is an icon.
    pub fn begin(tag: &StartTag<()>) -> Option<Self> {
        let view = attribute(tag, b"viewbox").and_then(|v| drawing::view(&v));
        let style = attribute(tag, b"style").unwrap_or_default();
        let side = |name: &str| {
            styled(&style, name)
                .or_else(|| attribute(tag, name.as_bytes()))
                .and_then(|v| drawing::length(&v))
        };
        let stated = match (side("width"), side("height"), view) {
            (Some(w), Some(h), _) => Some((w, h)),
            (Some(w), None, Some((vw, vh))) => Some((w, w * vh / vw)),
            (None, Some(h), Some((vw, vh))) => Some((h * vw / vh, h)),
            _ => None,
        };
        let (size, known) = (stated.or(view)?, stated.is_some());
        let (long, short) = (size.0.max(size.1), size.0.min(size.1));
        let square = long < SQUARE * short;
        if long < LEAST.0 || short < LEAST.1 || !known && square && short < LEAST_FIELD {
            return None;
        }
        let mut inline = Self {
            text: "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                .to_owned(),
            open: vec!["svg".to_owned()],
            skipped: None,
            shapes: 0,
            least_shapes: if !known && square { LEAST_SHAPES } else { 0 },
            wide: known.then_some(size.0),
        };
        inline.attributes(tag);
        inline.text.push('>');
        Some(inline)
    }

    pub fn start(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        if let Some((skipped, open)) = &mut self.skipped {
            *open += usize::from(skipped == name && !tag.self_closing);
            return;
        }
        let Some(known) = element(name) else {
            if !tag.self_closing {
                self.skipped = Some((name.to_vec(), 1));
            }
            return;
        };
        if self.is_full() {
            return;
        }
        let shape = matches!(
            known.as_str(),
            "path"
                | "rect"
                | "circle"
                | "ellipse"
                | "line"
                | "polyline"
                | "polygon"
                | "text"
                | "use"
                | "image"
        );
        self.shapes += usize::from(shape);
        self.text.push('<');
        self.text.push_str(&known);
        self.attributes(tag);
        match tag.self_closing {
            true => self.text.push_str("/>"),
            false => {
                self.text.push('>');
                self.open.push(known);
            }
        }
    }

    /// Ends an element; answers whether it was the drawing itself.
    pub fn end(&mut self, name: &[u8]) -> bool {
        if let Some((skipped, open)) = &mut self.skipped {
            if skipped == name {
                *open -= 1;
                if *open == 0 {
                    self.skipped = None;
                }
            }
            // A drawing's own end ends what was left open in it.
            if name != b"svg" {
                return false;
            }
            self.skipped = None;
        }
        let fits = |open: &String| open.as_bytes().eq_ignore_ascii_case(name);
        if let Some(at) = self.open.iter().rposition(fits) {
            while self.open.len() > at {
                if let Some(open) = self.open.pop() {
                    self.text.push_str("</");
                    self.text.push_str(&open);
                    self.text.push('>');
                }
            }
        }
        self.open.is_empty()
    }

    pub fn words(&mut self, text: &str) {
        if self.skipped.is_none() && !self.is_full() {
            escaped(text, &mut self.text);
        }
    }

    /// The drawing; `None` where it is an icon after all.
    pub fn ended(self) -> Option<Ended> {
        (self.shapes >= self.least_shapes).then_some(Ended {
            text: self.text,
            wide: self.wide,
        })
    }

    /// What is larger is not drawn; how large it is is told when it is kept.
    fn is_full(&self) -> bool {
        self.text.len() > drawing::LARGEST || self.open.len() > DEEPEST
    }

    fn attributes(&mut self, tag: &StartTag<()>) {
        for (name, value) in &tag.attributes {
            let Some(name) = attribute_name(name) else {
                continue;
            };
            self.text.push(' ');
            self.text.push_str(&name);
            self.text.push_str("=\"");
            escaped(&String::from_utf8_lossy(&value.value), &mut self.text);
            self.text.push('"');
        }
    }
}

/// What a style sets a length to.
fn styled(style: &str, name: &str) -> Option<String> {
    style.split(';').find_map(|rule| {
        let (key, value) = rule.split_once(':')?;
        let fits = key.trim().eq_ignore_ascii_case(name);
        fits.then(|| value.trim().to_ascii_lowercase())
    })
}

fn escaped(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\t' | '\n' | '\r' => into.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => into.push(c),
        }
    }
}

/// Elements of SVG that have capitals (HTML, section 13.2.6.5).
const ELEMENTS: [&str; 37] = [
    "altGlyph",
    "altGlyphDef",
    "altGlyphItem",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "clipPath",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "foreignObject",
    "glyphRef",
    "linearGradient",
    "radialGradient",
    "textPath",
];

/// Attributes of SVG that have capitals and that drawing heeds (the same section).
const ATTRIBUTES: [&str; 40] = [
    "baseFrequency",
    "clipPathUnits",
    "diffuseConstant",
    "edgeMode",
    "filterUnits",
    "gradientTransform",
    "gradientUnits",
    "kernelMatrix",
    "kernelUnitLength",
    "lengthAdjust",
    "limitingConeAngle",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "maskContentUnits",
    "maskUnits",
    "numOctaves",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "refX",
    "refY",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "surfaceScale",
    "systemLanguage",
    "tableValues",
    "targetX",
    "targetY",
    "viewBox",
];

/// The name of an element as XML has it; `None` for those that are left out with what is in them.
fn element(name: &[u8]) -> Option<String> {
    if matches!(name, b"script" | b"title" | b"desc" | b"metadata") || !is_plain(name) {
        return None;
    }
    Some(capitals(name, &ELEMENTS))
}

fn attribute_name(name: &[u8]) -> Option<String> {
    if name == b"xlink:href" {
        return Some("xlink:href".to_owned());
    }
    let handler = name.starts_with(b"on");
    let space = name.starts_with(b"xmlns");
    (is_plain(name) && !handler && !space).then(|| capitals(name, &ATTRIBUTES))
}

/// A name without a name space.
fn is_plain(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_alphabetic)
        && name
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

fn capitals(name: &[u8], of: &[&str]) -> String {
    let known = of.iter().find(|k| k.as_bytes().eq_ignore_ascii_case(name));
    known.map_or_else(
        || String::from_utf8_lossy(name).into_owned(),
        |k| (*k).to_owned(),
    )
}
