//! Signatures and stamps changed at random: refused, never a panic, and none that was changed holds.

use std::path::Path;

use model::ContentHash;
use seal::{Key, Purpose, check, query, read_reply};

fn corpus(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

#[test]
fn signatures() {
    let dir = tempfile::tempdir().expect("a folder");
    let key = Key::make(&dir.path().join("key"), "x").expect("a key");
    let signature = key.sign(Purpose::Head, b"text").expect("signed");
    stage::fuzz(
        &corpus("signature"),
        &[signature.into_bytes()],
        3_000,
        &mut |bytes| {
            let armored = String::from_utf8_lossy(bytes);
            // Another spelling of the same signature is the same; another key is told by its print.
            if let Ok(signed) = check(&armored, Purpose::Head, b"text") {
                assert_eq!(signed.fingerprint, key.fingerprint());
            }
            assert!(check(&armored, Purpose::Head, b"another").is_err());
        },
    );
}

#[test]
fn replies() {
    let hash = ContentHash::of(b"text");
    let query = query(&hash, [7; 8]).expect("a query");
    stage::fuzz(
        &corpus("reply"),
        std::slice::from_ref(&query),
        3_000,
        &mut |bytes| {
            let _ = read_reply(bytes, &hash, Some(&query));
            let _ = read_reply(&query, &hash, Some(bytes));
        },
    );
}
