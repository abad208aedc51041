//! Content Credentials of our own making: boxes, CBOR and containers.
#![allow(dead_code)]

use std::ops::Range;

pub const DATA: &str = "c2pa.hash.data";
pub const BOXES: &str = "c2pa.hash.boxes";
/// Here, hashes of an ISO media file piece by piece.
pub const TREE: &str = "c2pa.hash.bmff";
/// No hash of the file at all.
pub const NONE: &str = "";

fn four(n: usize) -> [u8; 4] {
    u32::try_from(n).expect("short").to_be_bytes()
}

/// Values of CBOR, lengths always in four bytes so that a number keeps its place.
pub mod cbor {
    use super::four;

    fn head(kind: u8, n: usize) -> Vec<u8> {
        [&[kind << 5 | 26][..], &four(n)].concat()
    }

    pub fn number(n: u64) -> Vec<u8> {
        head(0, usize::try_from(n).expect("short"))
    }

    pub fn negative(n: i64) -> Vec<u8> {
        head(1, usize::try_from(-1 - n).expect("short"))
    }

    pub fn bytes(bytes: &[u8]) -> Vec<u8> {
        [&head(2, bytes.len()), bytes].concat()
    }

    pub fn text(text: &str) -> Vec<u8> {
        [&head(3, text.len()), text.as_bytes()].concat()
    }

    pub fn list(all: &[Vec<u8>]) -> Vec<u8> {
        [head(4, all.len()), all.concat()].concat()
    }

    pub fn map(all: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let pairs = all.iter().map(|(k, v)| (text(k), v.clone()));
        keyed(&pairs.collect::<Vec<_>>())
    }

    pub fn keyed(all: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
        let body: Vec<u8> = all
            .iter()
            .flat_map(|(k, v)| [k.as_slice(), v].concat())
            .collect();
        [head(5, all.len()), body].concat()
    }

    /// What is signed, with the shortest heads as COSE asks.
    pub fn to_be_signed(context: &str, protected: &[u8], payload: &[u8]) -> Vec<u8> {
        let short = |kind: u8, n: usize| match n {
            0..24 => vec![kind << 5 | n as u8],
            24..256 => vec![kind << 5 | 24, n as u8],
            256..65536 => vec![kind << 5 | 25, (n >> 8) as u8, n as u8],
            _ => [&[kind << 5 | 26][..], &four(n)].concat(),
        };
        [
            short(4, 4),
            short(3, context.len()),
            context.as_bytes().to_vec(),
            short(2, protected.len()),
            protected.to_vec(),
            short(2, 0),
            short(2, payload.len()),
            payload.to_vec(),
        ]
        .concat()
    }
}

pub fn boxed(kind: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let body = parts.concat();
    [&four(body.len() + 8)[..], kind, &body].concat()
}

/// `kind`: the first letters of its type, as `c2pa`.
pub fn superbox(kind: &[u8; 4], label: &str, inside: &[Vec<u8>]) -> Vec<u8> {
    let rest = b"\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71";
    let description = [&kind[..], rest, &[3], label.as_bytes(), &[0]].concat();
    let mut parts = vec![boxed(b"jumd", &[description])];
    parts.extend_from_slice(inside);
    boxed(b"jumb", &parts)
}

/// A store in a container, and the range of the file that holds it.
pub type Contained = (Vec<u8>, Range<usize>);
/// What puts a store into a file.
pub type Container = fn(&[u8]) -> Contained;

/// In so many segments, after a segment of another kind.
pub fn jpeg_in(store: &[u8], segments: usize) -> Contained {
    let mut out = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
    let start = out.len();
    let (head, body) = store.split_at(8);
    let size = body.len().div_ceil(segments);
    for (n, part) in body.chunks(size).enumerate() {
        let content = [b"JP\0\x01", &four(n + 1)[..], head, part].concat();
        let length = u16::try_from(content.len() + 2).expect("short");
        out.extend([0xff, 0xeb]);
        out.extend(length.to_be_bytes());
        out.extend(content);
    }
    let end = out.len();
    out.extend([0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9]);
    (out, start..end)
}

pub fn jpeg(store: &[u8]) -> Contained {
    jpeg_in(store, 2)
}

pub fn png(store: &[u8]) -> Contained {
    let chunk = |kind: &[u8; 4], body: &[u8]| [&four(body.len())[..], kind, body, &[0; 4]].concat();
    let before = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0; 13])].concat();
    let own = chunk(b"caBX", store);
    let at = before.len()..before.len() + own.len();
    let after = [chunk(b"IDAT", &[5; 30]), chunk(b"IEND", &[])].concat();
    ([before, own, after].concat(), at)
}

pub fn webp(store: &[u8]) -> Contained {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).expect("short");
        let pad: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
        [kind, &length.to_le_bytes()[..], body, pad].concat()
    };
    let before = [b"RIFF\0\0\0\0WEBP".to_vec(), chunk(b"VP8 ", &[1, 2, 3])].concat();
    let own = chunk(b"C2PA", store);
    let at = before.len()..before.len() + own.len();
    ([before, own].concat(), at)
}

pub fn pdf(store: &[u8]) -> Contained {
    let before = b"%PDF-1.7\n1 0 obj\n<< /AFRelationship /C2PA_Manifest >>\nstream\n".to_vec();
    let at = before.len()..before.len() + store.len();
    let after = b"\nendstream\nendobj\n%%EOF\n";
    ([&before, store, &after[..]].concat(), at)
}

pub const C2PA_UUID: [u8; 16] = [
    0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81,
];

pub fn mp4(store: &[u8]) -> Contained {
    let body = [&C2PA_UUID[..], &[0; 4], b"manifest\0", &[0; 8], store].concat();
    let before = [
        boxed(b"ftyp", &[b"isom\0\0\0\0".to_vec()]),
        boxed(b"uuid", &[vec![1; 20]]),
    ]
    .concat();
    let own = boxed(b"uuid", &[body]);
    let at = before.len()..before.len() + own.len();
    let after = [
        boxed(b"moov", &[boxed(b"trak", &[vec![3; 12]])]),
        boxed(b"mdat", &[vec![4; 50]]),
    ]
    .concat();
    ([before, own, after].concat(), at)
}
