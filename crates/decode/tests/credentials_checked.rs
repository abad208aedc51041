//! Content Credentials that were signed by `openssl`: whole, with other pixels, another part, another
//! certificate, an old certificate, a foreign stamp; and against lists of signers.

mod common;

use std::path::Path;

use common::manifest::{BOXES, DATA, NONE, TREE, jpeg, mp4, pdf, png, webp};
use common::signing::{Authority, ED25519, ES256, ES384, ES512, Kind, PS256, PS384, Signing, put};
use common::{decoder, folder};
use model::{Check, Credentials, Gap, Issued, Trust};

const ALWAYS: [&str; 2] = ["20200101000000Z", "20990101000000Z"];
const LONG_AGO: [&str; 2] = ["20200101000000Z", "20210101000000Z"];

fn look(folder: &Path, bytes: &[u8]) -> Credentials {
    let path = put(folder, bytes);
    let found = decoder().credentials(&path).expect("no crash");
    found.expect("Content Credentials")
}

fn intact(c: &Credentials) -> String {
    c.answers(None)[0].1.to_string()
}

fn place(bytes: &[u8], of: &[u8]) -> usize {
    let mut all = bytes.windows(of.len());
    all.position(|w| w == of).expect("it is in there")
}

/// An authority with a clock and a signer of its own.
fn press() -> Authority {
    let authority = Authority::new();
    authority.issue("clock", &ES256, "clock", "root", ALWAYS);
    authority.issue("camera", &ES256, "signer", "root", ALWAYS);
    authority
}

fn by<'a>(authority: &'a Authority, name: &'a str, kind: &'a Kind) -> Signing<'a> {
    Signing {
        by: authority,
        name,
        kind,
        chain: &[],
        stamped: false,
        manifest: b"c2ma",
    }
}

#[test]
fn each_algorithm_and_container_fits_when_whole_and_differs_in_one_byte() {
    let (authority, folder) = (Authority::new(), folder());
    for (name, kind, container, binding, pixel) in [
        ("es256", &ES256, jpeg as fn(&[u8]) -> _, DATA, -3),
        ("es384", &ES384, png, DATA, -30),
        ("es512", &ES512, mp4, "c2pa.hash.bmff.v2", -5),
        ("ps256", &PS256, mp4, "c2pa.hash.bmff.v3", -5),
        ("ps384", &PS384, pdf, DATA, -3),
        ("ed25519", &ED25519, webp, DATA, 21),
    ] {
        authority.issue(name, kind, "signer", "root", ALWAYS);
        let chain = [name, "root"];
        let signing = Signing {
            chain: &chain,
            ..by(&authority, name, kind)
        };
        let whole = signing.file(container, binding);
        let c = look(folder.path(), &whole);
        assert!(
            intact(&c).starts_with("yes"),
            "{name}: {} {c:?}",
            intact(&c)
        );
        assert!(!intact(&c).contains("authentic"));
        let signer = c.signer.as_ref().expect("a signer");
        assert_eq!(signer.subject, format!("{name}, Made-upPress"));
        assert_eq!(signer.issued, Issued::Shown);

        // A pixel.
        let mut other = whole.clone();
        let at = usize::try_from(pixel)
            .unwrap_or_else(|_| whole.len() - usize::try_from(-pixel).expect("behind"));
        other[at] ^= 1;
        let c = look(folder.path(), &other);
        assert_eq!(c.content, Check::Differs, "{name}");
        assert_eq!(c.signature, Check::Fits, "{name}");

        // A part that the claim lists.
        let mut other = whole.clone();
        let at = place(&other, b"actions\x9a");
        other[at] = b'A';
        let c = look(folder.path(), &other);
        let told = "no: its part c2pa.actions is not as the claim lists it";
        assert_eq!(intact(&c), told, "{name}");

        // The claim.
        let mut other = whole.clone();
        let at = place(&other, b"Made-up Camera");
        other[at] = b'm';
        let c = look(folder.path(), &other);
        assert_eq!(c.signature, Check::Differs, "{name}");
        assert!(
            c.answers(None)[1]
                .1
                .to_string()
                .starts_with("nobody who can be told")
        );
        let trusted = c.answers(None)[2].1.to_string();
        assert_eq!(trusted, "not asked: the signature does not fit");

        // The end is missing.
        for cut in [whole.len() - 8, whole.len() / 2] {
            put(folder.path(), &whole[..cut]);
            let found = decoder().credentials(&folder.path().join("file"));
            let found = found.expect("no crash");
            assert!(
                found.is_none_or(|c| !intact(&c).starts_with("yes")),
                "{name}"
            );
        }
    }
}

