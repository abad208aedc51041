//! The file's bytes against the hash in a manifest ("hard binding"): the whole file but for ranges,
//! or but for boxes of an ISO media file. Hashes of named parts are in `named`.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use model::{Check, Gap};

use super::boxes::Superbox;
use super::cbor::{self, Value};
use super::keys::{Hash, Running};
use super::{claim, media, named, short};

const PIECE: usize = 1 << 20;

/// Says from time to time that work goes on.
pub type Alive<'a> = &'a mut dyn FnMut() -> io::Result<()>;

/// The check, and how many bytes beside the store it leaves out.
pub fn check(
    file: &File,
    store_at: &[Range<u64>],
    wanted: &Value,
    manifest: &Superbox<'_>,
    alive: Alive<'_>,
) -> io::Result<(Check, u64)> {
    let store = manifest.boxes().find(claim::is_store);
    let bindings: Vec<Superbox<'_>> = store
        .iter()
        .flat_map(Superbox::boxes)
        .filter(|b| b.label.starts_with("c2pa.hash."))
        .collect();
    let [one] = bindings.as_slice() else {
        let gap = match bindings.len() {
            0 if is_amendment(manifest) => Gap::Amendment,
            0 => Gap::Missing,
            _ => Gap::Form("several hashes".to_owned()),
        };
        return Ok((Check::NotChecked(gap), 0));
    };
    let Some(said) = one.content(b"cbor").and_then(cbor::read) else {
        return Ok((Check::NotChecked(Gap::Unreadable), 0));
    };
    let length = { file }.seek(SeekFrom::End(0))?;
    let plan = match one.label.as_str() {
        "c2pa.hash.data" => Plan::of_ranges(&said, length),
        "c2pa.hash.bmff" | "c2pa.hash.bmff.v2" | "c2pa.hash.bmff.v3" => {
            let marks = one.label != "c2pa.hash.bmff";
            media::plan(file, length, &said, marks)?
        }
        "c2pa.hash.boxes" => return named::check(file, store_at, &said, wanted, alive),
        other => Err(Check::NotChecked(Gap::Form(short(other)))),
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(check) => return Ok((check, 0)),
    };
    let (expected, hash) = match (
        said.get("hash").and_then(Value::bytes),
        claim::hash_of(&said, wanted),
    ) {
        (Some(expected), Ok(hash)) => (expected, hash),
        (_, Err(gap)) => return Ok((Check::NotChecked(gap), 0)),
        (None, Ok(_)) => return Ok((Check::NotChecked(Gap::Missing), 0)),
    };
    let check = match plan.hash(file, length, hash, alive)? == expected {
        true => Check::Fits,
        false => Check::Differs,
    };
    Ok((check, plan.uncovered(store_at)))
}

/// An update manifest has another type, and names what it amends.
fn is_amendment(manifest: &Superbox<'_>) -> bool {
    manifest.kind == *b"c2um"
}

/// What of a file goes into its hash.
#[derive(Default)]
pub struct Plan {
    /// Left out: in order, apart from each other.
    pub without: Vec<Range<u64>>,
    /// Places whose own offset is hashed before what is there, or behind it if that is left out.
    pub marks: Vec<u64>,
}

impl Plan {
    /// The ranges that an assertion names; out of order or of the file they are not what was
    /// signed.
    fn of_ranges(said: &Value, length: u64) -> Result<Self, Check> {
        let mut without: Vec<Range<u64>> = Vec::new();
        let listed = said.get("exclusions").map(|e| e.list());
        let listed = match listed {
            None => &[],
            Some(Some(list)) => list,
            Some(None) => return Err(Check::NotChecked(Gap::Unreadable)),
        };
        for range in listed {
            let number = |name: &str| range.get(name).and_then(Value::count);
            let (Some(start), Some(count)) = (number("start"), number("length")) else {
                return Err(Check::NotChecked(Gap::Unreadable));
            };
            let end = start.checked_add(count).filter(|end| *end <= length);
            let before = without.last().map_or(0, |r| r.end);
            match end {
                Some(end) if start >= before => without.push(start..end),
                _ => return Err(Check::Differs),
            }
        }
        Ok(Self {
            without,
            marks: Vec::new(),
        })
    }

    /// Bytes that are left out and are no part of the store.
    fn uncovered(&self, store: &[Range<u64>]) -> u64 {
        let all: u64 = self.without.iter().map(|r| r.end - r.start).sum();
        let own: u64 = self
            .without
            .iter()
            .flat_map(|r| store.iter().map(move |s| (r, s)))
            .map(|(r, s)| r.end.min(s.end).saturating_sub(r.start.max(s.start)))
            .sum();
        all.saturating_sub(own)
    }

    fn hash(&self, file: &File, length: u64, hash: Hash, alive: Alive<'_>) -> io::Result<Vec<u8>> {
        let mut running = hash.begin();
        let mut marks = self.marks.iter().copied().peekable();
        let ends = self.without.iter().map(|r| r.start).chain([length]);
        let starts = std::iter::once(0).chain(self.without.iter().map(|r| r.end));
        for (mut at, end) in starts.zip(ends) {
            while at < end {
                while let Some(mark) = marks.next_if(|m| *m <= at) {
                    running.add(&mark.to_be_bytes());
                }
                let stop = marks.peek().map_or(end, |m| end.min(*m));
                add(file, at..stop, &mut running, alive)?;
                at = stop;
            }
        }
        Ok(running.end())
    }
}

/// Adds the bytes of a range of the file, piece by piece.
pub fn add(
    mut file: &File,
    range: Range<u64>,
    running: &mut Running,
    alive: Alive<'_>,
) -> io::Result<()> {
    let mut left = range.end.saturating_sub(range.start);
    let piece = |left: u64| usize::try_from(left).map_or(PIECE, |n| n.min(PIECE));
    let mut buffer = vec![0; piece(left)];
    file.seek(SeekFrom::Start(range.start))?;
    while left > 0 {
        let piece = piece(left);
        file.read_exact(&mut buffer[..piece])?;
        running.add(&buffer[..piece]);
        left -= piece as u64;
        alive()?;
    }
    Ok(())
}
