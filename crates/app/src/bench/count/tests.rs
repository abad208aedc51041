//! Counting on made-up truth and made-up sightings.

use std::path::PathBuf;

use model::{FrameRate, Point, Size};
use stage::{
    CutKind, Difficulty, Truth, TruthCut, TruthFrame, TruthPicture, TruthScreen, TruthShot,
};

use super::super::ground::{Figure, Film, Printed};
use super::*;

fn quad(cx: f64, cy: f64, width: f64) -> Quad {
    let (w, h) = (width / 2.0, width * 9.0 / 32.0);
    Quad([(-w, -h), (w, -h), (w, h), (-w, h)].map(|(x, y)| Point::new(cx + x, cy + y)))
}

fn screen(picture: &str, number: usize, quad: Quad) -> TruthScreen {
    TruthScreen {
        picture: picture.to_owned(),
        screen: number,
        quad,
        apparent_width: quad.apparent_width(),
        visible: 1.0,
        opacity: 1.0,
    }
}

/// Two shots of 20 frames: `a/live` (450 px) and `a/map` (150 px), then `b/live` (300 px), the
/// distractor `other/x` and the unprinted `a/lists`.
fn truth() -> Truth {
    let frames = (0..40).map(|frame| TruthFrame {
        frame,
        idle: Vec::new(),
        screens: if frame < 20 {
            vec![
                screen("a/live", 0, quad(400.0, 300.0, 450.0)),
                screen("a/map", 1, quad(1000.0, 300.0, 150.0)),
            ]
        } else {
            vec![
                screen("b/live", 0, quad(300.0, 300.0, 300.0)),
                screen("other/x", 1, quad(700.0, 300.0, 300.0)),
                screen("a/lists", 2, quad(1100.0, 300.0, 250.0)),
            ]
        },
    });
    let frames = frames.collect();
    let shot = |first, last| TruthShot {
        first,
        last,
        backdrop: None,
        caption: Vec::new(),
        defocus: 0.0,
    };
    let picture = |id: &str| TruthPicture {
        id: id.to_owned(),
        size: Size {
            width: 1600,
            height: 900,
        },
        lines: Vec::new(),
    };
    Truth {
        size: Size {
            width: 1280,
            height: 720,
        },
        rate: FrameRate::new(25, 1).expect("a rate"),
        bitrate_kbps: 1000,
        seed: 1,
        shots: vec![shot(0, 19), shot(20, 39)],
        cuts: vec![TruthCut {
            frame: 20,
            kind: CutKind::Cut,
            length: 0,
        }],
        frames,
        pictures: ["a/live", "a/map", "b/live", "other/x", "a/lists"]
            .map(picture)
            .into(),
    }
}

fn ground_of(truth: Truth) -> Ground {
    let figure = |page, picture: &str| Figure {
        page,
        picture: picture.to_owned(),
        size: (1600, 900),
        whole: true,
    };
    let document = |product: &str, figures| Printed {
        file: PathBuf::from(format!("{product}.pdf")),
        product: product.to_owned(),
        figures,
    };
    Ground {
        films: vec![Film {
            file: PathBuf::from("film.mp4"),
            difficulty: Some(Difficulty::Easy),
            truth: Some(truth),
        }],
        documents: vec![
            document("A", vec![figure(1, "a/live"), figure(2, "a/map")]),
            document("B", vec![figure(1, "b/live")]),
        ],
        products: [
            ("a/live", "A"),
            ("a/map", "A"),
            ("a/lists", "A"),
            ("b/live", "B"),
        ]
        .map(|(p, name)| (p.to_owned(), name.to_owned()))
        .into(),
    }
}

fn ground() -> Ground {
    ground_of(truth())
}

/// A sighting by a reference that shows `whole`, naming `products`.
fn claim(products: &[&str], whole: &str, moments: &[(u64, Quad)]) -> Claim {
    Claim {
        id: "c".to_owned(),
        film: 0,
        named: products.join(" or "),
        products: products.iter().map(|p| (*p).to_owned()).collect(),
        wholes: (!whole.is_empty())
            .then(|| whole.to_owned())
            .into_iter()
            .collect(),
        reference: "x.pdf p. 1".to_owned(),
        first: moments[0].0,
        last: moments[moments.len() - 1].0,
        best: moments[0],
        moments: moments.to_vec(),
        frames: moments.to_vec(),
        inliers: 30,
        log10_nfa: -20.0,
    }
}

