//! Which screens look alike, so that a wall of them can be put in order: by their small upright
//! pictures as a whole. It proves nothing, and knows nothing of what or who is on them.

use model::Size;
use pixels::{Rgb, measure, resize};

/// To which every screen is brought, whatever its shape: how it was filmed changes that.
const SIZE: Size = Size {
    width: 40,
    height: 24,
};
/// Correlation from which two look alike.
const ALIKE: f64 = 0.8;

/// How a screen looks: light and dark, coarsely.
#[derive(Clone, Debug)]
pub struct Look(Vec<f32>);

impl Look {
    /// Of an upright picture of the screen, of any size.
    pub fn of(picture: &Rgb) -> Self {
        let small = resize::luma(&picture.to_luma(), SIZE);
        Self(small.data.iter().map(|&v| f32::from(v)).collect())
    }

    /// Whether two could be views of one window. What is all of one tone is like nothing.
    pub fn is_like(&self, other: &Self) -> bool {
        measure::correlation(&self.0, &other.0).is_some_and(|c| c >= ALIKE)
    }
}

/// For each look the number of the first one that it is like, its own where there is none; looks
/// that are not known stay alone.
pub fn alike(looks: &[Option<&Look>]) -> Vec<usize> {
    let mut leaders: Vec<(usize, &Look)> = Vec::new();
    let mut first: Vec<usize> = (0..looks.len()).collect();
    for (i, look) in looks.iter().enumerate() {
        let Some(look) = *look else { continue };
        match leaders.iter().find(|(_, leader)| leader.is_like(look)) {
            Some((leader, _)) => first[i] = *leader,
            None => leaders.push((i, look)),
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(size: (u32, u32), split: f64, tone: u8) -> Rgb {
        let mut data = Vec::new();
        for y in 0..size.1 {
            for x in 0..size.0 {
                let is_left = f64::from(x) / f64::from(size.0) < split;
                let is_top = y * 5 < size.1;
                let v = if is_left || is_top { tone } else { 220 };
                data.extend([v, v, v]);
            }
        }
        Rgb::new(size.0, size.1, data)
    }

    #[test]
    fn sizes_and_brightness_do_not_part_what_looks_alike() {
        let looks = [
            drawn((320, 200), 0.3, 20),
            drawn((200, 150), 0.31, 60),
            drawn((320, 200), 0.85, 20),
            drawn((64, 64), 2.0, 90),
        ]
        .map(|p| Look::of(&p));
        let all: Vec<Option<&Look>> = looks.iter().map(Some).chain([None]).collect();
        assert_eq!(alike(&all), [0, 0, 2, 3, 4]);
    }
}
