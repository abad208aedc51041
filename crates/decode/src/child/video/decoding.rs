//! The loop from packets to frames, as far as a damaged stream goes.

use ffmpeg_the_third::codec::{self, Context};
use ffmpeg_the_third::decoder::Opened;
use ffmpeg_the_third::{Error, Packet, ffi, frame};
use model::{Size, VideoFacts};

use super::ledger::Ledger;
use super::source::{self, Source};
use super::stream::{self, Picked};
use crate::wire::Failure;
use crate::{Limits, paint};

/// Errors in a row after which the rest of a file is given up.
const PATIENCE: u32 = 256;

pub struct Decoding {
    source: Source,
    opened: Opened,
    pub picked: Picked,
    pub ledger: Ledger,
    draining: bool,
    errors: u32,
    /// PTS of the first packet with a random access point since the last seek.
    pub access: Option<i64>,
    /// Whether packets since the last seek had no PTS.
    pub unstamped: bool,
}

pub enum Step {
    /// The frame was filled.
    Frame,
    /// Something was read; there may be more.
    Busy,
    End,
}

impl Decoding {
    pub fn open(
        mut source: Source,
        picked: Picked,
        threads: usize,
        limits: &Limits,
    ) -> Result<Self, Failure> {
        let Size { width, height } = picked.facts.coded;
        check_size(width, height, limits)?;
        discard_others(&mut source, picked.index);
        let parameters = source
            .input()
            .and_then(|input| input.streams().nth(picked.index))
            .ok_or(Failure::OutOfMemory)?;
        let mut context = Context::from_parameters(parameters.parameters())
            .map_err(|e| Failure::Damaged(format!("its video stream has no parameters ({e})")))?;
        context.set_threading(codec::threading::Config {
            kind: codec::threading::Type::Frame,
            count: threads.clamp(1, 64),
            ..Default::default()
        });
        // SAFETY: fields of a context that is not open yet. A stream that suits slices only
        // (frame threads make it wait) may use them.
        unsafe {
            let c = context.as_mut_ptr();
            (*c).thread_type = ffi::FF_THREAD_FRAME | ffi::FF_THREAD_SLICE;
            (*c).max_pixels = i64::try_from(limits.frame_pixels).unwrap_or(i64::MAX);
            (*c).pkt_timebase = ffi::AVRational {
                num: i32::try_from(picked.base.num()).unwrap_or(1),
                den: i32::try_from(picked.base.den()).unwrap_or(1),
            };
        }
        let codec = codec::decoder::find(context.id()).ok_or_else(|| {
            Failure::NotUnderstood(format!(
                "there is no decoder for its video ({}); convert a copy to H.264 and add that",
                picked.facts.codec
            ))
        })?;
        let opened = context.decoder().open_as(codec).map_err(|e| {
            Failure::Damaged(format!(
                "the decoder for its video ({}) does not start: {e}",
                picked.facts.codec
            ))
        })?;
        Ok(Self {
            source,
            opened,
            ledger: Ledger::new(picked.base),
            picked,
            draining: false,
            errors: 0,
            access: None,
            unstamped: false,
        })
    }

    /// Goes on until something was read or decoded.
    pub fn step(&mut self, frame: &mut frame::Video) -> Result<Step, Failure> {
        match self.opened.receive_frame(frame) {
            Ok(()) => {
                self.errors = 0;
                Ok(Step::Frame)
            }
            Err(Error::Eof) => Ok(Step::End),
            Err(e) if is_again(e) => {
                if self.draining {
                    return Ok(Step::End);
                }
                self.feed()?;
                Ok(Step::Busy)
            }
            Err(e) => {
                self.stumble("a frame can't be decoded", e)?;
                Ok(if self.draining && self.errors > PATIENCE {
                    Step::End
                } else {
                    Step::Busy
                })
            }
        }
    }

