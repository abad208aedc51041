//! What of an ISO media file goes into its hash (C2PA, "BMFF-based hash"): all but the boxes that an
//! assertion names.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use model::{Check, Gap};

use super::cbor::Value;
use super::content::Plan;

/// Boxes that are looked at.
const MOST_BOXES: usize = 100_000;
/// Kinds in a path.
const DEEPEST: usize = 16;
/// Of a value that a box must hold at a place.
const LONGEST_VALUE: usize = 4096;

type Planned = Result<Plan, Check>;

/// `marks`: whether offsets of boxes are hashed, as from version 2 on.
pub fn plan(file: &File, length: u64, said: &Value, marks: bool) -> io::Result<Planned> {
    let unknown = |what: &str| Ok(Err(Check::NotChecked(Gap::Form(what.to_owned()))));
    if said
        .get("merkle")
        .is_some_and(|m| !matches!(m, Value::Other))
    {
        return unknown("a tree of hashes, piece by piece");
    }
    let Some(exclusions) = said.get("exclusions").and_then(Value::list) else {
        return Ok(Err(Check::NotChecked(Gap::Unreadable)));
    };
    let mut walker = Walker { file, seen: 0 };
    let Some(top) = walker.boxes(0..length)? else {
        return Ok(Err(Check::Differs));
    };
    let mut without = Vec::new();
    for exclusion in exclusions {
        let Some(path) = exclusion.get("xpath").and_then(Value::text) else {
            return Ok(Err(Check::NotChecked(Gap::Unreadable)));
        };
        // Places among equals are not in use by anybody yet.
        let known = |p: &&str| !p.contains('[') && p.split('/').count() <= DEEPEST;
        let Some(path) = path.strip_prefix('/').filter(known) else {
            return unknown("a path to boxes");
        };
        for found in walker.at(&top, path)? {
            if !walker.is_meant(&found, exclusion)? {
                continue;
            }
            match parts(&found, exclusion) {
                Some(parts) => without.extend(parts),
                None => return Ok(Err(Check::NotChecked(Gap::Unreadable))),
            }
        }
    }
    let without = joined(without);
    let whole = |b: &&Found| {
        let mut all = without.iter();
        !all.any(|r| r.start <= b.range.start && b.range.end <= r.end)
    };
    let kept = top.iter().filter(whole).map(|b| b.range.start);
    let marks = if marks { kept.collect() } else { Vec::new() };
    Ok(Ok(Plan { without, marks }))
}

struct Found {
    kind: [u8; 4],
    range: Range<u64>,
    /// Behind its head.
    inside: u64,
}

/// The ranges of a box that are left out; `None` where they can't be read.
fn parts(found: &Found, exclusion: &Value) -> Option<Vec<Range<u64>>> {
    let Some(subset) = exclusion.get("subset").and_then(Value::list) else {
        return Some(vec![found.range.clone()]);
    };
    let mut all = Vec::new();
    for part in subset {
        let number = |name: &str| part.get(name).and_then(Value::count);
        let (offset, length) = (number("offset")?, number("length")?);
        let start = found.range.start.checked_add(offset)?;
        if start >= found.range.end {
            continue;
        }
        let end = match length {
            0 => found.range.end,
            n => start.checked_add(n)?.min(found.range.end),
        };
        all.push(start..end);
    }
    Some(all)
}

/// In order and without overlap.
fn joined(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_by_key(|r| r.start);
    let mut out: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

struct Walker<'a> {
    file: &'a File,
    seen: usize,
}

impl Walker<'_> {
    /// Boxes one after the other; `None` where they don't fill the range, or are too many.
    fn boxes(&mut self, within: Range<u64>) -> io::Result<Option<Vec<Found>>> {
        let mut all = Vec::new();
        let mut at = within.start;
        while at < within.end {
            self.seen += 1;
            let head = self.bytes(at, 16)?;
            let Some(&[a, b, c, d, e, f, g, h]) = head.first_chunk::<8>() else {
                return Ok(None);
            };
            let long = head.get(8..16).and_then(|b| b.try_into().ok());
            let (own, length) = match (u32::from_be_bytes([a, b, c, d]), long) {
                (0, _) => (8, within.end - at),
                (1, Some(long)) => (16, u64::from_be_bytes(long)),
                (1, None) => return Ok(None),
                (n, _) => (8, u64::from(n)),
            };
            let end = at.checked_add(length).filter(|e| *e <= within.end);
            let Some(end) = end.filter(|_| length >= own && self.seen <= MOST_BOXES) else {
                return Ok(None);
            };
            all.push(Found {
                kind: [e, f, g, h],
                range: at..end,
                inside: at + own,
            });
            at = end;
        }
        Ok(Some(all))
    }

    /// Boxes at a path of kinds, `moov/trak`.
    fn at(&mut self, among: &[Found], path: &str) -> io::Result<Vec<Found>> {
        let (first, rest) = path
            .split_once('/')
            .map_or((path, None), |(f, r)| (f, Some(r)));
        let mut all = Vec::new();
        for found in among.iter().filter(|b| b.kind == *first.as_bytes()) {
            let Some(rest) = rest else {
                all.push(Found {
                    kind: found.kind,
                    range: found.range.clone(),
                    inside: found.inside,
                });
                continue;
            };
            // The one box of these that has version and flags before what is in it.
            let skip = if found.kind == *b"meta" { 4 } else { 0 };
            let inner = self.boxes(found.inside + skip..found.range.end)?;
            all.extend(self.at(&inner.unwrap_or_default(), rest)?);
        }
        Ok(all)
    }

    /// Whether a box is as an exclusion says: length, version, flags, and bytes at places.
    fn is_meant(&self, found: &Found, exclusion: &Value) -> io::Result<bool> {
        let length = found.range.end - found.range.start;
        let wanted = exclusion.get("length").and_then(Value::count);
        if wanted.is_some_and(|n| n != length) {
            return Ok(false);
        }
        let own = self.bytes(found.inside, 4)?;
        let version = exclusion.get("version").and_then(Value::count);
        if version.is_some_and(|v| own.first().map(|b| u64::from(*b)) != Some(v)) {
            return Ok(false);
        }
        if let Some(flags) = exclusion.get("flags").and_then(Value::bytes) {
            let exact = !matches!(exclusion.get("exact"), Some(Value::Bool(false)));
            let here = own.get(1..4).unwrap_or_default();
            let fits = match exact {
                true => here == flags,
                false => {
                    here.len() == flags.len() && here.iter().zip(flags).all(|(h, f)| h & f == *f)
                }
            };
            if !fits {
                return Ok(false);
            }
        }
        for part in exclusion
            .get("data")
            .and_then(Value::list)
            .unwrap_or_default()
        {
            let (Some(offset), Some(value)) = (
                part.get("offset").and_then(Value::count),
                part.get("value").and_then(Value::bytes),
            ) else {
                return Ok(false);
            };
            let at = found.range.start.saturating_add(offset);
            if value.len() > LONGEST_VALUE || self.bytes(at, value.len() as u64)? != value {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Up to so many bytes from a place.
    fn bytes(&self, at: u64, most: u64) -> io::Result<Vec<u8>> {
        let (mut file, mut bytes) = (self.file, Vec::new());
        file.seek(SeekFrom::Start(at))?;
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
