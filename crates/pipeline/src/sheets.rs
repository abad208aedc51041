//! Views of a filmed surface for reading: its frames rectified onto one grid finer than the
//! video's, laid over each other by their own pixels, and merged.

use case::ScreenRow;
use model::{FrameTime, HeldBy, Homography, Quad, ScreenFrame, Size, Timestamp, TrackedFrame};
use pixels::{Luma, warp};

use crate::PipelineError;
use crate::desk::Desk;
use crate::find::upright;
use crate::laying::{Seen, lay};
use crate::views;

/// Frames that are merged of a file with so many bits for a pixel or more; the fewer it has, the
/// more frames, up to twice as many.
const ENOUGH: (usize, f64) = (16, 0.05);
/// Those around the best from which they are taken.
const REACH: usize = 64;
/// Pixels around a quad that are kept of a frame.
const MARGIN: f64 = 8.0;
/// Views are this much finer than the video, within these widths.
const FINER: f64 = 2.0;
const WIDEST: f64 = 2200.0;
/// Least share of the surface that a frame must show, and of the best frame's width.
const LEAST_SEEN: f32 = 0.75;
const LEAST_WIDTH: f64 = 0.75;

/// Views of one surface.
pub(crate) struct Views {
    /// Merged first, then the best single one.
    pub views: Vec<Luma>,
    pub first: FrameTime,
    pub last: FrameTime,
    pub frames: u32,
    pub best: FrameTime,
    pub quad: Quad,
    pub frame_from_view: Homography,
    pub scale: f64,
    /// Parts of the views that are read elsewhere.
    pub covered: Vec<Quad>,
}

/// Size of a quad in pixels of the video, how many times finer its grid is, and the frame from the
/// grid's pixels.
fn grid(quad: &Quad) -> Option<(Size, f64, Homography)> {
    let own = upright(quad);
    let own = Size {
        width: own.width.max(16),
        height: own.height.max(16),
    };
    let scale = FINER.min(WIDEST / f64::from(own.width));
    let map = Homography::between(&Quad::of_size(finer(own, scale)), quad)?;
    Some((own, scale, map))
}

fn finer(own: Size, scale: f64) -> Size {
    let side = |v: u32| (f64::from(v) * scale).round() as u32;
    Size {
        width: side(own.width),
        height: side(own.height),
    }
}

/// Frames that are merged of a file with so many bits for a pixel: what strong compression took from
/// one frame is on others.
pub(crate) fn most_frames(bits_per_pixel: Option<f64>) -> usize {
    let (frames, enough) = ENOUGH;
    let scarce = bits_per_pixel.map_or(1.0, |b| enough / b.max(1e-9));
    (frames as f64 * scarce.clamp(1.0, 2.0)).round() as usize
}

/// Frames of a track that are merged: some of those around the best that show about as much, at
/// even steps, the best among them.
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
    let most = most.clamp(1, 2 * ENOUGH.0);
    frames.truncate(if most == 1 { 1 } else { REACH });
    let step = frames.len().div_ceil(most).max(1);
    frames.sort_by_key(|(i, _)| *i);
    let middle = (frames.iter()).position(|(i, _)| *i >= centre).unwrap_or(0);
    (frames.into_iter().enumerate())
        .filter(|(n, _)| n.abs_diff(middle) % step == 0)
        .map(|(_, (_, f))| f)
        .collect()
}

pub(crate) fn tracked(f: &ScreenFrame) -> TrackedFrame {
    TrackedFrame {
        at: f.at,
        quad: f.quad,
        visible: f.visible,
        proved: f.held == HeldBy::Anchor,
    }
}

/// Frames of a display that was followed of which its view is made, at most so many.
pub(crate) fn used_of(row: &ScreenRow, frames: &[ScreenFrame], most: usize) -> Vec<ScreenFrame> {
    let track: Vec<TrackedFrame> = frames.iter().map(tracked).collect();
    let used = chosen(&track, row.screen.best.at, most);
    let is_used = |f: &&ScreenFrame| used.iter().any(|u| u.at == f.at);
    frames.iter().filter(is_used).copied().collect()
}

