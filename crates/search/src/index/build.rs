//! Making a segment: frames come in order of time, the bytes go out once.

use std::io::{self, Write};

use model::{FrameTime, Size};
use pixels::Features;

use super::novel::Previous;
use super::posting::{MOST_FRAMES, POSTING, Posting};
use super::segment::{FRAME, HEADER, MAGIC};
use crate::vocabulary::{Vocabulary, WORDS};

/// Collects what becomes a segment: 18 bytes a feature in memory.
pub struct SegmentBuilder {
    size: Size,
    steps: u32,
    frames: Vec<(FrameTime, u32, u32)>,
    /// The last frame's shot and words.
    previous: Option<(u32, Previous)>,
    postings: Runs,
}

/// A posting behind its word.
type Entry = [u8; 2 + POSTING];

/// Postings in runs, each sorted by word when it is full: nothing large is ever moved or sorted.
struct Runs {
    full: Vec<Vec<Entry>>,
    last: Vec<Entry>,
    /// Postings of each word.
    counts: Vec<u32>,
}

/// Postings of a run.
const RUN: usize = 1 << 19;

impl Runs {
    fn new() -> Self {
        Self {
            full: Vec::new(),
            last: Vec::new(),
            counts: vec![0; WORDS],
        }
    }

    fn push(&mut self, word: u16, posting: Posting) {
        let mut entry = [0; 2 + POSTING];
        entry[..2].copy_from_slice(&word.to_le_bytes());
        entry[2..].copy_from_slice(&posting.to_bytes());
        self.last.push(entry);
        self.counts[usize::from(word)] += 1;
        if self.last.len() >= RUN {
            self.close();
        }
    }

    fn close(&mut self) {
        let mut run = std::mem::take(&mut self.last);
        // Stable: the postings of a word stay in order of frames.
        run.sort_by_key(word_of);
        self.full.push(run);
    }

    fn len(&self) -> u64 {
        self.counts.iter().map(|c| u64::from(*c)).sum()
    }

    /// Directory and postings, by word and then by frame.
    fn write(mut self, put: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        self.close();
        let mut at = 0u32;
        for count in &self.counts {
            put(&at.to_le_bytes())?;
            at += count;
        }
        put(&at.to_le_bytes())?;
        let mut rests: Vec<&[Entry]> = self.full.iter().map(Vec::as_slice).collect();
        for word in (0..WORDS).filter(|w| self.counts[*w] > 0) {
            for rest in &mut rests {
                let n = rest.partition_point(|e| usize::from(word_of(e)) <= word);
                let (of_word, after) = rest.split_at(n);
                for entry in of_word {
                    put(&entry[2..])?;
                }
                *rest = after;
            }
        }
        Ok(())
    }
}

fn word_of(entry: &Entry) -> u16 {
    u16::from_le_bytes([entry[0], entry[1]])
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
            postings: Runs::new(),
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
            self.postings.push(*word, posting);
        }
        Ok(())
    }

    /// Writes the segment.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(self, out: &mut dyn Write) -> io::Result<()> {
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
        head.extend_from_slice(&self.postings.len().to_le_bytes());
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
        self.postings.write(&mut put)?;
        let sum = sum.finalize();
        out.write_all(&sum.to_le_bytes())
    }
}
