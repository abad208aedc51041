//! How the demo's videos are planned: from a programme's entries to clips that can be filmed.

use std::collections::BTreeMap;

use model::{FrameRate, Size};

use crate::dice::Dice;
use crate::plan::{
    Backdrop, CameraPlan, Caption, ChannelLogo, ClipPlan, Picture, ScreenPlan, ShotPlan,
    TransitionPlan,
};
use crate::random::{Difficulty, dress, passer_by, random_wear};

/// How the camera of a shot moves.
#[derive(Clone, Copy)]
pub(super) enum Move {
    Tripod,
    Pan(f64),
    Ride(f64),
    Hand,
}

/// A screen: picture, apparent width, centre, turn in degrees.
pub(super) type Seen = (&'static str, f64, [f64; 2], f64);

pub(super) struct ShotSpec {
    pub seconds: f64,
    pub room: u64,
    pub motion: Move,
    pub screens: &'static [Seen],
    pub person: bool,
    pub caption: Option<[&'static str; 2]>,
    pub fade: bool,
}

/// One video: name parts, publisher, and what it shows.
pub(super) struct VideoSpec {
    pub id: &'static str,
    pub title: &'static str,
    pub uploader: &'static str,
    pub upload_date: Option<&'static str>,
    pub epoch: u64,
    pub description: &'static str,
    pub kbps: u32,
    pub rate: (u32, u32),
    pub difficulty: Difficulty,
    pub logo: Option<(&'static str, [u8; 3])>,
    pub shots: &'static [ShotSpec],
}

impl VideoSpec {
    /// Ids of all pictures on its screens, distractors included.
    pub(super) fn pictures(&self) -> impl Iterator<Item = &'static str> {
        self.shots
            .iter()
            .flat_map(|s| s.screens.iter().map(|x| x.0))
    }

    /// The plan of the clip; pictures that are not given leave their screens out.
    pub(super) fn plan(&self, seed: u64, pictures: &BTreeMap<String, Picture>) -> ClipPlan {
        let rate = FrameRate::new(self.rate.0, self.rate.1)
            .unwrap_or_else(|_| FrameRate::new(25, 1).expect("25/1 is a rate"));
        let dice = Dice::new(seed);
        let shots = self
            .shots
            .iter()
            .enumerate()
            .map(|(i, s)| s.plan(&dice.fork(i as u64), rate, self.difficulty, pictures))
            .collect();
        ClipPlan {
            size: Size {
                width: 1280,
                height: 720,
            },
            rate,
            bitrate_kbps: self.kbps,
            seed,
            logo: self.logo.map(|(text, colour)| ChannelLogo {
                text: text.to_owned(),
                colour,
                right: seed.is_multiple_of(2),
            }),
            shots,
        }
    }
}

impl ShotSpec {
    fn plan(
        &self,
        dice: &Dice,
        rate: FrameRate,
        difficulty: Difficulty,
        pictures: &BTreeMap<String, Picture>,
    ) -> ShotPlan {
        let mut d = dice.fork(2);
        let hard = difficulty.hardship();
        let screens = self
            .screens
            .iter()
            .filter_map(|(id, width, centre, yaw)| {
                let mut s = ScreenPlan::new(pictures.get(*id)?.clone(), *width);
                s.centre = *centre;
                s.yaw = *yaw;
                s.pitch = d.range(-4.0, 4.0);
                s.roll = d.range(-1.0, 1.0);
                s.physical_width = if *width > 400.0 { 1.1 } else { 0.62 };
                dress(&mut s, &mut d, &hard);
                Some(s)
            })
            .collect();
        ShotPlan {
            frames: (self.seconds * rate.approx()).round() as u32,
            transition: if self.fade {
                TransitionPlan::Fade(15)
            } else {
                TransitionPlan::Cut
            },
            backdrop: Backdrop::Room { seed: self.room },
            camera: self.camera(&mut d),
            screens,
            people: self.person.then(|| passer_by(&mut d)).into_iter().collect(),
            caption: self.caption.map(|[title, subtitle]| Caption {
                title: title.to_owned(),
                subtitle: subtitle.to_owned(),
                colour: *d.pick(&[[150, 24, 36], [18, 62, 120], [24, 96, 80]]),
            }),
            wear: random_wear(&mut d, &hard),
        }
    }

    fn camera(&self, d: &mut Dice) -> CameraPlan {
        let still = CameraPlan {
            fov: d.range(48.0, 60.0),
            ..CameraPlan::STILL
        };
        match self.motion {
            Move::Tripod => still,
            Move::Pan(degrees) => CameraPlan {
                pan: degrees,
                tilt: 0.2 * degrees,
                ..still
            },
            Move::Ride(metres) => CameraPlan {
                truck: metres,
                dolly: 0.4 * metres.abs(),
                shake: 0.05,
                ..still
            },
            Move::Hand => CameraPlan {
                shake: 0.35,
                roll: 1.5,
                ..still
            },
        }
    }
}
