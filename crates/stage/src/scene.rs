//! One shot made ready for filming: its screens stood in the room, everything in painter's order,
//! and the frame that the camera sees at any time. Knows nothing of files or codecs.

use std::sync::{Arc, OnceLock};

use model::{Point, Quad, Size};
use pixels::Rgb;

use crate::camera::{CameraPath, Patch, Pose, V3, add, cross, dot, scaled, sub, unit};
use crate::dice::Dice;
use crate::hand;
use crate::people::Person;
use crate::plan::{Backdrop, ScreenPlan, ShotPlan, Surround};
use crate::raster::{self, Edge, Frame, Shine, Sprite};
use crate::room;
use crate::texture::Texture;
use crate::truth::TruthScreen;
use crate::wear;

/// A textured patch in the room.
pub(crate) struct Thing {
    pub patch: Patch,
    pub texture: Arc<Texture>,
    pub edge: Edge,
    /// Number of the planned screen whose content this is.
    pub screen: Option<usize>,
    /// Number of the planned screen with which it moves.
    pub with: Option<usize>,
    /// Whether it is the content of one of the room's own displays.
    pub idle: bool,
}

impl Thing {
    pub(crate) fn prop(patch: Patch, texture: Arc<Texture>) -> Self {
        Self {
            patch,
            texture,
            edge: Edge::Smooth,
            screen: None,
            with: None,
            idle: false,
        }
    }

    /// A display that shows nothing that matters.
    pub(crate) fn idle(patch: Patch, texture: Arc<Texture>) -> Self {
        Self {
            idle: true,
            ..Self::prop(patch, texture)
        }
    }
}

/// A shot ready to be filmed.
pub(crate) struct Scene {
    size: Size,
    rate: f64,
    shot: ShotPlan,
    path: CameraPath,
    ground: [u8; 3],
    /// Far to near.
    things: Vec<Thing>,
    video: Option<Patch>,
    patches: Vec<Patch>,
    glare: Vec<(Sprite, [f64; 2], f64)>,
    people: Vec<Person>,
    flicker: (f64, f64, f64),
    /// The frame without people, flicker and noise, when nothing in it moves.
    still: OnceLock<Frame>,
}

/// Samples across a screen for its visible part.
const ACROSS: usize = 24;
const DOWN: usize = 14;

impl Scene {
    /// # Errors
    /// Names a screen that cannot stand as planned.
    pub(crate) fn check(shot: &ShotPlan, size: Size, rate: f64) -> Result<(), String> {
        let path = CameraPath::new(shot.camera, size, shot.frames, rate, &Dice::new(0));
        let pose = path.middle();
        match shot.screens.iter().position(|s| pose.stand(s).is_none()) {
            Some(i) => Err(format!(
                "screen {i} is too wide ({} px) for its angle: an edge would be behind the \
                 camera; make it narrower or turn it less",
                shot.screens[i].width_px
            )),
            None => Ok(()),
        }
    }

    /// Builds the room and everything in it; screens that cannot stand are left out.
    pub(crate) fn build(shot: &ShotPlan, size: Size, rate: f64, dice: &Dice) -> Self {
        let path = CameraPath::new(shot.camera, size, shot.frames, rate, dice);
        let pose = path.middle();
        let patches: Vec<Patch> = shot.screens.iter().filter_map(|s| pose.stand(s)).collect();
        let mut groups: Vec<(f64, Vec<Thing>)> = Vec::new();
        let mut things = Vec::new();
        let mut video = None;
        let mut ground = [0; 3];
        match &shot.backdrop {
            Backdrop::Room { seed } => {
                let made = room::build(*seed, shot.camera.fov, size, &patches);
                things = made.shell;
                for prop in made.props {
                    groups.push((pose.depth(prop.patch.at(0.5, 0.5)), vec![prop]));
                }
            }
            Backdrop::Video { .. } => video = Some(video_patch(shot, size)),
            Backdrop::Plain(colour) => ground = *colour,
        }
        for (i, (patch, plan)) in patches.iter().zip(&shot.screens).enumerate() {
            groups.push((pose.depth(patch.at(0.5, 0.5)), display(i, patch, plan)));
        }
        groups.sort_by(|a, b| b.0.total_cmp(&a.0));
        things.extend(groups.into_iter().flat_map(|g| g.1));
        let mut d = dice.fork(21);
        let glare = shot
            .screens
            .iter()
            .map(|_| {
                let at = [d.range(0.15, 0.85), d.range(0.1, 0.9)];
                (wear::highlight(&mut d), at, d.range(0.5, 1.1))
            })
            .collect();
        let people = shot
            .people
            .iter()
            .map(|p| Person::new(p, size, shot.frames))
            .collect();
        Self {
            size,
            rate,
            shot: shot.clone(),
            path,
            ground,
            things,
            video,
            patches,
            glare,
            people,
            flicker: (d.range(0.7, 3.0), d.range(0.0, 6.3), d.range(0.13, 0.41)),
            still: OnceLock::new(),
        }
    }

