//! The documents run: made-up documents in five languages and four layouts, and whether the
//! passages and facts that are proposed are those that were printed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::{Case, PassageRow};
use collect::Given;
use model::{AddedAs, DocumentField, Polarity};
use pipeline::{Observer, Settings};
use review::documents::{Document, documents};
use serde_json::{Value, json};
use stage::{PaperClaim, PaperTruth, write_papers};

use super::count::Share;
use super::figures::{self, Figures};
use super::machine::{Cost, Phases};
use super::material::claim_folder;
use super::report::{Style, cost_words, extend, head, percent, phases, row, share_json, table};
use super::run::{BenchError, open_desk, throw_away};
use super::scanned::{self, Scanned};

/// A documents run.
pub struct PaperPlan<'a> {
    pub seed: u64,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub afresh: bool,
}

/// What is counted of some documents.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Claims that were printed, and of them those proposed with the right polarity.
    printed: u64,
    found: u64,
    /// Passages that were proposed, and of them those that were printed.
    proposed: u64,
    right: u64,
    /// Denials that were printed, and of them those proposed as capabilities.
    denials: u64,
    denials_taken: u64,
    /// Conditions that were printed on claims that were found, and of them those proposed.
    conditions: u64,
    conditions_found: u64,
    /// Conditions that were proposed where none was printed.
    conditions_extra: u64,
}

/// What a documents run found.
pub struct Papers {
    options: Value,
    by_language: BTreeMap<String, Tally>,
    by_layout: BTreeMap<String, Tally>,
    facts: BTreeMap<&'static str, (u64, u64)>,
    figures: Figures,
    scanned: Scanned,
    wrong: Vec<String>,
    phases: Vec<(String, Cost)>,
    documents: usize,
}

/// Prints the documents, has them read, and counts.
///
/// # Errors
/// When the documents can't be printed or the case can't be written.
pub fn run_papers(plan: &PaperPlan<'_>, observer: &mut dyn Observer) -> Result<Papers, BenchError> {
    let options = json!({"bench": "documents", "seed": plan.seed});
    claim_folder(plan.dir, &options)?;
    let made = plan.dir.join("made-up");
    let truths = write_papers(&made, plan.seed)?;
    let folder = plan.dir.join("case");
    if plan.afresh {
        throw_away(&folder)?;
    }
    let mut heard = Phases::new(observer);
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    let mut files: Vec<PathBuf> = truths.iter().map(|t| made.join(&t.file)).collect();
    let (printed, drawn) = figures::write(&made, plan.seed)?;
    files.extend(printed);
    let (pages, scans) = scanned::write(&made, plan.seed)?;
    files.extend(pages);
    desk.add(&files, AddedAs::Document, &Given::default(), &mut heard)?;
    desk.analyse(&mut heard)?;
    let mut papers = Papers {
        options,
        by_language: BTreeMap::new(),
        by_layout: BTreeMap::new(),
        facts: BTreeMap::new(),
        figures: Figures::default(),
        scanned: Scanned::default(),
        wrong: Vec::new(),
        documents: truths.len(),
        phases: heard.done,
    };
    papers.count(&desk.case, &truths)?;
    papers.figures = figures::count(&desk.case, &drawn, &mut papers.wrong)?;
    papers.scanned = scanned::count(&desk.case, &scans)?;
    Ok(papers)
}

/// Letters and digits only: what a line break or a blank changes is no difference.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

impl Papers {
    fn count(&mut self, case: &Case, truths: &[PaperTruth]) -> Result<(), BenchError> {
        let all = documents(case).map_err(|e| BenchError::Other(e.to_string()))?;
        let passages = case.passages()?;
        for truth in truths {
            let name = truth.file.to_string_lossy();
            let document = all.iter().find(|d| d.path.ends_with(name.as_ref()));
            let Some(document) = document else {
                self.wrong.push(format!("{name} was not read"));
                continue;
            };
            self.count_facts(truth, document);
            let own: Vec<&PassageRow> = passages
                .iter()
                .filter(|p| p.passage.item == document.item && p.passage.function.is_some())
                .collect();
            let tally = self.count_passages(truth, &own);
            let layout = serde_json::to_value(truth.layout).unwrap_or_default();
            let layout = layout.as_str().unwrap_or_default().to_owned();
            self.by_language
                .entry(truth.language.clone())
                .or_default()
                .add(&tally);
            self.by_layout.entry(layout).or_default().add(&tally);
        }
        Ok(())
    }

    fn count_facts(&mut self, truth: &PaperTruth, document: &Document) {
        for (field, printed) in [
            (DocumentField::Kind, &truth.kind),
            (DocumentField::Language, &truth.language),
            (DocumentField::Product, &truth.product),
            (DocumentField::Maker, &truth.maker),
            (DocumentField::Version, &truth.version),
            (DocumentField::Date, &truth.date),
        ] {
            let found = document.known(field) == Some(printed.as_str());
            let (hits, of) = self.facts.entry(field.word()).or_default();
            *hits += u64::from(found);
            *of += 1;
            if !found {
                self.wrong.push(format!(
                    "{}: {} is {printed:?}, proposed {:?}",
                    truth.file.display(),
                    field.word(),
                    document.known(field)
                ));
            }
        }
    }

