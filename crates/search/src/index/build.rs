//! Making a segment: frames come in order of time, the bytes go out once.

use std::io::{self, Write};

use model::{FrameTime, Size};
use pixels::Features;

use super::novel::Previous;
use super::posting::{MOST_FRAMES, Posting};
use super::segment::{FRAME, HEADER, MAGIC};
use crate::vocabulary::{Vocabulary, WORDS};

/// Collects what becomes a segment: 24 bytes a feature in memory.
pub struct SegmentBuilder {
    size: Size,
    steps: u32,
    frames: Vec<(FrameTime, u32, u32)>,
    /// The last frame's shot and words.
    previous: Option<(u32, Previous)>,
    postings: Vec<(u16, Posting)>,
}

/// A frame's features as words, made on any thread.
pub struct Quantised {
    words: Vec<(u16, u64)>,
    features: Features,
}

impl Quantised {
    /// Size of the frame.
    pub const fn size(&self) -> Size {
        self.features.size()
    }
}

impl SegmentBuilder {
    /// For frames of this displayed size.
    pub fn new(size: Size) -> Self {
        let side = size.width.max(size.height).max(1);
        Self {
            size,
            steps: (65_535 / side).clamp(1, 8),
            frames: Vec::new(),
            previous: None,
            postings: Vec::new(),
        }
    }

    /// Finds the nearest word and the signature of every feature.
    pub fn quantise(features: Features) -> Quantised {
        let vocabulary = Vocabulary::shipped();
        let words = (0..features.len())
            .map(|i| {
                let word = vocabulary.words(features.descriptor(i), 1);
                word.first().map_or((0, 0), |w| (w.word, w.signature))
            })
            .collect();
        Quantised { words, features }
    }

    /// Adds a frame later than all before. `shot` tells frames of one shot from those of the next:
    /// features that the frame before it in the shot shows already are counted, not kept again.
    ///
    /// # Errors
    /// When a segment can't hold more frames.
    pub fn push(&mut self, at: FrameTime, shot: u32, frame: &Quantised) -> io::Result<()> {
        let number = u32::try_from(self.frames.len())
            .ok()
            .filter(|n| *n < MOST_FRAMES)
            .ok_or_else(|| io::Error::other("more keyframes than a segment can hold"))?;
        let points = frame.features.points();
        let known = match &self.previous {
            Some((last, previous)) if *last == shot => previous.shows(points, &frame.words),
            _ => vec![false; points.len()],
        };
        let shared = known.iter().filter(|k| **k).count() as u32;
        self.frames.push((at, points.len() as u32, shared));
        self.previous = Some((shot, Previous::new(points, &frame.words)));
        let features = points.iter().zip(&frame.words).zip(known);
        for ((feature, (word, signature)), _) in features.filter(|(_, known)| !known) {
            let posting = Posting::new(number, feature, *signature, self.steps);
            self.postings.push((*word, posting));
        }
        Ok(())
    }

    /// Writes the segment.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.postings
            .sort_by_key(|(word, posting)| (*word, posting.frame()));
        let mut head = Vec::with_capacity(HEADER + FRAME * self.frames.len());
        head.extend_from_slice(MAGIC);
        for v in [
            self.size.width,
            self.size.height,
            self.steps,
            self.frames.len() as u32,
        ] {
            head.extend_from_slice(&v.to_le_bytes());
        }
        head.extend_from_slice(&(self.postings.len() as u64).to_le_bytes());
        for (at, features, shared) in &self.frames {
            head.extend_from_slice(&at.time.pts.0.to_le_bytes());
            head.extend_from_slice(&at.time.time_base.num().to_le_bytes());
            head.extend_from_slice(&at.time.time_base.den().to_le_bytes());
            head.extend_from_slice(&at.frame.to_le_bytes());
            head.extend_from_slice(&features.to_le_bytes());
            head.extend_from_slice(&shared.to_le_bytes());
        }
        out.write_all(&head)?;
        out.write_all(&crc32fast::hash(&head).to_le_bytes())?;
        let mut sum = crc32fast::Hasher::new();
        let mut put = |bytes: &[u8]| {
            sum.update(bytes);
            out.write_all(bytes)
        };
        let mut at = 0usize;
        for word in 0..=WORDS {
            while self
                .postings
                .get(at)
                .is_some_and(|p| usize::from(p.0) < word)
            {
                at += 1;
            }
            put(&(at as u32).to_le_bytes())?;
        }
        for (_, posting) in &self.postings {
            put(&posting.to_bytes())?;
        }
        let sum = sum.finalize();
        out.write_all(&sum.to_le_bytes())
    }
}
