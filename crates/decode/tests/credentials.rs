//! Content Credentials in the containers that are looked into, whole, damaged and changed at random:
//! they are read, and nothing is said to be checked.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::manifest::{boxed, cbor, jpeg_in, mp4, pdf, png, superbox, webp};
use common::{decoder, folder};
use model::{Check, ContentHash, Credentials, Gap, Issued};

/// Tag, length, contents.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let length = u16::try_from(body.len()).expect("short");
    let mut out = vec![tag, 0x82];
    out.extend(length.to_be_bytes());
    out.extend(body);
    out
}

fn name(common: &str, organisation: &str) -> Vec<u8> {
    let pair = |oid: u8, text: &str| {
        let oid = der(6, &[&[0x55, 4, oid]]);
        der(0x31, &[&der(0x30, &[&oid, &der(0x0c, &[text.as_bytes()])])])
    };
    der(0x30, &[&pair(10, organisation), &pair(3, common)])
}

fn certificate() -> Vec<u8> {
    let version = der(0xa0, &[&der(2, &[&[2]])]);
    let (empty, serial) = (der(0x30, &[]), der(2, &[&[1]]));
    let body = der(
        0x30,
        &[
            &version,
            &serial,
            &empty,
            &name("Made-up Authority", "Authority Ltd"),
            &empty,
            &name("Press Camera 7", "Made-up Press"),
        ],
    );
    der(0x30, &[&body, &empty, &der(3, &[&[0, 1]])])
}

/// A store with two manifests, of which the second is active.
fn store() -> Vec<u8> {
    let claim = cbor::map(&[("claim_generator", cbor::text("Made-up Camera/1.0"))]);
    // COSE_Sign1 under its tag, the chain in the protected header.
    let header = [vec![0xa1, 0x18, 33, 0x81], cbor::bytes(&certificate())].concat();
    let signature = [
        vec![0xd2, 0x84],
        cbor::bytes(&header),
        vec![0xa0, 0xf6],
        cbor::bytes(&[7; 64]),
    ]
    .concat();
    let active = superbox(
        b"c2ma",
        "urn:uuid:2",
        &[
            superbox(b"c2as", "c2pa.assertions", &[]),
            superbox(b"c2cl", "c2pa.claim", &[boxed(b"cbor", &[claim])]),
            superbox(b"c2cs", "c2pa.signature", &[boxed(b"cbor", &[signature])]),
        ],
    );
    superbox(
        b"c2pa",
        "c2pa",
        &[superbox(b"c2ma", "urn:uuid:1", &[]), active],
    )
}

fn read(path: &Path, bytes: &[u8]) -> Option<Credentials> {
    fs::write(path, bytes).expect("written");
    decoder().credentials(path).expect("no crash")
}

#[test]
fn each_container_gives_back_its_store_with_what_it_says_of_itself() {
    let folder = folder();
    let path = folder.path().join("file");
    let store = store();
    for (name, file) in [
        ("jpeg", jpeg_in(&store, 1).0),
        ("jpeg in parts", jpeg_in(&store, 3).0),
        ("png", png(&store).0),
        ("webp", webp(&store).0),
        ("mp4", mp4(&store).0),
        ("pdf", pdf(&store).0),
    ] {
        let c = read(&path, &file).unwrap_or_else(|| panic!("{name}: nothing was found"));
        assert_eq!(c.sha256, ContentHash::of(&store), "{name}");
        assert_eq!(c.bytes, store.len() as u64, "{name}");
        assert_eq!(c.manifests, ["urn:uuid:1", "urn:uuid:2"], "{name}");
        assert_eq!(c.generator.as_deref(), Some("Made-up Camera/1.0"), "{name}");
        let signer = c.signer.as_ref().expect("a signer");
        assert_eq!(signer.subject, "Press Camera 7, Made-up Press", "{name}");
        assert_eq!(signer.issuer, "Made-up Authority, Authority Ltd", "{name}");
        assert!(
            c.notes[0].contains("only the last manifest"),
            "{:?}",
            c.notes
        );
        // A certificate that is none, a claim that lists nothing: nothing is held to be checked.
        assert_eq!(c.signature, Check::NotChecked(Gap::Missing), "{name}");
        for (question, answer) in c.answers(None) {
            let answer = answer.to_string();
            let open = answer.starts_with("not checked") || answer.starts_with("not fully checked");
            assert!(open, "{question} {answer}");
        }
    }
}

