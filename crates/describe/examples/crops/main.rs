//! Writes crops of quads on filmed frames and strips across their sides, and what is true of them,
//! for `train/sight.py` and `train/sides.py`:
//! `cargo run --workspace --example crops -- FIRST_SEED CLIPS CROPS STRIPS`.
//! `DISPLAYS` is monitors, light, phones, walls or mixed (the default). What displays show is made
//! in `contents`, so that no interface is learned by heart.

mod contents;

use std::io::Write;
use std::path::Path;
use std::process::Command;

use contents::{contents, vary};
use describe::screens::crop::{Crops, REACH};
use describe::screens::{self, ProposedScreen, ScreenOptions};
use model::{Homography, Point, Quad, Size};
use pixels::Luma;
use pixels::plausible::overlap_ratio;
use stage::{
    Dice, Difficulty, Displays, Picture, RandomOptions, TruthFrame, TruthScreen, WidthTier, demo,
};

/// Frames of a clip, and those that are looked at.
const SECONDS: f64 = 0.52;
const LOOKED_AT: [usize; 2] = [4, 12];
/// Crops around each display, and of what looks like one, and of what does not.
const AROUND: usize = 14;
const LIKELY: usize = 24;
const OTHERS: usize = 8;
/// Least overlap of a quad with a display that it is said to show.
const SHOWS: f64 = 0.5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let first: u64 = args.next().ok_or("give a first seed")?.parse()?;
    let clips: u64 = args.next().ok_or("give a number of clips")?.parse()?;
    let out = args.next().ok_or("name a file")?;
    let mut out = std::io::BufWriter::new(std::fs::File::create(out)?);
    let strips = args.next().ok_or("name a file for strips")?;
    let mut strips = std::io::BufWriter::new(std::fs::File::create(strips)?);
    let known: Vec<Picture> = demo::demo_pictures()
        .into_iter()
        .chain(demo::unprinted_pictures().into_iter().map(|p| p.1))
        .collect();
    let dir = std::env::temp_dir().join(format!("crops-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let mut crops = 0;
    for seed in first..first + clips {
        let mut dice = Dice::new(seed);
        let pictures = contents(&known, &mut dice)?;
        let mut plan = stage::random_clip(
            seed,
            &pictures,
            &RandomOptions {
                tier: (!dice.chance(0.25)).then(|| *dice.pick(&WidthTier::ALL)),
                difficulty: *dice.pick(&[Difficulty::Easy, Difficulty::Medium, Difficulty::Hard]),
                seconds: SECONDS,
                broadcast: dice.chance(0.7),
                displays: kind(&mut dice)?,
                ..RandomOptions::default()
            },
        );
        vary(&mut plan, &mut dice);
        let film = dir.join("clip.mp4");
        let truth = stage::film_only(&plan, &film, &mut |_, _| {})?;
        let frames = decoded(&film, plan.size)?;
        for index in LOOKED_AT {
            let (Some(at), Some(luma)) = (truth.frames.get(index), frames.get(index)) else {
                continue;
            };
            crops += written(at, luma, &mut dice, (&mut out, &mut strips))?;
        }
        std::fs::remove_file(&film)?;
        if seed % 20 == 19 {
            println!("{} clips, {crops} crops", seed + 1 - first);
        }
    }
    std::fs::remove_dir_all(&dir)?;
    println!("{crops} crops");
    Ok(())
}

fn kind(dice: &mut Dice) -> Result<Displays, String> {
    let wanted = std::env::var("DISPLAYS").unwrap_or_else(|_| "mixed".to_owned());
    Ok(match wanted.as_str() {
        "monitors" => Displays::Monitors,
        "light" => Displays::Light,
        "phones" => Displays::Phones,
        "walls" => Displays::Walls,
        "mixed" => *dice.pick(&[
            Displays::Monitors,
            Displays::Monitors,
            Displays::Light,
            Displays::Light,
            Displays::Phones,
            Displays::Walls,
        ]),
        other => Err(format!("no displays: {other}"))?,
    })
}

fn decoded(film: &Path, size: Size) -> Result<Vec<Luma>, Box<dyn std::error::Error>> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(film)
        .args(["-f", "rawvideo", "-pix_fmt", "gray", "-"])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let whole = (size.width * size.height) as usize;
    let frames = output.stdout.chunks_exact(whole);
    Ok(frames
        .map(|f| Luma::new(size.width, size.height, f.to_vec()))
        .collect())
}