fn found_of(counted: &Count, picture: &str) -> Found {
    let all = counted.showings.iter();
    let mut of = all.filter(|s| s.showing.picture == picture);
    of.next().expect("is shown").found
}

#[test]
fn showings_are_screens_through_a_shot_by_tier() {
    let counted = count(&ground(), Vec::new());
    assert_eq!(counted.showings.len(), 5);
    let recall = |tier| counted.recall(|s| s.tier() == Some(tier)).0.of;
    use stage::WidthTier::{Large, Medium, Small};
    // The distractor and the unprinted view are no misses.
    assert_eq!([Large, Medium, Small].map(recall), [1, 1, 1]);
    let missed: Vec<&str> = counted
        .missed()
        .map(|m| m.showing.picture.as_str())
        .collect();
    assert_eq!(missed, ["a/live", "a/map", "b/live"]);
    assert_eq!(counted.unprinted(), (1, 0, 0));
    assert!(counted.showings.iter().all(|s| s.showing.turned < 1.0));
}

#[test]
fn a_sighting_on_any_frame_of_a_showing_finds_it() {
    let there = claim(
        &["A"],
        "a/live",
        &[
            (3, quad(405.0, 300.0, 450.0)),
            (9, quad(400.0, 302.0, 450.0)),
        ],
    );
    let counted = count(&ground(), vec![there]);
    assert_eq!(found_of(&counted, "a/live"), Found::Yes);
    assert_eq!(found_of(&counted, "a/map"), Found::No);
    assert_eq!(counted.with(Judgement::Right), 1);
    let (n, pixels, _) = counted.corner_error();
    assert_eq!((n, pixels), (1, 5.0));
    // Frames 3 and 9 of 0 to 19.
    let timed = counted.timed(2, |_| true);
    assert_eq!((timed.hits, timed.of), (0, 1));
    assert_eq!(counted.timed(10, |_| true).hits, 1);
}

#[test]
fn a_whole_view_must_have_the_screens_centre_but_a_part_need_not() {
    // 150 pixels beside the centre of a screen of 450: more than 0.3 of its width.
    let beside = [(3, quad(550.0, 300.0, 100.0))];
    let whole = count(&ground(), vec![claim(&["A"], "a/live", &beside)]);
    assert_eq!(found_of(&whole, "a/live"), Found::No);
    let part = count(&ground(), vec![claim(&["A"], "", &beside)]);
    assert_eq!(found_of(&part, "a/live"), Found::Yes);
    assert_eq!(part.corner_error().0, 0);
}

#[test]
fn naming_another_product_is_false_and_says_what_is_there() {
    let wrong = claim(&["A"], "a/live", &[(30, quad(300.0, 300.0, 300.0))]);
    let nowhere = claim(&["B"], "b/live", &[(30, quad(640.0, 650.0, 100.0))]);
    let distracted = claim(&["B"], "b/live", &[(30, quad(700.0, 300.0, 300.0))]);
    let counted = count(&ground(), vec![wrong, nowhere, distracted]);
    assert_eq!(found_of(&counted, "b/live"), Found::No);
    let under: Vec<Option<&str>> = counted
        .wrong()
        .map(|j| Some(counted.showings[j.under?].showing.picture.as_str()))
        .collect();
    assert_eq!(under, [Some("b/live"), None, Some("other/x")]);
    let precision = counted.precision();
    assert_eq!((precision.hits, precision.of), (0, 3));
}

