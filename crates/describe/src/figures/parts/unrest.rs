//! Whether JPEG went over a composite, by what lies beside its ground.

use std::collections::HashSet;

use pixels::Rgb;

use super::super::silhouette::neighbours;
use super::sheet::away;

/// Colours that differ from the ground by no more, of which a clean picture has so few.
pub const UNREST: u8 = 12;
const MOST_COLOURS: usize = 150;
/// Of those so few lie beside the ground between the views of a clean picture.
const MOST_BESIDE: usize = 72;

/// JPEG's unrest has many colours beside the ground's; smooth edges and panels have few. What lies
/// inside of a view counts for nothing but where a soft shadow lies between it and the ground.
pub fn is_clean(picture: &Rgb, ground: [u8; 3]) -> bool {
    let (colours, small, all) = beside_ground(picture, ground);
    if 2 * small <= all {
        return colours <= MOST_BESIDE;
    }
    let mut colours = HashSet::new();
    for p in picture.data.chunks_exact(3) {
        if (1..=UNREST).contains(&away(p, ground)) {
            colours.insert([p[0], p[1], p[2]]);
            if colours.len() > MOST_COLOURS {
                return false;
            }
        }
    }
    true
}

/// Of what lies beside the ground that is connected with the picture's border: its colours that
/// differ from the ground by little, how many pixels have one of them, and how many there are.
fn beside_ground(picture: &Rgb, ground: [u8; 3]) -> (usize, usize, usize) {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let pixel = |at: usize| [0, 1, 2].map(|k| picture.data[3 * at + k]);
    let is_ground = |at: usize| away(&pixel(at), ground) <= 1;
    let sides = (0..h).flat_map(|y| [y * w, y * w + w - 1]);
    let border = (0..w).chain((h - 1) * w..h * w).chain(sides);
    let mut open: Vec<usize> = border.filter(|at| is_ground(*at)).collect();
    let mut seen = vec![false; w * h];
    for at in &open {
        seen[*at] = true;
    }
    let mut colours = HashSet::new();
    let (mut small, mut all) = (0, 0);
    while let Some(at) = open.pop() {
        for side in neighbours(at, w, w * h) {
            if !is_ground(side) {
                all += 1;
                if away(&pixel(side), ground) <= UNREST {
                    small += 1;
                    colours.insert(pixel(side));
                }
            } else if !seen[side] {
                seen[side] = true;
                open.push(side);
            }
        }
    }
    (colours.len(), small, all)
}
