//! Random clips for benches: a chosen tier of apparent width and a chosen difficulty, everything
//! else by seed.

use std::path::PathBuf;

use model::{FrameRate, Size};
use serde::{Deserialize, Serialize};

use crate::dice::Dice;
use crate::displays::{self, Displays};
use crate::plan::{
    Backdrop, CameraPlan, Caption, ChannelLogo, ClipPlan, PersonPlan, Picture, ScreenPlan,
    ShotPlan, TransitionPlan, Wear,
};

/// Apparent width of a screen, in pixels of the frame.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WidthTier {
    /// 120 to 200.
    Small,
    /// 200 to 400.
    Medium,
    /// 400 and more.
    Large,
}

/// How badly it is filmed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

/// What a random clip is to be like.
#[derive(Clone, Debug)]
pub struct RandomOptions {
    /// `None`: each shot has a tier of its own.
    pub tier: Option<WidthTier>,
    pub difficulty: Difficulty,
    pub size: Size,
    pub rate: FrameRate,
    pub seconds: f64,
    /// Videos to put behind the screens; generated rooms where empty.
    pub backdrops: Vec<PathBuf>,
    /// Captions and a channel's mark.
    pub broadcast: bool,
    pub displays: Displays,
}

impl WidthTier {
    pub const ALL: [Self; 3] = [Self::Large, Self::Medium, Self::Small];

    /// The tier of an apparent width; `None` below 120 pixels.
    pub fn of(width: f64) -> Option<Self> {
        match width {
            w if w >= 400.0 => Some(Self::Large),
            w if w >= 200.0 => Some(Self::Medium),
            w if w >= 120.0 => Some(Self::Small),
            _ => None,
        }
    }

    /// Widths that stay inside the tier while the camera moves a little.
    fn planned(self) -> (f64, f64) {
        match self {
            Self::Large => (440.0, 860.0),
            Self::Medium => (220.0, 375.0),
            Self::Small => (130.0, 190.0),
        }
    }

    fn most_screens(self) -> usize {
        match self {
            Self::Large => 1,
            Self::Medium => 2,
            Self::Small => 4,
        }
    }
}

impl Default for RandomOptions {
    /// 10 s of 1280 × 720 at 25 frames a second, medium difficulty, all tiers.
    fn default() -> Self {
        Self {
            tier: None,
            difficulty: Difficulty::Medium,
            size: Size {
                width: 1280,
                height: 720,
            },
            rate: FrameRate::new(25, 1).expect("25/1 is a rate"),
            seconds: 10.0,
            backdrops: Vec::new(),
            broadcast: true,
            displays: Displays::Monitors,
        }
    }
}

/// Ranges of one difficulty.
pub(crate) struct Hardship {
    pub(crate) angle: f64,
    defocus: f64,
    noise: (f64, f64),
    glare: f64,
    grid: f64,
    band: f64,
    shake: f64,
    motion: f64,
    people: f64,
    kbps: (i64, i64),
}

impl Difficulty {
    pub(crate) fn hardship(self) -> Hardship {
        let h = |angle, defocus, noise, glare, grid, band, shake, motion, people, kbps| Hardship {
            angle,
            defocus,
            noise,
            glare,
            grid,
            band,
            shake,
            motion,
            people,
            kbps,
        };
        match self {
            Self::Easy => h(
                15.0,
                0.3,
                (0.5, 2.0),
                0.1,
                0.02,
                0.0,
                0.05,
                0.5,
                0.0,
                (1800, 2500),
            ),
            Self::Medium => h(
                38.0,
                0.7,
                (1.5, 4.0),
                0.35,
                0.06,
                0.15,
                0.25,
                1.0,
                0.3,
                (1000, 2000),
            ),
            Self::Hard => h(
                60.0,
                1.3,
                (3.0, 7.0),
                0.6,
                0.12,
                0.35,
                0.6,
                2.0,
                0.7,
                (400, 1000),
            ),
        }
    }
}

