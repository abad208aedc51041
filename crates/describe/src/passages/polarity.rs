//! Whether a sentence affirms or denies what it names, and on what conditions.

use std::collections::BTreeMap;

use model::capability::Grammar;
use model::pattern::Pattern;
use model::{Condition, ConditionKind, Polarity};

use super::matching::{Text, begins, find};
use super::sentences::Sentence;

/// A sentence's words, cut into clauses, with the words that deny.
pub struct Sense<'a> {
    sentence: &'a Sentence,
    words: Vec<&'a str>,
    grammars: Vec<&'a Grammar>,
    /// For each word the number of its clause.
    clauses: Vec<usize>,
    /// Clauses that a colon ends: what they deny is denied in what follows.
    introduces: Vec<usize>,
    /// Words that deny their clause.
    denials: Vec<Vec<usize>>,
    /// Words that deny what follows at once.
    denials_before: Vec<Vec<usize>>,
    planned: bool,
    heading: Heading,
}

#[derive(PartialEq, Eq)]
enum Heading {
    Plain,
    /// "Not included".
    Denies,
    /// "Limitations": what stands below may be either.
    Restricts,
}

impl<'a> Sense<'a> {
    pub fn new(sentence: &'a Sentence, grammars: Vec<&'a Grammar>) -> Self {
        let words: Vec<&str> = sentence.tokens.iter().map(|t| t.text.as_str()).collect();
        let harmless = all(&grammars, &words, |g| &g.harmless);
        let planned = !all(&grammars, &words, |g| &g.future).is_empty();
        let unless_harmless = |found: Vec<Vec<usize>>| -> Vec<Vec<usize>> {
            let covered = |w: &usize| harmless.iter().any(|h| h.contains(w));
            found
                .into_iter()
                .filter(|d| !d.iter().all(covered))
                .collect()
        };
        let denials = unless_harmless(all(&grammars, &words, |g| &g.negation));
        let denials_before = unless_harmless(all(&grammars, &words, |g| &g.negation_before));
        let (clauses, introduces) = clauses(sentence, &grammars, &words);
        Self {
            heading: heading(sentence, &grammars),
            sentence,
            words,
            grammars,
            clauses,
            introduces,
            denials,
            denials_before,
            planned,
        }
    }

    /// What the sentence says of a function named by these words, and why.
    pub fn of(&self, used: &[usize]) -> (Polarity, String) {
        if let Some(words) = self.denied(used) {
            return (Polarity::Negated, format!("denied by “{words}”"));
        }
        if self.heading == Heading::Denies {
            let heading = self.sentence.heading.as_deref().unwrap_or_default();
            return (
                Polarity::Negated,
                format!("stands under “{heading}”, which denies"),
            );
        }
        if self.sentence.asks {
            return (Polarity::Unclear, "a question".to_owned());
        }
        if self.planned {
            return (Polarity::Unclear, "announced for later".to_owned());
        }
        if self.heading == Heading::Restricts && !self.sentence.finished {
            let heading = self.sentence.heading.as_deref().unwrap_or_default();
            return (
                Polarity::Unclear,
                format!("an item under “{heading}”, which may restrict or deny it"),
            );
        }
        let how = if self.sentence.finished {
            "nothing in its clause denies it"
        } else {
            "a heading or item, not a whole sentence; nothing in it denies it"
        };
        (Polarity::Affirmed, how.to_owned())
    }

    /// The words that deny a function, where any do.
    fn denied(&self, used: &[usize]) -> Option<String> {
        let first = *used.first()?;
        let own: Vec<usize> = used.iter().filter_map(|&w| self.clause(w)).collect();
        let last_own = own.iter().max().copied().unwrap_or(0);
        let applies = |cue: &&Vec<usize>| {
            let at = cue.first().and_then(|&w| self.clause(w));
            let governs =
                |c: usize| own.contains(&c) || (c < last_own && self.introduces.contains(&c));
            at.is_some_and(governs) && !self.is_of_term(cue, used)
        };
        let right_before = |cue: &&Vec<usize>| {
            let last = cue.last().copied().unwrap_or(usize::MAX);
            used.iter().any(|&u| u > last && u - last <= 1) || (last < first && first - last <= 2)
        };
        let in_clause = self.denials.iter().find(applies);
        let cue = in_clause.or_else(|| self.denials_before.iter().find(right_before))?;
        Some(self.spell(cue))
    }

