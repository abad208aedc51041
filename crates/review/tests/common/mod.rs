//! A small case for the rules: two videos, a document, sightings and passages.
#![allow(dead_code)]

use std::path::Path;

use case::{Case, Output, PageRecord, VideoRecord, Work};
use model::{
    BoxPx, ContentHash, DocumentFact, DocumentField, DocumentPlace, EntityFields, EntityKind,
    FrameTime, Homography, ItemId, ItemKind, Language, LogNfa, Match, Origin, Passage, Polarity,
    Provenance, Quad, ReferenceId, RelationFields, RelationKind, Side, Sighting, Size, Step,
    TimeBase, Timestamp, VideoFacts, Word,
};
use review::book::Book;
use review::entities;
use review::evidence::Evidence;

pub fn item(name: &str) -> ItemId {
    ItemId(ContentHash::of(name.as_bytes()))
}

fn work(step: &str, item: ItemId) -> Work {
    Work {
        provenance: Provenance::new(Step::new(step, 1), vec![item.0]),
        item: Some(item),
        seconds: 0.0,
    }
}

pub fn time(pts: i64) -> FrameTime {
    FrameTime {
        time: Timestamp::new(pts, TimeBase::new(1, 25).expect("a time base")),
        frame: pts as u64,
    }
}

fn add(case: &mut Case, name: &str, kind: ItemKind, publisher: &str) -> ItemId {
    let id = item(name);
    let origin = Origin {
        path: name.to_owned(),
        publisher: Some(publisher.to_owned()),
        ..Origin::default()
    };
    case.add_item(id, 10, &origin).expect("added");
    let output = Output::Kind {
        kind,
        note: String::new(),
    };
    case.finish(&work("identify", id), &output).expect("kind");
    id
}

pub fn sighting(video: ItemId, product: &str, at: i64) -> Sighting {
    let reference = ReferenceId(ContentHash::of(product.as_bytes()));
    Sighting {
        video,
        stream: 0,
        product: product.to_owned(),
        one_of: Vec::new(),
        reference,
        first: time(at),
        last: time(at + 10),
        best: Match {
            reference,
            at: time(at),
            quad: Quad::of_size(Size {
                width: 200,
                height: 100,
            }),
            frame_from_reference: Homography([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]),
            inliers: 30,
            log10_nfa: LogNfa(-12.0),
            supported_by: None,
            next_best: None,
        },
        track: Vec::new(),
        followed: None,
        compared: None,
    }
}

pub fn set_sightings(case: &mut Case, video: ItemId, sightings: Vec<Sighting>) {
    case.finish(&work("match", video), &Output::Sightings(sightings))
        .expect("sightings");
}

/// What [`small`] makes.
pub struct Small {
    pub case: Case,
    pub first: ItemId,
    pub second: ItemId,
    pub manual: ItemId,
    /// One on each video, and the passage.
    pub sightings: [String; 2],
    pub passage: String,
}

/// Two videos of two publishers that show "Argus Wall", and its manual.
pub fn small(dir: &Path) -> Small {
    let mut case = Case::create(dir, "test").expect("a case");
    let first = add(&mut case, "first.mp4", ItemKind::Video, "Channel One");
    let second = add(&mut case, "second.mp4", ItemKind::Video, "Channel Two");
    let manual = add(&mut case, "manual.pdf", ItemKind::Document, "Argus Vision");
    for video in [first, second] {
        let record = VideoRecord {
            facts: facts(),
            frames: 250,
            first: time(0).time,
            last: time(249).time,
            damage: Vec::new(),
            shots: Vec::new(),
            keyframes: Vec::new(),
        };
        case.finish(&work("watch", video), &Output::Video(record))
            .expect("watched");
        set_sightings(&mut case, video, vec![sighting(video, "Argus Wall", 50)]);
    }
    case.finish(
        &work("documents", manual),
        &Output::References {
            references: Vec::new(),
            pages: 9,
            notes: Vec::new(),
        },
    )
    .expect("a document");
    let lines = [
        "Argus Wall is installed by ТОО «Аргус Кейз»",
        "Support: Argus Vision Ltd.",
    ];
    pages(&mut case, manual, &lines);
    let fact = |field, value: &str| DocumentFact {
        field,
        value: value.to_owned(),
        place: DocumentPlace::Whole,
        why: String::new(),
    };
    let known = vec![
        fact(DocumentField::Product, "Argus Wall"),
        fact(DocumentField::Kind, "manual"),
    ];
    case.finish(&work("facts", manual), &Output::Facts(known))
        .expect("facts");
    let passage = Passage {
        item: manual,
        page: 7,
        boxes: vec![boxed(72.0, 90.0, 300.0)],
        quote: "Argus Wall finds faces in live video.".to_owned(),
        marks: Vec::new(),
        heading: None,
        language: Language::En,
        function: Some("live-face-match".to_owned()),
        polarity: Polarity::Affirmed,
        conditions: Vec::new(),
        red_flags: Vec::new(),
        why: String::new(),
    };
    case.finish(&work("passages", manual), &Output::Passages(vec![passage]))
        .expect("passages");
    let rows = case.sightings().expect("read");
    let passage = case.passages().expect("read").remove(0).id;
    Small {
        sightings: [rows[0].id.clone(), rows[1].id.clone()],
        case,
        first,
        second,
        manual,
        passage,
    }
}

/// A page with one line of words each.
pub fn pages(case: &mut Case, document: ItemId, lines: &[&str]) {
    let mut words = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        for (i, word) in line.split(' ').enumerate() {
            words.push(Word {
                text: word.to_owned(),
                bounds: boxed(50.0 + 60.0 * i as f64, 50.0 + 20.0 * n as f64, 55.0),
            });
        }
    }
    let page = PageRecord {
        number: 1,
        size_points: (595.0, 842.0),
        words,
    };
    case.finish(&work("words", document), &Output::Pages(vec![page]))
        .expect("pages");
}

fn boxed(x: f64, y: f64, width: f64) -> BoxPx {
    BoxPx {
        x,
        y,
        width,
        height: 12.0,
    }
}

fn facts() -> VideoFacts {
    let size = Size {
        width: 1920,
        height: 1080,
    };
    VideoFacts {
        container: "mp4".to_owned(),
        codec: "h264".to_owned(),
        stream: 0,
        time_base: TimeBase::new(1, 25).expect("a time base"),
        coded: size,
        displayed: size,
        sample_aspect: (1, 1),
        rotation: 0,
        claimed_rate: None,
        claimed_duration: None,
        claimed_frames: Some(250),
    }
}

/// Adds an entity; gives its id.
pub fn add_entity(case: &mut Case, kind: EntityKind, name: &str) -> String {
    entities::add_entity(case, EntityFields::new(kind, name), "ana", "").expect("added")
}

/// Relates two parties since 2019, with evidence; gives the relation's id.
pub fn link(
    case: &mut Case,
    from: &str,
    kind: RelationKind,
    to: &str,
    evidence: &[&str],
) -> String {
    let book = Book::read(case).expect("read");
    let all = Evidence::read(case, &book).expect("read");
    let citations: Vec<_> = evidence
        .iter()
        .map(|e| entities::citation(&book, &all, e, Side::For, "").expect("evidence"))
        .collect();
    let fields = RelationFields {
        kind,
        from: entities::find_party(case, &book, from).expect("a party"),
        to: entities::find_party(case, &book, to).expect("a party"),
        since: Some("2019".parse().expect("a date")),
        until: None,
        note: String::new(),
        foreign: None,
        extra: Default::default(),
    };
    entities::link(case, fields, &citations, "ana", "").expect("linked")
}
