//! Deciding proposed frames: each is decoded again, described, and compared with the references
//! that it may show, on descriptors and on pixels.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use describe::FeatureOptions;
use model::{ReferenceId, Timestamp};
use pixels::Luma;
use search::{FrameMatches, Pixels, SearchOptions};
use vault::Derived;

use crate::desk::Desk;
use crate::matching::{Query, reference_picture};
use crate::parallel::{self, lock};
use crate::propose::Proposed;

/// Reference pictures in memory at once.
const MOST_LUMAS: usize = 24;

impl Desk {
    /// What is proved on the proposed frames, in order of time.
    pub(crate) fn decide(
        &self,
        object: &Path,
        stream: u32,
        proposed: &[Proposed],
        query: &Query,
        tell: &mut dyn FnMut(u64),
    ) -> Result<Vec<FrameMatches>, String> {
        let shelf = LumaShelf {
            derived: &self.derived,
            kept: Mutex::new(BTreeMap::new()),
        };
        let found = Mutex::new(Vec::new());
        let trouble = Mutex::new(None);
        let work =
            |(number, luma): (usize, Luma)| match look(&proposed[number], &luma, query, &shelf) {
                Ok(matches) if matches.matches.is_empty() => {}
                Ok(matches) => lock(&found).push(matches),
                Err(e) => *lock(&trouble) = Some(e),
            };
        let times: Vec<Timestamp> = proposed.iter().map(|p| p.at.time).collect();
        let decoder = &self.decoder;
        let decoded = parallel::feed(self.settings.threads, 1, work, |hand_on| {
            decoder.frames_at(object, stream, &times, &mut |index, frame| {
                hand_on((index, frame.luma()));
                tell(1);
            })
        });
        decoded.map_err(|e| e.to_string())?;
        if let Some(e) = trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(e);
        }
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_by_key(|f: &FrameMatches| f.at.frame);
        Ok(found)
    }
}

fn look(
    proposed: &Proposed,
    luma: &Luma,
    query: &Query,
    shelf: &LumaShelf<'_>,
) -> Result<FrameMatches, String> {
    let features = describe::features(luma, &FeatureOptions::default())
        .map_err(|e| format!("frame {}: {e}", proposed.at.frame))?;
    let pixels = Pixels {
        frame: luma,
        reference: &|id| query.own.get(id).cloned().or_else(|| shelf.get(id)),
    };
    let options = SearchOptions::default();
    let among = Some(proposed.references.as_slice());
    let matches = query
        .set
        .search_frame(&features, among, &query.scope, &options, Some(&pixels));
    Ok(FrameMatches {
        at: proposed.at,
        matches,
    })
}

/// Luma of the references that are asked for, a bounded number at a time.
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
