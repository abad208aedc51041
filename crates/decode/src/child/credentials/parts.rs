//! The parts of a JPEG or PNG file by the names that C2PA gives them ("general boxes hash"): markers
//! of JPEG (ISO 10918-1, table B.1), chunks of PNG, and the store as one part of its own.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

/// The name of the store, whatever it is kept in.
pub const STORE: &str = "C2PA";
/// The name of the eight bytes that a PNG file begins with.
pub const PNG: &str = "PNGh";
const PNG_BEGINS: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Of one file; with more it is not looked into.
const MOST: usize = 100_000;

pub struct Part {
    pub name: String,
    pub range: Range<u64>,
}

/// Parts in the order of the file.
pub struct Parts {
    pub parts: Vec<Part>,
    /// Bytes of the file that belong to none of them: between them, and behind the last.
    pub between: u64,
}

/// `None` where it is of another kind, or can't be read to its end.
pub fn of(mut file: &File, store: &[Range<u64>]) -> io::Result<Option<Parts>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.take(8).read_to_end(&mut head)?;
    let mut walker = Walker {
        file: BufReader::new(file),
        length,
        store,
        parts: Vec::new(),
    };
    let whole = match head.as_slice() {
        [0xff, 0xd8, 0xff, ..] => walker.jpeg()?,
        head if *head == PNG_BEGINS => walker.png()?,
        _ => None,
    };
    let Some(()) = whole else {
        return Ok(None);
    };
    let own: u64 = walker
        .parts
        .iter()
        .map(|p| p.range.end - p.range.start)
        .sum();
    Ok(Some(Parts {
        parts: walker.parts,
        between: length.saturating_sub(own),
    }))
}

struct Walker<'a> {
    file: BufReader<&'a File>,
    length: u64,
    store: &'a [Range<u64>],
    parts: Vec<Part>,
}

impl Walker<'_> {
    /// Segments up to the end of the picture. What is behind that is no part.
    fn jpeg(&mut self) -> io::Result<Option<()>> {
        let mut at = 0u64;
        while self.parts.len() < MOST {
            let Some([0xff, marker]) = self.bytes::<2>(at)? else {
                return Ok(None);
            };
            // Fill bytes before a marker.
            if marker == 0xff {
                at += 1;
                continue;
            }
            let start = at;
            at += 2;
            let bare = matches!(marker, 0x01 | 0xd0..=0xd9);
            if !bare {
                let Some(length) = self.bytes::<2>(at)?.map(u16::from_be_bytes) else {
                    return Ok(None);
                };
                if length < 2 {
                    return Ok(None);
                }
                at += u64::from(length);
            }
            if marker == 0xda {
                match self.end_of_scan(at)? {
                    Some(end) => at = end,
                    None => return Ok(None),
                }
            }
            if at > self.length {
                return Ok(None);
            }
            self.part(marker_name(marker), start..at);
            if marker == 0xd9 {
                return Ok(Some(()));
            }
        }
        Ok(None)
    }

    /// Where the next marker stands behind the bytes of a scan; those that begin it anew are in it.
    fn end_of_scan(&mut self, from: u64) -> io::Result<Option<u64>> {
        self.go_to(from)?;
        let (mut at, mut marked) = (from, false);
        loop {
            let piece = self.file.fill_buf()?;
            if piece.is_empty() {
                return Ok(None);
            }
            for (n, byte) in piece.iter().enumerate() {
                if marked && !matches!(byte, 0x00 | 0xd0..=0xd7) {
                    return Ok(Some(at + n as u64 - 1));
                }
                marked = *byte == 0xff;
            }
            let length = piece.len();
            at += length as u64;
            self.file.consume(length);
        }
    }

    /// Chunks up to the last one.
    fn png(&mut self) -> io::Result<Option<()>> {
        self.part(PNG.to_owned(), 0..8);
        let mut at = 8;
        while self.parts.len() < MOST {
            let Some([a, b, c, d, name @ ..]) = self.bytes::<8>(at)? else {
                return Ok(None);
            };
            let start = at;
            // Length and kind before the contents, a check sum behind.
            at += u64::from(u32::from_be_bytes([a, b, c, d])) + 12;
            if at > self.length {
                return Ok(None);
            }
            self.part(String::from_utf8_lossy(&name).into_owned(), start..at);
            if &name == b"IEND" {
                return Ok(Some(()));
            }
        }
        Ok(None)
    }

    /// One more; pieces of the store that follow each other are one part.
    fn part(&mut self, name: String, range: Range<u64>) {
        let own = |s: &Range<u64>| s.start <= range.start && range.end <= s.end;
        if !self.store.iter().any(own) {
            // Only the store is called so, whatever a chunk says of itself.
            let name = Some(name).filter(|n| n != STORE).unwrap_or_default();
            self.parts.push(Part { name, range });
            return;
        }
        match self.parts.last_mut() {
            Some(last) if last.name == STORE && last.range.end == range.start => {
                last.range.end = range.end;
            }
            _ => self.parts.push(Part {
                name: STORE.to_owned(),
                range,
            }),
        }
    }

    fn go_to(&mut self, at: u64) -> io::Result<()> {
        let here = self.file.stream_position()?;
        let way = i64::try_from(at).unwrap_or(i64::MAX) - i64::try_from(here).unwrap_or(i64::MAX);
        self.file.seek_relative(way)
    }

    /// So many bytes from a place; `None` where the file ends before.
    fn bytes<const N: usize>(&mut self, at: u64) -> io::Result<Option<[u8; N]>> {
        if at.saturating_add(N as u64) > self.length {
            return Ok(None);
        }
        self.go_to(at)?;
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        Ok(Some(bytes))
    }
}

fn marker_name(marker: u8) -> String {
    match marker {
        0x01 => "TEM".to_owned(),
        0xc4 => "DHT".to_owned(),
        0xc8 => "JPG".to_owned(),
        0xcc => "DAC".to_owned(),
        0xc0..=0xcf => format!("SOF{}", marker - 0xc0),
        0xd0..=0xd7 => format!("RST{}", marker - 0xd0),
        0xd8 => "SOI".to_owned(),
        0xd9 => "EOI".to_owned(),
        0xda => "SOS".to_owned(),
        0xdb => "DQT".to_owned(),
        0xdc => "DNL".to_owned(),
        0xdd => "DRI".to_owned(),
        0xde => "DHP".to_owned(),
        0xdf => "EXP".to_owned(),
        0xe0..=0xef => format!("APP{}", marker - 0xe0),
        0xf0..=0xfd => format!("JPG{}", marker - 0xf0),
        0xfe => "COM".to_owned(),
        _ => "RES".to_owned(),
    }
}
