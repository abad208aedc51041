//! Displays of other kinds than monitors in dark bezels: white ones, phones held in a hand, walls
//! of tiles. What doesn't live here: how a shot around them is drawn by lot.

use std::sync::Arc;

use model::Size;
use pixels::Rgb;
use serde::{Deserialize, Serialize};

use crate::dice::Dice;
use crate::plan::{Picture, ScreenPlan, Surround};
use crate::random::{Hardship, dress};

/// What kind of displays a random clip shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Displays {
    /// Monitors in dark bezels.
    #[default]
    Monitors,
    /// The same in white, grey or silver bezels.
    Light,
    /// One phone in a hand that moves.
    Phones,
    /// One wall of four to twelve tiles, each with a picture of its own.
    Walls,
}

/// Gives monitors light bezels.
pub(crate) fn lighten(screens: &mut [ScreenPlan], d: &mut Dice) {
    for s in screens {
        s.surround = Surround::Light(*d.pick(&[[232, 233, 231], [214, 215, 214], [176, 180, 184]]));
    }
}

/// Width of a phone's content over its height.
const PHONE: f64 = 9.0 / 19.5;

/// A phone in the middle third of the frame, upright, with a part of a picture as its content.
pub(crate) fn phone(
    d: &mut Dice,
    hard: &Hardship,
    (pictures, turn): (&[Picture], &mut usize),
    size: Size,
) -> Vec<ScreenPlan> {
    if pictures.is_empty() {
        return Vec::new();
    }
    let picture = &pictures[*turn % pictures.len()];
    *turn += 1;
    let most = 0.8 * f64::from(size.height) * PHONE;
    let width = d.range((0.55 * most).min(155.0), most);
    let mut s = ScreenPlan::new(upright(picture, d), width);
    s.centre = [d.range(0.33, 0.67), d.range(0.46, 0.52)];
    s.yaw = d.range(-0.6, 0.6) * hard.angle;
    s.pitch = d.range(-0.3, 0.3) * hard.angle;
    s.roll = d.range(-6.0, 6.0);
    s.physical_width = d.range(0.064, 0.074);
    dress(&mut s, d, hard);
    s.bezel = d.range(0.03, 0.06);
    s.surround =
        Surround::Hand(*d.pick(&[[196, 154, 128], [142, 98, 74], [92, 62, 48], [40, 42, 46]]));
    s.sway = d.range(0.001, 0.004);
    vec![s]
}

/// An upright part of a picture.
fn upright(picture: &Picture, d: &mut Dice) -> Picture {
    let rgb = &picture.rgb;
    let width = ((f64::from(rgb.height) * PHONE) as u32).clamp(2, rgb.width.max(2));
    let left = d.below((rgb.width.saturating_sub(width) + 1) as usize) as u32;
    let data = (0..rgb.height)
        .flat_map(|y| {
            let from = 3 * (y * rgb.width + left) as usize;
            rgb.data[from..from + 3 * width as usize].iter().copied()
        })
        .collect();
    Picture {
        // What is shown is not the picture as it was drawn.
        id: format!("{}-upright", picture.id),
        rgb: Arc::new(Rgb::new(width, rgb.height, data)),
        lines: Vec::new(),
    }
}

/// A wall of two to four columns and two or three rows, with seams of some thousandths.
pub(crate) fn wall(
    d: &mut Dice,
    hard: &Hardship,
    (pictures, turn): (&[Picture], &mut usize),
    size: Size,
) -> Vec<ScreenPlan> {
    if pictures.is_empty() {
        return Vec::new();
    }
    let (columns, rows) = (2 + d.below(3), 2 + d.below(2));
    let width = f64::from(size.width) * d.range(0.6, 0.85);
    let physical = 0.9 * columns as f64 * d.range(0.8, 1.2);
    let centre = [d.range(0.46, 0.54), d.range(0.44, 0.5)];
    let (yaw, pitch) = (
        d.range(-0.5, 0.5) * hard.angle,
        d.range(-0.1, 0.1) * hard.angle,
    );
    // A seam is the bezels of both neighbours.
    let seam = d.range(0.004, 0.016);
    let mut look = ScreenPlan::new(pictures[0].clone(), width);
    dress(&mut look, d, hard);
    look.aspect = Some(0.5625 * rows as f64 / columns as f64);
    let mut tiles = Vec::new();
    for n in 0..columns * rows {
        let picture = &pictures[(*turn + n) % pictures.len()];
        let (column, row) = ((n % columns) as f64, (n / columns) as f64);
        let (w, h) = (1.0 / columns as f64, 1.0 / rows as f64);
        let mut s = look.clone();
        s.picture = picture.clone();
        (s.centre, s.yaw, s.pitch, s.roll) = (centre, yaw, pitch, 0.0);
        s.physical_width = physical;
        s.part = [
            (column + 0.5 * seam) * w,
            (row + 0.5 * seam) * h,
            (column + 1.0 - 0.5 * seam) * w,
            (row + 1.0 - 0.5 * seam) * h,
        ];
        s.bezel = 0.5 * seam;
        tiles.push(s);
    }
    *turn += columns * rows;
    tiles
}
