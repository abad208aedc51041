//! Views of a filmed surface for reading: its frames rectified onto one grid finer than the
//! video's, laid over each other by their own pixels, and merged.

use model::{FrameTime, Homography, Quad, Size, Timestamp, TrackedFrame};
use pixels::{Luma, stack, warp};

use crate::desk::Desk;
use crate::find::upright;

/// Frames that are merged at most, and single views that vote besides.
pub(crate) const MOST_FRAMES: usize = 40;
const SINGLES: usize = 2;
/// Views are this much finer than the video, within these widths.
const FINER: f64 = 2.0;
const WIDEST: f64 = 2200.0;
/// Least share of the surface that a frame must show, and of the best frame's width.
const LEAST_SEEN: f32 = 0.75;
const LEAST_WIDTH: f64 = 0.75;

/// Views of one surface.
pub(crate) struct Views {
    /// Merged first, then the best single ones.
    pub views: Vec<Luma>,
    pub first: FrameTime,
    pub last: FrameTime,
    pub frames: u32,
    pub best: FrameTime,
    pub quad: Quad,
    pub frame_from_view: Homography,
    pub scale: f64,
}

/// Size of the grid for a quad, and pixels of it a pixel of the video.
fn grid(quad: &Quad) -> Option<(Size, f64, Homography)> {
    let own = upright(quad);
    let wide = f64::from(own.width.max(1));
    let scale = FINER.min(WIDEST / wide);
    let side = |v: u32| ((f64::from(v) * scale).round() as u32).max(16);
    let size = Size {
        width: side(own.width),
        height: side(own.height),
    };
    let map = Homography::between(&Quad::of_size(size), quad)?;
    Some((size, scale, map))
}

/// Frames of a track that are merged: those around the best that show about as much.
fn chosen(track: &[TrackedFrame], best: FrameTime, most: usize) -> Vec<TrackedFrame> {
    let Some(centre) = track.iter().position(|f| f.at.frame >= best.frame) else {
        return Vec::new();
    };
    let width = track[centre].quad.apparent_width();
    let mut frames: Vec<(usize, TrackedFrame)> = track
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, f)| f.visible >= LEAST_SEEN && f.quad.apparent_width() >= LEAST_WIDTH * width)
        .collect();
    frames.sort_by_key(|(i, _)| i.abs_diff(centre));
    frames.truncate(most);
    let mut frames: Vec<TrackedFrame> = frames.into_iter().map(|(_, f)| f).collect();
    frames.sort_by_key(|f| f.at.frame);
    frames
}

impl Desk {
    /// The views of a surface whose quads are known. `Err` says why there are none.
    pub(crate) fn views(
        &self,
        object: &std::path::Path,
        stream: u32,
        track: &[TrackedFrame],
        best: FrameTime,
        most: usize,
    ) -> Result<Views, String> {
        let frames = chosen(track, best, most);
        let (Some(first), Some(last)) = (frames.first(), frames.last()) else {
            return Err("no frame of its track shows enough of it".to_owned());
        };
        let near = |f: &&TrackedFrame| f.at.frame.abs_diff(best.frame);
        let Some(best) = frames.iter().min_by_key(near).copied() else {
            return Err("no frame of its track shows enough of it".to_owned());
        };
        let (size, scale, frame_from_view) =
            grid(&best.quad).ok_or("its quad can't be rectified")?;
        let mut rectified: Vec<(TrackedFrame, Luma)> = Vec::new();
        let span: [(Timestamp, Timestamp); 1] = [(first.at.time, last.at.time)];
        let threads = self.settings.threads;
        self.decoder
            .spans(object, stream, threads, &span, &mut |_, frame| {
                let Ok(i) = frames.binary_search_by_key(&frame.at.time, |f| f.at.time) else {
                    return;
                };
                if let Some(view) = warp::rectify_luma(&frame.luma(), &frames[i].quad, size) {
                    rectified.push((frames[i], view));
                }
            })
            .map_err(|e| e.to_string())?;
        let base = rectified
            .iter()
            .position(|(f, _)| f.at == best.at)
            .ok_or("its best frame could not be decoded")?;
        let views = merged(&rectified, base, threads);
        Ok(Views {
            views,
            first: first.at,
            last: last.at,
            frames: rectified.len() as u32,
            best: best.at,
            quad: best.quad,
            frame_from_view,
            scale,
        })
    }

    /// The one view of a region of a frame, or of a whole frame.
    pub(crate) fn single_view(frame: &Luma, quad: Option<&Quad>, at: FrameTime) -> Option<Views> {
        let whole = Quad::of_size(frame.size());
        let (views, scale, map) = match quad {
            None => (vec![frame.clone()], 1.0, Homography::scale(1.0, 1.0)),
            Some(quad) => {
                let (size, scale, map) = grid(quad)?;
                (vec![warp::rectify_luma(frame, quad, size)?], scale, map)
            }
        };
        Some(Views {
            views,
            first: at,
            last: at,
            frames: 1,
            best: at,
            quad: *quad.unwrap_or(&whole),
            frame_from_view: map,
            scale,
        })
    }
}

/// The merged view, then the best single one and others far from each other in time.
fn merged(rectified: &[(TrackedFrame, Luma)], base: usize, threads: usize) -> Vec<Luma> {
    let reference = &rectified[base].1;
    let aligned: Vec<Option<Luma>> = crate::parallel::map(threads, rectified.len(), |i| {
        if i == base {
            return Some(reference.clone());
        }
        let shift = stack::shift_between(reference, &rectified[i].1)?;
        Some(stack::shifted(&rectified[i].1, shift))
    });
    let aligned: Vec<Luma> = aligned.into_iter().flatten().collect();
    let mut views = Vec::new();
    if aligned.len() > 2 {
        views.extend(stack::stacked(&aligned));
    }
    views.push(reference.clone());
    let step = (aligned.len() / (SINGLES + 1)).max(1);
    views.extend(aligned.into_iter().step_by(step).skip(1).take(SINGLES));
    views
}