/// A clip of several shots that show the given pictures (or none, if there are none).
pub fn random_clip(seed: u64, pictures: &[Picture], options: &RandomOptions) -> ClipPlan {
    let dice = Dice::new(seed);
    let mut d = dice.fork(1);
    let hard = options.difficulty.hardship();
    let total = (options.seconds * options.rate.approx()).round().max(1.0) as u32;
    let fps = options.rate.approx();
    let mut shots = Vec::new();
    let mut left = total;
    // Pictures take turns, so that a long clip shows them all.
    let mut turn = d.below(pictures.len());
    while left > 0 {
        let wanted = (d.range(2.5, 5.0) * fps) as u32;
        // No shorter rest than a second and a half.
        let frames = if left < wanted + (1.5 * fps) as u32 {
            left
        } else {
            wanted
        };
        shots.push(random_shot(
            &mut d,
            frames,
            shots.is_empty(),
            pictures,
            &mut turn,
            options,
        ));
        left -= frames;
    }
    let logo = options.broadcast.then(|| ChannelLogo {
        text: (*d.pick(&["KANAL 8", "ORDA TV", "NORD 24", "ТВ-МАЯК"])).to_owned(),
        colour: *d.pick(&[[180, 30, 40], [20, 80, 160], [20, 120, 90]]),
        right: d.chance(0.7),
    });
    ClipPlan {
        size: options.size,
        rate: options.rate,
        bitrate_kbps: d.whole(hard.kbps.0, hard.kbps.1) as u32,
        seed,
        logo,
        shots,
    }
}

fn random_shot(
    d: &mut Dice,
    frames: u32,
    first: bool,
    pictures: &[Picture],
    turn: &mut usize,
    o: &RandomOptions,
) -> ShotPlan {
    let hard = o.difficulty.hardship();
    let tier = o.tier.unwrap_or_else(|| *d.pick(&WidthTier::ALL));
    let backdrop = if o.backdrops.is_empty() {
        Backdrop::Room { seed: d.next_u64() }
    } else {
        Backdrop::Video {
            path: d.pick(&o.backdrops).clone(),
            start_seconds: d.range(0.0, 4.0),
        }
    };
    let fade = ((0.6 * o.rate.approx()) as u32).min(frames.saturating_sub(1));
    let transition = if !first && fade > 0 && d.chance(0.15) {
        TransitionPlan::Fade(fade)
    } else {
        TransitionPlan::Cut
    };
    let mut people = Vec::new();
    if d.chance(hard.people) {
        people.push(passer_by(d));
    }
    ShotPlan {
        frames,
        transition,
        backdrop,
        camera: random_camera(d, &hard),
        screens: match o.displays {
            Displays::Monitors => random_screens(d, tier, &hard, (pictures, turn), o.size),
            Displays::Light => {
                let mut screens = random_screens(d, tier, &hard, (pictures, turn), o.size);
                displays::lighten(&mut screens, d);
                screens
            }
            Displays::Phones => displays::phone(d, &hard, (pictures, turn), o.size),
            Displays::Walls => displays::wall(d, &hard, (pictures, turn), o.size),
        },
        people,
        caption: (o.broadcast && d.chance(0.4)).then(|| random_caption(d)),
        wear: random_wear(d, &hard),
    }
}

pub(crate) fn random_wear(d: &mut Dice, hard: &Hardship) -> Wear {
    Wear {
        defocus: d.range(0.0, hard.defocus),
        focus_pull: if d.chance(hard.people / 2.0) {
            d.range(1.0, 3.0)
        } else {
            0.0
        },
        noise: d.range(hard.noise.0, hard.noise.1),
        flicker: if hard.band > 0.0 {
            d.range(0.0, 0.03)
        } else {
            0.0
        },
    }
}

pub(crate) fn random_camera(d: &mut Dice, hard: &Hardship) -> CameraPlan {
    let m = hard.motion;
    let mut camera = CameraPlan {
        fov: d.range(46.0, 64.0),
        ..CameraPlan::STILL
    };
    // A tripod, a pan, a slow ride, or a hand.
    match d.below(4) {
        0 => {}
        1 => {
            camera.pan = d.sign() * d.range(2.0, 6.0) * m;
            camera.tilt = d.range(-1.0, 1.0) * m;
        }
        2 => {
            camera.truck = d.sign() * d.range(0.05, 0.2) * m;
            camera.dolly = d.range(-0.1, 0.15) * m;
            camera.shake = 0.3 * hard.shake;
        }
        _ => {
            camera.shake = d.range(0.5, 1.0) * hard.shake;
            camera.roll = d.range(-1.0, 1.0) * m;
        }
    }
    camera
}

