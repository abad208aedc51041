//! The cuts run: pieces of given videos and of filmed clips, spliced at known frames, and what we
//! and others say of them.

use std::path::{Path, PathBuf};

use decode::{Decoder, Flow};
use model::{FrameRate, Size};
use pipeline::{Event, Observer, Settings, Unit};
use serde_json::{Value, json};
use stage::{Dice, Difficulty, Join, Piece, Programme, RandomOptions, demo};

use super::cuts::{Change, Cutter, How, cuts_table, own_cuts};
use super::machine::{Cost, Phases};
use super::material::{MaterialError, claim_folder};
use super::peers::Peers;
use super::report::{Style, cost_words, extend, head, phases, row, table};
use super::run::BenchError;

/// A run over cuts.
pub struct CutPlan<'a> {
    /// Videos to take pieces of.
    pub videos: Vec<PathBuf>,
    pub seed: u64,
    /// Clips to film and take pieces of.
    pub clips: usize,
    /// Pieces of a programme.
    pub pieces: usize,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub peers: Option<Peers>,
}

/// What a run over cuts gave.
pub struct Cutting {
    options: Value,
    stretches: Vec<Stretch>,
    seconds: f64,
    cutters: Vec<Cutter>,
    phases: Vec<(String, Cost)>,
}

/// A part of a video that is one shot.
#[derive(Clone, PartialEq, Debug)]
struct Stretch {
    file: PathBuf,
    start: f64,
    seconds: f64,
}

/// Bit rates of the programmes, for 1,280 × 720.
const KBPS: [u32; 3] = [400, 1200, 4000];
const RATE: f64 = 25.0;
/// Shortest stretch that is used, seconds, and what is left out at each of its ends.
const SHORTEST: f64 = 1.6;
const MARGIN: f64 = 0.3;

