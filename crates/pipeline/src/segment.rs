//! One file of frame features per watched video, written in one pass and read in one pass.
//!
//! ```text
//! "CCFEAT01"  then per keyframe: u32 length, i64 pts, u32 num, u32 den, u64 frame, features
//! u32::MAX, u32 count                                      (the end; a file without it is torn)
//! ```
//! Little-endian. The features carry their own version and checksum (`describe`).

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use describe::Features;
use model::{FrameTime, TimeBase, Timestamp};

const MAGIC: &[u8; 8] = b"CCFEAT01";
const END: u32 = u32::MAX;
/// No frame of ours comes near; a longer record is damage.
const LONGEST: u32 = 64 << 20;

/// Why a segment can't be used; it is derived, so it can be rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    #[error("{path}: {source}", path = path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{path}: damaged ({what})", path = path.display())]
    Damaged { path: PathBuf, what: String },
}

/// Writes a segment aside; it takes its name when it is whole.
pub(crate) struct SegmentWriter {
    path: PathBuf,
    aside: PathBuf,
    out: BufWriter<File>,
    count: u32,
}

/// Reads the frames of a segment in order.
pub struct SegmentReader {
    path: PathBuf,
    input: BufReader<File>,
    left: Option<u32>,
    read: u32,
}

impl SegmentWriter {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let aside = path.with_extension("aside");
        let mut out = BufWriter::new(File::create(&aside)?);
        out.write_all(MAGIC)?;
        Ok(Self {
            path: path.to_owned(),
            aside,
            out,
            count: 0,
        })
    }

    pub(crate) fn push(&mut self, at: &FrameTime, features: &Features) -> io::Result<()> {
        let bytes = features.to_bytes();
        let length = u32::try_from(bytes.len())
            .ok()
            .filter(|n| *n <= LONGEST)
            .ok_or_else(|| io::Error::other("one frame's features are too long"))?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&at.time.pts.0.to_le_bytes())?;
        self.out.write_all(&at.time.time_base.num().to_le_bytes())?;
        self.out.write_all(&at.time.time_base.den().to_le_bytes())?;
        self.out.write_all(&at.frame.to_le_bytes())?;
        self.out.write_all(&bytes)?;
        self.count += 1;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.write_all(&END.to_le_bytes())?;
        self.out.write_all(&self.count.to_le_bytes())?;
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        std::fs::rename(&self.aside, &self.path)
    }
}

impl SegmentReader {
    /// # Errors
    /// When the file is missing or not a segment of this version.
    pub fn open(path: &Path) -> Result<Self, SegmentError> {
        let io = |source| SegmentError::Io {
            path: path.to_owned(),
            source,
        };
        let mut input = BufReader::with_capacity(1 << 18, File::open(path).map_err(io)?);
        let mut magic = [0; 8];
        input.read_exact(&mut magic).map_err(io)?;
        if &magic != MAGIC {
            return Err(SegmentError::Damaged {
                path: path.to_owned(),
                what: "another kind of file or version".to_owned(),
            });
        }
        Ok(Self {
            path: path.to_owned(),
            input,
            left: None,
            read: 0,
        })
    }

    /// The next keyframe, `None` at the end.
    ///
    /// # Errors
    /// When the file is torn or a record is damaged.
    pub fn next_frame(&mut self) -> Result<Option<(FrameTime, Features)>, SegmentError> {
        if self.left == Some(0) {
            return Ok(None);
        }
        let length = u32::from_le_bytes(self.take()?);
        if length == END {
            let count = u32::from_le_bytes(self.take()?);
            self.left = Some(0);
            return if count == self.read {
                Ok(None)
            } else {
                Err(self.damaged("the count at its end is wrong"))
            };
        }
        if length > LONGEST {
            return Err(self.damaged("a record is too long"));
        }
        let pts = i64::from_le_bytes(self.take()?);
        let (num, den) = (
            u32::from_le_bytes(self.take()?),
            u32::from_le_bytes(self.take()?),
        );
        let frame = u64::from_le_bytes(self.take()?);
        let base = TimeBase::new(num, den).map_err(|e| self.damaged(&e.to_string()))?;
        let mut bytes = Vec::new();
        let got = (&mut self.input)
            .take(u64::from(length))
            .read_to_end(&mut bytes)
            .map_err(|source| SegmentError::Io {
                path: self.path.clone(),
                source,
            })?;
        if got != length as usize {
            return Err(self.damaged("it ends early"));
        }
        let features = Features::from_bytes(&bytes).map_err(|e| self.damaged(&e.to_string()))?;
        self.read += 1;
        let time = Timestamp::new(pts, base);
        Ok(Some((FrameTime { time, frame }, features)))
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], SegmentError> {
        let mut bytes = [0; N];
        match self.input.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                Err(self.damaged("it ends early"))
            }
            Err(source) => Err(SegmentError::Io {
                path: self.path.clone(),
                source,
            }),
        }
    }

    fn damaged(&self, what: &str) -> SegmentError {
        SegmentError::Damaged {
            path: self.path.clone(),
            what: what.to_owned(),
        }
    }
}
