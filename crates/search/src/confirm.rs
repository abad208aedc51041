//! Confirmation on pixels: the frame, seen straight through the homography, correlates with the
//! reference cell by cell. What correspondences merely suggest, pixels confirm or contradict.

use model::{Homography, Point, Quad, Size};
use pixels::measure::correlation;
use pixels::{Luma, resize, warp};
use serde::{Deserialize, Serialize};

/// What the pixels say of a match.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Confirmation {
    /// Median correlation of the cells that have contrast and lie on the frame, between −1 and 1.
    pub correlation: f32,
    /// Share of those cells with a correlation of at least one half.
    pub share: f32,
    /// Cells that were judged.
    pub judged: u32,
    pub columns: u32,
    pub rows: u32,
    /// Row by row; `None` where the reference has no contrast or the cell is off the frame.
    pub cells: Vec<Option<f32>>,
}

/// Longest side at which pictures are compared; more adds time and no certainty.
const MOST_SIDE: f64 = 320.0;
/// Side of a cell in compared pixels.
const CELL: u32 = 20;
/// How far a cell may be off, in compared pixels: the homography is not perfect, lenses bend.
const SLACK: i32 = 2;

/// Compares a reference with what a frame shows at its place; `None` when the homography is
/// degenerate or nothing can be judged.
pub fn confirm(
    reference: &Luma,
    frame: &Luma,
    frame_from_reference: &Homography,
) -> Option<Confirmation> {
    let quad = frame_from_reference.map_quad(&Quad::of_size(reference.size()))?;
    let size = compared_size(&quad)?;
    let to_compared = Homography::scale(
        f64::from(size.width) / f64::from(reference.width),
        f64::from(size.height) / f64::from(reference.height),
    );
    let compared_from_frame = to_compared.after(&frame_from_reference.inverse()?);
    let seen = smooth(&warp::warp_luma(frame, &compared_from_frame, size, 0));
    let wanted = smooth(&resize::luma(reference, size));
    let frame_from_compared = compared_from_frame.inverse()?;
    let (columns, rows) = (size.width.div_ceil(CELL), size.height.div_ceil(CELL));
    let cells: Vec<Option<f32>> = (0..rows)
        .flat_map(|r| (0..columns).map(move |c| (c, r)))
        .map(|(c, r)| {
            let cell = Cell {
                x: c * size.width / columns,
                y: r * size.height / rows,
                width: size.width / columns,
                height: size.height / rows,
            };
            cell.on_frame(&frame_from_compared, frame.size())
                .then(|| cell.correlation(&wanted, &seen))
                .flatten()
        })
        .collect();
    summary(columns, rows, cells)
}

fn summary(columns: u32, rows: u32, cells: Vec<Option<f32>>) -> Option<Confirmation> {
    let mut judged: Vec<f32> = cells.iter().flatten().copied().collect();
    judged.sort_by(f32::total_cmp);
    let correlation = *judged.get(judged.len() / 2)?;
    let confirmed = judged.iter().filter(|&&c| c >= 0.5).count();
    Some(Confirmation {
        correlation,
        share: confirmed as f32 / judged.len() as f32,
        judged: judged.len() as u32,
        columns,
        rows,
        cells,
    })
}

/// The apparent size, within bounds.
fn compared_size(quad: &Quad) -> Option<Size> {
    let (w, h) = (quad.apparent_width(), quad.apparent_height());
    let factor = (MOST_SIDE / w.max(h)).min(1.0);
    let side = |v: f64| (v * factor).round().max(1.0) as u32;
    let size = Size {
        width: side(w),
        height: side(h),
    };
    (w.is_finite() && h.is_finite() && size.width >= CELL && size.height >= CELL).then_some(size)
}

/// A light blur (1 2 1 both ways): footage is never as sharp as a screenshot.
fn smooth(picture: &Luma) -> Luma {
    let (w, h) = (picture.width, picture.height);
    Luma::from_fn(w, h, |x, y| {
        let (x0, x1) = (x.saturating_sub(1), (x + 1).min(w - 1));
        let (y0, y1) = (y.saturating_sub(1), (y + 1).min(h - 1));
        let row = |y: u32| {
            let r = picture.row(y);
            u32::from(r[x0 as usize]) + 2 * u32::from(r[x as usize]) + u32::from(r[x1 as usize])
        };
        ((row(y0) + 2 * row(y) + row(y1) + 8) / 16) as u8
    })
}

struct Cell {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

impl Cell {
    fn on_frame(&self, frame_from_compared: &Homography, frame: Size) -> bool {
        let (w, h) = (f64::from(frame.width), f64::from(frame.height));
        [(0, 0), (1, 0), (0, 1), (1, 1)].into_iter().all(|(i, j)| {
            let corner = Point::new(
                f64::from(self.x + i * self.width),
                f64::from(self.y + j * self.height),
            );
            frame_from_compared
                .map(corner)
                .is_some_and(|p| p.x >= 0.0 && p.y >= 0.0 && p.x <= w && p.y <= h)
        })
    }

    fn values(&self, picture: &Luma, dx: i32, dy: i32) -> Vec<f32> {
        let clamp = |v: i32, n: u32| v.clamp(0, n as i32 - 1) as u32;
        (0..self.height as i32)
            .flat_map(|y| (0..self.width as i32).map(move |x| (x, y)))
            .map(|(x, y)| {
                let px = clamp(self.x as i32 + x + dx, picture.width);
                let py = clamp(self.y as i32 + y + dy, picture.height);
                f32::from(picture.get(px, py))
            })
            .collect()
    }

    /// Best correlation over small shifts; `None` where the reference is flat. Where only the
    /// frame is flat it shows something else, or nothing: 0.
    fn correlation(&self, wanted: &Luma, seen: &Luma) -> Option<f32> {
        let reference = self.values(wanted, 0, 0);
        let (least, most) = reference
            .iter()
            .fold((255.0f32, 0.0f32), |(a, b), &v| (a.min(v), b.max(v)));
        if most - least < 12.0 {
            return None;
        }
        let best = (-SLACK..=SLACK)
            .flat_map(|dy| (-SLACK..=SLACK).map(move |dx| (dx, dy)))
            .filter_map(|(dx, dy)| correlation(&reference, &self.values(seen, dx, dy)))
            .fold(f64::NEG_INFINITY, f64::max);
        Some(if best.is_finite() { best as f32 } else { 0.0 })
    }
}
