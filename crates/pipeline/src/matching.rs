//! Looking for every reference on every watched frame, and chaining what is proved into sightings.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use case::{Output, VideoRecord};
use describe::Features;
use model::{
    ContentHash, FrameTime, ItemId, ItemKind, Provenance, Reference, ReferenceId, Sighting, Step,
    Timestamp, pictures,
};
use pixels::{Luma, Rgb};
use search::{FrameMatches, Pixels, ReferenceInput, ReferenceSet, SearchOptions, SearchScope};

use vault::Derived;

use crate::desk::Desk;
use crate::documents::{PICTURES, decode_png};
use crate::segment::SegmentReader;
use crate::watch::{SEGMENTS, watch_provenance};
use crate::{Event, Observer, PipelineError, Unit};

/// Raised whenever matching may propose something else for the same features.
const MATCH_VERSION: u32 = 2;
/// False sightings to be expected in a whole case.
const FALSE_ALARMS: f64 = 0.1;
/// How much wider the net for candidate frames is than the budget that decides: what pixels can
/// confirm must not be lost before they are looked at.
const CANDIDATE_ALLOWANCE: f64 = 1e4;
/// Reference pictures in memory at once.
const MOST_LUMAS: usize = 24;

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
            let provenance = Provenance::new(Step::new("match", MATCH_VERSION), vec![item.0])
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
                    entries.push(ReferenceInput {
                        id: reference.id,
                        product: reference.product,
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
            false_alarms: FALSE_ALARMS,
        };
        Ok(Some(Query {
            set: ReferenceSet::build(entries),
            scope,
            digest: ContentHash::of(text.as_bytes()),
        }))
    }

    fn features_of(&self, reference: &Reference) -> Result<Features, String> {
        let picture = reference_picture(&self.derived, &reference.id)?;
        self.reference_features(&reference.id, &picture)
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
        let stream = video.facts.stream;
        let found = self.object(&item).and_then(|object| {
            let times = candidates(&segment, query, self.settings.threads, &mut |n| {
                observer.on(Event::Advance(n));
            })?;
            self.decide(&object, stream, &segment, &times, query)
        });
        match found {
            Ok(found) => {
                let frames = every_keyframe(video, found);
                let sightings: Vec<Sighting> = search::group(item, stream, &frames, &video.shots);
                self.record(provenance, Some(item), begun, &Output::Sightings(sightings))
            }
            Err(reason) => self.record_failure(provenance, item, begun, &reason, observer),
        }
    }
}

/// A reference's pixels from the shelf.
fn reference_picture(derived: &Derived, id: &ReferenceId) -> Result<Rgb, String> {
    let key = pictures::reference_picture(id).key();
    let png = derived
        .get(PICTURES.0, &key, PICTURES.1)
        .map_err(|e| e.to_string())?
        .ok_or("its picture was thrown away; add its document to a new case")?;
    decode_png(&png)
}

/// All examined keyframes in order of time, with what was found on each.
fn every_keyframe(video: &VideoRecord, found: Vec<FrameMatches>) -> Vec<FrameMatches> {
    let mut found = found.into_iter().peekable();
    video
        .keyframes
        .iter()
        .map(|k| {
            let here = found.next_if(|f| f.at.time == k.at.time);
            here.unwrap_or_else(|| FrameMatches {
                at: k.at,
                matches: Vec::new(),
            })
        })
        .collect()
}

fn match_provenance(item: &ItemId, query: &Query) -> Provenance {
    let watched = watch_provenance(item).key();
    Provenance::new(
        Step::new("match", MATCH_VERSION),
        vec![item.0, watched.0, query.digest],
    )
    .with("frames", query.scope.frames)
    .with("references", query.scope.references)
    .with("false_alarms", query.scope.false_alarms)
}

