//! Passages: sentences of a document that say what a product can do, as the capability file words
//! it. Proposals only; what counts is said by people.
//!
//! Sentence by sentence, in the sentence's language: near-misses are set aside, functions are
//! looked for in what is left, and each is affirmed, denied or unclear, with its conditions. What
//! doesn't live here: the words themselves (`model::capability`), pictures, storage.

mod lines;
mod matching;
mod polarity;
mod sentences;
mod tongue;

use std::collections::BTreeMap;

use model::capability::{Function, Grammar, Terms};
use model::{Condition, ItemId, Language, Passage, Polarity, Taxonomy, Word};

use matching::{Text, find};
use polarity::Sense;
use sentences::Sentence;

pub use lines::{PrintedLine, printed_lines};
pub use tongue::{Tally, language};

/// Conditions are looked for in so many sentences after a passage, as long as they refer to it.
const REACH: usize = 2;

/// A page's words, in the order of its content.
pub struct PageText<'a> {
    /// From 1.
    pub number: u32,
    pub words: &'a [Word],
}

/// Proposes the passages of a document, in reading order, at most one for each function and
/// sentence. The same pages and the same taxonomy give the same passages.
pub fn propose(item: ItemId, pages: &[PageText<'_>], taxonomy: &Taxonomy) -> Vec<Passage> {
    let read: Vec<(u32, Vec<Sentence>)> = pages
        .iter()
        .map(|p| (p.number, sentences::sentences(p.words)))
        .collect();
    let mut tally = Tally::default();
    for sentence in read.iter().flat_map(|(_, s)| s) {
        tally.count(&sentence.tokens);
    }
    let main = tally.language();
    let mut found = Vec::new();
    for (page, sentences) in &read {
        let senses: Vec<(Vec<Language>, Sense<'_>)> = sentences
            .iter()
            .map(|s| {
                let languages = languages(s, main);
                let grammars = grammars(taxonomy, &languages);
                (languages, Sense::new(s, grammars))
            })
            .collect();
        for (at, sentence) in sentences.iter().enumerate() {
            let reader = Reader {
                item,
                page: *page,
                taxonomy,
                sentence,
                languages: &senses[at].0,
                sense: &senses[at].1,
            };
            let mut passages = reader.passages();
            if !passages.is_empty() {
                let after = following(&sentences[at..], &senses[at + 1..]);
                for passage in &mut passages {
                    add_conditions(passage, &after);
                }
            }
            found.extend(passages);
        }
    }
    found
}

/// The language of a sentence, and those of other words in it.
fn languages(sentence: &Sentence, main: Option<Language>) -> Vec<Language> {
    let own = language(&sentence.tokens);
    let latin = |l: Language| matches!(l, Language::En | Language::Fr);
    // A short item has no small words: it is in the document's language.
    let first = match (own, main) {
        (Some(Language::Ru), Some(Language::Kk)) if sentence.tokens.len() < 12 => Language::Kk,
        (Some(language), _) => language,
        (None, Some(language)) => language,
        (None, None) => Language::En,
    };
    let mut all = vec![first];
    let has_latin = sentence
        .tokens
        .iter()
        .any(|t| t.text.chars().any(|c| c.is_ascii_alphabetic()));
    if own.is_none() && has_latin {
        all.extend([Language::En, Language::Fr]);
    } else if has_latin && !latin(first) {
        all.push(Language::En);
    }
    // Kazakh technical text borrows from Russian.
    if first == Language::Kk {
        all.push(Language::Ru);
    }
    let mut seen = Vec::new();
    all.retain(|l| {
        !seen.contains(l) && {
            seen.push(*l);
            true
        }
    });
    all
}

fn grammars<'a>(taxonomy: &'a Taxonomy, languages: &[Language]) -> Vec<&'a Grammar> {
    languages
        .iter()
        .filter_map(|l| taxonomy.grammar.get(l))
        .collect()
}

/// Conditions of the sentences after, as long as each refers to the one before.
fn following(sentences: &[Sentence], senses: &[(Vec<Language>, Sense<'_>)]) -> Vec<Condition> {
    let Some(block) = sentences.first().map(|s| s.block) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (sentence, (_, sense)) in sentences.iter().skip(1).zip(senses).take(REACH) {
        if sentence.block != block || !sense.refers_back() {
            break;
        }
        let conditions = sense.conditions(&[]);
        if conditions.is_empty() && sense.denies() {
            found.push(Condition {
                kind: model::ConditionKind::General,
                text: sentence.text.clone(),
            });
        }
        found.extend(conditions.into_values());
    }
    found
}

fn add_conditions(passage: &mut Passage, after: &[Condition]) {
    if passage.polarity == Polarity::Negated {
        return;
    }
    for condition in after {
        let known = |c: &Condition| c.kind == condition.kind;
        if !passage.conditions.iter().any(known) {
            passage.conditions.push(condition.clone());
        }
    }
}

/// What is asked of one sentence.
struct Reader<'a> {
    item: ItemId,
    page: u32,
    taxonomy: &'a Taxonomy,
    sentence: &'a Sentence,
    languages: &'a [Language],
    sense: &'a Sense<'a>,
}

/// A function, where it was read and in which language.
struct Hit<'a> {
    function: &'a Function,
    language: Language,
    places: Vec<Vec<usize>>,
}

