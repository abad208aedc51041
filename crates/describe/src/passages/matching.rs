//! Looking for patterns among the words of a sentence.

use model::pattern::{Element, Pattern, Piece};

/// Parts of a pattern joined by & stand within so many words.
const WINDOW: usize = 16;
/// Occurrences of one part that are looked at.
const MOST: usize = 40;

/// The words of a sentence, and which of them may be read.
pub struct Text<'a> {
    pub words: &'a [&'a str],
    /// Words that a near-miss covers are not free.
    pub free: &'a [bool],
}

/// Every place where a pattern is found: the numbers of its words, sorted.
pub fn find(pattern: &Pattern, text: &Text<'_>) -> Vec<Vec<usize>> {
    let mut parts = pattern.parts.iter().map(|p| occurrences(p, text));
    let Some(first) = parts.next() else {
        return Vec::new();
    };
    if first.is_empty() {
        return first;
    }
    let others: Vec<Vec<Vec<usize>>> = parts.collect();
    if others.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut found: Vec<Vec<usize>> = first
        .into_iter()
        .filter_map(|start| nearest(start, &others))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a pattern is found at the beginning, after at most `skip` words.
pub fn begins(pattern: &Pattern, text: &Text<'_>, skip: usize) -> bool {
    find(pattern, text)
        .iter()
        .any(|m| m.first().is_some_and(|&f| f <= skip))
}

/// Joins to a first part the nearest of each other part that shares no word with it.
fn nearest(start: Vec<usize>, others: &[Vec<Vec<usize>>]) -> Option<Vec<usize>> {
    let mut all = start;
    for part in others {
        let next = part
            .iter()
            .filter(|o| o.iter().all(|w| !all.contains(w)))
            .map(|o| (span(&all, o), o))
            .filter(|(s, _)| *s <= WINDOW)
            .min_by_key(|(s, _)| *s)?
            .1;
        all.extend(next);
    }
    all.sort_unstable();
    Some(all)
}

fn span(a: &[usize], b: &[usize]) -> usize {
    let all = || a.iter().chain(b);
    let first = all().min().copied().unwrap_or(0);
    all().max().copied().unwrap_or(0) + 1 - first
}

fn occurrences(part: &[Element], text: &Text<'_>) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for start in 0..text.words.len() {
        if found.len() >= MOST {
            break;
        }
        let mut used = Vec::new();
        if matches(part, text, start, &mut used) {
            found.push(used);
        }
    }
    found
}

/// Whether the elements follow from a word on; `used` gets the words that they name.
fn matches(part: &[Element], text: &Text<'_>, at: usize, used: &mut Vec<usize>) -> bool {
    match part.split_first() {
        None => true,
        Some((Element::Gap(most), rest)) => {
            (0..=*most).any(|skip| matches(rest, text, at + skip, used))
        }
        Some((Element::OneOf(runs), rest)) => runs.iter().any(|run| {
            let kept = used.len();
            let fits = (run.iter().zip(at..)).all(|(piece, n)| {
                text.free.get(n) == Some(&true) && text.words.get(n).is_some_and(|w| is(piece, w))
            });
            if fits {
                used.extend(at..at + run.len());
                if matches(rest, text, at + run.len(), used) {
                    return true;
                }
                used.truncate(kept);
            }
            false
        }),
    }
}

fn is(piece: &Piece, word: &str) -> bool {
    match piece {
        Piece::Exact(p) => word == p,
        Piece::Begins(p) => word.starts_with(p.as_str()),
        Piece::Ends(p) => word
            .strip_suffix(p.as_str())
            .is_some_and(|stem| stem.chars().count() >= 2),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn found(pattern: &str, text: &str) -> Vec<Vec<usize>> {
        let pattern = Pattern::parse(pattern, &BTreeMap::new()).expect("a pattern");
        let tokens = model::text::tokens(text);
        let words: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
        let free = vec![true; words.len()];
        find(
            &pattern,
            &Text {
                words: &words,
                free: &free,
            },
        )
    }

    #[test]
    fn words_are_found_as_they_are_bent() {
        assert_eq!(found("face recogni*", "the face recognition"), [[1, 2]]);
        assert!(found("face recogni*", "face and recognition").is_empty());
        assert_eq!(found("face ..1 recogni*", "face and recognition"), [[0, 2]]);
        assert_eq!(found("распозна* лиц", "Распознавание лиц"), [[0, 1]]);
        assert_eq!(found("*майды", "жүйе қолдамайды"), [[1]]);
        assert!(found("*майды", "майды").is_empty());
        assert_eq!(found("人脸 识别|比对", "支持人脸比对"), [[2, 3, 4, 5]]);
    }

    #[test]
    fn parts_in_any_order_are_near_and_share_no_word() {
        assert_eq!(found("live & face*", "faces are matched live"), [[0, 3]]);
        assert!(found("list & list", "one list").is_empty());
        let far = format!("live {} faces", "word ".repeat(30));
        assert!(found("live & face*", &far).is_empty());
    }
}
