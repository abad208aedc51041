//! Which writing each word of a line is in. Recognisers read every script as their own: Latin
//! models make Latin letters of Cyrillic ones, and the other way round. On single words what they
//! say of themselves tells the right one: Tesseract's least certain letter is hardly ever below
//! 0.98 in the right writing and mostly below 0.95 in a wrong one.

use model::Writing;

use super::engine::{Engine, Seen};

/// A word as one recogniser saw it.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub engine: Engine,
    pub chars: Vec<Seen>,
    /// How far it may be believed, 0 to 1, comparable between recognisers.
    pub worth: f32,
}

/// Worth that the writing of all else on the sheet adds: with less, on real interfaces in English
/// a seventh of the words became Cyrillic ones (IP as ІР); with half as much again, Chinese and
/// Kazakh words on mixed pages are lost.
const AROUND: f32 = 0.02;
/// Worth from which a word is read beyond doubt, and below which somebody else is asked.
pub const SURE: f32 = 0.985;
/// Russian words have more than this in the Russian model; Kazakh ones have less.
pub const RUSSIAN: f32 = 0.993;

impl Candidate {
    pub fn new(engine: Engine, chars: Vec<Seen>) -> Option<Self> {
        let worth = worth(engine, &chars)?;
        Some(Self {
            engine,
            chars,
            worth,
        })
    }

    /// What the recogniser says of its characters on average.
    pub fn mean(&self) -> f32 {
        mean(&self.chars)
    }

    pub fn writing(&self) -> Writing {
        match self.engine {
            Engine::Tesseract(w) => w,
            Engine::Learned if is_han(&self.chars) => Writing::Chinese,
            Engine::Learned => Writing::Latin,
        }
    }

    pub fn has_letters(&self) -> bool {
        self.chars.iter().any(|c| c.ch.is_alphabetic())
    }
}

/// What the recogniser says of the word on average and at its weakest, less for what stands in no
/// word. `None` for nothing.
fn worth(engine: Engine, chars: &[Seen]) -> Option<f32> {
    if chars.is_empty() {
        return None;
    }
    let mean = mean(chars);
    let least = chars.iter().map(|c| c.sure).fold(1.0f32, f32::min);
    let said = match engine {
        Engine::Tesseract(_) => 0.5 * (mean + least),
        // Nobody else reads Chinese signs, and all others make something of them.
        Engine::Learned if is_han(chars) => 0.9 + 0.1 * mean,
        // It is less sure of what it has right, and not as sure of Cyrillic.
        Engine::Learned if mean > 0.9 => 0.955 + 0.4 * (mean - 0.9),
        Engine::Learned => mean + 0.055,
    };
    Some((said - 0.3 * oddness(chars)).clamp(0.0, 1.0))
}

fn mean(chars: &[Seen]) -> f32 {
    chars.iter().map(|c| c.sure).sum::<f32>() / chars.len().max(1) as f32
}

fn is_han(chars: &[Seen]) -> bool {
    let han = chars.iter().filter(|c| script(c.ch) == Script::Han).count();
    han > 0 && 2 * han >= chars.len()
}

/// Share of a word that stands in no word of its writing.
fn oddness(chars: &[Seen]) -> f32 {
    let odd = chars
        .windows(2)
        .filter(|p| odd_pair(p[0].ch, p[1].ch))
        .count();
    let inside =
        |t: &[Seen]| t[0].ch.is_alphabetic() && t[2].ch.is_alphabetic() && within_word(t[1].ch);
    let strange = chars.iter().filter(|c| strange(c.ch)).count()
        + chars.windows(3).filter(|t| inside(t)).count();
    (odd + strange) as f32 / chars.len().max(1) as f32
}

/// A small letter before a capital, or letters of two scripts in one word: what recognisers write
/// when they read a script that they don't know.
fn odd_pair(a: char, b: char) -> bool {
    (a.is_lowercase() && b.is_uppercase())
        || (a.is_alphabetic() && b.is_alphabetic() && script(a) != script(b))
        || (a.is_alphabetic() && b.is_ascii_digit() && a.is_lowercase())
}

/// Signs that hardly stand on a screen, but in what is misread.
const fn strange(c: char) -> bool {
    matches!(
        c,
        '~' | '`'
            | '«'
            | '»'
            | '¢'
            | '£'
            | '¥'
            | '§'
            | '©'
            | '®'
            | '\\'
            | '{'
            | '}'
            | '^'
            | '€'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '—'
    )
}

