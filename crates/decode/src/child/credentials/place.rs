//! Where containers keep a manifest store (C2PA 2.1, A.1–A.3): JPEG in APP11 segments, PNG in a
//! `caBX` chunk, RIFF in a `C2PA` chunk, ISO media files in a `uuid` box; PDF and TIFF somewhere in
//! one piece, which is found by its first bytes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use super::LONGEST;

/// Parts of a container that are passed over in looking for the store, at most.
const MOST_PARTS: usize = 100_000;
const C2PA_UUID: [u8; 16] = [
    0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81,
];

/// How a store begins: a box, its description, and the type of a store.
const BEGINNING: &[u8] = b"jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71";

/// A store with the ranges of the file that hold it, heads of the container among them.
pub struct Store {
    pub bytes: Vec<u8>,
    pub at: Vec<Range<u64>>,
}

/// Segments of one box in a JPEG file by their order: contents, and place.
type Segments = BTreeMap<u32, (Vec<u8>, Range<u64>)>;

impl Store {
    /// In one piece.
    fn at(bytes: Vec<u8>, range: Range<u64>) -> Self {
        let at = std::iter::once(range).collect();
        Self { bytes, at }
    }
}

/// The store of a file; `None` where there is none, or the container is cut off before it.
pub fn store(mut file: &File) -> io::Result<Option<Store>> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut reader = Reader {
        file,
        at: 0,
        length,
    };
    let head = reader.some(0, 12)?;
    Ok(match head.as_slice() {
        [0xff, 0xd8, 0xff, ..] => reader.jpeg()?,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => reader.png()?,
        [b'R', b'I', b'F', b'F', ..] => reader.riff()?,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => reader.media()?,
        [b'%', b'P', b'D', b'F', ..] | [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => {
            reader.anywhere()?
        }
        _ => None,
    })
}

struct Reader<'a> {
    file: &'a File,
    at: u64,
    length: u64,
}

