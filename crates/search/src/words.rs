//! Finding words in read text: folded, in any order, with small edits; and how well they fit.
//!
//! What lives here: whether and how well one line holds a query. What doesn't: which lines are
//! asked, and where they are kept.

use model::folding::{Folded, fold};

/// How a line holds a query.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// Characters of the line, from and to, that hold it; several where its words stand apart.
    pub spans: Vec<(usize, usize)>,
    /// Characters that must be changed, left out or put in, after folding.
    pub edits: u32,
    /// Whether it stands there as it was typed, but for case.
    pub literal: bool,
    /// 0 to 1, for ranking.
    pub score: f64,
}

/// Edits that a word of so many folded characters may have.
pub fn edits_allowed(length: usize) -> u32 {
    match length {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// Words that are looked for in many lines.
pub struct Query {
    wanted: Folded,
    lower: String,
}

impl Query {
    pub fn new(words: &str) -> Self {
        Self {
            wanted: fold(words),
            lower: words.trim().to_lowercase(),
        }
    }

    /// How a line holds all its words, as a phrase or apart; `None` where it doesn't.
    pub fn look(&self, line: &str) -> Option<Hit> {
        look_for(&self.wanted, &self.lower, line)
    }
}

/// How a line holds all words of a query, as a phrase or apart; `None` where it doesn't.
pub fn look(query: &str, line: &str) -> Option<Hit> {
    Query::new(query).look(line)
}

fn look_for(wanted: &Folded, lower: &str, line: &str) -> Option<Hit> {
    let text = fold(line);
    if wanted.skeleton.is_empty() || text.skeleton.is_empty() {
        return None;
    }
    let literal = line.to_lowercase().contains(lower);
    let allowed = edits_allowed(wanted.skeleton.len());
    if let Some((from, to, edits)) = within(&wanted.skeleton, &text.skeleton, allowed) {
        let whole = is_whole(&text.skeleton, from, to);
        return Some(Hit {
            spans: vec![span(&text, from, to)],
            edits,
            literal,
            score: score(edits, literal, whole),
        });
    }
    let words: Vec<&[char]> = wanted
        .skeleton
        .split(|c| *c == ' ')
        .filter(|w| !w.is_empty())
        .collect();
    if words.len() < 2 {
        return None;
    }
    let mut hit = Hit {
        spans: Vec::new(),
        edits: 0,
        literal: false,
        score: 1.0,
    };
    for word in words {
        let (from, to, edits) = within(word, &text.skeleton, edits_allowed(word.len()))?;
        hit.spans.push(span(&text, from, to));
        hit.edits += edits;
        hit.score *= score(edits, false, is_whole(&text.skeleton, from, to));
    }
    Some(hit)
}

fn score(edits: u32, literal: bool, whole: bool) -> f64 {
    let base = if literal { 1.0 } else { 0.92 };
    base * 0.7f64.powi(edits as i32) * if whole { 1.0 } else { 0.9 }
}

/// Whether a stretch is not cut out of a word.
fn is_whole(text: &[char], from: usize, to: usize) -> bool {
    let free = |i: Option<usize>| i.and_then(|i| text.get(i)).is_none_or(|c| *c == ' ');
    free(from.checked_sub(1)) && free(Some(to))
}

/// Characters of the line that a stretch of its skeleton came from.
fn span(text: &Folded, from: usize, to: usize) -> (usize, usize) {
    let last = text.origin.get(to.saturating_sub(1)).copied().unwrap_or(0);
    // `rn` folded to `m` ends at its second letter.
    let next = text.origin.get(to).copied();
    let end = match next {
        Some(n) if n > last && text.skeleton.get(to) != Some(&' ') => n,
        _ => last + 1,
    };
    (text.origin.get(from).copied().unwrap_or(0), end)
}

/// The stretch of a text that is nearest to a pattern by at most so many edits (Sellers 1980):
/// from, to, edits.
pub fn within(pattern: &[char], text: &[char], most: u32) -> Option<(usize, usize, u32)> {
    let m = pattern.len();
    // Cost and beginning of the best stretch that ends here, for every length of the pattern.
    let mut column: Vec<(u32, usize)> = (0..=m).map(|i| (i as u32, 0)).collect();
    let mut best: Option<(usize, usize, u32)> = None;
    for (j, c) in text.iter().enumerate() {
        let mut diagonal = column[0];
        column[0] = (0, j + 1);
        for i in 1..=m {
            let old = column[i];
            let change = (
                diagonal.0 + u32::from(pattern[i - 1] != *c),
                if i == 1 { j } else { diagonal.1 },
            );
            let left_out = (old.0 + 1, old.1);
            let put_in = (column[i - 1].0 + 1, column[i - 1].1);
            column[i] = [change, left_out, put_in]
                .into_iter()
                .min_by_key(|x| x.0)
                .unwrap_or(change);
            diagonal = old;
        }
        let (edits, from) = column[m];
        if edits <= most && best.is_none_or(|b| edits < b.2) {
            best = Some((from, j + 1, edits));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, line: &str) -> Option<(u32, bool)> {
        look(query, line).map(|h| (h.edits, h.literal))
    }

    #[test]
    fn case_look_alikes_and_lost_letters_cost_nothing() {
        assert_eq!(found("activist", "Category: ACTIVIST"), Some((0, true)));
        // The second is Cyrillic.
        assert_eq!(found("CTOP", "СТОР"), Some((0, false)));
        assert_eq!(found("Қазақстан", "Казакстан"), Some((0, false)));
        assert_eq!(found("тіркелген үй", "Тiркелген уй"), Some((0, false)));
        assert_eq!(found("CAM-01", "CAM O1"), Some((0, false)));
        assert_eq!(found("alarm", "alarrn"), Some((0, false)));
    }

    #[test]
    fn long_words_may_differ_a_little_and_short_ones_may_not() {
        assert_eq!(found("activist", "actlvlst"), Some((0, false)));
        assert_eq!(found("watchlist", "wetchlizt"), Some((2, false)));
        assert_eq!(found("zone", "zine"), None);
        assert_eq!(found("activist", "artist"), None);
    }

    #[test]
    fn words_may_stand_apart_and_in_any_order() {
        assert!(look("list watch", "watch and list").is_some());
        assert!(look("watch nothing", "watch and list").is_none());
        let hit = look("face search", "search: face").map(|h| h.spans);
        assert_eq!(hit, Some(vec![(8, 12), (0, 6)]));
    }

    #[test]
    fn spans_are_of_the_line_as_it_is() {
        let line = "№ 7 — Камера 12";
        let hit = look("камера", line).and_then(|h| h.spans.first().copied());
        assert_eq!(hit, Some((6, 12)));
        assert_eq!(look("人员", "报警 人员库").map(|h| h.edits), Some(0));
        assert_eq!(look("", "x"), None);
    }
}
