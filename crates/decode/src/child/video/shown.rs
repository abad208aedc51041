//! Frames of which the parent has seen the thumbnail and may yet want the whole.

use std::collections::VecDeque;

use ffmpeg_the_third::frame;

use super::convert::{Converter, Label};
use super::decoding::Decoding;
use crate::child::{Outlet, Trouble};
use crate::wire::{DONE, Failure, GlimpseHead, Reply, WANTED};

/// Frames that are kept at most: the parent may be so many behind.
const KEPT: usize = 6;

/// Oldest first.
#[derive(Default)]
pub struct Shown {
    kept: VecDeque<(frame::Video, Label)>,
}

impl Shown {
    /// Shows a frame's thumbnail; waits for answers where many frames have none.
    pub fn show(
        &mut self,
        frame: frame::Video,
        label: Label,
        converter: &mut Converter,
        decoding: &mut Decoding,
        outlet: &mut Outlet,
    ) -> Result<(), Trouble> {
        while self.kept.len() >= KEPT {
            self.hear(converter, decoding, outlet)?;
        }
        let (thumb, bytes) = converter.thumb(&frame, decoding)?;
        outlet.reply(&Reply::Glimpse(GlimpseHead {
            pts: label.pts,
            number: label.number,
            thumb,
        }))?;
        outlet.raw(&bytes)?;
        self.kept.push_back((frame, label));
        Ok(())
    }

    /// Waits for the answers to all.
    pub fn finish(
        &mut self,
        converter: &mut Converter,
        decoding: &mut Decoding,
        outlet: &mut Outlet,
    ) -> Result<(), Trouble> {
        while !self.kept.is_empty() {
            self.hear(converter, decoding, outlet)?;
        }
        Ok(())
    }

    fn hear(
        &mut self,
        converter: &mut Converter,
        decoding: &mut Decoding,
        outlet: &mut Outlet,
    ) -> Result<(), Trouble> {
        let Some((frame, label)) = self.kept.front() else {
            return Ok(());
        };
        loop {
            match outlet.answer()? {
                DONE => break,
                WANTED => {
                    converter.send(frame, label, decoding, outlet)?;
                    outlet.take_back()?;
                }
                _ => return Err(Failure::Damaged("the parent's answer".to_owned()).into()),
            }
        }
        self.kept.pop_front();
        Ok(())
    }
}
