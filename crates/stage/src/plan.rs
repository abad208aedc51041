//! What is to be filmed: clips, shots, screens, cameras and how badly it is filmed. Data only.

use std::path::PathBuf;
use std::sync::Arc;

use model::{BoxPx, FrameRate, Size};
use pixels::Rgb;
use serde::{Deserialize, Serialize};

use crate::StageError;

/// A line of text as drawn on a picture; bounds in pixels of the picture.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TextLine {
    pub text: String,
    pub bounds: BoxPx,
}

/// A picture that a screen shows, with its text where known.
#[derive(Clone, Debug)]
pub struct Picture {
    pub id: String,
    pub rgb: Arc<Rgb>,
    pub lines: Vec<TextLine>,
}

/// One filmed display. Position and size hold at the middle of the shot; the camera may move.
#[derive(Clone, Debug)]
pub struct ScreenPlan {
    pub picture: Picture,
    /// Apparent width: mean of the top and bottom edges, in pixels of the frame.
    pub width_px: f64,
    /// Centre as fractions of the frame's width and height.
    pub centre: [f64; 2],
    /// Turn about the vertical axis against the line of sight, degrees; positive: right edge far.
    pub yaw: f64,
    /// Turn about the horizontal axis, degrees; positive: lower edge far.
    pub pitch: f64,
    /// Turn in the plane of the screen, degrees, clockwise.
    pub roll: f64,
    /// Width in metres; with `width_px` it decides the distance, and so the parallax.
    pub physical_width: f64,
    /// Frame around the content, as a fraction of its width.
    pub bezel: f64,
    /// Brightness as the camera sees it; 1 keeps the picture's values.
    pub gain: f64,
    /// Lift of black by room light, 0 to 1.
    pub black: f64,
    /// Colour cast: factors for red, green and blue.
    pub tint: [f64; 3],
    /// Strength of the reflected highlight, 0 to 1.
    pub glare: f64,
    /// Amplitude of the display's pixel grid, 0 to 0.3; aliasing makes moiré of it.
    pub grid: f64,
    /// Depth of the dark refresh band that rolls down the screen, 0 to 1.
    pub band: f64,
    /// What is around the content.
    pub surround: Surround,
    /// Height over width of the planned surface, where it is not the picture's.
    pub aspect: Option<f64>,
    /// The part of the planned surface that it takes, from left and top to right and bottom, 0 to
    /// 1: tiles of a video wall are planned as one surface.
    pub part: [f64; 4],
    /// Amplitude in metres with which it moves of its own, as a hand moves it.
    pub sway: f64,
}

/// What is around a display's content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Surround {
    /// A dark bezel.
    #[default]
    Dark,
    /// A bezel of a light colour (red, green, blue).
    Light([u8; 3]),
    /// The dark edge of a phone, and the hand (of one colour) that holds it.
    Hand([u8; 3]),
}

/// What is behind the screens.
#[derive(Clone, Debug)]
pub enum Backdrop {
    /// A generated control room.
    Room { seed: u64 },
    /// Frames of a video, from a moment of it on; repeated when it is too short.
    Video { path: PathBuf, start_seconds: f64 },
    /// One colour, for tests.
    Plain([u8; 3]),
}

/// Camera of one shot. Motions are totals over the shot, half before and half after its middle.
#[derive(Clone, Copy, Debug)]
pub struct CameraPlan {
    /// Horizontal field of view, degrees.
    pub fov: f64,
    /// Turns in degrees: to the right, down, clockwise.
    pub pan: f64,
    pub tilt: f64,
    pub roll: f64,
    /// Shifts in metres: to the right, down, forward.
    pub truck: f64,
    pub pedestal: f64,
    pub dolly: f64,
    /// Amplitude of the hand's unrest, degrees; 0: on a tripod.
    pub shake: f64,
    /// Part of the frame's time during which the shutter is open, 0 to 1.
    pub shutter: f64,
}

/// A person passing in front of the camera: a dark shape from behind, without any detail.
#[derive(Clone, Copy, Debug)]
pub struct PersonPlan {
    /// Top centre of the head at the shot's first and last frame, as fractions of the frame.
    pub from: [f64; 2],
    pub to: [f64; 2],
    /// Width of the shoulders as a fraction of the frame's width.
    pub width: f64,
    pub colour: [u8; 3],
}

/// How badly the shot is filmed.
#[derive(Clone, Copy, Debug)]
pub struct Wear {
    /// Standard deviation of the defocus blur in pixels.
    pub defocus: f64,
    /// Additional defocus at the shot's first frame, gone after 0.8 s.
    pub focus_pull: f64,
    /// Standard deviation of the sensor's noise in grey levels.
    pub noise: f64,
    /// Relative amplitude of the whole picture's flicker.
    pub flicker: f64,
}

/// Text laid over the picture by a broadcaster.
#[derive(Clone, Debug)]
pub struct Caption {
    pub title: String,
    pub subtitle: String,
    pub colour: [u8; 3],
}

/// A channel's mark in a corner, all the time.
#[derive(Clone, Debug)]
pub struct ChannelLogo {
    pub text: String,
    pub colour: [u8; 3],
    pub right: bool,
}

/// How a shot begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "frames")]
pub enum TransitionPlan {
    Cut,
    /// A cross-fade over the shot's first frames.
    Fade(u32),
}

/// Frames between two transitions.
#[derive(Clone, Debug)]
pub struct ShotPlan {
    pub frames: u32,
    pub transition: TransitionPlan,
    pub backdrop: Backdrop,
    pub camera: CameraPlan,
    pub screens: Vec<ScreenPlan>,
    pub people: Vec<PersonPlan>,
    pub caption: Option<Caption>,
    pub wear: Wear,
}

