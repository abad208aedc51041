//! A sentence of the program with what it speaks of, so that it can be said in another language.

use std::fmt;

/// A form with places `{0}`, `{1}` …, and what stands there. Its `Display` is English.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Phrase {
    pub form: &'static str,
    pub parts: Vec<Part>,
}

/// What stands in a place of a phrase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// A name, a number, a date: the same in every language.
    Data(String),
    /// A word of the program.
    Word(&'static str),
    Phrase(Phrase),
}

impl Phrase {
    /// A phrase without places.
    pub const fn plain(form: &'static str) -> Self {
        Self {
            form,
            parts: Vec::new(),
        }
    }

    pub fn new(form: &'static str, parts: impl Into<Vec<Part>>) -> Self {
        Self {
            form,
            parts: parts.into(),
        }
    }

    /// A name or text of which no word is the program's.
    pub fn data(text: impl Into<String>) -> Self {
        Self::new("{0}", [Part::Data(text.into())])
    }

    /// The whole sentence, each form and word of the program as `say` gives it.
    pub fn said(&self, say: &dyn Fn(&'static str) -> &'static str) -> String {
        let parts: Vec<String> = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Data(text) => text.clone(),
                Part::Word(word) => say(word).to_owned(),
                Part::Phrase(phrase) => phrase.said(say),
            })
            .collect();
        fill(say(self.form), &parts)
    }

    /// Every piece of data in it, also in its phrases.
    pub fn data_parts(&mut self) -> Vec<&mut String> {
        let mut all = Vec::new();
        for part in &mut self.parts {
            match part {
                Part::Data(text) => all.push(text),
                Part::Word(_) => {}
                Part::Phrase(phrase) => all.extend(phrase.data_parts()),
            }
        }
        all
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(&|word| word))
    }
}

impl From<Phrase> for Part {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Data(text)
    }
}

/// Puts texts into the places of a form; what stands in a place is not looked through again.
pub fn fill(form: &str, parts: &[String]) -> String {
    let mut out = String::with_capacity(form.len());
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}').and_then(|(n, after)| {
            let n: usize = n.parse().ok()?;
            Some((parts.get(n)?, after))
        });
        if let Some((text, after)) = place {
            out.push_str(text);
            rest = after;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_names_may_look_like_places() {
        let inner = Phrase::new("page {0}", [Part::Data("{1}".to_owned())]);
        let phrase = Phrase::new(
            "{1} of {0} is {2} {9} {",
            [
                Part::Data("{1}".to_owned()),
                inner.into(),
                Part::Word("open"),
            ],
        );
        assert_eq!(phrase.to_string(), "page {1} of {1} is open {9} {");
        let loud = |w: &'static str| if w == "open" { "OPEN" } else { w };
        assert_eq!(phrase.said(&loud), "page {1} of {1} is OPEN {9} {");
    }
}
