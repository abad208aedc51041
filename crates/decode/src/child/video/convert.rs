//! From a decoded frame to a slot: planes without padding, and the thumbnail.
//!
//! 8-bit planes are copied as they are, so luma keeps its values; everything else is converted
//! to 8 bits by swscale first.

use ffmpeg_the_third::color::{Range, Space};
use ffmpeg_the_third::format::Pixel;
use ffmpeg_the_third::software::scaling;
use ffmpeg_the_third::{ffi, frame};
use model::Size;

use super::decoding::Decoding;
use super::shrink::Shrinker;
use crate::child::{Outlet, Trouble};
use crate::frame::THUMB_WIDTH;
use crate::paint;
use crate::wire::{Failure, FrameHead, Layout, Reply};

/// Brings frames into the form that the parent understands; keeps what can be used again.
#[derive(Default)]
pub struct Converter {
    scaler: Option<scaling::Context>,
    converted: Option<frame::Video>,
}

/// Which frame is sent, in the words of the request.
pub struct Label {
    pub index: usize,
    pub pts: i64,
    pub number: u64,
}

impl Converter {
    /// Puts a frame into a slot and names it to the parent.
    pub fn send(
        &mut self,
        frame: &frame::Video,
        label: &Label,
        decoding: &mut Decoding,
        outlet: &mut Outlet,
    ) -> Result<(), Trouble> {
        let stored = Size {
            width: frame.width(),
            height: frame.height(),
        };
        let sample_aspect = decoding.aspect(frame);
        let rotation = decoding.rotation(frame);
        let (readable, layout, jpeg) = self.readable(frame)?;
        let flat = flat_thumb(stored, sample_aspect, rotation);
        let thumb = turned_back(flat, rotation);
        let planes = layout
            .bytes(stored)
            .ok_or_else(|| Failure::Damaged("a frame of impossible size".to_owned()))?;
        let thumb_bytes = thumb.width as usize * thumb.height as usize;
        let (slot, bytes) = outlet.slot(planes + thumb_bytes)?;
        let (planes, rest) = bytes.split_at_mut(planes);
        let small = fill(readable, layout, stored, flat, planes)?;
        let (_, small) = paint::turned::<1>(&small, flat, rotation);
        rest[..thumb_bytes].copy_from_slice(&small);
        let head = FrameHead {
            slot,
            index: label.index,
            pts: label.pts,
            number: label.number,
            stored,
            layout,
            sample_aspect,
            rotation,
            full_range: jpeg || frame.color_range() == Range::JPEG || layout == Layout::Rgb,
            weights: weights(frame),
            thumb,
        };
        Ok(outlet.reply(&Reply::Frame(head))?)
    }

    /// A frame's thumbnail and its size, as the parent shows it; nothing else is touched.
    pub fn thumb(
        &mut self,
        frame: &frame::Video,
        decoding: &mut Decoding,
    ) -> Result<(Size, Vec<u8>), Failure> {
        let stored = Size {
            width: frame.width(),
            height: frame.height(),
        };
        let rotation = decoding.rotation(frame);
        let flat = flat_thumb(stored, decoding.aspect(frame), rotation);
        let (readable, layout, _) = self.readable(frame)?;
        let mut small = Shrinker::new(stored, flat);
        let (w, h) = (stored.width as usize, stored.height as usize);
        if layout == Layout::Rgb {
            let mut line = vec![0; w];
            each_row(readable, 0, 3 * w, h, &mut |row| {
                grey(row, &mut line);
                small.push(&line);
            })?;
        } else {
            each_row(readable, 0, w, h, &mut |row| small.push(row))?;
        }
        let (_, small) = paint::turned::<1>(&small.done(), flat, rotation);
        Ok((turned_back(flat, rotation), small))
    }

