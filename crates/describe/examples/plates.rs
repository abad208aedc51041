//! Measures what many frames add to where the sides of displays are thought to be:
//! `cargo run --workspace --example plates -- FIRST_SEED CLIPS`. A display is proposed on one frame of
//! a made-up clip and followed exactly (by the truth) over six others, so that only the quad it starts
//! with is off. With `QUADS` set it tells of each. Frames are as a camera gives them, before a codec.

use describe::screens::{self, Plate, ScreenOptions};
use model::{Homography, Quad, Size};
use pixels::plausible::overlap_ratio;
use stage::{Difficulty, Picture, RandomOptions, WidthTier, demo};

fn error(a: &Quad, b: &Quad) -> f64 {
    (0..4).map(|k| a.0[k].distance(b.0[k])).sum::<f64>() / 4.0
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let first: u64 = args.next().ok_or("give a first seed")?.parse()?;
    let clips: u64 = args.next().ok_or("give a number of clips")?.parse()?;
    let verbose = std::env::var_os("QUADS").is_some();
    let pictures: Vec<Picture> = demo::demo_pictures()
        .into_iter()
        .chain(demo::unprinted_pictures().into_iter().map(|p| p.1))
        .collect();
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for seed in first..first + clips {
        let options = RandomOptions {
            tier: Some(WidthTier::ALL[(seed % 3) as usize]),
            difficulty: [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard]
                [(seed / 3 % 3) as usize],
            seconds: 2.5,
            broadcast: seed % 2 == 0,
            ..RandomOptions::default()
        };
        let plan = stage::random_clip(seed, &pictures, &options);
        let truth = stage::truth_of(&plan)?;
        let at = 30;
        let luma = stage::render_frame(&plan, at)?.to_luma();
        let found = screens::screens(&luma, &ScreenOptions::default());
        let near: Vec<_> = (0..6)
            .map(|n| 12 + 7 * n)
            .filter_map(|n| Some((n, stage::render_frame(&plan, n).ok()?.to_luma())))
            .collect();
        for display in &truth.frames[at].screens {
            let best = found
                .iter()
                .map(|p| (overlap_ratio(&p.quad, &display.quad), p))
                .filter(|b| b.0 >= 0.6)
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let (Some((_, best)), true) = (best, display.apparent_width >= 150.0) else {
                continue;
            };
            let Some(mut plate) = Plate::new(&best.quad, luma.size()) else {
                continue;
            };
            plate.add(&luma, &best.quad);
            for (n, frame) in &near {
                let there = truth.frames[*n].screens.iter();
                let same = there.clone().find(|s| s.screen == display.screen);
                let quad = same.and_then(|s| {
                    Homography::between(&display.quad, &s.quad)?.map_quad(&best.quad)
                });
                if let Some(quad) = quad {
                    plate.add(frame, &quad);
                }
            }
            let Some(settled) = plate.settled(&unit, best.cut, 1) else {
                continue;
            };
            let quad =
                Homography::between(&unit, &best.quad).and_then(|h| h.map_quad(&settled.quad));
            let Some(quad) = quad else { continue };
            before.push(error(&best.quad, &display.quad));
            after.push(error(&quad, &display.quad));
            if verbose {
                println!(
                    "seed {seed} {} width {:.0}: {:.1} px, then {:.1} px, ring {} score {:.2}, sides {:.1?} then {:.1?}",
                    display.picture,
                    display.apparent_width,
                    before[before.len() - 1],
                    after[after.len() - 1],
                    settled.ring,
                    settled.score,
                    display.sides_off(&best.quad),
                    display.sides_off(&quad),
                );
            }
        }
    }
    let within = |v: &[f64]| v.iter().filter(|e| **e <= 2.0).count();
    println!(
        "{} displays: corners mean {:.2} px, within 2 px {}; of all frames {:.2} px, within 2 px {}",
        before.len(),
        mean(&before),
        within(&before),
        mean(&after),
        within(&after)
    );
    Ok(())
}
