//! Looking for one picture in everything that was watched: a reference, a file, or a region of a
//! frame. Nothing is recorded: what is found is shown to the person who asked.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use case::VideoRecord;
use describe::ReferenceOptions;
use model::{
    ContentHash, FrameTime, ItemId, ItemKind, Moment, MomentAddress, Quad, ReferenceId, Sighting,
    Size,
};
use pixels::{Rgb, warp};
use search::index::{Candidate, Probe, Segment, VoteOptions};
use search::{ReferenceInput, ReferenceSet};

use crate::desk::Desk;
use crate::matching::{Query, every_keyframe};
use crate::propose::Proposed;
use crate::watch::{SEGMENTS, watch_provenance};
use crate::{Event, Observer, PipelineError, Unit};

/// What a person looks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Wanted {
    /// A picture file; it does not become part of the case.
    Image(PathBuf),
    /// A quad on a frame; without a quad, the whole frame.
    Region(MomentAddress),
    /// A reference of the case.
    Reference(ReferenceId),
}

/// How far to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FindOptions {
    /// Proposed frames that are decoded again and decided, best first.
    pub most_frames: usize,
    /// Of these, frames of one shot.
    pub most_of_shot: usize,
}

impl Default for FindOptions {
    fn default() -> Self {
        Self {
            most_frames: 300,
            most_of_shot: 4,
        }
    }
}

/// What came of a search.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// What was looked for, in words.
    pub what: String,
    pub features: usize,
    /// Why the picture is too poor to be looked for; then nothing was.
    pub poor: Option<String>,
    pub videos: usize,
    pub frames: u64,
    /// Videos that were not searched, with the reason.
    pub left_out: Vec<(String, String)>,
    /// Frames that the index proposed, and those of them that were decided.
    pub proposed: usize,
    pub decided: usize,
    /// Time that the index took.
    pub index_time: Duration,
    /// Best first, each with its video's name.
    pub sightings: Vec<(String, Sighting)>,
}

/// A watched video that can be asked.
struct Asked {
    item: ItemId,
    name: String,
    record: VideoRecord,
    segment: Segment,
}

impl Desk {
    /// Looks for a picture in all watched videos.
    ///
    /// # Errors
    /// When the case can't be read, or what is wanted can't be had.
    pub fn find(
        &self,
        wanted: &Wanted,
        options: &FindOptions,
        observer: &mut dyn Observer,
    ) -> Result<Found, PipelineError> {
        let (asked, left_out) = self.watched_videos()?;
        let frames = asked.iter().map(|a| a.segment.frames().len() as u64).sum();
        let (query, number) = self.wanted(wanted, frames, observer)?;
        let features = query.set.features(number);
        let mut found = Found {
            what: query.set.product_of(number).unwrap_or_default().to_owned(),
            features: features.map_or(0, pixels::Features::len),
            poor: features.and_then(describe::poor_reason),
            videos: asked.len(),
            frames,
            left_out,
            proposed: 0,
            decided: 0,
            index_time: Duration::ZERO,
            sightings: Vec::new(),
        };
        if found.poor.is_some() {
            return Ok(found);
        }
        let begun = Instant::now();
        let candidates = self.ask_all(&asked, &query.probes[number]);
        found.index_time = begun.elapsed();
        found.proposed = candidates.len();
        let chosen = choose(&asked, candidates, options);
        found.decided = chosen.iter().map(Vec::len).sum();
        self.decide_all(&asked, &chosen, &query, number, &mut found, observer);
        found
            .sightings
            .sort_by(|a, b| a.1.best.log10_nfa.0.total_cmp(&b.1.best.log10_nfa.0));
        Ok(found)
    }

    #[allow(clippy::type_complexity)]
    fn watched_videos(&self) -> Result<(Vec<Asked>, Vec<(String, String)>), PipelineError> {
        let (mut asked, mut left_out) = (Vec::new(), Vec::new());
        for row in self.case.items()? {
            if row.kind != Some(ItemKind::Video) {
                continue;
            }
            let name = self.name_of(&row.id)?;
            let Some(record) = self.case.video(row.id)? else {
                left_out.push((name, "not watched yet; run analyse".to_owned()));
                continue;
            };
            let key = watch_provenance(&row.id).key();
            match Segment::open(&self.derived.path(SEGMENTS.0, &key, SEGMENTS.1)) {
                Ok(segment) => asked.push(Asked {
                    item: row.id,
                    name,
                    record,
                    segment,
                }),
                Err(e) => left_out.push((name, e.to_string())),
            }
        }
        Ok((asked, left_out))
    }

