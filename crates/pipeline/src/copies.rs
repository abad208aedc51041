//! Finding footage that appears again: frames of every shot are looked for in the segments of the
//! videos that were added before, and what the index proposes must agree frame by frame.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use case::{Output, VideoRecord};
use describe::{FeatureOptions, variants};
use model::{
    ContentHash, FootageCopy, FrameTime, Homography, ItemId, ItemKind, Provenance, Quad, Shot,
    Step, Stretch,
};
use pixels::Luma;
use search::copies::{Alignment, Glimpse, Strip, align, is_edit, whole_frames};
use search::index::{Candidate, Probe, Segment, VoteOptions};

use crate::desk::Desk;
use crate::parallel::{self, lock};
use crate::watch::{SEGMENTS, watch_provenance};
use crate::{Event, Observer, PipelineError, Unit};

/// Raised whenever comparing may give something else for the same videos.
const COPIES_VERSION: u32 = 5;
/// Width at which frames of a shot are described, and features that are kept.
const WIDTH: u32 = 960;
const BUDGET: usize = 900;
/// A shot is looked for by a frame for each of so many seconds, at least one, at most eight.
const SECONDS: f64 = 2.0;
const MOST_PROBES: usize = 8;
/// Frames of all earlier videos together whose geometry is looked at for one frame of a shot.
const MOST_FRAMES: usize = 300;
/// What the index must show for a pair of shots to be compared, and pairs that are, for each shot.
const LEAST_INLIERS: u32 = 10;
const MOST_NFA: f64 = -6.0;
const MOST_PAIRS: usize = 10;
/// Shots of one scene by the index, between which it found no edit, that are compared as whole
/// frames: while a camera moves, two keyframes of one recording are hardly of one moment.
const MOST_SCENES: usize = 4;
/// Likeness that leaves no doubt of the map.
const CLEAR: f32 = 0.9;
/// Frames of a shot that are compared: of longer ones every second, third …
const MOST_GLIMPSES: u64 = 1500;
/// Small pictures that are in memory at once, of all shots: some 14 kB each.
const MOST_KEPT: usize = 10_000;

/// A watched video.
struct Watched {
    item: ItemId,
    record: VideoRecord,
}

/// A pair of shots that the index proposes.
struct Proposal {
    shot: usize,
    other: usize,
    other_shot: usize,
    mirrored: bool,
    /// Frame of the other video from that of this one; `None` where the frames that were compared
    /// show one scene, but no edit makes one of the other: they may be of other moments.
    map: Option<Homography>,
    inliers: u32,
}