/// A whole clip.
#[derive(Clone, Debug)]
pub struct ClipPlan {
    pub size: Size,
    pub rate: FrameRate,
    pub bitrate_kbps: u32,
    pub seed: u64,
    pub logo: Option<ChannelLogo>,
    pub shots: Vec<ShotPlan>,
}

impl Picture {
    pub fn new(id: impl Into<String>, rgb: Rgb) -> Self {
        Self {
            id: id.into(),
            rgb: Arc::new(rgb),
            lines: Vec::new(),
        }
    }
}

impl ScreenPlan {
    /// A clean, frontal screen in the middle of the frame.
    pub fn new(picture: Picture, width_px: f64) -> Self {
        Self {
            picture,
            width_px,
            centre: [0.5, 0.5],
            yaw: 0.0,
            pitch: 0.0,
            roll: 0.0,
            physical_width: 0.6,
            bezel: 0.02,
            gain: 1.0,
            black: 0.0,
            tint: [1.0; 3],
            glare: 0.0,
            grid: 0.0,
            band: 0.0,
            surround: Surround::Dark,
            aspect: None,
            part: [0.0, 0.0, 1.0, 1.0],
            sway: 0.0,
        }
    }
}

impl CameraPlan {
    /// On a tripod, not moving.
    pub const STILL: Self = Self {
        fov: 55.0,
        pan: 0.0,
        tilt: 0.0,
        roll: 0.0,
        truck: 0.0,
        pedestal: 0.0,
        dolly: 0.0,
        shake: 0.0,
        shutter: 0.5,
    };

    pub(crate) fn is_still(&self) -> bool {
        [
            self.pan,
            self.tilt,
            self.roll,
            self.truck,
            self.pedestal,
            self.dolly,
            self.shake,
        ]
        .iter()
        .all(|v| *v == 0.0)
    }
}

impl Wear {
    /// No degradation at all.
    pub const NONE: Self = Self {
        defocus: 0.0,
        focus_pull: 0.0,
        noise: 0.0,
        flicker: 0.0,
    };
}

impl ShotPlan {
    /// Screens before a backdrop, filmed without any degradation from a tripod.
    pub fn clean(frames: u32, backdrop: Backdrop, screens: Vec<ScreenPlan>) -> Self {
        Self {
            frames,
            transition: TransitionPlan::Cut,
            backdrop,
            camera: CameraPlan::STILL,
            screens,
            people: Vec::new(),
            caption: None,
            wear: Wear::NONE,
        }
    }
}

impl ClipPlan {
    pub fn frames(&self) -> usize {
        self.shots.iter().map(|s| s.frames as usize).sum()
    }

    /// Whether the plan can be filmed at all.
    ///
    /// # Errors
    /// Names the first thing that cannot be filmed and what is allowed.
    pub fn check(&self) -> Result<(), StageError> {
        let wrong = |m: String| Err(StageError::Plan(m));
        let (w, h) = (self.size.width, self.size.height);
        if !(16..=4096).contains(&w) || !(16..=4096).contains(&h) || w % 2 + h % 2 > 0 {
            return wrong(format!(
                "size {w}x{h}; give even numbers from 16 to 4096 (H.264 with halved chroma)"
            ));
        }
        if self.bitrate_kbps == 0 {
            return wrong("bit rate 0; give kilobits a second, for example 1500".into());
        }
        if self.frames() == 0 {
            return wrong("no frame in it; give at least one shot with frames".into());
        }
        for (i, shot) in self.shots.iter().enumerate() {
            if let Err(message) = shot.check(i == 0) {
                return wrong(format!("shot {i}: {message}"));
            }
        }
        Ok(())
    }
}

impl ShotPlan {
    fn check(&self, first: bool) -> Result<(), String> {
        if self.frames == 0 {
            return Err("no frames".into());
        }
        if let TransitionPlan::Fade(n) = self.transition
            && (first || n == 0 || n >= self.frames)
        {
            return Err(format!(
                "a fade of {n} frames; fades need a shot before them and must be shorter than \
                 the shot ({} frames)",
                self.frames
            ));
        }
        if !(10.0..=120.0).contains(&self.camera.fov) {
            return Err(format!(
                "field of view {}°; give 10 to 120",
                self.camera.fov
            ));
        }
        for s in &self.screens {
            let what = &s.picture.id;
            if s.picture.rgb.width < 2 || s.picture.rgb.height < 2 {
                return Err(format!("picture {what:?} is smaller than 2x2 pixels"));
            }
            if !(8.0..=8192.0).contains(&s.width_px) {
                return Err(format!(
                    "screen {what:?}: width {} px; give 8 to 8192",
                    s.width_px
                ));
            }
            if s.yaw.abs() > 70.0 || s.pitch.abs() > 70.0 {
                return Err(format!(
                    "screen {what:?}: turned by {}° and {}°; at most 70°",
                    s.yaw, s.pitch
                ));
            }
            let [left, top, right, bottom] = s.part;
            let within = |low: f64, high: f64| 0.0 <= low && low + 0.01 < high && high <= 1.0;
            if !within(left, right) || !within(top, bottom) {
                return Err(format!(
                    "screen {what:?}: part {:?}; give left, top, right and bottom from 0 to 1",
                    s.part
                ));
            }
            if s.physical_width.is_nan() || s.physical_width <= 0.01 {
                return Err(format!("screen {what:?}: physical width in metres > 0.01"));
            }
        }
        Ok(())
    }
}
