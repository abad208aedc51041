//! Made-up documents in forms without pages of their own.

use super::text::{Said, Words};
use super::{Front, PaperLayout};
use crate::Dice;
use crate::office::{self, Piece};

/// The bytes of a document and its ending; a sentence's page is whatever the reader makes of it.
pub fn write(
    words: &Words,
    layout: PaperLayout,
    front: &Front<'_>,
    sentences: &[Said],
    dice: &mut Dice,
) -> (Vec<u8>, &'static str) {
    let mut slides = vec![title(front)];
    let mut rest = sentences;
    let mut n = 0;
    while !rest.is_empty() {
        let many = 2 + dice.below(4);
        let (group, after) = rest.split_at(many.min(rest.len()));
        rest = after;
        let heading = words.headings[n % words.headings.len()];
        let mut pieces = vec![Piece::Heading(2, heading.to_owned())];
        let blank = if words.han { "" } else { " " };
        let texts: Vec<&str> = group.iter().map(|s| s.text).collect();
        if n % 3 == 2 || layout == PaperLayout::Pptx {
            pieces.extend(texts.iter().map(|t| Piece::Item((*t).to_owned())));
        } else {
            pieces.push(Piece::Text(texts.join(blank)));
        }
        slides.push(pieces);
        n += 1;
    }
    if layout == PaperLayout::Pptx {
        return (office::pptx(front.product, &slides), "pptx");
    }
    slides[0].push(Piece::PageBreak);
    let pieces = slides.concat();
    match layout {
        PaperLayout::Docx => (office::docx(front.product, &pieces), "docx"),
        PaperLayout::Html => (office::html(front.product, &pieces).into_bytes(), "html"),
        _ => (text(&pieces).into_bytes(), "txt"),
    }
}

fn title(front: &Front<'_>) -> Vec<Piece> {
    vec![
        Piece::Heading(1, front.product.to_owned()),
        Piece::Heading(3, front.title.to_owned()),
        Piece::Text(front.version.clone()),
        Piece::Text(front.edition.clone()),
        Piece::Text(front.maker.to_owned()),
    ]
}

fn text(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Heading(_, text) | Piece::Text(text) => out.push_str(text),
            Piece::Item(text) => out.push_str(&format!("- {text}")),
            Piece::PageBreak => out.push('\u{c}'),
            Piece::Row(_) | Piece::Picture(..) => {}
        }
        out.push_str("\n\n");
    }
    out
}
