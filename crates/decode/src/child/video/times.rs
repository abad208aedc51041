//! The times of a stream's frames as its packets say them, without decoding anything. The parent
//! holds them against what a watch saw: where frames are lost or times are made up, they differ.

use std::fs::File;

use ffmpeg_the_third::{Packet, ffi};

use super::decoding::discard_others;
use super::source::Source;
use super::stream;
use crate::child::{Outlet, Trouble};
use crate::wire::Reply;

/// Times of one reply.
const AT_ONCE: usize = 4096;
/// Packets between signs of life.
const OFTEN: u64 = 10_000;
/// Packets in a row that can't be read before the rest is given up.
const PATIENCE: u32 = 256;

pub fn times(file: &File, stream: u32, most: u64, outlet: &mut Outlet) -> Result<(), Trouble> {
    let mut source = Source::open(file)?;
    let picked = stream::look(&mut source, stream as usize)?;
    outlet.reply(&Reply::Facts(picked.facts.clone()))?;
    discard_others(&mut source, picked.index);
    let (mut times, mut starts) = (Vec::new(), Vec::new());
    let (mut seen, mut errors) = (0, 0);
    while (times.len() as u64) < most && errors < PATIENCE {
        let mut packet = Packet::empty();
        // SAFETY: the context is open; the packet is empty and owned here.
        let code = unsafe {
            use ffmpeg_the_third::packet::Mut;
            ffi::av_read_frame(source.context(), packet.as_mut_ptr())
        };
        if code == ffi::AVERROR_EOF {
            break;
        }
        if code < 0 {
            errors += 1;
            continue;
        }
        errors = 0;
        seen += 1;
        if seen % OFTEN == 0 {
            outlet.alive()?;
        }
        // SAFETY: reads a field of a packet that was filled.
        let flags = unsafe {
            use ffmpeg_the_third::packet::Ref;
            (*packet.as_ptr()).flags
        };
        let shown = flags & ffi::AV_PKT_FLAG_DISCARD == 0;
        if packet.stream() == picked.index && shown {
            times.extend(packet.pts());
            if flags & ffi::AV_PKT_FLAG_KEY != 0 {
                starts.extend(packet.pts());
            }
        }
    }
    for all in [&mut times, &mut starts] {
        all.sort_unstable();
        all.dedup();
    }
    for part in times.chunks(AT_ONCE) {
        outlet.reply(&Reply::Times(part.to_vec()))?;
    }
    for part in starts.chunks(AT_ONCE) {
        outlet.reply(&Reply::Starts(part.to_vec()))?;
    }
    Ok(outlet.reply(&Reply::FramesDone {
        missing: Vec::new(),
    })?)
}
