//! Clips for the text bench: a page of text filmed oblique and badly, and footage that shows
//! displays in half of its shots. What stands on the pages is in `text`.

use model::{FrameRate, Size};

use crate::dice::Dice;
use crate::plan::{
    Backdrop, CameraPlan, ClipPlan, Picture, ScreenPlan, ShotPlan, TransitionPlan, Wear,
};
use crate::random::{RandomOptions, dress, passer_by, random_clip};
use crate::text::{TextOptions, text_page};
use crate::{Difficulty, StageError};

/// How badly a page is filmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filmed {
    /// 400 to 2,500 kb/s, little noise, nobody in between.
    Usually,
    /// 400 to 800 kb/s, more noise and blur, glare, and a person who passes.
    Badly,
}

/// A clip of 60 to 100 frames with one screen of text, 10 to 45 degrees from the side.
///
/// # Errors
/// When there is no typeface for the writing.
pub fn text_clip(seed: u64, options: &TextOptions, filmed: Filmed) -> Result<ClipPlan, StageError> {
    let mut d = Dice::new(seed).fork(12);
    let size = Size {
        width: 1280,
        height: 720,
    };
    let width = d.range(640.0, 900.0);
    // Letters of the page are as much larger as the page is filmed smaller.
    let page = text_page(seed, options, options.x_height * 1280.0 / width)?;
    let badly = filmed == Filmed::Badly;
    let hard = if badly {
        Difficulty::Hard.hardship()
    } else {
        Difficulty::Medium.hardship()
    };
    let mut screen = ScreenPlan::new(page, width);
    screen.yaw = d.sign() * d.range(10.0, 45.0);
    screen.pitch = d.range(-8.0, 8.0);
    screen.roll = d.range(-2.0, 2.0);
    screen.centre = [d.range(0.45, 0.55), d.range(0.47, 0.53)];
    screen.physical_width = d.range(0.5, 1.2);
    dress(&mut screen, &mut d, &hard);
    if !badly {
        screen.glare *= 0.5;
    }
    let camera = CameraPlan {
        fov: d.range(46.0, 60.0),
        pan: d.sign() * d.range(0.0, 2.0),
        truck: d.sign() * d.range(0.0, 0.08),
        dolly: d.range(-0.04, 0.06),
        shake: d.range(0.0, 0.25),
        ..CameraPlan::STILL
    };
    let rate = FrameRate::new(25, 1).map_err(|e| StageError::Plan(e.to_string()))?;
    let shot = ShotPlan {
        frames: d.whole(60, 100) as u32,
        transition: TransitionPlan::Cut,
        backdrop: Backdrop::Room { seed: d.next_u64() },
        camera,
        screens: vec![screen],
        people: badly.then(|| passer_by(&mut d)).into_iter().collect(),
        caption: None,
        wear: Wear {
            defocus: d.range(0.3, 1.0),
            focus_pull: 0.0,
            noise: if badly {
                d.range(3.0, 7.0)
            } else {
                d.range(1.0, 4.0)
            },
            flicker: 0.01,
        },
    };
    let most = if badly { 800 } else { 2500 };
    Ok(ClipPlan {
        size,
        rate,
        bitrate_kbps: d.whole(400, most) as u32,
        seed,
        logo: None,
        shots: vec![shot],
    })
}

/// A random clip of which every second shot shows no display.
pub fn half_clip(seed: u64, pictures: &[Picture], options: &RandomOptions) -> ClipPlan {
    let mut clip = random_clip(seed, pictures, options);
    for shot in clip.shots.iter_mut().skip(1).step_by(2) {
        shot.screens.clear();
    }
    clip
}