#[test]
fn another_certificate_than_the_signers_does_not_fit() {
    let (authority, folder) = (press(), folder());
    authority.issue("famous", &ES256, "signer", "root", ALWAYS);
    let signing = Signing {
        chain: &["famous", "root"],
        ..by(&authority, "camera", &ES256)
    };
    let c = look(folder.path(), &signing.file(png, DATA));
    assert_eq!(c.signature, Check::Differs);
    assert_eq!(intact(&c), "no: the signature does not fit the claim");
    let who = c.answers(None)[1].1.to_string();
    assert!(who.contains("its key did not sign this claim"), "{who}");

    // One that says it is issued by somebody whose key did not sign it.
    let other = Authority::new();
    std::fs::copy(other.path("root.der"), authority.path("other.der")).expect("copied");
    let signing = Signing {
        chain: &["camera", "other"],
        ..by(&authority, "camera", &ES256)
    };
    let c = look(folder.path(), &signing.file(png, DATA));
    assert_eq!(c.signature, Check::Fits);
    let signer = c.signer.expect("a signer");
    assert_eq!(signer.issued, Issued::Differs);

    // Without its issuer, and one that is its own.
    let signing = Signing {
        chain: &["camera"],
        ..by(&authority, "camera", &ES256)
    };
    let c = look(folder.path(), &signing.file(png, DATA));
    assert_eq!(c.signer.expect("a signer").issued, Issued::Unseen);
    let signing = Signing {
        chain: &["root"],
        ..by(&authority, "root", &ES256)
    };
    let c = look(folder.path(), &signing.file(png, DATA));
    assert_eq!(c.signer.expect("a signer").issued, Issued::Itself);
}

#[test]
fn a_stamp_says_when_and_an_old_certificate_is_told() {
    let (authority, folder) = (press(), folder());
    authority.issue("old", &ES256, "signer", "root", LONG_AGO);
    for (name, valid) in [("camera", true), ("old", false)] {
        let chain = [name, "root"];
        let signing = Signing {
            chain: &chain,
            stamped: true,
            ..by(&authority, name, &ES256)
        };
        let c = look(folder.path(), &signing.file(webp, DATA));
        let signer = c.signer.as_ref().expect("a signer");
        let stamp = signer.stamp.as_ref().expect("a stamp");
        assert_eq!(stamp.check, Check::Fits, "{c:?}");
        assert_eq!(stamp.authority, "clock, Made-upPress");
        assert_eq!(signer.was_valid(), Some(valid));
        // What is signed is still what was signed: the questions are apart.
        assert!(intact(&c).starts_with("yes"), "{}", intact(&c));

        let path = folder.path().join("file");
        let list = vec![authority.der("root")];
        let trust = decoder().signer_trust(&path, list).expect("no crash");
        let expected = match valid {
            true => Trust::Listed("Root, Made-upAuthority".to_owned()),
            false => Trust::Outside,
        };
        assert_eq!(trust, Some((expected, true)));
    }

    // A stamp in which a byte is other: it says nothing.
    let signing = Signing {
        chain: &["camera", "root"],
        stamped: true,
        ..by(&authority, "camera", &ES256)
    };
    // One store is signed, so that its bytes can be changed without the file's hash.
    let whole = signing.file(webp, DATA);
    let token = std::fs::read(authority.path("token")).expect("a token");
    let mut other = whole.clone();
    let at = place(&whole, &token) + token.len() - 3;
    other[at] ^= 1;
    let c = look(folder.path(), &other);
    let signer = c.signer.as_ref().expect("a signer");
    assert_eq!(
        signer.stamp.as_ref().expect("a stamp").check,
        Check::Differs
    );
    assert_eq!(signer.was_valid(), None);
    assert!(intact(&c).starts_with("yes"), "{}", intact(&c));
}

#[test]
fn a_signer_leads_to_a_list_by_authorities_only() {
    let (authority, folder) = (press(), folder());
    authority.issue("between", &ES384, "authority", "root", ALWAYS);
    authority.issue("below", &ES256, "signer", "between", ALWAYS);
    authority.issue("site", &ES256, "web", "root", ALWAYS);
    // A signer's certificate is no authority, whatever it signs.
    authority.issue("forged", &ES256, "signer", "camera", ALWAYS);
    let stranger = Authority::new();
    let root = || vec![authority.der("root")];
    let unlisted = Trust::Unlisted;
    let listed = Trust::Listed("Root, Made-upAuthority".to_owned());
    for (name, chain, list, expected) in [
        ("camera", &["camera"][..], root(), listed.clone()),
        (
            "camera",
            &["camera"],
            vec![stranger.der("root")],
            unlisted.clone(),
        ),
        ("camera", &["camera"], Vec::new(), unlisted.clone()),
        ("below", &["below", "between"], root(), listed),
        ("below", &["below"], root(), unlisted.clone()),
        ("site", &["site", "root"], root(), Trust::Purpose),
        ("forged", &["forged", "camera"], root(), unlisted),
        (
            "camera",
            &["camera"],
            vec![authority.der("camera")],
            Trust::Listed("camera, Made-upPress".to_owned()),
        ),
    ] {
        let signing = Signing {
            chain,
            ..by(&authority, name, &ES256)
        };
        let path = put(folder.path(), &signing.file(png, DATA));
        let found = decoder().signer_trust(&path, list).expect("no crash");
        assert_eq!(found, Some((expected, false)), "{name} {chain:?}");
    }
}

