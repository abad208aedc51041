//! Timecodes against values known from SMPTE 12M, and printing against parsing.

use model::{FrameRate, Timecode, TimecodeError, Timestamp};
use proptest::prelude::*;

use crate::{base, timestamps};

fn rate(num: u32, den: u32) -> FrameRate {
    FrameRate::new(num, den).expect("positive numbers")
}

fn ntsc() -> FrameRate {
    rate(30_000, 1001)
}

fn drop_frame(frames: u64, rate: FrameRate) -> String {
    Timecode::drop_frame(frames, rate)
        .expect("a rate with drop-frame")
        .to_string()
}

#[test]
fn drop_frame_at_29_97() {
    for (frames, label) in [
        (0, "00:00:00;00"),
        (1799, "00:00:59;29"),
        (1800, "00:01:00;02"),
        (3597, "00:01:59;29"),
        (3598, "00:02:00;02"),
        (17_981, "00:09:59;29"),
        (17_982, "00:10:00;00"),
        (17_982 + 1799, "00:10:59;29"),
        (17_982 + 1800, "00:11:00;02"),
        (107_892, "01:00:00;00"),
        (2_589_408, "24:00:00;00"),
    ] {
        assert_eq!(drop_frame(frames, ntsc()), label);
        let back = Timecode::parse(label, ntsc()).expect("its own label");
        assert_eq!(back.frames(), frames);
    }
}

#[test]
fn drop_frame_at_59_94() {
    for (frames, label) in [
        (3599, "00:00:59;59"),
        (3600, "00:01:00;04"),
        (35_963, "00:09:59;59"),
        (35_964, "00:10:00;00"),
        (215_784, "01:00:00;00"),
    ] {
        assert_eq!(drop_frame(frames, rate(60_000, 1001)), label);
    }
    // The same rate written in another way.
    assert_eq!(drop_frame(1800, rate(60_000, 2002)), "00:01:00;02");
}

#[test]
fn rates_without_drop_frame() {
    for (rate, frames, label) in [
        (rate(24_000, 1001), 24, "00:00:01:00"),
        (rate(24_000, 1001), 86_400, "01:00:00:00"),
        (rate(25, 1), 25 * 3600 + 24, "01:00:00:24"),
        (rate(50, 1), 49, "00:00:00:49"),
        (ntsc(), 1800, "00:01:00:00"),
        (rate(120, 1), 119, "00:00:00:119"),
        // A rate that was averaged over a file, and one below a frame a second.
        (rate(10_009, 400), 25, "00:00:01:00"),
        (rate(1, 10), 61, "00:01:01:00"),
    ] {
        assert_eq!(Timecode::new(frames, rate).to_string(), label);
        let back = Timecode::parse(label, rate).expect("its own label");
        assert_eq!(back.frames(), frames);
    }
}

#[test]
fn labels_that_do_not_exist() {
    let parse = |text: &str, rate| Timecode::parse(text, rate).expect_err(text);
    for text in ["00:01:00;00", "00:01:00;01", "01:59:00;01"] {
        assert!(matches!(parse(text, ntsc()), TimecodeError::Dropped(_)));
    }
    assert!(matches!(
        parse("00:01:00;03", rate(60_000, 1001)),
        TimecodeError::Dropped(_)
    ));
    for text in [
        "00:00:00:30",
        "00:60:00:00",
        "00:00:60:00",
        "99999999:00:00:00",
    ] {
        assert!(
            matches!(parse(text, ntsc()), TimecodeError::Range(_)),
            "{text}"
        );
    }
    for text in [
        "",
        "1:2:3:4",
        "00:00:00",
        "00;00;00;00",
        "00:00:00:00:00",
        "0a:00:00:00",
        "-1:00:00:00",
    ] {
        assert!(
            matches!(parse(text, ntsc()), TimecodeError::Form(_)),
            "{text}"
        );
    }
    assert!(matches!(
        parse("00:00:00;00", rate(25, 1)),
        TimecodeError::NoDrop(_)
    ));
    assert!(Timecode::drop_frame(0, rate(24_000, 1001)).is_err());
}

#[test]
fn rates_need_two_positive_numbers() {
    assert!(FrameRate::new(0, 1).is_err() && FrameRate::new(25, 0).is_err());
    assert_eq!("30000/1001".parse::<FrameRate>(), Ok(ntsc()));
    for text in ["", "25", "25/0", "+25/1", "25/-1", "25/1/1"] {
        assert!(text.parse::<FrameRate>().is_err(), "{text:?}");
    }
}

#[test]
fn the_label_of_an_instant() {
    let at = |pts, num, den, rate| Timecode::at(Timestamp::new(pts, base(num, den)), rate).frames();
    assert_eq!(at(3_003, 1, 90_000, ntsc()), 1);
    // Milliseconds cannot hold 1/29.97 s; the nearest label is meant.
    assert_eq!(at(33, 1, 1000, ntsc()), 1);
    assert_eq!(at(-900, 1, 1000, ntsc()), 0);
    assert_eq!(at(i64::MAX, u32::MAX, 1, rate(u32::MAX, 1)), u64::MAX);
}

/// Every label of a day follows the one before, and none is skipped but those that must be.
#[test]
fn every_drop_frame_label_of_two_hours_parses_back() {
    for (rate, dropped) in [(ntsc(), 2), (rate(60_000, 1001), 4)] {
        let mut before = 0;
        let hours = 2 * 3600 * u64::from(rate.nominal());
        for frames in 0..hours {
            let label = drop_frame(frames, rate);
            let back = Timecode::parse(&label, rate).expect("its own label");
            assert_eq!(back.frames(), frames, "{label}");
            // Read as non-drop, the same digits count labels, the left-out ones included.
            let digits = label.replace(';', ":");
            let count = Timecode::parse(&digits, rate).expect("digits").frames();
            let step = if frames == 0 { 0 } else { count - before };
            assert!(
                step <= 1 || step == dropped + 1,
                "{label} follows by {step}"
            );
            before = count;
        }
    }
}

proptest! {
    #[test]
    fn print_then_parse_is_the_same(frames in 0u64..100_000_000_000, n in 1u32..300, d in 1u32..1002) {
        let code = Timecode::new(frames, rate(n, d));
        if frames / u64::from(rate(n, d).nominal()) / 3600 <= 1_000_000 {
            prop_assert_eq!(Timecode::parse(&code.to_string(), rate(n, d)), Ok(code));
        }
    }

    #[test]
    fn nothing_overflows(
        frames in any::<u64>(), n in 1..=u32::MAX, d in 1..=u32::MAX, time in timestamps(),
    ) {
        prop_assert!(Timecode::new(frames, rate(n, d)).to_string().len() >= 11);
        prop_assert!(drop_frame(frames, ntsc()).contains(';'));
        prop_assert!(drop_frame(u64::MAX - frames % 1000, ntsc()).contains(';'));
        prop_assert!(Timecode::at(time, rate(n, d)).to_string().len() >= 11);
    }

    #[test]
    fn arbitrary_texts_never_panic(
        text in "\\PC*|[0-9]{0,22}:[0-9]{2}:[0-9]{2}[:;][0-9]{0,22}", n in 1..=u32::MAX, d in 1..=u32::MAX,
    ) {
        for rate in [rate(n, d), ntsc()] {
            if let Ok(code) = Timecode::parse(&text, rate) {
                prop_assert_eq!(Timecode::parse(&code.to_string(), rate), Ok(code));
            }
        }
    }
}
