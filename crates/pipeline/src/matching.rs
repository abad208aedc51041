//! Looking for every reference on every watched frame, and chaining what is proved into sightings.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use case::{Output, VideoRecord};
use describe::Features;
use model::{ContentHash, FrameTime, ItemId, ItemKind, Provenance, Reference, Sighting, Step};
use search::{FrameMatch, Instant as FrameMatches, ReferenceSet, SearchScope};

use crate::desk::Desk;
use crate::documents::PICTURES;
use crate::segment::SegmentReader;
use crate::watch::{SEGMENTS, watch_provenance};
use crate::{Event, Observer, PipelineError, Unit};

/// Everything that the matches of a video depend on, besides the video.
struct Query {
    set: ReferenceSet,
    scope: SearchScope,
    /// Hash over the references' ids and products, in order.
    digest: ContentHash,
}

impl Desk {
    pub(crate) fn match_all(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        let mut watched = Vec::new();
        for row in self.case.items()? {
            if row.kind != Some(ItemKind::Video) {
                continue;
            }
            if let Some(video) = self.case.video(row.id)? {
                watched.push((row.id, video));
            }
        }
        let frames: u64 = watched.iter().map(|(_, v)| v.keyframes.len() as u64).sum();
        let Some(query) = self.query(frames, observer)? else {
            return self.forget_matches(&watched);
        };
        let mut due = Vec::new();
        for (item, video) in watched {
            let provenance = match_provenance(&item, &query);
            if self.is_due(&provenance.key())? {
                due.push((item, video, provenance));
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "match",
            total: Some(due.iter().map(|d| d.1.keyframes.len() as u64).sum()),
            unit: Unit::Frames,
        });
        for (item, video, provenance) in due {
            self.match_video(item, &video, provenance, &query, observer)?;
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    /// Without references nothing can be sighted, and what was must not stay.
    fn forget_matches(&mut self, watched: &[(ItemId, VideoRecord)]) -> Result<(), PipelineError> {
        for (item, _) in watched {
            let provenance = Provenance::new(Step::new("match", search::VERSION), vec![item.0])
                .with("references", "none");
            if self.is_due(&provenance.key())? {
                let none = Output::Sightings(Vec::new());
                self.record(provenance, Some(*item), Instant::now(), &none)?;
            }
        }
        Ok(())
    }

    /// The references that can be looked for, ready to be matched; `None` when there are none.
    fn query(
        &self,
        frames: u64,
        observer: &mut dyn Observer,
    ) -> Result<Option<Query>, PipelineError> {
        let mut usable: Vec<Reference> = self.case.references()?;
        usable.retain(|r| r.poor.is_none());
        usable.sort_by_key(|r| r.id);
        let mut text = String::new();
        let mut entries = Vec::new();
        for reference in usable {
            match self.features_of(&reference) {
                Ok(features) => {
                    text.push_str(&format!("{} {}\n", reference.id, reference.product));
                    entries.push(search::ReferenceEntry {
                        id: reference.id,
                        product: reference.product,
                        size: reference.size,
                        features,
                    });
                }
                Err(what) => observer.on(Event::Problem {
                    name: &format!("reference {}", reference.id.short()),
                    what: &what,
                }),
            }
        }
        if entries.is_empty() {
            return Ok(None);
        }
        // Rounded up, so that a few more files do not make every video's matches stale.
        let scope = SearchScope {
            frames: frames.max(1024).next_power_of_two(),
            references: (entries.len() as u64).max(16).next_power_of_two(),
            ..SearchScope::default()
        };
        Ok(Some(Query {
            set: ReferenceSet::build(entries),
            scope,
            digest: ContentHash::of(text.as_bytes()),
        }))
    }

    fn features_of(&self, reference: &Reference) -> Result<Features, String> {
        let picture = self.reference_picture(&reference.id)?;
        self.reference_features(&reference.id, &picture)
    }

    /// A reference's pixels from the shelf.
    pub(crate) fn reference_picture(
        &self,
        id: &model::ReferenceId,
    ) -> Result<pixels::Rgb, String> {
        let key = model::pictures::reference_picture(id).key();
        let png = self
            .derived
            .get(PICTURES.0, &key, PICTURES.1)
            .map_err(|e| e.to_string())?
            .ok_or("its picture was thrown away; read its document again with --retry-failed")?;
        crate::documents::decode_png(&png)
    }

    fn match_video(
        &mut self,
        item: ItemId,
        video: &VideoRecord,
        provenance: Provenance,
        query: &Query,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let begun = Instant::now();
        let name = self.name_of(&item)?;
        observer.on(Event::Doing(&name));
        let segment = self
            .derived
            .path(SEGMENTS.0, &watch_provenance(&item).key(), SEGMENTS.1);
        let found = match_segment(segment, query, self.settings.threads, &mut |n| {
            observer.on(Event::Advance(n));
        });
        match found {
            Ok(found) => {
                let times: Vec<FrameTime> = video.keyframes.iter().map(|k| k.at).collect();
                let sightings: Vec<Sighting> =
                    search::group(item, video.facts.stream, found, &video.shots, &times);
                self.record(provenance, Some(item), begun, &Output::Sightings(sightings))
            }
            Err(reason) => self.record_failure(provenance, item, begun, &reason, observer),
        }
    }
}

fn match_provenance(item: &ItemId, query: &Query) -> Provenance {
    let watched = watch_provenance(item).key();
    Provenance::new(
        Step::new("match", search::VERSION),
        vec![item.0, watched.0, query.digest],
    )
    .with("frames", query.scope.frames)
    .with("references", query.scope.references)
}

/// Matches every frame of a segment, on all threads; results in the order of time.
fn match_segment(
    segment: PathBuf,
    query: &Query,
    threads: usize,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<FrameMatches>, String> {
    let mut reader = SegmentReader::open(&segment).map_err(|e| e.to_string())?;
    let (send, receive) = sync_channel::<(FrameTime, Features)>(2 * threads.max(1));
    let receive = Mutex::new(receive);
    let found = Mutex::new(Vec::new());
    let failed = AtomicBool::new(false);
    let read = std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let job = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((at, features)) = job else { return };
                    if failed.load(Ordering::Relaxed) {
                        continue;
                    }
                    let matches: Vec<FrameMatch> = query.set.search_frame(&features, &query.scope);
                    if !matches.is_empty() {
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        found.push(FrameMatches { at, matches });
                    }
                }
            });
        }
        let outcome = loop {
            match reader.next_frame() {
                Ok(Some(frame)) => {
                    // A worker only goes away by panicking, which the scope reports.
                    let _ = send.send(frame);
                    progress(1);
                }
                Ok(None) => break Ok(()),
                Err(e) => {
                    failed.store(true, Ordering::Relaxed);
                    break Err(e.to_string());
                }
            }
        };
        drop(send);
        outcome
    });
    read?;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|f| f.at.frame);
    Ok(found)
}
