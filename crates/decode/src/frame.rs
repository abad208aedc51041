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

    /// Memory that it takes.
    pub fn bytes(&self) -> u64 {
        self.planes.len() as u64
    }
}

/// Width of [`Frame::thumb`].
pub const THUMB_WIDTH: u32 = 160;

/// Sample aspect ratios beyond this to one are nonsense and ignored.
pub const MOST_STRETCH: u64 = 16;
