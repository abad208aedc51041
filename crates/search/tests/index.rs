//! The index: what goes in is proposed again, and damaged bytes are never trusted.

use std::path::Path;

use model::{FrameTime, Size, TimeBase, Timestamp};
use pixels::features::DESCRIPTOR;
use pixels::{Feature, Features};
use proptest::prelude::*;
use search::index::{Pool, Probe, Segment, SegmentBuilder, SegmentError, VoteOptions, ask};
use search::vocabulary::{TrainOptions, Vocabulary, WORDS, train};

const FRAME: Size = Size {
    width: 1280,
    height: 720,
};

/// Made-up features: random descriptors of the length that real ones have.
struct Maker(u64);

impl Maker {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1u32 << 24)
    }

    fn descriptor(&mut self) -> [u8; DESCRIPTOR] {
        let raw: Vec<f64> = (0..DESCRIPTOR).map(|_| self.next().powi(3)).collect();
        let length = raw.iter().map(|v| v * v).sum::<f64>().sqrt();
        let mut out = [0; DESCRIPTOR];
        for (o, v) in out.iter_mut().zip(raw) {
            *o = (v / length * 181.0).round().min(127.0) as u8;
        }
        out
    }

    fn features(&mut self, size: Size, count: usize) -> Features {
        let mut out = Features::empty(size);
        for _ in 0..count {
            let feature = Feature {
                x: (self.next() * f64::from(size.width)) as f32,
                y: (self.next() * f64::from(size.height)) as f32,
                scale: (1.0 + 5.0 * self.next()) as f32,
                angle: (std::f64::consts::TAU * self.next()) as f32,
                response: 0.05,
            };
            out.push(feature, &self.descriptor());
        }
        out
    }
}

/// Some features of a picture, as a frame shows it at half its size and elsewhere.
fn seen(picture: &Features, share: usize, into: &mut Features) {
    for i in (0..picture.len()).step_by(share) {
        let p = picture.points()[i];
        let moved = Feature {
            x: 200.0 + 0.5 * p.x,
            y: 150.0 + 0.5 * p.y,
            scale: 0.5 * p.scale,
            ..p
        };
        into.push(moved, picture.descriptor(i).try_into().expect("128 bytes"));
    }
}

fn at(frame: u64) -> FrameTime {
    let base = TimeBase::new(1, 25).expect("a time base");
    FrameTime {
        time: Timestamp::new(frame as i64, base),
        frame,
    }
}

fn write(builder: SegmentBuilder, path: &Path) {
    let mut bytes = Vec::new();
    builder.write(&mut bytes).expect("memory takes all");
    std::fs::write(path, bytes).expect("the folder can be written");
}

/// A segment of twenty frames of which the eighth shows a picture.
fn example(path: &Path) -> Features {
    let mut maker = Maker(7);
    let picture = maker.features(
        Size {
            width: 900,
            height: 600,
        },
        300,
    );
    let mut builder = SegmentBuilder::new(FRAME);
    for frame in 0..20 {
        let mut features = maker.features(FRAME, 500);
        if frame == 7 {
            seen(&picture, 4, &mut features);
        }
        let quantised = SegmentBuilder::quantise(features);
        builder
            .push(at(frame * 25), 0, quantised)
            .expect("few frames");
    }
    write(builder, path);
    picture
}

#[test]
fn the_frame_that_shows_the_picture_is_proposed_and_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.segment");
    let picture = example(&path);
    let segment = Segment::open(&path).expect("it was just written");
    segment.check().expect("it is whole");
    assert_eq!(segment.frames().len(), 20);
    assert_eq!(segment.frames()[7].features, 575);
    assert_eq!(segment.postings(), 20 * 500 + 75);
    let found = segment.vote(&Probe::new(&picture), &VoteOptions::default());
    let frames: Vec<u64> = found.iter().map(|c| c.at.frame).collect();
    assert_eq!(frames, [175]);
    let corner = found[0].quad.0[0];
    assert!(
        (corner.x - 200.0).abs() < 3.0 && (corner.y - 150.0).abs() < 3.0,
        "{corner:?}"
    );
    let another = Maker(8).features(
        Size {
            width: 900,
            height: 600,
        },
        300,
    );
    assert!(
        segment
            .vote(&Probe::new(&another), &VoteOptions::default())
            .is_empty()
    );
}

#[test]
fn what_a_shot_shows_again_is_kept_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pan.segment");
    let mut maker = Maker(21);
    let scene = maker.features(
        Size {
            width: 1800,
            height: 720,
        },
        900,
    );
    let mut builder = SegmentBuilder::new(FRAME);
    // The camera pans by 150 pixels a frame; the fourth frame is of another shot.
    for frame in 0..4u64 {
        let mut features = Features::empty(FRAME);
        for (i, p) in scene.points().iter().enumerate() {
            let x = p.x - 150.0 * frame as f32;
            if (0.0..1280.0).contains(&x) {
                let moved = Feature { x, ..*p };
                features.push(moved, scene.descriptor(i).try_into().expect("128 bytes"));
            }
        }
        let quantised = SegmentBuilder::quantise(features);
        builder
            .push(at(frame * 25), u32::from(frame == 3), quantised)
            .expect("few frames");
    }
    write(builder, &path);
    let segment = Segment::open(&path).expect("it was just written");
    let frames = segment.frames();
    assert!(!frames[0].continues() && frames[1].continues() && frames[2].continues());
    assert_eq!((frames[0].shared, frames[3].shared), (0, 0));
    for frame in &frames[1..3] {
        assert!(
            f64::from(frame.shared) > 0.8 * f64::from(frame.features),
            "{frame:?}"
        );
    }
    let all: u32 = frames.iter().map(|f| f.features - f.shared).sum();
    assert_eq!(segment.postings(), all as usize);
}

