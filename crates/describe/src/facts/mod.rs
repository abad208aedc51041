//! What a document is, proposed from its first pages, running heads, file name and own record:
//! kind, language, title, edition, version, date, maker, product, each with the place it was read
//! from.
//!
//! Only proposals; at most three for a field, the best first. What doesn't live here: pictures,
//! storage, what people say.

mod dates;
mod lexicon;

use std::collections::HashMap;

use model::text::tokens;
use model::{DocumentFact, DocumentField, DocumentPlace};

use crate::passages::{PageText, PrintedLine, Tally, printed_lines};

/// Proposals that are kept for a field.
const KEPT: usize = 3;
/// Pages from the front on which a document says what it is.
const FRONT: usize = 3;
/// A line on so many pages is a running head.
const RUNNING: usize = 3;

/// What is known of a document beside its pages.
pub struct About<'a> {
    /// As it was added, `/` between folders.
    pub path: &'a str,
    /// What the file says of itself.
    pub title: Option<&'a str>,
    /// The product's name by the path, and whether the path tells any.
    pub product: Option<&'a str>,
}

/// A printed line, folded, where it stands.
struct Line<'a> {
    page: u32,
    printed: &'a PrintedLine,
    folded: String,
    /// How much it weighs: title, running head, front page.
    weight: f64,
    running: bool,
}

/// Proposes what a document is.
pub fn propose(pages: &[PageText<'_>], about: &About<'_>) -> Vec<DocumentFact> {
    let printed: Vec<(u32, Vec<PrintedLine>)> = pages
        .iter()
        .map(|p| (p.number, printed_lines(p.words)))
        .collect();
    let lines = weighed(&printed);
    let mut facts = Vec::new();
    let title = title(&lines, about, &mut facts);
    kind(&lines, about, &mut facts);
    language(pages, &mut facts);
    product(&lines, title.as_deref(), about, &mut facts);
    for line in lines.iter().filter(|l| l.weight > 0.0) {
        version(line, &mut facts);
        dated(line, &mut facts);
        maker(line, &mut facts);
    }
    ranked(facts)
}

struct Proposal {
    fact: DocumentFact,
    score: f64,
}

/// The best of each field, without repetitions.
fn ranked(mut proposals: Vec<Proposal>) -> Vec<DocumentFact> {
    proposals.sort_by(|a, b| {
        a.fact
            .field
            .cmp(&b.fact.field)
            .then(b.score.total_cmp(&a.score))
    });
    let mut kept: Vec<DocumentFact> = Vec::new();
    for Proposal { fact, .. } in proposals {
        let of_field = kept.iter().filter(|k| k.field == fact.field);
        let same = |k: &&DocumentFact| k.value.to_lowercase() == fact.value.to_lowercase();
        if of_field.clone().count() < KEPT && !of_field.clone().any(|k| same(&k)) {
            kept.push(fact);
        }
    }
    kept
}

fn weighed(printed: &[(u32, Vec<PrintedLine>)]) -> Vec<Line<'_>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (_, lines) in printed {
        let mut here: Vec<String> = lines.iter().map(|l| without_digits(&l.text)).collect();
        here.sort();
        here.dedup();
        for text in here {
            *seen.entry(text).or_default() += 1;
        }
    }
    let last = printed.len().saturating_sub(1);
    let mut all = Vec::new();
    for (n, (page, lines)) in printed.iter().enumerate() {
        for printed in lines {
            let plain = without_digits(&printed.text);
            let running = !plain.is_empty() && seen.get(&plain).copied().unwrap_or(0) >= RUNNING;
            let weight = match n {
                0 => 3.0,
                n if running && n < FRONT => 2.0,
                n if n < FRONT => 1.0,
                // Imprints stand on the last page.
                n if n == last => 0.8,
                _ => 0.0,
            };
            all.push(Line {
                page: *page,
                folded: spaced(&printed.text),
                printed,
                weight,
                running,
            });
        }
    }
    all
}

/// A line's words between blanks, so that whole words can be looked for.
fn spaced(text: &str) -> String {
    let mut out = String::from(" ");
    for token in tokens(text) {
        out.push_str(&token.text);
        out.push(' ');
    }
    out
}

fn without_digits(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    spaced(&kept).trim().to_owned()
}

impl Line<'_> {
    fn place(&self) -> DocumentPlace {
        DocumentPlace::Page {
            page: self.page,
            bounds: self.printed.bounds,
        }
    }
}

fn push(
    into: &mut Vec<Proposal>,
    field: DocumentField,
    value: &str,
    place: DocumentPlace,
    why: &str,
    score: f64,
) {
    let value = value.trim();
    if value.is_empty() || value.chars().count() > 300 {
        return;
    }
    into.push(Proposal {
        fact: DocumentFact {
            field,
            value: value.to_owned(),
            place,
            why: why.to_owned(),
        },
        score,
    });
}

