//! The capability taxonomy: types, technologies and functions, and the words by which documents
//! speak of them. A data file of this room (`data/capabilities.toml`), read and checked here.
//!
//! What doesn't live here: reading documents (`describe`), and what a product can do (`review`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::pattern::{Pattern, PatternError};
use crate::{ConditionKind, ContentHash, Language};

/// The file that the program ships.
const SHIPPED: &str = include_str!("../data/capabilities.toml");

/// Patterns by language.
pub type Terms = BTreeMap<Language, Vec<Pattern>>;

/// A text that definitions rest on.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: String,
    pub title: String,
    pub url: String,
}

/// Level 0.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Type {
    pub id: String,
    pub name: String,
    pub source: String,
}

/// Level 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Technology {
    pub id: String,
    pub name: String,
    /// Id of its type.
    pub of: String,
    pub source: String,
    pub near: Terms,
}

/// Level 2: what a manual can confirm.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    pub id: String,
    pub name: String,
    pub technology: String,
    pub definition: String,
    pub sources: Vec<String>,
    pub terms: Terms,
    /// Its technology's and its own.
    pub near: Terms,
    /// More exact functions that are meant where they are read in the same words.
    pub yields_to: Vec<String>,
}

/// A pointer for a lawyer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RedFlag {
    pub id: String,
    pub name: String,
    /// Where the rule stands.
    pub pointer: String,
    pub sources: Vec<String>,
    pub terms: Terms,
}

/// How a language denies, restricts and refers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grammar {
    pub name: String,
    pub negation: Vec<Pattern>,
    /// Denies what stands right after it only.
    pub negation_before: Vec<Pattern>,
    /// Looks like a negation and is none.
    pub harmless: Vec<Pattern>,
    /// Begins another clause.
    pub breaks: Vec<Pattern>,
    pub future: Vec<Pattern>,
    /// Begins a sentence that speaks of the one before.
    pub refers_back: Vec<Pattern>,
    pub heading_negation: Vec<Pattern>,
    pub conditions: BTreeMap<ConditionKind, Vec<Pattern>>,
}

/// The whole file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taxonomy {
    pub version: u32,
    /// SHA-256 of the file: passages are proposed again when it changes.
    pub sha256: ContentHash,
    pub sources: Vec<Source>,
    pub types: Vec<Type>,
    pub technologies: Vec<Technology>,
    pub functions: Vec<Function>,
    pub red_flags: Vec<RedFlag>,
    pub grammar: BTreeMap<Language, Grammar>,
}

/// What is wrong with a capability file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TaxonomyError {
    #[error("the capability file can't be read: {0}")]
    Form(String),
    #[error("{place}: {source}")]
    Pattern { place: String, source: PatternError },
    #[error("the capability file: {}", .0.join("; "))]
    Gaps(Vec<String>),
}

