//! A decoded frame as the caller sees it: its pixels stay in shared memory until asked for.

use model::{FrameTime, Size, TimeBase, Timestamp};
use pixels::{Luma, Rgb};

use crate::paint;
use crate::wire::{FrameHead, Layout};

/// One frame of a video.
///
/// `at.frame` counts frames from 0 in a watch; from [`crate::Decoder::frames_at`] it is an
/// estimate from the claimed rate, and the watch's number holds.
pub struct Frame<'a> {
    pub at: FrameTime,
    head: FrameHead,
    planes: &'a [u8],
    thumb: Luma,
}

impl<'a> Frame<'a> {
    /// `None` when the head does not fit its slot: the child is not to be trusted.
    pub(crate) fn new(
        head: FrameHead,
        base: TimeBase,
        slot: &'a [u8],
        most_pixels: u64,
    ) -> Option<Self> {
        let Size { width, height } = head.stored;
        let pixels = u64::from(width) * u64::from(height);
        let shown = paint::displayed_size(head.stored, head.sample_aspect, head.rotation);
        let shown_pixels = u64::from(shown.width) * u64::from(shown.height);
        let sane = pixels > 0
            && pixels <= most_pixels
            && shown_pixels > 0
            && shown_pixels <= most_pixels.saturating_mul(MOST_STRETCH)
            && head.sample_aspect.0 > 0
            && head.sample_aspect.1 > 0
            && matches!(head.rotation, 0 | 90 | 180 | 270)
            && head.thumb.width <= THUMB_WIDTH
            && head.thumb.height <= 4 * THUMB_WIDTH
            && (!matches!(head.layout, Layout::Yuv { .. })
                || head.layout.chroma(head.stored).is_some());
        if !sane {
            return None;
        }
        let bytes = head.layout.bytes(head.stored)?;
        let thumb_bytes = head.thumb.width as usize * head.thumb.height as usize;
        let thumb = slot.get(bytes..bytes + thumb_bytes)?.to_vec();
        Some(Self {
            at: FrameTime {
                time: Timestamp::new(head.pts, base),
                frame: head.number,
            },
            thumb: Luma::new(head.thumb.width, head.thumb.height, thumb),
            planes: &slot[..bytes],
            head,
        })
    }

    /// Size as shown: sample aspect ratio, then rotation applied.
    pub fn displayed(&self) -> Size {
        paint::displayed_size(
            self.head.stored,
            self.head.sample_aspect,
            self.head.rotation,
        )
    }

    /// The displayed frame's luma, in the values that are stored (limited range stays limited).
    pub fn luma(&self) -> Luma {
        let Size { width, height } = self.head.stored;
        let count = width as usize * height as usize;
        let stored = match self.head.layout {
            Layout::Rgb => Rgb::new(width, height, self.planes[..3 * count].to_vec()).to_luma(),
            _ => Luma::new(width, height, self.planes[..count].to_vec()),
        };
        paint::show_luma(stored, self.head.sample_aspect, self.head.rotation)
    }

    /// The displayed frame in sRGB values, by the file's matrix and range; where the file is
    /// silent, BT.709 from 720 lines on and BT.601 below.
    pub fn rgb(&self) -> Rgb {
        let stored = paint::to_rgb(
            self.planes,
            self.head.stored,
            self.head.layout,
            self.head.weights,
            self.head.full_range,
        );
        paint::show_rgb(stored, self.head.sample_aspect, self.head.rotation)
    }

    /// A copy that outlives its slot; colours are made of it when they are asked for.
    pub fn keep(&self) -> Still {
        Still {
            at: self.at,
            head: self.head.clone(),
            planes: self.planes.to_vec(),
        }
    }

    /// A smaller copy that outlives its slot: each pixel the mean of `by` × `by` stored ones (fewer
    /// at the right and lower edge). For showing what goes by, never for measuring.
    pub fn keep_small(&self, by: u32) -> Still {
        small(self.at, &self.head, self.planes, by)
    }

