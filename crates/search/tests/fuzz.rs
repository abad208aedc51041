//! Segments, vocabularies and reference features that were changed at random: refused, or answered
//! from; never a panic, and a segment that is not what was written is never called whole.

use std::fs;
use std::path::Path;

use model::{FrameTime, Size, TimeBase, Timestamp};
use pixels::features::DESCRIPTOR;
use pixels::{Feature, Features};
use search::index::{Probe, Segment, SegmentBuilder, VoteOptions, ask};
use search::vocabulary::{TrainOptions, Vocabulary, train};

const FRAME: Size = Size {
    width: 320,
    height: 180,
};

fn corpus(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

/// Features whose places and descriptors differ, the same each time.
fn features(count: u32) -> Features {
    let mut out = Features::empty(FRAME);
    for n in 0..count {
        let mix = |k: u32| n.wrapping_mul(2_654_435_761).wrapping_add(k * 40_503) >> 7;
        let point = Feature {
            x: (mix(1) % 320) as f32,
            y: (mix(2) % 180) as f32,
            scale: 1.0 + (mix(3) % 40) as f32 / 10.0,
            angle: (mix(4) % 628) as f32 / 100.0,
            response: 0.05,
        };
        let descriptor: [u8; DESCRIPTOR] = std::array::from_fn(|i| (mix(10 + i as u32) % 32) as u8);
        out.push(point, &descriptor);
    }
    out
}

fn segment() -> Vec<u8> {
    let base = TimeBase::new(1, 25).expect("a time base");
    let mut builder = SegmentBuilder::new(FRAME);
    for frame in 0..3u64 {
        let at = FrameTime {
            time: Timestamp::new(frame as i64, base),
            frame,
        };
        let quantised = SegmentBuilder::quantise(features(60 + 10 * frame as u32));
        builder.push(at, 0, quantised).expect("memory takes all");
    }
    let mut bytes = Vec::new();
    builder.write(&mut bytes).expect("memory takes all");
    bytes
}

#[test]
fn segments() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("segment");
    let whole = segment();
    let probe = Probe::new(&features(60));
    stage::fuzz(
        &corpus("segment"),
        std::slice::from_ref(&whole),
        1500,
        &mut |bytes| {
            fs::write(&path, bytes).expect("written");
            let Ok(segment) = Segment::open(&path) else {
                return;
            };
            if bytes != whole {
                assert!(
                    segment.check().is_err(),
                    "a changed segment was called whole"
                );
            }
            // Whoever asks before it was checked gets nonsense at worst.
            let _ = ask(&[&segment], &probe, &VoteOptions::default(), 1);
        },
    );
}

#[test]
fn vocabularies() {
    let data: Vec<u8> = features(2000).descriptors().to_vec();
    let options = TrainOptions {
        threads: 1,
        ..TrainOptions::default()
    };
    let whole = train(&data, &options, &|_| {})
        .map_or_else(|| Vocabulary::shipped().to_bytes(), |v| v.to_bytes());
    let one = features(1);
    stage::fuzz(&corpus("vocabulary"), &[whole], 12, &mut |bytes| {
        if let Ok(vocabulary) = Vocabulary::from_bytes(bytes) {
            let _ = vocabulary.words(one.descriptor(0), 3);
        }
    });
}

#[test]
fn reference_features() {
    let whole = features(40).to_bytes();
    stage::fuzz(&corpus("features"), &[whole], 3000, &mut |bytes| {
        if let Ok(read) = Features::from_bytes(bytes) {
            assert_eq!(read.descriptors().len(), read.len() * DESCRIPTOR);
        }
    });
}
