//! One feature of one frame in 13 bytes: signature (8), place with turn and size (4), and how many
//! frames it lies after the posting before it (1).
//!
//! The postings of a word lie together, each column for itself, so that a query reads signatures
//! and nothing else until two of them are alike.

use model::Size;
use pixels::Feature;

/// Bytes of a posting, over all columns.
pub const POSTING: usize = SIGNATURE + PLACE + STEP;
pub const SIGNATURE: usize = 8;
pub const PLACE: usize = 4;
const STEP: usize = 1;
/// Frames that a segment can hold: twelve days of one keyframe a second.
pub const MOST_FRAMES: u32 = 1 << 20;
/// A step that says: no feature, but so many frames on as the signature's number tells.
pub const SKIP: u8 = u8::MAX;

/// Directions that are told apart; sizes that are, five to a doubling from [`LEAST_SCALE`].
const TURNS: u32 = 64;
const SIZES: u32 = 32;
const SIZE_STEPS: f32 = 5.0;
const LEAST_SCALE: f32 = 0.8;
const CELLS: u32 = u32::MAX / (TURNS * SIZES);
const TURN: f32 = std::f32::consts::TAU;

/// How places of frames of one size are put into 21 bits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Places {
    columns: u32,
    rows: u32,
    /// Side of a cell in pixels: a pixel at 1920 × 1080.
    cell: f32,
}

impl Places {
    pub fn new(size: Size) -> Self {
        let (w, h) = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
        // A little wider, so that rounding both sides up still fits.
        let mut cell = (w * h / f64::from(CELLS)).sqrt().max(1.0 / 64.0);
        let count = |side: f64, cell: f64| (side / cell).ceil() as u64 + 1;
        while count(w, cell) * count(h, cell) > u64::from(CELLS) {
            cell *= 1.001;
        }
        Self {
            columns: count(w, cell) as u32,
            rows: count(h, cell) as u32,
            cell: cell as f32,
        }
    }

    pub fn pack(&self, feature: &Feature) -> u32 {
        let along = |v: f32, most: u32| ((v / self.cell).round().max(0.0) as u32).min(most - 1);
        let cell = along(feature.y, self.rows) * self.columns + along(feature.x, self.columns);
        let turn = (feature.angle / TURN * TURNS as f32).round() as u32 % TURNS;
        let size = (feature.scale / LEAST_SCALE).max(1.0).log2() * SIZE_STEPS;
        let size = (size.round() as u32).min(SIZES - 1);
        (cell * TURNS + turn) * SIZES + size
    }

    /// A place with the turn and size of another one.
    pub const fn moved(turn_and_size: u32, cell: u32) -> u32 {
        let low = TURNS * SIZES;
        cell / low * low + turn_and_size % low
    }

    /// The response is not kept.
    pub fn feature(&self, place: u32) -> Feature {
        let cell = place / (TURNS * SIZES);
        let (angle, log2) = turn_and_size(place);
        Feature {
            x: (cell % self.columns) as f32 * self.cell,
            y: (cell / self.columns) as f32 * self.cell,
            scale: log2.exp2(),
            angle,
            response: 0.0,
        }
    }
}

/// Direction in radians, and log2 of the scale in pixels.
pub fn turn_and_size(place: u32) -> (f32, f32) {
    let turn = place / SIZES % TURNS;
    let size = place % SIZES;
    (
        turn as f32 * (TURN / TURNS as f32),
        LEAST_SCALE.log2() + size as f32 / SIZE_STEPS,
    )
}

/// A feature on its way into a segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    pub frame: u32,
    pub signature: u64,
    pub place: u32,
}

/// The postings of one word as they lie in a segment.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    signatures: &'a [[u8; SIGNATURE]],
    places: &'a [[u8; PLACE]],
    steps: &'a [u8],
}

impl<'a> Column<'a> {
    /// From the bytes of whole postings.
    pub fn new(bytes: &'a [u8]) -> Self {
        let count = bytes.len() / POSTING;
        let (signatures, rest) = bytes.split_at(count * SIGNATURE);
        let (places, steps) = rest.split_at(count * PLACE);
        Self {
            signatures: signatures.as_chunks().0,
            places: places.as_chunks().0,
            steps: &steps[..count],
        }
    }

    pub fn place(&self, number: u32) -> u32 {
        let bytes = self.places.get(number as usize);
        bytes.map_or(0, |b| u32::from_le_bytes(*b))
    }

    /// Calls back with number, frame and signature of every posting, in order of frames. What a
    /// damaged file holds may be any number.
    pub fn each(&self, f: impl FnMut(u32, u32, u64)) {
        self.blocks::<32>(|_| true, f);
    }

