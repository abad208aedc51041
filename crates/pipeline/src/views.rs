//! Views of a screen: its best single frame upright, all its frames merged, or each of them upright
//! as a stabilised clip. A merged view is kept with its recipe, and can be made again to the same
//! pixels.

mod told;

use case::ScreenRow;
use model::{
    ContentHash, Point, Provenance, Quad, Screen, ScreenFile, ScreenFrame, Size, Step, Timestamp,
    screen,
};
use pixels::merge::Merged;
use pixels::{Luma, plausible, tidy};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::laying::{Seen, lay};
use crate::{PipelineError, gray};
use told::{frame_step, read_back, recipe};

/// Raised whenever merging may give other pixels for the same frames.
const MERGE_VERSION: u32 = 3;
/// Frames that are merged at most.
const MOST_FRAMES: usize = 60;
/// Longest side of the view on which frames are registered, and of the merged one.
const LONGEST: f64 = 1100.0;
const LONGEST_MERGED: f64 = 2600.0;
/// How much finer than the view the merged grid of a small display is, and of others. For reading
/// the latter will do for all: no fewer characters were wrong on the former, at twice the pixels.
const FINEST: f64 = 3.0;
const FINE_TO_READ: f64 = 2.0;
/// Kind of merged views under `derived/`: `png`, `error.png`, and `json` for the recipe.
pub(crate) const VIEWS: &str = "views";

/// A merged view with how it came about.
#[derive(Clone, PartialEq, Debug)]
pub struct MergedView {
    pub merged: Merged,
    /// View pixels to one pixel of the video, across.
    pub per_pixel: f64,
    /// Frames that were merged.
    pub frames: usize,
    pub recipe: Value,
}

/// A frame of a screen: what surrounds it, with the quad in the cut-out's own pixels.
pub(crate) struct Cut {
    at: Timestamp,
    luma: Luma,
    quad: Quad,
    /// Of the whole decoded luma plane.
    hash: ContentHash,
    origin: (u32, u32),
    /// Size of the whole frame.
    frame: Size,
}

impl Cut {
    fn seen(&self) -> Seen<'_> {
        Seen {
            luma: &self.luma,
            quad: self.quad,
            origin: self.origin,
        }
    }
}

