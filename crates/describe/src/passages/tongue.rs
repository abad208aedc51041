//! Which of the five languages a text is written in, by letters and small words. Kazakh is told
//! from Russian by its letters, French from English by its small words.

use model::Language;
use model::text::{Token, is_cyrillic, is_han, is_kazakh_only};

const ENGLISH: &[&str] = &[
    "the", "of", "and", "is", "are", "with", "for", "by", "not", "can", "be", "this", "it", "that",
    "on", "in", "to", "at", "from", "an", "only", "does", "which", "each", "all",
];
const FRENCH: &[&str] = &[
    "le", "la", "les", "des", "du", "de", "et", "est", "sont", "un", "une", "pour", "par", "dans",
    "sur", "avec", "ne", "pas", "que", "qui", "au", "aux", "ce", "cette", "il", "elle", "en", "d",
    "l", "peut", "se", "ou",
];

/// Ends of Kazakh verbs without a letter that only Kazakh has; no Russian word ends so.
const KAZAKH_ENDS: &[&str] = &[
    "майды",
    "мейді",
    "байды",
    "бейді",
    "пайды",
    "пейді",
    "лады",
    "леді",
    "йтын",
    "йтін",
    "маған",
    "меген",
    "ылған",
    "ілген",
];

/// Among more Latin words than these, at least one in so many is a small word of its language.
const MANY: u32 = 60;
const SHARE: u32 = 8;

/// Words of each language that were counted.
#[derive(Clone, Copy, Default, Debug)]
pub struct Tally {
    counts: [u32; 5],
    /// Words in Latin letters.
    latin: u32,
    /// Words in Cyrillic letters.
    cyrillic: u32,
}

impl Tally {
    pub fn count(&mut self, tokens: &[Token]) {
        for token in tokens {
            let text = token.text.as_str();
            if text.chars().any(is_han) {
                self.add(Language::Zh);
            } else if text.chars().any(is_cyrillic) {
                self.cyrillic += 1;
                let ends = KAZAKH_ENDS.iter().any(|e| text.ends_with(e));
                if text.chars().any(is_kazakh_only) || (ends && text.chars().count() > 5) {
                    self.add(Language::Kk);
                }
            } else if text.chars().any(|c| c.is_ascii_alphabetic()) {
                self.latin += 1;
                if ENGLISH.contains(&text) {
                    self.add(Language::En);
                }
                if FRENCH.contains(&text) {
                    self.add(Language::Fr);
                }
            }
        }
    }

    fn add(&mut self, language: Language) {
        self.counts[language as usize] += 1;
    }

    fn of(&self, language: Language) -> u32 {
        self.counts[language as usize]
    }

    /// The language of the text; `None` where the words don't decide.
    pub fn language(&self) -> Option<Language> {
        let (zh, kk) = (self.of(Language::Zh), self.of(Language::Kk));
        // A Chinese word has about two characters.
        let han = zh.div_ceil(2);
        if han > 0 && han >= self.latin && han >= self.cyrillic {
            return Some(Language::Zh);
        }
        if self.cyrillic >= self.latin.max(1) {
            // Every third Kazakh word has one of its letters; Russian texts name Kazakh places.
            return Some(if 8 * kk >= self.cyrillic {
                Language::Kk
            } else {
                Language::Ru
            });
        }
        let (en, fr) = (self.of(Language::En), self.of(Language::Fr));
        // German, Latin and others share a small word or two with French: where few words of many
        // are known, the text is in none of the five.
        if self.latin > MANY && SHARE * en.max(fr) < self.latin {
            return None;
        }
        match en.cmp(&fr) {
            std::cmp::Ordering::Greater => Some(Language::En),
            std::cmp::Ordering::Less => Some(Language::Fr),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// The language of some words.
pub fn language(tokens: &[Token]) -> Option<Language> {
    let mut tally = Tally::default();
    tally.count(tokens);
    tally.language()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_languages_are_told_apart() {
        for (text, expected) in [
            (
                "Faces are compared with the lists of the site.",
                Language::En,
            ),
            (
                "Les visages sont comparés aux listes du site.",
                Language::Fr,
            ),
            ("Лица сравниваются со списками объекта.", Language::Ru),
            ("Беттер нысанның тізімдерімен салыстырылады.", Language::Kk),
            ("系统将人脸与名单进行比对。", Language::Zh),
            ("支持PTZ和ONVIF协议", Language::Zh),
        ] {
            let found = language(&model::text::tokens(text));
            assert_eq!(found, Some(expected), "{text}");
        }
        assert_eq!(language(&model::text::tokens("PTZ 4K H.265")), None);
        let german =
            "Ein Raum ist kompakt, wenn jede offene Überdeckung des Raumes eine endliche hat. ";
        assert_eq!(language(&model::text::tokens(&german.repeat(8))), None);
    }
}
