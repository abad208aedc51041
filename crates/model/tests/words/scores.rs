//! Scores in words that a reader can trust.

use model::{LogNfa, Standing, Verdict, VerdictValue};
use proptest::prelude::*;

#[test]
fn chance_in_words() {
    let words = |log10| LogNfa(log10).in_words();
    assert_eq!(
        words(-6.2),
        "about 1 chance match in 10^6 searches like this one"
    );
    assert_eq!(
        words(-120.0),
        "fewer than 1 chance match in 10^15 searches like this one"
    );
    assert_eq!(words(f64::NEG_INFINITY), words(-120.0));
    for weak in [-0.4, 0.0, 3.0, f64::INFINITY, f64::NAN] {
        assert_eq!(words(weak), "a chance match is to be expected");
    }
}

#[test]
fn lower_is_better() {
    assert!(LogNfa(-10.0) < LogNfa(-2.0));
}

proptest! {
    #[test]
    fn a_written_score_is_a_finite_number(bits: u64) {
        let score = LogNfa(f64::from_bits(bits));
        let text = serde_json::to_string(&score).expect("plain data");
        let back: LogNfa = serde_json::from_str(&text).expect("a number, not null");
        prop_assert!((LogNfa::FLOOR..=LogNfa::CEILING).contains(&back.0), "{text}");
        prop_assert_eq!(back, LogNfa::new(score.0));
        prop_assert_eq!(score.in_words(), back.in_words());
    }

    #[test]
    fn a_usual_score_is_written_as_it_is(log10 in -9999.0..=9999.0f64) {
        let text = serde_json::to_string(&LogNfa(log10)).expect("plain data");
        prop_assert_eq!(serde_json::from_str::<LogNfa>(&text).expect("a number"), LogNfa(log10));
    }

    #[test]
    fn the_better_score_is_not_written_as_the_worse(a: f64, b: f64) {
        prop_assume!(a <= b);
        prop_assert!(LogNfa::new(a) <= LogNfa::new(b));
    }
}

#[test]
fn what_cannot_be_written_as_a_number_is_written_as_the_nearest_that_can() {
    let written = |log10| serde_json::to_string(&LogNfa(log10)).expect("plain data");
    assert_eq!(written(f64::NEG_INFINITY), "-9999.0");
    assert_eq!(written(f64::INFINITY), "9999.0");
    assert_eq!(written(f64::NAN), "9999.0");
}

#[test]
fn each_persons_latest_verdict_counts() {
    use VerdictValue::{CannotTell, No, Yes};
    let standing = |given: &[(&str, VerdictValue)]| {
        let verdicts: Vec<Verdict> = given
            .iter()
            .map(|(by, value)| Verdict {
                value: *value,
                by: (*by).to_owned(),
                at: String::new(),
                reason: String::new(),
                arbiter: false,
            })
            .collect();
        Standing::of(&verdicts)
    };
    assert_eq!(standing(&[]), Standing::Open);
    assert_eq!(
        standing(&[("ana", No), ("ana", Yes)]),
        Standing::Agreed(Yes)
    );
    assert_eq!(standing(&[("ana", No), ("bo", Yes)]), Standing::Split);
    let settled = [("ana", No), ("bo", Yes), ("ana", Yes)];
    assert_eq!(standing(&settled), Standing::Agreed(Yes));
    assert_eq!(Standing::Open.counts_as(), None);
    assert_eq!(Standing::Agreed(No).counts_as(), Some(No));
    assert_eq!(Standing::Split.counts_as(), Some(CannotTell));
}