fn written(
    at: &TruthFrame,
    luma: &Luma,
    dice: &mut Dice,
    (out, strips): (&mut impl Write, &mut impl Write),
) -> std::io::Result<usize> {
    let crops = Crops::new(luma);
    let judged = screens::all(luma, &ScreenOptions::default());
    let mut quads: Vec<(Quad, f64)> = Vec::new();
    let known = |quads: &[(Quad, f64)], q: &Quad| {
        quads
            .iter()
            .any(|(k, _)| k.corner_error(q) < 0.004 * k.apparent_width().max(200.0))
    };
    let mut likely = 0;
    for p in &judged {
        if likely < LIKELY && !known(&quads, &p.quad) {
            quads.push((p.quad, p.score));
            likely += 1;
        }
    }
    for _ in 0..OTHERS.min(judged.len()) {
        let p: &ProposedScreen = dice.pick(&judged);
        quads.push((p.quad, p.score));
    }
    for display in &at.screens {
        if display.visible < 0.4 || display.apparent_width < 90.0 || display.opacity < 0.99 {
            continue;
        }
        quads.push((display.quad, -1.0));
        for n in 0..AROUND {
            let by = [0.006, 0.02, 0.05, 0.1, 0.2][n % 5];
            if let Some(quad) = moved(&display.quad, by, dice) {
                quads.push((quad, -1.0));
            }
        }
    }
    let mut count = 0;
    for (quad, score) in quads {
        let Some(crop) = crops.crop(&quad) else {
            continue;
        };
        let truth = told(at, &quad);
        out.write_all(&crop)?;
        for value in truth {
            out.write_all(&(value as f32).to_le_bytes())?;
        }
        out.write_all(&(score as f32).to_le_bytes())?;
        count += 1;
        if truth[0] > 0.0 && (score >= 0.0 || dice.chance(0.6)) {
            write_strips(at, &crops, &quad, strips)?;
        }
    }
    Ok(count)
}

/// What lies across each side, and how far inwards the display's own side is, as a part of the
/// width, at a quarter of the side and at three; infinite where it is further away.
fn write_strips(
    at: &TruthFrame,
    crops: &Crops,
    quad: &Quad,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let best = at
        .screens
        .iter()
        .max_by(|a, b| overlap_ratio(quad, &a.quad).total_cmp(&overlap_ratio(quad, &b.quad)));
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let map = Homography::between(quad, &unit);
    let Some(seen) = best.and_then(|s| map?.map_quad(&s.quad)) else {
        return Ok(());
    };
    for side in 0..4 {
        let Some(strip) = crops.strip(quad, side) else {
            continue;
        };
        out.write_all(&strip)?;
        let (p, q) = (seen.0[side], seen.0[(side + 1) % 4]);
        for along in [0.25, 0.75] {
            // Along the side and inwards from it, in parts of the side's length and the depth.
            let turned = |p: Point| match side {
                0 => (p.x, p.y),
                1 => (p.y, 1.0 - p.x),
                2 => (1.0 - p.x, 1.0 - p.y),
                _ => (1.0 - p.y, p.x),
            };
            let ((a, c), (b, d)) = (turned(p), turned(q));
            let t = (along - a) / (b - a);
            let inwards = c + t * (d - c);
            let of_width = match side % 2 {
                0 => inwards * quad.apparent_height() / quad.apparent_width().max(1.0),
                _ => inwards,
            };
            let told = if of_width.abs() < REACH {
                of_width
            } else {
                f64::INFINITY
            };
            out.write_all(&(told as f32).to_le_bytes())?;
        }
    }
    Ok(())
}

/// A quad whose sides are moved and whose corners are, by parts of its width and height.
fn moved(quad: &Quad, by: f64, dice: &mut Dice) -> Option<Quad> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let sides: [f64; 4] = std::array::from_fn(|_| {
        let some = if dice.chance(0.7) { 1.0 } else { 0.0 };
        some * dice.range(-by, by)
    });
    let mut corner = |x: f64, y: f64| {
        let (dx, dy) = (dice.range(-by, by), dice.range(-by, by));
        Point::new(x + 0.15 * dx, y + 0.15 * dy)
    };
    let [top, right, bottom, left] = sides;
    let inner = Quad([
        corner(left, top),
        corner(1.0 + right, top),
        corner(1.0 + right, 1.0 + bottom),
        corner(left, 1.0 + bottom),
    ]);
    let quad = Homography::between(&unit, quad)?.map_quad(&inner)?;
    quad.is_convex_clockwise().then_some(quad)
}

/// What is true of a quad: whether it shows a display (1 or 0, or -1 where that does not matter),
/// its overlap with that, mean corner error as a part of its width, and where each corner of the
/// display lies in the quad's unit square, less the quad's own.
fn told(at: &TruthFrame, quad: &Quad) -> [f64; 11] {
    let mut out = [0.0; 11];
    let best = at
        .screens
        .iter()
        .map(|s| (overlap_ratio(quad, &s.quad), s))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let idle = at.idle.iter().map(|q| overlap_ratio(quad, q));
    let idle = idle.fold(0.0, f64::max);
    let Some((overlap, display)) = best else {
        out[0] = if idle > 0.4 { -1.0 } else { 0.0 };
        return out;
    };
    out[1] = overlap;
    let seen = display.visible >= 0.4 && display.opacity >= 0.99;
    out[0] = match overlap {
        o if o >= SHOWS && seen => 1.0,
        o if o >= SHOWS => -1.0,
        _ if idle > 0.4 => -1.0,
        _ => 0.0,
    };
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    out[2] = error(quad, display) / display.apparent_width.max(1.0);
    let seen = Homography::between(quad, &unit).and_then(|h| h.map_quad(&display.quad));
    if let Some(seen) = seen.filter(|_| overlap >= SHOWS) {
        for k in 0..4 {
            out[3 + 2 * k] = seen.0[k].x - unit.0[k].x;
            out[4 + 2 * k] = seen.0[k].y - unit.0[k].y;
        }
    }
    out
}

fn error(a: &Quad, display: &TruthScreen) -> f64 {
    let b = &display.quad;
    (0..4).map(|k| a.0[k].distance(b.0[k])).sum::<f64>() / 4.0
}
