//! The file's bytes against hashes of its named parts (C2PA, "general boxes hash"): one for each run
//! of parts, in the order of the file.

use std::fs::File;
use std::io;
use std::ops::Range;

use model::{Check, Gap};

use super::cbor::Value;
use super::content::{Alive, add};
use super::parts::{self, STORE};
use super::{claim, short};

/// The check, and how many bytes of the file no hash is made of. `wanted` is the claim.
pub fn check(
    file: &File,
    store_at: &[Range<u64>],
    said: &Value,
    wanted: &Value,
    alive: Alive<'_>,
) -> io::Result<(Check, u64)> {
    let unread = |gap| Ok((Check::NotChecked(gap), 0));
    let Some(found) = parts::of(file, store_at)? else {
        let form = "c2pa.hash.boxes in a file of this kind";
        return unread(Gap::Form(form.to_owned()));
    };
    let Some(listed) = said.get("boxes").and_then(Value::list) else {
        return unread(Gap::Unreadable);
    };
    let runs: Result<Vec<Run<'_>>, Gap> = listed.iter().map(|b| Run::read(b, wanted)).collect();
    let runs = match runs {
        Ok(runs) => runs,
        Err(gap) => return unread(gap),
    };
    let mut left = found.parts.as_slice();
    // What every PNG file begins with may go without saying; it was compared to find the parts.
    let said_first = runs.first().and_then(|r| r.names.first());
    if said_first.is_some_and(|name| *name != parts::PNG)
        && let [first, rest @ ..] = left
        && first.name == parts::PNG
    {
        left = rest;
    }
    let mut uncovered = found.between;
    for run in &runs {
        let Some(own) = run.begins(left) else {
            return Ok((Check::Differs, 0));
        };
        let (own, rest) = left.split_at(own);
        left = rest;
        let (Some(first), Some(last)) = (own.first(), own.last()) else {
            continue;
        };
        let range = first.range.start..last.range.end;
        let bytes: u64 = own.iter().map(|p| p.range.end - p.range.start).sum();
        match &run.hash {
            Wanted::Store => {}
            Wanted::Nothing => uncovered += bytes,
            Wanted::Hash(hash, expected) => {
                // What lies between parts of one run is hashed with them.
                uncovered = uncovered.saturating_sub(range.end - range.start - bytes);
                let mut running = hash.begin();
                add(file, range, &mut running, alive)?;
                if running.end() != *expected {
                    return Ok((Check::Differs, 0));
                }
            }
        }
    }
    // A part that nothing was said of was put in afterwards.
    match left {
        [] => Ok((Check::Fits, uncovered)),
        _ => Ok((Check::Differs, 0)),
    }
}

/// Parts in a row under one hash.
struct Run<'a> {
    names: Vec<&'a str>,
    hash: Wanted<'a>,
}

enum Wanted<'a> {
    /// The store itself can't hold its own hash.
    Store,
    /// Left out on purpose.
    Nothing,
    Hash(super::keys::Hash, &'a [u8]),
}

impl<'a> Run<'a> {
    fn read(said: &'a Value, claim: &Value) -> Result<Self, Gap> {
        let names = said.get("names").and_then(Value::list);
        let names = names.ok_or(Gap::Unreadable)?.iter().map(Value::text);
        let names: Option<Vec<&str>> = names.collect();
        let names = names.filter(|n| !n.is_empty()).ok_or(Gap::Unreadable)?;
        if said.get("exclusions").is_some() {
            let form = "c2pa.hash.boxes that leave out pieces of a part";
            return Err(Gap::Form(form.to_owned()));
        }
        let hash = if names == [STORE] {
            Wanted::Store
        } else if names.contains(&STORE) {
            return Err(Gap::Form(short("c2pa.hash.boxes over the store itself")));
        } else if matches!(said.get("excluded"), Some(Value::Bool(true))) {
            Wanted::Nothing
        } else {
            let expected = said.get("hash").and_then(Value::bytes);
            Wanted::Hash(
                claim::hash_of(said, claim)?,
                expected.ok_or(Gap::Unreadable)?,
            )
        };
        Ok(Self { names, hash })
    }

    /// How many of these parts are its own, where they begin with them.
    fn begins(&self, parts: &[parts::Part]) -> Option<usize> {
        let own = parts.get(..self.names.len())?;
        let mut pairs = own.iter().zip(&self.names);
        pairs.all(|(p, name)| p.name == *name).then_some(own.len())
    }
}
