//! Pictures of a document, as files that are decoded only when their page is handed on.

use std::io::Cursor;

use image::ImageReader;
use pixels::Rgb;

use super::package::Package;
use crate::Limits;
use crate::child::picture;
use crate::wire::Failure;

/// More pictures of one document are left out, with a note.
const MOST: usize = 20_000;
/// Pictures with fewer pixels on a side are bullets, rules and icons.
const LEAST_SIDE: u32 = 48;

enum Source {
    Bytes(Vec<u8>),
    /// Name in the package.
    Entry(String),
}

/// Why a picture is no figure.
pub enum Unfit {
    Small,
    /// Why it can't be read.
    Unread(String),
}

/// The pictures of one document.
#[derive(Default)]
pub struct Store<'a> {
    pub package: Option<Package<'a>>,
    kept: Vec<(Source, (u32, u32))>,
}

impl<'a> Store<'a> {
    pub fn of(package: Package<'a>) -> Self {
        Self {
            package: Some(package),
            kept: Vec::new(),
        }
    }

    /// Keeps a picture that is written into the document; answers its number.
    pub fn keep(&mut self, bytes: Vec<u8>) -> Result<usize, Unfit> {
        let size = self.size(&bytes)?;
        self.kept.push((Source::Bytes(bytes), size));
        Ok(self.kept.len() - 1)
    }

    /// Notes a picture of the package; answers its number.
    pub fn entry(&mut self, name: &str) -> Result<usize, Unfit> {
        let known = |(s, _): &(Source, _)| matches!(s, Source::Entry(n) if n == name);
        if let Some(at) = self.kept.iter().position(known) {
            return Ok(at);
        }
        let bytes = self
            .package_bytes(name)
            .map_err(|f| Unfit::Unread(words(&f)))?;
        let size = self.size(&bytes)?;
        self.kept.push((Source::Entry(name.to_owned()), size));
        Ok(self.kept.len() - 1)
    }

    fn package_bytes(&mut self, name: &str) -> Result<Vec<u8>, Failure> {
        let gone = || Failure::Damaged(format!("it has no {name}"));
        self.package.as_mut().ok_or_else(gone)?.bytes(name)
    }

    fn size(&self, bytes: &[u8]) -> Result<(u32, u32), Unfit> {
        if self.kept.len() >= MOST {
            return Err(Unfit::Unread("too many pictures".to_owned()));
        }
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
        let Some(reader) = reader.ok().filter(|r| r.format().is_some()) else {
            return Err(Unfit::Unread(format_of(bytes).to_owned()));
        };
        let size = reader.into_dimensions();
        let size = size.map_err(|e| Unfit::Unread(e.to_string()))?;
        if size.0 < LEAST_SIDE || size.1 < LEAST_SIDE {
            return Err(Unfit::Small);
        }
        Ok(size)
    }

    /// Pixels of a picture as its header says.
    pub fn size_of(&self, index: usize) -> Option<(u32, u32)> {
        self.kept.get(index).map(|(_, size)| *size)
    }

    /// The picture itself, scaled down where it has more pixels than a figure may; the flag tells.
    pub fn picture(&mut self, index: usize, limits: &Limits) -> Result<(Rgb, bool), String> {
        let bytes = match self.kept.get(index) {
            None => return Err("it is not there".to_owned()),
            Some((Source::Bytes(bytes), _)) => bytes.clone(),
            Some((Source::Entry(name), _)) => {
                let name = name.clone();
                self.package_bytes(&name).map_err(|f| words(&f))?
            }
        };
        let rgb = picture::from_bytes(&bytes, limits).map_err(|f| words(&f))?;
        let pixels = u64::from(rgb.width) * u64::from(rgb.height);
        if pixels <= limits.figure_pixels {
            return Ok((rgb, false));
        }
        let scale = (limits.figure_pixels as f64 / pixels as f64).sqrt();
        let side = |n: u32| ((f64::from(n) * scale).floor() as u32).max(1);
        let to = model::Size {
            width: side(rgb.width),
            height: side(rgb.height),
        };
        Ok((pixels::resize::rgb(&rgb, to), true))
    }
}

/// What a picture is that is not read.
fn format_of(bytes: &[u8]) -> &'static str {
    let start = &bytes[..bytes.len().min(512)];
    let has = |what: &[u8]| start.windows(what.len()).any(|w| w == what);
    if has(b"<svg") {
        "a drawing in SVG"
    } else if start.starts_with(&[1, 0, 0, 0]) && bytes.get(40..44) == Some(b" EMF") {
        "a drawing in EMF"
    } else if start.starts_with(&[0xd7, 0xcd, 0xc6, 0x9a]) {
        "a drawing in WMF"
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