type RawTerms = BTreeMap<Language, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    version: u32,
    source: Vec<Source>,
    r#type: Vec<Type>,
    technology: Vec<RawTechnology>,
    language: BTreeMap<Language, RawGrammar>,
    function: Vec<RawFunction>,
    red_flag: Vec<RawFlag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTechnology {
    id: String,
    name: String,
    r#type: String,
    source: String,
    #[serde(default)]
    near: RawTerms,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFunction {
    id: String,
    name: String,
    technology: String,
    definition: String,
    sources: Vec<String>,
    terms: RawTerms,
    #[serde(default)]
    near: RawTerms,
    #[serde(default)]
    yields_to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFlag {
    id: String,
    name: String,
    pointer: String,
    sources: Vec<String>,
    terms: RawTerms,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGrammar {
    name: String,
    negation: Vec<String>,
    negation_before: Vec<String>,
    harmless: Vec<String>,
    breaks: Vec<String>,
    future: Vec<String>,
    refers_back: Vec<String>,
    heading_negation: Vec<String>,
    condition: BTreeMap<ConditionKind, Vec<String>>,
    words: BTreeMap<String, String>,
}

/// Words by name, by language.
type Named = BTreeMap<Language, BTreeMap<String, String>>;

impl Taxonomy {
    /// The taxonomy that the program ships. A test holds that it can be read; were it ever not,
    /// nothing would be proposed.
    ///
    /// # Errors
    /// When the file in this build is broken.
    pub fn shipped() -> Result<&'static Self, TaxonomyError> {
        static READ: OnceLock<Result<Taxonomy, TaxonomyError>> = OnceLock::new();
        READ.get_or_init(|| Self::parse(SHIPPED))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Reads and checks a capability file.
    ///
    /// # Errors
    /// When it is no such file, a pattern can't be read, or something is missing or there twice:
    /// all of it is named.
    pub fn parse(text: &str) -> Result<Self, TaxonomyError> {
        let raw: RawFile = toml::from_str(text).map_err(|e| TaxonomyError::Form(e.to_string()))?;
        let gaps = raw.gaps();
        if !gaps.is_empty() {
            return Err(TaxonomyError::Gaps(gaps));
        }
        raw.read(ContentHash::of(text.as_bytes()))
    }

    pub fn function(&self, id: &str) -> Option<&Function> {
        self.functions.iter().find(|f| f.id == id)
    }

    pub fn technology(&self, id: &str) -> Option<&Technology> {
        self.technologies.iter().find(|t| t.id == id)
    }

    pub fn red_flag(&self, id: &str) -> Option<&RedFlag> {
        self.red_flags.iter().find(|f| f.id == id)
    }
}

impl RawFile {
    fn read(self, sha256: ContentHash) -> Result<Taxonomy, TaxonomyError> {
        let named: Named = self
            .language
            .iter()
            .map(|(l, g)| (*l, g.words.clone()))
            .collect();
        let mut technologies = Vec::new();
        for t in self.technology {
            technologies.push(Technology {
                near: terms(&t.id, &t.near, &named)?,
                id: t.id,
                name: t.name,
                of: t.r#type,
                source: t.source,
            });
        }
        let mut functions = Vec::new();
        for f in self.function {
            let mut near = terms(&f.id, &f.near, &named)?;
            let of = technologies.iter().find(|t| t.id == f.technology);
            for (language, patterns) in of.into_iter().flat_map(|t| &t.near) {
                let all = near.entry(*language).or_default();
                all.extend(patterns.iter().cloned());
            }
            functions.push(Function {
                terms: terms(&f.id, &f.terms, &named)?,
                near,
                id: f.id,
                name: f.name,
                technology: f.technology,
                definition: f.definition,
                sources: f.sources,
                yields_to: f.yields_to,
            });
        }
        let mut red_flags = Vec::new();
        for f in self.red_flag {
            red_flags.push(RedFlag {
                terms: terms(&f.id, &f.terms, &named)?,
                id: f.id,
                name: f.name,
                pointer: f.pointer,
                sources: f.sources,
            });
        }
        let mut grammar = BTreeMap::new();
        for (language, g) in self.language {
            grammar.insert(language, g.read(language)?);
        }
        Ok(Taxonomy {
            version: self.version,
            sha256,
            sources: self.source,
            types: self.r#type,
            technologies,
            functions,
            red_flags,
            grammar,
        })
    }

    /// Everything that is missing, there twice, or points nowhere.
    fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        let mut taken = BTreeSet::new();
        let ids = (self.source.iter().map(|x| &x.id))
            .chain(self.r#type.iter().map(|x| &x.id))
            .chain(self.technology.iter().map(|x| &x.id))
            .chain(self.function.iter().map(|x| &x.id))
            .chain(self.red_flag.iter().map(|x| &x.id));
        for id in ids {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if !id.chars().all(plain) || id.is_empty() {
                gaps.push(format!("{id:?} is not lower case with hyphens"));
            }
            if !taken.insert(id) {
                gaps.push(format!("{id:?} is there twice"));
            }
        }
        for language in Language::ALL {
            if !self.language.contains_key(&language) {
                gaps.push(format!("no grammar for {language}"));
            }
        }
        self.dangling(&mut gaps);
        for f in &self.function {
            complete(&mut gaps, &f.id, "terms", |l| f.terms.get(&l));
            let of = self.technology.iter().find(|t| t.id == f.technology);
            complete(&mut gaps, &f.id, "near-misses", |l| {
                let own = f.near.get(&l);
                own.or_else(|| of.and_then(|t| t.near.get(&l)))
            });
            if f.definition.trim().is_empty() || f.name.trim().is_empty() {
                gaps.push(format!("{} has no name or definition", f.id));
            }
        }
        for f in &self.red_flag {
            complete(&mut gaps, &f.id, "terms", |l| f.terms.get(&l));
        }
        gaps
    }

    fn dangling(&self, gaps: &mut Vec<String>) {
        let mut points = |at: &str, to: &str, known: bool| {
            if !known {
                gaps.push(format!("{at} points to {to:?}, which is not there"));
            }
        };
        let source = |id: &String| self.source.iter().any(|s| s.id == *id);
        for t in &self.r#type {
            points(&t.id, &t.source, source(&t.source));
        }
        for t in &self.technology {
            points(&t.id, &t.source, source(&t.source));
            points(
                &t.id,
                &t.r#type,
                self.r#type.iter().any(|x| x.id == t.r#type),
            );
        }
        for f in &self.function {
            let technology = self.technology.iter().any(|t| t.id == f.technology);
            points(&f.id, &f.technology, technology);
            points(&f.id, "a source", !f.sources.is_empty());
            for s in &f.sources {
                points(&f.id, s, source(s));
            }
            for to in &f.yields_to {
                points(&f.id, to, self.function.iter().any(|x| x.id == *to));
            }
        }
        for f in &self.red_flag {
            for s in &f.sources {
                points(&f.id, s, source(s));
            }
        }
    }
}

fn complete<'a>(
    gaps: &mut Vec<String>,
    id: &str,
    what: &str,
    of: impl Fn(Language) -> Option<&'a Vec<String>>,
) {
    for language in Language::ALL {
        if of(language).is_none_or(Vec::is_empty) {
            gaps.push(format!("{id} has no {what} in {language}"));
        }
    }
}

impl RawGrammar {
    fn read(self, language: Language) -> Result<Grammar, TaxonomyError> {
        let read = |list: &[String]| patterns(language.code(), list, &self.words);
        let mut conditions = BTreeMap::new();
        for (kind, list) in &self.condition {
            conditions.insert(*kind, read(list)?);
        }
        Ok(Grammar {
            negation: read(&self.negation)?,
            negation_before: read(&self.negation_before)?,
            harmless: read(&self.harmless)?,
            breaks: read(&self.breaks)?,
            future: read(&self.future)?,
            refers_back: read(&self.refers_back)?,
            heading_negation: read(&self.heading_negation)?,
            conditions,
            name: self.name,
        })
    }
}

fn terms(id: &str, raw: &RawTerms, named: &Named) -> Result<Terms, TaxonomyError> {
    let none = BTreeMap::new();
    raw.iter()
        .map(|(language, list)| {
            let words = named.get(language).unwrap_or(&none);
            Ok((*language, patterns(id, list, words)?))
        })
        .collect()
}

fn patterns(
    place: &str,
    list: &[String],
    named: &BTreeMap<String, String>,
) -> Result<Vec<Pattern>, TaxonomyError> {
    list.iter()
        .map(|text| {
            Pattern::parse(text, named).map_err(|source| TaxonomyError::Pattern {
                place: place.to_owned(),
                source,
            })
        })
        .collect()
}
