//! Signatures against public keys, as COSE (RFC 9053) and X.509 (RFC 5280) name them.

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use ed25519_dalek::Verifier;
use model::{Check, Gap};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::sha2::{Digest, Sha256, Sha384, Sha512};
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A hash that is still taken to be sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By the name that C2PA gives it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "sha256" => Some(Self::Sha256),
            "sha384" => Some(Self::Sha384),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub fn by_oid(oid: &ObjectIdentifier) -> Option<Self> {
        match oid.to_string().as_str() {
            "2.16.840.1.101.3.4.2.1" => Some(Self::Sha256),
            "2.16.840.1.101.3.4.2.2" => Some(Self::Sha384),
            "2.16.840.1.101.3.4.2.3" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let mut running = self.begin();
        running.add(bytes);
        running.end()
    }

    pub fn begin(self) -> Running {
        match self {
            Self::Sha256 => Running::Sha256(Sha256::new()),
            Self::Sha384 => Running::Sha384(Sha384::new()),
            Self::Sha512 => Running::Sha512(Sha512::new()),
        }
    }
}

/// A hash of what comes in pieces.
pub enum Running {
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Running {
    pub fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(h) => h.update(bytes),
            Self::Sha384(h) => h.update(bytes),
            Self::Sha512(h) => h.update(bytes),
        }
    }

    pub fn end(self) -> Vec<u8> {
        match self {
            Self::Sha256(h) => h.finalize().to_vec(),
            Self::Sha384(h) => h.finalize().to_vec(),
            Self::Sha512(h) => h.finalize().to_vec(),
        }
    }
}

/// How a signature was made.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    /// Of two numbers: one after the other, or in DER.
    Ecdsa {
        hash: Hash,
        der: bool,
    },
    Pkcs1(Hash),
    Pss(Hash),
    Ed25519,
}

impl Scheme {
    /// By COSE's number.
    pub fn cose(number: i128) -> Result<Self, Gap> {
        let ecdsa = |hash| Self::Ecdsa { hash, der: false };
        Ok(match number {
            -7 => ecdsa(Hash::Sha256),
            -35 => ecdsa(Hash::Sha384),
            -36 => ecdsa(Hash::Sha512),
            -37 => Self::Pss(Hash::Sha256),
            -38 => Self::Pss(Hash::Sha384),
            -39 => Self::Pss(Hash::Sha512),
            // Edwards curves in general, and this one by name.
            -8 | -19 => Self::Ed25519,
            other => return Err(Gap::Algorithm(format!("COSE {other}"))),
        })
    }

    /// As X.509 and CMS name it; `digest` where the name leaves it open.
    pub fn x509(named: &AlgorithmIdentifierOwned, digest: Option<Hash>) -> Result<Self, Gap> {
        let ecdsa = |hash| Self::Ecdsa { hash, der: true };
        let unknown = || Gap::Algorithm(named.oid.to_string());
        Ok(match named.oid.to_string().as_str() {
            "1.2.840.10045.4.3.2" => ecdsa(Hash::Sha256),
            "1.2.840.10045.4.3.3" => ecdsa(Hash::Sha384),
            "1.2.840.10045.4.3.4" => ecdsa(Hash::Sha512),
            "1.2.840.10045.2.1" => ecdsa(digest.ok_or_else(unknown)?),
            "1.2.840.113549.1.1.1" => Self::Pkcs1(digest.ok_or_else(unknown)?),
            "1.2.840.113549.1.1.11" => Self::Pkcs1(Hash::Sha256),
            "1.2.840.113549.1.1.12" => Self::Pkcs1(Hash::Sha384),
            "1.2.840.113549.1.1.13" => Self::Pkcs1(Hash::Sha512),
            "1.2.840.113549.1.1.10" => Self::Pss(pss_hash(named).ok_or_else(unknown)?),
            "1.3.101.112" => Self::Ed25519,
            _ => return Err(unknown()),
        })
    }
}

/// The hash of PSS's parameters; without any it would be SHA-1, which is not taken.
fn pss_hash(named: &AlgorithmIdentifierOwned) -> Option<Hash> {
    let der = named.parameters.as_ref()?.to_der().ok()?;
    let parameters = rsa::pkcs1::RsaPssParams::from_der(&der).ok()?;
    Hash::by_oid(&parameters.hash.oid)
}

/// A signature of a message against a key.
pub fn check(
    scheme: Scheme,
    key: &SubjectPublicKeyInfoOwned,
    message: &[u8],
    signature: &[u8],
) -> Check {
    let point = key.subject_public_key.as_bytes().unwrap_or_default();
    let answer = match scheme {
        Scheme::Ecdsa { hash, der } if key.algorithm.oid == EC => {
            let curve = key.algorithm.parameters.as_ref();
            let curve = curve.and_then(|c| c.decode_as::<ObjectIdentifier>().ok());
            ecdsa(curve, point, &hash.of(message), signature, der)
        }
        Scheme::Pkcs1(hash) if key.algorithm.oid == RSA => rsa_key(key).map(|key| {
            let hashed = hash.of(message);
            let padding = match hash {
                Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            key.verify(padding, &hashed, signature).is_ok()
        }),
        Scheme::Pss(hash) if [RSA, RSA_PSS].contains(&key.algorithm.oid) => {
            rsa_key(key).map(|key| {
                let hashed = hash.of(message);
                let padding = match hash {
                    Hash::Sha256 => Pss::new::<Sha256>(),
                    Hash::Sha384 => Pss::new::<Sha384>(),
                    Hash::Sha512 => Pss::new::<Sha512>(),
                };
                key.verify(padding, &hashed, signature).is_ok()
            })
        }
        Scheme::Ed25519 if key.algorithm.oid == ED25519 => ed25519(point, message, signature),
        // A key of another kind can't have made it.
        _ => Some(false),
    };
    match answer {
        Some(true) => Check::Fits,
        Some(false) => Check::Differs,
        None => Check::NotChecked(Gap::Unreadable),
    }
}

/// `None`: the key can't be read, or is of a curve that isn't known.
fn ecdsa(
    curve: Option<ObjectIdentifier>,
    point: &[u8],
    hashed: &[u8],
    signature: &[u8],
    der: bool,
) -> Option<bool> {
    macro_rules! on {
        ($curve:ident) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            let signature = match der {
                true => $curve::ecdsa::DerSignature::try_from(signature)
                    .ok()
                    .and_then(|s| $curve::ecdsa::Signature::try_from(s).ok()),
                false => $curve::ecdsa::Signature::from_slice(signature).ok(),
            };
            Some(signature.is_some_and(|s| key.verify_prehash(hashed, &s).is_ok()))
        }};
    }
    match curve? {
        P256 => on!(p256),
        P384 => on!(p384),
        P521 => on!(p521),
        _ => None,
    }
}

/// Of 4096 bits at most: the library refuses longer ones.
fn rsa_key(key: &SubjectPublicKeyInfoOwned) -> Option<RsaPublicKey> {
    RsaPublicKey::from_pkcs1_der(key.subject_public_key.as_bytes()?).ok()
}

fn ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    let signature = ed25519_dalek::Signature::from_slice(signature);
    Some(signature.is_ok_and(|s| key.verify(message, &s).is_ok()))
}
