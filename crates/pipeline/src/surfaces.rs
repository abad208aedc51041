//! What of a video is read from its own frames, and the keys of what was read: sightings, and
//! displays that were followed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use case::{ScreenRow, SightingRow, VideoRecord};
use describe::reading::{self, READING_VERSION, Reader};
use model::{
    ContentHash, FrameTime, ItemId, Provenance, Quad, Screen, ScreenFrame, ScreenSource, Sighting,
    Step, TrackedFrame, track,
};

use crate::PipelineError;
use crate::desk::Desk;
use crate::sheets::{Wanted, tracked};
use crate::watch::watch_provenance;

/// Raised whenever other surfaces may be read, or views made otherwise.
const READ_VERSION: u32 = 6;
/// Narrower sightings, and narrower displays, hold no text that could be read.
const NARROWEST: f64 = 60.0;
const NARROWEST_SCREEN: f64 = 100.0;
/// Displays of one shot that are read at most: the widest.
const MOST_SCREENS: usize = 12;

/// Something to be read.
pub(crate) enum Surface {
    Sighting(Box<Sighting>, Vec<TrackedFrame>),
    Screen(Box<ScreenRow>, Vec<ScreenFrame>),
}

impl Surface {
    /// The frames from which it is read, at most so many; `Err` says why there are none.
    pub(crate) fn wanted(&self, most: usize) -> Result<Wanted, String> {
        match self {
            Self::Sighting(s, track) => {
                let best = s.followed.as_ref().map_or(s.best.at, |f| f.clearest.at);
                Wanted::new(track, best, most)
            }
            Self::Screen(row, frames) => {
                let track: Vec<TrackedFrame> = frames.iter().map(tracked).collect();
                Wanted::new(&track, row.screen.best.at, most)
            }
        }
    }

    /// Its quads from the first to the last frame from which it is read, by number: what stands on
    /// it at other times is not read with it.
    pub(crate) fn covering(&self) -> Vec<(u64, Quad)> {
        let Ok(wanted) = self.wanted(usize::MAX) else {
            return Vec::new();
        };
        let (first, last) = wanted.reach();
        let quads: Vec<(u64, Quad)> = match self {
            Self::Sighting(_, track) => track.iter().map(|f| (f.at.frame, f.quad)).collect(),
            Self::Screen(_, frames) => frames.iter().map(|f| (f.at.frame, f.quad)).collect(),
        };
        let read = |(n, _): &(u64, Quad)| (first..=last).contains(n);
        quads.into_iter().filter(read).collect()
    }
}

/// What is known of a video before it is read.
pub(crate) struct Seen {
    pub sightings: Vec<SightingRow>,
    pub screens: Vec<ScreenRow>,
}

impl Desk {
    /// What of a video is read besides whole frames: each display once, from its own frames, and
    /// each sighting that lies on none of these.
    pub(crate) fn surfaces(&self, seen: &Seen) -> Result<Vec<Surface>, PipelineError> {
        let screens = worth_reading(&seen.screens);
        let on: BTreeSet<&str> = screens
            .iter()
            .flat_map(|r| &r.screen.sightings)
            .map(String::as_str)
            .collect();
        let mut surfaces = Vec::new();
        let mut taken: Vec<(FrameTime, Quad)> = Vec::new();
        for row in seen.sightings.iter().filter(|r| !on.contains(&*r.id)) {
            let s = &row.sighting;
            let best = s.followed.as_ref().map_or(
                model::MatchMoment {
                    at: s.best.at,
                    quad: s.best.quad,
                },
                |f| f.clearest,
            );
            let same = |(at, quad): &(FrameTime, Quad)| {
                at.frame.abs_diff(best.at.frame) < 100 && near(quad, &best.quad)
            };
            if best.quad.apparent_width() < NARROWEST || taken.iter().any(same) {
                continue;
            }
            taken.push((best.at, best.quad));
            let mut track = self.track_of(s)?;
            if track.is_empty() {
                track.push(TrackedFrame {
                    at: best.at,
                    quad: best.quad,
                    visible: 1.0,
                    proved: true,
                });
            }
            surfaces.push(Surface::Sighting(Box::new(s.clone()), track));
        }
        for row in screens {
            let frames = self.screen_frames(&row.screen)?;
            if !frames.is_empty() {
                surfaces.push(Surface::Screen(Box::new(row.clone()), frames));
            }
        }
        Ok(surfaces)
    }

