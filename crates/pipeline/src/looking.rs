//! What somebody who looks around needs beside proofs: pictures that are kept, small pictures of
//! many frames at once. Nothing here is evidence; each can be made again.

use case::{ScreenRow, VideoRecord};
use decode::{Flow, FrameTimes, Reel};
use model::{ItemId, Provenance, ReferenceId, Screen, Step, Timestamp, pictures};
use pixels::{Rgb, resize};
use serde_json::Value;

use crate::PipelineError;
use crate::desk::Desk;
use crate::documents::PICTURES;

/// Kind and ending of lists of times under `derived/`.
const TIMES: (&str, &str) = ("times", "json");
/// Kind and ending of small pictures under `derived/`.
const THUMBS: (&str, &str) = ("thumbs", "jpg");

impl Desk {
    /// A derived picture as it is kept (PNG); `None` where it was not made.
    ///
    /// # Errors
    /// When it is there and can't be read.
    pub fn kept_picture(&self, of: &Provenance) -> Result<Option<Vec<u8>>, PipelineError> {
        Ok(self.derived.get(PICTURES.0, &of.key(), PICTURES.1)?)
    }

    /// How a kept picture came about, as JSON; `None` where that was not kept.
    ///
    /// # Errors
    /// When it is there and can't be read.
    pub fn kept_recipe(&self, of: &Provenance) -> Result<Option<Value>, PipelineError> {
        let kept = self.derived.get(PICTURES.0, &of.key(), "json")?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// The pixels of a reference (PNG).
    ///
    /// # Errors
    /// When the picture is gone.
    pub fn reference_png(&self, id: &ReferenceId) -> Result<Vec<u8>, PipelineError> {
        self.kept_picture(&pictures::reference_picture(id))?
            .ok_or_else(|| {
                PipelineError::Wanted(format!(
                    "the picture of reference {} is gone; analyse makes it again",
                    id.short()
                ))
            })
    }

    /// Small pictures of frames, `width` pixels wide; `None` where a time has no frame. Frames
    /// that are near each other are decoded in one go.
    ///
    /// # Errors
    /// When the object is missing, or nothing of it can be decoded.
    pub fn small_pictures(
        &self,
        item: &ItemId,
        stream: u32,
        times: &[Timestamp],
        width: u32,
    ) -> Result<Vec<Option<Rgb>>, PipelineError> {
        let object = self.object(item).map_err(PipelineError::Wanted)?;
        let mut small = vec![None; times.len()];
        let done = self
            .decoder
            .frames_at(&object, stream, times, &mut |index, frame| {
                let rgb = frame.rgb();
                let size = resize::size_for_width(rgb.size(), width.min(rgb.width));
                small[index] = Some(resize::rgb(&rgb, size));
            });
        match done {
            // What was lost is lost; the rest is shown.
            Err(e) if small.iter().all(Option::is_none) => Err(PipelineError::Decoder(e)),
            _ => Ok(small),
        }
    }

    /// The time of every frame of a watched video: from its packets,
    /// where those agree with the record of the watch, else by decoding it once more. Kept.
    ///
    /// # Errors
    /// When the object is missing or can't be decoded.
    pub fn frame_times(
        &self,
        item: &ItemId,
        of: &VideoRecord,
    ) -> Result<FrameTimes, PipelineError> {
        let key = Provenance::new(Step::new("frame-times", 2), vec![item.0])
            .with("stream", of.facts.stream)
            .key();
        let kept = self.derived.get(TIMES.0, &key, TIMES.1)?;
        if let Some(times) = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            return Ok(times);
        }
        let object = self.object(item).map_err(PipelineError::Wanted)?;
        let told = self.decoder.times(&object, of.facts.stream);
        let times = match told {
            Ok((base, times)) if base == of.facts.time_base && agree(&times.all, of) => times,
            _ => {
                let mut all = Vec::new();
                let threads = self.settings.threads;
                self.decoder.glimpse(&object, threads, &mut |glimpse| {
                    all.push(glimpse.at.time.pts.0);
                    Flow::Continue
                })?;
                let starts = Vec::new();
                FrameTimes { all, starts }
            }
        };
        // Where it can't be kept it is made again.
        if let Ok(text) = serde_json::to_vec(&times) {
            let _ = self.derived.put(TIMES.0, &key, TIMES.1, &text);
        }
        Ok(times)
    }

    /// A watched video, to be stepped through; it keeps up to `budget` bytes of frames.
    ///
    /// # Errors
    /// As [`Desk::frame_times`].
    pub fn reel(
        &self,
        item: &ItemId,
        of: &VideoRecord,
        (budget, for_previews): (u64, u64),
    ) -> Result<Reel, PipelineError> {
        let times = self.frame_times(item, of)?;
        let object = self.object(item).map_err(PipelineError::Wanted)?;
        Ok(Reel::new(
            self.decoder.clone(),
            object,
            (of.facts.stream, of.facts.time_base, of.facts.displayed),
            times,
            (self.settings.threads, budget, for_previews),
        ))
    }

    /// A screen's best frame upright, `width` pixels wide.
    ///
    /// # Errors
    /// When its frame can't be decoded.
    pub fn small_screen(&self, row: &ScreenRow, width: u32) -> Result<Rgb, PipelineError> {
        let view = self.region(&row.screen.best_address())?;
        let size = resize::size_for_width(view.size(), width.min(view.width));
        Ok(resize::rgb(&view, size))
    }

    /// A small picture (JPEG) that was kept under this name.
    ///
    /// # Errors
    /// When it is there and can't be read.
    pub fn kept_small(&self, of: &Provenance) -> Result<Option<Vec<u8>>, PipelineError> {
        Ok(self.derived.get(THUMBS.0, &of.key(), THUMBS.1)?)
    }

    /// Keeps a small picture (JPEG). Where the folder can't be written it is not kept, and that
    /// is no error: it is made again.
    pub fn keep_small(&self, of: &Provenance, jpeg: &[u8]) {
        let _ = self.derived.put(THUMBS.0, &of.key(), THUMBS.1, jpeg);
    }
}

/// Whether times can be those of the watch: as many, with the same ends.
fn agree(times: &[i64], of: &VideoRecord) -> bool {
    times.len() as u64 == of.frames
        && times.first() == Some(&of.first.pts.0)
        && times.last() == Some(&of.last.pts.0)
}

/// Names the small picture of a frame.
pub fn frame_thumb(item: &ItemId, stream: u32, at: Timestamp, width: u32) -> Provenance {
    Provenance::new(Step::new("thumb", 1), vec![item.0])
        .with("stream", stream)
        .with("time", at.to_string())
        .with("width", width)
}

/// Names the small picture of a screen.
pub fn screen_thumb(screen: &Screen, width: u32) -> Provenance {
    Provenance::new(Step::new("screen-thumb", 1), vec![screen.video.0])
        .with("at", screen.best_address().to_string())
        .with("width", width)
}
