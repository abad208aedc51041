//! The typeface of our own pages: DejaVu Sans, which is part of the program, so that the same file
//! gives the same pages everywhere. It has Latin, Greek and Cyrillic with Kazakh, no Chinese: those
//! characters are drawn with a typeface of the system, where one is installed, in the squares that
//! the layout leaves for them on every system.

use std::fs::File;
use std::sync::OnceLock;

use ab_glyph::{Font as _, FontRef};

/// One of the two faces; `None` were the embedded file not whole.
pub fn face(bold: bool) -> Option<&'static FontRef<'static>> {
    static FACES: OnceLock<[Option<FontRef<'static>>; 2]> = OnceLock::new();
    let faces = FACES.get_or_init(|| {
        [dejavu::sans::regular(), dejavu::sans::bold()]
            .map(|bytes| FontRef::try_from_slice(bytes).ok())
    });
    faces[usize::from(bold)].as_ref()
}

/// Where Debian, Fedora and others put typefaces with Chinese.
const HAN: [(&str, &str); 7] = [
    (
        "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
        "WenQuanYi Zen Hei",
    ),
    (
        "/usr/share/fonts/wqy-zenhei-fonts/wqy-zenhei.ttc",
        "WenQuanYi Zen Hei",
    ),
    (
        "/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
        "WenQuanYi Zen Hei",
    ),
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "Noto Sans CJK",
    ),
    (
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "Noto Sans CJK",
    ),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", "AR PL UMing"),
    ("/System/Library/Fonts/STHeiti Light.ttc", "STHeiti"),
];

static SYSTEM: OnceLock<Option<(FontRef<'static>, &'static str)>> = OnceLock::new();

/// Opens the system's typeface with Chinese. Before the process locks itself down: afterwards it
/// can't.
pub fn open_system() {
    SYSTEM.get_or_init(|| {
        HAN.iter().find_map(|(path, name)| {
            let file = File::open(path).ok()?;
            // SAFETY: read-only; were the file cut meanwhile, this process would die and nothing else.
            let bytes = unsafe { memmap2::Mmap::map(&file) }.ok()?;
            // Held as long as the process, which draws one page.
            let bytes: &'static memmap2::Mmap = Box::leak(Box::new(bytes));
            let face = FontRef::try_from_slice_and_index(bytes, 0).ok()?;
            Some((face, *name))
        })
    });
}

/// The system's typeface with Chinese and its name, where it was opened.
pub fn system() -> Option<&'static (FontRef<'static>, &'static str)> {
    SYSTEM.get()?.as_ref()
}

/// Whether the typeface has a shape for a character.
pub fn has(c: char) -> bool {
    face(false).is_some_and(|f| f.glyph_id(c).0 != 0)
}

/// How far a character moves the pen, in ems.
pub fn advance(c: char, bold: bool) -> f64 {
    if let Some(face) = face(bold) {
        let id = face.glyph_id(c);
        if id.0 != 0 {
            let em = face.units_per_em().unwrap_or(2048.0);
            return f64::from(face.h_advance_unscaled(id) / em);
        }
    }
    if is_wide(c) { 1.0 } else { 0.6 }
}

pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    size * text.chars().map(|c| advance(c, bold)).sum::<f64>()
}

/// Written in squares, and broken between any two.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}
