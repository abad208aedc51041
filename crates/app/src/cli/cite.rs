//! `cite`: a page or passage as it is quoted: document, edition, date, page, hash, address.

use case::{Access, Case};
use clap::Args;
use model::{Address, DocumentField, Side};
use review::book::Book;
use review::documents::{Document, documents};
use review::entities;
use review::evidence::Evidence;
use serde_json::json;

use super::door::{Failure, Outcome};
use super::progress::printable;
use super::{CaseArg, Print};

/// Quote a passage or a page: document, edition, page, hash and address in one line.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp cite --case almaty 4f0c9a1b77d2\n  contrechamp cite --case almaty 7f3a9c2b4d1e/p7\n  contrechamp cite --case almaty 4f0c9a1b77d2 --to 9c1e --by k7"
)]
pub struct Cite {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// A passage's id (or its first digits), or the address of a page; with --to also a sighting,
    /// a reading (its id and line, as ID:LINE) or the address of a moment
    what: String,
    /// Cite it as evidence to this relation (its id, or the first digits)
    #[arg(long, value_name = "RELATION", requires = "by")]
    to: Option<String>,
    /// Who cites it (an alias)
    #[arg(long, value_name = "ALIAS", requires = "to")]
    by: Option<String>,
    /// What it shows
    #[arg(long, value_name = "TEXT", default_value = "", requires = "to")]
    note: String,
}

/// What is quoted.
struct Place {
    document: Document,
    page: u32,
    address: String,
    quote: Option<String>,
}

impl Cite {
    fn cite_to(&self, to: &str, by: &str) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let book = Book::read(&case)?;
        let evidence = Evidence::read(&case, &book)?;
        let citation = entities::citation(&book, &evidence, &self.what, Side::For, &self.note)?;
        let act = entities::cite(&mut case, to, citation, by, "")?;
        if self.print.json {
            println!("{}", json!({"id": to, "act": act}));
        } else {
            println!("act {act}; undo it with: contrechamp undo {act} --by {by}");
        }
        Ok(Outcome::Done)
    }

    pub fn run(self) -> Result<Outcome, Failure> {
        if let (Some(to), Some(by)) = (&self.to, &self.by) {
            return self.cite_to(to, by);
        }
        let case = self.case.open(Access::Read)?;
        let place = find(&case, &self.what)?;
        let d = &place.document;
        if self.print.json {
            println!(
                "{}",
                json!({
                    "file": d.path, "sha256": d.item, "page": place.page,
                    "address": place.address, "quote": place.quote,
                    "title": d.known(DocumentField::Title), "maker": d.known(DocumentField::Maker),
                    "edition": d.known(DocumentField::Edition),
                    "version": d.known(DocumentField::Version),
                    "date": d.known(DocumentField::Date), "kind": d.known(DocumentField::Kind),
                })
            );
            return Ok(Outcome::Done);
        }
        if let Some(quote) = &place.quote {
            println!("“{}”", printable(quote));
        }
        println!("{}", citation(&place));
        Ok(Outcome::Done)
    }
}

/// Maker, title, kind, version, edition, date, page, file, hash, address; what is not known is
/// said to be.
fn citation(place: &Place) -> String {
    let d = &place.document;
    let known = |field, prefix: &str| d.known(field).map(|v| format!("{prefix}{}", printable(v)));
    let mut parts: Vec<String> = [
        known(DocumentField::Maker, ""),
        known(DocumentField::Title, ""),
        known(DocumentField::Kind, ""),
        known(DocumentField::Version, "version "),
        known(DocumentField::Edition, ""),
    ]
    .into_iter()
    .flatten()
    .collect();
    parts.push(known(DocumentField::Date, "").unwrap_or_else(|| "date not known".to_owned()));
    parts.push(format!("p. {}", place.page));
    format!(
        "{}. File {}, SHA-256 {}. {}",
        parts.join(", "),
        printable(&d.path),
        d.item,
        place.address
    )
}

fn find(case: &Case, what: &str) -> Result<Place, Failure> {
    let hint = "see: contrechamp list passages, contrechamp list documents";
    let (item, page, address, quote) = if what.contains('/') {
        let address: Address = what
            .parse()
            .map_err(|e| Failure::usage(format!("{e}"), hint))?;
        let Address::Page(page) = &address else {
            return Err(Failure::usage("only pages and passages are cited", hint));
        };
        let item = case.resolve(&page.item)?;
        (item, page.page, address.to_string(), None)
    } else {
        let id = case
            .resolve_passage(what)
            .map_err(|e| Failure::from(e).hint(hint))?;
        let row = case.passages()?.into_iter().find(|r| r.id == id);
        let row = row.ok_or_else(|| Failure::usage(format!("no passage {what}"), hint))?;
        let p = row.passage;
        let address = p.address().to_string();
        (p.item, p.page, address, Some(p.quote))
    };
    let document = documents(case)?.into_iter().find(|d| d.item == item);
    let document =
        document.ok_or_else(|| Failure::usage(format!("{what} is not in a document"), hint))?;
    if let Some(pages) = document.pages
        && page > pages
    {
        return Err(Failure::usage(
            format!(
                "{} has no page {page}; its pages are 1 to {pages}",
                document.path
            ),
            hint,
        ));
    }
    Ok(Place {
        document,
        page,
        address,
        quote,
    })
}
