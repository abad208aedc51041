//! What somebody who looks around needs beside proofs: pictures that are kept, small pictures of
//! many frames at once. Nothing here is evidence; each can be made again.

use model::{ItemId, Provenance, ReferenceId, Step, Timestamp, pictures};
use pixels::{Rgb, resize};

use crate::PipelineError;
use crate::desk::Desk;
use crate::documents::PICTURES;

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

    /// A small picture (JPEG) that was kept.
    ///
    /// # Errors
    /// When it is there and can't be read.
    pub fn kept_thumb(
        &self,
        item: &ItemId,
        stream: u32,
        at: Timestamp,
        width: u32,
    ) -> Result<Option<Vec<u8>>, PipelineError> {
        let key = thumb_provenance(item, stream, at, width).key();
        Ok(self.derived.get(THUMBS.0, &key, THUMBS.1)?)
    }

    /// Keeps a small picture (JPEG). Where the folder can't be written it is not kept, and that
    /// is no error: it is made again.
    pub fn keep_thumb(&self, item: &ItemId, stream: u32, at: Timestamp, width: u32, jpeg: &[u8]) {
        let key = thumb_provenance(item, stream, at, width).key();
        let _ = self.derived.put(THUMBS.0, &key, THUMBS.1, jpeg);
    }
}

fn thumb_provenance(item: &ItemId, stream: u32, at: Timestamp, width: u32) -> Provenance {
    Provenance::new(Step::new("thumb", 1), vec![item.0])
        .with("stream", stream)
        .with("time", at.to_string())
        .with("width", width)
}
