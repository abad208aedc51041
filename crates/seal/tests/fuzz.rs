//! Signatures, stamps and lists of certificates changed at random: refused or read, never a panic,
//! and no signature that was changed holds.

use std::fs;
use std::path::Path;

use model::ContentHash;
use seal::{CertificateList, Key, Purpose, check, query, read_reply};

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

#[test]
fn lists_of_certificates() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("list.pem");
    let block = |inside: &str| {
        format!("-----BEGIN CERTIFICATE-----\n{inside}\n-----END CERTIFICATE-----\n")
    };
    let seeds = [
        format!(
            "of a friend\n{}# more\r\n{}",
            block("TWFu"),
            block("TW\r\nE=")
        ),
        block(&"MIIBszCCAVmgAwIBAgIUAQ==\n".repeat(3).replace("==\n", "\n")),
        block(""),
    ];
    let seeds = seeds.map(String::into_bytes);
    stage::fuzz(&corpus("list"), &seeds, 3_000, &mut |bytes| {
        fs::write(&path, bytes).expect("written");
        if let Ok(list) = CertificateList::read(&path) {
            assert_eq!(list.sha256, ContentHash::of(bytes));
            assert!(!list.certificates.is_empty());
            assert!(list.certificates.iter().all(|der| !der.is_empty()));
        }
    });
}
