//! The pictures that prove a sighting: the exact frame, and its quad rectified. Original pixels and
//! one declared resampling; nothing is sharpened or made up.

use std::collections::BTreeMap;

use decode::Frame;
use model::{ItemId, Quad, Reference, ReferenceId, Sighting, Size, pictures};

use crate::desk::Desk;
use crate::documents::PICTURES;
use crate::png_files::encode_png;
use crate::{Event, Observer, PipelineError, Unit, recipe};

/// Ending of a derived picture's recipe, beside the picture.
const RECIPE: &str = "json";
/// Bounds of a rectified view's width in pixels.
const WIDTH: (f64, f64) = (160.0, 1600.0);

impl Desk {
    /// Makes the missing proof pictures of all sightings, decoding each video once.
    pub(crate) fn make_proofs(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        let sizes: BTreeMap<ReferenceId, Size> = self
            .case
            .references()?
            .into_iter()
            .map(|r: Reference| (r.id, r.size))
            .collect();
        let mut due: BTreeMap<(ItemId, u32), Vec<Sighting>> = BTreeMap::new();
        for row in self.case.sightings()? {
            if self.proof_is_missing(&row.sighting) {
                let video = (row.sighting.video, row.sighting.stream);
                due.entry(video).or_default().push(row.sighting);
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "make proof pictures",
            total: Some(due.values().map(|v| v.len() as u64).sum()),
            unit: Unit::Sightings,
        });
        for ((item, stream), sightings) in due {
            let name = self.name_of(&item)?;
            observer.on(Event::Doing(&name));
            if let Err(what) = self.proofs_of(&item, stream, &sightings, &sizes)? {
                observer.on(Event::Problem {
                    name: &name,
                    what: &what,
                });
            }
            observer.on(Event::Advance(sightings.len() as u64));
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    fn proof_is_missing(&self, s: &Sighting) -> bool {
        [
            pictures::frame_picture(&s.video, s.stream, &s.best.at),
            pictures::rectified_picture(&s.video, s.stream, &s.best.at, &s.best.quad, &s.reference),
        ]
        .iter()
        .any(|p| !self.derived.exists(PICTURES.0, &p.key(), PICTURES.1))
    }

    fn proofs_of(
        &self,
        item: &ItemId,
        stream: u32,
        sightings: &[Sighting],
        sizes: &BTreeMap<ReferenceId, Size>,
    ) -> Result<Result<(), String>, PipelineError> {
        let object = match self.object(item) {
            Ok(object) => object,
            Err(reason) => return Ok(Err(reason)),
        };
        let mut times: Vec<_> = sightings.iter().map(|s| s.best.at.time).collect();
        times.sort();
        times.dedup();
        let mut trouble = None;
        let decoded = self
            .decoder
            .frames_at(&object, stream, &times, &mut |index, frame| {
                let here = sightings.iter().filter(|s| s.best.at.time == times[index]);
                for sighting in here {
                    let size = sizes.get(&sighting.reference).copied();
                    if let Err(e) = self.keep_proof(&frame, sighting, size) {
                        trouble.get_or_insert(e);
                    }
                }
            });
        match trouble {
            Some(e) => Err(e),
            None => Ok(decoded.map_err(|e| e.to_string())),
        }
    }

    fn keep_proof(
        &self,
        frame: &Frame<'_>,
        sighting: &Sighting,
        reference: Option<Size>,
    ) -> Result<(), PipelineError> {
        let Sighting {
            video,
            stream,
            best,
            ..
        } = sighting;
        let rgb = frame.rgb();
        let mut decode_step = recipe::decoded(&sighting.best_moment(), &rgb);
        decode_step["frame"] = best.at.frame.into();
        let whole = pictures::frame_picture(video, *stream, &best.at);
        self.keep(&whole, &rgb, video, vec![decode_step.clone()])?;
        let size = rectified_size(&best.quad, reference);
        let Some(view) = pixels::warp::rectify_rgb(&rgb, &best.quad, size) else {
            return Ok(());
        };
        let rectify_step = recipe::rectified(&best.quad, &view);
        let rectified =
            pictures::rectified_picture(video, *stream, &best.at, &best.quad, &sighting.reference);
        self.keep(&rectified, &view, video, vec![decode_step, rectify_step])
    }

    fn keep(
        &self,
        provenance: &model::Provenance,
        picture: &pixels::Rgb,
        source: &ItemId,
        steps: Vec<serde_json::Value>,
    ) -> Result<(), PipelineError> {
        let key = provenance.key();
        let path = self.derived.path(PICTURES.0, &key, PICTURES.1);
        let png = encode_png(picture).map_err(|source| PipelineError::Write { path, source })?;
        let recipe = recipe::recipe(&png, picture, source, &steps, "analysis");
        self.derived
            .put(PICTURES.0, &key, RECIPE, recipe.to_string().as_bytes())?;
        self.derived.put(PICTURES.0, &key, PICTURES.1, &png)?;
        Ok(())
    }
}

/// The reference's shape at one and a half times the width it has in the frame.
fn rectified_size(quad: &Quad, reference: Option<Size>) -> Size {
    let width = (1.5 * quad.apparent_width()).clamp(WIDTH.0, WIDTH.1);
    let aspect = match reference {
        Some(size) => f64::from(size.height) / f64::from(size.width.max(1)),
        None => quad.apparent_height() / quad.apparent_width().max(1.0),
    };
    Size {
        width: width.round() as u32,
        height: (width * aspect).round().clamp(16.0, 4.0 * WIDTH.1) as u32,
    }
}