impl Desk {
    /// The quads of a screen's frames; empty where they were thrown away.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn screen_frames(&self, of: &Screen) -> Result<Vec<ScreenFrame>, PipelineError> {
        let (kind, ending) = screen::SCREENS;
        let bytes = self
            .derived
            .get(kind, &screen::screen_file(of).key(), ending)?;
        let file = bytes.and_then(|b| serde_json::from_slice::<ScreenFile>(&b).ok());
        Ok(file.map(|f| f.frames().collect()).unwrap_or_default())
    }

    /// All frames of a screen merged: from the shelf, or made and put there.
    ///
    /// # Errors
    /// When the frames can't be decoded, or too little of them agrees.
    pub fn merged_view(&self, row: &ScreenRow) -> Result<MergedView, PipelineError> {
        let frames = chosen(&self.screen_frames(&row.screen)?);
        let key = merge_provenance(&row.screen, &frames).key();
        let kept = (
            self.derived.get(VIEWS, &key, "png")?,
            self.derived.get(VIEWS, &key, "error.png")?,
            self.derived.get(VIEWS, &key, "json")?,
        );
        if let (Some(luma), Some(error), Some(recipe)) = kept
            && let Some(view) = read_back(&luma, &error, &recipe)
        {
            return Ok(view);
        }
        let (view, weight) = self.make_merged(row, &frames)?;
        let png = |l: &Luma| gray::encode(l).map_err(unwritten);
        // A colour picture for which nothing is free: the weight goes into a plane of its own.
        let error = gray::encode_two(&view.merged.uncertainty, &weight).map_err(unwritten)?;
        self.derived
            .put(VIEWS, &key, "png", &png(&view.merged.luma)?)?;
        self.derived.put(VIEWS, &key, "error.png", &error)?;
        let text = serde_json::to_vec_pretty(&view.recipe).unwrap_or_default();
        self.derived.put(VIEWS, &key, "json", &text)?;
        Ok(view)
    }

    /// Some frames of a screen merged, with quads of one's own; nothing is kept.
    ///
    /// # Errors
    /// As [`Desk::merged_view`].
    pub fn merged_of(
        &self,
        row: &ScreenRow,
        frames: &[ScreenFrame],
    ) -> Result<MergedView, PipelineError> {
        Ok(self.make_merged(row, &chosen(frames))?.0)
    }

    /// The same of what was cut out by [`Desk::cut_screens`], for reading.
    pub(crate) fn merged_cuts(
        &self,
        row: &ScreenRow,
        cuts: &[Cut],
    ) -> Result<MergedView, PipelineError> {
        Ok(self.merge_cuts(row, cuts, FINE_TO_READ)?.0)
    }

    fn make_merged(
        &self,
        row: &ScreenRow,
        frames: &[ScreenFrame],
    ) -> Result<(MergedView, Luma), PipelineError> {
        let mut cuts = self.cut_screens(&[(&row.screen, frames.to_vec())])?;
        self.merge_cuts(row, &cuts.pop().unwrap_or_default(), FINEST)
    }

    fn merge_cuts(
        &self,
        row: &ScreenRow,
        cuts: &[Cut],
        finest: f64,
    ) -> Result<(MergedView, Luma), PipelineError> {
        let unfit = |what: &str| PipelineError::Wanted(format!("screen {}: {what}", row.id));
        let size = view_size(&row.screen, cuts).ok_or_else(|| unfit("it has no usable frame"))?;
        let seen: Vec<Seen<'_>> = cuts.iter().map(Cut::seen).collect();
        let threads = self.settings.threads;
        let laid = lay(&seen, None, size, threads).map_err(unfit)?;
        let scale = scale_for(size).min(finest);
        let merged = laid
            .merged(&seen, size, scale, threads)
            .ok_or_else(|| unfit("none of its frames agrees with the others"))?;
        let best = laid.reference;
        let per_pixel = scale * f64::from(size.width) / cuts[best].quad.apparent_width().max(1.0);
        let used: Vec<Value> = laid
            .order()
            .into_iter()
            .filter_map(|n| Some(frame_step(&cuts[n], laid.on[n].as_ref()?, laid.share(n))))
            .collect();
        let recipe = recipe(row, &merged, (size, scale, per_pixel), used);
        let weight = merged.weight.clone();
        let view = MergedView {
            merged,
            per_pixel,
            frames: laid.order().len(),
            recipe,
        };
        Ok((view, weight))
    }

    /// Decodes frames of screens of one video, each frame once, and keeps of each what surrounds
    /// the screens.
    pub(crate) fn cut_screens(
        &self,
        screens: &[(&Screen, Vec<ScreenFrame>)],
    ) -> Result<Vec<Vec<Cut>>, PipelineError> {
        let unfit = |what: String| PipelineError::Wanted(what);
        let mut cuts: Vec<Vec<Cut>> = screens.iter().map(|_| Vec::new()).collect();
        let Some((of, _)) = screens.first() else {
            return Ok(cuts);
        };
        let object = self.object(&of.video).map_err(unfit)?;
        let frames = screens.iter().flat_map(|(_, frames)| frames);
        let mut times: Vec<Timestamp> = frames.map(|f| f.at.time).collect();
        times.sort();
        times.dedup();
        let decoded = self
            .decoder
            .frames_at(&object, of.stream, &times, &mut |index, frame| {
                let mut luma = None;
                for ((_, frames), cuts) in screens.iter().zip(&mut cuts) {
                    let own = |f: &&ScreenFrame| times.get(index) == Some(&f.at.time);
                    if let Some(f) = frames.iter().find(own) {
                        cuts.extend(cut(luma.get_or_insert_with(|| frame.luma()), f));
                    }
                }
            });
        decoded.map_err(|e| unfit(e.to_string()))?;
        for cuts in &mut cuts {
            cuts.sort_by_key(|c: &Cut| c.at);
        }
        Ok(cuts)
    }

    /// Makes every merged view that is kept once more, and tells of each whether it has the same
    /// pixels.
    ///
    /// # Errors
    /// When the case can't be read; a view that can't be made again is told of.
    pub fn verify_views(
        &self,
        tell: &mut dyn FnMut(&str, Result<(), String>),
    ) -> Result<(), PipelineError> {
        for row in self.case.screens()? {
            let frames = chosen(&self.screen_frames(&row.screen)?);
            let key = merge_provenance(&row.screen, &frames).key();
            let (Some(png), Some(error), Some(recipe)) = (
                self.derived.get(VIEWS, &key, "png")?,
                self.derived.get(VIEWS, &key, "error.png")?,
                self.derived.get(VIEWS, &key, "json")?,
            ) else {
                continue;
            };
            let told = match read_back(&png, &error, &recipe) {
                None => Err("it is damaged".to_owned()),
                Some(kept) => match self.make_merged(&row, &frames) {
                    Err(e) => Err(e.to_string()),
                    Ok((made, _)) if made.merged.luma != kept.merged.luma => {
                        Err("made again it has other pixels".to_owned())
                    }
                    Ok((made, _)) if made.recipe["steps"] != kept.recipe["steps"] => {
                        Err("made again it has another recipe".to_owned())
                    }
                    Ok(_) => Ok(()),
                },
            };
            tell(&row.id, told);
        }
        Ok(())
    }
}