/// The frames of which a surface's views are made.
pub(crate) struct Wanted {
    frames: Vec<TrackedFrame>,
    best: TrackedFrame,
}

impl Wanted {
    /// Some frames of a track around its best; `Err` says why there are none.
    pub(crate) fn new(
        track: &[TrackedFrame],
        best: FrameTime,
        most: usize,
    ) -> Result<Self, String> {
        let frames = chosen(track, best, most);
        let near = |f: &&TrackedFrame| f.at.frame.abs_diff(best.frame);
        match frames.iter().min_by_key(near).copied() {
            Some(best) => Ok(Self { frames, best }),
            None => Err("no frame of its track shows enough of it".to_owned()),
        }
    }

    fn span(&self) -> (Timestamp, Timestamp) {
        let last = self.frames.last().unwrap_or(&self.best);
        let first = self.frames.first().unwrap_or(&self.best);
        (first.at.time, last.at.time)
    }

    /// Numbers of the first and the last frame.
    pub(crate) fn reach(&self) -> (u64, u64) {
        let last = self.frames.last().unwrap_or(&self.best);
        let first = self.frames.first().unwrap_or(&self.best);
        (first.at.frame, last.at.frame)
    }
}

/// A frame of a surface: what surrounds its quad, and the quad in its pixels.
pub(crate) struct Cut {
    at: FrameTime,
    luma: Luma,
    quad: Quad,
    /// Where it begins on the frame.
    origin: (u32, u32),
}

impl Cut {
    fn of(frame: &Luma, at: FrameTime, quad: &Quad) -> Option<Self> {
        let (luma, own) = warp::cropped(frame, quad, MARGIN)?;
        let moved = |a: f64, b: f64| (a - b).round().max(0.0) as u32;
        Some(Self {
            at,
            luma,
            quad: own,
            origin: (
                moved(quad.0[0].x, own.0[0].x),
                moved(quad.0[0].y, own.0[0].y),
            ),
        })
    }

