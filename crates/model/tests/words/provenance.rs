//! The name of a derived thing depends on what was done to what, and on nothing else.

use model::{ContentHash, Provenance, Step};
use proptest::prelude::*;
use serde_json::json;

fn example() -> Provenance {
    Provenance::new(Step::new("keyframes", 3), vec![ContentHash::of(b"abc")])
        .with("longest_gap_ms", 4000)
        .with("sharpness", 0.25)
        .with("method", json!({"name": "difference", "grid": [16, 9]}))
}

/// A changed key orphans every derived thing of every case: this text and hash must not change.
#[test]
fn golden_key() {
    assert_eq!(
        example().canonical(),
        concat!(
            r#"{"inputs":["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],"#,
            r#""parameters":{"longest_gap_ms":4000,"method":{"grid":[16,9],"name":"difference"},"#,
            r#""sharpness":0.25},"step":"keyframes","version":3}"#
        )
    );
    assert_eq!(
        example().key().to_string(),
        "55446275ed71907ade4bc1670cdb980b868dd6fbf8d57cb6b206bdbec43c7568"
    );
}

#[test]
fn every_part_matters() {
    let key = example().key();
    let other_input = Provenance {
        inputs: vec![ContentHash::of(b"abd")],
        ..example()
    };
    let more_inputs = Provenance {
        inputs: vec![ContentHash::of(b"abc"); 2],
        ..example()
    };
    let other_version = Provenance {
        step: Step::new("keyframes", 4),
        ..example()
    };
    let other_step = Provenance {
        step: Step::new("shots", 3),
        ..example()
    };
    for (what, other) in [
        ("input", other_input),
        ("number of inputs", more_inputs),
        ("version", other_version),
        ("step", other_step),
        ("parameter", example().with("sharpness", 0.5)),
        (
            "type of a parameter",
            example().with("longest_gap_ms", "4000"),
        ),
        ("one more parameter", example().with("more", 1)),
    ] {
        assert_ne!(other.key(), key, "{what}");
    }
}

#[test]
fn order_of_inputs_matters() {
    let (a, b) = (ContentHash::of(b"a"), ContentHash::of(b"b"));
    let key = |inputs| Provenance::new(Step::new("match", 1), inputs).key();
    assert_ne!(key(vec![a, b]), key(vec![b, a]));
}

proptest! {
    #[test]
    fn order_of_setting_parameters_does_not_matter(
        pairs in prop::collection::btree_map("[a-z\"\\\\]{1,6}", any::<i64>(), 0..8),
        seed in any::<u64>(),
    ) {
        let set = |order: Vec<(&String, &i64)>| {
            order.into_iter().fold(Provenance::new(Step::new("s", 1), vec![]), |p, (k, v)| p.with(k, *v))
        };
        let there: Vec<_> = pairs.iter().collect();
        let mut shuffled = there.clone();
        let n = shuffled.len().max(1);
        shuffled.rotate_left(seed as usize % n);
        if seed % 2 == 0 {
            shuffled.reverse();
        }
        prop_assert_eq!(set(there).key(), set(shuffled).key());
    }

    #[test]
    fn json_round_trip_keeps_the_key(name in "\\PC*", value in any::<i64>(), inputs in prop::collection::vec(any::<[u8; 32]>(), 0..4)) {
        let inputs = inputs.into_iter().map(ContentHash::from_bytes).collect();
        let one = Provenance::new(Step::new("s", 1), inputs).with(&name, value);
        let text = serde_json::to_string(&one).expect("plain data");
        let back: Provenance = serde_json::from_str(&text).expect("its own text");
        prop_assert_eq!(back.key(), one.key());
        prop_assert_eq!(back, one);
    }
}