/// Signs that stand for a letter that the recogniser doesn't have, when letters are on both sides.
const fn within_word(c: char) -> bool {
    matches!(
        c,
        '!' | '(' | ')' | '[' | ']' | '|' | '?' | '1' | '0' | '3' | '6'
    )
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    Latin,
    Cyrillic,
    Han,
    Other,
}

pub fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Script::Han,
        _ => Script::Other,
    }
}

/// Whether any letter tells Kazakh from Russian.
pub fn has_kazakh_letter(chars: &[Seen]) -> bool {
    let own = |c: &Seen| "әғқңөұүһіӘҒҚҢӨҰҮҺІ".contains(c.ch) && c.sure > 0.5;
    chars.iter().any(own)
}

/// Whether a letter looks like none of the other alphabet.
pub fn is_telling(c: char) -> bool {
    match script(c) {
        // r, n, t, u and i are what г, п, т, и and і are read as.
        Script::Latin => "bdfghjlqsvwzDFGJLNQRSUVWZ".contains(c),
        Script::Cyrillic => !"авекмнорстухіАВЕКМНОРСТУХІЗзьп".contains(c),
        Script::Han => true,
        Script::Other => false,
    }
}

/// Whether a word that the learned recogniser saw needs nobody else: sure, and with letters that
/// no other alphabet's look like, or none at all.
pub fn is_clear(word: &Candidate) -> bool {
    let letters = word.chars.iter().filter(|c| c.ch.is_alphabetic()).count();
    let telling = word.chars.iter().filter(|c| is_telling(c.ch)).count();
    let least = word.chars.iter().map(|c| c.sure).fold(1.0f32, f32::min);
    if letters == 0 {
        return least > 0.8;
    }
    word.writing() == Writing::Chinese && word.worth > 0.99
        || word.worth > 0.978 && least > 0.75 && 4 * telling >= word.chars.len()
}

/// The most believable candidate of a word, and its number, given how much of the sheet is in each
/// writing (0 to 1). Where letters of its own tell Kazakh, it is not Russian; those that look like
/// Latin ones (і, һ) alone tell nothing.
pub fn best(candidates: &[Candidate], around: &[f32; 4]) -> Option<usize> {
    let kazakh = |c: &Candidate| {
        let tells = c.chars.iter().any(|c| is_telling(c.ch));
        c.writing() == Writing::Kazakh && tells && has_kazakh_letter(&c.chars)
    };
    let score = |c: &Candidate| {
        let own = if kazakh(c) { 0.004 } else { 0.0 };
        c.worth + AROUND * around[c.writing() as usize] + own
    };
    (0..candidates.len()).max_by(|a, b| {
        let (a, b) = (&candidates[*a], &candidates[*b]);
        score(a).total_cmp(&score(b))
    })
}

/// Shares of the writings among the letters of the words that are beyond doubt.
pub fn around<'a>(words: impl Iterator<Item = &'a [Candidate]>) -> [f32; 4] {
    let mut letters = [0.0f32; 4];
    for word in words {
        if let Some(n) = best(word, &[0.0; 4])
            && word[n].worth > SURE
            && word[n].has_letters()
        {
            letters[word[n].writing() as usize] += word[n].chars.len() as f32;
        }
    }
    let all: f32 = letters.iter().sum();
    if all > 0.0 {
        letters.map(|n| n / all)
    } else {
        letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(engine: Engine, text: &str, sure: f32) -> Candidate {
        let seen = |ch| Seen {
            ch,
            sure,
            others: Vec::new(),
            from: 0.0,
            to: 1.0,
        };
        Candidate::new(engine, text.chars().map(seen).collect()).expect("has characters")
    }

    #[test]
    fn the_sheet_decides_where_letters_do_not() {
        let kazakh = Engine::Tesseract(Writing::Kazakh);
        let mut english = [0.0; 4];
        english[Writing::Latin as usize] = 0.97;
        let mut other = [0.0; 4];
        other[Writing::Kazakh as usize] = 0.97;
        let ambiguous = [
            word(Engine::Tesseract(Writing::Latin), "IP", 0.992),
            word(kazakh, "ІР", 0.995),
        ];
        assert_eq!(best(&ambiguous, &english), Some(0));
        assert_eq!(best(&ambiguous, &other), Some(1));
        // A name in another writing, of which the Latin model makes letters of its own.
        let name = [
            word(Engine::Tesseract(Writing::Latin), "Kanxan", 0.95),
            word(Engine::Tesseract(Writing::Russian), "Калкан", 0.99),
            word(kazakh, "Қалқан", 0.996),
        ];
        assert_eq!(best(&name, &english), Some(2));
    }
}
