//! What stands on the keyframes, and which shots have to be decoded again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use case::VideoRecord;
use describe::ScreenOptions;
use model::{FrameTime, ItemId, Screen, ScreenFrame, Timestamp};
use pixels::Luma;
use search::track::Levels;

use super::settle::settle;
use super::walk::Walk;
use super::{Known, Seen};
use crate::desk::Desk;
use crate::parallel::{self, lock};

impl Desk {
    /// The displays on every keyframe.
    pub(super) fn look_at_keyframes(
        &self,
        object: &Path,
        video: &VideoRecord,
    ) -> Result<Seen, String> {
        let times: Vec<Timestamp> = video.keyframes.iter().map(|k| k.at.time).collect();
        let found = Mutex::new(BTreeMap::new());
        let options = ScreenOptions::default();
        let work = |(number, luma): (usize, Luma)| {
            let screens = describe::screens::screens(&luma, &options);
            if let (false, Some(k)) = (screens.is_empty(), video.keyframes.get(number)) {
                lock(&found).insert(k.at.frame, screens);
            }
        };
        let decoder = &self.decoder;
        let stream = video.facts.stream;
        let decoded = parallel::feed(self.settings.threads, 1, work, |hand_on| {
            decoder.frames_at(object, stream, &times, &mut |index, frame| {
                hand_on((index, frame.luma()));
            })
        });
        decoded.map_err(|e| e.to_string())?;
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Follows what was seen through every shot that has any of it.
    pub(super) fn follow_screens(
        &self,
        object: &Path,
        item: ItemId,
        video: &VideoRecord,
        known: &Known,
        seen: &Seen,
        tell: &mut dyn FnMut(u64),
    ) -> Result<Vec<(Screen, Vec<ScreenFrame>)>, String> {
        let mut walks = Vec::new();
        let mut spans: Vec<(Timestamp, Timestamp)> = Vec::new();
        for (number, shot) in video.shots.iter().enumerate() {
            let keyframes = seen.range(shot.first.frame..=shot.last.frame);
            let mut proposals: Seen = keyframes.map(|(k, v)| (*k, v.clone())).collect();
            let within = |t: Timestamp| t >= shot.first.time && t <= shot.last.time;
            let sightings: Vec<_> = (known.sightings.iter())
                .filter(|s| within(s.1.best.at.time))
                .collect();
            let drawn: Vec<_> = known.drawn.iter().filter(|d| within(d.1.time)).collect();
            if proposals.is_empty() && drawn.is_empty() && sightings.is_empty() {
                continue;
            }
            let mut walk = Walk::new(number as u32, sightings, drawn);
            walk.take_known(&mut proposals);
            if !proposals.is_empty() || walk.has_drawn() {
                spans.push((shot.first.time, shot.last.time));
                walk.span = Some(spans.len() - 1);
            }
            walk.proposals = proposals;
            walks.push((walk, *shot));
        }
        let mut by_span: Vec<usize> = Vec::new();
        for (i, (walk, _)) in walks.iter().enumerate() {
            if walk.span.is_some() {
                by_span.push(i);
            }
        }
        let threads = self.settings.threads;
        let decoded = self.decoder.spans(
            object,
            video.facts.stream,
            threads,
            &spans,
            &mut |index, frame| {
                let (walk, shot) = &mut walks[by_span[index]];
                let at = FrameTime {
                    time: frame.at.time,
                    frame: shot.first.frame + frame.at.frame,
                };
                walk.frame(at, &mut || Levels::new(frame.luma()), threads);
                tell(1);
            },
        );
        decoded.map_err(|e| e.to_string())?;
        let mut out = Vec::new();
        for (walk, _) in walks {
            out.extend(settle(walk, item, video, threads));
        }
        Ok(out)
    }
}
