//! A page and its parts as one MIME message (MHTML, RFC 2557).

use std::borrow::Cow;
use std::collections::BTreeMap;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders};

use super::Flow;
use super::html::{self, Parts};
use crate::wire::Failure;

pub fn read(bytes: &[u8]) -> Result<Flow<'static>, Failure> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Failure::NotUnderstood("not understood as MHTML".to_owned()))?;
    let mut parts = Parts::default();
    let mut names = BTreeMap::new();
    let mut first = None;
    for part in message.parts.iter().filter(|p| !p.is_multipart()) {
        let mime = part.content_type().map_or_else(String::new, |t| {
            let sub = t.subtype().unwrap_or_default();
            format!("{}/{sub}", t.ctype()).to_ascii_lowercase()
        });
        let index = parts.all.len();
        let stated = part.content_type().and_then(|t| t.attribute("charset"));
        if let Some(id) = part.content_id() {
            names.insert(format!("cid:{}", id.trim_matches(['<', '>'])), index);
        }
        if let Some(place) = part.content_location() {
            names.insert(place.to_owned(), index);
        }
        if first.is_none() && matches!(&*mime, "text/html" | "application/xhtml+xml") {
            first = Some(index);
        }
        parts.all.push(html::Part {
            body: body(&message, part).into_owned(),
            charset: stated.map(str::to_owned),
        });
    }
    parts.names = names;
    let Some(first) = first else {
        return Err(Failure::Damaged(
            "no page is in it: it is cut off or no saved page; save the page again".to_owned(),
        ));
    };
    let title = message.subject().map(str::to_owned);
    html::read_parts(parts, first, title)
}

/// A part's own bytes: text is decoded here, as its page may state another encoding than its
/// envelope.
fn body<'m>(message: &'m Message<'_>, part: &'m MessagePart<'_>) -> Cow<'m, [u8]> {
    let raw = message
        .raw_message()
        .get(part.raw_body_offset() as usize..part.raw_end_offset() as usize)
        .unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::None => return Cow::Borrowed(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    decoded.map_or_else(|| Cow::Owned(part.contents().to_vec()), Cow::Owned)
}