    /// Every frame of a sighting, as it was followed; empty where it was not.
    fn track_of(&self, sighting: &Sighting) -> Result<Vec<TrackedFrame>, PipelineError> {
        let (kind, ending) = track::TRACKS;
        let key = track::track_file(sighting).key();
        let file = self
            .derived
            .get(kind, &key, ending)?
            .and_then(|bytes| serde_json::from_slice::<track::TrackFile>(&bytes).ok());
        Ok(file.map_or_else(Vec::new, |f| f.frames().collect()))
    }
}

/// Displays that are read from their own frames: those that were followed and are wide enough, and
/// that no sighting fills, which is read as such.
fn worth_reading(rows: &[ScreenRow]) -> Vec<&ScreenRow> {
    let mut shots: BTreeMap<u32, Vec<&ScreenRow>> = BTreeMap::new();
    let width = |r: &ScreenRow| r.screen.best.quad.apparent_width();
    for row in rows {
        let own = !matches!(row.screen.from, ScreenSource::Sighting { .. });
        if own && row.screen.frames > 1 && width(row) >= NARROWEST_SCREEN {
            shots.entry(row.screen.shot).or_default().push(row);
        }
    }
    for of_shot in shots.values_mut() {
        of_shot.sort_by(|a, b| width(b).total_cmp(&width(a)).then_with(|| a.id.cmp(&b.id)));
        of_shot.truncate(MOST_SCREENS);
    }
    shots.into_values().flatten().collect()
}

/// Whether two quads lie over each other.
pub(crate) fn near(a: &Quad, b: &Quad) -> bool {
    let size = a.apparent_width().min(b.apparent_width());
    a.corner_error(b) < 0.3 * size
}

/// What the file has for each pixel of a frame.
pub(crate) fn bits_per_pixel(object: &Path, record: &VideoRecord) -> Option<f64> {
    let bytes = std::fs::metadata(object).ok()?.len() as f64;
    let size = record.facts.coded;
    let pixels = f64::from(size.width) * f64::from(size.height) * record.frames as f64;
    (pixels > 0.0).then(|| 8.0 * bytes / pixels)
}

pub(crate) fn read_provenance(item: &ItemId, seen: &Seen, reader: &Reader) -> Provenance {
    let sightings: Vec<&Sighting> = seen.sightings.iter().map(|r| &r.sighting).collect();
    let screens: Vec<&Screen> = seen.screens.iter().map(|r| &r.screen).collect();
    let known = serde_json::to_vec(&(sightings, screens)).unwrap_or_default();
    let inputs = vec![
        item.0,
        ContentHash::of(&known),
        watch_provenance(item).key().0,
    ];
    read_by(
        Provenance::new(Step::new("read", READ_VERSION), inputs),
        reader,
    )
}

/// Work with how text is read in it: version, what is done to lines, recognisers.
pub(crate) fn read_by(work: Provenance, reader: &Reader) -> Provenance {
    work.with("reading", READING_VERSION)
        .with("lines", reading::steps())
        .with("engines", reader.engines())
}

/// Key of what was read of a surface.
pub(crate) fn surface_provenance(item: &ItemId, surface: &Surface, reader: &Reader) -> Provenance {
    let base = base_provenance(item, reader);
    let quads = |rows: Vec<String>| ContentHash::of(rows.join(" ").as_bytes()).to_hex();
    match surface {
        Surface::Sighting(s, track) => base.with("sighting", s.best_address().to_string()).with(
            "track",
            quads(track.iter().map(|f| f.quad.rounded().to_string()).collect()),
        ),
        Surface::Screen(row, frames) => base.with("screen", row.id.clone()).with(
            "track",
            quads(
                frames
                    .iter()
                    .map(|f| f.quad.rounded().to_string())
                    .collect(),
            ),
        ),
    }
}

/// Key of what was read of a whole frame, but for what `covered` lies over.
pub(crate) fn frame_provenance(
    item: &ItemId,
    at: FrameTime,
    covered: &[Quad],
    reader: &Reader,
) -> Provenance {
    let covered: Vec<String> = covered.iter().map(|q| q.rounded().to_string()).collect();
    base_provenance(item, reader)
        .with("frame", at.time.to_string())
        .with("but", covered.join(" "))
}

fn base_provenance(item: &ItemId, reader: &Reader) -> Provenance {
    let step = Step::new("read-surface", READ_VERSION);
    read_by(Provenance::new(step, vec![item.0]), reader)
}