/// The frames that are merged: those that show most of it, spread over time.
pub(crate) fn chosen(frames: &[ScreenFrame]) -> Vec<ScreenFrame> {
    let seen = |f: &&ScreenFrame| f.visible >= 0.45;
    let largest = frames
        .iter()
        .filter(seen)
        .map(|f| f.quad.signed_area())
        .fold(0.0, f64::max);
    let good: Vec<ScreenFrame> = frames
        .iter()
        .filter(seen)
        .filter(|f| f.quad.signed_area() >= 0.3 * largest)
        .copied()
        .collect();
    let good = if good.is_empty() {
        frames.to_vec()
    } else {
        good
    };
    let step = good.len().div_ceil(MOST_FRAMES).max(1);
    good.into_iter().step_by(step).collect()
}

fn merge_provenance(of: &Screen, frames: &[ScreenFrame]) -> Provenance {
    let mut text = String::new();
    for f in frames {
        text.push_str(&format!("{} {}\n", f.at.time, f.quad));
    }
    Provenance::new(
        Step::new("merged-view", MERGE_VERSION),
        vec![of.video.0, ContentHash::of(text.as_bytes())],
    )
    .with("stream", of.stream)
}

fn cut(luma: &Luma, frame: &ScreenFrame) -> Option<Cut> {
    const MARGIN: f64 = 24.0;
    let [x0, y0, x1, y1] = frame.quad.bounds();
    let (w, h) = (f64::from(luma.width), f64::from(luma.height));
    let (left, top) = ((x0 - MARGIN).clamp(0.0, w), (y0 - MARGIN).clamp(0.0, h));
    let (right, bottom) = ((x1 + MARGIN).clamp(0.0, w), (y1 + MARGIN).clamp(0.0, h));
    let (left, top) = (left as u32, top as u32);
    let (width, height) = (
        (right as u32).checked_sub(left)?,
        (bottom as u32).checked_sub(top)?,
    );
    if width < 8 || height < 8 {
        return None;
    }
    let data = (top..top + height)
        .flat_map(|y| {
            luma.row(y)[left as usize..(left + width) as usize]
                .iter()
                .copied()
        })
        .collect();
    let moved = |p: Point| Point::new(p.x - f64::from(left), p.y - f64::from(top));
    Some(Cut {
        at: frame.at.time,
        luma: Luma::new(width, height, data),
        quad: Quad(frame.quad.0.map(moved)),
        hash: ContentHash::of(&luma.data),
        origin: (left, top),
        frame: luma.size(),
    })
}

/// Pixels of the upright view: those of the largest frame along its longer edges, in the
/// proportions that its perspective tells of.
fn view_size(of: &Screen, cuts: &[Cut]) -> Option<Size> {
    let largest = cuts
        .iter()
        .max_by(|a, b| a.quad.signed_area().total_cmp(&b.quad.signed_area()))?;
    let q = &largest.quad.0;
    let across = q[0].distance(q[1]).max(q[3].distance(q[2]));
    let down = q[0].distance(q[3]).max(q[1].distance(q[2]));
    let whole = !of.cut.iter().any(|c| *c);
    let (x, y) = (f64::from(largest.origin.0), f64::from(largest.origin.1));
    let on_frame = Quad(q.map(|p| Point::new(p.x + x, p.y + y)));
    let ratio = if whole {
        plausible::proportions(&on_frame, largest.frame).unwrap_or(across / down.max(1.0))
    } else {
        across / down.max(1.0)
    };
    let (mut w, mut h) = (across.max(down * ratio), down.max(across / ratio));
    let shrink = (LONGEST / w.max(h)).min(1.0);
    w *= shrink;
    h *= shrink;
    let side = |v: f64| v.round().clamp(1.0, 8192.0) as u32;
    (w >= 24.0 && h >= 24.0).then(|| Size {
        width: side(w),
        height: side(h),
    })
}

/// How much finer the merged grid is: the more, the smaller it was filmed.
fn scale_for(view: Size) -> f64 {
    let longest = f64::from(view.width.max(view.height));
    let wanted: f64 = if longest < 450.0 {
        FINEST
    } else {
        FINE_TO_READ
    };
    wanted.min(LONGEST_MERGED / longest.max(1.0)).max(1.0)
}

/// The steps for reading that `show` offers: declared, deterministic, and never the kept picture.
pub(crate) fn tidied(luma: &Luma) -> (Luma, Vec<Value>) {
    let reach = (luma.width.max(luma.height) / 12).max(24);
    let flat = tidy::flatten(luma, reach);
    let sharp = tidy::sharpen(&flat, 1.6, 1.2);
    let out = tidy::stretch(&sharp, 0.002);
    let steps = vec![
        json!({"op": "flatten", "reach": reach, "what": "less the local mean, plus the mean of all"}),
        json!({"op": "sharpen", "how": "unsharp mask", "sigma": 1.6, "amount": 1.2, "most": 60}),
        json!({"op": "stretch", "cut": 0.002, "what": "darkest and brightest two in a thousand to black and white"}),
    ];
    (out, steps)
}

fn unwritten(e: std::io::Error) -> PipelineError {
    PipelineError::Wanted(format!("the picture could not be made: {e}"))
}