    /// The frame, or its conversion, in a layout that the parent understands, and whether it is
    /// full range by name.
    fn readable<'a>(
        &'a mut self,
        frame: &'a frame::Video,
    ) -> Result<(&'a frame::Video, Layout, bool), Failure> {
        match direct(frame.format()) {
            Some((layout, jpeg)) => Ok((frame, layout, jpeg)),
            None => Ok((self.converted(frame)?, target(frame.format()).1, false)),
        }
    }

    fn converted(&mut self, frame: &frame::Video) -> Result<&frame::Video, Failure> {
        let definition = scaling::context::Definition {
            format: frame.format(),
            width: frame.width(),
            height: frame.height(),
        };
        if self
            .scaler
            .as_ref()
            .is_none_or(|s| *s.input() != definition)
        {
            let (to, _) = target(frame.format());
            let (w, h) = (frame.width(), frame.height());
            let flags = scaling::Flags::BILINEAR
                | scaling::Flags::ACCURATE_RND
                | scaling::Flags::FULL_CHR_H_INT
                | scaling::Flags::FULL_CHR_H_INP
                | scaling::Flags::BITEXACT;
            let made = scaling::Context::get(frame.format(), w, h, to, w, h, flags);
            self.scaler = Some(made.map_err(|_| {
                Failure::NotUnderstood(format!(
                    "its pixel format {:?} can't be converted; convert a copy to H.264 and add that",
                    frame.format()
                ))
            })?);
            self.converted = None;
        }
        let Some(scaler) = &mut self.scaler else {
            return Err(Failure::OutOfMemory);
        };
        let out = self.converted.get_or_insert_with(frame::Video::empty);
        scaler
            .run(frame, out)
            .map_err(|e| Failure::Damaged(format!("a frame can't be converted ({e})")))?;
        Ok(out)
    }
}

/// Formats whose planes are handed on as they are, and whether they are full range by name.
fn direct(format: Pixel) -> Option<(Layout, bool)> {
    let yuv = |log2_x, log2_y| Layout::Yuv { log2_x, log2_y };
    Some(match format {
        Pixel::YUV420P => (yuv(1, 1), false),
        Pixel::YUVJ420P => (yuv(1, 1), true),
        Pixel::YUV422P => (yuv(1, 0), false),
        Pixel::YUVJ422P => (yuv(1, 0), true),
        Pixel::YUV444P => (yuv(0, 0), false),
        Pixel::YUVJ444P => (yuv(0, 0), true),
        Pixel::YUV440P => (yuv(0, 1), false),
        Pixel::YUVJ440P => (yuv(0, 1), true),
        Pixel::YUV411P => (yuv(2, 0), false),
        Pixel::YUV410P => (yuv(2, 2), false),
        Pixel::GRAY8 => (Layout::Gray, false),
        Pixel::RGB24 => (Layout::Rgb, true),
        _ => return None,
    })
}

/// The nearest 8-bit format without loss of chroma resolution.
fn target(format: Pixel) -> (Pixel, Layout) {
    // SAFETY: descriptions are static; null for unknown formats.
    let description = unsafe { ffi::av_pix_fmt_desc_get(format.into()).as_ref() };
    let Some(d) = description else {
        return (Pixel::RGB24, Layout::Rgb);
    };
    let colour = (ffi::AV_PIX_FMT_FLAG_RGB | ffi::AV_PIX_FMT_FLAG_PAL) as u64;
    if d.flags & colour != 0 {
        return (Pixel::RGB24, Layout::Rgb);
    }
    if d.nb_components < 3 {
        return (Pixel::GRAY8, Layout::Gray);
    }
    let (to, log2_x, log2_y) = match (d.log2_chroma_w, d.log2_chroma_h) {
        (1, 1) => (Pixel::YUV420P, 1, 1),
        (1, 0) => (Pixel::YUV422P, 1, 0),
        _ => (Pixel::YUV444P, 0, 0),
    };
    (to, Layout::Yuv { log2_x, log2_y })
}

/// Luma weights of red and blue. Where the stream is silent, what players do: BT.709 for high
/// definition, BT.601 below.
fn weights(frame: &frame::Video) -> (f32, f32) {
    const BT601: (f32, f32) = (0.299, 0.114);
    const BT709: (f32, f32) = (0.2126, 0.0722);
    match frame.color_space() {
        Space::BT709 => BT709,
        Space::BT470BG | Space::SMPTE170M => BT601,
        Space::FCC => (0.30, 0.11),
        Space::SMPTE240M => (0.212, 0.087),
        Space::BT2020NCL | Space::BT2020CL => (0.2627, 0.0593),
        _ if frame.height() >= 720 || frame.width() >= 1280 => BT709,
        _ => BT601,
    }
}

