//! An investigation in memory: one video, one mark.
#![allow(dead_code)]

use model::investigation::{Investigation, Mark, RelationEntry, SourceItem, VideoOf};
use model::{
    ContentHash, FrameRate, FrameTime, ItemId, ItemKind, Origin, Party, Quad, RelationFields,
    RelationKind, Size, TimeBase, Timestamp, VerdictValue,
};

/// A frame of a video with a constant rate: its time base is that of one frame.
pub fn frame(n: u64, rate: FrameRate) -> FrameTime {
    FrameTime {
        time: Timestamp::new(
            n as i64,
            TimeBase::new(rate.den(), rate.num()).expect("a base"),
        ),
        frame: n,
    }
}

pub fn case_with(first: u64, length: u64, rate: FrameRate, product: &str) -> Investigation {
    let item = ItemId(ContentHash::of(b"video"));
    let size = Size {
        width: 1920,
        height: 1080,
    };
    let quad = Quad::of_size(Size {
        width: 576,
        height: 238,
    });
    let (a, b) = (frame(first, rate), frame(first + length - 1, rate));
    Investigation {
        case_name: "case <1> & \"two\"".to_owned(),
        made_at: "2026-11-25T12:00:00Z".to_owned(),
        software: "contrechamp".to_owned(),
        one_person: true,
        items: vec![SourceItem {
            item,
            kind: ItemKind::Video,
            name: "footage/a b & ü.mp4".to_owned(),
            bytes: 7,
            origins: vec![Origin {
                path: "footage/a b & ü.mp4".to_owned(),
                url: Some("https://example.org/clip".to_owned()),
                ..Origin::default()
            }],
            video: Some(VideoOf {
                size,
                frames: first + length + 100,
                first: frame(0, rate),
                last: frame(first + length + 99, rate),
                rate: Some(rate),
            }),
            document: None,
            source: item,
        }],
        products: vec![product.to_owned()],
        marks: vec![Mark {
            id: "4f0c9a1b77d2".to_owned(),
            item,
            stream: 0,
            product: product.to_owned(),
            first: a,
            last: b,
            best: a,
            quad,
            track: vec![(a, quad), (b, quad)],
            verdict: Some(VerdictValue::Yes),
            findings: vec!["9c1e".to_owned()],
            generation: None,
        }],
        ..Investigation::default()
    }
}

pub fn relation(from: Party, to: Party) -> RelationEntry {
    RelationEntry {
        id: "b".to_owned(),
        fields: RelationFields {
            kind: RelationKind::Makes,
            from,
            to,
            since: Some("spring 2019".parse().expect("a date")),
            until: None,
            note: String::new(),
            foreign: None,
            extra: Default::default(),
        },
        from_name: "a".to_owned(),
        to_name: "b".to_owned(),
        worth: "open",
        evidence: Vec::new(),
    }
}
