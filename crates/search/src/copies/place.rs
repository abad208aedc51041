//! How two frames of a copy lie on each other: scaled and shifted along the axes, as editing does;
//! and how much detail each shows of what they have in common.

use model::{Homography, Quad, Size};
use pixels::Luma;

/// How two frames lie on each other: scaled and shifted along the axes, as editing does.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Placed {
    pub sx: f64,
    pub sy: f64,
    pub x: f64,
    pub y: f64,
}

/// Largest skew of an edge, in parts of the other side, and largest difference of opposite edges.
const SKEW: f64 = 0.06;
/// Scales and proportions that editing makes.
const SCALES: (f64, f64) = (0.12, 8.0);
const STRETCH: f64 = 1.8;
/// Proportions that differ by less are one.
const ALIKE: f64 = 0.02;
/// Least part of the smaller frame that is common.
const LEAST_COMMON: f64 = 0.2;

/// Whether a map is one that editing makes, turned into that; `None` where the picture is turned,
/// in perspective, or hardly common.
pub fn placed(map: &Homography, a: Size, b: Size) -> Option<Placed> {
    let q = map.map_quad(&Quad::of_size(a))?;
    let [p0, p1, p2, p3] = q.0;
    let (w, h) = (q.apparent_width(), q.apparent_height());
    let straight = (p0.y - p1.y).abs() < SKEW * h
        && (p3.y - p2.y).abs() < SKEW * h
        && (p0.x - p3.x).abs() < SKEW * w
        && (p1.x - p2.x).abs() < SKEW * w;
    let upright = p1.x > p0.x && p3.y > p0.y;
    let (left, right) = ((p0.x + p3.x) / 2.0, (p1.x + p2.x) / 2.0);
    let (top, bottom) = ((p0.y + p1.y) / 2.0, (p3.y + p2.y) / 2.0);
    let placed = Placed {
        sx: (right - left) / f64::from(a.width),
        sy: (bottom - top) / f64::from(a.height),
        x: left,
        y: top,
    };
    let fits = (SCALES.0..=SCALES.1).contains(&placed.sx)
        && (1.0 / STRETCH..=STRETCH).contains(&(placed.sx / placed.sy));
    (straight && upright && fits && placed.common(a, b).is_some()).then_some(placed)
}

/// Whether a proposed map between two frames can be that of a copy.
pub fn is_edit(map: &Homography, a: Size, b: Size) -> bool {
    placed(map, a, b).is_some()
}

/// Frames of two sizes laid on each other whole, as players and platforms do: stretched, and where
/// their proportions differ, between bars, and cut off.
pub fn whole_frames(a: Size, b: Size) -> Vec<Homography> {
    let (aw, ah) = (f64::from(a.width), f64::from(a.height));
    let (bw, bh) = (f64::from(b.width), f64::from(b.height));
    let (across, down) = (bw / aw, bh / ah);
    let scaled = |sx: f64, sy: f64| Placed {
        sx,
        sy,
        x: (bw - sx * aw) / 2.0,
        y: (bh - sy * ah) / 2.0,
    };
    let mut all = vec![scaled(across, down)];
    if (across / down - 1.0).abs() > ALIKE {
        all.extend([across.min(down), across.max(down)].map(|s| scaled(s, s)));
    }
    let maps = all.iter().filter(|p| p.common(a, b).is_some());
    maps.map(Placed::map).collect()
}

impl Placed {
    pub fn map(&self) -> Homography {
        Homography([self.sx, 0.0, self.x, 0.0, self.sy, self.y, 0.0, 0.0, 1.0])
    }

    /// The common part in pixels of `a`: left, top, right, bottom.
    pub fn common(&self, a: Size, b: Size) -> Option<[f64; 4]> {
        let (aw, ah) = (f64::from(a.width), f64::from(a.height));
        let (bw, bh) = (f64::from(b.width), f64::from(b.height));
        let left = (-self.x / self.sx).max(0.0);
        let top = (-self.y / self.sy).max(0.0);
        let right = ((bw - self.x) / self.sx).min(aw);
        let bottom = ((bh - self.y) / self.sy).min(ah);
        let area = (right - left).max(0.0) * (bottom - top).max(0.0);
        let smaller = (aw * ah).min(bw * bh / (self.sx * self.sy));
        (area > LEAST_COMMON * smaller).then_some([left, top, right, bottom])
    }

    pub fn area(&self, a: Size, b: Size) -> (u64, u64) {
        let Some([l, t, r, d]) = self.common(a, b) else {
            return (0, 0);
        };
        let area = (r - l) * (d - t);
        (
            area.round() as u64,
            (area * self.sx * self.sy).round() as u64,
        )
    }
}

/// Width at which the detail of two copies is compared, in pixels of the common part.
const DETAIL: u32 = 960;

/// How much detail frames of two copies show of their common part: mean squared difference of
/// neighbouring pixels, both brought to one size. What was enlarged or compressed more shows less.
/// `None` where the map is no edit.
pub fn details(
    (a, b): (&Luma, &Luma),
    b_from_a: &Homography,
    mirrored: bool,
) -> Option<(f32, f32)> {
    let placed = placed(b_from_a, a.size(), b.size())?;
    let [l, t, r, d] = placed.common(a.size(), b.size())?;
    let in_b = [
        placed.x + placed.sx * l,
        placed.y + placed.sy * t,
        placed.x + placed.sx * r,
        placed.y + placed.sy * d,
    ];
    let width = f64::from(a.width);
    let in_a = if mirrored {
        [width - r, t, width - l, d]
    } else {
        [l, t, r, d]
    };
    let height = (f64::from(DETAIL) * (d - t) / (r - l)).clamp(16.0, 4096.0) as u32;
    let size = Size {
        width: DETAIL,
        height,
    };
    Some((detail(a, in_a, size), detail(b, in_b, size)))
}

fn detail(frame: &Luma, [l, t, r, d]: [f64; 4], size: Size) -> f32 {
    let (sx, sy) = (
        f64::from(size.width) / (r - l),
        f64::from(size.height) / (d - t),
    );
    let map = Homography([sx, 0.0, -l * sx, 0.0, sy, -t * sy, 0.0, 0.0, 1.0]);
    let view = pixels::warp::warp_luma(frame, &map, size, 0);
    let mut sum = 0u64;
    for y in 1..size.height {
        let (above, row) = (view.row(y - 1), view.row(y));
        for x in 1..size.width as usize {
            let across = i64::from(row[x]) - i64::from(row[x - 1]);
            let down = i64::from(row[x]) - i64::from(above[x]);
            sum += (across * across + down * down) as u64;
        }
    }
    sum as f32 / (size.width * size.height).max(1) as f32
}

/// A picture mirrored left to right, in the coordinates of a frame of this width.
pub fn mirror(width: u32) -> Homography {
    Homography([-1.0, 0.0, f64::from(width), 0.0, 1.0, 0.0, 0.0, 0.0, 1.0])
}