#[test]
fn a_damaged_segment_is_refused_wherever_it_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.segment");
    example(&path);
    let whole = std::fs::read(&path).expect("it was just written");
    let hurt = folder.path().join("hurt.segment");
    for cut in [0, 7, 30, 400, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&hurt, &whole[..cut]).expect("writable");
        assert!(Segment::open(&hurt).is_err(), "cut to {cut} bytes");
    }
    for at in (0..whole.len()).step_by(whole.len() / 97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&hurt, &bytes).expect("writable");
        let outcome = Segment::open(&hurt).and_then(|s| s.check());
        assert!(
            matches!(outcome, Err(SegmentError::Damaged { .. })),
            "a bit of byte {at} was turned and nothing was said"
        );
    }
}

#[test]
fn a_video_without_features_makes_an_empty_segment() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("black.segment");
    let mut builder = SegmentBuilder::new(FRAME);
    let black = SegmentBuilder::quantise(Features::empty(FRAME));
    builder.push(at(0), 0, black).expect("one frame");
    write(builder, &path);
    let segment = Segment::open(&path).expect("it was just written");
    let picture = Maker(9).features(FRAME, 100);
    assert!(
        segment
            .vote(&Probe::new(&picture), &VoteOptions::default())
            .is_empty()
    );
}

#[test]
fn the_shipped_vocabulary_is_whole_and_uses_its_words() {
    let vocabulary = Vocabulary::shipped();
    let copy = Vocabulary::from_bytes(&vocabulary.to_bytes()).expect("its own bytes");
    assert_eq!(copy.digest(), vocabulary.digest());
    let mut maker = Maker(11);
    let mut words: Vec<u16> = (0..200)
        .map(|_| vocabulary.words(&maker.descriptor(), 1)[0].word)
        .collect();
    words.sort_unstable();
    words.dedup();
    assert!(
        words.len() > 20,
        "only {} words for 200 descriptors",
        words.len()
    );
    let mut bytes = vocabulary.to_bytes();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    assert!(Vocabulary::from_bytes(&bytes).is_err());
    assert!(Vocabulary::from_bytes(&bytes[..1000]).is_err());
}

#[test]
fn training_is_the_same_on_any_number_of_threads() {
    let mut maker = Maker(13);
    let descriptors: Vec<u8> = (0..WORDS + 100).flat_map(|_| maker.descriptor()).collect();
    let trained = |threads| {
        let options = TrainOptions {
            rounds: 2,
            coarse_sample: 4_000,
            threads,
        };
        train(&descriptors, &options, &|_| {})
            .expect("enough descriptors")
            .to_bytes()
    };
    assert_eq!(trained(1), trained(3));
    assert!(
        train(
            &descriptors[..DESCRIPTOR],
            &TrainOptions::default(),
            &|_| {}
        )
        .is_none()
    );
}

proptest! {
    #[test]
    fn nearest_words_come_first_and_once(seed in any::<u64>(), most in 1usize..6) {
        let descriptor = Maker(seed).descriptor();
        let words = Vocabulary::shipped().words(&descriptor, most);
        prop_assert_eq!(words.len(), most);
        let mut ids: Vec<u16> = words.iter().map(|w| w.word).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), most);
    }

    #[test]
    fn bytes_that_are_no_segment_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.segment");
        std::fs::write(&path, &bytes).expect("writable");
        prop_assert!(Segment::open(&path).is_err());
    }
}

#[test]
fn among_many_made_up_hours_the_same_frame_is_proposed_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.segment");
    let picture = example(&path);
    let own = Segment::open(&path).expect("it was just written");
    let mut pool = Pool::default();
    pool.add(&own, |at| at.frame != 7 * 25);
    assert_eq!(pool.len(), 19);
    let hours: Vec<Segment> = (0..6)
        .map(|seed| {
            let path = folder.path().join(format!("{seed}.segment"));
            let mut bytes = Vec::new();
            pool.write(200, seed, &mut bytes).expect("memory takes all");
            std::fs::write(&path, bytes).expect("the folder can be written");
            Segment::open(&path).expect("it was just written")
        })
        .collect();
    let all: Vec<&Segment> = hours.iter().chain([&own]).collect();
    let probe = Probe::new(&picture);
    let one = ask(&all, &probe, &VoteOptions::default(), 1);
    assert_eq!(one, ask(&all, &probe, &VoteOptions::default(), 3));
    let frames: Vec<(usize, u32)> = one.iter().map(|(n, c)| (*n, c.frame)).collect();
    assert_eq!(frames, [(6, 7)]);
    // Fewer frames are looked at where fewer are asked for, the best of all segments together.
    let few = VoteOptions {
        most_frames: 1,
        ..VoteOptions::default()
    };
    assert_eq!(ask(&all, &probe, &few, 2), one);
}

#[test]
fn made_up_hours_are_the_same_by_seed_and_differ_from_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.segment");
    example(&path);
    let mut pool = Pool::default();
    let made = |pool: &Pool, seed| {
        let mut bytes = Vec::new();
        pool.write(20, seed, &mut bytes).map(|()| bytes)
    };
    assert!(made(&pool, 1).is_err(), "there is no frame to vary");
    pool.add(&Segment::open(&path).expect("just written"), |_| true);
    let first = made(&pool, 1).expect("memory takes all");
    assert_eq!(first, made(&pool, 1).expect("memory takes all"));
    assert_ne!(first, made(&pool, 2).expect("memory takes all"));
}
