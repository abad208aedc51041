//! The typefaces of everything that is drawn: the embedded DejaVu family (Latin, Cyrillic with
//! Kazakh letters), its measures and its outlines.

use std::sync::OnceLock;

use ab_glyph::{Font as _, FontRef, GlyphId, OutlineCurve, ScaleFont as _};

/// One of the embedded typefaces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Font {
    Sans,
    SansBold,
    Narrow,
    NarrowBold,
    Mono,
    MonoBold,
    Serif,
    SerifBold,
    /// A typeface of the system's with Chinese signs; DejaVu Sans where none is installed.
    Han,
}

/// Where Debian and Fedora put them.
const HAN: [&str; 4] = [
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
];

impl Font {
    /// Whether it is not another's stand-in.
    pub fn is_there(self) -> bool {
        self != Self::Han || han().is_some()
    }

    pub(crate) fn face(self) -> &'static FontRef<'static> {
        if self == Self::Han {
            return han().unwrap_or_else(|| Self::Sans.face());
        }
        static FACES: OnceLock<Vec<FontRef<'static>>> = OnceLock::new();
        let faces = FACES.get_or_init(|| {
            [
                dejavu::sans::regular(),
                dejavu::sans::bold(),
                dejavu::sans_condensed::regular(),
                dejavu::sans_condensed::bold(),
                dejavu::sans_mono::regular(),
                dejavu::sans_mono::bold(),
                dejavu::serif::regular(),
                dejavu::serif::bold(),
            ]
            .into_iter()
            .map(|bytes| FontRef::try_from_slice(bytes).expect("an embedded font is whole"))
            .collect()
        });
        &faces[self as usize]
    }

    /// The bold face of the same family.
    pub fn bold(self) -> Self {
        match self {
            Self::Sans | Self::SansBold => Self::SansBold,
            Self::Narrow | Self::NarrowBold => Self::NarrowBold,
            Self::Mono | Self::MonoBold => Self::MonoBold,
            Self::Serif | Self::SerifBold => Self::SerifBold,
            Self::Han => Self::Han,
        }
    }

    /// ab_glyph scales by ascent + descent; sizes here are per em, as everywhere else.
    pub(crate) fn scale(self, size: f32) -> f32 {
        let face = self.face();
        size * face.height_unscaled() / face.units_per_em().unwrap_or(2048.0)
    }

    /// Where the glyphs of a line of text begin along it and which typeface has each, and how long
    /// the line is, at a size per em. Chinese typefaces lack letters (Қ, қ), which would be boxes.
    pub(crate) fn glyphs(self, text: &str, size: f32) -> (Vec<(Self, GlyphId, f32)>, f32) {
        let mut x = 0.0;
        let place = |c: char| {
            let lacks = self == Self::Han && self.face().glyph_id(c).0 == 0;
            let of = if lacks { Self::Sans } else { self };
            let font = of.face().as_scaled(of.scale(size));
            let id = font.glyph_id(c);
            let at = x;
            x += font.h_advance(id);
            (of, id, at)
        };
        (text.chars().map(place).collect(), x)
    }

    /// Width of a line of text at a size per em.
    pub fn width(self, text: &str, size: f32) -> f32 {
        self.glyphs(text, size).1
    }

    /// The text cut to fit a width, with an ellipsis where something was cut.
    pub fn fit(self, text: &str, size: f32, width: f32) -> String {
        if self.width(text, size) <= width {
            return text.to_owned();
        }
        let mut cut: String = text.to_owned();
        while cut.pop().is_some() {
            let shown = format!("{}…", cut.trim_end());
            if self.width(&shown, size) <= width {
                return shown;
            }
        }
        String::new()
    }

    /// The text broken into lines that fit a width.
    pub fn wrap(self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// Outlines of a line of text, one list of curves a glyph, in pixels from the baseline's
    /// start, y down.
    pub(crate) fn outlines(self, text: &str, size: f32) -> Vec<Vec<OutlineCurve>> {
        let mut glyphs = Vec::new();
        for (of, id, x) in self.glyphs(text, size).0 {
            let face = of.face();
            let k = size / face.units_per_em().unwrap_or(2048.0);
            let p = |q: ab_glyph::Point| ab_glyph::point(x + q.x * k, -q.y * k);
            if let Some(outline) = face.outline(id) {
                glyphs.push(
                    outline
                        .curves
                        .iter()
                        .map(|curve| match *curve {
                            OutlineCurve::Line(a, b) => OutlineCurve::Line(p(a), p(b)),
                            OutlineCurve::Quad(a, b, c) => OutlineCurve::Quad(p(a), p(b), p(c)),
                            OutlineCurve::Cubic(a, b, c, d) => {
                                OutlineCurve::Cubic(p(a), p(b), p(c), p(d))
                            }
                        })
                        .collect(),
                );
            }
        }
        glyphs
    }
}

/// The system's Chinese typeface, read once and kept for the life of the program.
fn han() -> Option<&'static FontRef<'static>> {
    static FACE: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let face = FACE.get_or_init(|| {
        let bytes = HAN.iter().find_map(|file| std::fs::read(file).ok())?;
        FontRef::try_from_slice_and_index(bytes.leak(), 0).ok()
    });
    face.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kazakh_letters_are_there() {
        for c in "әғқңөұүһіӘҒҚҢӨҰҮҺІ".chars() {
            assert_ne!(Font::Sans.face().glyph_id(c).0, 0, "{c}");
            assert_ne!(Font::NarrowBold.face().glyph_id(c).0, 0, "{c}");
        }
    }

    #[test]
    fn letters_that_a_chinese_typeface_lacks_are_drawn_by_another() {
        for text in ["Қ", "қ", "ң"] {
            let (own, other) = (Font::Han, Font::Sans);
            assert_eq!(own.width(text, 40.0), other.width(text, 40.0));
            assert_eq!(own.outlines(text, 40.0).len(), 1);
        }
        let mixed = Font::Han.width("人Қ", 40.0);
        let parts = Font::Han.width("人", 40.0) + Font::Sans.width("Қ", 40.0);
        assert!((mixed - parts).abs() < 0.01, "{mixed} {parts}");
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing() {
        let text = "Бейнебақылау жүйесі: тіркелген адамдар тізімі және хабарландырулар";
        let lines = Font::Sans.wrap(text, 20.0, 260.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|l| Font::Sans.width(l, 20.0) <= 260.0));
        assert_eq!(lines.join(" "), text);
    }
}
