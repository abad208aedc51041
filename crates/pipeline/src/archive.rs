//! What the index of a case is asked with, and its segments: for measuring searches by themselves.
//! What doesn't live here: deciding on frames (`find`, `matching`).

use model::{ItemId, Reference};
use search::index::{Candidate, Probe, Segment, VoteOptions, ask};

use crate::desk::Desk;
use crate::watch::{SEGMENTS, watch_provenance};
use crate::{Observer, PipelineError};

/// Opened segments and prepared references of a case.
pub struct Archive {
    /// Of every watched video that has one.
    pub segments: Vec<(ItemId, Segment)>,
    /// Every reference that can be looked for.
    pub probes: Vec<(Reference, Probe)>,
}

impl Archive {
    /// Frames that may show a reference, by its number, best first: each with the number of its
    /// segment, those of the archive before the others.
    pub fn ask(
        &self,
        number: usize,
        others: &[Segment],
        threads: usize,
    ) -> Vec<(usize, Candidate)> {
        let own = self.segments.iter().map(|(_, segment)| segment);
        let all: Vec<&Segment> = own.chain(others).collect();
        self.probes.get(number).map_or_else(Vec::new, |(_, probe)| {
            ask(&all, probe, &VoteOptions::default(), threads)
        })
    }
}

impl Desk {
    /// Opens everything that the index of the case is made of.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn archive(&self, observer: &mut dyn Observer) -> Result<Archive, PipelineError> {
        let mut segments = Vec::new();
        for row in self.case.items()? {
            let key = watch_provenance(&row.id).key();
            let path = self.derived.path(SEGMENTS.0, &key, SEGMENTS.1);
            if let Ok(segment) = Segment::open(&path) {
                segments.push((row.id, segment));
            }
        }
        let references = self.case.references()?;
        let mut probes = Vec::new();
        if let Some(query) = self.query(1, observer)? {
            for (number, probe) in query.probes.into_iter().enumerate() {
                let id = query.set.id(number);
                if let Some(reference) = references.iter().find(|r| Some(r.id) == id) {
                    probes.push((reference.clone(), probe));
                }
            }
        }
        Ok(Archive { segments, probes })
    }
}
