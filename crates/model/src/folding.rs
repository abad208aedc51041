//! Folding text for search: what recognisers and keyboards mix up becomes one skeleton.
//!
//! Case, Cyrillic and Latin look-alikes, Kazakh letters that recognisers lose, 0/O, 1/l/I and rn/m
//! are made equal. A skeleton is for comparing only; it is never shown.

/// A folded text: its skeleton, and for each character of it the character of the text that it
/// came from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folded {
    pub skeleton: Vec<char>,
    /// Index of the character, not byte, in the text; as long as `skeleton`.
    pub origin: Vec<usize>,
}

impl Folded {
    pub fn text(&self) -> String {
        self.skeleton.iter().collect()
    }
}

/// Folds a text. Runs of anything but letters and digits become one space; none stand at the ends.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    let mut gap = false;
    for (i, c) in text.chars().enumerate() {
        for lower in c.to_lowercase() {
            let Some(folded_char) = fold_char(lower) else {
                gap |= !is_mark(lower);
                continue;
            };
            if gap && !folded.skeleton.is_empty() {
                folded.skeleton.push(' ');
                folded.origin.push(i);
            }
            gap = false;
            folded.skeleton.push(folded_char);
            folded.origin.push(i);
        }
    }
    join_rn(&mut folded);
    folded
}

/// The skeleton alone.
pub fn skeleton(text: &str) -> String {
    fold(text).text()
}

/// Combining marks and soft hyphens stand inside words.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}')
}

/// What a lower-case character becomes; `None` for what is no letter or digit.
pub fn fold_char(c: char) -> Option<char> {
    Some(match c {
        // Digits and bars that letters are mistaken for.
        '0' | 'о' | 'ө' | 'ó' | 'ö' | 'ò' | 'ô' | 'õ' | 'ø' | 'ο' => 'o',
        '1' | '|' | 'і' | 'ı' | 'i' | 'ï' | 'ї' | 'í' | 'ì' | 'î' | 'ι' | 'ӏ' | '!' => 'l',
        // Cyrillic that looks Latin.
        'а' | 'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'α' => 'a',
        'в' => 'b',
        'е' | 'ё' | 'é' | 'è' | 'ê' | 'ë' => 'e',
        'к' | 'қ' => 'k',
        'м' => 'm',
        'н' | 'ң' | 'һ' => 'h',
        'р' => 'p',
        'с' | 'ç' => 'c',
        'т' => 't',
        'у' | 'ұ' | 'ү' | 'ý' => 'y',
        'х' => 'x',
        'ѕ' => 's',
        'ј' => 'j',
        // Kazakh and others that lose a stroke.
        'ә' => 'э',
        'ғ' => 'г',
        'й' => 'и',
        'щ' => 'ш',
        'ъ' => 'ь',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        c if c.is_alphanumeric() => c,
        _ => return None,
    })
}

/// `rn` and `m` look alike.
fn join_rn(folded: &mut Folded) {
    let mut i = 0;
    while i + 1 < folded.skeleton.len() {
        if folded.skeleton[i] == 'r' && folded.skeleton[i + 1] == 'n' {
            folded.skeleton[i] = 'm';
            folded.skeleton.remove(i + 1);
            folded.origin.remove(i + 1);
        }
        i += 1;
    }
}

/// Whether two characters are one to the eye in most typefaces.
pub fn look_alike(a: char, b: char) -> bool {
    let folded = |c: char| c.to_lowercase().next().and_then(fold_char);
    a == b || (folded(a).is_some() && folded(a) == folded(b))
}
