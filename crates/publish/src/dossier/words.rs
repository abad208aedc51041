//! The page's language: its own texts are English in the sources, with their French in
//! `words/french.txt`. Names, quotes and what people wrote stay as they are.
//!
//! A page is made on one thread, which speaks one language while it does so.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::OnceLock;

use model::Phrase;
use model::phrase::fill;

use super::told::told_in;

/// English above, French below behind `= `, a blank line between pairs.
const FRENCH: &str = include_str!("words/french.txt");

/// What a dossier is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tongue {
    #[default]
    English,
    French,
}

impl Tongue {
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

thread_local! {
    static SPOKEN: Cell<Tongue> = const { Cell::new(Tongue::English) };
}

/// Until it is dropped, this thread's pages are in a language.
pub struct Speaking(Tongue);

impl Speaking {
    pub fn begin(tongue: Tongue) -> Self {
        Self(SPOKEN.replace(tongue))
    }
}

impl Drop for Speaking {
    fn drop(&mut self) {
        SPOKEN.set(self.0);
    }
}

pub fn tongue() -> Tongue {
    SPOKEN.get()
}

/// All pairs, as they stand in the file.
pub fn french() -> &'static HashMap<&'static str, &'static str> {
    static ALL: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    ALL.get_or_init(|| {
        FRENCH
            .split("\n\n")
            .filter_map(|pair| pair.trim_matches('\n').split_once("\n= "))
            .collect()
    })
}

/// A text of the program in the page's language, with the spaces around it; English where French
/// is missing, which a test finds.
pub fn t(text: &str) -> String {
    if tongue() == Tongue::English {
        return text.to_owned();
    }
    let own = text.trim();
    let Some(said) = french().get(own) else {
        return text.to_owned();
    };
    let (before, after) = text.split_once(own).unwrap_or_default();
    format!("{before}{said}{after}")
}

/// A form with places, filled.
pub fn put(form: &str, parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|&p| p.to_owned()).collect();
    fill(&t(form), &parts)
}

/// A sentence of another room.
pub fn say(phrase: &Phrase) -> String {
    said_in(tongue(), phrase)
}

/// A sentence of another room, in a language.
pub fn said_in(tongue: Tongue, phrase: &Phrase) -> String {
    phrase.said(&|word| match tongue {
        Tongue::English => word,
        Tongue::French => french().get(word).copied().unwrap_or(word),
    })
}

/// A word or form of another room, in a language.
pub fn word_in(tongue: Tongue, word: &str) -> String {
    let _language = Speaking::begin(tongue);
    t(word)
}

/// What the machine left in the case, in the page's language.
pub fn told(text: &str) -> String {
    told_in(tongue(), text)
}

/// Between a word and what it says.
pub fn colon() -> &'static str {
    match tongue() {
        Tongue::English => ": ",
        Tongue::French => "\u{a0}: ",
    }
}

/// A number with so many decimals, as the language writes it.
pub fn decimal(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}").replace('-', "−");
    match tongue() {
        Tongue::English => text,
        Tongue::French => text.replace('.', ","),
    }
}
