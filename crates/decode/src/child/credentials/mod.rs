//! Content Credentials (C2PA): the manifest store in a JPEG, PNG, RIFF or ISO media file, and what
//! it says of itself. No signature and no hash is checked here.
//!
//! What lives here: putting the parts together. What doesn't: where containers keep the store
//! (`place`), its boxes (`boxes`), and the two notations inside (`cbor`, `der`).

mod boxes;
mod cbor;
mod der;
mod place;

use std::fs::File;

use model::{ContentHash, Credentials, Signer};

use crate::wire::Failure;
use boxes::Superbox;
use cbor::Value;

/// A store is a few hundred kilobytes; thumbnails in it may make it some megabytes.
const LONGEST: u64 = 32 << 20;
/// Of each text that is handed on, in characters.
const LONGEST_TEXT: usize = 200;
const MOST_MANIFESTS: usize = 100;
/// COSE's header of the certificate chain (RFC 9360).
const X5CHAIN: i128 = 33;

/// What a file carries; `None` where it carries none, or in a form that is not looked into.
pub fn read(file: &File) -> Result<Option<Credentials>, Failure> {
    let store = place::store(file).map_err(|e| Failure::Read(e.to_string()))?;
    Ok(store.map(|bytes| told(&bytes)))
}

fn told(store: &[u8]) -> Credentials {
    let mut credentials = Credentials {
        sha256: ContentHash::of(store),
        bytes: store.len() as u64,
        manifests: Vec::new(),
        generator: None,
        signer: None,
        notes: Vec::new(),
    };
    let found = Superbox::read(store).filter(|s| s.label == "c2pa");
    let Some(found) = found else {
        let note = "its boxes can't be read: damaged, or in a form that is not known";
        credentials.notes.push(note.to_owned());
        return credentials;
    };
    let manifests: Vec<Superbox<'_>> = found.boxes().take(MOST_MANIFESTS).collect();
    credentials.manifests = manifests.iter().map(|m| short(&m.label)).collect();
    let Some(active) = manifests.last() else {
        credentials.notes.push("it holds no manifest".to_owned());
        return credentials;
    };
    let claim = active.boxes().find(|b| b.label.starts_with("c2pa.claim"));
    let claim = claim.and_then(|b| cbor::read(b.content(b"cbor")?));
    match claim {
        Some(claim) => credentials.generator = generator(&claim),
        None => credentials.notes.push("its claim can't be read".to_owned()),
    }
    let signature = active.boxes().find(|b| b.label == "c2pa.signature");
    let signature = signature.and_then(|b| cbor::read(b.content(b"cbor")?));
    credentials.signer = signature.and_then(|s| signer(&s));
    if credentials.signer.is_none() {
        let note = "no certificate can be read in its signature";
        credentials.notes.push(note.to_owned());
    }
    credentials
}

/// The program that made the claim: a text in version 1, a list or map of names in version 2.
fn generator(claim: &Value) -> Option<String> {
    let info = claim.get("claim_generator_info");
    let named = info.and_then(|info| info.first().unwrap_or(info).get("name"));
    let name = named.or_else(|| claim.get("claim_generator"));
    name.and_then(Value::text).map(short)
}

/// The first certificate of a COSE_Sign1's chain, in either of its headers.
fn signer(signature: &Value) -> Option<Signer> {
    let protected = signature.at(0)?.bytes().and_then(cbor::read);
    let chain = [protected.as_ref(), signature.at(1)]
        .into_iter()
        .flatten()
        .find_map(|header| header.number(X5CHAIN).or_else(|| header.get("x5chain")))?;
    let certificate = chain.bytes().or_else(|| chain.at(0)?.bytes())?;
    let (subject, issuer) = der::names(certificate)?;
    Some(Signer {
        subject: short(&subject),
        issuer: short(&issuer),
    })
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}
