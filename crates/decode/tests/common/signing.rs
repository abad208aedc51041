//! A made-up authority, signers and a clock, by the `openssl` command; and manifests that they sign.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::manifest::{self, Container, boxed, cbor, superbox};

const CONFIG: &str = "\
[ca]
default_ca = own
[own]
dir = .
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
email_in_dn = no
[any]
commonName = supplied
organizationName = optional
[req]
distinguished_name = dn
prompt = no
[dn]
CN = nobody
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
[web]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
[clock]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = stamps
[stamps]
serial = stamp-serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
signer_cert = clock.pem
signer_key = clock.key
crypto_device = builtin
";

/// Keys that openssl makes, by the algorithm that signs with them: COSE's number, what makes the
/// key, the digest, and the bytes of each of the signature's numbers.
pub struct Kind {
    pub cose: i64,
    pub key: &'static [&'static str],
    pub digest: &'static str,
    pub number: usize,
}

pub const ES256: Kind = Kind {
    cose: -7,
    key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    digest: "-sha256",
    number: 32,
};
pub const ES384: Kind = Kind {
    cose: -35,
    key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    digest: "-sha384",
    number: 48,
};
pub const ES512: Kind = Kind {
    cose: -36,
    key: &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    digest: "-sha512",
    number: 66,
};
pub const PS256: Kind = Kind {
    cose: -37,
    key: &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    digest: "-sha256",
    number: 0,
};
pub const PS384: Kind = Kind {
    cose: -38,
    digest: "-sha384",
    ..PS256
};
pub const ED25519: Kind = Kind {
    cose: -8,
    key: &["-algorithm", "ED25519"],
    digest: "",
    number: 0,
};

/// A folder with keys and certificates, `NAME.key`, `NAME.pem` and `NAME.der`.
pub struct Authority {
    dir: TempDir,
}

impl Authority {
    /// With a root of its own, `root`.
    pub fn new() -> Self {
        let dir = TempDir::new().expect("a folder");
        let own = Self { dir };
        for (name, text) in [
            ("own.cnf", CONFIG),
            ("index", ""),
            ("serial", "1000\n"),
            ("stamp-serial", "01\n"),
        ] {
            fs::write(own.path(name), text).expect("written");
        }
        own.key("root", &ES256);
        own.openssl(&words(
            "req -x509 -new -config own.cnf -key root.key -out root.pem -days 3650 \
             -extensions authority -subj /O=Made-upAuthority/CN=Root",
        ));
        own.to_der("root");
        own
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn der(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(&format!("{name}.der"))).expect("a certificate")
    }

    fn key(&self, name: &str, kind: &Kind) {
        let out = format!("{name}.key");
        let mut args = vec!["genpkey", "-out", &out];
        args.extend(kind.key);
        self.openssl(&args);
    }

    /// A certificate for a new key. `section`: of the configuration above; `times`: from and to as
    /// openssl writes them, `20200101000000Z`.
    pub fn issue(&self, name: &str, kind: &Kind, section: &str, by: &str, times: [&str; 2]) {
        self.key(name, kind);
        let request = format!(
            "req -new -config own.cnf -key {name}.key -out {name}.csr -subj /O=Made-upPress/CN={name}"
        );
        self.openssl(&words(&request));
        let [from, to] = times;
        let issue = format!(
            "ca -batch -notext -config own.cnf -in {name}.csr -out {name}.pem -cert {by}.pem \
             -keyfile {by}.key -extensions {section} -startdate {from} -enddate {to}"
        );
        self.openssl(&words(&issue));
        self.to_der(name);
    }

    fn to_der(&self, name: &str) {
        let args = format!("x509 -in {name}.pem -outform DER -out {name}.der");
        self.openssl(&words(&args));
    }

    /// A signature as COSE has it.
    pub fn sign(&self, name: &str, kind: &Kind, bytes: &[u8]) -> Vec<u8> {
        fs::write(self.path("to-sign"), bytes).expect("written");
        let key = format!("{name}.key");
        let mut args = match kind.digest {
            "" => words("pkeyutl -sign -rawin -in to-sign -out signature -inkey"),
            digest => vec!["dgst", digest, "-out", "signature"],
        };
        if kind.number == 0 && !kind.digest.is_empty() {
            args.extend(words(
                "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest",
            ));
        }
        if kind.digest.is_empty() {
            args.push(&key);
        } else {
            args.extend(["-sign", &key, "to-sign"]);
        }
        self.openssl(&args);
        let signature = fs::read(self.path("signature")).expect("a signature");
        match kind.number {
            0 => signature,
            number => raw(&signature, number),
        }
    }

