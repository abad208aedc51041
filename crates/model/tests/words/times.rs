//! Times are exact: order, equality and hash by the instant, at any base and any size.

use std::collections::HashSet;

use model::{TimeBase, Timestamp};
use proptest::prelude::*;

use crate::{base, time_bases, timestamps};

fn at(pts: i64, num: u32, den: u32) -> Timestamp {
    Timestamp::new(pts, base(num, den))
}

#[test]
fn seconds_and_clock() {
    for (time, seconds, clock) in [
        (at(0, 1, 25), "0.000000", "0:00:00.000"),
        (at(527_872, 1, 12_800), "41.240000", "0:00:41.240"),
        (at(1, 1, 3), "0.333333", "0:00:00.333"),
        (at(2, 1, 3), "0.666667", "0:00:00.667"),
        (at(-1, 1, 2_000_000), "-0.000001", "0:00:00.000"),
        (at(1, 1, 2_000_001), "0.000000", "0:00:00.000"),
        (at(-5, 1, 2), "-2.500000", "-0:00:02.500"),
        (
            at(3_599_999_600, 1, 1_000_000),
            "3599.999600",
            "1:00:00.000",
        ),
        (at(30_000, 1001, 30_000), "1001.000000", "0:16:41.000"),
    ] {
        assert_eq!(time.seconds(), seconds, "{time}");
        assert_eq!(time.clock(), clock, "{time}");
    }
}

#[test]
fn the_largest_numbers_stay_exact() {
    let (first, last) = (at(i64::MIN, u32::MAX, 1), at(i64::MAX, u32::MAX, 1));
    assert!(first < last);
    assert_eq!(
        last.in_units_of(u32::MAX),
        i128::from(i64::MAX) * i128::from(u32::MAX) * i128::from(u32::MAX)
    );
    assert_eq!(last.micros_since(first), i64::MAX);
    assert_eq!(first.micros_since(last), i64::MIN);
    assert!(first.seconds().starts_with('-') && last.clock().ends_with(".000"));
    // One part in 10^19 still tells them apart.
    assert!(at(i64::MAX - 1, 1, u32::MAX) < at(i64::MAX, 1, u32::MAX));
    assert_ne!(at(i64::MAX, 1, u32::MAX), at(i64::MAX, 1, u32::MAX - 1));
}

#[test]
fn one_instant_in_two_bases_is_one_instant() {
    let set: HashSet<_> = [
        at(1, 1, 25),
        at(2, 1, 50),
        at(3600, 1, 90_000),
        at(40, 1, 1000),
    ]
    .into_iter()
    .collect();
    assert_eq!(set.len(), 1);
    assert_ne!(at(1, 1001, 30_000), at(1, 1, 30));
    assert_eq!(at(0, 1, 25), at(0, 7, 9));
}

#[test]
fn differences_are_rounded_once() {
    // A third and a sixth of a microsecond each round to nothing, their difference of one half
    // does not.
    assert_eq!(at(1, 1, 3_000_000).micros_since(at(-1, 1, 6_000_000)), 1);
    assert_eq!(at(2, 1, 25).micros_since(at(1, 1, 25)), 40_000);
    assert_eq!(at(1, 1, 25).micros_since(at(2, 1, 25)), -40_000);
}

#[test]
fn bases_need_two_positive_numbers() {
    assert!(TimeBase::new(0, 25).is_err() && TimeBase::new(1, 0).is_err());
    for text in [
        "",
        "/",
        "1",
        "1/",
        "/25",
        "0/25",
        "1/0",
        "-1/25",
        "+1/25",
        " 1/25",
        "1/4294967296",
    ] {
        assert!(text.parse::<TimeBase>().is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn order_is_that_of_the_exact_fraction(
        pts in any::<i64>(), num in 1..=u32::MAX, den in 1..=u32::MAX, factor in 2u32..1000,
    ) {
        // The same instant in a finer base: multiply count and denominator.
        if let (Some(more), Some(finer)) = (pts.checked_mul(i64::from(factor)), den.checked_mul(factor)) {
            let (a, b) = (at(pts, num, den), at(more, num, finer));
            prop_assert_eq!(a, b);
            prop_assert_eq!([a, b].into_iter().collect::<HashSet<_>>().len(), 1);
            if let Some(next) = more.checked_add(1) {
                prop_assert!(at(next, num, finer) > a);
            }
        }
    }

    #[test]
    fn order_is_total_and_agrees_with_hash(a in timestamps(), b in timestamps(), c in timestamps()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        prop_assert_eq!(a == b, [a, b].into_iter().collect::<HashSet<_>>().len() == 1);
    }

    #[test]
    fn texts_round_trip_with_the_files_own_numbers(time in timestamps()) {
        let back: Timestamp = time.to_string().parse().expect("its own text");
        prop_assert_eq!(back.pts, time.pts);
        prop_assert_eq!(back.time_base, time.time_base);
    }

    #[test]
    fn seconds_are_within_half_a_microsecond(pts in -1_000_000_000i64..1_000_000_000, base in time_bases()) {
        let time = Timestamp::new(pts, base);
        let shown: f64 = time.seconds().parse().expect("a decimal number");
        let exact = time.approx_seconds();
        prop_assert!((shown - exact).abs() <= 0.6e-6 + exact.abs() * 1e-12, "{} {}", shown, exact);
    }

    #[test]
    fn nothing_overflows(a in timestamps(), b in timestamps(), unit in any::<u32>()) {
        prop_assert!(a.in_units_of(unit).signum() * i128::from(a.pts.0.signum()) >= 0);
        let (there, back) = (a.micros_since(b), b.micros_since(a));
        prop_assert!(there == back.saturating_neg() || (there, back) == (i64::MIN, i64::MAX));
        prop_assert!(!a.seconds().is_empty() && !a.clock().is_empty());
    }

    #[test]
    fn arbitrary_texts_never_panic(text in "\\PC*|-?[0-9]{0,25}:?[0-9]{0,12}/?[0-9]{0,12}") {
        if let Ok(time) = text.parse::<Timestamp>() {
            prop_assert_eq!(time.to_string().parse::<Timestamp>().ok(), Some(time));
        }
    }
}
