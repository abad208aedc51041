//! Scores in words that a reader can trust.

use model::LogNfa;

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