/// Splices what is missing, and counts.
///
/// # Errors
/// When there is no material, or a peer can't be run.
pub fn run_cuts(plan: &CutPlan<'_>, observer: &mut dyn Observer) -> Result<Cutting, BenchError> {
    let names: Vec<String> = plan
        .videos
        .iter()
        .filter_map(|v| Some(v.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let options = json!({"bench": "cuts", "seed": plan.seed, "clips": plan.clips,
        "pieces": plan.pieces, "kbps": KBPS, "videos": names});
    claim_folder(plan.dir, &options)?;
    let mut heard = Phases::new(observer);
    let decoder = Decoder::new(plan.program.clone(), plan.settings.limits.clone());
    let mut stretches = filmed(plan, &mut heard)?;
    for video in &plan.videos {
        stretches.extend(stretches_of(&decoder, video)?);
    }
    if stretches.len() < 2 {
        return Err(BenchError::Other(
            "there are not two stretches of one shot each to splice; give more --videos".to_owned(),
        ));
    }
    let programmes = programmes(plan, &stretches)?;
    let films = spliced(plan, &programmes, &mut heard)?;
    let (mut changes, mut flashes) = (Vec::new(), Vec::new());
    for programme in &programmes {
        let (splices, white) = programme.truth();
        changes.push(splices.iter().map(change).collect::<Vec<_>>());
        flashes.push(white);
    }
    heard.on(Event::Phase {
        name: "shots by themselves",
        total: None,
        unit: Unit::Files,
    });
    let ours = own_cuts(&decoder, &films, plan.settings.threads)?;
    heard.on(Event::PhaseDone);
    let mut cutters = vec![Cutter::count(ours, &changes, &flashes)];
    if let Some(peers) = &plan.peers {
        for found in peers.cuts(&films, &mut heard)? {
            cutters.push(Cutter::count(found, &changes, &flashes));
        }
    }
    let frames: u64 = programmes.iter().map(Programme::frames).sum();
    Ok(Cutting {
        options,
        stretches,
        seconds: frames as f64 / RATE,
        cutters,
        phases: heard.done,
    })
}

fn change(splice: &stage::Splice) -> Change {
    Change {
        frame: splice.frame,
        length: u64::from(splice.join.length()),
        how: match splice.join {
            Join::Cut => How::Cut,
            Join::Dissolve(_) => How::Dissolve,
            Join::Fade(_) => How::Fade,
        },
    }
}

/// The shots of clips that the stage films, by its own truth.
fn filmed(plan: &CutPlan<'_>, observer: &mut dyn Observer) -> Result<Vec<Stretch>, BenchError> {
    let made = plan.dir.join("made-up");
    std::fs::create_dir_all(&made).map_err(|source| MaterialError::Io {
        path: made.clone(),
        source,
    })?;
    observer.on(Event::Phase {
        name: "film",
        total: Some(plan.clips as u64),
        unit: Unit::Files,
    });
    let mut stretches = Vec::new();
    for n in 0..plan.clips {
        let difficulty = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard][n % 3];
        let options = RandomOptions {
            difficulty,
            seconds: 16.0,
            ..RandomOptions::default()
        };
        let seed = Dice::new(plan.seed).fork(n as u64).next_u64();
        let clip = stage::random_clip(seed, &demo::demo_pictures(), &options);
        let file = made.join(format!("clip-{:02}.mp4", n + 1));
        let truth = stage::film_once(&clip, &file, &mut |_, _| {})?;
        // Between transitions, where one shot alone is seen.
        let begins = truth.cuts.iter().map(|c| c.frame + c.length);
        let ends = truth.cuts.iter().map(|c| c.frame.saturating_sub(1));
        let end = truth.frames.len().saturating_sub(1) as u64;
        let shots = std::iter::once(0).chain(begins).zip(ends.chain([end]));
        for (first, last) in shots {
            stretches.extend(whole(&file, first as f64 / RATE, last as f64 / RATE));
        }
        observer.on(Event::Advance(1));
    }
    observer.on(Event::PhaseDone);
    Ok(stretches)
}

/// A stretch without its ends, where it is long enough.
fn whole(file: &Path, first: f64, last: f64) -> Option<Stretch> {
    let seconds = last - first - 2.0 * MARGIN;
    (seconds >= SHORTEST).then(|| Stretch {
        file: file.to_owned(),
        start: first + MARGIN,
        seconds,
    })
}

/// The parts of a video between frames that differ much from the one before: more than three times
/// what those around it do, and 2 grey levels; or whose brightness drifts, as in a fade. It is
/// stricter than any detector, which costs stretches and not truth, and it is none of the detectors
/// that are measured. A slow dissolve it would miss: look at what you give.
fn stretches_of(decoder: &Decoder, video: &Path) -> Result<Vec<Stretch>, BenchError> {
    let (mut times, mut steps, mut levels) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: Vec<u8> = Vec::new();
    decoder.glimpse(video, 1, &mut |frame| {
        let now = &frame.thumb().data;
        let n = now.len().max(1) as f64;
        let differs = |(a, b): (&u8, &u8)| f64::from(a.abs_diff(*b));
        let same_size = before.len() == now.len();
        let step = now.iter().zip(&before).map(differs).sum::<f64>() / n;
        steps.push(if same_size { step } else { 0.0 });
        levels.push(now.iter().map(|v| f64::from(*v)).sum::<f64>() / n);
        times.push(frame.at.time.in_units_of(1_000_000) as f64 / 1e6);
        before.clone_from(now);
        Flow::Continue
    })?;
    let Some(begin) = times.first().copied() else {
        return Ok(Vec::new());
    };
    let edges = edges(&steps, &levels);
    let mut stretches = Vec::new();
    let mut first = 0;
    for edge in edges.into_iter().chain([times.len()]) {
        if edge > first {
            let at = |k: usize| times[k.min(times.len() - 1)] - begin;
            stretches.extend(whole(video, at(first), at(edge - 1)));
        }
        first = edge + 1;
    }
    Ok(stretches)
}

/// Frames at which something else than motion may begin.
fn edges(steps: &[f64], levels: &[f64]) -> Vec<usize> {
    let around = |k: usize| {
        let mut near: Vec<f64> = (k.saturating_sub(12)..(k + 13).min(steps.len()))
            .filter(|i| *i != k)
            .map(|i| steps[i])
            .collect();
        near.sort_by(f64::total_cmp);
        near.get(near.len() / 2).copied().unwrap_or(0.0)
    };
    let drifts = |k: usize| k >= 12 && (levels[k] - levels[k - 12]).abs() > 12.0;
    (1..steps.len())
        .filter(|&k| steps[k] > 3.0 * around(k) + 2.0 || drifts(k))
        .collect()
}

/// A programme for each bit rate, each with an order of its own.
fn programmes(plan: &CutPlan<'_>, stretches: &[Stretch]) -> Result<Vec<Programme>, BenchError> {
    let rate = FrameRate::new(RATE as u32, 1).map_err(|e| BenchError::Other(e.to_string()))?;
    let size = Size {
        width: 1280,
        height: 720,
    };
    let of = |(n, kbps): (usize, u32)| Programme {
        pieces: pieces(
            stretches,
            plan.pieces,
            &mut Dice::new(plan.seed).fork(500 + n as u64),
        ),
        size,
        rate,
        kbps,
    };
    Ok(KBPS.into_iter().enumerate().map(of).collect())
}

/// Three in five joins are cuts, one in five dissolves, one in five fades; one piece in three has a
/// flash. Neighbours are never of one stretch, and no piece leaves its own, transitions included.
fn pieces(stretches: &[Stretch], count: usize, d: &mut Dice) -> Vec<Piece> {
    let mut order: Vec<&Stretch> = Vec::new();
    let mut last = usize::MAX;
    for _ in 0..count {
        let mut n = d.below(stretches.len());
        if n == last {
            n = (n + 1) % stretches.len();
        }
        last = n;
        order.push(&stretches[n]);
    }
    // Each side of a transition takes its frames from a quarter of its stretch at most.
    let joins: Vec<Join> = (0..count)
        .map(|n| {
            let shorter = order[n.saturating_sub(1)].seconds.min(order[n].seconds);
            let most = ((shorter * RATE / 4.0) as u32).max(1);
            match d.below(5) {
                _ if n == 0 => Join::Cut,
                0 => Join::Dissolve((d.whole(6, 30) as u32).min(most)),
                1 => Join::Fade((d.whole(5, 16) as u32).min(most)),
                _ => Join::Cut,
            }
        })
        .collect();
    let taken = |join: Option<&Join>| match join {
        Some(Join::Dissolve(n) | Join::Fade(n)) => f64::from(*n) / RATE,
        Some(Join::Cut) | None => 0.0,
    };
    let piece = |(n, stretch): (usize, &&Stretch)| {
        let room = stretch.seconds - taken(joins.get(n)) - taken(joins.get(n + 1));
        let frames = (d.range(0.8, 4.0).min(room) * RATE) as u32;
        let flash = (d.chance(1.0 / 3.0) && frames >= 40).then_some(frames / 2);
        Piece {
            file: stretch.file.clone(),
            start: stretch.start + d.range(0.0, room - f64::from(frames) / RATE),
            frames,
            join: joins[n],
            mirrored: d.chance(0.5),
            flashes: flash.into_iter().collect(),
        }
    };
    order.iter().enumerate().map(piece).collect()
}

fn spliced(
    plan: &CutPlan<'_>,
    programmes: &[Programme],
    observer: &mut dyn Observer,
) -> Result<Vec<PathBuf>, BenchError> {
    observer.on(Event::Phase {
        name: "splice",
        total: Some(programmes.iter().map(Programme::frames).sum()),
        unit: Unit::Frames,
    });
    let mut films = Vec::new();
    for programme in programmes {
        let file = plan.dir.join(format!("spliced-{}.mp4", programme.kbps));
        let mut so_far = 0;
        programme.splice_once(&file, &mut |reached| {
            observer.on(Event::Advance(reached - so_far));
            so_far = reached;
        })?;
        films.push(file);
    }
    observer.on(Event::PhaseDone);
    Ok(films)
}

impl Cutting {
    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let cutters: Vec<Value> = self.cutters.iter().map(Cutter::json).collect();
        let more = json!({"stretches": self.stretches.len(), "footage_seconds": self.seconds,
            "cuts": cutters, "phases": phases(&self.phases)});
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        cuts_table(&mut t, style, &self.cutters, self.seconds);
        let files: std::collections::BTreeSet<&PathBuf> =
            self.stretches.iter().map(|s| &s.file).collect();
        let (stretches, files) = (self.stretches.len(), files.len());
        let material = format!(
            "{} programmes, {:.0} s, of {stretches} stretches of {files} videos",
            KBPS.len(),
            self.seconds
        );
        let mut rows = vec![row("material", material)];
        rows.extend(self.phases.iter().map(|(n, c)| row(n, cost_words(*c))));
        table(&mut t, style, &["", ""], &rows);
        t
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_and_a_fade_are_edges_and_steady_motion_is_none() {
        let mut steps = vec![4.0; 100];
        let mut levels = vec![100.0; 100];
        assert!(edges(&steps, &levels).is_empty());
        steps[40] = 30.0;
        assert_eq!(edges(&steps, &levels), [40]);
        for (k, level) in levels.iter_mut().enumerate().skip(70) {
            *level += 2.0 * (k - 70) as f64;
        }
        let found = edges(&steps, &levels);
        assert!(found.contains(&90) && !found.contains(&60));
    }

    #[test]
    fn pieces_stay_in_their_stretch() {
        let stretches: Vec<Stretch> = (0..4)
            .map(|n| Stretch {
                file: PathBuf::from(format!("{n}.mp4")),
                start: 3.0,
                seconds: 4.0 + f64::from(n),
            })
            .collect();
        let all = pieces(&stretches, 200, &mut Dice::new(3));
        for (n, p) in all.iter().enumerate() {
            let of = stretches.iter().find(|s| s.file == p.file).expect("is one");
            let taken = |p: &Piece| match p.join {
                Join::Dissolve(k) | Join::Fade(k) => k,
                Join::Cut => 0,
            };
            let frames = p.frames + taken(p) + all.get(n + 1).map_or(0, taken);
            let end = p.start + f64::from(frames) / RATE;
            assert!(
                p.start >= of.start - 1e-6 && end <= of.start + of.seconds + 1e-6,
                "{p:?}"
            );
            assert!(p.frames > 0);
        }
        assert!(all.windows(2).all(|w| w[0].file != w[1].file));
    }
}