#[test]
fn a_reference_of_several_products_is_right_by_maker_only() {
    let both = claim(&["A", "B"], "", &[(30, quad(300.0, 300.0, 300.0))]);
    let counted = count(&ground(), vec![both.clone()]);
    assert_eq!(found_of(&counted, "b/live"), Found::MakerOnly);
    assert_eq!(counted.with(Judgement::MakerOnly), 1);
    let (share, maker) = counted.recall(|_| true);
    assert_eq!((share.hits, share.of, maker), (0, 3, 1));
    // A sighting that names the product alone is worth more.
    let one = claim(&["B"], "b/live", &[(30, quad(300.0, 300.0, 300.0))]);
    assert_eq!(
        found_of(&count(&ground(), vec![both, one]), "b/live"),
        Found::Yes
    );
}

#[test]
fn a_view_that_no_document_has_is_right_for_its_product_only() {
    let at = [(30, quad(1100.0, 300.0, 250.0))];
    let counted = count(
        &ground(),
        vec![claim(&["A"], "a/live", &at), claim(&["B"], "b/live", &at)],
    );
    assert_eq!(counted.unprinted(), (1, 1, 1));
    let kinds: Vec<Judgement> = counted.claims.iter().map(|c| c.judgement).collect();
    assert_eq!(kinds, [Judgement::Right, Judgement::False]);
}

#[test]
fn a_sighting_in_a_video_as_it_is_or_by_a_given_document_is_false() {
    let mut ground = ground();
    ground.films.push(Film {
        file: PathBuf::from("given.mp4"),
        difficulty: None,
        truth: None,
    });
    let mut given = claim(&["A"], "a/live", &[(3, quad(400.0, 300.0, 450.0))]);
    given.film = 1;
    let by_given = claim(&[], "", &[(3, quad(400.0, 300.0, 450.0))]);
    let counted = count(&ground, vec![given, by_given]);
    assert_eq!(counted.with(Judgement::False), 2);
    assert_eq!(found_of(&counted, "a/live"), Found::No);
}

#[test]
fn hidden_and_short_showings_are_no_misses_but_can_be_seen() {
    let mut truth = truth();
    for frame in &mut truth.frames {
        let number = frame.frame;
        for s in &mut frame.screens {
            match s.picture.as_str() {
                "a/live" => s.visible = 0.4,
                "a/map" if number >= 4 => s.visible = 0.1,
                _ => {}
            }
        }
    }
    let there = claim(&["A"], "a/live", &[(3, quad(400.0, 300.0, 450.0))]);
    let counted = count(&ground_of(truth), vec![there]);
    let missed: Vec<&str> = counted
        .missed()
        .map(|m| m.showing.picture.as_str())
        .collect();
    assert_eq!(missed, ["b/live"]);
    assert_eq!(counted.with(Judgement::Right), 1);
}

#[test]
fn during_a_fade_each_screen_stays_with_its_shot() {
    let mut truth = truth();
    truth.cuts[0].kind = CutKind::Fade;
    truth.cuts[0].length = 10;
    for frame in &mut truth.frames {
        if !(20..30).contains(&frame.frame) {
            continue;
        }
        let new = (frame.frame - 19) as f64 / 11.0;
        frame.screens.iter_mut().for_each(|s| s.opacity = new);
        let mut old = screen("a/live", 0, quad(400.0, 300.0, 450.0));
        old.opacity = 1.0 - new;
        frame.screens.insert(0, old);
    }
    let counted = count(&ground_of(truth), Vec::new());
    assert_eq!(counted.showings.len(), 5);
    let of = |picture: &str| {
        let mut all = counted.showings.iter();
        let found = all.find(|s| s.showing.picture == picture);
        found.expect("is shown").showing.extent()
    };
    // One frame of the fade still has more than 0.9 of the old shot, one of the new.
    assert_eq!(of("a/live"), Some((0, 20)));
    assert_eq!(of("b/live"), Some((29, 39)));
}

#[test]
fn the_interval_is_wilsons() {
    let s = Share::new(9, 10);
    assert!((s.low - 0.5958).abs() < 1e-3 && (s.high - 0.9821).abs() < 1e-3);
    let all = Share::new(10, 10);
    assert!((all.low - 0.7225).abs() < 1e-3 && (all.high - 1.0).abs() < 1e-9);
    assert_eq!(Share::new(0, 0).rate(), None);
}
