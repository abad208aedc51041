//! A screen as pictures to be looked at: one frame upright, all frames merged, or a stabilised clip.

use case::ScreenRow;
use model::{MomentAddress, ScreenFrame, Size, Timestamp};
use pixels::{Luma, Rgb, resize, warp};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::recipe::{decoded, recipe, rectified};
use crate::show::Shown;
use crate::views::tidied;
use crate::{PipelineError, gray, png_files};

/// How a screen is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScreenView {
    /// Its best frame upright, in colour, as large as it was filmed.
    Rectified,
    /// Its best frame upright on the grid of the merged view, to compare with it.
    Single,
    /// All its frames merged.
    Merged,
    /// Its frames upright one after the other, as an animated PNG.
    Clip,
    /// The whole frame.
    Frame,
}

/// Frames of a clip at most, and its width.
const MOST_FRAMES: usize = 250;
const CLIP_WIDTH: f64 = 720.0;

impl Desk {
    /// A screen as a picture; with `tidy`, flattened, sharpened and stretched for reading, which
    /// the recipe tells.
    ///
    /// # Errors
    /// When its frames can't be decoded, or can't be merged.
    pub fn show_screen(
        &self,
        row: &ScreenRow,
        view: ScreenView,
        tidy: bool,
    ) -> Result<Shown, PipelineError> {
        match view {
            ScreenView::Clip => self.clip(row),
            ScreenView::Merged => {
                let made = self.merged_view(row)?;
                still(made.merged.luma, made.recipe, tidy)
            }
            _ => self.single(row, view, tidy),
        }
    }

    fn single(
        &self,
        row: &ScreenRow,
        view: ScreenView,
        tidy: bool,
    ) -> Result<Shown, PipelineError> {
        let screen = &row.screen;
        let (moment, frame) = self.frame_at(&MomentAddress::new(&screen.best_moment(), None))?;
        let mut steps = vec![decoded(&moment, &frame)];
        let picture = if view == ScreenView::Frame {
            frame
        } else {
            let size = match view {
                ScreenView::Single => self.merged_view(row)?.merged.luma.size(),
                _ => crate::find::upright(&screen.best.quad),
            };
            let upright = warp::rectify_rgb(&frame, &screen.best.quad, size).ok_or_else(|| {
                PipelineError::Wanted(format!("screen {}: its quad is degenerate", row.id))
            })?;
            steps.push(rectified(&screen.best.quad, &upright));
            upright
        };
        if tidy {
            let luma = picture.to_luma();
            let made = json!({"source_sha256": screen.video, "steps": steps, "end_use": "viewing",
                "software": concat!("contrechamp ", env!("CARGO_PKG_VERSION"))});
            return still(luma, made, true);
        }
        let png = png_files::encode_png(&picture).map_err(unwritten)?;
        Ok(Shown {
            recipe: recipe(&png, &picture, &screen.video, &steps, "viewing"),
            size: size_of(&picture),
            png,
            notes: Vec::new(),
        })
    }

    fn clip(&self, row: &ScreenRow) -> Result<Shown, PipelineError> {
        let screen = &row.screen;
        let unfit = |what: String| PipelineError::Wanted(format!("screen {}: {what}", row.id));
        let frames = self.screen_frames(screen)?;
        let step = frames.len().div_ceil(MOST_FRAMES).max(1);
        let some: Vec<ScreenFrame> = frames.into_iter().step_by(step).collect();
        let object = self.object(&screen.video).map_err(unfit)?;
        let upright = crate::find::upright(&screen.best.quad);
        let factor = (CLIP_WIDTH / f64::from(upright.width)).min(1.0);
        let size = resize::size_for_width(upright, (f64::from(upright.width) * factor) as u32);
        let times: Vec<Timestamp> = some.iter().map(|f| f.at.time).collect();
        let mut pictures: Vec<Option<Luma>> = vec![None; some.len()];
        let decoded =
            self.decoder
                .frames_at(&object, screen.stream, &times, &mut |index, frame| {
                    let quad = some.get(index).map(|f| f.quad);
                    pictures[index] =
                        quad.and_then(|q| warp::rectify_luma(&frame.luma(), &q, size));
                });
        decoded.map_err(|e| unfit(e.to_string()))?;
        let pictures: Vec<Luma> = pictures.into_iter().flatten().collect();
        let between = match (some.first(), some.last()) {
            (Some(a), Some(b)) if some.len() > 1 => {
                b.at.time.micros_since(a.at.time) / 1000 / (some.len() as i64 - 1)
            }
            _ => 500,
        };
        let png =
            gray::encode_clip(&pictures, between.clamp(10, 2000) as u16).map_err(unwritten)?;
        let recipe = json!({
            "derived_sha256": model::ContentHash::of(&png),
            "source_sha256": screen.video, "screen": row.id,
            "software": concat!("contrechamp ", env!("CARGO_PKG_VERSION")),
            "steps": [
                {"op": "decode", "stream": screen.stream, "frames": times.len(), "colour": "luma"},
                {"op": "rectify", "each": "its own quad", "width": size.width, "height": size.height,
                 "resampling": "projective, bilinear, averaged where it shrinks"},
                {"op": "animate", "milliseconds": between.clamp(10, 2000)},
            ],
            "end_use": "viewing",
        });
        Ok(Shown {
            png,
            size,
            recipe,
            notes: Vec::new(),
        })
    }
}

/// A luma picture, with the steps for reading where they are wanted.
fn still(luma: Luma, mut recipe: Value, tidy: bool) -> Result<Shown, PipelineError> {
    let luma = if tidy {
        let (luma, steps) = tidied(&luma);
        if let Some(all) = recipe["steps"].as_array_mut() {
            all.extend(steps);
        }
        recipe["pixel_sha256"] = json!(model::ContentHash::of(&luma.data));
        luma
    } else {
        luma
    };
    let png = gray::encode(&luma).map_err(unwritten)?;
    recipe["derived_sha256"] = json!(model::ContentHash::of(&png));
    Ok(Shown {
        size: luma.size(),
        png,
        recipe,
        notes: Vec::new(),
    })
}

fn size_of(picture: &Rgb) -> Size {
    picture.size()
}

fn unwritten(e: std::io::Error) -> PipelineError {
    PipelineError::Wanted(format!("the picture could not be made: {e}"))
}
