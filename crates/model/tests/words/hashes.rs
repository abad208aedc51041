//! Hashes and item ids print and parse as `sha256sum` does.

use std::str::FromStr;

use model::{ContentHash, HashError, ItemId, ItemPrefix, ReferenceId};
use proptest::prelude::*;

use crate::items;

/// From FIPS 180-4's examples.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

#[test]
fn known_hash() {
    assert_eq!(ContentHash::of(b"abc").to_hex(), ABC);
    let id = ItemId::from_str(ABC).expect("a hash");
    assert_eq!(id.short(), "ba7816bf8f01");
    assert_eq!(ItemId::from_str(&ABC.to_uppercase()), Ok(id));
    assert_eq!(format!("{id:?}"), "item:ba7816bf8f01");
    let reference = ReferenceId::from_str(ABC).expect("a hash");
    assert_eq!(
        (reference.short(), reference.to_string()),
        (id.short(), ABC.to_owned())
    );
}

#[test]
fn what_is_not_a_hash() {
    assert_eq!(ContentHash::from_str(""), Err(HashError::Length(0)));
    assert_eq!(ContentHash::from_str(&ABC[1..]), Err(HashError::Length(63)));
    assert_eq!(
        ContentHash::from_str(&format!("{ABC}0")),
        Err(HashError::Length(65))
    );
    assert_eq!(
        ContentHash::from_str(&ABC.replace("ba78", "bag8")),
        Err(HashError::Digit('g'))
    );
    // 64 characters that are more than 64 bytes, and full-width digits.
    assert_eq!(
        ContentHash::from_str(&"é".repeat(64)),
        Err(HashError::Digit('é'))
    );
    assert_eq!(
        ContentHash::from_str(&"０".repeat(64)),
        Err(HashError::Digit('０'))
    );
}

#[test]
fn prefixes_have_8_to_64_digits() {
    assert!(ItemPrefix::from_str(&ABC[..7]).is_err());
    for n in [8, 12, 64] {
        let prefix = ItemPrefix::from_str(&ABC[..n]).expect("enough digits");
        assert!(
            prefix.matches(&ItemId::from_str(ABC).expect("a hash")),
            "{n}"
        );
    }
    assert!(ItemPrefix::from_str(&format!("{ABC}0")).is_err());
    assert_eq!(ItemPrefix::from_str("ba7816é1"), Err(HashError::Digit('é')));
}

proptest! {
    #[test]
    fn round_trip(item in items()) {
        prop_assert_eq!(ItemId::from_str(&item.to_string()), Ok(item));
        prop_assert_eq!(ItemId(ContentHash::from_bytes(*item.0.as_bytes())), item);
        let prefix = ItemPrefix::from(&item);
        prop_assert_eq!(ItemPrefix::from_str(&prefix.to_string()), Ok(prefix.clone()));
        prop_assert!(prefix.matches(&item));
    }

    #[test]
    fn order_is_that_of_the_text(a in items(), b in items()) {
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }

    #[test]
    fn arbitrary_texts_never_panic(text in "\\PC{0,70}|[0-9a-fA-F]{0,70}") {
        let hash = ContentHash::from_str(&text);
        prop_assert_eq!(hash.is_ok(), text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()));
        let prefix = ItemPrefix::from_str(&text);
        prop_assert_eq!(
            prefix.is_ok(),
            (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
        );
    }
}
