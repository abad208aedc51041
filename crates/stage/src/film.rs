//! Films a plan: renders frames on all cores, in order, into the encoder, and tells what is true
//! of every frame.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use model::Size;
use pixels::Rgb;

use crate::StageError;
use crate::codec::{Decoder, Encoder};
use crate::dice::Dice;
use crate::overlay::Overlay;
use crate::plan::{Backdrop, ClipPlan, TransitionPlan};
use crate::raster::Frame;
use crate::scene::Scene;
use crate::truth::{CutKind, Truth, TruthCut, TruthFrame, TruthPicture, TruthShot};
use crate::wear::Grain;

/// Films a clip as H.264 in MP4 and writes its ground truth beside it
/// ([`Truth::path_beside`]). `progress` is told frames done and frames in all.
///
/// # Errors
/// When the plan cannot be filmed, `ffmpeg` is missing or fails, a backdrop cannot be read, or a
/// file cannot be written.
pub fn film(
    plan: &ClipPlan,
    out: &Path,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Truth, StageError> {
    let truth = film_only(plan, out, progress)?;
    truth.write(&Truth::path_beside(out))?;
    Ok(truth)
}

/// As [`film`], unless the same plan was filmed before: the ground truth beside the clip, which is
/// written last, tells.
///
/// # Errors
/// As [`film`].
pub fn film_once(
    plan: &ClipPlan,
    out: &Path,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Truth, StageError> {
    if out.is_file()
        && let Ok(known) = Truth::read(&Truth::path_beside(out))
        && known == truth_of(plan)?
    {
        progress(plan.frames(), plan.frames());
        return Ok(known);
    }
    film(plan, out, progress)
}

/// As [`film`], but the ground truth is only returned.
///
/// # Errors
/// As [`film`].
pub fn film_only(
    plan: &ClipPlan,
    out: &Path,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Truth, StageError> {
    let studio = Studio::new(plan)?;
    let total = plan.frames();
    let mut encoder = Encoder::open(out, plan.size, plan.rate, plan.bitrate_kbps)?;
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let threads = threads.clamp(1, 16).min(total);
    std::thread::scope(|scope| {
        let mut results: Vec<Receiver<Frame>> = Vec::new();
        let mut feeds: Vec<SyncSender<Job>> = Vec::new();
        for _ in 0..threads {
            let (feed, jobs) = sync_channel::<Job>(2);
            let (send, result) = sync_channel::<Frame>(2);
            let studio = &studio;
            scope.spawn(move || {
                for job in jobs {
                    if send.send(studio.render(&job)).is_err() {
                        break;
                    }
                }
            });
            feeds.push(feed);
            results.push(result);
        }
        let feeder = scope.spawn(|| studio.feed(feeds));
        // A closed channel means that the feeder met an error, which it returns.
        let frames = (0..total).map_while(|n| results[n % threads].recv().ok());
        let filmed = frames.enumerate().try_for_each(|(n, frame)| {
            encoder.frame(&frame.rgb)?;
            progress(n + 1, total);
            Ok(())
        });
        drop(results);
        let fed = feeder.join().unwrap_or(Ok(()));
        filmed.and(fed)
    })?;
    encoder.finish()?;
    Ok(studio.truth())
}

/// One frame of a plan as it goes to the encoder, for tests and for looking.
///
/// # Errors
/// When the plan cannot be filmed, its backdrop cannot be read, or it has no such frame.
pub fn render_frame(plan: &ClipPlan, index: usize) -> Result<Rgb, StageError> {
    let studio = Studio::new(plan)?;
    if index >= plan.frames() {
        return Err(StageError::Plan(format!(
            "frame {index} of a clip of {} frames",
            plan.frames()
        )));
    }
    let mut decoders = Backdrops::default();
    let mut layers = studio.layers(index);
    for layer in &mut layers {
        layer.video = decoders.frame(plan, layer.shot, layer.frame, true)?;
    }
    let frame = studio.render(&Job { index, layers });
    Ok(Rgb::new(plan.size.width, plan.size.height, frame.rgb))
}

/// The ground truth of a plan without filming it.
///
/// # Errors
/// When the plan cannot be filmed.
pub fn truth_of(plan: &ClipPlan) -> Result<Truth, StageError> {
    Ok(Studio::new(plan)?.truth())
}

/// A frame to be rendered: one shot, or two during a cross-fade.
struct Job {
    index: usize,
    layers: Vec<Layer>,
}

struct Layer {
    shot: usize,
    /// Frame within the shot; past its end while it fades out.
    frame: u32,
    weight: f64,
    video: Option<Rgb>,
}

struct Studio<'a> {
    plan: &'a ClipPlan,
    rate: f64,
    dice: Dice,
    grain: Grain,
    scenes: Vec<OnceLock<Scene>>,
    overlays: Vec<OnceLock<Overlay>>,
    /// First frame of each shot.
    starts: Vec<usize>,
}

impl<'a> Studio<'a> {
    fn new(plan: &'a ClipPlan) -> Result<Self, StageError> {
        plan.check()?;
        let rate = plan.rate.approx();
        for (i, shot) in plan.shots.iter().enumerate() {
            Scene::check(shot, plan.size, rate)
                .map_err(|m| StageError::Plan(format!("shot {i}: {m}")))?;
        }
        let dice = Dice::new(plan.seed);
        let mut starts = Vec::new();
        let mut n = 0;
        for shot in &plan.shots {
            starts.push(n);
            n += shot.frames as usize;
        }
        Ok(Self {
            plan,
            rate,
            grain: Grain::new(&dice),
            dice,
            scenes: plan.shots.iter().map(|_| OnceLock::new()).collect(),
            overlays: plan.shots.iter().map(|_| OnceLock::new()).collect(),
            starts,
        })
    }

    fn scene(&self, shot: usize) -> &Scene {
        self.scenes[shot].get_or_init(|| {
            let dice = self.dice.fork(1000 + shot as u64);
            Scene::build(&self.plan.shots[shot], self.plan.size, self.rate, &dice)
        })
    }

    fn overlay(&self, shot: usize) -> &Overlay {
        self.overlays[shot].get_or_init(|| {
            let caption = self.plan.shots[shot].caption.as_ref();
            Overlay::new(self.plan.size, caption, self.plan.logo.as_ref())
        })
    }

    /// The shots that a frame shows, oldest first.
    fn layers(&self, index: usize) -> Vec<Layer> {
        let shot = self.starts.partition_point(|s| *s <= index) - 1;
        let frame = (index - self.starts[shot]) as u32;
        let layer = |shot, frame, weight| Layer {
            shot,
            frame,
            weight,
            video: None,
        };
        match self.plan.shots[shot].transition {
            TransitionPlan::Fade(n) if frame < n && shot > 0 => {
                let new = f64::from(frame + 1) / f64::from(n + 1);
                let old = self.plan.shots[shot - 1].frames + frame;
                vec![layer(shot - 1, old, 1.0 - new), layer(shot, frame, new)]
            }
            _ => vec![layer(shot, frame, 1.0)],
        }
    }

    /// Hands out frames to the renderers in turn, with the backdrop's pictures.
    fn feed(&self, feeds: Vec<SyncSender<Job>>) -> Result<(), StageError> {
        let mut backdrops = Backdrops::default();
        for index in 0..self.plan.frames() {
            let mut layers = self.layers(index);
            for layer in &mut layers {
                layer.video = backdrops.frame(self.plan, layer.shot, layer.frame, false)?;
            }
            backdrops.forget_before(layers.first().map_or(0, |l| l.shot));
            if feeds[index % feeds.len()]
                .send(Job { index, layers })
                .is_err()
            {
                // The encoder has failed; its error is the one to tell.
                return Ok(());
            }
        }
        Ok(())
    }

    fn render(&self, job: &Job) -> Frame {
        let paint = |l: &Layer| self.scene(l.shot).frame(l.frame, l.video.as_ref());
        let mut frames = job.layers.iter();
        let (mut frame, mut shot) = match frames.next() {
            Some(l) => (paint(l), l.shot),
            None => (Frame::new(0, 0), 0),
        };
        for layer in frames {
            let k = (layer.weight * 256.0) as i32;
            for (a, b) in frame.rgb.iter_mut().zip(&paint(layer).rgb) {
                *a = (i32::from(*a) + (((i32::from(*b) - i32::from(*a)) * k) >> 8)) as u8;
            }
            shot = layer.shot;
        }
        let noise = self.plan.shots[shot].wear.noise;
        self.grain.add(
            &mut frame,
            noise,
            self.dice.fork(1 << 32 | job.index as u64),
        );
        self.overlay(shot).draw(&mut frame);
        frame
    }

    fn truth(&self) -> Truth {
        let plan = self.plan;
        let mut pictures: BTreeMap<&str, TruthPicture> = BTreeMap::new();
        for s in plan.shots.iter().flat_map(|s| &s.screens) {
            pictures
                .entry(&s.picture.id)
                .or_insert_with(|| TruthPicture {
                    id: s.picture.id.clone(),
                    size: s.picture.rgb.size(),
                    lines: s.picture.lines.clone(),
                });
        }
        Truth {
            size: plan.size,
            rate: plan.rate,
            bitrate_kbps: plan.bitrate_kbps,
            seed: plan.seed,
            shots: self.shots(),
            cuts: self.cuts(),
            frames: (0..plan.frames()).map(|n| self.truth_frame(n)).collect(),
            pictures: pictures.into_values().collect(),
        }
    }

    fn shots(&self) -> Vec<TruthShot> {
        let shots = self.plan.shots.iter().zip(&self.starts);
        shots
            .map(|(shot, start)| TruthShot {
                first: *start as u64,
                last: (start + shot.frames as usize - 1) as u64,
                backdrop: match &shot.backdrop {
                    Backdrop::Video { path, .. } => path.file_name().map(Into::into),
                    _ => None,
                },
                caption: shot
                    .caption
                    .iter()
                    .flat_map(|c| [c.title.clone(), c.subtitle.clone()])
                    .collect(),
                defocus: shot.wear.defocus,
            })
            .collect()
    }

    fn cuts(&self) -> Vec<TruthCut> {
        let shots = self.plan.shots.iter().zip(&self.starts);
        shots
            .skip(1)
            .map(|(shot, start)| {
                let (kind, length) = match shot.transition {
                    TransitionPlan::Cut => (CutKind::Cut, 0),
                    TransitionPlan::Fade(n) => (CutKind::Fade, u64::from(n)),
                };
                TruthCut {
                    frame: *start as u64,
                    kind,
                    length,
                }
            })
            .collect()
    }

    fn truth_frame(&self, index: usize) -> TruthFrame {
        let layers = self.layers(index);
        let shot = layers.last().map_or(0, |l| l.shot);
        let overlay = self.overlay(shot);
        let screens = layers
            .iter()
            .flat_map(|l| {
                self.scene(l.shot)
                    .truth(l.frame, l.weight, &|x, y| overlay.covers(x, y))
            })
            .collect();
        let idle = layers.iter().flat_map(|l| self.scene(l.shot).idle(l.frame));
        TruthFrame {
            frame: index as u64,
            screens,
            idle: idle.collect(),
        }
    }
}

/// The open backdrop videos, by shot.
#[derive(Default)]
struct Backdrops {
    open: HashMap<usize, Decoder>,
}

impl Backdrops {
    /// The backdrop's next picture; with `seek`, pictures before `frame` are passed over first.
    fn frame(
        &mut self,
        plan: &ClipPlan,
        shot: usize,
        frame: u32,
        seek: bool,
    ) -> Result<Option<Rgb>, StageError> {
        let Backdrop::Video {
            path,
            start_seconds,
        } = &plan.shots[shot].backdrop
        else {
            return Ok(None);
        };
        let decoder = match self.open.entry(shot) {
            std::collections::hash_map::Entry::Occupied(e) => e.into_mut(),
            std::collections::hash_map::Entry::Vacant(e) => e.insert(Decoder::open(
                path,
                *start_seconds,
                backdrop_size(plan.size),
                plan.rate,
            )?),
        };
        if seek {
            for _ in 0..frame {
                decoder.next()?;
            }
        }
        decoder.next().map(Some)
    }

    fn forget_before(&mut self, shot: usize) {
        self.open.retain(|s, _| *s >= shot);
    }
}

/// Backdrops are far away and soft: at most 960 pixels wide is enough.
fn backdrop_size(size: Size) -> Size {
    let k = (960.0 / f64::from(size.width)).min(1.0);
    let even = |v: u32| ((f64::from(v) * k / 2.0).round() as u32 * 2).max(2);
    Size {
        width: even(size.width),
        height: even(size.height),
    }
}