/// The largest letters of the first page that has words, joined over lines of one size.
fn title(lines: &[Line<'_>], about: &About<'_>, into: &mut Vec<Proposal>) -> Option<String> {
    let first = lines.iter().find(|l| l.weight > 0.0).map(|l| l.page);
    let front: Vec<&Line<'_>> = lines
        .iter()
        .filter(|l| Some(l.page) == first && l.folded.trim().chars().count() > 2)
        .collect();
    let largest = front.iter().map(|l| l.printed.size).fold(0.0, f64::max);
    let big: Vec<&&Line<'_>> = front
        .iter()
        .filter(|l| l.printed.size > 0.97 * largest)
        .take(4)
        .collect();
    let mut found = None;
    // A page in one size of letters has no title that its letters tell.
    if !big.is_empty() && (big.len() < front.len() || front.len() == 1) {
        let text: Vec<&str> = big.iter().map(|l| l.printed.text.as_str()).collect();
        let text = text.join(" ");
        let mut bounds = big[0].printed.bounds;
        for line in &big[1..] {
            bounds = bounds.around(&line.printed.bounds);
        }
        let place = DocumentPlace::Page {
            page: big[0].page,
            bounds,
        };
        push(
            into,
            DocumentField::Title,
            &text,
            place,
            "the largest letters of the first page",
            2.0,
        );
        found = Some(text);
    }
    if let Some(title) = about.title.filter(|t| is_title(t)) {
        let why = "the file's own title, which anybody can write";
        push(
            into,
            DocumentField::Title,
            title,
            DocumentPlace::Metadata,
            why,
            1.0,
        );
        found = found.or_else(|| Some(title.to_owned()));
    }
    found
}

/// Whether a file's own title is one, and not the name of a file or a program.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let named = [
        ".doc",
        ".indd",
        ".pdf",
        ".qxd",
        ".ppt",
        ".odt",
        "untitled",
        "microsoft word",
    ];
    title.chars().any(char::is_alphabetic)
        && title.chars().count() > 2
        && !named.iter().any(|n| lower.contains(n))
}

fn kind(lines: &[Line<'_>], about: &About<'_>, into: &mut Vec<Proposal>) {
    let path = spaced(about.path);
    for (kind, words) in lexicon::KINDS {
        for word in *words {
            let wanted = lexicon::wanted(word);
            if path.contains(&wanted) {
                let why = format!("“{word}” in the file's name or folder");
                push(
                    into,
                    DocumentField::Kind,
                    kind.word(),
                    DocumentPlace::Path,
                    &why,
                    2.2,
                );
            }
            for line in lines.iter().filter(|l| l.weight > 0.0) {
                if line.folded.contains(&wanted) {
                    let size = (line.printed.size / 10.0).clamp(0.8, 2.0);
                    let short = if line.folded.split_whitespace().count() <= 8 {
                        1.0
                    } else {
                        0.4
                    };
                    let why = format!("“{word}” on page {}", line.page);
                    let score = line.weight * size * short;
                    push(
                        into,
                        DocumentField::Kind,
                        kind.word(),
                        line.place(),
                        &why,
                        score,
                    );
                }
            }
        }
    }
}

fn language(pages: &[PageText<'_>], into: &mut Vec<Proposal>) {
    let mut tally = Tally::default();
    for word in pages.iter().flat_map(|p| p.words) {
        tally.count(&tokens(&word.text));
    }
    if let Some(language) = tally.language() {
        let why = "letters and small words of the whole document";
        push(
            into,
            DocumentField::Language,
            language.code(),
            DocumentPlace::Whole,
            why,
            1.0,
        );
    }
}

/// The product by the file's name, and by the title less what tells kind and version.
fn product(lines: &[Line<'_>], title: Option<&str>, about: &About<'_>, into: &mut Vec<Proposal>) {
    if let Some(product) = about.product {
        let why = "the file's name or folder";
        push(
            into,
            DocumentField::Product,
            product,
            DocumentPlace::Path,
            why,
            3.0,
        );
    }
    let named = title.map(lexicon::bare_name).filter(|n| !n.is_empty());
    if let Some(name) = named {
        let wanted = spaced(&name);
        let running = lines
            .iter()
            .find(|l| l.running && l.folded.contains(&wanted));
        let place = running.or_else(|| lines.iter().find(|l| l.folded.contains(&wanted)));
        let why = match running {
            Some(_) => "the title, repeated in running heads",
            None => "the title",
        };
        let score = if running.is_some() { 2.0 } else { 1.5 };
        let place = place.map_or(DocumentPlace::Metadata, Line::place);
        push(into, DocumentField::Product, &name, place, why, score);
    }
}

fn version(line: &Line<'_>, into: &mut Vec<Proposal>) {
    if let Some(version) = lexicon::version(&line.printed.text) {
        let why = format!("“{}”", line.printed.text.trim());
        let score = line.weight * if line.running { 1.3 } else { 1.0 };
        push(
            into,
            DocumentField::Version,
            &version,
            line.place(),
            &why,
            score,
        );
    }
}

fn dated(line: &Line<'_>, into: &mut Vec<Proposal>) {
    let edition = lexicon::is_edition(&line.folded);
    let date = dates::date(&line.printed.text);
    if edition && line.folded.split_whitespace().count() <= 16 {
        let why = "a line that speaks of the edition";
        let score = line.weight + if date.is_some() { 1.0 } else { 0.0 };
        push(
            into,
            DocumentField::Edition,
            &line.printed.text,
            line.place(),
            why,
            score,
        );
    }
    if let Some(date) = date {
        let score = line.weight * if edition { 3.0 } else { 1.0 };
        let why = format!("“{}”", line.printed.text.trim());
        push(into, DocumentField::Date, &date, line.place(), &why, score);
    }
}

fn maker(line: &Line<'_>, into: &mut Vec<Proposal>) {
    if let Some((maker, why)) = lexicon::maker(&line.printed.text) {
        push(
            into,
            DocumentField::Maker,
            &maker,
            line.place(),
            why,
            line.weight,
        );
    }
}