impl Reader<'_> {
    /// Up to so many bytes from a place; fewer at the end of the file.
    fn some(&mut self, at: u64, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(at))?;
        self.file.take(most.min(LONGEST)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// All of a part that must be whole and not too long.
    fn part(&mut self, at: u64, length: u64) -> io::Result<Option<Vec<u8>>> {
        if length > LONGEST || at.checked_add(length).is_none_or(|end| end > self.length) {
            return Ok(None);
        }
        let bytes = self.some(at, length)?;
        Ok((bytes.len() as u64 == length).then_some(bytes))
    }

    /// Segments by number and order, put together; the first repeats its box's head in each.
    fn jpeg(&mut self) -> io::Result<Option<Store>> {
        let mut boxes: BTreeMap<[u8; 2], Segments> = BTreeMap::new();
        let (mut total, mut at) = (0u64, 2u64);
        for _ in 0..MOST_PARTS {
            let head = self.some(at, 4)?;
            let [0xff, marker, a, b] = head[..] else {
                break;
            };
            // Fill bytes before a marker; markers without contents.
            if marker == 0xff {
                at += 1;
                continue;
            }
            if matches!(marker, 0x01 | 0xd0..=0xd8) {
                at += 2;
                continue;
            }
            let length = u64::from(u16::from_be_bytes([a, b]));
            // The picture itself begins, or ends.
            if matches!(marker, 0xd9 | 0xda) || length < 2 {
                break;
            }
            if marker == 0xeb
                && let Some(body) = self.part(at + 4, length - 2)?
                && let [b'J', b'P', n0, n1, z0, z1, z2, z3, ref rest @ ..] = body[..]
            {
                total += rest.len() as u64;
                if total > LONGEST {
                    return Ok(None);
                }
                let order = u32::from_be_bytes([z0, z1, z2, z3]);
                let of = boxes.entry([n0, n1]).or_default();
                let segment = at..at + 2 + length;
                of.entry(order).or_insert_with(|| (rest.to_vec(), segment));
            }
            at += 2 + length;
        }
        Ok(boxes.into_values().map(joined).find(|s| is_store(&s.bytes)))
    }

    fn png(&mut self) -> io::Result<Option<Store>> {
        self.chunks(8, u32::from_be_bytes, *b"caBX", (0, 4), 4)
    }

    fn riff(&mut self) -> io::Result<Option<Store>> {
        self.chunks(12, u32::from_le_bytes, *b"C2PA", (4, 0), 0)
    }

    /// The contents of the first chunk of a kind. `places`: of length and kind in a chunk's head;
    /// `after`: bytes behind the contents.
    fn chunks(
        &mut self,
        first: u64,
        length_of: fn([u8; 4]) -> u32,
        kind: [u8; 4],
        (length_at, kind_at): (usize, usize),
        after: u64,
    ) -> io::Result<Option<Store>> {
        self.at = first;
        for _ in 0..MOST_PARTS {
            let head = self.some(self.at, 8)?;
            let four = |at: usize| head.get(at..at + 4).and_then(|b| b.try_into().ok());
            let (Some(length), Some(here)) = (four(length_at), four(kind_at)) else {
                return Ok(None);
            };
            let length = u64::from(length_of(length));
            let here: [u8; 4] = here;
            if here == kind {
                let bytes = self.part(self.at + 8, length)?;
                let end = (self.at + 8 + length + after).min(self.length);
                return Ok(bytes.map(|bytes| Store::at(bytes, self.at..end)));
            }
            // RIFF chunks begin at even places.
            let odd = if after == 0 { length % 2 } else { 0 };
            self.at += 8 + length + odd + after;
        }
        Ok(None)
    }

    fn media(&mut self) -> io::Result<Option<Store>> {
        for _ in 0..MOST_PARTS {
            let head = self.some(self.at, 16)?;
            let Some(&[a, b, c, d, ref kind @ ..]) = head.first_chunk::<8>() else {
                return Ok(None);
            };
            let (own, length) = match u32::from_be_bytes([a, b, c, d]) {
                0 => (8, self.length.saturating_sub(self.at)),
                1 => match head.get(8..16).and_then(|b| b.try_into().ok()) {
                    Some(long) => (16, u64::from_be_bytes(long)),
                    None => return Ok(None),
                },
                n => (8, u64::from(n)),
            };
            if length < own {
                return Ok(None);
            }
            if kind == b"uuid"
                && let Some(body) = self.part(self.at + own, length - own)?
                && let Some(bytes) = in_uuid(&body)
            {
                return Ok(Some(Store::at(bytes, self.at..self.at + length)));
            }
            match self.at.checked_add(length) {
                Some(next) if next < self.length => self.at = next,
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The last store that lies in the file in one piece: later revisions of a file are behind.
    fn anywhere(&mut self) -> io::Result<Option<Store>> {
        const WINDOW: u64 = 1 << 20;
        let overlap = BEGINNING.len() as u64;
        let (mut at, mut last) = (0, None);
        while at < self.length {
            let window = self.some(at, WINDOW + overlap)?;
            let mut from = 0;
            while let Some(found) = position(window.get(from..).unwrap_or_default()) {
                // Before it: length and kind of the outer box, and its own length.
                last = (at + (from + found) as u64).checked_sub(12).or(last);
                from += found + 1;
            }
            at += WINDOW;
        }
        let Some(start) = last else {
            return Ok(None);
        };
        let head = self.some(start, 8)?;
        let Some(&[a, b, c, d, b'j', b'u', b'm', b'b']) = head.first_chunk::<8>() else {
            return Ok(None);
        };
        let length = u64::from(u32::from_be_bytes([a, b, c, d]));
        let bytes = self.part(start, length)?;
        Ok(bytes.map(|bytes| Store::at(bytes, start..start + length)))
    }
}

/// Where the description of a store begins in these bytes.
fn position(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    // One letter that is rare in what is compressed or text is looked for first.
    while let Some(n) = bytes.get(from..)?.iter().position(|b| *b == b'j') {
        let at = from + n;
        if bytes[at..].starts_with(BEGINNING) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Behind the name: version and flags, what the box is for, and an offset of eight bytes.
fn in_uuid(body: &[u8]) -> Option<Vec<u8>> {
    let rest = body.strip_prefix(&C2PA_UUID)?.get(4..)?;
    let rest = rest.strip_prefix(b"manifest\0")?;
    Some(rest.get(8..)?.to_vec())
}

/// The parts of one box in order, without the head that each but the first repeats.
fn joined(parts: Segments) -> Store {
    let mut whole: Vec<u8> = Vec::new();
    let mut at = Vec::new();
    for (part, range) in parts.into_values() {
        at.push(range);
        let long = part.get(..4) == Some(&[0, 0, 0, 1]);
        let own = if whole.is_empty() {
            0
        } else if long {
            16
        } else {
            8
        };
        whole.extend(part.get(own..).unwrap_or_default());
    }
    Store { bytes: whole, at }
}

fn is_store(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"jumb")
}
