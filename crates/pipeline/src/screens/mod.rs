//! Filmed displays of a video: proposed on its keyframes, drawn by people, or known from sightings;
//! each followed through its shot both ways, one quad a frame.
//!
//! Keyframes are looked at first; then each shot in which there is anything is decoded once more.
//! What doesn't live here: how displays are told from windows, how anything is followed.

mod gather;
mod place;
mod settle;
mod tiled;
mod trail;
mod walk;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use case::{Output, VideoRecord};
use describe::{ProposedScreen, ScreenOptions};
use model::{ContentHash, DrawnScreen, ItemId, ItemKind, Provenance, Screen, ScreenFile, Step};
use model::{Sighting, TrackFile, TrackedFrame, screen, track};
use pixels::plausible::overlap_ratio;

use crate::desk::Desk;
use crate::watch::{as_value, watch_provenance};
use crate::{Event, Observer, PipelineError, Unit};

/// Raised whenever looking or following may give something else for the same input.
const SCREENS_VERSION: u32 = 10;

/// Displays that are followed at once; the others of a shot are where their wall has them, or listed
/// as they were seen on one keyframe.
pub(crate) const MOST_FOLLOWED: usize = 10;

/// What is known of a video's displays before they are looked for.
pub(crate) struct Known {
    /// Sightings with their ids and the frames through which they were followed.
    pub sightings: Vec<(String, Sighting, Vec<TrackedFrame>)>,
    pub drawn: Vec<(String, DrawnScreen)>,
}

/// Displays seen on keyframes, by frame number.
pub(crate) type Seen = BTreeMap<u64, Vec<ProposedScreen>>;

impl Desk {
    /// Looks for the displays of one video again, after somebody drew one.
    ///
    /// # Errors
    /// When the case can't be read or written.
    pub fn screens_again(
        &mut self,
        video: &ItemId,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        self.find_screens_of(Some(*video), observer)
    }

    pub(crate) fn find_screens(
        &mut self,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        self.find_screens_of(None, observer)
    }

    fn find_screens_of(
        &mut self,
        only: Option<ItemId>,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let mut due = Vec::new();
        for row in self.case.items()? {
            let wanted = only.is_none_or(|o| o == row.id);
            if row.kind != Some(ItemKind::Video) || !wanted {
                continue;
            }
            let Some(video) = self.case.video(row.id)? else {
                continue;
            };
            let known = self.known(&row.id)?;
            let provenance = screens_provenance(&row.id, &known);
            if self.is_due(&provenance.key())? || self.lost_screens(&row.id)? {
                due.push((row.id, video, known, provenance));
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "screens",
            total: Some(due.iter().map(|d| d.1.frames).sum()),
            unit: Unit::Frames,
        });
        for (item, video, known, provenance) in due {
            let begun = Instant::now();
            let name = self.name_of(&item)?;
            observer.on(Event::Doing(&name));
            let mut told = 0;
            let mut tell = |n: u64| {
                let n = n.min(video.frames - told);
                told += n;
                observer.on(Event::Advance(n));
            };
            let found = match self.object(&item) {
                Ok(object) => self.screens_of(&object, item, &video, &known, &mut tell)?,
                Err(reason) => Err(reason),
            };
            observer.on(Event::Advance(video.frames - told));
            match found {
                Ok(screens) => {
                    self.record(provenance, Some(item), begun, &Output::Screens(screens))?;
                }
                Err(reason) => {
                    self.record_failure(provenance, item, begun, &reason, observer)?;
                }
            }
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    /// Whether the quads of a video's screens were thrown away.
    fn lost_screens(&self, item: &ItemId) -> Result<bool, PipelineError> {
        let (kind, ending) = screen::SCREENS;
        let rows = self.case.screens()?;
        Ok(rows.iter().filter(|r| r.screen.video == *item).any(|r| {
            let key = screen::screen_file(&r.screen).key();
            !self.derived.exists(kind, &key, ending)
        }))
    }

    fn known(&self, item: &ItemId) -> Result<Known, PipelineError> {
        let (kind, ending) = track::TRACKS;
        let mut sightings = Vec::new();
        for row in self.case.sightings()? {
            if row.sighting.video != *item {
                continue;
            }
            let key = track::track_file(&row.sighting).key();
            let file = self.derived.get(kind, &key, ending)?;
            let frames = file
                .and_then(|bytes| serde_json::from_slice::<TrackFile>(&bytes).ok())
                .map(|file| file.frames().collect())
                .unwrap_or_default();
            sightings.push((row.id, row.sighting, frames));
        }
        // What was drawn again on one frame takes the place of what was drawn before.
        let mut drawn: Vec<(String, DrawnScreen)> = Vec::new();
        for (id, d) in self.case.drawn_screens(item)? {
            drawn.retain(|(_, o)| o.time != d.time || overlap_ratio(&o.quad, &d.quad) < 0.2);
            drawn.push((id, d));
        }
        Ok(Known { sightings, drawn })
    }

    /// Looks for displays, follows them, and keeps their quads. `tell` hears of frames.
    fn screens_of(
        &self,
        object: &Path,
        item: ItemId,
        video: &VideoRecord,
        known: &Known,
        tell: &mut dyn FnMut(u64),
    ) -> Result<Result<Vec<Screen>, String>, PipelineError> {
        let seen = match self.look_at_keyframes(object, video) {
            Ok(seen) => seen,
            Err(e) => return Ok(Err(e)),
        };
        let followed = match self.follow_screens(object, item, video, known, &seen, tell) {
            Ok(followed) => followed,
            Err(e) => return Ok(Err(e)),
        };
        let mut out = Vec::new();
        for (screen, frames) in followed {
            if let Some(file) = ScreenFile::of(&frames) {
                let (kind, ending) = screen::SCREENS;
                // Numbers and plain structs always become JSON.
                let text = serde_json::to_vec(&file).unwrap_or_default();
                let key = screen::screen_file(&screen).key();
                self.derived.put(kind, &key, ending, &text)?;
                out.push(screen);
            }
        }
        Ok(Ok(out))
    }
}

/// Key of looking for a video's displays with the present options and what is known.
fn screens_provenance(item: &ItemId, known: &Known) -> Provenance {
    let mut text = String::new();
    for (id, sighting, frames) in &known.sightings {
        text.push_str(&format!("{id} {} {}\n", sighting.best.quad, frames.len()));
    }
    for (id, drawn) in &known.drawn {
        text.push_str(&format!("{id} {} {}\n", drawn.time, drawn.quad));
    }
    let watched = watch_provenance(item).key();
    Provenance::new(
        Step::new("screens", SCREENS_VERSION),
        vec![item.0, watched.0, ContentHash::of(text.as_bytes())],
    )
    .with("screens", as_value(&ScreenOptions::default()))
    .with("followed_at_once", MOST_FOLLOWED as u64)
}
