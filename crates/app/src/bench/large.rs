//! A made-up case as large as an investigation gets, straight into the case: hours of footage with
//! its shots and keyframes, proposals, screens, lines of documents, companies. There are no files
//! behind it, so its pictures can't be shown; lists, queues, search and memory can be measured.

use std::path::Path;

use case::{Case, DocumentLine, Keyframe, Output, VideoRecord, Work};
use model::{
    BoxPx, ContentHash, EntityFields, EntityKind, FrameRate, FrameTime, Homography, ItemId,
    ItemKind, LogNfa, Match, MatchMoment, Origin, Provenance, Quad, ReferenceId, Screen,
    ScreenSource, Shot, Sighting, Size, Step, TimeBase, Timestamp, Transition, VideoFacts,
};
use pipeline::{Event, Observer, Unit};

use super::run::BenchError;

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub hours: u32,
    pub proposals: u32,
}

/// Frames a second, and minutes of each video.
const RATE: u64 = 25;
const MINUTES: u64 = 30;
const SHOTS: u64 = 120;
const SCREENS: u64 = 15;
const PRODUCTS: u32 = 40;
const DOCUMENTS: u32 = 200;
const LINES: u32 = 150;
const COMPANIES: u32 = 120;
const WORDS: [&str; 24] = [
    "camera",
    "archive",
    "search",
    "video",
    "wall",
    "server",
    "licence",
    "operator",
    "stream",
    "alarm",
    "district",
    "contract",
    "face",
    "plate",
    "vehicle",
    "report",
    "list",
    "match",
    "control",
    "room",
    "analytics",
    "storage",
    "access",
    "module",
];

fn base() -> Result<TimeBase, BenchError> {
    TimeBase::new(1, RATE as u32).map_err(|e| BenchError::Other(e.to_string()))
}

fn time(frame: u64, base: TimeBase) -> FrameTime {
    FrameTime {
        time: Timestamp::new(frame as i64, base),
        frame,
    }
}

fn work(step: &str, item: ItemId) -> Work {
    Work {
        provenance: Provenance::new(Step::new(step, 1), vec![item.0]),
        item: Some(item),
        seconds: 0.0,
    }
}

/// Makes the case in a folder where none is.
///
/// # Errors
/// When there is a case already, or it can't be written.
pub fn make(dir: &Path, of: Extent, observer: &mut dyn Observer) -> Result<(), BenchError> {
    let mut case = Case::create(dir, "large: made up")?;
    let base = base()?;
    let videos = u64::from(of.hours) * 60 / MINUTES;
    observer.on(Event::Phase {
        name: "make the large case",
        total: Some(videos + u64::from(DOCUMENTS)),
        unit: Unit::Files,
    });
    for n in 0..videos {
        let item = add(
            &mut case,
            &format!("channel {}/clip {n:04}.mp4", n % 17),
            ItemKind::Video,
        )?;
        watched(&mut case, item, base)?;
        let from = n * u64::from(of.proposals) / videos;
        let to = (n + 1) * u64::from(of.proposals) / videos;
        let seen = (from..to)
            .map(|k| sighting(item, k, to - from, base))
            .collect();
        case.finish(&work("match", item), &Output::Sightings(seen))?;
        let screens = (0..SCREENS).map(|k| screen(item, k, base)).collect();
        case.finish(&work("screens", item), &Output::Screens(screens))?;
        observer.on(Event::Advance(1));
    }
    for n in 0..DOCUMENTS {
        let item = add(
            &mut case,
            &format!("manuals/manual {n:03}.pdf"),
            ItemKind::Document,
        )?;
        let lines = (0..LINES).map(|k| line(n * LINES + k, k)).collect();
        case.finish(&work("document text", item), &Output::DocumentText(lines))?;
        observer.on(Event::Advance(1));
    }
    for n in 0..COMPANIES {
        let kind = EntityKind::ALL[n as usize % EntityKind::ALL.len()];
        let fields = EntityFields::new(kind, &format!("Made-up {} {n}", kind.word()));
        review::entities::add_entity(&mut case, fields, "bench", "")
            .map_err(|e| BenchError::Other(e.to_string()))?;
    }
    observer.on(Event::PhaseDone);
    Ok(())
}