    /// Luma of the displayed frame, area-averaged to at most 160 pixels of width.
    pub fn thumb(&self) -> &Luma {
        &self.thumb
    }

    pub(crate) const fn index(&self) -> usize {
        self.head.index
    }
}

/// A frame that is kept, as the planes that were stored.
#[derive(Clone, Debug)]
pub struct Still {
    pub at: FrameTime,
    head: FrameHead,
    planes: Vec<u8>,
}

impl Still {
    /// As [`Frame::rgb`].
    pub fn rgb(&self) -> Rgb {
        let h = &self.head;
        let stored = paint::to_rgb(&self.planes, h.stored, h.layout, h.weights, h.full_range);
        paint::show_rgb(stored, h.sample_aspect, h.rotation)
    }

    /// As [`Frame::rgb`], with a fourth byte a pixel that says opaque: what a canvas takes.
    pub fn rgba(&self) -> (Size, Vec<u8>) {
        let rgb = self.rgb();
        let mut rgba = vec![255; rgb.data.len() / 3 * 4];
        for (to, from) in rgba.chunks_exact_mut(4).zip(rgb.data.chunks_exact(3)) {
            to[..3].copy_from_slice(from);
        }
        (rgb.size(), rgba)
    }

    /// As [`Frame::keep_small`].
    pub fn small(&self, by: u32) -> Self {
        small(self.at, &self.head, &self.planes, by)
    }

    /// Memory that it takes.
    pub fn bytes(&self) -> u64 {
        self.planes.len() as u64
    }
}

fn small(at: FrameTime, head: &FrameHead, planes: &[u8], by: u32) -> Still {
    let by = by.max(1);
    let shrunk = |s: Size| Size {
        width: s.width.div_ceil(by),
        height: s.height.div_ceil(by),
    };
    let count = |s: Size| s.width as usize * s.height as usize;
    let stored = shrunk(head.stored);
    let mut out = Vec::with_capacity(head.layout.bytes(stored).unwrap_or(0));
    match head.layout {
        Layout::Rgb => shrink(planes, head.stored, 3, by as usize, &mut out),
        Layout::Gray => shrink(planes, head.stored, 1, by as usize, &mut out),
        Layout::Yuv { .. } => {
            let chroma = head.layout.chroma(head.stored).unwrap_or(Size {
                width: 0,
                height: 0,
            });
            let (luma, rest) = planes.split_at(count(head.stored).min(planes.len()));
            shrink(luma, head.stored, 1, by as usize, &mut out);
            for plane in rest.chunks_exact(count(chroma).max(1)).take(2) {
                shrink(plane, chroma, 1, by as usize, &mut out);
            }
        }
    }
    let mut head = head.clone();
    head.stored = stored;
    Still {
        at,
        head,
        planes: out,
    }
}

/// Means of `by` × `by` samples of a plane whose pixels have so many channels side by side.
fn shrink(plane: &[u8], size: Size, channels: usize, by: usize, out: &mut Vec<u8>) {
    let width = size.width as usize * channels;
    if width == 0 {
        return;
    }
    let columns = (size.width as usize).div_ceil(by);
    let mut sums = vec![0u32; columns * channels];
    for rows in plane.chunks_exact(width).collect::<Vec<_>>().chunks(by) {
        sums.fill(0);
        for row in rows {
            for (block, sums) in row
                .chunks(by * channels)
                .zip(sums.chunks_exact_mut(channels))
            {
                for pixel in block.chunks_exact(channels) {
                    for (sum, sample) in sums.iter_mut().zip(pixel) {
                        *sum += u32::from(*sample);
                    }
                }
            }
        }
        for (column, sums) in sums.chunks_exact(channels).enumerate() {
            let across = by.min(size.width as usize - column * by);
            let n = (across * rows.len()) as u32;
            out.extend(sums.iter().map(|s| ((s + n / 2) / n) as u8));
        }
    }
}

/// Width of [`Frame::thumb`].
pub const THUMB_WIDTH: u32 = 160;

/// Sample aspect ratios beyond this to one are nonsense and ignored.
pub const MOST_STRETCH: u64 = 16;
