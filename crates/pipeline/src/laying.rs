//! Frames of one flat thing laid over each other by their own pixels: which of them agree with the
//! best, by which map, and what each counts. Merging them is `pixels`' work; which frames they are,
//! and what is done with the merged view, is for those who ask.

use model::{Homography, Quad, Size};
use pixels::Luma;
use pixels::merge::{Merged, Part, frame_from_view, merge};
use pixels::register::{Registered, Template, View};

/// Correlation from which a frame is merged.
const AGREES: f64 = 0.5;

/// A frame to be laid: what surrounds the thing, its quad in these pixels, and where they begin on
/// the whole frame.
pub(crate) struct Seen<'a> {
    pub luma: &'a Luma,
    pub quad: Quad,
    pub origin: (u32, u32),
}

/// Frames with their maps.
pub(crate) struct Laid {
    /// The number of the frame on which all others were laid.
    pub reference: usize,
    /// Each frame from pixels of the view; `None` where it does not agree.
    pub on: Vec<Option<Registered>>,
    worth: Vec<f64>,
}

/// Lays frames over the best of them, or over the given one, on a view of `size`.
///
/// # Errors
/// Says why they can't be laid.
pub(crate) fn lay(
    frames: &[Seen<'_>],
    reference: Option<usize>,
    size: Size,
    threads: usize,
) -> Result<Laid, &'static str> {
    let worth = crate::parallel::map(threads, frames.len(), |n| worth(&frames[n], size));
    let best = (0..frames.len()).max_by(|&a, &b| worth[a].total_cmp(&worth[b]).then(b.cmp(&a)));
    let best = reference.or(best).ok_or("it has no usable frame")?;
    let start = |n: usize| frame_from_view(&frames[n].quad, size);
    let first = start(best).ok_or("its quad is degenerate")?;
    let view = View::of(frames[best].luma, &first, size);
    let template = Template::new(&view).ok_or("it is too small or too plain to be registered")?;
    let on = register_all(&template, frames, threads, &start, 12);
    let rough = Laid {
        reference: best,
        on,
        worth,
    };
    let order = rough.order();
    if order.is_empty() {
        return Err("none of its frames agrees with the best one");
    }
    // The rough merge is quieter than any frame: everything is registered on it once more.
    if order.len() > 2
        && let Some(merged) = rough.merged(frames, size, 1.0, threads)
        && let Some(better) = Template::new(&plain_view(&merged.luma))
    {
        let map = |n: usize| rough.on[n].as_ref().map(|r| r.map);
        let on = register_all(&better, frames, threads, &map, 6);
        return Ok(Laid { on, ..rough });
    }
    Ok(rough)
}

impl Laid {
    /// Frames that agree, the reference first.
    pub(crate) fn order(&self) -> Vec<usize> {
        let others = (0..self.on.len()).filter(|&n| n != self.reference);
        std::iter::once(self.reference)
            .chain(others)
            .filter(|&n| self.on[n].is_some())
            .collect()
    }

    /// What a frame is worth over the reference.
    pub(crate) fn share(&self, n: usize) -> f64 {
        self.worth[n] / self.worth[self.reference].max(1e-9)
    }

    /// All that agree merged on a grid `scale` times as fine as the view.
    pub(crate) fn merged(
        &self,
        frames: &[Seen<'_>],
        size: Size,
        scale: f64,
        threads: usize,
    ) -> Option<Merged> {
        let part = |n: usize| {
            Some(Part {
                frame: frames[n].luma,
                registered: self.on[n].as_ref()?,
                weight: weight_of(self.share(n)),
            })
        };
        let parts: Vec<Part<'_>> = self.order().into_iter().filter_map(part).collect();
        merge(&parts, size, scale, threads)
    }
}

/// What a frame counts: area times detail, less where the codec's blocks show.
fn worth(frame: &Seen<'_>, size: Size) -> f64 {
    let Some(map) = frame_from_view(&frame.quad, size) else {
        return 0.0;
    };
    let view = View::of(frame.luma, &map, size);
    let steps = view
        .data
        .windows(2)
        .map(|w| f64::from((w[1] - w[0]) * (w[1] - w[0])));
    let detail: f64 = steps.filter(|v| v.is_finite()).sum::<f64>() / view.data.len() as f64;
    let blocks = pixels::measure::blockiness(frame.luma, frame.origin);
    (frame.quad.signed_area().max(1.0) * detail.max(0.1)).sqrt() / blocks.max(1.0)
}

fn register_all(
    template: &Template,
    frames: &[Seen<'_>],
    threads: usize,
    start: &(dyn Fn(usize) -> Option<Homography> + Sync),
    rounds: u32,
) -> Vec<Option<Registered>> {
    crate::parallel::map(threads, frames.len(), |n| {
        let found = template.register(frames[n].luma, &start(n)?, rounds)?;
        (found.correlation >= AGREES).then_some(found)
    })
}

/// Say of a frame by its worth over the best one's.
pub(crate) fn weight_of(worth: f64) -> f32 {
    (worth * worth).clamp(0.05, 1.0) as f32
}

fn plain_view(luma: &Luma) -> View {
    View {
        width: luma.width as usize,
        height: luma.height as usize,
        data: luma.data.iter().map(|&v| f32::from(v)).collect(),
    }
}