impl Reader<'_> {
    fn passages(&self) -> Vec<Passage> {
        let words: Vec<&str> = self
            .sentence
            .tokens
            .iter()
            .map(|t| t.text.as_str())
            .collect();
        let hits = self.hits(&words);
        let flags = self.red_flags(&words);
        let ids: Vec<String> = flags.keys().map(|id| (*id).to_owned()).collect();
        let mut found = Vec::new();
        for hit in &hits {
            let yields = hits.iter().any(|other| {
                hit.function.yields_to.contains(&other.function.id) && share(hit, other)
            });
            if !yields {
                found.push(self.passage(hit, &ids));
            }
        }
        if found.is_empty()
            && let Some(places) = flags.values().next()
        {
            found.push(self.flagged(places, ids));
        }
        found
    }

    fn hits(&self, words: &[&str]) -> Vec<Hit<'_>> {
        let mut hits = Vec::new();
        for function in &self.taxonomy.functions {
            for language in self.languages {
                let free = self.free(words, &function.near, *language);
                let places = places(&function.terms, *language, words, &free);
                if !places.is_empty() {
                    hits.push(Hit {
                        function,
                        language: *language,
                        places,
                    });
                    break;
                }
            }
        }
        hits
    }

    /// Words that no near-miss covers.
    fn free(&self, words: &[&str], near: &Terms, language: Language) -> Vec<bool> {
        let all = vec![true; words.len()];
        let mut free = all.clone();
        for place in places(near, language, words, &all).iter().flatten() {
            free[*place] = false;
        }
        free
    }

    fn red_flags(&self, words: &[&str]) -> BTreeMap<&str, Vec<usize>> {
        let free = vec![true; words.len()];
        let mut found = BTreeMap::new();
        for flag in &self.taxonomy.red_flags {
            let mut languages = self.languages.iter();
            let place = languages.find_map(|l| places(&flag.terms, *l, words, &free).pop());
            if let Some(place) = place {
                found.insert(flag.id.as_str(), place);
            }
        }
        found
    }

    fn passage(&self, hit: &Hit<'_>, flags: &[String]) -> Passage {
        let judged: Vec<(Polarity, String)> = hit.places.iter().map(|p| self.sense.of(p)).collect();
        // Named twice, once affirmed and once denied: a person has to read it.
        let mixed = judged.iter().any(|(p, _)| *p != judged[0].0);
        let used = hit.places.iter().min_by_key(|p| spread(p));
        let used = used.cloned().unwrap_or_default();
        let (polarity, how) = if mixed {
            let how = "named more than once, affirmed and denied";
            (Polarity::Unclear, how.to_owned())
        } else {
            judged[0].clone()
        };
        let marks = self.marks(&used);
        let why = format!(
            "{}: “{}”; {how}",
            hit.function.name,
            self.sense.spell(&used)
        );
        let all: Vec<usize> = hit.places.iter().flatten().copied().collect();
        Passage {
            item: self.item,
            page: self.page,
            boxes: self.sentence.boxes.clone(),
            quote: self.sentence.text.clone(),
            marks,
            heading: self.sentence.heading.as_deref().map(str::to_owned),
            language: hit.language,
            function: Some(hit.function.id.clone()),
            polarity,
            conditions: self.sense.conditions(&all).into_values().collect(),
            red_flags: flags.to_vec(),
            why,
        }
    }

    fn flagged(&self, place: &[usize], flags: Vec<String>) -> Passage {
        let (polarity, how) = self.sense.of(place);
        Passage {
            item: self.item,
            page: self.page,
            boxes: self.sentence.boxes.clone(),
            quote: self.sentence.text.clone(),
            marks: self.marks(place),
            heading: self.sentence.heading.as_deref().map(str::to_owned),
            language: self.languages.first().copied().unwrap_or(Language::En),
            function: None,
            polarity,
            conditions: Vec::new(),
            red_flags: flags,
            why: format!("red flag: “{}”; {how}", self.sense.spell(place)),
        }
    }

    fn marks(&self, words: &[usize]) -> Vec<(usize, usize)> {
        let tokens = words.iter().filter_map(|&w| self.sentence.tokens.get(w));
        tokens.map(|t| (t.place.start, t.place.end)).collect()
    }
}

fn spread(place: &[usize]) -> usize {
    place.last().copied().unwrap_or(0) - place.first().copied().unwrap_or(0)
}

fn share(a: &Hit<'_>, b: &Hit<'_>) -> bool {
    let mut words = a.places.iter().flatten();
    words.any(|w| b.places.iter().flatten().any(|o| o == w))
}

fn places(terms: &Terms, language: Language, words: &[&str], free: &[bool]) -> Vec<Vec<usize>> {
    let text = Text { words, free };
    let patterns = terms.get(&language).into_iter().flatten();
    patterns.flat_map(|p| find(p, &text)).collect()
}
