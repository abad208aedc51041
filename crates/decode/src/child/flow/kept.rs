//! Pictures of a document, as files that are decoded only when their page is handed on.

use std::io::Cursor;

use image::ImageReader;
use pixels::Rgb;

use super::package::Package;
use crate::Limits;
use crate::child::{drawing, picture};
use crate::wire::Failure;

/// More pictures of one document are left out, with a note.
const MOST: usize = 20_000;
/// Pictures with fewer pixels on a side are bullets, rules and icons.
const LEAST_SIDE: u32 = 48;
/// Drawings are drawn twice as large as they are shown; names of makers are low and wide.
const LEAST_DRAWING: (f64, f64) = (48.0, 24.0);

enum Source {
    Bytes(Vec<u8>),
    /// Name in the package.
    Entry(String),
}

/// Why a picture is no figure.
pub enum Unfit {
    Small,
    /// It is whole, and of a kind that is not read.
    Foreign(&'static str),
    /// Why it can't be read.
    Unread(String),
}

struct Kept {
    source: Source,
    /// In pixels, as its header says or as it will be drawn.
    size: (u32, u32),
    /// In pixels of a page, where nothing else says how large it is shown.
    shown: (f64, f64),
    drawing: bool,
}

/// A picture as it is handed on.
pub struct Given {
    pub rgb: Rgb,
    /// What is to be said of it.
    pub notes: Vec<String>,
}

/// The pictures of one document.
#[derive(Default)]
pub struct Store<'a> {
    pub package: Option<Package<'a>>,
    kept: Vec<Kept>,
}

impl<'a> Store<'a> {
    pub fn of(package: Package<'a>) -> Self {
        Self {
            package: Some(package),
            kept: Vec::new(),
        }
    }

    /// Keeps a picture that is written into the document, and is shown so wide in pixels of a page
    /// where that is known; answers its number.
    pub fn keep(&mut self, bytes: Vec<u8>, wide: Option<f64>) -> Result<usize, Unfit> {
        let mut kept = self.measured(&bytes, wide)?;
        kept.source = Source::Bytes(bytes);
        self.kept.push(kept);
        Ok(self.kept.len() - 1)
    }

    /// Notes a picture of the package; answers its number.
    pub fn entry(&mut self, name: &str, wide: Option<f64>) -> Result<usize, Unfit> {
        let known = |k: &Kept| matches!(&k.source, Source::Entry(n) if n == name);
        if let Some(at) = self.kept.iter().position(known) {
            return Ok(at);
        }
        let bytes = self
            .package_bytes(name)
            .map_err(|f| Unfit::Unread(words(&f)))?;
        let mut kept = self.measured(&bytes, wide)?;
        kept.source = Source::Entry(name.to_owned());
        self.kept.push(kept);
        Ok(self.kept.len() - 1)
    }

    fn package_bytes(&mut self, name: &str) -> Result<Vec<u8>, Failure> {
        let gone = || Failure::Damaged(format!("it has no {name}"));
        self.package.as_mut().ok_or_else(gone)?.bytes(name)
    }

    /// Its sizes; where it comes from is not set yet.
    fn measured(&self, bytes: &[u8], wide: Option<f64>) -> Result<Kept, Unfit> {
        if self.kept.len() >= MOST {
            return Err(Unfit::Unread("too many pictures".to_owned()));
        }
        if drawing::is_svg(bytes) {
            return drawn_size(bytes, wide);
        }
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
        let Some(reader) = reader.ok().filter(|r| r.format().is_some()) else {
            return Err(Unfit::Foreign(format_of(bytes)));
        };
        let size = reader.into_dimensions();
        let size = size.map_err(|e| Unfit::Unread(e.to_string()))?;
        if size.0 < LEAST_SIDE || size.1 < LEAST_SIDE {
            return Err(Unfit::Small);
        }
        Ok(Kept {
            source: Source::Bytes(Vec::new()),
            size,
            shown: (f64::from(size.0), f64::from(size.1)),
            drawing: false,
        })
    }

    /// Pixels of a picture as its header says, or as it will be drawn.
    pub fn size_of(&self, index: usize) -> Option<(u32, u32)> {
        self.kept.get(index).map(|k| k.size)
    }

    /// How large a picture is shown where the document does not say, in pixels of a page.
    pub fn shown_size(&self, index: usize) -> Option<(f64, f64)> {
        self.kept.get(index).map(|k| k.shown)
    }

    /// The picture itself, scaled down where it has more pixels than a figure may.
    pub fn picture(&mut self, index: usize, limits: &Limits) -> Result<Given, String> {
        let gone = || "it is not there".to_owned();
        let kept = self.kept.get(index).ok_or_else(gone)?;
        let (size, is_drawing) = (kept.size, kept.drawing);
        let bytes = match &kept.source {
            Source::Bytes(bytes) => bytes.clone(),
            Source::Entry(name) => {
                let name = name.clone();
                self.package_bytes(&name).map_err(|f| words(&f))?
            }
        };
        if is_drawing {
            let drawing::Drawn { rgb, notes } = drawing::draw(drawing::text_of(&bytes)?, size)?;
            return Ok(Given { rgb, notes });
        }
        let rgb = picture::from_bytes(&bytes, limits).map_err(|f| words(&f))?;
        let pixels = u64::from(rgb.width) * u64::from(rgb.height);
        if pixels <= limits.figure_pixels {
            let notes = Vec::new();
            return Ok(Given { rgb, notes });
        }
        let scale = (limits.figure_pixels as f64 / pixels as f64).sqrt();
        let side = |n: u32| ((f64::from(n) * scale).floor() as u32).max(1);
        let to = model::Size {
            width: side(rgb.width),
            height: side(rgb.height),
        };
        let notes = vec![format!(
            "a picture is too large and was scaled down to {} × {} pixels",
            to.width, to.height
        )];
        let rgb = pixels::resize::rgb(&rgb, to);
        Ok(Given { rgb, notes })
    }
}

fn drawn_size(bytes: &[u8], wide: Option<f64>) -> Result<Kept, Unfit> {
    let text = drawing::text_of(bytes).map_err(Unfit::Unread)?;
    let own = drawing::shown(&text).map_err(Unfit::Unread)?;
    let times = wide.map_or(1.0, |wide| wide / own.0);
    let shown = (own.0 * times, own.1 * times);
    let (long, short) = (shown.0.max(shown.1), shown.0.min(shown.1));
    if long < LEAST_DRAWING.0 || short < LEAST_DRAWING.1 {
        return Err(Unfit::Small);
    }
    Ok(Kept {
        source: Source::Bytes(Vec::new()),
        size: drawing::pixels_of(shown),
        shown,
        drawing: true,
    })
}

/// What a picture is that is not read.
fn format_of(bytes: &[u8]) -> &'static str {
    let start = &bytes[..bytes.len().min(512)];
    let has = |what: &[u8]| start.windows(what.len()).any(|w| w == what);
    if let Some(metafile) = drawing::metafile(bytes) {
        metafile
    } else if has(b"ftypavif") || has(b"ftyphei") {
        "a picture in AVIF or HEIF"
    } else {
        "no picture of a kind that is read"
    }
}

fn words(failure: &Failure) -> String {
    match failure {
        Failure::Damaged(why) | Failure::NotUnderstood(why) | Failure::Read(why) => why.clone(),
        Failure::TooLarge { what, limit } => format!("{what}: more than {limit}"),
        Failure::Encrypted => "it is protected by a password".to_owned(),
        Failure::OutOfMemory => "it needs too much memory".to_owned(),
        Failure::Unconfined(why) => why.clone(),
    }
}
