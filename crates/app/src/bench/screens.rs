//! The screens run: clips by seed, without documents; what was found of their displays, how exact
//! the quads are, and how near merged views come to the pictures that were shown.

mod each;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::ScreenRow;
use collect::Given;
use model::{AddedAs, HeldBy, Quad, ScreenFrame, ScreenSource};
use pipeline::{Desk, Observer, Settings};
use pixels::Luma;
use pixels::plausible::overlap_ratio;
use serde_json::{Value, json};
use stage::{Truth, demo};

use self::each::Each;
use super::likeness;
use super::machine::Phases;
use super::material::{self, RandomRun, claim_folder};
use super::report::{Style, extend, head, rounded, row, table};
use super::run::{BenchError, open_desk, throw_away};

/// Narrowest display that counts, in pixels.
const LEAST_WIDTH: f64 = 150.0;
/// Least part of it that has to be visible.
const LEAST_VISIBLE: f64 = 0.6;
/// Overlap over union from which a quad is that of a display.
const SAME: f64 = 0.6;

/// A screens run.
pub struct ScreenPlan<'a> {
    pub run: RandomRun,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub afresh: bool,
    /// Screens that are merged, at most; merging with the true quads takes as long again.
    pub merged: usize,
    /// Whether to tell of each display.
    pub each: bool,
}

/// What a screens run measured.
#[derive(Default)]
pub struct Screening {
    options: Value,
    /// Of each display, where that is wanted.
    each: Option<Vec<Each>>,
    /// Displays on sampled frames, and those that were found on them.
    shown: u64,
    found: u64,
    /// Displays of a shot, and those that were found on any of its frames.
    displays: u64,
    displays_found: u64,
    /// Keyframes, and quads on them where no display is.
    keyframes: u64,
    wrong: u64,
    /// Mean corner errors in pixels, on frames that were proposed and that were followed.
    proposed: Vec<f64>,
    followed: Vec<f64>,
    /// Correlation with the picture that was shown: merged, single frame, merged by true quads.
    views: Vec<[f64; 3]>,
    /// The same after they were laid over it.
    laid: Vec<[f64; 3]>,
    seconds: f64,
    rest_seconds: f64,
}

/// Films what is missing, looks for displays, and counts.
///
/// # Errors
/// When the material can't be made or the case can't be written.
pub fn run_screens(
    plan: &ScreenPlan<'_>,
    observer: &mut dyn Observer,
) -> Result<Screening, BenchError> {
    let mut options = plan.run.options();
    options["bench"] = json!("screens");
    claim_folder(plan.dir, &options)?;
    let made = plan.dir.join("made-up");
    let ground = material::of_random(&made, plan.run, &mut |_, _| {})?;
    let folder = plan.dir.join("case");
    if plan.afresh {
        throw_away(&folder)?;
    }
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    let mut heard = Phases::new(observer);
    let files: Vec<PathBuf> = ground.films.iter().map(|f| f.file.clone()).collect();
    desk.add(&files, AddedAs::Footage, &Given::default(), &mut heard)?;
    desk.analyse(&mut heard)?;
    let mut out = Screening {
        options,
        each: plan.each.then(Vec::new),
        ..Screening::default()
    };
    for (name, cost) in &heard.done {
        if name == "screens" {
            out.seconds += cost.wall;
        } else {
            out.rest_seconds += cost.wall;
        }
    }
    let pictures: BTreeMap<String, Luma> = demo::demo_pictures()
        .into_iter()
        .chain(demo::unprinted_pictures().into_iter().map(|p| p.1))
        .map(|p| (p.id.clone(), p.rgb.to_luma()))
        .collect();
    let items = desk.case.items()?;
    for film in &ground.films {
        let name = film.name();
        let item = items
            .iter()
            .find(|i| i.origins.iter().any(|o| o.path.ends_with(&name)));
        if let (Some(item), Some(truth)) = (item, &film.truth) {
            let mut screens = Vec::new();
            for row in desk.case.screens()? {
                if row.screen.video == item.id {
                    let frames = desk.screen_frames(&row.screen)?;
                    screens.push((row, frames));
                }
            }
            let keyframes: Vec<u64> = (desk.case.video(item.id)?.into_iter())
                .flat_map(|v| v.keyframes)
                .map(|k| k.at.frame)
                .collect();
            out.count(&name, truth, &screens, &keyframes);
            if out.views.len() < plan.merged {
                out.merge(&desk, truth, &screens, &pictures)?;
            }
        }
    }
    Ok(out)
}

