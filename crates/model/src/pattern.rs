//! Patterns of words, as the capability file writes them; how they are read is told there.
//!
//! What lives here is their text form. What doesn't: looking for them in a text (`describe`).

use std::collections::BTreeMap;

use crate::text::tokens;

/// One word of a pattern, folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    Exact(String),
    Begins(String),
    /// With at least two letters before.
    Ends(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Element {
    /// Up to so many words.
    Gap(usize),
    /// Any of these runs of words.
    OneOf(Vec<Vec<Piece>>),
}

/// Runs of words that must all be there, in any order and close together; usually one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    pub source: String,
    pub parts: Vec<Vec<Element>>,
}

/// Why a text is no pattern.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PatternError {
    #[error("the pattern {0:?} has no words")]
    Empty(String),
    #[error("the pattern {0:?}: {1:?} is no gap of 1 to 20 words")]
    Gap(String, String),
    #[error("the pattern {0:?}: no words are named ${1}")]
    Name(String, String),
    #[error("the pattern {0:?}: the star of {1:?} is neither at its beginning nor its end")]
    Star(String, String),
}

impl Pattern {
    /// Reads a pattern; `named` holds the words behind `$name`.
    ///
    /// # Errors
    /// When it has no words, or a part of it can't be read.
    pub fn parse(text: &str, named: &BTreeMap<String, String>) -> Result<Self, PatternError> {
        let full = expand(text, named)?;
        let parts = full
            .split(" & ")
            .map(|part| sequence(part, text))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            source: text.to_owned(),
            parts,
        })
    }
}

fn expand(text: &str, named: &BTreeMap<String, String>) -> Result<String, PatternError> {
    let mut full = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        full.push_str(before);
        let end = after
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(after.len());
        let name = &after[..end];
        let words = named
            .get(name)
            .ok_or_else(|| PatternError::Name(text.to_owned(), name.to_owned()))?;
        full.push_str(words);
        rest = &after[end..];
    }
    full.push_str(rest);
    Ok(full)
}

fn sequence(part: &str, whole: &str) -> Result<Vec<Element>, PatternError> {
    let mut elements = Vec::new();
    for word in part.split_whitespace() {
        if let Some(count) = word.strip_prefix("..") {
            let gap = count
                .parse()
                .ok()
                .filter(|n| (1..=20).contains(n))
                .ok_or_else(|| PatternError::Gap(whole.to_owned(), word.to_owned()))?;
            elements.push(Element::Gap(gap));
            continue;
        }
        let runs = word
            .split('|')
            .map(|run| pieces(run, whole))
            .collect::<Result<Vec<_>, _>>()?;
        elements.push(Element::OneOf(runs));
    }
    if !elements.iter().any(|e| matches!(e, Element::OneOf(_))) {
        return Err(PatternError::Empty(whole.to_owned()));
    }
    Ok(elements)
}

fn pieces(run: &str, whole: &str) -> Result<Vec<Piece>, PatternError> {
    let mut found = Vec::new();
    for word in run.split('_').filter(|w| !w.is_empty()) {
        let (begins, ends) = (word.ends_with('*'), word.starts_with('*'));
        let bare = word.trim_matches('*');
        if bare.contains('*') || (begins && ends) {
            return Err(PatternError::Star(whole.to_owned(), word.to_owned()));
        }
        let mut cut: Vec<Piece> = tokens(bare)
            .into_iter()
            .map(|t| Piece::Exact(t.text))
            .collect();
        if let (true, Some(Piece::Exact(last))) = (begins, cut.last().cloned()) {
            cut.pop();
            cut.push(Piece::Begins(last));
        }
        if let (true, Some(Piece::Exact(first))) = (ends, cut.first().cloned()) {
            cut[0] = Piece::Ends(first);
        }
        found.extend(cut);
    }
    if found.is_empty() {
        return Err(PatternError::Empty(whole.to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Pattern, PatternError> {
        let named = BTreeMap::from([("face".to_owned(), "face|faces".to_owned())]);
        Pattern::parse(text, &named)
    }

    #[test]
    fn every_form_is_read() {
        let p = parse("$face|head ..3 recogni* & real_time").expect("a pattern");
        assert_eq!(p.parts.len(), 2);
        assert_eq!(p.parts[0].len(), 3);
        let Element::OneOf(runs) = &p.parts[1][0] else {
            panic!("words")
        };
        let exact = |w: &str| Piece::Exact(w.to_owned());
        assert_eq!(runs[0], [exact("real"), exact("time")]);
        let p = parse("人脸 ..2 识别|比对").expect("a pattern");
        assert_eq!(p.parts[0].len(), 3);
        let p = parse("*майды").expect("a pattern");
        assert_eq!(
            p.parts[0][0],
            Element::OneOf(vec![vec![Piece::Ends("майды".to_owned())]])
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert!(matches!(parse(""), Err(PatternError::Empty(_))));
        assert!(matches!(parse("face & "), Err(PatternError::Empty(_))));
        assert!(matches!(parse("a| b"), Err(PatternError::Empty(_))));
        assert!(matches!(parse("..0 face"), Err(PatternError::Gap(..))));
        assert!(matches!(parse("$nose"), Err(PatternError::Name(..))));
        assert!(matches!(parse("re*ni"), Err(PatternError::Star(..))));
        assert!(matches!(parse("..3"), Err(PatternError::Empty(_))));
    }
}
