//! Looking for every reference on every watched frame, and chaining what is proved into sightings:
//! the index proposes frames (`propose`), descriptors and pixels decide (`decide`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use case::{Output, VideoRecord};
use describe::Features;
use model::{
    AddedAs, ContentHash, ItemId, ItemKind, Provenance, Reference, ReferenceId, Sighting, Step,
    pictures, track,
};
use pixels::{Luma, Rgb};
use search::index::Probe;
use search::{FrameMatches, ReferenceInput, ReferenceSet, SearchScope};
use vault::Derived;

use crate::desk::Desk;
use crate::documents::PICTURES;
use crate::png_files::decode_png;
use crate::propose::propose;
use crate::watch::{SEGMENTS, watch_provenance};
use crate::{Event, Observer, PipelineError, Unit};

/// Raised whenever matching may propose something else for the same features.
const MATCH_VERSION: u32 = 15;
/// False sightings to be expected in a whole case.
const FALSE_ALARMS: f64 = 0.1;

/// Everything that the matches of a video depend on, besides the video.
pub(crate) struct Query {
    pub set: ReferenceSet,
    /// One for each reference of the set, in its order.
    pub probes: Vec<Probe>,
    pub scope: SearchScope,
    /// Pictures of references that are on no shelf.
    pub own: BTreeMap<ReferenceId, Arc<Luma>>,
    /// Hash over the references' ids and products, in order.
    digest: ContentHash,
}