    /// The frame as the camera sees it, before noise; `video` is the backdrop's picture.
    pub(crate) fn frame(&self, index: u32, video: Option<&Rgb>) -> Frame {
        let t = f64::from(index);
        let seconds = t / self.rate;
        let w = &self.shot.wear;
        let resting = self.shot.camera.is_still()
            && self.video.is_none()
            && self.shot.screens.iter().all(|s| s.sway == 0.0);
        let mut frame = if resting {
            self.still.get_or_init(|| self.paint(t, None)).clone()
        } else {
            self.paint(t, video)
        };
        let (hz, phase, roll) = self.flicker;
        let wave = (std::f64::consts::TAU * hz * 3.7 * seconds + phase).sin();
        let band = self.shot.screens.iter().fold(0.0, |b, s| s.band.max(b));
        wear::flicker(
            &mut frame,
            1.0 + w.flicker * wave,
            band,
            phase - roll * seconds,
        );
        let pull = w.focus_pull * (1.0 - seconds / 0.8).max(0.0);
        wear::defocus(&mut frame, w.defocus + pull);
        if !self.shot.camera.is_still() {
            let [dx, dy] = self.motion(t);
            wear::motion_blur(&mut frame, dx, dy);
        }
        for person in &self.people {
            person.draw(&mut frame, index);
        }
        frame
    }

    /// Everything in the room, sharp and at one instant.
    fn paint(&self, t: f64, video: Option<&Rgb>) -> Frame {
        let pose = self.path.pose(t);
        let mut frame = Frame::new(self.size.width as usize, self.size.height as usize);
        for p in frame.rgb.chunks_exact_mut(3) {
            p.copy_from_slice(&self.ground);
        }
        if let (Some(patch), Some(rgb)) = (&self.video, video) {
            let texture = Texture::flat(rgb);
            raster::draw(&mut frame, &pose, patch, &texture, Edge::Overlapping, None);
        }
        for thing in &self.things {
            let shine = thing.screen.map(|i| self.shine(i, &pose));
            raster::draw(
                &mut frame,
                &pose,
                &self.there(&thing.patch, thing.with, t),
                &thing.texture,
                thing.edge,
                shine,
            );
        }
        frame
    }

    /// Where a patch that moves with a screen is on a frame. The blur of that motion is not filmed.
    fn there(&self, patch: &Patch, with: Option<usize>, frame: f64) -> Patch {
        let Some((plan, whole)) = with.and_then(|i| {
            let plan = self.shot.screens.get(i).filter(|p| p.sway > 0.0)?;
            Some((plan, self.patches.get(i)?))
        }) else {
            return *patch;
        };
        let wave = |hz: f64, phase: f64| {
            (std::f64::consts::TAU * (hz * frame / self.rate) + phase + self.flicker.1).sin()
        };
        let along = plan.sway * wave(0.45, 0.0) + 0.3 * plan.sway * wave(1.7, 1.0);
        let across = plan.sway * wave(0.6, 2.0) + 0.3 * plan.sway * wave(1.3, 4.0);
        let turn = 0.2 * plan.sway / plan.physical_width * wave(0.5, 3.0);
        // Everything of one screen turns about that screen's centre.
        let moved = whole.moved(along, across, turn);
        let map = |p: V3| {
            let d = sub(p, whole.origin);
            let at = |side: V3| dot(d, side) / dot(side, side);
            let normal = unit(cross(whole.u, whole.v));
            let off = scaled(unit(cross(moved.u, moved.v)), dot(d, normal));
            add(moved.at(at(whole.u), at(whole.v)), off)
        };
        let (origin, right, low) = (
            map(patch.at(0.0, 0.0)),
            map(patch.at(1.0, 0.0)),
            map(patch.at(0.0, 1.0)),
        );
        Patch {
            origin,
            u: sub(right, origin),
            v: sub(low, origin),
        }
    }