    /// Whether a denying character is part of the function's own words. Where a whole word denies,
    /// as Kazakh verbs do, it denies the function that it names.
    fn is_of_term(&self, cue: &[usize], used: &[usize]) -> bool {
        cue.iter().all(|w| {
            let short = self.words.get(*w).is_some_and(|t| t.chars().count() == 1);
            short && used.contains(w)
        })
    }

    fn clause(&self, word: usize) -> Option<usize> {
        self.clauses.get(word).copied()
    }

    /// Words as they are written, with what stands between them left out.
    pub fn spell(&self, words: &[usize]) -> String {
        let places = words.iter().filter_map(|&w| self.sentence.tokens.get(w));
        let texts: Vec<&str> = places
            .filter_map(|t| self.sentence.text.get(t.place.clone()))
            .collect();
        let han = |t: &&str| t.chars().all(model::text::is_han);
        texts.join(if texts.iter().all(han) { "" } else { " " })
    }

    /// Conditions that the sentence names, apart from the words of the function itself.
    pub fn conditions(&self, used: &[usize]) -> BTreeMap<ConditionKind, Condition> {
        let free: Vec<bool> = (0..self.words.len()).map(|w| !used.contains(&w)).collect();
        let text = Text {
            words: &self.words,
            free: &free,
        };
        let mut found = BTreeMap::new();
        for (kind, patterns) in self.grammars.iter().flat_map(|g| &g.conditions) {
            if patterns.iter().any(|p| !find(p, &text).is_empty()) {
                found.entry(*kind).or_insert_with(|| Condition {
                    kind: *kind,
                    text: self.sentence.text.clone(),
                });
            }
        }
        found
    }

    /// Whether the sentence goes on about the one before: "It requires …".
    pub fn refers_back(&self) -> bool {
        let free = vec![true; self.words.len()];
        let text = Text {
            words: &self.words,
            free: &free,
        };
        let mut patterns = self.grammars.iter().flat_map(|g| &g.refers_back);
        patterns.any(|p| begins(p, &text, 0))
    }

    pub fn denies(&self) -> bool {
        !self.denials.is_empty()
    }
}

fn all<'a>(
    grammars: &[&'a Grammar],
    words: &[&str],
    of: impl Fn(&'a Grammar) -> &'a Vec<Pattern>,
) -> Vec<Vec<usize>> {
    let free = vec![true; words.len()];
    let text = Text { words, free: &free };
    let patterns = grammars.iter().flat_map(|g| of(g));
    patterns.flat_map(|p| find(p, &text)).collect()
}

/// Cuts at semicolons, brackets and words such as "but"; answers each word's clause, and the
/// clauses that end in a colon.
fn clauses(sentence: &Sentence, grammars: &[&Grammar], words: &[&str]) -> (Vec<usize>, Vec<usize>) {
    let breaks = all(grammars, words, |g| &g.breaks);
    let (mut clause, mut end) = (0, 0);
    let (mut clauses, mut introduces) = (Vec::new(), Vec::new());
    for (n, token) in sentence.tokens.iter().enumerate() {
        let between = sentence.text.get(end..token.place.start).unwrap_or("");
        let broken = breaks.iter().any(|b| b.first() == Some(&n));
        if between.contains([':', '：']) && n > 0 {
            introduces.push(clause);
        }
        if n > 0 && (broken || between.contains([';', '；', '(', ')', '（', '）', ':', '：'])) {
            clause += 1;
        }
        clauses.push(clause);
        end = token.place.end;
    }
    (clauses, introduces)
}

fn heading(sentence: &Sentence, grammars: &[&Grammar]) -> Heading {
    let Some(text) = &sentence.heading else {
        return Heading::Plain;
    };
    let tokens = model::text::tokens(text);
    let words: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
    let harmless = all(grammars, &words, |g| &g.harmless);
    let covered = |d: &Vec<usize>| d.iter().all(|w| harmless.iter().any(|h| h.contains(w)));
    let denies = all(grammars, &words, |g| &g.negation);
    if denies.iter().any(|d| !covered(d)) {
        Heading::Denies
    } else if !all(grammars, &words, |g| &g.heading_negation).is_empty() {
        Heading::Restricts
    } else {
        Heading::Plain
    }
}
