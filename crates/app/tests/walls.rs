//! A wall of displays through the real program: every tile is found and lies where it is.

mod common;

use common::{Ground, investigate_unread, list};
use model::{FrameRate, Point, Quad, Size};
use pixels::plausible::overlap_ratio;
use serde_json::Value;
use stage::{Difficulty, Displays, RandomOptions, WidthTier, demo};

const SEED: u64 = 11;

fn quad_of(row: &Value) -> Quad {
    let corner = |k: usize| {
        let at = |n: usize| row["quad"][k][n].as_f64().expect("a coordinate");
        Point::new(at(0), at(1))
    };
    Quad(std::array::from_fn(corner))
}

#[test]
fn tiles_of_a_wall_are_found_and_lie_where_they_are() {
    let ground = Ground::new();
    let options = RandomOptions {
        tier: Some(WidthTier::Medium),
        difficulty: Difficulty::Easy,
        size: Size {
            width: 1280,
            height: 720,
        },
        rate: FrameRate::new(25, 1).expect("a rate"),
        seconds: 1.2,
        backdrops: Vec::new(),
        broadcast: false,
        displays: Displays::Walls,
    };
    let plan = stage::random_clip(SEED, &demo::demo_pictures(), &options);
    let film = ground.footage.join("wall.mp4");
    let truth = stage::film_only(&plan, &film, &mut |_, _| {}).expect("filmed");
    investigate_unread(&ground).expect(0);
    let rows = list(&ground, "screen-tracks");
    const FRAME: u64 = 15;
    let found: Vec<Quad> = rows
        .iter()
        .filter(|r| r["frame"].as_u64() == Some(FRAME))
        .map(quad_of)
        .collect();
    let tiles = &truth.frames[FRAME as usize].screens;
    assert!(tiles.len() >= 4, "{} tiles", tiles.len());
    let mut off = Vec::new();
    for tile in tiles.iter().filter(|t| t.visible > 0.98) {
        let best = found
            .iter()
            .max_by(|a, b| overlap_ratio(a, &tile.quad).total_cmp(&overlap_ratio(b, &tile.quad)));
        let best = best.expect("a display");
        if overlap_ratio(best, &tile.quad) > 0.6 {
            off.push(best.corner_error(&tile.quad));
        }
    }
    let whole = tiles.iter().filter(|t| t.visible > 0.98).count();
    assert!(10 * off.len() >= 9 * whole, "{} of {whole}", off.len());
    // The corner that is furthest off, of displays some 300 px wide.
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    assert!(mean < 6.0, "off by {mean} px: {off:?}");
}
