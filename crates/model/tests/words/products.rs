//! Names of products: what several of them share.

use model::common_name;
use proptest::prelude::*;

#[test]
fn the_leading_words_in_common_are_the_name_of_a_family() {
    for (names, common) in [
        (vec!["Orlumen Ledger", "Orlumen Merlon"], Some("Orlumen")),
        (
            vec!["ORLUMEN Ledger", "Orlumen  ledger 3"],
            Some("ORLUMEN Ledger"),
        ),
        (vec!["Қалқан жүйесі", "ҚАЛҚАН карта"], Some("Қалқан")),
        (vec!["Ledger", "Merlon"], None),
        (vec!["Orlumen", ""], None),
        (vec!["Argus Wall"], Some("Argus Wall")),
        (vec![], None),
    ] {
        assert_eq!(common_name(names.clone()).as_deref(), common, "{names:?}");
    }
}

proptest! {
    #[test]
    fn a_common_name_begins_every_name(names in prop::collection::vec("[a-c]( [a-c]){0,4}", 1..5)) {
        let refs: Vec<&str> = names.iter().map(String::as_str).collect();
        match common_name(refs.iter().copied()) {
            Some(common) => prop_assert!(refs.iter().all(|n| n.starts_with(&common))),
            None => prop_assert!(refs.iter().any(|n| n[..1] != refs[0][..1])),
        }
    }
}