    fn shine(&self, i: usize, pose: &Pose) -> Shine<'_> {
        let plan = &self.shot.screens[i];
        let (sprite, [u, v], size) = &self.glare[i];
        // A mirrored lamp seems to lie behind the screen: it moves less than the screen does.
        let now = pose.project(self.patches[i].at(*u, *v));
        let then = self.path.middle().project(self.patches[i].at(*u, *v));
        let glare = now.zip(then).filter(|_| plan.glare > 0.0).map(|(a, b)| {
            let x = (0.6 * a.x + 0.4 * b.x) as f32;
            let y = (0.6 * a.y + 0.4 * b.y) as f32;
            let scale = (plan.width_px * size / sprite.side as f64) as f32;
            (sprite, plan.glare as f32, [x, y], scale)
        });
        Shine {
            grid: plan.grid as f32,
            glare,
        }
    }

    /// How far the picture moves while the shutter is open, in pixels, at the screens (or, where
    /// there is none, at the middle of the room).
    fn motion(&self, t: f64) -> [f64; 2] {
        let half = self.shot.camera.shutter / 2.0;
        let (a, b) = (self.path.pose(t - half), self.path.pose(t + half));
        let middle: V3 = [0.0, 0.0, 5.0];
        let targets: Vec<V3> = if self.patches.is_empty() {
            vec![middle]
        } else {
            self.patches.iter().map(|p| p.at(0.5, 0.5)).collect()
        };
        let moved: Vec<[f64; 2]> = targets
            .iter()
            .filter_map(|p| {
                let (a, b) = (a.project(*p)?, b.project(*p)?);
                Some([b.x - a.x, b.y - a.y])
            })
            .collect();
        let n = moved.len().max(1) as f64;
        [0, 1].map(|k| moved.iter().map(|m| m[k]).sum::<f64>() / n)
    }

    /// The exact place of every screen on a frame; `covered` tells of pixels under captions.
    pub(crate) fn truth(
        &self,
        index: u32,
        opacity: f64,
        covered: &dyn Fn(f64, f64) -> bool,
    ) -> Vec<TruthScreen> {
        let pose = self.path.pose(f64::from(index));
        (0..self.patches.len())
            .filter_map(|i| {
                let there = self.there(&self.patches[i], Some(i), f64::from(index));
                let quad = pose.quad(&there)?;
                let visible = self.visible(i, &pose, index, covered);
                (visible > 0.0).then(|| TruthScreen {
                    picture: self.shot.screens[i].picture.id.clone(),
                    screen: i,
                    apparent_width: thousandths(quad.apparent_width()),
                    quad: Quad(
                        quad.0
                            .map(|p| Point::new(thousandths(p.x), thousandths(p.y))),
                    ),
                    visible: thousandths(visible),
                    opacity: thousandths(opacity),
                })
            })
            .collect()
    }

    /// The places of the room's own displays on a frame, whatever stands before them.
    pub(crate) fn idle(&self, index: u32) -> Vec<Quad> {
        let pose = self.path.pose(f64::from(index));
        let displays = self.things.iter().filter(|t| t.idle);
        displays
            .filter_map(|t| Some(pose.quad(&t.patch)?.rounded()))
            .collect()
    }

    fn visible(
        &self,
        screen: usize,
        pose: &Pose,
        index: u32,
        covered: &dyn Fn(f64, f64) -> bool,
    ) -> f64 {
        let order = self.things.iter().position(|t| t.screen == Some(screen));
        let nearer: Vec<(&Thing, [f64; 9])> = self
            .things
            .iter()
            .skip(order.map_or(usize::MAX, |o| o + 1))
            .filter_map(|t| {
                let there = self.there(&t.patch, t.with, f64::from(index));
                Some((t, pose.patch_from_frame(&there)?))
            })
            .collect();
        let own = self.there(&self.patches[screen], Some(screen), f64::from(index));
        let (w, h) = (f64::from(self.size.width), f64::from(self.size.height));
        let hidden = |p: Point| {
            !(0.0..w).contains(&p.x)
                || !(0.0..h).contains(&p.y)
                || covered(p.x, p.y)
                || self.people.iter().any(|x| x.covers(p, index))
                || nearer.iter().any(|(t, m)| {
                    let at = |r: usize| m[3 * r] * p.x + m[3 * r + 1] * p.y + m[3 * r + 2];
                    let z = at(2);
                    let (u, v) = (at(0) / z, at(1) / z);
                    z > 0.0
                        && (0.0..=1.0).contains(&u)
                        && (0.0..=1.0).contains(&v)
                        && t.texture.alpha(u, v) > 0.5
                })
        };
        let seen = (0..ACROSS * DOWN)
            .filter(|k| {
                let u = ((k % ACROSS) as f64 + 0.5) / ACROSS as f64;
                let v = ((k / ACROSS) as f64 + 0.5) / DOWN as f64;
                pose.project(own.at(u, v)).is_some_and(|p| !hidden(p))
            })
            .count();
        seen as f64 / (ACROSS * DOWN) as f64
    }
}

