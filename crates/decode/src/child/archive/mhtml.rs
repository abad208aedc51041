//! MHTML: a page and its parts as one MIME message (RFC 2557), as browsers save them.

use mail_parser::{Message, MessageParser, MimeHeaders};

use super::{Piece, Sink, page, worth};
use crate::child::Trouble;
use crate::wire::{Failure, Part};

pub fn unpack(bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Trouble> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Failure::NotUnderstood("not understood as MHTML".to_owned()))?;
    let header = |name: &str| {
        let value = message.header_raw(name.to_owned())?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let url = header("Snapshot-Content-Location");
    let at = message.date().map(|d| d.to_rfc3339());
    let mut first = true;
    let mut found = false;
    for part in &message.parts {
        if part.is_multipart() {
            continue;
        }
        let mime = part.content_type().map_or_else(String::new, |t| {
            let sub = t.subtype().unwrap_or_default();
            format!("{}/{sub}", t.ctype()).to_ascii_lowercase()
        });
        let location = part.content_location().map(str::to_owned);
        let body = part.contents();
        let is_page = first && mime == "text/html";
        if is_page {
            first = false;
        } else if !worth(&mime, body) {
            continue;
        }
        found = true;
        let piece = Piece {
            url: if is_page {
                url.clone().or(location)
            } else {
                location
            },
            title: is_page
                .then(|| subject(&message).or_else(|| page::title(body)))
                .flatten(),
            notes: is_page
                .then(|| page::wall(body))
                .flatten()
                .into_iter()
                .collect(),
            part: if is_page { Part::Page } else { Part::Media },
            at: at.clone(),
            mime,
        };
        sink.put(piece, body)?;
    }
    if !found {
        return sink.missing("the page", "no page and no media are in it");
    }
    Ok(())
}

fn subject(message: &Message<'_>) -> Option<String> {
    message.subject().map(str::to_owned)
}