impl Desk {
    /// Compares every video with those that were added before it.
    pub(crate) fn find_copies(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        let mut videos = Vec::new();
        for row in self.case.items()? {
            if row.kind != Some(ItemKind::Video) {
                continue;
            }
            if let Some(record) = self.case.video(row.id)? {
                videos.push(Watched {
                    item: row.id,
                    record,
                });
            }
        }
        let mut due = Vec::new();
        for number in 1..videos.len() {
            let provenance = provenance(&videos[..=number]);
            if self.is_due(&provenance.key())? {
                due.push((number, provenance));
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        let shots = |n: usize| videos[n].record.shots.len() as u64;
        observer.on(Event::Phase {
            name: "look for copies",
            total: Some(due.iter().map(|(n, _)| shots(*n)).sum()),
            unit: Unit::Shots,
        });
        for (number, provenance) in due {
            let begun = Instant::now();
            let item = videos[number].item;
            let name = self.name_of(&item)?;
            observer.on(Event::Doing(&name));
            let mut told = 0;
            let found = self.copies_of(&videos, number, &mut |n| {
                told += n;
                observer.on(Event::Advance(n));
            });
            observer.on(Event::Advance(shots(number).saturating_sub(told)));
            match found {
                Ok(copies) => {
                    self.record(provenance, Some(item), begun, &Output::Copies(copies))?;
                }
                Err(reason) => self.record_failure(provenance, item, begun, &reason, observer)?,
            }
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    fn copies_of(
        &self,
        videos: &[Watched],
        number: usize,
        tell: &mut dyn FnMut(u64),
    ) -> Result<Vec<FootageCopy>, String> {
        let mut others = Vec::new();
        for (i, other) in videos[..number].iter().enumerate() {
            let key = watch_provenance(&other.item).key();
            // A damaged segment is rebuilt by the next run, which then compares again.
            let path = self.derived.path(SEGMENTS.0, &key, SEGMENTS.1);
            let segment = Segment::open(&path).map_err(|e| e.to_string())?;
            others.push((i, segment));
        }
        let this = &videos[number];
        let proposals = self.propose_copies(this, videos, &others)?;
        let mut shelf = StripShelf {
            desk: self,
            kept: BTreeMap::new(),
            asked: 0,
        };
        let mut copies = Vec::new();
        for shot in 0..this.record.shots.len() {
            let mut done: Vec<(usize, usize)> = Vec::new();
            for p in worth_comparing(&proposals, shot) {
                if done.contains(&(p.other, p.other_shot)) {
                    continue;
                }
                let a = shelf.strip(this, number, p.shot)?;
                let b = shelf.strip(&videos[p.other], p.other, p.other_shot)?;
                if let Some(found) = best_alignment(&a, &b, p) {
                    done.push((p.other, p.other_shot));
                    let other = &videos[p.other];
                    let mut copy = copy(this, other, (&a, &b), &found, p.mirrored);
                    let middle = |s: &Strip, (x, y): (usize, usize)| s.glimpses[(x + y) / 2].at;
                    let at = (middle(&a, found.a), middle(&b, found.b));
                    let (of_a, of_b) = (self.still(this, at.0)?, self.still(other, at.1)?);
                    let both = (&of_a, &of_b);
                    let details = search::copies::details(both, &copy.b_from_a, p.mirrored);
                    (copy.a.detail, copy.b.detail) = details.unwrap_or((0.0, 0.0));
                    copies.push(copy);
                }
            }
            tell(1);
        }
        Ok(copies)
    }

    /// The luma of one frame.
    fn still(&self, video: &Watched, at: FrameTime) -> Result<Luma, String> {
        let object = self.object(&video.item)?;
        let stream = video.record.facts.stream;
        let mut luma = None;
        let decoder = &self.decoder;
        decoder
            .frames_at(&object, stream, &[at.time], &mut |_, frame| {
                luma = Some(frame.luma());
            })
            .map_err(|e| e.to_string())?;
        luma.ok_or_else(|| format!("there is no frame at {}", at.time))
    }

    /// Asks all other segments for some frames of each shot, as they are and mirrored.
    fn propose_copies(
        &self,
        this: &Watched,
        videos: &[Watched],
        others: &[(usize, Segment)],
    ) -> Result<Vec<Proposal>, String> {
        let segments: Vec<&Segment> = others.iter().map(|(_, segment)| segment).collect();
        let found = Mutex::new(Vec::new());
        self.each_probe(this.item, &this.record, &|shot, mirrored, probe| {
            let proposals = ask_all(&segments, probe).into_iter().filter_map(|(n, c)| {
                let (other, segment) = &others[n];
                let map = Homography::between(&Quad::of_size(probe.size()), &c.quad)?;
                let shots = &videos[*other].record.shots;
                let other_shot = shots.iter().position(|s| within(s, &c.at))?;
                let map = is_edit(&map, probe.size(), segment.size()).then_some(map);
                (c.inliers >= LEAST_INLIERS).then_some(Proposal {
                    shot,
                    other: *other,
                    other_shot,
                    mirrored,
                    map,
                    inliers: c.inliers,
                })
            });
            lock(&found).extend(proposals);
        })?;
        let mut best: BTreeMap<(usize, usize, usize, bool, bool), Proposal> = BTreeMap::new();
        for p in std::mem::take(&mut *lock(&found)) {
            let key = (p.shot, p.other, p.other_shot, p.mirrored, p.map.is_some());
            match best.get(&key) {
                Some(known) if known.inliers >= p.inliers => {}
                _ => {
                    best.insert(key, p);
                }
            }
        }
        Ok(best.into_values().collect())
    }

    /// Hands on what each shot of a video is looked for by: the number of the shot, whether it is
    /// mirrored, and the features of a frame.
    fn each_probe(
        &self,
        item: ItemId,
        record: &VideoRecord,
        on: &(dyn Fn(usize, bool, &Probe) + Sync),
    ) -> Result<(), String> {
        let wanted = probed(record);
        let times: Vec<_> = wanted.iter().map(|(_, at)| at.time).collect();
        let trouble = Mutex::new(None);
        let options = FeatureOptions {
            budget: BUDGET,
            ..FeatureOptions::default()
        };
        let work = |(index, luma): (usize, Luma)| {
            let features = match variants::coarse_features(&luma, WIDTH, &options) {
                Ok(features) => features,
                Err(e) => {
                    *lock(&trouble) = Some(e.to_string());
                    return;
                }
            };
            let shot = wanted[index].0;
            on(shot, false, &Probe::new(&features));
            on(shot, true, &Probe::new(&variants::mirrored(&features)));
        };
        let object = self.object(&item)?;
        let decoded = parallel::feed(self.settings.threads, 1, work, |hand_on| {
            self.decoder
                .frames_at(&object, record.facts.stream, &times, &mut |index, frame| {
                    hand_on((index, frame.luma()));
                })
        });
        decoded.map_err(|e| e.to_string())?;
        lock(&trouble).take().map_or(Ok(()), Err)
    }

    /// What shots of the case's videos are looked for by, `most` at most: for measuring.
    pub(crate) fn copy_probes(&self, most: usize) -> Result<Vec<[Probe; 2]>, PipelineError> {
        let mut out: Vec<[Probe; 2]> = Vec::new();
        for row in self.case.items()? {
            let video = self.case.video(row.id)?;
            let Some(record) = video.filter(|_| out.len() < most) else {
                continue;
            };
            let found = Mutex::new(BTreeMap::new());
            let read = self.each_probe(row.id, &record, &|shot, mirrored, probe| {
                let both = (shot, mirrored);
                lock(&found).insert(both, probe.clone());
            });
            if read.is_ok() {
                let mut found = std::mem::take(&mut *lock(&found));
                for shot in 0..record.shots.len() {
                    let own = (found.remove(&(shot, false)), found.remove(&(shot, true)));
                    if let (Some(plain), Some(mirrored)) = own {
                        out.push([plain, mirrored]);
                    }
                }
            }
        }
        out.truncate(most);
        Ok(out)
    }
}

/// Frames of all these segments that may show what a shot does, with the numbers of the segments.
pub(crate) fn ask_all(segments: &[&Segment], probe: &Probe) -> Vec<(usize, Candidate)> {
    let options = VoteOptions {
        most_frames: MOST_FRAMES,
        most_nfa: MOST_NFA,
        ..VoteOptions::default()
    };
    search::index::ask(segments, probe, &options, 1)
}

/// How two shots agree best: by the map that was proposed, and as whole frames where that leaves
/// doubt, as between frames of a moving camera that are nearly of one moment.
fn best_alignment(a: &Strip, b: &Strip, p: &Proposal) -> Option<Alignment> {
    let given = p.map.and_then(|map| align(a, b, &map, p.mirrored));
    if given.is_some_and(|g| g.likeness >= CLEAR) {
        return given;
    }
    let whole = whole_frames(a.size, b.size);
    let others = whole.iter().filter_map(|m| align(a, b, m, p.mirrored));
    let all = given.into_iter().chain(others);
    all.max_by(|x, y| x.likeness.total_cmp(&y.likeness))
}

/// The proposals of a shot that are compared: those with the most inliers, with a map before those
/// without.
fn worth_comparing(proposals: &[Proposal], shot: usize) -> Vec<&Proposal> {
    let of = |mapped: bool| {
        let own = proposals.iter().filter(move |p| p.shot == shot);
        let mut some: Vec<&Proposal> = own.filter(|p| p.map.is_some() == mapped).collect();
        some.sort_by(|a, b| {
            (b.inliers.cmp(&a.inliers))
                .then(a.other.cmp(&b.other))
                .then(a.other_shot.cmp(&b.other_shot))
        });
        some.truncate(if mapped { MOST_PAIRS } else { MOST_SCENES });
        some
    };
    let mut all = of(true);
    all.extend(of(false));
    all
}

fn provenance(videos: &[Watched]) -> Provenance {
    let names: Vec<String> = videos
        .iter()
        .map(|v| watch_provenance(&v.item).key().to_string())
        .collect();
    let this = videos.last().map(|v| v.item.0);
    let before = ContentHash::of(names.join("\n").as_bytes());
    Provenance::new(
        Step::new("copies", COPIES_VERSION),
        this.into_iter().chain([before]).collect(),
    )
}

/// Frames by which shots are looked for: the sharpest keyframes, spread over each shot.
fn probed(record: &VideoRecord) -> Vec<(usize, FrameTime)> {
    let mut out = Vec::new();
    for (number, shot) in record.shots.iter().enumerate() {
        let inside: Vec<_> = record
            .keyframes
            .iter()
            .filter(|k| k.at.time >= shot.first.time && k.at.time <= shot.last.time)
            .collect();
        let seconds = shot.last.time.micros_since(shot.first.time) as f64 / 1e6;
        let count = ((seconds / SECONDS).ceil() as usize).clamp(1, MOST_PROBES);
        let size = inside.len().div_ceil(count).max(1);
        for part in inside.chunks(size) {
            let best = part
                .iter()
                .max_by(|a, b| a.sharpness.total_cmp(&b.sharpness));
            out.extend(best.map(|k| (number, k.at)));
        }
    }
    out.sort_by_key(|(_, at)| at.frame);
    out
}

fn within(shot: &Shot, at: &FrameTime) -> bool {
    at.time >= shot.first.time && at.time <= shot.last.time
}

fn copy(
    this: &Watched,
    other: &Watched,
    (a, b): (&Strip, &Strip),
    found: &Alignment,
    mirrored: bool,
) -> FootageCopy {
    let stretch = |v: &Watched, s: &Strip, (first, last): (usize, usize), pixels| Stretch {
        video: v.item,
        stream: v.record.facts.stream,
        first: s.glimpses[first].at,
        last: s.glimpses[last].at,
        pixels,
        detail: 0.0,
    };
    FootageCopy {
        a: stretch(this, a, found.a, found.pixels.0),
        b: stretch(other, b, found.b, found.pixels.1),
        b_from_a: found.b_from_a,
        mirrored,
        speed: found.speed,
        likeness: found.likeness,
        motion: found.motion,
    }
}

/// Small pictures of shots, a bounded number of shots at a time.
struct StripShelf<'a> {
    desk: &'a Desk,
    kept: BTreeMap<(usize, usize), (u64, Arc<Strip>)>,
    asked: u64,
}

impl StripShelf<'_> {
    fn strip(&mut self, video: &Watched, number: usize, shot: usize) -> Result<Arc<Strip>, String> {
        self.asked += 1;
        if let Some((asked, strip)) = self.kept.get_mut(&(number, shot)) {
            *asked = self.asked;
            return Ok(Arc::clone(strip));
        }
        while self.held() > MOST_KEPT {
            let oldest = self.kept.iter().min_by_key(|(_, (asked, _))| *asked);
            let Some(key) = oldest.map(|(key, _)| *key) else {
                break;
            };
            self.kept.remove(&key);
        }
        let strip = Arc::new(self.made(video, shot)?);
        self.kept
            .insert((number, shot), (self.asked, Arc::clone(&strip)));
        Ok(strip)
    }

    fn held(&self) -> usize {
        self.kept.values().map(|(_, s)| s.glimpses.len()).sum()
    }

    fn made(&self, video: &Watched, shot: usize) -> Result<Strip, String> {
        let shot = &video.record.shots[shot];
        let object = self.desk.object(&video.item)?;
        let every = (shot.last.frame - shot.first.frame + 1)
            .div_ceil(MOST_GLIMPSES)
            .max(1);
        let mut strip = Strip {
            size: video.record.facts.displayed,
            glimpses: Vec::new(),
        };
        let span = [(shot.first.time, shot.last.time)];
        let threads = self.desk.settings.threads;
        let stream = video.record.facts.stream;
        let decoder = &self.desk.decoder;
        decoder
            .spans(&object, stream, threads, &span, &mut |_, frame| {
                if frame.at.frame % every == 0 {
                    strip.glimpses.push(Glimpse {
                        at: FrameTime {
                            time: frame.at.time,
                            frame: shot.first.frame + frame.at.frame,
                        },
                        thumb: frame.thumb().clone(),
                    });
                }
            })
            .map_err(|e| e.to_string())?;
        Ok(strip)
    }
}
