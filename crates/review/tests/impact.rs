//! What a verdict would change: first what a product lacks altogether, then further sources.

mod common;

use case::SightingRow;
use common::{set_sightings, sighting, small};
use model::VerdictValue;
use review::impact::{Change, Impact};

/// Two products on the first video, one of them twice, and one on the second.
fn rows(case: &case::Case) -> Vec<SightingRow> {
    case.sightings().expect("read")
}

#[test]
fn what_is_accepted_makes_its_likes_matter_less_and_taking_it_back_more() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let case = &mut small.case;
    let on_first = vec![
        sighting(small.first, "Argus Wall", 50),
        sighting(small.first, "Argus Wall", 150),
        sighting(small.first, "Other Desk", 90),
    ];
    set_sightings(case, small.first, on_first);
    let mut impact = Impact::read(case).expect("read");
    let wall = "Argus Wall".to_owned();
    for row in rows(case) {
        assert_eq!(
            impact.on(&row),
            [Change::First(row.sighting.product.clone())]
        );
    }
    let judge = |case: &mut case::Case, impact: &mut Impact, id: &str, value| {
        review::give_verdict(case, id, value, "ana", "").expect("given");
        let row = rows(case).into_iter().find(|r| r.id == id);
        impact.judged(&row.expect("it is there"));
        assert_eq!(
            rows(case).iter().map(|r| impact.on(r)).collect::<Vec<_>>(),
            rows(case)
                .iter()
                .map(|r| Impact::read(case).expect("read").on(r))
                .collect::<Vec<_>>(),
            "kept up to date or read anew, it is the same"
        );
    };
    let of = |case: &case::Case, video, product: &str| {
        let fits = |r: &SightingRow| r.sighting.video == video && r.sighting.product == product;
        let mut found = rows(case).into_iter().filter(fits).collect::<Vec<_>>();
        found.sort_by_key(|r| r.sighting.first.time);
        found
    };
    let (here, there) = (small.first, small.second);
    let first = of(case, here, "Argus Wall")[0].id.clone();
    judge(case, &mut impact, &first, VerdictValue::Yes);
    let twin = &of(case, here, "Argus Wall")[1];
    assert_eq!(impact.on(twin), [Change::Again(wall.clone())]);
    let elsewhere = &of(case, there, "Argus Wall")[0];
    assert_eq!(impact.on(elsewhere), [Change::FurtherSource(wall.clone())]);
    let other = &of(case, here, "Other Desk")[0];
    assert!(impact.weight(other) > impact.weight(elsewhere));
    assert!(impact.weight(elsewhere) > impact.weight(twin));
    judge(case, &mut impact, &first, VerdictValue::No);
    assert_eq!(impact.on(elsewhere), [Change::First(wall)]);
}
