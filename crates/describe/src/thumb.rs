//! Comparing small luma pictures of frames: with motion compensated, block by block, as blends.

use pixels::{Luma, resize};

/// Width of the picture on which motion is searched.
const MOTION_WIDTH: u32 = 80;
/// Width of the picture on which blends are judged.
const BLEND_WIDTH: u32 = 40;
const BLOCK: usize = 8;
const REACH: i32 = 5;

/// A frame as the shot detector sees it.
#[derive(Clone)]
pub struct Thumb {
    pub motion: Luma,
    pub blend: Vec<f32>,
    /// What stands out from its surroundings, at the size of `blend`.
    detail: Vec<f32>,
}

impl Thumb {
    pub fn new(picture: &Luma) -> Self {
        let width = MOTION_WIDTH.min(picture.width.max(1));
        let motion = resize::luma(picture, resize::size_for_width(picture.size(), width));
        let small = resize::luma(
            &motion,
            resize::size_for_width(motion.size(), BLEND_WIDTH.min(width)),
        );
        Self {
            detail: detail(&small),
            blend: small.data.iter().map(|&v| f32::from(v)).collect(),
            motion,
        }
    }

    /// What motion does not explain of the change since another frame, relative to the contrast:
    /// 0 same, about 1 unrelated. Frames of different sizes are unrelated.
    pub fn residual(&self, other: &Thumb) -> f32 {
        if self.motion.size() == other.motion.size() {
            residual(&self.motion, &other.motion)
        } else {
            1.5
        }
    }

    /// Correlation of the two frames' structure, −1 to 1; 0 where either is flat or they have
    /// different sizes.
    pub fn likeness(&self, other: &Thumb) -> f32 {
        if self.blend.len() != other.blend.len() {
            return 0.0;
        }
        pixels::measure::correlation(&self.blend, &other.blend).unwrap_or(0.0) as f32
    }

    /// As [`Thumb::likeness`], of the detail only: light above and dark below is no likeness.
    pub fn likeness_of_detail(&self, other: &Thumb) -> f32 {
        if self.detail.len() != other.detail.len() {
            return 0.0;
        }
        pixels::measure::correlation(&self.detail, &other.detail).unwrap_or(0.0) as f32
    }

    /// Standard deviation of grey levels.
    pub fn contrast(&self) -> f32 {
        pixels::measure::mean_and_variance(&self.motion).1.sqrt() as f32
    }
}

/// Pixels less the mean of the five by five around them.
fn detail(picture: &Luma) -> Vec<f32> {
    let (w, h) = (picture.width as i32, picture.height as i32);
    let around = |x: i32, y: i32| {
        let rows = (y - 2).max(0)..(y + 3).min(h);
        let columns = (x - 2).max(0) as usize..(x + 3).min(w) as usize;
        let n = (rows.len() * columns.len()) as f32;
        let sum: u32 = rows
            .map(|y| {
                let row = &picture.row(y as u32)[columns.clone()];
                row.iter().map(|&v| u32::from(v)).sum::<u32>()
            })
            .sum();
        sum as f32 / n
    };
    (0..h)
        .flat_map(|y| (0..w).map(move |x| (x, y)))
        .map(|(x, y)| f32::from(picture.get(x as u32, y as u32)) - around(x, y))
        .collect()
}

/// Mean over blocks of the smallest difference that a shift leaves, relative to the block's
/// contrast in either frame.
fn residual(a: &Luma, b: &Luma) -> f32 {
    let (columns, rows) = (a.width as usize / BLOCK, a.height as usize / BLOCK);
    let (mut sum, mut weights) = (0.0f32, 0.0f32);
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (column * BLOCK, row * BLOCK);
            let texture = texture(a, x, y).max(texture(b, x, y));
            let left = best_match(a, b, x, y, texture) as f32 / (BLOCK * BLOCK) as f32;
            // Flat blocks say little about motion, but a change of their level says something.
            let weight = 0.3 + (texture / 16.0).min(1.0);
            sum += weight * (left / (0.9 * texture + 5.0)).min(1.5);
            weights += weight;
        }
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

/// Mean absolute deviation from the mean of a block.
fn texture(p: &Luma, x: usize, y: usize) -> f32 {
    let rows = || (y..y + BLOCK).map(|y| &p.row(y as u32)[x..x + BLOCK]);
    let n = (BLOCK * BLOCK) as i32;
    let mean = rows().flatten().map(|&v| i32::from(v)).sum::<i32>() / n;
    let deviation: i32 = rows().flatten().map(|&v| (i32::from(v) - mean).abs()).sum();
    deviation as f32 / n as f32
}

/// Smallest sum of absolute differences of a block of `b` over shifted blocks of `a`.
fn best_match(a: &Luma, b: &Luma, x: usize, y: usize, texture: f32) -> u32 {
    let still = block_difference(a, b, x, y, 0, 0).unwrap_or(u32::MAX);
    // Good enough without looking further: most blocks of most frames.
    let enough = ((1.5 + 0.1 * texture) * (BLOCK * BLOCK) as f32) as u32;
    if still <= enough {
        return still;
    }
    let mut best = still;
    for dy in -REACH..=REACH {
        for dx in -REACH..=REACH {
            if let Some(d) = block_difference(a, b, x, y, dx, dy) {
                best = best.min(d);
            }
        }
    }
    best
}

fn block_difference(a: &Luma, b: &Luma, x: usize, y: usize, dx: i32, dy: i32) -> Option<u32> {
    let (ax, ay) = (x as i32 + dx, y as i32 + dy);
    let fits = |v: i32, n: u32| v >= 0 && v + BLOCK as i32 <= n as i32;
    if !fits(ax, a.width) || !fits(ay, a.height) {
        return None;
    }
    let sum = (0..BLOCK)
        .map(|k| {
            let (ra, rb) = (a.row(ay as u32 + k as u32), b.row((y + k) as u32));
            ra[ax as usize..][..BLOCK]
                .iter()
                .zip(&rb[x..][..BLOCK])
                .map(|(&p, &q)| u32::from(p.abs_diff(q)))
                .sum::<u32>()
        })
        .sum();
    Some(sum)
}

/// How well a frame is a mix of two others.
#[derive(Clone, Copy, Debug)]
pub struct Blend {
    /// Share of the later one, by least squares.
    pub share: f32,
    /// Part of the change since the earlier one that the mix explains, up to 1.
    pub explained: f32,
}

/// Judges whether `middle` is a mix of `first` and `last`; `None` where sizes differ or nothing
/// changed.
pub fn blend(first: &Thumb, middle: &Thumb, last: &Thumb) -> Option<Blend> {
    let n = first.blend.len();
    if middle.blend.len() != n || last.blend.len() != n {
        return None;
    }
    let (mut ee, mut me, mut mm) = (0.0f64, 0.0f64, 0.0f64);
    for i in 0..n {
        let e = f64::from(last.blend[i] - first.blend[i]);
        let m = f64::from(middle.blend[i] - first.blend[i]);
        ee += e * e;
        me += m * e;
        mm += m * m;
    }
    let least = n as f64 * 4.0;
    (ee > least && mm > 0.0).then(|| Blend {
        share: (me / ee) as f32,
        explained: (me * me / (ee * mm)) as f32,
    })
}
