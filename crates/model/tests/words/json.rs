//! JSON forms that other tools read, and that what was written can be read again.

use std::fmt::Debug;

use model::{
    AddedAs, BoxPx, ContentHash, Damage, FrameRate, FrameTime, Homography, ItemId, ItemKind,
    LogNfa, Match, MatchMoment, Moment, Origin, Pts, PublishedDate, Quad, Reference, ReferenceId,
    ReferenceKind, ReferenceSource, Shot, Sighting, Size, TimeBase, Timestamp, Transition, Verdict,
    VerdictValue, VideoFacts, Word,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{from_value, json, to_value};

use crate::{base, item, items, screens, timestamps};

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("plain data");
    let back: T = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert_eq!(&back, value, "{text}");
}

fn frame_time(time: Timestamp) -> FrameTime {
    FrameTime { time, frame: 1031 }
}

fn proved(quad: Quad, time: Timestamp) -> Match {
    Match {
        reference: ReferenceId(ContentHash::of(b"picture")),
        at: frame_time(time),
        quad,
        frame_from_reference: Homography::IDENTITY,
        inliers: 42,
        log10_nfa: LogNfa(-31.5),
        supported_by: None,
        next_best: Some(model::Rival {
            product: "Lynx Wall".into(),
            inliers: 9,
        }),
    }
}

#[test]
fn the_forms_that_others_read() {
    let time = Timestamp::new(527_872, base(1, 12_800));
    assert_eq!(
        to_value(frame_time(time)).expect("plain data"),
        json!({"time": {"pts": 527_872, "time_base": "1/12800"}, "frame": 1031})
    );
    let quad: Quad = "1,2,3,4,5,6,7,8".parse().expect("a quad");
    assert_eq!(
        to_value(quad).expect("plain data"),
        json!([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])
    );
    assert_eq!(
        to_value(item(0xab)).expect("plain data"),
        json!("ab".repeat(32))
    );
    assert_eq!(
        to_value(VerdictValue::CannotTell).expect("plain data"),
        json!("cannot-tell")
    );
    let rate = FrameRate::new(30_000, 1001).expect("a rate");
    assert_eq!(to_value(rate).expect("plain data"), json!("30000/1001"));
}

#[test]
fn what_cannot_be_is_refused() {
    assert!(from_value::<TimeBase>(json!("1/0")).is_err());
    assert!(from_value::<TimeBase>(json!({"num": 1, "den": 0})).is_err());
    assert!(from_value::<FrameRate>(json!("25/0")).is_err());
    assert!(from_value::<ItemId>(json!("ab")).is_err());
    assert!(from_value::<Quad>(json!([[1, 2], [3, 4], [5, 6]])).is_err());
    assert!(from_value::<VerdictValue>(json!("maybe")).is_err());
}

#[test]
fn an_origin_without_added_as_is_still_read() {
    let old = json!({
        "path": "a.mp4", "url": null, "canonical_id": null, "title": null, "publisher": null,
        "published": null, "collected_by": null, "collected_at": null, "tool": null,
        "notes": [], "sidecar": null,
    });
    let origin: Origin = from_value(old).expect("an older record");
    assert_eq!(origin.added_as, AddedAs::Either);
}

#[test]
fn records_round_trip() {
    let time = Timestamp::new(-1, base(1001, 30_000));
    let bounds = BoxPx {
        x: 72.0,
        y: 90.5,
        width: 448.25,
        height: 320.0,
    };
    round_trip(&Origin {
        path: "names\nwith lines/and 🎥.mp4".into(),
        added_as: AddedAs::Footage,
        url: Some("https://example.org/watch?v=1".into()),
        published: Some(PublishedDate {
            iso: "2025-03".into(),
            raw: "март 2025".into(),
        }),
        notes: vec!["video and audio were merged by the downloader".into()],
        clock: None,
        sidecar: Some(item(2)),
        ..Origin::default()
    });
    for kind in [
        ItemKind::Video,
        ItemKind::Document,
        ItemKind::Picture,
        ItemKind::Sidecar,
        ItemKind::Other,
    ] {
        round_trip(&kind);
    }
    round_trip(&VideoFacts {
        container: "mov,mp4".into(),
        codec: "h264".into(),
        stream: 1,
        time_base: base(1, 90_000),
        coded: Size {
            width: 720,
            height: 576,
        },
        displayed: Size {
            width: 576,
            height: 1024,
        },
        sample_aspect: (64, 45),
        rotation: 90,
        claimed_rate: FrameRate::new(25, 1).ok(),
        claimed_duration: Some(Pts(i64::MAX)),
        claimed_frames: None,
    });
    round_trip(&Damage {
        after: None,
        what: "the file ends in the middle of a frame".into(),
    });
    round_trip(&Damage {
        after: Some(time),
        what: String::new(),
    });
    round_trip(&Shot {
        first: frame_time(time),
        last: frame_time(time),
        transition: Transition::Gradual,
    });
    round_trip(&Word {
        text: "Қазақстан".into(),
        bounds,
    });
    round_trip(&Reference {
        id: ReferenceId(ContentHash::of(b"picture")),
        size: Size {
            width: 640,
            height: 360,
        },
        product: "Lynx Desk".into(),
        sources: [
            ReferenceKind::Figure,
            ReferenceKind::Rendered,
            ReferenceKind::Image,
        ]
        .map(|kind| ReferenceSource {
            item: item(3),
            page: 7,
            bounds,
            kind,
            address: None,
            shown_on: None,
        })
        .into(),
        poor: Some("blank".into()),
    });
    round_trip(&Verdict {
        value: VerdictValue::No,
        by: "reviewer-2".into(),
        at: "2026-11-23T10:00:00Z".into(),
        reason: "generic widget".into(),
        arbiter: false,
    });
}

proptest! {
    #[test]
    fn sightings_round_trip(video in items(), quad in screens(), time in timestamps()) {
        let best = proved(quad, time);
        round_trip(&Moment { item: video, stream: 3, time });
        round_trip(&Sighting {
            video,
            stream: 0,
            product: "Lynx Desk".into(),
            one_of: vec!["Argus Wall".to_owned(), "Argus Gate".to_owned()],
            reference: best.reference,
            first: best.at,
            last: best.at,
            track: vec![MatchMoment { at: best.at, quad }],
            followed: None,
            compared: None,
            best,
        });
    }
}