    /// The query, and the place of what is wanted in its set.
    fn wanted(
        &self,
        wanted: &Wanted,
        frames: u64,
        observer: &mut dyn Observer,
    ) -> Result<(Query, usize), PipelineError> {
        let unfit = |what: String| PipelineError::Wanted(what);
        let (name, picture) = match wanted {
            Wanted::Reference(id) => {
                let query = self.query(frames, observer)?;
                let query =
                    query.ok_or_else(|| unfit("there is no usable reference".to_owned()))?;
                let number = (0..query.set.len()).find(|i| query.set.id(*i) == Some(*id));
                let number = number.ok_or_else(|| {
                    unfit(format!(
                        "the reference {} can't be looked for; see list references",
                        id.short()
                    ))
                })?;
                return Ok((query, number));
            }
            Wanted::Image(path) => {
                let picture = self.decoder.picture(path);
                let picture = picture.map_err(|e| unfit(e.to_string()))?;
                (path.display().to_string(), picture.rgb)
            }
            Wanted::Region(address) => (address.to_string(), self.region(address)?),
        };
        let luma = picture.to_luma();
        let features = describe::reference_features(&luma, &ReferenceOptions::default())
            .map_err(|e| unfit(format!("{name}: {e}")))?;
        let id = ReferenceId(ContentHash::of(&picture.data));
        let set = ReferenceSet::build(vec![ReferenceInput {
            id,
            product: name,
            negative: false,
            features,
        }]);
        Ok((Query::of_one(set, id, Arc::new(luma), frames), 0))
    }

    /// The pixels of a region, upright; of the whole frame where there is no quad.
    ///
    /// # Errors
    /// When there is no such moment, or it can't be decoded.
    pub fn region(&self, address: &MomentAddress) -> Result<Rgb, PipelineError> {
        let (_, frame) = self.frame_at(address)?;
        let Some(quad) = &address.quad else {
            return Ok(frame);
        };
        warp::rectify_rgb(&frame, quad, upright(quad)).ok_or_else(|| {
            PipelineError::Wanted(format!("{address}: these four corners are no picture"))
        })
    }

    /// The exact frame of an address, with its item.
    ///
    /// # Errors
    /// When there is no such item or frame, or it can't be decoded.
    pub fn frame_at(&self, address: &MomentAddress) -> Result<(Moment, Rgb), PipelineError> {
        let unfit = |what: String| PipelineError::Wanted(format!("{address}: {what}"));
        let item = self.case.resolve(&address.item)?;
        let object = self.object(&item).map_err(unfit)?;
        let mut frame = None;
        self.decoder
            .frames_at(&object, address.stream, &[address.time], &mut |_, f| {
                frame = Some(f.rgb());
            })
            .map_err(|e| unfit(e.to_string()))?;
        let moment = Moment {
            item,
            stream: address.stream,
            time: address.time,
        };
        let frame = frame.ok_or_else(|| unfit("there is no frame at this time".to_owned()))?;
        Ok((moment, frame))
    }

    fn ask_all(&self, asked: &[Asked], probe: &Probe) -> Vec<(usize, Candidate)> {
        let segments: Vec<&Segment> = asked.iter().map(|a| &a.segment).collect();
        search::index::ask(
            &segments,
            probe,
            &VoteOptions::default(),
            self.settings.threads,
        )
    }

    fn decide_all(
        &self,
        asked: &[Asked],
        chosen: &[Vec<FrameTime>],
        query: &Query,
        number: usize,
        found: &mut Found,
        observer: &mut dyn Observer,
    ) {
        observer.on(Event::Phase {
            name: "look",
            total: Some(found.decided as u64),
            unit: Unit::Keyframes,
        });
        let wanted = query.set.id(number);
        for (video, times) in asked.iter().zip(chosen) {
            if times.is_empty() {
                continue;
            }
            observer.on(Event::Doing(&video.name));
            let proposed: Vec<Proposed> = times
                .iter()
                .map(|at| Proposed {
                    at: *at,
                    references: vec![number],
                })
                .collect();
            let stream = video.record.facts.stream;
            let decided = self
                .object(&video.item)
                .and_then(|object| self.decide(&object, stream, &proposed, query, &mut |_| {}));
            match decided {
                Ok(mut frames) => {
                    for frame in &mut frames {
                        frame.matches.retain(|m| Some(m.reference) == wanted);
                    }
                    let frames = every_keyframe(&video.record, frames);
                    let sightings = search::group(video.item, stream, &frames, &video.record.shots);
                    let named = sightings.into_iter().map(|s| (video.name.clone(), s));
                    found.sightings.extend(named);
                }
                Err(e) => found.left_out.push((video.name.clone(), e)),
            }
            observer.on(Event::Advance(times.len() as u64));
        }
        observer.on(Event::PhaseDone);
    }
}

/// The times to decide of every video, in order; candidates come best first.
fn choose(
    asked: &[Asked],
    candidates: Vec<(usize, Candidate)>,
    options: &FindOptions,
) -> Vec<Vec<FrameTime>> {
    let mut of_shot = std::collections::BTreeMap::new();
    let mut chosen = vec![Vec::new(); asked.len()];
    let mut left = options.most_frames;
    for (video, candidate) in candidates {
        let shots = &asked[video].record.shots;
        let shot = shots.partition_point(|s| s.first.frame <= candidate.at.frame);
        let taken = of_shot.entry((video, shot)).or_insert(0usize);
        if left > 0 && *taken < options.most_of_shot {
            *taken += 1;
            left -= 1;
            chosen[video].push(candidate.at);
        }
    }
    for times in &mut chosen {
        times.sort_by_key(|at| at.frame);
    }
    chosen
}

/// Size of a region's upright picture: its own in the frame.
pub(crate) fn upright(quad: &Quad) -> Size {
    let side = |v: f64| v.round().clamp(1.0, 8192.0) as u32;
    Size {
        width: side(quad.apparent_width()),
        height: side(quad.apparent_height()),
    }
}
