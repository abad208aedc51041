//! The signature of a claim (COSE_Sign1, RFC 9052), the certificates and the time stamp in it.

use model::{Check, ContentHash, Gap, Signer};

use super::cbor::{self, Value};
use super::chain::{self, Cert};
use super::der as plain;
use super::keys::{self, Scheme};
use super::short;
use super::stamp::{self, Stamp};

/// COSE's headers of the algorithm and of the certificate chain (RFC 9360).
const ALGORITHM: i128 = 1;
const X5CHAIN: i128 = 33;
/// Stamps of one signature that are looked at.
const MOST_STAMPS: usize = 4;

/// What a signature is and says.
pub struct Signature {
    pub signer: Option<Signer>,
    pub check: Check,
    /// The signer's first.
    pub certificates: Vec<Cert>,
    pub stamp: Option<Stamp>,
}

/// Reads a signature and holds it against the claim's bytes.
pub fn read(signature: Option<&Value>, claim: Option<&[u8]>) -> Signature {
    let mut found = Signature {
        signer: None,
        check: Check::NotChecked(Gap::Missing),
        certificates: Vec::new(),
        stamp: None,
    };
    let Some(whole) = signature else {
        return found;
    };
    let protected = whole.at(0).and_then(Value::bytes);
    let headers = protected.and_then(cbor::read);
    let chain = [headers.as_ref(), whole.at(1)]
        .into_iter()
        .flatten()
        .find_map(|h| h.number(X5CHAIN).or_else(|| h.get("x5chain")));
    let ders: Vec<&[u8]> = match chain {
        Some(Value::List(list)) => list.iter().filter_map(Value::bytes).collect(),
        Some(one) => one.bytes().into_iter().collect(),
        None => Vec::new(),
    };
    let Some(first) = ders.first() else {
        return found;
    };
    found.certificates = Cert::several(ders.iter().copied());
    // The first must be the signer's, also where a later one alone can be read.
    if found.certificates.first().is_none_or(|c| c.der != *first) {
        found.certificates.clear();
    }
    if let (Some(protected), Some(headers), Some(claim)) = (protected, &headers, claim) {
        found.check = check(whole, protected, headers, claim, &found.certificates);
        found.stamp = stamped(whole, protected, claim);
    }
    found.signer = signer(first, &found);
    found
}

fn check(whole: &Value, protected: &[u8], headers: &Value, claim: &[u8], chain: &[Cert]) -> Check {
    let Some(signature) = whole.at(3).and_then(Value::bytes) else {
        return Check::NotChecked(Gap::Missing);
    };
    let scheme = match headers.number(ALGORITHM) {
        Some(Value::Number(n)) => Scheme::cose(*n),
        _ => Err(Gap::Missing),
    };
    let scheme = match scheme {
        Ok(scheme) => scheme,
        Err(gap) => return Check::NotChecked(gap),
    };
    let Some(first) = chain.first() else {
        return Check::NotChecked(Gap::Unreadable);
    };
    let signed = cbor::to_be_signed("Signature1", protected, claim);
    let key = &first.parsed.tbs_certificate.subject_public_key_info;
    keys::check(scheme, key, &signed, signature)
}

/// The first stamp that fits, or the first of all. Version 1 stamps the claim, version 2 the
/// signature.
fn stamped(whole: &Value, protected: &[u8], claim: &[u8]) -> Option<Stamp> {
    let header = whole.at(1)?;
    let signature = whole.at(3).and_then(Value::bytes).unwrap_or_default();
    let over = |payload: &[u8]| cbor::to_be_signed("CounterSignature", protected, payload);
    let first = over(claim);
    let second = over(&cbor::bytes(signature));
    let mut found: Option<Stamp> = None;
    for (name, text) in [("sigTst2", second), ("sigTst", first)] {
        let tokens = header.get(name).and_then(|h| h.get("tstTokens")?.list());
        let texts = [text];
        for token in tokens.unwrap_or_default().iter().take(MOST_STAMPS) {
            let bytes = token.get("val").and_then(Value::bytes);
            let Some(read) = bytes.and_then(|b| stamp::read(b, &texts)) else {
                continue;
            };
            if read.told.check == Check::Fits {
                return Some(read);
            }
            found = found.or(Some(read));
        }
    }
    found
}

fn signer(first: &[u8], found: &Signature) -> Option<Signer> {
    let (subject, issuer) = plain::names(first)?;
    let others = found.certificates.get(1..).unwrap_or_default();
    let parsed = found.certificates.first();
    Some(Signer {
        subject: short(&subject),
        issuer: short(&issuer),
        sha256: ContentHash::of(first),
        valid: parsed.map(Cert::valid),
        issued: parsed.map_or(model::Issued::Unseen, |c| chain::issued(c, others)),
        stamp: found.stamp.as_ref().map(|s| {
            let mut told = s.told.clone();
            told.authority = short(&told.authority);
            told
        }),
    })
}
