//! Choosing the stream to watch, and its facts.

use std::ffi::CStr;
use std::fs::File;

use ffmpeg_the_third::codec::packet;
use ffmpeg_the_third::format::stream::Stream;
use ffmpeg_the_third::{ffi, frame, media};
use model::{FrameRate, ItemKind, Pts, Size, TimeBase, VideoFacts};

use super::decoding::{Decoding, Step};
use super::source::Source;
use crate::frame::MOST_STRETCH;
use crate::wire::{Failure, Found};
use crate::{Limits, paint};

/// What holds for every frame of the chosen stream.
#[derive(Clone)]
pub struct Picked {
    pub index: usize,
    pub base: TimeBase,
    pub start: Option<i64>,
    /// Ticks between frames by the claimed rate, at least 1.
    pub step: i64,
    pub rotation: u16,
    pub facts: VideoFacts,
    /// The claimed duration is of this stream, not of the whole file.
    pub own_duration: bool,
}

/// The best video stream: not a cover picture, the default one, the largest.
pub fn pick(source: &mut Source) -> Result<Picked, Failure> {
    let input = source.input().ok_or(Failure::OutOfMemory)?;
    let mut covers = false;
    let mut best: Option<((bool, u64), usize)> = None;
    for stream in input.streams() {
        if stream.parameters().medium() != media::Type::Video {
            continue;
        }
        // SAFETY: the stream's own fields.
        let (disposition, width, height) = unsafe {
            let s = stream.as_ptr();
            (
                (*s).disposition,
                (*(*s).codecpar).width,
                (*(*s).codecpar).height,
            )
        };
        let cover = ffi::AV_DISPOSITION_ATTACHED_PIC | ffi::AV_DISPOSITION_TIMED_THUMBNAILS;
        if disposition & cover != 0 {
            covers = true;
            continue;
        }
        let area = u64::try_from(i64::from(width) * i64::from(height)).unwrap_or(0);
        let rank = (disposition & ffi::AV_DISPOSITION_DEFAULT != 0, area);
        if best.is_none_or(|(b, _)| rank > b) {
            best = Some((rank, stream.index()));
        }
    }
    match best {
        Some((_, index)) => look(source, index),
        None if covers => Err(Failure::NotUnderstood(
            "only sound, with a cover picture".to_owned(),
        )),
        None => Err(Failure::NotUnderstood("only sound, no picture".to_owned())),
    }
}

/// What is known of a video stream before a frame is decoded.
pub fn look(source: &mut Source, index: usize) -> Result<Picked, Failure> {
    let context = source.context();
    let container = source.container.clone();
    let stream = source
        .input()
        .and_then(|input| input.streams().nth(index))
        .filter(|s| s.parameters().medium() == media::Type::Video)
        .ok_or_else(|| Failure::NotUnderstood(format!("stream {index} is no video stream")))?;
    // SAFETY: pointers of the open context, read only.
    let (coded, codec, aspect, frames) = unsafe {
        let s = stream.as_ptr();
        let p = (*s).codecpar;
        let aspect = ffi::av_guess_sample_aspect_ratio(context, s.cast_mut(), std::ptr::null_mut());
        let name = CStr::from_ptr(ffi::avcodec_get_name((*p).codec_id));
        let coded = Size {
            width: u32::try_from((*p).width).unwrap_or(0),
            height: u32::try_from((*p).height).unwrap_or(0),
        };
        (
            coded,
            name.to_string_lossy().into_owned(),
            aspect,
            (*s).nb_frames,
        )
    };
    let base = time_base(&stream)?;
    let rate = frame_rate(&stream);
    let (duration, own_duration) = claimed_duration(context, &stream, base);
    let rotation = rotation_of_stream(&stream);
    let sample_aspect = sane_aspect(aspect);
    Ok(Picked {
        index,
        base,
        start: Some(stream.start_time()).filter(|t| *t != ffi::AV_NOPTS_VALUE),
        step: step_of(rate, base),
        rotation,
        own_duration,
        facts: VideoFacts {
            container,
            codec,
            stream: u32::try_from(index).unwrap_or(u32::MAX),
            time_base: base,
            coded,
            displayed: paint::displayed_size(coded, sample_aspect, rotation),
            sample_aspect,
            rotation,
            claimed_rate: rate,
            claimed_duration: duration.map(Pts),
            claimed_frames: u64::try_from(frames).ok().filter(|n| *n > 0),
        },
    })
}

/// Ticks of one second, at least 1.
pub fn second(base: TimeBase) -> i64 {
    i64::from((base.den() / base.num()).max(1))
}

fn step_of(rate: Option<FrameRate>, base: TimeBase) -> i64 {
    let (num, den) = rate.map_or((25, 1), |r| (i128::from(r.num()), i128::from(r.den())));
    let ticks = den * i128::from(base.den()) / (num * i128::from(base.num())).max(1);
    i64::try_from(ticks).unwrap_or(1).max(1)
}

fn time_base(stream: &Stream<'_>) -> Result<TimeBase, Failure> {
    let r = stream.time_base();
    let part = |v: i32| u32::try_from(v).unwrap_or(0);
    TimeBase::new(part(r.numerator()), part(r.denominator()))
        .map_err(|e| Failure::Damaged(format!("its video stream has no time base ({e})")))
}

fn frame_rate(stream: &Stream<'_>) -> Option<FrameRate> {
    [stream.avg_frame_rate(), stream.rate()]
        .into_iter()
        .find_map(|r| {
            let num = u32::try_from(r.numerator()).ok()?;
            let den = u32::try_from(r.denominator()).ok()?;
            // Above this it is a time base in disguise.
            (u64::from(num) <= 1000 * u64::from(den)).then(|| FrameRate::new(num, den).ok())?
        })
}

