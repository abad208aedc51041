//! The number of false alarms behaves as an expected number must.

use pixels::nfa::{homography, ln_gamma, log10_binomial_tail, log10_choose};
use proptest::prelude::*;

/// Plain sum in ordinary numbers, for small cases.
fn tail(k: u32, n: u32, p: f64) -> f64 {
    let choose = |n: u32, k: u32| (0..k).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
    (k..=n)
        .map(|i| choose(n, i) * p.powi(i as i32) * (1.0 - p).powi((n - i) as i32))
        .sum()
}

proptest! {
    #[test]
    fn more_inliers_are_never_worse(n in 10u32..2000, k in 6u32..200, chance in 1e-7f64..0.05) {
        let k = k.min(n - 1);
        // Where agreement is rarer by chance than what is found.
        prop_assume!(f64::from(k) / f64::from(n) > 2.0 * chance);
        let at = |k| homography(k, n, chance, 6.0).0;
        prop_assert!(at(k + 1) <= at(k) + 0.7, "{} {}", at(k + 1), at(k));
        prop_assert!(at(k).is_finite());
    }

    #[test]
    fn more_tests_cost_exactly_their_number(n in 10u32..500, k in 6u32..60, tests in 0.0f64..12.0) {
        let k = k.min(n);
        let one = homography(k, n, 1e-5, 0.0).0;
        prop_assert!((homography(k, n, 1e-5, tests).0 - one - tests).abs() < 1e-9);
    }

    #[test]
    fn nothing_panics_or_proves_by_nonsense(
        k in any::<u32>(), n in any::<u32>(), chance in any::<f64>(), tests in any::<f64>(),
    ) {
        let nfa = homography(k, n, chance, tests).0;
        prop_assert!(!nfa.is_nan());
        if !(chance > 0.0 && chance < 1.0) || k.min(n) <= 4 {
            prop_assert!(nfa >= 0.0);
        }
    }

    #[test]
    fn the_binomial_tail_is_the_plain_sum(n in 1u32..40, k in 0u32..40, p in 0.001f64..0.999) {
        let k = k.min(n);
        let (log, plain) = (log10_binomial_tail(k, n, p), tail(k, n, p));
        prop_assert!((log - plain.log10()).abs() < 1e-6, "{log} {}", plain.log10());
    }
}

#[test]
fn gamma_and_choose_have_their_known_values() {
    assert!((ln_gamma(1.0)).abs() < 1e-12);
    assert!((ln_gamma(5.0) - 24f64.ln()).abs() < 1e-12);
    assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
    assert!((log10_choose(52, 5) - 2_598_960f64.log10()).abs() < 1e-10);
    assert_eq!(log10_choose(7, 0), 0.0);
    assert_eq!(log10_choose(7, 7), 0.0);
    // Large enough that factorials overflow.
    assert!((log10_choose(100_000, 50_000) - 30_100.40).abs() < 0.05);
}

#[test]
fn random_agreement_is_not_reported() {
    // 300 correspondences, tolerance 3 px in 1280 x 720, one million tests: eight agree by luck
    // too often, twenty do not.
    let chance = std::f64::consts::PI * 9.0 / (1280.0 * 720.0);
    assert!(homography(8, 300, chance, 6.0).0 > -1.0);
    assert!(homography(20, 300, chance, 6.0).0 < -10.0);
    assert!(homography(4, 300, chance, 6.0).0 >= 6.0);
}

#[test]
fn tails_of_thousands_do_not_underflow() {
    let log = log10_binomial_tail(900, 1000, 0.01);
    assert!(log.is_finite() && log < -1500.0, "{log}");
    assert_eq!(log10_binomial_tail(0, 10, 0.3), 0.0);
    assert_eq!(log10_binomial_tail(11, 10, 0.3), f64::NEG_INFINITY);
}
