//! Versions told apart by the cells of their views that agree with a frame.

use model::{ContentHash, Documented, Generation, ReferenceId, ToldApart, VersionProof, ViewProof};

fn documented(versions: &[(&str, Option<&str>)]) -> Vec<Documented> {
    let all = versions.iter().map(|(version, date)| Documented {
        version: (*version).to_owned(),
        date: date.map(str::to_owned),
    });
    all.collect()
}

fn proof(version: &str, picture: &str, agree: u32, judged: u32) -> VersionProof {
    VersionProof {
        version: version.to_owned(),
        view: ViewProof {
            reference: ReferenceId(ContentHash::of(picture.as_bytes())),
            judged,
            agree,
        },
    }
}

const THREE: [(&str, Option<&str>); 3] = [
    ("4.10", Some("2023")),
    ("4.2", Some("2021-03")),
    ("4.1", Some("2019-05-02")),
];

fn told(proofs: &[VersionProof]) -> Generation {
    model::generation(proofs, &documented(&THREE)).expect("three versions are documented")
}

#[test]
fn the_one_that_fits_best_by_more_than_noise_is_named_with_its_neighbours_dates() {
    let g = told(&[
        proof("4.1", "a", 70, 100),
        proof("4.2", "b", 97, 100),
        proof("4.10", "c", 60, 100),
    ]);
    assert_eq!(g.told, ToldApart::One);
    assert_eq!(g.range, ["4.2"]);
    assert!(
        g.margin > g.noise && (g.margin - 0.27).abs() < 1e-9,
        "{g:?}"
    );
    let dates = [&g.after, &g.dated, &g.before].map(|d| d.as_deref());
    // 4.10 is behind 4.2, not before it.
    assert_eq!(dates, [Some("2019-05-02"), Some("2021-03"), Some("2023")]);
    assert!(g.why.to_string().contains("27 points"), "{}", g.why);
}

#[test]
fn within_noise_none_is_preferred_and_it_is_said_why() {
    let g = told(&[proof("4.1", "a", 95, 100), proof("4.2", "b", 92, 100)]);
    assert_eq!((g.told, g.range.len()), (ToldApart::None, 2));
    assert_eq!(g.silent, ["4.10"]);
    // The one behind was not compared: its date bounds nothing.
    assert_eq!((g.after, g.before), (None, None));
    assert!(g.why.to_string().contains("chance makes up to"));
    // The same difference of many cells is more than chance, that of few is not.
    let many = told(&[
        proof("4.1", "a", 9500, 10_000),
        proof("4.2", "b", 9000, 10_000),
    ]);
    assert_eq!(many.told, ToldApart::One);
    let few = told(&[proof("4.1", "a", 6, 6), proof("4.2", "b", 4, 6)]);
    assert_eq!(few.told, ToldApart::None);
    // However many: prints of one picture differ by so much.
    let tiny = told(&[
        proof("4.1", "a", 95_000, 100_000),
        proof("4.2", "b", 93_000, 100_000),
    ]);
    assert_eq!(tiny.told, ToldApart::None);
}

#[test]
fn one_picture_in_the_documents_of_two_versions_tells_neither() {
    let g = told(&[
        proof("4.1", "same", 97, 100),
        proof("4.2", "same", 97, 100),
        proof("4.10", "other", 50, 100),
    ]);
    assert_eq!(g.told, ToldApart::Some);
    assert_eq!(g.range, ["4.1", "4.2"]);
    assert_eq!(g.before.as_deref(), Some("2023"));
    let g = told(&[proof("4.1", "same", 97, 100), proof("4.2", "same", 97, 100)]);
    assert!(g.why.to_string().contains("the same picture"), "{}", g.why);
}

#[test]
fn where_nothing_was_compared_no_version_is_excluded() {
    let g = told(&[proof("4.2", "b", 97, 100)]);
    assert_eq!(g.told, ToldApart::NotCompared);
    assert_eq!(g.silent, ["4.1", "4.10"]);
    assert_eq!((g.after, g.before), (None, None));
    // No version at all, or only one that is documented.
    assert_eq!(model::generation(&[], &documented(&THREE)), None);
    let one = documented(&THREE[..1]);
    assert_eq!(model::generation(&[proof("4.10", "c", 9, 10)], &one), None);
    // Nothing was judged: no division by nothing, and no preference.
    let g = told(&[proof("4.1", "a", 0, 0), proof("4.2", "b", 0, 0)]);
    assert_eq!(g.told, ToldApart::None);
    // The best of several views of a version counts.
    let g = told(&[
        proof("4.1", "a", 20, 100),
        proof("4.1", "a2", 97, 100),
        proof("4.2", "b", 50, 100),
    ]);
    assert_eq!(g.range, ["4.1"]);
}