    fn count_passages(&mut self, truth: &PaperTruth, own: &[&PassageRow]) -> Tally {
        let mut tally = Tally {
            proposed: own.len() as u64,
            ..Tally::default()
        };
        let mut right = vec![false; own.len()];
        for sentence in &truth.sentences {
            let text = bare(&sentence.text);
            let here: Vec<(usize, &PassageRow)> = own
                .iter()
                .enumerate()
                .filter(|(_, p)| {
                    let page = sentence.page == 0 || p.passage.page == sentence.page;
                    page && same(&bare(&p.passage.quote), &text)
                })
                .map(|(n, p)| (n, *p))
                .collect();
            for claim in &sentence.claims {
                let found = here.iter().find(|(_, p)| {
                    p.passage.function.as_deref() == Some(claim.function.as_str())
                        && word(p.passage.polarity) == claim.polarity
                });
                tally.claim(claim, found.map(|(_, p)| *p), &here);
                match found {
                    Some((n, _)) => right[*n] = true,
                    None => self.wrong.push(format!(
                        "{}: missed {} {} in “{}”",
                        truth.file.display(),
                        claim.polarity,
                        claim.function,
                        sentence.text
                    )),
                }
            }
        }
        for (p, right) in own.iter().zip(&right).filter(|(_, r)| !**r) {
            debug_assert!(!right);
            self.wrong.push(format!(
                "{}: not printed: {} {} in “{}”",
                truth.file.display(),
                word(p.passage.polarity),
                p.passage.function.as_deref().unwrap_or_default(),
                p.passage.quote
            ));
        }
        tally.right = right.iter().filter(|r| **r).count() as u64;
        tally
    }

    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let tallies = |all: &BTreeMap<String, Tally>| {
            let of = all.iter().map(|(name, t)| (name.clone(), t.json()));
            Value::Object(of.collect())
        };
        let facts = self
            .facts
            .iter()
            .map(|(field, (hits, of))| ((*field).to_owned(), share_json(Share::new(*hits, *of))));
        let more = json!({
            "documents": self.documents,
            "languages": tallies(&self.by_language),
            "layouts": tallies(&self.by_layout),
            "facts": facts.collect::<serde_json::Map<_, _>>(),
            "figures": self.figures.json(),
            "scans": self.scanned.json(),
            "wrong": self.wrong.len(),
            "phases": phases(&self.phases),
        });
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        let heads = [
            "passages",
            "recall",
            "precision",
            "denials",
            "taken for capabilities",
            "conditions found",
            "conditions too many",
        ];
        for all in [&self.by_language, &self.by_layout] {
            let rows: Vec<Vec<String>> = all.iter().map(|(name, tally)| tally.row(name)).collect();
            table(&mut t, style, &heads, &rows);
        }
        let mut rows: Vec<Vec<String>> = self
            .facts
            .iter()
            .map(|(field, (hits, of))| row(field, percent(Share::new(*hits, *of))))
            .collect();
        rows.extend(self.figures.rows());
        rows.extend(self.scanned.rows());
        for (name, cost) in &self.phases {
            rows.push(row(name, cost_words(*cost)));
        }
        table(&mut t, style, &["", ""], &rows);
        for wrong in &self.wrong {
            t.push_str(&format!("- {}\n", collect::printable(wrong)));
        }
        t
    }
}

/// Whether a quote is the sentence, up to a bullet or a neighbour that was read with it.
fn same(quote: &str, sentence: &str) -> bool {
    quote == sentence || (quote.len() < 2 * sentence.len() && quote.contains(sentence))
}

fn word(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Affirmed => "affirmed",
        Polarity::Negated => "negated",
        Polarity::Unclear => "unclear",
    }
}

impl Tally {
    fn claim(
        &mut self,
        claim: &PaperClaim,
        found: Option<&PassageRow>,
        here: &[(usize, &PassageRow)],
    ) {
        self.printed += 1;
        self.found += u64::from(found.is_some());
        if claim.polarity == "negated" {
            self.denials += 1;
            let taken = here.iter().any(|(_, p)| {
                p.passage.function.as_deref() == Some(claim.function.as_str())
                    && p.passage.polarity == Polarity::Affirmed
            });
            self.denials_taken += u64::from(taken);
        }
        if let Some(found) = found {
            let proposed = !found.passage.conditions.is_empty();
            if claim.conditional {
                self.conditions += 1;
                self.conditions_found += u64::from(proposed);
            } else if claim.polarity == "affirmed" {
                self.conditions_extra += u64::from(proposed);
            }
        }
    }

    fn add(&mut self, other: &Tally) {
        self.printed += other.printed;
        self.found += other.found;
        self.proposed += other.proposed;
        self.right += other.right;
        self.denials += other.denials;
        self.denials_taken += other.denials_taken;
        self.conditions += other.conditions;
        self.conditions_found += other.conditions_found;
        self.conditions_extra += other.conditions_extra;
    }

    fn json(&self) -> Value {
        json!({
            "recall": share_json(Share::new(self.found, self.printed)),
            "precision": share_json(Share::new(self.right, self.proposed)),
            "denials": self.denials, "denials_taken_for_capabilities": self.denials_taken,
            "conditions": share_json(Share::new(self.conditions_found, self.conditions)),
            "conditions_extra": self.conditions_extra,
        })
    }

    fn row(&self, name: &str) -> Vec<String> {
        vec![
            name.to_owned(),
            percent(Share::new(self.found, self.printed)),
            percent(Share::new(self.right, self.proposed)),
            self.denials.to_string(),
            self.denials_taken.to_string(),
            format!("{} of {}", self.conditions_found, self.conditions),
            self.conditions_extra.to_string(),
        ]
    }
}
