//! What the machine wrote into a case (why a passage is proposed, what a file is, why one failed),
//! in the reader's language.
//!
//! Such texts are kept in English, as they were made. Here they are known again by their forms,
//! `words/told.txt`, so that what older versions wrote is said in French, too. A text of no known
//! form stays as it is. People's words never come here.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::words::{Tongue, french};

/// Pairs as in `french.txt`. In the English form `{0}` is a name or a text from a file, `{0*}`
/// again a text of the machine, and `{0#}` a number with decimals.
const TOLD: &str = include_str!("words/told.txt");

/// Texts within texts are followed so far.
const DEEPEST: usize = 6;
/// What is longer is no text of the machine.
const LONGEST: usize = 20_000;
/// Between reasons that are told one after the other.
const JOINED: [(&str, &str); 2] = [("; ", " ; "), (", ", ", ")];

#[derive(Clone, Copy)]
enum Place {
    Data,
    Text,
    Number,
}

/// A form with places, taken apart.
struct Form {
    /// What stands before each place, and after the last.
    around: Vec<&'static str>,
    places: Vec<(usize, Place)>,
    french: &'static str,
    /// Letters that are the form's own: the more, the surer it is the right one.
    own: usize,
}

struct Forms {
    plain: HashMap<&'static str, &'static str>,
    placed: Vec<Form>,
}

/// A text that the machine left in a case, as it is said in a language.
pub fn told_in(tongue: Tongue, text: &str) -> String {
    if tongue == Tongue::English || text.len() > LONGEST {
        return text.to_owned();
    }
    said(text, DEEPEST).unwrap_or_else(|| text.to_owned())
}

/// All pairs of the file, as they stand there.
pub fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    TOLD.split("\n\n")
        .filter_map(|pair| pair.trim_matches('\n').split_once("\n= "))
}

fn forms() -> &'static Forms {
    static ALL: OnceLock<Forms> = OnceLock::new();
    ALL.get_or_init(|| {
        let (placed, plain): (Vec<_>, Vec<_>) = pairs().partition(|(e, _)| e.contains('{'));
        let mut placed: Vec<Form> = placed.into_iter().map(|(e, f)| Form::of(e, f)).collect();
        // What begins with a place may swallow what another form begins with.
        placed.sort_by_key(|f| std::cmp::Reverse((!f.around[0].is_empty(), f.own)));
        Forms {
            plain: plain.into_iter().collect(),
            placed,
        }
    })
}

impl Form {
    fn of(english: &'static str, french: &'static str) -> Self {
        let (mut around, mut places) = (Vec::new(), Vec::new());
        let mut rest = english;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let number = name.trim_end_matches(['*', '#']);
            let kind = match name.chars().last() {
                Some('*') => Place::Text,
                Some('#') => Place::Number,
                _ => Place::Data,
            };
            around.push(before);
            places.push((number.parse().unwrap_or(0), kind));
            rest = after;
        }
        around.push(rest);
        let own = around.iter().map(|a| a.len()).sum();
        Self {
            around,
            places,
            french,
            own,
        }
    }

    /// What stands in the places of a text of this form.
    fn parts<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, between) = self.around.split_first()?;
        let (last, between) = between.split_last()?;
        let mut rest = text.strip_prefix(first)?.strip_suffix(last)?;
        let mut parts = Vec::new();
        for literal in between {
            let (part, after) = rest.split_once(literal)?;
            parts.push(part);
            rest = after;
        }
        parts.push(rest);
        parts.iter().all(|p| !p.is_empty()).then_some(parts)
    }

    fn said(&self, text: &str, depth: usize) -> Option<String> {
        let parts = self.parts(text)?;
        let mut out = self.french.to_owned();
        // From behind, so that what is put in is not looked through again.
        let mut filled: Vec<(usize, usize, String)> = Vec::new();
        for ((number, kind), part) in self.places.iter().zip(parts) {
            let (mark, text) = match kind {
                Place::Data => ("", part.to_owned()),
                Place::Number => ("#", part.replace('.', ",")),
                Place::Text => (
                    "*",
                    said(part, depth.checked_sub(1)?).unwrap_or_else(|| part.to_owned()),
                ),
            };
            let place = format!("{{{number}{mark}}}");
            filled.push((out.find(&place)?, place.len(), text));
        }
        filled.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        for (at, length, text) in filled {
            out.replace_range(at..at + length, &text);
        }
        Some(out)
    }
}

