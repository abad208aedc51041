//! Words as they are compared: folded, and cut the same way in documents and in patterns.
//!
//! What lives here is spelling. What doesn't: languages' grammar, places on pages.

use std::ops::Range;

/// A word of a text, folded for comparison, and where it stands in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub text: String,
    pub place: Range<usize>,
}

/// Whether a character is written without blanks between words: each is a token of its own.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fa1f}')
}

/// Whether a letter is Cyrillic.
pub fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

/// Letters that Kazakh has and Russian has not; і is Ukrainian and Belarusian too.
pub fn is_kazakh_only(c: char) -> bool {
    "әғқңөұүһӘҒҚҢӨҰҮҺ".contains(c)
}

/// Cuts a text into words: runs of letters and digits in lower case, ё as е; each Chinese
/// character by itself; everything else parts words. Latin letters that stand in for look-alikes
/// within a Cyrillic word are read as Cyrillic.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut word: Option<Range<usize>> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if is_han(c) {
            push(&mut found, text, word.take());
            push(&mut found, text, Some(at..end));
        } else if c.is_alphanumeric() || is_mark(c) {
            word = Some(word.map_or(at..end, |w| w.start..end));
        } else if c != '\u{ad}' {
            push(&mut found, text, word.take());
        }
    }
    push(&mut found, text, word);
    found
}

/// Marks that combine with the letter before; a stress mark does not part a word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn push(found: &mut Vec<Token>, text: &str, place: Option<Range<usize>>) {
    let Some(place) = place else { return };
    let Some(raw) = text.get(place.clone()) else {
        return;
    };
    let folded = fold(raw);
    if !folded.is_empty() {
        found.push(Token {
            text: folded,
            place,
        });
    }
}

/// A word in the form in which it is compared.
pub fn fold(word: &str) -> String {
    let cyrillic = word.chars().any(is_cyrillic);
    word.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| *c != '\u{ad}' && *c != '\u{301}')
        .map(|c| match c {
            'ё' => 'е',
            // Full-width forms, as Chinese documents set Latin letters and digits.
            '\u{ff10}'..='\u{ff19}' | '\u{ff41}'..='\u{ff5a}' => {
                char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
            }
            c if cyrillic => cyrillic_twin(c),
            c => c,
        })
        .collect()
}

/// The Cyrillic letter that looks like a Latin one.
fn cyrillic_twin(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn words_are_cut_and_folded_alike_everywhere() {
        assert_eq!(
            words("Real-time: can't «Ёлка»"),
            ["real", "time", "can", "t", "елка"]
        );
        assert_eq!(words("支持PTZ控制"), ["支", "持", "ptz", "控", "制"]);
        assert_eq!(words("ＰＴＺ"), ["ptz"]);
        // A Latin c in a Russian word.
        assert_eq!(words("cистема"), ["система"]);
        assert_eq!(words("recog\u{ad}nition"), ["recognition"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "Ә бет, 人脸";
        for token in tokens(text) {
            assert_eq!(fold(&text[token.place.clone()]), token.text);
        }
    }
}
