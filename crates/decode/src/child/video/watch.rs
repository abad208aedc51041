//! Every frame, in display order: whole, or its thumbnail first.

use std::fs::File;

use ffmpeg_the_third::frame;

use super::convert::{Converter, Label};
use super::decoding::{Decoding, Step, check_size};
use super::shown::Shown;
use super::source::Source;
use super::stream;
use super::timeline::Timeline;
use crate::Limits;
use crate::child::{Outlet, Trouble};
use crate::wire::{Reply, WatchedHead};

pub fn watch(
    file: &File,
    limits: &Limits,
    threads: usize,
    glimpses: bool,
    outlet: &mut Outlet,
) -> Result<(), Trouble> {
    let mut source = Source::open(file)?;
    let picked = stream::pick(&mut source)?;
    let mut timeline = Timeline::new(picked.step, stream::second(picked.base));
    let mut decoding = Decoding::open(source, picked, threads, limits)?;
    let mut frame = frame::Video::empty();
    let mut converter = Converter::default();
    let mut shown = Shown::default();
    let mut span: Option<(i64, i64)> = None;
    let mut number = 0;
    loop {
        match decoding.step(&mut frame)? {
            Step::End => break,
            Step::Busy => {
                outlet.alive()?;
                continue;
            }
            Step::Frame => {}
        }
        if check_size(frame.width(), frame.height(), limits).is_err() {
            decoding.ledger.lost(format!(
                "a frame of {} × {} pixels is too large and left out",
                frame.width(),
                frame.height()
            ));
            continue;
        }
        if span.is_none() {
            outlet.reply(&Reply::Facts(decoding.facts(&frame)))?;
        }
        let (pts, odd) = timeline.place(frame.timestamp());
        if let Some(odd) = odd {
            decoding.ledger.lost(odd);
        }
        note_gap(&mut decoding, span, pts);
        note_errors(&mut decoding, &frame, number);
        let label = Label {
            index: 0,
            pts,
            number,
        };
        if glimpses {
            let frame = std::mem::replace(&mut frame, frame::Video::empty());
            shown.show(frame, label, &mut converter, &mut decoding, outlet)?;
        } else {
            converter.send(&frame, &label, &mut decoding, outlet)?;
        }
        decoding.ledger.shown(pts);
        span = Some((span.map_or(pts, |(first, _)| first), pts));
        number += 1;
        if number >= limits.frames {
            decoding
                .ledger
                .lost(format!("stopped after {number} frames, the limit"));
            break;
        }
    }
    shown.finish(&mut converter, &mut decoding, outlet)?;
    let Some((first, last)) = span else {
        return Err(decoding.nothing().into());
    };
    note_end(&mut decoding, &timeline, first, last, number);
    let (damage, damage_count) = decoding.ledger.into_records();
    Ok(outlet.reply(&Reply::Watched(WatchedHead {
        damage,
        damage_count,
    }))?)
}

/// In what is broadcast, a jump in time is a loss; elsewhere it may be meant.
fn note_gap(decoding: &mut Decoding, span: Option<(i64, i64)>, pts: i64) {
    let Some((_, last)) = span else { return };
    let second = stream::second(decoding.picked.base);
    let gap = pts.saturating_sub(last);
    if decoding.source().is_broadcast() && gap > 2 * second.max(decoding.picked.step) {
        let seconds = gap as f64 / second as f64;
        decoding
            .ledger
            .lost(format!("no picture for {seconds:.1} s"));
    }
}

fn note_errors(decoding: &mut Decoding, frame: &frame::Video, number: u64) {
    // SAFETY: reads a field of a decoded frame.
    let concealed = unsafe { (*frame.as_ptr()).decode_error_flags } != 0;
    if frame.is_corrupt() || concealed {
        decoding.ledger.lost(format!(
            "frame {number} is damaged: parts of it are guessed by the decoder"
        ));
    }
}

/// Whether the file claims much more than was decoded.
fn note_end(decoding: &mut Decoding, timeline: &Timeline, first: i64, last: i64, frames: u64) {
    let picked = &decoding.picked;
    let second = stream::second(picked.base);
    let step = picked.step;
    // The last frame of an AVI often has none.
    if timeline.derived() > 1 {
        let derived = timeline.derived();
        decoding.ledger.lost(format!(
            "{derived} of {frames} frames have no time stamp; their times are derived"
        ));
    }
    let picked = &decoding.picked;
    let mut claims = Vec::new();
    if let Some(claimed) = picked.facts.claimed_frames
        && claimed > frames + 2 + claimed / 50
    {
        claims.push(format!("{claimed} frames, {frames} were decoded"));
    }
    if let Some(claimed) = picked.facts.claimed_duration {
        let begin = picked.start.unwrap_or(first).min(first);
        let end = last.saturating_add(step).saturating_sub(begin);
        let missing = claimed.0.saturating_sub(end);
        // A whole file's duration is often that of a longer sound.
        let slack = if picked.own_duration {
            (second / 2).max(claimed.0 / 100).max(2 * step)
        } else {
            (5 * second).max(claimed.0 / 10)
        };
        if missing > slack {
            let seconds = |t: i64| t as f64 / second as f64;
            claims.push(format!(
                "{:.1} s, pictures end after {:.1} s",
                seconds(claimed.0),
                seconds(end)
            ));
        }
    }
    for claim in claims {
        decoding.ledger.lost(format!(
            "the end is missing: the file claims {claim}; it was probably cut off"
        ));
    }
}
