//! Addresses survive copy and paste, and garbage is refused.

use model::{Address, AddressError, Moment, MomentAddress, PageAddress, Quad, Timestamp};
use proptest::prelude::*;

use crate::{any_quads, base, item, items, timestamps};

fn parse(text: &str) -> Address {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn text_forms() {
    let moment = Moment {
        item: item(0x7f),
        stream: 0,
        time: Timestamp::new(527_872, base(1, 12_800)),
    };
    assert_eq!(
        MomentAddress::new(&moment, None).to_string(),
        "7f7f7f7f7f7f@0:527872:1/12800"
    );
    let quad: Quad = "240,86, 816.255,90 812,324 238,320.1"
        .parse()
        .expect("a quad");
    assert_eq!(
        MomentAddress::new(&moment, Some(&quad)).to_string(),
        "7f7f7f7f7f7f@0:527872:1/12800#240,86,816.26,90,812,324,238,320.1"
    );
    assert_eq!(
        PageAddress::new(&item(0x0a), 7, None).to_string(),
        "0a0a0a0a0a0a/p7"
    );
}

#[test]
fn blanks_and_capitals_from_pasting_are_forgiven() {
    let plain = parse("7f3a9c2b4d1e@1:-5:1001/30000#1,2,3,4,5,6,7,8");
    for pasted in [
        "  7f3a9c2b4d1e@1:-5:1001/30000#1,2,3,4,5,6,7,8\n",
        "7F3A9C2B4D1E@1:-5:1001/30000#1,2,3,4,5,6,7,8",
        "7f3a9c2b4d1e@1:-5:1001/30000#1, 2, 3, 4, 5, 6, 7, 8",
    ] {
        assert_eq!(parse(pasted), plain, "{pasted:?}");
    }
}

#[test]
fn longer_and_shorter_items_are_told_apart() {
    let Address::Page(page) = parse("0a0a0a0a/p1") else {
        panic!("a page");
    };
    assert!(page.item.matches(&item(0x0a)));
    assert!(!page.item.matches(&item(0x0b)));
    let whole = format!("{}/p1", item(0x0a));
    assert_eq!(parse(&whole).to_string(), whole);
}

#[test]
fn what_is_not_an_address_says_which_part() {
    let error = |text: &str| text.parse::<Address>().expect_err(text);
    for text in [
        "",
        "#",
        "@",
        "/p",
        "7f3a9c2b4d1e",
        "7f3a9c2b4d1e@0",
        "7f3a9c2b4d1e@-1:5:1/25",
        "7f3a9c2b4d1e@99999999999:5:1/25",
        "7f3a9c2b4d1e/p0",
        "7f3a9c2b4d1e/p-1",
        "7f3a9c2b4d1e/p1.5",
    ] {
        assert!(
            matches!(
                error(text),
                AddressError::Form(_) | AddressError::Quad(..) | AddressError::Item(..)
            ),
            "{text}"
        );
    }
    assert!(matches!(error("7f3a@0:5:1/25"), AddressError::Item(..)));
    assert!(matches!(error("7f3a9c2é4d1e/p1"), AddressError::Item(..)));
    assert!(matches!(
        error("7f3a9c2b4d1e@0:5:1/0"),
        AddressError::Time(..)
    ));
    assert!(matches!(
        error("7f3a9c2b4d1e@0:5.5:1/25"),
        AddressError::Time(..)
    ));
    assert!(matches!(
        error("7f3a9c2b4d1e@0:9223372036854775808:1/25"),
        AddressError::Time(..)
    ));
    for quad in [
        "",
        "1,2,3",
        "1,2,3,4,5,6,7,8,9",
        "1,2,3,4,5,6,7,x",
        "NaN,2,3,4,5,6,7,8",
        "1e9,2,3,4,5,6,7,8",
    ] {
        let text = format!("7f3a9c2b4d1e/p1#{quad}");
        assert!(matches!(error(&text), AddressError::Quad(..)), "{text}");
    }
}

proptest! {
    #[test]
    fn moments_round_trip(
        item in items(),
        stream in any::<u32>(),
        time in timestamps(),
        quad in prop::option::of(any_quads()),
    ) {
        let moment = Moment { item, stream, time };
        let address = MomentAddress::new(&moment, quad.as_ref());
        let text = address.to_string();
        let Address::Moment(back) = parse(&text) else { panic!("{text} is a moment") };
        prop_assert_eq!(&back, &address);
        // Equal instants compare equal, so the file's own numbers need a look of their own.
        prop_assert_eq!(back.time.pts, time.pts);
        prop_assert_eq!(back.time.time_base, time.time_base);
        prop_assert!(back.item.matches(&item));
        prop_assert_eq!(back.to_string(), text);
    }

    #[test]
    fn pages_round_trip(
        item in items(),
        page in 1..=u32::MAX,
        quad in prop::option::of(any_quads()),
    ) {
        let address = Address::Page(PageAddress::new(&item, page, quad.as_ref()));
        let text = address.to_string();
        prop_assert_eq!(parse(&text), address);
        prop_assert_eq!(parse(&format!("\t{text} ")).to_string(), text);
    }

    #[test]
    fn a_quad_in_an_address_is_within_half_a_hundredth(quad in any_quads()) {
        let text = PageAddress::new(&item(1), 1, Some(&quad)).to_string();
        let Address::Page(back) = parse(&text) else { panic!("{text} is a page") };
        let back = back.quad.expect("the quad that was written");
        for (a, b) in back.0.iter().zip(quad.0) {
            prop_assert!((a.x - b.x).abs() <= 0.005_000_1 && (a.y - b.y).abs() <= 0.005_000_1);
        }
    }

    #[test]
    fn arbitrary_texts_never_panic(text in any::<String>()) {
        if let Ok(address) = text.parse::<Address>() {
            prop_assert_eq!(parse(&address.to_string()), address);
        }
    }

    #[test]
    fn texts_that_look_like_addresses_never_panic(
        text in "[0-9a-fA-Fé]{0,70}[@/p:#]{0,3}[0-9:/@#,.eE+-]{0,40}",
    ) {
        if let Ok(address) = text.parse::<Address>() {
            prop_assert_eq!(parse(&address.to_string()), address);
        }
    }
}