impl Query {
    /// Asks for one picture only, which is no reference of the case.
    pub(crate) fn of_one(set: ReferenceSet, id: ReferenceId, luma: Arc<Luma>, frames: u64) -> Self {
        let probes = set.features(0).map(Probe::new).into_iter().collect();
        Self {
            scope: SearchScope {
                frames: frames.max(1),
                references: 1,
                false_alarms: FALSE_ALARMS,
            },
            digest: id.0,
            own: BTreeMap::from([(id, luma)]),
            set,
            probes,
        }
    }
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
        let lost = self.lost_tracks()?;
        let mut due = Vec::new();
        for (item, video) in watched {
            let provenance = match_provenance(&item, &query);
            if self.is_due(&provenance.key())? || lost.contains(&item) {
                due.push((item, video, provenance));
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "match",
            total: Some(due.iter().map(|d| d.1.keyframes.len() as u64).sum()),
            unit: Unit::Keyframes,
        });
        for (item, video, provenance) in due {
            self.match_video(item, &video, provenance, &query, observer)?;
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    /// Videos with sightings that were followed and whose tracks were thrown away.
    fn lost_tracks(&self) -> Result<BTreeSet<ItemId>, PipelineError> {
        let (kind, ending) = track::TRACKS;
        let rows = self.case.sightings()?.into_iter().map(|row| row.sighting);
        let lost = rows.filter(|s| {
            let key = track::track_file(s).key();
            s.followed.is_some() && !self.derived.exists(kind, &key, ending)
        });
        Ok(lost.map(|s| s.video).collect())
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
    pub(crate) fn query(
        &self,
        frames: u64,
        observer: &mut dyn Observer,
    ) -> Result<Option<Query>, PipelineError> {
        let mut usable: Vec<Reference> = self.case.references()?;
        usable.retain(|r| r.poor.is_none());
        usable.sort_by_key(|r| r.id);
        let negatives: BTreeSet<ItemId> = self
            .case
            .items()?
            .into_iter()
            .filter(|row| row.origins.iter().any(|o| o.added_as == AddedAs::Negative))
            .map(|row| row.id)
            .collect();
        let disowned = self.case.product_names()?.negatives();
        let mut text = String::new();
        let mut entries = Vec::new();
        for reference in usable {
            match self.features_of(&reference) {
                Ok(features) => {
                    let negative = reference
                        .sources
                        .iter()
                        .any(|s| negatives.contains(&s.item))
                        || disowned.contains(&reference.product);
                    let mark = if negative { " negative" } else { "" };
                    text.push_str(&format!("{} {}{mark}\n", reference.id, reference.product));
                    entries.push(ReferenceInput {
                        id: reference.id,
                        product: reference.product,
                        negative,
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
        let set = ReferenceSet::build(entries);
        let probes = (0..set.len())
            .filter_map(|i| set.features(i).map(Probe::new))
            .collect();
        Ok(Some(Query {
            set,
            probes,
            own: BTreeMap::new(),
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
        let mut progress = Progress::new(video.keyframes.len(), observer);
        let found = self.object(&item).and_then(|object| {
            let proposed = propose(&segment, query, self.settings.threads)?;
            progress.expect(proposed.len() as u64);
            let mut tell = |n| progress.tell(n);
            let found = self.decide(&object, stream, &proposed, query, &mut tell)?;
            Ok((object, found))
        });
        let sightings = match found {
            Ok((object, found)) => {
                let frames = every_keyframe(video, found);
                let sightings = search::group(item, stream, &frames, &video.shots);
                progress.expect(frames_to_follow(video, &sightings));
                self.follow(&object, video, sightings, &mut |n| progress.tell(n))?
            }
            Err(reason) => Err(reason),
        };
        progress.finish();
        match sightings {
            Ok(sightings) => {
                self.record(provenance, Some(item), begun, &Output::Sightings(sightings))
            }
            Err(reason) => self.record_failure(provenance, item, begun, &reason, observer),
        }
    }
}

/// Frames of the shots that have sightings.
fn frames_to_follow(video: &VideoRecord, sightings: &[Sighting]) -> u64 {
    let shown = |shot: &&model::Shot| {
        let mut times = sightings.iter().map(|s| s.best.at.time);
        times.any(|t| t >= shot.first.time && t <= shot.last.time)
    };
    let frames = |shot: &model::Shot| shot.last.frame - shot.first.frame + 1;
    video.shots.iter().filter(shown).map(frames).sum()
}

/// Tells of a video's keyframes as done while its two parts, deciding and following, go on: each is
/// half of them.
struct Progress<'a> {
    observer: &'a mut dyn Observer,
    keyframes: u64,
    told: u64,
    /// What the present part has to do, and has done.
    part: u64,
    wanted: u64,
    done: u64,
}

impl<'a> Progress<'a> {
    fn new(keyframes: usize, observer: &'a mut dyn Observer) -> Self {
        Self {
            observer,
            keyframes: keyframes as u64,
            told: 0,
            part: 0,
            wanted: 0,
            done: 0,
        }
    }

    /// The next part begins, with so much to do.
    fn expect(&mut self, wanted: u64) {
        self.part += 1;
        (self.wanted, self.done) = (wanted, 0);
    }

    fn tell(&mut self, more: u64) {
        self.done = (self.done + more).min(self.wanted);
        let share = self.done as f64 / self.wanted.max(1) as f64;
        let parts = self.part.saturating_sub(1) as f64 + share;
        self.reach((self.keyframes as f64 * (parts / 2.0).min(1.0)) as u64);
    }

    fn finish(&mut self) {
        self.reach(self.keyframes);
    }

    fn reach(&mut self, keyframes: u64) {
        if keyframes > self.told {
            self.observer.on(Event::Advance(keyframes - self.told));
            self.told = keyframes;
        }
    }
}

/// A reference's pixels from the shelf.
pub(crate) fn reference_picture(derived: &Derived, id: &ReferenceId) -> Result<Rgb, String> {
    let key = pictures::reference_picture(id).key();
    let png = derived
        .get(PICTURES.0, &key, PICTURES.1)
        .map_err(|e| e.to_string())?
        .ok_or("its picture was thrown away; add its document to a new case")?;
    decode_png(&png)
}

/// All examined keyframes in order of time, with what was found on each.
pub(crate) fn every_keyframe(video: &VideoRecord, found: Vec<FrameMatches>) -> Vec<FrameMatches> {
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
