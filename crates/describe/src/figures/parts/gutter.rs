//! Gutters between views whose soft shadows meet, so that no ground is left between them: bands of
//! columns (or rows) that are even along their whole length, lightest in their middle, and end
//! where something begins at an edge.

use pixels::Rgb;

use super::sheet::{Bounds, away};

/// What lies on both sides is at least so wide, in pixels.
const LEAST_SIDE: usize = 90;
/// Gutters are so wide.
const WIDTHS: std::ops::RangeInclusive<usize> = 5..=56;
/// Shadows are no darker than the ground by more,
const DARKEST: i32 = 110;
/// and as grey as it is, up to JPEG's unrest.
const GREY: i32 = 14;
/// Pixels of a shadow that are so far apart along it
const APART: usize = 5;
/// differ by no more, but for one in so many.
const EVEN: u8 = 9;
const ODD: usize = 50;
/// At its ends, where shadows bend, they differ by no more from one pixel to the next.
const BENT: u8 = 30;
/// The middle of a gutter is lighter than its ends by so much.
const VALLEY: f64 = 3.0;
/// By so much a line may be lighter than the one before it on the way out: JPEG's unrest.
const UNREST: f64 = 1.0;

/// Whether lines go across or down.
#[derive(Clone, Copy, PartialEq)]
pub enum Lines {
    Rows,
    Columns,
}

/// The first gutter of a piece: its first line, and the one behind its last, in the picture.
pub fn gutter(picture: &Rgb, ground: [u8; 3], b: &Bounds, lines: Lines) -> Option<(usize, usize)> {
    let (first, count, start, length) = match lines {
        Lines::Columns => (b.x0, b.width(), b.y0, b.height()),
        Lines::Rows => (b.y0, b.height(), b.x0, b.width()),
    };
    if count < 2 * LEAST_SIDE || length < 8 * APART {
        return None;
    }
    // Shadows bend at the ends.
    let (from, to) = (start + length / 16, start + length - length / 16);
    let pixel = |line: usize, at: usize| match lines {
        Lines::Columns => picture.get(line as u32, at as u32),
        Lines::Rows => picture.get(at as u32, line as u32),
    };
    let mean = |line: usize| -> Option<f64> {
        let (mut odd, mut sum) = (0, 0.0);
        for at in from..to - APART {
            let (p, q) = (pixel(line, at), pixel(line, at + APART));
            let darker: [i32; 3] = std::array::from_fn(|k| i32::from(ground[k]) - i32::from(p[k]));
            let (least, most) = (darker.iter().min()?, darker.iter().max()?);
            let shadow = *least >= -GREY && *most <= DARKEST && most - least <= GREY;
            let even = p.iter().zip(q).all(|(a, b)| a.abs_diff(b) <= EVEN);
            odd += usize::from(!(shadow && even));
            if odd * ODD > length {
                return None;
            }
            sum += f64::from(p[1]);
        }
        Some(sum / (to - APART - from) as f64)
    };
    // Sides of one view go on beside what looks like a gutter inside of it.
    let across = match lines {
        Lines::Columns => picture.height as usize,
        Lines::Rows => picture.width as usize,
    };
    let is_open = |line: usize| {
        let ends = (start.saturating_sub(2)..from).chain(to..(start + length + 1).min(across - 1));
        let step = |at: usize| away(&pixel(line, at), pixel(line, at + 1));
        ends.into_iter().all(|at| step(at) <= BENT)
    };
    let means: Vec<Option<f64>> = (first..first + count).map(mean).collect();
    let mut at = LEAST_SIDE;
    while at < count - LEAST_SIDE {
        if means[at].is_none() {
            at += 1;
            continue;
        }
        let end = (at..count).find(|n| means[*n].is_none()).unwrap_or(count);
        let level = |n: usize| means[n].unwrap_or(0.0);
        let middle = (at..end).max_by(|a, b| level(*a).total_cmp(&level(*b)))?;
        let (mut low, mut high) = (middle, middle);
        while low > 0 && means[low - 1].is_some_and(|m| m <= level(low) + UNREST) {
            low -= 1;
        }
        while high + 1 < count && means[high + 1].is_some_and(|m| m <= level(high) + UNREST) {
            high += 1;
        }
        let deep = level(middle) - level(low).max(level(high)) >= VALLEY;
        let inside = low >= LEAST_SIDE && high + 1 + LEAST_SIDE <= count;
        let open = is_open(first + middle);
        if deep && inside && open && WIDTHS.contains(&(high + 1 - low)) {
            return Some((first + low, first + high + 1));
        }
        at = end.max(high + 1);
    }
    None
}
