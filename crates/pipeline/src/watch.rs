//! Watching a video once: shots, keyframes, and the features of every keyframe.
//!
//! The child decodes; this thread measures thumbnails and chooses frames; worker threads describe
//! the chosen ones. Memory is bounded by the channel between them, not by the video's length.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use case::{Keyframe, Output, VideoRecord};
use decode::{Flow, Watched};
use describe::{Chosen, FeatureOptions, Watch, WatchOptions, Watcher};
use model::{FrameTime, ItemId, ItemKind, Provenance, Size, Step};
use search::index::{Quantised, Segment, SegmentBuilder};
use search::vocabulary::Vocabulary;

use crate::desk::Desk;
use crate::parallel::{self, lock};
use crate::{Event, Observer, PipelineError, Unit};

/// Kind and ending of index segments under `derived/`.
pub(crate) const SEGMENTS: (&str, &str) = ("index", "segment");

/// Raised whenever decoding, choosing or describing may give something else for the same options.
const WATCH_VERSION: u32 = 5;

/// Options as they stand in a key.
pub(crate) fn as_value(options: &impl serde::Serialize) -> serde_json::Value {
    // Plain structs of numbers always become JSON.
    serde_json::to_value(options).unwrap_or(serde_json::Value::Null)
}

/// Key of watching an item with the present options.
pub(crate) fn watch_provenance(item: &ItemId) -> Provenance {
    Provenance::new(Step::new("watch", WATCH_VERSION), vec![item.0])
        .with("watch", as_value(&WatchOptions::default()))
        .with("features", as_value(&FeatureOptions::default()))
        .with("vocabulary", vocabulary())
}

/// Sum over the vocabulary's bytes, made once.
fn vocabulary() -> u32 {
    static DIGEST: OnceLock<u32> = OnceLock::new();
    *DIGEST.get_or_init(|| Vocabulary::shipped().digest())
}

