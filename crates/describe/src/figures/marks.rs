//! How many marks stand on a ground: connected pixels that differ from it.

use pixels::Rgb;

/// A pixel of a mark differs by more in a channel; JPEG's unrest stays below.
const APART: u8 = 48;
/// Smaller ones are dust.
const LEAST: usize = 6;

/// Counts the marks on a ground of this colour, and those on the commonest colour of the marks:
/// words in the boxes of a diagram.
pub fn marks(picture: &Rgb, ground: [u8; 3]) -> usize {
    let apart = |p: &[u8]| p.iter().zip(ground).any(|(a, b)| a.abs_diff(b) > APART);
    let outer: Vec<bool> = picture.data.chunks_exact(3).map(apart).collect();
    let mut counts = std::collections::HashMap::new();
    let inked = picture
        .data
        .chunks_exact(3)
        .zip(&outer)
        .filter(|(_, o)| **o);
    for (p, _) in inked {
        let coarse = [p[0] >> 3, p[1] >> 3, p[2] >> 3];
        *counts.entry(coarse).or_insert(0u32) += 1;
    }
    let commonest = counts.into_iter().max_by_key(|(c, n)| (*n, *c));
    let Some((ink, _)) = commonest else {
        return 0;
    };
    let ink = ink.map(|v| (v << 3) + 4);
    // Smoothed edges lie between the two colours and are no marks.
    let inner: Vec<bool> = picture
        .data
        .chunks_exact(3)
        .map(|p| away(p, ground, ink) > f64::from(APART))
        .collect();
    let (w, h) = (picture.width as usize, picture.height as usize);
    count(outer, w, h) + count(inner, w, h)
}

/// How far a colour is from the line between two.
fn away(p: &[u8], a: [u8; 3], b: [u8; 3]) -> f64 {
    let (p, a, b) = (
        [p[0], p[1], p[2]].map(f64::from),
        a.map(f64::from),
        b.map(f64::from),
    );
    let along: [f64; 3] = std::array::from_fn(|i| b[i] - a[i]);
    let from: [f64; 3] = std::array::from_fn(|i| p[i] - a[i]);
    let dot = |x: &[f64; 3], y: &[f64; 3]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let t = (dot(&from, &along) / dot(&along, &along).max(1.0)).clamp(0.0, 1.0);
    (0..3)
        .map(|i| (from[i] - t * along[i]).abs())
        .fold(0.0, f64::max)
}

fn count(mut open: Vec<bool>, w: usize, h: usize) -> usize {
    let mut stack = Vec::new();
    let mut count = 0;
    for start in 0..open.len() {
        if !open[start] {
            continue;
        }
        open[start] = false;
        stack.push(start);
        let mut size = 0;
        while let Some(at) = stack.pop() {
            size += 1;
            let (x, y) = (at % w, at / w);
            for ny in y.saturating_sub(1)..=(y + 1).min(h - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(w - 1) {
                    let next = ny * w + nx;
                    if open[next] {
                        open[next] = false;
                        stack.push(next);
                    }
                }
            }
        }
        count += usize::from(size >= LEAST);
    }
    count
}
