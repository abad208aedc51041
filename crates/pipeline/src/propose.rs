//! Which frames of a video are worth decoding again, and for which references: asked of its index
//! segment. Nothing is decided here.

use std::collections::BTreeMap;
use std::path::Path;

use model::FrameTime;
use search::index::{Segment, VoteOptions};

use crate::matching::Query;
use crate::parallel;

/// Frames after a proposed one that are looked at with it, at most.
const CONTINUATIONS: usize = 3;

/// A frame, and the places in the set of the references that it may show.
pub(crate) struct Proposed {
    pub at: FrameTime,
    pub references: Vec<usize>,
}

/// Asks a segment for every reference, on several threads; frames in order of time.
pub(crate) fn propose(
    segment: &Path,
    query: &Query,
    threads: usize,
) -> Result<Vec<Proposed>, String> {
    let segment = Segment::open(segment).map_err(|e| e.to_string())?;
    segment.check().map_err(|e| e.to_string())?;
    let options = VoteOptions::default();
    let voted = parallel::map(threads, query.probes.len(), |number| {
        segment.vote(&query.probes[number], &options)
    });
    let mut frames: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, candidates) in voted.into_iter().enumerate() {
        for candidate in candidates {
            frames.entry(candidate.frame).or_default().push(number);
        }
    }
    let frames = with_continuations(&segment, frames);
    Ok(frames
        .into_iter()
        .filter_map(|(frame, mut references)| {
            references.sort_unstable();
            let at = segment.frames().get(frame as usize)?.at;
            Some(Proposed { at, references })
        })
        .collect())
}

/// Frames after a proposed one that show much of the same are proposed with it: what they share is
/// kept with the first of them only.
fn with_continuations(
    segment: &Segment,
    proposed: BTreeMap<u32, Vec<usize>>,
) -> BTreeMap<u32, Vec<usize>> {
    let mut all: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (frame, references) in proposed {
        let after = segment.frames().iter().skip(frame as usize + 1);
        let run = after.take(CONTINUATIONS).take_while(|f| f.continues());
        for number in frame..=frame + run.count() as u32 {
            all.entry(number).or_default().extend(&references);
        }
    }
    for references in all.values_mut() {
        references.sort_unstable();
        references.dedup();
    }
    all
}
