//! Pictures made to be looked at: a frame, a region, a reference, and the proof of a sighting with
//! its agreeing points drawn, or flickering between reference and screen.

use model::{Moment, MomentAddress, Point, Quad, Reference, Sighting, Size};
use pixels::{Rgb, draw, resize, warp};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::matching::reference_picture;
use crate::png_files::{encode_png, encode_png_pair};
use crate::recipe::{self, decoded, rectified};
use crate::{PipelineError, find};

/// A picture with how it came about.
pub struct Shown {
    pub png: Vec<u8>,
    pub size: Size,
    /// Source, steps, hashes and software, as kept beside derived pictures.
    pub recipe: Value,
    /// What is to be known of how it was drawn, such as characters without a shape.
    pub notes: Vec<String>,
}

/// How the proof of a sighting is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProofView {
    /// Reference beside rectified screen, agreeing points joined, the frame with the quad below.
    Beside,
    /// An animated PNG that flickers between reference and rectified screen.
    Flicker,
    /// The rectified screen alone.
    Rectified,
    /// The whole frame, nothing drawn on it.
    Frame,
}

/// Width of each of two pictures beside each other.
const HALF: u32 = 640;
const GAP: u32 = 12;
const GROUND: [u8; 3] = [24, 26, 30];
const MARK: [u8; 3] = [255, 176, 0];
/// Lines that are drawn at most: more hide what they join.
const MOST_LINES: usize = 60;

impl Desk {
    /// A frame, or the upright region of a quad on it.
    ///
    /// # Errors
    /// When there is no such moment, or it can't be decoded.
    pub fn show_moment(&self, address: &MomentAddress) -> Result<Shown, PipelineError> {
        let (moment, frame) = self.frame_at(address)?;
        let mut steps = vec![decoded(&moment, &frame)];
        let picture = match &address.quad {
            None => frame,
            Some(quad) => {
                let view = self.region(address)?;
                steps.push(rectified(quad, &view));
                view
            }
        };
        shown(&picture, &moment, steps)
    }

    /// A reference's own pixels, as they are looked for.
    ///
    /// # Errors
    /// When its picture is gone, or it has no source.
    pub fn show_reference(&self, reference: &Reference) -> Result<Shown, PipelineError> {
        let picture =
            reference_picture(&self.derived, &reference.id).map_err(PipelineError::Wanted)?;
        let source = reference.sources.first().ok_or_else(|| {
            PipelineError::Wanted(format!("reference {} has no source", reference.id.short()))
        })?;
        let png = encode_png(&picture).map_err(unwritten)?;
        let b = source.bounds;
        let taken = json!({"op": "take", "page": source.page, "kind": source.kind,
            "bounds": [b.x, b.y, b.width, b.height], "address": source.address,
            "width": picture.width, "height": picture.height});
        let recipe = recipe::recipe(&png, &picture, &source.item, &[taken], "viewing");
        Ok(Shown {
            png,
            size: picture.size(),
            recipe,
            notes: Vec::new(),
        })
    }

    /// The proof of a sighting at its best moment.
    ///
    /// # Errors
    /// When the frame can't be decoded or the reference's picture is gone.
    pub fn show_sighting(
        &self,
        sighting: &Sighting,
        view: ProofView,
    ) -> Result<Shown, PipelineError> {
        let moment = sighting.best_moment();
        let (_, frame) = self.frame_at(&MomentAddress::new(&moment, None))?;
        let mut steps = vec![decoded(&moment, &frame)];
        if view == ProofView::Frame {
            return shown(&frame, &moment, steps);
        }
        let reference =
            reference_picture(&self.derived, &sighting.reference).map_err(PipelineError::Wanted)?;
        let size = resize::size_for_width(
            Size {
                width: reference.width,
                height: reference.height,
            },
            match view {
                ProofView::Rectified => find::upright(&sighting.best.quad).width.max(160),
                _ => HALF,
            },
        );
        let screen = warp::rectify_rgb(&frame, &sighting.best.quad, size).ok_or_else(|| {
            PipelineError::Wanted("the sighting's quad can't be rectified".to_owned())
        })?;
        steps.push(rectified(&sighting.best.quad, &screen));
        let reference_small = resize::rgb(&reference, size);
        match view {
            ProofView::Flicker => {
                steps.push(json!({"op": "flicker", "with": sighting.reference,
                    "milliseconds": 500}));
                let png = encode_png_pair(&reference_small, &screen).map_err(unwritten)?;
                Ok(finished(png, &screen, &moment, steps))
            }
            ProofView::Beside => {
                let pairs = self.agreeing_points(sighting, &reference, &frame)?;
                steps.push(json!({"op": "draw", "agreeing_points": pairs.len(),
                    "reference": sighting.reference}));
                let sheet = beside(
                    sighting,
                    [&reference_small, &screen],
                    &reference,
                    &frame,
                    &pairs,
                );
                shown(&sheet, &moment, steps)
            }
            ProofView::Rectified | ProofView::Frame => shown(&screen, &moment, steps),
        }
    }