type Found = (ScreenRow, Vec<ScreenFrame>);

fn at(frames: &[ScreenFrame], frame: u64) -> Option<&ScreenFrame> {
    let i = frames.binary_search_by_key(&frame, |f| f.at.frame).ok()?;
    frames.get(i)
}

/// Mean distance of corresponding corners.
fn error(a: &Quad, b: &Quad) -> f64 {
    (0..4).map(|k| a.0[k].distance(b.0[k])).sum::<f64>() / 4.0
}

impl Screening {
    fn count(&mut self, film: &str, truth: &Truth, screens: &[Found], keyframes: &[u64]) {
        let mut displays: BTreeMap<(u64, usize), bool> = BTreeMap::new();
        for frame in &truth.frames {
            let sampled = frame.frame % 10 == 5 || keyframes.contains(&frame.frame);
            let shot = (truth.shots.iter())
                .find(|s| frame.frame >= s.first && frame.frame <= s.last)
                .map_or(0, |s| s.first);
            let here: Vec<&ScreenFrame> = screens
                .iter()
                .filter_map(|(_, frames)| at(frames, frame.frame))
                .collect();
            for display in frame.screens.iter().filter(|_| sampled) {
                if display.apparent_width < LEAST_WIDTH
                    || display.visible < LEAST_VISIBLE
                    || display.opacity < 0.99
                {
                    continue;
                }
                self.shown += 1;
                let best = (here.iter())
                    .map(|f| (overlap_ratio(&f.quad, &display.quad), *f))
                    .max_by(|a, b| a.0.total_cmp(&b.0))
                    .filter(|b| b.0 >= SAME);
                if let Some(all) = &mut self.each {
                    let found = best.map(|(_, f)| (f, error(&f.quad, &display.quad)));
                    each::note(all, (film, shot), display, found);
                }
                let known = displays.entry((shot, display.screen)).or_default();
                if let Some((_, f)) = best {
                    *known = true;
                    self.found += 1;
                    let e = error(&f.quad, &display.quad);
                    match f.held {
                        HeldBy::Anchor => self.proposed.push(e),
                        _ => self.followed.push(e),
                    }
                }
            }
            if keyframes.contains(&frame.frame) {
                self.keyframes += 1;
                let real = |q: &Quad| {
                    let idle = frame.idle.iter();
                    let all = frame.screens.iter().map(|s| &s.quad).chain(idle);
                    all.into_iter().any(|t| overlap_ratio(q, t) > 0.4)
                };
                self.wrong += here.iter().filter(|f| !real(&f.quad)).count() as u64;
            }
        }
        self.displays += displays.len() as u64;
        self.displays_found += displays.values().filter(|f| **f).count() as u64;
    }

    /// Merges what was found of each display, and the same frames by their true quads.
    fn merge(
        &mut self,
        desk: &Desk,
        truth: &Truth,
        screens: &[Found],
        pictures: &BTreeMap<String, Luma>,
    ) -> Result<(), BenchError> {
        for (row, frames) in screens {
            let best = row.screen.best.at.frame;
            let display = (truth.frames.get(best as usize).into_iter())
                .flat_map(|f| &f.screens)
                .find(|s| overlap_ratio(&s.quad, &row.screen.best.quad) >= SAME);
            let Some(display) = display.filter(|d| d.apparent_width >= LEAST_WIDTH) else {
                continue;
            };
            let (Some(picture), true) = (pictures.get(&display.picture), frames.len() > 5) else {
                continue;
            };
            if row.screen.cut.contains(&true) || row.screen.from != ScreenSource::Proposed {
                continue;
            }
            let exact: Vec<ScreenFrame> = frames
                .iter()
                .filter_map(|f| {
                    let there = truth.frames.get(f.at.frame as usize)?;
                    let mut screens = there.screens.iter();
                    let same = screens.find(|s| s.screen == display.screen)?;
                    Some(ScreenFrame {
                        quad: same.quad,
                        ..*f
                    })
                })
                .collect();
            let single: Vec<ScreenFrame> =
                (frames.iter().filter(|f| f.at.frame == best).copied()).collect();
            let (mut likeness, mut laid) = ([0.0; 3], [0.0; 3]);
            let quads = [row.screen.best.quad, row.screen.best.quad, display.quad];
            for (k, some) in [frames, &single, &exact].into_iter().enumerate() {
                if let Ok(view) = desk.merged_of(row, some) {
                    let view = &view.merged.luma;
                    likeness[k] = likeness::as_it_lies(view, picture);
                    laid[k] =
                        likeness::laid_over(view, &quads[k], &display.quad, picture).unwrap_or(0.0);
                }
            }
            self.views.push(likeness);
            self.laid.push(laid);
        }
        Ok(())
    }

