//! An HTTP response as a WARC record holds it: head, and body with what was done to it on the way
//! undone.

use std::io::Read;

use super::LARGEST;

/// A response.
pub struct Response {
    pub status: u16,
    /// Without parameters, lower case.
    pub mime: String,
    pub body: Vec<u8>,
    pub notes: Vec<String>,
}

/// The bytes of the body as they were sent: what payload digests are of.
pub fn split(block: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = block.windows(4).position(|w| w == b"\r\n\r\n");
    match at {
        Some(at) => Some((&block[..at], &block[at + 4..])),
        None => {
            let at = block.windows(2).position(|w| w == b"\n\n")?;
            Some((&block[..at], &block[at + 2..]))
        }
    }
}

/// `None` where it is none.
pub fn response(block: &[u8]) -> Option<Response> {
    let (head, sent) = split(block)?;
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let first = lines.next()?;
    if !first.starts_with("HTTP/") {
        return None;
    }
    let status = first.split_whitespace().nth(1)?.parse().ok()?;
    let field = |name: &str| {
        head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_ascii_lowercase())
        })
    };
    let mut notes = Vec::new();
    let mut body = sent.to_vec();
    if field("transfer-encoding").is_some_and(|v| v.contains("chunked")) {
        // Some archivers undo it and leave the header.
        body = dechunked(sent).unwrap_or(body);
    }
    match field("content-encoding").as_deref() {
        None | Some("" | "identity") => {}
        Some("gzip" | "x-gzip") => inflate(flate2::read::GzDecoder::new(&body[..]), &mut notes)
            .into_iter()
            .for_each(|plain| body = plain),
        Some("deflate") => inflate(flate2::read::ZlibDecoder::new(&body[..]), &mut notes)
            .into_iter()
            .for_each(|plain| body = plain),
        Some(other) => notes.push(format!("kept as it was sent, packed by {other}")),
    }
    if let Some(length) = field("content-length").and_then(|v| v.parse::<usize>().ok())
        && sent.len() < length
    {
        notes.push(format!(
            "cut off: {} of {length} bytes were saved",
            sent.len()
        ));
    }
    Some(Response {
        status,
        mime: mime(&field("content-type").unwrap_or_default()),
        body,
        notes,
    })
}

/// The kind without parameters.
pub fn mime(content_type: &str) -> String {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

fn inflate(reader: impl Read, notes: &mut Vec<String>) -> Option<Vec<u8>> {
    match super::bounded(reader, LARGEST) {
        Ok(Some(plain)) => Some(plain),
        Ok(None) => {
            notes.push("kept packed: it unpacks to more than the limit".to_owned());
            None
        }
        Err(e) => {
            notes.push(format!("kept as it was sent: it can't be unpacked ({e})"));
            None
        }
    }
}

fn dechunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let at = rest.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..at]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(at + 2..)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?.strip_prefix(b"\r\n")?;
    }
}