fn thousandths(v: f64) -> f64 {
    (v * 1000.0).round() / 1000.0
}

/// A display's frame and its content with the tone that the camera gives it.
fn display(i: usize, patch: &Patch, plan: &ScreenPlan) -> Vec<Thing> {
    let mut things = Vec::new();
    if let Surround::Hand(colour) = plan.surround {
        things.push(Thing::prop(hand::place(patch), hand::palm(colour)));
    }
    if plan.bezel > 0.0 {
        let bezel = match plan.surround {
            Surround::Light(colour) => room::light_bezel(colour),
            Surround::Dark | Surround::Hand(_) => room::bezel(),
        };
        things.push(Thing::prop(patch.grown(plan.bezel), bezel));
    }
    let tone: Vec<[u8; 256]> = (0..3)
        .map(|c| {
            std::array::from_fn(|v| {
                let lit = v as f64 * plan.gain * plan.tint[c];
                (plan.black * 255.0 + (1.0 - plan.black) * lit + 0.5).clamp(0.0, 255.0) as u8
            })
        })
        .collect();
    things.push(Thing {
        patch: *patch,
        texture: Arc::new(Texture::toned(&plan.picture.rgb, |c, v| {
            tone[c][usize::from(v)]
        })),
        edge: Edge::Smooth,
        screen: Some(i),
        with: Some(i),
        idle: false,
    });
    if let Surround::Hand(colour) = plan.surround {
        things.push(Thing::prop(hand::place(patch), hand::fingers(colour)));
    }
    for thing in &mut things {
        thing.with = Some(i);
    }
    things
}

/// A far plane that fills the view through all of the camera's turns.
fn video_patch(shot: &ShotPlan, size: Size) -> Patch {
    let c = &shot.camera;
    let z = 20.0;
    let turn = |v: f64| (v.abs() / 2.0 + 1.5 * c.shake).to_radians().tan();
    let half = z * (c.fov.to_radians() / 2.0).tan();
    let aspect = f64::from(size.height) / f64::from(size.width);
    let spare = turn(c.pan).max(turn(c.tilt) / aspect);
    let travel = c.truck.abs().max(c.pedestal.abs()) + c.dolly.abs();
    let x = (half + z * spare * 1.1 + travel) * 1.03;
    let y = x * aspect;
    Patch {
        origin: [-x, -y, z],
        u: [2.0 * x, 0.0, 0.0],
        v: [0.0, 2.0 * y, 0.0],
    }
}
