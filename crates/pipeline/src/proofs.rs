//! The pictures that prove a sighting: the exact frame, and its quad rectified. Original pixels and
//! one declared resampling; nothing is sharpened or made up. They can be made again, to compare them.

use std::collections::BTreeMap;

use case::SightingRow;
use decode::Frame;
use model::{ItemId, Provenance, Quad, Reference, ReferenceId, Sighting, Size, pictures};

use crate::desk::Desk;
use crate::documents::PICTURES;
use crate::png_files::{decode_png, encode_png};
use crate::{Event, Observer, PipelineError, Unit, recipe};

/// Ending of a derived picture's recipe, beside the picture.
const RECIPE: &str = "json";
/// Bounds of a rectified view's width in pixels.
const WIDTH: (f64, f64) = (160.0, 1600.0);

impl Desk {
    /// Makes the missing proof pictures of all sightings, decoding each video once.
    pub(crate) fn make_proofs(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        let sizes = self.reference_sizes()?;
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

    /// Makes proof pictures of sightings once more, of so many spread over all of them or of each,
    /// and tells of each sighting whether they have the pixels that are kept. Answers how many
    /// sightings have no pictures that could be compared.
    ///
    /// # Errors
    /// When the case can't be read; what can't be made again is told of.
    pub fn verify_proofs(
        &self,
        most: Option<usize>,
        tell: &mut dyn FnMut(&str, Result<(), String>),
    ) -> Result<usize, PipelineError> {
        let sizes = self.reference_sizes()?;
        let mut rows = self.case.sightings()?;
        let all = rows.len();
        rows.retain(|row| !self.proof_is_missing(&row.sighting));
        let without = all - rows.len();
        let step = most.map_or(1, |most| rows.len().div_ceil(most.max(1)).max(1));
        let mut due: BTreeMap<(ItemId, u32), Vec<SightingRow>> = BTreeMap::new();
        for row in rows.into_iter().step_by(step) {
            let video = (row.sighting.video, row.sighting.stream);
            due.entry(video).or_default().push(row);
        }
        for ((item, stream), rows) in due {
            let sightings: Vec<Sighting> = rows.iter().map(|r| r.sighting.clone()).collect();
            let mut told: BTreeMap<String, Result<(), String>> = BTreeMap::new();
            let done = self.each_proof(
                (&item, stream),
                &sightings,
                &sizes,
                &mut |sighting, proof| {
                    let same = self.is_kept(&proof)?;
                    let of = rows.iter().find(|r| r.sighting == *sighting);
                    if let Some(row) = of {
                        let all = told.entry(row.id.clone()).or_insert(Ok(()));
                        *all = std::mem::replace(all, Ok(())).and(same);
                    }
                    Ok(())
                },
            )?;
            for row in &rows {
                let missing = || match &done {
                    Err(what) => Err(what.clone()),
                    Ok(()) => Err("its frame was not found again".to_owned()),
                };
                tell(&row.id, told.remove(&row.id).unwrap_or_else(missing));
            }
        }
        Ok(without)
    }

    /// Whether a picture is kept with the same pixels.
    fn is_kept(&self, proof: &Proof<'_>) -> Result<Result<(), String>, PipelineError> {
        let kept = self
            .derived
            .get(PICTURES.0, &proof.provenance.key(), PICTURES.1)?;
        let Some(kept) = kept else {
            return Ok(Err("a picture of it is gone".to_owned()));
        };
        Ok(match decode_png(&kept) {
            Ok(kept) if kept == *proof.picture => Ok(()),
            Ok(_) => Err("made again it has other pixels".to_owned()),
            Err(what) => Err(what),
        })
    }

    fn reference_sizes(&self) -> Result<BTreeMap<ReferenceId, Size>, PipelineError> {
        let all = self.case.references()?.into_iter();
        Ok(all.map(|r: Reference| (r.id, r.size)).collect())
    }

    fn proofs_of(
        &self,
        item: &ItemId,
        stream: u32,
        sightings: &[Sighting],
        sizes: &BTreeMap<ReferenceId, Size>,
    ) -> Result<Result<(), String>, PipelineError> {
        self.each_proof((item, stream), sightings, sizes, &mut |_, proof| {
            self.keep(proof.provenance, proof.picture, item, proof.steps)
        })
    }

    /// Decodes what sightings of one video are proved by, and makes each picture.
    fn each_proof(
        &self,
        (item, stream): (&ItemId, u32),
        sightings: &[Sighting],
        sizes: &BTreeMap<ReferenceId, Size>,
        use_proof: &mut UseProof<'_>,
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
                    if let Err(e) = proofs(&frame, sighting, size, use_proof) {
                        trouble.get_or_insert(e);
                    }
                }
            });
        match trouble {
            Some(e) => Err(e),
            None => Ok(decoded.map_err(|e| e.to_string())),
        }
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

/// A picture that proves a sighting.
struct Proof<'a> {
    provenance: &'a Provenance,
    picture: &'a pixels::Rgb,
    /// Of its recipe.
    steps: Vec<serde_json::Value>,
}

type UseProof<'a> = dyn FnMut(&Sighting, Proof<'_>) -> Result<(), PipelineError> + 'a;

/// The frame, and its quad rectified where that can be.
fn proofs(
    frame: &Frame<'_>,
    sighting: &Sighting,
    reference: Option<Size>,
    use_proof: &mut UseProof<'_>,
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
    let whole = Proof {
        provenance: &pictures::frame_picture(video, *stream, &best.at),
        picture: &rgb,
        steps: vec![decode_step.clone()],
    };
    use_proof(sighting, whole)?;
    let size = rectified_size(&best.quad, reference);
    let Some(view) = pixels::warp::rectify_rgb(&rgb, &best.quad, size) else {
        return Ok(());
    };
    let rectify_step = recipe::rectified(&best.quad, &view);
    let rectified = Proof {
        provenance: &pictures::rectified_picture(
            video,
            *stream,
            &best.at,
            &best.quad,
            &sighting.reference,
        ),
        picture: &view,
        steps: vec![decode_step, rectify_step],
    };
    use_proof(sighting, rectified)
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
