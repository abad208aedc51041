//! Number of false alarms of a match, a-contrario: Moisan and Stival 2004, in the form of
//! Moisan, Moulon and Monasse 2012 (*Automatic Homographic Registration of a Pair of Images, with
//! A Contrario Elimination of Outliers*, IPOL).

use model::LogNfa;

/// log10 of the expected number of chance homographies that agree with `inliers` of
/// `correspondences`, over `log10_tests` independent searches of this kind (pairs of frame and
/// reference in the whole case).
///
/// `chance` is the probability that one wrong correspondence falls within the precision: the area
/// of the tolerance disc over the area in which it could have fallen.
///
/// NFA = tests · (n − 4) · C(n, k) · C(k, 4) · chance^(k − 4). With four inliers or fewer nothing
/// is proved: the result is then the number of tests, at least 0 (log10).
pub fn homography(inliers: u32, correspondences: u32, chance: f64, log10_tests: f64) -> LogNfa {
    let (k, n) = (inliers.min(correspondences), correspondences);
    let tests = if log10_tests.is_finite() {
        log10_tests.max(0.0)
    } else {
        0.0
    };
    // A chance that is no probability proves nothing.
    if k <= 4 || !(chance > 0.0 && chance < 1.0) {
        return LogNfa(tests);
    }
    let log = tests
        + f64::from(n - 4).log10()
        + log10_choose(n, k)
        + log10_choose(k, 4)
        + f64::from(k - 4) * chance.log10();
    LogNfa(log.min(tests.max(log10_choose(n, 4) + tests)))
}

/// log10 of the probability that at least `k` of `n` independent trials succeed, each with
/// probability `p`: the binomial tail, summed from its largest term so that nothing underflows.
pub fn log10_binomial_tail(k: u32, n: u32, p: f64) -> f64 {
    if k == 0 || p >= 1.0 {
        return 0.0;
    }
    if k > n || p.is_nan() || p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let term = |i: u32| {
        log10_choose(n, i) + f64::from(i) * p.log10() + f64::from(n - i) * (-p).ln_1p() / LN_10
    };
    let first = term(k);
    let mut sum = 0.0;
    for i in k..=n {
        let share = 10f64.powf(term(i) - first);
        sum += share;
        // Past the mode the terms shrink at least geometrically.
        if f64::from(i) > f64::from(n) * p && share < sum * 1e-12 {
            break;
        }
    }
    (first + sum.log10()).min(0.0)
}

const LN_10: f64 = std::f64::consts::LN_10;

/// log10 of the binomial coefficient; 0 where `k` is 0 or not below `n`.
pub fn log10_choose(n: u32, k: u32) -> f64 {
    if k == 0 || k >= n {
        return 0.0;
    }
    let (n, k) = (f64::from(n), f64::from(k));
    (ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)) / LN_10
}

/// Natural logarithm of the gamma function for positive arguments (Lanczos, g = 7, nine terms;
/// relative error under 1e-13).
pub fn ln_gamma(x: f64) -> f64 {
    const C: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let t = x + 7.5;
    let series = C[1..]
        .iter()
        .enumerate()
        .fold(C[0], |s, (i, c)| s + c / (x + i as f64 + 1.0));
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + series.ln()
}
