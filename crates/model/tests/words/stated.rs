//! Dates as they are stated: every form, and nothing that is no date.

use model::{Precision, StatedDate};
use proptest::prelude::*;

#[test]
fn each_form_allows_the_days_that_it_says() {
    for (words, first, last, precision) in [
        ("2019", "2019-01-01", "2019-12-31", Precision::Year),
        ("2019-02", "2019-02-01", "2019-02-28", Precision::Month),
        ("2020-02-29", "2020-02-29", "2020-02-29", Precision::Day),
        ("14.05.2019", "2019-05-14", "2019-05-14", Precision::Day),
        ("spring 2019", "2019-03-01", "2019-05-31", Precision::Season),
        (
            "весна 2019 года",
            "2019-03-01",
            "2019-05-31",
            Precision::Season,
        ),
        (
            "printemps 2019",
            "2019-03-01",
            "2019-05-31",
            Precision::Season,
        ),
        ("winter 2019", "2019-12-01", "2020-02-29", Precision::Season),
        ("Q3 2021", "2021-07-01", "2021-09-30", Precision::Quarter),
        ("14 May 2019", "2019-05-14", "2019-05-14", Precision::Day),
        ("октябрь 2020", "2020-10-01", "2020-10-31", Precision::Month),
        ("2010s", "2010-01-01", "2019-12-31", Precision::Decade),
        ("2019/2021-03", "2019-01-01", "2021-03-31", Precision::Span),
        ("about 2019", "2019-01-01", "2019-12-31", Precision::Year),
        (
            "2019-05-14T09:30:00Z",
            "2019-05-14",
            "2019-05-14",
            Precision::Day,
        ),
    ] {
        let date: StatedDate = words.parse().unwrap_or_else(|e| panic!("{words}: {e}"));
        let day = |d: Option<model::Day>| d.expect("closed").to_string();
        assert_eq!(
            (day(date.first()), day(date.last()), date.precision()),
            (first.to_owned(), last.to_owned(), precision),
            "{words}"
        );
        assert_eq!(date.words(), words, "as it was said");
    }
    let open: StatedDate = "after 2019-05".parse().expect("open");
    assert_eq!((open.last(), open.iso()), (None, None));
    let spring: StatedDate = "spring 2019".parse().expect("a season");
    assert_eq!(
        spring.iso().as_deref(),
        Some("2019"),
        "no more exact than it is"
    );
    assert_eq!(
        "about 2019".parse::<StatedDate>().expect("about").iso(),
        None
    );
}

#[test]
fn what_is_no_date_is_refused() {
    for words in [
        "",
        "soon",
        "2019-13",
        "2019-02-30",
        "99",
        "spring",
        "2021/2019",
        "<script>",
        "31 feb 2019",
    ] {
        assert!(words.parse::<StatedDate>().is_err(), "{words}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_read_is_read_again(text in any::<String>()) {
        if let Ok(date) = text.parse::<StatedDate>() {
            prop_assert_eq!(date.words().parse::<StatedDate>().expect("again"), date.clone());
            prop_assert!(date.first().zip(date.last()).is_none_or(|(a, b)| a <= b));
        }
    }

    #[test]
    fn every_day_of_the_calendar_is_read_back(y in 1000u16..=9999, m in 1u8..=12, d in 1u8..=28) {
        let date: StatedDate = format!("{y:04}-{m:02}-{d:02}").parse().expect("a day");
        prop_assert_eq!(date.first(), date.last());
        prop_assert_eq!(date.iso().expect("exact"), date.words());
    }
}
