//! A page saved as one HTML file (SingleFile and the like): its address and time stand in a comment,
//! pictures are written into it as `data:` addresses.

use super::{Piece, Sink, page, worth};
use crate::child::Trouble;
use crate::wire::Part;

/// Pictures that are taken out of one page.
const MOST: usize = 2_000;

pub fn unpack(bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Trouble> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(16 << 10)]);
    let field = |name: &str| {
        let line = head.lines().find_map(|l| l.trim().strip_prefix(name))?;
        let line = line.trim();
        (!line.is_empty()).then(|| line.to_owned())
    };
    let single = head.contains("Page saved with SingleFile");
    let url = if single {
        field("url:")
    } else {
        saved_from(&head)
    };
    let at = if single { field("saved date:") } else { None };
    let mut notes: Vec<String> = page::wall(bytes).into_iter().collect();
    if !single {
        notes.push("no saver that is known names itself in it".to_owned());
    }
    let base = |part, mime: &str| Piece {
        url: url.clone(),
        at: at.clone(),
        part,
        mime: mime.to_owned(),
        ..Piece::default()
    };
    let about = Piece {
        title: page::title(bytes),
        notes,
        ..base(Part::Itself, "text/html")
    };
    sink.put(about, bytes)?;
    let mut rest = bytes;
    for _ in 0..MOST {
        let Some((mime, body, after)) = next_data(rest) else {
            break;
        };
        rest = after;
        if let Some(body) = body.filter(|b| worth(&mime, b)) {
            sink.put(base(Part::Media, &mime), &body)?;
        }
        sink.alive()?;
    }
    Ok(())
}

/// Internet Explorer's mark, which other savers write too.
fn saved_from(head: &str) -> Option<String> {
    let after = head.split_once("<!-- saved from url=(")?.1;
    let url = after.split_once(')')?.1;
    Some(url.split_once("-->")?.0.trim().to_owned())
}

type Data<'a> = (String, Option<Vec<u8>>, &'a [u8]);

/// The next `data:KIND;base64,…` of a picture or film.
fn next_data(bytes: &[u8]) -> Option<Data<'_>> {
    const MARK: &[u8] = b";base64,";
    let at = bytes.windows(MARK.len()).position(|w| w == MARK)?;
    let from = bytes[..at]
        .iter()
        .rposition(|b| *b == b':')
        .map_or(0, |n| n + 1);
    let mime = String::from_utf8_lossy(&bytes[from.max(at.saturating_sub(100))..at]);
    let mime = super::http::mime(&mime);
    let body = &bytes[at + MARK.len()..];
    let letter = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let end = body.iter().position(|b| !letter(b)).unwrap_or(body.len());
    let wanted =
        mime.starts_with("image/") || mime.starts_with("video/") || mime == "application/pdf";
    let decoded = wanted
        .then(|| mail_parser::decoders::base64::base64_decode(&body[..end]))
        .flatten();
    Some((mime, decoded, &body[end..]))
}
