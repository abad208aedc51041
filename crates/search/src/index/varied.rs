//! Made-up hours: frames of given segments, varied, as material for measuring search at a scale that
//! nobody films.
//!
//! A varied frame keeps how often words occur and how they occur together; what it showed is gone:
//! its features lie elsewhere, some are another frame's, and signatures differ as those of another
//! thing of the same look do. What doesn't live here: how search is measured.

use std::io::{self, Write};

use model::{FrameTime, Size, TimeBase, Timestamp};

use super::build::SegmentBuilder;
use super::posting::{Places, Posting};
use super::segment::{IndexedFrame, Segment};
use crate::vocabulary::WORDS;

/// Of 16: features that a varied frame leaves out, and that are another frame's.
const LEFT_OUT: u64 = 3;
const ANOTHER: u64 = 5;
/// Of 16: chance of a bit of a signature to turn.
const TURNED: u64 = 2;

/// Frames to vary.
#[derive(Default)]
pub struct Pool {
    /// Word and posting of every feature; places are those of frames of `SIZE`.
    frames: Vec<Vec<(u16, Posting)>>,
}

/// Size of the frames that are made.
const SIZE: Size = Size {
    width: 1920,
    height: 1080,
};

impl Pool {
    /// Adds the frames of a segment for which `wanted` says so, and that keep anything.
    pub fn add(&mut self, segment: &Segment, wanted: impl Fn(&FrameTime) -> bool) {
        let (from, to) = (segment.places(), Places::new(SIZE));
        let scale = SIZE.width as f32 / segment.size().width.max(1) as f32;
        let mut frames = vec![Vec::new(); segment.frames().len()];
        for word in 0..WORDS {
            let word = word as u16;
            let column = segment.of_word(word);
            column.each(|number, frame, signature| {
                let Some(own) = frames.get_mut(frame as usize) else {
                    return;
                };
                let mut feature = from.feature(column.place(number));
                feature.x *= scale;
                feature.y *= scale;
                let place = to.pack(&feature);
                own.push((
                    word,
                    Posting {
                        frame,
                        signature,
                        place,
                    },
                ));
            });
        }
        let kept = frames.into_iter().zip(segment.frames());
        let kept = kept.filter(|(own, frame)| !own.is_empty() && wanted(&frame.at));
        self.frames.extend(kept.map(|(own, _)| own));
    }

    /// Frames that were added.
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Writes a segment of so many varied frames, one a second; the same seed makes the same one.
    ///
    /// # Errors
    /// When the pool is empty, there are more frames than a segment holds, or writing fails.
    pub fn write(&self, frames: u32, seed: u64, out: &mut dyn Write) -> io::Result<()> {
        if self.is_empty() {
            return Err(io::Error::other("there is no frame to vary"));
        }
        let base = TimeBase::new(1, 1).map_err(io::Error::other)?;
        let mut chance = Chance(seed);
        let mut builder = SegmentBuilder::new(SIZE);
        for number in 0..frames {
            let own = self.any(&mut chance);
            let other = self.any(&mut chance);
            let features = self.varied(own, other, &mut chance);
            let indexed = IndexedFrame {
                at: FrameTime {
                    time: Timestamp::new(i64::from(number), base),
                    frame: u64::from(number),
                },
                features: features.len() as u32,
                shared: 0,
            };
            builder.push_raw(indexed, features)?;
        }
        builder.write(out)
    }

    fn any(&self, chance: &mut Chance) -> &[(u16, Posting)] {
        &self.frames[chance.below(self.frames.len())]
    }

    fn varied(
        &self,
        own: &[(u16, Posting)],
        other: &[(u16, Posting)],
        chance: &mut Chance,
    ) -> Vec<(u16, Posting)> {
        let mut features = Vec::with_capacity(own.len());
        for _ in 0..own.len() {
            let fate = chance.next() % 16;
            if fate < LEFT_OUT {
                continue;
            }
            let from = if fate < LEFT_OUT + ANOTHER {
                other
            } else {
                own
            };
            let (word, mut posting) = from[chance.below(from.len())];
            // Where it lies is another's, so that no two of a frame agree on more than chance does.
            let place = own[chance.below(own.len())].1.place;
            posting.place = Places::moved(posting.place, place);
            posting.signature ^= chance.bits(TURNED);
            features.push((word, posting));
        }
        features
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    /// Each bit is set with a chance of `of` sixteenths.
    fn bits(&mut self, of: u64) -> u64 {
        let mut all = [0; 4];
        all.fill_with(|| self.next());
        (0..64).fold(0, |bits, i| {
            let die = (0..4).fold(0, |die, k| die << 1 | all[k] >> i & 1);
            bits | u64::from(die < of) << i
        })
    }
}