    /// The same, for the blocks of `N` postings of which `wanted` says so by their signatures alone
    /// and for the rest at the end.
    #[inline(always)]
    pub fn blocks<const N: usize>(
        &self,
        wanted: impl Fn(&[[u8; SIGNATURE]; N]) -> bool,
        mut f: impl FnMut(u32, u32, u64),
    ) {
        let mut frame = 0u32;
        let (signatures, last) = self.signatures.as_chunks::<N>();
        let (steps, last_steps) = self.steps.as_chunks::<N>();
        for (number, (signatures, steps)) in signatures.iter().zip(steps).enumerate() {
            let skips = steps.iter().fold(0, |most, s| most.max(*s)) == SKIP;
            if skips || wanted(signatures) {
                one_by_one(&mut frame, number * N, signatures, steps, &mut f);
            } else {
                let sum = steps.iter().fold(0u32, |sum, s| sum + u32::from(*s));
                frame = frame.wrapping_add(sum);
            }
        }
        one_by_one(&mut frame, signatures.len() * N, last, last_steps, &mut f);
    }
}

/// Calls back with each of these postings, of which the first has the number `at`, and goes on with
/// the frame.
#[inline(always)]
fn one_by_one(
    frame: &mut u32,
    at: usize,
    signatures: &[[u8; SIGNATURE]],
    steps: &[u8],
    f: &mut impl FnMut(u32, u32, u64),
) {
    for (i, (signature, step)) in signatures.iter().zip(steps).enumerate() {
        let signature = u64::from_le_bytes(*signature);
        if *step == SKIP {
            *frame = frame.wrapping_add(signature as u32);
        } else {
            *frame = frame.wrapping_add(u32::from(*step));
            f((at + i) as u32, *frame, signature);
        }
    }
}

/// A word's postings on their way into a segment, in order of frames.
#[derive(Default)]
pub struct ColumnWriter {
    signatures: Vec<u8>,
    places: Vec<u8>,
    steps: Vec<u8>,
    frame: u32,
}

/// Whether a posting so many frames after the one before it takes a skip of its own.
pub const fn needs_skip(step: u32) -> bool {
    step >= SKIP as u32
}

impl ColumnWriter {
    pub fn push(&mut self, posting: &Posting) {
        let mut step = posting.frame - self.frame;
        if needs_skip(step) {
            self.put(u64::from(step), 0, SKIP);
            step = 0;
        }
        self.put(posting.signature, posting.place, step as u8);
        self.frame = posting.frame;
    }

    fn put(&mut self, signature: u64, place: u32, step: u8) {
        self.signatures.extend(signature.to_le_bytes());
        self.places.extend(place.to_le_bytes());
        self.steps.push(step);
    }

    /// Gives out the columns, and begins anew.
    pub fn take(
        &mut self,
        put: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        for column in [&mut self.signatures, &mut self.places, &mut self.steps] {
            put(column)?;
            column.clear();
        }
        self.frame = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_comes_back_within_a_cell(
            (width, height) in (16u32..9000, 16u32..9000),
            (x, y) in (0f32..1.0, 0f32..1.0),
            angle in 0f32..TURN,
            scale in 0.8f32..25.0,
        ) {
            let places = Places::new(Size { width, height });
            let feature = Feature {
                x: x * width as f32,
                y: y * height as f32,
                scale,
                angle,
                response: 0.0,
            };
            let back = places.feature(places.pack(&feature));
            prop_assert!((back.x - feature.x).abs() <= 0.51 * places.cell + 1e-2);
            prop_assert!((back.y - feature.y).abs() <= 0.51 * places.cell + 1e-2);
            let turned = (back.angle - angle).abs();
            prop_assert!(turned.min(TURN - turned) <= 0.51 * TURN / TURNS as f32);
            prop_assert!((back.scale / scale).log2().abs() <= 0.51 / SIZE_STEPS);
        }

        #[test]
        fn postings_come_back_in_order(
            steps in prop::collection::vec(prop_oneof![0u32..3, 0u32..600, 250u32..260], 0..60),
        ) {
            let mut writer = ColumnWriter::default();
            let mut frame = 0;
            let mut wanted = Vec::new();
            let mut bytes = Vec::new();
            for (i, step) in steps.iter().enumerate() {
                frame += step;
                let posting = Posting { frame, signature: u64::MAX - i as u64, place: i as u32 };
                writer.push(&posting);
                wanted.push(posting);
            }
            writer.take(&mut |b| { bytes.extend_from_slice(b); Ok(()) }).expect("memory takes all");
            prop_assert_eq!(bytes.len() % POSTING, 0);
            let column = Column::new(&bytes);
            let mut found = Vec::new();
            column.each(|number, frame, signature| {
                found.push(Posting { frame, signature, place: column.place(number) });
            });
            prop_assert_eq!(&found, &wanted);
            // Of two of a block, whichever is wanted brings both, with their frames.
            let one = wanted.len() / 2;
            let signature = wanted.get(one).map(|p| p.signature);
            let mut found = Vec::new();
            column.blocks::<2>(
                |s| s.iter().any(|s| Some(u64::from_le_bytes(*s)) == signature),
                |number, frame, signature| {
                    found.push(Posting { frame, signature, place: column.place(number) });
                },
            );
            prop_assert!(found.iter().all(|p| wanted.contains(p)));
            prop_assert!(wanted.get(one).is_none_or(|p| found.contains(p)));
        }
    }
}
