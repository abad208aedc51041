//! Pictures of a dossier as files named by their content: their pixels, written anew, and nothing
//! else that was in their files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::{ImageFormat, ImageReader, Limits};
use model::{ContentHash, Quad, Size};
use pixels::image::Rgb;

use super::PublishError;
use super::cover;
use super::input::Picture;
use crate::encode::encode_png;

/// Folder of the pictures inside the dossier.
pub const FOLDER: &str = "pictures";
/// A frame of 8K in PNG stays below; anything larger is not a picture that we made.
const MOST_BYTES: u64 = 256 << 20;

/// A picture that is in the dossier's folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// Relative address, `pictures/<sha256>.<ext>`.
    pub href: String,
    pub size: Size,
    pub sha256: ContentHash,
}

/// A picture that was handed in and could not be shown. The page says so in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnusablePicture {
    /// Which one, for example `frame of sighting 12`.
    pub what: String,
    pub reason: String,
}

/// Writes pictures once each and remembers which could not be used.
pub struct Store<'t> {
    folder: PathBuf,
    written: BTreeMap<ContentHash, Stored>,
    pub unusable: Vec<UnusablePicture>,
    /// Told after each picture.
    told: &'t mut dyn FnMut(),
}

impl<'t> Store<'t> {
    /// Makes the folder `pictures` in `root`; `told` is called after each picture.
    pub fn new(root: &Path, told: &'t mut dyn FnMut()) -> Result<Self, PublishError> {
        let folder = root.join(FOLDER);
        fs::create_dir(&folder)
            .map_err(|e| PublishError::write(&folder, "make the folder for pictures", e))?;
        Ok(Self {
            folder,
            written: BTreeMap::new(),
            unusable: Vec::new(),
            told,
        })
    }

    /// File names of what was written, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.written.values().map(|s| s.href.as_str())
    }

    /// The stored picture with places covered, or the reason why there is none. Only a failure to
    /// *write* is an error: one lost derived picture must not cost the whole dossier.
    pub fn add_masked(
        &mut self,
        picture: &Picture,
        what: &str,
        masks: &dyn Fn(Size) -> Vec<Quad>,
    ) -> Result<Result<Stored, String>, PublishError> {
        self.add_changed(picture, what, &mut |mut pixels| {
            let masks = masks(pixels.size());
            cover::cover(&mut pixels, &masks);
            Some(pixels)
        })
    }

    /// The stored picture of what `change` makes of the pixels, or the reason why there is none.
    pub fn add_changed(
        &mut self,
        picture: &Picture,
        what: &str,
        change: &mut dyn FnMut(Rgb) -> Option<Rgb>,
    ) -> Result<Result<Stored, String>, PublishError> {
        let made = Self::read(picture).and_then(|pixels| {
            let shown = change(pixels).ok_or("nothing of its screen is on it")?;
            let bytes = encode_png(&shown).map_err(|e| e.to_string())?;
            Ok((bytes, shown.size()))
        });
        (self.told)();
        match made {
            Ok((bytes, size)) => self.keep(&bytes, "png", size).map(Ok),
            Err(reason) => {
                self.unusable.push(UnusablePicture {
                    what: what.to_owned(),
                    reason: reason.clone(),
                });
                Ok(Err(reason))
            }
        }
    }

    fn read(picture: &Picture) -> Result<Rgb, String> {
        let bytes: Cow<'_, [u8]> = match picture {
            Picture::Bytes(bytes) => bytes.into(),
            Picture::File(path) => {
                // The folder's path stays out of the page: it would name the machine's user.
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let told = |e: std::io::Error| format!("{name} could not be read: {e}");
                let length = fs::metadata(path).map_err(told)?.len();
                if length > MOST_BYTES {
                    return Err(format!("{name} is too large: {length} bytes"));
                }
                fs::read(path).map_err(told)?.into()
            }
        };
        let format = match image::guess_format(&bytes) {
            Ok(f @ (ImageFormat::Png | ImageFormat::Jpeg)) => f,
            _ => return Err("it is neither PNG nor JPEG".to_owned()),
        };
        let mut reader = ImageReader::with_format(Cursor::new(&bytes[..]), format);
        let mut limits = Limits::default();
        limits.max_alloc = Some(MOST_BYTES);
        reader.limits(limits);
        let pixels = reader
            .decode()
            .map_err(|e| format!("it is damaged: {e}"))?
            .into_rgb8();
        if pixels.width() == 0 || pixels.height() == 0 {
            return Err("it has no pixels".to_owned());
        }
        Ok(Rgb::new(pixels.width(), pixels.height(), pixels.into_raw()))
    }

    fn keep(&mut self, bytes: &[u8], ext: &str, size: Size) -> Result<Stored, PublishError> {
        let sha256 = ContentHash::of(bytes);
        if let Some(known) = self.written.get(&sha256) {
            return Ok(known.clone());
        }
        let name = format!("{sha256}.{ext}");
        let path = self.folder.join(&name);
        disk::create(&path, bytes).map_err(|e| PublishError::write(&path, "write a picture", e))?;
        let stored = Stored {
            href: format!("{FOLDER}/{name}"),
            size,
            sha256,
        };
        self.written.insert(sha256, stored.clone());
        Ok(stored)
    }
}