    fn agreeing_points(
        &self,
        sighting: &Sighting,
        reference: &Rgb,
        frame: &Rgb,
    ) -> Result<Vec<(Point, Point)>, PipelineError> {
        let on_reference = self
            .reference_features(&sighting.reference, reference)
            .map_err(PipelineError::Wanted)?;
        let options = describe::FeatureOptions::default();
        let on_frame = describe::features(&frame.to_luma(), &options)
            .map_err(|e| PipelineError::Wanted(e.to_string()))?;
        let tolerance = 3.0 * (f64::from(frame.width) / 1280.0).clamp(0.75, 2.0);
        let map = &sighting.best.frame_from_reference;
        Ok(search::agreeing(map, &on_reference, &on_frame, tolerance))
    }
}

/// Reference and screen above, the frame with the quad below.
fn beside(
    sighting: &Sighting,
    [left, right]: [&Rgb; 2],
    reference: &Rgb,
    frame: &Rgb,
    pairs: &[(Point, Point)],
) -> Rgb {
    let width = 2 * HALF + 3 * GAP;
    let mut below = draw::at_width(frame, width - 2 * GAP);
    let factor = f64::from(below.width) / f64::from(frame.width.max(1));
    let scaled = Quad(
        sighting
            .best
            .quad
            .0
            .map(|p| Point::new(p.x * factor, p.y * factor)),
    );
    draw::quad(&mut below, &scaled, 3.0, MARK);
    let height = left.height + below.height + 3 * GAP;
    let mut sheet = Rgb::filled(width, height, GROUND);
    draw::paste(&mut sheet, left, GAP, GAP);
    draw::paste(&mut sheet, right, HALF + 2 * GAP, GAP);
    draw::paste(&mut sheet, &below, GAP, left.height + 2 * GAP);
    let Some(inverse) = sighting.best.frame_from_reference.inverse() else {
        return sheet;
    };
    let small = f64::from(left.width) / f64::from(reference.width.max(1));
    let step = pairs.len().div_ceil(MOST_LINES).max(1);
    for (i, (on_reference, on_frame)) in pairs.iter().enumerate() {
        let Some(back) = inverse.map(*on_frame) else {
            continue;
        };
        let place =
            |p: Point, x: u32| Point::new(p.x * small + f64::from(x), p.y * small + f64::from(GAP));
        let (a, b) = (place(*on_reference, GAP), place(back, HALF + 2 * GAP));
        if i % step == 0 {
            draw::line(&mut sheet, a, b, 1.0, [0, 150, 110]);
        }
        draw::dot(&mut sheet, a, 2.5, MARK);
        draw::dot(&mut sheet, b, 2.5, MARK);
    }
    sheet
}

fn shown(picture: &Rgb, moment: &Moment, steps: Vec<Value>) -> Result<Shown, PipelineError> {
    let png = encode_png(picture).map_err(unwritten)?;
    Ok(finished(png, picture, moment, steps))
}

fn finished(png: Vec<u8>, picture: &Rgb, moment: &Moment, steps: Vec<Value>) -> Shown {
    let recipe = recipe::recipe(&png, picture, &moment.item, &steps, "viewing");
    let size = Size {
        width: picture.width,
        height: picture.height,
    };
    Shown {
        png,
        size,
        recipe,
        notes: Vec::new(),
    }
}

fn unwritten(e: std::io::Error) -> PipelineError {
    PipelineError::Wanted(format!("the picture could not be made: {e}"))
}