fn add(case: &mut Case, name: &str, kind: ItemKind) -> Result<ItemId, BenchError> {
    let item = ItemId(ContentHash::of(name.as_bytes()));
    let origin = Origin {
        path: name.to_owned(),
        ..Origin::default()
    };
    case.add_item(item, 1 << 20, &origin)?;
    let note = String::new();
    case.finish(&work("identify", item), &Output::Kind { kind, note })?;
    Ok(item)
}

fn watched(case: &mut Case, item: ItemId, base: TimeBase) -> Result<(), BenchError> {
    let frames = MINUTES * 60 * RATE;
    let each = frames / SHOTS;
    let size = Size {
        width: 1920,
        height: 1080,
    };
    let shots = (0..SHOTS).map(|n| Shot {
        first: time(n * each, base),
        last: time((n + 1) * each - 1, base),
        transition: Transition::Cut,
    });
    let keyframes = (0..SHOTS * 2).map(|n| Keyframe {
        at: time(n * each / 2, base),
        shot: (n / 2) as u32,
        why: "sharp".to_owned(),
        sharpness: 1.0,
    });
    let record = VideoRecord {
        facts: VideoFacts {
            container: "mp4".to_owned(),
            codec: "h264".to_owned(),
            stream: 0,
            time_base: base,
            coded: size,
            displayed: size,
            sample_aspect: (1, 1),
            rotation: 0,
            claimed_rate: None::<FrameRate>,
            claimed_duration: None,
            claimed_frames: Some(frames),
        },
        frames,
        first: time(0, base).time,
        last: time(frames - 1, base).time,
        damage: Vec::new(),
        shots: shots.collect(),
        keyframes: keyframes.collect(),
    };
    case.finish(&work("watch", item), &Output::Video(record))?;
    Ok(())
}

fn quad() -> Quad {
    Quad::of_size(Size {
        width: 640,
        height: 360,
    })
}

fn sighting(video: ItemId, n: u64, of: u64, base: TimeBase) -> Sighting {
    let product = format!("Product {:02}", n % u64::from(PRODUCTS));
    let reference = ReferenceId(ContentHash::of(product.as_bytes()));
    let from = (n % of.max(1)) * (MINUTES * 60 * RATE - 100) / of.max(1);
    Sighting {
        video,
        stream: 0,
        product,
        one_of: Vec::new(),
        reference,
        first: time(from, base),
        last: time(from + 75, base),
        best: Match {
            reference,
            at: time(from + 25, base),
            quad: quad(),
            frame_from_reference: Homography([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]),
            inliers: 20 + (n % 90) as u32,
            log10_nfa: LogNfa(-5.0 - (n % 60) as f64),
            supported_by: None,
            next_best: None,
        },
        track: Vec::new(),
        followed: None,
        compared: None,
    }
}

fn screen(video: ItemId, n: u64, base: TimeBase) -> Screen {
    let from = n * 2000;
    Screen {
        video,
        stream: 0,
        shot: (n * 4) as u32,
        first: time(from, base),
        last: time(from + 75, base),
        best: MatchMoment {
            at: time(from + 25, base),
            quad: quad(),
        },
        from: ScreenSource::Proposed,
        score: 0.8,
        frames: 75,
        uncertainty: 0.5,
        cut: [false; 4],
        sightings: Vec::new(),
    }
}

/// A line of eight words that follow from its number.
fn line(n: u32, on_page: u32) -> DocumentLine {
    let word = |k: u32| WORDS[(n.wrapping_mul(2_654_435_761).rotate_left(k * 4) % 24) as usize];
    let words: Vec<&str> = (0..8).map(word).collect();
    DocumentLine {
        page: 1 + on_page / 40,
        bounds: BoxPx {
            x: 50.0,
            y: 50.0 + 18.0 * f64::from(on_page % 40),
            width: 400.0,
            height: 12.0,
        },
        text: words.join(" "),
    }
}