/// Length, kind and contents, without a check sum that is one.
fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    [&length[..], kind, body, &[0; 4]].concat()
}

#[test]
fn named_parts_fit_one_by_one_and_what_is_put_in_or_behind_is_told() {
    let (authority, folder) = (press(), folder());
    let signing = Signing {
        chain: &["camera", "root"],
        ..by(&authority, "camera", &ES256)
    };
    for (container, put_in) in [
        (jpeg as fn(&[u8]) -> _, b"\xff\xfe\0\x04no".to_vec()),
        (png, chunk(b"tEXt", b"no")),
    ] {
        let whole = signing.file(container, BOXES);
        let c = look(folder.path(), &whole);
        assert_eq!(c.signature, Check::Fits);
        assert_eq!((&c.content, c.uncovered), (&Check::Fits, 0), "{c:?}");
        assert!(intact(&c).starts_with("yes: "), "{}", intact(&c));

        // One byte of each part: before the store, and behind it.
        let (_, at) = container(&[0; 64]);
        let last = if put_in[0] == 0xff { 2 } else { 12 };
        for place in [at.start - 1, whole.len() - last - 1, whole.len() - 1] {
            let mut other = whole.clone();
            other[place] ^= 1;
            let c = look(folder.path(), &other);
            assert!(c.content != Check::Fits, "{place}: {c:?}");
        }
        // A part more, where the store begins and before the end.
        for place in [at.start, whole.len() - last] {
            let other = [&whole[..place], &put_in, &whole[place..]].concat();
            assert_eq!(look(folder.path(), &other).content, Check::Differs);
        }
        // What is behind the picture's end is in no part.
        let more = [&whole[..], b"behind"].concat();
        let c = look(folder.path(), &more);
        assert_eq!((&c.content, c.uncovered), (&Check::Fits, 6));
        assert!(intact(&c).starts_with("yes, but for 6 bytes"));
        // A part less.
        let c = look(folder.path(), &whole[..whole.len() - last]);
        assert!(c.content != Check::Fits, "{c:?}");
    }
}

#[test]
fn what_is_not_known_here_is_said_to_be_unchecked() {
    let (authority, folder) = (press(), folder());
    let signing = Signing {
        chain: &["camera"],
        ..by(&authority, "camera", &ES256)
    };
    // Hashes of other forms, under a signature that fits.
    for (container, binding, form) in [
        (png as fn(&[u8]) -> _, "c2pa.hash.other", "c2pa.hash.other"),
        (mp4, TREE, "a tree of hashes, piece by piece"),
        (webp, BOXES, "c2pa.hash.boxes in a file of this kind"),
    ] {
        let c = look(folder.path(), &signing.file(container, binding));
        assert_eq!(c.signature, Check::Fits);
        assert_eq!(c.content, Check::NotChecked(Gap::Form(form.to_owned())));
        let told = format!("not fully checked: hashes of the form {form} are not known here");
        assert_eq!(intact(&c), told);
    }
    for (manifest, told) in [
        (
            b"c2um",
            "the last manifest amends an earlier one, which is not checked",
        ),
        (b"c2ma", "a part that is needed is missing"),
    ] {
        let signing = Signing {
            manifest,
            ..by(&authority, "camera", &ES256)
        };
        let signing = Signing {
            chain: &["camera"],
            ..signing
        };
        let c = look(folder.path(), &signing.file(png, NONE));
        assert_eq!(c.signature, Check::Fits);
        assert_eq!(intact(&c), format!("not fully checked: {told}"));
    }

    let strange = Kind { cose: -47, ..ES256 };
    let signing = Signing {
        chain: &["camera"],
        ..by(&authority, "camera", &strange)
    };
    let c = look(folder.path(), &signing.file(png, DATA));
    let gap = Gap::Algorithm("COSE -47".to_owned());
    assert_eq!(c.signature, Check::NotChecked(gap));
    assert!(
        intact(&c).starts_with("not fully checked"),
        "{}",
        intact(&c)
    );
}

/// Files that fit, changed at random: no crash of the child. (That they are not called intact is
/// held against the reference library, see the measures.)
#[test]
fn signed_files_changed_at_random_do_not_kill_the_child() {
    let (authority, folder) = (press(), folder());
    let signing = Signing {
        chain: &["camera", "root"],
        stamped: true,
        ..by(&authority, "camera", &ES256)
    };
    let seeds = [
        signing.file(jpeg, BOXES),
        signing.file(png, BOXES),
        signing.file(png, DATA),
        signing.file(mp4, "c2pa.hash.bmff.v3"),
        signing.file(mp4, TREE),
    ];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/signed");
    let decoder = decoder();
    stage::fuzz(&corpus, &seeds, 100, &mut |bytes| {
        let path = put(folder.path(), bytes);
        match decoder.credentials(&path) {
            Ok(_) => {}
            Err(e) => panic!("{e}"),
        }
    });
}