    /// A time stamp of now over these bytes, as a bare token.
    pub fn stamp(&self, bytes: &[u8]) -> Vec<u8> {
        fs::write(self.path("to-stamp"), bytes).expect("written");
        self.openssl(&words("ts -query -data to-stamp -sha256 -cert -out query"));
        self.openssl(&words(
            "ts -reply -config own.cnf -section stamps -queryfile query -token_out -out token",
        ));
        fs::read(self.path("token")).expect("a token")
    }

    fn openssl(&self, args: &[&str]) {
        let output = Command::new("openssl")
            .args(args)
            .current_dir(self.dir.path())
            .output()
            .expect("openssl is needed for this test");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {args:?}: {told}");
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Two numbers in DER as two of a fixed length.
fn raw(der: &[u8], number: usize) -> Vec<u8> {
    let mut rest = match der[1] {
        0x81 => &der[3..],
        _ => &der[2..],
    };
    let mut out = Vec::new();
    for _ in 0..2 {
        let length = usize::from(rest[1]);
        let digits = &rest[2..2 + length];
        let digits = &digits[length.saturating_sub(number)..];
        out.extend(vec![0; number - digits.len()]);
        out.extend(digits);
        rest = &rest[2 + length..];
    }
    out
}

/// How a file is signed.
pub struct Signing<'a> {
    pub by: &'a Authority,
    /// Whose key signs, of which kind.
    pub name: &'a str,
    pub kind: &'a Kind,
    /// Certificates in the signature, the signer's first.
    pub chain: &'a [&'a str],
    pub stamped: bool,
    /// `c2ma`, or `c2um` of a manifest that amends an earlier one.
    pub manifest: &'a [u8; 4],
}

impl Signing<'_> {
    /// A file in a container, signed.
    pub fn file(&self, container: Container, binding: &str) -> Vec<u8> {
        // The store's length does not hang on the hashes that are in it.
        let (file, at) = container(&[0; 64]);
        let rough = self.store(&binding_of(binding, &file, &at), binding);
        let (file, at) = container(&rough);
        let store = self.store(&binding_of(binding, &file, &at), binding);
        let (file, again) = container(&store);
        assert_eq!(at, again, "a store of another length");
        file
    }

    fn store(&self, bound: &[u8], binding: &str) -> Vec<u8> {
        let said = cbor::map(&[("actions", cbor::list(&[]))]);
        let mut contents = vec![("c2pa.actions", said)];
        if binding != manifest::NONE {
            contents.push((binding, bound.to_vec()));
        }
        let boxes = contents.iter().map(|(label, content)| {
            let content = boxed(b"cbor", std::slice::from_ref(content));
            superbox(b"cbor", label, &[content])
        });
        let assertions: Vec<Vec<u8>> = boxes.collect();
        let labels = contents.iter().map(|(label, _)| label);
        let listed: Vec<Vec<u8>> = labels
            .zip(&assertions)
            .map(|(label, assertion)| {
                let url = format!("self#jumbf=c2pa.assertions/{label}");
                let hash = Sha256::digest(&assertion[8..]);
                cbor::map(&[("url", cbor::text(&url)), ("hash", cbor::bytes(&hash))])
            })
            .collect();
        let claim = cbor::map(&[
            (
                "claim_generator_info",
                cbor::map(&[("name", cbor::text("Made-up Camera"))]),
            ),
            ("signature", cbor::text("self#jumbf=c2pa.signature")),
            ("created_assertions", cbor::list(&listed)),
            ("alg", cbor::text("sha256")),
        ]);
        let signature = self.cose(&claim);
        let manifest = superbox(
            self.manifest,
            "urn:c2pa:made-up",
            &[
                superbox(b"c2as", "c2pa.assertions", &assertions),
                superbox(b"c2cl", "c2pa.claim.v2", &[boxed(b"cbor", &[claim])]),
                superbox(b"c2cs", "c2pa.signature", &[boxed(b"cbor", &[signature])]),
            ],
        );
        superbox(b"c2pa", "c2pa", &[manifest])
    }

    fn cose(&self, claim: &[u8]) -> Vec<u8> {
        let chain: Vec<Vec<u8>> = self
            .chain
            .iter()
            .map(|n| cbor::bytes(&self.by.der(n)))
            .collect();
        let protected = cbor::keyed(&[
            (cbor::number(1), cbor::negative(self.kind.cose)),
            (cbor::number(33), cbor::list(&chain)),
        ]);
        let signed = cbor::to_be_signed("Signature1", &protected, claim);
        let signature = self.by.sign(self.name, self.kind, &signed);
        let mut beside = Vec::new();
        if self.stamped {
            let payload = short_bytes(&signature);
            let stamped = cbor::to_be_signed("CounterSignature", &protected, &payload);
            let mut token = self.by.stamp(&stamped);
            // Of one length each time: stamps differ by a byte or two.
            let length = token.len();
            token.resize(4096, 0);
            let token = cbor::map(&[("val", cbor::bytes(&token[..length]))]);
            let pad = cbor::bytes(&vec![0; 8192 - token.len()]);
            let tokens = cbor::map(&[("tstTokens", cbor::list(&[token]))]);
            beside.extend([(cbor::text("sigTst2"), tokens), (cbor::text("pad"), pad)]);
        }
        let parts = [
            cbor::bytes(&protected),
            cbor::keyed(&beside),
            vec![0xf6],
            cbor::bytes(&signature),
        ];
        [vec![0xd2, 0x84], parts.concat()].concat()
    }
}

