//! Measures how exact the displays are that are proposed on single made-up frames, and writes the
//! measures of every quad for `train/screens.py`:
//! `cargo run --workspace --example quads -- FIRST_SEED CLIPS [MEASURES.csv]`.
//! `DISPLAYS` is monitors (the default), light, phones, walls or mixed. With `QUADS` set it says of
//! each display how far its sides are off, and with `PROPORTIONS` all have this width over height.
//! Frames are as a camera gives them, before a codec; `bench screens` measures footage.

use std::io::Write;

use describe::screens::{self, ScreenOptions};
use model::Quad;
use pixels::plausible::overlap_ratio;
use stage::{
    Difficulty, Displays, Picture, RandomOptions, TruthFrame, TruthScreen, WidthTier, demo,
};

fn error(a: &Quad, b: &Quad) -> f64 {
    (0..4).map(|k| a.0[k].distance(b.0[k])).sum::<f64>() / 4.0
}

/// What a clip shows; of eight mixed ones four have monitors.
fn kind(seed: u64) -> Result<Displays, String> {
    let wanted = std::env::var("DISPLAYS").unwrap_or_else(|_| "monitors".to_owned());
    match wanted.as_str() {
        "monitors" => Ok(Displays::Monitors),
        "light" => Ok(Displays::Light),
        "phones" => Ok(Displays::Phones),
        "walls" => Ok(Displays::Walls),
        "mixed" => Ok(match seed / 3 % 8 {
            0..=3 => Displays::Monitors,
            4 | 5 => Displays::Phones,
            6 => Displays::Light,
            _ => Displays::Walls,
        }),
        other => Err(format!(
            "monitors, light, phones, walls or mixed, not {other}"
        )),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let first: u64 = args.next().ok_or("give a first seed")?.parse()?;
    let clips: u64 = args.next().ok_or("give a number of clips")?.parse()?;
    let mut csv = match args.next() {
        Some(file) => Some(std::io::BufWriter::new(std::fs::File::create(file)?)),
        None => None,
    };
    let verbose = std::env::var_os("QUADS").is_some();
    let pictures: Vec<Picture> = demo::demo_pictures()
        .into_iter()
        .chain(demo::unprinted_pictures().into_iter().map(|p| p.1))
        .collect();
    let proportions: Option<f64> = match std::env::var("PROPORTIONS") {
        Ok(given) => Some(given.parse()?),
        Err(_) => None,
    };
    let options = ScreenOptions::default();
    let (mut shown, mut found, mut wrong, mut frames) = (0, 0, 0, 0);
    let mut errors: Vec<f64> = Vec::new();
    let mut missed_best: Vec<f64> = Vec::new();
    for seed in first..first + clips {
        let mut plan = stage::random_clip(
            seed,
            &pictures,
            &RandomOptions {
                tier: [
                    None,
                    Some(WidthTier::Large),
                    Some(WidthTier::Medium),
                    Some(WidthTier::Small),
                ][(seed % 4) as usize],
                difficulty: [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard]
                    [(seed % 3) as usize],
                seconds: 2.5,
                broadcast: seed % 2 == 0,
                displays: kind(seed)?,
                ..RandomOptions::default()
            },
        );
        if let Some(ratio) = proportions {
            let screens = plan.shots.iter_mut().flat_map(|s| &mut s.screens);
            screens.for_each(|s| s.aspect = Some(1.0 / ratio));
        }
        let truth = stage::truth_of(&plan)?;
        let index = 30;
        let Some(at) = truth.frames.get(index) else {
            continue;
        };
        let luma = stage::render_frame(&plan, index)?.to_luma();
        let proposals = screens::all(&luma, &options);
        let kept = screens::screens(&luma, &options);
        frames += 1;
        wrong += kept.iter().filter(|p| !real(at, &p.quad)).count();
        for display in &at.screens {
            if display.apparent_width < 150.0 || display.visible < 0.6 || display.opacity < 0.99 {
                continue;
            }
            shown += 1;
            let best = kept
                .iter()
                .map(|p| (overlap_ratio(&p.quad, &display.quad), p))
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .filter(|b| b.0 >= 0.6);
            let nearest = proposals
                .iter()
                .map(|p| error(&p.quad, &display.quad))
                .fold(f64::INFINITY, f64::min);
            match best {
                Some((_, p)) => {
                    found += 1;
                    let e = error(&p.quad, &display.quad);
                    errors.push(e);
                    if verbose {
                        println!(
                            "seed {seed} {} width {:.0} error {e:.1} nearest {nearest:.1} score {:.2} sides {:.1?}",
                            display.picture,
                            display.apparent_width,
                            p.score,
                            display.sides_off(&p.quad)
                        );
                    }
                }
                None => {
                    missed_best.push(nearest);
                    if verbose {
                        println!(
                            "seed {seed} {} width {:.0} visible {:.2} MISSED nearest {nearest:.1}",
                            display.picture, display.apparent_width, display.visible
                        );
                        tell_near(&proposals, display);
                    }
                }
            }
        }
        if let Some(csv) = &mut csv {
            for p in &proposals {
                let (best, e) = at
                    .screens
                    .iter()
                    .map(|s| {
                        (
                            overlap_ratio(&p.quad, &s.quad),
                            (error(&p.quad, &s.quad), s),
                        )
                    })
                    .max_by(|a, b| a.0.total_cmp(&b.0))
                    .map_or((0.0, None), |(o, s)| (o, Some(s)));
                let idle = whole_wall(at, &p.quad)
                    || at.idle.iter().any(|q| overlap_ratio(&p.quad, q) > 0.6);
                let label = match e {
                    Some((e, s)) if e < 2.5f64.max(0.006 * s.apparent_width) => 1,
                    // Neither a good one nor a wrong one.
                    Some((e, s)) if e < 4.0f64.max(0.012 * s.apparent_width) => 2,
                    _ if idle => 2,
                    _ => 0,
                };
                let upright = screens::stands_upright(luma.size(), p.cut, &p.quad);
                write!(csv, "{seed},{label},{best:.3},{}", u8::from(upright))?;
                for m in p.measures {
                    write!(csv, ",{m:.4}")?;
                }
                writeln!(csv)?;
            }
        }
    }
    errors.sort_by(f64::total_cmp);
    let mean = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
    let at = |p: f64| {
        errors
            .get((p * errors.len() as f64) as usize)
            .copied()
            .unwrap_or(f64::NAN)
    };
    println!(
        "{found} of {shown} displays found, {:.2} false a frame; corners mean {mean:.2} px, median {:.2}, 75 % {:.2}, 90 % {:.2}; within 2 px {}; of the missed {} had a quad within 4 px",
        f64::from(wrong as u32) / f64::from(frames.max(1)),
        at(0.5),
        at(0.75),
        at(0.9),
        errors.iter().filter(|e| **e <= 2.0).count(),
        missed_best.iter().filter(|e| **e < 4.0).count(),
    );
    Ok(())
}

/// What was judged at a display's place, the nearest and the best.
fn tell_near(proposals: &[screens::ProposedScreen], display: &TruthScreen) {
    let truth = &display.quad;
    let mut near: Vec<_> = proposals
        .iter()
        .filter(|p| pixels::plausible::overlap_area(&p.quad, truth) > 0.5 * p.quad.signed_area())
        .collect();
    for p in near.iter().take(3) {
        println!(
            "    best {:.2} overlap {:.2} sides {:.0?}",
            p.score,
            overlap_ratio(&p.quad, truth),
            display.sides_off(&p.quad)
        );
    }
    near.sort_by(|a, b| error(&a.quad, truth).total_cmp(&error(&b.quad, truth)));
    for p in near.iter().take(2) {
        println!(
            "    nearest {:.2} overlap {:.2} sides {:.0?} {:.2?}",
            p.score,
            overlap_ratio(&p.quad, truth),
            display.sides_off(&p.quad),
            p.measures
        );
    }
}

/// Whether a quad goes round several displays that fill it: a wall of tiles is neither a display
/// nor none.
fn whole_wall(at: &TruthFrame, quad: &Quad) -> bool {
    let within = |s: &&stage::TruthScreen| {
        pixels::plausible::overlap_area(&s.quad, quad) > 0.8 * s.quad.signed_area()
    };
    let tiles: Vec<f64> = (at.screens.iter().filter(within))
        .map(|s| s.quad.signed_area())
        .collect();
    tiles.len() > 1 && tiles.iter().sum::<f64>() > 0.8 * quad.signed_area()
}

fn real(at: &TruthFrame, quad: &Quad) -> bool {
    let all = at.screens.iter().map(|s| &s.quad).chain(&at.idle);
    all.into_iter().any(|t| overlap_ratio(quad, t) > 0.4)
}
