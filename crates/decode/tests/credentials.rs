//! Content Credentials in the containers that are looked into, whole, damaged and changed at random:
//! they are read, and nothing is said to be checked.

mod common;

use std::fs;
use std::path::Path;

use common::{decoder, folder};
use model::{ContentHash, Credentials};

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

fn cbor_head(kind: u8, n: usize) -> Vec<u8> {
    let mut out = vec![kind << 5 | 25];
    out.extend(u16::try_from(n).expect("short").to_be_bytes());
    out
}

fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    [&cbor_head(2, bytes.len()), bytes].concat()
}

fn cbor_text(text: &str) -> Vec<u8> {
    [&cbor_head(3, text.len()), text.as_bytes()].concat()
}

fn boxed(kind: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let body = parts.concat();
    let length = u32::try_from(body.len() + 8).expect("short");
    [&length.to_be_bytes()[..], kind, &body].concat()
}

fn superbox(label: &str, inside: &[Vec<u8>]) -> Vec<u8> {
    let description = [&[0u8; 16][..], &[3], label.as_bytes(), &[0]].concat();
    let mut parts = vec![boxed(b"jumd", &[description])];
    parts.extend_from_slice(inside);
    boxed(b"jumb", &parts)
}

/// A store with two manifests, of which the second is active.
fn store() -> Vec<u8> {
    let claim = [
        vec![0xa1],
        cbor_text("claim_generator"),
        cbor_text("Made-up Camera/1.0"),
    ]
    .concat();
    // COSE_Sign1 under its tag, the chain in the protected header.
    let header = [vec![0xa1, 0x18, 33, 0x81], cbor_bytes(&certificate())].concat();
    let signature = [
        vec![0xd2, 0x84],
        cbor_bytes(&header),
        vec![0xa0, 0xf6],
        cbor_bytes(&[7; 64]),
    ]
    .concat();
    let active = superbox(
        "urn:uuid:2",
        &[
            superbox("c2pa.assertions", &[]),
            superbox("c2pa.claim", &[boxed(b"cbor", &[claim])]),
            superbox("c2pa.signature", &[boxed(b"cbor", &[signature])]),
        ],
    );
    superbox("c2pa", &[superbox("urn:uuid:1", &[]), active])
}

/// In so many segments, after a segment of another kind.
fn jpeg(store: &[u8], segments: usize) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
    let (head, body) = store.split_at(8);
    let size = body.len().div_ceil(segments);
    for (n, part) in body.chunks(size).enumerate() {
        let content = [
            b"JP\0\x01",
            &u32::try_from(n + 1).expect("few").to_be_bytes()[..],
            head,
            part,
        ]
        .concat();
        out.extend([0xff, 0xeb]);
        out.extend(
            u16::try_from(content.len() + 2)
                .expect("short")
                .to_be_bytes(),
        );
        out.extend(content);
    }
    out.extend([0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9]);
    out
}

fn png(store: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).expect("short");
        [&length.to_be_bytes()[..], kind, body, &[0; 4]].concat()
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0; 13]),
        chunk(b"caBX", store),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

fn webp(store: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).expect("short");
        let pad: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
        [kind, &length.to_le_bytes()[..], body, pad].concat()
    };
    [
        b"RIFF\0\0\0\0WEBP".to_vec(),
        chunk(b"VP8 ", &[1, 2, 3]),
        chunk(b"C2PA", store),
    ]
    .concat()
}

fn mp4(store: &[u8]) -> Vec<u8> {
    let uuid = [
        0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4,
        0x81,
    ];
    let body = [&uuid[..], &[0; 4], b"manifest\0", &[0; 8], store].concat();
    [
        boxed(b"ftyp", &[b"isom\0\0\0\0".to_vec()]),
        boxed(b"uuid", &[vec![1; 20]]),
        boxed(b"uuid", &[body]),
        boxed(b"mdat", &[vec![0; 50]]),
    ]
    .concat()
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
        ("jpeg", jpeg(&store, 1)),
        ("jpeg in parts", jpeg(&store, 3)),
        ("png", png(&store)),
        ("webp", webp(&store)),
        ("mp4", mp4(&store)),
    ] {
        let c = read(&path, &file).unwrap_or_else(|| panic!("{name}: nothing was found"));
        assert_eq!(c.sha256, ContentHash::of(&store), "{name}");
        assert_eq!(c.bytes, store.len() as u64, "{name}");
        assert_eq!(c.manifests, ["urn:uuid:1", "urn:uuid:2"], "{name}");
        assert_eq!(c.generator.as_deref(), Some("Made-up Camera/1.0"), "{name}");
        let signer = c.signer.as_ref().expect("a signer");
        assert_eq!(signer.subject, "Press Camera 7, Made-up Press", "{name}");
        assert_eq!(signer.issuer, "Made-up Authority, Authority Ltd", "{name}");
        assert_eq!(c.notes, [""; 0], "{name}");
        for (question, answer) in c.answers() {
            let answer = answer.to_string();
            assert!(answer.starts_with("not checked"), "{question} {answer}");
            assert!(!answer.contains("authentic"), "{answer}");
        }
    }
}

/// Signed by c2pa-python 0.38.1 (library 0.91.3) under a throw-away authority.
#[test]
fn what_the_reference_library_signed_is_read() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/signed.mp4");
    let found = decoder().credentials(&fixture).expect("no crash");
    let c = found.expect("Content Credentials");
    let [manifest] = c.manifests.as_slice() else {
        panic!("one manifest: {c:?}")
    };
    assert!(manifest.starts_with("urn:c2pa:"), "{manifest}");
    assert_eq!(c.generator.as_deref(), Some("made-up camera"));
    let signer = c.signer.expect("a signer");
    assert_eq!(signer.subject, "Press Camera 7, Made-up Press");
    assert_eq!(signer.issuer, "Made-up Root, Made-up Authority");
    assert_eq!(c.notes, [""; 0]);
}

#[test]
fn without_a_store_nothing_is_found_and_damage_is_told() {
    let folder = folder();
    let path = folder.path().join("file");
    let whole = store();
    for file in [
        Vec::new(),
        b"text".to_vec(),
        jpeg(&whole, 1)[..8].to_vec(),
        png(&[])[..20].to_vec(),
        mp4(&whole)[..40].to_vec(),
        b"RIFF".to_vec(),
    ] {
        assert_eq!(read(&path, &file), None, "{file:?}");
    }
    // A box that says that it is longer than everything, and one that is not a store.
    let mut long = whole.clone();
    long[0] = 0x7f;
    for bad in [long, vec![0; 100], whole[..60].to_vec()] {
        let c = read(&path, &png(&bad)).expect("something is there");
        assert_eq!(c.sha256, ContentHash::of(&bad));
        assert!(c.signer.is_none() && !c.notes.is_empty(), "{c:?}");
    }
    // Lists in lists without an end.
    let deep = superbox("c2pa.claim", &[boxed(b"cbor", &[vec![0x81; 50_000]])]);
    let c = read(
        &path,
        &png(&superbox("c2pa", &[superbox("urn:uuid:1", &[deep])])),
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
    let seeds = [jpeg(&store, 2), png(&store), webp(&store), mp4(&store)];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/credentials");
    let decoder = decoder();
    stage::fuzz(&corpus, &seeds, 200, &mut |bytes| {
        fs::write(&path, bytes).expect("written");
        if let Err(e) = decoder.credentials(&path) {
            panic!("{e}");
        }
    });
}