/// Bytes in CBOR with the shortest head, as long as signatures are.
fn short_bytes(bytes: &[u8]) -> Vec<u8> {
    let head = match bytes.len() {
        n @ 24..256 => vec![0x58, n as u8],
        n => vec![0x59, (n >> 8) as u8, n as u8],
    };
    [&head, bytes].concat()
}

/// What an assertion says of a file with its store at a place.
fn binding_of(binding: &str, file: &[u8], at: &std::ops::Range<usize>) -> Vec<u8> {
    let (before, after) = (&file[..at.start], &file[at.end..]);
    let number = |n: usize| cbor::number(n as u64);
    let (exclusions, hash) = match binding {
        manifest::BOXES => return named_parts(before, after),
        manifest::DATA => (
            vec![cbor::map(&[
                ("start", number(at.start)),
                ("length", number(at.len())),
            ])],
            Sha256::digest([before, after].concat()),
        ),
        manifest::TREE => {
            let leaves = cbor::list(&[cbor::bytes(&[7; 32])]);
            let tree = cbor::map(&[("uniqueId", number(0)), ("hashes", leaves)]);
            return cbor::map(&[("merkle", cbor::list(&[tree]))]);
        }
        binding if binding.starts_with("c2pa.hash.bmff") => (
            vec![
                cbor::map(&[
                    ("xpath", cbor::text("/uuid")),
                    (
                        "data",
                        cbor::list(&[cbor::map(&[
                            ("offset", number(8)),
                            ("value", cbor::bytes(&manifest::C2PA_UUID)),
                        ])]),
                    ),
                ]),
                cbor::map(&[("xpath", cbor::text("/ftyp"))]),
            ],
            media_hash(file),
        ),
        _ => (Vec::new(), Sha256::digest(b"of another form")),
    };
    cbor::map(&[
        ("exclusions", cbor::list(&exclusions)),
        ("alg", cbor::text("sha256")),
        ("hash", cbor::bytes(&hash)),
    ])
}

/// Two parts before the store, under one hash, and two behind, each under its own.
fn named_parts(before: &[u8], after: &[u8]) -> Vec<u8> {
    let run = |names: &[&str], bytes: &[u8]| {
        let names: Vec<Vec<u8>> = names.iter().map(|n| cbor::text(n)).collect();
        cbor::map(&[
            ("names", cbor::list(&names)),
            ("alg", cbor::text("sha256")),
            ("hash", cbor::bytes(&Sha256::digest(bytes))),
            ("pad", cbor::bytes(b"")),
        ])
    };
    let png = before.starts_with(b"\x89PNG");
    let [first, second, third, fourth] = match png {
        true => ["PNGh", "IHDR", "IDAT", "IEND"],
        false => ["SOI", "APP0", "SOS", "EOI"],
    };
    let last = if png { 12 } else { 2 };
    let (third_part, fourth_part) = after.split_at(after.len().saturating_sub(last));
    let store = cbor::map(&[
        ("names", cbor::list(&[cbor::text("C2PA")])),
        ("hash", cbor::bytes(&[0])),
        ("pad", cbor::bytes(b"")),
    ]);
    cbor::map(&[(
        "boxes",
        cbor::list(&[
            run(&[first, second], before),
            store,
            run(&[third], third_part),
            run(&[fourth], fourth_part),
        ]),
    )])
}

/// Of an ISO media file without its `ftyp` and C2PA boxes, each box with its offset before it.
fn media_hash(file: &[u8]) -> sha2::digest::Output<Sha256> {
    let mut hash = Sha256::new();
    let mut at = 0;
    while at < file.len() {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().expect("four")) as usize;
        let whole = &file[at..at + length];
        let own = whole[8..].starts_with(&manifest::C2PA_UUID);
        if &whole[4..8] != b"ftyp" && !own {
            hash.update((at as u64).to_be_bytes());
            hash.update(whole);
        }
        at += length;
    }
    hash.finalize()
}

/// Writes a file for a look.
pub fn put(folder: &Path, bytes: &[u8]) -> PathBuf {
    let path = folder.join("file");
    fs::write(&path, bytes).expect("written");
    path
}
