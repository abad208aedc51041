//! Proof on filmed frames: products are told apart, families are named as such, and what is not in
//! the set is not found.

use describe::{FeatureOptions, ReferenceOptions, features, reference_features};
use model::{ContentHash, Quad, ReferenceId};
use pixels::Luma;
use search::{FrameMatch, ReferenceInput, ReferenceSet, SearchOptions, SearchScope};
use stage::{Backdrop, ClipPlan, Picture, ScreenPlan, ShotPlan, demo, render_frame, truth_of};

const SCOPE: SearchScope = SearchScope {
    frames: 1024,
    references: 16,
    false_alarms: 0.1,
};

fn picture(id: &str) -> Picture {
    let mut all = demo::demo_pictures().into_iter();
    let found = all.find(|p| p.id == id);
    found.unwrap_or_else(|| panic!("the demo has no picture {id}"))
}

/// A frame with one screen, and where it is.
fn filmed(shown: &Picture, width: f64, yaw: f64, seed: u64) -> (Luma, Quad) {
    let mut screen = ScreenPlan::new(shown.clone(), width);
    screen.yaw = yaw;
    let options = stage::RandomOptions::default();
    let plan = ClipPlan {
        size: options.size,
        rate: options.rate,
        bitrate_kbps: 2000,
        seed,
        logo: None,
        shots: vec![ShotPlan::clean(1, Backdrop::Room { seed }, vec![screen])],
    };
    let frame = render_frame(&plan, 0).expect("the plan can be filmed");
    let truth = truth_of(&plan).expect("the plan can be filmed");
    (frame.to_luma(), truth.frames[0].screens[0].quad)
}

fn set(references: &[(&str, &str)]) -> ReferenceSet {
    set_with(references, &[])
}

fn set_with(references: &[(&str, &str)], negatives: &[&str]) -> ReferenceSet {
    let plain = references
        .iter()
        .map(|(id, product)| (*id, *product, false));
    let negative = negatives.iter().map(|id| (*id, "Look-alike", true));
    ReferenceSet::build(
        plain
            .chain(negative)
            .map(|(id, product, negative)| ReferenceInput {
                negative,
                id: ReferenceId(ContentHash::of(format!("{id} {negative}").as_bytes())),
                product: product.to_owned(),
                features: reference_features(
                    &picture(id).rgb.to_luma(),
                    &ReferenceOptions::default(),
                )
                .expect("it has features"),
            })
            .collect(),
    )
}

fn search(set: &ReferenceSet, frame: &Luma, among: Option<&[usize]>) -> Vec<FrameMatch> {
    let features = features(frame, &FeatureOptions::default()).expect("it can be described");
    set.search_frame(&features, among, &SCOPE, &SearchOptions::default(), None)
}

/// Ids of the demo's views, product by product, then those of no product.
fn ids() -> Vec<String> {
    demo::demo_pictures().into_iter().map(|p| p.id).collect()
}

#[test]
fn a_filmed_view_is_found_at_its_place_and_named() {
    let ids = ids();
    let shown = picture(&ids[0]);
    let set = set(&[(&ids[0], "Shown"), (&ids[ids.len() / 2], "Other")]);
    let (frame, truth) = filmed(&shown, 420.0, 25.0, 3);
    let found = search(&set, &frame, None);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].products, ["Shown"]);
    for (corner, wanted) in found[0].quad.0.iter().zip(&truth.0) {
        assert!(
            corner.distance(*wanted) < 3.0,
            "{corner:?} is not {wanted:?}"
        );
    }
    // Asked for one reference only, the answer is the same.
    let place = (0..set.len()).find(|i| set.id(*i) == Some(found[0].reference));
    let among = [place.expect("it is in the set")];
    let alone = search(&set, &frame, Some(&among));
    assert_eq!(alone.len(), 1, "{alone:?}");
    for (corner, wanted) in alone[0].quad.0.iter().zip(&truth.0) {
        assert!(
            corner.distance(*wanted) < 3.0,
            "{corner:?} is not {wanted:?}"
        );
    }
}