    /// Views of which the merged one is nearer to the picture than the single one.
    fn better(&self) -> usize {
        self.laid.iter().filter(|v| v[0] > v[1]).count()
    }

    pub fn json(&self, at: &str) -> Value {
        let mut line = head(&self.options, at);
        let share = |a: u64, b: u64| rounded(a as f64 / b.max(1) as f64, 4);
        let view = |k: usize| rounded(mean(self.views.iter().map(|v| v[k])), 4);
        let laid = |k: usize| rounded(mean(self.laid.iter().map(|v| v[k])), 4);
        extend(
            &mut line,
            json!({
                "recall_frames": share(self.found, self.shown), "frames_shown": self.shown,
                "recall_displays": share(self.displays_found, self.displays),
                "displays": self.displays,
                "false_per_keyframe": share(self.wrong, self.keyframes),
                "keyframes": self.keyframes,
                "corner_error_proposed": errors(&self.proposed),
                "corner_error_followed": errors(&self.followed),
                "views": self.views.len(), "likeness_merged": view(0),
                "likeness_single": view(1), "likeness_true_quads": view(2),
                "laid_over_merged": laid(0), "laid_over_single": laid(1),
                "laid_over_true_quads": laid(2), "merged_beats_single": self.better(),
                "seconds": rounded(self.seconds, 1), "rest_seconds": rounded(self.rest_seconds, 1),
            }),
        );
        line
    }

    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        let share = |a: u64, b: u64| format!("{:.0} % of {b}", 100.0 * a as f64 / b.max(1) as f64);
        let view = |k: usize| format!("{:.3}", mean(self.views.iter().map(|v| v[k])));
        let laid = |k: usize| format!("{:.3}", mean(self.laid.iter().map(|v| v[k])));
        let pixels = |v: &[f64]| {
            let e = errors(v);
            format!(
                "mean {} px, median {} px ({} quads)",
                e["mean"],
                e["median"],
                v.len()
            )
        };
        let rows = vec![
            row(
                "displays of 150 px and more found, by frames",
                share(self.found, self.shown),
            ),
            row(
                "the same, by displays of a shot",
                share(self.displays_found, self.displays),
            ),
            row(
                "false screens a keyframe",
                format!("{:.2}", self.wrong as f64 / self.keyframes.max(1) as f64),
            ),
            row("corner error, proposed frames", pixels(&self.proposed)),
            row("corner error, followed frames", pixels(&self.followed)),
            row("likeness to the picture shown, merged", view(0)),
            row("the same, best single frame", view(1)),
            row("the same, merged by true quads", view(2)),
            row("likeness after laying over the picture, merged", laid(0)),
            row("the same, best single frame", laid(1)),
            row("the same, merged by true quads", laid(2)),
            row(
                "views compared, and those of which merged is nearer than single",
                format!("{}, {}", self.views.len(), self.better()),
            ),
            row(
                "time for screens, and for the rest",
                format!("{:.0} s, {:.0} s", self.seconds, self.rest_seconds),
            ),
        ];
        table(&mut t, style, &["what", "measured"], &rows);
        if let Some(all) = &self.each {
            t.push('\n');
            each::tell(all, &mut t, style);
        }
        t
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0), |(s, n), v| (s + v, n + 1));
    sum / f64::from(n.max(1))
}

fn errors(values: &[f64]) -> Value {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN);
    json!({ "mean": rounded(mean(values.iter().copied()), 2), "median": rounded(middle, 2) })
}