/// Looks at every frame's features, on all threads; the times at which something may be, in order.
/// Nothing is decided here, so the budget is wider than the one that decides.
fn candidates(
    segment: &Path,
    query: &Query,
    threads: usize,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<Timestamp>, String> {
    let wide = SearchScope {
        false_alarms: query.scope.false_alarms * CANDIDATE_ALLOWANCE,
        ..query.scope
    };
    let options = SearchOptions::default();
    let found = Mutex::new(Vec::new());
    let mut reader = SegmentReader::open(segment).map_err(|e| e.to_string())?;
    each_in_parallel(
        threads,
        &mut || {
            let next = reader.next_frame().map_err(|e| e.to_string())?;
            progress(u64::from(next.is_some()));
            Ok(next)
        },
        &|(at, features): (FrameTime, Features)| {
            if !query
                .set
                .search_frame(&features, &wide, &options, None)
                .is_empty()
            {
                lock(&found).push(at.time);
            }
        },
    )?;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort();
    Ok(found)
}

/// Hands what `next` gives to `work` on several threads, a bounded number at a time.
fn each_in_parallel<T: Send>(
    threads: usize,
    next: &mut dyn FnMut() -> Result<Option<T>, String>,
    work: &(dyn Fn(T) + Sync),
) -> Result<(), String> {
    let threads = threads.max(1);
    let (send, receive) = sync_channel::<T>(threads);
    let receive = Mutex::new(receive);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = lock(&receive).recv();
                    let Ok(job) = job else { return };
                    work(job);
                }
            });
        }
        let outcome = loop {
            match next() {
                // A worker only goes away by panicking, which the scope reports.
                Ok(Some(job)) => drop(send.send(job)),
                Ok(None) => break Ok(()),
                Err(e) => break Err(e),
            }
        };
        drop(send);
        outcome
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Decides the candidate frames on their features and on their pixels, decoded again at
    /// exactly these times.
    fn decide(
        &self,
        object: &Path,
        stream: u32,
        segment: &Path,
        times: &[Timestamp],
        query: &Query,
    ) -> Result<Vec<FrameMatches>, String> {
        let shelf = LumaShelf {
            derived: &self.derived,
            kept: Mutex::new(BTreeMap::new()),
        };
        let options = SearchOptions::default();
        let found = Mutex::new(Vec::new());
        let work = |(at, features, luma): (FrameTime, Features, Luma)| {
            let pixels = Pixels {
                frame: &luma,
                reference: &|id| shelf.get(id),
            };
            let matches = query
                .set
                .search_frame(&features, &query.scope, &options, Some(&pixels));
            if !matches.is_empty() {
                lock(&found).push(FrameMatches { at, matches });
            }
        };
        let mut reader = SegmentReader::open(segment).map_err(|e| e.to_string())?;
        let decoder = &self.decoder;
        // The decoder calls back, so its frames go to the workers through a channel of their own.
        let (send, receive) = sync_channel(1);
        std::thread::scope(|scope| {
            let feeder = scope.spawn(move || {
                let mut trouble = None;
                let decoded = decoder
                    .frames_at(object, stream, times, &mut |index, frame| {
                        if trouble.is_none() {
                            match features_at(&mut reader, times[index]) {
                                Ok((at, features)) => {
                                    drop(send.send((at, features, frame.luma())));
                                }
                                Err(e) => trouble = Some(e),
                            }
                        }
                    })
                    .map_err(|e| e.to_string());
                trouble.map_or(decoded, Err)
            });
            each_in_parallel(
                self.settings.threads,
                &mut || Ok(receive.recv().ok()),
                &work,
            )?;
            feeder
                .join()
                .unwrap_or_else(|_| Err("decoding candidate frames failed".to_owned()))
        })?;
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_by_key(|f: &FrameMatches| f.at.frame);
        Ok(found)
    }
}

/// Reads on to the keyframe of this time; both come in the order of time.
fn features_at(
    reader: &mut SegmentReader,
    time: Timestamp,
) -> Result<(FrameTime, Features), String> {
    loop {
        match reader.next_frame().map_err(|e| e.to_string())? {
            Some((at, features)) if at.time == time => return Ok((at, features)),
            Some(_) => {}
            None => return Err(format!("no features were kept for {time}")),
        }
    }
}

/// Luma of the references that candidates ask for, a bounded number at a time.
struct LumaShelf<'a> {
    derived: &'a Derived,
    kept: Mutex<BTreeMap<ReferenceId, Option<Arc<Luma>>>>,
}

impl LumaShelf<'_> {
    fn get(&self, id: &ReferenceId) -> Option<Arc<Luma>> {
        let mut kept = lock(&self.kept);
        if let Some(luma) = kept.get(id) {
            return luma.clone();
        }
        if kept.len() >= MOST_LUMAS {
            kept.clear();
        }
        let luma = reference_picture(self.derived, id)
            .ok()
            .map(|rgb| Arc::new(rgb.to_luma()));
        kept.insert(*id, luma.clone());
        luma
    }
}