#[test]
fn a_negative_proves_nothing_and_keeps_its_twin_from_proving() {
    let ids = ids();
    let (frame, _) = filmed(&picture(&ids[0]), 420.0, 10.0, 3);
    let other = &ids[ids.len() / 2];
    assert_eq!(
        search(&set(&[(&ids[0], "Shown"), (other, "Other")]), &frame, None).len(),
        1
    );
    let only_negative = set_with(&[(other, "Other")], &[&ids[0]]);
    assert!(search(&only_negative, &frame, None).is_empty());
    let both = set_with(&[(&ids[0], "Shown"), (other, "Other")], &[&ids[0]]);
    assert!(search(&both, &frame, None).is_empty());
}

#[test]
fn what_is_in_no_document_is_not_found() {
    let ids = ids();
    let set = set(&[(&ids[0], "A"), (&ids[ids.len() / 3], "B")]);
    let stranger = picture(&ids[ids.len() - 1]);
    let (frame, _) = filmed(&stranger, 500.0, 10.0, 4);
    assert!(search(&set, &frame, None).is_empty());
}

/// Two views of one window frame stand under two names, and a third view of it is filmed: neither
/// is proposed alone. With a word in common their family is; with none, nothing.
#[test]
fn a_window_frame_that_products_share_proves_their_family_only() {
    let shown = picture("merlon/map");
    let products = |width: f64, left: &str, right: &str| {
        let (frame, _) = filmed(&shown, width, 5.0, 5);
        let set = set(&[("merlon/live", left), ("merlon/events", right)]);
        let found = search(&set, &frame, None);
        found.into_iter().map(|m| m.products).collect::<Vec<_>>()
    };
    let family = ["Maker One", "Maker Two"];
    assert_eq!(products(900.0, "Maker One", "Maker Two"), [family]);
    // What is smaller may not reach the family; it never reaches one product.
    let smaller = products(800.0, "Maker One", "Maker Two");
    assert!(smaller.iter().all(|p| *p == family), "{smaller:?}");
    for width in [800.0, 900.0] {
        assert!(products(width, "One", "Two").is_empty(), "at {width}");
    }
}

/// A picture with one half from another.
fn halves(left: &Luma, right: &Luma) -> Luma {
    let right = pixels::resize::luma(right, left.size());
    Luma::from_fn(left.width, left.height, |x, y| {
        if x < left.width / 2 {
            left.get(x, y)
        } else {
            right.get(x, y)
        }
    })
}

#[test]
fn two_views_of_one_product_support_each_other() {
    let shown = picture("qonyr/map");
    let (whole, other) = (shown.rgb.to_luma(), picture("merlon/live").rgb.to_luma());
    let views = [halves(&whole, &other), halves(&other, &whole)];
    let input = |view: &Luma| ReferenceInput {
        negative: false,
        id: ReferenceId(ContentHash::of(&view.data)),
        product: "Qonyr".to_owned(),
        features: reference_features(view, &ReferenceOptions::default()).expect("features"),
    };
    let (frame, _) = filmed(&shown, 240.0, 12.0, 5);
    let described = features(&frame, &FeatureOptions::default()).expect("a frame");
    let look = |views: &[Luma], false_alarms: f64| -> Vec<FrameMatch> {
        let set = ReferenceSet::build(views.iter().map(input).collect());
        let scope = SearchScope {
            false_alarms,
            ..SCOPE
        };
        set.search_frame(&described, None, &scope, &SearchOptions::default(), None)
    };
    let alone: Vec<f64> = views
        .iter()
        .map(|v| look(std::slice::from_ref(v), 0.1)[0].log10_nfa.0)
        .collect();
    // A budget that neither view keeps by itself, as if the whole search were that much larger.
    let budget = 10f64.powf(alone[0].min(alone[1]) - 4.0);
    assert!(budget > 0.0, "alone {alone:?}");
    for view in &views {
        assert!(look(std::slice::from_ref(view), budget).is_empty());
    }
    let found = look(&views, budget);
    assert!(!found.is_empty(), "alone {alone:?}");
    assert!(found.iter().all(|m| m.supported_by.is_some()));
    assert!(found[0].log10_nfa.0 < alone[0].min(alone[1]) - 4.0);
}