impl Desk {
    pub(crate) fn watch_all(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        let mut due = Vec::new();
        let mut total = 0;
        for row in self.case.items()? {
            if row.kind == Some(ItemKind::Video) && self.watch_is_due(&row.id)? {
                let millis = self.claimed_millis(&row.id);
                total += millis;
                due.push((row.id, millis));
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "watch",
            total: Some(total),
            unit: Unit::FootageMillis,
        });
        for (item, millis) in due {
            self.watch(item, millis, observer)?;
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    /// A finished watch whose segment was thrown away or is damaged is due again.
    fn watch_is_due(&self, item: &ItemId) -> Result<bool, PipelineError> {
        let key = watch_provenance(item).key();
        let done = self.case.video(*item)?.is_some();
        let segment = self.derived.path(SEGMENTS.0, &key, SEGMENTS.1);
        let whole = || Segment::open(&segment).and_then(|s| s.check());
        let lost = done && whole().is_err();
        Ok(lost || self.is_due(&key)?)
    }

    fn claimed_millis(&self, item: &ItemId) -> u64 {
        let facts = self
            .object(item)
            .ok()
            .and_then(|path| self.decoder.identify(&path).ok())
            .and_then(|found| found.facts);
        facts
            .and_then(|f| {
                let duration = f.claimed_duration?;
                let time = model::Timestamp {
                    pts: duration,
                    time_base: f.time_base,
                };
                u64::try_from(time.in_units_of(1000)).ok()
            })
            .unwrap_or(0)
    }

    fn watch(
        &mut self,
        item: ItemId,
        claimed: u64,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let begun = Instant::now();
        let provenance = watch_provenance(&item);
        let name = self.name_of(&item)?;
        observer.on(Event::Doing(&name));
        let path = match self.object(&item) {
            Ok(path) => path,
            Err(reason) => {
                return self.record_failure(provenance, item, begun, &reason, observer);
            }
        };
        let mut told = 0;
        let outcome = watch_file(self, &path, &mut |millis| {
            let reached = millis.min(claimed);
            observer.on(Event::Advance(reached.saturating_sub(told)));
            told = told.max(reached);
        });
        observer.on(Event::Advance(claimed.saturating_sub(told)));
        match outcome {
            Ok((record, index)) => {
                self.put_segment(&provenance, index)?;
                if !record.damage.is_empty() {
                    let what = format!(
                        "damaged, watched as far as it goes: {} ({} places in all)",
                        record.damage[0].what,
                        record.damage.len()
                    );
                    observer.on(Event::Problem {
                        name: &name,
                        what: &what,
                    });
                }
                self.record(provenance, Some(item), begun, &Output::Video(record))
            }
            Err(reason) => self.record_failure(provenance, item, begun, &reason, observer),
        }
    }

    fn put_segment(
        &self,
        provenance: &Provenance,
        index: SegmentBuilder,
    ) -> Result<(), PipelineError> {
        let (kind, ending) = SEGMENTS;
        let mut out = BufWriter::new(self.derived.begin(kind, &provenance.key(), ending)?);
        let written = index.write(&mut out).and_then(|()| out.flush());
        let path = || self.derived.path(kind, &provenance.key(), ending);
        written.map_err(|source| PipelineError::Write {
            path: path(),
            source,
        })?;
        let file = out.into_inner().map_err(|e| PipelineError::Write {
            path: path(),
            source: e.into_error(),
        })?;
        file.commit()?;
        Ok(())
    }
}

/// The shots of a video file, and nothing else of it: for measuring.
///
/// # Errors
/// When it can't be decoded.
pub fn shots_of(
    decoder: &decode::Decoder,
    path: &Path,
    threads: usize,
) -> Result<Vec<model::Shot>, PipelineError> {
    let mut detector = describe::ShotDetector::new();
    let watched = decoder.glimpse(path, threads, &mut |frame| {
        detector.push(frame.at, frame.thumb());
        Flow::Continue
    });
    watched.map_err(|e| PipelineError::Wanted(e.to_string()))?;
    Ok(detector.finish())
}

/// A chosen frame on its way to a worker, with its place in the segment.
type Job = (u32, Chosen);

fn watch_file(
    desk: &Desk,
    path: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<(VideoRecord, SegmentBuilder), String> {
    let workers = desk.settings.threads.max(1);
    let sink = Mutex::new(Sink {
        index: None,
        next: 0,
        waiting: BTreeMap::new(),
        failure: None,
    });
    let work = |job| describe_job(job, &sink);
    let watched = parallel::feed(workers, 2 * workers, work, |hand_on| {
        decode_and_choose(desk, path, hand_on, progress)
    });
    let sink = sink.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (watched, watch, keyframes) = watched?;
    let (Some(first), Some(last)) = (watched.first, watched.last) else {
        let why = "no frame of it could be decoded; the original is preserved".to_owned();
        return Err(why);
    };
    if let Some(failure) = sink.failure {
        return Err(failure);
    }
    let nothing = Size {
        width: 1,
        height: 1,
    };
    let index = sink.index.unwrap_or_else(|| SegmentBuilder::new(nothing));
    let keyframes = keyframes
        .into_iter()
        .map(|k| Keyframe {
            shot: shot_of(&watch, &k.at),
            ..k
        })
        .collect();
    let record = VideoRecord {
        facts: watched.facts,
        frames: watched.frames,
        first: first.time,
        last: last.time,
        damage: watched.damage,
        shots: watch.shots,
        keyframes,
    };
    Ok((record, index))
}

fn shot_of(watch: &Watch, at: &FrameTime) -> u32 {
    let after = watch.shots.partition_point(|s| s.first.frame <= at.frame);
    u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX)
}

fn decode_and_choose(
    desk: &Desk,
    path: &Path,
    send: &mut dyn FnMut(Job),
    progress: &mut dyn FnMut(u64),
) -> Result<(Watched, Watch, Vec<Keyframe>), String> {
    let mut watcher = Watcher::new(WatchOptions::default());
    let mut keyframes = Vec::new();
    let mut hand_on = |chosen: Vec<Chosen>| {
        for c in chosen {
            let number = u32::try_from(keyframes.len()).unwrap_or(u32::MAX);
            keyframes.push(Keyframe {
                at: c.at,
                shot: 0,
                why: as_value(&c.why).as_str().unwrap_or_default().to_owned(),
                sharpness: c.sharpness,
            });
            send((number, c));
        }
    };
    let mut since_told = 0u32;
    let threads = desk.settings.threads;
    let watched = desk
        .decoder
        .glimpse(path, threads, &mut |mut frame| {
            let (at, thumb) = (frame.at, frame.thumb().clone());
            watcher.push(at, &thumb, &mut || frame.luma());
            hand_on(watcher.take_ready());
            since_told += 1;
            if since_told >= 25 {
                since_told = 0;
                let millis = at.time.in_units_of(1000).max(0);
                progress(u64::try_from(millis).unwrap_or(0));
            }
            Flow::Continue
        })
        .map_err(|e| e.to_string())?;
    let mut watch = watcher.finish();
    hand_on(std::mem::take(&mut watch.ready));
    keyframes.sort_by_key(|k| k.at.frame);
    Ok((watched, watch, keyframes))
}

/// Where described frames are put back in order.
struct Sink {
    /// Made for the first frame's size.
    index: Option<SegmentBuilder>,
    next: u32,
    waiting: BTreeMap<u32, (FrameTime, u32, Quantised)>,
    failure: Option<String>,
}

impl Sink {
    fn put(&mut self, number: u32, at: FrameTime, shot: u32, frame: Quantised) {
        self.waiting.insert(number, (at, shot, frame));
        while let Some((at, shot, frame)) = self.waiting.remove(&self.next) {
            self.next += 1;
            let index = self
                .index
                .get_or_insert_with(|| SegmentBuilder::new(frame.size()));
            if let Err(e) = index.push(at, shot, frame) {
                self.failure.get_or_insert(e.to_string());
            }
        }
    }
}

fn describe_job((number, chosen): Job, sink: &Mutex<Sink>) {
    let frame =
        describe::features(&chosen.luma, &FeatureOptions::default()).map(SegmentBuilder::quantise);
    let mut sink = lock(sink);
    match frame {
        Ok(frame) => sink.put(number, chosen.at, chosen.shot_hint, frame),
        Err(e) => {
            let reason = format!("frame {}: {e}", chosen.at.frame);
            sink.failure.get_or_insert(reason);
        }
    }
}