    fn feed(&mut self) -> Result<(), Failure> {
        let mut packet = Packet::empty();
        // SAFETY: the context is open; the packet is empty and owned here.
        let code = unsafe {
            use ffmpeg_the_third::packet::Mut;
            ffi::av_read_frame(self.source.context(), packet.as_mut_ptr())
        };
        if code == ffi::AVERROR_EOF {
            return self.drain();
        }
        if code < 0 {
            self.stumble("data of the container can't be read", Error::from(code))?;
            if self.errors > PATIENCE {
                self.ledger
                    .lost("the rest of the file was given up".to_owned());
                return self.drain();
            }
            return Ok(());
        }
        if packet.stream() != self.picked.index {
            return Ok(());
        }
        if packet.is_corrupt() {
            self.ledger
                .lost("a piece of data is marked as corrupt or cut off".to_owned());
        }
        if packet.pts().is_none() {
            self.unstamped = true;
        }
        if packet.is_key() && self.access.is_none() {
            self.access = packet.pts().or_else(|| packet.dts());
        }
        match self.opened.send_packet(&packet) {
            Ok(()) => Ok(()),
            Err(e) => self.stumble("invalid data", e),
        }
    }

    fn drain(&mut self) -> Result<(), Failure> {
        self.draining = true;
        if let Some(e) = self.source.read_error() {
            self.ledger
                .lost(format!("the file can't be read to its end: {e}"));
        }
        match self.opened.send_eof() {
            Ok(()) | Err(Error::Eof) => Ok(()),
            Err(e) => self.stumble("the last frames can't be decoded", e),
        }
    }

    fn stumble(&mut self, what: &str, error: Error) -> Result<(), Failure> {
        if let Error::Other { errno } = error
            && source::is_out_of_memory(source::averror(errno))
        {
            return Err(Failure::OutOfMemory);
        }
        self.errors += 1;
        self.ledger.lost(format!("{what} ({error})"));
        Ok(())
    }

    /// Seeks to a random access point at or before a time; false when the container can't.
    pub fn seek(&mut self, pts: i64) -> bool {
        let Ok(index) = i32::try_from(self.picked.index) else {
            return false;
        };
        // SAFETY: the context is open.
        let code =
            unsafe { ffi::avformat_seek_file(self.source.context(), index, i64::MIN, pts, pts, 0) };
        self.opened.flush();
        self.draining = false;
        self.errors = 0;
        self.access = None;
        self.unstamped = false;
        code >= 0
    }

    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Sample aspect ratio of a frame, width to height.
    pub fn aspect(&mut self, frame: &frame::Video) -> (u32, u32) {
        let context = self.source.context();
        // SAFETY: reads fields of the context, its stream and the frame.
        let aspect = unsafe {
            let stream = *(*context).streams.add(self.picked.index);
            ffi::av_guess_sample_aspect_ratio(context, stream, frame.as_ptr().cast_mut())
        };
        stream::sane_aspect(aspect)
    }

    pub fn rotation(&self, frame: &frame::Video) -> u16 {
        stream::rotation_of_frame(frame).unwrap_or(self.picked.rotation)
    }

    /// The stream's facts, with size and display as this frame has them.
    pub fn facts(&mut self, frame: &frame::Video) -> VideoFacts {
        let mut facts = self.picked.facts.clone();
        facts.coded = Size {
            width: frame.width(),
            height: frame.height(),
        };
        facts.sample_aspect = self.aspect(frame);
        facts.rotation = self.rotation(frame);
        facts.displayed = paint::displayed_size(facts.coded, facts.sample_aspect, facts.rotation);
        facts
    }

    /// Why there is no frame at all.
    pub fn nothing(&self) -> Failure {
        let why = self
            .ledger
            .first()
            .map_or_else(String::new, |what| format!(" ({what})"));
        Failure::Damaged(format!(
            "no frame of its {} video could be decoded{why}; fetch it again from where it came from",
            self.picked.facts.codec
        ))
    }
}

pub fn check_size(width: u32, height: u32, limits: &Limits) -> Result<(), Failure> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.frame_pixels {
        return Err(Failure::TooLarge {
            what: format!("its frame of {width} × {height} pixels"),
            limit: format!("{} megapixels", limits.frame_pixels / 1_000_000),
        });
    }
    Ok(())
}

/// Demuxers skip what nobody wants.
pub fn discard_others(source: &mut Source, index: usize) {
    let context = source.context();
    if context.is_null() {
        return;
    }
    // SAFETY: the context holds so many streams.
    unsafe {
        for i in 0..(*context).nb_streams as usize {
            if i != index {
                (**(*context).streams.add(i)).discard = ffi::AVDiscard::ALL;
            }
        }
    }
}

fn is_again(error: Error) -> bool {
    matches!(error, Error::Other { errno } if errno == rustix::io::Errno::AGAIN.raw_os_error())
}