/// In French; nothing where no form fits.
fn said(text: &str, depth: usize) -> Option<String> {
    let forms = forms();
    if let Some(said) = forms.plain.get(text).or_else(|| french().get(text)) {
        return Some((*said).to_owned());
    }
    if depth == 0 {
        return None;
    }
    let whole = forms.placed.iter().find_map(|f| f.said(text, depth));
    whole.or_else(|| {
        JOINED.iter().find_map(|(between, french_between)| {
            text.contains(between).then_some(())?;
            let pieces: Vec<Option<String>> = text
                .split(between)
                .map(|piece| said(piece, depth - 1))
                .collect();
            pieces.iter().any(Option::is_some).then(|| {
                let texts = text.split(between).zip(pieces);
                let texts: Vec<String> = texts
                    .map(|(piece, said)| said.unwrap_or_else(|| piece.to_owned()))
                    .collect();
                texts.join(french_between)
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_french(text: &str) -> String {
        told_in(Tongue::French, text)
    }

    #[test]
    fn texts_of_a_case_are_known_by_their_forms() {
        for (english, french) in [
            (
                "too small for a view, few marks in few colours on one ground",
                "trop petit pour une vue, peu de traits, peu de couleurs, fond uni",
            ),
            (
                "both ways: small, at the same place of many pages",
                "dans les deux sens : petit, au même endroit sur beaucoup de pages",
            ),
            (
                "h264 video in mov, 1280 × 720, 8.5 s, 29.97 frames a second",
                "vidéo h264 en mov, 1280 × 720, 8,5 s, 29,97 images par seconde",
            ),
            (
                "damaged, watched as far as it goes: a frame can't be decoded (invalid data) (3 places in all)",
                "endommagée, regardée aussi loin que possible : une image ne peut être décodée (invalid data) (3 endroits en tout)",
            ),
            (
                "page 3: 2 charts are not read",
                "page 3 : 2 graphiques ne sont pas lus",
            ),
            (
                "red flag: “covert”; a question",
                "signal d’alerte : « covert » ; une question",
            ),
            ("“manual” on page 2", "« manual » à la page 2"),
        ] {
            assert_eq!(in_french(english), french);
            assert_eq!(told_in(Tongue::English, english), english);
        }
    }

    #[test]
    fn names_that_look_like_places_or_forms_stay_names() {
        for name in [
            "{0}",
            "{1*} {0}",
            "a {b} c",
            "}{",
            "",
            "ТОО «Аргус», Алматы",
        ] {
            assert_eq!(in_french(name), name);
            let said = in_french(&format!("the same bytes as {name}x, under another name"));
            assert_eq!(
                said,
                format!("les mêmes octets que {name}x, sous un autre nom")
            );
        }
        let long = "page 1: ".repeat(5000);
        assert_eq!(in_french(&long), long);
    }

    #[test]
    fn every_form_says_in_french_what_it_says_in_english() {
        let mut seen = std::collections::BTreeSet::new();
        for (english, french) in pairs() {
            assert!(seen.insert(english), "twice: {english}");
            let places = |text: &str| {
                let mut all: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .map(|t| t.split('}').next().unwrap_or_default().to_owned())
                    .collect();
                all.sort_unstable();
                all
            };
            assert_eq!(places(english), places(french), "{english}");
            assert!(!english.contains("}{"), "{english}");
        }
        assert!(seen.len() > 200, "{} forms", seen.len());
    }
}
