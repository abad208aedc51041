//! Where a sighting ends at a cut, and where it goes on behind one.

mod common;

use common::{Ground, film, filmed_view, investigate, list};
use serde_json::Value;
use stage::{Backdrop, ScreenPlan, ShotPlan};

/// First and last frame of each sighting of a video, in order, with why it begins and ends.
fn spans(ground: &Ground, video: &str) -> Vec<(u64, u64, Value, Value)> {
    let all = list(ground, "sightings");
    let mut spans: Vec<_> = all
        .iter()
        .filter(|s| s["video"] == video)
        .map(|s| {
            let frame = |end: &str| s[end]["frame"].as_u64().expect("a frame");
            let why = |end: &str| s["followed"][end].clone();
            (frame("first"), frame("last"), why("begins"), why("ends"))
        })
        .collect();
    spans.sort_by_key(|s| s.0);
    spans
}

/// A screen that stays while only the picture behind it changes is one sighting; one that another
/// screen takes the place of, or that a cut moves elsewhere, ends with its shot.
#[test]
fn a_sighting_goes_on_behind_a_cut_where_the_screen_stays() {
    let ground = Ground::new();
    filmed_view(&ground);
    let pictures = stage::demo::demo_pictures();
    let screen = |n: usize, x: f64| {
        let mut screen = ScreenPlan::new(pictures[n].clone(), 330.0);
        screen.centre = [x, 0.5];
        screen
    };
    let shot = |seed, n, x| ShotPlan::clean(30, Backdrop::Room { seed }, vec![screen(n, x)]);
    film(
        &ground.footage.join("stays.mp4"),
        vec![shot(5, 0, 0.3), shot(9, 0, 0.3), shot(12, 0, 0.3)],
    );
    film(
        &ground.footage.join("goes.mp4"),
        vec![shot(5, 0, 0.3), shot(9, 0, 0.7), shot(9, 7, 0.7)],
    );
    investigate(&ground).expect(0);
    let shots = list(&ground, "shots");
    let cuts = |video: &str| shots.iter().filter(|s| s["video"] == video).count();
    assert_eq!(
        (cuts("stays.mp4"), cuts("goes.mp4")),
        (3, 3),
        "the cuts themselves are told: {shots:#?}"
    );
    let shot = || Value::from("shot");
    assert_eq!(spans(&ground, "stays.mp4"), [(0, 89, shot(), shot())]);
    assert_eq!(
        spans(&ground, "goes.mp4"),
        [(0, 29, shot(), shot()), (30, 59, shot(), shot())]
    );
}