    fn seen(&self) -> Seen<'_> {
        Seen {
            luma: &self.luma,
            quad: self.quad,
            origin: self.origin,
        }
    }
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
        let wanted = Wanted::new(track, best, most)?;
        let mut cuts = self.cut_all(object, stream, &[&wanted])?;
        self.views_from(&wanted, &cuts.pop().unwrap_or_default())
    }

    /// The frames of several surfaces, decoded once from the first to the last.
    pub(crate) fn cut_all(
        &self,
        object: &std::path::Path,
        stream: u32,
        wanted: &[&Wanted],
    ) -> Result<Vec<Vec<Cut>>, String> {
        let mut cuts: Vec<Vec<Cut>> = wanted.iter().map(|_| Vec::new()).collect();
        let ends = wanted.iter().map(|w| w.span());
        let Some(span) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
            return Ok(cuts);
        };
        let threads = self.settings.threads;
        self.decoder
            .spans(object, stream, threads, &[span], &mut |_, frame| {
                let mut luma = None;
                for (w, cuts) in wanted.iter().zip(&mut cuts) {
                    let time = |f: &TrackedFrame| f.at.time;
                    let Ok(i) = w.frames.binary_search_by_key(&frame.at.time, time) else {
                        continue;
                    };
                    let luma: &Luma = luma.get_or_insert_with(|| frame.luma());
                    let at = w.frames[i].at;
                    cuts.extend(Cut::of(luma, at, &w.frames[i].quad));
                }
            })
            .map_err(|e| e.to_string())?;
        Ok(cuts)
    }

    /// The views of a surface from its frames.
    pub(crate) fn views_from(&self, wanted: &Wanted, cuts: &[Cut]) -> Result<Views, String> {
        let best = wanted.best;
        let (own, scale, frame_from_view) =
            grid(&best.quad).ok_or("its quad can't be rectified")?;
        let base = cuts
            .iter()
            .position(|c| c.at == best.at)
            .ok_or("its best frame could not be decoded")?;
        Ok(Views {
            views: merged(cuts, base, own, scale, self.settings.threads),
            first: cuts[0].at,
            last: cuts[cuts.len() - 1].at,
            frames: cuts.len() as u32,
            best: best.at,
            quad: best.quad,
            frame_from_view,
            scale,
            covered: Vec::new(),
        })
    }

    /// The merged view of a display that was followed, made of what was cut out of some of its
    /// frames, which are registered on its own pixels. `Err` says why there is none.
    pub(crate) fn screen_views(
        &self,
        row: &ScreenRow,
        used: &[ScreenFrame],
        cuts: &[views::Cut],
    ) -> Result<Views, PipelineError> {
        let view = self.merged_cuts(row, cuts)?;
        let unfit = || PipelineError::Wanted(format!("screen {}: it can't be placed", row.id));
        // The first frame of the recipe is the one that all others were laid on.
        let first = &view.recipe["steps"][2]["frames"][0];
        let map: [f64; 9] =
            serde_json::from_value(first["frame_from_view"].clone()).map_err(|_| unfit())?;
        let time = first["time"].as_str().unwrap_or_default();
        let best = used.iter().find(|f| f.at.time.to_string() == time);
        let (best, first, last) = match (best, used.first(), used.last()) {
            (Some(best), Some(first), Some(last)) => (best, first, last),
            _ => return Err(unfit()),
        };
        let finer = 1.0 / view.merged.scale;
        let frame_from_view = Homography(map).after(&Homography::scale(finer, finer));
        let quad = frame_from_view
            .map_quad(&Quad::of_size(view.merged.luma.size()))
            .ok_or_else(unfit)?;
        Ok(Views {
            first: first.at,
            last: last.at,
            frames: view.frames as u32,
            best: best.at,
            quad,
            frame_from_view,
            scale: view.per_pixel,
            covered: Vec::new(),
            views: vec![view.merged.luma],
        })
    }

    /// The one view of a region of a frame, or of a whole frame.
    pub(crate) fn single_view(frame: &Luma, quad: Option<&Quad>, at: FrameTime) -> Option<Views> {
        let whole = Quad::of_size(frame.size());
        let (views, scale, map) = match quad {
            None => (vec![frame.clone()], 1.0, Homography::scale(1.0, 1.0)),
            Some(quad) => {
                let (own, scale, map) = grid(quad)?;
                let view = warp::rectify_luma(frame, quad, finer(own, scale))?;
                (vec![view], scale, map)
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
            covered: Vec::new(),
        })
    }
}

/// The merged view, where enough frames agree, then the best single one.
fn merged(cuts: &[Cut], base: usize, own: Size, scale: f64, threads: usize) -> Vec<Luma> {
    let seen: Vec<Seen<'_>> = cuts.iter().map(Cut::seen).collect();
    let merged = (cuts.len() > 2)
        .then(|| lay(&seen, Some(base), own, threads).ok())
        .flatten()
        .filter(|laid| laid.order().len() > 2)
        .and_then(|laid| laid.merged(&seen, own, scale, threads));
    let single = warp::rectify_luma(&cuts[base].luma, &cuts[base].quad, finer(own, scale));
    merged.map(|m| m.luma).into_iter().chain(single).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Pts, TimeBase};

    #[test]
    fn a_long_track_is_read_from_few_frames_around_its_best() {
        let at = |frame: u64| FrameTime {
            time: Timestamp {
                pts: Pts(frame as i64),
                time_base: TimeBase::new(1, 25).unwrap(),
            },
            frame,
        };
        let track: Vec<TrackedFrame> = (0..500)
            .map(|n| TrackedFrame {
                at: at(n),
                quad: Quad::of_size(Size {
                    width: 400,
                    height: 300,
                }),
                visible: 1.0,
                proved: true,
            })
            .collect();
        let (first, last) = Wanted::new(&track, at(100), usize::MAX).unwrap().reach();
        assert!(first <= 100 && last >= 100, "{first} to {last}");
        assert!(last - first < REACH as u64, "{first} to {last}");
    }
}
