//! Pieces of given videos, joined by hard cuts, dissolves and fades at known frames, with flashes
//! in between: what a detector of shots is measured on.

use std::path::{Path, PathBuf};

use model::{FrameRate, Size};
use pixels::Rgb;
use serde::{Deserialize, Serialize};

use crate::StageError;
use crate::codec::{Decoder, Encoder};
use crate::truth::write_json;

/// How a piece begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    Cut,
    /// Both pieces are seen on so many frames, the later one more and more.
    Dissolve(u32),
    /// Down to black in so many frames, and up again in as many.
    Fade(u32),
}

impl Join {
    /// Frames that are neither wholly of the one piece nor of the other.
    pub const fn length(self) -> u32 {
        match self {
            Self::Cut => 0,
            Self::Dissolve(n) => n,
            Self::Fade(n) => 2 * n,
        }
    }
}

/// A piece of a video.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Piece {
    pub file: PathBuf,
    /// Seconds into the file.
    pub start: f64,
    /// Frames of the programme on which it stands alone.
    pub frames: u32,
    /// How it begins; of the first piece nothing.
    pub join: Join,
    pub mirrored: bool,
    /// Frames, counted from the first on which the piece stands alone, that are white.
    pub flashes: Vec<u32>,
}

/// What is spliced, and how it is encoded.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Programme {
    pub pieces: Vec<Piece>,
    pub size: Size,
    pub rate: FrameRate,
    pub kbps: u32,
}

/// Where a programme's pieces meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Splice {
    /// First frame that shows anything but the earlier piece as it is.
    pub frame: u64,
    pub join: Join,
}

impl Programme {
    /// Frames in all.
    pub fn frames(&self) -> u64 {
        let first = self.pieces.first().map_or(0, |p| p.join.length());
        let all = self.pieces.iter();
        let all: u64 = all.map(|p| u64::from(p.frames + p.join.length())).sum();
        all - u64::from(first)
    }

    /// Where the pieces meet, and which frames are white.
    pub fn truth(&self) -> (Vec<Splice>, Vec<u64>) {
        let (mut splices, mut flashes, mut at) = (Vec::new(), Vec::new(), 0);
        for (n, piece) in self.pieces.iter().enumerate() {
            if n > 0 {
                let join = piece.join;
                splices.push(Splice { frame: at, join });
                at += u64::from(join.length());
            }
            let white = piece.flashes.iter().filter(|f| **f < piece.frames);
            flashes.extend(white.map(|f| at + u64::from(*f)));
            at += u64::from(piece.frames);
        }
        (splices, flashes)
    }

    /// Encodes the programme as H.264 in MP4, unless the same one was before: its plan, which is
    /// written last beside it, tells.
    ///
    /// # Errors
    /// When ffmpeg is missing or fails, a piece can't be read, or a file can't be written.
    pub fn splice_once(&self, out: &Path, told: &mut dyn FnMut(u64)) -> Result<(), StageError> {
        let note = out.with_extension("plan.json");
        let known = std::fs::read(&note).ok();
        let known = known.and_then(|b| serde_json::from_slice::<Self>(&b).ok());
        if out.is_file() && known.as_ref() == Some(self) {
            return Ok(());
        }
        self.splice(out, told)?;
        write_json(self, &note)
    }

    fn splice(&self, out: &Path, told: &mut dyn FnMut(u64)) -> Result<(), StageError> {
        let mut encoder = Encoder::open(out, self.size, self.rate, self.kbps)?;
        let mut open: Option<Reader> = None;
        let mut written = 0;
        for piece in &self.pieces {
            let mut next = Reader::open(piece, self)?;
            if let Some(mut last) = open.take() {
                let length = piece.join.length();
                for k in 0..length {
                    let frame = mixed(piece.join, k, &mut last, &mut next)?;
                    encoder.frame(&frame.data)?;
                }
                written += u64::from(length);
            }
            for k in 0..piece.frames {
                let mut frame = next.next()?;
                if piece.flashes.contains(&k) {
                    frame.data.fill(250);
                }
                encoder.frame(&frame.data)?;
            }
            written += u64::from(piece.frames);
            told(written);
            open = Some(next);
        }
        encoder.finish()
    }
}

struct Reader {
    decoder: Decoder,
    mirrored: bool,
}

impl Reader {
    fn open(piece: &Piece, programme: &Programme) -> Result<Self, StageError> {
        let decoder = Decoder::open(&piece.file, piece.start, programme.size, programme.rate)?;
        Ok(Self {
            decoder,
            mirrored: piece.mirrored,
        })
    }

    fn next(&mut self) -> Result<Rgb, StageError> {
        let mut frame = self.decoder.next()?;
        if self.mirrored {
            for row in frame.data.chunks_exact_mut(3 * frame.width as usize) {
                row.reverse();
                row.chunks_exact_mut(3).for_each(<[u8]>::reverse);
            }
        }
        Ok(frame)
    }
}

/// Frame `k` of a transition. A piece that is not seen does not pass meanwhile.
fn mixed(join: Join, k: u32, last: &mut Reader, next: &mut Reader) -> Result<Rgb, StageError> {
    let blend = |a: &mut Rgb, b: Option<&Rgb>, share: f32| {
        let weight = (share * 256.0).round() as i32;
        for (i, v) in a.data.iter_mut().enumerate() {
            let other = b.map_or(16, |b| i32::from(b.data[i]));
            *v = (i32::from(*v) + (((other - i32::from(*v)) * weight) >> 8)).clamp(0, 255) as u8;
        }
    };
    match join {
        Join::Cut => next.next(),
        Join::Dissolve(n) => {
            let mut frame = last.next()?;
            let share = (k + 1) as f32 / (n + 1) as f32;
            blend(&mut frame, Some(&next.next()?), share);
            Ok(frame)
        }
        Join::Fade(n) if k < n => {
            let mut frame = last.next()?;
            blend(&mut frame, None, (k + 1) as f32 / n as f32);
            Ok(frame)
        }
        Join::Fade(n) => {
            let mut frame = next.next()?;
            blend(&mut frame, None, 1.0 - (k - n + 1) as f32 / (n + 1) as f32);
            Ok(frame)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(frames: u32, join: Join, flashes: Vec<u32>) -> Piece {
        Piece {
            file: PathBuf::from("a.mp4"),
            start: 0.0,
            frames,
            join,
            mirrored: false,
            flashes,
        }
    }

    #[test]
    fn the_truth_counts_what_is_written() {
        let programme = Programme {
            pieces: vec![
                piece(10, Join::Cut, vec![]),
                piece(20, Join::Cut, vec![5]),
                piece(30, Join::Dissolve(8), vec![0, 99]),
                piece(5, Join::Fade(6), vec![]),
            ],
            size: Size {
                width: 16,
                height: 16,
            },
            rate: FrameRate::new(25, 1).expect("a rate"),
            kbps: 100,
        };
        assert_eq!(programme.frames(), 10 + 20 + 8 + 30 + 12 + 5);
        let (splices, flashes) = programme.truth();
        let frames: Vec<u64> = splices.iter().map(|s| s.frame).collect();
        assert_eq!(frames, [10, 30, 68]);
        assert_eq!(flashes, [15, 38]);
    }
}
