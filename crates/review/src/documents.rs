//! What each document is, after what people said; and which documents were really read.

use std::collections::BTreeMap;

use case::{Case, ProductNames, SaidFact, fact_of};
use model::{DocumentFact, DocumentField, DocumentKind, ItemId, ItemKind};

use crate::{ReviewError, author, now};

/// A document, as far as it is known.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    pub item: ItemId,
    /// As it was added.
    pub path: String,
    /// After what people made of product names.
    pub product: String,
    /// What counts of each field: what a person said, or the best proposal.
    pub known: BTreeMap<DocumentField, String>,
    /// Every proposal.
    pub proposed: Vec<DocumentFact>,
    /// What people said, in order.
    pub said: Vec<SaidFact>,
    /// Pages that were read; `None` where the document was not.
    pub pages: Option<u32>,
    /// Of them, pages without any words: scans, pictures.
    pub wordless: u32,
    pub words: u64,
    /// Its file has no fixed pages: they are those of a layout that this program makes.
    pub laid_out: bool,
    /// What was noticed when it was read.
    pub notes: Vec<String>,
    pub failure: Option<String>,
}

impl Document {
    pub fn kind(&self) -> Option<DocumentKind> {
        DocumentKind::named(self.known.get(&DocumentField::Kind)?)
    }

    pub fn known(&self, field: DocumentField) -> Option<&str> {
        self.known.get(&field).map(String::as_str)
    }

    /// Whether its words could be read: silence of such a document says something.
    pub fn is_read(&self) -> bool {
        self.words > 0
    }
}

/// All documents of a case, in the order in which they were added; pictures that were added as
/// references are not among them.
///
/// # Errors
/// When the case can't be read.
pub fn documents(case: &Case) -> Result<Vec<Document>, ReviewError> {
    let proposed = case.document_facts()?;
    let said = case.said_facts()?;
    let names = case.product_names()?;
    let failures = case.failures()?;
    let counts = case.page_counts()?;
    let mut documents = Vec::new();
    for row in case.items()? {
        if row.kind != Some(ItemKind::Document) {
            continue;
        }
        let path = row.origins.first().map_or("", |o| o.path.as_str());
        let known = DocumentField::ALL
            .into_iter()
            .filter_map(|field| {
                let value = fact_of(row.id, field, &proposed, &said)?;
                Some((field, value.to_owned()))
            })
            .collect();
        let of_item = |f: &&case::Failure| f.item == Some(row.id);
        let count = counts.get(&row.id);
        let read = case.document(row.id)?;
        documents.push(Document {
            item: row.id,
            path: path.to_owned(),
            product: product(&names, row.id, &known),
            known,
            proposed: proposed.get(&row.id).cloned().unwrap_or_default(),
            said: said.iter().filter(|s| s.item == row.id).cloned().collect(),
            pages: read.as_ref().map(|d| d.pages),
            laid_out: read.as_ref().is_some_and(case::DocumentRecord::is_laid_out),
            notes: read.map_or_else(Vec::new, |d| d.notes),
            wordless: count.map_or(0, |c| c.wordless),
            words: count.map_or(0, |c| c.words),
            failure: failures.iter().find(of_item).map(|f| f.reason.clone()),
        });
    }
    Ok(documents)
}

fn product(names: &ProductNames, item: ItemId, known: &BTreeMap<DocumentField, String>) -> String {
    let proposed = known
        .get(&DocumentField::Product)
        .map_or("", String::as_str);
    names.of_document(item, proposed)
}

/// Says what a document is, or with `None` takes back what was said of the field.
///
/// # Errors
/// When the case doesn't have the document, the value doesn't fit the field, nobody is named, or
/// the case can't be written.
pub fn say_fact(
    case: &mut Case,
    item: ItemId,
    field: DocumentField,
    value: Option<&str>,
    by: &str,
    reason: &str,
) -> Result<(), ReviewError> {
    let (by, reason) = author(by, reason)?;
    let value = value.map(str::trim).filter(|v| !v.is_empty());
    if let (DocumentField::Kind, Some(word)) = (field, value)
        && DocumentKind::named(word).is_none()
    {
        return Err(ReviewError::NoSuchKind(word.to_owned()));
    }
    case.say_fact(&SaidFact {
        item,
        field,
        value: value.map(str::to_owned),
        by,
        at: now(),
        reason,
    })?;
    Ok(())
}
