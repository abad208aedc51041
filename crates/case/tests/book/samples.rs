//! Small made-up records.

use std::path::Path;

use case::{Access, Case, Keyframe, VideoRecord, Work};
use model::{
    AddedAs, BoxPx, ContentHash, Damage, FrameTime, Homography, ItemId, LogNfa, Match, MatchMoment,
    Origin, Provenance, Quad, Reference, ReferenceId, ReferenceKind, ReferenceSource, Shot,
    Sighting, Size, Step, TimeBase, Timestamp, Transition, VideoFacts,
};
use tempfile::TempDir;

pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

pub fn new_case(dir: &Path) -> Case {
    Case::create(dir, "Almaty").expect("a new case")
}

pub fn reopened(dir: &Path) -> Case {
    Case::open(dir, Access::Write).expect("a case to write")
}

pub fn item(name: &str) -> ItemId {
    ItemId(ContentHash::of(name.as_bytes()))
}

pub fn origin(path: &str) -> Origin {
    Origin {
        path: path.to_owned(),
        added_as: AddedAs::Footage,
        notes: vec!["a \"note\"\nof 🎞 two lines".to_owned()],
        ..Origin::default()
    }
}

pub fn work(step: &str, version: u32, item: Option<ItemId>) -> Work {
    let inputs = item.iter().map(|i| i.0).collect();
    Work {
        provenance: Provenance::new(Step::new(step, version), inputs).with("threshold", 0.1),
        item,
        seconds: 1.5,
    }
}

pub fn time(pts: i64) -> Timestamp {
    Timestamp::new(pts, TimeBase::new(1, 12800).expect("a time base"))
}

pub fn frame(n: u64) -> FrameTime {
    FrameTime {
        time: time(n as i64 * 512),
        frame: n,
    }
}

pub fn video_record() -> VideoRecord {
    let size = Size {
        width: 1920,
        height: 1080,
    };
    VideoRecord {
        facts: VideoFacts {
            container: "mp4".to_owned(),
            codec: "h264".to_owned(),
            stream: 0,
            time_base: TimeBase::new(1, 12800).expect("a time base"),
            coded: size,
            displayed: size,
            sample_aspect: (1, 1),
            rotation: 0,
            claimed_rate: None,
            claimed_duration: None,
            claimed_frames: Some(100),
        },
        frames: 98,
        first: time(0),
        last: time(97 * 512),
        damage: vec![Damage {
            after: Some(time(512)),
            what: "two frames could not be decoded".to_owned(),
        }],
        shots: vec![
            Shot {
                first: frame(0),
                last: frame(40),
                transition: Transition::Cut,
            },
            Shot {
                first: frame(41),
                last: frame(97),
                transition: Transition::Gradual,
            },
        ],
        keyframes: vec![Keyframe {
            at: frame(7),
            shot: 0,
            why: "sharpest of its shot".to_owned(),
            sharpness: 0.1 + 0.2,
        }],
    }
}

pub fn reference(picture: &str, document: ItemId, page: u32, product: &str) -> Reference {
    Reference {
        id: ReferenceId(ContentHash::of(picture.as_bytes())),
        size: Size {
            width: 640,
            height: 360,
        },
        product: product.to_owned(),
        sources: vec![ReferenceSource {
            item: document,
            page,
            bounds: BoxPx {
                x: 72.0,
                y: 90.5,
                width: 1.0 / 3.0,
                height: 320.0,
            },
            kind: ReferenceKind::Figure,
            address: None,
            shown_on: None,
        }],
        poor: None,
    }
}

pub fn sighting(video: ItemId, picture: &str, first: u64, last: u64) -> Sighting {
    let reference = ReferenceId(ContentHash::of(picture.as_bytes()));
    let quad = Quad::of_size(Size {
        width: 200,
        height: 100,
    });
    Sighting {
        video,
        stream: 0,
        product: "as proposed".to_owned(),
        one_of: Vec::new(),
        reference,
        first: frame(first),
        last: frame(last),
        best: Match {
            reference,
            at: frame(first),
            quad,
            frame_from_reference: Homography([
                1.0 / 3.0,
                0.1,
                2e-17,
                0.0,
                0.7,
                1e300,
                0.0,
                0.0,
                1.0,
            ]),
            inliers: 31,
            supported_by: None,
            next_best: None,
            log10_nfa: LogNfa(-41.123_456_789_012_34),
        },
        track: vec![MatchMoment {
            at: frame(first),
            quad,
        }],
        followed: None,
        compared: None,
    }
}
