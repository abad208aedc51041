//! Which writing a line, and each of its words, is in. Recognisers are sure of look-alikes: every
//! Latin model reads Cyrillic letters, and the other way round. What decides is how sure they are
//! on average, what the other lines of the screen are in, and letters that fit no alphabet.

use model::Writing;

use super::engine::{Engine, Seen, Sight};

/// How far a recogniser's word of itself counts for a line of its writing.
pub fn plausible(sight: &Sight) -> f32 {
    let letters = sight.chars.iter().filter(|c| c.ch != ' ').count();
    if letters == 0 {
        return 0.0;
    }
    let odd = sight
        .chars
        .windows(2)
        .filter(|p| odd_pair(p[0].ch, p[1].ch))
        .count();
    let inside =
        |t: &[Seen]| t[0].ch.is_alphabetic() && t[2].ch.is_alphabetic() && within_word(t[1].ch);
    let strange = sight.chars.iter().filter(|c| strange(c.ch)).count()
        + sight.chars.windows(3).filter(|t| inside(t)).count();
    let n = letters as f32;
    (sight.sure() - 0.35 * odd as f32 / n - 0.5 * strange as f32 / n).max(0.0)
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

/// The writing that a sight claims.
pub fn writing(sight: &Sight) -> Writing {
    match sight.engine {
        Engine::Tesseract(w) => w,
        Engine::Learned => {
            let han = sight
                .chars
                .iter()
                .filter(|c| script(c.ch) == Script::Han)
                .count();
            let latin = sight
                .chars
                .iter()
                .filter(|c| script(c.ch) == Script::Latin)
                .count();
            if 2 * han > latin {
                Writing::Chinese
            } else {
                Writing::Latin
            }
        }
    }
}

/// Whether any letter tells Kazakh from Russian.
pub fn has_kazakh_letter(sight: &Sight) -> bool {
    let sure = |c: &&Seen| "әғқңөұүһіӘҒҚҢӨҰҮҺІ".contains(c.ch) && c.sure > 0.5;
    sight.chars.iter().any(|c| sure(&c))
}

/// Support of each writing on a line: the best of its sights, 0 to 1.
pub fn support(sights: &[Sight]) -> [f32; 4] {
    let mut support = [0.0f32; 4];
    for sight in sights {
        let w = writing(sight) as usize;
        support[w] = support[w].max(plausible(sight));
    }
    // The Kazakh model reads Russian too, less well: it wins by its own letters, and only by them;
    // the Russian model is sure of what it makes of them.
    let kazakh = sights.iter().find(|s| writing(s) == Writing::Kazakh);
    let (russian, own) = (
        support[Writing::Russian as usize],
        support[Writing::Kazakh as usize],
    );
    if kazakh.is_some_and(has_kazakh_letter) && own > russian - 0.15 {
        support[Writing::Kazakh as usize] = own.max(russian) + 0.02;
    } else {
        support[Writing::Kazakh as usize] *= 0.9;
    }
    support
}

/// The writing of a line, given how much of the rest of the screen is in each (0 to 1).
pub fn of_line(support: &[f32; 4], around: &[f32; 4]) -> Option<Writing> {
    let score = |w: Writing| support[w as usize] + 0.12 * around[w as usize];
    let best = Writing::ALL
        .into_iter()
        .max_by(|a, b| score(*a).total_cmp(&score(*b)))?;
    (support[best as usize] > 0.0).then_some(best)
}

/// Shares of the writings over lines, by their support.
pub fn around(lines: &[[f32; 4]]) -> [f32; 4] {
    let mut shares = [0.0f32; 4];
    for line in lines {
        let sorted = {
            let mut s = *line;
            s.sort_by(|a, b| b.total_cmp(a));
            s
        };
        // Only lines that are clear tell of others.
        if sorted[0] > 0.6
            && sorted[0] > sorted[1] + 0.03
            && let Some(w) = line.iter().position(|v| *v == sorted[0])
        {
            shares[w] += 1.0;
        }
    }
    let all: f32 = shares.iter().sum();
    if all > 0.0 {
        shares.map(|s| s / all)
    } else {
        shares
    }
}

/// Words of a sight as ranges of its characters.
fn words(sight: &Sight) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut begin = None;
    for (i, c) in sight.chars.iter().enumerate() {
        match (c.ch == ' ', begin) {
            (false, None) => begin = Some(i),
            (true, Some(b)) => {
                out.push(b..i);
                begin = None;
            }
            _ => {}
        }
    }
    if let Some(b) = begin {
        out.push(b..sight.chars.len());
    }
    out
}

fn part(sight: &Sight, range: std::ops::Range<usize>) -> Sight {
    Sight {
        engine: sight.engine,
        chars: sight.chars[range].to_vec(),
    }
}

/// By how much another writing's word must be likelier: less where it has letters of its own.
fn margin(word: &Sight) -> f32 {
    let own = word.chars.iter().filter(|c| is_telling(c.ch)).count();
    if 3 * own >= word.chars.len() {
        0.1
    } else {
        0.25
    }
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

/// Whether every word is sure and has letters that no other alphabet's look like.
pub fn is_clear(sight: &Sight) -> bool {
    let of_letters = |w: &Sight| w.chars.iter().filter(|c| c.ch.is_alphabetic()).count() >= 3;
    let clear = |w: &Sight| {
        let telling = w.chars.iter().filter(|c| is_telling(c.ch)).count();
        plausible(w) > 0.9 && 4 * telling >= w.chars.len()
    };
    plausible(sight) > 0.93
        && words(sight)
            .into_iter()
            .map(|range| part(sight, range))
            .filter(of_letters)
            .all(|w| clear(&w))
}

/// Replaces words of a line that another writing reads much better, such as a product's Latin name
/// on a Russian line. Words stand where the same stretch of the line is.
pub fn mixed(chosen: &Sight, others: &[&Sight]) -> Sight {
    let mut chars: Vec<Seen> = Vec::new();
    for range in words(chosen) {
        let word = part(chosen, range);
        let (from, to) = (word.chars[0].from, word.chars[word.chars.len() - 1].to);
        let own = plausible(&word);
        let han = word
            .chars
            .iter()
            .filter(|c| script(c.ch) == Script::Han)
            .count();
        // Nobody else reads Chinese signs, and all others make something of them.
        let fixed = 2 * han >= word.chars.len();
        let better = others
            .iter()
            .flat_map(|o| words(o).into_iter().map(move |r| part(o, r)))
            .filter(|w| {
                let (f, t) = (w.chars[0].from, w.chars[w.chars.len() - 1].to);
                let over = t.min(to) - f.max(from);
                over > 0.7 * (to - from).max(t - f)
            })
            .filter(|w| !fixed && w.chars.len() >= 3 && plausible(w) > own + margin(w))
            .max_by(|a, b| plausible(a).total_cmp(&plausible(b)));
        if let Some(last) = chars.last() {
            let (at, sure) = (last.to, last.sure);
            chars.push(Seen {
                ch: ' ',
                sure,
                others: Vec::new(),
                from: at,
                to: from,
            });
        }
        chars.extend(better.unwrap_or(word).chars);
    }
    Sight {
        engine: chosen.engine,
        chars,
    }
}