/// Screens beside each other that stay inside the frame and apart from each other.
fn random_screens(
    d: &mut Dice,
    tier: WidthTier,
    hard: &Hardship,
    (pictures, turn): (&[Picture], &mut usize),
    size: Size,
) -> Vec<ScreenPlan> {
    let mut screens = Vec::new();
    let mut taken: Vec<[f64; 4]> = Vec::new();
    if pictures.is_empty() {
        return screens;
    }
    let (fw, fh) = (f64::from(size.width), f64::from(size.height));
    let wanted = 1 + d.below(tier.most_screens());
    for _ in 0..wanted * 12 {
        if screens.len() == wanted {
            break;
        }
        let picture = &pictures[(*turn + screens.len()) % pictures.len()];
        let (low, high) = tier.planned();
        let width = d.range(low, high);
        // Wide screens are filmed less from the side, or they would not fit.
        let angle = hard.angle * (1.0 - ((width - 500.0) / 800.0).clamp(0.0, 0.6));
        let yaw = d.range(-angle, angle);
        let aspect = f64::from(picture.rgb.height) / f64::from(picture.rgb.width);
        let (w, h) = (width * 1.12, width * aspect / yaw.to_radians().cos() * 1.2);
        if w > fw * 0.98 || h > fh * 0.98 {
            continue;
        }
        let cx = d.range(w / 2.0, fw - w / 2.0);
        let cy = d.range(h / 2.0, fh - h / 2.0);
        let b = [cx - w / 2.0, cy - h / 2.0, cx + w / 2.0, cy + h / 2.0];
        if taken
            .iter()
            .any(|t| b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3])
        {
            continue;
        }
        taken.push(b);
        let mut s = ScreenPlan::new(picture.clone(), width);
        s.centre = [cx / fw, cy / fh];
        s.yaw = yaw;
        s.pitch = d.range(-0.2, 0.2) * angle;
        s.roll = d.range(-0.06, 0.06) * angle;
        s.physical_width = if width > 400.0 {
            d.range(0.6, 1.6)
        } else {
            d.range(0.5, 0.75)
        };
        dress(&mut s, d, hard);
        screens.push(s);
    }
    // A picture too tall for its tier is passed over.
    *turn += screens.len().max(1);
    screens
}

/// How a display looks to a camera.
pub(crate) fn dress(s: &mut ScreenPlan, d: &mut Dice, hard: &Hardship) {
    s.bezel = d.range(0.012, 0.035);
    s.gain = d.range(0.85, 1.18);
    s.black = d.range(0.0, 0.09);
    s.tint = [
        d.range(0.93, 1.05),
        d.range(0.96, 1.03),
        d.range(0.95, 1.08),
    ];
    s.glare = if d.chance(0.6) {
        d.range(0.0, hard.glare)
    } else {
        0.0
    };
    s.grid = d.range(0.0, hard.grid);
    s.band = if d.chance(0.5) {
        d.range(0.0, hard.band)
    } else {
        0.0
    };
}

pub(crate) fn passer_by(d: &mut Dice) -> PersonPlan {
    let side = d.sign();
    let y = d.range(0.42, 0.66);
    let end = 0.5 + side * d.range(0.15, 0.75);
    PersonPlan {
        from: [0.5 - side * d.range(0.5, 0.7), y],
        to: [end, y + d.range(-0.03, 0.03)],
        width: d.range(0.18, 0.32),
        colour: *d.pick(&[[38, 40, 46], [52, 46, 40], [30, 38, 52], [60, 60, 62]]),
    }
}

fn random_caption(d: &mut Dice) -> Caption {
    let title = *d.pick(&[
        "INSIDE THE CITY CONTROL ROOM",
        "НОВЫЙ ЦЕНТР МОНИТОРИНГА",
        "ҚАЛАЛЫҚ БАҚЫЛАУ ОРТАЛЫҒЫ",
        "CAMERAS WATCH THE CROSSINGS",
        "ОПЕРАТОРЫ НА СМЕНЕ",
    ]);
    let subtitle = *d.pick(&[
        "Report from the operations centre, day shift",
        "Репортаж из дежурной части",
        "Кезекшілік бөлімінен репортаж",
        "Pictures supplied by the press office",
    ]);
    Caption {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        colour: *d.pick(&[[150, 24, 36], [18, 62, 120], [24, 96, 80], [60, 60, 66]]),
    }
}