fn fixture(name: &str) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fixtures.join(name)
}

/// Signed by c2pa-python 0.38.1 (library 0.91.3) under a throw-away authority, two of them with a
/// time stamp; and one byte of each changed.
#[test]
fn what_the_reference_library_signed_is_read_and_checked() {
    let folder = folder();
    for (name, stamped, picture) in [
        ("signed.mp4", false, 5000),
        ("stamped.webp", true, 20),
        ("stamped.pdf", true, 40),
    ] {
        let c = decoder().credentials(&fixture(name)).expect("no crash");
        let c = c.expect("Content Credentials");
        let [manifest] = c.manifests.as_slice() else {
            panic!("one manifest: {c:?}")
        };
        assert!(manifest.starts_with("urn:c2pa:"), "{manifest}");
        assert_eq!(c.generator.as_deref(), Some("made-up camera"));
        assert_eq!(
            (&c.signature, &c.content),
            (&Check::Fits, &Check::Fits),
            "{name}"
        );
        assert!(c.assertions.iter().all(|(_, c)| *c == Check::Fits), "{c:?}");
        assert_eq!(c.notes, [""; 0]);
        let signer = c.signer.expect("a signer");
        assert_eq!(signer.subject, "Press Camera 7, Made-up Press");
        assert_eq!(signer.issuer, "Made-up Root, Made-up Authority");
        assert_eq!(signer.issued, Issued::Shown);
        assert_eq!(signer.was_valid(), stamped.then_some(true), "{name}");

        let mut bytes = fs::read(fixture(name)).expect("a fixture");
        bytes[picture] ^= 1;
        let c = read(&folder.path().join(name), &bytes).expect("still there");
        assert_eq!(
            (&c.signature, &c.content),
            (&Check::Fits, &Check::Differs),
            "{name}"
        );
        let [(_, intact), ..] = c.answers(None);
        let told = "no: the file’s bytes are not those that were signed";
        assert_eq!(intact.to_string(), told);
    }
}

#[test]
fn without_a_store_nothing_is_found_and_damage_is_told() {
    let folder = folder();
    let path = folder.path().join("file");
    let whole = store();
    for file in [
        Vec::new(),
        b"text".to_vec(),
        jpeg_in(&whole, 1).0[..8].to_vec(),
        png(&[]).0[..20].to_vec(),
        mp4(&whole).0[..40].to_vec(),
        b"RIFF".to_vec(),
    ] {
        assert_eq!(read(&path, &file), None, "{file:?}");
    }
    // A box that says that it is longer than everything, and one that is not a store.
    let mut long = whole.clone();
    long[0] = 0x7f;
    for bad in [long, vec![0; 100], whole[..60].to_vec()] {
        let c = read(&path, &png(&bad).0).expect("something is there");
        assert_eq!(c.sha256, ContentHash::of(&bad));
        assert!(c.signer.is_none() && !c.notes.is_empty(), "{c:?}");
    }
    // Lists in lists without an end.
    let deep = superbox(
        b"c2cl",
        "c2pa.claim",
        &[boxed(b"cbor", &[vec![0x81; 50_000]])],
    );
    let c = read(
        &path,
        &png(&superbox(
            b"c2pa",
            "c2pa",
            &[superbox(b"c2ma", "urn:uuid:1", &[deep])],
        ))
        .0,
    );
    assert!(
        c.expect("a store")
            .notes
            .iter()
            .any(|n| n.contains("claim"))
    );
}

#[test]
fn changed_at_random_the_child_does_not_die() {
    let folder = folder();
    let path = folder.path().join("file");
    let store = store();
    let seeds = [
        jpeg_in(&store, 2).0,
        png(&store).0,
        webp(&store).0,
        mp4(&store).0,
        pdf(&store).0,
        fs::read(fixture("stamped.webp")).expect("a fixture"),
    ];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/credentials");
    let decoder = decoder();
    stage::fuzz(&corpus, &seeds, 200, &mut |bytes| {
        fs::write(&path, bytes).expect("written");
        if let Err(e) = decoder.credentials(&path) {
            panic!("{e}");
        }
    });
}