/// Size of a thumbnail before it is turned. A stretched axis may have fewer samples than the
/// thumbnail would.
fn flat_thumb(stored: Size, sample_aspect: (u32, u32), rotation: u16) -> Size {
    let displayed = paint::displayed_size(stored, sample_aspect, rotation);
    let flat = turned_back(paint::thumb_size(displayed, THUMB_WIDTH), rotation);
    Size {
        width: flat.width.min(stored.width),
        height: flat.height.min(stored.height),
    }
}

/// Luma of a row of RGB.
fn grey(row: &[u8], line: &mut [u8]) {
    for (l, p) in line.iter_mut().zip(row.chunks_exact(3)) {
        let [r, g, b] = [p[0], p[1], p[2]].map(u32::from);
        *l = ((r * 77 + g * 150 + b * 29 + 128) >> 8) as u8;
    }
}

fn turned_back(size: Size, rotation: u16) -> Size {
    if rotation % 180 == 90 {
        Size {
            width: size.height,
            height: size.width,
        }
    } else {
        size
    }
}

/// Copies the planes and gives the thumbnail, not turned yet.
fn fill(
    frame: &frame::Video,
    layout: Layout,
    size: Size,
    thumb: Size,
    out: &mut [u8],
) -> Result<Vec<u8>, Failure> {
    let (w, h) = (size.width as usize, size.height as usize);
    let mut small = Shrinker::new(size, thumb);
    if layout == Layout::Rgb {
        let mut line = vec![0; w];
        copy_plane(frame, 0, 3 * w, h, &mut out[..3 * w * h], &mut |row| {
            grey(row, &mut line);
            small.push(&line);
        })?;
        return Ok(small.done());
    }
    copy_plane(frame, 0, w, h, &mut out[..w * h], &mut |row| {
        small.push(row)
    })?;
    if let Some(chroma) = layout.chroma(size) {
        let (cw, ch) = (chroma.width as usize, chroma.height as usize);
        let (u, v) = out[w * h..].split_at_mut(cw * ch);
        copy_plane(frame, 1, cw, ch, u, &mut |_| {})?;
        copy_plane(frame, 2, cw, ch, v, &mut |_| {})?;
    }
    Ok(small.done())
}

/// Copies a plane row by row, without its padding; `seen` gets each row while it is warm.
fn copy_plane(
    frame: &frame::Video,
    plane: usize,
    row_bytes: usize,
    rows: usize,
    out: &mut [u8],
    seen: &mut dyn FnMut(&[u8]),
) -> Result<(), Failure> {
    let mut out = out.chunks_exact_mut(row_bytes);
    each_row(frame, plane, row_bytes, rows, &mut |row| {
        if let Some(to) = out.next() {
            to.copy_from_slice(row);
        }
        seen(row);
    })
}

/// Every row of a plane, without its padding.
fn each_row(
    frame: &frame::Video,
    plane: usize,
    row_bytes: usize,
    rows: usize,
    on: &mut dyn FnMut(&[u8]),
) -> Result<(), Failure> {
    // SAFETY: reads two fields of a decoded frame.
    let (start, stride) = unsafe {
        let f = frame.as_ptr();
        ((*f).data[plane], (*f).linesize[plane] as isize)
    };
    if start.is_null() || stride.unsigned_abs() < row_bytes {
        return Err(Failure::Damaged("a frame without pixels".to_owned()));
    }
    for y in 0..rows {
        // SAFETY: a decoded plane has `rows` rows of |stride| bytes each; the stride is negative
        // where the picture lies upside down in memory.
        let row =
            unsafe { std::slice::from_raw_parts(start.offset(y as isize * stride), row_bytes) };
        on(row);
    }
    Ok(())
}
