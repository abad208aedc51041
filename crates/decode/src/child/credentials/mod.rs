//! Content Credentials (C2PA): the manifest store in a file, what it says of itself, and whether
//! hashes and signatures in it fit.
//!
//! What lives here: putting the parts together. What doesn't: where containers keep the store
//! (`place`), its boxes (`boxes`), the two notations inside (`cbor`, `der`), and the checks: of the
//! claim's signature (`signature`, `stamp`, `chain`, `keys`), of what it lists (`claim`), of the
//! file's bytes (`content`, `media`; `named`, `parts`).

mod boxes;
mod cbor;
mod chain;
mod claim;
mod content;
mod der;
mod keys;
mod media;
mod named;
mod parts;
mod place;
mod signature;
mod stamp;

use std::fs::File;
use std::io;

use model::{Check, ContentHash, Credentials, Gap, Trust};

use crate::wire::Failure;
use boxes::Superbox;
use cbor::Value;
use chain::Cert;
use content::Alive;
use place::Store;
use signature::Signature;

/// A store is a few hundred kilobytes; thumbnails in it may make it some megabytes.
const LONGEST: u64 = 32 << 20;
/// Of each text that is handed on, in characters.
const LONGEST_TEXT: usize = 200;
const MOST_MANIFESTS: usize = 100;

/// What a file carries; `None` where it carries none, or in a form that is not looked into.
pub fn read(file: &File, alive: Alive<'_>) -> Result<Option<Credentials>, Failure> {
    let bad = |e: io::Error| Failure::Read(e.to_string());
    let Some(store) = place::store(file).map_err(bad)? else {
        return Ok(None);
    };
    told(file, &store, alive).map(Some).map_err(bad)
}

/// How the signer of a file's active manifest stands to a list of certificates in DER, and whether
/// the authority of its time stamp leads there, too; `None` where no signer can be read.
pub fn trust(file: &File, list: &[Vec<u8>]) -> Result<Option<(Trust, bool)>, Failure> {
    let store = place::store(file).map_err(|e| Failure::Read(e.to_string()))?;
    let Some(store) = store else {
        return Ok(None);
    };
    let signed = manifests(&store.bytes).and_then(|m| Some(Active::of(m.last()?).signature));
    let Some(signed) = signed else {
        return Ok(None);
    };
    let list: Vec<Cert> = list.iter().filter_map(|der| Cert::read(der)).collect();
    let Some((first, others)) = signed.certificates.split_first() else {
        return Ok(None);
    };
    let stamp = signed.stamp.filter(|s| s.told.check == Check::Fits);
    let at = stamp.as_ref().map(|s| s.told.at.clone());
    let outcome = chain::trust(first, others, &list, at.as_deref());
    let stamp_listed = stamp.is_some_and(|s| {
        let (first, others) = s.certificates.split_at(1);
        let first = first.first();
        first.is_some_and(|f| chain::stamp_is_listed(f, others, &list, &s.told.at))
    });
    Ok(Some((outcome, stamp_listed)))
}

fn manifests(store: &[u8]) -> Option<Vec<Superbox<'_>>> {
    let found = Superbox::read(store).filter(|s| s.label == "c2pa")?;
    Some(found.boxes().take(MOST_MANIFESTS).collect())
}

/// The manifest that counts, taken apart.
struct Active {
    claim: Option<Value>,
    signature: Signature,
}

impl Active {
    fn of(manifest: &Superbox<'_>) -> Self {
        let mut claims = manifest
            .boxes()
            .filter(|b| b.label == "c2pa.claim" || b.label.starts_with("c2pa.claim."))
            .filter(|b| b.kind == *b"c2cl");
        // Of two claims nobody could say which was signed.
        let (first, second) = (claims.next(), claims.next());
        let first = first.filter(|_| second.is_none());
        let bytes = first.and_then(|b| b.content(b"cbor"));
        let is_signature = |b: &Superbox<'_>| b.label == "c2pa.signature" && b.kind == *b"c2cs";
        let signature = manifest.boxes().find(is_signature);
        let signature = signature.and_then(|b| cbor::read(b.content(b"cbor")?));
        Self {
            claim: bytes.and_then(cbor::read),
            signature: signature::read(signature.as_ref(), bytes),
        }
    }
}

fn told(file: &File, store: &Store, alive: Alive<'_>) -> io::Result<Credentials> {
    let mut credentials = Credentials {
        sha256: ContentHash::of(&store.bytes),
        bytes: store.bytes.len() as u64,
        manifests: Vec::new(),
        generator: None,
        signer: None,
        signature: Check::NotChecked(Gap::Missing),
        assertions: Vec::new(),
        content: Check::NotChecked(Gap::Missing),
        uncovered: 0,
        notes: Vec::new(),
    };
    let Some(manifests) = manifests(&store.bytes) else {
        let note = "its boxes can't be read: damaged, or in a form that is not known";
        credentials.notes.push(note.to_owned());
        return Ok(credentials);
    };
    credentials.manifests = manifests.iter().map(|m| short(&m.label)).collect();
    let Some(last) = manifests.last() else {
        credentials.notes.push("it holds no manifest".to_owned());
        return Ok(credentials);
    };
    if manifests.len() > 1 {
        let note =
            "only the last manifest was checked; those before it tell of what it was made from";
        credentials.notes.push(note.to_owned());
    }
    let active = Active::of(last);
    credentials.signature = active.signature.check;
    credentials.signer = active.signature.signer;
    if credentials.signer.is_none() {
        let note = "no certificate can be read in its signature";
        credentials.notes.push(note.to_owned());
    }
    let Some(claim) = active.claim else {
        credentials.notes.push("its claim can't be read".to_owned());
        return Ok(credentials);
    };
    credentials.generator = generator(&claim);
    credentials.assertions = claim::assertions(&claim, last);
    let (check, uncovered) = content::check(file, &store.at, &claim, last, alive)?;
    credentials.content = check;
    credentials.uncovered = uncovered;
    Ok(credentials)
}

/// The program that made the claim: a text in version 1, a list or map of names in version 2.
fn generator(claim: &Value) -> Option<String> {
    let info = claim.get("claim_generator_info");
    let named = info.and_then(|info| info.first().unwrap_or(info).get("name"));
    let name = named.or_else(|| claim.get("claim_generator"));
    name.and_then(Value::text).map(short)
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}