/// The claimed duration in ticks, and whether the stream itself claims it. A guess from the bit
/// rate is no claim.
fn claimed_duration(
    context: *mut ffi::AVFormatContext,
    stream: &Stream<'_>,
    base: TimeBase,
) -> (Option<i64>, bool) {
    // SAFETY: fields of the open context.
    let (whole, method) = unsafe { ((*context).duration, (*context).duration_estimation_method) };
    if method == ffi::AVDurationEstimationMethod::BITRATE {
        return (None, false);
    }
    if let Some(own) = Some(stream.duration()).filter(|d| *d > 0) {
        return (Some(own), true);
    }
    if let Some(tagged) = stream.metadata().get("DURATION").and_then(clock_seconds) {
        let ticks = tagged * f64::from(base.den()) / f64::from(base.num());
        return (Some(ticks.round() as i64), true);
    }
    let ticks = (whole > 0).then(|| {
        let num = i128::from(whole) * i128::from(base.den());
        i64::try_from(num / (1_000_000 * i128::from(base.num()))).unwrap_or(i64::MAX)
    });
    (ticks, false)
}

/// `hh:mm:ss.fraction`, as Matroska tags have it.
fn clock_seconds(text: &str) -> Option<f64> {
    let mut parts = text.trim().splitn(3, ':');
    let mut next = || parts.next()?.parse::<f64>().ok().filter(|v| *v >= 0.0);
    let seconds = next()? * 3600.0 + next()? * 60.0 + next()?;
    (seconds.is_finite() && seconds > 0.0 && seconds < 1e9).then_some(seconds)
}

/// Square where the file says nothing, or nonsense.
pub fn sane_aspect(r: ffi::AVRational) -> (u32, u32) {
    match (u32::try_from(r.num), u32::try_from(r.den)) {
        (Ok(num @ 1..), Ok(den @ 1..)) => {
            let (n, d) = (u64::from(num), u64::from(den));
            if n > d * MOST_STRETCH || d > n * MOST_STRETCH {
                (1, 1)
            } else {
                (num, den)
            }
        }
        _ => (1, 1),
    }
}

/// Before FFmpeg 8 a stream has side data of its own and the inherent method is taken; from then
/// on the decoder puts them on frames, and this stands in.
#[allow(dead_code)]
trait NoSideData {
    fn side_data(&self) -> std::iter::Empty<packet::SideData<'static>> {
        std::iter::empty()
    }
}

impl NoSideData for Stream<'_> {}

fn rotation_of_stream(stream: &Stream<'_>) -> u16 {
    stream
        .side_data()
        .find(|d| d.kind() == packet::side_data::Type::DisplayMatrix)
        .and_then(|d| clockwise(d.data()))
        .unwrap_or(0)
}

/// The turn that a frame asks for by itself, where it does.
pub fn rotation_of_frame(frame: &frame::Video) -> Option<u16> {
    frame
        .side_data(frame::side_data::Type::DisplayMatrix)
        .and_then(|d| clockwise(d.data()))
}

/// Clockwise degrees of a display matrix: nine 32-bit numbers in 16.16 fixed point, row-major;
/// the first row is where the stored x axis goes.
fn clockwise(matrix: &[u8]) -> Option<u16> {
    let number = |i: usize| {
        let bytes: [u8; 4] = matrix.get(4 * i..4 * i + 4)?.try_into().ok()?;
        Some(f64::from(i32::from_ne_bytes(bytes)))
    };
    let (x, y) = (number(0)?, number(1)?);
    if x == 0.0 && y == 0.0 {
        return None;
    }
    let quarter = (y.atan2(x).to_degrees() / 90.0).round() as i32;
    Some(90 * u16::try_from(quarter.rem_euclid(4)).unwrap_or(0))
}

/// What a file is that FFmpeg may know.
pub fn identify(file: &File, limits: &Limits) -> Result<Found, Failure> {
    let other = |note: String| Found {
        kind: ItemKind::Other,
        note,
        facts: None,
    };
    let damaged = |note: String| Found {
        kind: ItemKind::Video,
        note: format!("damaged video: {note}"),
        facts: None,
    };
    match first_facts(file, limits) {
        Ok(facts) => Ok(Found {
            kind: ItemKind::Video,
            note: describe(&facts),
            facts: Some(facts),
        }),
        Err(Failure::NotUnderstood(reason)) => Ok(other(reason)),
        Err(Failure::Damaged(reason)) => Ok(damaged(reason)),
        Err(e) => Err(e),
    }
}

/// Facts as the first decoded frame confirms them.
fn first_facts(file: &File, limits: &Limits) -> Result<VideoFacts, Failure> {
    let mut source = Source::open(file)?;
    let picked = pick(&mut source)?;
    let mut decoding = Decoding::open(source, picked, 1, limits)?;
    let mut frame = frame::Video::empty();
    loop {
        match decoding.step(&mut frame)? {
            Step::Frame => return Ok(decoding.facts(&frame)),
            Step::Busy => {}
            Step::End => return Err(decoding.nothing()),
        }
    }
}

fn describe(facts: &VideoFacts) -> String {
    let container = facts.container.split(',').next().unwrap_or("");
    let Size { width, height } = facts.displayed;
    let mut note = format!("{} video in {container}, {width} × {height}", facts.codec);
    if let Some(duration) = facts.claimed_duration {
        let time = model::Timestamp::new(duration.0, facts.time_base);
        note.push_str(&format!(", {:.1} s", time.approx_seconds()));
    }
    if let Some(rate) = facts.claimed_rate {
        note.push_str(&format!(", {:.2} frames a second", rate.approx()));
    }
    note
}
