//! What the index of a case is asked with, and its segments: for measuring searches by themselves.
//! What doesn't live here: deciding on frames (`find`, `matching`).

use model::{ItemId, Reference};
use search::index::{Candidate, Probe, Segment, VoteOptions, ask};

use crate::copies::ask_all;
use crate::desk::Desk;
use crate::watch::{SEGMENTS, watch_provenance};
use crate::{Observer, PipelineError};

/// Opened segments and prepared references of a case.
pub struct Archive {
    /// Of every watched video that has one.
    pub segments: Vec<(ItemId, Segment)>,
    /// Every reference that can be looked for.
    pub probes: Vec<(Reference, Probe)>,
    /// Frames by which some shots are looked for in other videos, as they are and mirrored.
    shots: Vec<[Probe; 2]>,
}

/// Shots that are asked for copies of.
const SHOTS: usize = 24;

impl Archive {
    /// Frames that may show a reference, by its number, best first: each with the number of its
    /// segment, those of the archive before the others.
    pub fn ask(
        &self,
        number: usize,
        others: &[Segment],
        threads: usize,
    ) -> Vec<(usize, Candidate)> {
        let all = self.all(others);
        self.probes.get(number).map_or_else(Vec::new, |(_, probe)| {
            ask(&all, probe, &VoteOptions::default(), threads)
        })
    }

    /// Shots that [`Archive::ask_for_copies`] knows.
    pub fn shots(&self) -> usize {
        self.shots.len()
    }

    /// Frames that may be of the recording of which a shot's frame is, by the number of the shot,
    /// as looking for copies asks: on one thread, as it is and mirrored.
    pub fn ask_for_copies(&self, shot: usize, others: &[Segment]) -> usize {
        let all = self.all(others);
        let both = self.shots.get(shot).into_iter().flatten();
        both.map(|probe| ask_all(&all, probe).len()).sum()
    }

    fn all<'a>(&'a self, others: &'a [Segment]) -> Vec<&'a Segment> {
        let own = self.segments.iter().map(|(_, segment)| segment);
        own.chain(others).collect()
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
        let shots = self.copy_probes(SHOTS)?;
        Ok(Archive {
            segments,
            probes,
            shots,
        })
    }
}
