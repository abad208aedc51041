//! Real screenshots, printed and filmed over a real video: both are found, and nothing else is.

mod common;

use std::path::{Path, PathBuf};

use common::{Ground, investigate, list};
use model::Point;
use serde_json::Value;
use stage::{
    Difficulty, Picture, RandomOptions, Truth, TruthScreen, WidthTier, film_only, pictures_to_pdf,
    random_clip, read_picture,
};

/// Product, as its document's name says, and its screenshot.
const SHOWN: [(&str, &str); 2] = [
    ("go2rtc", "go2rtc-net.png"),
    ("kerberos", "kerberos-agent-dashboard.png"),
];
const BACKDROP: &str = "pig.mp4";

/// The samples that people gave, where they are on this machine.
fn samples() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    let given = std::env::var_os("CONTRECHAMP_SAMPLES").map(PathBuf::from);
    given.or(Some(beside)).filter(|p| p.is_dir())
}

#[test]
fn real_screenshots_over_a_real_video_are_found_and_nothing_else_is() {
    let Some(samples) = samples() else {
        println!("skipped: no samples (set CONTRECHAMP_SAMPLES to their folder)");
        return;
    };
    let ground = Ground::new();
    let backdrop = samples.join("videos").join(BACKDROP);
    let truth = film(&ground, &samples, &backdrop);
    // As it is, the video shows none of them.
    std::fs::copy(&backdrop, ground.footage.join(BACKDROP)).expect("copied");
    investigate(&ground).expect(0);

    let sightings = list(&ground, "sightings");
    for sighting in &sightings {
        let product = sighting["product"].as_str().expect("a name");
        assert_eq!(sighting["video"], "filmed.mp4", "{sighting}");
        let (frame, centre) = moment(&sighting["best"]);
        let there = on(&truth, frame).any(|s| s.picture == product && s.quad.contains(centre));
        assert!(there, "{product} is not there: {sighting}");
    }
    for (product, _) in SHOWN {
        let found = sightings.iter().any(|sighting| {
            let track = sighting["track"].as_array().expect("a list");
            sighting["product"] == product
                && track.iter().map(moment).any(|(frame, centre)| {
                    on(&truth, frame).any(|s| {
                        let off = s.quad.centre().distance(centre);
                        s.picture == product && off < 0.1 * s.apparent_width
                    })
                })
        });
        assert!(found, "{product} was not found");
    }
}

/// Prints each screenshot into a document of its product, and films both in turn, large and well,
/// before the backdrop. The picture's id in the truth is its product.
fn film(ground: &Ground, samples: &Path, backdrop: &Path) -> Truth {
    let mut pictures = Vec::new();
    for (product, file) in SHOWN {
        let rgb = read_picture(&samples.join("interfaces").join(file)).expect("a picture");
        let document = ground.documents.join(format!("{product}.pdf"));
        let pages = [(product.to_owned(), rgb.clone())];
        pictures_to_pdf(product, &pages, &document).expect("printed");
        pictures.push(Picture::new(product, rgb));
    }
    let options = RandomOptions {
        tier: Some(WidthTier::Large),
        difficulty: Difficulty::Easy,
        seconds: 6.0,
        backdrops: vec![backdrop.to_owned()],
        ..RandomOptions::default()
    };
    let plan = random_clip(11, &pictures, &options);
    let truth = film_only(&plan, &ground.footage.join("filmed.mp4"), &mut |_, _| {});
    let truth = truth.expect("ffmpeg is installed by ./test");
    for (product, _) in SHOWN {
        assert!(truth.pictures.iter().any(|p| p.id == product), "{product}");
    }
    truth
}

fn on(truth: &Truth, frame: u64) -> impl Iterator<Item = &TruthScreen> {
    let here = truth.frames.iter().filter(move |f| f.frame == frame);
    here.flat_map(|f| &f.screens)
}

/// Frame of a moment, and the centre of its quad.
fn moment(value: &Value) -> (u64, Point) {
    let frame = value["frame"].as_u64().expect("a number");
    let quad: model::Quad = serde_json::from_value(value["quad"].clone()).expect("a quad");
    (frame, quad.centre())
}
