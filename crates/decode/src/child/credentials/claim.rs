//! A claim and what it lists: each assertion with the hash of its box.

use model::{Check, Gap};

use super::boxes::Superbox;
use super::cbor::Value;
use super::keys::Hash;
use super::short;

/// Lists of assertions in a claim: version 1 has one, version 2 two.
const LISTS: [&str; 3] = ["assertions", "created_assertions", "gathered_assertions"];
/// Assertions of one claim that are looked at; what is beyond counts as not read.
const MOST: usize = 500;

/// The hash that a part of a manifest uses: its own, or else the claim's, or else SHA-256.
pub fn hash_of(own: &Value, claim: &Value) -> Result<Hash, Gap> {
    let named = own.get("alg").or_else(|| claim.get("alg"));
    match named.map(Value::text) {
        None => Ok(Hash::Sha256),
        Some(Some(name)) => Hash::named(name).ok_or_else(|| Gap::Algorithm(short(name))),
        Some(None) => Err(Gap::Unreadable),
    }
}

/// Whether a superbox holds a manifest's assertions.
pub fn is_store(b: &Superbox<'_>) -> bool {
    b.label == "c2pa.assertions" && b.kind == *b"c2as"
}

/// Each assertion that the claim lists, and each in the store that it does not list.
pub fn assertions(claim: &Value, manifest: &Superbox<'_>) -> Vec<(String, Check)> {
    let store: Vec<Superbox<'_>> = manifest
        .boxes()
        .filter(is_store)
        .flat_map(|b| b.boxes().collect::<Vec<_>>())
        .collect();
    let listed: Vec<&Value> = LISTS
        .iter()
        .filter_map(|name| claim.get(name)?.list())
        .flatten()
        .collect();
    let mut told = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for entry in listed.iter().take(MOST) {
        let label = label_of(entry, &manifest.label);
        let found: Vec<&Superbox<'_>> = store
            .iter()
            .filter(|b| Some(&b.label) == label.as_ref())
            .collect();
        let check = match (label.as_ref(), found.as_slice()) {
            (None, _) => Check::NotChecked(Gap::Unreadable),
            (Some(_), [one]) => fits(entry, claim, one),
            // Gone, or there twice: not what was signed.
            (Some(_), _) => Check::Differs,
        };
        let label = label.unwrap_or_default();
        told.push((short(&label), check));
        known.push(label);
    }
    if listed.is_empty() {
        told.push((String::new(), Check::NotChecked(Gap::Missing)));
    }
    if listed.len() > MOST {
        told.push((String::new(), Check::NotChecked(Gap::Unreadable)));
    }
    let foreign = store.iter().filter(|b| !known.contains(&b.label));
    told.extend(
        foreign
            .take(MOST)
            .map(|b| (short(&b.label), Check::Differs)),
    );
    told
}

fn fits(entry: &Value, claim: &Value, found: &Superbox<'_>) -> Check {
    let Some(wanted) = entry.get("hash").and_then(Value::bytes) else {
        return Check::NotChecked(Gap::Unreadable);
    };
    match hash_of(entry, claim) {
        Ok(hash) if hash.of(found.whole) == wanted => Check::Fits,
        Ok(_) => Check::Differs,
        Err(gap) => Check::NotChecked(gap),
    }
}

/// `self#jumbf=c2pa.assertions/LABEL`, with or without the way from the store down.
fn label_of(entry: &Value, manifest: &str) -> Option<String> {
    let address = entry.get("url")?.text()?.strip_prefix("self#jumbf=")?;
    let address = match address.strip_prefix("/c2pa/") {
        Some(absolute) => absolute.strip_prefix(manifest)?.strip_prefix('/')?,
        None => address,
    };
    address
        .strip_prefix("c2pa.assertions/")
        .map(ToOwned::to_owned)
}
