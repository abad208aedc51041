//! Making a segment: frames come in order of time, the bytes go out once.

use std::collections::VecDeque;
use std::io::{self, Write};

use model::{FrameTime, Size};
use pixels::{Feature, Features, spread};

use super::novel::Previous;
use super::posting::{ColumnWriter, MOST_FRAMES, Places, Posting, needs_skip};
use super::segment::{FRAME, HEADER, IndexedFrame, MAGIC};
use crate::vocabulary::{Vocabulary, WORDS};

/// Collects what becomes a segment: 18 bytes a feature in memory.
pub struct SegmentBuilder {
    size: Size,
    places: Places,
    frames: Vec<IndexedFrame>,
    /// The last frames of the present shot, at most [`LOOK_BACK`].
    previous: VecDeque<Previous>,
    shot: Option<u32>,
    postings: Runs,
}

/// A posting behind its word: word, frame, signature, place.
type Entry = [u8; 2 + 4 + 8 + 4];

/// Postings in runs, each sorted by word when it is full: nothing large is ever moved or sorted.
struct Runs {
    full: Vec<Vec<Entry>>,
    last: Vec<Entry>,
    /// Postings of each word, skips included, and the frame of its last one.
    counts: Vec<u32>,
    frames: Vec<u32>,
}

/// Features that are kept of a frame that shows what was not seen before, and of one that goes on
/// from frames before it, where those hold what stays.
const AFRESH: usize = 4000;
const GOING_ON: usize = 1600;
/// Frames before it with which a frame is compared.
const LOOK_BACK: usize = 2;

/// Postings of a run.
const RUN: usize = 1 << 19;

impl Runs {
    fn new() -> Self {
        Self {
            full: Vec::new(),
            last: Vec::new(),
            counts: vec![0; WORDS],
            frames: vec![0; WORDS],
        }
    }

    fn push(&mut self, word: u16, posting: Posting) {
        let mut entry = Entry::default();
        entry[..2].copy_from_slice(&word.to_le_bytes());
        entry[2..6].copy_from_slice(&posting.frame.to_le_bytes());
        entry[6..14].copy_from_slice(&posting.signature.to_le_bytes());
        entry[14..].copy_from_slice(&posting.place.to_le_bytes());
        self.last.push(entry);
        let word = usize::from(word);
        let step = posting.frame - self.frames[word];
        self.counts[word] += 1 + u32::from(needs_skip(step));
        self.frames[word] = posting.frame;
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
        let mut column = ColumnWriter::default();
        for word in (0..WORDS).filter(|w| self.counts[*w] > 0) {
            for rest in &mut rests {
                let n = rest.partition_point(|e| usize::from(word_of(e)) <= word);
                let (of_word, after) = rest.split_at(n);
                of_word.iter().for_each(|e| column.push(&posting_of(e)));
                *rest = after;
            }
            column.take(put)?;
        }
        Ok(())
    }
}

fn word_of(entry: &Entry) -> u16 {
    u16::from_le_bytes([entry[0], entry[1]])
}

fn posting_of(e: &Entry) -> Posting {
    Posting {
        frame: u32::from_le_bytes([e[2], e[3], e[4], e[5]]),
        signature: u64::from_le_bytes([e[6], e[7], e[8], e[9], e[10], e[11], e[12], e[13]]),
        place: u32::from_le_bytes([e[14], e[15], e[16], e[17]]),
    }
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
        Self {
            size,
            places: Places::new(size),
            frames: Vec::new(),
            previous: VecDeque::new(),
            shot: None,
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
    /// features that a frame shortly before it in the shot shows already are counted, not kept
    /// again, and of what else is seen in a frame that goes on, the strongest of each part are kept.
    ///
    /// # Errors
    /// When a segment can't hold more frames.
    pub fn push(&mut self, at: FrameTime, shot: u32, frame: Quantised) -> io::Result<()> {
        let number = self.next_number()?;
        let Quantised { words, features } = frame;
        if self.shot != Some(shot) {
            self.previous.clear();
            self.shot = Some(shot);
        }
        let mut known = vec![false; features.len()];
        for previous in &self.previous {
            let shown = previous.shows(&features, &words);
            known.iter_mut().zip(shown).for_each(|(k, s)| *k |= s);
        }
        let points = features.points();
        let new: Vec<usize> = (0..points.len()).filter(|i| !known[*i]).collect();
        let indexed = IndexedFrame {
            at,
            features: points.len() as u32,
            shared: (points.len() - new.len()) as u32,
        };
        let most = if indexed.continues() {
            GOING_ON
        } else {
            AFRESH
        };
        let news: Vec<Feature> = new.iter().map(|&i| points[i]).collect();
        for chosen in spread::choose(&news, features.size(), most) {
            let (word, signature) = words[new[chosen]];
            let posting = Posting {
                frame: number,
                signature,
                place: self.places.pack(&news[chosen]),
            };
            self.postings.push(word, posting);
        }
        self.frames.push(indexed);
        self.previous.push_front(Previous::new(features, &words));
        self.previous.truncate(LOOK_BACK);
        Ok(())
    }

    /// Adds a frame of which it is known what is kept.
    pub(super) fn push_raw(
        &mut self,
        frame: IndexedFrame,
        features: Vec<(u16, Posting)>,
    ) -> io::Result<()> {
        let number = self.next_number()?;
        for (word, posting) in features {
            self.postings.push(
                word,
                Posting {
                    frame: number,
                    ..posting
                },
            );
        }
        self.frames.push(frame);
        Ok(())
    }

    fn next_number(&self) -> io::Result<u32> {
        u32::try_from(self.frames.len())
            .ok()
            .filter(|n| *n < MOST_FRAMES)
            .ok_or_else(|| io::Error::other("more keyframes than a segment can hold"))
    }

    /// Writes the segment.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(self, out: &mut dyn Write) -> io::Result<()> {
        let mut head = Vec::with_capacity(HEADER + FRAME * self.frames.len());
        head.extend_from_slice(MAGIC);
        for v in [self.size.width, self.size.height, self.frames.len() as u32] {
            head.extend_from_slice(&v.to_le_bytes());
        }
        head.extend_from_slice(&self.postings.len().to_le_bytes());
        for IndexedFrame {
            at,
            features,
            shared,
        } in &self.frames
        {
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
