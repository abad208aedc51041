//! What a case holds and what was done, as numbers.

use std::collections::BTreeSet;

use case::{Case, SightingRow, VideoRecord};
use model::ItemKind;

use crate::PipelineError;

/// Counts of a case. Hours are of footage really decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    pub items: u64,
    pub videos: u64,
    pub documents: u64,
    pub pictures: u64,
    pub other: u64,
    /// Seconds of footage watched.
    pub watched_seconds: f64,
    pub frames: u64,
    pub shots: u64,
    pub keyframes: u64,
    pub references: u64,
    /// References that can't be looked for.
    pub poor_references: u64,
    pub products: u64,
    pub sightings: u64,
    pub products_sighted: u64,
    pub failures: u64,
}

impl Summary {
    /// # Errors
    /// When the case can't be read.
    pub fn of(case: &Case) -> Result<Self, PipelineError> {
        let mut videos = Vec::new();
        for row in case.items()? {
            videos.extend(case.video(row.id)?);
        }
        Self::with(case, &videos, &case.sightings()?)
    }

    /// The same, with the videos and sightings that the caller has read: of a large case that is
    /// nearly all of it.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn with<'a>(
        case: &Case,
        videos: impl IntoIterator<Item = &'a VideoRecord>,
        sightings: impl IntoIterator<Item = &'a SightingRow>,
    ) -> Result<Self, PipelineError> {
        let mut s = Self::default();
        for row in case.items()? {
            s.items += 1;
            match row.kind {
                Some(ItemKind::Video) => s.videos += 1,
                Some(ItemKind::Document) => s.documents += 1,
                Some(ItemKind::Picture) => s.pictures += 1,
                _ => s.other += 1,
            }
        }
        for video in videos {
            s.frames += video.frames;
            s.shots += video.shots.len() as u64;
            s.keyframes += video.keyframes.len() as u64;
            s.watched_seconds += video.last.micros_since(video.first) as f64 / 1e6;
        }
        let references = case.references()?;
        s.references = references.len() as u64;
        s.poor_references = references.iter().filter(|r| r.poor.is_some()).count() as u64;
        let products: BTreeSet<_> = references.iter().map(|r| &r.product).collect();
        s.products = products.len() as u64;
        let mut sighted = BTreeSet::new();
        for row in sightings {
            s.sightings += 1;
            sighted.insert(&row.sighting.product);
        }
        s.products_sighted = sighted.len() as u64;
        s.failures = case.failures()?.len() as u64;
        Ok(s)
    }
}
